"""Numbers as a runner types them: "40", "12,5", "40 km", "25 mi", "7.5 h", "7h30". Knows no screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from runner_intake.conditions import NumberDomain
from runner_intake.errors import IntakeError
from runner_intake.questionnaire.answers import check_number
from runner_intake.terminal.words import words_in

if TYPE_CHECKING:
    from runner_intake.questionnaire import Field
    from runner_intake.terminal.words import Words

Units = Literal["km", "mi"]

KM_PER_MILE = 1.609344
"""The international mile."""

_NUMBER = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>[a-z]*)\Z", re.IGNORECASE)
_CLOCK = re.compile(r"(?P<hours>\d{1,2})\s*(?:h|:)\s*(?P<minutes>[0-5]\d)\s*(?:min|m)?\Z", re.IGNORECASE)
_HALF = re.compile(r"(?P<whole>\d*)\s*(?:½|1/2)\s*(?P<unit>[a-z]*)\Z", re.IGNORECASE)
_MILES = ("mi", "mile", "miles")
_UNITS = {
    "km": ("km", "kms", "kilometres", "kilometers"),
    "hours": ("h", "hr", "hrs", "hour", "hours"),
    "weeks": ("w", "wk", "wks", "week", "weeks"),
    "years": ("y", "yr", "yrs", "year", "years"),
    "days": ("d", "day", "days"),
}


def parse_number(typed: str, field: Field, units: Units = "km") -> float | None:
    """The number in a typed text, in the field's unit, distances rounded to 0.1 km; None where it cannot be read.

    A distance without a unit is in `units`.
    """
    text = typed.strip().lower()
    if field.unit == "hours" and (clock := _CLOCK.match(text)):
        return int(clock["hours"]) + int(clock["minutes"]) / 60
    half = _HALF.match(text)
    match = half or _NUMBER.match(text)
    if not match:
        return None
    number = int(half["whole"] or 0) + 0.5 if half else float(match["number"].replace(",", "."))
    return _in_unit(number, match["unit"], field, units)


def _in_unit(number: float, unit: str, field: Field, units: Units) -> float | None:
    if field.unit == "km" and unit in (_MILES if unit or units == "km" else ("", *_MILES)):
        return round(number * KM_PER_MILE, 1)
    return number if unit in ("", field.unit.lower(), *_UNITS.get(field.unit, ())) else None


def number_problem(typed: str, field: Field, units: Units = "km", words: Words | None = None) -> str | None:
    """What is wrong with a typed number, in plain words; None where it can be used."""
    say = words or words_in("en")
    number = parse_number(typed, field, units)
    if number is None:
        return _unreadable(typed, field, say)
    try:
        check_number(number, field)
    except IntakeError as error:
        return _unfit(error.problems[0].code, field, units, say)
    return None


def _unreadable(typed: str, field: Field, say: Words) -> str:
    if field.unit != "km":
        assert isinstance(field.domain, NumberDomain)
        return say("not_a_number", example=f"{min(field.domain.maximum, max(field.domain.minimum, 3)):g}")
    return say("ambiguous_m") if re.fullmatch(r"[\d.,\s]+m", typed.strip(), re.IGNORECASE) else say("not_a_distance")


def _unfit(code: str, field: Field, units: Units, say: Words) -> str:
    domain = field.domain
    assert isinstance(domain, NumberDomain)
    unit = units if field.unit == "km" else field.unit
    if code == "A05":
        low, high = (_shown(end, field, units) for end in (domain.minimum, domain.maximum))
        return say("out_of_range", low=low, high=high, unit=unit).replace(" .", ".")
    return say("wrong_step", step=f"{domain.step:g}", unit=field.unit).replace(" .", ".")


def number_words(number: float, field: Field, units: Units = "km") -> str:
    """A number with its unit, distances in the runner's choice."""
    return f"{_shown(number, field, units)} {units if field.unit == 'km' else field.unit}".rstrip()


def echo_words(number: float, field: Field, say: Words) -> str:
    """A typed number as it is understood: distances in both units."""
    if field.unit == "km":
        return say("echo_distance", km=f"{number:g}", mi=_shown(number, field, "mi"))
    return say("echo", number=f"{number:g}", unit=field.unit).rstrip()


def _shown(number: float, field: Field, units: Units) -> str:
    return f"{round(number / KM_PER_MILE, 1):g}" if field.unit == "km" and units == "mi" else f"{number:g}"
