"""Where every score that a benefit can have stands among those of all benefits, as one whole number: the
higher, the sooner it is suggested. Ties are decided as declared, so no two benefits ever stand at one place.

Highest scores may be unlike, and a scale on which all of them are whole numbers soon passes every kind of
number. Places are counted in advance, exactly, and are small.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from runner_intake.batch.whole_numbers import Kind, kind_for

if TYPE_CHECKING:
    from runner_intake.pack import Benefit, Pack


def span(benefit: Benefit) -> int:
    """More or fewer points than these a benefit cannot have."""
    return sum(abs(rule.points) for rule in benefit.rules)


@dataclass(frozen=True)
class Standings:
    """The places of a pack. A benefit is named by its index; its score is its points, and `applying` more
    where it applies.
    """

    pack: Pack

    @cached_property
    def applying(self) -> tuple[int, ...]:
        """What is added to the points of each benefit where it applies: more than any difference of them."""
        return tuple(2 * span(benefit) + 1 for benefit in self.pack.benefits)

    @cached_property
    def _worths(self) -> list[dict[int, tuple[bool, int]]]:
        """For each benefit what every score is worth: what applies before what does not, then by priority."""
        return [
            {
                points + extra: (bool(extra), points * weight)
                for points in range(-span(benefit), span(benefit) + 1, _step(benefit))
                for extra in (0, applying)
            }
            for benefit, weight, applying in zip(
                self.pack.benefits, self.pack.weights, self.applying, strict=True
            )
        ]

    @cached_property
    def _order(self) -> dict[tuple[bool, int], int]:
        every = sorted({worth for worths in self._worths for worth in worths.values()})
        return {worth: number for number, worth in enumerate(every)}

    @cached_property
    def end(self) -> int:
        """Above every place."""
        return len(self._order) * len(self.pack.benefits)

    @cached_property
    def _kind(self) -> Kind:
        return kind_for(self.end, pl.Int32)

    def place(self, index: int, score: pl.Expr) -> pl.Expr:
        """The place of a score; 0 or higher."""
        worths, count = self._worths[index], len(self.pack.benefits)
        places = [self._order[worth] * count + count - 1 - index for worth in worths.values()]
        return score.replace_strict(list(worths), places, return_dtype=self._kind)

    def holder(self, place: pl.Expr) -> pl.Expr:
        """The benefit that stands at a place."""
        count = len(self.pack.benefits)
        return count - 1 - place % count


def _step(benefit: Benefit) -> int:
    """What all scores of a benefit are multiples of."""
    return math.gcd(*(rule.points for rule in benefit.rules)) or 1
