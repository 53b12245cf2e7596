"""Which language a browser asks for. Knows no page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

MOST_RANGES = 20


def preferred(header: str, known: Collection[str]) -> str | None:
    """The one of the `known` languages that an Accept-Language header wants most; None where it wants none of
    them. A country or a script is left away where only the language is known: de-AT is also de.

    >>> preferred("fr, de-AT;q=0.9, en;q=0.8", ["en", "de"])
    'de'
    """
    tags = {tag.casefold(): tag for tag in known}
    wanted = [_weighed(part) for part in header.split(",")[:MOST_RANGES]]
    for language, weight in sorted(wanted, key=lambda weighted: -weighted[1]):
        parts = language.split("-")
        for length in range(len(parts), 0, -1):
            tag = tags.get("-".join(parts[:length]))
            if tag and weight > 0:
                return tag
    return None


def _weighed(part: str) -> tuple[str, float]:
    """A language and how much it is wanted, from 0 to 1; 0 where that cannot be read."""
    language, _, weight = part.partition(";")
    name, _, number = weight.strip().partition("=")
    try:
        return language.strip().casefold(), float(number) if name.strip() == "q" else 1.0
    except ValueError:
        return language.strip().casefold(), 0.0
