"""Reads the sources that rules may name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runner_intake.pack.model import Source

if TYPE_CHECKING:
    from runner_intake.reading import Spot

DIRECTIONS = ("supports", "mixed", "against", "context")
_TEXTS = ("cite", "design", "population", "figure", "finding")
_LINKS = ("doi", "pmid", "pmc")


def read_sources(at: Spot) -> dict[str, Source]:
    """The sources by id; problems are recorded at their places."""
    at.allow(("sources",))
    return {name: _source(name, spot) for name, spot in at.need("sources").entries("a mapping of source ids to sources")}


def _source(name: str, at: Spot) -> Source:
    at.allow((*_TEXTS, *_LINKS, "direction", "checked"))
    texts = {key: at.need(key).text() for key in _TEXTS}
    links = {key: found.text() for key in _LINKS if (found := at.get(key)) is not None}
    direction_at = at.need("direction")
    direction: Any = direction_at.text()
    if direction and direction not in DIRECTIONS:
        direction_at.fail("P07", f"`{direction}` is not a direction.", f"Use one of: {', '.join(DIRECTIONS)}.")
    return Source(id=name, **texts, **links, direction=direction, checked=at.need("checked").yes(), place=at.place)
