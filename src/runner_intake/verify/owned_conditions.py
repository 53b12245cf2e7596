"""Every condition of a pack in one list, with what it belongs to: the checks of conditions go through it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from runner_intake.conditions import (
    ALWAYS,
    Given,
    atoms,
    fields_used,
    ground,
)
from runner_intake.pack.model import When

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.conditions import Condition
    from runner_intake.pack import Benefit, Pack

Role = Literal["gate", "safety", "requires", "points", "step", "note"]


@dataclass(frozen=True)
class OwnedCondition:
    """A condition and what it belongs to. `group` names what it is compared with: rules of one benefit, one
    outcome, one step.
    """

    role: Role
    where: str
    place: str
    when: When
    group: str = ""

    @property
    def location(self) -> tuple[str, str]:
        """Where it stands: the id, and the place in its file."""
        return self.where, self.place

    @cached_property
    def as_given(self) -> bool:
        """Whether it looks at answers as given, before gates."""
        return given_atoms(self.when.written)

    @cached_property
    def fields(self) -> frozenset[str]:
        """Every field that it looks at, gates included."""
        return fields_used(self.when.grounded)


def given_atoms(condition: Condition) -> bool:
    """Whether any part of a condition looks at answers as given."""
    return any(isinstance(atom, Given) for atom in atoms(condition))


def conditions_of(pack: Pack) -> Iterator[OwnedCondition]:
    """Every condition that somebody wrote: gates, safety rules, requires, point rules, first steps, verdict
    notes.
    """
    gates = pack.questionnaire.gates
    for question in pack.questionnaire.questions:
        if question.when != ALWAYS:
            yield OwnedCondition(
                "gate", question.id, question.place, When(question.when, ground(question.when, gates))
            )
    yield from (
        OwnedCondition("safety", rule.id, rule.place, rule.when, rule.outcome or "notice")
        for rule in pack.safety
    )
    for benefit in pack.benefits:
        yield from _of_benefit(benefit)
    rules = [(step, rule) for step in pack.steps for rule in step.rules if rule.when.written != ALWAYS]
    yield from (OwnedCondition("step", rule.id, rule.place, rule.when, step.id) for step, rule in rules)


def _of_benefit(benefit: Benefit) -> Iterator[OwnedCondition]:
    if benefit.requires.written != ALWAYS:
        yield OwnedCondition("requires", f"{benefit.id}.requires", benefit.place, benefit.requires)
    yield from (
        OwnedCondition("points", rule.id, rule.place, rule.when, benefit.id) for rule in benefit.rules
    )
    for number, note in enumerate(benefit.notes, 1):
        yield OwnedCondition(
            "note", f"{benefit.id}.verdict_notes.{number}", benefit.place, note.when, f"{benefit.id}.notes"
        )
