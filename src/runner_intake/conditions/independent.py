"""Things that look at fields, in groups that share none: what is true of one group says nothing of
another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

T = TypeVar("T")


def independent_groups(things: Iterable[T], fields: Callable[[T], Collection[str]]) -> list[list[T]]:
    """The things in groups without a common field; `fields` gives those that a thing looks at."""
    groups: dict[int, tuple[set[str], list[T]]] = {}
    group_of: dict[str, int] = {}
    for number, thing in enumerate(things):
        shared, joined = set(fields(thing)), [thing]
        for met in sorted({group_of[name] for name in shared if name in group_of}):
            names, members = groups.pop(met)
            shared |= names
            joined = members + joined
        groups[number] = shared, joined
        group_of.update(dict.fromkeys(shared, number))
    return [members for _, members in groups.values()]
