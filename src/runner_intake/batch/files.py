"""Files of runners in, a file of results out: CSV, Parquet and NDJSON, larger than memory. Never leaves a file that looks complete but is not."""

from __future__ import annotations

import glob
import os
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import polars as pl

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


def scan(name: str, questionnaire: Questionnaire) -> pl.LazyFrame:
    """The runners in a file, in all files that a pattern names, or on standard input; read as they are needed. IntakeError (F01, B03)."""
    kind = format_of(name)
    files: list[str] | None = None if name == STANDARD else sorted(glob.glob(name)) or [name]  # noqa: PTH207  (a pattern may name any folder)
    if files is not None and not all(Path(each).is_file() for each in files):
        raise IntakeError([Problem("F01", "There is no such file.", "Check the name; a pattern must name at least one file.", name)])
    with _told(name):
        if files is None:
            return pl.read_ndjson(sys.stdin.buffer.read(), infer_schema_length=None).lazy()
        match kind:
            case "csv":
                frame = pl.scan_csv(files, infer_schema_length=10_000, schema_overrides=_csv_kinds(files[0], questionnaire))
            case "parquet":
                frame = pl.scan_parquet(files)
            case "ndjson":
                frame = pl.scan_ndjson(files, infer_schema_length=10_000)
        frame.collect_schema()
        return frame


def _csv_kinds(file: str, questionnaire: Questionnaire) -> dict[str, type[pl.DataType]]:
    """Numbers as numbers and everything else that is a field as text, whatever its first rows look like."""
    header = pl.scan_csv(file, n_rows=0).collect_schema().names()
    fields = {name: questionnaire.fields[name] for name in header if name in questionnaire.fields}
    return {name: pl.Float64 if field.kind in ("number", "scale") else pl.String for name, field in fields.items()}


def write(results: Iterable[pl.DataFrame], name: str) -> None:
    """Writes results, part by part, to a file or to standard output; the file appears only when it is whole. IntakeError (B03) where it cannot.

    There is at least one part; a batch without rows is an empty one.
    """
    kind = format_of(name)
    if name == STANDARD:
        for part in results:
            sys.stdout.write(part.write_ndjson())
        return
    with _told(name), _whole(Path(name)) as path:
        if kind == "parquet":
            _write_parquet(results, path)
        else:
            _write_text(results, path, kind)


def _write_parquet(results: Iterable[pl.DataFrame], path: Path) -> None:
    """One row group a part."""
    from pyarrow import ArrowException  # noqa: PLC0415  (only what is used is loaded)
    from pyarrow.parquet import ParquetWriter  # noqa: PLC0415  (as above)

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
    """Lists as text, as CSV has none."""
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
def _told(name: str) -> Iterator[None]:
    """What goes wrong with a file, told in one line."""
    try:
        yield
    except OSError as error:
        what = f"The file cannot be read or written: {error.strerror or type(error).__name__}."
        raise IntakeError([Problem("B03", what, "Check the name, the rights and the room on the disk.", name)]) from None
    except pl.exceptions.PolarsError as error:
        what = f"The file cannot be read or written ({type(error).__name__})."
        raise IntakeError([Problem("B03", what, "Check that it is whole, and that its columns have one kind in all rows.", name)]) from None
