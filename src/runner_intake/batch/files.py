"""Files of runners in, a file of results out: CSV, Parquet and NDJSON, larger than memory. Never leaves a file that looks complete but is not."""

from __future__ import annotations

import csv
import glob
import os
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import polars as pl
from pyarrow import ArrowException
from pyarrow.parquet import ParquetWriter

from runner_intake.batch.columns import LIST_MARK
from runner_intake.errors import IntakeError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner_intake.questionnaire import Questionnaire

Format = Literal["csv", "parquet", "ndjson"]
SUFFIXES: dict[str, Format] = {".csv": "csv", ".parquet": "parquet", ".pq": "parquet", ".ndjson": "ndjson", ".jsonl": "ndjson"}
STANDARD = "-"
"""Standard input or output, as NDJSON."""


def format_of(name: str) -> Format:
    """The format of a file by its suffix; IntakeError (B03) for an unknown one."""
    if name == STANDARD:
        return "ndjson"
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise IntakeError([Problem("B03", f"The suffix {suffix or '(none)'} is not known.", f"Use one of: {', '.join(SUFFIXES)}.", name)])
    return SUFFIXES[suffix]


def files_of(name: str) -> list[str]:
    """The files that a name or a pattern stands for; IntakeError (F01) where there is none."""
    files = sorted(glob.glob(name)) or [name]  # noqa: PTH207  (Path.glob refuses a pattern with a root)
    if not all(Path(each).is_file() for each in files):
        raise IntakeError([Problem("F01", "There is no such file.", "Check the name; a pattern must name at least one file.", name)])
    return files


def scan(name: str, questionnaire: Questionnaire) -> pl.LazyFrame:
    """The runners in a file, in all files that a pattern names, or on standard input; read as they are needed. IntakeError (F01, B01, B03).

    A column that only some files have, or that begins late in one, is unknown where it is not.
    """
    kind = format_of(name)
    if name == STANDARD:
        with told(name):
            return pl.read_ndjson(sys.stdin.buffer.read(), infer_schema_length=None).lazy()
    files = files_of(name)
    frames = []
    for file in files:
        with told(file):
            frames.append(_scanned(file, kind, questionnaire))
    with told(name):
        frame = pl.concat(frames, how="diagonal_relaxed") if len(frames) > 1 else frames[0]
        frame.collect_schema()
        return frame


def _scanned(file: str, kind: Format, questionnaire: Questionnaire) -> pl.LazyFrame:
    match kind:
        case "csv":
            return _csv(file, questionnaire)
        case "parquet":
            return pl.scan_parquet(file, glob=False)
        case "ndjson":
            return pl.scan_ndjson(file, infer_schema_length=None)


def _csv(file: str, questionnaire: Questionnaire) -> pl.LazyFrame:
    """All columns as texts, an empty one as unknown, and the numbers among the answers as numbers; so an id stays as it is written."""
    with Path(file).open(encoding="utf-8-sig", newline="") as opened:
        header = next(csv.reader(opened), [])
    twice = [name for name, count in Counter(header).items() if count > 1]
    if twice:
        raise IntakeError([Problem("B01", "Two columns bear this name.", "Keep one of them, or rename one.", file, name) for name in twice])
    texts = pl.scan_csv(file, infer_schema=False, glob=False).with_columns(pl.all().replace("", None))
    numbers = [field.id for field in questionnaire.fields.values() if field.kind in ("number", "scale") and field.id in header]
    return texts.with_columns(_number(name) for name in numbers)


def _number(name: str) -> pl.Expr:
    """A text as a number; what is none becomes NaN, which no question takes."""
    text = pl.col(name).str.strip_chars()
    number = text.cast(pl.Float64, strict=False)
    return pl.when(number.is_null() & text.is_not_null()).then(float("nan")).otherwise(number).alias(name)


def write(results: Iterable[pl.DataFrame], name: str) -> None:
    """Writes results, part by part, to a file or to standard output; the file appears only when it is whole. IntakeError (B03) where it cannot.

    There is at least one part; a batch without rows is an empty one.
    """
    kind = format_of(name)
    if name == STANDARD:
        with told(name):
            for part in results:
                sys.stdout.buffer.write(part.write_ndjson().encode())
            sys.stdout.flush()
        return
    with told(name), _whole(Path(name).resolve()) as path:
        if kind == "parquet":
            _write_parquet(results, path)
        else:
            _write_text(results, path, kind)


def _write_parquet(results: Iterable[pl.DataFrame], path: Path) -> None:
    """One row group a part."""
    writer = None
    try:
        for part in results:
            table = part.to_arrow()
            writer = writer or ParquetWriter(path, table.schema)
            writer.write_table(table)
    except ArrowException as error:
        raise OSError(0, type(error).__name__) from None
    finally:
        if writer is not None:
            writer.close()


def _write_text(results: Iterable[pl.DataFrame], path: Path, kind: Format) -> None:
    with path.open("wb") as file:
        for number, part in enumerate(results):
            if kind == "csv":
                _flat(part).write_csv(file, include_header=number == 0)
            else:
                part.write_ndjson(file)


def _flat(results: pl.DataFrame) -> pl.DataFrame:
    """Lists of texts as text, as CSV has none; IntakeError (B01) for kept columns of other kinds that it has none of."""
    nested = [name for name, kind in results.schema.items() if kind.is_nested() and kind != pl.List(pl.String)]
    if nested:
        way_out = "Write Parquet or NDJSON, or name the columns to keep."
        raise IntakeError([Problem("B01", "CSV cannot hold a column of this kind.", way_out, path=name) for name in nested])
    return results.with_columns(pl.col(pl.List(pl.String)).list.join(f"{LIST_MARK} "))


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
def told(name: str) -> Iterator[None]:
    """What goes wrong with a file, told in one line: a problem of B03, without what the file holds."""
    try:
        yield
    except BrokenPipeError:
        raise
    except UnicodeDecodeError:
        raise IntakeError([Problem("F04", "This file is not UTF-8 text.", "Save it as UTF-8.", name)]) from None
    except OSError as error:
        what = f"The file cannot be read or written: {error.strerror or type(error).__name__}."
        raise IntakeError([Problem("B03", what, "Check the name, the rights and the room on the disk.", name)]) from None
    except pl.exceptions.PolarsError as error:
        what = f"The file cannot be read or written ({type(error).__name__})."
        raise IntakeError([Problem("B03", what, "Check that it is whole, and that its columns have one kind in all rows.", name)]) from None
