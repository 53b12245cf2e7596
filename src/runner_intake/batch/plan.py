"""The whole pack as one lazy plan: from a frame of answers to a frame of results. Knows the columns that come
out, and no file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal

import polars as pl

from runner_intake.batch.answer_columns import MARK, AnswerColumns, all_of, sum_of
from runner_intake.batch.certainty import truths
from runner_intake.batch.exact_scores import ExactScores
from runner_intake.batch.exactness import hiding, is_exact
from runner_intake.batch.levels import Levels
from runner_intake.batch.needles import NeedleColumns
from runner_intake.batch.reason_bits import reason_columns
from runner_intake.batch.safety import SafetyColumns
from runner_intake.batch.scores import Scores
from runner_intake.batch.settled import Settled
from runner_intake.batch.steps import Steps
from runner_intake.vocabulary import SUGGESTING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.pack import Pack, PointRule

OutputPart = Literal["safety", "steps", "scores", "reasons", "settled"]
PARTS: tuple[OutputPart, ...] = ("safety", "steps", "scores", "reasons", "settled")
"""What can be asked of a batch; what is left out is not computed. `outcome` and `exact` always come."""


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

    @cached_property
    def exact_scores(self) -> ExactScores:
        return ExactScores(self.scores)

    @cached_property
    def levels(self) -> Levels:
        return Levels(self.pack, self.scores, self.screen)

    @cached_property
    def settled(self) -> Settled:
        return Settled(self.levels)

    def apply(self, frame: pl.LazyFrame, keep: list[str]) -> pl.LazyFrame:
        """The results, one row for each row of the frame and in its order, behind the columns to `keep`."""
        for stage in self._stages:
            frame = frame.with_columns(stage)
        return frame.select([*(pl.col(name) for name in keep), *self._results])

    @cached_property
    def _stages(self) -> list[list[pl.Expr]]:
        """The columns that build on one another, planned once for all frames. Conditions are written before
        tests: that says which there are.
        """
        later, _ = list(self._planned()), self._results
        tests = self.answer_columns.test_columns()
        return [*self.needles.first_stages(), self.needles.helpers(), tests, *later]

    @cached_property
    def _results(self) -> list[pl.Expr]:
        return list(self.results())

    def _planned(self) -> Iterator[list[pl.Expr]]:
        yield self.needles.last_stage()
        yield from self.screen.stages()
        if "safety" in self.parts:
            yield from self.screen.stages_of_missing()
        yield from self.steps.stages()
        yield from self.scores.stages(self.scores.quantities)
        yield from self.levels.stages()
        yield from self.settled.stages()
        yield [
            (~self.answer_columns.partly_known() & self.exact_scores.of(index)).alias(f"{MARK}exact.{index}")
            for index in self.levels.all
        ]

    def results(self) -> Iterator[pl.Expr]:
        """Every column that comes out."""
        yield self.screen.outcome.alias("outcome")
        yield self.exact().alias("exact")
        if "safety" in self.parts:
            yield self.screen.findings().alias("findings")
            yield self.screen.missing().alias("missing")
        if "steps" in self.parts:
            yield from self.steps.columns()
        if "scores" in self.parts:
            yield self.levels.top().alias("top")
            for index in self.levels.all:
                yield from self.levels.columns(index)
        if "reasons" in self.parts:
            yield from (
                self._reasons(rules).alias(name)
                for benefit in self.pack.benefits
                for name, rules in reason_columns(benefit).items()
            )
        if "settled" in self.parts:
            yield from self.settled.columns()

    def exact(self) -> pl.Expr:
        """Where the row equals the single document in every column. A list that is known in part only is in
        no document, save in an emergency: there it says no more than the ticked signs alone.
        """
        one_document = ~self.answer_columns.partly_known() | self.screen.is_one_of(("emergency",))
        seen = self.screen.exact() & self.steps.exact() & self._scores_are_exact() & self._reasons_are_exact()
        return one_document & seen

    def _scores_are_exact(self) -> pl.Expr:
        """Where everything that comes out of scores is exact: all of it; or what is settled is, and so is
        every benefit, or none comes out.
        """
        each = all_of(pl.col(f"{MARK}exact.{index}") for index in self.levels.all)
        shown = self.screen.is_one_of(SUGGESTING)
        return (
            ~self.screen.scored | self.exact_scores.of_pairs() | (self.settled.completely & (~shown | each))
        )

    def _reasons_are_exact(self) -> pl.Expr:
        """Where every reason that is given is seen exactly: a rule may hold without being seen to."""
        conditions = [rule.when.grounded for benefit in self.pack.benefits for rule in benefit.rules]
        hidden = [condition for condition in conditions if hiding((condition,), self.answer_columns)]
        return ~self.screen.is_one_of(SUGGESTING) | all_of(
            is_exact(condition, truths(condition, self.answer_columns), self.answer_columns)
            for condition in hidden
        )

    def _reasons(self, rules: Sequence[PointRule]) -> pl.Expr:
        """The rules that hold, as one bit a rule; null where suggestions are withheld."""
        bits = sum_of(
            pl.when(truths(rule.when.grounded, self.answer_columns).true).then(1 << number).otherwise(0)
            for number, rule in enumerate(rules)
        )
        return (
            pl.when(self.screen.is_one_of(SUGGESTING))
            .then(bits.cast(pl.Int64))
            .otherwise(pl.lit(None, pl.Int64))
        )
