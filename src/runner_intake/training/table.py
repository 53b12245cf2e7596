"""Gets the rows out of a CSV file of any encoding, separator and title line. Knows no app's columns."""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.training.limits import Deadline, LimitError, Limits, size_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.training.issues import IssueLog

_SEPARATORS = ",;\t"
_CHECK_EVERY = 256


@dataclass(frozen=True, slots=True, repr=False)
class TextTable:
    """The rows of a file, as they are written; shorter rows are not filled up."""

    rows: list[list[str]]

    def column(self, number: int | None, start: int = 0) -> list[str]:
        """A column from the row `start` on; empty text where a row is too short or there is none."""
        if number is None:
            return [""] * len(self.rows[start:])
        return [row[number] if number < len(row) else "" for row in self.rows[start:]]


def read_table(data: bytes, report: IssueLog, deadline: Deadline, limits: Limits) -> TextTable:
    """The rows of a CSV file. Where it cannot be read further, what stands before stays and an issue says so
    (T02, T12).
    """
    if len(data) > limits.table_bytes:
        raise LimitError(
            "T12", f"This table is larger than {size_text(limits.table_bytes)}. It was left out."
        )
    text = decoded(data)
    rows: list[list[str]] = []
    with _field_limit(limits.cell_bytes):
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
        try:
            for row in reader:
                if row:
                    rows.append(row)
                if not len(rows) % _CHECK_EVERY:
                    deadline.check()
                if len(rows) > limits.table_rows:
                    report(
                        "T12", f"This table has more than {limits.table_rows} rows. The rest was left out."
                    )
                    break
        except csv.Error:
            report(
                "T02",
                "This table cannot be read to its end: a cell is too long. What stands before was read.",
            )
    return TextTable(rows)


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 where its mark says so, else Western European (ISO-8859-1,
    Windows-1252).
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace").replace("\0", "")
    try:
        return data.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace").replace("\0", "")


def _separator(text: str) -> str:
    """The separator with which one of the first lines has most columns."""
    lines = text[:20_000].splitlines()[:12]
    return max(_SEPARATORS, key=lambda mark: max((line.count(mark) for line in lines), default=0))


@contextmanager
def _field_limit(size: int) -> Iterator[None]:
    before = csv.field_size_limit(size)
    try:
        yield
    finally:
        csv.field_size_limit(before)
