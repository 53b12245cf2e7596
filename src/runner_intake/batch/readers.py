"""The runners in a file, in several files or on standard input, part by part: CSV, Parquet or NDJSON, larger
than memory, or workbooks.

Only the columns of answers, and those that are named, are read; all others are named and left. Knows fields,
not rules.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property, partial
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

import polars as pl

from runner_intake.batch.csv_text import CsvFile
from runner_intake.batch.files import STANDARD, file_errors, files_of, format_of
from runner_intake.batch.ndjson_text import NdjsonText
from runner_intake.batch.sheet_file import SheetFile

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from runner_intake.questionnaire import Questionnaire

ROWS_AT_ONCE = 250_000
"""How many rows of a Parquet file are worked on at once."""


class Runners(Protocol):
    """Runners that can be read more than once, from the start and part by part."""

    @property
    def schema(self) -> pl.Schema:
        """The columns that there are, with their kinds."""

    @property
    def notes(self) -> tuple[str, ...]:
        """How the text was understood, in sentences, where that is not the usual way."""

    def parts(self, columns: Sequence[str]) -> Generator[pl.DataFrame]:
        """Some columns of all rows, so many rows at a time and in their order; close it where it is left
        early.
        """


def runners_in(name: str, questionnaire: Questionnaire, sheet: str | None = None) -> Runners:
    """The runners in a file, in all files that a pattern names, or on standard input; of a workbook those on
    one sheet. IntakeError (F01-F06, A01, B01, B03).

    A column that only some files have, or that begins late in one, is unknown where it is not.
    """
    kind = format_of(name)
    if name == STANDARD:
        with file_errors(name):
            text = sys.stdin.buffer.read()
        return NdjsonText({"standard input": partial(BytesIO, text)}, questionnaire)
    files = files_of(name)
    match kind:
        case "csv":
            return Tables(tuple(CsvFile(file, questionnaire) for file in files))
        case "xlsx":
            return Tables(tuple(SheetFile(file, questionnaire, sheet) for file in files))
        case "ndjson":
            return NdjsonText({file: partial(_opened, file) for file in files}, questionnaire)
        case "parquet":
            return ParquetFiles(name, tuple(files))


def _opened(file: str) -> IO[bytes]:
    return Path(file).open("rb")


@dataclass(frozen=True)
class Tables:
    """The runners in CSV files or workbooks, one after the other."""

    files: tuple[CsvFile | SheetFile, ...]

    @cached_property
    def schema(self) -> pl.Schema:
        """The columns of all files; one that is of several kinds holds texts."""
        kinds: dict[str, pl.DataType] = {}
        for file in self.files:
            for name, kind in file.schema.items():
                kinds[name] = kind if kinds.get(name, kind) == kind else pl.String()
        return pl.Schema(kinds)

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(file.note for file in self.files if file.note)

    def parts(self, columns: Sequence[str]) -> Generator[pl.DataFrame]:
        """Some columns of all files; one that a file has not is empty there."""
        wanted = pl.Schema({name: self.schema[name] for name in columns})
        for file in self.files:
            there = [name for name in columns if name in file.schema]
            missing = [
                pl.lit(None, kind).alias(name) for name, kind in wanted.items() if name not in file.schema
            ]
            with file_errors(file.name):
                for part in file.parts(there):
                    yield part.with_columns(missing).select(columns).cast(wanted)


@dataclass(frozen=True)
class ParquetFiles:
    """The runners in Parquet files, one after the other."""

    name: str
    files: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @cached_property
    def _frame(self) -> pl.LazyFrame:
        frames = []
        for file in self.files:
            with file_errors(file):
                file.encode()  # Polars takes names in UTF-8 only
                frames.append(pl.scan_parquet(file, glob=False))
                frames[-1].collect_schema()
        return pl.concat(frames, how="diagonal_relaxed") if len(frames) > 1 else frames[0]

    @cached_property
    def schema(self) -> pl.Schema:
        with file_errors(self.name):
            return self._frame.collect_schema()

    def parts(self, columns: Sequence[str]) -> Generator[pl.DataFrame]:
        """Some columns of all files."""
        with file_errors(self.name):
            yield from self._frame.select(columns).collect_batches(
                chunk_size=ROWS_AT_ONCE, maintain_order=True
            )
