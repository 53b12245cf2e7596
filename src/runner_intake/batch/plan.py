"""The whole pack as one lazy plan: from a frame of answers to a frame of results. Knows the columns that come
out, and no file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal

import polars as pl

from runner_intake.batch.answer_columns import MARK, AnswerColumns, all_of, any_of, sum_of
from runner_intake.batch.certainty import is_exact, repeated, truths
from runner_intake.batch.needles import NeedleColumns
from runner_intake.batch.safety import SafetyColumns
from runner_intake.batch.scores import Scores
from runner_intake.batch.steps import Steps
from runner_intake.vocabulary import SUGGESTING, Level, Why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.pack import Pack

OutputPart = Literal["safety", "steps", "scores", "reasons", "settled"]
PARTS: tuple[OutputPart, ...] = ("safety", "steps", "scores", "reasons", "settled")
"""What can be asked of a batch; what is left out is not computed. `outcome` and `exact` always come."""

LEVELS = pl.Enum(["worth_discussing", "possible", "not_suggested"])
WHY = pl.Enum(["not_applicable", "undecided", "below_threshold", "covered_by"])


@lru_cache(maxsize=16)
def plan_for(pack: Pack, columns: frozenset[str], parts: tuple[OutputPart, ...]) -> Plan:
    """The plan of a pack for frames with some columns; made once, however many frames there are."""
    return Plan(pack, columns, parts)


@dataclass(frozen=True)
class Plan:
    """A pack compiled for frames that have some columns."""

    pack: Pack
    columns: frozenset[str]
    parts: tuple[OutputPart, ...] = PARTS

    @cached_property
    def answer_columns(self) -> AnswerColumns:
        return AnswerColumns(self.pack.questionnaire, self.columns)

    @cached_property
    def needles(self) -> NeedleColumns:
        return NeedleColumns(self.pack, self.answer_columns)

    @cached_property
    def screen(self) -> SafetyColumns:
        return SafetyColumns(self.pack, self.answer_columns, self.needles)

    @cached_property
    def steps(self) -> Steps:
        return Steps(self.pack, self.answer_columns, self.screen)

    @cached_property
    def scores(self) -> Scores:
        return Scores(self.pack, self.answer_columns)

    def apply(self, frame: pl.LazyFrame, keep: list[str]) -> pl.LazyFrame:
        """The results, one row for each row of the frame and in its order, behind the columns to `keep`."""
        for stage in self._stages:
            frame = frame.with_columns(stage)
        return frame.select([*(pl.col(name) for name in keep), *self._results])

    @cached_property
    def _stages(self) -> list[list[pl.Expr]]:
        """The columns that build on one another, planned once for all frames."""
        return list(self._planned())

    @cached_property
    def _results(self) -> list[pl.Expr]:
        return list(self.results())

    def _planned(self) -> Iterator[list[pl.Expr]]:
        yield from self.needles.first_stages()
        yield self.answer_columns.helpers
        yield self.needles.last_stage()
        yield from self.screen.stages()
        yield from self.steps.stages()
        yield from self.scores.stages()
        yield from _Levels(self).stages()

    def results(self) -> Iterator[pl.Expr]:
        """Every column that comes out."""
        yield self.screen.outcome.alias("outcome")
        yield self.exact().alias("exact")
        if "safety" in self.parts:
            yield self.screen.findings().alias("findings")
            yield self.screen.missing().alias("missing")
        if "steps" in self.parts:
            yield from self.steps.columns()
        levels = _Levels(self)
        if "scores" in self.parts:
            yield levels.top().alias("top")
            for index in range(len(self.pack.benefits)):
                yield from levels.columns(index)
        if "reasons" in self.parts:
            yield from (
                self._reasons(index).alias(f"{benefit.id}.reasons")
                for index, benefit in enumerate(self.pack.benefits)
            )
        if "settled" in self.parts:
            yield from levels.settled()

    def exact(self) -> pl.Expr:
        """Where the row equals the single document in every column. A list that is known in part only is in
        no document, save in an emergency: there it says no more than the ticked signs alone.
        """
        one_document = ~self.answer_columns.partly_known() | self.screen.is_one_of(("emergency",))
        seen = self.screen.exact() & self.steps.exact() & self.scores.exact() & self._reasons_are_exact()
        return one_document & seen

    def _reasons_are_exact(self) -> pl.Expr:
        """Where every reason that is given is seen exactly: a rule that looks twice at an unknown answer may
        hold all the same.
        """
        conditions = [rule.when.grounded for benefit in self.pack.benefits for rule in benefit.rules]
        twice = [condition for condition in conditions if repeated(condition)]
        return ~self.screen.is_one_of(SUGGESTING) | all_of(
            is_exact(condition, truths(condition, self.answer_columns), self.answer_columns)
            for condition in twice
        )

    def _reasons(self, index: int) -> pl.Expr:
        """The rules that hold, as one bit a rule; null where suggestions are withheld."""
        rules = self.pack.benefits[index].rules
        bits = sum_of(
            pl.when(truths(rule.when.grounded, self.answer_columns).true).then(1 << number).otherwise(0)
            for number, rule in enumerate(rules)
        )
        return (
            pl.when(self.screen.is_one_of(SUGGESTING))
            .then(bits.cast(pl.Int64))
            .otherwise(pl.lit(None, pl.Int64))
        )


@dataclass(frozen=True)
class _Levels:
    """Levels, ranks and what is settled, from the bounds of scores; ranks by comparing pairs, not by
    sorting.
    """

    plan: Plan

    @property
    def _pack(self) -> Pack:
        return self.plan.pack

    @property
    def _all(self) -> range:
        return range(len(self._pack.benefits))

    def stages(self) -> Iterator[list[pl.Expr]]:
        """The helper columns: what surely applies, and what is suggested before topics are looked at."""
        yield [self._least(f"surely.{index}").gt(0).alias(f"{MARK}applies.{index}") for index in self._all]
        yield [
            (self._applies(index) & self._reaches(index, self.low(index), "possible")).alias(
                f"{MARK}suggested.{index}"
            )
            for index in self._all
        ]
        yield [
            any_of(
                self._stands_before(other, index) & self._suggested(other) for other in self._topic(index)
            ).alias(f"{MARK}covered.{index}")
            for index in self._all
        ]
        yield [
            (self._suggested(index) & ~pl.col(f"{MARK}covered.{index}")).alias(f"{MARK}shown.{index}")
            for index in self._all
        ]

    # --- bounds

    def _least(self, name: str) -> pl.Expr:
        return self.plan.scores.column(name)

    def low(self, index: int) -> pl.Expr:
        """The guaranteed points."""
        return self._least(f"low.{index}")

    def high(self, index: int) -> pl.Expr:
        """The highest possible points."""
        return -self._least(f"high.{index}")

    def _applies(self, index: int) -> pl.Expr:
        return pl.col(f"{MARK}applies.{index}")

    def _may_apply(self, index: int) -> pl.Expr:
        return self._least(f"maybe.{index}") < 0

    def high_where_applicable(self, index: int) -> pl.Expr:
        """The highest possible points where the benefit applies."""
        return -self._least(f"high_if.{index}") - pl.when(self._may_apply(index)).then(
            self.plan.scores.big
        ).otherwise(0)

    def _reaches(
        self, index: int, points: pl.Expr, level: Literal["worth_discussing", "possible"]
    ) -> pl.Expr:
        return points >= self._pack.points_needed(self._pack.benefits[index], level)

    # --- rank

    def _topic(self, index: int) -> list[int]:
        return [other for other in self._pack.on_topic[index] if other != index]

    def _stands_before(self, a: int, b: int) -> pl.Expr:
        """Whether a stands before b by guaranteed priority; what does not surely apply comes last; ties as
        declared.
        """
        weights = self.plan.scores.weights
        left, right = self.low(a) * weights[a], self.low(b) * weights[b]
        higher = left >= right if a < b else left > right
        return (self._applies(a) & ~self._applies(b)) | ((self._applies(a) == self._applies(b)) & higher)

    def _suggested(self, index: int) -> pl.Expr:
        return pl.col(f"{MARK}suggested.{index}")

    def _shown(self, index: int) -> pl.Expr:
        return pl.col(f"{MARK}shown.{index}")

    def _rank(self, index: int) -> pl.Expr:
        others = [
            (self._shown(other) & self._stands_before(other, index)).cast(pl.Int8)
            for other in self._all
            if other != index
        ]
        return (
            pl.when(self._shown(index))
            .then(sum_of([pl.lit(1, pl.Int8), *others]))
            .otherwise(pl.lit(None, pl.Int8))
        )

    def top(self) -> pl.Expr:
        """The first suggestion; null where nothing is suggested."""
        names = pl.Enum([benefit.id for benefit in self._pack.benefits])
        first_benefit = pl.lit(None, names)
        for index in self._all:
            first = self._shown(index) & all_of(
                ~self._shown(other) | self._stands_before(index, other)
                for other in self._all
                if other != index
            )
            first_benefit = (
                pl.when(first).then(pl.lit(self._pack.benefits[index].id, names)).otherwise(first_benefit)
            )
        return self._where_suggesting(first_benefit)

    # --- what comes out

    def _where_suggesting(self, expr: pl.Expr) -> pl.Expr:
        """Nothing is said about benefits where suggestions are withheld."""
        return pl.when(self.plan.screen.is_one_of(SUGGESTING)).then(expr)

    def columns(self, index: int) -> Iterator[pl.Expr]:
        """Points, match, priority, level, rank and why not, of one benefit."""
        benefit, name = self._pack.benefits[index], self._pack.benefits[index].id
        low, high, factor = self.low(index), self.high(index), benefit.evidence.factor
        applies, may = self._applies(index), self._may_apply(index)
        yield self._where_suggesting(low).cast(pl.Int16).alias(f"{name}.points_low")
        yield self._where_suggesting(high).cast(pl.Int16).alias(f"{name}.points_high")
        yield (
            self._where_suggesting(rounded(low * 100, benefit.max)).cast(pl.Int16).alias(f"{name}.match_low")
        )
        yield (
            self._where_suggesting(rounded(high * 100, benefit.max))
            .cast(pl.Int16)
            .alias(f"{name}.match_high")
        )
        sure = pl.when(applies).then(rounded(low * factor, benefit.max)).otherwise(0)
        yield self._where_suggesting(sure).cast(pl.Int16).alias(f"{name}.priority_low")
        possible = (
            pl.when(may).then(rounded(self.high_where_applicable(index) * factor, benefit.max)).otherwise(0)
        )
        yield self._where_suggesting(possible).cast(pl.Int16).alias(f"{name}.priority_high")
        yield self._where_suggesting(self._level(index)).alias(f"{name}.level")
        yield self._where_suggesting(self._rank(index)).alias(f"{name}.rank")
        yield self._where_suggesting(self._why(index)).alias(f"{name}.why")

    def _level(self, index: int) -> pl.Expr:
        high = self._applies(index) & self._reaches(index, self.low(index), "worth_discussing")
        return (
            pl.when(high)
            .then(_level("worth_discussing"))
            .when(self._suggested(index))
            .then(_level("possible"))
            .otherwise(_level("not_suggested"))
        )

    def _why(self, index: int) -> pl.Expr:
        never, below = ~self._may_apply(index), self._applies(index) & ~self._suggested(index)
        chain = (
            pl.when(never)
            .then(_why("not_applicable"))
            .when(~self._applies(index))
            .then(_why("undecided"))
            .when(below)
            .then(_why("below_threshold"))
        )
        return (
            chain.when(pl.col(f"{MARK}covered.{index}")).then(_why("covered_by")).otherwise(pl.lit(None, WHY))
        )

    # --- settled

    def settled(self) -> Iterator[pl.Expr]:
        """Whether the first suggestion, and the list of suggestions, is the same whatever is still answered
        (false where nothing is scored, or that is not sure).
        """
        scored = self.plan.screen.surely_scored
        yield (scored & self._top_is_settled()).alias("settled.top")
        yield (scored & self._list_is_settled()).alias("settled.list")

    def _surely_before(self, a: int, b: int) -> pl.Expr:
        return self._least(f"before.{a}.{b}") >= (0 if a < b else 1)

    def _maybe_suggested(self, index: int) -> pl.Expr:
        return self._may_apply(index) & self._reaches(index, self.high_where_applicable(index), "possible")

    def _top_is_settled(self) -> pl.Expr:
        nobody = all_of(~self._maybe_suggested(index) for index in self._all)
        one = any_of(
            self._suggested(index)
            & all_of(self._surely_before(index, other) for other in self._all if other != index)
            for index in self._all
        )
        return nobody | one

    def _surely_shown(self, index: int) -> pl.Expr:
        return self._suggested(index) & all_of(
            self._surely_before(index, other) for other in self._topic(index)
        )

    def _surely_hidden(self, index: int) -> pl.Expr:
        return ~self._maybe_suggested(index) | any_of(
            self._surely_shown(other) for other in self._topic(index)
        )

    def _list_is_settled(self) -> pl.Expr:
        fixed = all_of(self._surely_shown(index) | self._surely_hidden(index) for index in self._all)
        ordered = (
            ~(self._surely_shown(a) & self._surely_shown(b))
            | self._surely_before(a, b)
            | self._surely_before(b, a)
            for b in self._all
            for a in range(b)
        )
        return fixed & all_of(ordered)


def _level(word: Level) -> pl.Expr:
    return pl.lit(word, LEVELS)


def _why(word: Why) -> pl.Expr:
    return pl.lit(word, WHY)


def rounded(numerator: pl.Expr, denominator: int) -> pl.Expr:
    """The quotient for display: floored at 0, rounded half up."""
    return pl.max_horizontal(pl.lit(0), (numerator * 2 + denominator) // (2 * denominator))


def reason_table(pack: Pack) -> dict[str, tuple[str, ...]]:
    """For each benefit the rules behind the bits of its `reasons` column, the lowest bit first."""
    return {benefit.id: tuple(rule.id for rule in benefit.rules) for benefit in pack.benefits}
