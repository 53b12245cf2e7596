"""`runner-intake ask`: the questions in the terminal, then the result."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from runner_intake.cli import is_interactive
from runner_intake.cli.inputs import chosen_pack, chosen_region, json_option, pack_option, plain_option, region_option
from runner_intake.cli.output import print_result

if TYPE_CHECKING:
    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Answers


@click.command("ask")
@json_option
@plain_option
@region_option
@pack_option
def command(as_json: bool = False, plain: bool = False, region: str | None = None, pack_folder: str | None = None) -> None:  # noqa: FBT001, FBT002
    """Answer the questions here, then read the result. Nothing is stored.

    The questions appear on standard error, so `runner-intake ask > result.txt` works. Ctrl-C leaves.
    """
    if not is_interactive() or os.environ.get("TERM") == "dumb":
        raise click.UsageError("Questions need a terminal that can move the cursor. Write the answers to a file and use: runner-intake assess FILE")
    from runner_intake.engine.assess import assess  # noqa: PLC0415  (after the check: refusing must be quick)
    from runner_intake.terminal.ask import ask  # noqa: PLC0415

    pack = chosen_pack(pack_folder)
    lines = chosen_region(region, pack)
    answers = ask(pack.questionnaire, lambda so_far: _must_stop(so_far, pack))
    print_result(assess(answers, pack, region=lines), pack, as_json=as_json, plain=plain)


def _must_stop(answers: Answers, pack: Pack) -> bool:
    """Whether help is needed now, or consent was refused: then nothing more is asked."""
    from runner_intake.safety import screen  # noqa: PLC0415
    from runner_intake.vocabulary import UNSCORED  # noqa: PLC0415

    return screen(answers, pack).outcome in UNSCORED
