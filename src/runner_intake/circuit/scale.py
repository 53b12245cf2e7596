"""The one integer scale on which benefits are compared, and the bounds that amounts on it stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Generic, TypeVar, overload

Vector = tuple[int, ...]
Adds = Mapping[int, int]
"""What a rule adds where it holds: the quantities that it touches, and how much to each."""

T = TypeVar("T")

ENDS = 5
"""How many quantities there are of one benefit alone."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The numbers of the quantities: the differences of ordered pairs of benefits, then five for each
    benefit. All are minimised; a maximum is the minimum of the negative.
    """

    count: int
    weights: tuple[int, ...]
    big: int

    @property
    def pairs(self) -> list[tuple[int, int]]:
        return list(permutations(range(self.count), 2))

    @property
    def size(self) -> int:
        """How many quantities there are."""
        return self.count * (self.count - 1) + ENDS * self.count

    def difference(self, a: int, b: int) -> int:
        """The quantity that is the difference of two benefits."""
        return a * (self.count - 1) + (b if b < a else b - 1)

    def points(self, benefit: int) -> int:
        """The quantity that is the lowest points of a benefit. After it come its highest points, its highest
        where it applies (both negated), that it surely applies, and that it may (negated).
        """
        return self.count * (self.count - 1) + ENDS * benefit

    def applying(self, benefit: int) -> int:
        """The quantity that tells whether a benefit applies."""
        return self.points(benefit) + 3

    def of_points(self, benefit: int, points: int) -> Adds:
        """What points for one benefit add: to its differences, its lowest and highest score, and its highest
        where it applies.
        """
        first = self.points(benefit)
        return {
            **self._differences(benefit, points * self.weights[benefit]),
            first: points,
            first + 1: -points,
            first + 2: -points,
        }

    def of_applying(self, benefit: int) -> Adds:
        """What applying adds: more than any score to the differences, so that what applies stands before what
        does not.
        """
        first = self.points(benefit)
        return {**self._differences(benefit, self.big), first + 2: -self.big, first + 3: 1, first + 4: -1}

    def _differences(self, benefit: int, amount: int) -> dict[int, int]:
        others = [other for other in range(self.count) if other != benefit]
        ahead = {self.difference(benefit, other): amount for other in others}
        return ahead | {self.difference(other, benefit): -amount for other in others}


class Lazy(Sequence[T], Generic[T]):
    """Values by number, each computed when it is first asked for."""

    __slots__ = ("_count", "_known", "_make")

    def __init__(self, count: int, make: Callable[[int], T]) -> None:
        self._count, self._make = count, make
        self._known: dict[int, T] = {}

    @overload
    def __getitem__(self, number: int) -> T: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[T, ...]: ...
    def __getitem__(self, number: int | slice) -> T | tuple[T, ...]:
        if isinstance(number, slice):
            return tuple(self)[number]
        if number not in self._known:
            if not 0 <= number < self._count:
                raise IndexError(number)
            self._known[number] = self._make(number)
        return self._known[number]

    def __len__(self) -> int:
        return self._count

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


class Differences(Mapping[tuple[int, int], int]):
    """The smallest difference of each ordered pair of benefits, put together when it is first asked for."""

    __slots__ = ("_amounts", "_row", "_scale")

    def __init__(self, scale: Scale, amounts: Sequence[int]) -> None:
        self._scale, self._amounts, self._row = scale, amounts, scale.count - 1

    def __getitem__(self, pair: tuple[int, int]) -> int:
        a, b = pair
        return self._amounts[a * self._row + (b if b < a else b - 1)]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(self._scale.pairs)

    def __len__(self) -> int:
        return self._scale.count * (self._scale.count - 1)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What holds over all completions: for each benefit its points (low, high), whether it applies, its
    highest points where it applies, and for each ordered pair the smallest difference of weighted scores.
    """

    low: Sequence[int]
    high: Sequence[int]
    high_where_applicable: Sequence[int]
    applies: Sequence[bool | None]
    differences: Mapping[tuple[int, int], int]
    exact: bool

    def surely_before(self, a: int, b: int) -> bool:
        """Whether benefit a stands before b in every completion; ties go to the one declared first."""
        return self.differences[a, b] >= (0 if a < b else 1)


def bounds_from(amounts: Sequence[int], scale: Scale, *, exact: bool) -> Bounds:
    """The bounds that the smallest amounts of all quantities stand for."""
    first = scale.points(0)

    def applies(benefit: int) -> bool | None:
        surely, may = amounts[first + ENDS * benefit + 3], amounts[first + ENDS * benefit + 4]
        return True if surely else None if -may else False

    def highest_applying(benefit: int) -> int:
        big = scale.big if applies(benefit) is not False else 0
        return -amounts[first + ENDS * benefit + 2] - big

    return Bounds(
        low=Lazy(scale.count, lambda benefit: amounts[first + ENDS * benefit]),
        high=Lazy(scale.count, lambda benefit: -amounts[first + ENDS * benefit + 1]),
        high_where_applicable=Lazy(scale.count, highest_applying),
        applies=Lazy(scale.count, applies),
        differences=Differences(scale, amounts),
        exact=exact,
    )
