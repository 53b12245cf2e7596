"""Everything that differs between two packs for the people who answer, in one document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.questionnaire import check_answers
from runner_intake.verify.diff.meaning import RuleMeaning, StepChange, rule_meanings, step_changes
from runner_intake.verify.diff.pack_pair import OnlyIn, PackPair
from runner_intake.verify.diff.people import People, compare_people, synthetic_people
from runner_intake.verify.diff.safety import Shift, shifts
from runner_intake.verify.diff.scores import ScoreChange, score_changes
from runner_intake.verify.diff.tops import TopChanges, top_changes
from runner_intake.verify.diff.witness_builder import WitnessBuilder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner_intake.pack import Pack
    from runner_intake.verify.diff.pack_pair import Witness
    from runner_intake.verify.diff.people import Raw

_STARTS = 60
"""How many synthetic runners the search for other first suggestions starts from."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What sets two packs apart, safety first.

    `quiet` is the runner with nothing to report around whom witnesses are built. `rewritten` are the rules
    whose conditions are not the same text, with what that means. `only_in_one` are the answers on which the
    packs cannot be compared.
    """

    common: PackPair
    quiet: Witness
    shifts: tuple[Shift, ...]
    scores: tuple[ScoreChange, ...]
    benefits_added: tuple[str, ...]
    benefits_removed: tuple[str, ...]
    tops: TopChanges
    steps: tuple[StepChange, ...]
    rewritten: tuple[RuleMeaning, ...]
    people: People
    only_in_one: tuple[OnlyIn, ...]

    @property
    def less_severe(self) -> tuple[Shift, ...]:
        """The outcomes that can become less severe, or for which that is not ruled out."""
        return tuple(shift for shift in self.shifts if shift.direction == "less_severe")

    @property
    def needles_follow_scores(self) -> bool:
        """Whether questions about needles may count for other runners, because the scores differ. Safety and
        first steps are then compared beside the same suggestions.
        """
        if not (
            self.common.old.questionnaire.needling_fields or self.common.new.questionnaire.needling_fields
        ):
            return False
        same_scores = not (self.benefits_added or self.benefits_removed) and all(
            score.same for score in self.scores
        )
        return not (same_scores and self.common.cards_look_at_the_same_needles)

    @property
    def proved_same(self) -> bool:
        """Whether it is proved that every complete set of answers gives the same outcome, scores, first
        suggestion and first steps.
        """
        differs = (
            self.shifts or self.benefits_added or self.benefits_removed or self.only_in_one or self.steps
        )
        same = self.tops.same and all(score.same for score in self.scores)
        return same and not differs and not self.needles_follow_scores


def compare(old: Pack, new: Pack, raws: Sequence[Raw] | None = None) -> Comparison:
    """What differs between two packs; `raws` are the runners to compare them on (synthetic ones by
    default).
    """
    runners = WitnessBuilder(PackPair(old, new))
    synthetic = synthetic_people(old, new)
    scores = score_changes(runners)
    return Comparison(
        common=runners.common,
        quiet=runners.quiet,
        shifts=shifts(runners),
        scores=scores,
        benefits_added=tuple(name for name in new.benefit if name not in old.benefit),
        benefits_removed=tuple(name for name in old.benefit if name not in new.benefit),
        tops=top_changes(runners, scores, _starts(runners, synthetic)),
        steps=step_changes(runners),
        rewritten=rule_meanings(runners),
        people=compare_people(old, new, synthetic if raws is None else raws, synthetic=raws is None),
        only_in_one=runners.common.only_in_one,
    )


def _starts(runners: WitnessBuilder, synthetic: Sequence[Raw]) -> list[Witness]:
    """Complete runners around whom to search: the synthetic ones, with quiet answers to what they did not
    answer.
    """
    questionnaire = runners.common.old.questionnaire
    return [
        runners.with_answers(check_answers(raw.answers, questionnaire).given) for raw in synthetic[:_STARTS]
    ]
