"""Runners as NDJSON, one mapping a line: looked through once for what cannot be read, then read part by part.
Knows fields, not rules.

What cannot be an answer comes out as something that no question takes, never as nothing: the row is reported,
and no answer is lost.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import IO, TYPE_CHECKING, Literal

import polars as pl

from runner_intake.batch.columns import LIST_MARK, names_of_answers
from runner_intake.batch.files import file_errors
from runner_intake.errors import IntakeError, Problem
from runner_intake.reading import parse_json

if TYPE_CHECKING:
    from runner_intake.questionnaire import Questionnaire

_ROWS = 50_000
"""How many lines are read at once."""

MOST_LINES = 100
"""How many problems are listed before the look through the lines is given up."""

NO_ANSWER = "?"
"""What stands for a value of another kind: no question has an option like this."""

_WHOLE = range(-(2**63), 2**63)

ColumnKind = Literal["list", "number", "flag", "choice"]


@dataclass(frozen=True)
class NdjsonText:
    """The runners in some files of NDJSON (or on standard input), one after the other: a name and how to open
    it. IntakeError (F04-F08, A01).
    """

    files: Mapping[str, Callable[[], IO[bytes]]]
    questionnaire: Questionnaire
    notes: tuple[str, ...] = ()

    @cached_property
    def _kinds(self) -> dict[str, ColumnKind]:
        """How the columns of answers are read."""
        kinds: dict[str, ColumnKind] = dict.fromkeys(names_of_answers(self.questionnaire), "flag")
        by_field: dict[str, ColumnKind] = {
            "multi_choice": "list",
            "number": "number",
            "scale": "number",
            "yes_no": "flag",
            "choice": "choice",
        }
        return kinds | {name: by_field[field.kind] for name, field in self.questionnaire.fields.items()}

    @cached_property
    def schema(self) -> pl.Schema:
        """One kind for each column of answers; a column of another name has the kind of its values, or is
        text where they differ.
        """
        problems: list[Problem] = []
        kinds: dict[str, set[type]] = {}
        for place, line in self._lines():
            try:
                row = _row(line, place)
            except IntakeError as error:
                problems += error.problems
                if len(problems) >= MOST_LINES:
                    break
                continue
            for name, value in row.items():
                known = kinds.get(name)
                if known is None:
                    known = kinds[name] = set()
                if name not in self._kinds:
                    known.add(type(value) if type(value) is not int or value in _WHOLE else Huge)
        if problems:
            raise IntakeError(problems)
        return pl.Schema({name: self._dtype(name, known) for name, known in kinds.items()})

    def _dtype(self, name: str, kinds: set[type]) -> pl.DataType:
        match self._kinds.get(name):
            case "list":
                return pl.List(pl.String())
            case "number":
                return pl.Float64()
            case None:
                alike = {
                    frozenset({int}): pl.Int64(),
                    frozenset({float}): pl.Float64(),
                    frozenset({bool}): pl.Boolean(),
                }
                return alike.get(frozenset(kinds - {type(None)}), pl.String())
            case _:
                return pl.String()

    def parts(self, columns: Sequence[str]) -> Generator[pl.DataFrame]:
        """Some columns of all lines, so many at a time."""
        rows = (_row(line, place) for place, line in self._lines())
        while part := list(islice(rows, _ROWS)):
            yield pl.DataFrame([self._column(name, [row.get(name) for row in part]) for name in columns])

    def _column(self, name: str, values: list[object]) -> pl.Series:
        dtype = self.schema[name]
        match self._kinds.get(name):
            case "list":
                cells: list[object] = [None if value is None else _items(value) for value in values]
            case "number":
                cells = [None if value is None else _number(value) for value in values]
            case "flag":
                cells = [None if value is None else _flag(value) for value in values]
            case "choice":
                cells = [value if value is None or isinstance(value, str) else NO_ANSWER for value in values]
            case None if dtype == pl.String:
                cells = [
                    value
                    if value is None or isinstance(value, str)
                    else json.dumps(value, ensure_ascii=False)
                    for value in values
                ]
            case _:
                cells = values
        return pl.Series(name, cells, dtype=dtype)

    def _lines(self) -> Iterator[tuple[str, str]]:
        """The lines that say something, each with its file and number."""
        for name, opened in self.files.items():
            with file_errors(name), opened() as file:
                for number, line in enumerate(file, 1):
                    place = f"{name}:{number}"
                    with file_errors(place):
                        text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                    if text.strip():
                        yield place, text.rstrip("\r\n")


class Huge:
    """The kind of a whole number that no column of numbers holds."""


# --- one line


class _UnusableError(ValueError):
    pass


def _table(pairs: list[tuple[str, object]]) -> dict[str, object]:
    row = dict(pairs)
    if len(row) < len(pairs):
        raise _UnusableError
    return row


def _no_constant(_: str) -> float:
    raise _UnusableError


_DECODER = json.JSONDecoder(object_pairs_hook=_table, parse_constant=_no_constant)


def _row(line: str, place: str) -> dict[str, object]:
    """The mapping in a line; IntakeError (A01, F05, F06, F08) with every problem of the line."""
    try:
        row = _DECODER.decode(line)
        if "\\ud" in line.lower():
            row = _DECODER.decode(
                json.dumps(row, ensure_ascii=False).encode(errors="replace").decode()
            )  # half a sign is no text
    except (ValueError, RecursionError):
        try:
            row = parse_json(line, place)
        except IntakeError as error:
            raise IntakeError(
                replace(problem, place=problem.place.replace(f"{place}:1:", f"{place}:"))
                for problem in error.problems
            ) from None
    if not isinstance(row, dict):
        raise IntakeError(
            [
                Problem(
                    "A01", "This line is not a mapping of fields to values.", "Write one {...} a line.", place
                )
            ]
        )
    return row


# --- one value


def _items(value: object) -> list[str | None]:
    """The items of a list; a text is split as in CSV, and what is no text becomes one that is no option."""
    if isinstance(value, str):
        return [_text(item.strip()) for item in value.split(LIST_MARK)]
    return [_text(item) for item in value] if isinstance(value, list) else [_text(value)]


def _text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _number(value: object) -> float:
    """A number; what is none becomes NaN, and what is too large infinite, which no question takes."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return float("nan")
    try:
        return float(value)
    except OverflowError:
        return float("inf")


def _flag(value: object) -> str:
    """Yes or no as a word."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if value in (0, 1) else NO_ANSWER
    return value if isinstance(value, str) else NO_ANSWER
