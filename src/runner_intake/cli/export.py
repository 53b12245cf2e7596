"""`runner-intake export WHAT`: what other programs need to work with the intake."""

from __future__ import annotations

import click

from runner_intake.cli.inputs import chosen_pack, language_option, pack_option
from runner_intake.cli.output import print_json
from runner_intake.result.schema import document_schema

_HELP = """What other programs need: the questions, and the form of answers and results.

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
    print_json(chosen_pack(pack_folder, language).questionnaire_document())


@command.command("json-schema", short_help="The JSON Schema of an answers document.")
@language_option
@pack_option
def json_schema(*, language: str | None, pack_folder: str | None) -> None:
    """The JSON Schema of an answers document for this pack."""
    print_json(chosen_pack(pack_folder, language).answers_schema())


@command.command("result-schema", short_help="The JSON Schema of the result document.")
def result_schema() -> None:
    """The JSON Schema of the result document (runner-intake/assessment/2)."""
    print_json(document_schema())
