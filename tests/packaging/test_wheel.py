"""The built wheel: the rules travel inside it, and it works with no checkout near, also imported from the zip
itself.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from demo import ROOT
from runner_intake import Pack

if TYPE_CHECKING:
    from pathlib import Path

SHOW = (
    "from runner_intake import bundled_pack, assess; print(bundled_pack().sha256, assess({}).safety.outcome)"
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the checkout; the build backend comes from the package index, as for any
    installation.
    """
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def run_away_from_the_checkout(import_path: Path, where: Path) -> str:
    """What a fresh interpreter prints that sees only `import_path` and the installed dependencies, not the
    editable install.
    """
    script = (
        f"import sys; sys.path.insert(0, {str(import_path)!r}); {SHOW}; import runner_intake; "
        f"print(runner_intake.__file__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=where, check=True, capture_output=True, text=True
    )
    lines = done.stdout.splitlines()
    assert str(import_path) in lines[1], "the checkout was imported instead"
    return lines[0]


@pytest.mark.slow
def test_the_wheel_holds_code_rules_and_type_marker_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"runner_intake"}
    assert {
        "runner_intake/rules/pack.yaml",
        "runner_intake/rules/cases/safety.yaml",
        "runner_intake/py.typed",
    } <= set(names)
    assert {"LICENSE", "INTENDED_USE.md"} <= {name.rpartition("/")[2] for name in names}
    assert not [name for name in names if name.startswith("runner_intake/rules/") and name.endswith(".py")]


@pytest.mark.slow
def test_an_unpacked_wheel_finds_its_rules(wheel: Path, tmp_path: Path, pack: Pack) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    assert run_away_from_the_checkout(tmp_path / "site", tmp_path) == f"{pack.sha256} incomplete"


@pytest.mark.slow
def test_the_wheel_works_when_imported_as_a_zip(wheel: Path, tmp_path: Path, pack: Pack) -> None:
    assert run_away_from_the_checkout(wheel, tmp_path) == f"{pack.sha256} incomplete"
