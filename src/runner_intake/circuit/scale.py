"""The one integer scale on which benefits are compared, and the bounds that amounts on it stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import Generic, TypeVar, overload

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

    def alone(self, benefit: int) -> range:
        """The five quantities of a benefit alone."""
        return range(self.points(benefit), self.points(benefit) + ENDS)

    def bounds_alone(self, amounts: Sequence[int]) -> tuple[int, int, bool | None]:
        """What the smallest amounts of these five stand for: lowest points, highest points where the benefit
        applies, and whether it does.
        """
        low, _, high, surely, may = amounts
        applies = True if surely else None if may else False
        return low, -high - (self.big if applies is not False else 0), applies

    def applying(self, benefit: int) -> int:
        """The quantity that tells whether a benefit applies."""
        return self.points(benefit) + 3

    def of_point(self, benefit: int) -> Adds:
        """What a point for one benefit adds: to its differences, its lowest and highest score, and its
        highest where it applies.
        """
        first = self.points(benefit)
        return {**self._differences(benefit, self.weights[benefit]), first: 1, first + 1: -1, first + 2: -1}

    def of_applying(self, benefit: int) -> Adds:
        """What applying adds: more than any score to the differences, so that what applies stands before what
        does not.
        """
        first = self.points(benefit)
        return {**self._differences(benefit, self.big), first + 2: -self.big, first + 3: 1, first + 4: -1}

    def _differences(self, benefit: int, amount: int) -> dict[int, int]:
        row = self.count - 1
        ahead = range(benefit * row, (benefit + 1) * row)
        behind = [
            other * row + benefit - (other < benefit) for other in range(self.count) if other != benefit
        ]
        return dict.fromkeys(ahead, amount) | dict.fromkeys(behind, -amount)


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
        if number.__class__ is int and number in self._known:
            return self._known[number]
        if isinstance(number, slice):
            return tuple(self)[number]
        if not 0 <= number < self._count:
            raise IndexError(number)
        value = self._known[number] = self._make(number)
        return value

    def __iter__(self) -> Iterator[T]:
        return map(self.__getitem__, range(self._count))

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
class ScoreBounds:
    """What holds over all completions: for each benefit its points (low, high), whether it applies, its
    highest points where it applies, and for each ordered pair the smallest difference of weighted scores.
    """

    low: Sequence[int]
    high: Sequence[int]
    high_where_applicable: Sequence[int]
    applies: Sequence[bool | None]
    differences: Mapping[tuple[int, int], int]
    exact: bool
    amounts: Sequence[int] = field(default=(), compare=False, repr=False)
    """The smallest amounts that they stand for."""

    def surely_before(self, a: int, b: int) -> bool:
        """Whether benefit a stands before b in every completion; ties go to the one declared first."""
        return self.differences[a, b] >= (0 if a < b else 1)

    def behind(self, a: int, b: int) -> int:
        """How much is missing until benefit a surely stands before b; 0 or less where it does."""
        return (0 if a < b else 1) - self.differences[a, b]


def bounds_from(amounts: Sequence[int], scale: Scale, *, exact: bool) -> ScoreBounds:
    """The bounds that the smallest amounts of all quantities stand for."""
    first = scale.points(0)

    def end(benefit: int) -> tuple[int, int, bool | None]:
        return scale.bounds_alone([amounts[index] for index in scale.alone(benefit)])

    ends = Lazy(scale.count, end)
    return ScoreBounds(
        low=Lazy(scale.count, lambda benefit: amounts[first + ENDS * benefit]),
        high=Lazy(scale.count, lambda benefit: -amounts[first + ENDS * benefit + 1]),
        high_where_applicable=Lazy(scale.count, lambda benefit: ends[benefit][1]),
        applies=Lazy(scale.count, lambda benefit: ends[benefit][2]),
        differences=Differences(scale, amounts),
        exact=exact,
        amounts=amounts,
    )
