"""Exports of forms: recognised by the texts of our questions and options in any language, every problem
named, and never answered with silence.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from base_runner import HEEL
from drawing import partial_answers
from editing import copied
from made_up_language import TAG, write_made_up
from runner_intake import IntakeError, assess, bundled_pack, load_pack
from runner_intake.cli import cli
from runner_intake.exchange.form_import import Imported, import_form
from runner_intake.exchange.table_file import Table, read_table
from runner_intake.pack.texts import in_language
from runner_intake.questionnaire import check_answers

if TYPE_CHECKING:
    from runner_intake import Pack

PACK = bundled_pack()
FIELDS = PACK.questionnaire.fields


def header_of(name: str, pack: Pack = PACK) -> str:
    question = pack.questionnaire.question_of[name]
    return (
        question.ask
        if len(question.fields) == 1
        else f"{question.ask} [{pack.questionnaire.fields[name].ask}]"
    )


def cell_of(name: str, value: Any, pack: Pack = PACK, sign: str = ", ") -> str:
    """An answer as a form writes it."""
    field = pack.questionnaire.fields[name]
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return sign.join(field.options[code] for code in field.options if code in value)
    return field.options[value] if isinstance(value, str) else str(value)


def imported(*rows: list[Any], name: str = "export.csv", **other: Any) -> Imported:
    header, *body = rows
    numbered = tuple((number, tuple(row)) for number, row in enumerate(body, 2))
    return import_form(Table(name, tuple(header), numbered, **other), PACK)


def codes_of(*rows: list[Any]) -> list[tuple[str, str]]:
    with pytest.raises(IntakeError) as caught:
        imported(*rows)
    return [(problem.code, problem.path) for problem in caught.value.problems]


def the_answers(*rows: list[Any], **other: Any) -> dict[str, Any]:
    (answers,) = imported(*rows, **other).runners
    return answers


# --- examples


def test_a_google_form_gives_the_same_result_as_the_answers_typed() -> None:
    answers = the_answers(
        ["Timestamp", *map(header_of, HEEL)],
        ["2026/11/26 09:00:00", *(cell_of(name, value) for name, value in HEEL.items())],
    )
    assert assess(answers) == assess(HEEL)


def test_a_microsoft_form_ends_lists_with_a_semicolon() -> None:
    cell = cell_of("pain_sites", ["heel", "achilles_calf"], sign=";") + ";"
    assert the_answers([header_of("pain_sites")], [cell]) == {"pain_sites": ["heel", "achilles_calf"]}


def test_a_kobo_export_has_paths_codes_and_a_column_an_option() -> None:
    options = list(FIELDS["recent_changes"].options)
    answers = the_answers(
        ["section.aches/pain_sites", *(f"running/recent_changes/{code}" for code in options), "age_years"],
        ["heel shin", *("1" if code == "new_form" else "0" for code in options), 35],
    )
    assert answers == {"pain_sites": ["heel", "shin"], "recent_changes": ["new_form"], "age_years": 35}


def test_the_columns_of_options_yield_to_that_of_the_list() -> None:
    assert the_answers(["pain_sites", "pain_sites/heel"], ["shin", "0"]) == {"pain_sites": ["shin"]}


@pytest.mark.parametrize(
    ("name", "cell", "decimal", "value"),
    [
        ("weekly_distance_km", "12.345", ".", 12.345),
        ("weekly_distance_km", "12,5", ",", 12.5),
        ("weekly_distance_km", "25 mi", ".", 40.234),
        ("pain_weeks", "3 months", ".", 13),
        ("data_consent", "no", ".", False),
        ("data_consent", True, ".", True),
        ("age_years", "I don't know", ".", None),
        ("age_years", " ", ".", None),
    ],
)
def test_cells_are_read_as_people_write_them(name: str, cell: Any, decimal: Any, value: object) -> None:
    expected = {} if value is None else {name: value}
    assert the_answers([name, "other"], [cell, "x"], decimal=decimal) == expected


@pytest.mark.slow
def test_another_language_of_the_pack_is_recognised(tmp_path: Path) -> None:
    folder = copied(tmp_path / "pack")
    write_made_up(load_pack(folder), folder)
    pack = load_pack(folder)
    translated = in_language(pack, TAG)
    row = (header_of("diagnosis", translated), header_of("pain_sites", translated))
    cells = (
        translated.questionnaire.fields["diagnosis"].options["shin_stress"],
        cell_of("pain_sites", ["shin"], translated),
    )
    (answers,) = import_form(Table("export.csv", row, ((2, cells),)), pack).runners
    assert answers == {"diagnosis": "shin_stress", "pain_sites": ["shin"]}


def test_it_says_what_was_recognised_what_was_nearly_and_what_not() -> None:
    done = imported(
        ["How old are yu?", "Does anything hurt? If so, where?", "Shoe size"], ["35", "Heel", "44"]
    )
    assert done.matched == {"pain_sites": "Does anything hurt? If so, where?"}
    assert done.columns.near == {"How old are yu?": "age_years"}
    assert done.columns.other == ("Shoe size",)
    assert "age_years" in done.lacking


# --- refused


def test_a_table_without_a_question_is_an_error() -> None:
    assert codes_of(["How old are yu?", "Shoe size"], ["35", "44"]) == [("B04", "")]


def test_all_problems_are_named_with_their_rows() -> None:
    problems = codes_of(
        ["age_years", "How old are you?", "main_site", "pain_sites", "sleep_hours"],
        ["7", "7", "Elbow", "Heel, and more", "7.3"],
    )
    assert problems == [
        ("X07", "age_years"),
        ("X04", "main_site"),
        ("X04", "pain_sites"),
        ("A05", "age_years"),
        ("A06", "sleep_hours"),
    ]


def test_a_list_with_too_few_columns_is_refused_because_what_is_not_asked_is_not_no() -> None:
    assert codes_of(["urgent_body/none", "urgent_body/dark_urine"], ["1", "0"]) == [("X08", "urgent_body")]


def test_no_message_repeats_a_cell() -> None:
    with pytest.raises(IntakeError) as caught:
        imported(["main_site", "age_years"], ["my secret elbow", "secret"])
    assert "secret" not in str(caught.value)


def test_a_number_that_can_be_read_in_two_ways_is_refused() -> None:
    assert codes_of(["shoe_distance_km"], ["1,200"]) == [("X04", "shoe_distance_km")]


def test_a_text_that_can_be_two_lists_is_refused() -> None:
    assert codes_of(["pain_sites"], ["heelshin"]) == [("X04", "pain_sites")]


# --- files


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_separator_and_a_byte_order_mark(separator: str, tmp_path: Path) -> None:
    text = io.StringIO()
    rows = [["age_years", "pain_sites"], ["35", "Calf, or Achilles tendon (the cord above the heel), Heel"]]
    csv.writer(text, delimiter=separator).writerows(rows)
    table = read_table(write(tmp_path / "export.csv", "\ufeff" + text.getvalue()))
    (answers,) = import_form(table, PACK).runners
    assert answers == {"age_years": 35, "pain_sites": ["heel", "achilles_calf"]}


def test_a_workbook_is_read_and_its_numbers_are_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["age_years", "weekly_distance_km", "data_consent"], [35, 12.345, "Yes"]):
        sheet.append(row)
    book.save(tmp_path / "export.xlsx")
    (answers,) = import_form(read_table(tmp_path / "export.xlsx"), PACK).runners
    assert answers == {"age_years": 35, "weekly_distance_km": 12.345, "data_consent": True}


WORKBOOK = io.BytesIO()
openpyxl.Workbook().save(WORKBOOK)
HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "F03"),
    "blanks": (b" \n,\n", "B04"),
    "not UTF-8": ("Größe".encode("latin-1"), "F04"),
    "UTF-16": ("age_years\n35\n".encode("utf-16"), "F04"),
    "an open quote": (b'age_years\n"' + b"x" * 200_000, "B03"),
    "a row too long": (b"age_years\n35,36\n", "B03"),
    "an empty workbook": (WORKBOOK.getvalue(), "F03"),
    "half a workbook": (WORKBOOK.getvalue()[:2000], "B03"),
    "a zip of nothing": (b"PK\x03\x04" + b"\x00" * 50, "B03"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "F04"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "F04"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_a_listed_error(name: str, tmp_path: Path) -> None:
    data, code = HOSTILE[name]
    file = write(tmp_path / "export.csv", data)
    with pytest.raises(IntakeError) as caught:
        import_form(read_table(file), PACK)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as caught:
        read_table(tmp_path / "none.csv")
    assert caught.value.problems[0].code == "F01"


# --- an error does not hide that someone has to call for help

HEAD = FIELDS["urgent_head_chest"]
CHEST = HEAD.options["chest_pain"]
OPTIONS = [f"{HEAD.id}.{code}" for code in HEAD.options]
FLAGGED: dict[str, list[list[Any]]] = {
    "another cell is bad": [[HEAD.id, "age_years"], [CHEST, "old"]],
    "another answer is out of range": [[HEAD.id, "age_years"], [CHEST, 400]],
    "the code": [[HEAD.id, "age_years"], ["chest_pain", "old"]],
    "beside a text of one's own": [[HEAD.id], [f"{CHEST}, and my left arm"]],
    "beside none": [[HEAD.id, "age_years"], [f"{CHEST}, {HEAD.options['none']}", "old"]],
    "in a column of its own": [[*OPTIONS, "age_years"], [*(int("chest" in name) for name in OPTIONS), "old"]],
    "beside an option that cannot be read": [OPTIONS, ["1", "maybe", *["0"] * (len(OPTIONS) - 2)]],
    "with options that have no column": [OPTIONS[:2], ["1", "0"]],
    "in one of two columns": [[HEAD.id, HEAD.id], [CHEST, HEAD.options["none"]]],
    "in the row of another runner": [[HEAD.id, "age_years"], [CHEST, 40], ["", "old"]],
}


@pytest.mark.parametrize("name", FLAGGED)
def test_a_red_flag_beside_something_bad_is_said_with_its_row(name: str) -> None:
    with pytest.raises(IntakeError) as caught:
        imported(*FLAGGED[name])
    said = caught.value.call_now()
    assert said[0].startswith("export.csv:2: ")
    assert "call" in said[-1].casefold() or "emergency" in said[-1].casefold()
    assert CHEST not in str(caught.value)
    assert CHEST not in repr(caught.value)


@pytest.mark.parametrize(
    "rows",
    [
        [[HEAD.id, "age_years"], [HEAD.options["none"], "old"]],
        [[HEAD.id], [f"no {CHEST}"]],
        [[HEAD.id], ["chest_pian"]],
        [OPTIONS, ["maybe", *["0"] * (len(OPTIONS) - 1)]],
        [[HEAD.id, "age_years"], ["", "old"]],
    ],
)
def test_nothing_is_called_a_red_flag_that_is_not_surely_ticked(rows: list[list[Any]]) -> None:
    with pytest.raises(IntakeError) as caught:
        imported(*rows)
    assert caught.value.call_now() == ()


# --- properties


@pytest.mark.slow
@given(
    st.lists(partial_answers(PACK.questionnaire), min_size=1, max_size=2),
    st.sampled_from([", ", ";", "; ", "\n"]),
)
def test_whatever_a_form_writes_of_our_answers_comes_back(runners: list[dict[str, Any]], sign: str) -> None:
    header = [header_of(name) for name in FIELDS]
    rows = [[cell_of(name, raw.get(name), sign=sign) for name in FIELDS] for raw in runners]
    done = imported(header, *rows)
    assert done.lacking == ()
    for raw, answers in zip(runners, done.runners, strict=True):
        assert check_answers(answers, PACK.questionnaire) == check_answers(raw, PACK.questionnaire)


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4), st.sampled_from(list(FIELDS)))
def test_any_cell_is_read_or_named(cells: list[str], name: str) -> None:
    try:
        done = imported([name], *([cell] for cell in cells))
    except IntakeError as error:
        assert {problem.path for problem in error.problems} == {name}  # noqa: PT017  (one of two ways to end)
    else:
        assert len(done.runners) == len(cells)


# --- the command


def test_the_command_prints_a_runner_a_line_and_what_it_understood(tmp_path: Path) -> None:
    file = write(tmp_path / "export.csv", "How old are you?,crisis_thoughts,Shoe size\n35,no,44\n36,,45\n")
    done = CliRunner().invoke(cli, ["import", "form", str(file)], catch_exceptions=False)
    assert [json.loads(line) for line in done.stdout.splitlines()] == [{"age_years": 35}, {"age_years": 36}]
    assert "Recognised: 2 questions in 2 rows." in done.stderr
    assert "Shoe size" in done.stderr


@pytest.mark.slow
def test_the_command_says_whom_to_call_before_what_is_wrong(tmp_path: Path) -> None:
    file = write(tmp_path / "export.csv", "urgent_head_chest,age_years\nchest_pain,old\n")
    line = [sys.executable, "-m", "runner_intake", "import", "form", str(file)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 65
    assert done.stdout == ""
    assert done.stderr.startswith(f"{file}:2: ")
    assert done.stderr.index("999") < done.stderr.index("X04")
