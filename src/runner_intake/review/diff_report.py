"""The comparison of two packs in lines, what matters most first: safety, scores, suggestions, first steps,
people, and then the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.review.conditions import counted, number
from runner_intake.text.wrapping import INDENT, wrapped
from runner_intake.verify.diff.effects import SCORES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from runner_intake.conditions import Value
    from runner_intake.review.text_changes import TextChange
    from runner_intake.verify.diff.compare import Comparison
    from runner_intake.verify.diff.effects import Effect, EffectKind, Proof
    from runner_intake.verify.diff.pack_pair import OnlyIn, Witness
    from runner_intake.verify.diff.people import OutcomeMove, People


def diff_lines(comparison: Comparison, changes: Sequence[TextChange], width: int) -> Iterator[str]:
    """The whole comparison, each part under a heading."""
    parts = {
        "Safety": _safety_lines(comparison),
        "Scores": _score_lines(comparison),
        "First suggestion, by the scores alone": _top_lines(comparison),
        "First steps": _step_lines(comparison),
        "Runners": _people_lines(comparison.people, beside=comparison.needles_follow_scores),
        "Answers that only one of the packs takes": _only_lines(comparison.pair.only_in_one),
        "What is written differently": _change_lines(changes, comparison),
    }
    yield from wrapped(_headline(comparison, changes), width)
    for heading, lines in parts.items():
        rows = list(lines)
        if rows:
            yield from ("", heading)
            for depth, text in rows:
                indent = INDENT * depth
                yield from (indent + line for line in wrapped(text, width - len(indent), INDENT))


def _headline(comparison: Comparison, changes: Sequence[TextChange]) -> str:
    old, new = (side.pack for side in comparison.pair.sides)
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
    answers = [f"{name} {_value_words(value)}" for name, value in runner.items() if quiet.get(name) != value]
    return f"Example: {', '.join(answers)}" if answers else "Example: a runner with nothing to report"


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


def _effect_lines(effects: Iterable[Effect], quiet: Witness) -> Iterator[tuple[int, str]]:
    """Each effect, with its example below."""
    for effect in effects:
        yield (
            1,
            _SENTENCES[effect.kind, effect.proof].format(
                about=effect.about,
                old=effect.old or "nothing",
                new=effect.new or "nothing",
                points=counted(abs(effect.points), "point"),
                because=", ".join(effect.because),
            ),
        )
        if effect.witness is not None:
            yield 2, witness_words(effect.witness, quiet)


_NOT_FOUND = "no runner was found for whom it is so"
_TOO_LARGE = "not checked, because too many answers play a part"
_SENTENCES: Mapping[tuple[EffectKind, Proof], str] = {
    ("less_severe", "shown"): "LESS SEVERE ({about}): {old} becomes {new}.",
    ("less_severe", "possible"): f"LESS SEVERE ({{about}}): not ruled out; {_NOT_FOUND}.",
    ("less_severe", "not_checked"): f"LESS SEVERE ({{about}}): {_TOO_LARGE}.",
    ("more_severe", "shown"): "More severe ({about}): {old} becomes {new}.",
    ("more_severe", "possible"): f"More severe ({{about}}): not ruled out; {_NOT_FOUND}.",
    ("more_severe", "not_checked"): f"More severe ({{about}}): {_TOO_LARGE}.",
    ("loses_points", "shown"): "{about}: loses at most {points}.",
    (
        "loses_points",
        "possible",
    ): f"{{about}}: loses at most {{points}}; {_NOT_FOUND} much.",
    ("gains_points", "shown"): "{about}: gains at most {points}.",
    (
        "gains_points",
        "possible",
    ): f"{{about}}: gains at most {{points}}; {_NOT_FOUND} much.",
    ("counts_differently", "possible"): "{about}: its points count differently, because of {because}.",
    ("starts_to_apply", "shown"): "{about}: applies to more runners.",
    ("starts_to_apply", "not_checked"): f"{{about}}: for whom it applies was {_TOO_LARGE}.",
    ("stops_to_apply", "shown"): "{about}: no longer applies to some.",
    ("first_suggestion", "shown"): "{old} becomes {new}.",
    ("first_step", "shown"): "{about}: due for other runners, or at another priority.",
    ("first_step", "possible"): f"{{about}}: may be due for other runners; {_NOT_FOUND}.",
    ("first_step", "not_checked"): f"{{about}}: {_TOO_LARGE}.",
}


def _safety_lines(comparison: Comparison) -> Iterator[tuple[int, str]]:
    if not comparison.less_severe:
        beside = " while the same can be suggested" if comparison.needles_follow_scores else ""
        yield 1, f"Proved: no complete answers that both packs take come to a less severe outcome{beside}."
    yield from _effect_lines(comparison.of("less_severe", "more_severe"), comparison.quiet)
    if comparison.needles_follow_scores:
        yield (
            1,
            (
                "Rules about needles count only while something can be suggested, so they follow the scores: "
                "those that did not change are not listed."
            ),
        )


def _score_lines(comparison: Comparison) -> Iterator[tuple[int, str]]:
    if comparison.same_scores:
        yield 1, f"Proved the same for all answers: {', '.join(comparison.same_scores)}."
    effects = comparison.of(*SCORES)
    moved = {effect.about for effect in effects if effect.points}
    same_points = [name for name in dict.fromkeys(effect.about for effect in effects) if name not in moved]
    if same_points:
        yield 1, f"The points alone are proved the same: {', '.join(same_points)}."
    yield from _effect_lines(effects, comparison.quiet)
    yield from ((1, f"{name}: new.") for name in comparison.benefits_added)
    yield from ((1, f"{name}: taken out.") for name in comparison.benefits_removed)


def _top_lines(comparison: Comparison) -> Iterator[tuple[int, str]]:
    effects = comparison.of("first_suggestion")
    shown = [effect for effect in effects if effect.proof == "shown"]
    pairs = [
        f"{effect.old or 'nothing'} to {effect.new or 'nothing'}" for effect in effects if effect not in shown
    ]
    yield from _effect_lines(shown, comparison.quiet)
    if pairs:
        yield 1, f"Not complete: neither found nor ruled out: {', '.join(pairs)}."
    elif shown:
        yield 1, "Every other change is proved impossible."
    else:
        yield 1, "Proved: it stays the same for all complete answers."


def _step_lines(comparison: Comparison) -> Iterator[tuple[int, str]]:
    effects = comparison.of("first_step")
    if effects:
        yield from _effect_lines(effects, comparison.quiet)
    elif comparison.needles_follow_scores:
        yield (
            1,
            (
                "Proved: while the outcome and what can be suggested are the same, the same steps are due at "
                "the same priorities. Where they change, so may the steps."
            ),
        )
    elif comparison.of("less_severe", "more_severe"):
        yield (
            1,
            (
                "Proved: while the outcome is the same, the same steps are due at the same priorities. Where "
                "it changes, so may they."
            ),
        )
    else:
        yield 1, "Proved: the same steps are due at the same priorities, for all complete answers."


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


def _move_lines(what: str, moves: Sequence[OutcomeMove]) -> Iterator[tuple[int, str]]:
    for move in moves:
        yield (
            1,
            (
                f"{what}: {move.old or 'nothing'} becomes {move.new or 'nothing'} for {move.runners} (the "
                f"first: {move.first})."
            ),
        )


def _only_lines(only: Sequence[OnlyIn]) -> Iterator[tuple[int, str]]:
    for left_out in only:
        yield 1, f"{left_out.field}: {', '.join(left_out.answers)} (only the {left_out.pack} pack)."


def _change_lines(changes: Sequence[TextChange], comparison: Comparison) -> Iterator[tuple[int, str]]:
    for change in changes:
        yield 1, f"{change.id} ({change.what}): {change.kind}."
        for fact in change.facts:
            if change.kind == "changed":
                rule = {"when": change.id, "requires": f"{change.id}.requires"}.get(fact.name)
                same = " (means the same)" if rule in comparison.same_meaning else ""
                yield (
                    2,
                    (
                        f"{fact.name.replace('_', ' ')}: {fact.old or 'nothing'} -> "
                        f"{fact.new or 'nothing'}{same}"
                    ),
                )
