"""What conditions see of answers: by it, answers are alike or not. Knows no logic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from runner_intake.conditions.domains import Domain, Value
from runner_intake.conditions.nodes import (
    AsGiven,
    Condition,
    Given,
    Relation,
    Test,
    atoms,
    fields_used,
    tests_of,
)

MOST_CODES = 2_000
"""Answers to one field whose codes are kept."""


class Codes(dict["Value | None", int]):
    """By the answer to a field what some tests say of it: a bit for each that holds; -1 where there is no
    answer. Answers with one code are alike to a condition that has no other tests.
    """

    __slots__ = ("tests",)

    def __init__(self, tests: tuple[Test, ...]) -> None:
        super().__init__()
        self.tests = tests

    def __missing__(self, value: Value | None) -> int:
        if len(self) >= MOST_CODES:
            self.clear()
        code = -1
        if value is not None:
            code = sum(test.holds_for(value) << bit for bit, test in enumerate(self.tests))
        self[value] = code
        return code


Known = TypeVar("Known")


@dataclass(frozen=True, slots=True)
class Alike(Generic[Known]):
    """Conditions that are looked up at once, held so that their ids stay their own: the fields they test,
    each with the codes of its tests; their tests of answers as given; and what was found by what both say.
    """

    conditions: tuple[Condition, ...]
    names: frozenset[str]
    tested: tuple[tuple[str, Codes], ...] = field(repr=False)
    as_given: tuple[Given, ...]
    found: dict[tuple[object, ...], Known] = field(default_factory=dict, repr=False)

    def key(
        self, known: Mapping[str, Value], given: Mapping[str, Value], narrowed: Mapping[str, Domain]
    ) -> tuple[object, ...]:
        """What the conditions see of some answers: those with one key are alike to them."""
        answer = known.get
        key: tuple[object, ...] = tuple([codes[answer(name)] for name, codes in self.tested])
        if self.as_given:
            key += tuple([test.holds_as_given(given) for test in self.as_given])
        if narrowed and not self.names.isdisjoint(narrowed):
            key += tuple([narrowed.get(name) for name, _ in self.tested])
        return key


def looked_at(condition: Condition) -> frozenset[object]:
    """What a condition looks at: fields, and fields as given."""
    given = frozenset[str]().union(*map(fields_used, as_given(condition)))
    return frozenset([*tests_of((condition,)), *((name, "as given") for name in given)])


def as_given(condition: Condition) -> list[Given]:
    """The tests of answers as they were given."""
    return [atom for atom in atoms(condition) if isinstance(atom, AsGiven | Relation)]
