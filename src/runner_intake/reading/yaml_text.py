"""Reads YAML text, stricter than YAML: no aliases, anchors or tags, no duplicate keys, one document, bounded
depth.

Plain scalars become null, true, false, whole numbers or decimals only in their unmistakable spellings;
everything else is text, and text that some YAML reader would take for something else (`no`, `4:30`, `010`) is
marked `Unclear`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from runner_intake.errors import IntakeError, Problem
from runner_intake.reading.values import MAX_DEPTH, AmbiguousText, YamlList, YamlMap, duplicate, too_deep

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def parse_yaml(text: str, name: str) -> object:
    """The value of YAML text as Table, Rows and scalars; IntakeError (F05-F09) with every problem found."""
    problems: list[Problem] = []
    value = _Builder(text, name, problems).document()
    if problems:
        raise IntakeError.listing(problems)
    return value


class _TooDeepError(Exception):
    pass


class _Builder:
    """Builds values from the parser's events, one pass, with its own depth limit."""

    def __init__(self, text: str, name: str, problems: list[Problem]) -> None:
        import yaml  # noqa: PLC0415  (heavy: only where a file is read)

        self.yaml = yaml
        self.text = text
        self.events: Iterator[Any] = iter(())
        self.name = name
        self.problems = problems

    def document(self) -> object:
        y = self.yaml
        value: object = None
        documents = 0
        try:
            loader = getattr(y, "CSafeLoader", y.SafeLoader)(self.text)
            self.events = iter(loader.get_event, None)
            for event in self.events:
                if isinstance(event, y.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self.report(
                            "F09", event, "A second document starts here.", "Keep one document a file."
                        )
                        break
                    value = self.value(next(self.events), 0)
        except _TooDeepError:
            pass
        except y.YAMLError as error:
            self.report(
                "F05",
                error,
                f"This is not valid YAML from here on ({_reason(error)}).",
                "Look for a wrong indent, quote or colon; no tabs.",
            )
        return value

    def value(self, event: Any, depth: int) -> object:  # noqa: ANN401
        y = self.yaml
        kind = type(event)
        if kind is y.AliasEvent:
            self.report("F07", event, "An alias (*name) is used here.", "Write the value out.")
            return None
        if event.anchor is not None:
            self.report(
                "F07", event, "An anchor (&name) is used here.", "Write the value out where it is needed."
            )
        if event.tag is not None:
            self.report("F07", event, "A tag (!name) is used here.", "Leave it out.")
        if kind is y.ScalarEvent:
            return event.value if event.style else scalar(event.value)
        if depth >= MAX_DEPTH:
            self.problems.append(too_deep(self.place(event)))
            raise _TooDeepError
        return self.table(depth) if kind is y.MappingStartEvent else self.rows(depth)

    def table(self, depth: int) -> YamlMap:
        y, table = self.yaml, YamlMap()
        for event in self.events:
            if type(event) is y.MappingEndEvent:
                break
            key = self.key(event, depth)
            following = next(self.events)
            mark, value_at = event.start_mark, following.start_mark
            value = self.value(following, depth + 1)
            if key in table:
                self.problems.append(duplicate(f"{self.name}:{mark.line + 1}:{mark.column + 1}", key))
            table[key] = value
            table.places[key] = (mark.line + 1, mark.column + 1, value_at.line + 1, value_at.column + 1)
        return table

    def key(self, event: Any, depth: int) -> str:  # noqa: ANN401
        if type(event) is self.yaml.ScalarEvent:
            value = self.value(event, depth)
            return value if isinstance(value, str) else str(event.value)
        self.report("F05", event, "A list or mapping is used as a key.", "Use a name as the key.")
        self.value(event, depth + 1)
        return ""

    def rows(self, depth: int) -> YamlList:
        rows = YamlList()
        for event in self.events:
            if type(event) is self.yaml.SequenceEndEvent:
                break
            rows.places.append((event.start_mark.line + 1, event.start_mark.column + 1))
            rows.append(self.value(event, depth + 1))
        return rows

    def report(self, code: str, mark: Any, what: str, way_out: str) -> None:  # noqa: ANN401
        self.problems.append(Problem(code, what, way_out, self.place(mark)))

    def place(self, event: Any) -> str:  # noqa: ANN401
        """Where an event or an error stands."""
        mark = getattr(event, "problem_mark", None) or getattr(event, "start_mark", None)
        return f"{self.name}:{mark.line + 1}:{mark.column + 1}" if mark else self.name


def scalar(text: str) -> str | int | float | bool | None:
    """The value of an unquoted YAML scalar."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0].isalpha() and len(text) > len("yes"):  # nearly always: no unclear word is longer
        return text
    if _INTEGER.match(text):
        return int(text)
    if _DECIMAL.match(text):
        return float(text)
    return AmbiguousText(text) if _UNCLEAR.match(text) else text


def _reason(error: Any) -> str:  # noqa: ANN401
    return str(getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable")
