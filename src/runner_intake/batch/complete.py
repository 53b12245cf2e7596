"""The results of rows with complete answers: no bounds, and nothing is open. Exactly the columns that the
plan for all rows gives, in a fraction of the time.

Knows rules and result columns; how a condition is seen in a frame is for `complete_answers`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Final

import polars as pl

from runner_intake.batch.answer_columns import FALSE, MARK, TRUE, any_of, sum_of
from runner_intake.batch.complete_answers import MOST_OPTIONS, CompleteAnswers
from runner_intake.batch.needle_ways import NeedleWays, needle_ways
from runner_intake.batch.plan import LEVELS, WHY, rounded
from runner_intake.conditions import ALWAYS, NEVER, Condition
from runner_intake.vocabulary import OUTCOMES, SUGGESTING, UNSCORED, WITHHOLDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runner_intake.batch.plan import OutputPart
    from runner_intake.pack import Benefit, FirstStepRules, Pack, PointRule, SafetyRule, StepRule
    from runner_intake.vocabulary import Outcome

COMPLETE = f"{MARK}complete"
_AS_WRITTEN = pl.QueryOptFlags.none()
"""Thousands of small tests: to look for what they have in common takes longer than to compute it."""

_OUTCOME, _COUNT, _SUGGESTS = f"{MARK}outcome", f"{MARK}needles", f"{MARK}suggests"


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
            and all(ways is not None for ways in self._needle_ways.values())
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
        named = [where.alias(_finding(rule)) for rule, where in self._named]
        return self._with_findings(frame.select([*map(pl.col, keep), *self._results, *named]).collect())

    # --- parts

    @cached_property
    def answers(self) -> CompleteAnswers:
        return CompleteAnswers(self.pack.questionnaire, self.kinds)

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
        benefits = list(enumerate(self.pack.benefits))
        yield [
            *(self.answers.holds(rule.when.written).alias(self._rule(rule)) for rule in self._safety_rules),
            *(column for index, benefit in benefits for column in self._score(index, benefit)),
        ]
        yield [self._count().alias(_COUNT)]
        looking = [rule for rule in self._safety_rules if self._looks_at_needles(rule.when.grounded)]
        yield [(pl.col(_COUNT) & pl.col(self._rule(rule))).alias(self._rule(rule)) for rule in looking]
        yield [self._outcome().alias(_OUTCOME)]
        yield [
            self._is_one_of(SUGGESTING).alias(_SUGGESTS),
            *(self._worth(index).alias(f"{MARK}worth.{index}") for index, _ in benefits),
        ]
        yield [
            (pl.col(f"{MARK}worth.{a}") >= pl.col(f"{MARK}worth.{b}")).alias(f"{MARK}before.{a}.{b}")
            for a, b in combinations(range(len(benefits)), 2)
        ]
        yield [self._priority(step).alias(f"{MARK}step.{step.id}") for step in self._shown_steps]
        yield [
            any_of(self._before(other, index) & self._suggested(other) for other in self._topic(index)).alias(
                f"{MARK}covered.{index}"
            )
            for index, _ in benefits
        ]
        yield [
            (pl.col(_SUGGESTS) & self._suggested(index) & ~pl.col(f"{MARK}covered.{index}")).alias(
                f"{MARK}shown.{index}"
            )
            for index, _ in benefits
        ]
        yield [self._rank(index).alias(f"{MARK}rank.{index}") for index, _ in benefits]

    @cached_property
    def _results(self) -> list[pl.Expr]:
        return list(self.results())

    def results(self) -> Iterator[pl.Expr]:
        """Every column that comes out; `findings` are put in later, where they belong."""
        yield pl.col(_OUTCOME).cat.to(pl.Enum(list(OUTCOMES))).alias("outcome")
        yield TRUE.alias("exact")
        if "safety" in self.parts:
            yield pl.lit(None, pl.List(pl.String)).alias("findings")
            yield pl.lit([], pl.List(pl.String)).alias("missing")
        if "steps" in self.parts:
            yield from self._step_columns()
        if "scores" in self.parts:
            yield self._top().alias("top")
            for index, benefit in enumerate(self.pack.benefits):
                yield from self._score_columns(index, benefit)
        if "reasons" in self.parts:
            yield from (
                self._reasons(benefit).alias(f"{benefit.id}.reasons") for benefit in self.pack.benefits
            )
        if "settled" in self.parts:
            yield from ((~self._is_one_of(UNSCORED)).alias(f"settled.{fact}") for fact in ("top", "list"))

    # --- safety

    @cached_property
    def _safety_rules(self) -> list[SafetyRule]:
        return [rule for rule in self.pack.safety if rule.outcome]

    @staticmethod
    def _rule(rule: SafetyRule) -> str:
        return f"{MARK}holds.{rule.id}"

    def _looks_at_needles(self, grounded: Condition) -> bool:
        return self.pack.questionnaire.looks_at_needles(grounded)

    def _outcome(self) -> pl.Expr:
        """The index of the worst outcome in OUTCOMES."""
        outcome = pl.lit(len(OUTCOMES) - 1, pl.UInt8)
        for index in reversed(range(len(OUTCOMES) - 1)):
            rules = [self._rule(rule) for rule in self._safety_rules if rule.outcome == OUTCOMES[index]]
            if rules:
                outcome = pl.when(any_of(map(pl.col, rules))).then(pl.lit(index, pl.UInt8)).otherwise(outcome)
        return outcome

    def _is_one_of(self, outcomes: Iterable[Outcome]) -> pl.Expr:
        return any_of(pl.col(_OUTCOME) == pl.lit(OUTCOMES.index(outcome), pl.UInt8) for outcome in outcomes)

    @cached_property
    def _named(self) -> list[tuple[SafetyRule, pl.Expr]]:
        """The rules that are named as findings, and where: those that look at no private answer, and without
        consent only what comes before it.
        """
        consent = OUTCOMES.index("consent_needed")
        alone = self._is_one_of(("consent_needed",))
        return [
            (
                rule,
                pl.col(self._rule(rule)) & ~alone
                if OUTCOMES.index(outcome) > consent
                else pl.col(self._rule(rule)),
            )
            for rule in self._safety_rules
            if (outcome := rule.outcome) and not self.pack.questionnaire.looks_at_private(rule.when.written)
        ]

    def _with_findings(self, frame: pl.DataFrame) -> pl.DataFrame:
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

    # --- whether the questions about needles count

    def _count(self) -> pl.Expr:
        """Where no other rule withholds suggestions, and some answers to them make a benefit possible."""
        if not self.pack.questionnaire.needling_fields:
            return TRUE
        withheld = any_of(
            pl.col(self._rule(rule))
            for rule in self.pack.safety_without_needles
            if rule.outcome in WITHHOLDING
        )
        benefits = enumerate(self.pack.benefits)
        return ~withheld & any_of(self._may_be_suggested(index, benefit) for index, benefit in benefits)

    def _may_be_suggested(self, index: int, benefit: Benefit) -> pl.Expr:
        ways = self._ways(benefit)
        if not ways.ways:
            return self._suggested(index)
        fixed = pl.col(f"{MARK}fixed.{index}")
        least = self.pack.points_needed(benefit, "possible")
        return any_of(
            self.answers.holds(requires)
            & (fixed + self._points(zip(rules, ways.rules, strict=True)) >= least)
            for requires, *rules in ways.ways
        )

    @cached_property
    def _needle_ways(self) -> dict[str, NeedleWays | None]:
        return {benefit.id: needle_ways(benefit, self.pack) for benefit in self.pack.benefits}

    def _ways(self, benefit: Benefit) -> NeedleWays:
        ways = self._needle_ways[benefit.id]
        assert ways is not None
        return ways

    # --- scores

    def _score(self, index: int, benefit: Benefit) -> Iterator[pl.Expr]:
        """Points and whether a benefit applies; apart what no answer about needles changes."""
        pairs = [(rule.when.written, rule) for rule in benefit.rules]
        yield self._points(pairs).alias(f"{MARK}points.{index}")
        yield self.answers.holds(benefit.requires.written).alias(f"{MARK}applies.{index}")
        ways = self._ways(benefit)
        if ways.ways:
            fixed = (pair for pair in pairs if pair[1] not in ways.rules)
            yield self._points(fixed).alias(f"{MARK}fixed.{index}")

    def _points(self, rules: Iterable[tuple[Condition, PointRule]]) -> pl.Expr:
        none = pl.lit(0, self._kind)
        return sum_of(
            [
                none,
                *(
                    pl.when(self.answers.holds(when)).then(pl.lit(rule.points, self._kind)).otherwise(none)
                    for when, rule in rules
                    if when != NEVER
                ),
            ]
        )

    @cached_property
    def _kind(self) -> type[pl.DataType]:
        """Whole numbers that hold the points of every benefit."""
        most = max((sum(abs(rule.points) for rule in own.rules) for own in self.pack.benefits), default=0)
        return pl.Int8 if most < 2**7 else pl.Int16 if most < 2**15 else pl.Int32

    @cached_property
    def _kind_of_worth(self) -> type[pl.DataType]:
        """Whole numbers that hold weighted points."""
        most = max(
            (
                sum(abs(rule.points) for rule in own.rules) * weight
                for own, weight in zip(self.pack.benefits, self.pack.weights, strict=True)
            ),
            default=0,
        )
        return pl.Int16 if most < 2**15 else pl.Int32 if most < 2**31 else pl.Int64

    def _kind_of_share(self, benefit: Benefit) -> type[pl.DataType]:
        """Whole numbers that hold what is divided for per cent of the highest points, and rounded."""
        most = (2 * sum(abs(rule.points) for rule in benefit.rules) + 1) * max(100, benefit.evidence.factor)
        return (
            pl.Int16 if most + benefit.max < 2**15 else pl.Int32 if most + benefit.max < 2**31 else pl.Int64
        )

    def _low(self, index: int) -> pl.Expr:
        return pl.col(f"{MARK}points.{index}")

    def _applies(self, index: int) -> pl.Expr:
        return pl.col(f"{MARK}applies.{index}")

    def _reaches(self, index: int, least: int) -> pl.Expr:
        """Whether a benefit has so many points; where that is more than its kind of number holds, never."""
        highest = sum(rule.points for rule in self.pack.benefits[index].rules if rule.points > 0)
        return self._low(index) >= pl.lit(least, self._kind) if least <= highest else FALSE

    def _suggested(self, index: int) -> pl.Expr:
        """Before topics are looked at."""
        least = self.pack.points_needed(self.pack.benefits[index], "possible")
        return self._applies(index) & self._reaches(index, least)

    def _topic(self, index: int) -> list[int]:
        topic = self.pack.benefits[index].same_topic
        others = enumerate(self.pack.benefits)
        return [other for other, own in others if other != index and topic and own.same_topic == topic]

    def _worth(self, index: int) -> pl.Expr:
        """Points on the scale on which benefits are compared."""
        weight = pl.lit(self.pack.weights[index], self._kind_of_worth)
        return self._low(index).cast(self._kind_of_worth) * weight

    def _before(self, a: int, b: int) -> pl.Expr:
        """Whether a stands before b, of two that apply; ties as declared."""
        return pl.col(f"{MARK}before.{a}.{b}") if a < b else ~pl.col(f"{MARK}before.{b}.{a}")

    def _shown(self, index: int) -> pl.Expr:
        return pl.col(f"{MARK}shown.{index}")

    def _rank(self, index: int) -> pl.Expr:
        others = (
            (self._shown(other) & self._before(other, index)).cast(pl.Int8)
            for other in range(len(self.pack.benefits))
            if other != index
        )
        return pl.when(self._shown(index)).then(sum_of([pl.lit(1, pl.Int8), *others]))

    def _top(self) -> pl.Expr:
        first_benefit = pl.lit(None, pl.UInt8)
        for index in range(len(self.pack.benefits)):
            first = pl.col(f"{MARK}rank.{index}") == pl.lit(1, pl.Int8)
            first_benefit = pl.when(first).then(pl.lit(index, pl.UInt8)).otherwise(first_benefit)
        return first_benefit.cat.to(pl.Enum([benefit.id for benefit in self.pack.benefits]))

    def _score_columns(self, index: int, benefit: Benefit) -> Iterator[pl.Expr]:
        """What comes out of one benefit; null where suggestions are withheld."""
        applies, suggests = self._applies(index), pl.col(_SUGGESTS)
        points = self._low(index).cast(self._kind_of_share(benefit))
        match = rounded(points * 100, benefit.max)
        sure = (
            pl.when(applies)
            .then(rounded(points * benefit.evidence.factor, benefit.max))
            .otherwise(pl.lit(0, self._kind_of_share(benefit)))
        )
        for name, value in (("points", points), ("match", match), ("priority", sure)):
            shown = pl.when(suggests).then(value.cast(pl.Int16))
            yield from (shown.alias(f"{benefit.id}.{name}_{end}") for end in ("low", "high"))
        yield pl.when(suggests).then(self._level(index)).cat.to(LEVELS).alias(f"{benefit.id}.level")
        yield pl.col(f"{MARK}rank.{index}").alias(f"{benefit.id}.rank")
        yield pl.when(suggests).then(self._why(index)).cat.to(WHY).alias(f"{benefit.id}.why")

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

    def _reasons(self, benefit: Benefit) -> pl.Expr:
        """The rules that hold, as one bit a rule."""
        count = len(benefit.rules)
        kind = next((kind for size, kind in _KINDS_OF_BITS.items() if count <= size), pl.Int64)
        none = pl.lit(0, kind)
        bits = sum_of(
            [
                none,
                *(
                    pl.when(self.answers.holds(rule.when.written))
                    .then(pl.lit(1 << number, kind))
                    .otherwise(none)
                    for number, rule in enumerate(benefit.rules)
                ),
            ]
        )
        return pl.when(pl.col(_SUGGESTS)).then(bits.cast(pl.Int64))

    # --- first steps

    @cached_property
    def _shown_steps(self) -> list[FirstStepRules]:
        return [step for step in self.pack.steps if any(rule.outcome != "emergency" for rule in step.rules)]

    def _priority(self, step: FirstStepRules) -> pl.Expr:
        """The highest priority among the rules that hold; null where there is none."""
        highest = pl.lit(None, pl.Int8)
        rules = sorted(
            (rule for rule in step.rules if rule.outcome != "emergency"), key=lambda own: own.priority
        )
        for rule in rules:
            highest = pl.when(self._is_due(rule)).then(pl.lit(rule.priority, pl.Int8)).otherwise(highest)
        return highest

    def _is_due(self, rule: StepRule) -> pl.Expr:
        """At a special outcome only the rules for it count, else only the ordinary ones."""
        special = (*self.pack.special_outcomes, "emergency")
        there = self._is_one_of((rule.outcome,)) if rule.outcome else ~self._is_one_of(dict.fromkeys(special))
        counts = pl.col(_COUNT) & there if self._looks_at_needles(rule.when.grounded) else there
        return counts & self.answers.holds(rule.when.written)

    def _step_columns(self) -> Iterator[pl.Expr]:
        for step in self._shown_steps:
            priority = pl.col(f"{MARK}step.{step.id}")
            yield priority.alias(f"step.{step.id}")
            yield pl.when(priority.is_not_null()).then(TRUE).alias(f"step.{step.id}.certain")
        yield self._first_step().alias("first_step")

    def _first_step(self) -> pl.Expr:
        """The step of the highest priority; of equal ones the first in the pack."""
        steps = self._shown_steps
        ranked = sorted(
            {
                (rule.priority, -index)
                for index, step in enumerate(steps)
                for rule in step.rules
                if rule.outcome != "emergency"
            }
        )
        first_step = pl.lit(None, _index_kind(len(steps)))
        for priority, index in ranked:
            due = pl.col(f"{MARK}step.{steps[-index].id}") == pl.lit(priority, pl.Int8)
            first_step = pl.when(due).then(pl.lit(-index, _index_kind(len(steps)))).otherwise(first_step)
        return first_step.cat.to(pl.Enum([step.id for step in steps]))


def _finding(rule: SafetyRule) -> str:
    return f"{MARK}finding.{rule.id}"


_KINDS_OF_BITS: Final = {8: pl.UInt8, 16: pl.UInt16, 32: pl.UInt32}
"""The smallest numbers that hold so many bits."""


def _index_kind(count: int) -> type[pl.DataType]:
    return pl.UInt8 if count < 2**8 else pl.UInt16


def _code(words: pl.Enum, word: str) -> pl.Expr:
    return pl.lit(words.categories.to_list().index(word), pl.UInt8)
