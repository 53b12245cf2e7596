"""Rules in groups that are added up, as columns: all rules about one field, whose extremes over that field's
cells are computed beforehand; the fields behind one gate together; and each rule over several fields.

A group tells the least that it adds to a quantity, which open fields it waits for, and where it is exact.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

from runner_intake.batch.answer_columns import FALSE, MARK, TRUE, AnswerColumns, any_of, sum_of
from runner_intake.batch.certainty import Certainty, truths
from runner_intake.batch.exactness import is_exact
from runner_intake.batch.quantities import LinearQuantity, ScoredCondition, Share, total
from runner_intake.batch.whole_numbers import Kind
from runner_intake.conditions import (
    ALWAYS,
    NEVER,
    Condition,
    Facts,
    Value,
    atoms,
    cells,
    fields_used,
    residual,
    tests_of,
)
from runner_intake.conditions.nodes import Test

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from runner_intake.pack import Pack

ANY: Final = -1
"""Every answer, as bits."""

Wish = Callable[[LinearQuantity], int]
"""The answers that a group needs for the least of a quantity, one bit an answer."""


@dataclass(frozen=True)
class OneField:
    """All rules about one field, behind its gate."""

    name: str
    items: tuple[ScoredCondition, ...]
    pack: Pack
    answer_columns: AnswerColumns
    kind: Kind

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        """What its rules ask of the field."""
        return tests_of(map(self._ungated, self.items)).get(self.name, ())

    @cached_property
    def shares(self) -> list[Share]:
        """What each cell of the field adds."""
        return [
            self.share_at(value) for value in cells(self.pack.questionnaire.domains[self.name], self.tests)
        ]

    def share_at(self, value: Value) -> Share:
        """What an answer adds."""
        holding = [
            item.share
            for item in self.items
            if residual(self._ungated(item), Facts({self.name: value}, {}, {})) is not NEVER
        ]
        return total(holding, len(self.pack.benefits))

    @staticmethod
    def _ungated(item: ScoredCondition) -> Condition:
        assert item.bare is not None
        return item.bare

    @cached_property
    def benefits(self) -> list[int]:
        """The benefits that any of its rules is about."""
        count = len(self.pack.benefits)
        return [
            benefit
            for benefit in range(count)
            if any(item.share[0][benefit] or item.share[1][benefit] for item in self.items)
        ]

    def _column(self, kind: str, index: int) -> str:
        return f"{MARK}{kind}.{index}.{self.name}"

    def columns(self) -> Iterator[pl.Expr]:
        """What the known answer adds to each benefit, and how gate and answer stand."""
        for index in self.benefits:
            for kind, number in (("points", 0), ("applies", 1)):
                adding = [
                    (item, item.share[number][index]) for item in self.items if item.share[number][index]
                ]
                parts = [
                    pl.when(truths(self._ungated(item), self.answer_columns).true).then(adds).otherwise(0)
                    for item, adds in adding
                ]
                if parts:
                    yield sum_of(parts).cast(self.kind).alias(self._column(kind, index))
        yield self.answer_columns.known(self.name).alias(f"{MARK}seen.{self.name}")

    def least(self, quantity: LinearQuantity) -> pl.Expr | None:
        """The least that it adds to a quantity where it is asked, or None where it never adds to it."""
        if not any(quantity.of(item.share) for item in self.items):
            return None
        return pl.when(self.seen).then(self._known(quantity)).otherwise(pl.lit(min(self.range(quantity))))

    def range(self, quantity: LinearQuantity) -> tuple[int, int]:
        """The least and the most that its answers add to a quantity."""
        amounts = [quantity.of(share) for share in self.shares]
        return min(amounts), max(amounts)

    def _known(self, quantity: LinearQuantity) -> pl.Expr:
        parts = []
        for kind, number, weights in (("points", 0, quantity.points), ("applies", 1, quantity.applies)):
            for index, weight in weights.items():
                if any(item.share[number][index] for item in self.items):
                    parts.append(pl.col(self._column(kind, index)) * weight)
        return sum_of(parts)

    @property
    def seen(self) -> pl.Expr:
        return pl.col(f"{MARK}seen.{self.name}")

    def matters(self, benefits: Collection[int]) -> bool:
        """Whether its answers differ in what they add to some benefits."""
        return (
            len(
                {
                    tuple((points[benefit], applies[benefit]) for benefit in benefits)
                    for points, applies in self.shares
                }
            )
            > 1
        )

    @property
    def narrowed(self) -> pl.Expr:
        """Where it is open and another answer has narrowed its options: it is bounded over all of them all
        the same.
        """
        choice = self.pack.questionnaire.fields.get(self.name)
        return (
            ~self.seen & self.answer_columns.known(choice.options_from)
            if choice and choice.options_from
            else FALSE
        )


@dataclass(frozen=True)
class GatedFields:
    """The groups of fields that share a gate: where the gate is open, either all of them count or none
    does.
    """

    number: int
    gate: Condition
    fields: tuple[OneField, ...]
    answer_columns: AnswerColumns

    @cached_property
    def benefits(self) -> frozenset[int]:
        """The benefits that any of its fields is about."""
        return frozenset(benefit for group in self.fields for benefit in group.benefits)

    @property
    def _asked(self) -> pl.Expr:
        return TRUE if self.gate == ALWAYS else pl.col(f"{MARK}asked.{self.number}")

    @property
    def _unasked(self) -> pl.Expr:
        return FALSE if self.gate == ALWAYS else pl.col(f"{MARK}unasked.{self.number}")

    def columns(self) -> Iterator[pl.Expr]:
        """How the gate stands, and what its fields add."""
        if self.gate != ALWAYS:
            gate = truths(self.gate, self.answer_columns)
            yield gate.true.alias(f"{MARK}asked.{self.number}")
            yield gate.false.alias(f"{MARK}unasked.{self.number}")
        for group in self.fields:
            yield from group.columns()

    def least(self, quantity: LinearQuantity) -> pl.Expr | None:
        """The least that they add together to a quantity, or None where they never add to it."""
        parts = [part for group in self.fields if (part := group.least(quantity)) is not None]
        if not parts:
            return None
        value = sum_of(parts)
        if self.gate == ALWAYS:
            return value
        return (
            pl.when(self._unasked)
            .then(0)
            .when(self._asked)
            .then(value)
            .otherwise(pl.min_horizontal(value, pl.lit(0)))
        )

    def _about(self, benefits: Collection[int]) -> list[OneField]:
        return [group for group in self.fields if not set(benefits).isdisjoint(group.benefits)]

    def touches(self, benefits: Collection[int]) -> dict[str, pl.Expr]:
        """For each field that those about some benefits wait for, where they do."""
        concerned = self._about(benefits)
        undecided_columns = {
            group.name: ~self._unasked & ~group.seen for group in concerned if group.matters(benefits)
        }
        open_ = ~self._asked & ~self._unasked
        for name in fields_used(self.gate):
            unknown = open_ & ~self.answer_columns.known(name)
            undecided_columns[name] = (
                undecided_columns[name] | unknown if name in undecided_columns else unknown
            )
        return undecided_columns

    def tests_of(self, name: str) -> tuple[Test, ...]:
        """What its rules and its gate ask of a field."""
        own = (test for group in self.fields if group.name == name for test in group.tests)
        return (*own, *tests_of((self.gate,)).get(name, ()))

    def wish(self, name: str, values: Sequence[Value]) -> Wish:
        """Which of some answers to a field let it add its least to a quantity. Where the field opens the
        gate, that is known in advance only if all that is behind it adds to the quantity, or takes away.
        """
        shares = [[group.share_at(value) for value in values] for group in self.fields if group.name == name]
        holds, fails = (_all_tests(self.gate, name, values, held=held) for held in (True, False))

        def best(quantity: LinearQuantity) -> int:
            answers = ANY
            for own in shares:
                amounts = [quantity.of(share) for share in own]
                answers &= _bits(amount == min(amounts) for amount in amounts)
            ranges = [group.range(quantity) for group in self.fields]
            least, most = (sum(ends) for ends in zip(*ranges, strict=True))
            if least or most:
                answers &= fails if least >= 0 else holds if most <= 0 else fails & holds
            return answers

        return best

    def exact(self, benefits: Collection[int]) -> pl.Expr:
        """Where no choice is bounded over more than its options, and the gate is seen exactly; of what is
        about some benefits.
        """
        narrowed = any_of(group.narrowed for group in self._about(benefits))
        return (self._unasked | ~narrowed) & is_exact(
            self.gate, Certainty(self._asked, self._unasked), self.answer_columns
        )


@dataclass(frozen=True)
class MultiFieldRule:
    """A rule over several fields."""

    number: int
    item: ScoredCondition
    answer_columns: AnswerColumns
    kind: Kind

    def columns(self) -> Iterator[pl.Expr]:
        """Whether it surely holds, and whether it surely does not."""
        certainty = truths(self.item.condition, self.answer_columns)
        yield certainty.true.alias(f"{MARK}true.{self.number}")
        yield certainty.false.alias(f"{MARK}false.{self.number}")

    @property
    def _truths(self) -> Certainty:
        return Certainty(pl.col(f"{MARK}true.{self.number}"), pl.col(f"{MARK}false.{self.number}"))

    def least(self, quantity: LinearQuantity) -> pl.Expr | None:
        """The least that it adds to a quantity, or None where it never adds to it."""
        adds = quantity.of(self.item.share)
        if not adds:
            return None
        where = self._truths.true if adds > 0 else ~self._truths.false
        return where.cast(self.kind) * adds

    @cached_property
    def benefits(self) -> frozenset[int]:
        """The benefits that it is about."""
        points, applies = self.item.share
        return frozenset(benefit for benefit in range(len(points)) if points[benefit] or applies[benefit])

    def touches(self, _: Collection[int]) -> dict[str, pl.Expr]:
        """For each field that it waits for, where it does."""
        fields = fields_used(self.item.condition)
        return {name: self._truths.open & ~self.answer_columns.known(name) for name in fields}

    def tests_of(self, name: str) -> tuple[Test, ...]:
        """What it asks of a field."""
        return tests_of((self.item.condition,)).get(name, ())

    def wish(self, name: str, values: Sequence[Value]) -> Wish:
        """Which of some answers to a field let it add its least to a quantity."""
        holds, fails = (_all_tests(self.item.condition, name, values, held=held) for held in (True, False))

        def best(quantity: LinearQuantity) -> int:
            adds = quantity.of(self.item.share)
            return ANY if not adds else fails if adds > 0 else holds

        return best

    def exact(self, _: Collection[int]) -> pl.Expr:
        """Where its two columns are exact."""
        return is_exact(self.item.condition, self._truths, self.answer_columns)


def _all_tests(condition: Condition, name: str, values: Sequence[Value], *, held: bool) -> int:
    """The answers to a field with which all that a condition asks of it holds, or fails; any answer where it
    asks nothing, none where it looks at the field in other ways.
    """
    looking = [atom for atom in atoms(condition) if name in fields_used(atom)]
    tests = [atom for atom in looking if isinstance(atom, Test)]
    if len(tests) < len(looking):
        return 0
    if not tests:
        return ANY
    return _bits(all(test.holds_for(value) == held for test in tests) for value in values)


def _bits(flags: Iterable[bool]) -> int:
    return sum(1 << number for number, flag in enumerate(flags) if flag)
