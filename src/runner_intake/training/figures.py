"""What a measure is: a value with its unit and window, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from runner_intake.training.days import Window
from runner_intake.vocabulary import MEASURE_UNITS, MeasureName


@dataclass(frozen=True, slots=True, repr=False)
class Measure:
    """One figure about the training.

    `value` is in `unit`; it is None where the figure is not known, and `why_none` then says why. `window` are
    the days it is about, both ends included. `runs` and `merged` are the runs in that window and how many of
    them were found in more than one file. `note` says what the figure does not show.
    """

    name: MeasureName
    value: float | None
    unit: str
    window: Window | None
    why_none: str | None
    runs: int = 0
    merged: int = 0
    note: str = ""

    def __repr__(self) -> str:
        """The name only: how much somebody trains is nobody's business in a log."""
        return f"<Measure: {self.name}, {'not known' if self.value is None else 'known'}>"


def known(name: MeasureName, value: float, window: Window, *, compared: str = "", note: str = "") -> Measure:
    """A measure with a value, rounded to three decimals; `compared` is what a ratio compares."""
    unit = f"{MEASURE_UNITS[name]} ({compared})" if compared else MEASURE_UNITS[name]
    return Measure(name, round(value, 3), unit, window, None, note=note)


def not_known(name: MeasureName, window: Window | None, why: str, note: str = "") -> Measure:
    """A measure without a value."""
    return Measure(name, None, MEASURE_UNITS[name], window, why, note=note)
