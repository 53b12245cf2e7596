"""Scores in columns: for each row the lowest and highest points of every benefit, and the least difference of
every pair.

Rules are added up in groups. Groups that share an unknown field are bounded apart, which is sound;
`exact_scores` knows where the sums are exact.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, permutations
from typing import TYPE_CHECKING

import polars as pl

from runner_intake.batch.answer_columns import MARK, AnswerColumns, sum_of
from runner_intake.batch.quantities import LinearQuantity, ScoredCondition, total
from runner_intake.batch.rule_groups import GatedFields, MultiFieldRule, OneField
from runner_intake.batch.standings import Standings, span
from runner_intake.batch.whole_numbers import Kind, kind_for
from runner_intake.conditions import (
    ALWAYS,
    Condition,
    NotApplicable,
    atoms,
    fields_used,
    ground,
    many_cells,
    tests_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner_intake.batch.quantities import Share
    from runner_intake.pack import Pack

_MOST_PAIRS = 5000
"""Of how many pairs of benefits the difference is minimised: about as many as 70 benefits have. With more,
benefits are compared by their own ends, and less is called settled.
"""

_MOST_CELLS = 2048
"""How many kinds of answers to one list are looked at; with more, each of its rules is bounded by itself."""


@dataclass(frozen=True)
class Scores:
    """The score columns of a pack, as seen in a frame."""

    pack: Pack
    answer_columns: AnswerColumns

    # --- quantities

    @cached_property
    def standings(self) -> Standings:
        return Standings(self.pack)

    @cached_property
    def kind(self) -> Kind:
        """Whole numbers that hold every quantity, and what is added up on the way."""
        pairs = combinations(range(len(self.pack.benefits)), 2)
        quantities = [*self.ends(), *(self.difference(a, b) for a, b in pairs)]
        spans = [span(benefit) for benefit in self.pack.benefits]
        return kind_for(max((quantity.most(spans) for quantity in quantities), default=0), pl.Int32)

    @cached_property
    def quantities(self) -> list[LinearQuantity]:
        """Everything that is minimised: what there is of each benefit, and how far one stands before another
        where some group is about both.
        """
        return [*self.ends(), *(self.difference(a, b) for a, b in sorted(self.joined))]

    def ends(self) -> Iterator[LinearQuantity]:
        """What there is of each benefit alone."""
        for benefit in range(len(self.pack.benefits)):
            yield from self.ends_of(benefit)

    def ends_of(self, benefit: int) -> Iterator[LinearQuantity]:
        """Both ends of the points of a benefit, both ends of its score, and whether it applies."""
        applying = self.standings.applying[benefit]
        yield LinearQuantity(f"low.{benefit}", {benefit: 1})
        yield LinearQuantity(f"high.{benefit}", {benefit: -1})
        yield LinearQuantity(f"lowest.{benefit}", {benefit: 1}, {benefit: applying})
        yield LinearQuantity(f"highest.{benefit}", {benefit: -1}, {benefit: -applying})
        yield LinearQuantity(f"surely.{benefit}", {}, {benefit: 1})
        yield LinearQuantity(f"maybe.{benefit}", {}, {benefit: -1})

    @cached_property
    def joined(self) -> frozenset[tuple[int, int]]:
        """The pairs of benefits that some group is about at once; none where they are too many to look at
        one by one.
        """
        pairs: set[tuple[int, int]] = set()
        for group in self.groups:
            pairs.update(permutations(group.benefits, 2))
            if len(pairs) > _MOST_PAIRS:
                return frozenset()
        return frozenset(pairs)

    @cached_property
    def looks_at_pairs(self) -> bool:
        """Whether every pair that some group is about is looked at by itself."""
        return bool(self.joined) or all(len(group.benefits) < 2 for group in self.groups)  # noqa: PLR2004  (a pair)

    def difference(self, a: int, b: int) -> LinearQuantity:
        """By how much more one is worth than another, on a scale of whole numbers for these two."""
        one, other = self.pack.benefits[a], self.pack.benefits[b]
        left, right = one.evidence.factor * other.max, other.evidence.factor * one.max
        shared = math.gcd(left, right) or 1
        left, right = left // shared, right // shared
        applying = left * span(one) + right * span(other) + 1
        return LinearQuantity(f"before.{a}.{b}", {a: left, b: -right}, {a: applying, b: -applying})

    def before(self, a: int, b: int) -> pl.Expr:
        """Whether one benefit of a joined pair surely stands before the other; ties as declared."""
        return self.column(f"before.{a}.{b}") >= (0 if a < b else 1)

    def column(self, name: str) -> pl.Expr:
        """The minimum of a quantity."""
        return pl.col(f"{MARK}least.{name}")

    # --- groups

    @cached_property
    def items(self) -> list[ScoredCondition]:
        count = len(self.pack.benefits)
        conditions = []
        for index, benefit in enumerate(self.pack.benefits):
            one = tuple(int(number == index) for number in range(count))
            for rule in benefit.rules:
                share = (tuple(rule.points * unit for unit in one), (0,) * count)
                conditions.append(
                    ScoredCondition(rule.when.grounded, share, self._ungated(rule.when.written))
                )
            conditions.append(
                ScoredCondition(
                    benefit.requires.grounded, ((0,) * count, one), self._ungated(benefit.requires.written)
                )
            )
        return conditions

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
        singles: dict[str, list[ScoredCondition]] = defaultdict(list)
        several: dict[Condition, list[Share]] = defaultdict(list)
        for item in self.items:
            if item.bare is not None:
                (name,) = fields_used(item.bare)
                singles[name].append(item)
            else:
                several[item.condition].append(item.share)
        for name in [name for name, items in singles.items() if self._has_many_cells(name, items)]:
            for item in singles.pop(name):
                several[item.condition].append(item.share)
        count = len(self.pack.benefits)
        joined = (
            ScoredCondition(condition, total(shares, count), None) for condition, shares in several.items()
        )
        behind: dict[Condition, list[OneField]] = defaultdict(list)
        ungated = []
        for name, items in singles.items():
            one = OneField(name, tuple(items), self.pack, self.answer_columns, self.kind)
            if gate := self.pack.questionnaire.gates.get(name):
                behind[gate].append(one)
            else:
                ungated.append((ALWAYS, [one]))
        gated = [
            GatedFields(number, gate, tuple(fields), self.answer_columns)
            for number, (gate, fields) in enumerate([*ungated, *behind.items()])
        ]
        return [
            *gated,
            *(
                MultiFieldRule(number, item, self.answer_columns, self.kind)
                for number, item in enumerate(joined)
            ),
        ]

    def _has_many_cells(self, name: str, items: Iterable[ScoredCondition]) -> bool:
        """Whether rules about a list tell too many answers apart to look at all of them."""
        tests = tests_of(item.condition for item in items).get(name, ())
        return many_cells(self.pack.questionnaire.domains[name], tests, _MOST_CELLS)

    @cached_property
    def _places(self) -> dict[int, set[int]]:
        """Where the groups about each benefit are."""
        places = defaultdict(set)
        for place, group in enumerate(self.groups):
            for benefit in group.benefits:
                places[benefit].add(place)
        return places

    def about(self, benefits: Iterable[int]) -> list[GatedFields | MultiFieldRule]:
        """The groups about any of some benefits."""
        places = {place for benefit in benefits for place in self._places[benefit]}
        return [self.groups[place] for place in sorted(places)]

    # --- columns

    def stages(self, quantities: Iterable[LinearQuantity]) -> Iterator[list[pl.Expr]]:
        """The helper columns, stage by stage: what each group adds to each benefit, then the minimum of some
        quantities.
        """
        yield [column for group in self.groups for column in group.columns()]
        yield [
            self._least(quantity).cast(self.kind).alias(f"{MARK}least.{quantity.name}")
            for quantity in quantities
        ]

    def _least(self, quantity: LinearQuantity) -> pl.Expr:
        groups = self.about(quantity.benefits)
        return sum_of(part for group in groups if (part := group.least(quantity)) is not None)
