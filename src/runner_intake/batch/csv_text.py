"""One CSV file: how its columns are separated, and its rows part by part as texts. A blank line is no runner;
an empty cell is unknown.

A file without quotes is read by Polars, block by block, which is quick; any other by Python, record by
record. Both give the same rows.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from runner_intake.batch.columns import names_of_answers
from runner_intake.batch.files import file_errors
from runner_intake.errors import IntakeError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.questionnaire import Questionnaire

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright bars"}
"""The signs that may stand between columns, and what they are called; the first that shows most answers is
taken.
"""

_BLOCK = 32 * 1024 * 1024
"""How many bytes are read at once."""
_ROWS = 50_000
"""How many records are read at once where Python reads them."""
_HEAD = 4 * 1024 * 1024
"""How many bytes are looked at for the names of the columns."""
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_SEPARATOR_NAMED = re.compile(rb"sep=([^\r\n])\r?\n?\Z")
"""What Excel may write into the first line."""
_THOUSANDS = r"^[+-]?\d{1,3}(,\d{3})+$"
"""A number that a comma may divide into thousands; which it is cannot be known."""


@dataclass(frozen=True)
class CsvFile:
    """A CSV file of runners. IntakeError (F01, F03, F04, B01, B03) where it cannot be used."""

    name: str
    questionnaire: Questionnaire

    @cached_property
    def _form(self) -> _Form:
        with file_errors(self.name):
            return _form(Path(self.name), self.name, frozenset(names_of_answers(self.questionnaire)))

    @property
    def note(self) -> str:
        """How the file was understood, where its columns are not separated by commas."""
        form = self._form
        if form.separator == ",":
            return ""
        return (
            f"{self.name}: the columns are separated by {SEPARATORS[form.separator]}; a number may have a "
            "decimal comma."
        )

    @property
    def schema(self) -> pl.Schema:
        """Texts, and numbers where a question takes them."""
        return pl.Schema(
            {name: pl.Float64 if name in self._numbers else pl.String for name in self._form.header}
        )

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return frozenset(
            field.id for field in self.questionnaire.fields.values() if field.kind in ("number", "scale")
        )

    def parts(self, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        """Some columns of its rows, so many at a time. A row that is too short is unknown at its end; one
        that is too long is an error.
        """
        form = self._form
        answers = frozenset(names_of_answers(self.questionnaire))
        for texts in self._plain_parts(form) if form.is_plain else self._quoted_parts(form):
            yield texts.select(self._column(name, form, is_answer=name in answers) for name in columns)

    def _column(self, name: str, form: _Form, *, is_answer: bool) -> pl.Expr:
        """One column, empty cells unknown; an answer without the spaces around it, a column that is kept as
        it is written.
        """
        text = pl.col(name).str.strip_chars() if is_answer else pl.col(name)
        text = text.replace("", None)
        return number_in(text, comma=form.separator != ",").alias(name) if name in self._numbers else text

    # --- rows as texts

    def _plain_parts(self, form: _Form) -> Iterator[pl.DataFrame]:
        with Path(self.name).open("rb") as file:
            file.seek(form.start)
            line = form.lines
            while lines := file.readlines(_BLOCK):
                runners = [text for text in lines if text.strip(b" \r\n")]
                if runners:
                    yield self._read(runners, lines, form, line)
                line += len(lines)

    def _read(self, runners: list[bytes], lines: list[bytes], form: _Form, before: int) -> pl.DataFrame:
        separator = form.separator.encode()
        for number, text in enumerate(lines, before + 1):
            if text.count(separator) >= len(form.header):
                raise IntakeError([too_long(f"{self.name}:{number}")])
        whole = (
            separator * (len(form.header) - 1) + b"\n"
        )  # Polars takes the number of columns from the first row, and ours may be short
        schema = dict.fromkeys(form.header, pl.String)
        return pl.read_csv(
            whole + b"".join(runners),
            has_header=False,
            schema=schema,
            separator=form.separator,
            quote_char=None,
        )[1:]

    def _quoted_parts(self, form: _Form) -> Iterator[pl.DataFrame]:
        with Path(self.name).open("rb") as opened:
            opened.seek(form.start)
            with io.TextIOWrapper(opened, encoding="utf-8", newline="") as text:
                reader = csv.reader(text, delimiter=form.separator)
                runners = self._runners(reader, form)
                while rows := list(islice(runners, _ROWS)):
                    cells = zip(*rows, strict=True)
                    yield pl.DataFrame(
                        {
                            name: pl.Series(column, dtype=pl.String)
                            for name, column in zip(form.header, cells, strict=True)
                        }
                    )

    def _runners(self, reader: Iterator[list[str]], form: _Form) -> Iterator[list[str]]:
        """The records of equal length, without blank lines."""
        width = len(form.header)
        try:
            for row in reader:
                if len(row) == width:
                    yield row
                elif len(row) > width:
                    raise IntakeError([too_long(f"{self.name}:{form.lines + reader.line_num}")])  # type: ignore[attr-defined]  # a csv.reader has it
                elif "".join(row).strip(" ") or len(row) > 1:
                    yield row + [""] * (width - len(row))
        except csv.Error:
            what = "This file is not CSV from here on."
            place = f"{self.name}:{form.lines + reader.line_num}"  # type: ignore[attr-defined]  # as above
            raise IntakeError([Problem("B03", what, "Look for a quote that is not closed.", place)]) from None


def number_in(text: pl.Expr, *, comma: bool) -> pl.Expr:
    """A text as a number; what is none becomes NaN, which no question takes."""
    if comma:
        text = (
            pl.when(text.str.contains(_THOUSANDS))
            .then(text)
            .otherwise(text.str.replace(",", ".", literal=True))
        )
    number = text.cast(pl.Float64, strict=False)
    return pl.when(number.is_null() & text.is_not_null()).then(float("nan")).otherwise(number)


def too_long(place: str) -> Problem:
    """A row that has more cells than there are columns."""
    way_out = "Put a cell that holds the separator in quotes, or add the missing names."
    return Problem("B03", "This row has more cells than there are columns.", way_out, place)


# --- the form of a file


@dataclass(frozen=True, slots=True)
class _Form:
    """The names and the separator of the columns, where the rows start (in bytes, after so many lines), and
    whether quotes are used.
    """

    header: tuple[str, ...]
    separator: str
    start: int
    lines: int
    is_plain: bool


def _form(path: Path, name: str, answers: frozenset[str]) -> _Form:
    """The form of a file, by its first lines and one look at all of it."""
    is_plain = _looked_through(path, name)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    mark = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    lines = _LINE.findall(head[mark:])
    separators, skipped = list(SEPARATORS), 0
    named = _SEPARATOR_NAMED.match(lines[0]) if lines else None
    if named and (separator := named[1].decode()) in SEPARATORS:
        separators, skipped = [separator], 1
    headers = {separator: _header(lines[skipped:], separator) for separator in separators}
    separator = max(headers, key=lambda separator: len(answers.intersection(headers[separator][0])))
    header, count = headers[separator]
    check_names(header, name)
    count += skipped
    return _Form(header, separator, mark + sum(map(len, lines[:count])), count, is_plain)


def _header(lines: list[bytes], separator: str) -> tuple[tuple[str, ...], int]:
    """The first record that says something, and how many lines there are up to its end."""
    reader = csv.reader((line.decode(errors="replace") for line in lines), delimiter=separator)
    with suppress(csv.Error):
        for row in reader:
            if len(row) > 1 or "".join(row).strip():
                return tuple(row), reader.line_num
    return (), len(lines)


def check_names(header: tuple[str, ...], name: str) -> None:
    """IntakeError (B01) where columns of a file bear the same name, or several none."""
    twice = [column for column, times in Counter(header).items() if times > 1]
    if twice:
        raise IntakeError([_twice(column, header, name) for column in twice])


def _twice(column: str, header: tuple[str, ...], name: str) -> Problem:
    numbers = ", ".join(str(number) for number, other in enumerate(header, 1) if other == column)
    what = "These columns bear the same name." if column else "These columns have no name."
    return Problem(
        "B01",
        what,
        "Keep one of them, or rename one.",
        name,
        f"columns {numbers}",
        hint=f"It is {column!r}." if column else "",
    )


def _looked_through(path: Path, name: str) -> bool:
    """Whether a file has neither quotes nor carriage returns alone; IntakeError (F03, F04, B03) where it is
    empty or no text.
    """
    decode = codecs.getincrementaldecoder("utf-8")().decode
    is_plain, size = True, 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            size += len(block)
            if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and size == len(block):
                raise IntakeError([Problem("F04", "This file is UTF-16 text.", "Save it as UTF-8.", name)])
            if b"\0" in block:
                raise IntakeError(
                    [
                        Problem(
                            "B03",
                            "This file is not text.",
                            "Name a CSV file, or give the file the suffix of its format.",
                            name,
                        )
                    ]
                )
            decode(block)
            is_plain = is_plain and b'"' not in block and block.count(b"\r") == block.count(b"\r\n")
        decode(b"", final=True)
    if not size:
        raise IntakeError([Problem("F03", "This file is empty.", "The first line names the columns.", name)])
    return is_plain
