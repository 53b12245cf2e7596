"""`runner-intake import WHAT`: answers that another program has taken down."""

from __future__ import annotations

import click

from runner_intake.cli.inputs import chosen_pack, pack_option, read_answers
from runner_intake.cli.output import print_json
from runner_intake.cli.streams import echo
from runner_intake.engine.red_flags import checked
from runner_intake.engine.shown import shown
from runner_intake.interview import Interview
from runner_intake.questionnaire import Saved

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
