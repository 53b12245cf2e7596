"""What comes before any needling: the first steps that are due, or may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.assessment import FirstStep
from runner_intake.conditions import AnyOf, Truth, truth

if TYPE_CHECKING:
    from runner_intake.pack import Pack, Step, StepRule
    from runner_intake.questionnaire import Answers
    from runner_intake.vocabulary import Outcome


def first_steps(answers: Answers, pack: Pack, outcome: Outcome) -> tuple[FirstStep, ...]:
    """The certain steps, highest priority first, then the possible ones. A special outcome lists its own steps only."""
    special = outcome if outcome in pack.special_outcomes else None
    found = [step for step in (_first_step(step, answers, special) for step in pack.steps) if step]
    return tuple(sorted(found, key=lambda step: (not step.certain, -step.priority)))


def step_truth(step: Step, answers: Answers, special: Outcome | None) -> Truth:
    """Whether a step is due: some rule of it holds in every completion, in none, or in some only."""
    conditions = tuple(rule.when.grounded for rule in step.rules if rule.outcome == special)
    return truth(AnyOf(conditions), answers.facts)


def _first_step(step: Step, answers: Answers, special: Outcome | None) -> FirstStep | None:
    due = step_truth(step, answers, special)
    if due is False:
        return None
    rules = [(rule, truth(rule.when.grounded, answers.facts)) for rule in step.rules if rule.outcome == special]
    rule = _leading([rule for rule, true in rules if true] or [rule for rule, true in rules if true is None])
    return FirstStep(id=step.id, title=step.title, because=rule.because, priority=rule.priority, certain=bool(due))


def _leading(rules: list[StepRule]) -> StepRule:
    return max(rules, key=lambda rule: rule.priority)
