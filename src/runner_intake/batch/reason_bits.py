"""The columns of reasons: one bit for each rule of a scorecard that surely holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from runner_intake.pack import Benefit, Pack, PointRule

_MOST: Final = 63
"""How many bits a whole number has that is never below 0."""


def reason_columns(benefit: Benefit) -> dict[str, tuple[PointRule, ...]]:
    """The columns of a benefit with the rules behind their bits, the lowest first. One column is enough for
    63 rules; from then on there are `BENEFIT.reasons_2` and so on.
    """
    starts = range(0, max(1, len(benefit.rules)), _MOST)
    return {
        f"{benefit.id}.reasons{f'_{number}' if number > 1 else ''}": benefit.rules[start : start + _MOST]
        for number, start in enumerate(starts, 1)
    }


def reason_table(pack: Pack) -> dict[str, tuple[str, ...]]:
    """For each column of reasons the rules behind its bits, the lowest first."""
    return {
        name: tuple(rule.id for rule in rules)
        for benefit in pack.benefits
        for name, rules in reason_columns(benefit).items()
    }
