"""`runner-intake rules show NAME`: one thing of a pack in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from runner_intake.cli.inputs import chosen_pack, json_option, pack_option
from runner_intake.cli.output import print_json, text_width
from runner_intake.errors import nearest
from runner_intake.terminal.card_lines import card_json, card_lines
from runner_intake.terminal.pack_cards import GROUPS, cards_of, with_parts

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command("show", short_help="One thing in full: a benefit, rule, table, step, question or source.")
@click.argument("name")
@json_option
@pack_option
def command(name: str, as_json: bool, pack_folder: str | None) -> None:  # noqa: FBT001
    """The thing called NAME in full: a benefit, rule, table, step, question, field, section or source.

    Where several things bear the name, all of them (with --json a list in any case).
    """
    pack = chosen_pack(pack_folder)
    cards = [card for group in GROUPS for each in cards_of(group, pack) for card in with_parts(each, pack)]
    found = [card for card in cards if card.id == name]
    if not found:
        raise click.UsageError(f"There is nothing called {name!r} in this pack. {_way_out(name, [card.id for card in cards])}")
    if as_json:
        print_json([card_json(card, pack.questionnaire) for card in found])
    else:
        click.echo("\n\n".join("\n".join(card_lines(card, pack.questionnaire, text_width())) for card in found))


def _way_out(name: str, known: Sequence[str]) -> str:
    alike = next((each for each in known if each.lower() == name.lower()), None) or nearest(name, known)
    return f"Did you mean {alike}?" if alike else "`runner-intake rules list` names everything."
