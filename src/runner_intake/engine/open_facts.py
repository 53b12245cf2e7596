"""Which facts of a result are still open, and the questions on which each depends.

A question is named only if some open quantity (the order of two contenders, a benefit reaching a level, a
rule, a step) still looks at its answer. What no such quantity looks at can change nothing and is never asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from runner_intake.conditions import Condition, fields_left, fields_used
from runner_intake.engine.quantities import LevelFact, OrderFact, level_fact, order_fact
from runner_intake.vocabulary import PAGE_FACTS, Fact, Goal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runner_intake.engine.analysis import Analysis
    from runner_intake.engine.quantities import Quantity

GOAL_FACTS: dict[Goal, tuple[Fact, ...]] = {
    "quick": ("safety", "leading_steps", "top"),
    "normal": PAGE_FACTS,
    "complete": ("safety", "first_steps", "full"),
}
"""What each goal settles: `normal` all that a page shows. `complete` besides asks everything that applies."""


@dataclass(frozen=True)
class OpenFacts:
    """The open quantities and conditions behind each fact of a situation."""

    analysis: Analysis

    def quantities(self, fact: Fact) -> tuple[Quantity, ...]:
        """The open orders and levels behind a fact about the benefits, each once."""
        known = self.analysis.open_quantities
        if fact not in known:
            known[fact] = tuple(dict.fromkeys(self._quantities(fact)))
        return known[fact]

    def _quantities(self, fact: Fact) -> tuple[Quantity, ...]:
        match fact:
            case "top":
                return () if self.analysis.guarantees.top else self._of_top
            case "list":
                return () if self.analysis.guarantees.shown_list else self._of_list
            case "levels":
                return (*self.quantities("list"), *self._levels(range(self._count)))
            case "full":
                everything = [
                    benefit
                    for benefit in range(self._count)
                    if self.analysis.bounds.applies[benefit] is not False
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
                return {
                    **self.analysis.open_steps,
                    **self.analysis.open_urgency,
                    **self.analysis.open_special,
                }
            case "leading_steps":
                return {**self.analysis.open_leading_steps, **self.analysis.open_special}
            case _:
                return {}

    def fields(self, fact: Fact) -> frozenset[str]:
        """The fields (or derived ratios) without an answer on which a fact still depends."""
        fields = frozenset[str]().union(
            *(self._deciding(condition) for condition in self.conditions(fact).values())
        )
        if fact == "safety":
            fields = fields.union(self.analysis.safety_hangs_on)
            fields = (
                fields.union(self.analysis.screening.missing)
                if self.analysis.outcome == "incomplete"
                else fields
            )
        if fact in ("first_steps", "leading_steps"):
            fields = fields.union(
                self.analysis.safety_hangs_on if self.analysis.open_special else (),
                self.analysis.steps_hang_on,
            )
        wanted = {number for quantity in self.quantities(fact) for number in self._open_quantities(quantity)}
        facts = self.analysis.answers.facts
        return fields | self.analysis.evaluation.fields_of(wanted, facts) if wanted else fields

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
        sure = [benefit for benefit in everyone if guarantees.surely_suggested(benefit)]
        contenders = [
            benefit
            for benefit in everyone
            if guarantees.maybe_suggested(benefit)
            and not any(
                other != benefit and self.analysis.bounds.surely_before(other, benefit) for other in sure
            )
        ]
        return (
            *self._orders(contenders),
            *(() if set(sure) & set(contenders) else self._reaches(contenders)),
        )

    @cached_property
    def _of_list(self) -> tuple[Quantity, ...]:
        guarantees = self.analysis.guarantees
        shown = [benefit for benefit in range(self._count) if not guarantees.surely_hidden(benefit)]
        return (*self._orders(shown), *self._reaches(shown))

    def _orders(self, benefits: Iterable[int]) -> tuple[Quantity, ...]:
        return tuple(order_fact(a, b) for a, b in combinations(benefits, 2) if self._is_open(a, b))

    def _is_open(self, a: int, b: int) -> bool:
        """Whether neither order of two benefits is proved."""
        bounds = self.analysis.bounds
        return not bounds.surely_before(a, b) and not bounds.surely_before(b, a)

    def _reaches(self, benefits: Iterable[int]) -> tuple[Quantity, ...]:
        return tuple(
            reach
            for benefit in benefits
            if (reach := self._reach(benefit, "possible")).distance_to_proof(self.analysis.bounds)
        )

    def _levels(self, benefits: Iterable[int]) -> tuple[Quantity, ...]:
        both = (
            self._reach(benefit, level) for benefit in benefits for level in ("possible", "worth_discussing")
        )
        return tuple(reach for reach in both if reach.distance_to_proof(self.analysis.bounds))

    def _reach(self, benefit: int, level: Literal["possible", "worth_discussing"]) -> LevelFact:
        pack = self.analysis.pack
        points = pack.points_needed(pack.benefits[benefit], level)
        lowest = pack.points_needed(pack.benefits[benefit], "possible")
        return level_fact(benefit, points, pack.weights[benefit], points == lowest)

    def _open_quantities(self, quantity: Quantity) -> tuple[int, ...]:
        """The quantities of the circuit that decide an open order or level."""
        scale, bounds = self.analysis.circuit.scale, self.analysis.bounds
        match quantity:
            case OrderFact(a, b):
                return (scale.difference(a, b),)
            case LevelFact(benefit, points):
                applying = (scale.applying(benefit),) if bounds.applies[benefit] is None else ()
                open_points = bounds.low[benefit] < points <= bounds.high[benefit]
                return (*applying, scale.points(benefit)) if open_points else applying
