"""Every kind of training file gives the sessions that are in it, and says what it leaves open."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

import training_files as write
from runner_intake import read_training
from training_files import local

if TYPE_CHECKING:
    from pathlib import Path

    from runner_intake import TrainingLog

TODAY = date(2026, 11, 22)
ZONE = "America/New_York"
EVENING = write.session("2026-11-19T02:30:00", 8.0, 48)
"""Half past two in the morning in UTC is half past nine the evening before in New York."""

RIDE = write.session("2026-11-20T12:00:00", 30.0, 70, "ride")


def log_of(path: Path, timezone: str | None = None, **more: object) -> TrainingLog:
    return read_training([path], timezone, TODAY, **more)  # type: ignore[arg-type]


def codes(log: TrainingLog) -> list[str]:
    return [issue.code for issue in log.issues]


FORMATS: dict[str, bytes | str] = {
    "run.fit": write.fit(EVENING, RIDE, offset=timedelta(hours=-5)),
    "big-endian.fit": write.fit(EVENING, RIDE, offset=timedelta(hours=-5), big_endian=True),
    "long.fit": write.fit(EVENING, RIDE, offset=timedelta(hours=-5), records=3000),
    "run.fit.gz": write.packed(write.fit(EVENING, RIDE, offset=timedelta(hours=-5))),
    "run.tcx": write.tcx(EVENING, RIDE),
    "without-namespace.tcx": write.tcx(EVENING, RIDE, namespace=False),
    "undeclared.tcx": write.tcx(EVENING, RIDE, extension="<ns3:TPX><ns3:Speed>2.7</ns3:Speed></ns3:TPX>"),
    "export.xml": write.apple(EVENING, RIDE, zone=ZONE),
    "older.xml": write.apple(EVENING, RIDE, zone=ZONE, unit="mi", newer=False),
    "no-zone.xml": write.apple(EVENING, RIDE, zone=None),
    "activities.csv": write.strava(EVENING, RIDE),
    "miles.csv": write.strava(EVENING, RIDE, unit=1609.344),
    "german.csv": write.strava(EVENING, RIDE, german=True),
    "unknown-language.csv": write.strava(EVENING, RIDE, head=[f"hlavička {number}" for number in range(18)]),
    "western.csv": write.strava(EVENING, RIDE, german=True).encode("iso-8859-1"),
    "utf-16.csv": write.strava(EVENING, RIDE, german=True).encode("utf-16"),
    "garmin.csv": write.garmin_csv(EVENING, RIDE, zone=ZONE),
    "garmin-miles.csv": write.garmin_csv(EVENING, RIDE, zone=ZONE, unit=1609.344),
    "garmin-german.csv": write.garmin_csv(EVENING, RIDE, zone=ZONE, german=True).encode("iso-8859-1"),
    "garmin-title.csv": "Aktivitäten von\n\n" + write.garmin_csv(EVENING, RIDE, zone=ZONE, german=True),
    "intervals.csv": write.intervals_csv(EVENING, RIDE, zone=ZONE),
    "x_summarizedActivities.json": write.garmin_json(EVENING, RIDE, zone=ZONE),
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_every_kind_gives_its_sessions(name: str, tmp_path: Path) -> None:
    log = log_of(write.put(tmp_path, name, FORMATS[name]), ZONE)
    run, ride = log.activities
    assert (run.sport, ride.sport) == ("run", "ride")
    assert run.start_utc == EVENING.start
    assert run.local_date == date(2026, 11, 18)
    assert run.local_start == local("2026-11-18T21:30")
    assert run.distance_m == pytest.approx(8000, abs=8)
    assert run.moving_s == pytest.approx(2880, abs=1)
    assert ride.distance_m == pytest.approx(30_000, abs=8)
    assert codes(log) == []


def test_a_gpx_file_is_measured(tmp_path: Path) -> None:
    (run,) = log_of(write.put(tmp_path, "run.gpx", write.gpx(EVENING)), ZONE).activities
    assert run.distance_m == pytest.approx(8000, rel=0.01)
    assert run.moving_s == run.elapsed_s == 2880
    assert (run.sport, run.local_date, run.zone_source) == ("run", date(2026, 11, 18), "user")


@pytest.mark.parametrize("name", ["run.tcx", "activities.csv", "no-zone.xml"])
def test_without_a_zone_the_day_is_not_known_and_never_that_of_utc(name: str, tmp_path: Path) -> None:
    log = log_of(write.put(tmp_path, name, FORMATS[name]))
    assert {(a.local_date, a.zone_source) for a in log.activities} == {(None, "unknown")}
    assert codes(log) == ["T06"]
    assert "--timezone" in log.issues[0].message
    assert log.measures["rest_days_per_week"].value is None


def test_a_zone_in_the_file_comes_before_the_users(tmp_path: Path) -> None:
    log = log_of(write.put(tmp_path, "run.fit", FORMATS["run.fit"]), "Asia/Tokyo")
    assert [(a.local_date, a.zone_source) for a in log.activities] == [
        (date(2026, 11, 18), "file"),
        (date(2026, 11, 20), "file"),
    ]


def test_local_times_need_no_zone_for_their_day(tmp_path: Path) -> None:
    log = log_of(write.put(tmp_path, "garmin.csv", FORMATS["garmin.csv"]))
    assert {(a.start_utc, a.zone_source) for a in log.activities} == {(None, "local")}
    assert [a.local_date for a in log.activities] == [date(2026, 11, 18), date(2026, 11, 20)]
    assert codes(log) == []


def test_the_zone_of_a_workout_counts_not_the_offset_of_the_export(tmp_path: Path) -> None:
    winter = write.session("2026-01-15T00:10:00")
    (run,) = log_of(write.put(tmp_path, "export.xml", write.apple(winter, zone="Europe/London"))).activities
    assert run.local_start == local("2026-01-15T00:10")


# --- FIT


def test_an_offset_of_nonsense_is_not_used_and_reported(tmp_path: Path) -> None:
    log = log_of(write.put(tmp_path, "run.fit", write.fit(EVENING, local_seconds=0)))
    assert (log.activities[0].local_date, log.activities[0].zone_source) == (None, "unknown")
    assert codes(log) == ["T06", "T07"]


def test_an_offset_of_0_means_nothing_where_the_maker_is_known_for_it(tmp_path: Path) -> None:
    coros = write.put(tmp_path, "coros.fit", write.fit(EVENING, offset=timedelta(0), maker=294))
    garmin = write.put(tmp_path, "garmin.fit", write.fit(EVENING, offset=timedelta(0), maker=1))
    assert log_of(coros).activities[0].zone_source == "unknown"
    assert log_of(garmin).activities[0].zone_source == "file"


def test_a_start_that_is_no_date_is_listed_and_not_guessed(tmp_path: Path) -> None:
    log = log_of(
        write.put(tmp_path, "run.fit", write.fit(EVENING, offset=timedelta(0), start_seconds=17_217_864))
    )
    assert [(a.start_utc, a.local_date, a.distance_m) for a in log.activities] == [(None, None, 8000)]
    assert codes(log) == ["T05"]


def test_several_sports_in_a_file_are_several_sessions_and_changing_is_none(tmp_path: Path) -> None:
    legs = [
        write.session(f"2026-11-20T{hour:02}:00:00", 5, 30, sport)
        for hour, sport in enumerate(("swim", "transition", "ride", "transition", "run"), 8)
    ]
    log = log_of(write.put(tmp_path, "triathlon.fit", write.fit(*legs, offset=timedelta(hours=1))))
    assert [a.sport for a in log.activities] == ["swim", "ride", "run"]


def test_a_treadmill_run_counts_and_is_marked(tmp_path: Path) -> None:
    for sub_sport in (1, 45):
        log = log_of(
            write.put(
                tmp_path, "treadmill.fit", write.fit(EVENING, offset=timedelta(hours=-5), sub_sport=sub_sport)
            )
        )
        assert [(a.sport, a.indoor, a.local_date) for a in log.activities] == [
            ("run", True, date(2026, 11, 18))
        ]


def test_a_session_without_distance_takes_that_of_its_last_record(tmp_path: Path) -> None:
    whole = write.fit(write.shorter(EVENING, metres=7000.0), offset=timedelta(0), records=20)
    missing = whole.replace(b"\x60\xae\x0a\x00\x01", b"\xff\xff\xff\xff\x01")
    assert missing != whole
    log = log_of(write.put(tmp_path, "run.fit", missing))
    assert log.activities[0].distance_m == 7000


def test_a_session_without_a_start_begins_its_duration_before_its_end(tmp_path: Path) -> None:
    end = write.fit_time(EVENING.start) + 2880
    whole = write.fit(EVENING, offset=timedelta(hours=-5), start_seconds=0xFFFFFFFF)
    ended = whole.replace(
        ((0xFFFFFFFF + 2880) & 0xFFFFFFFF).to_bytes(4, "little") + b"\xff\xff\xff\xff",
        end.to_bytes(4, "little") + b"\xff" * 4,
    )
    assert ended != whole
    log = log_of(write.put(tmp_path, "run.fit", ended))
    assert log.activities[0].start_utc == EVENING.start


def test_damaged_files_give_what_is_left_of_them(tmp_path: Path) -> None:
    whole = write.fit(EVENING, offset=timedelta(hours=-5))
    for name, damaged in {
        "crc.fit": whole[:-1] + b"\x55",
        "end.fit": whole[:-3],
        "size.fit": whole[:4] + b"\x00\x10" + whole[6:],
    }.items():
        log = log_of(write.put(tmp_path, name, damaged))
        assert [(a.start_utc, a.local_date) for a in log.activities] == [
            (EVENING.start, date(2026, 11, 18))
        ], name
        assert codes(log) == ["T02"], name


def test_the_effort_is_read(tmp_path: Path) -> None:
    hard = write.shorter(EVENING, rpe=8)
    contents: dict[str, bytes | str] = {
        "run.fit": write.fit(hard, offset=timedelta(0)),
        "i.csv": write.intervals_csv(hard, zone=ZONE),
    }
    for name, content in contents.items():
        assert log_of(write.put(tmp_path, name, content)).activities[0].rpe == 8


def test_fit_files_in_a_row_are_all_read(tmp_path: Path) -> None:
    two = write.fit(EVENING, offset=timedelta(0)) + write.fit(RIDE, offset=timedelta(hours=1))
    assert [a.sport for a in log_of(write.put(tmp_path, "two.fit", two)).activities] == ["run", "ride"]


# --- TCX and GPX


@pytest.mark.parametrize("seconds", ["-3600.0", "nan", "1e300", ""])
def test_a_lap_of_impossible_seconds_is_timed_by_its_points(seconds: str, tmp_path: Path) -> None:
    log = log_of(write.put(tmp_path, "run.tcx", write.tcx(EVENING, laps=[(seconds, "8000")])), ZONE)
    assert [(a.moving_s, a.distance_m) for a in log.activities] == [(2880, 8000)]
    assert codes(log) == (["T08"] if seconds else [])


def test_a_lap_of_impossible_metres_is_measured_by_its_points(tmp_path: Path) -> None:
    log = log_of(write.put(tmp_path, "run.tcx", write.tcx(EVENING, laps=[("2880", "-5")])), ZONE)
    assert log.activities[0].distance_m == 8000


PLANS: dict[str, bytes | str] = {
    "route.gpx": b"<gpx><rte><rtept lat='1' lon='1'/></rte></gpx>",
    "track.gpx": write.gpx(EVENING, times=False),
    "course.fit": write.fit(kind=6),
    "course.tcx": b"<TrainingCenterDatabase><Courses><Course/></Courses></TrainingCenterDatabase>",
}


@pytest.mark.parametrize("name", PLANS)
def test_a_route_is_no_run(name: str, tmp_path: Path) -> None:
    log = log_of(write.put(tmp_path, name, PLANS[name]), ZONE)
    assert log.activities == ()
    assert codes(log) == ["T04"]


def test_a_track_that_names_no_sport_is_not_taken_for_a_run(tmp_path: Path) -> None:
    path = write.put(tmp_path, "run.gpx", write.gpx(EVENING, kind=None))
    log = log_of(path, ZONE)
    assert log.activities[0].sport == "unknown"
    assert codes(log) == ["T09"]
    assert log_of(path, ZONE, sport="run").activities[0].sport == "run"


def test_bad_points_are_passed_over(tmp_path: Path) -> None:
    bad = b'<trkpt lat="95" lon="0"/><trkpt lat="x"/><trkpt/></trkseg><trkseg></trkseg>'
    log = log_of(
        write.put(tmp_path, "run.gpx", b"\xef\xbb\xbf" + write.gpx(EVENING).replace(b"</trkseg>", bad)), ZONE
    )
    assert log.activities[0].distance_m == pytest.approx(8000, rel=0.01)


@pytest.mark.parametrize("content", [write.gpx(EVENING), write.tcx(EVENING)])
def test_a_document_type_is_refused(content: bytes, tmp_path: Path) -> None:
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    log = log_of(write.put(tmp_path, "run.xml", content.replace(b"?>", b"?>" + entity, 1)), ZONE)
    assert log.activities == ()
    assert codes(log) == ["T15"]


def test_the_parts_of_a_workout_are_not_taken_for_the_whole(tmp_path: Path) -> None:
    kind = "HKQuantityTypeIdentifierDistanceWalkingRunning"
    figures = f'<WorkoutStatistics type="x" sum="1"/><WorkoutStatistics type="{kind}" sum="1" unit="km"/>'
    part = f'<WorkoutActivity uuid="1">{figures}</WorkoutActivity>'
    export = write.apple(EVENING, zone=ZONE).replace(
        b"<WorkoutStatistics", part.encode() + b"<WorkoutStatistics"
    )
    assert log_of(write.put(tmp_path, "export.xml", export)).activities[0].distance_m == 8000


def test_a_broken_document_type_of_apple_does_no_harm(tmp_path: Path) -> None:
    doctype = (
        "<!DOCTYPE HealthData [\n<!ELEMENT HealthData (Record|Workout)*>\n<!ATTLIST Record\n<!-- x\n]>\n\x0b"
    )
    log = log_of(write.put(tmp_path, "export.xml", write.apple(EVENING, zone=ZONE, doctype=doctype)))
    assert [(a.sport, a.distance_m) for a in log.activities] == [("run", 8000)]


# --- tables


def test_old_german_dates_and_missing_values_are_read(tmp_path: Path) -> None:
    rows = [
        ["Aktivitätstyp", "Beginn", "Distanz", "Zeit"],
        ["Laufen", "Fr, 25 Mai 2012 20:31", "5,81", "33:08"],
        ["Laufen", "Sa, 26 Mai 2012 8:15", "--", "--"],
    ]
    first, second = log_of(
        write.put(tmp_path, "alt.csv", write.table(rows, ";").encode("iso-8859-1"))
    ).activities
    assert (first.local_start, first.distance_m, first.moving_s) == (local("2012-05-25T20:31"), 5810, 1988)
    assert (second.local_date, second.distance_m, second.moving_s) == (date(2012, 5, 26), None, None)


def test_dates_that_can_be_read_in_two_ways_are_not_guessed(tmp_path: Path) -> None:
    head = ["Activity Type", "Date", "Distance", "Time"]
    unclear = [head, ["Running", "7/4/2026 15:36", "5.81", "0:33:08"]]
    log = log_of(write.put(tmp_path, "us.csv", write.table(unclear)))
    assert log.activities[0].local_date is None
    assert "T11" in codes(log)
    clear = [*unclear, ["Running", "7/14/2026 15:36", "5.81", "0:33:08"]]
    assert [a.local_date for a in log_of(write.put(tmp_path, "us.csv", write.table(clear))).activities] == [
        date(2026, 7, 4),
        date(2026, 7, 14),
    ]


def test_a_unit_that_nothing_proves_is_reported_and_can_be_named(tmp_path: Path) -> None:
    path = write.put(tmp_path, "garmin.csv", write.garmin_csv(EVENING, zone=ZONE, steps=False))
    assert codes(log_of(path)) == ["T10"]
    assert log_of(path).activities[0].distance_m == 8000
    named = log_of(path, distance_unit="mi")
    assert named.activities[0].distance_m == pytest.approx(8 * 1609.344)
    assert codes(named) == []


def test_thousands_are_not_decimals(tmp_path: Path) -> None:
    rows = [
        ["Activity Type", "Date", "Distance (km)", "Time"],
        ["Track Running", "2026-11-20 07:00:00", "4,808", "0:25:00"],
        ["Running", "2026-11-19 07:00:00", "6.20", "0:33:00"],
    ]
    log = log_of(write.put(tmp_path, "garmin.csv", write.table(rows)))
    assert [a.distance_m for a in log.activities] == [6200, 4808]


def test_manual_entries_and_virtual_runs_are_marked(tmp_path: Path) -> None:
    rows = write.strava(EVENING, RIDE, files=["activities/1.fit.gz"]).replace(",Run,", ",VirtualRun,")
    run, ride = log_of(write.put(tmp_path, "activities.csv", rows), ZONE).activities
    assert (run.sport, run.indoor, run.manual) == ("run", True, False)
    assert ride.manual is True


@pytest.mark.parametrize(
    "word",
    [
        "Course à pied",
        "Carrera",
        "Corsa",
        "Hardlopen",
        "Løb",
        "Löpning",
        "Trailrun",
        "ランニング",
        "Laufbandtraining",
    ],
)
def test_running_is_known_in_several_languages(word: str, tmp_path: Path) -> None:
    rows = write.strava(EVENING).replace(",Run,", f",{word},")
    assert log_of(write.put(tmp_path, "activities.csv", rows), ZONE).activities[0].sport == "run"


def test_a_sport_that_is_not_known_may_be_running(tmp_path: Path) -> None:
    rows = write.strava(EVENING).replace(",Run,", ",Qwghlm,")
    log = log_of(write.put(tmp_path, "activities.csv", rows), ZONE)
    assert log.activities[0].sport == "unknown"
    assert codes(log) == ["T09"]
    both = write.strava(EVENING, RIDE).replace(",Ride,", ",Qwghlm,")
    assert [a.sport for a in log_of(write.put(tmp_path, "activities.csv", both), ZONE).activities] == [
        "run",
        "other",
    ]


DATES = [
    "12 Sep 2026, 15:02:23",
    "Sep 12, 2026, 3:02:23 PM",
    "Sep 12, 2026, 3:02:23\u202fPM",
    "12.09.2026, 15:02:23",
    "12 sept. 2026 à 15:02:23",
    "12 de set. de 2026, 15:02:23",
    "2026-09-12 15:02:23",
    "2026年9月12日 15:02:23",
    "12. sep. 2026 15.02.23",
    "12 sep 2026, 3:02:23 p. m.",
    "2026. 9. 12. 오후 3:02:23",
]


@pytest.mark.parametrize("when", DATES)
def test_dates_of_many_languages_are_read(when: str, tmp_path: Path) -> None:
    row = ["9000001", when, "x", "Run", "", "3600", "10", *[""] * 8, "3600", "3600", "10000"]
    rows = [write.STRAVA_HEAD, row]
    (run,) = log_of(write.put(tmp_path, "activities.csv", write.table(rows)), "Europe/Berlin").activities
    assert run.local_start == local("2026-09-12T17:02:23")
