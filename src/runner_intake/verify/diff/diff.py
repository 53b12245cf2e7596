"""Two packs compared: texts, safety, scores, first steps, and people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.verify.diff.common import common
from runner_intake.verify.diff.people import invented_runners, people
from runner_intake.verify.diff.report import Diff
from runner_intake.verify.diff.safety import safety_changes
from runner_intake.verify.diff.scores import score_changes
from runner_intake.verify.diff.steps import step_changes
from runner_intake.verify.diff.texts import text_changes
from runner_intake.verify.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.pack import Pack
    from runner_intake.verify.diff.report import Runner, Safety, ScoreChange, StepChange


def diff(old: Pack, new: Pack, runners: Sequence[Runner] | None = None) -> Diff:
    """What changes from an old pack to a new one, for all answers as far as that can be proved, and for `runners` (invented ones by default)."""
    both = common(old, new)
    scope = Scope(both.domains)
    safety = safety_changes(both, scope)
    scores = tuple(score_changes(both, scope))
    steps, steps_unchecked = step_changes(both, scope)
    some = list(invented_runners(new)) if runners is None else list(runners)
    counted, tops = people(both, some, invented=runners is None, more=_witnesses(safety, scores, steps))
    return Diff(
        old=f"{old.id} {old.version}",
        new=f"{new.id} {new.version}",
        texts=tuple(text_changes(old, new)),
        safety=safety,
        scores=scores,
        steps=steps,
        steps_unchecked=steps_unchecked,
        tops=tops,
        people=counted,
        only_in_one=both.only_in_one,
    )


def _witnesses(safety: Safety, scores: Sequence[ScoreChange], steps: Sequence[StepChange]) -> Iterator[Runner]:
    yield from (each.witness for each in (*safety.less_severe, *safety.more_severe))
    yield from (each.witness for each in steps)
    for score in scores:
        yield from (shown for shown in (score.witness_lowest, score.witness_highest, score.witness_applies) if shown is not None)
