"""What is settled about the suggestions: claims over exact bounds, true only if every completion agrees."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner_intake.circuit import ScoreBounds
    from runner_intake.pack import Pack


@dataclass(frozen=True)
class Guarantees:
    """Claims about the benefits of a pack, given by their index in it. All are about scores under these
    rules, nothing more.
    """

    pack: Pack
    bounds: ScoreBounds

    def surely_suggested(self, benefit: int) -> bool:
        """Whether it applies and reaches a level in every completion."""
        return self.bounds.applies[benefit] is True and self._reaches(benefit, self.bounds.low[benefit])

    def maybe_suggested(self, benefit: int) -> bool:
        """Whether it applies and reaches a level in some completion."""
        return self.bounds.applies[benefit] is not False and self._reaches(
            benefit, self.bounds.high_where_applicable[benefit]
        )

    def _reaches(self, benefit: int, points: int) -> bool:
        return self.pack.level(self.pack.benefits[benefit], points) != "not_suggested"

    def level_fixed(self, benefit: int) -> bool:
        """Whether its level is the same in every completion; a benefit that does not apply is not
        suggested.
        """
        scorecard = self.pack.benefits[benefit]
        highest = self.pack.level(scorecard, self.bounds.high_where_applicable[benefit])
        if self.bounds.applies[benefit] is True:
            return self.pack.level(scorecard, self.bounds.low[benefit]) == highest
        return self.bounds.applies[benefit] is False or highest == "not_suggested"

    def surely_first_of(self, benefit: int, rivals: Sequence[int]) -> bool:
        """Whether it stands before all the rivals in every completion."""
        return all(self.bounds.surely_before(benefit, rival) for rival in rivals if rival != benefit)

    def topic_of(self, benefit: int) -> tuple[int, ...]:
        """The benefits on the same topic, itself included."""
        return self.pack.on_topic[benefit]

    def surely_shown(self, benefit: int) -> bool:
        """Whether it is among the suggestions in every completion (covered by no other on its topic)."""
        return self.surely_suggested(benefit) and self.surely_first_of(benefit, self.topic_of(benefit))

    def surely_hidden(self, benefit: int) -> bool:
        """Whether it is among the suggestions in no completion."""
        return not self.maybe_suggested(benefit) or any(
            self.surely_shown(other) for other in self.topic_of(benefit) if other != benefit
        )

    @cached_property
    def _all(self) -> range:
        return range(len(self.pack.benefits))

    @cached_property
    def top(self) -> bool:
        """One benefit is first and suggested in every completion, or none is in any."""
        if not any(map(self.maybe_suggested, self._all)):
            return True
        return any(
            self.surely_suggested(benefit) and self.surely_first_of(benefit, self._all)
            for benefit in self._all
        )

    @cached_property
    def shown_list(self) -> bool:
        """The suggestions and their order are the same in every completion."""
        if not all(self.surely_shown(benefit) or self.surely_hidden(benefit) for benefit in self._all):
            return False
        return self._ordered([benefit for benefit in self._all if self.surely_shown(benefit)])

    @cached_property
    def levels(self) -> bool:
        """The list and every level are the same in every completion."""
        return self.shown_list and all(map(self.level_fixed, self._all))

    @cached_property
    def full(self) -> bool:
        """The levels and the order of all benefits that may apply are the same in every completion."""
        return self.levels and self._ordered(
            [benefit for benefit in self._all if self.bounds.applies[benefit] is not False]
        )

    def _ordered(self, benefits: Sequence[int]) -> bool:
        return all(
            self.bounds.surely_before(a, b) or self.bounds.surely_before(b, a)
            for index, a in enumerate(benefits)
            for b in benefits[:index]
        )
