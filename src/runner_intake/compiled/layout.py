"""Which fields a pack has, by number, and what it looks at in each alone: the ground that the source of a
compiled pack is written on.

Decides too which packs are not compiled: those whose exact engine means something by a corner that flat code
does not have.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from runner_intake.compiled.expressions import Expressions
from runner_intake.compiled.tables import Looked
from runner_intake.conditions import AsGiven, OneOf, atoms, fields_used

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.pack import Benefit, FirstStepRules, Pack, PointRule, SafetyRule, StepRule


@dataclass(frozen=True)
class Layout:
    """A pack with its fields numbered in the order of asking, ratios after the page they belong to."""

    pack: Pack

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(name for question in self.pack.questionnaire.questions for name in question.names)

    @cached_property
    def numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.names)}

    @cached_property
    def looked(self) -> dict[str, Looked]:
        """What is looked at in each field alone. Bits are added while the source is written."""
        looked = {name: Looked(name) for name in self.names}
        for index, rule in enumerate(self.pack.safety):
            name = self.only_field(rule)
            if name:
                looked[name].safety[index] = rule.when.written
        return looked

    @cached_property
    def expressions(self) -> Expressions:
        return Expressions(self.numbers, self.looked)

    def fields_of(self, rule: PointRule | SafetyRule | StepRule) -> tuple[str, ...]:
        """The fields that a rule looks at, with those of its further reasons, in the order of asking."""
        names = fields_used(rule.when.written).union(*(fields_used(part.when.written) for part in rule.parts))
        return tuple(sorted(names, key=self.numbers.__getitem__))

    def only_field(self, rule: PointRule | SafetyRule) -> str | None:
        """The one field that a rule looks at; None where there are several, none, or further reasons."""
        names = self.fields_of(rule)
        return names[0] if len(names) == 1 and not rule.parts else None

    def runs(self, benefit: Benefit) -> Iterator[tuple[str | None, list[PointRule]]]:
        """The point rules of a benefit in their order: those in a row that look at one and the same field
        together, each other one alone.
        """
        run: list[PointRule] = []
        for rule in benefit.rules:
            name = self.only_field(rule)
            if run and (name is None or name != self.only_field(run[-1])):
                yield self.only_field(run[0]), run
                run = []
            run.append(rule)
            if name is None:
                yield None, run
                run = []
        if run:
            yield self.only_field(run[0]), run

    def fields_of_benefit(self, benefit: Benefit) -> tuple[str, ...]:
        """The fields on which a benefit's points, and whether it applies, depend, in the order of asking."""
        conditions = (benefit.requires, *(rule.when for rule in benefit.rules))
        names = frozenset[str]().union(*(fields_used(when.written) for when in conditions))
        return tuple(sorted(names, key=self.numbers.__getitem__))

    def least(self, benefit: Benefit) -> int:
        """The fewest points at which a benefit is suggested."""
        return min(self.pack.points_needed(benefit, level) for level in self.pack.levels)

    def slot(self, name: str, run: list[PointRule]) -> int:
        """Where the entries of a field have what a run of rules brings."""
        runs = self.looked[name].runs
        if run not in runs:
            runs.append(run)
        return runs.index(run)

    def steps_at(self, outcome: str | None) -> Iterator[tuple[int, FirstStepRules, list[StepRule]]]:
        """The steps that have rules for a special outcome (None: ordinary ones), each with those rules, the
        most urgent first.
        """
        for index, step in enumerate(self.pack.steps):
            rules = [rule for rule in step.rules if rule.outcome == outcome]
            if rules:
                yield index, step, sorted(rules, key=lambda rule: -rule.priority)

    @cached_property
    def needles_stand_alone(self) -> bool:
        """Whether questions about needles are plain fields on which no gate depends."""
        questionnaire = self.pack.questionnaire
        return not any(map(questionnaire.looks_at_needles, questionnaire.gates.values())) and not any(
            question.derived or any(field.options_from for field in question.fields)
            for question in questionnaire.questions
            if question.safety == "needling"
        )

    @cached_property
    def can_be_compiled(self) -> bool:
        """Whether flat code means the same as the engine for every complete answer.

        Not where a rule says itself that answers are missing, evidence counts nothing, or a guardian's answer
        can come from another question.
        """
        chosen = {field.id for field in self.pack.questionnaire.fields.values() if field.options_from}
        for rule in self.pack.safety:
            if rule.outcome == "incomplete":
                return False
            if rule.outcome == "guardian_needed" and any(
                isinstance(atom, AsGiven) and isinstance(atom.test, OneOf) and atom.field in chosen
                for atom in atoms(rule.when.grounded)
            ):
                return False
        return all(benefit.evidence.factor > 0 and benefit.max > 0 for benefit in self.pack.benefits)
