"""Where the two columns of a condition are exact: where Kleene sees everything that is decided.

A condition is made of tests, without any "not" around them. Where one answer can make all open tests of a
field fail, and every field has such an answer, a condition that is not seen to hold can indeed fail; and
where one can make them all hold, it can indeed hold. Only where a field's tests stand in each other's way may
something be decided that is not seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.batch.answer_columns import TRUE, any_of
from runner_intake.conditions import ALWAYS, NEVER, ManyDomain, cells, certain_in, many_cells, tests_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from runner_intake.batch.answer_columns import AnswerColumns
    from runner_intake.batch.certainty import Certainty
    from runner_intake.conditions import Condition, Domain
    from runner_intake.conditions.nodes import Test

MOST_CELLS = 64
"""How many kinds of answers to a list are tried; with more, its tests count as being in each other's way."""


def is_exact(condition: Condition, certainty: Certainty, answer_columns: AnswerColumns) -> pl.Expr:
    """Where the two columns of a grounded condition are exact."""
    hidden = hiding((condition,), answer_columns)
    return ~certainty.open | ~any_of(hidden) if hidden else TRUE


def hiding(
    conditions: Sequence[Condition],
    answer_columns: AnswerColumns,
    ways: tuple[bool, ...] = (True, False),
) -> list[pl.Expr]:
    """For each field of grounded conditions where its tests may be in each other's way: cannot all hold, or
    cannot all fail (or one of the two). Empty where they never are.
    """
    return [
        where
        for name, tests in tests_of(conditions).items()
        if (where := _hides(name, tests, answer_columns, ways)) is not None
    ]


def _hides(
    name: str, tests: tuple[Test, ...], answer_columns: AnswerColumns, ways: tuple[bool, ...]
) -> pl.Expr | None:
    questionnaire = answer_columns.questionnaire
    domain, field = questionnaire.domains[name], questionnaire.fields.get(name)
    tests = tuple(test for test in tests if certain_in(test, domain) not in (ALWAYS, NEVER))
    if len(tests) < 2:  # noqa: PLR2004  (one test is in nobody's way)
        return None
    narrowed = field is not None and field.options_from
    if narrowed or not all(_agree(tests, domain, held=way) for way in ways):
        return ~answer_columns.known(name)
    return answer_columns.partly(name) if isinstance(domain, ManyDomain) else None


def _agree(tests: Sequence[Test], domain: Domain, *, held: bool) -> bool:
    """Whether one answer makes all tests hold, or all fail."""
    if many_cells(domain, tests, MOST_CELLS):
        return False
    return any(all(test.holds_for(value) == held for test in tests) for value in cells(domain, tuple(tests)))
