"""A result in plain words: sections of lines that every front end draws in its own way. Knows the document and the pack, and no screen.

Every sentence about a result stands here once. It says what these rules found in these answers; it never says what a runner has, or what
needling will do. Of withheld benefits it knows the titles only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from runner_intake.assessment import Bounds, Other, Points, Suggestion, Withheld
from runner_intake.conditions import fields_used
from runner_intake.engine.notices import help_lines
from runner_intake.vocabulary import SUGGESTING, Grade, Level, Lines, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.assessment import Answer, Assessment, Because, Finding, FirstStep, Reason, Settled
    from runner_intake.pack import Benefit, Pack

Tone = Literal["plain", "strong", "quiet"]
Frame = Literal["none", "calm", "care", "alert"]
Scored = Suggestion | Other

BULLET = "•"
OPEN_MARK = "(±)"
MOST_NAMED = 3
"""How many open questions one sentence names before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thought. `mark` stands before it (a number, signed points), `spoken` is that mark in words, for those who listen.

    `figure` is what a drawing front end may show beside the text; a line with `drawn` explains such figures and is left out elsewhere.
    """

    text: str
    mark: str = ""
    spoken: str = ""
    depth: int = 0
    tone: Tone = "plain"
    figure: Points | Grade | None = None
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines; `frame` says how much it must stand out."""

    title: str
    lines: tuple[Line, ...]
    frame: Frame = "none"


def page(result: Assessment, pack: Pack) -> tuple[Section, ...]:
    """The whole result, in the order of reading; sections with nothing to say are left out."""
    urgent_help = _help_sections(result, pack) if result.safety.outcome == "emergency" else ()
    sections = (
        *urgent_help,
        safety_section(result, pack),
        _steps_section(result),
        _suggestions_section(result, pack),
        _others_section(result, pack),
        _open_section(result, pack),
        _unused_section(result, pack),
        _numbers_section(result, pack),
        _notices_section(result, pack, told=bool(urgent_help)),
    )
    return tuple(section for section in sections if section.lines)


# --- safety -----------------------------------------------------------------------------------------------------------------

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
    "clear": "By these rules nothing in your answers calls for a check first. Only your answers were looked at, nothing else.",
}

_UNTIL: dict[Outcome, str] = {
    "emergency": "until you have had help",
    "consent_needed": "until you agree to the use of your answers",
    "urgent": "until a doctor has seen you",
    "incomplete": "until the safety questions have a clear answer",
    "guardian_needed": "until a parent or guardian agrees",
    "clarify": "until the answers that do not fit together are put right",
    "declined": "as long as you do not want needles",
    "hold": "until the team that looks after you agrees",
}

_FRAMES: dict[Outcome, Frame] = {"emergency": "alert", "urgent": "alert", "consent_needed": "calm", "declined": "calm", "clear": "calm"}


def safety_section(result: Assessment, pack: Pack) -> Section:
    """The outcome, what was found and from which answers, and what is still to be asked."""
    safety = result.safety
    lines = [Line(outcome_words(safety.outcome), tone="strong")]
    for finding in safety.findings:
        lines.append(Line(finding.message, BULLET, "-"))
        lines += [Line(text, depth=1, tone="quiet") for text in answered_words(finding, pack)]
    if safety.missing:
        lines.append(Line(missing_words(safety.outcome, len(safety.missing)), tone="strong"))
        lines += [Line(ask_words(name, pack), BULLET, "-") for name in safety.missing]
    return Section("Safety first", tuple(lines), _FRAMES.get(safety.outcome, "care"))


def outcome_words(outcome: Outcome) -> str:
    """What the safety screen comes to, in a sentence or two."""
    return _OUTCOMES[outcome]


def until_words(outcome: Outcome) -> str:
    """How long nothing is said about the benefits."""
    return _UNTIL.get(outcome, "for now")


def missing_words(outcome: Outcome, count: int) -> str:
    """The sentence before the safety questions that are open."""
    what = "this question" if count == 1 else "these questions"
    return f"Please answer {what}:" if outcome == "incomplete" else f"Still open, and part of the safety check. Please answer {what} too:"


def answered_words(finding: Finding, pack: Pack) -> list[str]:
    """The answers behind a finding, one sentence; none where they are kept private."""
    told = [_because_words(because, pack) for because in finding.because]
    return [f"{'Your answer' if len(told) == 1 else 'Your answers'}: {'; '.join(told)}"] if told else []


def _because_words(because: Because, pack: Pack) -> str:
    field = pack.questionnaire.fields.get(because.field)
    words = answer_words(because.field, because.value, pack)
    return words if field and field.kind == "multi_choice" else f"{ask_words(because.field, pack)} {words}"


# --- first steps ------------------------------------------------------------------------------------------------------------


def _steps_section(result: Assessment) -> Section:
    certain = [step for step in result.first_steps if step.certain]
    possible = [step for step in result.first_steps if not step.certain]
    lines = [line for number, step in enumerate(certain, 1) for line in _step_lines(step, f"{number}.")]
    if possible:
        lines.append(Line("Perhaps, depending on what is still open", tone="strong"))
        lines += [line for step in possible for line in _step_lines(step, BULLET)]
    if not lines and result.safety.outcome in SUGGESTING:
        lines.append(Line("By these rules nothing else has to come first."))
    return Section("First steps", tuple(lines))


def _step_lines(step: FirstStep, mark: str) -> tuple[Line, Line]:
    because = step.because if step.certain else f"This would be the reason: {step.because}"
    return Line(step.title, mark, mark.replace(BULLET, "-"), tone="strong"), Line(because, depth=1)


# --- suggestions ------------------------------------------------------------------------------------------------------------

_LEVELS: dict[Level, str] = {"worth_discussing": "worth discussing", "possible": "possible", "not_suggested": "not suggested"}
_GRADES: dict[Grade, str] = {"high": "high", "moderate": "moderate", "low": "low", "very_low": "very low"}
GRADE_LETTERS: dict[Grade, str] = {"high": "A", "moderate": "B", "low": "C", "very_low": "D"}


def level_words(level: Level) -> str:
    """The level of a benefit."""
    return _LEVELS[level]


def grade_words(grade: Grade) -> str:
    """How good the evidence is."""
    return f"evidence: {_GRADES[grade]}"


def points_words(points: Points) -> str:
    """How many of the points the answers reach; bounds where some are open, never below 0."""
    low, high = max(0, points.low), max(0, points.high)
    reached = f"{low}" if low == high else f"between {low} and {high}"
    return f"fits {reached} of {points.max} points"


def bounds_words(bounds: Bounds) -> str:
    """One number, or the two it must lie between."""
    return f"{bounds.low}" if bounds.low == bounds.high else f"between {bounds.low} and {bounds.high}"


def sources_words(names: Sequence[str], pack: Pack) -> str:
    """How many sources there are, and how many of them nobody has read in the original yet."""
    unread = sum(name in pack.sources and not pack.sources[name].checked for name in names)
    count = f"{len(names)} {'source' if len(names) == 1 else 'sources'}"
    return f"Based on {count}, {unread} of them not yet read in the original." if unread else f"Based on {count}."


def _suggestions_section(result: Assessment, pack: Pack) -> Section:
    if result.safety.outcome not in SUGGESTING:
        return Section("Suggestions", ())
    if not result.suggestions:
        return Section("Suggestions", (Line(nothing_words(result.settled), tone="strong"), Line(_NOTHING_MORE)))
    intro = (
        Line("What may be worth a talk with a practitioner, as an add-on. First comes what fits you and is best known.".replace("best", "better")),
        Line("Dots show how well your answers match these rules. The letter shows how good the evidence is, from A (strong) to D (very weak).", drawn=True, tone="quiet"),
    )
    return Section("Suggestions", (*intro, *(line for each in result.suggestions for line in _suggestion_lines(each, result, pack))))
