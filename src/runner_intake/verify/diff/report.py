"""What a comparison of two packs says. Plain data; `proved` tells what holds for all answers, and what was only looked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from runner_intake.assessment import Answer, Part
from runner_intake.vocabulary import Outcome

Runner = Mapping[str, Answer]
"""Answers as an answers file holds them."""


class TextChange(Part):
    """Something that was added, removed or changed; `parts` names what of it."""

    kind: Literal["question", "safety rule", "point rule", "benefit", "first step", "source", "pack"]
    id: str
    change: Literal["added", "removed", "changed"]
    parts: tuple[str, ...] = ()


class SafetyChange(Part):
    """Runners of whom the outcome becomes another one, with answers that show it. `rule` is the old rule that decided."""

    rule: str
    before: Outcome
    after: Outcome
    witness: Runner


class Safety(Part):
    """What becomes of the outcomes.

    `less_severe` and `more_severe` are found changes. `proved` is True where all answers to all questions were covered, so that there is no
    change besides. `unchecked` names rules that join too many answers. `no_longer_asked` are safety questions that the new pack does not have.
    """

    less_severe: tuple[SafetyChange, ...]
    more_severe: tuple[SafetyChange, ...]
    proved: bool
    unchecked: tuple[str, ...]
    no_longer_asked: tuple[str, ...]


class ScoreChange(Part):
    """What becomes of a benefit's points: by how much they change at least and at most, with answers that show both ends.

    `exact` is False where the ends are only bounds. `applies` is True where its `requires` means the same. `scale_changed` is True where max,
    factor or levels differ, so that the same points mean another priority.
    """

    benefit: str
    lowest: int
    highest: int
    exact: bool
    applies: bool
    scale_changed: bool
    witness_lowest: Runner | None = None
    witness_highest: Runner | None = None
    witness_applies: Runner | None = None

    @property
    def same(self) -> bool:
        """Whether it is proved that nothing changes for anybody."""
        return self.exact and self.applies and not self.scale_changed and self.lowest == self.highest == 0


class StepChange(Part):
    """A first step that is due to other runners than before."""

    step: str
    before: bool
    after: bool
    witness: Runner


class TopChange(Part):
    """A first suggestion that becomes another one (None: nothing is suggested), and a runner to whom that happens."""

    before: str | None
    after: str | None
    witness: Runner


class People(Part):
    """What changes for some runners: how many there are, and of how many something changes."""

    runners: int
    invented: bool
    outcome: int
    first_steps: int
    first_suggestion: int
    suggestions: int
    not_in_both: int


class Diff(Part):
    """The whole comparison."""

    old: str
    new: str
    texts: tuple[TextChange, ...]
    safety: Safety
    scores: tuple[ScoreChange, ...]
    steps: tuple[StepChange, ...]
    steps_unchecked: tuple[str, ...]
    tops: tuple[TopChange, ...]
    people: People
    only_in_one: tuple[str, ...]

    @property
    def identical(self) -> bool:
        """Whether it is proved that no answers tell the two packs apart (texts aside)."""
        safety = not self.safety.less_severe and not self.safety.more_severe and self.safety.proved and not self.safety.no_longer_asked
        return safety and all(each.same for each in self.scores) and not self.steps and not self.steps_unchecked and not self.only_in_one
