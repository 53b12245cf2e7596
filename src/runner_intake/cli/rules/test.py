"""`runner-intake rules test`: a pack's own cases, and how much of its rules they cover."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runner_intake.cli import CHECK_SAYS_NO
from runner_intake.cli.inputs import chosen_pack, json_option
from runner_intake.cli.streams import echo, print_document
from runner_intake.errors import IntakeError, Problem
from runner_intake.pack.find import bundled_rules
from runner_intake.review.case_report import case_lines, change_lines
from runner_intake.review.conditions import counted
from runner_intake.verify.cases.accept import proposal, write
from runner_intake.verify.cases.read import BASE, read_cases
from runner_intake.verify.cases.report import case_report
from runner_intake.verify.cases.scaffold import FILE, scaffold

if TYPE_CHECKING:
    from runner_intake.pack import Pack

_TEST_HELP = """Run the cases of the rule pack in the folder PACK (the bundled one by default): its files
cases/*.yaml.

A case that comes out otherwise gives exit code 3. It also says which rules no case makes true, which
none makes false, and which boundaries no case stands on both sides of.

--accept changes expectations only: read each change, because a wrong rule would make a wrong expectation.
--scaffold writes the file cases/open.yaml; its rows fail until somebody says what must come out.
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
@click.option(
    "--accept", is_flag=True, help="Show what would have to be expected instead, and write it after a yes."
)
@click.option("--yes", is_flag=True, help="With --accept: write without asking.")
@click.option(
    "--scaffold",
    "scaffolding",
    is_flag=True,
    help="Write the boundary rows that are missing, with the expectation left open.",
)
@json_option
def test_rules(  # noqa: PLR0913  (one parameter an option)
    *, pack_folder: str | None, strict: bool, accept: bool, yes: bool, scaffolding: bool, as_json: bool
) -> None:
    """`runner-intake rules test`."""
    folder = Path(pack_folder) if pack_folder else bundled_rules()
    pack = chosen_pack(pack_folder)
    if accept and scaffolding:
        raise click.UsageError("Choose one of --accept and --scaffold.")
    if yes and not accept:
        raise click.UsageError("--yes goes with --accept.")
    if accept or scaffolding:
        _prepare(pack_folder, pack, accept=accept, yes=yes, as_json=as_json)
    report = case_report(pack, read_cases(folder))
    if as_json:
        print_document(report.model_dump_json(indent=2))
    else:
        for line in case_lines(report):
            echo(line)
    if report.failed or (strict and (report.uncovered or not report.cases)):
        click.get_current_context().exit(CHECK_SAYS_NO)


def _prepare(pack_folder: str | None, pack: Pack, *, accept: bool, yes: bool, as_json: bool) -> None:
    """Writes other expectations, or missing rows, before the cases are run."""
    if as_json:
        raise click.UsageError("--json does not go with --accept or --scaffold.")
    if not pack_folder:
        raise click.UsageError("Name a PACK: the bundled pack is not changed.")
    folder = Path(pack_folder)
    if accept:
        _accept(folder, pack, yes=yes)
    else:
        _scaffold(folder, pack)


def _accept(folder: Path, pack: Pack, *, yes: bool) -> None:
    proposed = proposal(folder, pack, read_cases(folder))
    for line in change_lines(proposed):
        echo(line, aside=True)
    if not proposed.changes:
        return
    if not yes and not sys.stdin.isatty():
        echo("Nothing is written: nobody can be asked here. Add --yes to write it.", aside=True)
    elif yes or click.confirm("Write these expectations?", err=True):
        write(folder, proposed.changes)
        echo(f"Written: {counted(len(proposed.changes), 'expectation')}.", aside=True)


def _scaffold(folder: Path, pack: Pack) -> None:
    path = folder / FILE
    if path.exists():
        way_out = (
            "Fill in its rows and move them into the other files, or delete it. Nothing is ever overwritten."
        )
        raise IntakeError([Problem("F01", "This file is already there.", way_out, str(path))])
    text = scaffold(pack, read_cases(folder), own_base=not (folder / BASE).is_file())
    if not text:
        echo("No row is missing.", aside=True)
        return
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        way_out = "Name a pack in a folder that you may write to."
        raise IntakeError(
            [Problem("F01", f"The rows cannot be written: {error.strerror}.", way_out, str(path))]
        ) from None
    echo(f"Written: {path}", aside=True)
