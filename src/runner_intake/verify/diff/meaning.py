"""Whether a condition that is written differently still means the same, and whether first steps are due as
before. Exact over all answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from runner_intake.conditions import NEVER, Condition, TooMuchWorkError, conjunction, disjunction, negate
from runner_intake.conditions.solve import Search
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.steps import first_steps
from runner_intake.verify.owned_conditions import conditions_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.pack import Step
    from runner_intake.verify.diff.pack_pair import Witness
    from runner_intake.verify.diff.witness_builder import WitnessBuilder

Meaning = Literal["same", "different", "not_checked"]
_DECIDING = ("safety", "requires", "points", "step")


@dataclass(frozen=True, slots=True)
class RuleMeaning:
    """A rule of both packs whose condition is written differently. `gained` holds the condition in the new
    pack only, `lost` in the old only.
    """

    rule: str
    meaning: Meaning
    gained: Witness | None = None
    lost: Witness | None = None


@dataclass(frozen=True, slots=True)
class StepChange:
    """A first step that is due for other runners, or at another priority; `witness` is one of them, None
    where none was found.
    """

    step: str
    checked: bool
    witness: Witness | None = None


def rule_meanings(runners: WitnessBuilder) -> tuple[RuleMeaning, ...]:
    """Every rule of both packs whose condition is written differently or looks at other gates, in the new
    pack's order.
    """
    common = runners.common
    old = {each.where: each for each in conditions_of(common.old) if each.role in _DECIDING}
    found = []
    for each in conditions_of(common.new):
        if each.role in _DECIDING and each.where in old:
            before, after = common.of_old(old[each.where].when.grounded), common.of_new(each.when.grounded)
            if before != after:
                found.append(_meaning(each.where, before, after, runners))
            elif old[each.where].when.written != each.when.written:
                found.append(RuleMeaning(each.where, "same"))
    return tuple(found)


def _meaning(name: str, before: Condition, after: Condition, runners: WitnessBuilder) -> RuleMeaning:
    try:
        gained, lost = alone(after, before, runners), alone(before, after, runners)
    except TooMuchWorkError:
        return RuleMeaning(name, "not_checked")
    return RuleMeaning(name, "same" if gained is None and lost is None else "different", gained, lost)


def alone(holds: Condition, fails: Condition, runners: WitnessBuilder) -> Witness | None:
    """A runner for whom one condition holds and the other does not; None where there is none.
    TooMuchWorkError where that was not decided.
    """
    goal = conjunction((holds, negate(fails)))
    model = None if goal is NEVER else Search(runners.common.domain).satisfy(goal)
    return None if model is None else runners.with_answers(model)


# --- first steps --------------------------------------------------------------------------------------------


def step_changes(runners: WitnessBuilder) -> tuple[StepChange, ...]:
    """Every first step that is not surely due for the same runners at the same priority."""
    old = {step.id: step for step in runners.common.old.steps}
    new = {step.id: step for step in runners.common.new.steps}
    changes = (
        _step_change(name, old.get(name), new.get(name), runners) for name in dict.fromkeys((*new, *old))
    )
    return tuple(change for change in changes if change)


def _step_change(name: str, old: Step | None, new: Step | None, runners: WitnessBuilder) -> StepChange | None:
    rules = [rule for step in (old, new) if step for rule in step.rules]
    open_change: StepChange | None = None
    for outcome, priority in dict.fromkeys((rule.outcome, rule.priority) for rule in rules):
        before, after = (
            disjunction(over(each) for each in _at_least(step, outcome, priority))
            for step, over in ((old, runners.common.counted_old), (new, runners.common.counted_new))
        )
        if before != after:
            change = _tried(name, before, after, runners)
            if change and change.witness is not None:
                return change
            open_change = open_change or change
    return open_change


def _tried(name: str, before: Condition, after: Condition, runners: WitnessBuilder) -> StepChange | None:
    """What two conditions for a step come to: nothing where they are the same, else a runner who reads
    something else.
    """
    try:
        found = [
            runner
            for runner in (alone(after, before, runners), alone(before, after, runners))
            if runner is not None
        ]
    except TooMuchWorkError:
        return StepChange(name, checked=False)
    if not found:
        return None
    return StepChange(
        name,
        checked=True,
        witness=next((runner for runner in found if _reads_other(name, runner, runners)), None),
    )


def _reads_other(name: str, runner: Witness, runners: WitnessBuilder) -> bool:
    """Whether the step is due under one pack only, or at another priority."""
    common = runners.common
    old, new = (
        step_priority(name, Analysis(runners.answers(runner, pack), pack))
        for pack in (common.old, common.new)
    )
    return old != new


def step_priority(name: str, analysis: Analysis) -> int | None:
    """The priority at which a step is surely due; None where it is not."""
    return next(
        (step.priority for step in first_steps(analysis.steps, analysis.answers.facts) if step.id == name),
        None,
    )


def _at_least(step: Step | None, outcome: str | None, priority: int) -> Iterator[Condition]:
    """When a step is due at a priority or above."""
    if step:
        yield from (
            rule.when.grounded for rule in step.rules if rule.outcome == outcome and rule.priority >= priority
        )
