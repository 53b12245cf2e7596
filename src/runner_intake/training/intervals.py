"""Reads the activities of intervals.icu as CSV: local times, metres, seconds. Keeps no name and no note."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from runner_intake.training.activity import Recording
from runner_intake.training.columns import column_named, sports
from runner_intake.training.dates import read_day
from runner_intake.training.moments import instant
from runner_intake.training.numbers import number
from runner_intake.training.sports import is_indoor
from runner_intake.training.zones import is_real, zone_named

if TYPE_CHECKING:
    from runner_intake.training.issues import IssueLog
    from runner_intake.training.table import TextTable

_LOCAL = "start date local"
_MOST_RPE = 10


def is_intervals(table: TextTable) -> bool:
    """Whether the table is an export of intervals.icu."""
    return column_named(table.rows[0], _LOCAL) is not None


def read_intervals(table: TextTable, report: IssueLog) -> list[Recording]:
    """The activities of the table."""
    names = {
        "local": _LOCAL,
        "start": "start date",
        "type": "type",
        "metres": "distance|icu distance",
        "moving": "moving time",
        "elapsed": "elapsed time",
        "rpe": "icu rpe|rpe|perceived exertion",
        "indoor": "trainer|indoor",
        "zone": "timezone",
    }
    texts = {what: table.column(column_named(table.rows[0], name), 1) for what, name in names.items()}
    kinds = sports(texts["type"])
    recordings = []
    for row, sport in enumerate(kinds):
        recording = Recording("intervals", sport=sport)
        _set_start(recording, texts["local"][row], texts["start"][row], texts["zone"][row])
        recording.distance_m, recording.elapsed_s = (
            _not_below_0(texts[what][row]) for what in ("metres", "elapsed")
        )
        moving = _not_below_0(texts["moving"][row])
        recording.moving_s = recording.elapsed_s if moving is None else moving
        effort = _not_below_0(texts["rpe"][row])
        recording.rpe = effort if effort is not None and 0 < effort <= _MOST_RPE else None
        says_indoor = texts["indoor"][row].strip().casefold() in ("true", "1", "yes")
        recording.indoor = True if says_indoor else is_indoor(texts["type"][row])
        recordings.append(recording)
    undated = sum(recording.local is None and recording.day is None for recording in recordings)
    if undated:
        report(
            "T05", f"{undated} dates cannot be read. These sessions are listed, but not counted on any day."
        )
    return recordings


def _set_start(recording: Recording, local: str, start: str, zone: str) -> None:
    day = read_day(local)
    if day is None or not is_real(day.time or _midnight(day.day)):
        return
    if day.time is None:
        recording.day = day.day
        return
    recording.local = day.time
    moment = instant(start) if start.strip() else None
    named = zone_named(zone.strip()) if zone.strip() else None
    if moment and is_real(moment[0]):
        recording.start = moment[0]
    elif named:
        recording.start, recording.zone = day.time.replace(tzinfo=named).astimezone(UTC), named


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _not_below_0(text: str) -> float | None:
    value = number(text)
    return value if value is not None and value >= 0 else None
