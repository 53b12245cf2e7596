"""Looks for signs in a pack that a reader would not see: control characters, and marks that turn the
direction of text.

They could show a runner something else than what stands in the rules, so a pack with one is refused. Knows
texts and places, no rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from runner_intake.errors import Problem
from runner_intake.reading import Node
from runner_intake.text.signs import MARKS, hidden_sign, is_right_to_left

if TYPE_CHECKING:
    from collections.abc import Iterator

_WAY_OUT = "Take it out."
_WAY_OUT_TURNING = (
    "Take it out; in a language written from right to left, close on the same line what it opens."
)


def check_signs(parts: Mapping[str, Node], texts: Mapping[str, str], problems: list[Problem]) -> None:
    """Adds P19 for every line and every value that holds a hidden sign, and for file names.

    `parts` and `texts` are the files of a pack by name: as they were read, and as they stand. Marks of
    direction are allowed, if they are balanced, where the pack or the translation is in a language written
    from right to left.
    """
    own = _language(parts.get("pack.yaml"))
    for name, text in texts.items():
        part = parts.get(name)
        languages = (own, _language(part)) if name.startswith("translations/") else (own,)
        problems.extend(signs_in(name, text, part, right_to_left=any(map(is_right_to_left, languages))))


def _language(node: Node | None) -> str:
    tag = node.get("language") if node is not None else None
    return tag.value if tag is not None and isinstance(tag.value, str) else ""


def signs_in(name: str, text: str, content: Node | None, *, right_to_left: bool) -> Iterator[Problem]:
    """What is hidden in the name, in the lines (comments too), and in values that write a sign with a
    backslash.
    """
    if (sign := hidden_sign(name, right_to_left=False)) is not None:
        yield Problem(
            "P19", f"The name of this file holds a hidden sign ({_code(sign)}).", "Rename it.", name
        )
    text = text.replace("\r\n", "\n")
    if "\\" not in text and hidden_sign(text, right_to_left=False) is None:
        return
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if (sign := hidden_sign(line, right_to_left=right_to_left)) is not None:
            yield _problem(sign, f"{name}:{number}:{line.index(sign) + 1}")
    for node in _texts(content) if content is not None else ():
        sign = hidden_sign(node.value, right_to_left=right_to_left)
        if sign is not None and sign not in text:
            yield _problem(sign, node.place, node.path)


def _problem(sign: str, place: str, path: str = "") -> Problem:
    way_out = _WAY_OUT_TURNING if sign in MARKS else _WAY_OUT
    return Problem("P19", f"There is a hidden sign here ({_code(sign)}).", way_out, place, path)


def _code(sign: str) -> str:
    return f"U+{ord(sign):04X}"


def _texts(node: Node) -> Iterator[Node]:
    """Every key and every text below a place."""
    if isinstance(node.value, str):
        yield node
    elif isinstance(node.value, Mapping):
        for key, inside in node.entries():
            yield Node(key, inside.file, inside.path, inside.line, inside.column, node.problems)
            yield from _texts(inside)
    elif isinstance(node.value, list):
        for inside in node.rows():
            yield from _texts(inside)
