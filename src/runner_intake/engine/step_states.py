"""Which first steps are due, in every completion or in some only, and the rule that speaks for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.conditions import AnyOf, Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner_intake.pack import Pack, Step, StepRule
    from runner_intake.questionnaire import Answers
    from runner_intake.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class StepState:
    """A first step, its rules with their truth, and whether it is due: in every completion, in none, or
    (None) in some only.
    """

    step: Step
    rules: tuple[tuple[StepRule, Truth], ...]
    due: Truth

    @property
    def condition(self) -> AnyOf:
        """When the step is due: any of its rules holds."""
        return AnyOf(tuple(rule.when.grounded for rule, _ in self.rules))

    @property
    def leading(self) -> StepRule:
        """The rule that speaks for the step: of those that hold (else of those that may) the one of highest
        priority.
        """
        holding = [rule for rule, true in self.rules if true] or [
            rule for rule, true in self.rules if true is None
        ]
        return max(holding, key=lambda rule: rule.priority)


def step_states(
    answers: Answers, pack: Pack, special: Outcome | None, *, needles: bool = True
) -> tuple[StepState, ...]:
    """Every first step; at a special outcome only the rules for that outcome count, else only the ordinary
    ones.

    `needles`: whether the questions about needles count; where they do not, neither do the rules that look at
    them.
    """
    return tuple(
        _state(step, answers, _counting(step, pack, special, needles=needles)) for step in pack.steps
    )


def _counting(step: Step, pack: Pack, special: Outcome | None, *, needles: bool) -> Iterator[StepRule]:
    for rule in step.rules:
        if rule.outcome == special and (
            needles or not pack.questionnaire.looks_at_needles(rule.when.grounded)
        ):
            yield rule


def _state(step: Step, answers: Answers, counting: Iterable[StepRule]) -> StepState:
    rules = tuple((rule, truth(rule.when.grounded, answers.facts)) for rule in counting)
    truths = {true for _, true in rules}
    if True in truths or None not in truths:
        return StepState(step, rules, True in truths)
    return StepState(step, rules, truth(AnyOf(tuple(rule.when.grounded for rule, _ in rules)), answers.facts))
