"""`runner-intake batch IN OUT`: the results for a file of runners, larger than memory if need be."""

from __future__ import annotations

import json
import sys
import threading
import time
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from runner_intake.cli import CHECK_SAYS_NO
from runner_intake.cli.inputs import chosen_pack, json_option, pack_option
from runner_intake.cli.streams import echo, print_document
from runner_intake.review.batch_summary import summary_lines
from runner_intake.vocabulary import OUTCOMES
from runner_intake.workbook import require_openpyxl

if TYPE_CHECKING:
    from collections.abc import Iterator

PARTS = ("safety", "steps", "scores", "reasons", "settled")
TICK = 0.5
"""Seconds between two signs of life on a terminal."""


@click.command("batch")
@click.argument("source", metavar="IN", required=False)
@click.argument("target", metavar="OUT", required=False)
@click.option(
    "--part",
    "parts",
    multiple=True,
    type=click.Choice(PARTS),
    help="What to compute; may be given several times (everything by default).",
)
@click.option(
    "--id",
    "--keep",
    "ids",
    multiple=True,
    metavar="COLUMN",
    help="A column to copy in front, such as an id; several are possible (none by default).",
)
@click.option(
    "--on-bad-rows",
    type=click.Choice(["raise", "null", "keep"]),
    default="raise",
    show_default=True,
    help="Answers that cannot be used: an error, unknown, or unknown and named in `error`. "
    "A red flag that is surely ticked counts all the same.",
)
@click.option(
    "--strict", is_flag=True, help="A column that is no field is an error (those named by --id aside)."
)
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook to read (the first by default).")
@click.option("--summary", "wants_summary", is_flag=True, help="Print counts on standard output.")
@click.option(
    "--guard-cells/--no-guard-cells",
    "guarded",
    default=True,
    show_default=True,
    help="In CSV, put an apostrophe before texts that a spreadsheet would run "
    "(those that begin with = + - @, a tab or a carriage return).",
)
@click.option(
    "--fail-on",
    "fail_on",
    multiple=True,
    type=click.Choice(OUTCOMES),
    help="Exit with 3 if any runner has this outcome.",
)
@click.option("--columns", "wants_columns", is_flag=True, help="Print the columns that come out, and leave.")
@json_option
@pack_option
def command(  # noqa: PLR0913  (one parameter an option)
    *,
    source: str | None,
    target: str | None,
    parts: tuple[str, ...],
    ids: tuple[str, ...],
    on_bad_rows: str,
    strict: bool,
    sheet: str | None,
    wants_summary: bool,
    guarded: bool,
    fail_on: tuple[str, ...],
    wants_columns: bool,
    as_json: bool,
    pack_folder: str | None,
) -> None:
    """Compute the results for every runner in the file IN, and write them to the file OUT.

    Both are CSV, Parquet, NDJSON or XLSX (extra `sheets`) by their suffix; IN may be a pattern of several
    files; `-` is NDJSON on standard input or output. Columns of IN are the ids of fields;
    docs/how-to/batch.md shows the kinds. OUT appears only when it is whole. No answer is written to it, and
    of the other columns only those named by --id.
    """
    if find_spec("polars") is None:
        raise click.UsageError("A batch needs Polars. Install it with: pip install 'runner-intake[batch]'")
    from runner_intake.cli.batch_run import BatchRun  # noqa: PLC0415  (after the check that it is there)

    pack = chosen_pack(pack_folder)
    say = partial(echo, aside=True)
    run = BatchRun(pack, parts or PARTS, tuple(dict.fromkeys(ids)), on_bad_rows, strict, guarded, sheet, say)
    if wants_columns:
        for line in run.column_lines(as_json=as_json):
            echo(line)
        return
    if source is None or target is None:
        raise click.UsageError("Name the file of runners and the file to write: runner-intake batch IN OUT")
    if target == "-" and (wants_summary or as_json):
        raise click.UsageError(
            "The results go to standard output already; write them to a file to have a summary there."
        )
    _check_workbooks(source, target, sheet)
    with _signs_of_life(f"Working on {source}"):
        numbers = run.write(source, target)
    if as_json:
        print_document(json.dumps(numbers, indent=2, ensure_ascii=False))
    elif wants_summary:
        echo("\n".join(summary_lines(numbers)))
    if any(numbers["outcomes"].get(outcome) for outcome in fail_on):
        click.get_current_context().exit(CHECK_SAYS_NO)


def _check_workbooks(source: str, target: str, sheet: str | None) -> None:
    """A usage error where a sheet is named and no workbook is read, or where workbooks cannot be read and
    written.
    """
    ending = ".xlsx"
    if sheet is not None and not source.lower().endswith(ending):
        raise click.UsageError("--sheet is for workbooks, and the file of runners is no .xlsx file.")
    try:
        if ending in (source[-len(ending) :].lower(), target[-len(ending) :].lower()):
            require_openpyxl()
    except ImportError as error:
        raise click.UsageError(str(error)) from None


@contextmanager
def _signs_of_life(what: str) -> Iterator[None]:
    """Says on a terminal, beside the results, how long the work has gone on; how much is left cannot be known
    in a stream.
    """
    if not sys.stderr.isatty():
        yield
        return
    done = threading.Event()
    start = time.monotonic()

    def tick() -> None:
        while not done.wait(TICK):
            echo(f"\r{what}: {time.monotonic() - start:.0f} s", aside=True, end="")

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        echo(f"\r{what}: {time.monotonic() - start:.1f} s", aside=True)
