"""First steps in columns: for each step its priority, and whether it is certain. Left empty at emergency,
like the findings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from runner_intake.batch.answer_columns import MARK, AnswerColumns, all_of, any_of
from runner_intake.batch.certainty import Certainty, truths
from runner_intake.batch.exactness import hiding, is_exact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.batch.safety import SafetyColumns
    from runner_intake.pack import FirstStepRules, Pack, StepRule


@dataclass(frozen=True)
class Steps:
    """The first-step columns of a pack, as seen in a frame."""

    pack: Pack
    answer_columns: AnswerColumns
    screen: SafetyColumns

    def stages(self) -> Iterator[list[pl.Expr]]:
        """The helper columns: what each rule comes to."""
        yield [column for step in self.pack.steps for rule in step.rules for column in self._columns(rule)]

    def _columns(self, rule: StepRule) -> Iterator[pl.Expr]:
        certainty = truths(rule.when.grounded, self.answer_columns)
        counts = self._counts(rule)
        counts = counts & self.screen.needles.count_for(rule.when.grounded)
        yield (counts & certainty.true).alias(f"{MARK}due.{rule.id}")
        yield (~counts | certainty.false).alias(f"{MARK}undue.{rule.id}")

    def _counts(self, rule: StepRule) -> pl.Expr:
        """At a special outcome only the rules for it count, else only the ordinary ones; at emergency none is
        shown.
        """
        if rule.outcome == "emergency":
            return pl.lit(value=False)
        if rule.outcome:
            return self.screen.is_one_of((rule.outcome,))
        return ~self.screen.is_one_of((*self.pack.special_outcomes, "emergency"))

    def _of(self, rule: StepRule) -> Certainty:
        return Certainty(pl.col(f"{MARK}due.{rule.id}"), pl.col(f"{MARK}undue.{rule.id}"))

    @cached_property
    def _shown(self) -> list[FirstStepRules]:
        return [step for step in self.pack.steps if any(rule.outcome != "emergency" for rule in step.rules)]

    def columns(self) -> Iterator[pl.Expr]:
        """`step.ID` and `step.ID.certain` for every step, then the first certain step."""
        for step in self._shown:
            yield self._priority(step).alias(f"step.{step.id}")
            yield self._certain(step).alias(f"step.{step.id}.certain")
        yield self._first().alias("first_step")

    def _sure(self, step: FirstStepRules) -> pl.Expr:
        return any_of(self._of(rule).true for rule in step.rules)

    def _highest(self, step: FirstStepRules, *, sure: bool) -> pl.Expr:
        """The highest priority among the rules that hold, or that may; null where there is none."""
        none = pl.lit(None, pl.Int32)
        states = ((rule, self._of(rule).true if sure else self._of(rule).open) for rule in step.rules)
        picked = [pl.when(state).then(pl.lit(rule.priority)).otherwise(none) for rule, state in states]
        return pl.max_horizontal(*picked)

    def _priority(self, step: FirstStepRules) -> pl.Expr:
        return pl.coalesce(self._highest(step, sure=True), self._highest(step, sure=False)).cast(pl.Int8)

    def _certain(self, step: FirstStepRules) -> pl.Expr:
        return (
            pl.when(self._priority(step).is_null()).then(pl.lit(None, pl.Boolean)).otherwise(self._sure(step))
        )

    def _first(self) -> pl.Expr:
        """The certain step of the highest priority; of equal ones the first in the pack."""
        names = pl.Enum([step.id for step in self._shown])
        if not self._shown:
            return pl.lit(None, names)
        count = len(self._shown)
        keyed = (
            self._highest(step, sure=True) * count + (count - 1 - index)
            for index, step in enumerate(self._shown)
        )
        index = count - 1 - pl.max_horizontal(*keyed) % count
        return index.replace_strict(list(range(count)), names.categories, return_dtype=names)

    def exact(self) -> pl.Expr:
        """Where it is seen exactly whether each step is due."""
        return all_of(self._exact(step) for step in self._shown)

    def _exact(self, step: FirstStepRules) -> pl.Expr:
        """A step whose rules are all open may still surely be due; that is not seen where the tests of an
        unknown answer cannot all fail.
        """
        conditions = [rule.when.grounded for rule in step.rules]
        open_ = ~self._sure(step) & any_of(self._of(rule).open for rule in step.rules)
        hidden = any_of(hiding(conditions, self.answer_columns, (False,)))
        return all_of(
            is_exact(rule.when.grounded, self._of(rule), self.answer_columns) for rule in step.rules
        ) & ~(open_ & hidden)
