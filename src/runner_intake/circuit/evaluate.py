"""The compiled circuit and its evaluation: exact bounds over all completions, and what each quantity still
depends on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from runner_intake.circuit.amounts import Amounts, Changed, Relaxed
from runner_intake.circuit.ends import Ends
from runner_intake.circuit.nodes import Branch, Cells, Component, Item, Sum, Terms, fields_in
from runner_intake.circuit.scale import Scale, ScoreBounds, bounds_from
from runner_intake.circuit.states import CellsOf, ComponentState, States, StatesUnder
from runner_intake.conditions import Facts, Value, residual, truth

if TYPE_CHECKING:
    from runner_intake.circuit.packing import Vector
    from runner_intake.questionnaire import Answers


class Evaluation:
    """What a circuit says for some allowed cells, component by component, each when it is first asked for."""

    def __init__(self, circuit: Circuit, allowed: Mapping[str, tuple[int, ...]]) -> None:
        self.circuit = circuit
        self.allowed = allowed
        self.states = StatesUnder(circuit.states, circuit.components, allowed)

    @cached_property
    def root(self) -> Amounts:
        """The smallest amount of every quantity."""
        circuit, states = self.circuit, self.states
        return Amounts(circuit.scale, circuit.constant, circuit.terms, states, partial(circuit.ends, states))

    def changes_with(self, cells: Mapping[str, tuple[int, ...]]) -> dict[int, Vector]:
        """The components that look at some fields, each with what other allowed cells for these add to its
        vector.
        """
        changed: dict[int, dict[str, tuple[int, ...]]] = {}
        for name, allowed in cells.items():
            if name in self.circuit.component_of:
                changed.setdefault(self.circuit.component_of[name], {})[name] = allowed
        return {number: self.states[number].change_with(own) for number, own in changed.items()}

    def root_with(self, cells: Mapping[str, tuple[int, ...]]) -> Sequence[int]:
        """The smallest amounts with other cells allowed for some fields."""
        return self.circuit.changed(self.root, self.changes_with(cells))

    def fields_of(self, quantities: Iterable[int], facts: Facts) -> frozenset[str]:
        """The fields on which some quantities still depend.

        Nodes are brought into a common form for each quantity: parts that are constant in it fall away, and a
        branch whose allowed children are equal in it is no branch. What is left decides.
        """
        wanted = list(quantities)
        lanes: dict[int, dict[int, None]] = {}
        for quantity in wanted:
            for component, lane in self.circuit.terms.get(quantity, ()):
                lanes.setdefault(component, {})[lane] = None
        left_out = (
            fields_in(residual(item.condition, facts))
            for item in self.circuit.relaxed
            if any(map(item.amount, wanted)) and truth(item.condition, facts) is None
        )
        by_component = (self.states[component].fields_of(numbers) for component, numbers in lanes.items())
        return frozenset[str]().union(*by_component, *left_out)


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
        return {name: number for number, component in enumerate(self.components) for name in component.fields}

    @cached_property
    def states(self) -> States:
        """What was computed of the components so far."""
        return States(self.nodes, self.cells, Ends(self.scale, self.components, self.constant, self.terms))

    @cached_property
    def terms(self) -> Terms:
        """By quantity the components that touch it, each with the lane in its vector."""
        terms: dict[int, list[tuple[int, int]]] = {}
        for number, component in enumerate(self.components):
            for quantity, lane in component.lanes.items():
                terms.setdefault(quantity, []).append((number, lane))
        return terms

    def allowed(self, answers: Answers) -> dict[str, CellsOf]:
        """For every scored field the cells that its answer may be in."""
        known, domains = answers.known, answers.domains
        return {
            name: cells[known[name]] if name in known else self.states.allowed_in(name, domains[name])
            for name, cells in self.states.cells_of.items()
        }

    def cell_of(self, name: str, value: Value) -> int:
        """The cell of an answer to a field."""
        return self.states.cells_of[name][value][0]

    def ends(self, states: Mapping[int, ComponentState]) -> dict[int, int]:
        """The smallest amounts of what bounds the benefits alone, in some states of the components."""
        return self.states.ends.amounts(states[number].ends for number in range(len(self.components)))

    def evaluate(self, allowed: Mapping[str, tuple[int, ...]]) -> Evaluation:
        """One pass over the circuit, for the cells that each field may be in."""
        return Evaluation(self, allowed)

    def bounds(self, answers: Answers) -> ScoreBounds:
        """The bounds over all completions of some answers."""
        return self.bounds_of(self.evaluate(self.allowed(answers)).root, answers.facts)

    def bounds_of(self, root: Sequence[int], facts: Facts) -> ScoreBounds:
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

    def changed(self, amounts: Sequence[int], changes: Mapping[int, Vector]) -> Sequence[int]:
        """Smallest amounts where something is added to the vectors of some components, by their number."""
        components = ((self.components[number], change) for number, change in changes.items())
        return Changed(amounts, [(own.lanes, own.packing.amounts(change)) for own, change in components])

    def read(self, root: Sequence[int], *, exact: bool) -> ScoreBounds:
        """The bounds that smallest amounts stand for."""
        return bounds_from(root, self.scale, exact=exact)
