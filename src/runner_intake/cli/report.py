"""`runner-intake report FILE -o OUT`: the result as a page to print, to send or to file."""

from __future__ import annotations

from pathlib import Path
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
from runner_intake.cli.streams import echo
from runner_intake.engine.red_flags import checked
from runner_intake.engine.sharing import shareable
from runner_intake.errors import IntakeError, Problem
from runner_intake.reports.report import SUFFIXES, report

if TYPE_CHECKING:
    from runner_intake.reports.report import Audience

_HELP = """A page about the result for FILE: answers, or a saved result, in YAML or JSON (- for standard input).

The ending of OUT says as what: .html, .md, .txt, .pdf (with the extra `pdf`) or .json. Nothing is overwritten. Without OUT the page is
printed as text. A page never holds a private answer, nor what rests on one.

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
    target = Path(output) if output else None
    if target is not None and not target.is_dir() and target.suffix.lower() not in SUFFIXES:
        raise click.UsageError(f"OUT has to end in one of: {', '.join(SUFFIXES)}.")
    pack = chosen_pack(pack_folder, language)
    answers, name = read_answers(file, pack)
    result = shareable(
        checked(answers, pack, file=name), pack, region=chosen_region(region, pack), today=today()
    )
    if result is None:
        what = "This page would rest on an answer that is never written down."
        raise IntakeError([Problem("D05", what, "Read the result with `runner-intake assess`.", name)])
    page = report(result, cast("Audience", audience), pack)
    if target is None:
        echo(page.to_text(), end="")
        return
    if target.is_dir():
        target = target / f"runner-intake-{today().isoformat()}.html"
    try:
        page.save(target)
    except FileExistsError:
        raise click.UsageError(
            f"{target} already exists, and nothing is overwritten. Choose another name."
        ) from None
    except ImportError as error:
        raise click.UsageError(str(error)) from None
    echo(f"Written: {target}", aside=True)
