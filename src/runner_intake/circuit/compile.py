"""Compiles the scored rules of a pack into a circuit; leaves out what would make it too large, to be bounded
rule by rule.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from runner_intake.circuit.evaluate import Circuit
from runner_intake.circuit.nodes import Branch, Cells, Component, Item, Sum, Test, fields_in
from runner_intake.circuit.scale import Scale, Vector
from runner_intake.conditions import (
    ALWAYS,
    EACH,
    NEVER,
    WORK,
    Condition,
    Facts,
    TooMuchWorkError,
    Work,
    atoms,
    cells,
    independent_groups,
    many_cells,
    residual,
)

if TYPE_CHECKING:
    from runner_intake.conditions import Domain
    from runner_intake.pack import Pack

_JOIN = 1000
"""How much more a question that joins rules counts than one that does not, when choosing what to try next."""

NODE_CAP = 5000
"""Nodes that a component may have."""
CELL_CAP = 512
"""A field that all tests together cut into more cells than this stays out of the circuit, with every rule
that looks at it.
"""


@lru_cache(maxsize=16)
def compiled(pack: Pack) -> Circuit:
    """The circuit of a pack; kept for the packs used last."""
    return compile_pack(pack)


def compile_pack(pack: Pack, node_cap: int = NODE_CAP) -> Circuit:
    """Compiles the scored rules of a pack."""
    weights = pack.weights
    spread = max(
        sum(abs(rule.points) for rule in benefit.rules) * weight
        for benefit, weight in zip(pack.benefits, weights, strict=True)
    )
    scale = Scale(len(weights), weights, 2 * spread + 1)
    items = [
        Item(rule.when.grounded, scale.of_points(place, rule.points))
        for place, benefit in enumerate(pack.benefits)
        for rule in benefit.rules
    ]
    items += [
        Item(benefit.requires.grounded, scale.of_applying(place))
        for place, benefit in enumerate(pack.benefits)
    ]
    return compile_items(items, scale, pack.questionnaire.domains, pack.questionnaire.gates, node_cap)


def compile_items(  # noqa: PLR0913  (what is compiled, over what, and how far)
    items: Sequence[Item],
    scale: Scale,
    domains: Mapping[str, Domain],
    gates: Mapping[str, Condition],
    node_cap: int = NODE_CAP,
    *,
    work: Work | None = None,
) -> Circuit:
    """Compiles scored conditions, component by component; leaves out of each the cheapest ones over several
    fields until it is small enough.

    `node_cap` is for each component. `work` is the budget for all trials together (by default one that grows
    with the number of conditions). Each trial may take half of what is left, so that a later one has some,
    too.
    """
    budget = Work(max(WORK, EACH * len(items))) if work is None else work
    kept, relaxed = _without_widefields_in(items, domains)
    constant: Counter[int] = Counter()
    for item in kept:
        if item.condition is ALWAYS:
            constant.update(item.adds)
    scored = [item for item in kept if item.condition is not ALWAYS and item.condition is not NEVER]
    built = _Built(domains, frozenset(_gate_fields(gates)), budget)
    for group in independent_groups(scored, lambda item: fields_in(item.condition)):
        built.component(group, node_cap)
    return Circuit(
        scale,
        built.cells,
        tuple(built.nodes),
        (*relaxed, *built.relaxed),
        tuple(built.components),
        dict(constant),
    )


class _Built:
    """The components that are done: their nodes, cells, and the rules that were left out."""

    def __init__(self, domains: Mapping[str, Domain], gate_fields: frozenset[str], budget: Work) -> None:
        self.domains, self.gate_fields, self.budget = domains, gate_fields, budget
        self.nodes: list[Sum | Branch] = []
        self.cells: dict[str, Cells] = {}
        self.relaxed: list[Item] = []
        self.components: list[Component] = []

    def component(self, kept: list[Item], node_cap: int) -> None:
        """Compiles rules that are joined by their fields."""
        lanes, adds = _lanes(kept)
        at_once = 1
        while True:
            cells_of = _cells(kept, self.domains)
            several = [item for item in kept if len(fields_in(item.condition)) > 1]
            trial = Work(self.budget.left // 2 if several else sys.maxsize)
            before, start = trial.left, len(self.nodes)
            size = len(set(lanes.values()))
            compiler = _Compiler(cells_of, self.gate_fields, trial, cap=node_cap, size=size, nodes=self.nodes)
            root = compiler.compile([(item.condition, adds[id(item)]) for item in kept])
            self.budget.left -= min(before - trial.left, self.budget.left)
            if root is not None:
                self.cells |= cells_of
                self.components.append(Component(root, self.nodes[root].fields, lanes))
                return
            del self.nodes[start:]
            if not several:  # nothing joins fields any more: the size is that of the fields' cells
                node_cap = sum(len(each.samples) + 2 for each in cells_of.values()) + 2
                continue
            cheapest = sorted(several, key=lambda item: max(map(abs, item.adds.values())))[:at_once]
            dropped = {id(item) for item in cheapest}
            kept = [item for item in kept if id(item) not in dropped]
            self.relaxed += cheapest
            at_once *= 2  # every trial is as dear as the last, so what is far too large is given up on in few


def _lanes(items: Sequence[Item]) -> tuple[dict[int, int], dict[int, Vector]]:
    """The place of every quantity in the vectors of a component, and the vector of every item by its id.

    Quantities to which all items add the same have one place, so their number does not matter: of the
    differences of a benefit to all those that the component does not touch, there is one.
    """
    columns: dict[int, list[tuple[int, int]]] = {}
    for number, item in enumerate(items):
        for quantity, amount in item.adds.items():
            if amount:
                columns.setdefault(quantity, []).append((number, amount))
    places: dict[tuple[tuple[int, int], ...], int] = {}
    lanes = {quantity: places.setdefault(tuple(column), len(places)) for quantity, column in columns.items()}
    rows = [[0] * len(places) for _ in items]
    for column, place in places.items():
        for number, amount in column:
            rows[number][place] = amount
    return lanes, {id(item): tuple(row) for item, row in zip(items, rows, strict=True)}


def _without_widefields_in(
    items: Sequence[Item], domains: Mapping[str, Domain]
) -> tuple[list[Item], list[Item]]:
    """Rules over a field that too many tests cut apart are bounded one by one."""
    wide = {name for name, tests in _tests(items).items() if many_cells(domains[name], tests, CELL_CAP)}
    kept = [item for item in items if not fields_in(item.condition) & wide]
    return kept, [item for item in items if fields_in(item.condition) & wide]


def _tests(items: Sequence[Item]) -> dict[str, tuple[Test, ...]]:
    found: dict[str, dict[Test, None]] = {}
    for item in items:
        for atom in atoms(item.condition):
            assert isinstance(atom, Test)
            found.setdefault(atom.field, {})[atom] = None
    return {name: tuple(tests) for name, tests in found.items()}


def _cells(items: Sequence[Item], domains: Mapping[str, Domain]) -> dict[str, Cells]:
    found = {}
    for name, tests in _tests(items).items():
        samples = cells(domains[name], tests)
        found[name] = Cells(
            tests,
            samples,
            {tuple(test.holds_for(value) for test in tests): place for place, value in enumerate(samples)},
        )
    return found


def _gate_fields(gates: Mapping[str, Condition]) -> Iterator[str]:
    for gate in gates.values():
        yield from fields_in(gate)


class _Compiler:
    """Builds the nodes of one component bottom-up; equal parts are built once. Gives up (None) past `cap`
    nodes, or where `work` runs out.
    """

    def __init__(  # noqa: PLR0913  (what is compiled, over what, how far, and where the nodes go)
        self,
        of: Mapping[str, Cells],
        gate_fields: frozenset[str],
        work: Work,
        *,
        cap: int,
        size: int,
        nodes: list[Sum | Branch],
    ) -> None:
        self.of = of
        self.gate_fields = gate_fields
        self.cap = len(nodes) + cap
        self.work = work
        self.zero: Vector = (0,) * size
        self.nodes = nodes
        self.known: dict[object, int] = {}
        self.looked_at: dict[int, tuple[frozenset[str], int, Condition]] = {}  # held, so that an id stays its
        self.assigned: dict[tuple[Condition, str, int], Condition] = {}

    def compile(self, items: Sequence[tuple[Condition, Vector]]) -> int | None:
        try:
            return self.sum(items)
        except (_TooLargeError, TooMuchWorkError):
            return None

    def sum(self, items: Sequence[tuple[Condition, Vector]]) -> int:
        constant = self.zero
        open_items = []
        for condition, adds in items:
            if condition is ALWAYS:
                constant = tuple(map(int.__add__, constant, adds))
            elif condition is not NEVER:
                open_items.append((condition, adds))
        parts = [
            self.branch(part) for part in independent_groups(open_items, lambda item: self.fields(item[0]))
        ]
        fields = frozenset[str]().union(*(self.nodes[part].fields for part in parts))
        return self.add(Sum(constant, tuple(sorted(parts)), fields))

    def branch(self, items: Sequence[tuple[Condition, Vector]]) -> int:
        key = frozenset(items) if len(set(items)) == len(items) else tuple(items)
        if key in self.known:
            return self.known[key]
        field = self.choose([condition for condition, _ in items])
        self.work.spend(len(items) * len(self.of[field].samples))
        children = tuple(
            self.sum([(self.assign(condition, field, cell), adds) for condition, adds in items])
            for cell in range(len(self.of[field].samples))
        )
        node = Branch(
            field, children, frozenset({field}).union(*(self.nodes[child].fields for child in children))
        )
        self.known[key] = children[0] if len(set(children)) == 1 else self.add(node)
        return self.known[key]

    def add(self, node: Sum | Branch) -> int:
        if node not in self.known:
            if len(self.nodes) >= self.cap:
                raise _TooLargeError
            self.known[node] = len(self.nodes)
            self.nodes.append(node)
        return self.known[node]

    def choose(self, conditions: Sequence[Condition]) -> str:
        """The field to try next: gates first, then the one that joins most rules; ties by name."""
        joins: Counter[str] = Counter()
        for condition in conditions:
            fields = self.fields(condition)
            joins.update(dict.fromkeys(fields, _JOIN if len(fields) > 1 else 1))
        return min(
            joins, key=lambda name: (name not in self.gate_fields or joins[name] < _JOIN, -joins[name], name)
        )

    def fields(self, condition: Condition) -> frozenset[str]:
        known = self.looked_at.get(id(condition))
        if known is None:
            fields = [atom.field for atom in atoms(condition) if isinstance(atom, Test)]
            known = self.looked_at[id(condition)] = (frozenset(fields), len(fields), condition)
        return known[0]

    def assign(self, condition: Condition, field: str, cell: int) -> Condition:
        if field not in self.fields(condition):
            return condition
        key = (condition, field, cell)
        if key not in self.assigned:
            self.work.spend(self.looked_at[id(condition)][1])
            self.assigned[key] = residual(condition, Facts({field: self.of[field].samples[cell]}, {}, {}))
        return self.assigned[key]


class _TooLargeError(Exception):
    pass
