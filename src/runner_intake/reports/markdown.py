"""A page as Markdown: headings, lists, a table. Everything that came from outside is escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner_intake.present.lines import BULLET
from runner_intake.text.signs import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner_intake.present.lines import Line, PageSection

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_START = re.compile(r"^(\d*)([-+=.)])")
"""What would begin a list, a rule or a heading at the start of a line."""


def markdown(title: str, sections: Iterable[PageSection]) -> str:
    """The page as one Markdown text, with a first-level heading."""
    blocks = [f"# {escaped(title)}"]
    for section in sections:
        if section.title and section.title != title:
            blocks.append(f"## {escaped(section.title)}")
        if section.rows:
            blocks.append("\n".join(_table(section)))
        blocks += _lines(section.lines)
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line; signs that steer a screen are written out."""
    return _START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(visible(text).split())))


def _table(section: PageSection) -> Iterator[str]:
    yield "| | |"
    yield "|---|---|"
    yield from (f"| {escaped(name)} | {escaped(value)} |" for name, value in section.rows)


def _lines(lines: Iterable[Line]) -> list[str]:
    """Paragraphs and lists; lines of one list stay together."""
    blocks: list[list[str]] = []
    was_item = False
    for line in lines:
        if line.drawn:
            continue
        text = f"**{escaped(line.text)}**" if line.tone == "strong" else escaped(line.text)
        item = f"{'  ' * line.depth}{_mark(line)} {text}" if line.mark else text
        if line.mark and was_item:
            blocks[-1].append(item)
        else:
            blocks.append([item])
        was_item = bool(line.mark)
    return ["\n".join(block) for block in blocks]


def _mark(line: Line) -> str:
    if line.mark == BULLET:
        return "-"
    return line.mark if line.is_numbered else f"- **{escaped(line.mark)}**"
