"""Puts changed cells into the files of a pack: each text or number in its place, every other sign as it was.
Knows spans of text, and how YAML is written.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.reading.yaml_edit import AMBIGUOUS

if TYPE_CHECKING:
    from runner_intake.exchange.sheet_cells import Leaf

_PLAIN = re.compile(r"[A-Za-z](?:[^\n:#{}\[\],&*!|>'\"%@`]*[^\s:#{}\[\],&*!|>'\"%@`?])?")
_WIDTH = 130


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that was changed: what stands for the leaf now, and the name of the cell."""

    leaf: Leaf
    value: str | int | float
    cell: str


@dataclass(frozen=True, slots=True)
class Edited:
    """A file with its changes put in; `lines` names the cell of each line that a change wrote."""

    text: str
    lines: Mapping[int, str]


def edited(text: str, changes: Sequence[CellChange]) -> Edited:
    """The text of a file with some changes."""
    parts: list[str] = []
    lines: dict[int, str] = {}
    done, line = 0, 1
    for change in sorted(changes, key=lambda change: change.leaf.span):
        start, end = change.leaf.span
        between, old = text[done:start], text[start:end]
        new = _written(change, old, _indent(text, start)) + old[len(old.rstrip()) :]
        line += between.count("\n")
        for number in range(line, line + new.rstrip().count("\n") + 1):
            lines[number] = change.cell
        line += new.count("\n")
        parts += [between, new]
        done = end
    return Edited("".join([*parts, text[done:]]), lines)


def _written(change: CellChange, old: str, indent: str) -> str:
    """A value as YAML, folded where it was, in quotes where it has to be."""
    value = change.value
    if not isinstance(value, str):
        return str(value)
    if change.leaf.style in (">", "|"):
        width = max(_WIDTH - len(indent), 40)
        lines = textwrap.wrap(value, width, break_long_words=False, break_on_hyphens=False)
        return old.split("\n", 1)[0].rstrip() + "".join(f"\n{indent}{line}" for line in lines)
    if change.leaf.style is None and _PLAIN.fullmatch(value) and value.lower() not in AMBIGUOUS:
        return value
    return json.dumps(value, ensure_ascii=False)


def _indent(text: str, start: int) -> str:
    """The blanks before the lines of a folded text: those of the first line of it."""
    rest = text[text.find("\n", start) + 1 :]
    return rest[: len(rest) - len(rest.lstrip(" "))]
