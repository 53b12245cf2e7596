"""Reads the sources that rules may name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runner_intake.pack.model import Source

if TYPE_CHECKING:
    from runner_intake.reading import Node

DIRECTIONS = ("supports", "mixed", "against", "context")
_TEXTS = ("cite", "design", "population", "figure", "finding")
_LINKS = ("doi", "pmid", "pmc")


def read_sources(at: Node) -> dict[str, Source]:
    """The sources by id; problems are recorded at their places."""
    at.only_keys(("sources",))
    return {
        name: _source(name, node)
        for name, node in at.require("sources").entries("a mapping of source ids to sources")
    }


def _source(name: str, at: Node) -> Source:
    at.only_keys((*_TEXTS, *_LINKS, "direction", "checked"))
    texts = {key: at.require(key).text() for key in _TEXTS}
    links = {key: found.text() for key in _LINKS if (found := at.get(key)) is not None}
    direction_at = at.require("direction")
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
        checked=at.require("checked").boolean(),
        place=at.place,
    )
