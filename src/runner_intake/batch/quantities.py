"""Linear quantities of points and applicability, and what a rule adds to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runner_intake.conditions import Condition

Share = tuple[tuple[int, ...], tuple[int, ...]]
"""What something adds: points to each benefit, and 1 where it makes each benefit apply."""


@dataclass(frozen=True)
class ScoredCondition:
    """A condition and what it adds where it holds. `bare` is the condition without the gate of its one field,
    where it has one field.
    """

    condition: Condition
    share: Share
    bare: Condition | None


@dataclass(frozen=True)
class LinearQuantity:
    """A linear quantity of points and applicability, of which the minimum over all completions is wanted."""

    name: str
    points: Mapping[int, int]
    applies: Mapping[int, int] = field(default_factory=dict)

    @property
    def benefits(self) -> list[int]:
        """The benefits that it is about."""
        return list({**self.points, **self.applies})

    def most(self, spans: Sequence[int]) -> int:
        """What it never passes in either direction, nor any sum of what rules add to it, for benefits that
        have no more points than these.
        """
        points = sum(abs(weight) * spans[benefit] for benefit, weight in self.points.items())
        return points + sum(map(abs, self.applies.values()))

    def of(self, share: Share) -> int:
        """What a share adds to it."""
        points, applies = share
        return _weighted(self.points, points) + _weighted(self.applies, applies)


def _weighted(weights: Mapping[int, int], numbers: tuple[int, ...]) -> int:
    return sum(weight * numbers[benefit] for benefit, weight in weights.items())


def total(shares: Sequence[Share], count: int) -> Share:
    """What some shares add together, to so many benefits."""
    points = tuple(sum(share[0][benefit] for share in shares) for benefit in range(count))
    return points, tuple(sum(share[1][benefit] for share in shares) for benefit in range(count))
