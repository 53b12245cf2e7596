"""What the compiled form of a pack puts into documents, each part made once by the exact engine and kept:
answers, reasons, first steps, findings, evidence, scores, notices, numbers to call.

The form is the caller's: models, or their JSON text. Knows parts; how they make a document is for
`plain_document` and `plain_json`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from runner_intake.compiled.tables import KEPT
from runner_intake.engine.benefits import evidence_shown, rounded
from runner_intake.engine.findings import finding_of
from runner_intake.engine.notices import help_lines, rules_used
from runner_intake.engine.reasons import reason_of
from runner_intake.engine.shown import shown, whole_text
from runner_intake.engine.steps import first_step
from runner_intake.result.assessment import Bounds, Points
from runner_intake.result.shared import with_fixed_answers

if TYPE_CHECKING:
    from collections.abc import Hashable

    from runner_intake.conditions import Value
    from runner_intake.pack import Benefit, FirstStepRules, Pack, PointRule, Region, SafetyRule, StepRule
    from runner_intake.questionnaire import Answers
    from runner_intake.result.assessment import (
        EvidenceSummary,
        Finding,
        FirstStep,
        HelpLine,
        Reason,
    )
    from runner_intake.vocabulary import Level

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Models:
    """The parts as models that many documents can share."""

    def shown(self, name: str, value: Value, answers: Answers) -> object:
        return shown(name, value, answers)

    def reason(self, rule: PointRule, answers: Answers) -> Reason:
        reason = reason_of(rule, True, answers)
        return with_fixed_answers(reason, reason.answers)

    def step(self, step: FirstStepRules, rule: StepRule, answers: Answers) -> FirstStep:
        return first_step(step, rule, answers.facts)

    def finding(self, rule: SafetyRule, answers: Answers) -> Finding:
        return finding_of(rule, answers)

    def evidence(self, benefit: Benefit, answers: Answers) -> EvidenceSummary:
        return evidence_shown(benefit, answers.facts)

    def numbers(
        self, rules: tuple[SafetyRule, ...], pack: Pack, region: Region | None
    ) -> tuple[HelpLine, ...]:
        return tuple(help_lines(rules, pack, region))


@dataclass(frozen=True, slots=True)
class Reached:
    """What a number of points comes to for a benefit that applies, or does not."""

    level: Level
    points: Points
    match: Bounds
    priority: Bounds


def reached(pack: Pack, benefit: Benefit, points: int, *, applies: bool) -> Reached:
    """Level, points, match and priority of complete answers."""
    match = rounded(points * 100, benefit.max)
    priority = rounded(points * benefit.evidence.factor, benefit.max) if applies else 0
    return Reached(
        pack.level(benefit, points) if applies else "not_suggested",
        Points(low=points, high=points, max=benefit.max),
        Bounds(low=match, high=match),
        Bounds(low=priority, high=priority),
    )


def notice(rule: SafetyRule, answers: Answers) -> str:
    """The sentence of a notice that holds."""
    return whole_text(rule.message, rule.parts, answers.facts)


def closing_texts(pack: Pack, holding: int, outcome: str) -> tuple[str, ...]:
    """How a result ends: the closing texts that hold (a bit each), and which rules were used."""
    texts = (
        closing.text
        for index, closing in enumerate(pack.closing)
        if holding >> index & 1 and outcome not in closing.hidden_at
    )
    return (*texts, rules_used(pack))


def keep(parts: dict[Hashable, P], key: Hashable, part: P) -> P:
    """Keeps a part for the next runner, and gives it back."""
    if len(parts) >= KEPT:
        parts.clear()
    parts[key] = part
    return part
