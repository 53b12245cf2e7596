"""The benefits part of the result page: suggestions, and the others with the reason why not.

Says what these rules found, never what needling will do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from runner_intake.assessment import Other, Withheld
from runner_intake.conditions import fields_used
from runner_intake.terminal.lines import Line, Section, bullet
from runner_intake.terminal.wording import (
    asks_words,
    grade_words,
    level_words,
    listed,
    points_needed,
    points_words,
    scored_benefits,
    signed,
    sources_words,
    until_words,
)
from runner_intake.vocabulary import SUGGESTING

if TYPE_CHECKING:
    from runner_intake.assessment import Assessment, Reason, Suggestion
    from runner_intake.pack import Pack
    from runner_intake.terminal.wording import Scored


def nothing_words(result: Assessment) -> tuple[str, str]:
    """That nothing is suggested, said as an answer of its own."""
    if not result.settled.list:
        return "By these rules there is nothing to suggest so far.", "Answers that are still open could change this."
    more = " The first steps above matter more." if any(step.certain for step in result.first_steps) else ""
    return (
        "By these rules there is nothing to suggest, and that is a full answer.",
        f"Every benefit was looked at. None fits your answers well enough for what is known about it.{more}",
    )


def suggestions_sections(result: Assessment, pack: Pack) -> list[Section]:
    """What could be talked about, or a sentence that nothing is suggested; nothing at all where suggestions are withheld."""
    if result.safety.outcome not in SUGGESTING:
        return []
    if not result.suggestions:
        head, more = nothing_words(result)
        return [Section("Suggestions", (Line(head, tone="strong"), Line(more)))]
    intro = Line("Needling is at most an add-on to what comes first. By these rules you could talk about:")
    legend = Line(_legend(result), tone="quiet", drawn=True)
    return [Section("Suggestions", (intro, legend)), *(_suggestion(each, pack) for each in result.suggestions)]


def _legend(result: Assessment) -> str:
    """What the figures beside match and evidence mean."""
    is_open = any(each.points.low != each.points.high for each in result.suggestions)
    dots = "Dots: how well your answers fit these rules" + (" (dotted: still open). " if is_open else ". ")
    return f"{dots}Letter: how good the evidence is, from A (strong) to D (very weak)."


def _suggestion(suggestion: Suggestion, pack: Pack) -> Section:
    evidence = suggestion.evidence
    lines = [
        Line(points_words(suggestion.points), figure=suggestion.points),
        Line(grade_words(evidence.grade), figure=evidence.grade),
        *(reason_line(reason) for reason in suggestion.reasons if reason.state == "true"),
        *_open_reason_lines(suggestion, pack),
        *(Line(text) for text in outlook_words(suggestion, pack)),
        Line(f"What is known: {evidence.verdict}"),
    ]
    if suggestion.conditions:
        lines += [Line("Only on these conditions:"), *(bullet(condition) for condition in suggestion.conditions)]
    lines.append(Line(sources_words(evidence.sources, pack), tone="quiet"))
    return Section(f"{suggestion.rank}. {suggestion.title}: {level_words(suggestion.level)}", tuple(lines), "under")


def reason_line(reason: Reason, depth: int = 0) -> Line:
    """A reason that counts, after its signed points."""
    points = signed(reason.points)
    return Line(reason.because, points, f"{'For' if reason.points > 0 else 'Against'} it, {points}:", depth)


def _open_reason_lines(scored: Scored, pack: Pack) -> list[Line]:
    """What may still count, one line for the rules that wait for the same questions."""
    waiting: dict[tuple[str, ...], set[int]] = {}
    for reason in scored.reasons:
        if reason.state == "unknown":
            waiting.setdefault(_waits_for(scored, reason, pack), set()).add(reason.points)
    told = [(listed([signed(each) for each in sorted(points)], "or"), asks_words(names, pack)) for names, points in waiting.items()]
    return [Line(f"may still count ({points}), once we know {asks}", "(±)", "Open (±):") for points, asks in told]


def outlook_words(scored: Scored, pack: Pack) -> list[str]:
    """What open answers can still do to a benefit that applies; nothing where its points and its place are fixed."""
    highest = pack.level(pack.benefit[scored.benefit], scored.points.high)
    if scored.settled:
        fixed = "this does not change" if scored.level == "not_suggested" else f"it stays {level_words(scored.level)}"
        return [] if scored.points.low == scored.points.high else [f"Whatever the open answers are, {fixed}."]
    if highest != scored.level:
        return [f"Depending on the open answers, it could still become {level_words(highest)}."]
    return ["Depending on the open answers, its place could still change."]


def open_fields(scored: Scored, result: Assessment, pack: Pack) -> tuple[str, ...]:
    """The questions that a benefit waits for: those the document names, most useful first, else all in the order of asking."""
    waiting = _waiting(scored, pack)
    if isinstance(scored, Other) and scored.why == "undecided":
        anywhere = {name for each in scored_benefits(result) for name in _waiting(each, pack)}.union(*(fact.questions for fact in result.open))
        waiting = anywhere.intersection(pack.questionnaire.in_order(fields_used(pack.benefit[scored.benefit].requires.written))) or waiting
    named = dict.fromkeys(name for fact in result.open for name in fact.questions if name in waiting)
    return tuple(named) or pack.questionnaire.in_order(waiting)


def _waiting(scored: Scored, pack: Pack) -> set[str]:
    return {name for reason in scored.reasons if reason.state == "unknown" for name in _waits_for(scored, reason, pack)}


def _waits_for(scored: Scored, reason: Reason, pack: Pack) -> tuple[str, ...]:
    """The fields that an open rule looks at and that have no answer yet."""
    rule = next(rule for rule in pack.benefit[scored.benefit].rules if rule.id == reason.rule)
    return pack.questionnaire.in_order(fields_used(rule.when.written) - reason.answers.keys())


def others_section(result: Assessment, pack: Pack) -> Section:
    """Every benefit that is not suggested, by name, with the reason."""
    withheld = [other.title for other in result.others if isinstance(other, Withheld)]
    if withheld:
        head = Line(f"Nothing is said about these {until_words(result.safety.outcome)}:")
        return Section("Benefits", (head, *(bullet(title) for title in withheld)))
    others = [other for other in result.others if isinstance(other, Other)]
    lines = [line for other in others if other.why != "not_applicable" for line in _other_lines(other, result, pack)]
    unfitting = [bullet(other.title) for other in others if other.why == "not_applicable"]
    if unfitting:
        lines += [Line("Your answers do not describe these, so there is nothing to weigh up:"), *unfitting]
    return Section("Not suggested, and why", tuple(lines))


def _other_lines(other: Other, result: Assessment, pack: Pack) -> list[Line]:
    """A benefit that is not suggested, why not, and where it fits too little, what counted against it."""
    against = [reason for reason in other.reasons if other.why == "below_threshold" and reason.state == "true" and reason.points < 0]
    return [
        bullet(other.title, tone="strong"),
        *(Line(text, depth=1) for text in why_words(other, result, pack)),
        *(reason_line(reason, 1) for reason in against),
    ]


def why_words(other: Other, result: Assessment, pack: Pack) -> list[str]:
    """Why a benefit is not suggested."""
    match other.why:
        case "not_applicable":
            return ["Your answers do not describe this, so there is nothing to weigh up."]
        case "undecided":
            needed = open_fields(other, result, pack)
            return [f"It is still open whether this applies to you. To tell, we would need to know {asks_words(needed, pack)}"]
        case "below_threshold":
            return [_too_little(other, pack), *outlook_words(other, pack), *_depends(other, result, pack)]
        case "covered_by":
            cover = pack.benefit[other.covered_by].title if other.covered_by else ""
            covered = f"Covered by “{cover}”. Both are about the same thing, and that one comes first by these rules."
            return [f"{covered} {_fit(other)}", *outlook_words(other, pack)]
        case "withheld":
            return []
    assert_never(other.why)


def _too_little(other: Other, pack: Pack) -> str:
    needed = points_needed(other.benefit, "possible", pack)
    why = f"it takes {needed} to be possible" if needed <= other.points.max else "evidence this weak is never suggested"
    return f"{_fit(other)} By these rules {why}."


def _fit(other: Other) -> str:
    return f"It {points_words(other.points)} ({grade_words(other.evidence.grade)})."


def _depends(other: Other, result: Assessment, pack: Pack) -> list[str]:
    """The questions that could still lift a benefit that fits too little."""
    names = () if other.settled else open_fields(other, result, pack)
    return [f"It will be settled once we know {asks_words(names, pack)}"] if names else []
