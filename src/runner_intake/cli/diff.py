"""`runner-intake diff OLD NEW`: what a change of the rules does to people, before it ships."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from runner_intake.cli import CHECK_SAYS_NO
from runner_intake.cli.inputs import chosen_pack, json_option, read_runners
from runner_intake.cli.output import print_json, text_width
from runner_intake.cli.streams import echo
from runner_intake.review.diff_document import diff_json
from runner_intake.review.diff_report import diff_lines
from runner_intake.review.text_changes import changes
from runner_intake.verify.diff.compare import compare
from runner_intake.verify.diff.people import FileRunner

if TYPE_CHECKING:
    from runner_intake.pack import Pack

BUNDLED = "bundled"


_HELP = """What differs between the packs in the folders OLD and NEW, and what that does to the people who
answer.

Says first whether safety can become less strict. Then how far each score can move, which first suggestions
can change, and how many runners get another result: those in FILE, or some that are made up. What is called
proved holds for all complete answers. The word bundled stands for the rules that come with the program.
"""


@click.command("diff", help=_HELP)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--on",
    "file",
    metavar="FILE",
    help="Compare on these runners: NDJSON (one a line) or a YAML or JSON list; - for standard input.",
)
@click.option(
    "--strict",
    is_flag=True,
    help="Exit with 3 if an outcome of the safety check may become less severe, or runners could not be "
    "compared.",
)
@json_option
def command(*, old: str, new: str, file: str | None, strict: bool, as_json: bool) -> None:
    """`runner-intake diff`."""
    before, after = _pack(old), _pack(new)
    raws = [FileRunner(place, answers) for place, answers in read_runners(file)] if file else None
    comparison, written = compare(before, after, raws), changes(before, after)
    if as_json:
        print_json(diff_json(comparison, written))
    else:
        for line in diff_lines(comparison, written, text_width()):
            echo(line)
    if strict and (comparison.less_severe or comparison.people.less_severe or comparison.people.unreadable):
        click.get_current_context().exit(CHECK_SAYS_NO)


def _pack(folder: str) -> Pack:
    return chosen_pack(None if folder == BUNDLED and not Path(folder).exists() else folder)
