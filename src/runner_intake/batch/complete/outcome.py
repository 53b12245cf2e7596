"""The safety screen of complete rows: which rules hold, the outcome, the findings. Knows no score."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from runner_intake.batch.answer_columns import MARK, any_of
from runner_intake.vocabulary import OUTCOMES, SUGGESTING, WITHHOLDING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner_intake.batch.complete.answers import CompleteAnswers
    from runner_intake.pack import Pack, SafetyRule
    from runner_intake.vocabulary import Outcome

COUNT = f"{MARK}needles"
"""Whether the questions about needles count."""
SUGGESTS = f"{MARK}suggests"
_OUTCOME = f"{MARK}outcome"


@dataclass(frozen=True, eq=False)
class CompleteOutcome:
    """The safety rules of a pack, for complete rows."""

    pack: Pack
    answers: CompleteAnswers

    def rules_that_hold(self) -> list[pl.Expr]:
        """The first stage: a column for every rule."""
        return [self.answers.holds(rule.when.written).alias(_rule(rule)) for rule in self._rules]

    def rules_about_needles(self) -> list[pl.Expr]:
        """Where it is known whether the questions about needles count: a rule about them holds only there."""
        looks = self.pack.questionnaire.looks_at_needles
        about = (rule for rule in self._rules if looks(rule.when.grounded))
        return [(pl.col(COUNT) & pl.col(_rule(rule))).alias(_rule(rule)) for rule in about]

    def withheld(self) -> pl.Expr:
        """Where a rule withholds suggestions, whatever is answered about needles."""
        rules = (rule for rule in self.pack.safety_without_needles if rule.outcome in WITHHOLDING)
        return any_of(pl.col(_rule(rule)) for rule in rules)

    def outcome(self) -> pl.Expr:
        """The index of the worst outcome in OUTCOMES."""
        by_outcome = {
            index: [pl.col(_rule(rule)) for rule in self._rules if rule.outcome == outcome]
            for index, outcome in enumerate(OUTCOMES)
        }
        worst = (
            pl.when(any_of(rules)).then(pl.lit(index, pl.UInt8))
            for index, rules in by_outcome.items()
            if rules
        )
        return pl.coalesce(*worst, pl.lit(len(OUTCOMES) - 1, pl.UInt8)).alias(_OUTCOME)

    def flags(self) -> list[pl.Expr]:
        """Where the outcome allows suggestions, and where the first steps are those of which outcome."""
        special = dict.fromkeys((*self.pack.special_outcomes, "emergency"))
        return [
            self.is_one_of(SUGGESTING).alias(SUGGESTS),
            *(self.is_one_of((outcome,)).alias(_steps_of(outcome)) for outcome in special),
            (~self.is_one_of(special)).alias(_steps_of(None)),
        ]

    @staticmethod
    def has_steps_of(outcome: Outcome | None) -> pl.Expr:
        """Where the first steps are those of a special outcome; for None, the ordinary ones."""
        return pl.col(_steps_of(outcome))

    def is_one_of(self, outcomes: Iterable[Outcome]) -> pl.Expr:
        """Where the outcome is one of some."""
        return any_of(pl.col(_OUTCOME) == pl.lit(OUTCOMES.index(outcome), pl.UInt8) for outcome in outcomes)

    @staticmethod
    def column() -> pl.Expr:
        """The outcome as it comes out."""
        return pl.col(_OUTCOME).cat.to(pl.Enum(list(OUTCOMES))).alias("outcome")

    # --- findings

    def finding_columns(self) -> list[pl.Expr]:
        """A column for every rule that may be named; `with_findings` gathers them."""
        return [where.alias(_finding(rule)) for rule, where in self._named]

    def with_findings(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The results with their findings as lists, worst first; null at emergency. Most rows have few, so
        they are gathered rule by rule.
        """
        columns = {_finding(rule): rule.id for rule, _ in self._named}
        rows = [frame[column].arg_true() for column in columns]
        kind = pl.Enum(list(columns.values()))
        pairs = pl.DataFrame(
            {
                "rule": pl.Series(list(columns.values()), dtype=kind),
                "row": pl.Series(rows, dtype=pl.List(pl.UInt32)),
            }
        ).explode("row", empty_as_null=False, keep_nulls=False)
        lists = (
            pairs.sort("row", maintain_order=True)
            .group_by("row", maintain_order=True)
            .agg(pl.col("rule").cast(pl.String).alias("findings"))
        )
        every = pl.DataFrame({"row": pl.int_range(frame.height, dtype=pl.UInt32, eager=True)})
        findings = every.join(lists, on="row", how="left", maintain_order="left")["findings"]
        emergency = frame["outcome"] == "emergency"
        named = pl.select(
            pl.when(~emergency)
            .then(pl.lit(findings).fill_null(pl.lit([], pl.List(pl.String))))
            .alias("findings")
        ).to_series()
        return frame.drop(columns).with_columns(named)

    @cached_property
    def _rules(self) -> list[SafetyRule]:
        return [rule for rule in self.pack.safety if rule.outcome]

    @cached_property
    def _named(self) -> list[tuple[SafetyRule, pl.Expr]]:
        """The rules that are named as findings, and where: those that look at no private answer, and without
        consent only what comes before it.
        """
        consent = OUTCOMES.index("consent_needed")
        alone = self.is_one_of(("consent_needed",))
        return [
            (
                rule,
                pl.col(_rule(rule)) & ~alone if OUTCOMES.index(outcome) > consent else pl.col(_rule(rule)),
            )
            for rule in self._rules
            if (outcome := rule.outcome) and not self.pack.questionnaire.looks_at_private(rule.when.written)
        ]


def _rule(rule: SafetyRule) -> str:
    return f"{MARK}holds.{rule.id}"


def _steps_of(outcome: Outcome | None) -> str:
    return f"{MARK}steps.{outcome or 'ordinary'}"


def _finding(rule: SafetyRule) -> str:
    return f"{MARK}finding.{rule.id}"
