"""Whether a suggestion can still come out, in a column: as if every question about needles were open. Knows
bounds of scores and no outcome.

The scores are computed once more, in a frame without those questions; only whether each benefit may be
suggested is kept of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from runner_intake.batch.answer_columns import MARK, TRUE, AnswerColumns, all_of, any_of
from runner_intake.batch.answerable import answerable
from runner_intake.batch.exact_scores import ExactScores
from runner_intake.batch.scores import Scores
from runner_intake.vocabulary import WITHHOLDING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.conditions import Condition
    from runner_intake.pack import Pack

COUNT, EXACT, SEEN = f"{MARK}needles", f"{MARK}needles.exact", f"{MARK}needles.seen"


@dataclass(frozen=True)
class NeedleColumns:
    """The questions about needles, as seen in a frame: whether they count, and whether that is known
    exactly.
    """

    pack: Pack
    answer_columns: AnswerColumns

    @property
    def matter(self) -> bool:
        """Whether the pack has such questions at all."""
        return bool(self.pack.questionnaire.needling_fields)

    @property
    def count(self) -> pl.Expr:
        """Where they count."""
        return pl.col(COUNT) if self.matter else TRUE

    @property
    def exact(self) -> pl.Expr:
        """Where it is known exactly whether they count; where it is not, they do. A benefit that is surely
        suggested as things are tells too.
        """
        if not self.matter:
            return TRUE
        suggested = any_of(
            pl.col(f"{MARK}suggested.{index}") for index in range(len(self.pack.benefits))
        )  # made with the levels
        return ~pl.col(COUNT) | (pl.col(SEEN) & (pl.col(EXACT) | suggested))

    def count_for(self, condition: Condition) -> pl.Expr:
        """Where a grounded condition counts: always, if it looks at none of these questions."""
        return self.count if self.pack.questionnaire.looks_at_needles(condition) else TRUE

    # --- the scores without them

    @cached_property
    def _opened(self) -> Scores:
        about = self.pack.questionnaire.needling_fields
        columns = (name for name in self.answer_columns.columns if name.partition(".")[0] not in about)
        return Scores(self.pack, AnswerColumns(self.answer_columns.questionnaire, frozenset(columns)))

    def first_stages(self) -> Iterator[list[pl.Expr]]:
        """The columns of a frame without these questions, and two that stay: whether any benefit may be
        suggested, and whether that is exact.
        """
        if not self.matter:
            return
        benefits = range(len(self.pack.benefits))
        later = [
            *self._opened.stages(self._opened.ends()),
            [any_of(map(self._may, benefits)).alias(COUNT), self._exactly().alias(EXACT)],
        ]
        yield self._opened.answer_columns.helpers()
        yield self._opened.answer_columns.test_columns()
        yield from later

    def helpers(self) -> list[pl.Expr]:
        """The columns that everything else looks at, now those of the whole frame."""
        about = self.pack.questionnaire.needling_fields
        fields = self.pack.questionnaire.fields
        return self.answer_columns.helpers(name for name in fields if name in about or not self.matter)

    def _may(self, index: int) -> pl.Expr:
        """Whether a benefit may apply and reach the lowest level there."""
        maybe = self._opened.column(f"maybe.{index}") < 0
        applying = pl.when(maybe).then(self._opened.standings.applying[index]).otherwise(0)
        high = -self._opened.column(f"highest.{index}") - applying
        return maybe & (high >= self._needed(index))

    def _surely(self, index: int) -> pl.Expr:
        return (self._opened.column(f"surely.{index}") > 0) & (
            self._opened.column(f"low.{index}") >= self._needed(index)
        )

    def _needed(self, index: int) -> int:
        return self.pack.points_needed(self.pack.benefits[index], "possible")

    def _exactly(self) -> pl.Expr:
        """Bounds err to one side only: that none may be suggested is always right, that one may be is where
        its own bounds are exact.
        """
        benefits, exact = range(len(self.pack.benefits)), ExactScores(self._opened)
        shown = any_of(
            self._surely(benefit) | (self._may(benefit) & exact.of(benefit)) for benefit in benefits
        )
        return ~any_of(map(self._may, benefits)) | shown

    # --- the rules that withhold suggestions all the same

    def last_stage(self) -> list[pl.Expr]:
        """The two columns, once the answers of the whole frame are seen: nothing counts where another rule
        surely withholds every suggestion.
        """
        if not self.matter:
            return []
        rules = [
            answerable(rule, self.answer_columns)
            for rule in self.pack.safety_without_needles
            if rule.outcome in WITHHOLDING
        ]
        withheld, seen = any_of(rule.true for rule in rules), all_of(rule.exact for rule in rules)
        return [(pl.col(COUNT) & ~withheld).alias(COUNT), seen.alias(SEEN)]
