"""`runner-intake rules`: look into the rules, try them on their cases, start a pack of one's own. One file a verb."""

from __future__ import annotations

import click

from runner_intake.cli.rules import list as list_verb
from runner_intake.cli.rules import schema, show, test


@click.group("rules")
def command() -> None:
    """Look into the rules, and work on them: what they ask, find, score and say.

    A test on a question that is not asked is false, and so is its opposite. Something not known is never "no".
    """


for _verb in (list_verb, show, schema, test):
    command.add_command(_verb.command)
