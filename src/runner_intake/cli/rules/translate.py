"""`runner-intake rules translate LANGUAGE`: a translation of the pack to work on."""

from __future__ import annotations

import re
from pathlib import Path

import click

from runner_intake.authoring.translation_file import file_of, translation_text
from runner_intake.cli.inputs import chosen_pack, pack_option
from runner_intake.cli.streams import echo, print_document
from runner_intake.errors import IntakeError, Problem
from runner_intake.pack.translations import LANGUAGE
from runner_intake.writing import write_text

_TRANSLATE_HELP = """Print the file of a translation into LANGUAGE (a tag such as de): every text of the pack,
empty where there is nothing for it yet.

What was translated before stays; what no longer fits stands at the end. Comments are written anew.
`runner-intake check` names what is missing.
"""


@click.command(
    "translate",
    short_help="A translation to work on: every text, with what stands for it so far.",
    help=_TRANSLATE_HELP,
)
@click.argument("language")
@click.option(
    "--write", is_flag=True, help="Write the file into the folder `translations` of the pack named by --pack."
)
@pack_option
def translate(*, language: str, write: bool, pack_folder: str | None) -> None:
    """`runner-intake rules translate`."""
    if not re.fullmatch(LANGUAGE, language):
        raise click.UsageError(f"{language!r} is not a language tag. Write one such as en, de or pt-BR.")
    if write and not pack_folder:
        raise click.UsageError("--write needs --pack DIR: the bundled pack is not changed.")
    pack = chosen_pack(pack_folder)
    text = translation_text(pack, language)
    if not write:
        print_document(text, end="")
        return
    path = Path(str(pack_folder)) / file_of(pack, language)
    if language not in pack.translations and path.exists():
        what, way_out = (
            "There is a file of this name, for another language.",
            "Rename it after the language that it holds.",
        )
        raise IntakeError([Problem("F01", what, way_out, str(path))])
    try:
        path.parent.mkdir(exist_ok=True)
        write_text(path, text)
    except OSError as error:
        way_out = "Name a pack in a folder that you may write to."
        raise IntakeError(
            [Problem("F01", f"The translation cannot be written: {error.strerror}.", way_out, str(path))]
        ) from None
    echo(f"Written: {path}", aside=True)
