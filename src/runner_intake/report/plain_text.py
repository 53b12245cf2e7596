"""The result as plain lines, for screen readers, pipes and simple terminals: no boxes, no bars, no escape
codes. Knows no wording.

A line is one thought and is not wrapped, so that a screen reader does not stop in the middle of a sentence
and a search finds all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from runner_intake.present.lines import Line, Section

_INDENT = "  "


def write_sections(sections: Iterable[Section], write: Callable[[str], None]) -> None:
    """Writes sections: a heading at the margin, its lines set in, an empty line between two sections."""
    for number, section in enumerate(sections):
        if number:
            write("")
        write(section.title)
        for line in section.lines:
            if not line.drawn:
                write(plain_line(line))


def plain_line(line: Line) -> str:
    """A line with its mark in words."""
    return _INDENT * (line.depth + 1) + f"{line.spoken} {line.text}".strip()
