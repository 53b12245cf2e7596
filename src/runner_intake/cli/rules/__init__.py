"""`runner-intake rules`: look into a pack, test it on its own cases, copy it, write it down. One file a verb
(or a few that print).
"""

from __future__ import annotations

import click

from runner_intake.cli.rules import docs, listing, new, sheet, test, translate

_RULES_HELP = """Look into the rules: what they ask, find, score and say; test them, copy them, write them
down.

A test on a question that is not asked is false, and so is its opposite. Something not known is never "no".
"""


@click.group("rules", help=_RULES_HELP)
def command() -> None:
    """`runner-intake rules`."""


for verb in (
    listing.list_rules,
    listing.show_rule,
    listing.print_schema,
    test.test_rules,
    new.new_pack,
    docs.write_docs,
    translate.translate,
    sheet.sheet,
):
    command.add_command(verb)
