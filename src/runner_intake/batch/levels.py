"""Levels, ranks and why not, in columns, from the bounds of scores. Nothing is said of benefits where
suggestions are withheld.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import polars as pl

from runner_intake.batch.answer_columns import MARK, any_of, sum_of
from runner_intake.batch.standings import Standings, span
from runner_intake.batch.whole_numbers import Kind, kind_for
from runner_intake.vocabulary import SUGGESTING, Level, Why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.batch.safety import SafetyColumns
    from runner_intake.batch.scores import Scores
    from runner_intake.pack import Benefit, Pack

LEVELS = pl.Enum(["worth_discussing", "possible", "not_suggested"])
HIDDEN = -1
"""The place of what is not shown: below every other."""
WHY = pl.Enum(["not_applicable", "undecided", "below_threshold", "covered_by"])


@dataclass(frozen=True)
class Levels:
    """The columns of every benefit, as seen in a frame."""

    pack: Pack
    scores: Scores
    screen: SafetyColumns

    @cached_property
    def all(self) -> range:
        """The benefits, by index."""
        return range(len(self.pack.benefits))

    def stages(self) -> Iterator[list[pl.Expr]]:
        """The helper columns: what surely applies, what is suggested before topics are looked at, where each
        stands, what another on its topic covers, and what is shown.
        """
        yield [(self._least(f"surely.{index}") > 0).alias(f"{MARK}applies.{index}") for index in self.all]
        yield [
            (self._applies(index) & self._reaches(index, self._low(index), "possible")).alias(
                f"{MARK}suggested.{index}"
            )
            for index in self.all
        ]
        yield [self._standing(index).alias(f"{MARK}standing.{index}") for index in self.all]
        yield [self._is_covered(index).alias(f"{MARK}covered.{index}") for index in self.all]
        yield [
            pl.when(self.suggested(index) & ~self._covered(index))
            .then(pl.col(f"{MARK}standing.{index}"))
            .otherwise(HIDDEN)
            .alias(f"{MARK}shown.{index}")
            for index in self.all
        ]

    # --- bounds

    @property
    def standings(self) -> Standings:
        return self.scores.standings

    def _least(self, name: str) -> pl.Expr:
        return self.scores.column(name)

    def _low(self, index: int) -> pl.Expr:
        """The guaranteed points."""
        return self._least(f"low.{index}")

    def _high(self, index: int) -> pl.Expr:
        """The highest possible points."""
        return -self._least(f"high.{index}")

    def _high_where_applicable(self, index: int) -> pl.Expr:
        """The highest possible points where the benefit applies."""
        applying = self._number_where(self._may_apply(index), self.standings.applying[index])
        return -self._least(f"highest.{index}") - applying

    def _number_where(self, where: pl.Expr, number: int) -> pl.Expr:
        return pl.when(where).then(pl.lit(number, self.scores.kind)).otherwise(0)

    def _applies(self, index: int) -> pl.Expr:
        return pl.col(f"{MARK}applies.{index}")

    def _may_apply(self, index: int) -> pl.Expr:
        return self._least(f"maybe.{index}") < 0

    def _reaches(
        self, index: int, points: pl.Expr, level: Literal["worth_discussing", "possible"]
    ) -> pl.Expr:
        return points >= self.pack.points_needed(self.pack.benefits[index], level)

    # --- what is suggested, and in which order

    def suggested(self, index: int) -> pl.Expr:
        """Whether a benefit is surely suggested, before topics are looked at."""
        return pl.col(f"{MARK}suggested.{index}")

    def may_be_suggested(self, index: int) -> pl.Expr:
        """Whether some answers make it so."""
        high = self._high_where_applicable(index)
        return self._may_apply(index) & self._reaches(index, high, "possible")

    def on_topic(self, index: int) -> list[int]:
        """The other benefits on the same topic."""
        return [other for other in self.pack.on_topic[index] if other != index]

    def _standing(self, index: int) -> pl.Expr:
        """The place by which a benefit is ranked: that of its guaranteed score."""
        applying = self._number_where(self._applies(index), self.standings.applying[index])
        return self.standings.place(index, self._low(index) + applying)

    def lowest_place(self, index: int) -> pl.Expr:
        """The place that a benefit surely reaches."""
        return self.standings.place(index, self._least(f"lowest.{index}"))

    def highest_place(self, index: int) -> pl.Expr:
        """The place that a benefit surely does not pass."""
        return self.standings.place(index, -self._least(f"highest.{index}"))

    def _is_covered(self, index: int) -> pl.Expr:
        own = pl.col(f"{MARK}standing.{index}")
        others = self.on_topic(index)
        return any_of(self.suggested(other) & (pl.col(f"{MARK}standing.{other}") > own) for other in others)

    def _covered(self, index: int) -> pl.Expr:
        return pl.col(f"{MARK}covered.{index}")

    def _shown(self, index: int) -> pl.Expr:
        """Where a benefit stands among those that are shown."""
        return pl.col(f"{MARK}shown.{index}")

    # --- what comes out

    def top(self) -> pl.Expr:
        """The first suggestion; null where nothing is suggested."""
        names = pl.Enum([benefit.id for benefit in self.pack.benefits])
        highest = pl.max_horizontal(map(self._shown, self.all))
        first = self.standings.holder(highest).replace_strict(
            list(self.all), names.categories, return_dtype=names
        )
        return self._where_suggesting(pl.when(highest > HIDDEN).then(first))

    def columns(self, index: int) -> Iterator[pl.Expr]:
        """Points, match, priority, level, rank, why not, and whether all but rank and why not are exact, of
        one benefit.
        """
        benefit = self.pack.benefits[index]
        low, high, factor = self._low(index), self._high(index), benefit.evidence.factor
        possible = rounded(self._high_where_applicable(index) * factor, benefit.max)
        numbers = {
            "points_low": low,
            "points_high": high,
            "match_low": rounded(low * 100, benefit.max),
            "match_high": rounded(high * 100, benefit.max),
            "priority_low": pl.when(self._applies(index))
            .then(rounded(low * factor, benefit.max))
            .otherwise(0),
            "priority_high": pl.when(self._may_apply(index)).then(possible).otherwise(0),
        }
        for name, number in numbers.items():
            yield self._where_suggesting(number).cast(kind_of_points(benefit)).alias(f"{benefit.id}.{name}")
        others = {
            "level": self._level(index),
            "rank": self._rank(index),
            "why": self._why(index),
            "exact": pl.col(f"{MARK}exact.{index}"),
        }
        for name, column in others.items():
            yield self._where_suggesting(column).alias(f"{benefit.id}.{name}")

    def _where_suggesting(self, expr: pl.Expr) -> pl.Expr:
        return pl.when(self.screen.is_one_of(SUGGESTING)).then(expr)

    def _level(self, index: int) -> pl.Expr:
        high = self._applies(index) & self._reaches(index, self._low(index), "worth_discussing")
        return (
            pl.when(high)
            .then(_level("worth_discussing"))
            .when(self.suggested(index))
            .then(_level("possible"))
            .otherwise(_level("not_suggested"))
        )

    def _rank(self, index: int) -> pl.Expr:
        own = self._shown(index)
        kind = kind_for(len(self.all))
        others = ((self._shown(other) > own).cast(kind) for other in self.all if other != index)
        return pl.when(own > HIDDEN).then(sum_of([pl.lit(1, kind), *others]))

    def _why(self, index: int) -> pl.Expr:
        never, below = ~self._may_apply(index), self._applies(index) & ~self.suggested(index)
        return (
            pl.when(never)
            .then(_why("not_applicable"))
            .when(~self._applies(index))
            .then(_why("undecided"))
            .when(below)
            .then(_why("below_threshold"))
            .when(self._covered(index))
            .then(_why("covered_by"))
            .otherwise(pl.lit(None, WHY))
        )


def _level(word: Level) -> pl.Expr:
    return pl.lit(word, LEVELS)


def _why(word: Why) -> pl.Expr:
    return pl.lit(word, WHY)


def kind_of_points(benefit: Benefit) -> Kind:
    """The kind of the columns of points, match and priority."""
    shares = span(benefit) * max(100, benefit.evidence.factor) // benefit.max + 1
    return kind_for(max(span(benefit), shares), pl.Int16)


def rounded(numerator: pl.Expr, denominator: int) -> pl.Expr:
    """The quotient for display: floored at 0, rounded half up."""
    return pl.max_horizontal(pl.lit(0), (numerator * 2 + denominator) // (2 * denominator))
