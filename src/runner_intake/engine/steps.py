"""What comes before any needling, as the document tells it: the first steps that are due, then those that may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.assessment import FirstStep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner_intake.engine.step_states import StepState


def first_steps(states: Sequence[StepState]) -> tuple[FirstStep, ...]:
    """The certain steps, highest priority first, then the possible ones; ties in the pack's order."""
    found = [_shown(state) for state in states if state.due is not False]
    return tuple(sorted(found, key=lambda step: (not step.certain, -step.priority)))


def _shown(state: StepState) -> FirstStep:
    rule = state.leading
    return FirstStep(id=state.step.id, title=state.step.title, because=rule.because, priority=rule.priority, certain=bool(state.due))
