"""The same session in several files is one, two sessions a day are two, and the order of the files changes
nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import training_files as write
from runner_intake import read_training

if TYPE_CHECKING:
    from runner_intake import TrainingLog

TODAY = date(2026, 11, 22)
ZONE = "Europe/Berlin"
MORNING, EVENING = (
    write.session("2026-11-18T06:30:00", 8.0, 48),
    write.session("2026-11-18T17:30:00", 8.02, 48.5),
)


def log_of(folder: Path, contents: dict[str, bytes | str], timezone: str | None = ZONE) -> TrainingLog:
    return read_training(
        [write.put(folder, name, content) for name, content in contents.items()], timezone, TODAY
    )


def test_one_run_from_four_sources_is_one_run(tmp_path: Path) -> None:
    run = write.shorter(MORNING, rpe=7)
    contents: dict[str, bytes | str] = {
        "run.fit": write.fit(MORNING, offset=timedelta(hours=1)),
        "run.tcx": write.tcx(write.shorter(run, start=run.start + timedelta(seconds=20), metres=8_080.0)),
        "strava.csv": write.strava(run),
        "intervals.csv": write.intervals_csv(run, zone=ZONE),
    }
    log = log_of(tmp_path, contents)
    (one,) = log.activities
    assert (one.source, one.distance_m, one.rpe, one.zone_source) == ("fit", 8000, 7, "file")
    assert len(one.merged) == 3
    assert [issue.code for issue in log.issues] == ["T17"] * 3
    assert log.measures["last_week_distance_km"].merged == 1


def test_two_runs_a_day_stay_two(tmp_path: Path) -> None:
    contents: dict[str, bytes | str] = {
        "a.fit": write.fit(MORNING, offset=timedelta(hours=1)),
        "b.fit": write.fit(EVENING, offset=timedelta(hours=1)),
        "strava.csv": write.strava(MORNING, EVENING),
    }
    assert [len(a.merged) for a in log_of(tmp_path, contents).activities] == [1, 1]


def test_intervals_recorded_one_by_one_stay_apart(tmp_path: Path) -> None:
    start = write.session("2026-11-18T06:30:00", 0.2, 0.75)
    short = [write.shorter(start, start=start.start + timedelta(seconds=50 * number)) for number in range(8)]
    assert len(log_of(tmp_path, {"strava.csv": write.strava(*short)}).activities) == 8


def test_other_sports_at_the_same_time_stay_apart(tmp_path: Path) -> None:
    ride = write.shorter(MORNING, sport="ride")
    assert len(log_of(tmp_path, {"strava.csv": write.strava(MORNING, ride)}).activities) == 2


def test_a_zone_that_one_source_has_wrong_is_no_second_run(tmp_path: Path) -> None:
    wrong = write.shorter(MORNING, start=MORNING.start + timedelta(hours=5))
    contents: dict[str, bytes | str] = {
        "run.fit": write.fit(MORNING, offset=timedelta(hours=1)),
        "polar.tcx": write.tcx(wrong),
    }
    (one,) = log_of(tmp_path, contents).activities
    assert one.start_utc == MORNING.start
    again = {
        "a.fit": write.fit(MORNING, offset=timedelta(hours=1)),
        "b.fit": write.fit(wrong, offset=timedelta(hours=1)),
    }
    assert len(log_of(tmp_path / "same-source", dict(again)).activities) == 2


def test_a_clock_time_and_an_instant_give_the_zone_together(tmp_path: Path) -> None:
    contents: dict[str, bytes | str] = {
        "garmin.csv": write.garmin_csv(MORNING, zone=ZONE),
        "strava.csv": write.strava(MORNING),
    }
    (one,) = log_of(tmp_path, contents, timezone=None).activities
    assert (one.start_utc, one.local_date, one.zone_source) == (MORNING.start, date(2026, 11, 18), "local")


# --- the properties

SPORTS = st.sampled_from(["run", "run", "run", "ride"])


@st.composite
def sessions(draw: st.DrawFn) -> list[write.Session]:
    """Sessions of two months that do not overlap, no two of them equally long (that could be one with a wrong
    zone).
    """
    count = draw(st.integers(1, 8))
    starts = sorted(draw(st.lists(st.integers(0, 700), min_size=count, max_size=count, unique=True)))
    seconds = draw(st.lists(st.integers(60, 700), min_size=count, max_size=count, unique=True))
    first = write.session("2026-09-24T00:15:00").start
    return [
        write.Session(
            first + timedelta(hours=2 * start),
            draw(st.integers(500, 30_000)) * 1.0,
            took * 10.0,
            draw(SPORTS),
        )
        for start, took in zip(starts, seconds, strict=True)
    ]


WRITERS: dict[str, Any] = {
    "fit": lambda one: write.fit(one, offset=one.at(ZONE) - one.start.replace(tzinfo=None)),
    "tcx": write.tcx,
    "csv": write.strava,
    "i.csv": lambda one: write.intervals_csv(one, zone=ZONE),
    "xml": lambda one: write.apple(one, zone=ZONE, unit="m"),
}


def essence(log: TrainingLog) -> object:
    """What a runner would see, without where it was read."""
    activities = [
        (a.start_utc, a.local_date, a.sport, round(a.distance_m or 0, 3), round(a.moving_s or 0, 3))
        for a in log.activities
    ]
    return (
        activities,
        {name: (figure.value, figure.why_none) for name, figure in log.measures.items()},
        dict_of(log),
    )


def dict_of(log: TrainingLog) -> dict[str, float]:
    return {field: proposal.value for field, proposal in log.proposals().items()}


@pytest.mark.slow
@given(data=st.data(), everyone=sessions())
def test_shuffling_splitting_and_doubling_change_nothing(
    data: st.DataObject, everyone: list[write.Session]
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        whole = read_training([write.put(folder, "whole.csv", write.strava(*everyone))], ZONE, TODAY)
        kinds = data.draw(
            st.lists(st.sampled_from(sorted(WRITERS)), min_size=len(everyone), max_size=len(everyone))
        )
        split = [
            write.put(folder, f"{number}/{data.draw(st.sampled_from('abc'))}.{kind}", WRITERS[kind](one))
            for number, (kind, one) in enumerate(zip(kinds, everyone, strict=True))
        ]
        assert essence(read_training(split, ZONE, TODAY)) == essence(whole)
        shuffled = data.draw(st.permutations(split))
        assert essence(read_training(shuffled, ZONE, TODAY)) == essence(whole)
        position = data.draw(st.integers(0, len(everyone) - 1))
        kind = data.draw(st.sampled_from(sorted(WRITERS)))
        copy = write.put(folder, f"copy/run.{kind}", WRITERS[kind](everyone[position]))
        doubled = read_training([*shuffled, copy], ZONE, TODAY)
        assert essence(doubled) == essence(whole)
        assert any(issue.code == "T17" for issue in doubled.issues)


@pytest.mark.slow
@given(everyone=sessions())
def test_a_shuffled_table_gives_the_same_log(everyone: list[write.Session]) -> None:
    with TemporaryDirectory() as name:
        forth = write.put(Path(name), "a.csv", write.strava(*everyone))
        one = read_training([forth], ZONE, TODAY)
        back = write.put(Path(name), "a.csv", write.strava(*reversed(everyone)))
        assert read_training([back], ZONE, TODAY).to_document() == one.to_document()
