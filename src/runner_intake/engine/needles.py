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
from runner_intake.engine.guarantees import Guarantees
from runner_intake.questionnaire import normalise
from runner_intake.safety import withheld, withholding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.circuit import Circuit, Evaluation
    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Answers


@dataclass(frozen=True)
class Needles:
    """The questions about needles, for some answers under a pack."""

    answers: Answers
    pack: Pack

    @cached_property
    def count(self) -> bool:
        """Whether they count: some benefit may be suggested in a completion, and no other rule surely
        withholds every suggestion.

        True for a pack without such questions. Where bounds are not exact it may stay True for longer, never
        the other way round.
        """
        if not self.pack.questionnaire.needling_fields:
            return True
        return not withheld(self.answers, self.pack) and any(
            map(self.guarantees.maybe_suggested, self._benefits)
        )

    def depends_on(self, guarantees: Guarantees) -> frozenset[str]:
        """The other fields without an answer whose answers may end that they count; empty where they count,
        or do not, for good.

        `guarantees` are those of the answers as they are: a benefit that is surely suggested by them may come
        out whatever is answered.
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
            guarantees.surely_suggested(index) or self.guarantees.surely_suggested(index)
            for index in self._benefits
        ):
            fields |= self._fields_of_levels
        return frozenset(
            name for name in fields if self.pack.questionnaire.question_of[name].safety != "needling"
        )

    # --- the scores, with every question about needles open

    @cached_property
    def opened(self) -> Answers:
        """The answers without those about needles."""
        about = self.pack.questionnaire.needling_fields
        given = {name: value for name, value in self.answers.given.items() if name not in about}
        ticked = {name: options for name, options in self.answers.ticked.items() if name not in about}
        if len(given) == len(self.answers.given) and len(ticked) == len(self.answers.ticked):
            return self.answers
        return normalise(given, self.pack.questionnaire, self.answers.work, ticked=ticked)

    @cached_property
    def circuit(self) -> Circuit:
        from runner_intake.circuit import compiled  # noqa: PLC0415  (packs without such questions do without it)

        return compiled(self.pack)

    @cached_property
    def evaluation(self) -> Evaluation:
        return self.circuit.evaluate(self.circuit.allowed(self.opened))

    @cached_property
    def guarantees(self) -> Guarantees:
        return Guarantees(self.pack, self.circuit.bounds_of(self.evaluation.root, self.opened.facts))

    @property
    def _benefits(self) -> range:
        return range(len(self.pack.benefits))

    @cached_property
    def _fields_of_levels(self) -> frozenset[str]:
        """The fields on which it depends whether any benefit is suggested."""
        wanted = [
            quantity
            for index in self._benefits
            if self.guarantees.maybe_suggested(index)
            for quantity in self._open_quantities(index)
        ]
        return self.evaluation.fields_of(wanted, self.opened.facts)

    def _open_quantities(self, index: int) -> Iterator[int]:
        """Where in the vector stands what is open about a benefit: whether it applies, whether it reaches a
        level.
        """
        scale, bounds, benefit = self.circuit.scale, self.guarantees.bounds, self.pack.benefits[index]
        if bounds.applies[index] is None:
            yield scale.applying(index)
        if self.pack.level(benefit, bounds.low[index]) == "not_suggested":
            yield scale.points(index)
