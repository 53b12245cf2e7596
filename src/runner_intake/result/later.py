"""A part of a document that is made when it is first looked at: it takes long, and is often not wanted.

It is the same as a tuple of its items: equal to one, written like one, copied and pickled as one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar, overload

if TYPE_CHECKING:
    from pydantic import ValidatorFunctionWrapHandler

T = TypeVar("T")


class Later(Sequence[T], Generic[T]):
    """The items that `make` gives, asked once. Until then it holds what they are made from."""

    __slots__ = ("_items", "_make")

    def __init__(self, make: Callable[[], tuple[T, ...]]) -> None:
        self._make: Callable[[], tuple[T, ...]] | None = make
        self._items: tuple[T, ...] = ()

    def _all(self) -> tuple[T, ...]:
        if (make := self._make) is not None:
            self._items, self._make = make(), None
        return self._items

    @overload
    def __getitem__(self, number: int) -> T: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[T, ...]: ...
    def __getitem__(self, number: int | slice) -> T | tuple[T, ...]:
        return self._all()[number]

    def __len__(self) -> int:
        return len(self._all())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, tuple | Later) and self._all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def __reduce__(self) -> tuple[type[tuple[T, ...]], tuple[tuple[T, ...]]]:
        return tuple, (self._all(),)


def as_tuple(items: object, validated: ValidatorFunctionWrapHandler) -> Sequence[object]:
    """Validates items of a document into a tuple; what is made later is taken as it is."""
    return items if isinstance(items, Later) else tuple(validated(items))
