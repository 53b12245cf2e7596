"""The plan of complete rows: in which order columns are built on one another, and which of them come out.

Knows the rules of a pack by its parts; how a condition is seen in a frame is for `answers`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import polars as pl

from runner_intake.batch.answer_columns import MARK, TRUE
from runner_intake.batch.complete.answers import MOST_OPTIONS, CompleteAnswers
from runner_intake.batch.complete.outcome import COUNT, CompleteOutcome
from runner_intake.batch.complete.scores import CompleteScores
from runner_intake.batch.complete.steps import CompleteSteps
from runner_intake.conditions import ALWAYS
from runner_intake.vocabulary import UNSCORED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.batch.plan import OutputPart
    from runner_intake.pack import Pack

COMPLETE = f"{MARK}complete"
_AS_WRITTEN = pl.QueryOptFlags.none()
"""Thousands of small tests: to look for what they have in common takes longer than to compute it."""


@lru_cache(maxsize=16)
def complete_plan(
    pack: Pack, kinds: tuple[tuple[str, pl.DataType], ...], parts: tuple[OutputPart, ...]
) -> CompletePlan | None:
    """The plan for complete rows of frames with such columns; None where the pack, or the frame, has none."""
    plan = CompletePlan(pack, pl.Schema(kinds), parts)
    return plan if plan.is_possible else None


@dataclass(frozen=True, eq=False)
class CompletePlan:
    """A pack, for the complete rows of frames that have some columns."""

    pack: Pack
    kinds: pl.Schema
    parts: tuple[OutputPart, ...]

    @cached_property
    def is_possible(self) -> bool:
        """Whether every rule means the same without bounds, and every question is there."""
        questionnaire = self.pack.questionnaire
        return (
            all(map(self.answers.is_there, questionnaire.fields.values()))
            and all(len(own.options) <= MOST_OPTIONS for own in questionnaire.fields.values())
            and not any(map(questionnaire.looks_at_needles, questionnaire.gates.values()))
            and all(own.when == ALWAYS for own in questionnaire.questions if own.safety == "needling")
            and not any(rule.outcome == "incomplete" for rule in self.pack.safety)
            and self.scores.is_possible()
        )

    # --- in two steps: which rows are complete, and their results

    def seen(self, frame: pl.LazyFrame) -> pl.DataFrame:
        """The frame with the columns that conditions look at, and whether each row is complete."""
        for stage in self._first_stages:
            frame = frame.with_columns(stage)
        return frame.collect(optimizations=_AS_WRITTEN)

    def apply(self, seen: pl.DataFrame, keep: Sequence[str]) -> pl.DataFrame:
        """The results of rows that are complete, behind the columns to `keep`."""
        frame = seen.lazy()
        for stage in self._stages:
            frame = frame.with_columns(stage)
        if "safety" not in self.parts:
            return frame.select([*map(pl.col, keep), *self._results]).collect()
        named = self.outcome.finding_columns()
        return self.outcome.with_findings(
            frame.select([*map(pl.col, keep), *self._results, *named]).collect()
        )

    # --- parts

    @cached_property
    def answers(self) -> CompleteAnswers:
        return CompleteAnswers(self.pack.questionnaire, self.kinds)

    @cached_property
    def outcome(self) -> CompleteOutcome:
        return CompleteOutcome(self.pack, self.answers)

    @cached_property
    def scores(self) -> CompleteScores:
        return CompleteScores(self.pack, self.answers)

    @cached_property
    def steps(self) -> CompleteSteps:
        return CompleteSteps(self.pack, self.answers, self.outcome)

    @cached_property
    def _first_stages(self) -> list[list[pl.Expr]]:
        """Values, tests, and completeness. Conditions are written before: that says which tests there are."""
        _ = self._stages, self._results
        complete = self.answers.is_complete().alias(COMPLETE)
        return [self.answers.values(), self.answers.test_columns(), [complete]]

    @cached_property
    def _stages(self) -> list[list[pl.Expr]]:
        return list(self._planned())

    def _planned(self) -> Iterator[list[pl.Expr]]:
        """The columns that build on one another."""
        yield [*self.outcome.rules_that_hold(), *self.scores.points()]
        yield [self._count().alias(COUNT)]
        yield self.outcome.rules_about_needles()
        yield [self.outcome.outcome()]
        yield self.outcome.flags()
        yield from self.scores.order_stages()
        yield self.steps.priorities()

    def _count(self) -> pl.Expr:
        """Whether the questions about needles count: where no other rule withholds suggestions, and some
        answers to them make a benefit possible.
        """
        if not self.pack.questionnaire.needling_fields:
            return TRUE
        return ~self.outcome.withheld() & self.scores.any_may_be_suggested()

    @cached_property
    def _results(self) -> list[pl.Expr]:
        return list(self._columns())

    def _columns(self) -> Iterator[pl.Expr]:
        """Every column that comes out; findings are put in later, where they belong."""
        yield self.outcome.column()
        yield TRUE.alias("exact")
        if "safety" in self.parts:
            yield pl.lit(None, pl.List(pl.String)).alias("findings")
            yield pl.lit([], pl.List(pl.String)).alias("missing")
        if "steps" in self.parts:
            yield from self.steps.columns()
        if "scores" in self.parts:
            yield from self.scores.columns()
        if "reasons" in self.parts:
            yield from self.scores.reasons()
        if "settled" in self.parts:
            scored = ~self.outcome.is_one_of(UNSCORED)
            yield from (scored.alias(f"settled.{fact}") for fact in ("top", "list"))
