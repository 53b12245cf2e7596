"""Answers proposed from training files: which measure fills which field is for the pack to say. The runner
confirms or changes each one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from runner_intake.conditions import NumberDomain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.pack import Pack
    from runner_intake.result.assessment import Origin
    from runner_intake.training.figures import Measure
    from runner_intake.vocabulary import MeasureName

FROM_FILES = "from your files, "
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True, repr=False)
class Proposal:
    """An answer for one field that the files give, not yet confirmed by anybody.

    `value` is on the field's step and inside its range. `origin` says where it is from, in words; `first` and
    `last` are the days it is about, `runs` the runs in them, `merged` those found in several files, `zone`
    the time zone that the user named.
    """

    field: str
    value: int | float
    measure: MeasureName
    unit: str
    origin: str
    first: date
    last: date
    runs: int
    merged: int
    zone: str | None

    @property
    def record(self) -> Origin:
        """Where it is from, as the result document records it."""
        from runner_intake.result.assessment import Origin  # noqa: PLC0415  (loaded when it is needed)

        return Origin(
            runs=self.runs, merged=self.merged, first=self.first, last=self.last, timezone=self.zone
        )

    def __repr__(self) -> str:
        """The field only: the value is a health answer."""
        return f"<Proposal for {self.field}>"


def proposals(
    measures: Mapping[MeasureName, Measure], pack: Pack, zone: str | None
) -> Mapping[str, Proposal]:
    """The proposals by field, in the order of the pack; a measure that is not known, or outside the field's
    range, proposes nothing.
    """
    every = {field: _proposal(field, measures[name], pack, zone) for field, name in pack.measures.items()}
    return {field: proposal for field, proposal in every.items() if proposal}


def _proposal(field: str, measure: Measure, pack: Pack, zone: str | None) -> Proposal | None:
    domain = pack.questionnaire.fields[field].domain
    if measure.value is None or measure.window is None or not isinstance(domain, NumberDomain):
        return None
    value = _on_step(measure.value, domain, pack.questionnaire.fields[field].decimals)
    if not domain.minimum <= value <= domain.maximum:
        return None
    window = measure.window
    origin = origin_sentence(measure.runs, window.first, window.last)
    return Proposal(
        field,
        value,
        measure.name,
        measure.unit,
        origin,
        window.first,
        window.last,
        measure.runs,
        measure.merged,
        zone,
    )


def _on_step(value: float, domain: NumberDomain, decimals: int | None) -> int | float:
    """The value on the field's grid, with no more decimals than the field shows; halves up."""
    exact = Fraction(str(value))
    if decimals is not None:
        exact = _rounded(exact, Fraction(1, 10**decimals))
    if not domain.step:
        return float(exact)
    step = Fraction(str(domain.step))
    return domain.at(int(_rounded(exact, step) / step))


def _rounded(value: Fraction, step: Fraction) -> Fraction:
    return floor(value / step + Fraction(1, 2)) * step


def origin_sentence(runs: int, first: date, last: date) -> str:
    """Where an answer is from.

    >>> origin_sentence(41, date(2026, 8, 2), date(2026, 11, 22))
    'from your files, 41 runs, 2 August to 22 November 2026'
    """
    count = {0: "no run", 1: "1 run"}.get(runs, f"{runs} runs")
    year = "" if first.year == last.year else f" {first.year}"
    return f"{FROM_FILES}{count}, {first.day} {_MONTHS[first.month - 1]}{year} to {day_text(last)}"


def day_text(day: date) -> str:
    """A day for people: 22 November 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
