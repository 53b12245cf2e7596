"""The first steps of complete rows. Knows the rules of first steps and the outcome, not the scores."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from runner_intake.batch.answer_columns import MARK, TRUE
from runner_intake.batch.complete.outcome import COUNT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.batch.complete.answers import CompleteAnswers
    from runner_intake.batch.complete.outcome import CompleteOutcome
    from runner_intake.pack import FirstStepRules, Pack, StepRule


@dataclass(frozen=True, eq=False)
class CompleteSteps:
    """The first steps of a pack, for complete rows. At emergency there are none."""

    pack: Pack
    answers: CompleteAnswers
    outcome: CompleteOutcome

    def priorities(self) -> list[pl.Expr]:
        """A stage: the priority of every step; null where it is not due."""
        return [self._priority(step).alias(f"{MARK}step.{step.id}") for step in self._shown]

    def columns(self) -> Iterator[pl.Expr]:
        """What comes out of the steps, and the first of them."""
        for step in self._shown:
            priority = pl.col(f"{MARK}step.{step.id}")
            yield priority.alias(f"step.{step.id}")
            yield pl.when(priority.is_not_null()).then(TRUE).alias(f"step.{step.id}.certain")
        yield self._first_step().alias("first_step")

    @cached_property
    def _shown(self) -> list[FirstStepRules]:
        return [step for step in self.pack.steps if _rules(step)]

    def _priority(self, step: FirstStepRules) -> pl.Expr:
        """The highest priority among the rules that hold."""
        highest_first = sorted(_rules(step), key=lambda own: -own.priority)
        return pl.coalesce(
            pl.when(self._is_due(rule)).then(pl.lit(rule.priority, pl.Int8)) for rule in highest_first
        )

    def _is_due(self, rule: StepRule) -> pl.Expr:
        """At a special outcome only the rules for it count, else only the ordinary ones."""
        there = self.outcome.has_steps_of(rule.outcome)
        about_needles = self.pack.questionnaire.looks_at_needles(rule.when.grounded)
        counts = pl.col(COUNT) & there if about_needles else there
        return counts & self.answers.holds(rule.when.written)

    def _first_step(self) -> pl.Expr:
        """The step of the highest priority; of equal ones the first in the pack."""
        steps = self._shown
        kind = pl.UInt8 if len(steps) < 2**8 else pl.UInt16
        ranked = sorted(
            {(-rule.priority, index) for index, step in enumerate(steps) for rule in _rules(step)}
        )
        first_step = pl.coalesce(
            *(
                pl.when(self._has_priority(steps[index], -lowered)).then(pl.lit(index, kind))
                for lowered, index in ranked
            ),
            pl.lit(None, kind),
        )
        return first_step.cat.to(pl.Enum([step.id for step in steps]))

    @staticmethod
    def _has_priority(step: FirstStepRules, priority: int) -> pl.Expr:
        return pl.col(f"{MARK}step.{step.id}") == pl.lit(priority, pl.Int8)


def _rules(step: FirstStepRules) -> list[StepRule]:
    return [rule for rule in step.rules if rule.outcome != "emergency"]
