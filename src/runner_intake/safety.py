"""The safety screen: findings and one outcome, before anything is scored. Can be audited on its own.

Unknown never counts as no: a finding is listed when it holds whatever is missing, and an emergency or urgent rule that is merely
possible keeps the outcome at incomplete, naming the answers that decide it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.conditions import Truth, truth, undecided_fields
from runner_intake.vocabulary import BLOCKING, OUTCOMES, UNSCORED, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.pack import Pack, SafetyRule
    from runner_intake.questionnaire import Answers


@dataclass(frozen=True, slots=True)
class Screening:
    """The outcome, the rules that hold (worst first), the notices that hold, and the fields needed before anything is suggested.

    `truths` tells of every rule whether it holds: True, False, or None while that is open.
    """

    outcome: Outcome
    findings: tuple[SafetyRule, ...]
    notices: tuple[SafetyRule, ...]
    missing: tuple[str, ...]
    truths: Mapping[str, Truth]


def screen(answers: Answers, pack: Pack) -> Screening:
    """The safety screen of some answers under a pack's rules."""
    truths = {rule.id: truth(rule.when.grounded, answers.facts) for rule in pack.safety}
    raised = [rule for rule in pack.safety if truths[rule.id]]
    missing = missing_fields(answers, pack, truths)
    outcome = worst([rule.outcome for rule in raised if rule.outcome] + (["incomplete"] if missing else []))
    findings = [rule for rule in raised if rule.outcome]
    if outcome in UNSCORED:
        findings = [rule for rule in findings if rule.outcome == outcome]
    return Screening(
        outcome=outcome,
        findings=tuple(findings),
        notices=tuple(rule for rule in raised if rule.outcome is None),
        missing=() if outcome in UNSCORED else missing,
        truths=truths,
    )


def worst(outcomes: list[Outcome]) -> Outcome:
    """The worst of some outcomes; clear where there is none."""
    return min(outcomes, key=OUTCOMES.index, default="clear")


def missing_fields(answers: Answers, pack: Pack, truths: Mapping[str, Truth]) -> tuple[str, ...]:
    """The safety questions without an answer, and the fields that decide an emergency or urgent rule that is still possible.

    A possible rule that waits for a safety question names nothing further: whether more is needed shows once that is answered.
    """
    unanswered = frozenset(name for name in pack.questionnaire.safety_fields if name in answers.open)
    needed = set(unanswered)
    for rule in pack.safety:
        if rule.outcome in BLOCKING and truths[rule.id] is None:
            deciding = undecided_fields(rule.when.grounded, answers.facts)
            if not deciding & unanswered:
                needed |= deciding
    named = pack.questionnaire.in_order(needed)
    return tuple(name for name in named if name in answers.open) or named
