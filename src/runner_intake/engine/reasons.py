"""The reasons behind the points of a benefit: rules that hold, or may hold, with the answers they looked at.

Many documents give the same reason; it is made once, and nobody can change it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from runner_intake.conditions import evidence, fields_used
from runner_intake.engine.shown import shown, whole_text
from runner_intake.result.assessment import Reason
from runner_intake.result.shared import with_fixed_answers

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from runner_intake.conditions import Truth
    from runner_intake.pack import Pack, PointRule
    from runner_intake.questionnaire import Answers
    from runner_intake.result.assessment import Answer

MOST_KEPT = 4096
"""Reasons of one pack that are kept; then all are made anew."""


def reasons(
    states: Sequence[tuple[PointRule, Truth]], answers: Answers, pack: Pack, *, holding: Truth
) -> tuple[Reason, ...]:
    """The rules that surely hold (True), or that may hold (None), in the pack's order. On complete answers
    those that hold sum to the score.
    """
    shared = _shared(pack)
    return tuple(shared.reason(rule, state, answers) for rule, state in states if state is holding)


def reason_of(rule: PointRule, state: Truth, answers: Answers) -> Reason:
    """A point rule with the answers that make it true, or those it has looked at so far."""
    because = whole_text(rule.because, rule.parts, answers.facts)
    return Reason(rule=rule.id, points=rule.points, because=because, answers=_looked_at(rule, state, answers))


def _looked_at(rule: PointRule, state: Truth, answers: Answers) -> dict[str, Answer]:
    """The answers that make a rule true, or those it has looked at so far."""
    names = (
        [name for name, _ in evidence(rule.when.written, answers.seen, answers.given)]
        if state
        else sorted(fields_used(rule.when.written))
    )
    return {
        name: shown(name, answers.seen[name], answers)
        for name in names
        if name in answers.seen and not answers.questionnaire.is_private(name)
    }


@dataclass(slots=True)
class _Shared:
    """The fields that each point rule of a pack looks at, and the reasons by all that is put into them.
    Answers are not in its repr.
    """

    fields: Mapping[str, tuple[str, ...]]
    kept: dict[Hashable, Reason] = field(default_factory=dict, repr=False)

    def reason(self, rule: PointRule, state: Truth, answers: Answers) -> Reason:
        fields = self.fields[rule.id]
        seen, given = map(answers.seen.get, fields), map(answers.given.get, fields)
        because = whole_text(rule.because, rule.parts, answers.facts) if rule.parts else ""
        key = (rule.id, state, because, *seen, *given)
        reason = self.kept.get(key)
        if reason is None:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            made = reason_of(rule, state, answers)
            reason = self.kept[key] = with_fixed_answers(made, made.answers)
        return reason


@lru_cache(maxsize=8)
def _shared(pack: Pack) -> _Shared:
    rules = (rule for benefit in pack.benefits for rule in benefit.rules)
    return _Shared({rule.id: tuple(fields_used(rule.when.written)) for rule in rules})
