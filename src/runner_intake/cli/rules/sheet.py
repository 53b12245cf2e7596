"""`runner-intake rules sheet FILE.xlsx`: the pack as a workbook, and its changes back into the files."""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from runner_intake.cli.inputs import chosen_pack, pack_option
from runner_intake.cli.streams import echo
from runner_intake.errors import IntakeError, Problem
from runner_intake.exchange.rules_sheet import changes_in, sheets_of
from runner_intake.exchange.sheet_cells import files_of, leaves_of
from runner_intake.exchange.sheet_edits import Edited, edited
from runner_intake.pack import bundled_rules, load_pack
from runner_intake.reading import readable
from runner_intake.workbook import workbook_bytes, workbook_rows
from runner_intake.writing import write_bytes, write_text

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_HELP = """Write the texts, points and sources of the pack into the workbook FILE (.xlsx; extra `sheets`), one
sheet each, or read its changes back.

An unchanged workbook changes nothing. Of a changed one, the files get the changed texts and numbers and stay
as they are in everything else. Nothing is written unless the changed pack can be loaded.

\\b
Examples:
  runner-intake rules sheet rules.xlsx --pack my-rules
  runner-intake rules sheet rules.xlsx --pack my-rules --read
  runner-intake rules sheet rules.xlsx --pack my-rules --read --write
"""


@click.command("sheet", help=_HELP, short_help="The pack as a workbook, and its changes back.")
@click.argument("file")
@click.option("--read", "is_read", is_flag=True, help="Read the workbook and print what it changes.")
@click.option("--write", "is_written", is_flag=True, help="With --read: change the files of the pack.")
@pack_option
def sheet(*, file: str, is_read: bool, is_written: bool, pack_folder: str | None) -> None:
    """`runner-intake rules sheet`."""
    if is_written and not (is_read and pack_folder):
        raise click.UsageError("--write needs --read and --pack DIR: the bundled pack is not changed.")
    chosen_pack(pack_folder)  # names everything that is wrong with it already
    folder: Traversable = Path(pack_folder) if pack_folder else bundled_rules()
    files = files_of(folder)
    try:
        if is_read:
            _read(Path(file), folder, files, is_written=is_written)
        else:
            write_bytes(Path(file), workbook_bytes(sheets_of(leaves_of(files))), new=True)
            echo(f"Written: {file}", aside=True)
    except FileExistsError:
        what = f"{file} already exists, and nothing is overwritten. Choose another name, or use --read."
        raise click.UsageError(what) from None
    except ImportError as error:
        raise click.UsageError(str(error)) from None


def _read(book: Path, folder: Traversable, files: Mapping[str, str], *, is_written: bool) -> None:
    """Prints what a workbook changes, and changes it where that is wanted."""
    with readable(str(book)):
        data = book.read_bytes()
    changes = changes_in(workbook_rows(data, str(book)), leaves_of(files), str(book))
    changed = {
        name: edited(text, own)
        for name, text in files.items()
        if (own := [change for change in changes if change.leaf.file == name])
    }
    if isinstance(folder, Path):
        _check(folder, changed)
    for name, file in changed.items():
        before, after = files[name].splitlines(), file.text.splitlines()
        for line in difflib.unified_diff(before, after, name, name, lineterm="", n=1):
            echo(line)
    if is_written and isinstance(folder, Path):
        for name, file in changed.items():
            write_text(folder / name, file.text)
    done = "Changed" if is_written else "To be changed"
    echo(f"{done}: {len(changes)} cells in {len(changed)} files.", aside=True)


def _check(folder: Path, changed: Mapping[str, Edited]) -> None:
    """Loads the changed pack elsewhere; what is wrong with it is named by its cell."""
    with TemporaryDirectory() as elsewhere:
        copy = Path(elsewhere) / "pack"
        shutil.copytree(folder, copy)
        for name, file in changed.items():
            write_text(copy / name, file.text)
        try:
            load_pack(copy)
        except IntakeError as error:
            problems = [_at_cell(problem, changed, str(copy), str(folder)) for problem in error.problems]
            raise IntakeError(problems, error.more) from None


def _at_cell(problem: Problem, changed: Mapping[str, Edited], copy: str, folder: str) -> Problem:
    """A problem with the place of the cell that caused it, where one did."""
    for name, file in changed.items():
        _, separator, after = problem.place.partition(f"{name}:")
        line = after.partition(":")[0]
        if separator and line.isdigit() and int(line) in file.lines:
            return replace(problem, place=file.lines[int(line)])
    return replace(problem, place=problem.place.replace(copy, folder))
