"""The promises about who imports whom: a single import against one of them breaks its contract."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from demo import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
FLOORS, _CIRCLES, STRANGERS, PRESENT, FRONTS, LIBRARIES = (
    contract["name"] for contract in CONTRACTS["contracts"]
)

SEEDED = [
    ("batch/plan.py", "from runner_intake.circuit import Scale", STRANGERS),
    ("batch/scores.py", "from runner_intake.score import score", STRANGERS),
    ("circuit/compile.py", "from runner_intake.compiled.flat import flat", STRANGERS),
    ("score.py", "from runner_intake.circuit import Scale", STRANGERS),
    ("present/wording.py", "from runner_intake.engine.analysis import Analysis", PRESENT),
    ("present/benefits.py", "from runner_intake.circuit import Scale", PRESENT),
    ("terminal/front.py", "from runner_intake.engine.analysis import Analysis", FRONTS),
    ("reports/html.py", "from runner_intake.conditions import truth", FRONTS),
    ("web/views.py", "from runner_intake.engine.analysis import Analysis", FRONTS),
    ("training/days.py", "import polars", LIBRARIES),
    ("questionnaire/model.py", "from runner_intake.pack import Pack", FLOORS),
]


def lint(folder: Path) -> str:
    """What import-linter says of the copy of the source in a folder, on one line."""
    run = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    env = {**os.environ, "PYTHONPATH": str(folder / "src"), "NO_COLOR": "1", "COLUMNS": "500"}
    done = subprocess.run(
        [sys.executable, "-c", run, "--no-cache"],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    return " ".join((done.stdout + done.stderr).split())


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.mark.slow
def test_every_promise_is_kept(copy: Path) -> None:
    assert f"{len(CONTRACTS['contracts'])} kept, 0 broken" in lint(copy)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "line", "contract"), SEEDED, ids=[f"{case[0]}: {case[1]}" for case in SEEDED]
)
def test_an_import_against_a_promise_breaks_its_contract(
    file: str, line: str, contract: str, copy: Path
) -> None:
    source = copy / "src/runner_intake" / file
    text = source.read_text(encoding="utf-8")
    source.write_text(f"{text}\n{line}\n", encoding="utf-8")
    try:
        assert f"{contract} BROKEN" in lint(copy)
    finally:
        source.write_text(text, encoding="utf-8")
