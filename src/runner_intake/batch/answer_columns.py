"""What a frame's columns say about each field: whether it is known, and which test it passes. Knows fields,
not rules.

Numbers are put on their grid (whole numbers of steps), so that comparisons are between integers. A list may
come as a column of lists or as one flag column an option, `field.option`. A null among the items or flags
makes the list unknown, but for the options that are ticked: a red flag counts whatever else its list holds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from fractions import Fraction
from operator import add, and_, or_
from typing import TYPE_CHECKING

import polars as pl

from runner_intake.batch.whole_numbers import kind_for
from runner_intake.conditions import NONE_OPTION, Includes, ManyDomain, NumberDomain, OneOf, Within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from runner_intake.conditions import Value
    from runner_intake.conditions.nodes import Test
    from runner_intake.questionnaire import Derived, Field, Questionnaire

MARK = "__intake."
"""What the names of helper columns begin with; no field and no option has a dot before a name like this."""

TRUE, FALSE = pl.lit(value=True), pl.lit(value=False)


def all_of(parts: Iterable[pl.Expr]) -> pl.Expr:
    """True where all parts are; true where there are none."""
    return _joined(and_, parts, TRUE)


def any_of(parts: Iterable[pl.Expr]) -> pl.Expr:
    """True where any part is; false where there are none."""
    return _joined(or_, parts, FALSE)


def sum_of(parts: Iterable[pl.Expr]) -> pl.Expr:
    """The sum of some parts; 0 where there are none."""
    return _joined(add, parts, pl.lit(0))


def _joined(
    join: Callable[[pl.Expr, pl.Expr], pl.Expr], parts: Iterable[pl.Expr], neutral: pl.Expr
) -> pl.Expr:
    """All parts joined two by two, so that the expression is no deeper than it must be: one that hangs on
    one side takes twice as long.
    """
    left = list(parts) or [neutral]
    while len(left) > 1:
        pairs = [join(one, other) for one, other in zip(left[::2], left[1::2], strict=False)]
        left = pairs + left[2 * len(pairs) :]
    return left[0]


def names_where(names: Mapping[str, pl.Expr]) -> pl.Expr:
    """The names whose expression is true, as a list; empty where none is. (Joined as text and split again:
    lists one by one are slow.)
    """
    parts = [
        pl.when(where).then(pl.lit(name)).otherwise(pl.lit(None, pl.String)) for name, where in names.items()
    ]
    if not parts:
        return pl.lit([], pl.List(pl.String))
    together = pl.concat_str(parts, separator=" ", ignore_nulls=True)
    return (
        pl.when(together.str.len_bytes() > 0)
        .then(together.str.split(" "))
        .otherwise(pl.lit([], pl.List(pl.String)))
    )


@dataclass(frozen=True)
class AnswerColumns:
    """How fields are seen in a frame with some columns (names after `columns` was checked)."""

    questionnaire: Questionnaire
    columns: frozenset[str]
    tests: dict[Test, int] = field(default_factory=dict, compare=False)
    """A number for every test that was asked for, filled as conditions are written."""

    # --- helper columns, made once

    def helpers(self, names: Iterable[str] | None = None) -> list[pl.Expr]:
        """The columns that everything else looks at: for each field (or some of them) its value in normal
        form, null where it is not known.
        """
        fields = self.questionnaire.fields
        return [column for name in (fields if names is None else names) for column in self._of(fields[name])]

    def test_columns(self) -> list[pl.Expr]:
        """Once all conditions are written: where each test surely holds, and where it surely does not. Most
        tests are asked for many times.
        """
        return [
            expr.alias(name)
            for test in self.tests
            for expr, name in zip(self._surely(test), self._passes(test), strict=True)
        ]

    def _passes(self, test: Test) -> tuple[str, str]:
        number = self.tests.setdefault(test, len(self.tests))
        return f"{MARK}test.{number}", f"{MARK}failed.{number}"

    def _of(self, field: Field) -> list[pl.Expr]:
        match field.domain:
            case ManyDomain(options):
                flags = {option: self._flag(field, option) for option in options}
                others = any_of(flag for option, flag in flags.items() if option != NONE_OPTION)
                return [self._selected(field, option, flags, others) for option in options] + [
                    self._listed(field, flags, others).alias(self._known(field.id)),
                    (self._present(field) & flags[NONE_OPTION] & others)
                    .fill_null(value=False)
                    .alias(self._twofold(field.id)),
                    self._ticked(field, flags, others).alias(self._partly(field.id)),
                ]
            case NumberDomain():
                return [self.in_steps(field.id)]
            case _ if field.kind == "yes_no":
                given = pl.col(field.id) if field.id in self.columns else pl.lit(None)
                return [given.cast(pl.Boolean).alias(self._value(field.id))]
            case _:
                given = pl.col(field.id) if field.id in self.columns else pl.lit(None, pl.String)
                return [
                    given.cast(pl.Enum(list(field.options)))
                    .to_physical()
                    .cast(kind_for(len(field.options)))
                    .alias(self._value(field.id))
                ]

    def in_steps(self, name: str) -> pl.Expr:
        """The helper column of a number: in whole steps."""
        domain = self.questionnaire.domains[name]
        assert isinstance(domain, NumberDomain)
        given = pl.col(name) if name in self.columns else pl.lit(None, pl.Float64)
        return (given.cast(pl.Float64) / domain.step).round().cast(pl.Int64).alias(self._value(name))

    def _has_flags(self, field: Field) -> bool:
        return all(f"{field.id}.{option}" in self.columns for option in field.options)

    def _present(self, field: Field) -> pl.Expr:
        if field.id in self.columns:
            unknown = pl.col(field.id).list.contains(None, nulls_equal=True)
            return pl.col(field.id).is_not_null() & ~unknown.fill_null(value=False)
        if self._has_flags(field):
            return all_of(pl.col(f"{field.id}.{option}").is_not_null() for option in field.options)
        return FALSE

    def _flag(self, field: Field, option: str) -> pl.Expr:
        if field.id in self.columns:
            return pl.col(field.id).list.contains(option, nulls_equal=False).fill_null(value=False)
        return pl.col(f"{field.id}.{option}").fill_null(value=False) if self._has_flags(field) else FALSE

    def _selected(self, field: Field, option: str, flags: dict[str, pl.Expr], others: pl.Expr) -> pl.Expr:
        """Whether an option counts: `none` beside a sign does not."""
        flag = flags[option] & ~others if option == NONE_OPTION else flags[option]
        return flag.alias(self._option(field.id, option))

    def _listed(self, field: Field, flags: dict[str, pl.Expr], others: pl.Expr) -> pl.Expr:
        """Whether a list is known: given, and without a contradiction (on a safety question the signs
        count).
        """
        named = self._present(field) & (others | flags[NONE_OPTION])
        return (
            named if field.id in self.questionnaire.safety_fields else named & ~(flags[NONE_OPTION] & others)
        )

    def _ticked(self, field: Field, flags: dict[str, pl.Expr], others: pl.Expr) -> pl.Expr:
        """Whether a list is not known but for some options that are surely ticked (`none` beside them
        contradicts, save on a safety question).
        """
        ticked = ~self._present(field) & others
        return ticked if field.id in self.questionnaire.safety_fields else ticked & ~flags[NONE_OPTION]

    @staticmethod
    def _value(name: str) -> str:
        return f"{MARK}value.{name}"

    @staticmethod
    def _known(name: str) -> str:
        return f"{MARK}known.{name}"

    @staticmethod
    def _twofold(name: str) -> str:
        return f"{MARK}twofold.{name}"

    @staticmethod
    def _partly(name: str) -> str:
        return f"{MARK}partly.{name}"

    @staticmethod
    def _option(name: str, option: str) -> str:
        return f"{MARK}option.{name}.{option}"

    # --- what is seen

    def known(self, name: str) -> pl.Expr:
        """Whether a field (or ratio) has an answer that counts where its question applies."""
        derived = self.questionnaire.derived.get(name)
        if derived:
            return self.known(derived.dividend) & self.known(derived.divisor)
        field = self.questionnaire.fields[name]
        if isinstance(field.domain, ManyDomain):
            return pl.col(self._known(name))
        given = pl.col(self._value(name)).is_not_null()
        return given | (self._chosen_count(field) == 1) if field.options_from else given

    def partly(self, name: str) -> pl.Expr:
        """Whether a list is known in part only."""
        return pl.col(self._partly(name))

    def partly_known(self) -> pl.Expr:
        """Whether any list is known in part only: some options are surely ticked, the others are open."""
        return any_of(
            self.partly(field.id)
            for field in self.questionnaire.fields.values()
            if isinstance(field.domain, ManyDomain)
        )

    def _chosen_count(self, field: Field) -> pl.Expr:
        """How many options another question leaves for this one; 0 where it is not answered."""
        chosen = sum_of(self.chosen(field.options_from, option).cast(pl.Int32) for option in field.options)
        return pl.when(self.known(field.options_from)).then(chosen).otherwise(0)

    def chosen(self, name: str, option: str) -> pl.Expr:
        """Whether an option of a list was chosen (false where the list is not known)."""
        return pl.col(self._option(name, option))

    def given(self, name: str) -> pl.Expr:
        """Whether anything was given for a field, before gates and contradictions."""
        field = self.questionnaire.fields[name]
        if isinstance(field.domain, ManyDomain):
            return pl.col(self._known(name)) | pl.col(self._twofold(name))
        return pl.col(self._value(name)).is_not_null()

    def given_twofold(self, name: str) -> pl.Expr:
        """Whether `none` was given beside another option, where that is a contradiction."""
        return FALSE if name in self.questionnaire.safety_fields else pl.col(self._twofold(name))

    def steps(self, name: str) -> pl.Expr:
        """A number in whole steps; null where it is not known."""
        return pl.col(self._value(name))

    def given_is(self, name: str, value: Value) -> pl.Expr:
        """Whether exactly this was given."""
        field = self.questionnaire.fields[name]
        match field.domain:
            case ManyDomain(options):
                assert isinstance(value, frozenset)
                signs, twofold = value - {NONE_OPTION}, self.given_twofold(name)
                same = all_of(
                    self.chosen(name, option) if option in signs else ~self.chosen(name, option)
                    for option in options
                    if option != NONE_OPTION
                )
                if value == signs:
                    return same & self.given(name) & ~twofold
                return same & (twofold if signs else self.chosen(name, NONE_OPTION))
            case NumberDomain(step=step):
                assert isinstance(value, int | float)
                return self.steps(name).eq(round(value / step)).fill_null(value=False)
            case _:
                return pl.col(self._value(name)).eq(_coded(value, field)).fill_null(value=False)

    # --- tests: surely passed, surely failed

    def passes(self, test: Test) -> tuple[pl.Expr, pl.Expr]:
        """Where a test surely holds, and where it surely does not (neither where the answer is not known)."""
        holds, fails = map(pl.col, self._passes(replace(test, negated=False)))
        return (fails, holds) if test.negated else (holds, fails)

    def _surely(self, test: Test) -> tuple[pl.Expr, pl.Expr]:
        if isinstance(test, OneOf):
            return self._one_of(self.questionnaire.fields[test.field], test.options)
        true, known = self._plainly(test), self.known(test.field)
        if isinstance(test, Includes):
            return (known | pl.col(self._partly(test.field))) & true, known & ~true
        return true.fill_null(value=False), (~true).fill_null(value=False)

    def reading(self, test: Test) -> pl.Expr:
        """A test where the answer is known; what it says elsewhere means nothing."""
        return ~self._plainly(test) if test.negated else self._plainly(test)

    def _plainly(self, test: Test) -> pl.Expr:
        match test:
            case OneOf(name, options) if self.questionnaire.fields[name].options_from:
                return self._one_of(self.questionnaire.fields[name], options)[0]
            case OneOf(name, options):
                field = self.questionnaire.fields[name]
                return any_of(pl.col(self._value(name)).eq(_coded(option, field)) for option in options)
            case Includes(name, count, codes):
                chosen = [self.chosen(name, code) for code in codes]
                return (
                    any_of(chosen)
                    if count == 1
                    else sum_of(option.cast(pl.Int32) for option in chosen) >= count
                )
            case Within(name) if name in self.questionnaire.derived:
                return self._ratio(self.questionnaire.derived[name], test)
            case Within(name):
                return self._within(name, test)

    def _one_of(self, field: Field, options: tuple[Value, ...]) -> tuple[pl.Expr, pl.Expr]:
        """A choice: by its answer, or by what another question leaves of its options."""
        value = pl.col(self._value(field.id))
        true = any_of(value.eq(_coded(option, field)) for option in options)
        if not field.options_from:
            return true.fill_null(value=False), (~true).fill_null(value=False)
        left = {option: self.chosen(field.options_from, option) for option in field.options}
        open_ = value.is_null() & self.known(field.options_from) & any_of(left.values())
        only = open_ & ~any_of(flag for option, flag in left.items() if option not in options)
        none = open_ & ~any_of(flag for option, flag in left.items() if option in options)
        return true.fill_null(value=False) | only, (~true).fill_null(value=False) | none

    def _within(self, name: str, test: Within) -> pl.Expr:
        domain = self.questionnaire.domains[name]
        assert isinstance(domain, NumberDomain)
        parts = []
        if test.low is not None:
            parts.append(self.steps(name) >= first_inside(test.low, domain.step, is_open=test.low_open))
        if test.high is not None:
            parts.append(self.steps(name) <= -first_inside(-test.high, domain.step, is_open=test.high_open))
        return all_of(parts)

    def _ratio(self, derived: Derived, test: Within) -> pl.Expr:
        """A ratio of two numbers of one grid, compared without dividing."""
        above, below = self.steps(derived.dividend).cast(pl.Int64), self.steps(derived.divisor).cast(pl.Int64)
        above, below = _even(above, below, self.questionnaire, derived)
        parts = []
        if test.low is not None:
            parts.append(_compared(above, below, Fraction(test.low), is_open=test.low_open, upwards=True))
        if test.high is not None:
            parts.append(_compared(above, below, Fraction(test.high), is_open=test.high_open, upwards=False))
        return all_of(parts)


def _coded(option: Value, field: Field) -> pl.Expr:
    """An option as its column holds it: true or false, or the option's number among all. (Comparing texts is
    slow.)
    """
    return pl.lit(
        option if isinstance(option, bool) else list(field.options).index(str(option)),
        pl.Boolean if isinstance(option, bool) else kind_for(len(field.options)),
    )


def _even(
    above: pl.Expr, below: pl.Expr, questionnaire: Questionnaire, derived: Derived
) -> tuple[pl.Expr, pl.Expr]:
    """Both numbers on one grid."""
    one, other = (questionnaire.domains[name] for name in (derived.dividend, derived.divisor))
    assert isinstance(one, NumberDomain)
    assert isinstance(other, NumberDomain)
    ratio = Fraction(str(one.step)) / Fraction(str(other.step))
    return above * ratio.numerator, below * ratio.denominator


def _compared(above: pl.Expr, below: pl.Expr, bound: Fraction, *, is_open: bool, upwards: bool) -> pl.Expr:
    """Whether above / below is past a bound; a divisor of 0 is infinite where the dividend is above 0, else
    the ratio is 1.
    """
    left, right = above * bound.denominator, below * bound.numerator
    by_numbers = (
        (left > right if is_open else left >= right)
        if upwards
        else (left < right if is_open else left <= right)
    )
    one = (bound < 1 if is_open else bound <= 1) if upwards else (bound > 1 if is_open else bound >= 1)
    compared = (
        pl.when(below > 0).then(by_numbers).when(above > 0).then(pl.lit(upwards)).otherwise(pl.lit(one))
    )
    return pl.when(above.is_not_null() & below.is_not_null()).then(compared)


def first_inside(bound: float | Fraction, step: float, *, is_open: bool) -> int:
    """The smallest whole number of steps that is at least (or, where open, above) a bound."""
    exact = (bound if isinstance(bound, Fraction) else Fraction(str(bound))) / Fraction(str(step))
    return math.floor(exact) + 1 if is_open else math.ceil(exact)
