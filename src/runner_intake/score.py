"""The plain reference: points, applicability and order for complete answers, written to be read.

It is the truth that the exact bounds of partial answers and the batch engine are held against; it shares no code with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cmp_to_key
from typing import TYPE_CHECKING

from runner_intake.conditions import holds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runner_intake.conditions import Value
    from runner_intake.pack import Benefit, Pack


@dataclass(frozen=True, slots=True)
class Score:
    """What complete answers give a benefit: the ids of the rules that hold, their points, and whether it applies at all."""

    benefit: Benefit
    applicable: bool
    rules: tuple[str, ...]
    points: int


def score(benefit: Benefit, answers: Mapping[str, Value]) -> Score:
    """The score of one benefit. `answers` holds every question that applies, and no other."""
    counted = [rule for rule in benefit.rules if holds(rule.when.written, answers, {})]
    return Score(
        benefit=benefit,
        applicable=holds(benefit.requires.written, answers, {}),
        rules=tuple(rule.id for rule in counted),
        points=sum(rule.points for rule in counted),
    )


def ranked(pack: Pack, answers: Mapping[str, Value]) -> list[Score]:
    """The scores of all benefits, first the ones that apply, by priority; ties in the pack's order."""
    return in_order([score(benefit, answers) for benefit in pack.benefits])


def in_order(scores: Sequence[Score]) -> list[Score]:
    """Scores by priority = points x factor / max, compared without rounding."""
    return sorted(scores, key=cmp_to_key(_compare))


def _compare(a: Score, b: Score) -> int:
    if a.applicable != b.applicable:
        return -1 if a.applicable else 1
    left = a.points * a.benefit.evidence.factor * b.benefit.max
    right = b.points * b.benefit.evidence.factor * a.benefit.max
    return (right > left) - (right < left)
