"""Where a result goes: standard output, as JSON, as plain lines or drawn for a terminal."""

from __future__ import annotations

import json
import shutil
import sys
from typing import TYPE_CHECKING, TextIO

import click

from runner_intake.cli import is_simple_terminal
from runner_intake.cli.streams import drawn, echo, print_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner_intake.present.lines import PageSection
    from runner_intake.present.view import View
    from runner_intake.reports.report import Report
    from runner_intake.result.assessment import Assessment

MAX_WIDTH = 100
"""Lines longer than this are hard to read; wider terminals keep a margin."""

_WIDTH = 80
"""The width where there is no terminal to ask."""


def print_json(document: object) -> None:
    """Prints one JSON document."""
    print_document(json.dumps(document, indent=2, ensure_ascii=False))


def text_width() -> int:
    """How wide lines of text may be."""
    return min(shutil.get_terminal_size((_WIDTH, 24)).columns, MAX_WIDTH)


def print_result(result: Assessment, view: View, *, as_json: bool, plain: bool) -> None:
    """Prints a result to standard output."""
    if as_json:
        print_document(result.model_dump_json(indent=2))
    else:
        from runner_intake.present.runner_page import page  # noqa: PLC0415  (JSON does without it)

        print_sections(page(result, view), plain=plain)


def print_sections(sections: Sequence[PageSection], *, plain: bool, aside: bool = False) -> None:
    """Prints a page, drawn on a terminal, else as plain lines; `aside` prints it to standard error."""
    stream = sys.stderr if aside else sys.stdout
    if plain or is_plain(stream):
        from runner_intake.reports import plain_text as plain_results  # noqa: PLC0415  (only what is used is loaded)

        columns = shutil.get_terminal_size().columns - 1 if stream.isatty() else sys.maxsize
        plain_results.write_sections(sections, lambda line: echo(line, aside=aside), columns)
        return
    from rich.console import Console  # noqa: PLC0415  (as above)

    from runner_intake.reports import rich_text as results  # noqa: PLC0415  (as above)

    console = Console(file=drawn(stream), highlight=False, soft_wrap=False)
    console.width = min(console.width, MAX_WIDTH)
    results.draw(sections, console)


def page_through(page: Report) -> None:
    """Shows a long page in the pager of the system (PAGER, else less), from its beginning."""
    click.echo_via_pager(page.to_text(text_width() - 1))


def is_plain(stream: TextIO) -> bool:
    """Whether plain lines suit better: a pipe or file, or a simple terminal."""
    return not stream.isatty() or is_simple_terminal()
