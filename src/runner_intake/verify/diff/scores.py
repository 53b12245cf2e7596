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
from runner_intake.conditions import Condition, TooMuchWorkError, Value, conjunction, negate
from runner_intake.engine.witness import extreme_answers
from runner_intake.score import score
from runner_intake.verify.diff.meaning import alone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runner_intake.pack import Benefit
    from runner_intake.verify.diff.pack_pair import PackPair, Witness
    from runner_intake.verify.diff.witness_builder import WitnessBuilder

_TWO = Scale(1, (1,), 0)
"""A vector with room for the two ends of a difference."""


@dataclass(frozen=True, slots=True)
class Extreme:
    """How many points a benefit gains at most (or loses, below 0), and a runner of whom this is true; None
    where none was found.
    """

    points: int
    witness: Witness | None = None


@dataclass(frozen=True, slots=True)
class Applying:
    """Runners for whom a benefit starts to apply, or stops. `checked` is False where it was too large to
    decide.
    """

    starts: Witness | None = None
    stops: Witness | None = None
    same: bool = True
    checked: bool = True


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """What changes for a benefit where it applies in both packs: the points, where it applies, and what a
    point is worth.

    `exact` is False where the two ends are only bounds. `scale` names what differs of: max, factor, levels.
    """

    benefit: str
    most: Extreme
    least: Extreme
    exact: bool
    applying: Applying
    scale: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether it is proved that nothing changes."""
        return not self.most.points and not self.least.points and self.applying.same and not self.scale


@dataclass(frozen=True, slots=True)
class ScaledRule:
    """A point rule over the common fields."""

    condition: Condition
    points: int


def score_changes(runners: WitnessBuilder) -> tuple[ScoreChange, ...]:
    """The change of every benefit that both packs have, in the new pack's order."""
    old = runners.common.old.benefit
    return tuple(
        _change(old[benefit.id], benefit, runners)
        for benefit in runners.common.new.benefits
        if benefit.id in old
    )


def _change(old: Benefit, new: Benefit, runners: WitnessBuilder) -> ScoreChange:
    common = runners.common
    levels = ("levels",) if dict(common.old.levels) != dict(common.new.levels) else ()
    scale = (
        *(("max",) if old.max != new.max else ()),
        *(("factor",) if old.evidence.factor != new.evidence.factor else ()),
        *levels,
    )
    differing = differing_rules(old, new, common)
    applying = _applying(old, new, runners)
    if not differing:
        return ScoreChange(new.id, Extreme(0), Extreme(0), exact=True, applying=applying, scale=scale)
    both = conjunction((common.of_old(old.requires.grounded), common.of_new(new.requires.grounded)))
    spread = sum(abs(rule.points) for rule in differing) + 1
    items = [Item(rule.condition, {0: rule.points, 1: -rule.points}) for rule in differing]
    items.append(Item(negate(both), {0: spread, 1: spread}))  # only where the benefit applies in both packs
    evaluation = whole(items, common)
    gain, loss = -lowest(evaluation, 1), lowest(evaluation, 0)
    most = Extreme(gain, _runner(evaluation, 1, gain, (old, new), runners)) if gain > 0 else Extreme(0)
    least = Extreme(loss, _runner(evaluation, 0, loss, (old, new), runners)) if loss < 0 else Extreme(0)
    return ScoreChange(
        new.id, most, least, exact=not evaluation.circuit.relaxed, applying=applying, scale=scale
    )


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


def _applying(old: Benefit, new: Benefit, runners: WitnessBuilder) -> Applying:
    common = runners.common
    before, after = common.of_old(old.requires.grounded), common.of_new(new.requires.grounded)
    if before == after:
        return Applying()
    try:
        starts, stops = alone(after, before, runners), alone(before, after, runners)
    except TooMuchWorkError:
        return Applying(same=False, checked=False)
    return Applying(starts, stops, same=starts is None and stops is None)
