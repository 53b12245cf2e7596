"""`runner-intake export`: the questions, and the form of their answers, for other programs."""

from __future__ import annotations

import json

import click

from runner_intake.cli.inputs import chosen_pack, language_option, pack_option
from runner_intake.cli.streams import print_document

_HELP = """The questions, and the form of their answers, for other programs.

A front end in any language can be built on them: docs/how-to/build-your-own-front-end.md.
"""


@click.group("export", help=_HELP)
def command() -> None:
    """`runner-intake export`."""


@command.command("questionnaire", short_help="The questions as one JSON document.")
@language_option
@pack_option
def questionnaire(*, language: str | None, pack_folder: str | None) -> None:
    """Every section, question, field, option, range, unit and gate as one JSON document."""
    _print(chosen_pack(pack_folder, language).questionnaire_document())


@command.command("json-schema", short_help="The JSON Schema of an answers document.")
@language_option
@pack_option
def json_schema(*, language: str | None, pack_folder: str | None) -> None:
    """The JSON Schema of an answers document for this pack."""
    _print(chosen_pack(pack_folder, language).answers_schema())


def _print(document: object) -> None:
    print_document(json.dumps(document, indent=2, ensure_ascii=False))
