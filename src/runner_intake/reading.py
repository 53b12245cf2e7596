"""Reads YAML and JSON text into plain values that remember where they stood.

Stricter than YAML: no aliases, anchors or tags, no duplicate keys, one document, bounded size and depth. Plain scalars become
null, true, false, whole numbers or decimals only in their unmistakable spellings; everything else is text, and text that some
YAML reader would take for something else (`no`, `4:30`, `010`) is marked `Unclear`. Knows neither answers nor rules.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runner_intake.errors import IntakeError, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 40

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\Z")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}\Z")
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_UNCLEAR = re.compile(
    r"""(y|n|yes|no|on|off)\Z              # booleans of YAML 1.1
      | [-+]?[0-9][0-9_,]*(:[0-9]+)+\Z     # base 60: 4:30
      | [-+]?0[0-9box][0-9a-f_]*\Z         # octal, hexadecimal, binary
      | [-+]?\.?[0-9][0-9_.]*(e[-+]?[0-9]+)?\Z    # .5, 5., 1_000, 1e3
      | [-+]?\.(inf|nan)\Z | = \Z | << \Z""",
    re.VERBOSE | re.IGNORECASE,
)


class Unclear(str):
    """Unquoted text that another YAML reader would take for a boolean, a number or a time."""

    __slots__ = ()


class Table(dict[str, Any]):
    """A mapping with the places of its keys and values: key -> (key line, key column, value line, value column), from 1."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[str, tuple[int, int, int, int]] = {}


class Rows(list[Any]):
    """A list with the (line, column) of each item, from 1."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        super().__init__()
        self.places: list[tuple[int, int]] = []


# --- text -------------------------------------------------------------------------------------------------------------------


def read_text(path: Path | Traversable, name: str | None = None) -> str:
    """The file's text; IntakeError (F01-F04) if it cannot be read, is over 1 MiB, empty or not UTF-8."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "cannot be opened").lower()
        raise IntakeError(
            [Problem("F01", f"This file cannot be read: {reason}.", "Check the name and that you may read it.", name or str(path))]
        ) from None
    return decode(data, name or str(path))


def decode(data: bytes, name: str) -> str:
    """The text of `data`; IntakeError (F02-F04) if it is over 1 MiB, empty or not UTF-8."""
    if len(data) > MAX_BYTES:
        raise IntakeError([Problem("F02", "This file is larger than 1 MiB.", "Is it the right file? Answers and rule files are small.", name)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise IntakeError([Problem("F04", "This file is not UTF-8 text.", "Save it as UTF-8.", name)]) from None
    if not text.strip():
        raise IntakeError([Problem("F03", "This file is empty.", "Write {} if there is nothing to say yet.", name)])
    return text


# --- JSON -------------------------------------------------------------------------------------------------------------------


def parse_json(text: str, name: str) -> object:
    """The value of JSON text; IntakeError (F05, F06, F08) with every duplicate key."""
    twice: list[str] = []

    def table(pairs: list[tuple[str, object]]) -> dict[str, object]:
        result = dict(pairs)
        if len(result) < len(pairs):
            seen: set[str] = set()
            twice.extend(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        return result

    try:
        value: object = json.loads(text, object_pairs_hook=table, parse_constant=_no_constant)
    except _ConstantError:
        raise IntakeError([Problem("F05", "NaN and Infinity are not JSON.", "Write a number, or null for don't know.", name)]) from None
    except json.JSONDecodeError as error:
        place = f"{name}:{error.lineno}:{error.colno}"
        raise IntakeError([Problem("F05", "This is not valid JSON from here on.", "Look for a missing comma, quote or bracket.", place)]) from None
    except (RecursionError, ValueError):
        raise IntakeError([_too_deep(name)]) from None
    if twice:
        raise IntakeError(_twice(name, key) for key in twice)
    if not _fits(value, MAX_DEPTH):
        raise IntakeError([_too_deep(name)])
    return value


def _fits(value: object, levels: int) -> bool:
    """Whether lists and mappings are nested at most so many levels deep."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return inside is None or (levels > 0 and all(_fits(each, levels - 1) for each in inside))


def _too_deep(place: str) -> Problem:
    return Problem("F08", f"Lists and mappings are nested deeper than {MAX_DEPTH}, or a number is too long.", "Flatten the file.", place)


class _ConstantError(Exception):
    pass


def _no_constant(_: str) -> None:
    raise _ConstantError


# --- YAML -------------------------------------------------------------------------------------------------------------------


def parse_yaml(text: str, name: str) -> object:
    """The value of YAML text as Table, Rows and scalars; IntakeError (F05-F09) with every problem found."""
    problems: list[Problem] = []
    value = _Builder(text, name, problems).document()
    if problems:
        raise IntakeError(problems)
    return value


class _TooDeepError(Exception):
    pass


class _Builder:
    """Builds values from the parser's events, one pass, with its own depth limit."""

    def __init__(self, text: str, name: str, problems: list[Problem]) -> None:
        import yaml  # noqa: PLC0415  (heavy: only where a file is read)

        self.yaml = yaml
        self.events: Iterator[Any] = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self.name = name
        self.problems = problems

    def document(self) -> object:
        y = self.yaml
        value: object = None
        documents = 0
        try:
            for event in self.events:
                if isinstance(event, y.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self.fail("F09", event, "A second document starts here.", "Keep one document a file.")
                        break
                    value = self.value(next(self.events), 0)
        except _TooDeepError:
            pass
        except y.YAMLError as error:
            self.fail("F05", error, f"This is not valid YAML from here on ({_reason(error)}).", "Look for a wrong indent, quote or colon; no tabs.")
        return value

    def value(self, event: Any, depth: int) -> object:  # noqa: ANN401
        y = self.yaml
        kind = type(event)
        if kind is y.AliasEvent:
            self.fail("F07", event, "An alias (*name) is used here.", "Write the value out.")
            return None
        if event.anchor is not None:
            self.fail("F07", event, "An anchor (&name) is used here.", "Write the value out where it is needed.")
        if event.tag is not None:
            self.fail("F07", event, "A tag (!name) is used here.", "Leave it out.")
        if kind is y.ScalarEvent:
            return event.value if event.style else scalar(event.value)
        if depth >= MAX_DEPTH:
            self.fail("F08", event, f"Lists and mappings are nested deeper than {MAX_DEPTH}.", "Flatten the file.")
            raise _TooDeepError
        return self.table(depth) if kind is y.MappingStartEvent else self.rows(depth)

    def table(self, depth: int) -> Table:
        y, table = self.yaml, Table()
        for event in self.events:
            if type(event) is y.MappingEndEvent:
                break
            key = self.key(event, depth)
            following = next(self.events)
            at, value_at = event.start_mark, following.start_mark
            value = self.value(following, depth + 1)
            if key in table:
                self.problems.append(_twice(f"{self.name}:{at.line + 1}:{at.column + 1}", key))
            table[key] = value
            table.places[key] = (at.line + 1, at.column + 1, value_at.line + 1, value_at.column + 1)
        return table

    def key(self, event: Any, depth: int) -> str:  # noqa: ANN401
        if type(event) is self.yaml.ScalarEvent:
            value = self.value(event, depth)
            return value if isinstance(value, str) else str(event.value)
        self.fail("F05", event, "A list or mapping is used as a key.", "Use a name as the key.")
        self.value(event, depth + 1)
        return ""

    def rows(self, depth: int) -> Rows:
        rows = Rows()
        for event in self.events:
            if type(event) is self.yaml.SequenceEndEvent:
                break
            rows.places.append((event.start_mark.line + 1, event.start_mark.column + 1))
            rows.append(self.value(event, depth + 1))
        return rows

    def fail(self, code: str, at: Any, what: str, way_out: str) -> None:  # noqa: ANN401
        mark = getattr(at, "problem_mark", None) or getattr(at, "start_mark", None)
        place = f"{self.name}:{mark.line + 1}:{mark.column + 1}" if mark else self.name
        self.problems.append(Problem(code, what, way_out, place))


def scalar(text: str) -> str | int | float | bool | None:
    """The value of an unquoted YAML scalar."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.match(text):
        return int(text)
    if _DECIMAL.match(text):
        return float(text)
    return Unclear(text) if _UNCLEAR.match(text) else text


def _twice(place: str, key: str) -> Problem:
    return Problem("F06", f"The key {key!r} stands twice.", "Keep one of them.", place)


def _reason(error: Any) -> str:  # noqa: ANN401
    return str(getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable")


# --- a value with its place ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Spot:
    """A value of a pack file with its place, and typed ways to read it.

    Every reader records a problem where the value does not fit and then returns a harmless stand-in, so that one reading finds
    all the mistakes of a file. Whoever reads must look at `problems` before using what came out.
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

    def fail(self, code: str, what: str, way_out: str, hint: str = "") -> None:
        self.problems.append(Problem(code, what, f"{way_out} {hint}".strip(), self.place, self.path))

    def is_table(self) -> bool:
        return type(self.value) is Table

    def entries(self, what: str = "a mapping") -> list[tuple[str, Spot]]:
        """The entries of a mapping, each value with its place."""
        if type(self.value) is not Table:
            self.fail("P04", f"Here {what} is due.", "Write `name: value` lines, indented.")
            return []
        prefix = f"{self.path}." if self.path else ""
        places = self.value.places
        return [(key, Spot(value, self.file, prefix + key, *places[key][2:], self.problems)) for key, value in self.value.items()]

    def rows(self, what: str = "a list") -> list[Spot]:
        """The items of a list, each with its place."""
        if type(self.value) is not Rows:
            self.fail("P04", f"Here {what} is due.", "Write one `- item` a line, or [a, b].")
            return []
        places = self.value.places
        return [Spot(value, self.file, f"{self.path}[{i}]", *places[i], self.problems) for i, value in enumerate(self.value)]

    def get(self, key: str) -> Spot | None:
        """The value under `key`, or None where the mapping has no such key."""
        table = self.value
        if type(table) is not Table or key not in table:
            return None
        return Spot(table[key], self.file, f"{self.path}.{key}" if self.path else key, *table.places[key][2:], self.problems)

    def need(self, key: str) -> Spot:
        """The value under `key`; P02 where it is missing."""
        found = self.get(key)
        if found is not None:
            return found
        if type(self.value) is Table:
            self.fail("P02", f"The key `{key}` is missing.", f"Add `{key}: ...` here.")
        else:
            self.fail("P04", "Here a mapping is due.", "Write `name: value` lines, indented.")
        return Spot(None, self.file, f"{self.path}.{key}" if self.path else key, self.line, self.column, [])

    def allow(self, keys: Iterable[str]) -> None:
        """P03 for every key that is not among `keys`."""
        if type(self.value) is not Table:
            return
        known = tuple(keys)
        for key in self.value:
            if key not in known:
                line, column, _, _ = self.value.places[key]
                spot = Spot(None, self.file, f"{self.path}.{key}" if self.path else key, line, column, self.problems)
                spot.fail("P03", f"The key `{key}` is not known here.", f"Known are: {', '.join(known)}.", did_you_mean(key, known))

    def text(self) -> str:
        """Text; P05 where YAML could read it as something else."""
        if type(self.value) is str and self.value.strip():
            return self.value
        if isinstance(self.value, Unclear | bool | int | float):
            self.fail("P05", "This unquoted value can be read as something other than text.", 'Put it in quotes: "...".')
        else:
            self.fail("P04", "Here text is due.", "Write the words, in quotes where they hold `: ` or ` #`.")
        return ""

    def number(self) -> float:
        """A whole or decimal number."""
        if type(self.value) in (int, float):
            return self.value  # type: ignore[no-any-return]
        self.fail("P04", "Here a number is due.", "Write it in digits, without quotes and unit, such as 6 or 0.5.")
        return 0

    def integer(self) -> int:
        """A whole number."""
        if type(self.value) is int:
            return self.value
        self.fail("P04", "Here a whole number is due.", "Write it in digits, without quotes, such as 6.")
        return 0

    def yes(self) -> bool:
        """True or false."""
        if type(self.value) is bool:
            return self.value
        self.fail("P04", "Here true or false is due.", "Write true or false.")
        return False

    def texts(self) -> tuple[str, ...]:
        """A list of texts, each once; P06 for one that stands twice."""
        found: list[str] = []
        for row in self.rows("a list of names"):
            text = row.text()
            if text in found:
                row.fail("P06", f"{text} stands twice.", "Keep one of them.")
            elif text:
                found.append(text)
        return tuple(found)


def spot(value: object, file: str, problems: list[Problem]) -> Spot:
    """The root of a document."""
    return Spot(value, file, "", 1, 1, problems)
