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
    groups: list[tuple[set[str], list[T]]] = []
    for thing in things:
        shared, joined, rest = set(fields(thing)), [thing], []
        for group in groups:
            if group[0] & shared:
                shared |= group[0]
                joined = group[1] + joined
            else:
                rest.append(group)
        groups = [*rest, (shared, joined)]
    return [members for _, members in groups]
