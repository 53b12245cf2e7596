"""`runner-intake rules test`: a pack's own cases, and how much of its rules they cover."""

from __future__ import annotations

from pathlib import Path

import click

from runner_intake.cli import CHECK_SAYS_NO
from runner_intake.cli.inputs import chosen_pack, json_option
from runner_intake.cli.streams import echo, print_document
from runner_intake.pack.find import bundled_rules
from runner_intake.review.case_report import case_lines
from runner_intake.verify.cases.read import read_cases
from runner_intake.verify.cases.report import case_report

_TEST_HELP = """Run the cases of the rule pack in the folder PACK (the bundled one by default): its files cases/*.yaml.

A case that comes out otherwise gives exit code 3. Besides it is told which rules no case makes true, which none makes false, and which
boundaries no case stands on both sides of.
"""


@click.command(
    "test", short_help="Run the pack's own cases, and show which rules they do not cover.", help=_TEST_HELP
)
@click.argument("pack_folder", metavar="[PACK]", required=False)
@click.option(
    "--strict",
    is_flag=True,
    help="Exit with 3 also where a rule is not covered, or where there are no cases at all.",
)
@json_option
def test_rules(*, pack_folder: str | None, strict: bool, as_json: bool) -> None:
    """`runner-intake rules test`."""
    folder = Path(pack_folder) if pack_folder else bundled_rules()
    report = case_report(chosen_pack(pack_folder), read_cases(folder))
    if as_json:
        print_document(report.model_dump_json(indent=2))
    else:
        for line in case_lines(report):
            echo(line)
    if report.failed or (strict and (report.uncovered or not report.cases)):
        click.get_current_context().exit(CHECK_SAYS_NO)
