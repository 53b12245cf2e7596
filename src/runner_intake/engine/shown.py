"""How an answer, and a text with several reasons, is written in the result document."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from runner_intake.conditions import truth

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner_intake.conditions import Facts, Value
    from runner_intake.pack import TextPart
    from runner_intake.questionnaire import Answers
    from runner_intake.result.assessment import Answer

RETURNING = "returning after a break"
"""A ratio whose divisor is 0."""


def shown(name: str, value: Value | None, answers: Answers) -> Answer:
    """A list in the order of the options, a ratio with two decimals, everything else as it is."""
    if isinstance(value, frozenset):
        return tuple(code for code in answers.questionnaire.fields[name].options if code in value)
    if name in answers.questionnaire.derived:
        return None if value is None else ratio(value)
    return value  # type: ignore[return-value]  # only a ratio is a fraction


def ratio(value: Value) -> float | str:
    """A derived ratio for display."""
    assert isinstance(value, int | float | Fraction)
    return RETURNING if value == math.inf else round(float(value), 2)


def whole_text(text: str, parts: Iterable[TextPart], facts: Facts) -> str:
    """A rule's text with the reasons that surely hold."""
    holding = [part.text.strip() for part in parts if truth(part.when.grounded, facts)]
    return " ".join([text.strip(), *holding])
