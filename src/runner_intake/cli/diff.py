"""`runner-intake diff OLD NEW`: what a new version of a pack changes, before it ships."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from runner_intake.cli import CHECK_SAYS_NO
from runner_intake.cli.inputs import chosen_pack, json_option
from runner_intake.errors import IntakeError, Problem
from runner_intake.reading import parse_json, parse_yaml, read_text
from runner_intake.terminal.diff_lines import diff_lines
from runner_intake.verify.diff.diff import diff

if TYPE_CHECKING:
    from runner_intake.verify.diff.report import Runner

BUNDLED = "bundled"


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--on", "file", metavar="FILE", help="Count what changes for the runners in this file (one JSON document a line, or a YAML list).")
@click.option("--strict", is_flag=True, help="Exit with 3 if any outcome can become less severe, or if that was not proved.")
@json_option
def command(old: str, new: str, file: str | None, strict: bool, as_json: bool) -> None:  # noqa: FBT001
    """Compare the rule pack in the folder OLD with the one in NEW; the word `bundled` stands for the bundled pack.

    Safety comes first: whether any runner's outcome can become less severe. Then points, first steps and first suggestions, each with answers
    that show it, and what changes for some runners. Without --on, runners are invented (always the same ones).
    """
    packs = [chosen_pack(None if each == BUNDLED else each) for each in (old, new)]
    report = diff(packs[0], packs[1], None if file is None else _runners(file))
    if as_json:
        click.echo(report.model_dump_json(indent=2))
    else:
        for line in diff_lines(report):
            click.echo(line)
    safety = report.safety
    if strict and (safety.less_severe or safety.no_longer_asked or not safety.proved):
        click.get_current_context().exit(CHECK_SAYS_NO)


def _runners(file: str) -> list[Runner]:
    """The runners in a file: a YAML list, or one JSON document a line. IntakeError if it cannot be read."""
    text = read_text(Path(file))
    rows: Any = parse_yaml(text, file) if file.endswith((".yaml", ".yml")) else [parse_json(line, file) for line in text.splitlines() if line.strip()]
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise IntakeError([Problem("A01", "This is no list of runners.", "Write one JSON document of answers a line, or a YAML list of them.", file)])
    return [json.loads(json.dumps(dict(row))) for row in rows]
