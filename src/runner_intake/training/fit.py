"""Reads FIT files, the format of watches: one activity a session. Decoded by fitdecode; reads no position.

Local time is trusted only where its offset from UTC can be that of a time zone; some makers write nonsense,
or 0 for "not known".
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from runner_intake.training.activity import Recording
from runner_intake.training.fit_excerpt import Excerpt, excerpts
from runner_intake.training.limits import LimitError
from runner_intake.training.moments import from_seconds
from runner_intake.training.sports import FIT_TRANSITION, fit_indoor, fit_sport
from runner_intake.training.zones import is_real, plausible_offset

if TYPE_CHECKING:
    from runner_intake.training.issues import IssueLog
    from runner_intake.training.limits import Deadline, Limits

FIT_EPOCH = 631_065_600
"""Seconds from the start of 1970 to 1989-12-31 00:00 UTC, where the times of FIT files start."""

FIRST_DATE = 0x10000000
"""Smaller numbers are no dates: they count seconds since the watch was switched on."""

_COROS = 294
_COURSE = 6
_ACTIVITY_FILE = 4
_RPE_FIELD = 193
_MOST_RPE = 100
_ABSURD = 1e7

_Values = Mapping[str | int, object]


def read_fit(data: bytes, report: IssueLog, deadline: Deadline, limits: Limits) -> list[Recording]:
    """The sessions of a FIT file, or of several that follow each other in one."""
    recordings: list[Recording] = []
    kinds: set[int | None] = set()
    parts = excerpts(data, limits.fit_messages, deadline)
    for part in parts:
        for damage in part.damage[:1]:
            report("T02", f"This file is damaged: {damage}. What could be read was read.")
        file = _decoded(part, report, deadline)
        kinds.add(file.kind)
        recordings += _sessions(file, report)
    if not recordings:
        _say_why_none(parts, kinds, report)
    return recordings


@dataclass(slots=True)
class _File:
    """The values of one FIT file by the names of its messages."""

    kind: int | None = None
    maker: int | None = None
    sport: int | None = None
    last_metres: float | None = None
    timestamp: int | None = None
    local_timestamp: int | None = None
    sessions: list[_Values] = field(default_factory=list)


def _decoded(part: Excerpt, report: IssueLog, deadline: Deadline) -> _File:
    import fitdecode  # noqa: PLC0415  (only what is used is loaded)

    file = _File()
    checks = {"check_crc": fitdecode.CrcCheck.DISABLED, "error_handling": fitdecode.ErrorHandling.IGNORE}
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            fitdecode.FitReader(part.data, processor=None, **checks) as frames,
        ):
            for frame in frames:
                deadline.check()
                if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                    _note(file, frame.name, _values(frame))
    except LimitError:
        raise
    except Exception:  # noqa: BLE001  (fitdecode may stumble over anything in a damaged file: assertions, keys, numbers)
        report("T02", "This file is damaged: a message cannot be decoded. What could be read was read.")
    return file


def _values(frame: object) -> dict[str | int, object]:
    """The fields of a message by name, and those without a name by number; raw where the number itself
    matters.
    """
    values: dict[str | int, object] = {}
    for entry in getattr(frame, "fields", ()):
        if entry.name is None or (entry.field_def is not None and entry.field_def.is_dev):
            continue  # fields that an app added of its own
        raw_wanted = entry.name.endswith(("timestamp", "start_time", "sport", "type", "manufacturer"))
        value = entry.raw_value if raw_wanted else entry.value
        values.setdefault(entry.name, value)
        if entry.def_num == _RPE_FIELD:
            values[_RPE_FIELD] = entry.raw_value
    return values


def _note(file: _File, name: str, values: _Values) -> None:
    match name:
        case "file_id":
            file.kind, file.maker = _whole(values.get("type")), _whole(values.get("manufacturer"))
        case "sport":
            file.sport = _whole(values.get("sport"))
        case "session":
            file.sessions.append(values)
        case "record":
            file.last_metres = _number(values.get("distance"))
        case "activity":
            file.timestamp, file.local_timestamp = (
                _whole(values.get("timestamp")),
                _whole(values.get("local_timestamp")),
            )
        case _:
            pass


def _sessions(file: _File, report: IssueLog) -> list[Recording]:
    sessions = [values for values in file.sessions if _whole(values.get("sport")) != FIT_TRANSITION]
    recordings = [_recording(values, file, report) for values in sessions]
    if len(recordings) == 1 and recordings[0].distance_m is None:
        recordings[0].distance_m = file.last_metres
    offset = _offset(file, report) if recordings else None
    for recording in recordings:
        recording.offset = offset
    return recordings


def _recording(values: _Values, file: _File, report: IssueLog) -> Recording:
    sport, sub_sport = _whole(values.get("sport")), _whole(values.get("sub_sport"))
    recording = Recording("fit", sport=fit_sport(file.sport if sport is None else sport, sub_sport))
    recording.elapsed_s = _number(values.get("total_elapsed_time"))
    recording.start = _start(
        _whole(values.get("start_time")), _whole(values.get("timestamp")), recording.elapsed_s
    )
    if recording.start is None:
        report(
            "T05",
            "The start of an activity is no date. It is listed, but not counted on any day.",
        )
    recording.distance_m = _number(values.get("total_distance"))
    timer = _number(values.get("total_timer_time"))
    recording.moving_s = recording.elapsed_s if timer is None else timer
    recording.indoor = fit_indoor(sub_sport)
    effort = _whole(values.get(_RPE_FIELD))
    recording.rpe = effort / 10 if effort is not None and 0 <= effort <= _MOST_RPE else None
    return recording


def _start(seconds: int | None, end: int | None, elapsed: float | None) -> datetime | None:
    """The start of a session: as it is written, or, where that is missing, its end less its duration."""
    if seconds is None and end is not None and end >= FIRST_DATE and elapsed is not None:
        seconds = end - round(elapsed)
    if seconds is None or seconds < FIRST_DATE:
        return None
    start = from_seconds(FIT_EPOCH + seconds)
    return start if start and is_real(start) else None


def _offset(file: _File, report: IssueLog) -> timedelta | None:
    """The difference of local time from UTC that the file states, if it can be one."""
    if file.timestamp is None or file.local_timestamp is None or file.timestamp < FIRST_DATE:
        return None
    offset = plausible_offset(timedelta(seconds=file.local_timestamp - file.timestamp))
    if offset is None:
        report("T07", "The local time in this file cannot be right. It was not used; the time in UTC was.")
    if not offset and file.maker == _COROS:  # COROS writes UTC as local time: 0 says nothing
        return None
    return offset


def _say_why_none(parts: list[Excerpt], kinds: set[int | None], report: IssueLog) -> None:
    if any(part.damage for part in parts):
        report("T03", "No session is left in this file: sessions are written at its end, which is damaged.")
    elif _COURSE in kinds:
        report("T04", "This is a course to follow, not an activity. It is not counted.")
    else:
        report("T03", "There is no activity in this FIT file; it may hold settings or a workout.")


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: object) -> float | None:
    """A number that can be right: not below 0, not absurdly large."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if 0 <= value < _ABSURD else None
