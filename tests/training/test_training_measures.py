"""Measures over local calendar days: examples computed by hand, days that are not known, changes of the
clock, and the spike.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import training_files as write
from runner_intake import TrainingLog, read_training
from runner_intake.training import Activity, bars
from runner_intake.training.days import first_day

if TYPE_CHECKING:
    from pathlib import Path

    from runner_intake import Pack
    from runner_intake.training import Measure

TODAY = date(2026, 11, 22)
ZONE = "Europe/Berlin"


def run(
    day: date, kilometres: float | None = 10.0, hour: int = 12, minutes: float | None = 60.0, **more: object
) -> Activity:
    """A run on a local day."""
    start = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    metres = None if kilometres is None else kilometres * 1000
    seconds = None if minutes is None else minutes * 60
    known = {"local_start": start.replace(tzinfo=None), "local_date": day, "zone_source": "user"}
    fields = {"source": "fit", "file": "run.fit", "sport": "run", "start_utc": start, **known}
    return Activity(**{**fields, "distance_m": metres, "moving_s": seconds, **more})  # type: ignore[arg-type]


def log_of(*activities: Activity, as_of: date = TODAY) -> TrainingLog:
    return TrainingLog(activities, (), as_of, ZONE, first_day(activities))


def back(days: int) -> date:
    return TODAY - timedelta(days=days)


def every(days: range, kilometres: float = 10.0, **more: object) -> list[Activity]:
    return [run(back(day), kilometres, **more) for day in days]  # type: ignore[arg-type]


def value(log: TrainingLog, name: str) -> float | None:
    measure: Measure = {str(key): figure for key, figure in log.measures.items()}[name]
    assert (measure.value is None) == (measure.why_none is not None)
    return measure.value


BASE = every(range(0, 60, 2))
"""Ten kilometres every other day for two months."""


def test_an_even_training_gives_even_figures() -> None:
    log = log_of(*BASE)
    expected = {
        "weekly_distance_km": 35,
        "last_week_distance_km": 40,
        "longest_run_prior_30d_km": 10,
        "longest_run_last_7d_km": 10,
        "runs_per_week": 3.5,
        "rest_days_per_week": 3.5,
        "single_run_spike": 0,
        "weekly_jump": 1.143,
        "acute_chronic_ratio": 1.143,
        "monotony": 1.155,  # 4 of 7 equal days: 4/7 to the root of 4/7 x 3/7
    }
    assert {name: value(log, name) for name in expected} == expected
    assert str(log.measures["weekly_distance_km"].window) == "2026-10-19 to 2026-11-15"
    assert str(log.measures["last_week_distance_km"].window) == "2026-11-16 to 2026-11-22"
    assert log.measures["longest_run_prior_30d_km"].window.days == 30  # type: ignore[union-attr]


def test_the_ends_of_windows_belong_to_them() -> None:
    for day, weekly, last, prior in [
        (6, 0, 5, 0),
        (7, 1.25, 0, 5),
        (34, 1.25, 0, 5),
        (35, 0, 0, 5),
        (36, 0, 0, 5),
        (37, 0, 0, 0),
    ]:
        log = log_of(run(back(60), 1), run(back(day), 5), run(TODAY, 0.001, sport="ride"))
        names = ("weekly_distance_km", "last_week_distance_km", "longest_run_prior_30d_km")
        assert [value(log, name) for name in names] == [weekly, last, prior], day


def test_two_runs_a_day_are_two_runs_on_one_day() -> None:
    log = log_of(*BASE, *every(range(0, 60, 2), 5.0, hour=18))
    assert value(log, "runs_per_week") == 7
    assert value(log, "rest_days_per_week") == 3.5
    assert value(log, "longest_run_last_7d_km") == 10


def test_other_sports_are_training_and_a_walk_is_not() -> None:
    assert value(log_of(*BASE, *every(range(1, 60, 2), sport="ride")), "rest_days_per_week") == 0
    assert value(log_of(*BASE, *every(range(1, 60, 2), sport="walk")), "rest_days_per_week") == 3.5
    assert value(log_of(*BASE, *every(range(1, 60, 2), sport="ride")), "weekly_distance_km") == 35


# --- what is not known


def test_days_before_the_log_begins_are_not_rest() -> None:
    log = log_of(*every(range(0, 20, 2)))
    for name in (
        "weekly_distance_km",
        "runs_per_week",
        "rest_days_per_week",
        "longest_run_prior_30d_km",
        "acute_chronic_ratio",
    ):
        assert value(log, name) is None
        assert "begins" in str(log.measures[name].why_none)
    assert value(log, "last_week_distance_km") == 40


def test_an_old_log_is_not_taken_for_a_break() -> None:
    for days, expected in ((14, 0), (15, None)):
        assert value(log_of(*every(range(days, 90, 2))), "last_week_distance_km") == expected


def test_no_activity_no_figures() -> None:
    log = log_of()
    assert {figure.value for figure in log.measures.values()} == {None}
    assert log.proposals() == {}
    assert log.weeks() == ()


def test_a_run_without_distance_is_not_one_of_no_kilometres() -> None:
    for unknown in (None, 0.0):
        log = log_of(*BASE, run(back(3), unknown))
        assert value(log, "last_week_distance_km") is None
        assert value(log, "longest_run_last_7d_km") is None
        assert value(log, "weekly_distance_km") == 35
        assert value(log, "runs_per_week") == 3.5
    assert value(log_of(*BASE, run(back(3), 0.0, minutes=0.5)), "last_week_distance_km") == 40


def test_a_sport_that_is_not_known_may_have_been_a_run() -> None:
    log = log_of(*BASE, run(back(3), sport="unknown"))
    assert value(log, "last_week_distance_km") is None
    assert value(log, "weekly_distance_km") == 35


def unzoned(start: datetime) -> Activity:
    return run(start.date(), start_utc=start, local_start=None, local_date=None, zone_source="unknown")


def test_a_day_that_depends_on_the_zone_matters_only_at_the_edge() -> None:
    inside, edge = datetime(2026, 11, 19, 12, tzinfo=UTC), datetime(2026, 11, 15, 23, tzinfo=UTC)
    assert value(log_of(*BASE, unzoned(inside)), "last_week_distance_km") == 50
    log = log_of(*BASE, unzoned(edge))
    assert value(log, "last_week_distance_km") is None
    assert "--timezone" in str(log.measures["last_week_distance_km"].why_none)
    assert value(log_of(*BASE, unzoned(inside)), "monotony") is None


def test_one_path_need_not_be_a_list(tmp_path: Path) -> None:
    path = write.put(tmp_path, "activities.csv", write.strava(*write.every_day(date(2026, 11, 20), 2)))
    assert (
        len(read_training(path, ZONE, TODAY).activities)
        == len(read_training(str(path), ZONE, TODAY).activities)
        == 2
    )


def test_sessions_after_the_day_asked_about_do_not_count() -> None:
    assert value(log_of(*BASE, run(TODAY + timedelta(days=1), 99)), "longest_run_last_7d_km") == 10


def test_the_log_since_a_day_covers_no_day_before(tmp_path: Path) -> None:
    path = write.put(tmp_path, "activities.csv", write.strava(*write.every_day(date(2026, 1, 1), 326)))
    whole = read_training([path], ZONE, TODAY)
    since = read_training([path], ZONE, TODAY, since=date(2026, 11, 1))
    assert value(whole, "weekly_distance_km") == 70
    assert value(since, "weekly_distance_km") is None
    assert value(since, "last_week_distance_km") == 70
    assert len(since.activities) == len(since.to_document()["activities"]) == 22  # type: ignore[arg-type]


# --- the spike


@pytest.mark.parametrize(("kilometres", "spike"), [(10, 0), (11, 10), (13.8, 38), (25, 150), (5, 0)])
def test_the_spike_is_how_much_longer_the_longest_run_was(kilometres: float, spike: float) -> None:
    assert value(log_of(*BASE, run(TODAY, kilometres, hour=20)), "single_run_spike") == pytest.approx(spike)


def test_the_spike_looks_at_the_30_days_before_the_run_and_not_before_the_week() -> None:
    log = log_of(*BASE, run(back(5), 20, hour=20), run(back(1), 22, hour=20))
    assert value(log, "single_run_spike") == 100  # the run of 20 km; that of 22 km is only 10 % more
    assert log.proposals()["longest_run_last_7d_km"].value == 22


def test_a_run_in_two_recordings_is_one_run_for_the_spike_only() -> None:
    halves = [run(back(1), 10, hour=8, elapsed_s=3000.0), run(back(1), 10, hour=9, elapsed_s=3000.0)]
    log = log_of(*BASE, *halves)
    assert value(log, "single_run_spike") == 100
    assert value(log, "longest_run_last_7d_km") == 10
    independent_groups = [
        run(back(1), 10, hour=8, elapsed_s=3000.0),
        run(back(1), 10, hour=10, elapsed_s=3000.0),
    ]
    assert value(log_of(*BASE, *independent_groups), "single_run_spike") == 0


def test_after_a_break_there_is_no_spike_but_a_return() -> None:
    log = log_of(*every(range(40, 80, 2)), run(TODAY))
    assert value(log, "single_run_spike") is None
    assert "break" in str(log.measures["single_run_spike"].why_none)
    assert value(log, "longest_run_prior_30d_km") == 0


# --- figures that only describe


def test_monotony_counts_rest_days_as_0_and_has_a_limit() -> None:
    assert value(log_of(*every(range(60))), "monotony") == 10
    six = [one for one in every(range(60)) if one.local_date != back(3)]
    assert value(log_of(*six), "monotony") == 2.449
    five = [one for one in six if one.local_date != back(5)]
    assert value(log_of(*five), "monotony") == 1.581


def test_units_of_load_are_never_mixed() -> None:
    effort = log_of(*every(range(60), rpe=5.0))
    minutes = log_of(*every(range(59), rpe=5.0), run(back(2), rpe=None, hour=15))
    kilometres = log_of(*every(range(59)), run(back(2), hour=15, minutes=None))
    neither = log_of(*every(range(59)), run(back(2), None, hour=15, minutes=None))
    units = [log.measures["monotony"].unit for log in (effort, minutes, kilometres)]
    assert units == ["ratio (effort x minutes)", "ratio (minutes)", "ratio (km)"]
    assert value(neither, "monotony") is None


def test_what_only_describes_says_so() -> None:
    for name in ("weekly_jump", "acute_chronic_ratio", "monotony"):
        assert "only describes" in log_of(*BASE).measures[name].note


# --- clocks


@pytest.mark.slow
@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/Los_Angeles", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"]
)
def test_a_run_each_local_day_is_one_a_day_through_every_change_of_the_clock(
    zone: str, tmp_path: Path
) -> None:
    days = [date(2025, 12, 1) + timedelta(days=number) for number in range(365)]
    for hour in (0, 2, 23):
        starts = [
            datetime(day.year, day.month, day.day, hour, 30, tzinfo=ZoneInfo(zone)).astimezone(UTC)
            for day in days
        ]
        sessions = [write.Session(start, 10_000.0, 3_600.0) for start in starts]
        log = read_training([write.put(tmp_path, "activities.csv", write.strava(*sessions))], zone, days[-1])
        assert {(log_day.local_date, n) for n, log_day in enumerate(log.activities)} == {
            (day, n) for n, day in enumerate(days)
        }
        for end in (date(2026, 3, 31), date(2026, 4, 7), date(2026, 10, 27), date(2026, 11, 3)):
            at_end = TrainingLog(log.activities, (), end, zone, days[0])
            assert value(at_end, "last_week_distance_km") == 70
            assert value(at_end, "rest_days_per_week") == 0
            assert value(at_end, "monotony") == 10


def test_a_run_past_midnight_counts_for_the_day_it_starts(tmp_path: Path) -> None:
    late = write.session("2026-11-15T22:50:00", 12, 80)  # ten to midnight in Berlin
    path = write.put(tmp_path, "activities.csv", write.strava(*write.every_day(date(2026, 9, 1), 70), late))
    assert value(read_training([path], ZONE, TODAY), "longest_run_last_7d_km") == 0
    assert value(read_training([path], "Europe/Helsinki", TODAY), "longest_run_last_7d_km") == 12


# --- proposals and weeks


def test_proposals_are_on_the_step_and_say_where_they_are_from(pack: Pack) -> None:
    proposals = log_of(*BASE, run(back(1), 12.3456, merged=("other.fit",))).proposals(pack)
    assert {field: proposal.value for field, proposal in proposals.items()} == {
        "weekly_distance_km": 35,
        "last_week_distance_km": 52.3,
        "longest_run_prior_30d_km": 10,
        "longest_run_last_7d_km": 12.3,
        "runs_per_week": 4,
        "rest_days_per_week": 4,
    }
    week = proposals["last_week_distance_km"]
    assert week.origin == "from your files, 5 runs, 16 November to 22 November 2026"
    assert (week.runs, week.merged, week.zone) == (5, 1, ZONE)


def test_a_value_outside_the_range_of_a_question_is_not_proposed() -> None:
    assert "longest_run_last_7d_km" not in log_of(*BASE, run(TODAY, 200)).proposals()


def test_every_proposal_is_an_answer_that_the_questions_take(pack: Pack) -> None:
    from runner_intake import assess  # noqa: PLC0415  (only here)

    log = log_of(*BASE, run(back(1), 12.3456))
    answers = {field: proposal.value for field, proposal in log.proposals(pack).items()}
    assert dict(assess(answers, pack).description)["long_run_spike"] == pytest.approx(1.23)


@given(st.lists(st.tuples(st.integers(0, 80), st.integers(1, 400)), max_size=30))
def test_the_figures_are_those_of_the_definitions(runs: list[tuple[int, int]]) -> None:
    log = log_of(
        run(back(90), 1.0),
        *(run(back(day), tenths / 10) for day, tenths in runs),
        run(TODAY, 0.1, sport="ride"),
    )
    tenths = {
        name: [t for day, t in runs if first <= day <= last]
        for name, first, last in (("last", 0, 6), ("usual", 7, 34), ("prior", 7, 36))
    }
    assert value(log, "last_week_distance_km") == pytest.approx(sum(tenths["last"]) / 10, abs=0.001)
    assert value(log, "weekly_distance_km") == pytest.approx(sum(tenths["usual"]) / 40, abs=0.001)
    assert value(log, "longest_run_last_7d_km") == max(tenths["last"], default=0) / 10
    assert value(log, "longest_run_prior_30d_km") == max(tenths["prior"], default=0) / 10
    assert value(log, "runs_per_week") == len(tenths["usual"]) / 4
    assert value(log, "rest_days_per_week") == (28 - len({day for day, _ in runs if 7 <= day <= 34})) / 4


def test_weeks_are_bars() -> None:
    log = log_of(*every(range(0, 30, 2)), run(back(8), None))
    weeks = log.weeks()
    assert [(week.last, week.distance_km, week.runs) for week in weeks] == [
        (back(28), None, None),
        (back(21), 30, 3),
        (back(14), 40, 4),
        (back(7), None, None),
        (TODAY, 40, 4),
    ]
    assert bars([week.distance_km for week in weeks], 8) == ["", "██████", "████████", "", "████████"]
    assert bars([1, 1000, 0, None], 2) == ["▏", "██", "", ""]
    assert bars([], 5) == bars([None], 5)[:0] == []
