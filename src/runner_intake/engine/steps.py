"""What comes before any needling, as the document has it: the first steps that are due, and apart from them
those that may be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.engine.shown import whole_text
from runner_intake.result.assessment import FirstStep

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runner_intake.conditions import Facts
    from runner_intake.engine.step_states import StepState
    from runner_intake.pack import FirstStepRules, StepRule


def first_steps(states: Sequence[StepState], facts: Facts) -> tuple[FirstStep, ...]:
    """The steps that are due whatever is still answered, highest priority first; ties in the pack's order."""
    return _shown((state for state in states if state.due), facts)


def possible_first_steps(states: Sequence[StepState], facts: Facts) -> tuple[FirstStep, ...]:
    """The steps that are due in some completions only, in the same order."""
    return _shown((state for state in states if state.due is None), facts)


def _shown(states: Iterable[StepState], facts: Facts) -> tuple[FirstStep, ...]:
    steps = (first_step(state.step, state.leading, facts) for state in states)
    return tuple(sorted(steps, key=lambda step: -step.priority))


def first_step(step: FirstStepRules, rule: StepRule, facts: Facts) -> FirstStep:
    """A step as the rule that speaks for it has it."""
    return FirstStep(
        id=step.id,
        title=step.title,
        because=whole_text(rule.because, rule.parts, facts),
        priority=rule.priority,
    )
