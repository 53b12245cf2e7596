"""The one integer scale on which benefits are compared, and the bounds that a vector on it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

Vector = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """Where each quantity stands in a vector. All are minimised; a maximum is the minimum of the negative."""

    count: int
    weights: tuple[int, ...]
    big: int

    @property
    def pairs(self) -> list[tuple[int, int]]:
        return list(permutations(range(self.count), 2))

    def difference(self, a: int, b: int) -> int:
        """Where the difference of two benefits stands in a vector."""
        return self.pairs.index((a, b))

    def points(self, benefit: int) -> int:
        """Where the lowest points of a benefit stand in a vector."""
        return len(self.pairs) + 5 * benefit

    def applying(self, benefit: int) -> int:
        """Where it stands whether a benefit applies."""
        return len(self.pairs) + 5 * benefit + 3

    def of_points(self, benefit: int, points: int) -> Vector:
        """What points for one benefit add: to its differences, its lowest and highest score, and its highest
        where it applies.
        """
        weighted = points * self.weights[benefit]
        return (*self._differences(benefit, weighted), *self._ends(benefit, (points, -points, -points, 0, 0)))

    def of_applying(self, benefit: int) -> Vector:
        """What applying adds: more than any score to the differences, so that what applies stands before what
        does not.
        """
        return (*self._differences(benefit, self.big), *self._ends(benefit, (0, 0, -self.big, 1, -1)))

    def _differences(self, benefit: int, amount: int) -> Iterator[int]:
        return (amount if a == benefit else -amount if b == benefit else 0 for a, b in self.pairs)

    def _ends(self, benefit: int, values: tuple[int, ...]) -> Iterator[int]:
        return (value if each == benefit else 0 for each in range(self.count) for value in values)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What holds over all completions: for each benefit its points (low, high), whether it applies, its
    highest points where it applies, and for each ordered pair the smallest difference of weighted scores.
    """

    low: tuple[int, ...]
    high: tuple[int, ...]
    high_where_applicable: tuple[int, ...]
    applies: tuple[bool | None, ...]
    differences: Mapping[tuple[int, int], int]
    exact: bool

    def surely_before(self, a: int, b: int) -> bool:
        """Whether benefit a stands before b in every completion; ties go to the one declared first."""
        return self.differences[a, b] >= (0 if a < b else 1)
