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
        if alone := single_line(section):
            write(f"{section.title}: {alone.text}")
            continue
        write(section.title)
        for name, value in section.rows:
            write(f"{_INDENT}{name}: {value}")
        for line in section.lines:
            if not line.drawn:
                write(plain_line(line))


def single_line(section: Section) -> Line | None:
    """The one line of a section that needs no place of its own below the heading."""
    lines = [line for line in section.lines if not line.drawn]
    return (
        lines[0]
        if section.frame == "rule" and len(lines) == 1 and not lines[0].mark and not section.rows
        else None
    )


def plain_line(line: Line) -> str:
    """A line with its mark in words."""
    return _INDENT * (line.depth + 1) + f"{line.spoken} {line.text}".strip()
