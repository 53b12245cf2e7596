"""Which first steps are due, in every completion or in some only, and the rule that speaks for each."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from runner_intake.conditions import AnyOf, Truth, truth, truths

if TYPE_CHECKING:
    from runner_intake.conditions import Condition, Facts
    from runner_intake.pack import FirstStepRules, Pack, StepRule
    from runner_intake.questionnaire import Answers
    from runner_intake.vocabulary import Outcome

MOST_STATES = 256
"""States of one first step that are kept."""


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
    known = truths(counting.conditions, answers.facts)
    return tuple([step.state(known[step.place], answers.facts) for step in counting.steps])


def counts(rule: StepRule, pack: Pack, special: Outcome | None, *, needles: bool) -> bool:
    """Whether a rule counts at all, as `step_states` says."""
    return rule.outcome == special and (
        needles or not pack.questionnaire.looks_at_needles(rule.when.grounded)
    )


class _Counting(NamedTuple):
    """The rules that count, by first step, and the conditions of all these rules in this order."""

    steps: tuple[_Step, ...]
    conditions: tuple[Condition, ...]


class _Step(NamedTuple):
    """A first step: its rules that count, the place of their conditions among all, the condition under which
    it is due, and the states that it was in, which many runners share.
    """

    step: FirstStepRules
    rules: tuple[StepRule, ...]
    place: slice
    due: AnyOf
    states: dict[tuple[Truth, ...], StepState]

    def state(self, known: tuple[Truth, ...], facts: Facts) -> StepState:
        """Its state, where its rules have these truths."""
        due = self._due(known, facts)
        key = (due, *known)
        state = self.states.get(key)
        if state is None:
            if len(self.states) >= MOST_STATES:
                self.states.clear()
            rules = tuple(zip(self.rules, known, strict=True))
            state = self.states[key] = StepState(self.step, rules, due, self.due)
        return state

    def _due(self, known: tuple[Truth, ...], facts: Facts) -> Truth:
        if True in known or None not in known:
            return True in known
        return None if len(known) == 1 else truth(self.due, facts)


@lru_cache(maxsize=64)
def _counting(pack: Pack, special: Outcome | None, *, needles: bool) -> _Counting:
    steps: list[_Step] = []
    conditions: list[Condition] = []
    for step in pack.steps:
        rules = tuple(rule for rule in step.rules if counts(rule, pack, special, needles=needles))
        own = tuple(rule.when.grounded for rule in rules)
        place = slice(len(conditions), len(conditions) + len(own))
        steps.append(_Step(step, rules, place, AnyOf(own), {}))
        conditions += own
    return _Counting(tuple(steps), tuple(conditions))
