"""Whether a condition that is written differently still means the same, and whether first steps are due as before. Exact over all answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from runner_intake.conditions import NEVER, Condition, conjunction, disjunction, negate
from runner_intake.verify.diff.solver import Solver, TooLargeError, simplified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.pack import Pack, Step
    from runner_intake.verify.diff.common import Common, Runner
    from runner_intake.verify.diff.runners import Runners

Meaning = Literal["same", "different", "not_checked"]


@dataclass(frozen=True, slots=True)
class RuleMeaning:
    """A rule of both packs whose condition is not the same text. `gained` holds the condition in the new pack only, `lost` in the old only."""

    rule: str
    meaning: Meaning
    gained: Runner | None = None
    lost: Runner | None = None


@dataclass(frozen=True, slots=True)
class StepChange:
    """A first step that is due for other runners, or at another priority; `witness` is one of them."""

    step: str
    checked: bool
    witness: Runner | None = None


def rule_meanings(runners: Runners) -> tuple[RuleMeaning, ...]:
    """Every rule of both packs whose condition is not the same, in the new pack's order."""
    common = runners.common
    old = dict(_conditions(common.old))
    found = []
    for name, condition in _conditions(common.new):
        if name in old:
            before, after = _over_common(old[name], condition, common)
            if before != after:
                found.append(_meaning(name, before, after, runners))
    return tuple(found)


def _conditions(pack: Pack) -> Iterator[tuple[str, Condition]]:
    yield from ((rule.id, rule.when.grounded) for rule in pack.safety)
    for benefit in pack.benefits:
        yield f"{benefit.id} (requires)", benefit.requires.grounded
        yield from ((rule.id, rule.when.grounded) for rule in benefit.rules)
    yield from ((rule.id, rule.when.grounded) for step in pack.steps for rule in step.rules)


def _over_common(old: Condition, new: Condition, common: Common) -> tuple[Condition, Condition]:
    return simplified(common.of_old(old), common.domains), simplified(common.of_new(new), common.domains)


def _meaning(name: str, before: Condition, after: Condition, runners: Runners) -> RuleMeaning:
    try:
        gained, lost = alone(after, before, runners), alone(before, after, runners)
    except TooLargeError:
        return RuleMeaning(name, "not_checked")
    return RuleMeaning(name, "same" if gained is None and lost is None else "different", gained, lost)


def alone(holds: Condition, fails: Condition, runners: Runners) -> Runner | None:
    """A runner for whom one condition holds and the other does not; None where there is none. TooLargeError where that was not decided."""
    goal = conjunction((holds, negate(fails)))
    model = None if goal is NEVER else Solver(runners.common.domain).solve(goal)
    return None if model is None else runners.with_answers(model)


# --- first steps --------------------------------------------------------------------------------------------------------------------


def step_changes(runners: Runners) -> tuple[StepChange, ...]:
    """Every first step that is not surely due for the same runners at the same priority."""
    old = {step.id: step for step in runners.common.old.steps}
    new = {step.id: step for step in runners.common.new.steps}
    changes = (_step_change(name, old.get(name), new.get(name), runners) for name in dict.fromkeys((*new, *old)))
    return tuple(change for change in changes if change)


def _step_change(name: str, old: Step | None, new: Step | None, runners: Runners) -> StepChange | None:
    rules = [rule for step in (old, new) if step for rule in step.rules]
    for outcome, priority in dict.fromkeys((rule.outcome, rule.priority) for rule in rules):
        before, after = (
            simplified(over(disjunction(_at_least(step, outcome, priority))), runners.common.domains)
            for step, over in ((old, runners.common.of_old), (new, runners.common.of_new))
        )
        if before != after:
            try:
                witness = alone(after, before, runners) or alone(before, after, runners)
            except TooLargeError:
                return StepChange(name, checked=False)
            if witness is not None:
                return StepChange(name, checked=True, witness=witness)
    return None


def _at_least(step: Step | None, outcome: str | None, priority: int) -> Iterator[Condition]:
    """When a step is due at a priority or above."""
    if step:
        yield from (rule.when.grounded for rule in step.rules if rule.outcome == outcome and rule.priority >= priority)
