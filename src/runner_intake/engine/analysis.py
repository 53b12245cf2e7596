"""One set of answers under one pack, with everything that is computed from it once: screening, bounds,
claims, open conditions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from runner_intake.conditions import Condition, truth
from runner_intake.engine.needles import Needles
from runner_intake.engine.scores import Scores
from runner_intake.engine.step_states import StepState, step_states
from runner_intake.safety import Screening, answerable, counting, screen, worst
from runner_intake.vocabulary import OUTCOMES, SUGGESTING, UNSCORED, WITHHOLDING, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runner_intake.circuit import Circuit, Evaluation, ScoreBounds
    from runner_intake.conditions import Truth
    from runner_intake.engine.guarantees import Guarantees
    from runner_intake.engine.quantities import Quantity
    from runner_intake.pack import Pack, SafetyRule, StepRule
    from runner_intake.questionnaire import Answers
    from runner_intake.vocabulary import Fact


@dataclass(frozen=True)
class Analysis:
    """Answers under a pack. `asked` names the fields that were asked and not answered: they stay open, but
    are not asked again.
    """

    answers: Answers
    pack: Pack
    asked: frozenset[str] = frozenset()

    @cached_property
    def scores(self) -> Scores:
        """What the scorecards say of the answers."""
        return Scores(self.answers, self.pack)

    @cached_property
    def needles(self) -> Needles:
        """Whether the questions about needles count."""
        return Needles(self.scores)

    @cached_property
    def screening(self) -> Screening:
        return screen(self.answers, self.pack, needles=self.needles.count)

    @property
    def outcome(self) -> Outcome:
        return self.screening.outcome

    @property
    def scored(self) -> bool:
        """Whether anything is scored at all."""
        return self.outcome not in UNSCORED

    @cached_property
    def special(self) -> Outcome | None:
        """The outcome, where it has first steps of its own."""
        return self._special(self.outcome)

    @property
    def circuit(self) -> Circuit:
        return self.scores.circuit

    @property
    def evaluation(self) -> Evaluation:
        return self.scores.evaluation

    @property
    def bounds(self) -> ScoreBounds:
        return self.scores.bounds

    @property
    def guarantees(self) -> Guarantees:
        return self.scores.guarantees

    @cached_property
    def open_quantities(self) -> dict[Fact, tuple[Quantity, ...]]:
        """The open orders and levels behind the facts that were asked for, as `OpenFacts` finds them."""
        return {}

    # --- what is open besides scores

    @cached_property
    def open_safety(self) -> Mapping[str, Condition]:
        """The open safety rules that would change the outcome, or add a condition to what is shown: rule id
        -> grounded condition.

        Answers that are missing are no outcome to stay at, so what counts is the outcome ahead; where that
        may become milder, also what is milder.
        """
        outcome = self.outcome_ahead
        all_matter = outcome in SUGGESTING or self._guardian_finding_may_go or self._needles_may_ease
        matters = OUTCOMES if all_matter else OUTCOMES[: OUTCOMES.index(outcome)]
        truths = self.screening.truths
        return {
            rule.id: condition
            for rule in self._counting
            if (truths[rule.id] is None or rule.outcome == "guardian_needed")
            and rule.outcome in matters
            and (condition := self._open_condition(rule)) is not None
        }

    def _open_condition(self, rule: SafetyRule) -> Condition | None:
        """The condition of a rule that may come or go, else None; also of one that does not hold yet and will
        whatever a guardian answers, or holds only until one answers.
        """
        condition, holds = answerable(rule, self.answers, self.pack), self.screening.truths[rule.id]
        if condition is rule.when.grounded:
            return condition if holds is None else None
        return condition if truth(condition, self.answers.facts) is not bool(holds) else None

    @cached_property
    def outcome_ahead(self) -> Outcome:
        """The outcome that the rules come to once the safety questions are answered; incomplete where one was
        asked and has no answer.
        """
        return self._outcome_ahead(needles=self.needles.count)

    def _outcome_ahead(self, *, needles: bool) -> Outcome:
        truths = self.screening.truths
        raised = [
            rule.outcome for rule in counting(self.pack, needles=needles) if truths[rule.id] and rule.outcome
        ]
        left_open = self.asked & set(self.screening.missing) - (
            set() if needles else self.pack.questionnaire.needling_fields
        )
        return worst([*raised, "incomplete"] if left_open else raised)

    @property
    def _counting(self) -> tuple[SafetyRule, ...]:
        return counting(self.pack, needles=self.needles.count)

    @cached_property
    def _guardian_finding_may_go(self) -> bool:
        """Whether a coming answer can still take away a finding that is listed for a guardian."""
        truths = self.screening.truths
        listed = (rule for rule in self._counting if truths[rule.id] and rule.outcome == "guardian_needed")
        return not all(map(self._surely_holds, listed))

    @cached_property
    def _needles_may_ease(self) -> bool:
        """Whether the outcome ahead is due to questions about needles, and these may stop counting."""
        return self.outcome_ahead != self._outcome_ahead(needles=False) and bool(self.needles.depends_on)

    @cached_property
    def steps(self) -> tuple[StepState, ...]:
        """Every first step at this outcome."""
        return step_states(self.answers, self.pack, self.special, needles=self.needles.count)

    @cached_property
    def steps_ahead(self) -> tuple[StepState, ...]:
        """Every first step at the outcome ahead."""
        special = self._special(self.outcome_ahead)
        if special == self.special:
            return self.steps
        return step_states(self.answers, self.pack, special, needles=self.needles.count)

    def _special(self, outcome: Outcome) -> Outcome | None:
        return outcome if outcome in self.pack.special_outcomes else None

    @cached_property
    def open_steps(self) -> Mapping[str, Condition]:
        """The first steps that are due in some completions only."""
        return {state.step.id: state.condition for state in self.steps_ahead if state.due is None}

    @cached_property
    def open_urgency(self) -> Mapping[str, Condition]:
        """The open step rules that can still make a step that is due more urgent, and tell why, by id."""
        return {
            rule.id: rule.when.grounded for state in self.steps_ahead if state.due for rule in state.lifting
        }

    @cached_property
    def open_special(self) -> Mapping[str, Condition]:
        """The open safety rules that would bring the first steps of another outcome, by coming or by going:
        a finding for a guardian may go, or one about needles, and leave a milder outcome.
        """
        outcomes = {rule.id: rule.outcome for rule in self.pack.safety}
        now, special = self.outcome_ahead, self.pack.special_outcomes
        worse = OUTCOMES[: OUTCOMES.index(now)] if now in special else ()
        milder = special.intersection(OUTCOMES[OUTCOMES.index(now) :])
        return {
            name: condition
            for name, condition in self.open_safety.items()
            if outcomes[name] in special
            or outcomes[name] in worse
            or (milder and self.screening.truths[name])
        }

    @cached_property
    def open_leading_steps(self) -> Mapping[str, Condition]:
        """The open step rules that can still change which two steps come first, by id: those that would lift
        a step to the second certain one.
        """
        certain = sorted((state.sure_priority for state in self.steps_ahead if state.due), reverse=True)
        second = certain[1] if len(certain) > 1 else 0
        return {
            rule.id: rule.when.grounded
            for state in self.steps_ahead
            for rule in state.lifting
            if rule.priority >= second
        }

    # --- what hangs on whether a suggestion can still come out

    @cached_property
    def safety_hangs_on(self) -> frozenset[str]:
        """The fields whose answers may end that the questions about needles count, where that changes the
        outcome; empty where it does not.
        """
        others = {rule.id for rule in self.pack.safety_without_needles}
        decides = self._needles_may_ease or not others.issuperset(self.open_safety)
        return self.needles.depends_on if decides else frozenset()

    @cached_property
    def steps_hang_on(self) -> frozenset[str]:
        """The same, where that changes the first steps."""
        if not self.pack.questionnaire.needling_fields or not self.needles.count:
            return frozenset()
        outcome = self._outcome_ahead(needles=False)
        if outcome == self.outcome_ahead and not self.pack.steps_look_at_needles:
            return frozenset()
        without = step_states(self.answers, self.pack, self._special(outcome), needles=False)
        same = _what_may_come(without) == _what_may_come(self.steps_ahead)
        return frozenset() if same else self.needles.depends_on

    # --- what can still be suggested

    @cached_property
    def surely_withheld(self) -> bool:
        """Whether no further answer can lead to a suggestion being shown."""
        if self.outcome in SUGGESTING:
            return False
        if self.outcome == "incomplete" and set(self.screening.missing) & self.asked:
            return True
        return any(self._surely_holds(rule) for rule in self._counting if rule.outcome in WITHHOLDING)

    def _surely_holds(self, rule: SafetyRule) -> bool:
        """Whether a rule holds whatever is still answered, also by a guardian."""
        if rule.outcome != "guardian_needed":
            return bool(self.screening.truths[rule.id])
        return bool(truth(answerable(rule, self.answers, self.pack), self.answers.facts))


def _what_may_come(states: Sequence[StepState]) -> list[tuple[Truth, int, tuple[StepRule, ...]]]:
    """Of each step whether it is due, how urgent it surely is, and what could still lift it."""
    return [(state.due, state.sure_priority, state.lifting) for state in states]
