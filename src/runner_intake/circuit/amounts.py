"""The smallest amounts of all quantities over all completions, each put together from the components when
it is first asked for. Knows sums, not what a quantity stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from runner_intake.circuit.nodes import Item, Terms
    from runner_intake.circuit.scale import Scale
    from runner_intake.circuit.states import ComponentState


class _Amounts(Sequence[int]):
    """Amounts by quantity, kept once they are known."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._known: dict[int, int] = {}

    @overload
    def __getitem__(self, quantity: int) -> int: ...
    @overload
    def __getitem__(self, quantity: slice) -> tuple[int, ...]: ...
    def __getitem__(self, quantity: int | slice) -> int | tuple[int, ...]:
        if quantity.__class__ is int and quantity in self._known:
            return self._known[quantity]
        if isinstance(quantity, slice):
            return tuple(self)[quantity]
        if not 0 <= quantity < self._size:
            raise IndexError(quantity)
        amount = self._known[quantity] = self._amount(quantity)
        return amount

    def __len__(self) -> int:
        return self._size

    def _amount(self, quantity: int) -> int:
        raise NotImplementedError


class Amounts(_Amounts):
    """The amounts of an evaluation: what holds for everybody, and a lane of every component that touches the
    quantity (`terms`). What bounds the benefits alone is put together all at once (`ends`).
    """

    def __init__(
        self,
        scale: Scale,
        constant: Mapping[int, int],
        terms: Terms,
        states: Mapping[int, ComponentState],
        ends: Callable[[], Mapping[int, int]],
    ) -> None:
        super().__init__(scale.size)
        self._first = scale.points(0)
        self._constant, self._terms, self._states, self._ends = constant, terms, states, ends

    def _amount(self, quantity: int) -> int:
        if quantity >= self._first:
            self._known.update(self._ends())
            return self._known[quantity]
        states = self._states
        parts = [states[component].amounts[lane] for component, lane in self._terms.get(quantity, ())]
        return self._constant.get(quantity, 0) + sum(parts)


class Changed(_Amounts):
    """The amounts where some components come out differently: `changes` has the lanes of each, and what is
    added to the amount in every lane. The others are not looked at.
    """

    def __init__(
        self, before: Sequence[int], changes: Sequence[tuple[Mapping[int, int], Sequence[int]]]
    ) -> None:
        super().__init__(len(before))
        self._before, self._changes = before, changes

    def _amount(self, quantity: int) -> int:
        total = self._before[quantity]
        for lanes, added in self._changes:
            lane = lanes.get(quantity)
            if lane is not None:
                total += added[lane]
        return total


class Relaxed(_Amounts):
    """The amounts with rules that were left out of the circuit: what they surely add, or may take away."""

    def __init__(self, before: Sequence[int], items: Sequence[tuple[Item, bool]]) -> None:
        super().__init__(len(before))
        self._before, self._items = before, items

    def _amount(self, quantity: int) -> int:
        amounts = ((item.amount(quantity), surely) for item, surely in self._items)
        return self._before[quantity] + sum(
            amount if surely else min(amount, 0) for amount, surely in amounts
        )
