"""Complete answers in columns: which rows have them, and what each condition comes to there, as one
two-valued column.

A row is complete where every question that applies has a plain answer, none is answered that does not apply,
and no list contradicts itself. All other rows are for bounds. What is said of a row that is not complete
means nothing. Knows conditions and fields, no rule of a pack.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from runner_intake.batch.answer_columns import (
    FALSE,
    MARK,
    TRUE,
    AnswerColumns,
    all_of,
    any_of,
    first_inside,
    sum_of,
)
from runner_intake.batch.certainty import as_given
from runner_intake.batch.columns import TOLERANCE
from runner_intake.conditions import (
    ALWAYS,
    NONE_OPTION,
    All,
    AnyOf,
    AsGiven,
    AtLeast,
    Condition,
    Includes,
    ManyDomain,
    NotApplicable,
    NumberDomain,
    OneOf,
    Raised,
    Relation,
    Value,
    Within,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner_intake.questionnaire import Field, Questionnaire

MOST_OPTIONS = 32
"""How many options a list may have to fit into one number of bits."""


@dataclass(frozen=True)
class CompleteAnswers:
    """How complete answers are seen in a frame with some columns; `kinds` are those of its columns once words
    are true and false, and texts of lists are lists.
    """

    questionnaire: Questionnaire
    kinds: pl.Schema
    tests: dict[Condition, str] = field(default_factory=dict)
    """The column of every test that was asked for, filled as conditions are written."""

    @cached_property
    def _in_steps(self) -> AnswerColumns:
        """Numbers in whole steps, for tests that compare two of them."""
        return AnswerColumns(self.questionnaire, frozenset(self.kinds))

    # --- columns that are made first

    def values(self) -> list[pl.Expr]:
        """The columns that tests look at: lists as bits, choices as the numbers of their options, and
        numbers that are compared with each other in whole steps.
        """
        columns = []
        for own in self.questionnaire.fields.values():
            if isinstance(own.domain, ManyDomain) and self._is_listed(own):
                columns.append(self._bits_of(own).alias(self._bits(own.id)))
            elif own.kind == "choice":
                options = pl.Enum(list(own.options))
                columns.append(
                    self._raw(own.id).cast(options, strict=False).to_physical().alias(self._option(own.id))
                )
        pairs = [(ratio.dividend, ratio.divisor) for ratio in self.questionnaire.derived.values()]
        pairs += [
            (test.field, test.other)
            for test in self.tests
            if isinstance(test, Relation) and test.kind == "more_than"
        ]
        numbers = dict.fromkeys(name for pair in pairs for name in pair)
        return [*columns, *map(self._in_steps.in_steps, numbers)]

    def test_columns(self) -> list[pl.Expr]:
        """Every test that a condition looks at; false where its question does not apply."""
        return [self._test(test).alias(name) for test, name in self.tests.items()]

    def is_complete(self) -> pl.Expr:
        """Where a row is complete, once values and tests are there."""
        as_asked = all_of(self._is_as_asked(own) for own in self.questionnaire.fields.values())
        return as_asked.fill_null(value=False)

    def _is_as_asked(self, own: Field) -> pl.Expr:
        """Whether a field has a plain answer where it applies, and else none; null counts as not."""
        gate = self.questionnaire.question_of[own.id].when
        plain, given = self._plain_and_given(own)
        if gate == ALWAYS:
            return plain
        asked = self.holds(gate)
        return (asked & plain) | ~(asked | given)

    def _plain_and_given(self, own: Field) -> tuple[pl.Expr, pl.Expr]:
        """Where a field has a plain answer (null: it has none), and where it has any."""
        if isinstance(own.domain, NumberDomain):
            return self._usable(own.id, own.domain), self._raw(own.id).is_not_null()
        if own.kind == "choice":
            return pl.col(self._option(own.id)).is_not_null(), self._raw(own.id).is_not_null()
        if not isinstance(own.domain, ManyDomain):
            there = self._raw(own.id).is_not_null()
            return there, there
        if self._is_listed(own):
            bits, length = pl.col(self._bits(own.id)), self._raw(own.id).list.len()
            alone = 1 << list(own.options).index(NONE_OPTION) if NONE_OPTION in own.options else 0
            plain = (bits != 0) & (bits.bitwise_count_ones() == length)
            return plain & ((bits == alone) | (bits & alone == 0)), length.is_not_null()
        flags = [pl.col(f"{own.id}.{option}") for option in own.options]
        if not self._has_flags(own):
            return FALSE, FALSE
        signs = any_of(pl.col(f"{own.id}.{option}") for option in own.options if option != NONE_OPTION)
        none = pl.col(f"{own.id}.{NONE_OPTION}") if NONE_OPTION in own.options else FALSE
        given = any_of(flag.is_not_null() for flag in flags)
        return all_of(flag.is_not_null() for flag in flags) & (signs ^ none), given

    def _usable(self, name: str, domain: NumberDomain) -> pl.Expr:
        """Where a number is in its range and on its step; null where there is none."""
        value = self._number(name)
        inside = value.is_between(domain.minimum, domain.maximum)
        if domain.step == 1:
            is_whole = self.kinds.get(name, pl.Null()).is_integer()
            return inside if is_whole else inside & (value.floor() == value)
        steps = value.cast(pl.Float64) / domain.step
        return inside & ((steps - steps.round()).abs() < TOLERANCE)

    # --- fields

    def _raw(self, name: str) -> pl.Expr:
        return pl.col(name) if name in self.kinds else pl.lit(None)

    def _number(self, name: str) -> pl.Expr:
        """A number as it stands; of an unusual kind, or of none, as a float."""
        kind = self.kinds.get(name, pl.Null())
        plain = kind.is_float() or kind.is_integer()
        return self._raw(name) if plain else self._raw(name).cast(pl.Float64)

    def is_there(self, own: Field) -> bool:
        """Whether there is a column for a field, or flags for a list."""
        return own.id in self.kinds or self._has_flags(own)

    def _is_listed(self, own: Field) -> bool:
        return own.id in self.kinds

    def _has_flags(self, own: Field) -> bool:
        return isinstance(own.domain, ManyDomain) and all(
            f"{own.id}.{option}" in self.kinds for option in own.options
        )

    def _bits_of(self, own: Field) -> pl.Expr:
        """A list as a bit for each option; null where there is none. What is no option adds nothing, so the
        bits are then fewer than the answers.
        """
        options = list(own.options)
        bits = [1 << index for index in range(len(options))]
        ticked = (
            pl.element().cast(pl.String).replace_strict(options, bits, default=None, return_dtype=pl.UInt32)
        )
        lists = self._raw(own.id).cast(pl.List(pl.String))
        return lists.list.eval(ticked).list.sum()

    @staticmethod
    def _bits(name: str) -> str:
        return f"{MARK}bits.{name}"

    @staticmethod
    def _option(name: str) -> str:
        return f"{MARK}option.{name}"

    # --- conditions

    def holds(self, condition: Condition) -> pl.Expr:
        """Whether a condition is true of a complete row, never null; as written, or grounded."""
        match condition:
            case All(parts):
                return all_of(map(self.holds, parts))
            case AnyOf(parts):
                return any_of(map(self.holds, parts))
            case AtLeast(count, parts):
                return sum_of(self.holds(part).cast(pl.UInt8) for part in parts) >= count
            case Raised(_, inner, negated):
                return ~self.holds(inner) if negated else self.holds(inner)
            case AsGiven(test, negated) if test.field in self.questionnaire.derived:  # never given itself
                return TRUE if negated else FALSE
            case AsGiven(test, negated):  # complete answers are given as they count
                return ~self.holds(test) if negated else self.holds(test)
            case _:
                return pl.col(self.tests.setdefault(condition, f"{MARK}test.{len(self.tests)}"))

    def _test(self, test: Condition) -> pl.Expr:
        match test:
            case Within(name) if name in self.questionnaire.derived:
                return self._in_steps.reading(test).fill_null(value=False)
            case Within(name):
                return _applied(self._within(name, test), negated=test.negated)
            case OneOf(name, options):
                return _applied(self._one_of(name, options), negated=test.negated)
            case Includes(name, count, options):
                return _applied(self._includes(name, count, options), negated=test.negated)
            case NotApplicable(name, negated):
                first, *_ = self.questionnaire.inputs(name)
                _, given = self._plain_and_given(self.questionnaire.fields[first])
                return given if negated else ~given
            case Relation(name, other, "not_among"):
                own = self.questionnaire.fields[name]
                outside = any_of(
                    self._one_of(name, (option,)) & ~self._includes(other, 1, (option,))
                    for option in own.options
                ).fill_null(value=False)
                return ~outside if test.negated else outside
            case Relation(_, _, "more_than"):
                more = as_given(test, self._in_steps)
                return ~more if test.negated else more
            case Relation():  # none with others: such a row is not complete
                return TRUE if test.negated else FALSE
        raise TypeError(test)

    def _within(self, name: str, test: Within) -> pl.Expr:
        """A number between two bounds, each half a step beyond the last number inside, because columns hold
        floats that are off their step by next to nothing.
        """
        domain = self.questionnaire.domains[name]
        assert isinstance(domain, NumberDomain)
        value, parts = self._number(name), []
        if test.low is not None:
            lowest = first_inside(test.low, domain.step, is_open=test.low_open)
            parts.append(value > (lowest - 0.5) * domain.step)
        if test.high is not None:
            highest = -first_inside(-test.high, domain.step, is_open=test.high_open)
            parts.append(value < (highest + 0.5) * domain.step)
        return all_of(parts)

    def _one_of(self, name: str, options: Iterable[Value]) -> pl.Expr:
        own = self.questionnaire.fields[name]
        match own.kind:
            case "multi_choice":
                return any_of(self._is_exactly(own, option) for option in options)
            case "yes_no":
                value = self._raw(name).cast(pl.Boolean)
                return any_of(value if option else ~value for option in options)
            case "choice":
                number = pl.col(self._option(name))
                numbers = [list(own.options).index(str(option)) for option in options]
                return any_of(number == pl.lit(option, pl.UInt8) for option in numbers)
            case _:
                return any_of(self._is_number(own, option) for option in options)

    def _is_number(self, own: Field, value: Value) -> pl.Expr:
        assert isinstance(own.domain, NumberDomain)
        assert isinstance(value, int | float)
        half, number = own.domain.step / 2, self._number(own.id)
        return (number > value - half) & (number < value + half)

    def _is_exactly(self, own: Field, value: Value) -> pl.Expr:
        assert isinstance(value, frozenset)
        if self._is_listed(own):
            return pl.col(self._bits(own.id)) == self._bit_sum(own, value)
        return all_of(
            pl.col(f"{own.id}.{option}") if option in value else ~pl.col(f"{own.id}.{option}")
            for option in own.options
        )

    def _includes(self, name: str, count: int, options: Iterable[str]) -> pl.Expr:
        own = self.questionnaire.fields[name]
        if self._is_listed(own):
            ticked = pl.col(self._bits(name)) & self._bit_sum(own, options)
            return ticked != 0 if count == 1 else ticked.bitwise_count_ones() >= count
        flags = [pl.col(f"{name}.{option}") if self._has_flags(own) else FALSE for option in options]
        return any_of(flags) if count == 1 else sum_of(flag.cast(pl.UInt8) for flag in flags) >= count

    @staticmethod
    def _bit_sum(own: Field, options: Iterable[str]) -> pl.Expr:
        return pl.lit(sum(1 << list(own.options).index(option) for option in options), pl.UInt32)


def _applied(true: pl.Expr, *, negated: bool) -> pl.Expr:
    """A test that is false, also where it is negated, if the question does not apply."""
    return (~true if negated else true).fill_null(value=False)
