"""Tables as a workbook (XLSX) and back: the one place that knows openpyxl, of the extra `sheets`.

A text is always written as text, so that no program runs it as a formula.
"""

from __future__ import annotations

import io
import zipfile
from itertools import islice
from typing import TYPE_CHECKING

from runner_intake.errors import IntakeError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_ROWS, MOST_COLUMNS = 100_000, 1_000
"""What is read of a sheet."""

_MISSING = "Workbooks need openpyxl. Install it with: pip install 'runner-intake[sheets]'"
_MOST_UNPACKED = 200 * 1024 * 1024
_WIDEST = 60
"""Characters of a column; longer texts are wrapped."""


def workbook_bytes(sheets: Mapping[str, Sequence[Mapping[str, str | int | float | bool]]]) -> bytes:
    """A workbook with one sheet a table, its columns in the order in which they first appear.

    ImportError, with what to install, where openpyxl is not there.
    """
    try:
        from openpyxl import Workbook  # noqa: PLC0415  (of an extra, and only where it is used)
        from openpyxl.styles import Alignment, Font  # noqa: PLC0415  (as above)
        from openpyxl.utils import get_column_letter  # noqa: PLC0415  (as above)
    except ModuleNotFoundError as error:
        raise ImportError(_MISSING) from error
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        columns = list(dict.fromkeys(name for row in rows for name in row))
        table: list[list[str | int | float | bool]] = [[*columns]]
        table += [[row.get(name, "") for name in columns] for row in rows]
        for number, cells in enumerate(table, 1):
            for place, value in enumerate(cells, 1):
                cell = sheet.cell(number, place)
                cell.value = None if value == "" else value
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if isinstance(value, str) and value:
                    cell.data_type = "s"
                if number == 1:
                    cell.font = Font(bold=True)
        for place, _ in enumerate(columns, 1):
            longest = max(len(str(cells[place - 1])) for cells in table)
            sheet.column_dimensions[get_column_letter(place)].width = min(longest, _WIDEST) + 2
        sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def workbook_rows(data: bytes, name: str) -> dict[str, list[tuple[str | int | float | bool, ...]]]:
    """The rows of every sheet by its title; an empty text where a cell is empty, a date as a text. Of a
    formula the value that was saved with it.

    IntakeError (B03) for what is no workbook, or one that would be very large. ImportError as above.
    """
    try:
        from openpyxl import load_workbook  # noqa: PLC0415  (of an extra)
    except ModuleNotFoundError as error:
        raise ImportError(_MISSING) from error
    _check_size(data, name)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return {
            sheet.title: [
                tuple(_plain(cell) for cell in row[:MOST_COLUMNS])
                for row in islice(sheet.iter_rows(values_only=True), MOST_ROWS)
            ]
            for sheet in book.worksheets
        }
    except Exception:  # noqa: BLE001  (a damaged workbook fails in any way that zip, XML and openpyxl have)
        raise IntakeError([_damaged(name)]) from None


def _check_size(data: bytes, name: str) -> None:
    """A workbook is a zip archive: what it unpacks to is bounded before it is read."""
    try:
        size = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(data)).infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise IntakeError([_damaged(name)]) from None
    if size > _MOST_UNPACKED:
        what = "This workbook would be very large when unpacked."
        raise IntakeError([Problem("B03", what, "Export the answers as CSV.", name)])


def _damaged(name: str) -> Problem:
    return Problem("B03", "This is no workbook that can be read.", "Save it again as .xlsx, or as CSV.", name)


def _plain(cell: object) -> str | int | float | bool:
    if cell is None:
        return ""
    return cell if isinstance(cell, str | int | float | bool) else str(cell)
