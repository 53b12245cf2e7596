"""The parts of a circuit: scored conditions, sums, branches, the cells of a field, and what is independent of
everything else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from runner_intake.circuit.packing import Packing, Vector
from runner_intake.circuit.scale import Adds
from runner_intake.conditions import Condition, Test, Value, atoms


class Item(NamedTuple):
    """One scored condition and what it adds where it holds: so many `times` some amounts. All rules of a
    benefit share those of one point.
    """

    condition: Condition
    adds: Adds
    times: int = 1

    def amount(self, quantity: int) -> int:
        """What it adds to a quantity."""
        return self.times * self.adds.get(quantity, 0)


class Component(NamedTuple):
    """Rules that are joined by fields which nothing else looks at. Its nodes have a vector with a lane for
    each sum that it can make: `lanes` gives the lane of every quantity that it touches (several may share
    one), `packing` tells where the lanes lie, and `looks_at` which fields the rules of each lane look at.
    """

    root: int
    fields: frozenset[str]
    lanes: Mapping[int, int]
    packing: Packing
    looks_at: tuple[frozenset[str], ...]


Terms = Mapping[int, Sequence[tuple[int, int]]]
"""By quantity the components that touch it, each with the lane in its vector."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Independent parts and a constant."""

    constant: Vector
    parts: tuple[int, ...]
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class Branch:
    """One child for each cell of a field."""

    field: str
    children: tuple[int, ...]
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one field: a real answer from each, and the tests that tell them apart."""

    tests: tuple[Test, ...]
    samples: tuple[Value, ...]
    index: Mapping[tuple[bool, ...], int]

    def of(self, value: Value) -> int:
        """The cell of an answer."""
        return self.index[tuple(test.holds_for(value) for test in self.tests)]


def fields_in(condition: Condition) -> frozenset[str]:
    """The fields that a grounded condition tests."""
    return frozenset(atom.field for atom in atoms(condition) if isinstance(atom, Test))
