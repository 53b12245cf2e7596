"""Training weeks as bars: the figures of each week, and their drawing in block characters. A week that is not
known has no bar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from runner_intake.training.days import ONE_DAY, Calendar, Window, back, kilometres, runs

WEEKS = 12
_BLOCKS = " ▏▎▍▌▋▊▉█"
_EIGHTHS = 8


@dataclass(frozen=True, slots=True, repr=False)
class Week:
    """Seven days up to and with `last`: kilometres run, number of runs, and kilometres of the longest of them
    (0 without a run); all None where `why_none` says why they are not known.
    """

    first: date
    last: date
    distance_km: float | None
    runs: int | None
    why_none: str | None
    longest_km: float | None = None


def weeks(calendar: Calendar, count: int = WEEKS) -> tuple[Week, ...]:
    """The last weeks of a log, oldest first; the last one ends on the day `as_of`. Weeks before the log
    begins are left out.
    """
    windows = [back(calendar.as_of - 7 * number * ONE_DAY, 7) for number in reversed(range(count))]
    begin = calendar.covered_from
    return tuple(_week(calendar, window) for window in windows if begin is not None and window.last >= begin)


def _week(calendar: Calendar, window: Window) -> Week:
    why = calendar.why_not_known(window, "distances")
    if why:
        return Week(window.first, window.last, None, None, why)
    inside = runs(calendar.sure(window))
    longest = max((run.distance_m or 0.0 for run in inside), default=0.0) / 1000
    return Week(window.first, window.last, round(kilometres(inside), 1), len(inside), None, round(longest, 1))


def bars(values: Sequence[float | None], width: int) -> list[str]:
    """A bar of block characters for each value, the largest `width` characters long; empty where there is no
    value.

    >>> bars([10, 5, None, 0], 4)
    ['████', '██', '', '']

    """
    largest = max((value for value in values if value is not None), default=0.0)
    return ["" if not value or not largest else _bar(value / largest * width) for value in values]


def _bar(length: float) -> str:
    eighths = max(1, round(length * _EIGHTHS))
    whole, rest = divmod(eighths, _EIGHTHS)
    return "█" * whole + (_BLOCKS[rest] if rest else "")
