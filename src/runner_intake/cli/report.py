"""`runner-intake report FILE -o OUT`: the result as a page to print, to send or to file."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

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
from runner_intake.cli.output import text_width
from runner_intake.cli.saving import checked_target, private_outcome, save
from runner_intake.cli.streams import echo
from runner_intake.engine.red_flags import checked
from runner_intake.engine.sharing import shareable
from runner_intake.questionnaire import Saved
from runner_intake.reports.report import report
from runner_intake.result.origins import read_origins

if TYPE_CHECKING:
    from runner_intake.reports.report import Audience

_HELP = """A page about the result for FILE: answers, or a saved result, in YAML or JSON (- for standard
input).

The ending of OUT says as what: .html, .md, .txt, .pdf (with the extra `pdf`) or .json. Nothing is
overwritten. Without OUT the page is printed as text. A page never holds a private answer, nor what rests on
one.

\b
Examples:
  runner-intake report answers.yaml -o page.html
  runner-intake report answers.yaml --for clinician -o summary.pdf
"""


@click.command("report", help=_HELP)
@click.argument("file")
@click.option(
    "-o",
    "--output",
    "output",
    metavar="OUT",
    help="The file to write. A folder gets a name with day and time.",
)
@click.option(
    "--for",
    "audience",
    type=click.Choice(["runner", "clinician"]),
    default="runner",
    show_default=True,
    help="Who reads it.",
)
@region_option
@language_option
@pack_option
def command(  # noqa: PLR0913  (one parameter an option)
    *,
    file: str,
    output: str | None,
    audience: str,
    region: str | None,
    language: str | None,
    pack_folder: str | None,
) -> None:
    """`runner-intake report`."""
    target = checked_target(output) if output else None
    pack = chosen_pack(pack_folder, language)
    answers, name = read_answers(file, pack)
    result = shareable(
        checked(answers, pack, file=name),
        pack,
        region=chosen_region(region, pack),
        today=today(),
        origins=read_origins(answers.origins) if isinstance(answers, Saved) else None,
    )
    if result is None:
        raise private_outcome(name)
    page = report(result, cast("Audience", audience), pack)
    if target is None:
        echo(page.to_text(text_width()), end="")
    else:
        save(page, target, "result")
