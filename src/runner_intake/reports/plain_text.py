"""The result as plain lines, for screen readers, pipes and simple terminals: no boxes, no bars, no escape
codes. Knows no wording.

A line is one thought. Without a width it is not broken, so that a screen reader does not stop in the middle
of a sentence and a search finds all of it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from runner_intake.text.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from runner_intake.present.lines import Line, PageSection

_INDENT = "  "
_ONE_ROW = 78
"""A heading and a text stand side by side where both have this many characters at most."""
_WIDEST_MARK = 4
"""What goes on below a mark no wider than this is set in to the text behind it."""


def write_sections(
    sections: Iterable[PageSection], write: Callable[[str], None], width: int = sys.maxsize
) -> None:
    """Writes sections: a heading at the margin, its lines set in, an empty line between two sections. Lines
    are broken between words at `width` columns.
    """

    def put(text: str, hanging: str = "") -> None:
        for row in wrapped(text, width, hanging):
            write(row)

    for number, section in enumerate(sections):
        if number:
            write("")
        if alone := single_line(section):
            put(f"{section.title}: {alone.text}")
            continue
        put(section.title)
        for name, value in section.rows:
            put(f"{_INDENT}{name}: {value}", 2 * _INDENT)
        for line in section.lines:
            if not line.drawn:
                put(plain_line(line), _hanging(line))


def single_line(section: PageSection, *, drawn: bool = False) -> Line | None:
    """The one line of a section that needs no place of its own below the heading; `drawn` where the lines
    that belong to drawings are shown too.
    """
    lines = [line for line in section.lines if drawn or not line.drawn]
    is_alone = section.frame == "rule" and len(lines) == 1 and not lines[0].mark and not section.rows
    return lines[0] if is_alone and len(section.title) + len(lines[0].text) <= _ONE_ROW else None


def plain_line(line: Line) -> str:
    """A line with its mark in words."""
    return _INDENT * (line.depth + 1) + f"{line.spoken} {line.text}".strip()


def _hanging(line: Line) -> str:
    """The margin of what does not fit on a line's first row: below its text, not below its mark."""
    mark = len(line.spoken)
    return _INDENT * (line.depth + 1) + " " * (mark + 1 if 0 < mark <= _WIDEST_MARK else 0)
