"""Names and formats of the files of a batch, and the file of results: CSV, Parquet, NDJSON or a workbook.
Never leaves a file that looks complete but is not.

Knows results, not answers: runners are read in `readers`.
"""

from __future__ import annotations

import glob
import os
import re
import sys
import tempfile
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

import polars as pl
from pyarrow import ArrowException
from pyarrow.parquet import ParquetWriter

from runner_intake.batch.columns import LIST_MARK
from runner_intake.errors import IntakeError, Problem
from runner_intake.workbook import SHEET_COLUMNS, fits_cell, write_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Format = Literal["csv", "parquet", "ndjson", "xlsx"]
SUFFIXES: dict[str, Format] = {
    ".csv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".xlsx": "xlsx",
}
STANDARD = "-"
"""Standard input or output, as NDJSON."""


def format_of(name: str) -> Format:
    """The format of a file by its suffix; IntakeError (B03) for an unknown one."""
    if name == STANDARD:
        return "ndjson"
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise IntakeError(
            [
                Problem(
                    "B03",
                    f"The suffix {suffix or '(none)'} is not known.",
                    f"Use one of: {', '.join(SUFFIXES)}.",
                    name,
                )
            ]
        )
    return SUFFIXES[suffix]


def files_of(name: str) -> list[str]:
    """The files that a name or a pattern stands for; IntakeError (F01) where there is none. A name that is
    there is that file, never a pattern.
    """
    is_pattern = not Path(name).exists()
    files = (sorted(glob.glob(name)) if is_pattern else []) or [name]  # noqa: PTH207  (Path.glob refuses a pattern with a root)
    if not all(Path(file).is_file() for file in files):
        raise IntakeError(
            [
                Problem(
                    "F01",
                    "There is no such file.",
                    "Check the name; a pattern must name at least one file.",
                    name,
                )
            ]
        )
    return files


def write(results: Iterable[pl.DataFrame], name: str, *, guarded: bool = True) -> None:
    """Writes results, part by part, to a file or to standard output; the file appears only when it is whole.
    IntakeError (B03) where it cannot.

    There is at least one part; a batch without rows is an empty one. In CSV, cells are `guarded` against
    spreadsheets that would run them.
    """
    kind = format_of(name)
    if name == STANDARD:
        with file_errors(name):
            for part in results:
                sys.stdout.buffer.write(part.write_ndjson().encode())
            sys.stdout.flush()
        return
    with file_errors(name), _whole(Path(name).resolve()) as path, path.open("wb") as file:
        match kind:
            case "parquet":
                _write_parquet(results, file)
            case "csv":
                for number, part in enumerate(results):
                    flat = _guarded(_flat(part)) if guarded else _flat(part)
                    flat.write_csv(
                        file,
                        include_header=number == 0,
                        quote_style="non_numeric" if _has_returns(flat) else "necessary",
                    )
            case "ndjson":
                for part in results:
                    part.write_ndjson(file)
            case "xlsx":
                _write_workbook(results, file)


def _write_parquet(results: Iterable[pl.DataFrame], file: BinaryIO) -> None:
    """One row group a part."""
    writer = None
    try:
        for part in results:
            table = part.to_arrow()
            writer = writer or ParquetWriter(file, table.schema)
            writer.write_table(table)
    except ArrowException as error:
        raise OSError(0, type(error).__name__) from None
    finally:
        if writer is not None:
            writer.close()


def _write_workbook(results: Iterable[pl.DataFrame], file: BinaryIO) -> None:
    """One sheet; texts are cells of text, whatever they begin with."""
    parts = iter(results)
    first = next(parts)
    if first.width > SHEET_COLUMNS:
        what = f"A sheet holds {SHEET_COLUMNS:,} columns, and there are {first.width:,}."
        raise IntakeError([Problem("B03", what, "Keep fewer of them, or write Parquet or NDJSON.")])
    names = [name for name in first.columns if not fits_cell(name)]
    if names:
        what = "A cell cannot hold the name of this column: it is too long, or has control signs."
        raise IntakeError(
            [Problem("B01", what, "Rename it.", hint=f"It is called {name!r}.") for name in names]
        )
    rows = (row for part in chain([first], parts) for row in _cells(part).iter_rows())
    write_sheet(file, "results", first.columns, rows)


def _cells(part: pl.DataFrame) -> pl.DataFrame:
    """What goes into cells; IntakeError (B01) for kept columns with texts that no cell can hold."""
    flat = _flat(part, "A workbook").with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String))
    kept = [name for name, kind in flat.schema.items() if kind == pl.String]
    bad = [name for name in kept if not all(map(fits_cell, flat[name].drop_nulls().unique()))]
    what = "A cell cannot hold some texts of this column: they are too long, or have control signs."
    if bad:
        raise IntakeError([Problem("B01", what, OTHER_FORMATS, path=name) for name in bad])
    return flat


OTHER_FORMATS = "Write Parquet or NDJSON, or do not keep it."
"""The way out where a format cannot hold a column."""


def _flat(results: pl.DataFrame, held_by: str = "CSV") -> pl.DataFrame:
    """Lists of texts as text, as CSV has none; IntakeError (B01) for kept columns of other kinds that it has
    none of.
    """
    nested = [
        name for name, kind in results.schema.items() if kind.is_nested() and kind != pl.List(pl.String)
    ]
    if nested:
        what = f"{held_by} cannot hold a column of this kind."
        raise IntakeError([Problem("B01", what, OTHER_FORMATS, path=name) for name in nested])
    return results.with_columns(pl.col(pl.List(pl.String)).list.join(f"{LIST_MARK} "))


def _has_returns(results: pl.DataFrame) -> bool:
    """Whether a text holds a carriage return, which ends a row where it is not in quotes."""
    texts = results.select(pl.col(pl.String).str.contains("\r", literal=True).any())
    return any(texts.row(0)) if texts.width else False


RUN_BY_SPREADSHEETS = r"^[=+\-@\t\r]"
"""How a cell begins that a spreadsheet takes for a formula."""


def _guarded(results: pl.DataFrame) -> pl.DataFrame:
    """Texts and names of columns that a spreadsheet would run, with an apostrophe in front: it then shows
    them as they are.
    """
    texts = [
        pl.col(name).cast(pl.String)
        for name, kind in results.schema.items()
        if kind in (pl.String, pl.Categorical)
    ]
    cells = [
        pl.when(text.str.contains(RUN_BY_SPREADSHEETS)).then("'" + text).otherwise(text).name.keep()
        for text in texts
    ]
    names = {name: f"'{name}" for name in results.columns if re.match(RUN_BY_SPREADSHEETS, name)}
    return results.with_columns(cells).rename(names)


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A part file beside the target, which takes its name when all is written."""
    if target.is_dir():
        raise IntakeError([Problem("B03", "This is a folder.", "Name a file.", str(target))])
    number, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    os.close(number)
    part = Path(name)
    try:
        yield part
        part.replace(target)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


@contextmanager
def file_errors(name: str) -> Iterator[None]:
    """What goes wrong with a file, in one line: a problem of B03, without what the file holds."""
    try:
        yield
    except BrokenPipeError:
        raise
    except UnicodeDecodeError:
        raise IntakeError(
            [Problem("F04", "This file is not UTF-8 text.", "Save it as UTF-8.", name)]
        ) from None
    except UnicodeEncodeError:
        raise IntakeError(
            [Problem("B03", "The name of this file is not UTF-8.", "Rename the file.", name)]
        ) from None
    except OSError as error:
        what = f"The file cannot be read or written: {error.strerror or type(error).__name__}."
        raise IntakeError(
            [Problem("B03", what, "Check the name, the rights and the room on the disk.", name)]
        ) from None
    except pl.exceptions.PolarsError as error:
        what = f"The file cannot be read or written ({type(error).__name__})."
        raise IntakeError(
            [
                Problem(
                    "B03",
                    what,
                    "Check that it is whole, and that its columns have one kind in all rows.",
                    name,
                )
            ]
        ) from None
