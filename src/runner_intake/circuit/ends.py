"""What bounds every benefit alone, as vectors of their own with a lane for each of these quantities: added up
over the components, they are the smallest amounts of all of them at once.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from runner_intake.circuit.packing import Packing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from runner_intake.circuit.nodes import Component, Terms
    from runner_intake.circuit.packing import Vector
    from runner_intake.circuit.scale import Scale


class Ends:
    """The ends of all benefits. `constant` is what holds for everybody, `terms` the components that touch
    each quantity.
    """

    def __init__(
        self, scale: Scale, components: Sequence[Component], constant: Mapping[int, int], terms: Terms
    ) -> None:
        self.quantities = range(scale.points(0), scale.size)
        touched: dict[int, dict[int, int]] = defaultdict(dict)
        for place, quantity in enumerate(self.quantities):
            for number, lane in terms.get(quantity, ()):
                touched[components[number].root][place] = lane
        self._lanes = {
            root: (min(lanes), [lanes.get(place, -1) for place in range(min(lanes), max(lanes) + 1)])
            for root, lanes in touched.items()
        }
        for_all = [constant.get(quantity, 0) for quantity in self.quantities]
        most = sum(map(abs, for_all)) + sum(component.packing.most for component in components)
        self._packing = Packing(len(self.quantities), most)
        self._for_all = self._packing.packed(for_all)

    def vector(self, component: Component, amounts: Sequence[int]) -> Vector:
        """What a component adds to the ends where its own vector has these amounts."""
        first, lanes = self._lanes.get(component.root, (0, ()))
        with_none = (*amounts, 0)
        return self._packing.in_lane(self._packing.packed([with_none[lane] for lane in lanes]), first)

    def amounts(self, vectors: Iterable[Vector]) -> dict[int, int]:
        """The smallest amount of every end, by quantity, from the vectors of all components."""
        return dict(zip(self.quantities, self._packing.amounts(sum(vectors, self._for_all)), strict=True))
