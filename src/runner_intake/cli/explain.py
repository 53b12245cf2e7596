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
from runner_intake.cli.saving import checked_target, private_outcome, save
from runner_intake.cli.streams import print_document
from runner_intake.engine.explanation import explain as explained
from runner_intake.engine.red_flags import checked
from runner_intake.engine.sharing import shareable, without_private_rules
from runner_intake.errors import did_you_mean
from runner_intake.present.view import View
from runner_intake.reports.report import explanation_report

_HELP = """Why the result for FILE is what it is.

The rules that hold or may hold, with points, answers and sources; the answers that alone prove each level;
what sets neighbours in rank apart; the fewest changed answers that would put another benefit first; what is
still open. BENEFIT limits it to one, such as injury_recovery.

The ending of OUT says as what it is written: .html (with the points as pictures), .md, .txt, .pdf (with the
extra `pdf`) or .json. Nothing is overwritten. What rests on a private answer is left out of a file.

\b
Examples:
  runner-intake explain answers.yaml injury_recovery
  runner-intake explain answers.yaml -o why.html
"""


@click.command("explain", help=_HELP)
@click.argument("file")
@click.argument("benefit", required=False)
@click.option("--all", "all_rules", is_flag=True, help="Also list the rules that do not hold.")
@click.option("-o", "--output", "output", metavar="OUT", help="The file to write, or a folder.")
@json_option
@plain_option
@language_option
@pack_option
def command(  # noqa: PLR0913  (one parameter an option)
    *,
    file: str,
    benefit: str | None,
    all_rules: bool,
    output: str | None,
    as_json: bool,
    plain: bool,
    language: str | None,
    pack_folder: str | None,
) -> None:
    """`runner-intake explain`."""
    target = checked_target(output) if output else None
    pack = chosen_pack(pack_folder, language)
    if benefit is not None and benefit not in pack.benefit:
        hint = did_you_mean(benefit, pack.benefit) or f"Known are: {', '.join(pack.benefit)}."
        raise click.UsageError(f"There is no benefit {benefit!r}. {hint}")
    answers, name = read_answers(file, pack)
    given, region = checked(answers, pack, file=name), chosen_region(None, pack)
    if target is not None:
        if shareable(given, pack) is None:
            raise private_outcome(name)
        explanation = explained(given, without_private_rules(pack), region=region, today=today())
        save(explanation_report(explanation, View.of(pack), benefit, all_rules=all_rules), target, "why")
        return
    explanation = explained(given, pack, region=region, today=today())
    if as_json:
        print_document(explanation.model_dump_json(indent=2))
    else:
        page = explanation_report(explanation, View.of(pack), benefit, all_rules=all_rules)
        print_sections(page.sections, plain=plain)
