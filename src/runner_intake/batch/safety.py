"""The safety screen in columns: the outcome, the findings and the questions that are missing. Knows the
safety rules, not the scores.

At `emergency` the findings are left empty: whoever needs help now is looked at one by one, and a finding
could tell a private answer. For the same reason a rule that looks at a private field is in no list of
findings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from runner_intake.batch.answer_columns import MARK, AnswerColumns, all_of, any_of, names_where
from runner_intake.batch.certainty import Certainty, truths, undecided_columns
from runner_intake.batch.exactness import TriedOut, is_exact, tried_out
from runner_intake.conditions import Includes, OneOf, Within, atoms
from runner_intake.vocabulary import BLOCKING, OUTCOMES, UNSCORED, WITHHOLDING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.batch.needles import NeedleColumns
    from runner_intake.pack import Pack, SafetyRule


@dataclass(frozen=True)
class SafetyColumns:
    """The safety columns of a pack, as seen in a frame."""

    pack: Pack
    answer_columns: AnswerColumns
    needles: NeedleColumns

    def stages(self) -> Iterator[list[pl.Expr]]:
        """The helper columns, stage by stage: what each rule comes to, what is missing, the outcome."""
        yield [column for rule in self._rules for column in self._columns(rule)]
        yield [
            self._unanswered(name).alias(f"{MARK}unanswered.{name}")
            for name in self.pack.questionnaire.safety_fields
        ]
        yield [self._any_missing().alias(f"{MARK}missing")]
        yield [self._outcome().alias(f"{MARK}outcome")]

    def stages_of_missing(self) -> Iterator[list[pl.Expr]]:
        """The helper columns of `missing`: what each rule that keeps a row incomplete waits for, and whether
        a safety question is among that.
        """
        yield [
            (expr & may_hold).alias(self._waits(rule, name))
            for rule, may_hold in self._blocking
            for name, expr in undecided_columns(rule.when.grounded, self.answer_columns).items()
        ]
        yield [
            any_of(
                pl.col(self._waits(rule, name)) & pl.col(f"{MARK}unanswered.{name}")
                for name in self._decide(rule)
                if name in self._safety_fields
            ).alias(self._waits(rule))
            for rule, _ in self._blocking
        ]

    @staticmethod
    def _waits(rule: SafetyRule, name: str = "") -> str:
        return f"{MARK}waits.{rule.id}.{name}"

    @staticmethod
    def _decide(rule: SafetyRule) -> list[str]:
        """The fields whose answers decide a rule."""
        own = (test for test in atoms(rule.when.grounded) if isinstance(test, Within | OneOf | Includes))
        return list(dict.fromkeys(test.field for test in own))

    @cached_property
    def _safety_fields(self) -> frozenset[str]:
        return frozenset(self.pack.questionnaire.safety_fields)

    @cached_property
    def _rules(self) -> list[SafetyRule]:
        return [rule for rule in self.pack.safety if rule.outcome]

    def _columns(self, rule: SafetyRule) -> Iterator[pl.Expr]:
        certainty = self._tried_out[rule.id].certainty
        counts = self.needles.count_for(rule.when.grounded)
        yield (counts & certainty.true).alias(f"{MARK}holds.{rule.id}")
        yield (~counts | certainty.false).alias(f"{MARK}fails.{rule.id}")

    def _of(self, rule: SafetyRule) -> Certainty:
        return Certainty(pl.col(f"{MARK}holds.{rule.id}"), pl.col(f"{MARK}fails.{rule.id}"))

    def _unanswered(self, name: str) -> pl.Expr:
        gate = self.pack.questionnaire.gates.get(name)
        open_ = ~self.answer_columns.known(name)
        if name in self.pack.questionnaire.needling_fields:
            open_ &= self.needles.count
        return open_ & ~truths(gate, self.answer_columns).false if gate is not None else open_

    def _any_missing(self) -> pl.Expr:
        unanswered = [pl.col(f"{MARK}unanswered.{name}") for name in self.pack.questionnaire.safety_fields]
        return any_of([*unanswered, *(may_hold for _, may_hold in self._blocking)])

    @cached_property
    def _blocking(self) -> list[tuple[SafetyRule, pl.Expr]]:
        """The rules that keep a row incomplete while they may hold, and where they do: emergency and urgent
        rules, and others that withhold suggestions and may hold for certain without being seen to.
        """
        return [
            (rule, self._of(rule).open if rule.outcome in BLOCKING else ~self._is_exact(rule))
            for rule in self._rules
            if rule.outcome in BLOCKING or (rule.outcome in WITHHOLDING and self._may_hide(rule))
        ]

    @cached_property
    def _tried_out(self) -> dict[str, TriedOut]:
        return {rule.id: tried_out(rule.when.grounded, self.answer_columns) for rule in self._rules}

    def _may_hide(self, rule: SafetyRule) -> bool:
        return bool(self._tried_out[rule.id].hidden)

    def _is_exact(self, rule: SafetyRule) -> pl.Expr:
        """Where a rule is seen exactly."""
        return replace(self._tried_out[rule.id], certainty=self._of(rule)).exact

    def _outcome(self) -> pl.Expr:
        """The index of the worst outcome in OUTCOMES."""
        raised = {
            outcome: [self._of(rule).true for rule in self._rules if rule.outcome == outcome]
            for outcome in OUTCOMES
        }
        raised["incomplete"] = [pl.col(f"{MARK}missing")]
        outcome = pl.lit(len(OUTCOMES) - 1)
        for index in reversed(range(len(OUTCOMES) - 1)):
            if raised[OUTCOMES[index]]:
                outcome = pl.when(any_of(raised[OUTCOMES[index]])).then(index).otherwise(outcome)
        return outcome.cast(pl.Int8)

    # --- what comes out

    @property
    def outcome(self) -> pl.Expr:
        """The outcome by name."""
        return pl.col(f"{MARK}outcome").replace_strict(
            list(range(len(OUTCOMES))), list(OUTCOMES), return_dtype=pl.Enum(list(OUTCOMES))
        )

    def is_one_of(self, outcomes: tuple[str, ...] | frozenset[str]) -> pl.Expr:
        """Whether the outcome is one of some."""
        return pl.col(f"{MARK}outcome").is_in(
            [OUTCOMES.index(outcome) for outcome in OUTCOMES if outcome in outcomes]
        )

    @property
    def scored(self) -> pl.Expr:
        """Whether anything is scored."""
        return ~self.is_one_of(tuple(UNSCORED))

    @property
    def surely_scored(self) -> pl.Expr:
        """Whether anything is scored, and no rule that would end that may hold without being seen to."""
        return self.scored & all_of(self._is_exact(rule) for rule in self._rules if rule.outcome in UNSCORED)

    def findings(self) -> pl.Expr:
        """The rules that hold, worst first, as a list; null at emergency."""
        public = [
            rule for rule in self._rules if not self.pack.questionnaire.looks_at_private(rule.when.written)
        ]
        consent = OUTCOMES.index("consent_needed")
        alone = pl.col(f"{MARK}outcome") == consent
        named = {
            rule.id: self._of(rule).true & ~alone
            if OUTCOMES.index(rule.outcome) > consent
            else self._of(rule).true
            for rule in public
            if rule.outcome
        }
        return pl.when(pl.col(f"{MARK}outcome") != OUTCOMES.index("emergency")).then(names_where(named))

    def missing(self) -> pl.Expr:
        """The fields that have to be answered before anything is suggested, in the order of asking; empty
        where nothing is scored.
        """
        needed = {
            name: [pl.col(f"{MARK}unanswered.{name}")] for name in self.pack.questionnaire.safety_fields
        }
        for name in self._safety_fields & set(self.pack.questionnaire.gates):
            for decides, expr in undecided_columns(
                self.pack.questionnaire.gates[name], self.answer_columns
            ).items():
                for own in self.pack.questionnaire.inputs(decides):
                    needed.setdefault(own, []).append(
                        expr & pl.col(f"{MARK}unanswered.{name}") & ~self.answer_columns.known(own)
                    )
        for rule, _ in self._blocking:
            first = pl.col(self._waits(rule))
            for name in self._decide(rule):
                for own in self.pack.questionnaire.inputs(name):
                    waits = pl.col(self._waits(rule, name)) & ~first & ~self.answer_columns.known(own)
                    needed.setdefault(own, []).append(waits)
        order = [name for name in self.pack.questionnaire.fields if name in needed]
        named = names_where({name: any_of(needed[name]) for name in order})
        return pl.when(self.scored).then(named).otherwise(pl.lit([], pl.List(pl.String)))

    def exact(self) -> pl.Expr:
        """Where every rule that can still matter is seen exactly, with the gates of questions that are
        missing, and whether the questions about needles count. In an emergency no other rule matters, and
        without consent none that is milder.
        """
        consent, outcome = OUTCOMES.index("consent_needed"), pl.col(f"{MARK}outcome")
        without = [
            self._is_exact(rule) | (outcome == consent)
            if OUTCOMES.index(rule.outcome) > consent
            else self._is_exact(rule)
            for rule in self._rules
            if rule.outcome and self._may_hide(rule)
        ]
        seen = all_of(without) & (~self.scored | self._gates_are_exact())
        return (self.is_one_of(("emergency",)) | seen) & self.needles.exact

    def _gates_are_exact(self) -> pl.Expr:
        gates = {
            name: self.pack.questionnaire.gates[name]
            for name in self.pack.questionnaire.safety_fields
            if name in self.pack.questionnaire.gates
        }
        return all_of(
            ~pl.col(f"{MARK}unanswered.{name}")
            | is_exact(gate, truths(gate, self.answer_columns), self.answer_columns)
            for name, gate in gates.items()
        )
