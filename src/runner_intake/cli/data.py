"""`runner-intake data`: where answers are kept on this computer, what they are, and how to delete them."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from runner_intake.cli.inputs import json_option
from runner_intake.cli.streams import echo, print_document
from runner_intake.errors import IntakeError, Problem
from runner_intake.local.drafts import DraftFile, state_folder
from runner_intake.local.preferences import FILE, settings_folder
from runner_intake.text.catalogue import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def _usable() -> Iterator[None]:
    """What the system refuses becomes an IntakeError (D03)."""
    try:
        yield
    except OSError as error:
        raise IntakeError([_unusable(error)]) from None


def _unusable(error: OSError) -> Problem:
    why = (error.strerror or type(error).__name__).lower()
    way_out = "Make it yours (the program may have been run with sudo once), or delete it."
    return Problem("D03", f"This cannot be used: {why}.", way_out, str(error.filename or ""))


_HELP = """Your saved answers on this computer: where they are, a copy of them, or delete them."""


@click.group("data", help=_HELP)
def command() -> None:
    """`runner-intake data`."""


_WHERE_HELP = """Name the folder and every file in it that holds answers, and the file with your choice of
units, language and country."""


@command.command("where", short_help="Name the files with answers and settings.", help=_WHERE_HELP)
@json_option
def where(*, as_json: bool) -> None:
    """`runner-intake data where`."""
    draft = DraftFile(state_folder())
    settings = settings_folder() / FILE
    with _usable():
        files = {path: path.lstat().st_size for path in draft.files}
    if as_json:
        document = {
            "folder": str(draft.folder),
            "files": [str(path) for path in files],
            "settings": str(settings),
        }
        print_document(json.dumps(document, indent=2, ensure_ascii=False))
        return
    echo(ENGLISH("data_folder", path=draft.folder))
    for path, size in files.items():
        echo(f"  {ENGLISH('data_file', name=path.name, size=size)}")
    if not files:
        echo(f"  {ENGLISH('data_none')}")
    echo(ENGLISH("data_settings" if os.path.lexists(settings) else "data_settings_none", path=settings))


_EXPORT_HELP = """Print the saved answers as an answers file (YAML, or JSON with --json).

A file like this can be given to `runner-intake assess` or `runner-intake ask --answers`. The answer about
thoughts of self-harm is never saved, so it is not in it.
"""


@command.command("export", short_help="Print the saved answers as an answers file.", help=_EXPORT_HELP)
@json_option
def export(*, as_json: bool) -> None:
    """`runner-intake data export`."""
    with _usable():
        draft = DraftFile(state_folder()).read()
    answers = draft.get("answers") if isinstance(draft, dict) else None
    if draft is None:
        raise click.UsageError(ENGLISH("data_none"))
    if not isinstance(answers, dict):
        raise IntakeError(
            [Problem("D01", "The saved answers are damaged.", "See the file with: runner-intake data where")]
        )
    if as_json:
        print_document(json.dumps(answers, indent=2, ensure_ascii=False))
    else:
        for name, value in answers.items():
            print_document(f"{name}: {json.dumps(value, ensure_ascii=False)}")  # a JSON value is a YAML value


_DELETE_HELP = """Delete every saved answer on this computer, drafts set aside included."""


@command.command("delete", short_help="Delete every saved answer.", help=_DELETE_HELP)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--settings", is_flag=True, help="Delete your choice of units, language and country too.")
def delete(*, yes: bool, settings: bool) -> None:
    """`runner-intake data delete`."""
    draft = DraftFile(state_folder())
    chosen = settings_folder() / FILE
    with _usable():
        number = len(draft.files)
    deletes_settings = settings and os.path.lexists(chosen)
    if not number and not deletes_settings:
        echo(ENGLISH("data_none"), aside=True)
        return
    if number and not yes:
        click.confirm(ENGLISH.count("data_delete", number), abort=True, err=True)
    with _usable():
        refused = draft.delete_all()
        if deletes_settings:
            chosen.unlink(missing_ok=True)
    if refused:
        raise IntakeError(_unusable(error) for error in refused)
    echo(ENGLISH("data_deleted"), aside=True)
