"""How far open orders and levels are from proof, once answers have changed components of the circuit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.circuit import Packing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runner_intake.circuit import Circuit, Component, ScoreBounds, Vector
    from runner_intake.engine.quantities import LevelFact, OrderFact

MOST_ADDED = 1 << 16
"""How many vectors of distances can be added up."""


class Distances:
    """The distances of some orders and levels under some bounds. As vectors they have a lane for each: orders
    first, then levels.
    """

    def __init__(
        self,
        circuit: Circuit,
        components: Sequence[int],
        bounds: ScoreBounds,
        orders: Sequence[OrderFact],
        levels: Sequence[LevelFact],
    ) -> None:
        self._components = [circuit.components[number] for number in components]
        self._scale = scale = circuit.scale
        self.as_they_are = [
            *[order.distance_to_proof(bounds) for order in orders],
            *[level.distance_to_proof(bounds) for level in levels],
        ]
        ahead = [bounds.behind(order.a, order.b) for order in orders]
        behind = [bounds.behind(order.b, order.a) for order in orders]
        most = sum(map(abs, (*ahead, *behind, *self.as_they_are)))
        spread = sum(component.packing.most for component in self._components)
        self.packing = Packing(len(self.as_they_are), MOST_ADDED * (most + spread))
        self._behind = self.packing.packed(ahead), self.packing.packed(behind)
        self._lanes = [
            (
                _lanes(component, (scale.difference(order.a, order.b) for order in orders)),
                _lanes(component, (scale.difference(order.b, order.a) for order in orders)),
            )
            for component in self._components
        ]
        by_benefit: dict[int, list[tuple[int, LevelFact]]] = {}
        for number, level in enumerate(levels, len(orders)):
            by_benefit.setdefault(level.benefit, []).append((number, level))
        self._ends = [
            _Ends(
                [bounds.amounts[index] for index in scale.alone(benefit)],
                [_lanes(component, scale.alone(benefit)) for component in self._components],
                own,
                sum(self.packing.in_lane(self.as_they_are[number], number) for number, _ in own),
            )
            for benefit, own in by_benefit.items()
        ]

    def after(self, changes: Iterable[Vector]) -> Vector:
        """The distances after something was added to the vector of each component."""
        ahead, behind = self._behind
        packed = self.packing.packed
        added = [
            (*component.packing.amounts(change), 0)
            for component, change in zip(self._components, changes, strict=True)
        ]
        for own, (lanes, swapped) in zip(added, self._lanes, strict=True):
            ahead -= packed([own[lane] for lane in lanes])
            behind -= packed([own[lane] for lane in swapped])
        distances = self.packing.above_zero(self.packing.lowest(ahead, behind))
        for ends in self._ends:
            distances += self._of_levels(ends, added)
        return distances

    def _of_levels(self, ends: _Ends, added: Sequence[tuple[int, ...]]) -> Vector:
        """The distances of the levels of one benefit."""
        amounts = ends.amounts
        for own, lanes in zip(added, ends.lanes, strict=True):
            amounts = [amount + own[lane] for amount, lane in zip(amounts, lanes, strict=True)]
        if amounts == ends.amounts:
            return ends.as_they_are
        low, high, applies = self._scale.bounds_alone(amounts)
        return sum(
            self.packing.in_lane(level.distance(low, high, applies), number) for number, level in ends.levels
        )


@dataclass(frozen=True, slots=True)
class _Ends:
    """What bounds one benefit alone, the lanes of that in each component, and its open levels by number."""

    amounts: list[int]
    lanes: list[list[int]]
    levels: list[tuple[int, LevelFact]]
    as_they_are: Vector


def _lanes(component: Component, quantities: Iterable[int]) -> list[int]:
    """The lane of each quantity in the vector of a component; -1, after the last, is none."""
    return [component.lanes.get(quantity, -1) for quantity in quantities]
