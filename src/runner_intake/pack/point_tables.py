"""Reads the tables of a scorecard: a staircase of bands over one number, or the options of one choice, a row
each with its points.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from runner_intake.conditions import ALWAYS, ChoiceDomain, NumberDomain, OneOf, Within, within
from runner_intake.errors import did_you_mean
from runner_intake.reading import AmbiguousText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.conditions import Condition, Scope
    from runner_intake.reading import Node

_BAND = re.compile(r"(?:<(?P<below>[0-9.]+)|(?P<low>[0-9.]+)(?:-(?P<high>[0-9.]+)|(?P<more>\+))?)\Z")


def table_rows(node: Node, scope: Scope) -> Iterator[tuple[str, Condition, Node]]:
    """The rows of a table (under `bands` or `choices`): the row's name, its condition, and where its points
    are.
    """
    entries = node.entries("one field with its rows")
    if len(entries) != 1:
        node.report("P12", "A table looks at exactly one field.", "Write it as `{field: {row: points}}`.")
        return
    field, rows = entries[0]
    domain = scope.fields.get(field)
    if domain is None:
        rows.report(
            "P08",
            f"There is no field `{field}`.",
            "Use the id of a question.",
            did_you_mean(field, scope.fields),
        )
        return
    bands = node.path.endswith("bands")
    if not isinstance(domain, NumberDomain if bands else ChoiceDomain):
        rows.report(
            "P10",
            f"`{field}` does not fit {'bands' if bands else 'choices'}.",
            "Bands take a number, choices take a choice.",
        )
        return
    covered: list[Within] = []
    for row, points in rows.entries():
        written = (
            _band(field, row, points, domain, covered)
            if isinstance(domain, NumberDomain)
            else _choice(field, row, points, domain)
        )
        yield row, written, points


def _choice(field: str, row: str, node: Node, domain: ChoiceDomain) -> Condition:
    if isinstance(row, AmbiguousText):
        node.report(
            "P05",
            f"The option {row} can be read as something other than text.",
            f'Put it in quotes: "{row}".',
        )
    elif row not in domain.options:
        codes = [str(option) for option in domain.options]
        node.report(
            "P09",
            f"`{row}` is not an option of `{field}`.",
            f"Options are: {', '.join(codes)}.",
            did_you_mean(row, codes),
        )
    return OneOf(field, (str(row),))


def _band(field: str, row: str, node: Node, domain: NumberDomain, covered: list[Within]) -> Condition:
    """One step of a staircase: `<2`, `2-4`, `3` or `13+`; an end of the range is no bound."""
    match = _BAND.match(row)
    if not match:
        node.report("P15", f"The band `{row}` cannot be read.", 'Write it as "<2", "2-4", "3" or "13+".')
        return ALWAYS
    below, low, high, more = (match[name] for name in ("below", "low", "high", "more"))
    ends: dict[str, Any] = (
        {"below": below} if below else {"at_least": low} | ({} if more else {"at_most": high or low})
    )
    bounds = {operator: _number_spot(node, text) for operator, text in ends.items()}
    if "at_least" in bounds and bounds["at_least"].value == domain.minimum:
        del bounds["at_least"]
    if "at_most" in bounds and bounds["at_most"].value == domain.maximum:
        del bounds["at_most"]
    if not bounds:
        node.report("P15", f"The band `{row}` covers every answer.", "Use `when`, or narrow the band.")
        return ALWAYS
    band = within(field, node, domain, bounds)
    assert isinstance(band, Within)
    if any(_overlap(band, other) for other in covered):
        node.report(
            "P15", f"The band `{row}` overlaps another one.", "Let every number fall into one band at most."
        )
    covered.append(band)
    return band


def _number_spot(node: Node, text: str) -> Node:
    number = float(text) if text.count(".") <= 1 and text.strip(".") else None
    value = int(number) if number is not None and number.is_integer() else number
    return type(node)(value, node.file, node.path, node.line, node.column, node.problems)


def _overlap(a: Within, b: Within) -> bool:
    return _starts_before_end(a, b) and _starts_before_end(b, a)


def _starts_before_end(a: Within, b: Within) -> bool:
    if a.low is None or b.high is None:
        return True
    return a.low < b.high or (a.low == b.high and not b.high_open)
