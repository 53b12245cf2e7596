"""Changes single values of a YAML file and leaves every other character as it is: comments, order, layout.

A change is made in the text and then read back: a file that would not say exactly what is meant is not
written.
"""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from runner_intake.reading.yaml_text import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Path = tuple[str | int, ...]
"""Keys and positions that lead to a value."""

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_+-]+)*\Z")
AMBIGUOUS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
"""The words that YAML may read as something other than text."""


class CannotEditError(Exception):
    """The file is written in a way that cannot be changed value by value."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A value to be put at a path; a last key that is not there yet is added."""

    path: Path
    value: object


class EditableYaml:
    """The text of a YAML file with the places of its values."""

    def __init__(self, text: str, name: str) -> None:
        import yaml  # noqa: PLC0415  (heavy: only where a file is changed)

        self.text = text
        self.name = name
        self.data: Any = parse_yaml(text, name)
        self._nodes: dict[Path, Any] = {}
        self._paths: dict[tuple[int, int], Path] = {}
        for path, node in _walk((), yaml.compose(text, Loader=yaml.SafeLoader)):
            self._nodes[path] = node
            self._paths.setdefault((node.start_mark.line + 1, node.start_mark.column + 1), path)

    def path_at(self, line: int, column: int) -> Path:
        """The path of the value that begins at a place; CannotEditError where none does."""
        if (line, column) not in self._paths:
            raise CannotEditError
        return self._paths[line, column]

    def value(self, path: Path) -> Any:  # noqa: ANN401  (a file holds any value)
        """The value at a path, None where there is none."""
        value = self.data
        for key in path:
            if isinstance(key, str) and (not isinstance(value, dict) or key not in value):
                return None
            value = value[key]
        return value

    def changed(self, edits: Sequence[Edit]) -> str:
        """The text with all the changes; CannotEditError where it would not read back as meant."""
        meant = copy.deepcopy(self.data)
        for edit in edits:
            _put(meant, edit)
        text = self.text
        for start, end, new in sorted(map(self._replacement, edits), reverse=True):
            text = text[:start] + new + text[end:]
        if parse_yaml(text, self.name) != meant:
            raise CannotEditError
        return text

    def _replacement(self, edit: Edit) -> tuple[int, int, str]:
        """From where to where the text is replaced, and by what."""
        if edit.path not in self._nodes:
            return self._addition(edit)
        node = self._nodes[edit.path]
        start, end = node.start_mark.index, self._end(node)
        if self._has_comment(node, start, end):
            raise CannotEditError
        return start, end, flow(edit.value)

    def _has_comment(self, node: Any, start: int, end: int) -> bool:  # noqa: ANN401  (a node of a library without types)
        """Whether a comment stands among the values of a list or mapping."""
        leaves = [leaf for _, leaf in _walk((), node) if leaf.id == "scalar"]
        between = [
            (start, start),
            *((leaf.start_mark.index, leaf.end_mark.index) for leaf in leaves),
            (end, end),
        ]
        return any("#" in self.text[before:after] for (_, before), (after, _) in pairwise(between))

    def _end(self, node: Any) -> int:  # noqa: ANN401
        """Where the text of a node ends, without blank lines after it."""
        return len(self.text[: _end(node)].rstrip())

    def _addition(self, edit: Edit) -> tuple[int, int, str]:
        """A new key, after the last one of its mapping."""
        parent = self._nodes.get(edit.path[:-1])
        if parent is None or not parent.value:
            raise CannotEditError
        key, last = parent.value[-1]
        entry = f"{edit.path[-1]}: {flow(edit.value)}"
        if parent.flow_style:
            return self._end(last), self._end(last), f", {entry}"
        end = self.text.find("\n", self._end(last))
        end = len(self.text) if end < 0 else end
        return end, end, f"\n{' ' * key.start_mark.column}{entry}"


def _put(data: Any, edit: Edit) -> None:  # noqa: ANN401
    for key in edit.path[:-1]:
        data = data[key]
    data[edit.path[-1]] = edit.value


def _walk(path: Path, node: Any) -> Iterator[tuple[Path, Any]]:  # noqa: ANN401  (a node of a library without types)
    """Every value below a node with its path."""
    yield path, node
    if node.id == "mapping":
        for key, value in node.value:
            yield from _walk((*path, str(key.value)), value)
    elif node.id == "sequence":
        for index, value in enumerate(node.value):
            yield from _walk((*path, index), value)


def _end(node: Any) -> int:  # noqa: ANN401
    """Where the text of a node ends, without the blank lines and comments after a block."""
    if node.id == "scalar" or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if node.id == "mapping" else last)


def flow(value: object) -> str:
    """A value as it is written in a file: on one line, text in quotes only where it could be read as
    something else.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return (
                value
                if _PLAIN.match(value) and value.lower() not in AMBIGUOUS
                else json.dumps(value, ensure_ascii=False)
            )
        case list() | tuple():
            return f"[{', '.join(map(flow, value))}]"
        case dict():
            return f"{{{', '.join(f'{flow(key)}: {flow(item)}' for key, item in value.items())}}}"
        case _:
            return str(value)
