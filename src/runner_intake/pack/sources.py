"""Reads the sources that rules may name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runner_intake.pack.model import Source

if TYPE_CHECKING:
    from runner_intake.reading import Node

DIRECTIONS = ("supports", "mixed", "against", "context")
_TEXTS = ("cite", "design", "population", "figure", "finding")
_LINKS = ("doi", "pmid", "pmc")


def read_sources(file: Node) -> dict[str, Source]:
    """The sources by id; problems are recorded at their places."""
    file.only_keys(("sources",))
    return {
        name: _source(name, node)
        for name, node in file.require("sources").entries("a mapping of source ids to sources")
    }


def _source(name: str, node: Node) -> Source:
    node.only_keys((*_TEXTS, *_LINKS, "direction", "checked"))
    texts = {key: node.require(key).text() for key in _TEXTS}
    links = {key: link.text() for key in _LINKS if (link := node.get(key)) is not None}
    direction_at = node.require("direction")
    direction: Any = direction_at.text()
    if direction and direction not in DIRECTIONS:
        direction_at.report(
            "P07", f"`{direction}` is not a direction.", f"Use one of: {', '.join(DIRECTIONS)}."
        )
    return Source(
        id=name,
        **texts,
        **links,
        direction=direction,
        checked=node.require("checked").boolean(),
        place=node.place,
    )
