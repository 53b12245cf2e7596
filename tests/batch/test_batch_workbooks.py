"""Workbooks of a batch: read with the checks of CSV, and written so that no spreadsheet runs a cell."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from base_runner import BASE
from commands import run
from runner_intake import IntakeError, bundled_pack
from runner_intake.batch.readers import runners_in
from runner_intake.cli.batch_run import BatchRun
from runner_intake.workbook import SHEET_ROWS
from some_runners import fifty_runners

pytestmark = pytest.mark.slow

PACK = bundled_pack()
CELLS = {name: "; ".join(value) if isinstance(value, list) else value for name, value in BASE.items()}


def book(
    path: Path, *sheets: list[list[Any]], titles: tuple[str, ...] = ("runners", "notes", "more")
) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for title, rows in zip(titles, sheets, strict=False):
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def runners(path: Path, *rows: dict[str, Any]) -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return book(path, [names, *([row.get(name) for name in names] for row in rows)])


def assessed(
    source: Path, target: str = "out.ndjson", *ids: str, sheet: str | None = None, **options: Any
) -> tuple[Path, list[str]]:
    said: list[str] = []
    out = source.parent / target
    how = options.pop("how", "raise")
    BatchRun(PACK, ("safety",), ids, how, strict=False, sheet=sheet, say=said.append, **options).write(
        str(source), str(out)
    )
    return out, said


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def problems(source: Path, target: str = "out.ndjson", *ids: str, **options: Any) -> list[str]:
    with pytest.raises(IntakeError) as caught:
        assessed(source, target, *ids, **options)
    assert not (source.parent / target).exists()
    return [str(problem) for problem in caught.value.problems]


def cells_of(path: Path) -> list[tuple[Any, ...]]:
    """The rows of the sheet of results, its header first."""
    return list(openpyxl.load_workbook(path)["results"].iter_rows(values_only=True))


def test_a_workbook_goes_in_and_a_workbook_comes_out(tmp_path: Path) -> None:
    sick = {**CELLS, "urgent_head_chest": "chest_pain"}
    source = runners(
        tmp_path / "in.xlsx", {"id": 7, **CELLS}, {}, {"id": 8, **sick}, {"id": 9, "age_years": 40}
    )
    done = run("batch", source, tmp_path / "out.xlsx", "--id", "id", "--fail-on", "emergency")
    assert done.returncode == 3, done.stderr
    header, *rows = cells_of(tmp_path / "out.xlsx")
    results = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(row["id"], row["outcome"]) for row in results] == [
        (7, "clear"),
        (8, "emergency"),
        (9, "incomplete"),
    ]
    assert results[0]["exact"] is True
    assert isinstance(
        next(value for name, value in results[0].items() if name.endswith(".match_low")), int | float
    )
    assert list(tmp_path.glob(".*")) == []


def test_a_workbook_says_what_csv_says(tmp_path: Path) -> None:
    everyone = [
        {name: "; ".join(value) if isinstance(value, list) else value for name, value in raw.items()}
        for raw in fifty_runners()
    ]
    source = runners(tmp_path / "in.xlsx", {"note": "x"}, *everyone)
    names = list(dict.fromkeys(["note", *(name for raw in everyone for name in raw)]))
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerow({"note": "x"})
        writer.writerows(everyone)
    in_workbook = rows_of(assessed(source, how="keep")[0])
    assert len(in_workbook) == 51
    assert in_workbook == rows_of(assessed(tmp_path / "in.csv", how="keep")[0])


def test_numbers_days_and_ticks_are_taken_as_the_spreadsheet_holds_them(tmp_path: Path) -> None:
    flags = {
        f"urgent_head_chest.{code}": code == "none"
        for code in PACK.questionnaire.fields["urgent_head_chest"].options
    }
    row = {
        "number": 12,
        "share": 0.5,
        "day": datetime(2026, 11, 26),  # noqa: DTZ001  (spreadsheets know no zones)
        "time": datetime(2026, 11, 26, 14, 30),  # noqa: DTZ001  (as above)
        "member": True,
        "code": "007",
        "data_consent": True,
        "age_years": 40.0,
        "weekly_distance_km": "7,5",
        **flags,
    }
    source = runners(tmp_path / "in.xlsx", row, {**row, "code": 8, "urgent_head_chest.chest_pain": 1})
    kept = ("number", "share", "day", "time", "member", "code")
    cells = cells_of(assessed(source, "out.xlsx", *kept)[0])
    assert cells[1][:6] == (12, 0.5, row["day"], row["time"], True, "007")
    assert cells[2][5] == "8"
    table = pl.read_parquet(assessed(source, "out.parquet", *kept)[0])
    assert table["day"][0] == date(2026, 11, 26)
    assert table["outcome"].to_list() == ["incomplete", "emergency"]


def test_a_cell_that_a_spreadsheet_would_run_is_written_as_text(tmp_path: Path) -> None:
    hostile = [
        "=1+1",
        '=HYPERLINK("http://x")',
        "+1",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "#N/A",
        "'x",
        "007",
        "=",
        "#",
    ]
    frame = pl.DataFrame({"=name": hostile, "data_consent": [True] * len(hostile)})
    source = tmp_path / "in.parquet"
    frame.write_parquet(source)
    sheet = openpyxl.load_workbook(assessed(source, "out.xlsx", "=name")[0])["results"]
    cells = [row[0] for row in sheet.iter_rows()]
    assert [cell.value for cell in cells] == ["=name", *hostile]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}


def test_values_that_a_sheet_would_change_are_written_as_text(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "id": [12_345_678_901_234_567, 5],
            "born": [date(1899, 1, 1), date(1980, 1, 1)],
            "seen": [datetime(2026, 1, 1, tzinfo=UTC)] * 2,
            "odd": [float("nan"), 1.5],
            "data_consent": [True, True],
        }
    )
    frame.write_parquet(tmp_path / "in.parquet")
    out, _ = assessed(tmp_path / "in.parquet", "out.xlsx", "id", "born", "seen", "odd")
    _, first, second = cells_of(out)
    assert first[:4] == ("12345678901234567", "1899-01-01", "2026-01-01 00:00:00+00:00", "nan")
    assert second[0] == 5
    assert second[1].date() == date(1980, 1, 1)


@pytest.mark.parametrize("text", ["a\x07b", "x" * 40_000])
def test_a_text_that_no_cell_holds_is_named_by_its_column_and_not_cut(text: str, tmp_path: Path) -> None:
    pl.DataFrame({"note": [text], "data_consent": [True]}).write_parquet(tmp_path / "in.parquet")
    (problem,) = problems(tmp_path / "in.parquet", "out.xlsx", "note")
    assert problem.startswith("B01 note: A cell cannot hold some texts of this column")


def test_a_nested_column_cannot_be_kept(tmp_path: Path) -> None:
    pl.DataFrame({"nested": [[[1]]], "data_consent": [True]}).write_parquet(tmp_path / "in.parquet")
    assert problems(tmp_path / "in.parquet", "out.xlsx", "nested")[0].startswith(
        "B01 nested: A workbook cannot"
    )


def test_more_runners_than_a_sheet_holds_are_refused_before_anything_is_computed(tmp_path: Path) -> None:
    pl.DataFrame({"data_consent": [True]}).select(pl.all().repeat_by(SHEET_ROWS).explode()).write_parquet(
        tmp_path / "in.parquet"
    )
    (problem,) = problems(tmp_path / "in.parquet", "out.xlsx")
    assert problem.startswith("B03")
    assert "more runners than the 1,048,575 that a sheet holds. Write Parquet" in problem


def test_another_sheet_is_read_by_its_name_and_the_first_is_said(tmp_path: Path) -> None:
    wrong = [["club"], ["north"]]
    source = book(tmp_path / "in.xlsx", [["age_years"], [40]], wrong, [list(CELLS), list(CELLS.values())])
    out, said = assessed(source)
    assert rows_of(out)[0]["outcome"] == "incomplete"
    assert said == [f"{source}: the first of 3 sheets is read, 'runners'. --sheet reads another."]
    assert rows_of(assessed(source, sheet="more")[0])[0]["outcome"] == "clear"
    assert assessed(source, sheet="more")[1] == []
    out.unlink()
    assert problems(source, sheet="notes")[0].startswith("B04")
    (problem,) = problems(source, sheet="morex")
    assert problem.startswith(f"B03 {source}: There is no such sheet.")
    done = run("batch", source, out, "--sheet", "morex")
    assert "It has: runners, notes, more. Did you mean more?" in done.stderr
    assert "--sheet is for workbooks" in run("batch", "in.csv", out, "--sheet", "more").stderr


def test_several_workbooks_are_one_batch(tmp_path: Path) -> None:
    runners(tmp_path / "a.xlsx", {"id": 1, "age_years": 40})
    runners(tmp_path / "b.xlsx", {"id": "x", "data_consent": False})
    out = tmp_path / "out.ndjson"
    assert run("batch", tmp_path / "[ab].xlsx", out, "--id", "id").returncode == 0
    assert [(row["id"], row["outcome"]) for row in rows_of(out)] == [
        ("1", "incomplete"),
        ("x", "consent_needed"),
    ]


WRONG = {
    "an answer that is no option": ([["age_years", "low_mood"], [40, "???"]], ["B02 low_mood: 1 answer"]),
    "a number out of range": (
        [["age_years"], [400], [40], [41.5]],
        ["B02 age_years: 2 answers cannot be used (rows 1"],
    ),
    "a day for a number": ([["age_years"], [datetime(2026, 5, 3)]], ["B02 age_years: 1 answer"]),  # noqa: DTZ001
    "a tick for a number": ([["age_years"], [True]], ["B02 age_years: 1 answer"]),
    "thousands or decimals": ([["weekly_distance_km"], ["1,000"]], ["B02 weekly_distance_km: 1 answer"]),
    "an error of the spreadsheet": ([["age_years"], ["#REF!"]], ["B02 age_years: 1 answer"]),
    "no question": ([["club"], ["north"]], ["B04 None of the columns"]),
    "a slip in a name": ([["age_yeers", "data_consent"], [40, True]], ["A02 age_yeers: "]),
    "names twice": (
        [["age_years", "age_years"], [40, 40]],
        ["B01 FILE runners columns 1, 2: These columns bear"],
    ),
    "two without a name": (
        [["age_years", None, None, "club"], [40]],
        ["B01 FILE runners columns 2, 3: These col"],
    ),
    "long rows": (
        [["age_years"], [40, 1], [40], [40, None, 2]],
        ["B03 FILE runners!2: ", "B03 FILE runners!4: "],
    ),
    "an empty sheet": ([[None]], ["F03 FILE runners: This sheet is empty."]),
}


@pytest.mark.parametrize(("rows", "starts"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named_as_in_csv(rows: list[list[Any]], starts: list[str], tmp_path: Path) -> None:
    source = book(tmp_path / "in.xlsx", rows)
    said = [text.replace(str(source), "FILE") for text in problems(source)]
    assert len(said) == len(starts)
    assert all(text.startswith(start) for text, start in zip(said, starts, strict=True)), said


@pytest.mark.parametrize(
    "data", [b"", b"age_years\n40\n", b"PK\x03\x04 and nothing", b"\xd0\xcf\x11\xe0" * 200]
)
def test_what_is_no_workbook_is_said(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_bytes(data)
    assert "This is no workbook that can be read." in problems(tmp_path / "in.xlsx")[0]


def test_a_workbook_that_unpacks_to_gigabytes_is_not_unpacked(tmp_path: Path) -> None:
    with (
        zipfile.ZipFile(tmp_path / "in.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/sharedStrings.xml", "w") as entry,
    ):
        for _ in range(1025):
            entry.write(bytes(1024 * 1024))
    assert "very large when unpacked" in problems(tmp_path / "in.xlsx")[0]


def test_what_a_file_says_of_its_size_is_not_believed(tmp_path: Path) -> None:
    source = runners(tmp_path / "in.xlsx", CELLS, CELLS)
    for stated in (b'ref="A1"', b'ref="A1:XFD1048576"'):
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(tmp_path / "odd.xlsx", "w") as new:
            for entry in old.infolist():
                data = old.read(entry)
                if entry.filename.endswith("sheet1.xml"):
                    start = data.index(b"<dimension ") + len(b"<dimension ")
                    data = data[:start] + stated + data[data.index(b"/>", start) :]
                new.writestr(entry.filename, data)
        (part,) = runners_in(str(tmp_path / "odd.xlsx"), PACK.questionnaire).parts(["age_years"])
        assert part["age_years"].to_list() == [BASE["age_years"]] * 2


def test_a_day_that_there_is_not_is_told_without_its_cell(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(["age_years"])
    sheet.append([123_456_789_012])
    sheet["A2"].number_format = "yyyy-mm-dd"
    made.save(tmp_path / "in.xlsx")
    (problem,) = problems(tmp_path / "in.xlsx")
    assert problem.startswith("B02 age_years: 1 answer")
    assert "123" not in problem
    assert not recwarn.list


def test_without_the_extra_the_way_to_it_is_named(tmp_path: Path) -> None:
    for source, target in (("in.xlsx", "out.csv"), ("in.csv", "out.xlsx")):
        line = [sys.executable, "-c", _WITHOUT, "batch", source, target]
        done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == 2
        assert "pip install 'runner-intake[sheets]'" in done.stderr


_WITHOUT = """
import importlib.util as util, sys
there = util.find_spec
util.find_spec = lambda name, package=None: None if name == "openpyxl" else there(name, package)
from runner_intake.cli import main
main()
"""
