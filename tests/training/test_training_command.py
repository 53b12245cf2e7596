"""`runner-intake training`: the document, the table for people, exit codes, and the bar for long work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

import training_files as write
from runner_intake.cli import cli
from runner_intake.errors import IntakeError
from terminals import Terminal

if TYPE_CHECKING:
    from pathlib import Path

DAYS = write.every_day(date(2026, 9, 1), 83)
AS_OF = ("--as-of", "2026-11-22")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(
        cli, ["training", *map(str, arguments)], catch_exceptions=False, standalone_mode=False
    )


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return write.archive(tmp_path, "export.zip", {"activities.csv": write.strava(*DAYS, DAYS[-1])})


def test_the_document_has_what_the_contract_says(export: Path) -> None:
    document: dict[str, Any] = json.loads(run(export, "--timezone", "Europe/London", *AS_OF, "--json").stdout)
    assert document["schema"] == "runner-intake/training/1"
    assert len(document["activities"]) == 83
    first = document["activities"][0]
    known = {
        "start_utc": "2026-09-01T12:00:00Z",
        "local_date": "2026-09-01",
        "zone_source": "user",
        "sport": "run",
        "distance_m": 10_000,
    }
    assert first.items() >= known.items()
    assert set(first) >= {"moving_s", "rpe", "indoor", "manual", "source", "file"}
    assert [set(issue) for issue in document["issues"]] == [{"code", "file", "message"}]
    assert {frozenset(measure) for measure in document["measures"].values()} == {
        frozenset({"value", "unit", "window", "why_none"})
    }
    expected = {
        "weekly_distance_km": 70,
        "last_week_distance_km": 70,
        "longest_run_prior_30d_km": 10,
        "longest_run_last_7d_km": 10,
    }
    assert document["proposals"] == {**expected, "runs_per_week": 7, "rest_days_per_week": 0}


def test_people_read_weeks_as_bars_figures_and_what_is_wrong(export: Path) -> None:
    lines = run(export, "--timezone", "Europe/London", *AS_OF).stdout.splitlines()
    assert lines[:2] == [
        "83 activities: 83 runs. 1 copy was left out.",
        "As of 22 November 2026, time zone Europe/London.",
    ]
    assert "  16 Nov - 22 Nov  ████████████████████████   70.0 km  7 runs" in [
        line.replace("  16", "  16") for line in lines
    ]
    assert any(
        line.startswith("  An average week before the last 7 days") and "70.0 km" in line for line in lines
    )
    assert "T17" in "\n".join(lines)
    assert max(map(len, lines)) <= 100


def test_what_is_not_known_is_said_with_a_way_out(export: Path) -> None:
    text = " ".join(run(export, *AS_OF).stdout.split())
    assert "not known" in text
    assert "--timezone" in text
    assert "no time zone named" in text


WRONG = [
    ("--timezone", "Europe/Lundon"),
    ("--as-of", "22.11.2026"),
    ("--distance-unit", "ft"),
    ("--sport", "curling"),
]


@pytest.mark.slow
@pytest.mark.parametrize("option", WRONG)
def test_a_zone_a_day_or_a_unit_that_is_none_is_a_mistake_in_the_command(
    option: tuple[str, str], export: Path
) -> None:
    program = [sys.executable, "-m", "runner_intake", "training", str(export), *option]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert option[0] in done.stderr
    assert "Europe/London" in done.stderr or option[0] != "--timezone"


def test_a_path_that_is_not_there_is_an_error_and_a_broken_file_is_not(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="F01"):
        run(tmp_path / "nowhere.zip")
    broken = write.put(tmp_path, "run.fit", b"nothing")
    document = json.loads(run(broken, "--json").stdout)
    assert [issue["code"] for issue in document["issues"]] == ["T01"]


def test_names_of_files_cannot_play_tricks_on_a_terminal(tmp_path: Path) -> None:
    name = "run\x1b[2J.fit"
    path = write.archive(tmp_path, "export.zip", {name: b"nothing"})
    raw = os.fsencode(tmp_path) + b"/\xff.fit"
    with open(raw, "wb") as out:  # noqa: PTH123  (a name that is no text)
        out.write(b"nothing")
    assert "\x1b" not in run(path, "--json").stdout + run(path).stdout
    assert json.loads(run(tmp_path, "--json").stdout)["issues"]


@pytest.mark.slow
def test_long_work_shows_a_bar_to_people_only(tmp_path: Path) -> None:
    one = write.fit(DAYS[0], offset=timedelta(0), records=600)
    content: dict[str, bytes | str] = {f"{number}.fit": one for number in range(60)}
    export = write.archive(tmp_path, "fits.zip", content)
    terminal = Terminal(
        "training", str(export), "--as-of", "2026-10-27", "--json", state=tmp_path, redirected="> /dev/null"
    )
    assert terminal.end() == 0
    assert "of 60 files" in terminal.raw
    assert run(export, "--as-of", "2026-10-27", "--json").stderr == ""


def test_importing_the_package_loads_no_reader() -> None:
    names = ["fitdecode", "gpxpy", "runner_intake.training"]
    script = f"import sys, runner_intake; print([m for m in {names} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    some = names[:2]
    use = (
        f"import sys\nfrom runner_intake import read_training\nprint([m for m in {some} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", use], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
