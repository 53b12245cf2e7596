"""`runner-intake rules`: what a pack holds, one thing of it in full, and the format of its files. Knows the pack, and no answers."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Literal, get_args

import click

from runner_intake.cli.inputs import chosen_pack, json_option, pack_option
from runner_intake.cli.output import MAX_WIDTH
from runner_intake.conditions import fields_used
from runner_intake.errors import nearest
from runner_intake.pack.schema import FILE_KINDS, FileKind, schema, schema_of
from runner_intake.terminal import cards
from runner_intake.terminal.card_lines import card_json, card_lines, entry_lines
from runner_intake.terminal.cards import Card

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runner_intake.pack import Pack, PointRule, SafetyRule, StepRule

Group = Literal["questions", "safety", "benefits", "steps", "sources"]
GROUPS: tuple[Group, ...] = get_args(Group)
Users = dict[str, tuple[str, ...]]
"""What uses a thing, by the thing's id."""

_HEADINGS: dict[Group, str] = {
    "questions": "Questions, in the order of asking",
    "safety": "Safety rules, worst outcome first",
    "benefits": "Benefits",
    "steps": "First steps",
    "sources": "Sources",
}
_LISTED_FACTS = ("section", "page", "kind", "unit", "minimum", "maximum", "step", "options", "options_from", "safety", "asked_if", "outcome", "when")
_DEPTHS = {"section": 0, "field": 4, "ratio": 4}
_DEPTH = 2
_MAX_COLUMN = 32
_WIDTH = 80


@click.group("rules")
def command() -> None:
    """Look into the rules: what they ask, find, score and say.

    A test on a question that is not asked is false, and so is its opposite. Something not known is never "no".
    """


@command.command("list", short_help="Everything in the pack, one line each, or one group of it.")
@click.argument("group", required=False, metavar="[GROUP]", type=click.Choice(GROUPS))
@json_option
@pack_option
def list_rules(group: Group | None, as_json: bool, pack_folder: str | None) -> None:  # noqa: FBT001
    """Everything in the pack, one line each, or one GROUP of it: questions, safety, benefits, steps or sources.

    `runner-intake rules show NAME` tells more about one of them.
    """
    pack = chosen_pack(pack_folder)
    groups: Sequence[Group] = (group,) if group else GROUPS
    if as_json:
        _print_json({name: [_listed(card, pack) for card in _cards(name, pack)] for name in groups})
    else:
        for name in groups:
            click.echo("\n".join([*([""] if name != groups[0] else []), _HEADINGS[name], "", *_list_lines(_cards(name, pack))]))


@command.command("show", short_help="One thing in full: a benefit, rule, table, step, question or source.")
@click.argument("name")
@json_option
@pack_option
def show_rule(name: str, as_json: bool, pack_folder: str | None) -> None:  # noqa: FBT001
    """The thing called NAME in full: a benefit, rule, table, step, question, field, section or source.

    Where several things bear the name, all of them (with --json a list in any case).
    """
    pack = chosen_pack(pack_folder)
    cards = [card for group in GROUPS for each in _cards(group, pack) for card in _with_parts(each, pack)]
    found = [card for card in cards if card.id == name]
    if not found:
        raise click.UsageError(f"There is nothing called {name!r} in this pack. {_way_out(name, [card.id for card in cards])}")
    if as_json:
        _print_json([card_json(card, pack.questionnaire) for card in found])
    else:
        click.echo("\n\n".join("\n".join(card_lines(card, pack.questionnaire, _width())) for card in found))


@command.command("schema", short_help="The JSON Schema of the files, for editors.")
@click.argument("kind", required=False, metavar="[KIND]", type=click.Choice(FILE_KINDS))
@pack_option
def print_schema(kind: FileKind | None, pack_folder: str | None) -> None:
    """The JSON Schema of the pack's files, so that an editor completes and checks them.

    KIND limits it to one kind of file: pack, questionnaire, safety, benefits, first_steps, sources or locale.
    Save it, and name it in the first line of such a file:

    # yaml-language-server: $schema=../benefits.schema.json
    """
    pack = chosen_pack(pack_folder)
    _print_json(schema_of(kind, pack) if kind else schema(pack))


def _print_json(document: object) -> None:
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def _width() -> int:
    return min(shutil.get_terminal_size((_WIDTH, 24)).columns, MAX_WIDTH)


def _way_out(name: str, known: Sequence[str]) -> str:
    alike = next((each for each in known if each.lower() == name.lower()), None) or nearest(name, known)
    return f"Did you mean {alike}?" if alike else "`runner-intake rules list` names everything."


# --- lists --------------------------------------------------------------------------------------------------------------------


def _list_lines(cards: Sequence[Card]) -> Iterator[str]:
    indents = [" " * _DEPTHS.get(card.what, _DEPTH) for card in cards]
    names = [indent + card.id for indent, card in zip(indents, cards, strict=True)]
    column = min(max(map(len, names), default=0) + 2, _MAX_COLUMN)
    for name, card in zip(names, cards, strict=True):
        if card.what == "section" and card is not cards[0]:
            yield ""
        yield from entry_lines(name, card.brief, _width(), column)


def _listed(card: Card, pack: Pack) -> dict[str, object]:
    """A card of a list: its line, and what a program needs to give valid answers."""
    facts = card_json(card, pack.questionnaire)
    return {"what": card.what, "id": card.id, "brief": card.brief, **{key: facts[key] for key in _LISTED_FACTS if key in facts}}


# --- what a pack holds --------------------------------------------------------------------------------------------------------


def _cards(group: Group, pack: Pack) -> tuple[Card, ...]:
    match group:
        case "questions":
            return tuple(_question_cards(pack))
        case "safety":
            return tuple(cards.safety_card(rule, pack.questionnaire) for rule in pack.safety)
        case "benefits":
            return tuple(cards.benefit_card(benefit) for benefit in pack.benefits)
        case "steps":
            return tuple(cards.step_card(step) for step in pack.steps)
        case "sources":
            users = _source_users(pack)
            return tuple(cards.source_card(source, users.get(source.id, ())) for source in pack.sources.values())


def _question_cards(pack: Pack) -> Iterator[Card]:
    asked, users = pack.questionnaire, _field_users(pack)
    for section in asked.sections:
        yield cards.section_card(section)
        for question in section.questions:
            if question.id not in asked.fields:
                yield cards.page_card(question, asked)
            yield from (cards.field_card(each, question, asked, users.get(each.id, ())) for each in question.fields)
            yield from (cards.ratio_card(each, question, users.get(each.id, ())) for each in question.derived)


def _with_parts(card: Card, pack: Pack) -> Iterator[Card]:
    """A card and everything in it that has a name of its own."""
    yield card
    for part in (part for parts in card.parts.values() for part in parts):
        if part.what != "verdict note":
            yield part
    if card.what == "benefit":
        rules = pack.benefit[card.id].rules
        tables = dict.fromkeys(rule.table for rule in rules if rule.table != rule.id)
        yield from (cards.table_card(name, [rule for rule in rules if rule.table == name]) for name in tables)


def _rules(pack: Pack) -> Iterator[tuple[str, SafetyRule | PointRule | StepRule]]:
    """Every rule under the name it was written with: the rows of a table under that of the table."""
    yield from ((rule.id, rule) for rule in pack.safety)
    yield from ((rule.table, rule) for benefit in pack.benefits for rule in benefit.rules)
    yield from ((rule.id, rule) for step in pack.steps for rule in step.rules)


def _field_users(pack: Pack) -> Users:
    """What looks at each field: ratios, questions, rules, and benefits (in `requires` or a verdict note)."""
    asked = pack.questionnaire
    benefits = [(benefit.id, each.written) for benefit in pack.benefits for each in (benefit.requires, *(note.when for note in benefit.notes))]
    conditions = [
        *((question.id, question.when) for question in asked.questions),
        *((name, rule.when.written) for name, rule in _rules(pack)),
        *benefits,
    ]
    return _gathered(
        (
            *((field, ratio.id) for ratio in asked.derived.values() for field in (ratio.dividend, ratio.divisor)),
            *((each.options_from, each.id) for each in asked.fields.values()),
            *((field, name) for name, condition in conditions for field in fields_used(condition)),
        )
    )


def _source_users(pack: Pack) -> Users:
    """What names each source: rules, benefits and closing texts."""
    return _gathered(
        (
            *((source, name) for name, rule in _rules(pack) for source in rule.basis),
            *((source, benefit.id) for benefit in pack.benefits for source in benefit.evidence.sources),
            *((source, f"closing text {text.id}") for text in pack.closing for source in text.basis),
        )
    )


def _gathered(pairs: Iterable[tuple[str, str]]) -> Users:
    """Pairs of used and user, by what is used; every user once."""
    found: dict[str, dict[str, None]] = {}
    for used, user in pairs:
        found.setdefault(used, {})[user] = None
    return {used: tuple(users) for used, users in found.items()}
