"""`runner-intake export WHAT`: what other programs need to work with the intake."""

from __future__ import annotations

import click

from runner_intake.cli.output import print_json
from runner_intake.result.schema import document_schema


@click.group("export", help="What other programs need to work with the intake.")
def command() -> None:
    """`runner-intake export`."""


@command.command("json-schema", help="The JSON Schema of the result document (runner-intake/assessment/2).")
def json_schema() -> None:
    """`runner-intake export json-schema`."""
    print_json(document_schema())
