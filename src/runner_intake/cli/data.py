"""`runner-intake data`: where answers are kept on this computer, what they are, and how to delete them."""

from __future__ import annotations

import json

import click

from runner_intake.cli.inputs import json_option
from runner_intake.cli.streams import echo, print_document
from runner_intake.errors import IntakeError, Problem
from runner_intake.local.drafts import DraftFile, state_folder
from runner_intake.local.preferences import FILE, settings_folder
from runner_intake.words import ENGLISH


@click.group("data")
def command() -> None:
    """Your saved answers on this computer: where they are, a copy of them, or delete them."""


@command.command("where", short_help="Name the files with answers and settings.")
@json_option
def where(*, as_json: bool) -> None:
    """Name the folder and every file in it that holds answers, and the file with your choice of units and language."""
    draft = DraftFile(state_folder())
    settings = settings_folder() / FILE
    if as_json:
        document = {"folder": str(draft.folder), "files": [str(path) for path in draft.files], "settings": str(settings)}
        print_document(json.dumps(document, indent=2, ensure_ascii=False))
        return
    echo(ENGLISH("data_folder", path=draft.folder))
    for path in draft.files:
        echo(f"  {ENGLISH('data_file', name=path.name, size=path.stat().st_size)}")
    if not draft.files:
        echo(f"  {ENGLISH('data_none')}")
    echo(ENGLISH("data_settings" if settings.is_file() else "data_settings_none", path=settings))


@command.command("export", short_help="Print the saved answers as an answers file.")
@json_option
def export(*, as_json: bool) -> None:
    """Print the saved answers as an answers file (YAML, or JSON with --json).

    A file like this can be given to `runner-intake assess` or `runner-intake ask --answers`. The answer about thoughts of self-harm is never
    saved, so it is not in it.
    """
    found = DraftFile(state_folder()).read()
    answers = found.get("answers") if isinstance(found, dict) else None
    if found is None:
        raise click.UsageError(ENGLISH("data_none"))
    if not isinstance(answers, dict):
        raise IntakeError([Problem("D01", "The saved answers are damaged.", "See the file with: runner-intake data where")])
    if as_json:
        print_document(json.dumps(answers, indent=2, ensure_ascii=False))
    else:
        for name, value in answers.items():
            print_document(f"{name}: {json.dumps(value, ensure_ascii=False)}")  # a JSON value is a YAML value


@command.command("delete", short_help="Delete every saved answer.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(*, yes: bool) -> None:
    """Delete every saved answer on this computer, drafts set aside included."""
    draft = DraftFile(state_folder())
    if not draft.files:
        echo(ENGLISH("data_none"), aside=True)
        return
    if not yes:
        click.confirm(ENGLISH.count("data_delete", len(draft.files)), abort=True, err=True)
    for path in draft.files:
        path.unlink(missing_ok=True)
    echo(ENGLISH("data_deleted"), aside=True)
