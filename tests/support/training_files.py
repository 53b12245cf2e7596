"""Writes small training files of every kind, for tests: made-up sessions, nobody's data."""

from __future__ import annotations

import csv
import gzip
import io
import json
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
NAME, NOTE = "Zanzibar dawn", "knee sore again"
"""What somebody might write about a session; it must never come out again."""


@dataclass(frozen=True)
class Session:
    """A made-up session: `start` is an instant."""

    start: datetime
    metres: float | None = 10_000.0
    seconds: float = 3_600.0
    sport: str = "run"
    rpe: int | None = None

    def at(self, zone: str) -> datetime:
        return self.start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def session(
    start: str,
    kilometres: float | None = 10.0,
    minutes: float = 60.0,
    sport: str = "run",
    rpe: int | None = None,
) -> Session:
    """A session that starts at an ISO time, in UTC unless it says otherwise."""
    moment = datetime.fromisoformat(start)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return Session(
        moment.astimezone(UTC), None if kilometres is None else kilometres * 1000, minutes * 60, sport, rpe
    )


def every_day(
    first: date, days: int, kilometres: float = 10.0, hour: int = 12, sport: str = "run"
) -> list[Session]:
    """A session on each of some days, at the same hour in UTC."""
    start = datetime(first.year, first.month, first.day, hour, tzinfo=UTC)
    return [Session(start + timedelta(days=day), kilometres * 1000, 3_600.0, sport) for day in range(days)]


# --- FIT -------------------------------------------------------------------------------------------------

FIT_SPORTS = {"run": 1, "ride": 2, "transition": 3, "swim": 5, "walk": 11, "hike": 17, "other": 10}
_SIZES = {"B": 1, "H": 2, "I": 4}
_TYPES = {"B": 0x00, "H": 0x84, "I": 0x86}
_NOTHING = {"B": 0xFF, "H": 0xFFFF, "I": 0xFFFFFFFF}
_Fields = Sequence[tuple[int, str, int | None]]


def fit(  # noqa: PLR0913  (one parameter a thing that files differ in)
    *sessions: Session,
    offset: timedelta | None = None,
    local_seconds: int | None = None,
    maker: int = 1,
    sub_sport: int = 0,
    records: int = 0,
    start_seconds: int | None = None,
    big_endian: bool = False,
    kind: int = 4,
) -> bytes:
    """A FIT file. `offset` is that of local time, `local_seconds` a local time of nonsense; `start_seconds` a
    start that is no date.
    """
    order = ">" if big_endian else "<"
    body = _fit_message(
        order,
        0,
        0,
        [(0, "B", kind), (1, "H", maker), (2, "H", 1), (4, "I", fit_time(datetime(2026, 1, 1, tzinfo=UTC)))],
    )
    for one in sessions:
        for number in range(records):
            moment = fit_time(one.start) + number
            metres = int((one.metres or 0) * 100 * (number + 1) / records)
            body += _fit_message(
                order, 1, 20, [(253, "I", moment), (0, "I", 123456789), (1, "I", 987654321), (5, "I", metres)]
            )
    for one in sessions:
        body += _fit_message(order, 2, 18, _fit_session(one, sub_sport, start_seconds))
    if sessions:
        end = fit_time(sessions[-1].start + timedelta(seconds=sessions[-1].seconds))
        local = (
            local_seconds
            if local_seconds is not None
            else None
            if offset is None
            else end + int(offset.total_seconds())
        )
        body += _fit_message(order, 3, 34, [(253, "I", end), (5, "I", local), (1, "H", len(sessions))])
    header = struct.pack("<BBHI4s", 14, 0x10, 2000, len(body), b".FIT")
    whole = header + struct.pack("<H", fit_crc(header)) + body
    return whole + struct.pack("<H", fit_crc(whole))


def _fit_session(one: Session, sub_sport: int, start_seconds: int | None) -> _Fields:
    start = fit_time(one.start) if start_seconds is None else start_seconds
    metres = None if one.metres is None else int(one.metres * 100)
    return [
        *[
            (253, "I", start + int(one.seconds)),
            (2, "I", start),
            (7, "I", int(one.seconds * 1000)),
            (8, "I", int(one.seconds * 1000)),
        ],
        *[
            (9, "I", metres),
            (5, "B", FIT_SPORTS[one.sport]),
            (6, "B", sub_sport),
            (193, "B", None if one.rpe is None else one.rpe * 10),
        ],
    ]


def _fit_message(order: str, local: int, number: int, fields: _Fields) -> bytes:
    """A message behind its definition."""
    definition = struct.pack(f"{order}BBBHB", 0x40 | local, 0, order == ">", number, len(fields))
    definition += b"".join(struct.pack("BBB", field, _SIZES[code], _TYPES[code]) for field, code, _ in fields)
    codes = "".join(code for _, code, _ in fields)
    values = [_NOTHING[code] if value is None else value & _NOTHING[code] for _, code, value in fields]
    return definition + struct.pack(f"{order}B{codes}", local, *values)


def fit_time(moment: datetime) -> int:
    """Seconds since the start of the times of FIT files."""
    return int((moment - FIT_EPOCH).total_seconds())


def fit_crc(data: bytes) -> int:
    """The checksum of the FIT protocol, bit by bit."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


# --- XML -------------------------------------------------------------------------------------------------

TCX_SPORTS = {"run": "Running", "ride": "Biking"}
APPLE_SPORTS = {
    "run": "Running",
    "ride": "Cycling",
    "swim": "Swimming",
    "walk": "Walking",
    "hike": "Hiking",
    "other": "Yoga",
}
_TCX = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"


def local(text: str) -> datetime:
    """A time on somebody's clock."""
    return datetime.fromisoformat(text)


def iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def tcx(
    *sessions: Session,
    namespace: bool = True,
    laps: Sequence[tuple[str, str]] | None = None,
    extension: str = "",
) -> bytes:
    """A TCX file; `laps` are the seconds and metres of the laps of each session as they are written."""
    parts = []
    for one in sessions:
        written = laps if laps is not None else [(f"{one.seconds / 2}", f"{(one.metres or 0) / 2}")] * 2
        body = "".join(
            f'<Lap StartTime="{iso(one.start)}"><TotalTimeSeconds>{seconds}</TotalTimeSeconds>'
            f"<DistanceMeters>{metres}</DistanceMeters>"
            f"<Track><Trackpoint><Time>{iso(one.start)}</Time><DistanceMeters>0</DistanceMeters></Trackpoint>"
            f"<Trackpoint><Time>{iso(one.start + timedelta(seconds=one.seconds / len(written)))}</Time>"
            f"<DistanceMeters>{(one.metres or 0) / len(written)}</DistanceMeters>{extension}"
            "</Trackpoint></Track></Lap>"
            for seconds, metres in written
        )
        sport = TCX_SPORTS.get(one.sport, "Other")
        parts.append(
            f'<Activity Sport="{sport}"><Id>{iso(one.start)}</Id>{body}<Notes>{NOTE}</Notes></Activity>'
        )
    name = f' xmlns="{_TCX}"' if namespace else ""
    root = f"TrainingCenterDatabase{name}"
    body = f"<Activities>{''.join(parts)}</Activities>"
    return f'<?xml version="1.0"?><{root}>{body}</TrainingCenterDatabase>'.encode()


def gpx(
    *sessions: Session,
    kind: str | None = "running",
    points: int = 60,
    times: bool = True,
    extension: str = "",
) -> bytes:
    """A GPX file: each session is a track to the north along a meridian."""
    tracks = "".join(_track(one, kind, points, times, extension) for one in sessions)
    return f'<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{tracks}</gpx>'.encode()


def _track(one: Session, kind: str | None, points: int, times: bool, extension: str) -> str:  # noqa: FBT001
    degrees = (one.metres or 0) / 111_194.93
    rows = []
    for number in range(points + 1):
        share = number / points
        time = f"<time>{iso(one.start + timedelta(seconds=one.seconds * share))}</time>" if times else ""
        rows.append(f'<trkpt lat="{degrees * share:.7f}" lon="7.0">{time}{extension}</trkpt>')
    label = "" if kind is None else f"<type>{kind}</type>"
    return f"<trk><name>{NAME}</name>{label}<trkseg>{''.join(rows)}</trkseg></trk>"


def apple(
    *sessions: Session,
    zone: str | None = "Europe/London",
    unit: str = "km",
    newer: bool = True,
    doctype: str = "",
) -> bytes:
    """An Apple Health export; offsets are those of summer, whenever the session was."""
    rows = "".join(_workout(one, zone, unit, newer) for one in sessions)
    record = f'<Record type="HKQuantityTypeIdentifierHeartRate" value="61" sourceName="{NAME}"/>'
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}<HealthData locale="en_GB">\n'
    return f"{head}{record}\n{rows}</HealthData>\n".encode()


def _workout(one: Session, zone: str | None, unit: str, newer: bool) -> str:  # noqa: FBT001
    start, end = (
        f"{moment + timedelta(hours=1):%Y-%m-%d %H:%M:%S} +0100"
        for moment in (one.start, one.start + timedelta(seconds=one.seconds))
    )
    amount = None if one.metres is None else one.metres / {"km": 1000, "mi": 1609.344, "m": 1}[unit]
    old = "" if newer or amount is None else f' totalDistance="{amount}" totalDistanceUnit="{unit}"'
    kind = "HKQuantityTypeIdentifierDistanceWalkingRunning"
    new = (
        f'<WorkoutStatistics type="{kind}" sum="{amount}" unit="{unit}"/>'
        if newer and amount is not None
        else ""
    )
    metadata = "" if zone is None else f'<MetadataEntry key="HKTimeZone" value="{zone}"/>'
    return (
        f'<Workout workoutActivityType="HKWorkoutActivityType{APPLE_SPORTS[one.sport]}" '
        f'duration="{one.seconds / 60}" durationUnit="min"{old} sourceName="{NAME}" '
        f'device="&lt;HKDevice&gt;, name: {NAME}" startDate="{start}" endDate="{end}">'
        f"{metadata}{new}</Workout>\n"
    )


# --- tables ----------------------------------------------------------------------------------------------

_ENGLISH = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,"
    "Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,"
    "Bike Weight,Elapsed Time,Moving Time,Distance"
)
_GERMAN = (
    "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Aktivitätsbeschreibung,Verstrichene Zeit,"
    "Distanz,Max. Herzfrequenz,Relative Leistung,Pendeln,Private Notiz,Aktivitätsausrüstung,Dateiname,"
    "Sportlergewicht,Fahrradgewicht,Verstrichene Zeit,Bewegungszeit,Distanz"
)
STRAVA_HEAD, STRAVA_GERMAN = _ENGLISH.split(","), _GERMAN.split(",")
STRAVA_TYPES = {"run": "Run", "ride": "Ride", "swim": "Swim", "walk": "Walk", "hike": "Hike", "other": "Yoga"}
GERMAN_TYPES = {
    "run": "Lauf",
    "ride": "Radfahrt",
    "swim": "Schwimmen",
    "walk": "Spaziergang",
    "hike": "Wanderung",
    "other": "Yoga",
}


def strava(
    *sessions: Session,
    files: Sequence[str] = (),
    german: bool = False,
    head: Sequence[str] | None = None,
    unit: float = 1000.0,
    first_id: int = 9_000_001,
) -> str:
    """activities.csv of a Strava export; `unit` is the metres of what its first distances count."""
    rows = [list(head or (STRAVA_GERMAN if german else STRAVA_HEAD))]
    for number, one in enumerate(sessions):
        when = (
            f"{one.start:%d.%m.%Y, %H:%M:%S}"
            if german
            else f"{one.start:%b} {one.start.day}, {one.start:%Y, %I:%M:%S %p}"
        )
        shown = "" if one.metres is None else f"{one.metres / unit:.2f}"
        exact = "" if one.metres is None else f"{one.metres:.1f}"
        types = GERMAN_TYPES if german else STRAVA_TYPES
        row = [
            str(first_id + number),
            when,
            f'{NAME}, "the {number}th"\nnew line',
            types[one.sport],
            NOTE,
            f"{one.seconds:.0f}",
        ]
        row += [
            shown.replace(".", ",") if german else shown,
            "",
            "",
            "false",
            NOTE,
            "",
            files[number] if number < len(files) else "",
            "",
            "",
        ]
        row += [f"{one.seconds:.0f}", f"{one.seconds:.1f}", exact.replace(".", ",") if german else exact]
        rows.append(row)
    return table(rows)


def garmin_csv(
    *sessions: Session, zone: str, german: bool = False, unit: float = 1000.0, steps: bool = True
) -> str:
    """The CSV of Garmin Connect, in local time; `unit` is the metres of what distances count, `steps` whether
    the watch counted them.
    """
    names = [
        "Activity Type",
        "Date",
        "Favorite",
        "Title",
        "Distance",
        "Calories",
        "Time",
        "Avg Run Cadence",
        "Avg Stride Length",
        "Elapsed Time",
    ]
    german_names = [
        "Aktivitätstyp",
        "Datum",
        "Favorit",
        "Titel",
        "Distanz",
        "Kalorien",
        "Zeit",
        "Ø Schrittfrequenz (Laufen)",
    ]
    rows = [[*german_names, "Ø Schrittlänge", "Verstrichene Zeit"] if german else names]
    types = {"run": "Laufen", "ride": "Radfahren"} if german else {"run": "Running", "ride": "Cycling"}
    for one in sessions:
        shown = "--" if one.metres is None else f"{one.metres / unit:.2f}"
        cadence = 170
        stride = f"{(one.metres or 0) / (one.seconds / 60 * cadence):.2f}" if steps else "--"
        if german:
            shown, stride = shown.replace(".", ","), stride.replace(".", ",")
        took = f"{timedelta(seconds=int(one.seconds))}".zfill(8)
        row = [
            types.get(one.sport, "Yoga"),
            f"{one.at(zone):%Y-%m-%d %H:%M:%S}",
            "false",
            NAME,
            shown,
            "1.024" if german else "1,024",
            took,
        ]
        rows.append([*row, str(cadence) if steps else "--", stride, took])
    return table(rows)


def intervals_csv(*sessions: Session, zone: str) -> str:
    """The activities of intervals.icu, in local time."""
    rows = [
        [
            "id",
            "start_date_local",
            "type",
            "name",
            "distance",
            "moving_time",
            "elapsed_time",
            "icu_training_load",
            "icu_rpe",
        ]
    ]
    for number, one in enumerate(sessions):
        metres = "" if one.metres is None else str(one.metres)
        row = [
            f"i{number}",
            f"{one.at(zone):%Y-%m-%dT%H:%M:%S}",
            STRAVA_TYPES[one.sport],
            NAME,
            metres,
            str(int(one.seconds)),
        ]
        rows.append([*row, str(int(one.seconds)), "50", "" if one.rpe is None else str(one.rpe)])
    return table(rows)


def garmin_json(*sessions: Session, zone: str) -> bytes:
    """The summaries in the account export of Garmin: centimetres and milliseconds."""
    kinds = {
        "run": "running",
        "ride": "cycling",
        "swim": "lap_swimming",
        "walk": "walking",
        "hike": "hiking",
        "other": "yoga",
    }
    rows = [
        {
            "activityId": number,
            "name": NAME,
            "description": NOTE,
            "activityType": kinds[one.sport],
            "startLatitude": 1.5,
            "beginTimestamp": _ms(one.start),
            "startTimeGmt": float(_ms(one.start)),
            "startTimeLocal": float(_ms(one.at(zone))),
            "duration": one.seconds * 1000,
            "elapsedDuration": one.seconds * 1000,
            **({} if one.metres is None else {"distance": one.metres * 100}),
        }
        for number, one in enumerate(sessions)
    ]
    return json.dumps([{"summarizedActivitiesExport": rows}]).encode()


def _ms(moment: datetime) -> int:
    return int(moment.replace(tzinfo=UTC).timestamp() * 1000)


def table(rows: Iterable[Sequence[str]], separator: str = ",") -> str:
    """Rows as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()


# --- files -----------------------------------------------------------------------------------------------


def put(folder: Path, name: str, content: bytes | str) -> Path:
    """A file in a folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def archive(folder: Path, name: str, entries: Mapping[str, bytes | str]) -> Path:
    """A zip archive in a folder."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for entry, content in entries.items():
            out.writestr(entry, content)
    return path


def packed(content: bytes) -> bytes:
    """Gzipped."""
    return gzip.compress(content, mtime=0)


def shorter(one: Session, **changes: Any) -> Session:
    """A session with something changed."""
    return replace(one, **changes)
