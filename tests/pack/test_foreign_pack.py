"""Nothing of the bundled pack is in the code: a pack in which nothing is named as in ours goes through every
verb.
"""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING, Any, get_args

import pytest
from starlette.testclient import TestClient

from commands import run
from demo import ROOT
from foreign_pack import POPULATION, foreign_pack
from runner_intake.pack import bundled_pack, load_pack
from runner_intake.reports.pictures.body import PLACES
from runner_intake.vocabulary import MEASURE_UNITS, ClosingRole
from terminals import Terminal
from web_visitor import app_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from runner_intake.pack import Pack

pytestmark = pytest.mark.slow

STIFF: dict[str, Any] = {
    "may_keep": True,
    "alarm_list": ["none"],
    "stiff_spots": ["left_shoulder"],
    "stiffness_0_10": 8,
    "metres_this_week": 9000,
    "metres_usually": 5000,
    "start_nerves": "still",
    "skin_state": "broken",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return foreign_pack(tmp_path / "pool")


def answers_in(tmp_path: Path, **changes: Any) -> Path:
    path = tmp_path / "swimmer.json"
    path.write_text(json.dumps(STIFF | changes), encoding="utf-8")
    return path


def ids_of(pack: Pack) -> set[str]:
    """Every id that a pack chooses for itself; options count where they are not an ordinary word."""
    questionnaire = pack.questionnaire
    options = {option for field in questionnaire.fields.values() for option in field.options if "_" in option}
    listed = (
        questionnaire.sections,
        questionnaire.questions,
        pack.benefits,
        pack.steps,
        pack.safety,
        pack.closing,
    )
    return {*questionnaire.domains, *options, *(item.id for items in listed for item in items), *pack.sources}


def strings_in_the_code() -> Iterator[tuple[str, int, str]]:
    for file in (ROOT / "src" / "runner_intake").rglob("*.py"):
        path = file.relative_to(ROOT / "src" / "runner_intake").as_posix()
        if path == "answers.py":
            continue  # made from the bundled questions, for type checkers
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path, node.lineno, node.value


ORDINARY = {"rest"}
"""Ids that are also an ordinary word, which the code uses for something else (what remains of a text)."""

OWN_WORDS: dict[str, Collection[str]] = {
    "vocabulary.py": {*MEASURE_UNITS, *get_args(ClosingRole)},
    "training/": {*MEASURE_UNITS, "distances", "health"},
    "present/training.py": MEASURE_UNITS,
    "present/runner_page.py": get_args(ClosingRole),
    "reports/pictures/body.py": PLACES,
    "exchange/": {"R5"},
    "cli/export.py": {"R5"},
    "web/app.py": {"health"},
}
"""Words that the code has of its own, and where it may say them: measures of training files, roles of closing
texts, places of the drawn body, a release of FHIR, the address that tells whether the server is well. The
bundled pack calls some of its own things by the same words; what they mean there is said by its files
(`measures.yaml`, `role`, `body`).
"""


def is_own_word(file: str, text: str) -> bool:
    return any(file.startswith(room) and text in words for room, words in OWN_WORDS.items())


def test_no_name_of_the_bundled_pack_is_in_the_code() -> None:
    ids = ids_of(bundled_pack()) - ORDINARY
    assert [
        (file, line, text)
        for file, line, text in strings_in_the_code()
        if text in ids and not is_own_word(file, text)
    ] == []


def test_the_two_packs_share_no_name(folder: Path) -> None:
    assert ids_of(load_pack(folder)) & ids_of(bundled_pack()) == set()


def test_the_checker_finds_nothing_in_it(folder: Path) -> None:
    done = run("check", folder)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_a_result_names_its_suggestion_condition_and_step(folder: Path, tmp_path: Path) -> None:
    document = json.loads(run("assess", answers_in(tmp_path), "--json", "--pack", folder).stdout)
    assert document["safety"]["outcome"] == "adapt"
    shown = [(suggestion["benefit"], suggestion["points"]["low"]) for suggestion in document["suggestions"]]
    assert shown == [("loose_shoulder", 5)]
    assert [step["id"] for step in document["first_steps"]] == ["swim_less"]


def test_an_emergency_names_the_number_of_the_region_and_no_other(folder: Path, tmp_path: Path) -> None:
    drowning = answers_in(tmp_path, alarm_list=["water_in_lungs"])
    shown = run("assess", drowning, "--plain", "--region", "nir", "--pack", folder).stdout
    assert "999" in shown
    assert "112" not in shown
    assert "Tell the lifeguard at once." in shown
    document = json.loads(run("assess", drowning, "--json", "--region", "nir", "--pack", folder).stdout)
    assert [step["id"] for step in document["first_steps"]] == ["lifeguard"]


def test_the_description_of_its_web_api_has_an_example_that_works(folder: Path) -> None:
    client = TestClient(app_of(pack=load_pack(folder)), base_url="http://localhost")
    schemas = client.get("/api/openapi.json").json()["components"]["schemas"]
    (example,) = schemas["AssessRequest"]["examples"]
    assert "stiff_spots" in example["answers"]
    result = client.post("/api/assess", json=example).json()
    assert (result["answers"], result["ignored_answers"]) == (example["answers"], [])


def test_explain_proves_the_level(folder: Path, tmp_path: Path) -> None:
    done = run("explain", answers_in(tmp_path), "loose_shoulder", "--plain", "--pack", folder)
    assert done.returncode == 0, done.stderr
    assert "loose_shoulder.worst" in done.stdout


def test_a_batch_gives_each_row_what_assess_gives(folder: Path) -> None:
    rows = [STIFF, STIFF | {"alarm_list": ["ear_bleeding"]}, {"may_keep": False}, {}]
    done = run(
        "batch",
        "-",
        "-",
        "--part",
        "safety",
        "--pack",
        folder,
        text="".join(json.dumps(row) + "\n" for row in rows),
    )
    assert [json.loads(line)["outcome"] for line in done.stdout.splitlines()] == [
        "adapt",
        "urgent",
        "consent_needed",
        "incomplete",
    ]


def test_an_interview_in_plain_lines_ends_with_the_result(folder: Path, tmp_path: Path) -> None:
    lines = {
        "may_keep": "yes",
        "alarm_list": "3",
        "stiff_spots": "1",
        "stiffness_0_10": "8",
        "metres_this_week": "9000",
    }
    lines |= {"metres_usually": "5000", "start_nerves": "1", "skin_state": "2"}
    out = tmp_path / "result.json"
    options = ("--plain", "--ids", "--json", "--goal", "complete", "--pack", str(folder))
    terminal = Terminal("ask", *options, state=tmp_path / "state", rows=90, redirected=f"> {out}")
    for name, line in lines.items():
        terminal.wait_for(f"[{name}] >").type(line + "\n")
    terminal.wait_for("Show my result").type("1\n").wait_for("Finish").type("1\n")
    assert terminal.end() == 0
    assert (
        out.read_text(encoding="utf-8")
        == run("assess", answers_in(tmp_path), "--json", "--pack", folder).stdout
    )


@pytest.mark.parametrize(("population", "said"), [("", True), (POPULATION, False)])
def test_a_diff_says_whether_its_runners_give_any_answer(
    folder: Path, tmp_path: Path, *, population: str, said: bool
) -> None:
    new = foreign_pack(tmp_path / "new", population)
    scorecard = new / "benefits" / "loose_shoulder.yaml"
    scorecard.write_text(
        scorecard.read_text(encoding="utf-8").replace('"7+": 3', '"8+": 3'), encoding="utf-8"
    )
    shown, document = run("diff", folder, new).stdout, json.loads(run("diff", folder, new, "--json").stdout)
    assert ("Neither pack has a population.yaml" in shown) is said
    assert (document["people"]["synthetic"], document["people"]["uniform"]) == (True, said)
    assert document["people"]["compared"] == 200
