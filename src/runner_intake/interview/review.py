"""What was answered, question by question, with what deserves a second look. Knows no screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.conditions import fields_used
from runner_intake.interview.steps import Reviewed

if TYPE_CHECKING:
    from runner_intake.engine.analysis import Analysis
    from runner_intake.interview.steps import AnswersByField


def reviewed(analysis: Analysis, given: AnswersByField, skipped: frozenset[str]) -> tuple[Reviewed, ...]:
    """Every question that was answered or put off, in the order of asking."""
    missing = set(analysis.screening.missing)
    doubtful = _doubtful(analysis)
    return tuple(
        Reviewed(
            question=question,
            given={field.id: given[field.id] for field in question.fields if field.id in given},
            skipped=question.id in skipped,
            needed=any(field.id in missing and given.get(field.id) is None for field in question.fields),
            doubtful=any(field.id in doubtful for field in question.fields),
        )
        for question in analysis.pack.questionnaire.questions
        if question.id in skipped or any(field.id in given for field in question.fields)
    )


def _doubtful(analysis: Analysis) -> frozenset[str]:
    """The fields of the rules that found answers that do not fit together."""
    rules = (rule for rule in analysis.screening.findings if rule.outcome == "clarify")
    return frozenset[str]().union(*(fields_used(rule.when.written) for rule in rules))
