"""First steps that are due to other runners than before. The step's rules are taken together: it is due where any of them holds."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from runner_intake.conditions.truth import disjunction
from runner_intake.verify.diff.report import StepChange
from runner_intake.verify.scope import Scope, TooLargeError

if TYPE_CHECKING:
    from runner_intake.conditions import Condition
    from runner_intake.pack import Pack
    from runner_intake.verify.diff.common import Common


def step_changes(both: Common, scope: Scope) -> tuple[tuple[StepChange, ...], tuple[str, ...]]:
    """The steps that changed, each with a runner, and those that join too many answers to be checked.

    A priority counts like a condition: rules are compared for each priority and outcome on their own.
    """
    found: list[StepChange] = []
    unchecked: list[str] = []
    before, after = _by_priority(both.old), _by_priority(both.new)
    for key in dict.fromkeys((*before, *after)):
        old, new = disjunction(before.get(key, [])), disjunction(after.get(key, []))
        if old == new:
            continue
        try:
            for one, other, held in ((old, new, True), (new, old, False)):
                cells = scope.differ(one, other)
                if cells is not None:
                    found.append(StepChange(step=key[0], before=held, after=not held, witness=both.runner(cells)))
                    break
        except TooLargeError:
            unchecked.append(key[0])
    return tuple(found), tuple(dict.fromkeys(unchecked))


def _by_priority(pack: Pack) -> dict[tuple[str, str, int], list[Condition]]:
    found: dict[tuple[str, str, int], list[Condition]] = defaultdict(list)
    for step in pack.steps:
        for rule in step.rules:
            found[step.id, rule.outcome or "", rule.priority].append(rule.when.grounded)
    return found
