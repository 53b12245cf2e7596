"""Which texts and numbers of a pack stand in which cell of its workbook. Knows where they are in the files,
not what they mean.

Ids and conditions are not among them: what is asked when, and what counts, stays in the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

NUMBERS = frozenset({"minimum", "maximum", "step", "points", "priority", "factor", "max"})
"""The columns of numbers; all others hold texts."""

SHEETS: Mapping[str, tuple[str, ...]] = {
    "questions": ("ask", "help", "why", "unit", "minimum", "maximum", "step", "low", "high", "short"),
    "options": ("label",),
    "safety": ("message", "condition"),
    "benefits": ("title", "short", "claim", "verdict", "grade", "support", "factor", "max"),
    "points": ("points", "because"),
    "first steps": ("title", "priority", "because"),
    "sources": ("cite", "doi", "pmid", "pmc", "design", "population", "figure", "finding", "direction"),
}
"""The columns of each sheet, beside the id that every row begins with."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One text or number: its sheet, row and column, its file, and where it stands there (from, to)."""

    sheet: str
    row: str
    column: str
    file: str
    text: str
    span: tuple[int, int]
    style: str | None


def files_of(folder: Traversable) -> dict[str, str]:
    """The files of a pack that have cells, by name, with their texts."""
    texts: dict[str, str] = {}
    for name in ("questionnaire", "safety", "benefits"):
        inside = folder / name
        for file in sorted(inside.iterdir(), key=lambda file: file.name) if inside.is_dir() else ():
            if file.name.endswith(".yaml"):
                texts[f"{name}/{file.name}"] = file.read_text(encoding="utf-8")
    for name in ("first_steps.yaml", "sources.yaml"):
        if (folder / name).is_file():
            texts[name] = (folder / name).read_text(encoding="utf-8")
    return texts


def leaves_of(files: Mapping[str, str]) -> list[Leaf]:
    """Every cell of the workbook of a pack that could be loaded, in the order of the files."""
    return [leaf for file, text in files.items() for leaf in _leaves(file, yaml.compose(text))]


def _leaves(file: str, root: yaml.Node | None) -> Iterator[Leaf]:
    keys = _keys(root)
    match file.partition("/")[0]:
        case "questionnaire":
            for question in _rows(keys.get("questions")):
                yield from _question(question, file)
        case "safety":
            for rule in _rows(keys.get("rules")):
                yield from _cells("safety", _id(rule), rule, file)
        case "benefits":
            yield from _benefit(keys, file)
        case "first_steps.yaml":
            for step in _rows(keys.get("steps")):
                for row in (step, *_rows(step.get("rules"))):
                    yield from _cells("first steps", _id(row), row, file)
        case _:
            for name, source in _keys(keys.get("sources")).items():
                yield from _cells("sources", name, _keys(source), file)


def _benefit(keys: dict[str, yaml.Node], file: str) -> Iterator[Leaf]:
    yield from _cells("benefits", _id(keys), {**keys, **_keys(keys.get("evidence"))}, file)
    for rule in _rows(keys.get("points")):
        yield from _point_rule(rule, file)


def _question(question: dict[str, yaml.Node], file: str) -> Iterator[Leaf]:
    yield from _cells("questions", _id(question), question, file)
    fields = _rows(question.get("fields"))
    for field in fields:
        yield from _cells("questions", _id(field), field, file)
    for field in fields or [question]:
        for code, label in _keys(field.get("options")).items():
            yield from _cells("options", f"{_id(field)}.{code}", {"label": label}, file)


def _point_rule(rule: dict[str, yaml.Node], file: str) -> Iterator[Leaf]:
    """The row of a rule, and one for each band or choice of a table."""
    name = _id(rule)
    because = _keys(rule.get("because"))
    yield from _cells("points", name, rule, file)
    for key in ("bands", "choices"):
        for table in _keys(rule.get(key)).values():
            for row, points in _keys(table).items():
                cells = {"points": points, **({"because": because[row]} if row in because else {})}
                yield from _cells("points", f"{name}.{row}", cells, file)


def _cells(sheet: str, row: str, keys: Mapping[str, yaml.Node], file: str) -> Iterator[Leaf]:
    """The cells of one row; of a text with parts, the text."""
    for column in SHEETS[sheet]:
        node = keys.get(column)
        if isinstance(node, yaml.MappingNode):
            node = _keys(node).get("text")
        if isinstance(node, yaml.ScalarNode):
            span = (node.start_mark.index, node.end_mark.index)
            yield Leaf(sheet, row, column, file, node.value, span, node.style)


def _keys(node: yaml.Node | None) -> dict[str, yaml.Node]:
    return {key.value: value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _rows(node: yaml.Node | None) -> list[dict[str, yaml.Node]]:
    return [_keys(item) for item in node.value] if isinstance(node, yaml.SequenceNode) else []


def _id(keys: Mapping[str, yaml.Node]) -> str:
    return str(keys["id"].value)
