"""The points of one benefit as a waterfall: from 0, rule by rule, to the score, with the points that each
level needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.reports.pictures.svg import element, picture, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_WIDTH, _ROW, _LEFT, _TOP = 680.0, 26.0, 320.0, 30.0
_MOST_LETTERS = 42


@dataclass(frozen=True, slots=True)
class Bar:
    """One rule: what it says and the points it gives (below 0: takes)."""

    label: str
    points: int


@dataclass(frozen=True, slots=True)
class TotalBar:
    """The last row: its word, and the points between which the score lies while answers are open."""

    label: str
    low: int
    high: int


def waterfall(  # noqa: PLR0913  (a picture of five things)
    title: str,
    description: str,
    steps: Sequence[Bar],
    levels: Mapping[str, int],
    *,
    highest: int,
    total: TotalBar,
) -> str:
    """The picture. `levels` gives the points that each level needs, by its name; a level beyond `highest` is
    left out.

    `highest` is the most points that any answers reach.
    """
    sums = [0]
    for step in steps:
        sums.append(sums[-1] + step.points)
    low, high = min(0, total.low, *sums), max(highest, *sums)
    unit = (_WIDTH - _LEFT - 40) / max(1, high - low)

    def x(points: float) -> float:
        return _LEFT + (points - low) * unit

    height = _TOP + _ROW * (len(steps) + 1) + 8
    parts = [_level(name, x(points), height) for name, points in levels.items() if points <= high]
    parts.append(element("line", class_="axis", x1=x(0), y1=_TOP - 4, x2=x(0), y2=height - 4))
    for index, step in enumerate(steps):
        parts += _row(step, sums[index], sums[index + 1], index, x)
    parts += _total(total, len(steps), x)
    return picture(title, description, _WIDTH, height, parts, kind="waterfall")


def _level(name: str, x: float, height: float) -> str:
    return element("line", class_="level", x1=x, y1=_TOP - 4, x2=x, y2=height - 4) + words(
        name, x, _TOP - 10, class_="note", text_anchor="middle"
    )


def _row(step: Bar, before: int, after: int, index: int, x: Callable[[float], float]) -> list[str]:
    y = _TOP + index * _ROW
    left, right = sorted((x(before), x(after)))
    return [
        words(_short(step.label), _LEFT - 8, y + 16, class_="label", text_anchor="end"),
        element(
            "rect",
            class_="gain" if step.points > 0 else "loss",
            x=left,
            y=y + 4,
            width=right - left,
            height=_ROW - 8,
        ),
        words(f"{step.points:+d}", right + 4, y + 16, class_="number"),
    ]


def _total(total: TotalBar, index: int, x: Callable[[float], float]) -> list[str]:
    """A full bar for what is sure, a dashed frame for what open answers may add."""
    y = _TOP + index * _ROW
    left, right = sorted((x(0), x(total.low)))
    size = {"y": y + 4, "height": _ROW - 8}
    shown = str(total.low) if total.low == total.high else f"{total.low} – {total.high}"
    may = element("rect", class_="may", x=x(total.low), width=x(total.high) - x(total.low), **size)
    return [
        words(total.label, _LEFT - 8, y + 16, class_="label strong", text_anchor="end"),
        element("rect", class_="total", x=left, width=max(1.0, right - left), **size),
        *([may] if total.high > total.low else []),
        words(shown, max(right, x(total.high)) + 4, y + 16, class_="number strong"),
    ]


def _short(label: str) -> str:
    """A label that fits its column; the whole sentence is in the list beside the picture."""
    return label if len(label) <= _MOST_LETTERS else f"{label[: _MOST_LETTERS - 1].rstrip()}…"
