"""`runner-intake check`: what is wrong in a rule pack, each with a place, a way out and, where there is one,
a runner who shows it.
"""

from __future__ import annotations

from datetime import date

import click

from runner_intake.cli import CHECK_SAYS_NO
from runner_intake.cli.inputs import chosen_pack, json_option
from runner_intake.cli.streams import echo, print_document
from runner_intake.review.check_report import check_lines
from runner_intake.verify.check import check

_HELP = """Check the rule pack in the folder PACK (the bundled one by default).

Problems that keep a pack from loading come first, all together, with exit code 65. Errors and warnings that
no waiver in pack.yaml accepts give exit code 3. Notes never do. docs/reference/findings.md explains every
code.
"""


@click.command("check", help=_HELP)
@click.argument("pack_folder", metavar="[PACK]", required=False)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day on which evidence counts as due (today by default).",
)
@click.option("--notes", is_flag=True, help="Show notes and waived findings in full, not only their number.")
@json_option
def command(*, pack_folder: str | None, today: object, notes: bool, as_json: bool) -> None:
    """`runner-intake check`."""
    day = today.date() if hasattr(today, "date") else date.today()  # noqa: DTZ011  (the editor's own day)
    report = check(chosen_pack(pack_folder), day)
    if as_json:
        print_document(report.model_dump_json(indent=2))
    else:
        for line in check_lines(report, notes=notes):
            echo(line)
    if report.open:
        click.get_current_context().exit(CHECK_SAYS_NO)
