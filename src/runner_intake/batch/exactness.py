"""Where the two columns of a condition are exact: where Kleene sees everything that is decided.

A condition is made of tests, without any "not" around them. Where one answer can make all open tests of a
field fail, and every field has such an answer, a condition that is not seen to hold can indeed fail; and
where one can make them all hold, it can indeed hold. Only where a field's tests stand in each other's way may
something be decided that is not seen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

from runner_intake.batch.answer_columns import TRUE, all_of, any_of
from runner_intake.batch.certainty import Certainty, truths
from runner_intake.conditions import (
    ALWAYS,
    NEVER,
    ManyDomain,
    cells,
    certain_in,
    many_cells,
    negate,
    simplify,
    tests_of,
)
from runner_intake.conditions.nodes import Test

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import polars as pl

    from runner_intake.batch.answer_columns import AnswerColumns
    from runner_intake.conditions import Condition, Domain, Value

BOTH = (True, False)
"""Tests can all hold, and all fail."""

MOST_CELLS = 64
"""How many kinds of answers to a list are tried; with more, its tests count as being in each other's way."""


def is_exact(condition: Condition, certainty: Certainty, answer_columns: AnswerColumns) -> pl.Expr:
    """Where the two columns of a grounded condition are exact."""
    return TriedOut(certainty, hiding((condition,), answer_columns)).exact


@dataclass(frozen=True, slots=True)
class TriedOut:
    """Where a condition surely holds, and where it surely does not; and the places `hidden` from both, where
    either may be so without being seen.
    """

    certainty: Certainty
    hidden: list[pl.Expr]

    @property
    def exact(self) -> pl.Expr:
        """Where the two columns are exact."""
        return ~self.certainty.open | ~any_of(self.hidden) if self.hidden else TRUE


def tried_out(condition: Condition, answer_columns: AnswerColumns) -> TriedOut:
    """A grounded condition, with every answer tried to the fields whose tests are in each other's way, as
    long as these are few.
    """
    domains = answer_columns.questionnaire.domains
    tested = {
        name: tests
        for name, tests in tests_of((condition,)).items()
        if _agreement(name, tests, answer_columns, BOTH) is Agreement.NONE
        and not many_cells(domains[name], tests, MOST_CELLS)
    }
    answers = {name: cells(domains[name], tests) for name, tests in tested.items()}
    if not answers or math.prod(map(len, answers.values())) > MOST_CELLS:
        return TriedOut(truths(condition, answer_columns), hiding((condition,), answer_columns))
    ways = []
    for values in product(*answers.values()):
        way = dict(zip(answers, values, strict=True))
        possible = all_of(
            ~truths(negate(test) if test.holds_for(way[name]) else test, answer_columns).true
            for name, tests in tested.items()
            for test in tests
        )
        ways.append((possible, truths(simplify(condition, partial(_decided, way)), answer_columns)))
    certainty = Certainty(
        all_of(~possible | of_way.true for possible, of_way in ways),
        all_of(~possible | of_way.false for possible, of_way in ways),
    )
    return TriedOut(certainty, hiding((condition,), answer_columns, tried=answers))


def _decided(way: Mapping[str, Value], atom: Condition) -> Condition:
    """A test, decided by an answer that is tried."""
    if not isinstance(atom, Test) or atom.field not in way:
        return atom
    return ALWAYS if atom.holds_for(way[atom.field]) else NEVER


def hiding(
    conditions: Sequence[Condition],
    answer_columns: AnswerColumns,
    sides: tuple[bool, ...] = BOTH,
    tried: Collection[str] = (),
) -> list[pl.Expr]:
    """For each field of grounded conditions where its tests may be in each other's way: cannot all hold, or
    cannot all fail (or one of the two). Empty where they never are. Fields that are `tried` hide nothing but
    where they are known in part.
    """
    hidden, domains = [], answer_columns.questionnaire.domains
    for name, tests in tests_of(conditions).items():
        agreement = _agreement(name, tests, answer_columns, sides)
        if agreement is Agreement.NARROWED or (agreement is Agreement.NONE and name not in tried):
            hidden.append(~answer_columns.known(name))
        elif agreement is not Agreement.ALONE and isinstance(domains[name], ManyDomain):
            hidden.append(answer_columns.partly(name))
    return hidden


class Agreement(Enum):
    """How the tests of a field stand to each other: one alone, several that agree, several that do not, or
    several on a choice that another answer may narrow.
    """

    ALONE = auto()
    AGREED = auto()
    NONE = auto()
    NARROWED = auto()


def _agreement(
    name: str, tests: tuple[Test, ...], answer_columns: AnswerColumns, sides: tuple[bool, ...]
) -> Agreement:
    questionnaire = answer_columns.questionnaire
    domain, field = questionnaire.domains[name], questionnaire.fields.get(name)
    tests = tuple(test for test in tests if certain_in(test, domain) not in (ALWAYS, NEVER))
    if len(tests) < 2:  # noqa: PLR2004  (one test is in nobody's way)
        return Agreement.ALONE
    if field is not None and field.options_from:
        return Agreement.NARROWED
    agreed = all(_agree(tests, domain, held=held) for held in sides)
    return Agreement.AGREED if agreed else Agreement.NONE


def _agree(tests: Sequence[Test], domain: Domain, *, held: bool) -> bool:
    """Whether one answer makes all tests hold, or all fail."""
    if many_cells(domain, tests, MOST_CELLS):
        return False
    return any(all(test.holds_for(value) == held for test in tests) for value in cells(domain, tuple(tests)))
