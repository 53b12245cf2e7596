"""Numbers as a runner types them: "40", "12,5", "40 km", "25 mi", "7.5 h", "7h30". Knows no screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner_intake.conditions import NumberDomain
from runner_intake.errors import IntakeError
from runner_intake.questionnaire.answers import check_number

if TYPE_CHECKING:
    from runner_intake.questionnaire import Field
    from runner_intake.text.catalogue import Units, Words

KM_PER_MILE = 1.609344
"""The international mile."""

_NUMBER = re.compile(r"(?P<number>\d{1,7}(?:[.,]\d{1,7})?)\s*(?P<unit>[^\W\d_]*)\Z", re.IGNORECASE)
_CLOCK = re.compile(r"(?P<hours>\d{1,2})\s*(?:h|:)\s*(?P<minutes>[0-5]\d)\s*(?:min|m)?\Z", re.IGNORECASE)
_HALF = re.compile(r"(?P<whole>\d{0,7})\s*(?:½|1/2)\s*(?P<unit>[^\W\d_]*)\Z", re.IGNORECASE)

_THOUSANDS = re.compile(r"(?P<whole>[1-9]\d{0,2})[.,](?P<rest>\d{3})(?!\d)")
"""What may be a thousand and more, or a number with three places behind the point."""


def parse_number(typed: str, field: Field, say: Words) -> float | None:
    """The number in a typed text, in the field's unit, miles put on its step; None where it cannot be read,
    or in two ways.

    A distance without a unit is in the units of `say`.
    """
    text = typed.strip().lower()
    if _reads_two_ways(text, field):
        return None
    if field.unit == "hours" and (clock := _CLOCK.match(text)):
        return int(clock["hours"]) + int(clock["minutes"]) / 60
    half = _HALF.match(text)
    match = half or _NUMBER.match(text)
    if not match:
        return None
    number = int(half["whole"] or 0) + 0.5 if half else float(match["number"].replace(",", "."))
    unit = match["unit"] or (say.units if field.unit == "km" else "")
    if field.unit == "km" and unit in _typed("mi", say):
        assert isinstance(field.domain, NumberDomain)
        return field.domain.at(round(number * KM_PER_MILE / field.domain.step))
    return number if unit in ("", *_typed(field.unit, say)) else None


def _reads_two_ways(text: str, field: Field) -> bool:
    """Whether a point or comma before three digits may also part thousands: only where the field takes
    numbers that large.
    """
    match = _THOUSANDS.match(text)
    if match is None or not isinstance(field.domain, NumberDomain):
        return False
    whole, rest = match["whole"], match["rest"]
    return (
        int(f"{whole}{rest}") <= field.domain.maximum or field.domain.steps(float(f"{whole}.{rest}")) is None
    )


def _typed(unit: str, say: Words) -> tuple[str, ...]:
    """What a runner may type for a unit."""
    return (unit.lower(), *say.texts.get(f"typed_{unit}", "").split(", "))


def number_problem(typed: str, field: Field, say: Words) -> str | None:
    """What is wrong with a typed number, in plain words; None where it can be used."""
    number = parse_number(typed, field, say)
    if number is None:
        return _unreadable(typed, field, say)
    try:
        check_number(number, field)
    except IntakeError as error:
        return _unfit(error.problems[0].code, field, say)
    return None


def _unreadable(typed: str, field: Field, say: Words) -> str:
    two_ways = _THOUSANDS.match(typed.strip())
    if two_ways and _reads_two_ways(typed.strip().lower(), field):
        whole, rest = two_ways["whole"], two_ways["rest"]
        return say("ambiguous_point", number=f"{whole}{rest}", other=f"{whole}.{rest[0]}")
    if field.unit != "km":
        assert isinstance(field.domain, NumberDomain)
        return say("not_a_number", example=f"{min(field.domain.maximum, max(field.domain.minimum, 3)):g}")
    return (
        say("ambiguous_m")
        if re.fullmatch(r"[\d.,\s]+m", typed.strip(), re.IGNORECASE)
        else say("not_a_distance")
    )


def _unfit(code: str, field: Field, say: Words) -> str:
    domain = field.domain
    assert isinstance(domain, NumberDomain)
    if code == "A05":
        return say(
            "out_of_range",
            low=_shown(domain.minimum, field, say.units),
            high=number_words(domain.maximum, field, say),
        )
    return say("wrong_step", step=f"{domain.step:g} {say.unit(field.unit, domain.step)}".rstrip())


def number_words(number: float, field: Field, say: Words) -> str:
    """A number with its unit, distances in the runner's choice, with as many decimals as the field shows."""
    return f"{_shown(number, field, say.units)} {unit_words(field, say, number)}".rstrip()


def unit_words(field: Field, say: Words, number: float = 2) -> str:
    """The unit behind a number, that of distances in the runner's choice; empty where there is none."""
    return say.unit(say.units if field.unit == "km" else field.unit, number)


def echo_words(number: float, field: Field, say: Words) -> str:
    """A typed number as it is understood: distances in both units."""
    if field.unit == "km":
        return say("echo_distance", km=f"{number:g}", mi=_shown(number, field, "mi"))
    return say("echo", number=number_words(number, field, say))


def _shown(number: float, field: Field, units: Units) -> str:
    if field.unit == "km" and units == "mi":
        return f"{round(number / KM_PER_MILE, 1):g}"
    return f"{number if field.decimals is None else round(number, field.decimals):g}"
