"""The compiled circuit and its evaluation: exact bounds over all completions, and what each quantity still
depends on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import add
from operator import sub as subtract
from typing import TYPE_CHECKING

from runner_intake.circuit.nodes import Branch, Cells, Item, Sum, fields_in
from runner_intake.circuit.project import Projection
from runner_intake.circuit.scale import Bounds, Scale, Vector
from runner_intake.conditions import ChoiceDomain, Facts, ManyDomain, Value, cells, residual, truth

if TYPE_CHECKING:
    from runner_intake.conditions import Domain
    from runner_intake.questionnaire import Answers


class Evaluation:
    """The vectors of the nodes for some allowed cells, worked out once; changing a field touches only the
    nodes that look at it.
    """

    def __init__(self, circuit: Circuit, allowed: Mapping[str, tuple[int, ...]]) -> None:
        self.circuit = circuit
        self.allowed = allowed
        self.values: dict[int, Vector] = {}

    @property
    def root(self) -> Vector:
        return self.value(len(self.circuit.nodes) - 1, self.allowed, frozenset(), self.values)

    def at(self, node: int) -> Vector:
        """The vector of one node."""
        return self.value(node, self.allowed, frozenset(), self.values)

    def root_with(self, cells: Mapping[str, tuple[int, ...]]) -> Vector:
        """The root vector with other cells allowed for some fields."""
        changed = frozenset(cells)
        return self.value(len(self.circuit.nodes) - 1, {**self.allowed, **cells}, changed, {})

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


@dataclass(frozen=True, eq=False)
class Circuit:
    """The compiled form of a pack's scored rules. Immutable and picklable."""

    scale: Scale
    cells: Mapping[str, Cells]
    nodes: tuple[Sum | Branch, ...]
    relaxed: tuple[Item, ...]

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

    def fields_of(
        self, quantities: Sequence[int], allowed: Mapping[str, tuple[int, ...]], facts: Facts
    ) -> dict[int, frozenset[str]]:
        """For some quantities of the vector, the fields on which each still depends, given the allowed cells.

        Nodes are brought into a common form for each quantity: parts that are constant in it fall away, and a
        branch whose allowed children are equal in it is no branch. What is left decides.
        """
        left_out = [item for item in self.relaxed if truth(item.condition, facts) is None]
        found = {}
        for quantity in quantities:
            fields = Projection(
                self.nodes, self.cells, quantity, allowed, _whole_projection(self, quantity)
            ).fields
            also = (fields_in(residual(item.condition, facts)) for item in left_out if item.adds[quantity])
            found[quantity] = fields.union(*also)
        return found

    def bounds(self, answers: Answers) -> Bounds:
        """The bounds over all completions of some answers."""
        return self.bounds_of(self.evaluate(self.allowed(answers)).root, answers.facts)

    def bounds_of(self, root: Vector, facts: Facts) -> Bounds:
        """The bounds that a root vector stands for, with the rules that were left out of the circuit.

        Not exact where such a rule is undecided, or where the truth of any condition was given up on these
        facts: a gate, say.
        """
        root, exact = self._with_relaxed(root, facts)
        given_up = facts.work is not None and facts.work.exceeded
        return self.read(root, exact=exact and not given_up)

    def _with_relaxed(self, root: Vector, facts: Facts) -> tuple[Vector, bool]:
        exact = True
        for item in self.relaxed:
            true = truth(item.condition, facts)
            if true is not False:
                root = tuple(
                    total + (add if true else min(add, 0)) for total, add in zip(root, item.adds, strict=True)
                )
            exact = exact and true is not None
        return root, exact

    def read(self, root: Vector, *, exact: bool) -> Bounds:
        """The bounds that a vector stands for."""
        count, pairs = self.scale.count, self.scale.pairs
        ends = [root[len(pairs) + 5 * each : len(pairs) + 5 * each + 5] for each in range(count)]
        applies: list[bool | None] = [True if surely else None if -may else False for *_, surely, may in ends]
        return Bounds(
            low=tuple(end[0] for end in ends),
            high=tuple(-end[1] for end in ends),
            high_where_applicable=tuple(
                -end[2] - (self.scale.big if may is not False else 0)
                for end, may in zip(ends, applies, strict=True)
            ),
            applies=tuple(applies),
            differences=dict(zip(pairs, root, strict=False)),
            exact=exact,
        )


@lru_cache(maxsize=512)
def _whole_projection(circuit: Circuit, quantity: int) -> Projection:
    """The projection with every cell allowed; kept, because it does not depend on the answers."""
    everything = {name: tuple(range(len(of.samples))) for name, of in circuit.cells.items()}
    return Projection(circuit.nodes, circuit.cells, quantity, everything)
