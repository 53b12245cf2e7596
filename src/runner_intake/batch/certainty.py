"""Conditions as two columns: surely true, surely false. Kleene over grounded conditions; sound, and exact
where no unknown field appears twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from runner_intake.batch.answer_columns import FALSE, TRUE, AnswerColumns, all_of, any_of, sum_of
from runner_intake.conditions import (
    ALWAYS,
    NONE_OPTION,
    All,
    AnyOf,
    AsGiven,
    AtLeast,
    Includes,
    NumberDomain,
    OneOf,
    Relation,
    Within,
    certain_in,
    exact,
)

if TYPE_CHECKING:
    from runner_intake.conditions import Condition, Given


@dataclass(frozen=True, slots=True)
class Certainty:
    """Where a condition surely holds, and where it surely does not."""

    true: pl.Expr
    false: pl.Expr

    @property
    def open(self) -> pl.Expr:
        """Where it depends on what is not known."""
        return ~self.true & ~self.false


def truths(condition: Condition, answer_columns: AnswerColumns) -> Certainty:
    """The two columns of a grounded condition."""
    match condition:
        case All(parts):
            inner = [truths(part, answer_columns) for part in parts]
            return Certainty(all_of(part.true for part in inner), any_of(part.false for part in inner))
        case AnyOf(parts):
            inner = [truths(part, answer_columns) for part in parts]
            return Certainty(any_of(part.true for part in inner), all_of(part.false for part in inner))
        case AtLeast(count, parts):
            inner = [truths(part, answer_columns) for part in parts]
            sure = sum_of(part.true.cast(pl.Int32) for part in inner)
            possible = sum_of((~part.false).cast(pl.Int32) for part in inner)
            return Certainty(sure >= count, possible < count)
        case OneOf(name) | Includes(name) if (
            certain := certain_in(condition, answer_columns.questionnaire.domains[name])
        ) is not condition:  # of every answer, so also where there is none yet
            return Certainty(TRUE, FALSE) if certain is ALWAYS else Certainty(FALSE, TRUE)
        case Within() | OneOf() | Includes():
            return Certainty(*answer_columns.passes(condition))
        case AsGiven() | Relation():
            holds = as_given(condition, answer_columns)
            return Certainty(~holds, holds) if condition.negated else Certainty(holds, ~holds)
    raise TypeError("ground the condition first")


def as_given(atom: Given, answer_columns: AnswerColumns) -> pl.Expr:
    """A test of answers as given, before gates: false where nothing was given."""
    match atom:
        case AsGiven(OneOf(name, options)):
            return any_of(answer_columns.given_is(name, value) for value in options)
        case AsGiven(Includes(name, _, options)):
            chosen = any_of(answer_columns.chosen(name, option) for option in options)
            return chosen | answer_columns.given_twofold(name) if NONE_OPTION in options else chosen
        case AsGiven(test):
            is_ratio = test.field in answer_columns.questionnaire.derived  # never given itself
            return FALSE if is_ratio else answer_columns.passes(test)[0]
        case Relation(name, other, "more_than", times):
            one, two = answer_columns.questionnaire.domains[name], answer_columns.questionnaire.domains[other]
            assert isinstance(one, NumberDomain)
            assert isinstance(two, NumberDomain)
            factor = exact(times) * exact(two.step) / exact(one.step)
            left = answer_columns.steps(name).cast(pl.Int64) * factor.denominator
            return (left > answer_columns.steps(other).cast(pl.Int64) * factor.numerator).fill_null(
                value=False
            )
        case Relation(name, other, "not_among"):
            field = answer_columns.questionnaire.fields[name]
            outside = any_of(
                answer_columns.given_is(name, option) & ~answer_columns.chosen(other, option)
                for option in field.options
            )
            return outside & answer_columns.given(other)
        case Relation(name):
            return answer_columns.given_twofold(name)


def undecided_columns(condition: Condition, answer_columns: AnswerColumns) -> dict[str, pl.Expr]:
    """For each field of a grounded condition where it still waits for that field's answer."""
    match condition:
        case Within(name) | OneOf(name) | Includes(name):
            return {name: truths(condition, answer_columns).open}
        case All(parts) | AnyOf(parts) | AtLeast(_, parts):
            open_ = truths(condition, answer_columns).open
            columns: dict[str, pl.Expr] = {}
            for name, expr in _pairs(parts, answer_columns):
                columns[name] = columns[name] | expr if name in columns else expr
            return {name: open_ & expr for name, expr in columns.items()}
    return {}


def _pairs(parts: tuple[Condition, ...], answer_columns: AnswerColumns) -> Iterator[tuple[str, pl.Expr]]:
    for part in parts:
        yield from undecided_columns(part, answer_columns).items()
