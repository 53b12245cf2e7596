"""What the schema of a pack's files needs to know of the pack: its questions, and the ids of everything else.

Read from the files that can be read, so that there is a schema while the pack is still being written. Refuses
to judge: what is wrong with a file is for `load_pack` to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.pack.read import file_contents, file_texts
from runner_intake.questionnaire import parse_questionnaire
from runner_intake.reading import split_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

    from runner_intake.errors import Problem
    from runner_intake.questionnaire import Questionnaire
    from runner_intake.reading import Node


@dataclass(frozen=True, slots=True)
class PackOutline:
    """The questions of a pack and its ids, in the order in which they are written. A text is empty where
    there is none; `unread` names the files that are left out because they cannot be read.
    """

    id: str
    version: str
    questionnaire: Questionnaire
    sections: tuple[str, ...]
    safety_rules: tuple[str, ...]
    benefits: tuple[str, ...]
    sources: Mapping[str, str]
    """Every source by id, with what it is cited as."""
    unread: tuple[str, ...] = ()


def read_outline(folder: Traversable) -> PackOutline:
    """The outline of the pack in a folder; IntakeError (P01) where there is no pack.yaml."""
    problems: list[Problem] = []
    files = file_contents(file_texts(folder, problems), problems)
    unread = dict.fromkeys(split_place(problem.place)[0] for problem in problems)
    sections = [*_in_folder(files, "questionnaire")]
    head = files.get("pack.yaml")
    order = [*_texts(head, "sections")]
    sections.sort(key=lambda file: _place(order, _text(file, "id")))
    sources = files["sources.yaml"].get("sources") if "sources.yaml" in files else None
    return PackOutline(
        id=_text(head, "id"),
        version=_text(head, "version"),
        questionnaire=parse_questionnaire(sections),
        sections=tuple(name for file in sections if (name := _text(file, "id"))),
        safety_rules=tuple(name for file in _in_folder(files, "safety") for name in _ids(file, "rules")),
        benefits=tuple(name for file in _in_folder(files, "benefits") if (name := _text(file, "id"))),
        sources={name: _text(source, "cite") for name, source in _entries(sources)},
        unread=tuple(unread),
    )


def _in_folder(files: Mapping[str, Node], folder: str) -> Iterator[Node]:
    return (file for name, file in files.items() if name.startswith(f"{folder}/"))


def _place(order: list[str], name: str) -> int:
    """Where a name stands in a list; after all others where it is not in it."""
    return order.index(name) if name in order else len(order)


def _entries(table: Node | None) -> Iterator[tuple[str, Node]]:
    if table is not None and table.is_table():
        yield from table.entries()


def _rows(table: Node | None, key: str) -> list[Node]:
    rows = table.get(key) if table is not None else None
    return rows.rows() if rows is not None else []


def _ids(table: Node, key: str) -> Iterator[str]:
    return (name for row in _rows(table, key) if (name := _text(row, "id")))


def _texts(table: Node | None, key: str) -> Iterator[str]:
    return (row.value for row in _rows(table, key) if type(row.value) is str)


def _text(table: Node | None, key: str) -> str:
    node = table.get(key) if table is not None else None
    return node.value if node is not None and type(node.value) is str else ""
