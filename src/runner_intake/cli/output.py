"""Where a result goes: standard output, as JSON, as plain lines or drawn for a terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from runner_intake.assessment import Assessment
    from runner_intake.pack import Pack

MAX_WIDTH = 100
"""Lines longer than this are hard to read; wider terminals keep a margin."""


def print_result(result: Assessment, pack: Pack, *, as_json: bool, plain: bool) -> None:
    """Prints a result to standard output."""
    if as_json:
        click.echo(result.model_dump_json(indent=2))
    elif plain or is_plain():
        from runner_intake.terminal import plain_results  # noqa: PLC0415  (only what is used is loaded)

        plain_results.show(result, pack, click.echo)
    else:
        from rich.console import Console  # noqa: PLC0415

        from runner_intake.terminal import results  # noqa: PLC0415

        console = Console(highlight=False, soft_wrap=False)
        console.width = min(console.width, MAX_WIDTH)
        results.show(result, pack, console)


def is_plain() -> bool:
    """Whether plain lines suit better: a pipe or file, TERM=dumb, or ACCESSIBLE set."""
    return not sys.stdout.isatty() or os.environ.get("TERM") == "dumb" or os.environ.get("ACCESSIBLE", "") not in ("", "0")
