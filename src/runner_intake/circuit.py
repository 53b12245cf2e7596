"""Exact bounds over all completions of partial answers.

A pack's scored rules are a finite function over cells. They are compiled once into an AND/OR circuit: independent parts are added
(AND), a field that joins rules is tried cell by cell (OR, elementwise minimum). Everything asked of it (the difference of every
ordered pair of benefits, both ends of every score, with `requires` folded in) is one vector of integers, so one pass gives all.

Where the circuit would grow past its cap, the cheapest rules over several fields are left out of it and bounded one by one:
sound, but later (`exact` is False while such a rule is undecided).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from operator import add
from operator import sub as subtract
from typing import TYPE_CHECKING

from runner_intake.conditions import ALWAYS, NEVER, ChoiceDomain, Condition, Facts, Includes, OneOf, Value, Within, atoms, cells, residual, truth

if TYPE_CHECKING:
    from runner_intake.conditions import Domain
    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Answers

NODE_CAP = 5000
CELL_CAP = 512
"""More cells than this in one field, and its rules over several fields are bounded one by one."""

Vector = tuple[int, ...]
Test = Within | OneOf | Includes


@dataclass(frozen=True, slots=True)
class Scale:
    """Where each quantity stands in a vector. All are minimised; a maximum is the minimum of the negative."""

    count: int
    weights: tuple[int, ...]
    big: int

    @property
    def pairs(self) -> list[tuple[int, int]]:
        return list(permutations(range(self.count), 2))

    def difference(self, a: int, b: int) -> int:
        """Where the difference of two benefits stands in a vector."""
        return self.pairs.index((a, b))

    def points(self, benefit: int) -> int:
        """Where the lowest points of a benefit stand in a vector."""
        return len(self.pairs) + 5 * benefit

    def applying(self, benefit: int) -> int:
        """Where it stands whether a benefit applies."""
        return len(self.pairs) + 5 * benefit + 3

    def of_points(self, benefit: int, points: int) -> Vector:
        """What points for one benefit add: to its differences, its lowest and highest score, and its highest where it applies."""
        weighted = points * self.weights[benefit]
        return (*self._differences(benefit, weighted), *self._ends(benefit, (points, -points, -points, 0, 0)))

    def of_applying(self, benefit: int) -> Vector:
        """What applying adds: more than any score to the differences, so that what applies stands before what does not."""
        return (*self._differences(benefit, self.big), *self._ends(benefit, (0, 0, -self.big, 1, -1)))

    def _differences(self, benefit: int, amount: int) -> Iterator[int]:
        return (amount if a == benefit else -amount if b == benefit else 0 for a, b in self.pairs)

    def _ends(self, benefit: int, values: tuple[int, ...]) -> Iterator[int]:
        return (value if each == benefit else 0 for each in range(self.count) for value in values)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What holds over all completions: for each benefit its points (low, high), whether it applies, its highest points where it
    applies, and for each ordered pair the smallest difference of weighted scores.
    """

    low: tuple[int, ...]
    high: tuple[int, ...]
    high_where_applicable: tuple[int, ...]
    applies: tuple[bool | None, ...]
    differences: Mapping[tuple[int, int], int]
    exact: bool

    def surely_before(self, a: int, b: int) -> bool:
        """Whether benefit a stands before b in every completion; ties go to the one declared first."""
        return self.differences[a, b] >= (0 if a < b else 1)


@dataclass(frozen=True, slots=True)
class Item:
    """One scored condition and what it adds where it holds."""

    condition: Condition
    adds: Vector


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


class Evaluation:
    """The vectors of the nodes for some allowed cells, worked out once; changing a field touches only the nodes that look at it."""

    def __init__(self, circuit: Circuit, allowed: Mapping[str, tuple[int, ...]]) -> None:
        self.circuit = circuit
        self.allowed = allowed
        self.values: dict[int, Vector] = {}

    @property
    def root(self) -> Vector:
        return self.value(len(self.circuit.nodes) - 1, self.allowed, frozenset(), self.values)

    def root_with(self, cells: Mapping[str, tuple[int, ...]]) -> Vector:
        """The root vector with other cells allowed for some fields."""
        changed = frozenset(cells)
        return self.value(len(self.circuit.nodes) - 1, {**self.allowed, **cells}, changed, {})

    def value(self, at: int, allowed: Mapping[str, tuple[int, ...]], changed: frozenset[str], values: dict[int, Vector]) -> Vector:
        """The vector of a node: a Sum adds its parts, a Branch takes the elementwise minimum over the allowed cells."""
        node = self.circuit.nodes[at]
        if changed.isdisjoint(node.fields):
            allowed, changed, values = self.allowed, frozenset(), self.values
        found = values.get(at)
        if found is not None:
            return found
        if isinstance(node, Sum):
            found = self._sum(node, at, allowed, changed, values)
        else:
            options = [self.value(child, allowed, changed, values) for child in {node.children[cell] for cell in allowed[node.field]}]
            found = tuple(map(min, *options)) if len(options) > 1 else options[0]
        values[at] = found
        return found

    def _sum(self, node: Sum, at: int, allowed: Mapping[str, tuple[int, ...]], changed: frozenset[str], values: dict[int, Vector]) -> Vector:
        """Constant and parts added up; where the sum is known for the unchanged cells, only the difference of the changed parts."""
        before = self.values.get(at) if changed else None
        if before is None:
            parts = [self.value(part, allowed, changed, values) for part in node.parts]
            return tuple(map(sum, zip(node.constant, *parts, strict=True))) if parts else node.constant
        for part in node.parts:
            if not changed.isdisjoint(self.circuit.nodes[part].fields):
                old, new = self.value(part, self.allowed, frozenset(), self.values), self.value(part, allowed, changed, values)
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
        return {name: self._allowed(name, answers.known.get(name), answers.domains[name]) for name in self.cells}

    def _allowed(self, name: str, known: Value | None, domain: Domain) -> tuple[int, ...]:
        of = self.cells[name]
        if known is not None:
            return (of.of(known),)
        if isinstance(domain, ChoiceDomain):
            return tuple(sorted({of.of(option) for option in domain.options}))
        return tuple(range(len(of.samples)))

    def evaluate(self, allowed: Mapping[str, tuple[int, ...]]) -> Evaluation:
        """One pass over the circuit, for the cells that each field may be in."""
        return Evaluation(self, allowed)

    def fields_of(self, quantities: Sequence[int], allowed: Mapping[str, tuple[int, ...]], facts: Facts) -> dict[int, frozenset[str]]:
        """For some quantities of the vector, the fields on which each still depends, given the allowed cells.

        Nodes are brought into a common form for each quantity: parts that are constant in it fall away, and a branch whose allowed
        children are equal in it is no branch. What is left decides.
        """
        left_out = [item for item in self.relaxed if truth(item.condition, facts) is None]
        found = {}
        for quantity in quantities:
            fields = _Projection(self, quantity, allowed, _whole_projection(self, quantity)).fields
            also = (_fields(residual(item.condition, facts)) for item in left_out if item.adds[quantity])
            found[quantity] = fields.union(*also)
        return found

    def bounds(self, answers: Answers) -> Bounds:
        """The bounds over all completions of some answers."""
        return self.bounds_of(self.evaluate(self.allowed(answers)).root, answers.facts)

    def bounds_of(self, root: Vector, facts: Facts) -> Bounds:
        """The bounds that a root vector stands for, with the rules that were left out of the circuit."""
        return self.read(*self._with_relaxed(root, facts))

    def _with_relaxed(self, root: Vector, facts: Facts) -> tuple[Vector, bool]:
        exact = True
        for item in self.relaxed:
            true = truth(item.condition, facts)
            if true is not False:
                root = tuple(total + (add if true else min(add, 0)) for total, add in zip(root, item.adds, strict=True))
            exact = exact and true is not None
        return root, exact

    def read(self, root: Vector, exact: bool) -> Bounds:  # noqa: FBT001
        """The bounds that a vector stands for."""
        count, pairs = self.scale.count, self.scale.pairs
        ends = [root[len(pairs) + 5 * each : len(pairs) + 5 * each + 5] for each in range(count)]
        applies: list[bool | None] = [True if surely else None if -may else False for *_, surely, may in ends]
        return Bounds(
            low=tuple(end[0] for end in ends),
            high=tuple(-end[1] for end in ends),
            high_where_applicable=tuple(-end[2] - (self.scale.big if may is not False else 0) for end, may in zip(ends, applies, strict=True)),
            applies=tuple(applies),
            differences=dict(zip(pairs, root, strict=False)),
            exact=exact,
        )


class _Projection:
    """The circuit seen through one quantity: each node as (amount, core), where a core of None is a constant.

    `whole` is the projection with every cell allowed; its forms serve for the nodes below which nothing is narrowed.
    """

    def __init__(self, circuit: Circuit, quantity: int, allowed: Mapping[str, tuple[int, ...]], whole: _Projection | None = None) -> None:
        self.nodes = circuit.nodes
        self.quantity = quantity
        self.allowed = allowed
        self.whole = whole
        self.narrowed = frozenset(name for name, cells in allowed.items() if len(cells) < len(circuit.cells[name].samples))
        self.seen: dict[int, tuple[int, int | None]] = {}
        self.cores: dict[object, int] = {}
        self.core_fields: dict[int, frozenset[str]] = {}
        _, core = self.form(len(self.nodes) - 1)
        self.fields = self.fields_of(core)

    def form(self, at: int) -> tuple[int, int | None]:
        found = self.seen.get(at)
        if found is None:
            node = self.nodes[at]
            if self.whole and self.narrowed.isdisjoint(node.fields):
                found = self.whole.seen[at]
            else:
                found = self.of_sum(node) if isinstance(node, Sum) else self.of_branch(node)
            self.seen[at] = found
        return found

    def of_sum(self, node: Sum) -> tuple[int, int | None]:
        parts = [self.form(part) for part in node.parts]
        amount = node.constant[self.quantity] + sum(amount for amount, _ in parts)
        cores = sorted(core for _, core in parts if core is not None)
        if len(cores) < 2:  # noqa: PLR2004  (nothing to add)
            return amount, cores[0] if cores else None
        return amount, self.core(("sum", *cores), frozenset[str]().union(*map(self.fields_of, cores)))

    def of_branch(self, node: Branch) -> tuple[int, int | None]:
        children = [self.form(node.children[cell]) for cell in self.allowed[node.field]]
        first, core = children[0]
        if all(child == children[0] for child in children):
            return first, core
        key = (node.field, *((amount - first, each) for amount, each in children))
        return first, self.core(key, frozenset({node.field}).union(*(self.fields_of(each) for _, each in children)))

    def fields_of(self, core: int | None) -> frozenset[str]:
        if core is None:
            return frozenset()
        return self.core_fields[core] if core in self.core_fields else self.whole.core_fields[core] if self.whole else frozenset()

    def core(self, key: object, fields: frozenset[str]) -> int:
        found = self.cores.get(key)
        if found is None and self.whole:
            found = self.whole.cores.get(key)
        if found is None:
            found = len(self.core_fields) + (len(self.whole.core_fields) if self.whole else 0)
            self.cores[key] = found
            self.core_fields[found] = fields
        return found


@lru_cache(maxsize=512)
def _whole_projection(circuit: Circuit, quantity: int) -> _Projection:
    return _Projection(circuit, quantity, {name: tuple(range(len(of.samples))) for name, of in circuit.cells.items()})


@lru_cache(maxsize=16)
def compiled(pack: Pack) -> Circuit:
    """The circuit of a pack; kept for the packs used last."""
    return compile_pack(pack)


def compile_pack(pack: Pack, node_cap: int = NODE_CAP) -> Circuit:
    """Compiles the scored rules of a pack."""
    weights = pack.weights
    spread = max(sum(abs(rule.points) for rule in benefit.rules) * weight for benefit, weight in zip(pack.benefits, weights, strict=True))
    scale = Scale(len(weights), weights, 2 * spread + 1)
    items = [Item(rule.when.grounded, scale.of_points(place, rule.points)) for place, benefit in enumerate(pack.benefits) for rule in benefit.rules]
    items += [Item(benefit.requires.grounded, scale.of_applying(place)) for place, benefit in enumerate(pack.benefits)]
    return compile_items(items, scale, pack.questionnaire.domains, pack.questionnaire.gates, node_cap)


def compile_items(
    items: Sequence[Item], scale: Scale, domains: Mapping[str, Domain], gates: Mapping[str, Condition], node_cap: int = NODE_CAP
) -> Circuit:
    """Compiles scored conditions; leaves out the cheapest ones over several fields until the circuit is small enough."""
    kept, relaxed = _without_wide_fields(items, domains)
    while True:
        of = _cells(kept, domains)
        compiler = _Compiler(of, frozenset(_gate_fields(gates)), node_cap, len(scale.pairs) + 5 * scale.count)
        if compiler.compile(kept):
            return Circuit(scale, of, tuple(compiler.nodes), tuple(relaxed))
        several = [item for item in kept if len(_fields(item.condition)) > 1]
        if not several:  # nothing joins fields any more: the size is that of the fields' cells
            node_cap = sum(len(each.samples) + 2 for each in of.values()) + 2
            continue
        cheapest = min(several, key=lambda item: max(map(abs, item.adds)))
        kept = [item for item in kept if item is not cheapest]
        relaxed = [*relaxed, cheapest]


def _without_wide_fields(items: Sequence[Item], domains: Mapping[str, Domain]) -> tuple[list[Item], list[Item]]:
    """Rules over a field that too many tests cut apart are bounded one by one."""
    wide = {name for name, tests in _tests(items).items() if _too_many(domains[name], tests)}
    kept = [item for item in items if not _fields(item.condition) & wide]
    return kept, [item for item in items if _fields(item.condition) & wide]


def _too_many(domain: Domain, tests: Sequence[Test]) -> bool:
    if isinstance(domain, ChoiceDomain) or not any(isinstance(test, Includes) for test in tests):
        return False
    groups = Counter(tuple(option in test.options for test in tests if isinstance(test, Includes)) for option in getattr(domain, "options", ()))
    enough = max(test.count for test in tests if isinstance(test, Includes))
    size = 1
    for members in groups.values():
        size *= min(members, enough) + 1
    return size > CELL_CAP


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
        found[name] = Cells(tests, samples, {tuple(test.holds_for(value) for test in tests): place for place, value in enumerate(samples)})
    return found


def _gate_fields(gates: Mapping[str, Condition]) -> Iterator[str]:
    for gate in gates.values():
        yield from _fields(gate)


def _fields(condition: Condition) -> frozenset[str]:
    return frozenset(atom.field for atom in atoms(condition) if isinstance(atom, Test))


class _Compiler:
    """Builds nodes bottom-up; equal parts are built once. Gives up (False) past the cap."""

    def __init__(self, of: Mapping[str, Cells], gate_fields: frozenset[str], cap: int, size: int) -> None:
        self.of = of
        self.gate_fields = gate_fields
        self.cap = cap
        self.zero: Vector = (0,) * size
        self.nodes: list[Sum | Branch] = []
        self.known: dict[object, int] = {}
        self.fields_of: dict[Condition, frozenset[str]] = {}
        self.assigned: dict[tuple[Condition, str, int], Condition] = {}

    def compile(self, items: Sequence[Item]) -> bool:
        try:
            root = self.sum([(item.condition, item.adds) for item in items])
        except _TooLargeError:
            return False
        if root != len(self.nodes) - 1:  # the root is the last node by convention
            self.nodes.append(Sum(self.zero, (root,), self.nodes[root].fields))
        return True

    def sum(self, items: Sequence[tuple[Condition, Vector]]) -> int:
        constant = self.zero
        open_items = []
        for condition, adds in items:
            if condition is ALWAYS:
                constant = tuple(map(int.__add__, constant, adds))
            elif condition is not NEVER:
                open_items.append((condition, adds))
        parts = [self.branch(part) for part in self.components(open_items)]
        fields = frozenset[str]().union(*(self.nodes[part].fields for part in parts))
        return self.add(Sum(constant, tuple(sorted(parts)), fields))

    def branch(self, items: Sequence[tuple[Condition, Vector]]) -> int:
        key = frozenset(items) if len(set(items)) == len(items) else tuple(items)
        if key in self.known:
            return self.known[key]
        field = self.choose([condition for condition, _ in items])
        children = tuple(
            self.sum([(self.assign(condition, field, cell), adds) for condition, adds in items]) for cell in range(len(self.of[field].samples))
        )
        node = Branch(field, children, frozenset({field}).union(*(self.nodes[child].fields for child in children)))
        self.known[key] = children[0] if len(set(children)) == 1 else self.add(node)
        return self.known[key]

    def add(self, node: Sum | Branch) -> int:
        if node not in self.known:
            if len(self.nodes) >= self.cap:
                raise _TooLargeError
            self.known[node] = len(self.nodes)
            self.nodes.append(node)
        return self.known[node]

    def components(self, items: Sequence[tuple[Condition, Vector]]) -> list[list[tuple[Condition, Vector]]]:
        """The items in groups that share no field."""
        groups: list[tuple[set[str], list[tuple[Condition, Vector]]]] = []
        for item in items:
            fields = set(self.fields(item[0]))
            joined = [item]
            apart = []
            for group in groups:
                if group[0] & fields:
                    fields |= group[0]
                    joined = group[1] + joined
                else:
                    apart.append(group)
            groups = [*apart, (fields, joined)]
        return [members for _, members in groups]

    def choose(self, conditions: Sequence[Condition]) -> str:
        """The field to try next: gates first, then the one that joins most rules; ties by name."""
        joins: Counter[str] = Counter()
        for condition in conditions:
            fields = self.fields(condition)
            joins.update(dict.fromkeys(fields, 1000 if len(fields) > 1 else 1))
        return min(joins, key=lambda name: (name not in self.gate_fields or joins[name] < 1000, -joins[name], name))  # noqa: PLR2004

    def fields(self, condition: Condition) -> frozenset[str]:
        if condition not in self.fields_of:
            self.fields_of[condition] = _fields(condition)
        return self.fields_of[condition]

    def assign(self, condition: Condition, field: str, cell: int) -> Condition:
        if field not in self.fields(condition):
            return condition
        key = (condition, field, cell)
        if key not in self.assigned:
            self.assigned[key] = residual(condition, Facts({field: self.of[field].samples[cell]}, {}, {}))
        return self.assigned[key]


class _TooLargeError(Exception):
    pass
