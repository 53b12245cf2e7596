"""A value of a pack file with its place, and typed ways to read it. Knows neither answers nor rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from runner_intake.errors import Problem, did_you_mean
from runner_intake.reading.values import AmbiguousText, YamlList, YamlMap

MOST_HINTS = 100
"""Unknown keys of one mapping that get a near name: looking for one takes a millisecond."""


@dataclass(slots=True)
class Node:
    """A value of a pack file with its place, and typed ways to read it.

    Every reader records a problem where the value does not fit and then returns a harmless stand-in, so that
    one reading finds all the mistakes of a file. Whoever reads must look at `problems` before using what came
    out.
    """

    value: Any
    file: str
    path: str
    line: int
    column: int
    problems: list[Problem]

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def report(self, code: str, what: str, way_out: str, hint: str = "") -> None:
        self.problems.append(Problem(code, what, f"{way_out} {hint}".strip(), self.place, self.path))

    def is_table(self) -> bool:
        return type(self.value) is YamlMap

    def entries(self, what: str = "a mapping") -> list[tuple[str, Node]]:
        """The entries of a mapping, each value with its place."""
        if type(self.value) is not YamlMap:
            self.report("P04", f"Expected {what} here.", "Write `name: value` lines, indented.")
            return []
        prefix = f"{self.path}." if self.path else ""
        places = self.value.places
        return [
            (key, Node(value, self.file, prefix + key, *places[key][2:], self.problems))
            for key, value in self.value.items()
        ]

    def rows(self, what: str = "a list") -> list[Node]:
        """The items of a list, each with its place."""
        if type(self.value) is not YamlList:
            self.report("P04", f"Expected {what} here.", "Write one `- item` a line, or [a, b].")
            return []
        places = self.value.places
        return [
            Node(value, self.file, f"{self.path}[{i}]", *places[i], self.problems)
            for i, value in enumerate(self.value)
        ]

    def get(self, key: str) -> Node | None:
        """The value under `key`, or None where the mapping has no such key."""
        table = self.value
        if type(table) is not YamlMap or key not in table:
            return None
        return Node(
            table[key],
            self.file,
            f"{self.path}.{key}" if self.path else key,
            *table.places[key][2:],
            self.problems,
        )

    def require(self, key: str) -> Node:
        """The value under `key`; P02 where it is missing."""
        value = self.get(key)
        if value is not None:
            return value
        if type(self.value) is YamlMap:
            self.report("P02", f"The key `{key}` is missing.", f"Add `{key}: ...` here.")
        else:
            self.report("P04", "Expected a mapping here.", "Write `name: value` lines, indented.")
        return Node(None, self.file, f"{self.path}.{key}" if self.path else key, self.line, self.column, [])

    def only_keys(self, keys: Iterable[str]) -> None:
        """P03 for every key that is not among `keys`."""
        if type(self.value) is not YamlMap:
            return
        known = tuple(keys)
        for number, key in enumerate(key for key in self.value if key not in known):
            line, column, _, _ = self.value.places[key]
            node = Node(
                None, self.file, f"{self.path}.{key}" if self.path else key, line, column, self.problems
            )
            hint = did_you_mean(key, known) if number < MOST_HINTS else ""
            node.report("P03", f"The key `{key}` is not known here.", f"Known are: {', '.join(known)}.", hint)

    def text(self) -> str:
        """Text; P05 where YAML could read it as something else."""
        if type(self.value) is str and self.value.strip():
            return self.value
        if isinstance(self.value, AmbiguousText | bool | int | float):
            self.report(
                "P05",
                "This unquoted value can be read as something other than text.",
                'Put it in quotes: "...".',
            )
        else:
            self.report(
                "P04", "Expected text here.", "Write the words, in quotes where they hold `: ` or ` #`."
            )
        return ""

    def number(self) -> float:
        """A whole or decimal number."""
        if type(self.value) in (int, float):
            return self.value  # type: ignore[no-any-return]
        self.report(
            "P04", "Expected a number here.", "Write it in digits, without quotes and unit, such as 6 or 0.5."
        )
        return 0

    def integer(self) -> int:
        """A whole number."""
        if type(self.value) is int:
            return self.value
        self.report("P04", "Expected a whole number here.", "Write it in digits, without quotes, such as 6.")
        return 0

    def boolean(self) -> bool:
        """True or false."""
        if type(self.value) is bool:
            return self.value
        self.report("P04", "Expected true or false here.", "Write true or false.")
        return False

    def texts(self) -> tuple[str, ...]:
        """A list of texts, each once; P06 for one that appears twice."""
        words: list[str] = []
        for row in self.rows("a list of names"):
            text = row.text()
            if text in words:
                row.report("P06", f"{text} appears twice.", "Keep one of them.")
            elif text:
                words.append(text)
        return tuple(words)


_PLACE = re.compile(r"(.*?)((?::[0-9]+){0,2})", re.DOTALL)


def split_place(place: str) -> tuple[str, tuple[int, ...]]:
    """The file and the numbers (line, column) of a place; the name of a file may hold colons too.

    >>> split_place("safety/x:y.yaml:3:7")
    ('safety/x:y.yaml', (3, 7))
    """
    match = _PLACE.fullmatch(place)
    assert match is not None  # it fits any text
    return match[1], tuple(int(number) for number in match[2].split(":")[1:])


def node(value: object, file: str, problems: list[Problem]) -> Node:
    """The root of a document."""
    return Node(value, file, "", 1, 1, problems)
