"""`runner-intake explain FILE [BENEFIT]`: why a result is what it is."""

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
    today,
)
from runner_intake.cli.output import print_sections
from runner_intake.cli.streams import print_document
from runner_intake.engine.explanation import explain as explained
from runner_intake.engine.red_flags import checked
from runner_intake.errors import did_you_mean
from runner_intake.present import explanation_page as explain

_HELP = """Why the result for FILE is what it is.

Every rule with its state, points, answers and sources; the answers that alone prove each level; what sets neighbours in rank apart;
the fewest changed answers that would put another benefit first; what is still open. BENEFIT limits it to one, such as injury_recovery.
"""


@click.command("explain", help=_HELP)
@click.argument("file")
@click.argument("benefit", required=False)
@json_option
@plain_option
@language_option
@pack_option
def command(  # noqa: PLR0913  (one parameter an option)
    *,
    file: str,
    benefit: str | None,
    as_json: bool,
    plain: bool,
    language: str | None,
    pack_folder: str | None,
) -> None:
    """`runner-intake explain`."""
    pack = chosen_pack(pack_folder, language)
    if benefit is not None and benefit not in pack.benefit:
        hint = did_you_mean(benefit, pack.benefit) or f"Known are: {', '.join(pack.benefit)}."
        raise click.UsageError(f"There is no benefit {benefit!r}. {hint}")
    answers, name = read_answers(file, pack)
    explanation = explained(
        checked(answers, pack, file=name), pack, region=chosen_region(None, pack), today=today()
    )
    if as_json:
        print_document(explanation.model_dump_json(indent=2))
    else:
        print_sections(explain.page(explanation, pack, benefit), plain=plain)
