"""`runner-intake rules test [PACK]`: the cases of a pack, and what they leave untried."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from runner_intake.cli import CHECK_SAYS_NO
from runner_intake.cli.inputs import chosen_pack, json_option
from runner_intake.cli.output import print_json
from runner_intake.pack import bundled_rules
from runner_intake.terminal.case_lines import case_lines
from runner_intake.verify.case_files import read_cases
from runner_intake.verify.coverage import untried
from runner_intake.verify.expectations import failures

SCHEMA = "runner-intake/rules-test/1"


@click.command("test", short_help="Run the pack's own cases, and show what they leave untried.")
@click.argument("pack_folder", required=False, metavar="[PACK]")
@json_option
@click.pass_context
def command(ctx: click.Context, pack_folder: str | None, as_json: bool) -> None:  # noqa: FBT001
    """Run the cases in PACK (the bundled rules by default): the files in its folder `cases`.

    Shows each expectation that does not hold, and then what no case tries: rules that no case makes true or false, and thresholds at
    which no case sees the rule change. Exit code 3 if an expectation does not hold.
    """
    pack = chosen_pack(pack_folder)
    cases = read_cases(Path(pack_folder) if pack_folder else bundled_rules())
    failed, gaps = failures(cases, pack), untried(cases, pack)
    if as_json:
        print_json(
            {
                "schema": SCHEMA,
                "pack": {"id": pack.id, "version": pack.version},
                "expectations": len(cases),
                "failures": [asdict(each) for each in failed],
                "untried": [asdict(each) for each in gaps],
            }
        )
    else:
        for line in case_lines(len(cases), failed, gaps):
            click.echo(line)
    if failed:
        ctx.exit(CHECK_SAYS_NO)
