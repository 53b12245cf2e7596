"""`runner-intake explain FILE [BENEFIT]`: why a result is what it is."""

from __future__ import annotations

import click

from runner_intake.cli.inputs import chosen_pack, json_option, pack_option, read_answers
from runner_intake.engine import assess
from runner_intake.errors import did_you_mean
from runner_intake.terminal import explain


@click.command("explain")
@click.argument("file")
@click.argument("benefit", required=False)
@json_option
@pack_option
def command(file: str, benefit: str | None, as_json: bool, pack_folder: str | None) -> None:  # noqa: FBT001
    """Why the result for FILE is what it is: every rule with its state, points, answers and sources.

    BENEFIT limits it to one benefit, such as injury_recovery.
    """
    pack = chosen_pack(pack_folder)
    if benefit is not None and benefit not in pack.benefit:
        hint = did_you_mean(benefit, pack.benefit) or f"Known are: {', '.join(pack.benefit)}."
        raise click.UsageError(f"There is no benefit {benefit!r}. {hint}")
    result = assess(read_answers(file), pack, file=file)
    if as_json:
        click.echo(result.model_dump_json(indent=2))
    else:
        explain.show(result, pack, benefit, click.echo)
