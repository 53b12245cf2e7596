"""Tables as a workbook (XLSX) and back: the one place that knows openpyxl, of the extra `sheets`. Knows
cells, not what they mean.

A text is always written as text, so that no program runs it as a formula.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from contextlib import contextmanager, suppress
from datetime import date, datetime
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from runner_intake.errors import IntakeError, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from openpyxl.cell import Cell

MOST_ROWS, MOST_COLUMNS = 100_000, 1_000
"""What is read of a small sheet."""
SHEET_ROWS, SHEET_COLUMNS = 1_048_576, 16_384
"""What a sheet holds, its header included."""

_MISSING = "Workbooks need openpyxl. Install it with: pip install 'runner-intake[sheets]'"
_MOST_UNPACKED = 200 * 1024 * 1024
_WIDEST = 60
"""Characters of a column; longer texts are wrapped."""
_LONGEST = 32_767
"""Characters that a cell holds."""
_SURE_DIGITS = 10**15
"""From here on a spreadsheet changes the last digits of a whole number."""
_FIRST_DAY = date(1900, 3, 1)
"""Days before it are counted in two ways."""
_NO_CELL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Signs that a workbook cannot hold."""


def require_openpyxl() -> None:
    """ImportError, with what to install, where openpyxl is not there."""
    if find_spec("openpyxl") is None:
        raise ImportError(_MISSING)


def workbook_bytes(sheets: Mapping[str, Sequence[Mapping[str, str | int | float | bool]]]) -> bytes:
    """A workbook with one sheet a table, its columns in the order in which they first appear.

    ImportError, with what to install, where openpyxl is not there.
    """
    require_openpyxl()
    from openpyxl import Workbook  # noqa: PLC0415  (of an extra, and only where it is used)
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415  (as above)
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  (as above)

    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        columns = list(dict.fromkeys(name for row in rows for name in row))
        table: list[list[str | int | float | bool]] = [[*columns]]
        table += [[row.get(name, "") for name in columns] for row in rows]
        for number, cells in enumerate(table, 1):
            for index, value in enumerate(cells, 1):
                cell = sheet.cell(number, index)
                cell.value = None if value == "" else value
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if isinstance(value, str) and value:
                    cell.data_type = "s"
                if number == 1:
                    cell.font = Font(bold=True)
        for index, _ in enumerate(columns, 1):
            longest = max(len(str(cells[index - 1])) for cells in table)
            sheet.column_dimensions[get_column_letter(index)].width = min(longest, _WIDEST) + 2
        sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def write_sheet(file: BinaryIO, title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A workbook with one sheet, its rows written one by one. Numbers, days, times, true and false become
    cells of their kind, everything else text. ImportError as above.

    A text must be one that `fits_cell`, and there are less than SHEET_ROWS rows.
    """
    require_openpyxl()
    from openpyxl import Workbook  # noqa: PLC0415  (of an extra, and only where it is used)
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415  (as above)
    from openpyxl.styles import Font  # noqa: PLC0415  (as above)

    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(title)
    sheet.freeze_panes = "A2"

    def text(value: str) -> Cell:
        cell: Cell = WriteOnlyCell(sheet, value)
        cell.data_type = "s"
        return cell

    names = [text(name) for name in header]
    for name in names:
        name.font = Font(bold=True)
    try:
        sheet.append(names)
        for row in rows:
            sheet.append([_written(value, text) for value in row])
        book.save(file)
    except BaseException:
        with suppress(Exception):  # saving may have done it
            sheet.close()
            sheet._writer.cleanup()  # noqa: SLF001  (else its part file stays until the program ends)
        raise


def fits_cell(text: str) -> bool:
    """Whether a workbook can hold a text in one cell."""
    return len(text) <= _LONGEST and not _NO_CELL.search(text)


def _written(value: object, text: Callable[[str], Cell]) -> object:
    """A value as a cell takes it, without any loss."""
    match value:
        case None | bool():
            return value
        case int() if abs(value) < _SURE_DIGITS:
            return value
        case float() if abs(value) < float("inf"):
            return value
        case datetime() if value.tzinfo is None and value.date() >= _FIRST_DAY:
            return value
        case date() if not isinstance(value, datetime) and value >= _FIRST_DAY:
            return value
        case "":
            return None
        case str() if value[0] not in "=#":  # else openpyxl takes it for a formula or an error
            return value
        case _:
            return text(str(value))


def workbook_rows(data: bytes, name: str) -> dict[str, list[tuple[str | int | float | bool, ...]]]:
    """The rows of every sheet by its title; an empty text where a cell is empty, a date as a text. Of a
    formula the value that was saved with it.

    IntakeError (B03) for what is no workbook, or one that would be very large. ImportError as above.
    """
    with _opened(io.BytesIO(data), name, _MOST_UNPACKED) as book:
        return {
            sheet.title: [
                tuple(_plain(cell) for cell in row[:MOST_COLUMNS]) for row in islice(_rows(sheet), MOST_ROWS)
            ]
            for sheet in book.worksheets
        }


def sheet_rows(
    file: BinaryIO, name: str, title: str | None, most_unpacked: int
) -> tuple[tuple[str, ...], str, list[tuple[object, ...]]]:
    """The titles of all sheets, the title of the one that is read (the first, if none is named), and its
    rows, with None where a cell is empty.

    IntakeError (B03) for what is no workbook, one that would unpack to more, or a sheet that is not there.
    ImportError as above.
    """
    with _opened(file, name, most_unpacked) as book:
        titles = tuple(sheet.title for sheet in book.worksheets)
        chosen = next(iter(titles), "") if title is None else title
        if chosen not in titles:
            way_out = "Name one of its sheets, or none to read the first."
            hint = " ".join(
                filter(None, (f"It has: {', '.join(titles)}.", did_you_mean(title or "", titles)))
            )
            raise IntakeError([Problem("B03", "There is no such sheet.", way_out, name, hint=hint)])
        sheet = next(sheet for sheet in book.worksheets if sheet.title == chosen)
        return titles, chosen, list(islice(_rows(sheet), SHEET_ROWS))


def _rows(sheet: Any) -> Iterator[tuple[object, ...]]:  # noqa: ANN401  (a class of openpyxl without types)
    """The rows of a sheet, each as long as it is: what a file says of its size may be wrong."""
    sheet.reset_dimensions()
    return iter(sheet.iter_rows(values_only=True))


@contextmanager
def _opened(file: BinaryIO, name: str, most_unpacked: int) -> Iterator[Any]:
    """A workbook to read. What goes wrong while it is read is reported without what it holds, also in
    warnings.
    """
    require_openpyxl()
    from openpyxl import load_workbook  # noqa: PLC0415  (of an extra)

    _check_size(file, name, most_unpacked)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they repeat cells
        try:
            yield load_workbook(file, read_only=True, data_only=True)
        except (IntakeError, MemoryError):
            raise
        except Exception:  # noqa: BLE001  (a damaged workbook fails in any way that zip, XML and openpyxl have)
            raise IntakeError([_damaged(name)]) from None


def _check_size(file: BinaryIO, name: str, most_unpacked: int) -> None:
    """A workbook is a zip archive: what it unpacks to is bounded before it is read."""
    try:
        size = sum(entry.file_size for entry in zipfile.ZipFile(file).infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise IntakeError([_damaged(name)]) from None
    if size > most_unpacked:
        what = "This workbook would be very large when unpacked."
        raise IntakeError([Problem("B03", what, "Export the answers as CSV.", name)])


def _damaged(name: str) -> Problem:
    return Problem("B03", "This is no workbook that can be read.", "Save it again as .xlsx, or as CSV.", name)


def _plain(cell: object) -> str | int | float | bool:
    if cell is None:
        return ""
    return cell if isinstance(cell, str | int | float | bool) else str(cell)
