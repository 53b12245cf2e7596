"""Single things of a result in plain words. It says what these rules found in these answers, never what a
runner has or what needling will do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.present.answers import answer_words, ask_words
from runner_intake.present.summary import short_words
from runner_intake.vocabulary import SUGGESTING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner_intake.present.view import View
    from runner_intake.result.assessment import Assessment, Because, Other, Points, Suggestion
    from runner_intake.text.catalogue import Words
    from runner_intake.vocabulary import Grade, Level, Outcome

    Scored = Suggestion | Other


STRONG_MATCH, FAIR_MATCH = 0.75, 0.5
"""From which share of the points a match is called strong, or fair."""

MOST_NAMED = 3
"""How much that is still open is said in full before it is cut short."""


def outcome_words(outcome: Outcome, say: Words) -> str:
    """What the safety check comes to."""
    return say(f"outcome_{outcome}")


def until_words(outcome: Outcome, say: Words) -> str:
    """How long nothing is said about the benefits."""
    return say("until_later" if outcome in SUGGESTING else f"until_{outcome}")


def missing_words(outcome: Outcome, say: Words) -> str:
    """What leads to the safety questions that are open."""
    return say("missing_first" if outcome == "incomplete" else "missing_besides")


def because_words(because: Sequence[Because], view: View) -> list[str]:
    """The answers behind a finding as one sentence; nothing where they are kept private."""
    answers = [_because_words(looked_at, view) for looked_at in because]
    return [view.words.count("your_answers", len(answers), answers="; ".join(answers))] if answers else []


def _because_words(because: Because, view: View) -> str:
    field = view.pack.questionnaire.fields.get(because.field)
    short = short_words(because.field, because.value, view) if field is not None else ""
    if short:
        return short
    answer = answer_words(because.field, because.value, view)
    ticked = field is not None and field.kind == "multi_choice" and isinstance(because.value, str)
    return answer if ticked else f"{ask_words(because.field, view)} {answer}"


def level_words(level: Level, say: Words) -> str:
    """The level of a benefit."""
    return say(f"level_{level}")


def grade_words(grade: Grade, say: Words) -> str:
    """How good the evidence is."""
    return say(f"evidence_{grade}")


def reached_words(points: Points, say: Words) -> str:
    """How many points the answers reach: one number or two, never below 0."""
    return range_words(max(0, points.low), max(0, points.high), say)


def range_words(low: int, high: int, say: Words) -> str:
    """One number, or the two between which it lies."""
    return f"{low}" if low == high else say("between", low=low, high=high)


def sources_words(names: Sequence[str], view: View) -> str:
    """How many sources there are, and how many of them have not been read in the original."""
    unread = sum(name in view.pack.sources and not view.pack.sources[name].checked for name in names)
    return view.words.count("based_on_unread" if unread else "based_on", len(names), unread=unread)


def signed(points: int) -> str:
    """Points with their sign."""
    return f"{points:+d}"


def scored_benefits(result: Assessment) -> tuple[Scored, ...]:
    """The benefits of which something is said, in the order of the document."""
    return *result.suggestions, *(other for other in result.others if other.why != "withheld")


def asks_words(names: Sequence[str], view: View) -> str:
    """Some questions, the first few by name."""
    more = len(names) - MOST_NAMED
    asks = [ask_words(name, view) for name in names[:MOST_NAMED]]
    return view.words.listed([*asks, view.words.count("more_answers", more)] if more > 0 else asks)


def strength_words(points: Points, say: Words) -> str:
    """How well answers match, in words and in points: strong from three quarters, fair from half, else
    weak.
    """
    low = max(0, points.low)
    share = low / points.max
    kind = "strong" if share >= STRONG_MATCH else "fair" if share >= FAIR_MATCH else "weak"
    return say(f"match_{kind}", points=reached_words(points, say), max=points.max)
