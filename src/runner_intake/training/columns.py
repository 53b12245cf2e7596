"""What the exports of apps have in common: columns by name in any language, labels of sports, distances in a
unit that must be found out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from statistics import median
from typing import TYPE_CHECKING, Literal

from runner_intake.training.dates import is_two_way
from runner_intake.training.sports import plain, sport_of

if TYPE_CHECKING:
    from runner_intake.training.activity import Sport
    from runner_intake.training.issues import IssueLog

Unit = Literal["m", "km", "mi"]
METRES: Mapping[Unit, float] = {"m": 1.0, "km": 1000.0, "mi": 1609.344}
"""Metres in a unit of distance; a mile is 1609.344 m exactly."""

FASTEST_M_S = 12.5
"""Faster than any runner over any distance; what would be faster is in another unit."""

_SLOWEST_M_S = 0.2
_ON_NO_DAY = "These sessions are listed, but not counted on any day."


def column_named(header: Sequence[str], names: str, occurrence: int = 0) -> int | None:
    """The number of the column with one of the names (separated by `|`, small letters without accents); None
    if there is none.
    """
    wanted = set(names.split("|"))
    hits = [number for number, name in enumerate(header) if bare_name(name) in wanted]
    return hits[occurrence] if occurrence < len(hits) else None


@lru_cache(maxsize=1024)
def bare_name(name: str) -> str:
    """The name of a column in small letters, without accents and without a unit in brackets."""
    return plain(name).partition(" (")[0].strip("﻿ ®")


def unit_in(name: str) -> Unit | None:
    """The unit that a column's name states in brackets, such as `Distance (km)`."""
    unit = plain(name).partition("(")[2].rstrip(") ")
    units: dict[str, Unit] = {
        "km": "km",
        "m": "m",
        "mi": "mi",
        "miles": "mi",
        "meters": "m",
        "metres": "m",
        "kilometers": "km",
    }
    return units.get(unit)


def sports(labels: Sequence[str]) -> list[Sport]:
    """The sports of a column of labels.

    A label that is not known means another sport where some label of the column is known to mean running:
    then its language is one we know. Else it may be running, and the sport stays unknown.
    """
    by_label = {label: sport_of(label) for label in set(labels)}
    rest: Sport = "other" if "run" in by_label.values() else "unknown"
    return [by_label[label] or (rest if label.strip() else "unknown") for label in labels]


def unit_by_speed(pairs: Sequence[tuple[float, float]]) -> Unit | None:
    """Metres or kilometres, from pairs of a distance and seconds: nobody moves a thousand times faster. None
    if neither is possible.
    """
    speeds = [distance / seconds for distance, seconds in pairs if distance > 0 and seconds > 0]
    if not speeds:
        return None
    middle = median(speeds)
    if middle >= _SLOWEST_M_S:
        return "m"
    return "km" if middle * METRES["km"] >= _SLOWEST_M_S else None


def say_undated(texts: Sequence[str], dated: Sequence[bool], report: IssueLog) -> None:
    """Says how many rows have no date: because it can be read in two ways, or not at all."""
    undated = [text for text, is_dated in zip(texts, dated, strict=True) if not is_dated]
    two_way = sum(is_two_way(text) for text in undated)
    if two_way:
        report("T11", f"{two_way} dates may be day/month or month/day. {_ON_NO_DAY}")
    if len(undated) > two_way:
        report("T05", f"{len(undated) - two_way} dates cannot be read. {_ON_NO_DAY}")
