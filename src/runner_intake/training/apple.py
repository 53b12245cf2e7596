"""Reads the workouts out of an Apple Health export, which may be larger than memory: it is searched for
`<Workout`, not parsed.

So a broken document type declaration, which some exports have, does no harm, and none is ever followed. The
offsets in the file are those of the day of the export: the instant is used, and the time zone that a workout
names. Reads no position and no other health data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import TYPE_CHECKING

from runner_intake.training.activity import Recording
from runner_intake.training.moments import instant
from runner_intake.training.numbers import number
from runner_intake.training.sports import apple_sport
from runner_intake.training.zones import is_real, zone_named

if TYPE_CHECKING:
    from runner_intake.training.issues import IssueLog
    from runner_intake.training.limits import Deadline

ROOT = b"<HealthData"
_OPEN, _CLOSE = b"<Workout ", b"</Workout>"
_LONGEST, _LONGEST_HEAD = 8 << 20, 1 << 16
_HEAD = re.compile(rb"""<Workout((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>""")
_ATTRIBUTE = re.compile(r"""(?<![\w:.-])([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_METADATA = re.compile(r"<MetadataEntry\s([^<>]*?)/?>")
_STATISTICS = re.compile(r"<WorkoutStatistics\s([^<>]*?)/?>")
_PART = re.compile(r"<WorkoutActivity\b(?:[^<>]*/>|.*?(?:</WorkoutActivity>|\Z))", re.DOTALL)
_ROUTE = re.compile(r"<WorkoutRoute\b.*?(?:</WorkoutRoute>|\Z)", re.DOTALL)
_DISTANCE = "HKQuantityTypeIdentifierDistance"
_METRES = {"km": 1000.0, "mi": 1609.344, "m": 1.0, "yd": 0.9144, "ft": 0.3048}
_SECONDS = {"min": 60.0, "s": 1.0, "sec": 1.0, "hr": 3600.0, "h": 3600.0}


def read_apple(chunks: Iterable[bytes], report: IssueLog, deadline: Deadline) -> list[Recording]:
    """The workouts of an export, from its bytes in pieces of any size."""
    recordings = [_recording(head, body, report) for head, body in _workouts(chunks, report, deadline)]
    if not recordings:
        report("T03", "There is no workout in this Apple Health export.")
    return recordings


def _workouts(chunks: Iterable[bytes], report: IssueLog, deadline: Deadline) -> Iterator[tuple[str, str]]:
    """Every workout: its attributes, and what stands inside."""
    rest = b""
    for chunk in chunks:
        deadline.check()
        rest += chunk
        position = 0
        while (start := rest.find(_OPEN, position)) >= 0:
            workout = _one(rest, start)
            if workout is None:
                break
            head, body, position = workout
            if head:
                yield head, body
            else:
                report("T02", "A workout in this file is damaged. It was left out.")
        rest = rest[start:] if start >= 0 else rest[max(position, len(rest) - len(_OPEN)) :]
        if len(rest) > _LONGEST:
            report("T12", "A workout in this file is longer than 8 MiB. It was left out.")
            rest = rest[len(_OPEN) :]
    if rest.startswith(_OPEN):
        report("T02", "This file ends inside a workout, which was left out.")


def _one(rest: bytes, start: int) -> tuple[str, str, int] | None:
    """The workout that starts here, and where it ends; None while its end is not there. One without an end
    stops at the next.
    """
    head = _HEAD.match(rest, start, start + _LONGEST_HEAD)
    following = rest.find(_OPEN, start + 1)
    if head is None:
        is_over = following >= 0 or len(rest) - start > _LONGEST_HEAD
        return ("", "", following if following >= 0 else start + len(_OPEN)) if is_over else None
    if head[2]:
        return _text(head[1]), "", head.end()
    close = rest.find(_CLOSE, head.end())
    if close >= 0 and (following < 0 or close < following):
        return _text(head[1]), _text(rest[head.end() : close]), close + len(_CLOSE)
    return None if following < 0 else (_text(head[1]), "", following)


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(double or single) for name, double, single in _ATTRIBUTE.findall(text)}


def _recording(head: str, body: str, report: IssueLog) -> Recording:
    attributes = _attributes(head)
    own = _PART.sub("", _ROUTE.sub("", body))
    metadata = {
        entry.get("key", ""): entry.get("value", "") for entry in map(_attributes, _METADATA.findall(own))
    }
    recording = Recording("apple", sport=apple_sport(attributes.get("workoutActivityType", "")))
    start, end = instant(attributes.get("startDate", "")), instant(attributes.get("endDate", ""))
    if start and is_real(start[0]):
        recording.start = start[0]
        recording.zone = zone_named(metadata.get("HKTimeZone", "")) if metadata.get("HKTimeZone") else None
        if end and end[0] >= start[0]:
            recording.elapsed_s = (end[0] - start[0]).total_seconds()
    else:
        report("T05", "A workout has no date that can be read. It is listed, but not counted on any day.")
    duration = _quantity(attributes.get("duration", ""), attributes.get("durationUnit", "min"), _SECONDS)
    recording.moving_s = recording.elapsed_s if duration is None else duration
    recording.distance_m = _distance(attributes, own)
    recording.indoor = {"1": True, "0": False}.get(metadata.get("HKIndoorWorkout", ""))
    recording.manual = {"1": True, "0": False}.get(metadata.get("HKWasUserEntered", ""))
    return recording


def _distance(attributes: dict[str, str], body: str) -> float | None:
    """Metres: from the statistics of newer exports, else from the attribute of older ones; without a unit it
    is not known.
    """
    for entry in map(_attributes, _STATISTICS.findall(body)):
        if entry.get("type", "").startswith(_DISTANCE):
            metres = _quantity(entry.get("sum", ""), entry.get("unit", ""), _METRES)
            if metres is not None:
                return metres
    return _quantity(attributes.get("totalDistance", ""), attributes.get("totalDistanceUnit", ""), _METRES)


def _quantity(text: str, unit: str, units: dict[str, float]) -> float | None:
    value, factor = number(text, "."), units.get(unit)
    return value * factor if value is not None and factor is not None and value >= 0 else None
