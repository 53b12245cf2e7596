"""Whether a suggestion can still come out, judged as if every question about needles were open: then those
questions count.

The one place of the engine that decides it, and the answers on which that still depends. Knows bounds of
scores; no outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from runner_intake.conditions import fields_left
from runner_intake.engine.scores import Scores
from runner_intake.questionnaire import normalise
from runner_intake.safety import withheld, withholding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Answers


@dataclass(frozen=True)
class Needles:
    """The questions about needles, for answers with some scores."""

    scores: Scores

    @property
    def answers(self) -> Answers:
        return self.scores.answers

    @property
    def pack(self) -> Pack:
        return self.scores.pack

    @cached_property
    def count(self) -> bool:
        """Whether they count: some benefit may be suggested in a completion, and no other rule surely
        withholds every suggestion.

        True for a pack without such questions. Where bounds are not exact it may stay True for longer, never
        the other way round. What may be suggested as they are answered may be so while they are open, too.
        """
        if not self.pack.questionnaire.needling_fields:
            return True
        if withheld(self.answers, self.pack):
            return False
        return any(
            scores.guarantees.maybe_suggested(index)
            for scores in (self.scores, self.opened)
            for index in self._benefits
        )

    @cached_property
    def depends_on(self) -> frozenset[str]:
        """The other fields without an answer whose answers may end that they count; empty where they count,
        or do not, for good.

        A benefit that is surely suggested as they are answered may come out whatever else is answered.
        """
        if not self.count or not self.pack.questionnaire.needling_fields:
            return frozenset()
        facts = self.answers.facts
        fields = frozenset[str]().union(
            *(
                fields_left(condition, facts)
                for condition, true in withholding(self.answers, self.pack)
                if true is None
            )
        )
        if not any(
            scores.guarantees.surely_suggested(index)
            for scores in (self.scores, self.opened)
            for index in self._benefits
        ):
            fields |= self._fields_of_levels
        return frozenset(
            name for name in fields if self.pack.questionnaire.question_of[name].safety != "needling"
        )

    # --- the scores, with every question about needles open

    @cached_property
    def opened(self) -> Scores:
        """The scores of the answers without those about needles."""
        about = self.pack.questionnaire.needling_fields
        given = {name: value for name, value in self.answers.given.items() if name not in about}
        ticked = {name: options for name, options in self.answers.ticked.items() if name not in about}
        if len(given) == len(self.answers.given) and len(ticked) == len(self.answers.ticked):
            return self.scores
        without = normalise(given, self.pack.questionnaire, self.answers.work, ticked=ticked)
        return Scores(without, self.pack)

    @property
    def _benefits(self) -> range:
        return range(len(self.pack.benefits))

    @cached_property
    def _fields_of_levels(self) -> frozenset[str]:
        """The fields on which it depends whether any benefit is suggested."""
        wanted = [
            quantity
            for index in self._benefits
            if self.opened.guarantees.maybe_suggested(index)
            for quantity in self._open_quantities(index)
        ]
        return self.opened.evaluation.fields_of(wanted, self.opened.answers.facts)

    def _open_quantities(self, index: int) -> Iterator[int]:
        """Where in the vector stands what is open about a benefit: whether it applies, whether it reaches a
        level.
        """
        scale, bounds = self.opened.circuit.scale, self.opened.bounds
        benefit = self.pack.benefits[index]
        if bounds.applies[index] is None:
            yield scale.applying(index)
        if self.pack.level(benefit, bounds.low[index]) == "not_suggested":
            yield scale.points(index)
