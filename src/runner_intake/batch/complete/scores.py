"""The benefits of complete rows: points, level, order and reasons of each. Knows the scored rules and no
safety rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Final

import polars as pl

from runner_intake.batch.answer_columns import FALSE, MARK, TRUE, any_of, sum_of
from runner_intake.batch.complete.needle_ways import NeedleWays, needle_ways
from runner_intake.batch.complete.outcome import SUGGESTS
from runner_intake.batch.levels import LEVELS, WHY, kind_of_points, rounded
from runner_intake.batch.reason_bits import reason_columns
from runner_intake.batch.standings import Standings, span
from runner_intake.batch.whole_numbers import Kind, kind_for
from runner_intake.conditions import NEVER, Condition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runner_intake.batch.complete.answers import CompleteAnswers
    from runner_intake.pack import Benefit, Pack, PointRule


@dataclass(frozen=True, eq=False)
class CompleteScores:
    """The benefits of a pack, for complete rows. A benefit is named by its index in the pack."""

    pack: Pack
    answers: CompleteAnswers

    @cached_property
    def all(self) -> range:
        return range(len(self.pack.benefits))

    def is_possible(self) -> bool:
        """Whether what the questions about needles can do to every benefit is few enough to be tried."""
        return all(ways is not None for ways in self._needle_ways)

    # --- stages

    def points(self) -> list[pl.Expr]:
        """The first stage: points and whether each applies; apart what no answer about needles changes."""
        return [column for index in self.all for column in self._score(index)]

    def any_may_be_suggested(self) -> pl.Expr:
        """Where some answers to the questions about needles make a benefit possible."""
        return any_of(map(self._may_be_suggested, self.all))

    def order_stages(self) -> Iterator[list[pl.Expr]]:
        """Once it is known whether suggestions come out: what stands before what, what is covered by another
        on its topic, what is shown, and in which rank.
        """
        yield [self._worth(index).alias(f"{MARK}worth.{index}") for index in self.all]
        yield [
            (pl.col(f"{MARK}worth.{a}") >= pl.col(f"{MARK}worth.{b}")).alias(f"{MARK}before.{a}.{b}")
            for a, b in combinations(self.all, 2)
        ]
        yield [self._is_covered(index).alias(f"{MARK}covered.{index}") for index in self.all]
        yield [
            (pl.col(SUGGESTS) & self._suggested(index) & ~pl.col(f"{MARK}covered.{index}")).alias(
                f"{MARK}shown.{index}"
            )
            for index in self.all
        ]
        yield [self._rank(index).alias(f"{MARK}rank.{index}") for index in self.all]

    # --- what comes out

    def columns(self) -> Iterator[pl.Expr]:
        """The first benefit, and all columns of each; null where suggestions are withheld."""
        yield self._top().alias("top")
        for index, benefit in enumerate(self.pack.benefits):
            yield from self._columns(index, benefit)

    def reasons(self) -> Iterator[pl.Expr]:
        """The rules of each benefit that hold, as one bit a rule."""
        return (
            self._reasons(rules).alias(name)
            for benefit in self.pack.benefits
            for name, rules in reason_columns(benefit).items()
        )

    def _columns(self, index: int, benefit: Benefit) -> Iterator[pl.Expr]:
        applies, suggests, kind = self._applies(index), pl.col(SUGGESTS), _kind_of_share(benefit)
        points = self._low(index).cast(kind)
        match = rounded(points * 100, benefit.max)
        weighted = rounded(points * benefit.evidence.factor, benefit.max)
        sure = pl.when(applies).then(weighted).otherwise(pl.lit(0, kind))
        for name, value in (("points", points), ("match", match), ("priority", sure)):
            shown = pl.when(suggests).then(value.cast(kind_of_points(benefit)))
            yield from (shown.alias(f"{benefit.id}.{name}_{end}") for end in ("low", "high"))
        yield pl.when(suggests).then(self._level(index)).cat.to(LEVELS).alias(f"{benefit.id}.level")
        yield pl.col(f"{MARK}rank.{index}").alias(f"{benefit.id}.rank")
        yield pl.when(suggests).then(self._why(index)).cat.to(WHY).alias(f"{benefit.id}.why")
        yield pl.when(suggests).then(TRUE).alias(f"{benefit.id}.exact")

    def _top(self) -> pl.Expr:
        kind = pl.UInt8 if len(self.all) < 2**8 else pl.UInt16
        first_benefit = pl.lit(None, kind)
        for index in self.all:
            first = pl.col(f"{MARK}rank.{index}") == pl.lit(1, pl.Int8)
            first_benefit = pl.when(first).then(pl.lit(index, kind)).otherwise(first_benefit)
        return first_benefit.cat.to(pl.Enum([benefit.id for benefit in self.pack.benefits]))

    def _level(self, index: int) -> pl.Expr:
        least = self.pack.points_needed(self.pack.benefits[index], "worth_discussing")
        return (
            pl.when(self._applies(index) & self._reaches(index, least))
            .then(_code(LEVELS, "worth_discussing"))
            .when(self._suggested(index))
            .then(_code(LEVELS, "possible"))
            .otherwise(_code(LEVELS, "not_suggested"))
        )

    def _why(self, index: int) -> pl.Expr:
        return (
            pl.when(~self._applies(index))
            .then(_code(WHY, "not_applicable"))
            .when(~self._suggested(index))
            .then(_code(WHY, "below_threshold"))
            .when(pl.col(f"{MARK}covered.{index}"))
            .then(_code(WHY, "covered_by"))
            .otherwise(pl.lit(None, pl.UInt8))
        )

    def _reasons(self, rules: Sequence[PointRule]) -> pl.Expr:
        count = len(rules)
        kind = next((kind for size, kind in _KINDS_OF_BITS.items() if count <= size), pl.Int64)
        none = pl.lit(0, kind)
        bits = (
            pl.when(self.answers.holds(rule.when.written)).then(pl.lit(1 << number, kind)).otherwise(none)
            for number, rule in enumerate(rules)
        )
        return pl.when(pl.col(SUGGESTS)).then(sum_of([none, *bits]).cast(pl.Int64))

    # --- points

    def _score(self, index: int) -> Iterator[pl.Expr]:
        benefit = self.pack.benefits[index]
        pairs = [(rule.when.written, rule) for rule in benefit.rules]
        yield self._points(pairs).alias(f"{MARK}points.{index}")
        yield self.answers.holds(benefit.requires.written).alias(f"{MARK}applies.{index}")
        ways = self._ways(index)
        if ways.ways:
            fixed = (pair for pair in pairs if pair[1] not in ways.rules)
            yield self._points(fixed).alias(f"{MARK}fixed.{index}")

    def _points(self, rules: Iterable[tuple[Condition, PointRule]]) -> pl.Expr:
        none = pl.lit(0, self._kind)
        points = (
            pl.when(self.answers.holds(when)).then(pl.lit(rule.points, self._kind)).otherwise(none)
            for when, rule in rules
            if when != NEVER
        )
        return sum_of([none, *points])

    @cached_property
    def _kind(self) -> Kind:
        """Whole numbers that hold the points of every benefit."""
        return kind_for(max(map(span, self.pack.benefits), default=0))

    @cached_property
    def _kind_of_worth(self) -> Kind:
        """Whole numbers that hold weighted points."""
        pairs = zip(map(span, self.pack.benefits), self.pack.weights, strict=True)
        return kind_for(max((points * weight for points, weight in pairs), default=0), pl.Int16)

    def _low(self, index: int) -> pl.Expr:
        return pl.col(f"{MARK}points.{index}")

    def _applies(self, index: int) -> pl.Expr:
        return pl.col(f"{MARK}applies.{index}")

    def _reaches(self, index: int, least: int) -> pl.Expr:
        """Whether a benefit has so many points; where that is more than its kind of number holds, never."""
        highest = sum(rule.points for rule in self.pack.benefits[index].rules if rule.points > 0)
        return self._low(index) >= pl.lit(least, self._kind) if least <= highest else FALSE

    # --- what is suggested, and in which order

    def _suggested(self, index: int) -> pl.Expr:
        """Before topics are looked at."""
        least = self.pack.points_needed(self.pack.benefits[index], "possible")
        return self._applies(index) & self._reaches(index, least)

    def _may_be_suggested(self, index: int) -> pl.Expr:
        ways = self._ways(index)
        if not ways.ways:
            return self._suggested(index)
        fixed = pl.col(f"{MARK}fixed.{index}")
        least = self.pack.points_needed(self.pack.benefits[index], "possible")
        return any_of(
            self.answers.holds(requires)
            & (fixed + self._points(zip(rules, ways.rules, strict=True)) >= least)
            for requires, *rules in ways.ways
        )

    @cached_property
    def _needle_ways(self) -> list[NeedleWays | None]:
        return [needle_ways(benefit, self.pack) for benefit in self.pack.benefits]

    def _ways(self, index: int) -> NeedleWays:
        ways = self._needle_ways[index]
        assert ways is not None
        return ways

    def _worth(self, index: int) -> pl.Expr:
        """Points on a scale on which benefits are compared; their place where no kind of number holds it."""
        if self._kind_of_worth == pl.Int128:
            return self._standings.place(index, self._low(index))
        weight = pl.lit(self.pack.weights[index], self._kind_of_worth)
        return self._low(index).cast(self._kind_of_worth) * weight

    @cached_property
    def _standings(self) -> Standings:
        return Standings(self.pack)

    def _before(self, a: int, b: int) -> pl.Expr:
        """Whether a stands before b, of two that apply; ties as declared."""
        return pl.col(f"{MARK}before.{a}.{b}") if a < b else ~pl.col(f"{MARK}before.{b}.{a}")

    def _is_covered(self, index: int) -> pl.Expr:
        others = (other for other in self.pack.on_topic[index] if other != index)
        return any_of(self._before(other, index) & self._suggested(other) for other in others)

    def _shown(self, index: int) -> pl.Expr:
        return pl.col(f"{MARK}shown.{index}")

    def _rank(self, index: int) -> pl.Expr:
        kind = kind_for(len(self.all))
        others = (
            (self._shown(other) & self._before(other, index)).cast(kind)
            for other in self.all
            if other != index
        )
        return pl.when(self._shown(index)).then(sum_of([pl.lit(1, kind), *others]))


_KINDS_OF_BITS: Final = {8: pl.UInt8, 16: pl.UInt16, 32: pl.UInt32}
"""The smallest numbers that hold so many bits."""


def _kind_of_share(benefit: Benefit) -> Kind:
    """Whole numbers that hold what is divided for per cent of the highest points, and rounded."""
    most = (2 * span(benefit) + 1) * max(100, benefit.evidence.factor) + benefit.max
    return kind_for(most, pl.Int16)


def _code(words: pl.Enum, word: str) -> pl.Expr:
    return pl.lit(words.categories.to_list().index(word), pl.UInt8)
