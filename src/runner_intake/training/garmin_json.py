"""Reads the account export of Garmin: files named summarizedActivities, in centimetres and milliseconds.
Keeps no name and no position.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from runner_intake.training.activity import Recording
from runner_intake.training.columns import sports
from runner_intake.training.moments import from_seconds
from runner_intake.training.sports import is_indoor
from runner_intake.training.zones import is_real, plausible_offset

if TYPE_CHECKING:
    from runner_intake.training.issues import IssueLog

_LIST = "summarizedActivitiesExport"
_SHORTEST_MS = 50_000
_MOST_RPE = 100
_ABSURD = 1e14

_Row = Mapping[str, object]


def read_garmin_json(data: bytes, report: IssueLog) -> list[Recording] | None:
    """The activities of the file; None if it is no such file."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        report("T02", "This JSON file is damaged and could not be read.")
        return []
    rows = _rows(document)
    if rows is None:
        return None
    rows = [
        row for row in rows if row.get("parent") is not True
    ]  # the whole of a triathlon; its parts are listed too
    labels = [_label(row) for row in rows]
    durations = [value for row in rows if (value := _number(row, "duration"))]
    in_ms = not durations or median(durations) >= _SHORTEST_MS
    kinds = sports(labels)
    recordings = []
    for row, label, sport in zip(rows, labels, kinds, strict=True):
        recording = Recording("garmin", sport=sport, indoor=is_indoor(label))
        _set_start(recording, row)
        metres, moving, elapsed = (_number(row, key) for key in ("distance", "duration", "elapsedDuration"))
        recording.distance_m = metres / 100 if metres is not None and in_ms else metres
        recording.moving_s = moving / 1000 if moving is not None and in_ms else moving
        recording.elapsed_s = elapsed / 1000 if elapsed is not None and in_ms else elapsed
        effort = _number(row, "directWorkoutRpe")
        recording.rpe = effort / 10 if effort and effort <= _MOST_RPE else None
        recording.manual = manual if isinstance(manual := row.get("manualActivity"), bool) else None
        recordings.append(recording)
    undated = sum(recording.start is None for recording in recordings)
    if undated:
        report(
            "T05", f"{undated} dates cannot be read. These sessions are listed, but not counted on any day."
        )
    return recordings


def _rows(document: object) -> list[_Row] | None:
    parts = document if isinstance(document, list) else [document]
    lists = [part[_LIST] for part in parts if isinstance(part, dict) and isinstance(part.get(_LIST), list)]
    return [row for rows in lists for row in rows if isinstance(row, dict)] if lists else None


def _label(row: _Row) -> str:
    kind = row.get("activityType")
    if isinstance(kind, dict):
        kind = kind.get("typeKey")
    return kind if isinstance(kind, str) and kind else str(row.get("sportType") or "")


def _set_start(recording: Recording, row: _Row) -> None:
    begin, local = _number(row, "startTimeGmt", "beginTimestamp"), _number(row, "startTimeLocal")
    start = from_seconds(begin / 1000) if begin is not None else None
    if start is None or not is_real(start):
        return
    recording.start = start
    if begin is not None and local is not None:
        recording.offset = plausible_offset(
            timedelta(milliseconds=min(abs(local - begin), 1e12) * (1 if local >= begin else -1))
        )


def _number(row: _Row, *keys: str) -> float | None:
    """The first number under one of the keys; None if there is none that can be right."""
    for key in keys:
        value = row.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if math.isfinite(value) and 0 <= value < _ABSURD:
            return float(value)
    return None
