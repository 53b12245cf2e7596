"""The compiled circuit and its evaluation: exact bounds over all completions, and what each quantity still
depends on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import add
from operator import sub as subtract
from typing import TYPE_CHECKING

from runner_intake.circuit.amounts import Amounts, Changed, Relaxed
from runner_intake.circuit.nodes import Branch, Cells, Component, Item, Sum, fields_in
from runner_intake.circuit.project import Projection
from runner_intake.circuit.scale import Bounds, Scale, Vector, bounds_from
from runner_intake.conditions import ChoiceDomain, Facts, ManyDomain, Value, cells, residual, truth

if TYPE_CHECKING:
    from runner_intake.conditions import Domain
    from runner_intake.questionnaire import Answers


class Evaluation:
    """The vectors of the nodes for some allowed cells, each computed once; changing a field touches only the
    nodes of its component that look at it.
    """

    def __init__(self, circuit: Circuit, allowed: Mapping[str, tuple[int, ...]]) -> None:
        self.circuit = circuit
        self.allowed = allowed
        self.values: dict[int, Vector] = {}
        self._dependence: dict[tuple[int, int], frozenset[str]] = {}

    @cached_property
    def root(self) -> Amounts:
        """The smallest amount of every quantity."""
        circuit = self.circuit
        return Amounts(circuit.scale.size, circuit.constant, circuit.terms, self._vector)

    def _vector(self, component: int) -> Vector:
        """The vector of a component."""
        return self.at(self.circuit.components[component].root)

    def at(self, node: int) -> Vector:
        """The vector of one node."""
        return self.value(node, self.allowed, frozenset(), self.values)

    def root_with(self, cells: Mapping[str, tuple[int, ...]]) -> Sequence[int]:
        """The smallest amounts with other cells allowed for some fields."""
        changed = frozenset(cells)
        touched = {self.circuit.component_of[name] for name in cells if name in self.circuit.component_of}
        allowed = {**self.allowed, **cells}
        values: dict[int, Vector] = {}
        components = self.circuit.components
        return Changed(
            self.root,
            [
                (
                    components[each].lanes,
                    self._vector(each),
                    self.value(components[each].root, allowed, changed, values),
                )
                for each in touched
            ],
        )

    def value(
        self,
        at: int,
        allowed: Mapping[str, tuple[int, ...]],
        changed: frozenset[str],
        values: dict[int, Vector],
    ) -> Vector:
        """The vector of a node: a Sum adds its parts, a Branch takes the elementwise minimum over the allowed
        cells.
        """
        node = self.circuit.nodes[at]
        if changed.isdisjoint(node.fields):
            allowed, changed, values = self.allowed, frozenset(), self.values
        found = values.get(at)
        if found is not None:
            return found
        if isinstance(node, Sum):
            found = self._sum(node, at, allowed, changed, values)
        else:
            options = [
                self.value(child, allowed, changed, values)
                for child in {node.children[cell] for cell in allowed[node.field]}
            ]
            found = tuple(map(min, *options)) if len(options) > 1 else options[0]
        values[at] = found
        return found

    def _sum(
        self,
        node: Sum,
        at: int,
        allowed: Mapping[str, tuple[int, ...]],
        changed: frozenset[str],
        values: dict[int, Vector],
    ) -> Vector:
        """Constant and parts added up; where the sum is known for the unchanged cells, only the difference of
        the changed parts.
        """
        before = self.values.get(at) if changed else None
        if before is None:
            parts = [self.value(part, allowed, changed, values) for part in node.parts]
            return tuple(map(sum, zip(node.constant, *parts, strict=True))) if parts else node.constant
        for part in node.parts:
            if not changed.isdisjoint(self.circuit.nodes[part].fields):
                old, new = (
                    self.value(part, self.allowed, frozenset(), self.values),
                    self.value(part, allowed, changed, values),
                )
                before = tuple(map(add, before, map(subtract, new, old)))
        return before

    def fields_of(self, quantities: Sequence[int], facts: Facts) -> dict[int, frozenset[str]]:
        """For some quantities the fields on which each still depends.

        Nodes are brought into a common form for each quantity: parts that are constant in it fall away, and a
        branch whose allowed children are equal in it is no branch. What is left decides.
        """
        left_out = [item for item in self.circuit.relaxed if truth(item.condition, facts) is None]
        found = {}
        for quantity in quantities:
            fields = (self._fields_of(*term) for term in self.circuit.terms(quantity))
            also = (
                fields_in(residual(item.condition, facts)) for item in left_out if item.adds.get(quantity)
            )
            found[quantity] = frozenset[str]().union(*fields, *also)
        return found

    def _fields_of(self, component: int, lane: int) -> frozenset[str]:
        """The fields on which one place of a component's vector still depends."""
        if (component, lane) not in self._dependence:
            circuit, root = self.circuit, self.circuit.components[component].root
            whole = _whole_projection(circuit, root, lane)
            projection = Projection(circuit.nodes, circuit.cells, (root, lane), self.allowed, whole)
            self._dependence[component, lane] = projection.fields
        return self._dependence[component, lane]


@dataclass(frozen=True, eq=False)
class Circuit:
    """The compiled form of a pack's scored rules. Immutable and picklable.

    `constant` is what holds for everybody.
    """

    scale: Scale
    cells: Mapping[str, Cells]
    nodes: tuple[Sum | Branch, ...]
    relaxed: tuple[Item, ...]
    components: tuple[Component, ...]
    constant: Mapping[int, int]

    @cached_property
    def component_of(self) -> Mapping[str, int]:
        """The component that looks at each field."""
        return {name: number for number, each in enumerate(self.components) for name in each.fields}

    @cached_property
    def _terms(self) -> dict[int, tuple[tuple[int, int], ...]]:
        return {}

    def terms(self, quantity: int) -> tuple[tuple[int, int], ...]:
        """The components that touch a quantity, each with the place in its vector."""
        found = self._terms.get(quantity)
        if found is None:
            lanes = ((number, each.lanes.get(quantity)) for number, each in enumerate(self.components))
            found = tuple((number, lane) for number, lane in lanes if lane is not None)
            self._terms[quantity] = found
        return found

    def allowed(self, answers: Answers) -> dict[str, tuple[int, ...]]:
        """For every scored field the cells that its answer may be in."""
        return {
            name: self._allowed(name, answers.known.get(name), answers.domains[name]) for name in self.cells
        }

    def _allowed(self, name: str, known: Value | None, domain: Domain) -> tuple[int, ...]:
        of = self.cells[name]
        if known is not None:
            return (of.of(known),)
        if isinstance(domain, ChoiceDomain):
            return tuple(sorted({of.of(option) for option in domain.options}))
        if isinstance(domain, ManyDomain) and domain.held:
            return tuple(sorted({of.of(selection) for selection in cells(domain, of.tests)}))
        return tuple(range(len(of.samples)))

    def evaluate(self, allowed: Mapping[str, tuple[int, ...]]) -> Evaluation:
        """One pass over the circuit, for the cells that each field may be in."""
        return Evaluation(self, allowed)

    def bounds(self, answers: Answers) -> Bounds:
        """The bounds over all completions of some answers."""
        return self.bounds_of(self.evaluate(self.allowed(answers)).root, answers.facts)

    def bounds_of(self, root: Sequence[int], facts: Facts) -> Bounds:
        """The bounds that smallest amounts stand for, with the rules that were left out of the circuit.

        Not exact where such a rule is undecided, or where the truth of any condition was given up on these
        facts: a gate, say.
        """
        exact = True
        if self.relaxed:
            truths = [(item, truth(item.condition, facts)) for item in self.relaxed]
            root = Relaxed(root, [(item, bool(true)) for item, true in truths if true is not False])
            exact = all(true is not None for _, true in truths)
        given_up = facts.work is not None and facts.work.exceeded
        return self.read(root, exact=exact and not given_up)

    def read(self, root: Sequence[int], *, exact: bool) -> Bounds:
        """The bounds that smallest amounts stand for."""
        return bounds_from(root, self.scale, exact=exact)


@lru_cache(maxsize=4096)
def _whole_projection(circuit: Circuit, root: int, lane: int) -> Projection:
    """The projection with every cell allowed; kept, because it does not depend on the answers."""
    everything = {name: tuple(range(len(of.samples))) for name, of in circuit.cells.items()}
    return Projection(circuit.nodes, circuit.cells, (root, lane), everything)
