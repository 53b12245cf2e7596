"""Findings about questions: those that no rule looks at, and safety questions that not everybody is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.conditions import ALWAYS, fields_used
from runner_intake.verify.findings import Finding, found

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.pack import Pack
    from runner_intake.verify.owned_conditions import OwnedCondition


def question_findings(pack: Pack, conditions: Sequence[OwnedCondition]) -> Iterator[Finding]:
    """Everything about questions that can be told without trying answers."""
    used = frozenset[str]().union(*(fields_used(each.when.written) for each in conditions))
    linked = {field.options_from for field in pack.questionnaire.fields.values()}
    for question in pack.questionnaire.questions:
        for field in question.fields:
            ratios = {
                derived.id for derived in question.derived if field.id in (derived.dividend, derived.divisor)
            }
            if used.isdisjoint({field.id, *ratios}) and field.id not in linked:
                yield found("V20", (field.id, question.place), "No rule, gate or first step looks at it.")
        if question.safety and question.when != ALWAYS:
            yield found(
                "V22",
                (question.id, question.place),
                "It is a safety question, but only some runners are asked.",
            )
