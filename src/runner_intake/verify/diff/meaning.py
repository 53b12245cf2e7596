"""Whether a condition that is written differently still means the same, and whether first steps are due as
before. Exact over all answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.conditions import NEVER, Condition, TooMuchWorkError, conjunction, disjunction, negate
from runner_intake.conditions.solve import Search
from runner_intake.engine.analysis import Analysis
from runner_intake.verify.diff.effects import RULES, Effect
from runner_intake.verify.owned_conditions import conditions_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.pack import FirstStepRules
    from runner_intake.verify.diff.effects import EffectKind
    from runner_intake.verify.diff.pack_pair import PackPair, Witness
    from runner_intake.verify.diff.witness_builder import WitnessBuilder

_DECIDING = ("safety", "requires", "points", "step")


def rewritten(pair: PackPair) -> dict[str, tuple[Condition, Condition]]:
    """The rules of both packs whose condition is written differently or looks at other gates, in the new
    pack's order, with the old and the new condition over the common fields.
    """
    old, new = (
        {rule.where: rule.when for rule in conditions_of(side.pack) if rule.role in _DECIDING}
        for side in pair.sides
    )
    others = {}
    for name in (name for name in new if name in old):
        before, after = pair.old.over(old[name].grounded), pair.new.over(new[name].grounded)
        if before != after or old[name].written != new[name].written:
            others[name] = before, after
    return others


def rule_effects(runners: WitnessBuilder) -> Iterator[Effect]:
    """For whom a condition that is written differently starts or stops to hold; nothing where it means the
    same.
    """
    for name, (before, after) in rewritten(runners.pair).items():
        yield from both_ways(RULES, name, before, after, runners)


def both_ways(
    kinds: Sequence[EffectKind], about: str, before: Condition, after: Condition, runners: WitnessBuilder
) -> Iterator[Effect]:
    """For whom the new condition holds alone, and for whom the old one does, as effects of two kinds."""
    try:
        witnesses = alone(after, before, runners), alone(before, after, runners)
    except TooMuchWorkError:
        yield Effect(kinds[0], about, checked=False)
        return
    for kind, witness in zip(kinds, witnesses, strict=True):
        if witness is not None:
            yield Effect(kind, about, witness=witness)


def alone(holds: Condition, fails: Condition, runners: WitnessBuilder) -> Witness | None:
    """A runner for whom one condition holds and the other does not; None where there is none.
    TooMuchWorkError where that was not decided.
    """
    goal = conjunction((holds, negate(fails)))
    model = None if goal is NEVER else Search(runners.pair.domain).satisfy(goal)
    return None if model is None else runners.with_answers(model)


# --- first steps --------------------------------------------------------------------------------------------


def step_effects(runners: WitnessBuilder) -> Iterator[Effect]:
    """Every first step that is not surely due for the same runners at the same priority."""
    old, new = ({step.id: step for step in side.pack.steps} for side in runners.pair.sides)
    for name in dict.fromkeys((*new, *old)):
        effects = _of_step(name, (old.get(name), new.get(name)), runners)
        telling = min(effects, key=lambda effect: effect.proof != "shown", default=None)
        if telling:
            yield telling


def _of_step(
    name: str, versions: tuple[FirstStepRules | None, FirstStepRules | None], runners: WitnessBuilder
) -> Iterator[Effect]:
    """What becomes of a step at each outcome and priority, those shown by a runner and those that are not."""
    rules = [rule for step in versions if step for rule in step.rules]
    for outcome, priority in dict.fromkeys((rule.outcome, rule.priority) for rule in rules):
        before, after = (
            disjunction(map(side.counted, _at_least(step, outcome, priority)))
            for side, step in zip(runners.pair.sides, versions, strict=True)
        )
        if before == after:
            continue
        try:
            witnesses = list(filter(None, (alone(after, before, runners), alone(before, after, runners))))
        except TooMuchWorkError:
            yield Effect("first_step", name, checked=False)
            continue
        if witnesses:
            witness = next((runner for runner in witnesses if _reads_other(name, runner, runners)), None)
            yield Effect("first_step", name, witness=witness)


def _reads_other(name: str, runner: Witness, runners: WitnessBuilder) -> bool:
    """Whether the step is due under one pack only, or at another priority."""
    old, new = (step_priority(name, Analysis(side.answers(runner), side.pack)) for side in runners.pair.sides)
    return old != new


def step_priority(name: str, analysis: Analysis) -> int | None:
    """The priority at which a step is surely due; None where it is not."""
    due = (state.sure_priority for state in analysis.steps if state.due and state.step.id == name)
    return next(due, None)


def _at_least(step: FirstStepRules | None, outcome: str | None, priority: int) -> Iterator[Condition]:
    """When a step is due at a priority or above."""
    if step:
        yield from (
            rule.when.grounded for rule in step.rules if rule.outcome == outcome and rule.priority >= priority
        )
