"""Folders and archives: exports are read once, limits hold, no name leads out, one broken file never stops
the rest.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

import training_files as write
from runner_intake import IntakeError, read_training
from runner_intake.training import Limits

if TYPE_CHECKING:
    from pathlib import Path

    from runner_intake import TrainingLog

TODAY = date(2026, 11, 22)
ZONE = "Europe/Berlin"
DAYS = write.every_day(date(2026, 11, 17), 3)
WINTER = timedelta(hours=1)
SMALL = Limits(
    entry_bytes=100_000,
    table_bytes=100_000,
    total_bytes=300_000,
    entries=50,
    table_rows=100,
    fit_messages=1000,
)


def log_of(*paths: Path, limits: Limits | None = None, timezone: str | None = ZONE) -> TrainingLog:
    return read_training(paths, timezone, TODAY, limits=limits)


def codes(log: TrainingLog) -> list[str]:
    return [issue.code for issue in log.issues]


# --- exports


def strava_entries() -> dict[str, bytes | str]:
    names = [f"activities/{number}.fit.gz" for number in range(len(DAYS))]
    own = {name: write.packed(write.fit(day, offset=WINTER)) for name, day in zip(names, DAYS, strict=True)}
    plan = write.gpx(DAYS[0], times=False)
    rest: dict[str, bytes | str] = {
        "routes/1.gpx": plan,
        "profile.csv": "a,b\n1,2\n",
        "media/1.jpg": b"\xff\xd8",
        "shoes.csv": "x,y\n",
    }
    return {"activities.csv": write.strava(*DAYS, files=names), **own, **rest}


def test_a_strava_export_is_read_from_its_table_once(tmp_path: Path) -> None:
    log = log_of(write.archive(tmp_path, "export.zip", strava_entries()))
    assert [(a.source, a.merged) for a in log.activities] == [("strava", ())] * 3
    assert codes(log) == []


def test_the_same_export_as_a_folder_and_its_bare_table_give_the_same(tmp_path: Path) -> None:
    zipped = write.archive(tmp_path, "export.zip", strava_entries())
    for name, content in strava_entries().items():
        write.put(tmp_path / "export", name, content)
    expected = [(a.start_utc, a.distance_m) for a in log_of(zipped).activities]
    for path in (tmp_path / "export", tmp_path / "export" / "activities.csv"):
        log = log_of(path)
        assert [(a.start_utc, a.distance_m) for a in log.activities] == expected
        assert codes(log) == []


def test_zones_come_from_the_files_of_an_export_where_the_user_named_none(tmp_path: Path) -> None:
    log = log_of(write.archive(tmp_path, "export.zip", strava_entries()), timezone=None)
    assert {(a.zone_source, a.local_date) for a in log.activities} == {
        ("file", day.start.date()) for day in DAYS
    }
    assert codes(log) == []


def test_an_apple_export_is_read_without_its_routes(tmp_path: Path) -> None:
    entries = {
        "apple_health_export/Exportieren.xml": write.apple(*DAYS, zone=ZONE),
        "apple_health_export/export_cda.xml": b"<?xml version='1.0'?><ClinicalDocument/>",
        "apple_health_export/workout-routes/route_1.gpx": write.gpx(DAYS[0], kind=None),
    }
    log = log_of(write.archive(tmp_path, "export.zip", entries))
    assert [a.source for a in log.activities] == ["apple"] * 3
    assert codes(log) == []


def test_a_garmin_export_is_read_and_its_archives_named(tmp_path: Path) -> None:
    inner = write.archive(tmp_path, "inner.zip", {"1.fit": write.fit(DAYS[0])}).read_bytes()
    folder = "DI_CONNECT/DI-Connect-Fitness"
    entries = {
        f"{folder}/me_0_summarizedActivities.json": write.garmin_json(*DAYS, zone=ZONE),
        f"{folder}/other.json": b"[]",
        "DI_CONNECT/UploadedFiles_0-_Part1.zip": inner,
    }
    log = log_of(write.archive(tmp_path, "export.zip", entries))
    assert [(a.source, a.zone_source) for a in log.activities] == [("garmin", "file")] * 3
    assert codes(log) == []


def test_archives_in_a_folder_are_read_and_archives_in_archives_are_not(tmp_path: Path) -> None:
    one = write.archive(tmp_path, "one.zip", {"1.fit": write.fit(DAYS[0], offset=WINTER)})
    assert len(log_of(tmp_path).activities) == 1
    three = write.archive(tmp_path, "three.zip", {"one.zip": one.read_bytes()})
    assert codes(log_of(three)) == ["T13"]
    two = write.archive(
        tmp_path, "two.zip", {"run.fit": one.read_bytes(), "deep.fit.gz": write.packed(one.read_bytes())}
    )
    log = log_of(two)
    assert log.activities == ()
    assert codes(log) == ["T13", "T13"]


def test_one_broken_file_never_stops_the_rest(tmp_path: Path) -> None:
    broken: dict[str, bytes] = {
        "a.fit": b"{}",
        "b.fit": b"<html><body>log in</body></html>",
        "c.fit": b"",
        "d.gpx": b"<gpx><trk><trkseg><trkpt",
        "e.tcx": b"<TrainingCenterDatabase><Activities><Activity Sport='Running'>",
        "f.csv": b'"never closed,',
        "export/g.xml": b"<HealthData><Workout ",
        "h.fit.gz": b"\x1f\x8b\x08garbage",
        "garmin/i_summarizedActivities.json": b"[" * 100_000,
        "j.fit": write.fit(DAYS[0], offset=WINTER)[:50],
        "k.zip": b"PK\x03\x04 no archive",
    }
    for name, content in broken.items():
        write.put(tmp_path, name, content)
    write.put(tmp_path, "z.fit", write.fit(DAYS[0], offset=WINTER))
    log = log_of(tmp_path)
    assert [a.file.rpartition("/")[2] for a in log.activities if a.distance_m] == ["z.fit"]
    assert {issue.file for issue in log.issues} >= set(broken)


def test_what_is_not_there_is_an_error_and_what_holds_nothing_an_issue(tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as caught:
        log_of(tmp_path / "nowhere", tmp_path / "no.zip")
    assert [problem.code for problem in caught.value.problems] == ["F01", "F01"]
    (tmp_path / "empty").mkdir()
    assert codes(log_of(tmp_path / "empty")) == ["T01"]
    assert codes(log_of(write.archive(tmp_path, "empty.zip", {}))) == ["T01"]
    assert codes(log_of(write.put(tmp_path, "letter.txt", "Dear all"))) == ["T01"]
    with pytest.raises(IntakeError):
        log_of(tmp_path / "empty", timezone="Europe/Lundon")


# --- names that lead out


@pytest.mark.parametrize("name", ["../run.fit", "/run.fit", "a/../../run.fit", "..\\run.fit", "C:/run.fit"])
def test_a_name_that_leads_out_of_an_archive_is_not_read(name: str, tmp_path: Path) -> None:
    log = log_of(write.archive(tmp_path, "export.zip", {name: write.fit(DAYS[0], offset=WINTER)}))
    assert log.activities == ()
    assert codes(log) == ["T14"]


def test_a_table_that_names_files_elsewhere_opens_none(tmp_path: Path) -> None:
    secret = write.put(
        tmp_path, "secret.fit", write.fit(write.every_day(date(2026, 10, 1), 1)[0], offset=WINTER)
    )
    table = write.strava(*DAYS, files=["../secret.fit", str(secret)])
    log = log_of(write.put(tmp_path / "export", "activities.csv", table), timezone=None)
    assert {a.source for a in log.activities} == {"strava"}
    assert "T14" in codes(log)


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = write.put(tmp_path, "outside/run.fit", write.fit(DAYS[0], offset=WINTER))
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.fit").symlink_to(outside)
    (inside / "folder").symlink_to(outside.parent)
    assert log_of(inside).activities == ()
    link = zipfile.ZipInfo("link.fit")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "links.zip", "w") as out:
        out.writestr(link, str(outside))
    assert codes(log_of(tmp_path / "links.zip")) == ["T14"]


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write.archive(tmp_path, "export.zip", strava_entries())
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    log_of(path)
    assert sorted(tmp_path.iterdir()) == before


# --- limits


def bomb(size: int) -> bytes:
    return write.packed(b"\0" * size)


@pytest.mark.slow
def test_a_packed_bomb_is_left_out(tmp_path: Path) -> None:
    good = write.fit(DAYS[0], offset=WINTER)
    log = log_of(
        write.archive(
            tmp_path, "export.zip", {"a.fit": b"\0" * 50_000_000, "b.fit.gz": bomb(50_000_000), "c.fit": good}
        ),
        limits=SMALL,
    )
    assert len(log.activities) == 1
    assert codes(log) == ["T12", "T12"]


def test_a_bomb_of_many_files_stops_at_the_total(tmp_path: Path) -> None:
    entries = {f"{number:02}.fit": b".FIT" * 20_000 for number in range(20)}
    log = log_of(write.archive(tmp_path, "export.zip", entries), limits=SMALL)
    assert codes(log).count("T12") == 20 - 3


def test_sizes_that_an_archive_states_are_not_trusted(tmp_path: Path) -> None:
    path = write.archive(tmp_path, "export.zip", {"run.fit": b"\0" * 1_000_000})
    data = path.read_bytes()
    lie = data.replace(struct.pack("<I", 1_000_000), struct.pack("<I", 10))
    log = log_of(write.put(tmp_path, "lie.zip", lie), limits=SMALL)
    assert log.activities == ()
    assert codes(log)[0] in ("T01", "T12", "T19")


def test_an_archive_of_too_many_files_is_not_opened(tmp_path: Path) -> None:
    log = log_of(
        write.archive(tmp_path, "many.zip", {f"{number}.fit": b"" for number in range(51)}), limits=SMALL
    )
    assert codes(log) == ["T12"]
    lie = io.BytesIO()
    with zipfile.ZipFile(lie, "w") as out:
        out.writestr("a" * 60_000, b"")
    assert codes(log_of(write.put(tmp_path, "names.zip", lie.getvalue()), limits=SMALL)) == ["T12"]


def test_a_password_and_strange_packing_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "strange.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as out:
        out.writestr("run.fit", write.fit(DAYS[0]))
    assert codes(log_of(path)) == ["T19"]
    data = bytearray(write.archive(tmp_path, "secret.zip", {"run.fit": write.fit(DAYS[0])}).read_bytes())
    for mark in (b"PK\x01\x02", b"PK\x03\x04"):
        data[data.index(mark) + (8 if mark == b"PK\x01\x02" else 6)] |= 1
    assert codes(log_of(write.put(tmp_path, "secret.zip", bytes(data)))) == ["T19"]


def test_rows_messages_and_cells_have_limits(tmp_path: Path) -> None:
    rows = log_of(
        write.put(tmp_path, "rows.csv", write.strava(*write.every_day(date(2026, 1, 1), 150))), limits=SMALL
    )
    assert len(rows.activities) == 100
    assert "T12" in codes(rows)
    messages = log_of(write.put(tmp_path, "run.fit", write.fit(DAYS[0], records=2000)), limits=SMALL)
    assert codes(messages) == ["T12"]
    cell = write.strava(DAYS[0]).replace(write.NOTE, "x" * 5000)
    assert "T02" in codes(log_of(write.put(tmp_path, "cell.csv", cell), limits=Limits(cell_bytes=1000)))


def test_a_file_that_takes_too_long_is_left_out(tmp_path: Path) -> None:
    write.put(tmp_path, "long.gpx", write.gpx(DAYS[0], points=20_000))
    write.put(tmp_path, "run.csv", write.intervals_csv(DAYS[1], zone=ZONE))
    log = log_of(tmp_path, limits=Limits(file_seconds=0.005))
    assert "T16" in codes(log)


def test_a_workout_without_end_is_left_out(tmp_path: Path) -> None:
    export = write.apple(DAYS[0], zone=ZONE).replace(
        b"</HealthData>", b'<Workout workoutActivityType="x"' + b" " * 9_000_000 + b"</HealthData>"
    )
    log = log_of(write.put(tmp_path, "export.xml", export))
    assert len(log.activities) == 1
    assert codes(log)[0] in ("T02", "T12")


def test_deep_elements_are_refused(tmp_path: Path) -> None:
    assert codes(log_of(write.put(tmp_path, "deep.gpx", b"<gpx>" + b"<a>" * 100_000))) == ["T12"]


BAIT = {
    "open.xml": b"<Workout startDate='2026-11-18 06:30:00 +0000'>"
    + b"<MetadataEntry " * 200_000
    + b"</Workout>",
    "parts.xml": b"<Workout startDate='2026-11-18 06:30:00 +0000'>"
    + b"<WorkoutActivity " * 200_000
    + b"</Workout>",
    "heads.xml": b"<Workout " * 100_000,
    "spaces.xml": b"<Workout" + b" " * 3_000_000,
    "names.xml": b"<Workout startDate='2026'><MetadataEntry " + b"a" * 3_000_000 + b"/></Workout>",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BAIT)
def test_a_search_is_never_led_into_endless_work(name: str, tmp_path: Path) -> None:
    path = write.put(tmp_path, name, b"<HealthData>" + BAIT[name])
    assert "T16" not in codes(log_of(path, limits=Limits(history_seconds=2)))


def test_cells_of_endless_numbers_are_soon_read(tmp_path: Path) -> None:
    cell = "1" * 1_000_000 + "x"
    for find in (",3600,", ",10.00,", "12:00:00 PM"):
        table = write.strava(DAYS[0]).replace(
            find, find.replace("3600", cell).replace("10.00", cell).replace("12:00", cell)
        )
        assert len(log_of(write.put(tmp_path, "activities.csv", table)).activities) == 1


@pytest.mark.slow
def test_a_table_of_one_moment_over_and_over_is_soon_read(tmp_path: Path) -> None:
    many = [write.shorter(DAYS[0], metres=1000.0 * number) for number in range(1, 2000)]
    log = log_of(write.put(tmp_path, "activities.csv", write.strava(*many)))
    assert 0 < len(log.activities) < len(many)


def test_a_fit_file_of_nothing_but_sessions_is_left_in_time(tmp_path: Path) -> None:
    log = log_of(
        write.put(tmp_path, "run.fit", write.fit(*[DAYS[0]] * 3000, offset=WINTER)),
        limits=Limits(file_seconds=0.02),
    )
    assert codes(log) == ["T16"]


def test_no_message_names_the_folders_that_lead_to_a_file(tmp_path: Path) -> None:
    home = tmp_path / "Anna Private" / "training"
    (home / "2026").mkdir(parents=True)
    (home / "2026" / "a.fit").write_bytes(b"no fit")
    (home / "b.gpx").write_bytes(b"no gpx")
    with zipfile.ZipFile(home / "2026" / "export.zip", "w") as out:
        out.writestr("inside/c.tcx", "no tcx")
    (tmp_path / "Anna Private" / "b.gpx").write_bytes(b"no gpx")
    (tmp_path / "Anna Private" / "empty").mkdir()
    named = {
        (home,): {"2026/a.fit", "2026/export.zip!inside/c.tcx", "b.gpx"},
        (home / "b.gpx",): {"b.gpx"},
        (home / "2026" / "export.zip",): {"export.zip!inside/c.tcx"},
        (home / "2026", home / "b.gpx"): {"2026/a.fit", "2026/export.zip!inside/c.tcx", "b.gpx"},
        (home / "b.gpx", tmp_path / "Anna Private" / "b.gpx"): {"b.gpx", "b.gpx (2)"},
        (tmp_path / "Anna Private" / "empty",): {"empty"},
    }
    for paths, names in named.items():
        log = log_of(*paths)
        assert {issue.file for issue in log.issues} == names
        assert "Anna" not in json.dumps(log.to_document())
