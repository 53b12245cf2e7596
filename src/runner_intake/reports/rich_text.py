"""The result drawn with rich: headings, a frame around safety, dots for the match, letters for the evidence.
Knows no wording and no rules.

Match and evidence never share a form: filled dots count points, a letter on a ladder grades the evidence.
Neither is a bar of per cent, because neither says how likely something is. Where the console cannot print
such signs, plain letters stand in for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from rich.console import Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from runner_intake.reports.pictures.strength import LETTERS, MOST_DOTS
from runner_intake.reports.plain_text import single_line
from runner_intake.result.assessment import Points
from runner_intake.text.signs import visible
from runner_intake.text.substitutes import substituted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console, RenderableType

    from runner_intake.present.lines import Frame, Line, PageSection, Tone
    from runner_intake.vocabulary import Grade

_INDENT = 3
_BESIDE_FIGURE = 44
"""A figure is drawn only beside a line no longer than this."""

_TONES: dict[Tone, str] = {"plain": "", "strong": "bold", "quiet": "dim"}
_BORDERS: dict[Frame, str] = {"calm": "blue", "care": "yellow", "alert": "bold red"}


def rich_text(sections: Iterable[PageSection], title: str = "") -> RenderableType:
    """The sections as one thing that rich can print, below a title where they need one."""
    drawn: list[RenderableType] = [Text(_shown(title, simple=False), "bold")] if title else []
    for section in sections:
        drawn += [Text(""), _drawn(section, simple=False)] if drawn else [_drawn(section, simple=False)]
    return Group(*drawn)


def draw(sections: Iterable[PageSection], console: Console) -> None:
    """Prints sections, an empty line between two of them."""
    for number, section in enumerate(sections):
        if number:
            console.print()
        console.print(_drawn(section, simple=console.options.ascii_only))


def _drawn(section: PageSection, *, simple: bool) -> RenderableType:
    title = Text(_shown(section.title, simple=simple), "bold")
    if alone := single_line(section, drawn=True):
        return Text.assemble(title, "  ", (_shown(alone.text, simple=simple), _TONES[alone.tone]))
    table = [Text(_shown(f"{name}: {value}", simple=simple)) for name, value in section.rows]
    rows = Group(*table, *(_row(line, section, simple=simple) for line in section.lines))
    match section.frame:
        case "rule":
            return Group(title, Padding(rows, (0, 0, 0, 1)))
        case "under":
            return Group(title, Padding(rows, (0, 0, 0, _INDENT)))
        case "calm" | "care" | "alert":
            return Panel(rows, title=title, title_align="left", border_style=_BORDERS[section.frame])
    assert_never(section.frame)


def _row(line: Line, section: PageSection, *, simple: bool) -> RenderableType:
    """A line beside its mark; what does not fit goes on under the text, not under the mark."""
    text = Text(_shown(line.text, simple=simple), _TONES[line.tone])
    if line.figure and len(line.text) <= _BESIDE_FIGURE:
        text.pad_right(_figure_column(section, simple=simple) - len(text))
        text.append_text(_figure(line.figure, simple=simple))
    margin = sum(_mark_width(section, depth, simple=simple) for depth in range(line.depth + bool(line.mark)))
    if not margin:
        return text
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_column(width=margin - 1, justify="right", no_wrap=True)
    row.add_column(overflow="fold")
    row.add_row(Text(_shown(line.mark, simple=simple), "bold"), text)
    return row


def _mark_width(section: PageSection, depth: int, *, simple: bool) -> int:
    """The room for the marks of one depth and the blank after them."""
    return max(
        [
            _INDENT,
            *(len(_shown(line.mark, simple=simple)) + 1 for line in section.lines if line.depth == depth),
        ]
    )


def _figure_column(section: PageSection, *, simple: bool) -> int:
    return 3 + max(
        len(_shown(line.text, simple=simple))
        for line in section.lines
        if line.figure and len(line.text) <= _BESIDE_FIGURE
    )


def _figure(figure: Points | Grade, *, simple: bool) -> Text:
    if isinstance(figure, Points):
        return Text(_shown(dots(figure), simple=simple), "cyan")
    ladder = " ".join(f"[{letter}]" if grade == figure else letter for grade, letter in LETTERS.items())
    return Text(ladder, "magenta")


def dots(points: Points) -> str:
    """A dot a point: filled where it is reached, dotted where it is still open, empty where it is not;
    nothing for long scores.
    """
    if points.max > MOST_DOTS:
        return ""
    low, high = max(0, points.low), max(0, points.high)
    return "●" * low + "◌" * (high - low) + "○" * (points.max - high)


def _shown(text: str, *, simple: bool) -> str:
    """The text with hidden signs made visible, and with plain signs where the console knows no others."""
    return substituted(visible(text), "ascii") if simple else visible(text)
