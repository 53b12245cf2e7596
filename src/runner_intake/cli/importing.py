"""`runner-intake import WHAT`: answers that another program has taken down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runner_intake.cli.inputs import chosen_pack, pack_option, read_answers
from runner_intake.cli.output import print_json
from runner_intake.cli.streams import echo, print_document
from runner_intake.engine.red_flags import checked
from runner_intake.engine.shown import shown
from runner_intake.exchange.form_import import import_form
from runner_intake.exchange.table_file import read_table
from runner_intake.interview import Interview
from runner_intake.questionnaire import Saved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.exchange.form_import import Imported

_HELP = """Answers that another program has taken down, as a file of answers.

What cannot be read is named, all of it at once, and nothing is guessed.
"""


@click.group("import", help=_HELP)
def command() -> None:
    """`runner-intake import`."""


_FHIR_HELP = """The answers in a FHIR QuestionnaireResponse (JSON; - for standard input), or in a Bundle with
one.

Status, texts and totals of the response are not looked at. A response to an earlier version is taken over as
far as its answers mean the same; what has to be asked again is named. Other commands take a response as it
is: runner-intake assess response.json
"""


@command.command("fhir", help=_FHIR_HELP, short_help="A FHIR QuestionnaireResponse.")
@click.argument("file")
@pack_option
def fhir(*, file: str, pack_folder: str | None) -> None:
    """The answers in a QuestionnaireResponse."""
    pack = chosen_pack(pack_folder)
    raw, name = read_answers(file, pack)
    if not isinstance(raw, Saved):
        raise click.UsageError(f"{name} is no QuestionnaireResponse of FHIR.")
    answers = checked(raw, pack, file=name)
    private = [field for field in answers.given if pack.questionnaire.is_private(field)]
    if private:
        echo(f"Left out, because its answer is never written down: {', '.join(private)}", aside=True)
    if answers.again:
        echo(f"To be asked again: {', '.join(answers.again)}", aside=True)
    if answers.ticked:
        print_json(Interview.start(raw, pack=pack).to_state())
        return
    print_json(
        {
            field: shown(field, value, answers)
            for field, value in answers.given.items()
            if field not in private
        }
    )


_FORM_HELP = """The answers in the export of a form (CSV, or XLSX with the extra `sheets`), one runner a row.

The columns of Google Forms, Microsoft Forms and KoboToolbox are recognised by the texts of our questions and
options, in any language of the pack, or by their ids. What was recognised goes to standard error, the answers
to standard output: one runner a line, as `batch` and `rules test` read them. A private answer is left out.

\b
Example:
  runner-intake import form responses.csv > runners.ndjson
"""


@command.command("form", help=_FORM_HELP, short_help="The export of a Google, Microsoft or Kobo form.")
@click.argument("file")
@pack_option
def form(*, file: str, pack_folder: str | None) -> None:
    """The answers in the export of a form."""
    pack = chosen_pack(pack_folder)
    try:
        imported = import_form(read_table(Path(file)), pack)
    except ImportError as error:
        raise click.UsageError(str(error)) from None
    for line in _understood(imported):
        echo(line, aside=True)
    for answers in imported.runners:
        kept = {name: value for name, value in answers.items() if not pack.questionnaire.is_private(name)}
        print_document(json.dumps(kept, ensure_ascii=False))


def _understood(imported: Imported) -> Iterator[str]:
    """How the columns were understood."""
    yield f"Recognised: {len(imported.matched)} questions in {len(imported.runners)} rows."
    for header, name in imported.columns.near.items():
        yield f"Nearly a question, so not used: {header!r} (nearly {name}). Give it the text of the question."
    if imported.columns.other:
        yield f"Not questions of ours: {', '.join(map(repr, imported.columns.other))}"
    if imported.lacking:
        yield f"Not asked, so not known: {', '.join(imported.lacking)}"
