"""Training weeks as bars, with the longest run of each week as a line across its bar. Knows no file and no
rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.reports.pictures.svg import element, picture, words

if TYPE_CHECKING:
    from collections.abc import Sequence

_BAR, _GAP, _HEIGHT, _FOOT, _TOP, _KEY = 34.0, 8.0, 110.0, 22.0, 18.0, 16.0
_FEWEST = 4
"""Weeks that there is room for at least, so that the words below fit."""


@dataclass(frozen=True, slots=True)
class WeekBar:
    """One week: the word below its bar, its distance and its longest run in the runner's unit; None: not
    covered.
    """

    label: str
    distance: float | None
    longest: float | None


def weeks(title: str, description: str, rows: Sequence[WeekBar], longest: str) -> str:
    """The picture: a bar a week, oldest first. A week that no file covers is an empty frame, never a bar of
    0. `longest` are the words beside the sign of the longest run.
    """
    most = max([1.0, *(week.distance for week in rows if week.distance is not None)])
    parts = [part for index, week in enumerate(rows) for part in _week(week, index, most)]
    width = max(_FEWEST, len(rows)) * (_BAR + _GAP) + _GAP
    y = _TOP + _HEIGHT + _FOOT + _KEY / 2
    key = [
        element("line", class_="longest", x1=_GAP, y1=y - 4, x2=_GAP + _BAR, y2=y - 4),
        words(longest, 2 * _GAP + _BAR, y, class_="note"),
    ]
    return picture(title, description, width, _TOP + _HEIGHT + _FOOT + _KEY, parts + key, kind="weeks")


def _week(week: WeekBar, index: int, most: float) -> list[str]:
    x, floor = _GAP + index * (_BAR + _GAP), _TOP + _HEIGHT
    middle = x + _BAR / 2
    label = words(week.label, middle, floor + 14, class_="note", text_anchor="middle")
    if week.distance is None:
        unknown = element("rect", class_="unknown", x=x, y=_TOP, width=_BAR, height=_HEIGHT)
        return [unknown, words("?", middle, _TOP + _HEIGHT / 2, class_="note", text_anchor="middle"), label]
    height = week.distance / most * _HEIGHT
    parts = [
        element("rect", class_="bar", x=x, y=floor - height, width=_BAR, height=max(1.0, height)),
        words(f"{week.distance:.0f}", middle, floor - height - 4, class_="number", text_anchor="middle"),
    ]
    if week.longest:
        y = floor - week.longest / most * _HEIGHT
        parts.append(element("line", class_="longest", x1=x - 3, y1=y, x2=x + _BAR + 3, y2=y))
    return [*parts, label]
