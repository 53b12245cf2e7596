"""`runner-intake rules new DIR`: a rule pack to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from runner_intake.authoring.starter import write_pack
from runner_intake.cli.streams import echo

_NEW_HELP = """Make the folder DIR with a rule pack in it: a copy of the bundled pack, or a small one with one
question of each kind.

Nothing is ever overwritten: DIR must not exist, or be empty. The folder `schema` lets editors complete and
check the files.
"""


@click.command(
    "new", short_help="Start a pack of your own: a copy of the bundled one, or a small one.", help=_NEW_HELP
)
@click.argument("folder", metavar="DIR")
@click.option(
    "--from",
    "start",
    type=click.Choice(["bundled", "small"]),
    default="bundled",
    show_default=True,
    help="What to start from.",
)
def new_pack(folder: str, start: Literal["bundled", "small"]) -> None:
    """`runner-intake rules new`."""
    target = Path(folder)
    files = write_pack(target, start)
    echo(f"{len(files)} files written to {target}.", aside=True)
    echo("Next: change id, title and version in pack.yaml, then try", aside=True)
    for command in ("check", "rules test"):
        echo(f"  runner-intake {command} {target}", aside=True)
