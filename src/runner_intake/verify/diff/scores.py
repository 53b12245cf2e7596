"""How far the score of each benefit can move between two packs: exact over all complete answers, with a
runner at either end.

Only rules that differ count; equal ones cancel. So a rule written in another way, split or moved is proved to
change nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.circuit import Evaluation, Item, Scale, compile_items
from runner_intake.conditions import Condition, Value, conjunction, negate
from runner_intake.engine.witness import extreme_answers
from runner_intake.score import score
from runner_intake.verify.diff.effects import Effect
from runner_intake.verify.diff.meaning import both_ways

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from runner_intake.pack import Benefit
    from runner_intake.verify.diff.pack_pair import PackPair, Witness
    from runner_intake.verify.diff.witness_builder import WitnessBuilder

_TWO = Scale(1, (1,), 0)
"""A vector with room for the two ends of a difference."""


@dataclass(frozen=True, slots=True)
class ScaledRule:
    """A point rule over the common fields."""

    condition: Condition
    points: int


def score_effects(runners: WitnessBuilder) -> Iterator[Effect]:
    """What happens to the score of every benefit that both packs have, in the new pack's order: its points
    where it applies in both, what a point is worth, and where it applies.
    """
    old = runners.common.old.benefit
    for benefit in runners.common.new.benefits:
        if benefit.id in old:
            yield from _points(old[benefit.id], benefit, runners)
            yield from _scale(old[benefit.id], benefit, runners.common)
            yield from _applying(old[benefit.id], benefit, runners)


def _points(old: Benefit, new: Benefit, runners: WitnessBuilder) -> Iterator[Effect]:
    common = runners.common
    differing = differing_rules(old, new, common)
    if not differing:
        return
    both = conjunction((common.of_old(old.requires.grounded), common.of_new(new.requires.grounded)))
    spread = sum(abs(rule.points) for rule in differing) + 1
    items = [Item(rule.condition, {0: rule.points, 1: -rule.points}) for rule in differing]
    items.append(Item(negate(both), {0: spread, 1: spread}))  # only where the benefit applies in both packs
    evaluation = whole(items, common)
    loss, gain = min(lowest(evaluation, 0), 0), max(-lowest(evaluation, 1), 0)
    if loss:
        witness = _runner(evaluation, 0, loss, (old, new), runners)
        yield Effect("loses_points", new.id, points=loss, witness=witness)
    if gain:
        witness = _runner(evaluation, 1, gain, (old, new), runners)
        yield Effect("gains_points", new.id, points=gain, witness=witness)


def _scale(old: Benefit, new: Benefit, common: PackPair) -> Iterator[Effect]:
    differs = {
        "max": old.max != new.max,
        "factor": old.evidence.factor != new.evidence.factor,
        "levels": dict(common.old.levels) != dict(common.new.levels),
    }
    if any(differs.values()):
        because = tuple(name for name, other in differs.items() if other)
        yield Effect("counts_differently", new.id, because=because)


def differing_rules(
    old: Benefit, new: Benefit, common: PackPair, weights: tuple[int, int] = (1, 1)
) -> list[ScaledRule]:
    """The rules of which the other pack has no equal; those of the old pack count against. `weights` is what
    a point of each counts.
    """
    before = Counter(
        ScaledRule(common.of_old(rule.when.grounded), rule.points * weights[0]) for rule in old.rules
    )
    after = Counter(
        ScaledRule(common.of_new(rule.when.grounded), rule.points * weights[1]) for rule in new.rules
    )
    gone = [ScaledRule(rule.condition, -rule.points) for rule in (before - after).elements()]
    return [*gone, *(after - before).elements()]


def whole(items: Sequence[Item], common: PackPair) -> Evaluation:
    """The sums that some rules give over all answers."""
    gates = {**common.old.questionnaire.gates, **common.new.questionnaire.gates}
    circuit = compile_items(items, _TWO, common.domains, gates)
    return circuit.evaluate({name: tuple(range(len(of.samples))) for name, of in circuit.cells.items()})


def lowest(evaluation: Evaluation, quantity: int) -> int:
    """The smallest value of a sum; where rules were left out of the circuit, a bound below it."""
    return evaluation.root[quantity] + sum(
        min(item.adds.get(quantity, 0), 0) for item in evaluation.circuit.relaxed
    )


def _runner(
    evaluation: Evaluation,
    quantity: int,
    points: int,
    versions: tuple[Benefit, Benefit],
    runners: WitnessBuilder,
) -> Witness | None:
    """A runner whose points change by exactly this much."""
    runner = runners.with_answers(extreme_answers(evaluation, quantity))
    return runner if difference(runner, *versions, runners) == points else None


def difference(runner: Mapping[str, Value], old: Benefit, new: Benefit, runners: WitnessBuilder) -> int:
    """How many points a runner gains."""
    before = score(old, runners.answers(runner, runners.common.old).certain)
    after = score(new, runners.answers(runner, runners.common.new).certain)
    return after.points - before.points


def _applying(old: Benefit, new: Benefit, runners: WitnessBuilder) -> Iterator[Effect]:
    common = runners.common
    before, after = common.of_old(old.requires.grounded), common.of_new(new.requires.grounded)
    if before != after:
        yield from both_ways(("starts_to_apply", "stops_to_apply"), new.id, before, after, runners)
