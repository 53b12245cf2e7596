"""Breaks training files at random, the same way for the same seed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import training_files as write

ZONE = "Europe/London"
_EXTREMES = [
    b"-1",
    b"nan",
    b"1e999",
    b"9" * 400,
    b"0",
    b"",
    b"inf",
    b"-0.0",
    b"99999999999",
    b"2026-02-30",
    b"\xff\xfe",
    b"\0",
]


def whole_files() -> dict[str, bytes]:
    """A sound file of every kind."""
    some = [
        write.session(f"2026-11-{day:02}T07:{day:02}:00", 8.0 + day / 10, 45, "run", 5)
        for day in range(10, 15)
    ]
    ride = write.session("2026-11-16T12:00:00", 40, 90, "ride")
    tables = {
        "activities.csv": write.strava(*some, ride),
        "german.csv": write.strava(*some, ride, german=True),
        "garmin.csv": write.garmin_csv(*some, ride, zone=ZONE),
        "intervals.csv": write.intervals_csv(*some, ride, zone=ZONE),
    }
    files = {
        "run.fit": write.fit(*some[:2], offset=timedelta(0), records=30),
        "big.fit": write.fit(some[0], offset=timedelta(hours=1), big_endian=True),
        "run.fit.gz": write.packed(write.fit(some[0], offset=timedelta(0))),
        "run.tcx": write.tcx(*some),
        "run.gpx": write.gpx(some[0], points=30),
        "export.xml": write.apple(*some, zone=ZONE),
        "older.xml": write.apple(*some, zone=ZONE, unit="mi", newer=False),
        "x_summarizedActivities.json": write.garmin_json(*some, ride, zone=ZONE),
        **{name: text.encode() for name, text in tables.items()},
    }
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return {**files, "export.zip": out.getvalue()}


def mutated(files: Mapping[str, bytes], chance: random.Random) -> tuple[str, bytes]:
    """One of the files with one to six changes: its name and content."""
    name = chance.choice(sorted(files))
    data = files[name]
    for _ in range(chance.randint(1, 6)):
        data = chance.choice(_CHANGES)(data, chance)
    if chance.random() < 0.05:
        other = files[chance.choice(sorted(files))]
        data = data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other)) :]
    return name, data


def _flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.randint(1, 200) :]


def _ended(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _repeated(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start : start + chance.randint(1, 300)] * chance.randint(2, 40) + data[start:]


def _inserted(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + chance.randbytes(chance.randint(1, 60)) + data[start:]


def _other_number(data: bytes, chance: random.Random) -> bytes:
    """A number or date as text becomes an extreme."""
    numbers = list(re.finditer(rb"[0-9][0-9:.,-]*", data))
    if not numbers:
        return data
    number = chance.choice(numbers)
    return data[: number.start()] + chance.choice(_EXTREMES) + data[number.end() :]


def _ones(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + chance.choice([b"\xff", b"\0"]) * 4 + data[start + 4 :]


_CHANGES: list[Callable[[bytes, random.Random], bytes]] = [
    _flipped,
    _cut,
    _ended,
    _repeated,
    _inserted,
    _other_number,
    _ones,
]
