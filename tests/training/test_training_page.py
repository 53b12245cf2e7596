"""The page of a training log: the weeks as bars with their longest run, the same in words, and as a file."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import training_files as write
from runner_intake import bundled_pack, read_training
from runner_intake.cli import cli
from runner_intake.reports.pictures.weeks import WeekBar, weeks
from runner_intake.reports.training_page import training_report

if TYPE_CHECKING:
    from pathlib import Path

    from runner_intake import TrainingLog
    from runner_intake.reports.report import Report

TODAY = date(2026, 11, 22)
DAYS = write.every_day(date(2026, 9, 3), 81)
"""Ten kilometres on every day but those before a Thursday in September."""


def log_of(folder: Path) -> TrainingLog:
    file = write.archive(folder, "export.zip", {"activities.csv": write.strava(*DAYS, DAYS[-1])})
    return read_training([file], timezone="Europe/London", as_of=TODAY)


@pytest.fixture
def page(tmp_path: Path) -> Report:
    return training_report(log_of(tmp_path), bundled_pack())


def test_a_week_has_its_longest_run_and_one_that_is_not_known_has_none(tmp_path: Path) -> None:
    first, *others = log_of(tmp_path).weeks()
    assert (first.distance_km, first.longest_km) == (None, None)
    assert {(week.distance_km, week.runs, week.longest_km) for week in others} == {(70, 7, 10)}


def test_the_picture_has_a_bar_a_week_and_an_empty_frame_where_nothing_is_known(page: Report) -> None:
    picture = page.pictures[0].svg
    assert picture.count('class="bar"') == 11
    assert picture.count('class="unknown"') == 1
    assert "16 Nov - 22 Nov: 70.0 km, 7 runs, longest 10.0 km" in picture
    assert "31 Aug - 6 Sep: not known" in picture


def test_every_form_of_the_page_says_the_same(page: Report) -> None:
    """In HTML the words of each week stand below the picture."""
    for text in (page.to_text(), page.to_html(), page.to_markdown().replace("\\", "")):
        flat = re.sub(r"\s+", " ", text)
        for said in (
            "81 activities: 81 runs. 1 copy was left out.",
            "As of 22 November 2026, time zone Europe/London.",
            "70.0 km, 7 runs, longest 10.0 km",
            "Only described, no sign of risk",
            "T17",
        ):
            assert said in flat
    assert "<script" not in page.to_html()


def test_nothing_read_is_a_page_without_weeks(tmp_path: Path) -> None:
    file = write.put(tmp_path, "run.fit", b"nothing")
    page = training_report(read_training([file], as_of=TODAY), bundled_pack())
    assert page.pictures == ()
    assert "T01" in page.to_text()


def test_the_command_writes_the_page_and_never_over_another_file(tmp_path: Path) -> None:
    log_of(tmp_path)
    command = [
        "training",
        str(tmp_path / "export.zip"),
        "--timezone",
        "Europe/London",
        "--as-of",
        "2026-11-22",
    ]
    for name in ("weeks.html", "weeks.md", "weeks.txt", "weeks.json"):
        done = CliRunner().invoke(cli, [*command, "-o", str(tmp_path / name)], catch_exceptions=False)
        assert (done.exit_code, done.stdout) == (0, "")
    assert "<svg" in (tmp_path / "weeks.html").read_text()
    document = json.loads((tmp_path / "weeks.json").read_text())
    assert document["proposals"]["weekly_distance_km"] == 70
    for name in ("weeks.html", "weeks.docx"):
        assert CliRunner().invoke(cli, [*command, "-o", str(tmp_path / name)]).exit_code == 2


kilometres = st.none() | st.floats(0, 500)


@given(st.lists(st.tuples(kilometres, kilometres), max_size=30))
def test_any_weeks_are_a_well_formed_picture_that_stays_in_its_frame(
    rows: list[tuple[float | None, float | None]],
) -> None:
    """A longest run is at most its week's distance."""
    data = [
        WeekBar("1 Nov", most, None if most is None or longest is None else min(most, longest))
        for most, longest in rows
    ]
    svg = ET.fromstring(weeks("<Weeks>", "", data, "longest & last"))  # noqa: S314  (our own picture)
    _, _, width, height = map(float, svg.attrib["viewBox"].split())
    for part in svg.iter():
        x, y = (float(part.get(name, part.get(f"{name}1", 0))) for name in "xy")
        assert 0 <= x <= width
        assert 0 <= y <= height
    assert sum(part.get("class") == "bar" for part in svg.iter()) == sum(row[0] is not None for row in rows)
