"""Single things of a result in plain words. It says what these rules found in these answers, never what a runner has or what needling will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.assessment import Other, Suggestion
from runner_intake.terminal.answer_wording import answer_words, ask_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from runner_intake.assessment import Assessment, Because, Points
    from runner_intake.pack import Pack
    from runner_intake.vocabulary import Grade, Level, Outcome


Scored = Suggestion | Other


MOST_NAMED = 3
"""How much that is still open is told in full before it is cut short."""


_OUTCOMES: dict[Outcome, str] = {
    "emergency": "Get help now. Everything else can wait.",
    "consent_needed": "You said no to the use of your answers, so nothing was worked out from them.",
    "urgent": "See a doctor before you run or have any needling.",
    "incomplete": "Some answers about safety are still missing, so nothing is suggested yet.",
    "guardian_needed": "A parent or guardian has to agree before anything with needles is suggested.",
    "clarify": "Some of your answers do not fit together. Please check them first.",
    "declined": "You do not want needles, so nothing with needles is suggested.",
    "hold": "Ask the team that looks after you first. Until they agree, nothing with needles is suggested.",
    "discuss": "There are things to tell the practitioner before any needling.",
    "adapt": "There are limits on how or where needling may be done.",
    "clear": "By these rules, nothing in your answers has to be checked first. They know only what you answered, so keep listening to your body.",
}


_UNTIL: dict[Outcome, str] = {
    "emergency": "until you have had help",
    "consent_needed": "until you agree to the use of your answers",
    "urgent": "until a doctor has seen you",
    "incomplete": "until the safety questions are answered",
    "guardian_needed": "until a parent or guardian agrees",
    "clarify": "until the answers that do not fit together are put right",
    "declined": "as long as you do not want needles",
    "hold": "until the team that looks after you agrees",
}


def outcome_words(outcome: Outcome) -> str:
    """What the safety check comes to."""
    return _OUTCOMES[outcome]


def until_words(outcome: Outcome) -> str:
    """How long nothing is said about the benefits."""
    return _UNTIL.get(outcome, "for now")


def missing_words(outcome: Outcome) -> str:
    """What leads to the safety questions that are open."""
    return "Please answer:" if outcome == "incomplete" else "The safety check is not finished. Please answer as well:"


def because_words(because: Sequence[Because], pack: Pack) -> list[str]:
    """The answers behind a finding as one sentence; nothing where they are kept private."""
    told = [_told(each, pack) for each in because]
    return [f"{'Your answer' if len(told) == 1 else 'Your answers'}: {'; '.join(told)}"] if told else []


def _told(because: Because, pack: Pack) -> str:
    field = pack.questionnaire.fields.get(because.field)
    answer = answer_words(because.field, because.value, pack)
    ticked = field is not None and field.kind == "multi_choice" and isinstance(because.value, str)
    return answer if ticked else f"{ask_words(because.field, pack)} {answer}"


_LEVELS: dict[Level, str] = {"worth_discussing": "worth discussing", "possible": "possible", "not_suggested": "not suggested"}


_GRADES: dict[Grade, str] = {"high": "high", "moderate": "moderate", "low": "low", "very_low": "very low"}


def level_words(level: Level) -> str:
    """The level of a benefit."""
    return _LEVELS[level]


def grade_words(grade: Grade) -> str:
    """How good the evidence is."""
    return f"evidence: {_GRADES[grade]}"


def points_words(points: Points) -> str:
    """How many of the points the answers reach: one number or two, never below 0."""
    return f"fits {range_words(max(0, points.low), max(0, points.high))} of {points.max} points"


def range_words(low: int, high: int) -> str:
    """One number, or the two between which it lies."""
    return f"{low}" if low == high else f"between {low} and {high}"


def sources_words(names: Sequence[str], pack: Pack) -> str:
    """How many sources there are, and how many of them have not been read in the original."""
    unread = sum(name in pack.sources and not pack.sources[name].checked for name in names)
    count = f"Based on {len(names)} {'source' if len(names) == 1 else 'sources'}"
    return f"{count}, {unread} of them not yet read in the original." if unread else f"{count}."


def signed(points: int) -> str:
    """Points with their sign."""
    return f"{points:+d}"


def scored_benefits(result: Assessment) -> tuple[Scored, ...]:
    """The benefits of which something is said, in the order of the document."""
    return *result.suggestions, *(other for other in result.others if isinstance(other, Other))


def points_needed(benefit: str, level: Literal["worth_discussing", "possible"], pack: Pack) -> int:
    """The fewest points that reach a level, exact; more than the highest score where it cannot be reached."""
    of = pack.benefit[benefit]
    return -(-pack.levels[level] * of.max // of.evidence.factor)


def asks_words(names: Sequence[str], pack: Pack) -> str:
    """Some questions, the first few by name."""
    more = len(names) - MOST_NAMED
    asks = [ask_words(name, pack) for name in names[:MOST_NAMED]]
    return listed([*asks, f"{more} more answers"] if more > 0 else asks)


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words in a row: a, b and c."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
