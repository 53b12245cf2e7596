"""What the answers to a question would do to the open orders and levels.

Answers move the vectors of the components that look at them; from these, how far every order and level that
they touch is then from proof. What they do not touch stays as it is, and is not looked at.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from fractions import Fraction
from functools import cached_property
from operator import sub as subtract
from typing import TYPE_CHECKING

from runner_intake.engine.guarantees import Guarantees
from runner_intake.engine.open_facts import LevelFact, OrderFact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from runner_intake.circuit import Vector
    from runner_intake.conditions import Value
    from runner_intake.engine.analysis import Analysis
    from runner_intake.engine.open_facts import Quantity
    from runner_intake.vocabulary import Fact

Vectors = dict[int, tuple["Vector", "Vector"]]
"""By the number of a component its vector before and after."""


class OpenQuantities:
    """The open orders and levels behind some facts."""

    def __init__(self, analysis: Analysis, by_fact: Mapping[Fact, Sequence[Quantity]]) -> None:
        self.analysis, self.by_fact = analysis, by_fact
        self._touched: dict[tuple[int, ...], Touched] = {}

    def gain(self, answers: Sequence[Mapping[str, Value]]) -> Fraction:
        """What answers to the same fields take away of the burden, added up."""
        if not any(self.by_fact.values()):
            return Fraction(0)
        circuit, evaluation = self.analysis.circuit, self.analysis.evaluation
        moved = [
            evaluation.vectors_with(
                {name: (circuit.cell_of(name, value),) for name, value in values.items() if name in circuit.cells}
            )
            for values in answers
        ]
        components = tuple(moved[0])
        if components not in self._touched:
            self._touched[components] = Touched(self, components)
        return self._touched[components].gain(moved) if components else Fraction(0)

    @cached_property
    def facts_of(self) -> dict[Quantity, frozenset[Fact]]:
        """The facts behind which each open order or level is."""
        found: dict[Quantity, list[Fact]] = {}
        for fact, quantities in self.by_fact.items():
            for quantity in quantities:
                found.setdefault(quantity, []).append(fact)
        return {quantity: frozenset(facts) for quantity, facts in found.items()}

    @cached_property
    def by_benefit(self) -> dict[int, list[Quantity]]:
        """The open orders and levels of each benefit."""
        found: dict[int, list[Quantity]] = defaultdict(list)
        for quantity in self.facts_of:
            for benefit in quantity.benefits:
                found[benefit].append(quantity)
        return found

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
            each: frozenset(other for other in self.everyone if other != each and not before(each, other))
            for each in filter(guarantees.surely_suggested, self.everyone)
        }

    @cached_property
    def undecided(self) -> tuple[int, ...]:
        """The benefits of which it is open whether they are among the suggestions."""
        guarantees = self.analysis.guarantees
        return tuple(
            each
            for each in self.everyone
            if not guarantees.surely_shown(each) and not guarantees.surely_hidden(each)
        )

    @property
    def everyone(self) -> range:
        return range(len(self.analysis.pack.benefits))


class Touched:
    """What answers to the fields of some components touch."""

    def __init__(self, quantities: OpenQuantities, components: tuple[int, ...]) -> None:
        self.quantities, self.analysis, self.components = quantities, quantities.analysis, components
        circuit, scale = self.analysis.circuit, self.analysis.circuit.scale
        self._lanes_of = [circuit.components[number].lanes for number in components]
        self._lanes: dict[tuple[int | None, ...], int] = {}
        self.benefits = frozenset(
            each
            for each in quantities.everyone
            if any(place in lanes for place in scale.alone(each) for lanes in self._lanes_of)
        )
        touched = {
            quantity: None for benefit in self.benefits for quantity in quantities.by_benefit.get(benefit, ())
        }
        bounds = self.analysis.bounds
        orders = [each for each in touched if isinstance(each, OrderFact)]
        self.levels = [each for each in touched if isinstance(each, LevelFact)]
        self.orders = [
            (
                bounds.behind(each.a, each.b),
                bounds.behind(each.b, each.a),
                self._lane(scale.difference(each.a, each.b)),
                self._lane(scale.difference(each.b, each.a)),
            )
            for each in orders
        ]
        self.lanes_of_levels = [
            tuple(map(self._lane, scale.alone(each.benefit))) for each in self.levels
        ]
        self.open = [*orders, *self.levels]
        self.distances = [each.distance_to_proof(bounds) for each in self.open]
        self.facts_of = [quantities.facts_of[each] for each in self.open]

    def _lane(self, quantity: int) -> int:
        """The number of the places that a quantity has in the vectors of the components."""
        places = tuple(lanes.get(quantity) for lanes in self._lanes_of)
        return self._lanes.setdefault(places, len(self._lanes))

    def gain(self, moved: Sequence[Vectors]) -> Fraction:
        """What answers take away of the burden, added up; for each answer the vectors that it moves.

        An order or level counts once for each fact behind which it is, and not at all where the answers
        settle this fact.
        """
        by_settled: dict[tuple[Fact, ...], list[list[int]]] = {}
        for vectors in moved:
            distances = self._distances(vectors)
            by_settled.setdefault(self._settled(distances, vectors), []).append(distances)
        total, left = 0, Counter[int]()
        for settled, after in by_settled.items():
            total += len(after) * sum(len(self.quantities.by_fact[fact]) for fact in settled)
            for facts, whole, distances in zip(self.facts_of, self.distances, zip(*after, strict=True), strict=True):
                times = len(facts.difference(settled))
                total += times * len(after)
                left[whole] += times * sum(distances)
        common = math.lcm(*left)
        return total - Fraction(sum(common // whole * distance for whole, distance in left.items()), common)

    def _distances(self, vectors: Vectors) -> list[int]:
        """How far what is touched is from proof after the answers."""
        by_component = [[*map(subtract, after, before)] for before, after in vectors.values()]
        gains = [
            sum(gain[place] for gain, place in zip(by_component, places, strict=True) if place is not None)
            for places in self._lanes
        ]
        orders = [
            max(0, min(ahead - gains[lane], behind - gains[other])) for ahead, behind, lane, other in self.orders
        ]
        amounts, first = self.analysis.bounds.amounts, self.analysis.circuit.scale
        levels = []
        for each, lanes in zip(self.levels, self.lanes_of_levels, strict=True):
            own = [amounts[place] + gains[lane] for place, lane in zip(first.alone(each.benefit), lanes, strict=True)]
            levels.append(each.distance(*first.bounds_alone(own)))
        return [*orders, *levels]

    # --- whether a fact is settled

    def _settled(self, distances: Sequence[int], vectors: Vectors) -> tuple[Fact, ...]:
        """Of the facts about the first benefit and about the list those that answers settle; the others are
        judged by their parts.
        """
        left = [each for each, distance in zip(self.open, distances, strict=True) if distance]
        undecided = {each.benefit for each in left if isinstance(each, LevelFact) and each.suggests}
        beaten = undecided.union(*(each.benefits for each in left if isinstance(each, OrderFact)))
        winners = [each for each in self._may_win if each not in beaten]
        ends_all = self._may_end_all and not undecided
        settles_list = self._may_settle_list and undecided.isdisjoint(self._alone)
        if not (winners or ends_all or settles_list):
            return ()
        guarantees = self._after(vectors)
        settles_top = (ends_all and not any(map(guarantees.maybe_suggested, self.benefits))) or any(
            guarantees.surely_suggested(each) and guarantees.surely_first_of(each, self.quantities.everyone)
            for each in winners
        )
        settled: dict[Fact, bool] = {"top": settles_top, "list": settles_list and guarantees.shown_list}
        return tuple(fact for fact in self._judged_together if settled[fact])

    def _after(self, vectors: Vectors) -> Guarantees:
        circuit = self.analysis.circuit
        amounts = circuit.changed(self.analysis.bounds.amounts, vectors)
        return Guarantees(self.analysis.pack, circuit.read(amounts, exact=self.analysis.bounds.exact))

    @cached_property
    def _judged_together(self) -> list[Fact]:
        """The facts about the first benefit and about the list, where the answers touch something behind
        them.
        """
        both: tuple[Fact, ...] = ("top", "list")
        return [fact for fact in both if any(fact in facts for facts in self.facts_of)]

    @cached_property
    def _alone(self) -> frozenset[int]:
        """The benefits that are alone on their topic: whether they are shown hangs on their own level."""
        on_topic = self.analysis.pack.on_topic
        return frozenset(each for each in self.benefits if len(on_topic[each]) == 1)

    @cached_property
    def _may_win(self) -> list[int]:
        """The benefits that the answers can make the first for certain: those they touch, and those that do
        so with all their rivals.
        """
        if "top" not in self._judged_together:
            return []
        rivals = self.quantities.rivals
        untouched = (each for each in rivals if each not in self.benefits and rivals[each] <= self.benefits)
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
            self.benefits.isdisjoint(topic_of(each)) for each in self.quantities.undecided
        )
