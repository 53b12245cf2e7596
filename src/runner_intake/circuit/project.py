"""A component seen through one lane of its vector: on which fields does it still depend?"""

from __future__ import annotations

from collections.abc import Mapping

from runner_intake.circuit.nodes import Branch, Cells, Component, Sum


class Projection:
    """A component seen through one lane of its vector: each node as (amount, core), where a core of None is
    a constant.

    `whole` is the projection with every cell allowed; its forms serve for the nodes that depend on nothing
    that is narrowed.
    """

    def __init__(  # noqa: PLR0913  (what is seen, through which lane, and how far)
        self,
        nodes: tuple[Sum | Branch, ...],
        cells_of: Mapping[str, Cells],
        component: Component,
        lane: int,
        *,
        allowed: Mapping[str, tuple[int, ...]],
        whole: Projection | None = None,
    ) -> None:
        self.nodes, self.component, self.lane = nodes, component, lane
        self.allowed = allowed
        self.whole = whole
        self.narrowed = frozenset(
            name for name in component.fields if len(allowed[name]) < len(cells_of[name].samples)
        )
        self.seen: dict[int, tuple[int, int | None]] = {}
        self.cores: dict[object, int] = {}
        self.core_fields: dict[int, frozenset[str]] = {}
        _, core = self.form(component.root)
        self.fields = self.fields_of(core)

    def form(self, node_number: int) -> tuple[int, int | None]:
        form = self.seen.get(node_number)
        if form is None:
            node, whole = self.nodes[node_number], self.whole
            if whole and self.narrowed.isdisjoint(whole.fields_of(whole.seen[node_number][1])):
                form = whole.seen[node_number]
            else:
                form = self.of_sum(node) if isinstance(node, Sum) else self.of_branch(node)
            self.seen[node_number] = form
        return form

    def of_sum(self, node: Sum) -> tuple[int, int | None]:
        total = self.component.packing.amount(node.constant, self.lane)
        cores = []
        for part in node.parts:
            amount, core = self.form(part)
            total += amount
            if core is not None:
                cores.append(core)
        if len(cores) < 2:  # noqa: PLR2004  (nothing to add)
            return total, cores[0] if cores else None
        key = ("sum", *sorted(cores))
        return total, self.core(key, frozenset[str]().union(*map(self.fields_of, cores)))

    def of_branch(self, node: Branch) -> tuple[int, int | None]:
        children = [self.form(node.children[cell]) for cell in self.allowed[node.field]]
        first, core = children[0]
        if children.count(children[0]) == len(children):
            return first, core
        key = (node.field, *((amount - first, core) for amount, core in children))
        return first, self.core(
            key, frozenset({node.field}).union(*(self.fields_of(core) for _, core in children))
        )

    def fields_of(self, core: int | None) -> frozenset[str]:
        if core is None:
            return frozenset()
        return (
            self.core_fields[core]
            if core in self.core_fields
            else self.whole.core_fields[core]
            if self.whole
            else frozenset()
        )

    def core(self, key: object, fields: frozenset[str]) -> int:
        number = self.cores.get(key)
        if number is None and self.whole:
            number = self.whole.cores.get(key)
        if number is None:
            number = len(self.core_fields) + (len(self.whole.core_fields) if self.whole else 0)
            self.cores[key] = number
            self.core_fields[number] = fields
        return number
