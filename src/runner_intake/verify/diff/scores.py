"""How far the score of each benefit can move between two packs: exact over all complete answers, with a
runner at either end.

Only rules that differ count; equal ones cancel. So a rule written in another way, split or moved is proved to
change nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.circuit import Evaluation, Item, Scale
from runner_intake.conditions import Condition, Value, conjunction, negate
from runner_intake.engine.witness import extreme_answers
from runner_intake.score import score
from runner_intake.verify.answers_for import lowest, over_all_answers
from runner_intake.verify.diff.effects import Effect
from runner_intake.verify.diff.meaning import both_ways

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from runner_intake.verify.diff.effects import ScoreEffect
    from runner_intake.verify.diff.pack_pair import PackPair
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
    pair = runners.pair
    for name in (name for name in pair.new.pack.benefit if name in pair.old.pack.benefit):
        before, after = (side.over(side.pack.benefit[name].requires.grounded) for side in pair.sides)
        yield from _points(name, conjunction((before, after)), runners)
        yield from _scale(name, pair)
        if before != after:
            yield from both_ways(("starts_to_apply", "stops_to_apply"), name, before, after, runners)


def _points(name: str, applies: Condition, runners: WitnessBuilder) -> Iterator[Effect]:
    """The most that a benefit loses and gains where it applies in both packs."""
    differing = differing_rules(name, runners.pair)
    if not differing:
        return
    spread = sum(abs(rule.points) for rule in differing) + 1
    items = [Item(rule.condition, {0: rule.points, 1: -rule.points}) for rule in differing]
    items.append(Item(negate(applies), {0: spread, 1: spread}))
    sums = sums_of(items, runners.pair)
    kinds: tuple[ScoreEffect, ...] = ("loses_points", "gains_points")
    for quantity, kind in enumerate(kinds):
        points = (1, -1)[quantity] * min(lowest(sums, quantity), 0)
        if points:
            runner = runners.with_answers(extreme_answers(sums, quantity))
            witness = runner if _gained(name, runner, runners.pair) == points else None
            yield Effect(kind, name, points=points, witness=witness)


def _gained(name: str, runner: Mapping[str, Value], pair: PackPair) -> int:
    """How many points a runner gains."""
    before, after = (
        score(side.pack.benefit[name], side.answers(runner).certain).points for side in pair.sides
    )
    return after - before


def _scale(name: str, pair: PackPair) -> Iterator[Effect]:
    old, new = (side.pack for side in pair.sides)
    differs = {
        "max": old.benefit[name].max != new.benefit[name].max,
        "factor": old.benefit[name].evidence.factor != new.benefit[name].evidence.factor,
        "levels": dict(old.levels) != dict(new.levels),
    }
    if any(differs.values()):
        because = tuple(what for what, other in differs.items() if other)
        yield Effect("counts_differently", name, because=because)


def differing_rules(name: str, pair: PackPair, weights: tuple[int, int] = (1, 1)) -> list[ScaledRule]:
    """The rules of a benefit of which the other pack has no equal; those of the old pack count against.
    `weights` is what a point of each counts.
    """
    before, after = (
        Counter(
            ScaledRule(side.over(rule.when.grounded), rule.points * weight)
            for rule in side.pack.benefit[name].rules
        )
        for side, weight in zip(pair.sides, weights, strict=True)
    )
    gone = [ScaledRule(rule.condition, -rule.points) for rule in (before - after).elements()]
    return [*gone, *(after - before).elements()]


def sums_of(items: Sequence[Item], pair: PackPair) -> Evaluation:
    """The sums that some rules give over all answers."""
    old, new = (side.pack.questionnaire.gates for side in pair.sides)
    return over_all_answers(items, _TWO, pair.domains, {**old, **new})
