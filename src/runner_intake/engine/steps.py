"""What comes before any needling, as the document has it: the first steps that are due, and apart from them
those that may be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.engine.shown import whole_text
from runner_intake.result.assessment import FirstStep

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner_intake.conditions import Facts
    from runner_intake.engine.step_states import StepState
    from runner_intake.pack import FirstStepRules, StepRule
    from runner_intake.text.catalogue import Words


def due_steps(states: Iterable[StepState]) -> list[StepState]:
    """The steps that are due whatever is still answered, highest priority first; ties in the pack's order."""
    return sorted((state for state in states if state.due), key=lambda state: -state.sure_priority)


def first_steps(states: Iterable[StepState], facts: Facts, words: Words) -> tuple[FirstStep, ...]:
    """These, as the document has them."""
    return tuple(_due(state, facts, words) for state in due_steps(states))


def possible_first_steps(states: Iterable[StepState], facts: Facts) -> tuple[FirstStep, ...]:
    """The steps that are due in some completions only, in the same order."""
    steps = (first_step(state.step, state.possible, facts) for state in states if state.due is None)
    return tuple(sorted(steps, key=lambda step: -step.priority))


def _due(state: StepState, facts: Facts, words: Words) -> FirstStep:
    """A step that is due; where one rule or another is sure to hold but none for itself, it has the reason of
    neither.
    """
    if state.holding:
        return first_step(state.step, state.holding, facts)
    return FirstStep(
        id=state.step.id,
        title=state.step.title,
        because=words("step_either_way"),
        priority=state.sure_priority,
    )


def first_step(step: FirstStepRules, rule: StepRule, facts: Facts) -> FirstStep:
    """A step as the rule that speaks for it has it."""
    return FirstStep(
        id=step.id,
        title=step.title,
        because=whole_text(rule.because, rule.parts, facts),
        priority=rule.priority,
    )
