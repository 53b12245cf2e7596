"""One sheet of a workbook (XLSX) of runners, read as CSV would be: a blank row is no runner, an empty cell is
unknown. Unlike a CSV file it is read as a whole, as it holds a million rows at most.

Numbers, days, true and false are taken as the spreadsheet holds them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from runner_intake.batch.columns import names_of_answers
from runner_intake.batch.csv_text import check_names, number_in, too_long
from runner_intake.batch.files import file_errors
from runner_intake.errors import IntakeError, Problem
from runner_intake.workbook import sheet_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.questionnaire import Questionnaire

_ROWS_AT_ONCE = 50_000
_MOST_UNPACKED = 1024 * 1024 * 1024
_LARGEST = 2**63
_MIDNIGHT = time()


@dataclass(frozen=True)
class SheetFile:
    """The runners on a sheet, the first if none is named. IntakeError (F03, B01, B03) where it cannot be
    used.
    """

    name: str
    questionnaire: Questionnaire
    sheet: str | None = None

    @property
    def note(self) -> str:
        """Which sheet is read, where there are others and none was named."""
        titles, title, _ = self._read
        if len(titles) == 1 or self.sheet is not None:
            return ""
        return f"{self.name}: the first of {len(titles)} sheets is read, {title!r}. --sheet reads another."

    @property
    def schema(self) -> pl.Schema:
        """Texts, and numbers where a question takes them; another column as its cells are."""
        return self._frame.schema

    def parts(self, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        """Some columns of its rows, so many at a time."""
        yield from self._frame.select(columns).iter_slices(_ROWS_AT_ONCE)

    @cached_property
    def _read(self) -> tuple[tuple[str, ...], str, pl.DataFrame]:
        """The titles of the sheets, the one that is read, and its runners."""
        with file_errors(self.name), Path(self.name).open("rb") as file:
            titles, title, rows = sheet_rows(file, self.name, self.sheet, _MOST_UNPACKED)
        place = f"{self.name} {title}"
        filled = [(number, cells) for number, row in enumerate(rows, 1) if (cells := _without_empty_end(row))]
        if not filled:
            raise IntakeError(
                [Problem("F03", "This sheet is empty.", "The first row names the columns.", place)]
            )
        header = tuple("" if cell is None else _text(cell) for cell in filled[0][1])
        check_names(header, place)
        width = len(header)
        long = [too_long(f"{place}!{number}") for number, row in filled[1:] if len(row) > width]
        if long:
            raise IntakeError.listing(long)
        whole = ((*row, *[None] * (width - len(row))) for _, row in filled[1:])
        columns: list[tuple[Any, ...]] = list(zip(*whole, strict=True)) or [()] * width
        return titles, title, pl.DataFrame(list(map(self._column, header, columns)))

    @property
    def _frame(self) -> pl.DataFrame:
        return self._read[2]

    def _column(self, name: str, cells: Sequence[Any]) -> pl.Series:
        """One column; an answer as CSV has it, any other as the spreadsheet holds it."""
        if name not in self._answers:
            return _as_held(name, cells)
        texts = pl.DataFrame({name: pl.Series(_texts(cells), dtype=pl.String).str.strip_chars()})
        text = pl.col(name).replace("", None)
        field = self.questionnaire.fields.get(name)
        is_number = field is not None and field.kind in ("number", "scale")
        return texts.select(number_in(text, comma=True).alias(name) if is_number else text)[name]

    @cached_property
    def _answers(self) -> frozenset[str]:
        return frozenset(names_of_answers(self.questionnaire))


def _without_empty_end(row: Sequence[Any]) -> Sequence[Any]:
    """The cells of a row up to the last that holds something."""
    end = len(row)
    while end and row[end - 1] in (None, ""):
        end -= 1
    return row[:end]


def _as_held(name: str, cells: Sequence[Any]) -> pl.Series:
    """A column that is no answer: numbers, days, or true and false, if all of its cells are; else texts."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {bool}:
        return pl.Series(name, cells, dtype=pl.Boolean)
    if kinds == {int} and all(cell is None or abs(cell) < _LARGEST for cell in cells):
        return pl.Series(name, cells, dtype=pl.Int64)
    if kinds and kinds <= {int, float}:
        return pl.Series(name, [None if cell is None else float(cell) for cell in cells], dtype=pl.Float64)
    if kinds == {datetime}:
        times = pl.Series(name, cells, dtype=pl.Datetime("us"))
        return (
            times.cast(pl.Date) if all(cell is None or cell.time() == _MIDNIGHT for cell in cells) else times
        )
    return pl.Series(name, [text or None for text in _texts(cells)], dtype=pl.String)


def _texts(cells: Sequence[Any]) -> list[str | None]:
    return [None if cell is None else _text(cell) for cell in cells]


def _text(cell: object) -> str:
    """What a cell holds: whole numbers in digits, days as 2026-11-26, true and false as such."""
    match cell:
        case bool():
            return str(cell).lower()
        case float() if cell.is_integer() and abs(cell) < _LARGEST:
            return str(int(cell))
        case datetime() if cell.time() == _MIDNIGHT:
            return cell.date().isoformat()
        case _:
            return str(cell)
