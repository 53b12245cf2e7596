"""What the scorecards of a pack say of some answers, over all completions. Knows no safety rule and no first
step.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from runner_intake.engine.guarantees import Guarantees

if TYPE_CHECKING:
    from runner_intake.circuit import Circuit, Evaluation, ScoreBounds
    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Answers


@dataclass(frozen=True)
class Scores:
    """The scores of some answers under a pack, each part computed when it is first asked for."""

    answers: Answers
    pack: Pack

    @cached_property
    def circuit(self) -> Circuit:
        from runner_intake.circuit import compiled  # noqa: PLC0415  (what needs no scores does without it)

        return compiled(self.pack)

    @cached_property
    def evaluation(self) -> Evaluation:
        return self.circuit.evaluate(self.circuit.allowed(self.answers))

    @cached_property
    def bounds(self) -> ScoreBounds:
        return self.circuit.bounds_of(self.evaluation.root, self.answers.facts)

    @cached_property
    def guarantees(self) -> Guarantees:
        return Guarantees(self.pack, self.bounds)
