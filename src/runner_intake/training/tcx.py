"""Reads TCX files: several activities a file, each the sum of its laps. Courses are no activities.

Knows laps with missing, negative or absurd numbers: then the points of the lap are asked, else the value is
not known. Reads no position.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from runner_intake.training.activity import Recording
from runner_intake.training.moments import instant
from runner_intake.training.sports import sport_of
from runner_intake.training.xml_events import walk_xml
from runner_intake.training.zones import is_real

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.training.issues import IssueLog
    from runner_intake.training.limits import Deadline

_MOST_SECONDS = 14 * 86_400
_MOST_METRES = 5_000_000


def read_tcx(data: bytes, report: IssueLog, deadline: Deadline) -> list[Recording]:
    """The activities of a TCX file."""
    listener = _Listener()
    broken = walk_xml(data, listener, deadline)
    if broken:
        report("T02", f"This file breaks off or is damaged ({broken}). What stands before was read.")
    if not listener.activities:
        if listener.courses:
            report("T04", "This is a course to follow, not an activity. It is not counted.")
        else:
            report("T03", "There is no activity in this file.")
    return [_recording(activity, report) for activity in listener.activities]


@dataclass(slots=True)
class _Lap:
    start: str = ""
    seconds: str = ""
    metres: str = ""
    first_time: str = ""
    last_time: str = ""
    last_metres: str = ""
    first_metres: str = ""


@dataclass(slots=True)
class _Activity:
    sport: str
    id: str = ""
    laps: list[_Lap] = field(default_factory=list)


@dataclass(slots=True)
class _Listener:
    activities: list[_Activity] = field(default_factory=list)
    courses: int = 0
    path: list[str] = field(default_factory=list)

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        self.path.append(name)
        if name == "Activity":
            self.activities.append(_Activity(attributes.get("Sport", "")))
        elif name == "Course":
            self.courses += 1
        elif name == "Lap" and self.activities and "Activity" in self.path:
            self.activities[-1].laps.append(_Lap(attributes.get("StartTime", "")))

    def closed(self, name: str, text: str) -> None:
        self.path.pop()
        if not self.activities or "Activity" not in self.path:
            return
        parent = self.path[-1]
        activity = self.activities[-1]
        if parent == "Activity" and name == "Id":
            activity.id = text
        elif activity.laps and parent == "Lap":
            if name == "TotalTimeSeconds":
                activity.laps[-1].seconds = text
            elif name == "DistanceMeters":
                activity.laps[-1].metres = text
        elif activity.laps and parent == "Trackpoint":
            _note_point(activity.laps[-1], name, text)


def _note_point(lap: _Lap, name: str, text: str) -> None:
    if name == "Time" and text:
        lap.first_time = lap.first_time or text
        lap.last_time = text
    elif name == "DistanceMeters" and text:
        lap.first_metres = lap.first_metres or text
        lap.last_metres = text


def _recording(activity: _Activity, report: IssueLog) -> Recording:
    label = activity.sport
    sport = "other" if label.casefold() == "other" else sport_of(label)
    recording = Recording("tcx", sport=sport or "unknown")
    _set_start(recording, activity, report)
    seconds = [_seconds_of(lap, report) for lap in activity.laps]
    metres = [_metres_of(lap, report) for lap in activity.laps]
    recording.moving_s = (
        sum(value for value in seconds if value is not None) if seconds and None not in seconds else None
    )
    recording.distance_m = (
        sum(value for value in metres if value is not None) if metres and None not in metres else None
    )
    return recording


def _set_start(recording: Recording, activity: _Activity, report: IssueLog) -> None:
    texts = [
        *(lap.start for lap in activity.laps[:1]),
        activity.id,
        *(lap.first_time for lap in activity.laps[:1]),
    ]
    for text in texts:
        moment = instant(text)
        if moment and is_real(moment[0]):
            recording.start, recording.offset = moment
            break
    else:
        report("T05", "The start of an activity is no date. It is listed, but not counted on any day.")
    ends = [moment[0] for lap in activity.laps if (moment := instant(lap.last_time))]
    if (
        recording.start
        and ends
        and timedelta(0) < max(ends) - recording.start < timedelta(seconds=_MOST_SECONDS)
    ):
        recording.elapsed_s = (max(ends) - recording.start).total_seconds()


def _seconds_of(lap: _Lap, report: IssueLog) -> float | None:
    value = _number(lap.seconds, _MOST_SECONDS)
    if value is not None:
        return value
    if lap.seconds:
        report(
            "T08",
            "The time of a lap cannot be right. Its points were asked instead.",
        )
    first, last = instant(lap.first_time), instant(lap.last_time)
    return _between(first[0], last[0]) if first and last else None


def _between(first: datetime, last: datetime) -> float | None:
    seconds = (last - first).total_seconds()
    return seconds if 0 <= seconds <= _MOST_SECONDS else None


def _metres_of(lap: _Lap, report: IssueLog) -> float | None:
    value = _number(lap.metres, _MOST_METRES)
    if value is not None:
        return value
    if lap.metres:
        report(
            "T08",
            "The distance of a lap cannot be right. Its points were asked instead.",
        )
    first, last = _number(lap.first_metres, _MOST_METRES), _number(lap.last_metres, _MOST_METRES)
    return last - first if first is not None and last is not None and last >= first else None


def _number(text: str, most: float) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and 0 <= value <= most else None
