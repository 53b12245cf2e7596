"""One component of a circuit for some allowed cells: its vector, its vectors for other cells, and what each
lane still depends on. Each is computed once, also for other answers that allow the same cells.
"""

from __future__ import annotations

from functools import cached_property, reduce
from typing import TYPE_CHECKING

from runner_intake.circuit.nodes import Branch, Sum
from runner_intake.circuit.project import Projection
from runner_intake.conditions import ChoiceDomain, ManyDomain, Value, cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from runner_intake.circuit.ends import Ends
    from runner_intake.circuit.nodes import Cells, Component
    from runner_intake.circuit.packing import Vector
    from runner_intake.conditions import Domain

CellsOf = tuple[int, ...]
"""The cells that a field may be in."""

MOST_STATES = 512
"""States of components that a circuit keeps; then it begins anew."""
FEW_FIELDS = 8
"""Nodes that look at no more fields have vectors that other states can use."""
MOST_VECTORS = 16384
"""Vectors of such nodes that it keeps."""
MOST_FIELDS = 8192
"""Lanes under some cells whose fields it keeps."""
MOST_VALUES = 2048
"""Answers to a field whose cells it keeps."""


class ComponentState:
    """A component where its fields may be in some cells. Changing a field touches only the nodes that look
    at it.
    """

    def __init__(self, states: States, component: Component, allowed: Mapping[str, CellsOf]) -> None:
        self.states, self.nodes = states, states.nodes
        self.component, self.allowed = component, allowed
        self.values: dict[int, Vector] = {}
        self.vector = self.at(component.root)
        self._changes: dict[tuple[tuple[str, CellsOf], ...], Vector] = {}
        self._dependence: dict[int, frozenset[str]] = {}

    @cached_property
    def amounts(self) -> tuple[int, ...]:
        """The smallest amount in every lane."""
        return self.component.packing.amounts(self.vector)

    @cached_property
    def ends(self) -> Vector:
        """What it adds to the ends of all benefits."""
        return self.states.ends.vector(self.component, self.amounts)

    def at(self, number: int) -> Vector:
        """The vector of one node; of nodes that look at few fields it serves all states."""
        vector = self.values.get(number)
        if vector is None:
            names = self.states.few_fields[number]
            key = (number, *map(self.allowed.__getitem__, names)) if names else None
            vector = self.states.vectors.get(key) if key else None
            if vector is None:
                vector = self._put_together(self.nodes[number], self.allowed, self.at)
                if key:
                    self.states.keep(key, vector)
            self.values[number] = vector
        return vector

    def _put_together(
        self, node: Sum | Branch, allowed: Mapping[str, CellsOf], vector_of: Callable[[int], Vector]
    ) -> Vector:
        """The vector of a node where some cells are allowed: a Sum adds its parts, a Branch takes the
        elementwise minimum over the allowed cells.
        """
        if isinstance(node, Sum):
            return node.constant + sum([vector_of(part) for part in node.parts])
        children = {node.children[cell] for cell in allowed[node.field]}
        return reduce(self.component.packing.lowest, map(vector_of, children))

    def change_with(self, cells: Mapping[str, CellsOf]) -> Vector:
        """What is added to the vector where some of its fields may be in other cells."""
        key = tuple(cells.items())
        change = self._changes.get(key)
        if change is None:
            allowed = {**self.allowed, **cells}
            change = self._changed(self.component.root, allowed, frozenset(cells), {}) - self.vector
            self._changes[key] = change
        return change

    def fields_of(self, lanes: Iterable[int]) -> frozenset[str]:
        """The fields on which some lanes of the vector still depend."""
        fields, looks_at = frozenset[str](), self.component.looks_at
        for lane in lanes:
            if lane in self._dependence:
                fields |= self._dependence[lane]
            elif not self._open & looks_at[lane] <= fields:
                self._dependence[lane] = self.states.fields_of(self.component, lane, self.allowed)
                fields |= self._dependence[lane]
        return fields

    @cached_property
    def _open(self) -> frozenset[str]:
        """The fields whose allowed cells lead to different nodes: no lane depends on any other."""
        fields, seen, waiting = set[str](), {self.component.root}, [self.component.root]
        while waiting:
            node = self.nodes[waiting.pop()]
            if isinstance(node, Sum):
                following = set(node.parts)
            else:
                following = {node.children[cell] for cell in self.allowed[node.field]}
                if len(following) > 1:
                    fields.add(node.field)
            waiting += following - seen
            seen |= following
        return frozenset(fields)

    def _changed(
        self, number: int, allowed: Mapping[str, CellsOf], changed: frozenset[str], values: dict[int, Vector]
    ) -> Vector:
        """The vector of a node where other cells are allowed for the `changed` fields; of a sum that is known
        otherwise only what they change. `values` keeps what is found.
        """
        node = self.nodes[number]
        if changed.isdisjoint(node.fields):
            return self.at(number)
        vector = values.get(number)
        if vector is None:

            def vector_of(node: int) -> Vector:
                return self._changed(node, allowed, changed, values)

            if isinstance(node, Sum) and number in self.values:
                parts = [part for part in node.parts if not changed.isdisjoint(self.nodes[part].fields)]
                vector = self.values[number] + sum([vector_of(part) - self.at(part) for part in parts])
            else:
                vector = self._put_together(node, allowed, vector_of)
            values[number] = vector
        return vector


class States:
    """The states of a circuit's components and the cells of answers, kept for the answers to come; never part
    of a copy.
    """

    def __init__(self, nodes: tuple[Sum | Branch, ...], cells: Mapping[str, Cells], ends: Ends) -> None:
        self.nodes, self.cells, self.ends = nodes, cells, ends
        self.cells_of = {name: _CellsOf(own) for name, own in cells.items()}
        self.few_fields = [tuple(node.fields) if len(node.fields) <= FEW_FIELDS else () for node in nodes]
        self.vectors: dict[tuple[object, ...], Vector] = {}
        self._known: dict[tuple[object, ...], ComponentState] = {}
        self._fields: dict[tuple[int, int, tuple[CellsOf, ...]], frozenset[str]] = {}
        self._whole: dict[tuple[int, int], Projection] = {}
        self._allowed_in: dict[str, tuple[Domain, CellsOf]] = {}

    def __reduce__(self) -> tuple[type[States], tuple[tuple[Sum | Branch, ...], Mapping[str, Cells], Ends]]:
        return States, (self.nodes, self.cells, self.ends)

    def state(self, component: Component, allowed: Mapping[str, CellsOf]) -> ComponentState:
        """The state of a component for allowed cells."""
        key = (component.root, *map(allowed.__getitem__, component.fields))
        state = self._known.get(key)
        if state is None:
            if len(self._known) >= MOST_STATES:
                self._known.clear()
            own = {name: allowed[name] for name in component.fields}
            state = self._known[key] = ComponentState(self, component, own)
        return state

    def keep(self, key: tuple[object, ...], vector: Vector) -> None:
        """Keeps the vector of a node by the cells that its few fields may be in."""
        if len(self.vectors) >= MOST_VECTORS:
            self.vectors.clear()
        self.vectors[key] = vector

    def fields_of(self, component: Component, lane: int, allowed: Mapping[str, CellsOf]) -> frozenset[str]:
        """The fields on which one lane of a component still depends. Only cells of those count that it
        depends on with every cell allowed.
        """
        whole = self.whole_projection(component, lane)
        key = (component.root, lane, tuple([allowed[name] for name in whole.fields]))
        fields = self._fields.get(key)
        if fields is None:
            if len(self._fields) >= MOST_FIELDS:
                self._fields.clear()
            projection = Projection(self.nodes, self.cells, component, lane, allowed=allowed, whole=whole)
            fields = self._fields[key] = projection.fields & component.looks_at[lane]
        return fields

    def whole_projection(self, component: Component, lane: int) -> Projection:
        """The projection of a component with every cell allowed, which does not depend on the answers."""
        projection = self._whole.get((component.root, lane))
        if projection is None:
            everything = {name: tuple(range(len(self.cells[name].samples))) for name in component.fields}
            projection = Projection(self.nodes, self.cells, component, lane, allowed=everything)
            self._whole[component.root, lane] = projection
        return projection

    def allowed_in(self, name: str, domain: Domain) -> CellsOf:
        """The cells that an answer to a field may be in, where nothing but its domain is known."""
        known = self._allowed_in.get(name)
        if known is None or known[0] is not domain:
            known = self._allowed_in[name] = domain, _cells_in(domain, self.cells[name])
        return known[1]


class StatesUnder(dict[int, ComponentState]):
    """The states of all components where some cells are allowed, by number, each when it is first asked
    for.
    """

    __slots__ = ("_allowed", "_components", "_states")

    def __init__(
        self, states: States, components: Sequence[Component], allowed: Mapping[str, CellsOf]
    ) -> None:
        super().__init__()
        self._states, self._components, self._allowed = states, components, allowed

    def __missing__(self, component: int) -> ComponentState:
        state = self[component] = self._states.state(self._components[component], self._allowed)
        return state


class _CellsOf(dict[Value, CellsOf]):
    """By the answer to a field its cell, as the only one."""

    __slots__ = ("cells",)

    def __init__(self, cells: Cells) -> None:
        super().__init__()
        self.cells = cells

    def __missing__(self, value: Value) -> CellsOf:
        if len(self) >= MOST_VALUES:
            self.clear()
        cell = self[value] = (self.cells.of(value),)
        return cell


def _cells_in(domain: Domain, field_cells: Cells) -> CellsOf:
    if isinstance(domain, ChoiceDomain):
        return tuple(sorted({field_cells.of(option) for option in domain.options}))
    if isinstance(domain, ManyDomain) and domain.held:
        return tuple(sorted({field_cells.of(selection) for selection in cells(domain, field_cells.tests)}))
    return tuple(range(len(field_cells.samples)))
