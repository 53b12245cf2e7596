"""Everything that differs between two packs for the people who answer, in one document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.verify.diff.effects import RULES, SCORES, Effect, EffectKind
from runner_intake.verify.diff.meaning import rewritten, rule_effects, step_effects
from runner_intake.verify.diff.pack_pair import PackPair
from runner_intake.verify.diff.people import People, compare_people, synthetic_people
from runner_intake.verify.diff.safety import safety_effects
from runner_intake.verify.diff.scores import score_effects
from runner_intake.verify.diff.tops import top_effects
from runner_intake.verify.diff.witness_builder import WitnessBuilder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runner_intake.pack import Benefit, Pack
    from runner_intake.verify.diff.pack_pair import Witness
    from runner_intake.verify.diff.people import FileRunner


@dataclass(frozen=True, slots=True)
class Comparison:
    """What sets two packs apart. `effects` begin with safety, and of these with what becomes less severe.

    `quiet` is the runner with nothing to report around whom witnesses are built. `rewritten` are the rules
    whose conditions are not the same text.
    """

    pair: PackPair
    quiet: Witness
    effects: tuple[Effect, ...]
    rewritten: tuple[str, ...]
    people: People

    def of(self, *kinds: EffectKind) -> tuple[Effect, ...]:
        """The effects of some kinds; where there is none, it is proved that there cannot be any."""
        return tuple(effect for effect in self.effects if effect.kind in kinds)

    @property
    def less_severe(self) -> tuple[Effect, ...]:
        """The outcomes that can become less severe, or for which that is not ruled out."""
        return self.of("less_severe")

    @property
    def same_scores(self) -> tuple[str, ...]:
        """The benefits of both packs whose score and level are proved the same for all answers."""
        old, new = self._benefits
        others = {effect.about for effect in self.of(*SCORES)}
        return tuple(name for name in new if name in old and name not in others)

    @property
    def same_meaning(self) -> tuple[str, ...]:
        """The rules whose conditions are written differently, and proved to mean the same."""
        others = {effect.about for effect in self.of(*RULES)}
        return tuple(name for name in self.rewritten if name not in others)

    @property
    def benefits_added(self) -> tuple[str, ...]:
        old, new = self._benefits
        return tuple(name for name in new if name not in old)

    @property
    def benefits_removed(self) -> tuple[str, ...]:
        old, new = self._benefits
        return tuple(name for name in old if name not in new)

    @property
    def _benefits(self) -> tuple[Mapping[str, Benefit], Mapping[str, Benefit]]:
        return self.pair.old.pack.benefit, self.pair.new.pack.benefit

    @property
    def needles_follow_scores(self) -> bool:
        """Whether questions about needles may count for other runners, because the scores differ. Safety and
        first steps are then compared beside the same suggestions.
        """
        if not any(side.pack.questionnaire.needling_fields for side in self.pair.sides):
            return False
        others = self.benefits_added or self.benefits_removed or self.of(*SCORES)
        return bool(others) or not self.pair.cards_look_at_the_same_needles

    @property
    def proved_same(self) -> bool:
        """Whether it is proved that every complete set of answers gives the same outcome, scores, first
        suggestion and first steps.
        """
        differs = self.benefits_added or self.benefits_removed or self.pair.only_in_one
        on_people = [effect for effect in self.effects if effect.kind not in RULES]
        return not (differs or on_people or self.needles_follow_scores)


def compare(old: Pack, new: Pack, raws: Sequence[FileRunner] | None = None) -> Comparison:
    """What differs between two packs; `raws` are the runners to compare them on (synthetic ones by
    default).
    """
    pair = PackPair(old, new)
    runners = WitnessBuilder(pair)
    scores = tuple(score_effects(runners))
    return Comparison(
        pair=pair,
        quiet=runners.quiet,
        effects=(
            *safety_effects(runners),
            *scores,
            *top_effects(runners, scores),
            *step_effects(runners),
            *rule_effects(runners),
        ),
        rewritten=tuple(rewritten(pair)),
        people=compare_people(
            old, new, synthetic_people(old, new) if raws is None else raws, synthetic=raws is None
        ),
    )
