"""`runner-intake rules list | show | schema`: what a pack holds, one thing of it in full, and the format of
its files.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runner_intake.authoring.schema import FILE_KINDS, FileKind, read_outline, schema_of, schema_text
from runner_intake.authoring.starter import write_answer_schemas, write_schemas
from runner_intake.cli.inputs import chosen_pack, json_option, pack_option
from runner_intake.cli.output import MAX_WIDTH
from runner_intake.cli.streams import echo, print_document
from runner_intake.errors import IntakeError, nearest
from runner_intake.pack import load_pack
from runner_intake.pack.find import bundled_rules
from runner_intake.review.entries import Entry
from runner_intake.review.entry_lines import card_json, card_lines, entry_lines
from runner_intake.review.pack_entries import GROUPS, HEADINGS, Group, cards_of, with_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.authoring.schema import PackOutline
    from runner_intake.pack import Pack

_LISTED_FACTS = (
    "section",
    "page",
    "kind",
    "unit",
    "minimum",
    "maximum",
    "step",
    "options",
    "options_from",
    "safety",
    "asked_if",
    "outcome",
    "when",
)
_DEPTHS = {"section": 0, "field": 4, "ratio": 4}
_DEPTH = 2
_MAX_COLUMN = 32
_WIDTH = 80


_LIST_HELP = """Every question, safety rule, benefit, step and source, one line each, or one GROUP of them:
questions, safety, benefits, steps or sources.

`runner-intake rules show NAME` tells more about one of them.
"""


@click.command(
    "list",
    short_help="Every question, safety rule, benefit, step and source, one line each.",
    help=_LIST_HELP,
)
@click.argument("group", required=False, metavar="[GROUP]", type=click.Choice(GROUPS))
@json_option
@pack_option
def list_rules(*, group: Group | None, as_json: bool, pack_folder: str | None) -> None:
    """`runner-intake rules list`."""
    pack = chosen_pack(pack_folder)
    groups: Sequence[Group] = (group,) if group else GROUPS
    if as_json:
        _print_json({name: [_listed(card, pack) for card in cards_of(name, pack)] for name in groups})
    else:
        for name in groups:
            echo(
                "\n".join(
                    [
                        *([""] if name != groups[0] else []),
                        HEADINGS[name],
                        "",
                        *_list_lines(cards_of(name, pack)),
                    ]
                )
            )


_SHOW_HELP = """The thing called NAME in full: a benefit, rule, table, step, question, field, section or
source.

Where several things bear the name, all of them (with --json a list in any case).
"""


@click.command(
    "show", short_help="One thing in full: a benefit, rule, table, step, question or source.", help=_SHOW_HELP
)
@click.argument("name")
@json_option
@pack_option
def show_rule(*, name: str, as_json: bool, pack_folder: str | None) -> None:
    """`runner-intake rules show`."""
    pack = chosen_pack(pack_folder)
    cards = [card for group in GROUPS for whole in cards_of(group, pack) for card in with_parts(whole, pack)]
    matching = [card for card in cards if card.id == name]
    if not matching:
        raise click.UsageError(
            f"There is nothing called {name!r} in this pack. {_way_out(name, [card.id for card in cards])}"
        )
    if as_json:
        _print_json([card_json(card, pack.questionnaire) for card in matching])
    else:
        echo("\n\n".join("\n".join(card_lines(card, pack.questionnaire, _width())) for card in matching))


_SCHEMA_HELP = """The JSON Schema of the pack's files, so that an editor completes and checks them. It is made
of the files that can be read: the pack need not load yet.

KIND is the kind of file: pack (the default), questionnaire, safety, benefits, first_steps, sources, locale,
measures, population or translations. Each file names its schema in its first line:

# yaml-language-server: $schema=../schema/benefits.schema.json
"""


@click.command("schema", short_help="The JSON Schema of the files, for editors.", help=_SCHEMA_HELP)
@click.argument("kind", required=False, metavar="[KIND]", type=click.Choice(FILE_KINDS), default="pack")
@click.option(
    "--write",
    is_flag=True,
    help="Write the schemas of all kinds into the folder `schema` of the pack named by --pack.",
)
@pack_option
def print_schema(*, kind: FileKind, write: bool, pack_folder: str | None) -> None:
    """`runner-intake rules schema`."""
    if write:
        if not pack_folder:
            raise click.UsageError("--write needs --pack DIR: the bundled pack is not changed.")
        _write_schemas(Path(pack_folder))
        return
    outline = read_outline(Path(pack_folder) if pack_folder else bundled_rules())
    _name_unread(outline)
    print_document(schema_text(schema_of(kind, outline)).rstrip("\n"))


def _write_schemas(folder: Path) -> None:
    """Writes every schema that can be made; one of answers needs a pack that loads."""
    _name_unread(read_outline(folder))
    written = write_schemas(folder)
    try:
        written += write_answer_schemas(folder, load_pack(folder))
    except IntakeError as error:
        count = len(error.problems)
        echo(
            f"answers.schema.json and questionnaire.json are not written: this pack has {count} "
            f"problem{'' if count == 1 else 's'} and does not load. `runner-intake check {folder}` "
            "tells more.",
            aside=True,
        )
    for path in written:
        echo(f"Written: {path}", aside=True)


def _name_unread(outline: PackOutline) -> None:
    """Names the files that a schema leaves out."""
    for name in outline.unread:
        echo(f"Left out, because it cannot be read: {name}", aside=True)


def _print_json(document: object) -> None:
    print_document(json.dumps(document, indent=2, ensure_ascii=False))


def _width() -> int:
    return min(shutil.get_terminal_size((_WIDTH, 24)).columns, MAX_WIDTH)


def _way_out(name: str, known: Sequence[str]) -> str:
    alike = next((code for code in known if code.lower() == name.lower()), None) or nearest(name, known)
    return f"Did you mean {alike}?" if alike else "`runner-intake rules list` names everything."


# --- lists --------------------------------------------------------------------------------------------------


def _list_lines(cards: Sequence[Entry]) -> Iterator[str]:
    indents = [" " * _DEPTHS.get(card.what, _DEPTH) for card in cards]
    names = [indent + card.id for indent, card in zip(indents, cards, strict=True)]
    column = min(max(map(len, names), default=0) + 2, _MAX_COLUMN)
    for name, card in zip(names, cards, strict=True):
        if card.what == "section" and card is not cards[0]:
            yield ""
        yield from entry_lines(name, card.brief, _width(), column)


def _listed(card: Entry, pack: Pack) -> dict[str, object]:
    """A card of a list: its line, and what a program needs to give valid answers."""
    facts = card_json(card, pack.questionnaire)
    return {
        "what": card.what,
        "id": card.id,
        "brief": card.brief,
        **{key: facts[key] for key in _LISTED_FACTS if key in facts},
    }
