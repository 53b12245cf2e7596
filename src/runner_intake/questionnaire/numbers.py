"""Numbers as a runner reads them: with their unit, distances in kilometres or miles. Knows no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runner_intake.questionnaire.model import Field
    from runner_intake.text.catalogue import Units, Words

KM_PER_MILE = 1.609344
"""The international mile."""


def number_words(number: float, field: Field, say: Words) -> str:
    """A number with its unit, distances in the runner's choice, with as many decimals as the field shows."""
    return f"{bare(number, field, say.units)} {unit_words(field, say, number)}".rstrip()


def unit_words(field: Field, say: Words, number: float = 2) -> str:
    """The unit behind a number, that of distances in the runner's choice; empty where there is none."""
    return say.unit(say.units if field.unit == "km" else field.unit, number)


def echo_words(number: float, field: Field, say: Words) -> str:
    """A typed number as it is understood: distances in both units."""
    if field.unit == "km":
        return say("echo_distance", km=f"{number:g}", mi=bare(number, field, "mi"))
    return say("echo", number=number_words(number, field, say))


def bare(number: float, field: Field, units: Units) -> str:
    """A number without its unit, with as many decimals as the field shows."""
    if field.unit == "km" and units == "mi":
        return f"{round(number / KM_PER_MILE, 1):g}"
    return f"{number if field.decimals is None else round(number, field.decimals):g}"
