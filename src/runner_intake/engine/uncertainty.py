"""How far open facts are from proof, and how far an answer would bring them; a question is chosen by it.

Only what an answer touches is looked at again: the components of the circuit that look at its fields, the
quantities that these touch, and the conditions that look at them. Knows no order of asking.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from runner_intake.conditions import (
    ALWAYS,
    Condition,
    Facts,
    Value,
    cells,
    fields_left,
    fields_used,
    many_cells,
    residual,
)
from runner_intake.engine.cuts import tests_by_field
from runner_intake.engine.guarantees import Guarantees
from runner_intake.engine.open_facts import OpenFacts
from runner_intake.vocabulary import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from runner_intake.engine.analysis import Analysis
    from runner_intake.engine.open_facts import Quantity
    from runner_intake.questionnaire import Question

MOST_CELLS = 5_000
"""A list that the rules cut into more cells than this counts as if it told nothing, so it is asked late."""


class Uncertainty:
    """How far the open facts are from proof: 0 to 1 for each open quantity or condition; 0 for a fact once it
    is settled.
    """

    def __init__(self, analysis: Analysis, facts: Sequence[Fact]) -> None:
        self.analysis = analysis
        open_facts = OpenFacts(analysis)
        self.quantities = {fact: tuple(dict.fromkeys(open_facts.quantities(fact))) for fact in facts}
        conditions = [
            condition
            for fact in facts
            if fact != "leading_steps"
            for condition in open_facts.conditions(fact).values()
        ]
        self.conditions = [_Open.of(condition, analysis) for condition in dict.fromkeys(conditions)]
        self.leading: list[tuple[int, list[tuple[int, _Open]]]] = []
        if "leading_steps" in facts:
            self.conditions += [_Open.of(condition, analysis) for condition in analysis.open_special.values()]
            self.leading = _leading(analysis)

    @property
    def now(self) -> float:
        """The burden as things stand."""
        shares = [each.whole for each in self.conditions]
        return math.fsum(
            [sum(map(len, self.quantities.values())), *shares, *self._of_leading(Facts({}, {}, {}))]
        )

    def after(self, question: Question) -> float:
        """The mean burden over the cells of a question's answers."""
        touched = _Touched(self, question)
        burdens = [touched.burden(values) for values in self._cells(question)]
        return math.fsum(burdens) / len(burdens)

    @cached_property
    def distances(self) -> dict[Quantity, int]:
        """How far every open quantity is from proof as things stand."""
        bounds = self.analysis.bounds
        return {
            quantity: quantity.distance_to_proof(bounds)
            for quantities in self.quantities.values()
            for quantity in quantities
        }

    @cached_property
    def components(self) -> dict[Quantity, frozenset[int]]:
        """The components of the circuit that touch every open quantity."""
        circuit = self.analysis.circuit
        return {
            quantity: frozenset(
                number for place in quantity.places(circuit.scale) for number, _ in circuit.terms(place)
            )
            for quantity in self.distances
        }

    def _of_leading(self, facts: Facts) -> Iterator[float]:
        """The open rules that could still lift a step to the first two, once the answers have made others
        certain.
        """
        certain: list[int] = []
        rivals: list[tuple[int, float]] = []
        for sure, rules in self.leading:
            after = [(priority, each, each.after(facts)) for priority, each in rules]
            now_sure = max([sure, *(priority for priority, _, left in after if left is ALWAYS)])
            if now_sure >= 0:
                certain.append(now_sure)
            rivals += [(priority, each.share(left)) for priority, each, left in after if priority > now_sure]
        second = sorted(certain, reverse=True)[1] if len(certain) > 1 else 0
        return (share for priority, share in rivals if priority >= second)

    def _cells(self, question: Question) -> Iterator[dict[str, Value]]:
        """One answer from every cell of a question; a page gives the cells of its unknown numbers and
        ratios.
        """
        known = self.analysis.answers.known
        tests = tests_by_field(self.analysis.pack)
        names = [name for name in question.names if name in tests and name not in known]
        domains = self.analysis.answers.domains
        few = [name for name in names if not many_cells(domains[name], tests[name], MOST_CELLS)]
        for values in product(*(cells(domains[name], tests[name]) for name in few)):
            yield dict(zip(few, values, strict=True))


class _Touched:
    """What the answers to one question touch; the rest of the burden stays as it is."""

    def __init__(self, uncertainty: Uncertainty, question: Question) -> None:
        self.uncertainty, self.analysis = uncertainty, uncertainty.analysis
        names = frozenset(question.names)
        self.conditions = [each for each in uncertainty.conditions if not each.looks_at.isdisjoint(names)]
        self.same = [each.whole for each in uncertainty.conditions if each.looks_at.isdisjoint(names)]
        component_of = self.analysis.circuit.component_of if any(uncertainty.quantities.values()) else {}
        components = {component_of[name] for name in names if name in component_of}
        touching = uncertainty.components if components else {}
        touched = {
            fact: [each for each in quantities if touching and not touching[each].isdisjoint(components)]
            for fact, quantities in uncertainty.quantities.items()
        }
        numbers = {
            each: number for number, each in enumerate({q: None for qs in touched.values() for q in qs})
        }
        self.quantities = [(each, uncertainty.distances[each]) for each in numbers]
        self.by_fact = {fact: [numbers[each] for each in touched[fact]] for fact in touched}

    def burden(self, values: Mapping[str, Value]) -> float:
        """The burden after some answers to the question."""
        facts = Facts(values, {}, self.analysis.answers.domains)
        return math.fsum(
            (
                *self._of_quantities(values),
                *self.same,
                *(each.share(each.after(facts)) for each in self.conditions),
                *self.uncertainty._of_leading(facts),  # noqa: SLF001  (one of its own)
            )
        )

    def _of_quantities(self, values: Mapping[str, Value]) -> Iterator[float]:
        """The share of every open quantity; nothing where its fact is settled by the answers."""
        circuit, all_quantities = self.analysis.circuit, self.uncertainty.quantities
        if not self.quantities:
            yield sum(map(len, all_quantities.values()))
            return
        scored = {
            name: (circuit.cells[name].of(value),) for name, value in values.items() if name in circuit.cells
        }
        bounds = circuit.bounds_of(self.analysis.evaluation.root_with(scored), self.analysis.answers.facts)
        guarantees = Guarantees(self.analysis.pack, bounds)
        shares = [quantity.distance_to_proof(bounds) / whole for quantity, whole in self.quantities]
        for fact, touched in self.by_fact.items():
            settled = fact in ("top", "list") and touched and self._settles(fact, guarantees)
            if not settled:
                yield len(all_quantities[fact]) - len(touched)
                yield from (shares[number] for number in touched)

    @staticmethod
    def _settles(fact: Fact, guarantees: Guarantees) -> bool:
        return guarantees.top if fact == "top" else guarantees.shown_list


@dataclass(frozen=True, slots=True)
class _Open:
    """A condition that is open as things stand: what is left of it, the fields it looks at, and how far it is
    from being decided.
    """

    left: Condition
    looks_at: frozenset[str]
    whole: float

    @classmethod
    def of(cls, condition: Condition, analysis: Analysis) -> _Open:
        left = residual(condition, analysis.answers.facts)
        looks_at = fields_left(condition, analysis.answers.facts)
        return cls(left, looks_at, _share(len(looks_at)))

    def after(self, facts: Facts) -> Condition:
        """What is left of it after further answers."""
        return self.left if self.looks_at.isdisjoint(facts.known) else residual(self.left, facts)

    def share(self, left: Condition) -> float:
        """The burden of what is left: 0 where it is decided."""
        return self.whole if left is self.left else _share(len(fields_used(left)))


def _share(fields: int) -> float:
    """0 for a decided condition, more the more fields it still looks at, always below 1."""
    return fields / (fields + 1)


def _leading(analysis: Analysis) -> list[tuple[int, list[tuple[int, _Open]]]]:
    """The steps that may be due, each with its certain priority (-1 where it has none) and its open rules."""
    return [
        (
            state.leading.priority if state.due else -1,
            [
                (rule.priority, _Open.of(rule.when.grounded, analysis))
                for rule, true in state.rules
                if true is None
            ],
        )
        for state in analysis.steps_ahead
        if state.due is not False
    ]
