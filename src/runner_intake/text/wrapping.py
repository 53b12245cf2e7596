"""Text broken at the width of a terminal, never in mid-word, with its hidden signs made visible."""

from __future__ import annotations

import textwrap
from functools import lru_cache

from runner_intake.text.signs import visible

INDENT = "  "


def wrapped(text: str, width: int, hanging: str = "") -> list[str]:
    """Text in lines of at most `width` characters, broken only between words; at least one line."""
    return textwrap.wrap(
        visible(text),
        max(width, 1),
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]


@lru_cache(maxsize=1024)
def wrapped_within(text: str, width: int) -> tuple[str, ...]:
    """As `wrapped`, but a word longer than a line goes on in the next one: for screens that would cut it, and
    that are drawn again with every key.
    """
    room = max(width, 1)
    return tuple(
        line[start : start + room]
        for line in wrapped(text, room)
        for start in range(0, max(len(line), 1), room)
    )


def wrapped_plain(text: str, width: int) -> list[str]:
    """A plain line that may be set in, broken as `wrapped` does; what goes on is set in a little further."""
    indent = len(text) - len(text.lstrip())
    return wrapped(text, width, " " * (indent + 3) if indent else "")
