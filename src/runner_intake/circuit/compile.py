"""Compiles the scored rules of a pack into a circuit; leaves out what would make it too large, to be bounded
rule by rule.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from runner_intake.circuit.evaluate import Circuit
from runner_intake.circuit.nodes import Branch, Cells, Component, Item, Sum, fields_in
from runner_intake.circuit.numbered import CERTAIN, Numbered
from runner_intake.circuit.packing import Packing, Vector
from runner_intake.circuit.scale import Scale
from runner_intake.conditions import (
    ALWAYS,
    EACH,
    NEVER,
    WORK,
    Condition,
    ManyDomain,
    TooMuchWorkError,
    Work,
    cells,
    independent_groups,
    many_cells,
    tests_of,
)

if TYPE_CHECKING:
    from runner_intake.conditions import Domain
    from runner_intake.pack import Pack

_JOIN = 1000
"""How much more a question that joins rules counts than one that does not, when choosing what to try next."""

_Group = tuple[int, list[tuple[int, int]]]
"""Items that are joined by their fields, behind these fields as bits."""

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
    items = []
    for index, benefit in enumerate(pack.benefits):
        point = scale.of_point(index)
        items += [Item(rule.when.grounded, point, rule.points) for rule in benefit.rules]
    items += [
        Item(benefit.requires.grounded, scale.of_applying(index))
        for index, benefit in enumerate(pack.benefits)
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
    fields = {id(item): fields_in(item.condition) for item in items}
    kept, relaxed = _without_wide_fields(items, fields, domains)
    constant: Counter[int] = Counter()
    for item in kept:
        if item.condition is ALWAYS:
            constant.update({quantity: item.times * amount for quantity, amount in item.adds.items()})
    scored = [item for item in kept if item.condition is not ALWAYS and item.condition is not NEVER]
    built = _Built(domains, frozenset(_gate_fields(gates)), fields, budget)
    for group in independent_groups(scored, lambda item: fields[id(item)]):
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
    """The components that are done: their nodes, cells, and the rules that were left out. `fields` are those
    that items look at, by the id of each.
    """

    def __init__(
        self,
        domains: Mapping[str, Domain],
        gate_fields: frozenset[str],
        fields: Mapping[int, frozenset[str]],
        budget: Work,
    ) -> None:
        self.domains, self.gate_fields, self.fields, self.budget = domains, gate_fields, fields, budget
        self.nodes: list[Sum | Branch] = []
        self.cells: dict[str, Cells] = {}
        self.relaxed: list[Item] = []
        self.components: list[Component] = []

    def component(self, kept: list[Item], node_cap: int) -> None:
        """Compiles rules that are joined by their fields."""
        lanes, packing, adds = _lanes(kept)
        at_once = 1
        while True:
            cells_of = _cells(kept, self.domains)
            several = [item for item in kept if len(self.fields[id(item)]) > 1]
            trial = Work(self.budget.left // 2 if several else sys.maxsize)
            before, start = trial.left, len(self.nodes)
            compiler = _Compiler(cells_of, self.gate_fields, trial, cap=node_cap, nodes=self.nodes)
            root = compiler.compile([(item.condition, adds[id(item)]) for item in kept])
            self.budget.left -= min(before - trial.left, self.budget.left)
            if root is not None:
                self.cells |= cells_of
                looks_at = _looks_at(kept, self.fields, lanes)
                self.components.append(Component(root, self.nodes[root].fields, lanes, packing, looks_at))
                return
            del self.nodes[start:]
            if not several:
                node_cap = sys.maxsize  # nothing joins fields any more: hardly more nodes than cells
                continue
            cheapest = sorted(several, key=lambda item: abs(item.times) * _most(item.adds.values()))[:at_once]
            dropped = {id(item) for item in cheapest}
            kept = [item for item in kept if id(item) not in dropped]
            self.relaxed += cheapest
            at_once *= 2  # every trial is as dear as the last, so what is far too large is given up on in few


def _lanes(items: Sequence[Item]) -> tuple[dict[int, int], Packing, dict[int, Vector]]:
    """The lane of every quantity in the vectors of a component, where the lanes lie, and the vector of every
    item by its id.

    Quantities to which all items add the same have one lane, so their number does not matter: of the
    differences of a benefit to all those that the component does not touch, there is one.
    """
    different = list({id(item.adds): item.adds for item in items}.values())
    quantities = list(dict.fromkeys(chain.from_iterable(different)))
    columns = zip(*([adds.get(quantity, 0) for quantity in quantities] for adds in different), strict=True)
    numbers: dict[tuple[int, ...], int] = {}
    lanes = {
        quantity: numbers.setdefault(column, len(numbers))
        for quantity, column in zip(quantities, columns, strict=True)
        if any(column)
    }
    rows = [[column[number] for column in numbers] for number in range(len(different))]
    most = {id(adds): _most(row) for adds, row in zip(different, rows, strict=True)}
    packing = Packing(len(numbers), 2 * sum(abs(item.times) * most[id(item.adds)] for item in items))
    vectors = {id(adds): packing.packed(row) for adds, row in zip(different, rows, strict=True)}
    return lanes, packing, {id(item): item.times * vectors[id(item.adds)] for item in items}


def _most(amounts: Iterable[int]) -> int:
    """The most that is added to any quantity, or taken away from it."""
    return max(map(abs, amounts), default=0)


def _looks_at(
    items: Sequence[Item], fields: Mapping[int, frozenset[str]], lanes: Mapping[int, int]
) -> tuple[frozenset[str], ...]:
    """The fields that the items of every lane look at."""
    fields_of: dict[int, set[str]] = defaultdict(set)
    for item in items:
        fields_of[id(item.adds)] |= fields[id(item)]
    looks_at = [frozenset[str]()] * len(set(lanes.values()))
    for adds in {id(item.adds): item.adds for item in items}.values():
        for lane in {lanes[quantity] for quantity, amount in adds.items() if amount}:
            looks_at[lane] |= fields_of[id(adds)]
    return tuple(looks_at)


def _without_wide_fields(
    items: Sequence[Item], fields: Mapping[int, frozenset[str]], domains: Mapping[str, Domain]
) -> tuple[list[Item], list[Item]]:
    """Rules over a field that too many tests cut apart are bounded one by one."""
    lists = {name for name, domain in domains.items() if isinstance(domain, ManyDomain)}
    about_lists = tests_of(item.condition for item in items if not lists.isdisjoint(fields[id(item)]))
    wide = {name for name, tests in about_lists.items() if many_cells(domains[name], tests, CELL_CAP)}
    if not wide:
        return list(items), []
    kept = [item for item in items if not fields[id(item)] & wide]
    return kept, [item for item in items if fields[id(item)] & wide]


def _cells(items: Sequence[Item], domains: Mapping[str, Domain]) -> dict[str, Cells]:
    cells_of = {}
    for name, tests in tests_of(item.condition for item in items).items():
        samples = cells(domains[name], tests)
        cells_of[name] = Cells(
            tests,
            samples,
            {tuple(test.holds_for(value) for test in tests): index for index, value in enumerate(samples)},
        )
    return cells_of


def _gate_fields(gates: Mapping[str, Condition]) -> Iterator[str]:
    for gate in gates.values():
        yield from fields_in(gate)


class _Compiler:
    """Builds the nodes of one component bottom-up; equal parts are built once. Gives up (None) past `cap`
    nodes, or where `work` runs out. An item is the number of a condition and that of the vector it adds.
    """

    def __init__(
        self,
        cells_of: Mapping[str, Cells],
        gate_fields: frozenset[str],
        work: Work,
        *,
        cap: int,
        nodes: list[Sum | Branch],
    ) -> None:
        self.cells_of = cells_of
        self.gate_fields = gate_fields
        self.cap = len(nodes) + cap
        self.work = work
        self.nodes = nodes
        self.conditions = Numbered(cells_of, work)
        self.vectors: dict[Vector, int] = {}
        self.adds: list[Vector] = []
        self.branches: dict[object, int] = {}
        self.known: dict[object, int] = {}

    def compile(self, items: Sequence[tuple[Condition, Vector]]) -> int | None:
        try:
            numbers = [(self.conditions.number(condition), self._number(adds)) for condition, adds in items]
            return self.sum(numbers)
        except (_TooLargeError, TooMuchWorkError):
            return None

    def _number(self, adds: Vector) -> int:
        number = self.vectors.setdefault(adds, len(self.adds))
        if number == len(self.adds):
            self.adds.append(adds)
        return number

    def sum(self, items: Sequence[tuple[int, int]], apart: Sequence[_Group] = ()) -> int:
        """The node of some items together with groups of open ones that are apart from each other."""
        constant = sum(self.adds[adds] for condition, adds in items if condition == CERTAIN)
        parts = tuple(sorted(self.branch(members) for _, members in self._apart(items, apart)))
        fields = frozenset[str]().union(*(self.nodes[part].fields for part in parts))
        return self.add((constant, parts), Sum(constant, parts, fields))

    def _apart(self, items: Sequence[tuple[int, int]], apart: Sequence[_Group] = ()) -> Sequence[_Group]:
        """The open items, and groups that are apart already, in groups without a common field."""
        fields, groups = self.conditions.fields, apart
        for item in items:
            shared, joined = fields[item[0]][1], [item]
            if not shared:  # it is decided
                continue
            rest = []
            for group in groups:
                if group[0] & shared:
                    shared |= group[0]
                    joined = group[1] + joined
                else:
                    rest.append(group)
            groups = [*rest, (shared, joined)]
        return groups

    def branch(self, items: Sequence[tuple[int, int]]) -> int:
        once = frozenset(items)
        key = once if len(once) == len(items) else tuple(items)
        if key in self.branches:
            return self.branches[key]
        field = self.choose([condition for condition, _ in items])
        self.work.spend(len(items) * len(self.cells_of[field].samples))
        looks_at, assign = self.conditions.fields, self.conditions.assign
        looking = [item for item in items if field in looks_at[item[0]][0]]
        apart = self._apart([item for item in items if field not in looks_at[item[0]][0]])
        children = tuple(
            self.sum([(assign(condition, field, cell), adds) for condition, adds in looking], apart)
            for cell in range(len(self.cells_of[field].samples))
        )
        if len(set(children)) == 1:
            node = children[0]
        else:
            fields = frozenset({field}).union(*(self.nodes[child].fields for child in children))
            node = self.add((field, children), Branch(field, children, fields))
        self.branches[key] = node
        return node

    def add(self, key: object, node: Sum | Branch) -> int:
        """The number of a node; `key` is what makes it what it is."""
        if key not in self.known:
            if len(self.nodes) >= self.cap:
                raise _TooLargeError
            self.known[key] = len(self.nodes)
            self.nodes.append(node)
        return self.known[key]

    def choose(self, conditions: Sequence[int]) -> str:
        """The field to try next: gates first, then the one that joins most rules; ties by name."""
        joins: Counter[str] = Counter()
        for condition in conditions:
            fields = self.conditions.fields[condition][0]
            weight = _JOIN if len(fields) > 1 else 1
            for name in fields:
                joins[name] += weight
        return min(joins, key=lambda name: (name not in self.gate_fields, -joins[name], name))


class _TooLargeError(Exception):
    pass
