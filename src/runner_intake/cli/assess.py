"""`runner-intake assess FILE`: the result for a file of answers."""

from __future__ import annotations

import click

from runner_intake.cli.inputs import (
    chosen_pack,
    chosen_region,
    json_option,
    language_option,
    pack_option,
    plain_option,
    read_answers,
    region_option,
    today,
)
from runner_intake.cli.output import print_result
from runner_intake.engine.assess import assess
from runner_intake.present.view import View

_HELP = """The result for FILE, a mapping of fields to answers in YAML or JSON (- for standard input).

A missing answer or null means "not known", never "no". `runner-intake rules list` names the fields.
"""


@click.command("assess", help=_HELP)
@click.argument("file")
@json_option
@plain_option
@region_option
@language_option
@pack_option
def command(  # noqa: PLR0913  (one parameter an option)
    *,
    file: str,
    as_json: bool,
    plain: bool,
    region: str | None,
    language: str | None,
    pack_folder: str | None,
) -> None:
    """`runner-intake assess`."""
    pack = chosen_pack(pack_folder, language)
    answers, name = read_answers(file, pack)
    result = assess(answers, pack, region=chosen_region(region, pack), today=today(), file=name)
    print_result(result, View.of(pack), as_json=as_json, plain=plain)
