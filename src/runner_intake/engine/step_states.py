"""Which first steps are due, in every completion or in some only, and the rule that speaks for each."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from runner_intake.conditions import AnyOf, Truth, truth, truths

if TYPE_CHECKING:
    from runner_intake.conditions import Condition
    from runner_intake.pack import FirstStepRules, Pack, StepRule
    from runner_intake.questionnaire import Answers
    from runner_intake.vocabulary import Outcome


class StepState(NamedTuple):
    """A first step, its rules with their truth, and whether it is due: in every completion, in none, or
    (None) in some only.
    """

    step: FirstStepRules
    rules: tuple[tuple[StepRule, Truth], ...]
    due: Truth
    condition: AnyOf
    """When the step is due: any of its rules holds."""

    @property
    def holding(self) -> StepRule | None:
        """The rule that speaks for the step: of those that hold the one of highest priority. None where no
        rule surely holds, although one or another of them may be sure to.
        """
        return max((rule for rule, true in self.rules if true), key=_priority, default=None)

    @property
    def possible(self) -> StepRule:
        """Of the rules that may hold the one of highest priority."""
        return max((rule for rule, true in self.rules if true is None), key=_priority)

    @property
    def sure_priority(self) -> int:
        """The priority that the step has at least, in every completion; -1 where it may not be due."""
        if not self.due:
            return -1
        open_rules = (rule for rule, true in self.rules if true is None)
        return (self.holding or min(open_rules, key=_priority)).priority

    @property
    def lifting(self) -> tuple[StepRule, ...]:
        """The open rules that can still make the step due, or more urgent than it surely is."""
        sure = self.sure_priority
        return tuple(rule for rule, true in self.rules if true is None and rule.priority > sure)


def _priority(rule: StepRule) -> int:
    return rule.priority


def step_states(
    answers: Answers, pack: Pack, special: Outcome | None, *, needles: bool = True
) -> tuple[StepState, ...]:
    """Every first step; at a special outcome only the rules for that outcome count, else only the ordinary
    ones.

    `needles`: whether the questions about needles count; where they do not, neither do the rules that look at
    them.
    """
    counting = _counting(pack, special, needles=needles)
    known = iter(truths(counting.conditions, answers.facts))
    return tuple(
        _state(step, tuple(zip(rules, known, strict=False)), due, answers)
        for step, rules, due in counting.steps
    )


def counts(rule: StepRule, pack: Pack, special: Outcome | None, *, needles: bool) -> bool:
    """Whether a rule counts at all, as `step_states` says."""
    return rule.outcome == special and (
        needles or not pack.questionnaire.looks_at_needles(rule.when.grounded)
    )


class _Counting(NamedTuple):
    """The rules that count, by first step, each with the condition under which it is due; and the conditions
    of all these rules in this order.
    """

    steps: tuple[tuple[FirstStepRules, tuple[StepRule, ...], AnyOf], ...]
    conditions: tuple[Condition, ...]


@lru_cache(maxsize=64)
def _counting(pack: Pack, special: Outcome | None, *, needles: bool) -> _Counting:
    steps = [
        (step, tuple(rule for rule in step.rules if counts(rule, pack, special, needles=needles)))
        for step in pack.steps
    ]
    rules = [rule for _, own in steps for rule in own]
    return _Counting(
        tuple((step, own, AnyOf(tuple(rule.when.grounded for rule in own))) for step, own in steps),
        tuple(rule.when.grounded for rule in rules),
    )


def _state(
    step: FirstStepRules, rules: tuple[tuple[StepRule, Truth], ...], due: AnyOf, answers: Answers
) -> StepState:
    surely = {true for _, true in rules}
    if True in surely or None not in surely:
        return StepState(step, rules, True in surely, due)
    if len(rules) == 1:
        return StepState(step, rules, None, due)
    return StepState(step, rules, truth(due, answers.facts), due)
