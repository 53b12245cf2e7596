"""`runner-intake explain FILE [BENEFIT]`: why a result is what it is."""

from __future__ import annotations

import click

from runner_intake.cli.inputs import chosen_pack, chosen_region, json_option, language_option, pack_option, plain_option, read_answers, today
from runner_intake.cli.output import print_sections
from runner_intake.engine.explanation import explain as explained
from runner_intake.errors import did_you_mean
from runner_intake.questionnaire import check_answers
from runner_intake.terminal import explain


@click.command("explain")
@click.argument("file")
@click.argument("benefit", required=False)
@json_option
@plain_option
@language_option
@pack_option
def command(  # noqa: PLR0913  (one parameter an option)
    *, file: str, benefit: str | None, as_json: bool, plain: bool, language: str | None, pack_folder: str | None
) -> None:
    """Why the result for FILE is what it is.

    Every rule with its state, points, answers and sources; the answers that alone prove each level; what sets neighbours in rank apart;
    the fewest changed answers that would put another benefit first; what is still open. BENEFIT limits it to one, such as injury_recovery.
    """
    pack = chosen_pack(pack_folder, language)
    if benefit is not None and benefit not in pack.benefit:
        hint = did_you_mean(benefit, pack.benefit) or f"Known are: {', '.join(pack.benefit)}."
        raise click.UsageError(f"There is no benefit {benefit!r}. {hint}")
    answers, name = read_answers(file, pack)
    explanation = explained(check_answers(answers, pack.questionnaire, name), pack, region=chosen_region(None, pack), today=today())
    if as_json:
        click.echo(explanation.model_dump_json(indent=2))
    else:
        print_sections(explain.page(explanation, pack, benefit), plain=plain)
