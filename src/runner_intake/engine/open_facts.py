"""Which facts of a result are still open, and the questions on which each depends.

A question is named only if some open quantity (the order of two contenders, a benefit reaching a level, a
rule, a step) still looks at its answer. What no such quantity looks at can change nothing and is never asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from runner_intake.circuit import ENDS
from runner_intake.conditions import Condition, fields_left, fields_used
from runner_intake.vocabulary import PAGE_FACTS, Fact, Goal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runner_intake.circuit import Bounds, Scale
    from runner_intake.engine.analysis import Analysis

GOAL_FACTS: dict[Goal, tuple[Fact, ...]] = {
    "quick": ("safety", "leading_steps", "top"),
    "normal": PAGE_FACTS,
    "complete": ("safety", "first_steps", "full"),
}
"""What each goal settles: `normal` all that a page shows. `complete` besides asks everything that applies."""


@dataclass(frozen=True, slots=True)
class OrderFact:
    """Whether benefit `a` or benefit `b` stands before the other."""

    a: int
    b: int

    def places(self, scale: Scale) -> tuple[int, ...]:
        """The quantities of the circuit that it is judged by."""
        return scale.difference(self.a, self.b), scale.difference(self.b, self.a)

    def distance_to_proof(self, bounds: Bounds) -> int:
        """How far the bounds are from proving either order; 0 where one is proved."""
        ties = (0, 1) if self.a < self.b else (1, 0)
        return min(
            max(0, ties[0] - bounds.differences[self.a, self.b]),
            max(0, ties[1] - bounds.differences[self.b, self.a]),
        )


@dataclass(frozen=True, slots=True)
class LevelFact:
    """Whether a benefit applies and has at least `points`."""

    benefit: int
    points: int
    weight: int

    def places(self, scale: Scale) -> tuple[int, ...]:
        """The quantities of the circuit that it is judged by."""
        return tuple(range(scale.points(self.benefit), scale.points(self.benefit) + ENDS))

    def distance_to_proof(self, bounds: Bounds) -> int:
        """How far the bounds are from proving or excluding it, weighted to the scale of differences; 0 where
        one is done.
        """
        applies = bounds.applies[self.benefit]
        to_exclude = (
            max(0, bounds.high_where_applicable[self.benefit] - self.points + 1)
            if applies is not False
            else 0
        )
        to_prove = (
            max(0, self.points - bounds.low[self.benefit]) + (1 if applies is None else 0)
            if applies is not False
            else to_exclude
        )
        return self.weight * min(to_exclude, to_prove)


Quantity = OrderFact | LevelFact


@dataclass(frozen=True)
class OpenFacts:
    """The open quantities and conditions behind each fact of a situation."""

    analysis: Analysis

    def quantities(self, fact: Fact) -> tuple[Quantity, ...]:
        """The open orders and levels behind a fact about the benefits."""
        match fact:
            case "top":
                return () if self.analysis.guarantees.top else self._of_top
            case "list":
                return () if self.analysis.guarantees.shown_list else self._of_list
            case "levels":
                return (*self.quantities("list"), *self._levels(range(self._count)))
            case "full":
                everything = [
                    each for each in range(self._count) if self.analysis.bounds.applies[each] is not False
                ]
                return (*self.quantities("levels"), *self._orders(everything))
            case _:
                return ()

    def conditions(self, fact: Fact) -> Mapping[str, Condition]:
        """The open rules or steps behind a fact about safety or first steps."""
        match fact:
            case "safety":
                return self.analysis.open_safety
            case "first_steps":
                return {**self.analysis.open_steps, **self.analysis.open_special}
            case "leading_steps":
                return {**self.analysis.open_leading_steps, **self.analysis.open_special}
            case _:
                return {}

    def fields(self, fact: Fact) -> frozenset[str]:
        """The fields (or derived ratios) without an answer on which a fact still depends."""
        found = frozenset[str]().union(
            *(self._deciding(condition) for condition in self.conditions(fact).values())
        )
        if fact == "safety":
            found = found.union(self.analysis.safety_hangs_on)
            found = (
                found.union(self.analysis.screening.missing)
                if self.analysis.outcome == "incomplete"
                else found
            )
        if fact in ("first_steps", "leading_steps"):
            found = found.union(
                self.analysis.safety_hangs_on if self.analysis.open_special else (),
                self.analysis.steps_hang_on,
            )
        return found.union(*(self._fields_of(quantity) for quantity in dict.fromkeys(self.quantities(fact))))

    def _deciding(self, condition: Condition) -> frozenset[str]:
        """The fields that a condition waits for; all that have no answer where it will be true whatever they
        are.
        """
        left = fields_left(condition, self.analysis.answers.facts)
        return left or fields_used(condition) - set(self.analysis.answers.known)

    # --- the benefits

    @property
    def _count(self) -> int:
        return len(self.analysis.pack.benefits)

    @cached_property
    def _of_top(self) -> tuple[Quantity, ...]:
        """Contenders that nobody surely suggested stands before; whether one is suggested matters only while
        none surely is.
        """
        guarantees, everyone = self.analysis.guarantees, range(self._count)
        sure = [each for each in everyone if guarantees.surely_suggested(each)]
        contenders = [
            each
            for each in everyone
            if guarantees.maybe_suggested(each)
            and not any(other != each and self.analysis.bounds.surely_before(other, each) for other in sure)
        ]
        return (
            *self._orders(contenders),
            *(() if set(sure) & set(contenders) else self._reaches(contenders)),
        )

    @cached_property
    def _of_list(self) -> tuple[Quantity, ...]:
        guarantees = self.analysis.guarantees
        shown = [each for each in range(self._count) if not guarantees.surely_hidden(each)]
        return (*self._orders(shown), *self._reaches(shown))

    def _orders(self, benefits: Iterable[int]) -> tuple[Quantity, ...]:
        places = list(benefits)
        pairs = (OrderFact(a, b) for number, a in enumerate(places) for b in places[number + 1 :])
        return tuple(pair for pair in pairs if pair.distance_to_proof(self.analysis.bounds))

    def _reaches(self, benefits: Iterable[int]) -> tuple[Quantity, ...]:
        return tuple(
            reach
            for each in benefits
            if (reach := self._reach(each, "possible")).distance_to_proof(self.analysis.bounds)
        )

    def _levels(self, benefits: Iterable[int]) -> tuple[Quantity, ...]:
        both = (self._reach(each, level) for each in benefits for level in ("possible", "worth_discussing"))
        return tuple(reach for reach in both if reach.distance_to_proof(self.analysis.bounds))

    def _reach(self, benefit: int, level: Literal["possible", "worth_discussing"]) -> LevelFact:
        pack = self.analysis.pack
        needed = pack.points_needed(pack.benefits[benefit], level)
        return LevelFact(benefit, needed, pack.weights[benefit])

    def _fields_of(self, quantity: Quantity) -> frozenset[str]:
        scale, bounds = self.analysis.circuit.scale, self.analysis.bounds
        match quantity:
            case OrderFact(a, b):
                wanted = [scale.difference(a, b)]
            case LevelFact(benefit, points, _):
                wanted = [scale.applying(benefit)] if bounds.applies[benefit] is None else []
                wanted += (
                    [scale.points(benefit)] if bounds.low[benefit] < points <= bounds.high[benefit] else []
                )
        return frozenset[str]().union(*(self._dependence(each) for each in wanted))

    def _dependence(self, place: int) -> frozenset[str]:
        if place not in self._known_dependence:
            self._known_dependence.update(
                self.analysis.evaluation.fields_of([place], self.analysis.answers.facts)
            )
        return self._known_dependence[place]

    @cached_property
    def _known_dependence(self) -> dict[int, frozenset[str]]:
        return {}
