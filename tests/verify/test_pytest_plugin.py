"""`pytest my-pack` runs the cases of a pack as tests, and costs nothing where there is no pack."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import pytest

from runner_intake.authoring.starter import write_pack
from runner_intake.verify.cases.read import read_cases

if TYPE_CHECKING:
    from pathlib import Path

PLUGIN = "runner_intake.verify.cases.pytest_plugin"
NAMED = [] if entry_points(group="pytest11", name="runner-intake-cases") else ["-p", PLUGIN]
"""A checkout that was installed before the plugin existed does not know it yet."""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "my-pack"
    write_pack(folder, "small")
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A pytest of its own, in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", *NAMED, "-p", "no:cacheprovider", "-q", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.slow
def test_every_row_total_and_worked_runner_is_a_test(pack: Path) -> None:
    cases = read_cases(pack)
    tests = run(pack.parent, "my-pack")
    assert tests.returncode == 0, tests.stdout
    number = len(cases.rows) + len(cases.totals) + len(cases.worked)
    assert f"{number} passed" in tests.stdout


@pytest.mark.slow
def test_one_file_can_be_named(pack: Path) -> None:
    files = sorted((pack / "cases").glob("*.yaml"))
    cases = read_cases(pack)
    places = [row.place for row in cases.rows] + [total.place for total in cases.totals]
    places += [worked.place for worked in cases.worked]
    for file in files:
        number = sum(place.startswith(f"cases/{file.name}:") for place in places)
        if number:
            assert f"{number} passed" in run(pack, f"cases/{file.name}").stdout


@pytest.mark.slow
def test_a_case_that_fails_names_its_line_and_what_came_out(pack: Path) -> None:
    row = next(row for row in read_cases(pack).rows if "points" in row.expect)
    file = pack / row.place.split(":")[0]
    edit(file, f"points: {row.expect['points']}", "points: 77")
    tests = run(pack.parent, "my-pack")
    assert tests.returncode == 1
    assert "not 77." in tests.stdout
    assert "Traceback" not in tests.stdout + tests.stderr


@pytest.mark.slow
def test_a_pack_that_cannot_be_read_is_an_error_with_every_problem(pack: Path) -> None:
    edit(pack / "pack.yaml", "levels:", "level:")
    tests = run(pack.parent, "my-pack")
    assert tests.returncode == 2
    assert "P02" in tests.stdout
    assert "P03" in tests.stdout
    assert "Traceback" not in tests.stdout + tests.stderr


@pytest.mark.slow
def test_yaml_files_that_are_no_cases_of_a_pack_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "of_something_else.yaml").write_text("a: 1\n", encoding="utf-8")
    assert "no tests ran" in run(tmp_path).stdout


@pytest.mark.slow
def test_it_imports_nothing_of_the_program_before_a_pack_is_collected(tmp_path: Path) -> None:
    (tmp_path / "test_imports.py").write_text(
        "import sys\n\n"
        "def test_imports():\n"
        "    loaded = {name for name in sys.modules if name.startswith('runner_intake')}\n"
        "    assert loaded <= {'runner_intake', 'runner_intake.errors', 'runner_intake.verify',\n"
        f"                      'runner_intake.verify.cases', '{PLUGIN}'}}\n"
        "    assert not {'yaml', 'pydantic', 'polars', 'rich', 'prompt_toolkit'} & set(sys.modules)\n",
        encoding="utf-8",
    )
    tests = run(tmp_path)
    assert tests.returncode == 0, tests.stdout
