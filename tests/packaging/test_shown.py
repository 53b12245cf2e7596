"""What a visitor sees before installing: the recorded session, its picture, and the notebook."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from demo import ROOT
from notebook import NOTEBOOK, notebook
from record_session import CAST, COLUMNS, PICTURE, ROWS, cast, picture, read_cast, screens, session
from seven_runners import steps

SVG = "{http://www.w3.org/2000/svg}"


def words(rows: Any) -> str:
    return " ".join("".join(char.data for row in rows for char in row).split())


@pytest.mark.slow
def test_the_recorded_session_goes_from_the_first_question_to_the_result() -> None:
    head = json.loads(CAST.read_text(encoding="utf-8").splitlines()[0])
    assert (head["version"], head["width"], head["height"]) == (2, COLUMNS, ROWS)
    shown = [words(rows) for _, rows in screens(read_cast(CAST.read_text(encoding="utf-8")))]
    asks = [" ".join(step.question.fields[0].ask.split()) for step, _ in steps("b")]
    assert [ask in screen for ask, screen in zip(asks, shown, strict=False)] == [True] * len(asks)
    assert "Your result" in shown[-1]


def test_the_picture_is_that_of_the_session_and_holds_no_script_and_no_link() -> None:
    text = PICTURE.read_text(encoding="utf-8")
    moments = read_cast(CAST.read_text(encoding="utf-8"))
    assert picture(moments) == text
    assert cast(moments) == CAST.read_text(encoding="utf-8")
    tree = ET.fromstring(text)  # noqa: S314  (our own picture)
    assert {part.tag.removeprefix(SVG) for part in tree.iter()} == {
        "svg",
        "title",
        "style",
        "rect",
        "g",
        "text",
    }
    assert "url(" not in text
    assert "@import" not in text
    assert len(tree.findall(f"{SVG}g/{SVG}g")) == len(moments)


@pytest.mark.slow
def test_the_recorded_session_is_that_of_today() -> None:
    """Up to the result, which names its day."""
    recorded = [words(rows) for _, rows in screens(read_cast(CAST.read_text(encoding="utf-8")))]
    today = [words(rows) for _, rows in screens(session())]
    assert today[:-1] == recorded[:-1], "run: PYTHONPATH=tests/support python scripts/record_session.py"


@pytest.mark.slow
def test_the_notebook_is_that_of_the_how_to_and_runs() -> None:
    assert notebook() == NOTEBOOK.read_text(encoding="utf-8"), "run: python scripts/notebook.py"
    cells = json.loads(notebook())["cells"]
    assert {cell["cell_type"] for cell in cells} == {"markdown", "code"}
    assert len({cell["id"] for cell in cells}) == len(cells)
    namespace: dict[str, Any] = {"__name__": "notebook"}
    for cell in cells[:-1]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), namespace)  # noqa: S102  (our own notebook)
    shown = eval("".join(cells[-1]["source"]), namespace)  # noqa: S307  (as above)
    assert "<iframe" in shown._repr_html_()


def test_the_readme_shows_the_session() -> None:
    assert "](docs/session.svg)" in (ROOT / "README.md").read_text(encoding="utf-8")
