"""One set of answers under one pack, with everything that is worked out from it once: screening, bounds, claims, open conditions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from runner_intake.conditions import AnyOf, Condition, GivenAs, OneOf, map_atoms, truth
from runner_intake.engine.claims import Claims
from runner_intake.engine.step_states import StepState, step_states
from runner_intake.safety import Screening, screen
from runner_intake.vocabulary import OUTCOMES, SUGGESTING, UNSCORED, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.circuit import Bounds, Circuit, Evaluation
    from runner_intake.pack import Pack, SafetyRule
    from runner_intake.questionnaire import Answers


@dataclass(frozen=True)
class Situation:
    """Answers under a pack. `asked` names the fields that were asked and not answered: they stay open, but are not asked again."""

    answers: Answers
    pack: Pack
    asked: frozenset[str] = frozenset()

    @cached_property
    def screening(self) -> Screening:
        return screen(self.answers, self.pack)

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
        return self.outcome if self.outcome in self.pack.special_outcomes else None

    @cached_property
    def circuit(self) -> Circuit:
        from runner_intake.circuit import compiled  # noqa: PLC0415  (the first questions do without it)

        return compiled(self.pack)

    @cached_property
    def evaluation(self) -> Evaluation:
        return self.circuit.evaluate(self.circuit.allowed(self.answers))

    @cached_property
    def bounds(self) -> Bounds:
        return self.circuit.bounds_of(self.evaluation.root, self.answers.facts)

    @cached_property
    def claims(self) -> Claims:
        return Claims(self.pack, self.bounds)

    # --- what is open besides scores

    @cached_property
    def open_safety(self) -> Mapping[str, Condition]:
        """The open safety rules that would change the outcome, or add a condition to what is shown: rule id -> grounded condition."""
        worse = OUTCOMES[: OUTCOMES.index(self.outcome)]
        matters = (*worse, "discuss", "adapt") if self.outcome in SUGGESTING else worse
        own: tuple[str, ...] = ("guardian_needed",) if self.outcome == "guardian_needed" else ()
        rules = (rule for rule in self.pack.safety if rule.outcome in (*matters, *own))
        conditions = {rule.id: self._as_answerable(rule) for rule in rules}
        return {name: condition for name, condition in conditions.items() if truth(condition, self.answers.facts) is None}

    def _as_answerable(self, rule: SafetyRule) -> Condition:
        """A rule's condition, where a guardian's answer that is not given yet is unknown, not "not given": it may still come."""
        return map_atoms(rule.when.grounded, self._may_come) if rule.outcome == "guardian_needed" else rule.when.grounded

    def _may_come(self, atom: Condition) -> Condition:
        waiting = isinstance(atom, GivenAs) and atom.field not in self.answers.given and self.answers.applicable.get(atom.field) is not False
        if waiting and isinstance(atom, GivenAs) and isinstance(atom.value, bool | str):
            return OneOf(atom.field, (atom.value,), atom.negated)
        return atom

    @cached_property
    def steps(self) -> tuple[StepState, ...]:
        """Every first step at this outcome."""
        return step_states(self.answers, self.pack, self.special)

    @cached_property
    def open_steps(self) -> Mapping[str, Condition]:
        """The first steps that are due in some completions only."""
        return {state.step.id: state.condition for state in self.steps if state.due is None}

    @cached_property
    def open_special(self) -> Mapping[str, Condition]:
        """The open safety rules that would replace the ordinary first steps."""
        special = {rule.id for rule in self.pack.safety if rule.outcome in self.pack.special_outcomes}
        return {name: condition for name, condition in self.open_safety.items() if name in special}

    @cached_property
    def open_leading_steps(self) -> Mapping[str, Condition]:
        """The open rules that can still change which two steps come first: those that would lift a step to the second certain one."""
        certain = sorted((state.leading.priority for state in self.steps if state.due), reverse=True)
        second = certain[1] if len(certain) > 1 else 0
        found: dict[str, Condition] = {}
        for state in self.steps:
            sure = state.leading.priority if state.due else -1
            rivals = [rule.when.grounded for rule, true in state.rules if true is None and rule.priority > sure and rule.priority >= second]
            if rivals:
                found[state.step.id] = AnyOf(tuple(rivals))
        return found

    # --- what can still be suggested

    @cached_property
    def surely_withheld(self) -> bool:
        """Whether no further answer can lead to a suggestion being shown."""
        if self.outcome in SUGGESTING:
            return False
        if self.outcome == "incomplete":
            return bool(set(self.screening.missing) & self.asked)
        return self.outcome != "guardian_needed" or not any(self.open_safety)
