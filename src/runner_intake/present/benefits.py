"""The benefits part of the result page: suggestions, and the others with the reason why not.

Says what these rules found, never what needling will do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from runner_intake.conditions import fields_used
from runner_intake.present.lines import Line, PageSection, bullet
from runner_intake.present.wording import (
    asks_words,
    grade_words,
    level_words,
    reached_words,
    scored_benefits,
    signed,
    sources_words,
    until_words,
)
from runner_intake.result.assessment import Other, Withheld
from runner_intake.vocabulary import SUGGESTING

if TYPE_CHECKING:
    from runner_intake.present.view import View
    from runner_intake.present.wording import Scored
    from runner_intake.result.assessment import Assessment, Reason, Suggestion
    from runner_intake.text.catalogue import Words


def nothing_words(result: Assessment, say: Words) -> tuple[str, str]:
    """That nothing is suggested, said as an answer of its own."""
    if not result.settled.list:
        return say("nothing_so_far"), say("nothing_so_far_more")
    return say("nothing"), say("nothing_more_steps" if result.first_steps else "nothing_more")


def suggestions_sections(result: Assessment, view: View) -> list[PageSection]:
    """What could be talked about, or a sentence that nothing is suggested; nothing at all where suggestions
    are withheld.
    """
    if result.safety.outcome not in SUGGESTING:
        return []
    say = view.words
    if not result.suggestions:
        head, more = nothing_words(result, say)
        return [PageSection(say("suggestions_title"), (Line(head, tone="strong"), Line(more)))]
    legend = Line(_legend(result, say), tone="quiet", drawn=True)
    return [
        PageSection(say("suggestions_title"), (Line(say("suggestions_intro")), legend)),
        *(_suggestion(suggestion, view) for suggestion in result.suggestions),
    ]


def _legend(result: Assessment, say: Words) -> str:
    """What the figures beside match and evidence mean."""
    return say(
        "legend_open"
        if any(suggestion.points.low != suggestion.points.high for suggestion in result.suggestions)
        else "legend"
    )


def _suggestion(suggestion: Suggestion, view: View) -> PageSection:
    evidence, points, say = suggestion.evidence, suggestion.points, view.words
    lines = [
        Line(say("fits", points=reached_words(points, say), max=points.max), figure=points),
        Line(grade_words(evidence.grade, say), figure=evidence.grade),
        *(reason_line(reason, say) for reason in suggestion.reasons),
        *_open_reason_lines(suggestion, view),
        *(Line(text) for text in outlook_words(suggestion, view)),
        Line(say("what_is_known", verdict=evidence.verdict)),
    ]
    if suggestion.conditions:
        lines += [Line(say("conditions")), *(bullet(condition) for condition in suggestion.conditions)]
    lines.append(Line(sources_words(evidence.sources, view), tone="quiet"))
    title = say(
        "suggestion", rank=suggestion.rank, title=suggestion.title, level=level_words(suggestion.level, say)
    )
    return PageSection(title, tuple(lines), "under")


def reason_line(reason: Reason, say: Words, depth: int = 0) -> Line:
    """A reason that counts, after its signed points."""
    points = signed(reason.points)
    return Line(
        reason.because,
        points,
        say("speaks_for" if reason.points > 0 else "speaks_against", points=points),
        depth,
    )


def _open_reason_lines(scored: Scored, view: View) -> list[Line]:
    """What may still count, one line for the rules that wait for the same questions."""
    waiting: dict[tuple[str, ...], set[int]] = {}
    for reason in scored.open_reasons:
        waiting.setdefault(_waits_for(scored, reason, view), set()).add(reason.points)
    say = view.words
    counts = [
        (say.listed([signed(value) for value in sorted(points)], "or"), asks_words(names, view))
        for names, points in waiting.items()
    ]
    return [
        Line(say("may_count", points=points, asks=asks), "(±)", say("speaks_open")) for points, asks in counts
    ]


def outlook_words(scored: Scored, view: View) -> list[str]:
    """What open answers can still do to a benefit that applies; nothing where its points and its place are
    fixed.
    """
    highest, say = view.pack.level(view.pack.benefit[scored.benefit], scored.points.high), view.words
    if scored.settled:
        fixed = (
            say("stays_out")
            if scored.level == "not_suggested"
            else say("stays", level=level_words(scored.level, say))
        )
        return [] if scored.points.low == scored.points.high else [fixed]
    if highest != scored.level:
        return [say("could_become", level=level_words(highest, say))]
    return [say("could_move")]


def open_fields(scored: Scored, result: Assessment, view: View) -> tuple[str, ...]:
    """The questions that a benefit waits for: those the document names, most useful first, else all in the
    order of asking.
    """
    waiting = _waiting(scored, view)
    if isinstance(scored, Other) and scored.why == "undecided":
        anywhere = {name for benefit in scored_benefits(result) for name in _waiting(benefit, view)}.union(
            *(fact.questions for fact in result.open)
        )
        waiting = (
            anywhere.intersection(
                view.pack.questionnaire.in_order(
                    fields_used(view.pack.benefit[scored.benefit].requires.written)
                )
            )
            or waiting
        )
    named = dict.fromkeys(name for fact in result.open for name in fact.questions if name in waiting)
    return tuple(named) or view.pack.questionnaire.in_order(waiting)


def _waiting(scored: Scored, view: View) -> set[str]:
    return {name for reason in scored.open_reasons for name in _waits_for(scored, reason, view)}


def _waits_for(scored: Scored, reason: Reason, view: View) -> tuple[str, ...]:
    """The fields that an open rule looks at and that have no answer yet."""
    rule = next(rule for rule in view.pack.benefit[scored.benefit].rules if rule.id == reason.rule)
    return view.pack.questionnaire.in_order(fields_used(rule.when.written) - reason.answers.keys())


def others_section(result: Assessment, view: View) -> PageSection:
    """Every benefit that is not suggested, by name, with the reason."""
    say = view.words
    withheld = [other.title for other in result.others if isinstance(other, Withheld)]
    if withheld:
        head = Line(say("withheld", until=until_words(result.safety.outcome, say)))
        return PageSection(say("benefits_title"), (head, *(bullet(title) for title in withheld)))
    others = [other for other in result.others if isinstance(other, Other)]
    lines = [
        line
        for other in others
        if other.why != "not_applicable"
        for line in _other_lines(other, result, view)
    ]
    unfitting = [bullet(other.title) for other in others if other.why == "not_applicable"]
    if unfitting:
        lines += [Line(say("these_not_described")), *unfitting]
    return PageSection(say("others_title"), tuple(lines))


def _other_lines(other: Other, result: Assessment, view: View) -> list[Line]:
    """A benefit that is not suggested, why not, and where it fits too little, what counted against it."""
    against = [reason for reason in other.reasons if other.why == "below_threshold" and reason.points < 0]
    return [
        bullet(other.title, tone="strong"),
        *(Line(text, depth=1) for text in why_words(other, result, view)),
        *(reason_line(reason, view.words, 1) for reason in against),
    ]


def why_words(other: Other, result: Assessment, view: View) -> list[str]:
    """Why a benefit is not suggested."""
    say = view.words
    match other.why:
        case "not_applicable":
            return [say("not_described")]
        case "undecided":
            return [say("undecided", asks=asks_words(open_fields(other, result, view), view))]
        case "below_threshold":
            return [_too_little(other, view), *outlook_words(other, view), *_depends(other, result, view)]
        case "covered_by":
            cover = view.pack.benefit[other.covered_by].title if other.covered_by else ""
            return [f"{say('covered_by', cover=cover)} {_fit(other, say)}", *outlook_words(other, view)]
        case "withheld":
            return []
    assert_never(other.why)


def _too_little(other: Other, view: View) -> str:
    needed = view.pack.points_needed(view.pack.benefit[other.benefit], "possible")
    why = view.words("takes", n=needed) if needed <= other.points.max else view.words("too_weak")
    return f"{_fit(other, view.words)} {why}"


def _fit(other: Other, say: Words) -> str:
    return say(
        "fit",
        points=reached_words(other.points, say),
        max=other.points.max,
        evidence=grade_words(other.evidence.grade, say),
    )


def _depends(other: Other, result: Assessment, view: View) -> list[str]:
    """The questions that could still lift a benefit that fits too little."""
    names = () if other.settled else open_fields(other, result, view)
    return [view.words("settled_by", asks=asks_words(names, view))] if names else []
