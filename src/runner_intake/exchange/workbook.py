"""Tables as a workbook (XLSX) and back: the one place that knows openpyxl, of the extra `sheets`.

A text is always written as text, so that no program runs it as a formula.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WIDEST = 60
"""Characters of a column; longer texts are wrapped."""


def workbook_bytes(sheets: Mapping[str, Sequence[Mapping[str, str]]]) -> bytes:
    """A workbook with one sheet a table, its columns in the order in which they first appear.

    ImportError, with what to install, where openpyxl is not there.
    """
    try:
        from openpyxl import Workbook  # noqa: PLC0415  (of an extra, and only where it is used)
        from openpyxl.styles import Alignment, Font  # noqa: PLC0415  (as above)
        from openpyxl.utils import get_column_letter  # noqa: PLC0415  (as above)
    except ModuleNotFoundError as error:
        message = "Workbooks need openpyxl. Install it with: pip install 'runner-intake[sheets]'"
        raise ImportError(message) from error
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        columns = list(dict.fromkeys(name for row in rows for name in row))
        table = [columns, *([row.get(name, "") for name in columns] for row in rows)]
        for number, cells in enumerate(table, 1):
            for place, text in enumerate(cells, 1):
                cell = sheet.cell(number, place)
                cell.value = text or None
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if text:
                    cell.data_type = "s"
                if number == 1:
                    cell.font = Font(bold=True)
        for place, _ in enumerate(columns, 1):
            longest = max(len(cells[place - 1]) for cells in table)
            sheet.column_dimensions[get_column_letter(place)].width = min(longest, _WIDEST) + 2
        sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
