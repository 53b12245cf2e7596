"""A safety rule that holds, as a result document has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.conditions import evidence
from runner_intake.engine.shown import shown, whole_text
from runner_intake.result.assessment import Because, Finding
from runner_intake.vocabulary import EXPERT_OPINION

if TYPE_CHECKING:
    from runner_intake.pack import SafetyRule
    from runner_intake.questionnaire import Answers


def finding_of(rule: SafetyRule, answers: Answers) -> Finding:
    """A safety rule that holds, with the answers that make it true."""
    because = [
        Because(field=name, value=shown(name, value, answers))
        for name, value in evidence(rule.when.written, answers.seen, answers.given)
        if not answers.questionnaire.is_private(name)
    ]
    assert rule.outcome is not None
    sources = tuple(name for name in rule.basis if name != EXPERT_OPINION)
    return Finding(
        rule=rule.id,
        outcome=rule.outcome,
        message=whole_text(rule.message, rule.parts, answers.facts),
        because=tuple(because),
        sources=sources,
    )
