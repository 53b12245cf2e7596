"""What the answers to a question would do to the open orders and levels.

Answers move the vectors of the components that look at them; from these, how far every order and level that
they touch is then from proof. What they do not touch stays as it is, and is not looked at.
"""

from __future__ import annotations

import math
from collections import defaultdict
from fractions import Fraction
from functools import cached_property
from operator import mul as multiply
from typing import TYPE_CHECKING

from runner_intake.engine.distances import MOST_ADDED, Distances
from runner_intake.engine.guarantees import Guarantees
from runner_intake.engine.quantities import LevelFact, OrderFact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runner_intake.circuit import Vector
    from runner_intake.conditions import Value
    from runner_intake.engine.analysis import Analysis
    from runner_intake.engine.quantities import Quantity
    from runner_intake.vocabulary import Fact

Changes = dict[int, "Vector"]
"""By the number of a component what some answers add to its vector."""


class OpenQuantities:
    """The open orders and levels behind some facts, as things stand."""

    def __init__(self, analysis: Analysis, by_fact: Mapping[Fact, Sequence[Quantity]]) -> None:
        self.analysis, self.by_fact = analysis, by_fact
        self.everyone = range(len(analysis.pack.benefits))

    @cached_property
    def facts_of(self) -> dict[Quantity, frozenset[Fact]]:
        """The facts behind which each open order or level is."""
        facts_of: dict[Quantity, list[Fact]] = {}
        for fact, quantities in self.by_fact.items():
            for quantity in quantities:
                facts_of.setdefault(quantity, []).append(fact)
        return {quantity: frozenset(facts) for quantity, facts in facts_of.items()}

    @cached_property
    def by_benefit(self) -> dict[int, list[Quantity]]:
        """The open orders and levels of each benefit."""
        quantities: dict[int, list[Quantity]] = defaultdict(list)
        for quantity in self.facts_of:
            for benefit in quantity.benefits:
                quantities[benefit].append(quantity)
        return quantities

    # --- what can settle a fact

    @cached_property
    def suggestible(self) -> frozenset[int]:
        """The benefits that may be suggested."""
        return frozenset(filter(self.analysis.guarantees.maybe_suggested, self.everyone))

    @cached_property
    def rivals(self) -> dict[int, frozenset[int]]:
        """For each benefit that is surely suggested the others that it does not surely stand before."""
        guarantees, before = self.analysis.guarantees, self.analysis.bounds.surely_before
        return {
            benefit: frozenset(
                other for other in self.everyone if other != benefit and not before(benefit, other)
            )
            for benefit in filter(guarantees.surely_suggested, self.everyone)
        }

    @cached_property
    def undecided(self) -> tuple[int, ...]:
        """The benefits of which it is open whether they are among the suggestions."""
        shown, hidden = self.analysis.guarantees.surely_shown, self.analysis.guarantees.surely_hidden
        return tuple(benefit for benefit in self.everyone if not shown(benefit) and not hidden(benefit))


class Gains:
    """What answers would take away of the burden of open orders and levels."""

    def __init__(self, quantities: OpenQuantities) -> None:
        self.quantities = quantities
        self._touched: dict[tuple[int, ...], Touched] = {}

    def of(self, answers: Sequence[Mapping[str, Value]]) -> Fraction:
        """What answers to the same fields take away, added up."""
        if not any(self.quantities.by_fact.values()):
            return Fraction(0)
        analysis = self.quantities.analysis
        circuit, evaluation = analysis.circuit, analysis.evaluation
        scored = [
            {name: (circuit.cell_of(name, value),) for name, value in values.items() if name in circuit.cells}
            for values in answers
        ]
        changes = [evaluation.changes_with(cells) for cells in scored]
        components = tuple(changes[0])
        if not components:
            return Fraction(0)
        if components not in self._touched:
            self._touched[components] = Touched(self.quantities, components)
        return self._touched[components].gain(changes)


class Touched:
    """The open orders and levels that answers to the fields of some components touch. They have numbers, and
    vectors of distances a lane for each: orders first, then levels.
    """

    def __init__(self, quantities: OpenQuantities, components: tuple[int, ...]) -> None:
        self.quantities, self.analysis = quantities, quantities.analysis
        circuit = self.analysis.circuit
        lanes_of = [circuit.components[number].lanes for number in components]
        self.benefits = frozenset(
            benefit
            for benefit in quantities.everyone
            if any(index in lanes for index in circuit.scale.alone(benefit) for lanes in lanes_of)
        )
        of_benefits = [
            quantity for benefit in self.benefits for quantity in quantities.by_benefit.get(benefit, ())
        ]
        touched = list(dict.fromkeys(of_benefits))
        orders = [quantity for quantity in touched if isinstance(quantity, OrderFact)]
        levels = [quantity for quantity in touched if isinstance(quantity, LevelFact)]
        self.open: list[Quantity] = [*orders, *levels]
        self.facts_of = [quantities.facts_of[quantity] for quantity in self.open]
        self.distances = Distances(circuit, components, self.analysis.bounds, orders, levels)
        self.common = math.lcm(*self.distances.as_they_are)
        self.parts = [self.common // whole for whole in self.distances.as_they_are]

    def gain(self, changes: Sequence[Changes]) -> Fraction:
        """What answers take away of the burden, added up; for each answer what it adds to the vectors of the
        components.

        An order or level counts once for each fact behind which it is, and not at all where the answers
        settle this fact.
        """
        if not self.open:
            return Fraction(0)
        by_settled: dict[tuple[Fact, ...], list[Vector]] = {}
        for own in changes:
            distances = self.distances.after(own.values())
            by_settled.setdefault(self._settled(distances, own), []).append(distances)
        total = left = 0
        for settled, after in by_settled.items():
            times = [len(facts.difference(settled)) for facts in self.facts_of]
            total += len(after) * sum(len(self.quantities.by_fact[fact]) for fact in settled)
            total += len(after) * sum(times)
            for start in range(0, len(after), MOST_ADDED):
                together = self.distances.packing.amounts(sum(after[start : start + MOST_ADDED]))
                left += sum(map(multiply, map(multiply, times, self.parts), together))
        return total - Fraction(left, self.common)

    # --- whether a fact is settled

    def _settled(self, distances: Vector, changes: Changes) -> tuple[Fact, ...]:
        """Of the facts about the first benefit and about the list those that answers settle; the others are
        judged by their parts.
        """
        if not (self._may_win or self._may_end_all or self._may_settle_list):
            return ()
        winners = [benefit for benefit in self._may_win if not distances & self._barring.get(benefit, 0)]
        undecided = {benefit for benefit, lanes in self._suggesting.items() if distances & lanes}
        ends_all = self._may_end_all and not undecided
        settles_list = self._may_settle_list and undecided.isdisjoint(self._alone)
        if not (winners or ends_all or settles_list):
            return ()
        guarantees = self._after(changes)
        settles_top = (ends_all and not any(map(guarantees.maybe_suggested, self.benefits))) or any(
            guarantees.surely_suggested(benefit)
            and guarantees.surely_first_of(benefit, self.quantities.everyone)
            for benefit in winners
        )
        settled: dict[Fact, bool] = {"top": settles_top, "list": settles_list and guarantees.shown_list}
        return tuple(fact for fact in self._judged_together if settled[fact])

    def _after(self, changes: Changes) -> Guarantees:
        """The claims after some answers."""
        circuit, bounds = self.analysis.circuit, self.analysis.bounds
        amounts = circuit.changed(bounds.amounts, changes)
        return Guarantees(self.analysis.pack, circuit.read(amounts, exact=bounds.exact))

    @cached_property
    def _judged_together(self) -> list[Fact]:
        """The facts about the first benefit and about the list, where the answers touch something behind
        them.
        """
        both: tuple[Fact, ...] = ("top", "list")
        return [fact for fact in both if any(fact in facts for facts in self.facts_of)]

    @cached_property
    def _suggesting(self) -> dict[int, Vector]:
        """By benefit the lanes of the levels that tell whether it is suggested."""
        lanes: dict[int, Vector] = defaultdict(int)
        for number, quantity in enumerate(self.open):
            if isinstance(quantity, LevelFact) and quantity.suggests:
                lanes[quantity.benefit] |= self.distances.packing.lane(number)
        return lanes

    @cached_property
    def _barring(self) -> dict[int, Vector]:
        """By benefit the lanes of what keeps it from being surely the first while it is open."""
        lanes: dict[int, Vector] = defaultdict(int)
        for number, quantity in enumerate(self.open):
            if isinstance(quantity, OrderFact) or quantity.suggests:
                for benefit in quantity.benefits:
                    lanes[benefit] |= self.distances.packing.lane(number)
        return lanes

    @cached_property
    def _may_win(self) -> list[int]:
        """The benefits that the answers can make the first for certain: those they touch, and those that do
        so with all their rivals.
        """
        if "top" not in self._judged_together:
            return []
        rivals = self.quantities.rivals
        untouched = [
            benefit for benefit in rivals if benefit not in self.benefits and rivals[benefit] <= self.benefits
        ]
        return [*(self.benefits & self.quantities.suggestible), *untouched]

    @cached_property
    def _may_end_all(self) -> bool:
        """Whether the answers touch every benefit that may be suggested."""
        return "top" in self._judged_together and self.quantities.suggestible <= self.benefits

    @cached_property
    def _may_settle_list(self) -> bool:
        """Whether the answers touch the topic of every benefit that may come or go."""
        topic_of = self.analysis.guarantees.topic_of
        return "list" in self._judged_together and not any(
            self.benefits.isdisjoint(topic_of(benefit)) for benefit in self.quantities.undecided
        )

    @cached_property
    def _alone(self) -> frozenset[int]:
        """The benefits that are alone on their topic: whether they are shown hangs on their own level."""
        on_topic = self.analysis.pack.on_topic
        return frozenset(benefit for benefit in self.benefits if len(on_topic[benefit]) == 1)
