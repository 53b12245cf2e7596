"""`runner-intake export WHAT`: what other programs need to work with the intake."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Literal
from uuid import uuid4

import click

from runner_intake.cli.inputs import (
    chosen_pack,
    chosen_region,
    language_option,
    pack_option,
    read_answers,
    region_option,
    today,
)
from runner_intake.cli.output import print_json
from runner_intake.cli.saving import private_outcome
from runner_intake.cli.streams import echo
from runner_intake.engine.red_flags import checked
from runner_intake.engine.sharing import shareable
from runner_intake.exchange.fhir_bundle import transaction_bundle
from runner_intake.exchange.fhir_questionnaire import questionnaire_resource
from runner_intake.exchange.naming import BASE
from runner_intake.exchange.xlsform import xlsform as form_tables
from runner_intake.result.schema import document_schema
from runner_intake.workbook import workbook_bytes
from runner_intake.writing import write_bytes

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


_FHIR_HELP = """For a record that speaks FHIR: the questions as a Questionnaire, or a result as a transaction.

Without FILE it prints the Questionnaire. With FILE (answers, a saved result or a FHIR response; - for
standard input) it prints a Bundle: the answers, what safety found, what is suggested and why, and which rules
say so.
A private answer, and what rests on one, is left out.

\b
Examples:
  runner-intake export fhir > questionnaire.json
  runner-intake export fhir answers.yaml --patient Patient/123 > bundle.json
"""


@command.command("fhir", help=_FHIR_HELP, short_help="FHIR: the questions, or a result as a Bundle.")
@click.argument("file", required=False)
@click.option(
    "--fhir",
    "version",
    type=click.Choice(["R4", "R5"]),
    default="R4",
    show_default=True,
    help="Version of FHIR.",
)
@click.option(
    "--base",
    default=BASE,
    show_default=True,
    metavar="URL",
    help="What addresses and code systems begin with.",
)
@click.option("--patient", default="", metavar="REF", help="Whom the Bundle is about, such as Patient/123.")
@region_option
@language_option
@pack_option
def fhir(  # noqa: PLR0913  (one parameter an option)
    *,
    file: str | None,
    version: Literal["R4", "R5"],
    base: str,
    patient: str,
    region: str | None,
    language: str | None,
    pack_folder: str | None,
) -> None:
    """The questions as a Questionnaire, or a result as a Bundle."""
    pack = chosen_pack(pack_folder, language)
    if file is None:
        print_json(questionnaire_resource(pack, version=version, base=base))
        return
    answers, name = read_answers(file, pack)
    lines = chosen_region(region, pack)
    result = shareable(checked(answers, pack, region=lines, file=name), pack, region=lines, today=today())
    if result is None:
        raise private_outcome(name)
    bundle = transaction_bundle(
        result,
        pack,
        recorded=datetime.now(UTC),
        name=uuid4(),
        version=version,
        base=base,
        patient=patient,
        program=f"runner-intake {installed_version('runner-intake')}",
    )
    print_json(bundle)


_XLSFORM_HELP = """The questions as an XLSForm, a workbook for tablets with ODK Collect or KoboToolbox.

It needs the extra `sheets`. Nothing is overwritten. The question whose answer is never saved is left out.

\b
Example:
  runner-intake export xlsform intake.xlsx
"""


@command.command("xlsform", help=_XLSFORM_HELP, short_help="XLSForm: the questions for tablets.")
@click.argument("output", metavar="OUT")
@pack_option
def xlsform(*, output: str, pack_folder: str | None) -> None:
    """The questions as an XLSForm."""
    target = Path(output)
    if target.suffix.lower() != ".xlsx":
        raise click.UsageError("OUT has to end in .xlsx.")
    try:
        write_bytes(target, workbook_bytes(form_tables(chosen_pack(pack_folder))), new=True)
    except FileExistsError:
        what = f"{target} already exists, and nothing is overwritten. Choose another name."
        raise click.UsageError(what) from None
    except ImportError as error:
        raise click.UsageError(str(error)) from None
    echo(f"Written: {target}", aside=True)
