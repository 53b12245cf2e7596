"""A pack as a workbook and back: an unchanged one changes nothing, a changed cell changes its text and
nothing else, and every bad cell is named.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from demo import ROOT
from editing import copied
from runner_intake import IntakeError, load_pack
from runner_intake.cli import cli
from runner_intake.exchange.rules_sheet import changes_in, sheets_of
from runner_intake.exchange.sheet_cells import NUMBERS, SHEETS, files_of, leaves_of
from runner_intake.exchange.sheet_edits import CellChange, edited
from runner_intake.workbook import workbook_bytes, workbook_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

FILES = files_of(ROOT / "rules")
LEAVES = leaves_of(FILES)
BOOK = workbook_bytes(sheets_of(LEAVES))
TEXTS = [leaf for leaf in LEAVES if leaf.column not in NUMBERS]


def cell(book: Any, sheet: str, row: str, column: str) -> Any:
    """A cell by the id of its row and the name of its column."""
    header = [header_cell.value for header_cell in book[sheet][1]]
    (line,) = (line for line in book[sheet].iter_rows(min_row=2) if line[0].value == row)
    return line[header.index(column)]


def changed_book(path: Path, *edits: Callable[[Any], None]) -> Path:
    book = openpyxl.load_workbook(io.BytesIO(BOOK))
    for edit in edits:
        edit(book)
    book.save(path)
    return path


def put(sheet: str, row: str, column: str, value: object) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        cell(book, sheet, row, column).value = value

    return edit


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["rules", "sheet", *map(str, arguments)])


def problems_of(path: Path) -> list[str]:
    rows = workbook_rows(path.read_bytes(), "rules.xlsx")
    with pytest.raises(IntakeError) as caught:
        changes_in(rows, LEAVES, "rules.xlsx")
    assert {problem.code for problem in caught.value.problems} == {"X09"}
    return [problem.place for problem in caught.value.problems]


# --- examples


def test_an_unchanged_workbook_changes_nothing() -> None:
    assert changes_in(workbook_rows(BOOK, "rules.xlsx"), LEAVES, "rules.xlsx") == []


@pytest.mark.slow
def test_every_question_option_rule_and_source_has_its_row() -> None:
    book = openpyxl.load_workbook(io.BytesIO(BOOK))
    assert book.sheetnames == ["read me", *SHEETS]
    assert cell(book, "questions", "age_years", "minimum").value == 13
    assert cell(book, "options", "main_site.heel", "label").value == "Heel"
    assert cell(book, "points", "injury_recovery.pain.8-10", "points").value == 1
    assert cell(book, "points", "injury_recovery.pain.8-10", "points").data_type == "n"
    assert cell(book, "benefits", "injury_recovery", "factor").value == 75
    pack = load_pack(ROOT / "rules")
    ids = {line[0].value for name in SHEETS for line in book[name].iter_rows(min_row=2)}
    assert {rule.id for rule in pack.safety} <= ids
    assert {rule.id for benefit in pack.benefits for rule in benefit.rules} <= ids
    assert set(pack.sources) | set(pack.questionnaire.fields) <= ids


@pytest.mark.slow
def test_changed_cells_change_the_files_and_nothing_else_in_them(tmp_path: Path) -> None:
    folder = copied(tmp_path / "pack")
    book = changed_book(
        tmp_path / "rules.xlsx",
        put("options", "main_site.heel", "label", "My heel: the bottom of it"),
        put("points", "injury_recovery.pain.8-10", "points", 2),
        put("safety", "D2", "message", "Tell the practitioner # that you take a blood thinner."),
    )
    shown = run(book, "--pack", folder, "--read")
    assert shown.exit_code == 0
    assert files_of(folder) == FILES
    assert "+    message: >-" not in shown.stdout
    assert "+      Tell the practitioner # that you take a blood thinner." in shown.stdout
    assert run(book, "--pack", folder, "--read", "--write").exit_code == 0
    pack = load_pack(folder)
    assert pack.questionnaire.fields["main_site"].options["heel"] == "My heel: the bottom of it"
    (rule,) = (rule for rule in pack.safety if rule.id == "D2")
    assert rule.message == "Tell the practitioner # that you take a blood thinner."
    changed = {name for name, text in files_of(folder).items() if text != FILES[name]}
    assert changed == {"questionnaire/aches.yaml", "benefits/injury_recovery.yaml", "safety/discuss.yaml"}
    for name in changed:
        before, after = FILES[name].splitlines(), files_of(folder)[name].splitlines()
        assert len(set(before) - set(after)) <= 2
        assert [line for line in before if "#" in line] == [
            line for line in after if "#" in line and "practitioner #" not in line
        ]
    assert "0 cells" in run(book, "--pack", folder, "--read").stderr


# --- bad cells


def test_every_bad_cell_is_named_by_sheet_and_cell(tmp_path: Path) -> None:
    book = changed_book(
        tmp_path / "rules.xlsx",
        put("questions", "age_years", "minimum", "thirteen"),
        put("questions", "age_years", "ask", None),
        put("questions", "age_years", "low", "young"),
        put("sources", "carr-2015", "cite", "#REF!"),
        put("options", "main_site.heel", "id", "main_site.heal"),
    )
    places = problems_of(book)
    assert len(places) == 6
    assert {place.split("!")[0] for place in places} == {
        "rules.xlsx questions",
        "rules.xlsx options",
        "rules.xlsx sources",
    }
    assert all(place.split("!")[1][0].isalpha() for place in places if "!" in place)


HOSTILE: dict[str, Callable[[Any], None]] = {
    "a sheet is gone": lambda book: book.remove(book["points"]),
    "a sheet is empty": lambda book: book["points"].delete_rows(1, 10_000),
    "a row is gone": lambda book: book["points"].delete_rows(3),
    "a column is gone": lambda book: book["points"].delete_cols(2),
    "a column appears twice": lambda book: book["points"].cell(1, 9, "points"),
    "the header is gone": lambda book: book["safety"].delete_rows(1),
    "a row appears twice": lambda book: book["sources"].append([line.value for line in book["sources"][2]]),
    "a new row": lambda book: book["sources"].append(["someone-2026", "Someone 2026"]),
    "a row without id": lambda book: book["sources"].append(["", "Someone 2026"]),
    "an id was changed": put("safety", "D2", "id", "D99"),
    "a text for a number": put("benefits", "immunity", "factor", "a lot"),
    "yes for a number": put("benefits", "immunity", "factor", value=True),
    "nothing for a number": put("benefits", "immunity", "factor", None),
    "nothing for a text": put("safety", "D2", "message", None),
    "blanks for a text": put("safety", "D2", "message", "   "),
    "an error of the spreadsheet": put("safety", "D2", "message", "#VALUE!"),
    "a formula without a value": put("safety", "D2", "message", "=1+1"),
    "something where nothing is": put("questions", "age_years", "low", "young"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_a_listed_error(name: str, tmp_path: Path) -> None:
    assert problems_of(changed_book(tmp_path / "rules.xlsx", HOSTILE[name]))


@pytest.mark.parametrize("data", [b"", b"id,ask\n", b"PK\x03\x04", BOOK[: len(BOOK) // 2]])
def test_a_file_that_is_no_workbook_is_a_listed_error(data: bytes, tmp_path: Path) -> None:
    book = tmp_path / "rules.xlsx"
    book.write_bytes(data)
    done = run(book, "--read")
    assert isinstance(done.exception, IntakeError)
    assert [problem.code for problem in done.exception.problems] == ["B03"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (put("benefits", "immunity", "grade", "splendid"), "P07"),
        (put("sources", "carr-2015", "direction", "sideways"), "P07"),
    ],
)
def test_what_the_pack_does_not_take_is_named_by_its_cell_and_nothing_is_written(
    edit: Callable[[Any], None], code: str, tmp_path: Path
) -> None:
    folder = copied(tmp_path / "pack")
    done = run(changed_book(tmp_path / "rules.xlsx", edit), "--pack", folder, "--read", "--write")
    assert isinstance(done.exception, IntakeError)
    problems = [problem for problem in done.exception.problems if "rules.xlsx" in problem.place]
    assert code in {problem.code for problem in problems}
    assert files_of(folder) == FILES


@pytest.mark.slow
def test_nothing_is_overwritten_and_the_bundled_pack_is_not_changed(tmp_path: Path) -> None:
    book = tmp_path / "rules.xlsx"
    assert run(book).exit_code == 0
    assert run(book).exit_code == 2
    assert run(book, "--read", "--write").exit_code == 2
    assert run(tmp_path / "none.xlsx", "--read").exit_code == 1


# --- the property

WRITTEN = st.text(
    st.sampled_from("abcdeXYZ 0123456789:#-?!'\"{}[],&*%@`|>\\/ÄÖ\u2019日=+").filter(str.isprintable),
    min_size=1,
    max_size=200,
).map(lambda text: " ".join(text.split()))
CHANGED = st.dictionaries(st.sampled_from(range(len(TEXTS))), WRITTEN.filter(bool), min_size=1, max_size=4)


@pytest.mark.slow
@given(CHANGED)
def test_any_text_of_any_cells_gets_into_the_files_and_nothing_else_changes(changed: dict[int, str]) -> None:
    changes = [CellChange(TEXTS[index], text, "a cell") for index, text in changed.items()]
    names = {change.leaf.file for change in changes}
    files = {
        name: edited(FILES[name], [change for change in changes if change.leaf.file == name]).text
        for name in FILES
        if name in names
    }
    expected = {(leaf.file, leaf.span): leaf.text for leaf in LEAVES if leaf.file in names}
    expected |= {(change.leaf.file, change.leaf.span): str(change.value) for change in changes}
    assert [leaf.text.strip() for leaf in leaves_of(files)] == [text.strip() for text in expected.values()]
    for name, text in files.items():
        comments = [line for line in FILES[name].splitlines() if line.lstrip().startswith("# ")]
        assert set(comments) <= set(text.splitlines())
