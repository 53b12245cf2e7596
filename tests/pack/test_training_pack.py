"""`measures.yaml`: which measure of training files may fill which field, read with the rest of a pack."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, get_args

import pytest

from demo import ROOT
from runner_intake import IntakeError, load_pack
from runner_intake.pack.measures import FILLING
from runner_intake.training import ISSUES
from runner_intake.vocabulary import MEASURE_UNITS, MeasureName

if TYPE_CHECKING:
    from pathlib import Path

    from runner_intake import Pack

RULES = ROOT / "rules"


def changed(tmp_path: Path, old: str, new: str) -> Path:
    copy = tmp_path / "rules"
    shutil.copytree(RULES, copy)
    text = (copy / "measures.yaml").read_text(encoding="utf-8")
    assert old in text
    (copy / "measures.yaml").write_text(text.replace(old, new), encoding="utf-8")
    return copy


def test_the_bundled_pack_takes_every_measure_that_can_fill_a_field(pack: Pack) -> None:
    assert sorted(pack.measures.values()) == sorted(FILLING)
    for field, name in pack.measures.items():
        assert pack.questionnaire.fields[field].unit == MEASURE_UNITS[name]


MISTAKES = [
    ("P07", ": runs_per_week", ": runs_a_week", "runs_per_week"),
    ("P07", "  runs_per_week:", "  run_per_week:", "runs_per_week"),
    ("P07", ": runs_per_week", ": monotony", ""),
    ("P04", "  runs_per_week: runs_per_week", "  runs_per_week: rest_days_per_week", ""),
    ("P03", "fields:\n", "questions: 3\nfields:\n", ""),
    ("P02", "fields:\n", "field:\n", "fields"),
]


@pytest.mark.parametrize(("code", "old", "new", "hint"), MISTAKES)
def test_a_mistake_is_found_at_its_place(code: str, old: str, new: str, hint: str, tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as caught:
        load_pack(changed(tmp_path, old, new))
    problem = next(problem for problem in caught.value.problems if problem.code == code)
    assert re.fullmatch(r"measures\.yaml:\d+:\d+", problem.place)
    assert hint in problem.for_screen()


@pytest.mark.slow
def test_a_pack_without_the_file_takes_no_measure_and_has_the_same_hash(pack: Pack, tmp_path: Path) -> None:
    copy = tmp_path / "rules"
    shutil.copytree(RULES, copy)
    (copy / "measures.yaml").unlink()
    without = load_pack(copy)
    assert without.measures == {}
    assert without.sha256 == pack.sha256


def rows(heading: str) -> list[tuple[str, str]]:
    text = (ROOT / "docs" / "reference" / "training.md").read_text(encoding="utf-8")
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `?(\w+)`? \| ([^|]+) \| [^|]+ \|$", section, re.MULTILINE)


def test_every_code_of_an_issue_is_explained_and_used() -> None:
    assert dict(rows("Issues")[1:]) == ISSUES
    source = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "src/runner_intake/training").glob("*.py")
    )
    assert not [code for code in ISSUES if source.count(f'"{code}"') < 2]


def test_every_measure_is_explained_with_its_unit() -> None:
    assert dict(rows("Measures")[1:]) == MEASURE_UNITS
    assert list(MEASURE_UNITS) == list(get_args(MeasureName))
