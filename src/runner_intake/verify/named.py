"""Every condition of a pack that decides a result, under the name that a reviewer knows it by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.conditions import Condition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.pack import Pack


@dataclass(frozen=True, slots=True)
class Named:
    """A grounded condition, its rule (or `BENEFIT (requires)`), and where it is written."""

    rule: str
    place: str
    condition: Condition


def named_conditions(pack: Pack) -> Iterator[Named]:
    """Safety rules, what benefits require, point rules, first steps, in the pack's order."""
    yield from (Named(rule.id, rule.place, rule.when.grounded) for rule in pack.safety)
    for benefit in pack.benefits:
        yield Named(f"{benefit.id} (requires)", benefit.place, benefit.requires.grounded)
        yield from (Named(rule.id, rule.place, rule.when.grounded) for rule in benefit.rules)
    yield from (Named(rule.id, rule.place, rule.when.grounded) for step in pack.steps for rule in step.rules)
