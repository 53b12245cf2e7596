"""Scores in columns: for each row the lowest and highest points of every benefit, and the least difference of
every pair.

Rules are put in groups that are added up: all rules about one field, whose extremes over that field's cells
are computed beforehand, and the fields behind one gate together; a rule over several fields is a group of
its own. Groups that share an unknown field are bounded apart, which is sound; where no two open groups share
one, the sums are exact.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import permutations
from typing import TYPE_CHECKING

import polars as pl

from runner_intake.batch.answer_columns import FALSE, MARK, TRUE, AnswerColumns, all_of, any_of, sum_of
from runner_intake.batch.certainty import Certainty, is_exact, reading, truths
from runner_intake.conditions import (
    ALWAYS,
    NEVER,
    Condition,
    Facts,
    NotApplicable,
    Value,
    atoms,
    cells,
    fields_used,
    ground,
    residual,
)
from runner_intake.conditions.nodes import Test

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from runner_intake.pack import Pack

Share = tuple[tuple[int, ...], tuple[int, ...]]
"""What something adds: points to each benefit, and 1 where it makes each benefit apply."""


@dataclass(frozen=True)
class Item:
    """A condition and what it adds where it holds. `bare` is the condition without the gate of its one field,
    where it has one field.
    """

    condition: Condition
    share: Share
    bare: Condition | None


@dataclass(frozen=True)
class Quantity:
    """A linear quantity of points and applicability, of which the minimum over all completions is wanted."""

    name: str
    points: Mapping[int, int]
    applies: Mapping[int, int] = field(default_factory=dict)

    def of(self, share: Share) -> int:
        """What a share adds to it."""
        points, applies = share
        return _weighted(self.points, points) + _weighted(self.applies, applies)


@dataclass(frozen=True)
class Scores:
    """The score columns of a pack, as seen in a frame."""

    pack: Pack
    answer_columns: AnswerColumns

    # --- quantities

    @cached_property
    def weights(self) -> tuple[int, ...]:
        return self.pack.weights

    @cached_property
    def big(self) -> int:
        """More than any difference of weighted scores, so that what applies stands before what does not."""
        spread = (
            sum(abs(rule.points) for rule in each.rules) * weight
            for each, weight in zip(self.pack.benefits, self.weights, strict=True)
        )
        return 2 * max(spread) + 1

    @cached_property
    def kind(self) -> type[pl.DataType]:
        """Whole numbers that hold every weighted difference: the weights of a pack with unlike `max` can be
        large.
        """
        return pl.Int32 if 4 * self.big < 2**31 else pl.Int64

    @cached_property
    def pairs(self) -> list[tuple[int, int]]:
        return list(permutations(range(len(self.pack.benefits)), 2))

    def quantities(self) -> Iterator[Quantity]:
        """Everything that is minimised: what there is of each benefit, and all differences."""
        yield from self.ends()
        for a, b in self.pairs:
            yield Quantity(
                f"before.{a}.{b}", {a: self.weights[a], b: -self.weights[b]}, {a: self.big, b: -self.big}
            )

    def ends(self) -> Iterator[Quantity]:
        """Both ends of each score, its highest where the benefit applies, and whether it applies."""
        for each in range(len(self.pack.benefits)):
            yield Quantity(f"low.{each}", {each: 1})
            yield Quantity(f"high.{each}", {each: -1})
            yield Quantity(f"high_if.{each}", {each: -1}, {each: -self.big})
            yield Quantity(f"surely.{each}", {}, {each: 1})
            yield Quantity(f"maybe.{each}", {}, {each: -1})

    def column(self, name: str) -> pl.Expr:
        """The minimum of a quantity."""
        return pl.col(f"{MARK}least.{name}")

    # --- groups

    @cached_property
    def items(self) -> list[Item]:
        count = len(self.pack.benefits)
        found = []
        for place, benefit in enumerate(self.pack.benefits):
            one = tuple(int(each == place) for each in range(count))
            for rule in benefit.rules:
                share = (tuple(rule.points * each for each in one), (0,) * count)
                found.append(Item(rule.when.grounded, share, self._ungated(rule.when.written)))
            found.append(
                Item(benefit.requires.grounded, ((0,) * count, one), self._ungated(benefit.requires.written))
            )
        return found

    def _ungated(self, written: Condition) -> Condition | None:
        """A condition about one field as if it were always asked; None where it looks at more, or at whether
        a question is asked.
        """
        if any(isinstance(atom, NotApplicable) for atom in atoms(written)):
            return None
        bare = ground(written, {})
        return bare if len(fields_used(bare)) == 1 else None

    @cached_property
    def groups(self) -> list[GatedFields | MultiFieldRule]:
        singles: dict[str, list[Item]] = defaultdict(list)
        several: dict[Condition, list[Share]] = defaultdict(list)
        for item in self.items:
            if item.bare is not None:
                (name,) = fields_used(item.bare)
                singles[name].append(item)
            else:
                several[item.condition].append(item.share)
        count = len(self.pack.benefits)
        joined = (Item(condition, _sum(shares, count), None) for condition, shares in several.items())
        behind: dict[Condition, list[OneField]] = defaultdict(list)
        for name, items in singles.items():
            behind[self.pack.questionnaire.gates.get(name, ALWAYS)].append(
                OneField(name, tuple(items), self.pack, self.answer_columns, self.kind)
            )
        gated = [
            GatedFields(number, gate, tuple(fields), self.answer_columns)
            for number, (gate, fields) in enumerate(behind.items())
        ]
        return [
            *gated,
            *(
                MultiFieldRule(number, item, self.answer_columns, self.kind)
                for number, item in enumerate(joined)
            ),
        ]

    # --- columns

    def stages(self, quantities: Iterable[Quantity] | None = None) -> Iterator[list[pl.Expr]]:
        """The helper columns, stage by stage: what each group adds to each benefit, then the minimum of every
        quantity (or of some).
        """
        yield [column for group in self.groups for column in group.columns()]
        wanted = self.quantities() if quantities is None else quantities
        yield [
            self._least(quantity).cast(self.kind).alias(f"{MARK}least.{quantity.name}") for quantity in wanted
        ]

    def _least(self, quantity: Quantity) -> pl.Expr:
        return sum_of(part for group in self.groups if (part := group.least(quantity)) is not None)

    def exact(self) -> pl.Expr:
        """Where everything is exact."""
        return self.exact_for(range(len(self.pack.benefits)))

    def exact_for(self, places: Collection[int]) -> pl.Expr:
        """Where everything about some benefits is exact.

        No two open groups share an unknown field, and every open rule over several fields is seen exactly.
        """
        touching: dict[str, list[pl.Expr]] = defaultdict(list)
        for group in self.groups:
            for name, expr in group.touches(places).items():
                touching[name].append(expr)
        alone = (
            sum_of(each.cast(pl.Int32) for each in exprs) <= 1
            for exprs in touching.values()
            if len(exprs) > 1
        )
        return all_of([*alone, *(group.exact(places) for group in self.groups)])


@dataclass(frozen=True)
class OneField:
    """All rules about one field, behind its gate."""

    name: str
    items: tuple[Item, ...]
    pack: Pack
    answer_columns: AnswerColumns
    kind: type[pl.DataType]

    @cached_property
    def shares(self) -> list[Share]:
        """What each cell of the field adds."""
        tests = dict.fromkeys(
            atom for item in self.items for atom in atoms(self._ungated(item)) if isinstance(atom, Test)
        )
        return [self._at(value) for value in cells(self.pack.questionnaire.domains[self.name], tuple(tests))]

    def _at(self, value: Value) -> Share:
        holding = [
            item.share
            for item in self.items
            if residual(self._ungated(item), Facts({self.name: value}, {}, {})) is not NEVER
        ]
        return _sum(holding, len(self.pack.benefits))

    @staticmethod
    def _ungated(item: Item) -> Condition:
        assert item.bare is not None
        return item.bare

    @cached_property
    def places(self) -> list[int]:
        """The benefits that any of its rules is about."""
        count = len(self.pack.benefits)
        return [
            each
            for each in range(count)
            if any(item.share[0][each] or item.share[1][each] for item in self.items)
        ]

    def _column(self, kind: str, place: int) -> str:
        return f"{MARK}{kind}.{place}.{self.name}"

    def columns(self) -> Iterator[pl.Expr]:
        """What the known answer adds to each benefit, and how gate and answer stand."""
        for place in self.places:
            for kind, number in (("points", 0), ("applies", 1)):
                adding = [
                    (item, item.share[number][place]) for item in self.items if item.share[number][place]
                ]
                parts = [
                    pl.when(reading(self._ungated(item), self.answer_columns)).then(adds).otherwise(0)
                    for item, adds in adding
                ]
                if parts:
                    yield sum_of(parts).cast(self.kind).alias(self._column(kind, place))
        yield self.answer_columns.known(self.name).alias(f"{MARK}seen.{self.name}")

    def least(self, quantity: Quantity) -> pl.Expr | None:
        """The least that it adds to a quantity where it is asked, or None where it never adds to it."""
        if not any(quantity.of(item.share) for item in self.items):
            return None
        least = min((quantity.of(share) for share in self.shares), default=0)
        return pl.when(self.seen).then(self._known(quantity)).otherwise(pl.lit(least))

    def _known(self, quantity: Quantity) -> pl.Expr:
        parts = []
        for kind, number, weights in (("points", 0, quantity.points), ("applies", 1, quantity.applies)):
            for place, weight in weights.items():
                if any(item.share[number][place] for item in self.items):
                    parts.append(pl.col(self._column(kind, place)) * weight)
        return sum_of(parts)

    @property
    def seen(self) -> pl.Expr:
        return pl.col(f"{MARK}seen.{self.name}")

    def concerns(self, places: Collection[int]) -> bool:
        """Whether any of its rules is about some benefits."""
        return not set(places).isdisjoint(self.places)

    def matters(self, places: Collection[int]) -> bool:
        """Whether its answers differ in what they add to some benefits."""
        return (
            len({tuple((points[each], applies[each]) for each in places) for points, applies in self.shares})
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

    @property
    def _asked(self) -> pl.Expr:
        return pl.col(f"{MARK}asked.{self.number}")

    @property
    def _unasked(self) -> pl.Expr:
        return pl.col(f"{MARK}unasked.{self.number}")

    def columns(self) -> Iterator[pl.Expr]:
        """How the gate stands, and what its fields add."""
        gate = truths(self.gate, self.answer_columns)
        yield gate.true.alias(f"{MARK}asked.{self.number}")
        yield gate.false.alias(f"{MARK}unasked.{self.number}")
        for each in self.fields:
            yield from each.columns()

    def least(self, quantity: Quantity) -> pl.Expr | None:
        """The least that they add together to a quantity, or None where they never add to it."""
        parts = [part for each in self.fields if (part := each.least(quantity)) is not None]
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

    def touches(self, places: Collection[int]) -> dict[str, pl.Expr]:
        """For each field that those about some benefits wait for, where they do."""
        concerned = [each for each in self.fields if each.concerns(places)]
        undecided_columns = {
            each.name: ~self._unasked & ~each.seen for each in concerned if each.matters(places)
        }
        open_ = ~self._asked & ~self._unasked
        for name in fields_used(self.gate) if concerned else ():
            unknown = open_ & ~self.answer_columns.known(name)
            undecided_columns[name] = (
                undecided_columns[name] | unknown if name in undecided_columns else unknown
            )
        return undecided_columns

    def exact(self, places: Collection[int]) -> pl.Expr:
        """Where no choice is bounded over more than its options, and the gate is seen exactly; of what is
        about some benefits.
        """
        concerned = [each for each in self.fields if each.concerns(places)]
        if not concerned:
            return TRUE
        narrowed = any_of(each.narrowed for each in concerned)
        return (self._unasked | ~narrowed) & is_exact(
            self.gate, Certainty(self._asked, self._unasked), self.answer_columns
        )


@dataclass(frozen=True)
class MultiFieldRule:
    """A rule over several fields."""

    number: int
    item: Item
    answer_columns: AnswerColumns
    kind: type[pl.DataType]

    @property
    def shares(self) -> list[Share]:
        return [self.item.share]

    def columns(self) -> Iterator[pl.Expr]:
        """Whether it surely holds, and whether it surely does not."""
        of = truths(self.item.condition, self.answer_columns)
        yield of.true.alias(f"{MARK}true.{self.number}")
        yield of.false.alias(f"{MARK}false.{self.number}")

    @property
    def _truths(self) -> Certainty:
        return Certainty(pl.col(f"{MARK}true.{self.number}"), pl.col(f"{MARK}false.{self.number}"))

    def least(self, quantity: Quantity) -> pl.Expr | None:
        """The least that it adds to a quantity, or None where it never adds to it."""
        adds = quantity.of(self.item.share)
        if not adds:
            return None
        where = self._truths.true if adds > 0 else ~self._truths.false
        return where.cast(self.kind) * adds

    def _concerns(self, places: Collection[int]) -> bool:
        points, applies = self.item.share
        return any(points[each] or applies[each] for each in places)

    def touches(self, places: Collection[int]) -> dict[str, pl.Expr]:
        """For each field that it waits for, where it does; nothing where it is not about some benefits."""
        fields = fields_used(self.item.condition) if self._concerns(places) else ()
        return {name: self._truths.open & ~self.answer_columns.known(name) for name in fields}

    def exact(self, places: Collection[int]) -> pl.Expr:
        """Where its two columns are exact, or it is not about some benefits."""
        if not self._concerns(places):
            return TRUE
        return is_exact(self.item.condition, self._truths, self.answer_columns)


def _weighted(weights: Mapping[int, int], numbers: tuple[int, ...]) -> int:
    return sum(weight * numbers[each] for each, weight in weights.items())


def _sum(shares: Sequence[Share], count: int) -> Share:
    points = tuple(sum(share[0][each] for share in shares) for each in range(count))
    return points, tuple(sum(share[1][each] for share in shares) for each in range(count))
