"""Numbers as a runner types them: "40", "12,5", "40 km", "25 mi", "7.5 h". Knows no screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner_intake.errors import IntakeError
from runner_intake.questionnaire.answers import check_number

if TYPE_CHECKING:
    from runner_intake.questionnaire import Field

KM_PER_MILE = 1.609344
"""The international mile."""

_NUMBER = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>[a-z]*)\Z", re.IGNORECASE)
_MILES = ("mi", "mile", "miles")
_UNITS = {
    "km": ("km",),
    "hours": ("h", "hour", "hours"),
    "weeks": ("w", "week", "weeks"),
    "years": ("y", "year", "years"),
    "days": ("d", "day", "days"),
}


def parse_number(typed: str, field: Field) -> float | None:
    """The number in a typed text, in the field's unit, distances rounded to 0.1 km; None where it cannot be read."""
    match = _NUMBER.match(typed.strip())
    if not match:
        return None
    number, unit = float(match["number"].replace(",", ".")), match["unit"].lower()
    if field.unit == "km" and unit in _MILES:
        return round(number * KM_PER_MILE, 1)
    return number if unit in ("", field.unit.lower(), *_UNITS.get(field.unit, ())) else None


def number_problem(typed: str, field: Field) -> str | None:
    """What is wrong with a typed number, in plain words; None where it can be used."""
    number = parse_number(typed, field)
    if number is None:
        units = " You can add km or mi." if field.unit == "km" else ""
        return f"Please type a number.{units}"
    try:
        check_number(number, field)
    except IntakeError as error:
        return error.problems[0].way_out
    return None
