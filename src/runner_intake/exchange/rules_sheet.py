"""A pack as a workbook for people who think in spreadsheets, and its changes back into the files. Knows
cells; whether a changed pack is right, its own reader decides.

An unchanged workbook changes nothing. Rows are neither added nor taken away: that is a change of the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from runner_intake.errors import IntakeError, Problem, did_you_mean
from runner_intake.exchange.sheet_cells import NUMBERS, SHEETS, Leaf
from runner_intake.exchange.sheet_edits import CellChange
from runner_intake.pack.texts import text_key

if TYPE_CHECKING:
    from runner_intake.exchange.table_file import Cell, TableRow

READ_ME = "read me"
_ERROR = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")
"""What a spreadsheet writes where a formula went wrong."""
_ABOUT = (
    "Each row is a question, an option, a rule or a source of the rule pack; its id is in the first column.",
    "Change texts and numbers in the other columns. Leave ids, rows, columns and sheets as they are.",
    "Then runner-intake rules sheet FILE.xlsx --read --pack DIR shows what would change; --write does it.",
    "Conditions are not here: change them in the files of the pack, as its README describes.",
)


def sheets_of(leaves: Sequence[Leaf]) -> dict[str, list[dict[str, Cell]]]:
    """The sheets of the workbook, with a read-me before them."""
    sheets: dict[str, list[dict[str, Cell]]] = {READ_ME: [{"about": line} for line in _ABOUT]}
    for sheet, columns in SHEETS.items():
        rows: dict[str, dict[str, Cell]] = {}
        for leaf in leaves:
            if leaf.sheet == sheet:
                row = rows.setdefault(leaf.row, {"id": leaf.row, **dict.fromkeys(columns, "")})
                row[leaf.column] = _cell(leaf)
        sheets[sheet] = list(rows.values())
    return sheets


def changes_in(
    sheets: Mapping[str, Sequence[TableRow]], leaves: Sequence[Leaf], file: str
) -> list[CellChange]:
    """The cells that differ from the files; IntakeError (X09), with every cell that cannot be used."""
    problems: list[Problem] = []
    changes: list[CellChange] = []
    for sheet in SHEETS:
        own = [leaf for leaf in leaves if leaf.sheet == sheet]
        if sheet not in sheets:
            problems.append(_wrong(file, sheet, "", "This sheet is missing.", "Put it back."))
            continue
        changes += _sheet(sheet, sheets[sheet], own, file, problems)
    if problems:
        raise IntakeError.listing(problems)
    return changes


def _sheet(
    sheet: str, rows: Sequence[TableRow], leaves: Sequence[Leaf], file: str, problems: list[Problem]
) -> Iterator[CellChange]:
    header = [str(cell).strip() for cell in rows[0]] if rows else []
    missing = [column for column in ("id", *SHEETS[sheet]) if header.count(column) != 1]
    if missing:
        what = f"These columns are missing, or there twice: {', '.join(missing)}."
        problems.append(_wrong(file, sheet, "1", what, "Leave the columns as they are."))
        return
    known: dict[str, dict[str, Leaf]] = {}
    for leaf in leaves:
        known.setdefault(leaf.row, {})[leaf.column] = leaf
    seen: dict[str, int] = {}
    for number, row in enumerate(rows[1:], 2):
        if all(cell == "" for cell in row):
            continue
        cells = dict(zip(header, (*row, *[""] * len(header)), strict=False))
        name = str(cells["id"]).strip()
        here = _place(header, "id", number)
        if name in seen:
            what = "This id appears twice."
            problems.append(_wrong(file, sheet, here, what, f"The other is in row {seen[name]}."))
        elif name not in known:
            way_out = f"Leave ids and rows as they are. {did_you_mean(name, known)}".strip()
            problems.append(_wrong(file, sheet, here, "There is nothing of this id in the pack.", way_out))
            continue
        seen.setdefault(name, number)
        for column in SHEETS[sheet]:
            there = known[name].get(column)
            place = _place(header, column, number)
            yield from _changed(there, cells[column], f"{file} {sheet}!{place}", problems)
    gone = [name for name in known if name not in seen]
    if gone:
        what = f"These rows are missing: {', '.join(gone)}."
        problems.append(
            _wrong(file, sheet, "", what, "Put them back: rows are neither added nor taken away.")
        )


def _changed(leaf: Leaf | None, cell: Cell, place: str, problems: list[Problem]) -> Iterator[CellChange]:
    """The change of a cell, if it is one."""
    text = text_key(str(cell))
    if leaf is None:
        if text:
            what, way_out = (
                "There is nothing here in the pack.",
                "Add it to the file, then it can be changed.",
            )
            problems.append(Problem("X09", what, way_out, place))
        return
    if text == text_key(leaf.text) or (leaf.column in NUMBERS and cell == _cell(leaf)):
        return
    if not text or _ERROR.fullmatch(text):
        what = "This cell is empty, or an error of the spreadsheet."
        problems.append(Problem("X09", what, "Write what is to stand there.", place))
    elif leaf.column not in NUMBERS:
        yield CellChange(leaf, text, place)
    elif isinstance(cell, bool) or not isinstance(cell, int | float):
        problems.append(Problem("X09", "Expected a number here.", "Write it in digits, as a number.", place))
    else:
        yield CellChange(leaf, int(cell) if cell == int(cell) else cell, place)


def _cell(leaf: Leaf) -> Cell:
    """What stands in the cell of a leaf: a number where it is one, else the text in one line."""
    if leaf.column in NUMBERS:
        try:
            number = float(leaf.text)
        except ValueError:
            return leaf.text
        return int(number) if number == int(number) else number
    return text_key(leaf.text)


def _place(header: Sequence[str], column: str, row: int) -> str:
    """The name of a cell, such as C7."""
    number, letters = header.index(column) + 1, ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def _wrong(file: str, sheet: str, place: str, what: str, way_out: str) -> Problem:
    return Problem("X09", what, way_out, f"{file} {sheet}!{place}" if place else f"{file} {sheet}")
