"""Reads GPX files: one activity a track with times. Distance and moving time are measured by gpxpy from the
points; they are then dropped.

A track or route without times is a plan, not an activity. The one place in the project where a position is
looked at.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from runner_intake.training.activity import Recording
from runner_intake.training.moments import instant
from runner_intake.training.sports import is_indoor, sport_of
from runner_intake.training.xml_events import walk_xml
from runner_intake.training.zones import is_real

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.training.issues import IssueLog
    from runner_intake.training.limits import Deadline

_STRAVA_TYPES = {"1": "Ride", "4": "Hike", "9": "Run", "10": "Walk"}
"""The numbers that older exports of Strava write as the type of a track."""

_STOPPED_KM_H = 1.0
"""Slower than this is standing, as gpxpy has it."""

_Point = tuple[float, float, datetime | None]


def read_gpx(data: bytes, report: IssueLog, deadline: Deadline) -> list[Recording]:
    """The activities of a GPX file."""
    listener = _Listener()
    broken = walk_xml(data, listener, deadline)
    if broken:
        report("T02", f"This file breaks off or is damaged ({broken}). What stands before was read.")
    tracks = [track for track in listener.tracks if any(track.segments)]
    timed = [track for track in tracks if track.first is not None]
    if not timed:
        if tracks or listener.routes:
            report("T04", "This is a route without times, not an activity. It is not counted.")
        else:
            report("T03", "There is no track with points in this file.")
    elif len(timed) < len(tracks):
        report("T04", "A track without times is a route, not an activity. It is not counted.")
    return [_recording(track, deadline) for track in timed]


@dataclass(slots=True)
class _Track:
    type: str = ""
    segments: list[list[_Point]] = field(default_factory=list)
    first: datetime | None = None
    last: datetime | None = None
    offset: timedelta | None = None


@dataclass(slots=True)
class _Listener:
    tracks: list[_Track] = field(default_factory=list)
    routes: int = 0
    path: list[str] = field(default_factory=list)
    spot: tuple[float, float] | None = None
    time: datetime | None = None

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        self.path.append(name)
        if name == "trk":
            self.tracks.append(_Track())
        elif name == "rte":
            self.routes += 1
        elif name == "trkseg" and self.tracks:
            self.tracks[-1].segments.append([])
        elif name == "trkpt":
            self.spot, self.time = _spot(attributes), None

    def closed(self, name: str, text: str) -> None:
        self.path.pop()
        parent = self.path[-1] if self.path else ""
        if not self.tracks:
            return
        track = self.tracks[-1]
        if name == "type" and parent == "trk":
            track.type = text
        elif name == "time" and parent == "trkpt":
            self._note_time(track, text)
        elif name == "trkpt" and track.segments and self.spot:
            track.segments[-1].append((*self.spot, self.time))

    def _note_time(self, track: _Track, text: str) -> None:
        moment = instant(text)
        if not moment or not is_real(moment[0]):
            return
        self.time = moment[0]
        if track.first is None:
            track.first, track.offset = moment
        track.last = self.time


def _spot(attributes: Mapping[str, str]) -> tuple[float, float] | None:
    try:
        latitude, longitude = float(attributes["lat"]), float(attributes["lon"])
    except (KeyError, ValueError):
        return None
    inside = abs(latitude) <= 90 and abs(longitude) <= 180  # noqa: PLR2004  (degrees)
    return (latitude, longitude) if inside and math.isfinite(latitude) and math.isfinite(longitude) else None


def _recording(track: _Track, deadline: Deadline) -> Recording:
    label = _STRAVA_TYPES.get(track.type, track.type)
    recording = Recording("gpx", sport=sport_of(label) or "unknown")
    recording.start, recording.offset, recording.indoor = track.first, track.offset, is_indoor(label)
    if track.first and track.last and track.last >= track.first:
        recording.elapsed_s = (track.last - track.first).total_seconds()
    _measure(recording, track, deadline)
    return recording


def _measure(recording: Recording, track: _Track, deadline: Deadline) -> None:
    """Sets distance and moving time. Gaps between segments are pauses: neither counts for them."""
    from gpxpy.geo import distance  # noqa: PLC0415  (only what is used is loaded)

    metres = moving = 0.0
    measured = False
    for segment in track.segments:
        for number, (point, following) in enumerate(pairwise(segment)):
            if not number % 1000:
                deadline.check()
            step = distance(point[0], point[1], None, following[0], following[1], None)
            metres += step
            measured = True
            moving += _moving_seconds(step, point[2], following[2])
    if measured:
        recording.distance_m = metres
        recording.moving_s = moving


def _moving_seconds(metres: float, first: datetime | None, last: datetime | None) -> float:
    if first is None or last is None or last <= first:
        return 0.0
    seconds = (last - first).total_seconds()
    return seconds if metres / seconds * 3.6 > _STOPPED_KM_H else 0.0
