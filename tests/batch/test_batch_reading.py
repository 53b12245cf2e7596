"""Reading the files of a batch: no answer is taken for an id, no row is lost or made up, and what cannot be
read is reported.
"""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands import run
from drawing import HEALTHY
from runner_intake import IntakeError, bundled_pack
from runner_intake.batch.columns import MOST_NAMED
from runner_intake.batch.readers import runners_in
from runner_intake.cli.batch_run import BatchRun

pytestmark = pytest.mark.long

PACK = bundled_pack()
QUESTIONNAIRE = PACK.questionnaire
WELL = {
    name: "; ".join(value) if isinstance(value, list) else str(value).lower()
    for name, value in HEALTHY.items()
}
SICK = {**WELL, "urgent_head_chest": "chest_pain"}


def in_csv(path: Path, rows: list[dict[str, str]], separator: str = ",", ending: str = "\n") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        quoting: Any = (
            csv.QUOTE_ALL if any("\r" in cell for row in rows for cell in row.values()) else csv.QUOTE_MINIMAL
        )
        writer = csv.DictWriter(
            file, list(rows[0]), delimiter=separator, lineterminator=ending, quoting=quoting
        )
        writer.writeheader()
        writer.writerows(rows)
    return path


def results(
    source: Path, *ids: str, how: str = "raise", said: list[str] | None = None
) -> list[dict[str, Any]]:
    """The rows that a run writes as NDJSON beside its source."""
    out = source.parent / "results.ndjson"
    BatchRun(PACK, ("safety",), ids, how, strict=False, say=(said if said is not None else []).append).write(
        str(source), str(out)
    )
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def outcomes(source: Path, **options: Any) -> list[str]:
    return [row["outcome"] for row in results(source, **options)]


def codes(source: Path, *ids: str, how: str = "raise") -> list[str]:
    with pytest.raises(IntakeError) as caught:
        results(source, *ids, how=how)
    assert not (source.parent / "results.ndjson").exists()
    return [problem.code for problem in caught.value.problems]


# --- separators


@pytest.mark.slow
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_the_separator_is_found_and_reported(tmp_path: Path, separator: str, ending: str) -> None:
    said: list[str] = []
    source = in_csv(
        tmp_path / "in.csv",
        [WELL, SICK, {**WELL, "urgent_head_chest": "none; chest_pain"}],
        separator,
        ending,
    )
    assert outcomes(source, said=said) == ["clear", "emergency", "emergency"]
    assert len(said) == (separator != ",")
    assert all(str(source) in note for note in said)


@pytest.mark.slow
def test_a_decimal_comma_is_read_where_no_comma_separates(tmp_path: Path) -> None:
    rows = [{**WELL, "sleep_hours": hours} for hours in ("7,5", "7.5", "7,3", "1,000", "7,5,0")]
    source = in_csv(tmp_path / "in.csv", rows, ";")
    assert [row["error"] for row in results(source, how="keep")] == [
        None,
        None,
        "sleep_hours",
        "sleep_hours",
        "sleep_hours",
    ]
    commas = in_csv(tmp_path / "commas.csv", rows[:1])
    assert [row["error"] for row in results(commas, how="keep")] == ["sleep_hours"]


@pytest.mark.slow
def test_excel_may_name_the_separator_first(tmp_path: Path) -> None:
    source = in_csv(tmp_path / "in.csv", [WELL, SICK], ";")
    source.write_text("sep=;\n" + source.read_text(encoding="utf-8"), encoding="utf-8")
    assert outcomes(source) == ["clear", "emergency"]


# --- no column of answers


def no_answers(folder: Path) -> list[Path]:
    frame = pl.DataFrame({"Selbstmordgedanken": ["yes"], "name": ["A"]})
    frame.write_csv(folder / "a.csv")
    frame.write_parquet(folder / "a.parquet")
    frame.write_ndjson(folder / "a.ndjson")
    (folder / "b.csv").write_text("one line\nanother line\n", encoding="utf-8")
    (folder / "c.ndjson").write_text("{}\n{}\n", encoding="utf-8")
    return [folder / name for name in ("a.csv", "a.parquet", "a.ndjson", "b.csv", "c.ndjson")]


def test_a_file_without_a_column_of_answers_is_refused(tmp_path: Path) -> None:
    for source in no_answers(tmp_path):
        assert codes(source) == ["B04"], source


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    for data, code in (
        (b"\x89PNG\0\0", "B03"),
        ("data_consent\ntrue\n".encode("utf-16"), "F04"),
        ("data_consent,a\ntrue,é\n".encode("latin-1"), "F04"),
        (b"", "F03"),
    ):
        source = tmp_path / "in.csv"
        source.write_bytes(data)
        assert codes(source) == [code]
    lines = tmp_path / "in.ndjson"
    lines.write_bytes(b'{"data_consent": true}\n{"club": "\xe9"}\n')
    assert codes(lines) == ["F04"]


@pytest.mark.slow
def test_only_columns_that_are_named_are_copied(tmp_path: Path) -> None:
    secret = {"id": "7", **WELL, "harm himself?": "yes, often"}
    for source in (in_csv(tmp_path / "in.csv", [secret]), tmp_path / "in.parquet", tmp_path / "in.ndjson"):
        if source.suffix == ".parquet":
            pl.DataFrame([secret]).with_columns(age_years=pl.lit(35)).write_parquet(source)
        elif source.suffix == ".ndjson":
            source.write_text(json.dumps({**secret, "age_years": 35}), encoding="utf-8")
        said: list[str] = []
        assert not {"id", "harm himself?"} & set(results(source, said=said)[0])
        assert any("id, harm himself?" in note for note in said)
        kept = results(source, "id")[0]
        assert (kept["id"], "harm himself?" in kept) == ("7", False)
    files = (tmp_path / "in.csv", tmp_path / "out.csv")
    both = run("batch", *files, "--keep", "id", "--id", "harm himself?")
    assert (both.returncode, both.stderr) == (0, "")
    assert pl.read_csv(tmp_path / "out.csv").columns[:2] == ["id", "harm himself?"]


# --- names of files


@pytest.mark.slow
def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    in_csv(tmp_path / "runners1.csv", [WELL])
    source = in_csv(tmp_path / "runners[1].csv", [SICK])
    assert outcomes(source) == ["emergency"]
    source.unlink()
    assert outcomes(source) == ["clear"]


@pytest.mark.slow
def test_names_of_files_may_be_no_utf8(tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/run\xff")
    source = in_csv(Path(f"{name}.csv"), [SICK])
    out = Path(f"{name}-out.csv")
    done = run("batch", str(source), str(out))
    assert (done.returncode, out.exists()) == (0, True), done.stderr
    lines = Path(f"{name}.ndjson")
    lines.write_text(json.dumps(HEALTHY), encoding="utf-8")
    assert run("batch", str(lines), f"{name}-out.parquet").returncode == 0
    columns = Path(f"{name}.parquet")
    with columns.open("wb") as file:
        pl.DataFrame([HEALTHY]).write_parquet(file)
    refused = run("batch", str(columns), str(out))
    assert (refused.returncode, "B03" in refused.stderr) == (65, True)


# --- rows


@pytest.mark.slow
def test_a_blank_line_is_no_runner_and_a_row_of_empty_cells_is_one(tmp_path: Path) -> None:
    source = in_csv(tmp_path / "in.csv", [WELL, SICK])
    head, *rows = source.read_text(encoding="utf-8").splitlines()
    empty = "," * (len(WELL) - 1)
    for ending in ("\n", "\r\n"):
        for quoted in (False, True):
            last = rows[1].replace("chest_pain", '"chest_pain"') if quoted else rows[1]
            source.write_text(
                ending.join(["", head, "", rows[0], "  ", empty, "", "", last, "", ""]),
                encoding="utf-8",
                newline="",
            )
            assert outcomes(source) == ["clear", "incomplete", "emergency"]


@pytest.mark.slow
def test_rows_that_are_too_long_are_reported_with_their_line_and_short_ones_are_unknown_at_the_end(
    tmp_path: Path,
) -> None:
    source = in_csv(tmp_path / "in.csv", [WELL, WELL])
    head, row, _ = source.read_text(encoding="utf-8").splitlines()
    for quote in ("", '"'):
        source.write_text(f"{head}\n\n{row}\n{row},{quote}x{quote}\n", encoding="utf-8")
        with pytest.raises(IntakeError) as caught:
            results(source)
        assert [(problem.code, problem.place) for problem in caught.value.problems] == [
            ("B03", f"{source}:4")
        ]
        source.write_text(f"{head}\n{row.rpartition(',')[0]}\n{quote}true{quote}\n", encoding="utf-8")
        missing = [row["missing"] for row in results(source)]
        assert (missing[0], len(missing[1]) > 1) == (["needle_comfort"], True)


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, st.sampled_from(["true", "false", ""])), max_size=6), st.data())
def test_whatever_the_cells_hold_no_row_is_lost(
    tmp_path_factory: Any, rows: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    separator, ending = data.draw(st.sampled_from(",;\t|")), data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    quoting: Any = (
        csv.QUOTE_ALL
        if any(set(cell) & set("\r\n") for row in rows for cell in row)
        else data.draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
    )
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=ending, quoting=quoting)
    writer.writerows([("id", "club", "data_consent"), *rows])
    source = tmp_path_factory.mktemp("cells") / "in.csv"
    source.write_bytes(text.getvalue().encode())
    read = [
        row
        for part in runners_in(str(source), QUESTIONNAIRE).parts(["id", "club", "data_consent"])
        for row in part.iter_rows()
    ]
    assert read == [(one or None, other or None, consent or None) for one, other, consent in rows]


# --- NDJSON


@pytest.mark.slow
def test_a_key_that_stands_twice_in_a_line_is_refused_with_line_and_key(tmp_path: Path) -> None:
    source = tmp_path / "in.ndjson"
    twice = '{"urgent_head_chest": ["none"], "urgent_head_che\\u0073t": ["chest_pain"]}'
    source.write_text(
        f'{json.dumps(HEALTHY)}\n\n{twice}\n{{"data_consent": NaN}}\n[1]\n{{"a":\n', encoding="utf-8"
    )
    with pytest.raises(IntakeError) as caught:
        results(source)
    problems = caught.value.problems
    assert [
        (problem.code, problem.place.removeprefix(f"{source}:").split(":")[0]) for problem in problems
    ] == [
        ("F06", "3"),
        ("F05", "4"),
        ("A01", "5"),
        ("F05", "6"),
    ]
    assert "urgent_head_chest" in str(problems[0])
    piped = run("batch", "-", "-", text=twice)
    assert (piped.returncode, piped.stdout, "F06 standard input:1" in piped.stderr) == (65, "", True)


@pytest.mark.slow
def test_values_of_other_kinds_are_reported_by_row_and_never_become_answers(tmp_path: Path) -> None:
    wrong = {
        "age_years": [10**400, "35", True, [35]],
        "crisis_thoughts": [True, 1, ["no"], {"no": 1}],
        "data_consent": [0.5, [False], "perhaps", {}],
    }
    asked = {**HEALTHY, "low_mood": "several_days", "crisis_thoughts": "no"}
    rows = [{**asked, name: value} for name, values in wrong.items() for value in values]
    source = tmp_path / "in.ndjson"
    source.write_text("\ufeff" + "\n".join(json.dumps(row) for row in [HEALTHY, *rows]), encoding="utf-8")
    result_rows = results(source, how="keep")
    assert [row["error"] for row in result_rows] == [
        None,
        *(name for name, values in wrong.items() for _ in values),
    ]
    assert {row["outcome"] for row in result_rows[1:]} == {"incomplete"}
    assert result_rows[0]["outcome"] == "clear"


@pytest.mark.slow
def test_kept_columns_of_any_kind_come_back(tmp_path: Path) -> None:
    ids: dict[str, list[Any]] = {
        "a": [1, None],
        "b": [1, "x"],
        "c": [1.5, 2.5],
        "d": [True, None],
        "e": [10**30, 1],
        "f": [[1], {"x": 2}],
    }
    source = tmp_path / "in.ndjson"
    rows = [
        {"data_consent": True, **{name: values[number] for name, values in ids.items()}}
        for number in range(2)
    ]
    source.write_text(
        "\n".join(map(json.dumps, rows)) + '\n{"data_consent": true, "a": "\\ud800"}', encoding="utf-8"
    )
    result_rows = results(source, *ids)
    assert [row["b"] for row in result_rows] == ["1", "x", None]
    assert [row["e"] for row in result_rows] == [str(10**30), "1", None]
    assert [row["f"] for row in result_rows] == ["[1]", '{"x": 2}', None]
    assert [(row["c"], row["d"]) for row in result_rows] == [(1.5, True), (2.5, None), (None, None)]


@pytest.mark.slow
def test_left_with_ctrl_c_while_the_lines_are_looked_through(tmp_path: Path) -> None:
    """More is written than a pipe holds, so the program reads when the signal comes."""
    process = subprocess.Popen(
        [sys.executable, "-m", "runner_intake", "batch", "-", str(tmp_path / "out.parquet")],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(f"{json.dumps(HEALTHY)}\n" * 5000)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate()
    assert (process.returncode, stderr.strip(), list(tmp_path.iterdir())) == (130, "Closed.", [])


def _opened(folder: Path) -> set[str]:
    """The files that a program has open; those that it closes meanwhile are left out."""
    names = set()
    for link in list(folder.iterdir()):
        with suppress(FileNotFoundError):
            names.add(str(link.readlink()))
    return names


@pytest.mark.slow
def test_left_with_ctrl_c_while_a_file_is_looked_through(tmp_path: Path) -> None:
    source = tmp_path / "in.ndjson"
    source.write_text(f"{json.dumps(HEALTHY)}\n" * 300_000, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "runner_intake", "batch", str(source), str(tmp_path / "out.parquet")],
        stderr=subprocess.PIPE,
        text=True,
    )
    folder = Path(f"/proc/{process.pid}/fd")
    if not folder.exists():
        process.kill()
        pytest.skip("Whether a program has opened a file can be seen on Linux only")
    while process.poll() is None and str(source) not in _opened(folder):
        pass
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate()
    assert (process.returncode, stderr.strip(), [path.name for path in tmp_path.iterdir()]) == (
        130,
        "Closed.",
        ["in.ndjson"],
    )


# --- wide files


@pytest.mark.slow
def test_unknown_columns_are_counted_and_only_the_first_are_listed(tmp_path: Path) -> None:
    wide = {f"lap {number} of the race": "1" for number in range(3000)}
    source = in_csv(tmp_path / "in.csv", [{**WELL, **wide}])
    said: list[str] = []
    assert list(results(source, said=said)[0])[:1] == ["outcome"]
    assert [note.count("lap") for note in said] == [10]
    assert "2990 more" in said[0]
    with pytest.raises(IntakeError) as caught:
        BatchRun(PACK, ("safety",), (), "raise", strict=True).write(str(source), str(tmp_path / "out.csv"))
    assert len(caught.value.problems) == MOST_NAMED + 1
    assert "2900" in str(caught.value.problems[-1])


# --- cells that a spreadsheet would run

RUN = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"]


@pytest.mark.slow
def test_cells_that_a_spreadsheet_would_run_are_guarded_in_csv_unless_switched_off(tmp_path: Path) -> None:
    rows = [{"=id": cell, **WELL} for cell in [*RUN, "a=b", ""]]
    source, out = in_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv"
    assert run("batch", str(source), str(out), "--id", "=id").returncode == 0
    with out.open(encoding="utf-8", newline="") as file:
        cells = [row[0] for row in csv.reader(file)]
    assert cells == ["'=id", *(f"'{cell}" for cell in RUN), "a=b", ""]
    assert run("batch", str(source), str(out), "--id", "=id", "--no-guard-cells").returncode == 0
    with out.open(encoding="utf-8", newline="") as file:
        assert [row[0] for row in csv.reader(file)] == ["=id", *RUN, "a=b", ""]
    assert [row["=id"] for row in results(source, "=id")] == [*RUN, "a=b", None]
