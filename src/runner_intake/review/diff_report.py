"""The comparison of two packs in lines, what matters most first: safety, scores, suggestions, first steps,
people, and then the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from runner_intake.review.conditions import counted, number
from runner_intake.text.wrapping import INDENT, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from runner_intake.conditions import Value
    from runner_intake.review.text_changes import Change
    from runner_intake.verify.diff.compare import Comparison
    from runner_intake.verify.diff.meaning import StepChange
    from runner_intake.verify.diff.pack_pair import OnlyIn, Witness
    from runner_intake.verify.diff.people import Move, People
    from runner_intake.verify.diff.safety import Shift
    from runner_intake.verify.diff.scores import ScoreChange
    from runner_intake.verify.diff.tops import TopChanges


def diff_lines(comparison: Comparison, changes: Sequence[Change], width: int) -> Iterator[str]:
    """The whole comparison, each part under a heading."""
    parts = {
        "Safety": _safety_lines(comparison),
        "Scores": _score_lines(comparison),
        "First suggestion, by the scores alone": _top_lines(comparison.tops, comparison.quiet),
        "First steps": _step_lines(comparison),
        "Runners": _people_lines(comparison.people, beside=comparison.needles_follow_scores),
        "Answers that only one of the packs takes": _only_lines(comparison.only_in_one),
        "What is written differently": _change_lines(changes, comparison),
    }
    yield from wrapped(_headline(comparison, changes), width)
    for heading, lines in parts.items():
        told = list(lines)
        if told:
            yield from ("", heading)
            for depth, text in told:
                indent = INDENT * depth
                yield from (indent + line for line in wrapped(text, width - len(indent), INDENT))


def _headline(comparison: Comparison, changes: Sequence[Change]) -> str:
    old, new = comparison.common.old, comparison.common.new
    versions = f"{old.id} {old.version} and {new.id} {new.version}"
    if not changes:
        return f"{versions}: nothing is written differently."
    if comparison.proved_same:
        return (
            f"{versions}: proved the same for all complete answers: outcome, scores, first suggestion and "
            "first steps."
        )
    worse = (
        f" Safety may become less strict in {counted(len(comparison.less_severe), 'place')}."
        if comparison.less_severe
        else ""
    )
    return (
        f"{versions}: {counted(len(changes), 'thing')} {'is' if len(changes) == 1 else 'are'} written "
        f"differently.{worse}"
    )


def witness_words(runner: Witness, quiet: Witness) -> str:
    """The answers that set a runner apart from one with nothing to report."""
    told = [f"{name} {_value_words(value)}" for name, value in runner.items() if quiet.get(name) != value]
    return f"Example: {', '.join(told)}" if told else "Example: a runner with nothing to report"


def _value_words(value: Value) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case frozenset():
            return " + ".join(sorted(value))
        case str():
            return value
        case _:
            return number(value)


def _safety_lines(comparison: Comparison) -> Iterator[tuple[int, str]]:
    if not comparison.less_severe:
        beside = " while the same can be suggested" if comparison.needles_follow_scores else ""
        yield 1, f"Proved: no complete answers that both packs take come to a less severe outcome{beside}."
    for shift in comparison.shifts:
        yield 1, _shift_words(shift)
        if shift.witness is not None:
            yield 2, witness_words(shift.witness, comparison.quiet)
    if comparison.needles_follow_scores:
        yield (
            1,
            (
                "Rules about needles count only while something can be suggested, so they follow the scores: "
                "those that did not change are not listed."
            ),
        )


def _shift_words(shift: Shift) -> str:
    direction = "LESS SEVERE" if shift.direction == "less_severe" else "More severe"
    match shift.found:
        case "shown":
            return f"{direction} ({shift.about}): {shift.old} becomes {shift.new}."
        case "possible":
            return f"{direction} ({shift.about}): not ruled out; no runner was found for whom it is so."
        case "not_checked":
            return f"{direction} ({shift.about}): not checked, because too many answers play a part."
        case _:
            assert_never(shift.found)


def _score_lines(comparison: Comparison) -> Iterator[tuple[int, str]]:
    same = [change.benefit for change in comparison.scores if change.same]
    if same:
        yield 1, f"Proved the same for all answers: {', '.join(same)}."
    for change in comparison.scores:
        if not change.same:
            yield from _score_change_lines(change, comparison.quiet)
    yield from ((1, f"{name}: new.") for name in comparison.benefits_added)
    yield from ((1, f"{name}: taken out.") for name in comparison.benefits_removed)


def _score_change_lines(change: ScoreChange, quiet: Witness) -> Iterator[tuple[int, str]]:
    bound = "" if change.exact else " (a bound; not checked exactly)"
    if not change.most.points and not change.least.points:
        yield 1, f"{change.benefit}: the points are proved the same."
    for extreme, verb in ((change.least, "loses"), (change.most, "gains")):
        if extreme.points:
            yield (
                1,
                (
                    f"{change.benefit}: {verb} at most {abs(extreme.points)} "
                    f"{'point' if abs(extreme.points) == 1 else 'points'}{bound}."
                ),
            )
            yield (
                2,
                witness_words(extreme.witness, quiet)
                if extreme.witness is not None
                else "No runner was found for whom it is so much.",
            )
    if change.scale:
        yield 1, f"{change.benefit}: its points count differently, because of {', '.join(change.scale)}."
    if not change.applying.checked:
        yield (
            1,
            f"{change.benefit}: for whom it applies was not checked, because too many answers play a part.",
        )
    for runner, words in (
        (change.applying.starts, "applies to more runners"),
        (change.applying.stops, "no longer applies to some"),
    ):
        if runner is not None:
            yield 1, f"{change.benefit}: {words}."
            yield 2, witness_words(runner, quiet)


def _top_lines(tops: TopChanges, quiet: Witness) -> Iterator[tuple[int, str]]:
    if tops.same:
        yield 1, "Proved: it stays the same for all complete answers."
    for change in tops.found:
        yield 1, f"{change.old or 'nothing'} becomes {change.new or 'nothing'}."
        yield 2, witness_words(change.witness, quiet)
    if tops.not_ruled_out:
        pairs = ", ".join(f"{old or 'nothing'} to {new or 'nothing'}" for old, new in tops.not_ruled_out)
        yield 1, f"Not complete: neither found nor ruled out: {pairs}."
    elif tops.found:
        yield 1, "Every other change is proved impossible."


def _step_lines(comparison: Comparison) -> Iterator[tuple[int, str]]:
    if not comparison.steps and comparison.needles_follow_scores:
        yield (
            1,
            (
                "Proved: while the outcome and what can be suggested are the same, the same steps are due at "
                "the same priorities. Where they change, so may the steps."
            ),
        )
    elif not comparison.steps and comparison.shifts:
        yield (
            1,
            (
                "Proved: while the outcome is the same, the same steps are due at the same priorities. Where "
                "it changes, so may they."
            ),
        )
    elif not comparison.steps:
        yield 1, "Proved: the same steps are due at the same priorities, for all complete answers."
    for change in comparison.steps:
        yield 1, f"{change.step}: {_step_words(change)}"
        if change.witness is not None:
            yield 2, witness_words(change.witness, comparison.quiet)


def _step_words(change: StepChange) -> str:
    if not change.checked:
        return "not checked, because too many answers play a part."
    found = change.witness is not None
    return (
        "due for other runners, or at another priority."
        if found
        else "may be due for other runners; no runner was found for whom it is so."
    )


def _people_lines(people: People, *, beside: bool) -> Iterator[tuple[int, str]]:
    kind = "synthetic runners (made up, and no sample of real ones)" if people.synthetic else "runners"
    if people.uniform:
        yield (
            1,
            (
                "Neither pack has a population.yaml, so the runners below give any answer, as no group of "
                "real ones would."
            ),
        )
    yield (
        1,
        (
            f"{people.changed} of {people.compared} {kind} get another result, {people.less_severe} of them "
            f"a less severe outcome{' for another reason than their scores' if beside else ''}."
        ),
    )
    yield from _move_lines("Outcome", people.outcomes)
    yield from _move_lines("First suggestion", people.tops)
    if people.other_suggestions:
        yield 1, f"Other suggestions, order or levels: {people.other_suggestions}."
    if people.other_steps:
        yield 1, f"Other first steps: {people.other_steps}."
    if people.unreadable:
        yield 1, "Not compared, because one of the packs does not take the answers:"
        yield from ((2, str(problem)) for problem in people.unreadable)


def _move_lines(what: str, moves: Sequence[Move]) -> Iterator[tuple[int, str]]:
    for move in moves:
        yield (
            1,
            (
                f"{what}: {move.old or 'nothing'} becomes {move.new or 'nothing'} for {move.runners} (the "
                f"first: {move.first})."
            ),
        )


def _only_lines(only: Sequence[OnlyIn]) -> Iterator[tuple[int, str]]:
    for each in only:
        yield 1, f"{each.field}: {', '.join(each.answers)} (only the {each.pack} pack)."


def _change_lines(changes: Sequence[Change], comparison: Comparison) -> Iterator[tuple[int, str]]:
    meanings = {rule.rule: rule.meaning for rule in comparison.rewritten}
    for change in changes:
        yield 1, f"{change.id} ({change.what}): {change.kind}."
        for fact in change.facts:
            if change.kind == "changed":
                same = (
                    " (means the same)"
                    if fact.name in ("when", "requires")
                    and _meaning(change.id, fact.name, meanings) == "same"
                    else ""
                )
                yield (
                    2,
                    (
                        f"{fact.name.replace('_', ' ')}: {fact.old or 'nothing'} -> "
                        f"{fact.new or 'nothing'}{same}"
                    ),
                )


def _meaning(name: str, fact: str, meanings: Mapping[str, str]) -> str:
    """What was found of a rewritten condition; empty where it was not compared."""
    return meanings.get(f"{name}.requires" if fact == "requires" else name, "")
