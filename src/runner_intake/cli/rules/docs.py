"""`runner-intake rules docs OUT`: the whole pack as one page of Markdown."""

from __future__ import annotations

from pathlib import Path

import click

from runner_intake.cli.inputs import chosen_pack, pack_option
from runner_intake.cli.streams import echo
from runner_intake.errors import IntakeError, Problem
from runner_intake.review.catalogue import catalogue
from runner_intake.writing import write_text

_DOCS_HELP = """Write every question, rule, benefit, first step and source into the file OUT, as Markdown with
anchors; `-` is standard output.

A file of that name is replaced.
"""


@click.command("docs", short_help="Write the whole pack down as one page of Markdown.", help=_DOCS_HELP)
@click.argument("out", metavar="OUT")
@pack_option
def write_docs(out: str, pack_folder: str | None) -> None:
    """`runner-intake rules docs`."""
    page = catalogue(chosen_pack(pack_folder))
    if out == "-":
        echo(page, end="")
        return
    try:
        write_text(Path(out), page)
    except OSError as error:
        raise IntakeError(
            [
                Problem(
                    "F01",
                    f"The page cannot be written: {error.strerror}.",
                    "Name a file in a folder that you may write to.",
                    out,
                )
            ]
        ) from None
    echo(f"Written to {out}.", aside=True)
