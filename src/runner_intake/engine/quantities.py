"""What is asked of scores: the order of two benefits, and whether one reaches a level; and how far bounds are
from proof of it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from runner_intake.circuit import ScoreBounds
    from runner_intake.conditions import Truth


class OrderFact(NamedTuple):
    """Whether benefit `a` or benefit `b` stands before the other."""

    a: int
    b: int

    @property
    def benefits(self) -> tuple[int, ...]:
        """The benefits that it is about."""
        return self.a, self.b

    def distance_to_proof(self, bounds: ScoreBounds) -> int:
        """How far the bounds are from proving either order; 0 where one is proved."""
        return max(0, min(bounds.behind(self.a, self.b), bounds.behind(self.b, self.a)))


class LevelFact(NamedTuple):
    """Whether a benefit applies and has at least `points`; `suggests` where it is then suggested."""

    benefit: int
    points: int
    weight: int
    suggests: bool

    @property
    def benefits(self) -> tuple[int, ...]:
        """The benefit that it is about."""
        return (self.benefit,)

    def distance_to_proof(self, bounds: ScoreBounds) -> int:
        """How far the bounds are from proving or excluding it; 0 where one is done."""
        return self.distance(
            bounds.low[self.benefit],
            bounds.high_where_applicable[self.benefit],
            bounds.applies[self.benefit],
        )

    def distance(self, low: int, high_where_applicable: int, applies: Truth) -> int:
        """How far such bounds of the benefit are from proving or excluding it, weighted to the scale of
        differences.
        """
        if applies is False:
            return 0
        to_exclude = max(0, high_where_applicable - self.points + 1)
        to_prove = max(0, self.points - low) + (1 if applies is None else 0)
        return self.weight * min(to_exclude, to_prove)


Quantity = OrderFact | LevelFact

MOST_KEPT = 1 << 16
"""Orders, and levels, that are kept: they are the same for everybody, and large packs have many."""

order_fact = lru_cache(maxsize=MOST_KEPT)(OrderFact)
level_fact = lru_cache(maxsize=MOST_KEPT)(LevelFact)
