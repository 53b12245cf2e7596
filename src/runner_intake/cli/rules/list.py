"""`runner-intake rules list [GROUP]`: everything in a pack, one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from runner_intake.cli.inputs import chosen_pack, json_option, pack_option
from runner_intake.cli.output import print_json, text_width
from runner_intake.terminal.card_lines import card_json, entry_lines
from runner_intake.terminal.pack_cards import GROUPS, HEADINGS, Group, cards_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.pack import Pack
    from runner_intake.terminal.cards import Card

_LISTED_FACTS = ("section", "page", "kind", "unit", "minimum", "maximum", "step", "options", "options_from", "safety", "asked_if", "outcome", "when")
_DEPTHS = {"section": 0, "field": 4, "ratio": 4}
_DEPTH = 2
_MAX_COLUMN = 32


@click.command("list", short_help="Everything in the pack, one line each, or one group of it.")
@click.argument("group", required=False, metavar="[GROUP]", type=click.Choice(GROUPS))
@json_option
@pack_option
def command(group: Group | None, as_json: bool, pack_folder: str | None) -> None:  # noqa: FBT001
    """Everything in the pack, one line each, or one GROUP of it: questions, safety, benefits, steps or sources.

    `runner-intake rules show NAME` tells more about one of them.
    """
    pack = chosen_pack(pack_folder)
    groups: Sequence[Group] = (group,) if group else GROUPS
    if as_json:
        print_json({name: [_listed(card, pack) for card in cards_of(name, pack)] for name in groups})
    else:
        for name in groups:
            click.echo("\n".join([*([""] if name != groups[0] else []), HEADINGS[name], "", *_list_lines(cards_of(name, pack))]))


def _list_lines(cards: Sequence[Card]) -> Iterator[str]:
    indents = [" " * _DEPTHS.get(card.what, _DEPTH) for card in cards]
    names = [indent + card.id for indent, card in zip(indents, cards, strict=True)]
    column = min(max(map(len, names), default=0) + 2, _MAX_COLUMN)
    for name, card in zip(names, cards, strict=True):
        if card.what == "section" and card is not cards[0]:
            yield ""
        yield from entry_lines(name, card.brief, text_width(), column)


def _listed(card: Card, pack: Pack) -> dict[str, object]:
    """A card of a list: its line, and what a program needs to give valid answers."""
    facts = card_json(card, pack.questionnaire)
    return {"what": card.what, "id": card.id, "brief": card.brief, **{key: facts[key] for key in _LISTED_FACTS if key in facts}}
