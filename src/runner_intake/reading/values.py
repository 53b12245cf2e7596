"""What YAML and JSON text is read into: plain values that remember where they stood, and the limits of
both.
"""

from __future__ import annotations

from typing import Any

from runner_intake.errors import Problem

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 40


class AmbiguousText(str):
    """Unquoted text that another YAML reader would take for a boolean, a number or a time."""

    __slots__ = ()


class YamlMap(dict[str, Any]):
    """A mapping with the places of its keys and values: key -> (key line, key column, value line, value
    column), from 1.
    """

    __slots__ = ("places",)

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[str, tuple[int, int, int, int]] = {}


class YamlList(list[Any]):
    """A list with the (line, column) of each item, from 1."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        super().__init__()
        self.places: list[tuple[int, int]] = []


def duplicate(place: str, key: str) -> Problem:
    """A key that appears twice."""
    return Problem("F06", f"The key {key!r} appears twice.", "Keep one of them.", place)


def too_deep(place: str) -> Problem:
    """More levels than anyone needs, which could also be an attempt to exhaust the reader."""
    return Problem(
        "F08",
        f"Lists and mappings are nested deeper than {MAX_DEPTH}, or a number is too long.",
        "Flatten the file.",
        place,
    )
