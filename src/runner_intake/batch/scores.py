"""Scores in columns: for each row the lowest and highest points of every benefit, and the least difference of
every pair.

Rules are added up in groups. Groups that share an unknown field are bounded apart, which is sound; where no
two open groups share one, the sums are exact.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import TYPE_CHECKING

import polars as pl

from runner_intake.batch.answer_columns import MARK, AnswerColumns, all_of, sum_of
from runner_intake.batch.rule_groups import (
    GatedFields,
    LinearQuantity,
    MultiFieldRule,
    OneField,
    ScoredCondition,
    total,
)
from runner_intake.conditions import ALWAYS, Condition, NotApplicable, atoms, fields_used, ground

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from runner_intake.batch.rule_groups import Share
    from runner_intake.pack import Pack


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
            sum(abs(rule.points) for rule in benefit.rules) * weight
            for benefit, weight in zip(self.pack.benefits, self.weights, strict=True)
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

    def quantities(self) -> Iterator[LinearQuantity]:
        """Everything that is minimised: what there is of each benefit, and all differences."""
        yield from self.ends()
        for a, b in self.pairs:
            yield LinearQuantity(
                f"before.{a}.{b}", {a: self.weights[a], b: -self.weights[b]}, {a: self.big, b: -self.big}
            )

    def ends(self) -> Iterator[LinearQuantity]:
        """Both ends of each score, its highest where the benefit applies, and whether it applies."""
        for benefit in range(len(self.pack.benefits)):
            yield LinearQuantity(f"low.{benefit}", {benefit: 1})
            yield LinearQuantity(f"high.{benefit}", {benefit: -1})
            yield LinearQuantity(f"high_if.{benefit}", {benefit: -1}, {benefit: -self.big})
            yield LinearQuantity(f"surely.{benefit}", {}, {benefit: 1})
            yield LinearQuantity(f"maybe.{benefit}", {}, {benefit: -1})

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
        count = len(self.pack.benefits)
        joined = (
            ScoredCondition(condition, total(shares, count), None) for condition, shares in several.items()
        )
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

    def stages(self, quantities: Iterable[LinearQuantity] | None = None) -> Iterator[list[pl.Expr]]:
        """The helper columns, stage by stage: what each group adds to each benefit, then the minimum of every
        quantity (or of some).
        """
        yield [column for group in self.groups for column in group.columns()]
        wanted = self.quantities() if quantities is None else quantities
        yield [
            self._least(quantity).cast(self.kind).alias(f"{MARK}least.{quantity.name}") for quantity in wanted
        ]

    def _least(self, quantity: LinearQuantity) -> pl.Expr:
        return sum_of(part for group in self.groups if (part := group.least(quantity)) is not None)

    def exact(self) -> pl.Expr:
        """Where everything is exact."""
        return self.exact_for(range(len(self.pack.benefits)))

    def exact_for(self, benefits: Collection[int]) -> pl.Expr:
        """Where everything about some benefits is exact.

        No two open groups share an unknown field, and every open rule over several fields is seen exactly.
        """
        touching: dict[str, list[pl.Expr]] = defaultdict(list)
        for group in self.groups:
            for name, expr in group.touches(benefits).items():
                touching[name].append(expr)
        alone = (
            sum_of(expr.cast(pl.Int32) for expr in exprs) <= 1
            for exprs in touching.values()
            if len(exprs) > 1
        )
        return all_of([*alone, *(group.exact(benefits) for group in self.groups)])
