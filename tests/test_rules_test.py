"""`runner-intake rules test`: what it prints, and when it says no."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from runner_intake.cli import cli
from runner_intake.errors import IntakeError

from demo import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["rules", "test", *args], catch_exceptions=False, standalone_mode=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the bundled pack."""
    return shutil.copytree(ROOT / "rules", tmp_path / "pack")


def test_the_bundled_pack_passes() -> None:
    result = run()
    assert result.return_value != 3
    assert result.stdout.endswith("Every rule is tried both ways, and every threshold on both sides.\n")


def test_a_changed_rule_is_told_with_the_line_of_the_case_and_exit_code_3(folder: Path) -> None:
    file = folder / "safety" / "discuss.yaml"
    file.write_text(file.read_text("utf-8").replace("{age_years: {below: 18}}", "{age_years: {below: 43}}"), "utf-8")
    result = run(str(folder))
    assert result.return_value == 3
    assert "D8: expected that it is not raised, and it is" in result.stdout
    assert result.stdout.startswith("cases/safety.yaml:")
    document = json.loads(run(str(folder), "--json").stdout)
    assert document["schema"] == "runner-intake/rules-test/1"
    assert {failure["about"] for failure in document["failures"]} >= {"D8"}
    assert {"gap": "boundary", "rule": "D8", "field": "age_years", "threshold": 43.0} in [
        {key: gap[key] for key in ("gap", "rule", "field", "threshold")} for gap in document["untried"]
    ]


def test_a_pack_without_cases_is_no_failure_but_says_so(folder: Path) -> None:
    shutil.rmtree(folder / "cases")
    result = run(str(folder))
    assert result.return_value != 3
    assert "This pack has no cases." in result.stdout


def test_a_folder_without_a_pack_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as caught:
        run(str(tmp_path))
    assert [problem.code for problem in caught.value.problems] == ["P01"]


def test_its_help_tells_the_exit_code() -> None:
    assert "Exit code 3" in run("--help").stdout
