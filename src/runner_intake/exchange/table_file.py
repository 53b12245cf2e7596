"""A table from a file of a spreadsheet: CSV with whatever stands between its columns, or the first sheet of a
workbook. Knows rows and cells, not what they mean.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from runner_intake.errors import IntakeError, Problem
from runner_intake.reading import readable
from runner_intake.workbook import workbook_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

Cell = str | int | float | bool
"""A cell; an empty text where there is nothing in it."""

TableRow = tuple[Cell, ...]

MOST_BYTES = 20 * 1024 * 1024
"""The largest file that is read."""

_SEPARATORS = (",", ";", "\t", "|")


@dataclass(frozen=True, repr=False)
class Table:
    """A header and rows, each with its number in the file. `decimal` is the decimal sign of its texts."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, TableRow], ...]
    decimal: Literal[".", ","] = "."


def read_table(path: Path) -> Table:
    """The table in a file; IntakeError (F01-F04, B03) where there is none."""
    name = str(path)
    with readable(name), path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        way_out = "Is it the right file? Split it, if it is."
        raise IntakeError([Problem("F02", "This file is larger than 20 MiB.", way_out, name)])
    if data[:4] == b"PK\x03\x04":
        sheets = workbook_rows(data, name)
        rows = list(enumerate(next(iter(sheets.values()), []), 1))
        return _table(name, rows, ".")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        way_out = "Save it as CSV in UTF-8, or as a workbook (.xlsx)."
        raise IntakeError([Problem("F04", "This file is not UTF-8 text.", way_out, name)]) from None
    return _csv_table(text, name)


def _csv_table(text: str, name: str) -> Table:
    separator = max(_SEPARATORS, key=lambda sign: len(next(iter(_records(text, sign, name)), (0, ()))[1]))
    return _table(name, list(_records(text, separator, name)), "," if separator == ";" else ".")


def _records(text: str, separator: str, name: str) -> Iterator[tuple[int, TableRow]]:
    """The records, each with the line where it ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for record in reader:
            yield reader.line_num, tuple(record)
    except csv.Error:
        what, way_out = "This file is not CSV from here on.", "Look for a quote that is not closed."
        raise IntakeError([Problem("B03", what, way_out, f"{name}:{reader.line_num}")]) from None


def _table(name: str, rows: list[tuple[int, TableRow]], decimal: Literal[".", ","]) -> Table:
    """Header and rows of one length, without the empty ones."""
    filled = [(number, row) for number, row in rows if any(cell != "" for cell in row)]
    if not filled:
        raise IntakeError([Problem("F03", "This file is empty.", "Export the answers once more.", name)])
    header = tuple(str(cell).strip() for cell in filled[0][1])
    while header and not header[-1]:
        header = header[:-1]
    problems = [
        Problem(
            "B03",
            "This row has more cells than there are columns.",
            "Put a cell that holds the separator in quotes, or add the missing names.",
            f"{name}:{number}",
        )
        for number, row in filled[1:]
        if any(cell != "" for cell in row[len(header) :])
    ]
    if problems:
        raise IntakeError.listing(problems)
    width = len(header)
    body = tuple((number, (*row[:width], *[""] * (width - len(row)))) for number, row in filled[1:])
    return Table(name, header, body, decimal)
