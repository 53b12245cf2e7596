"""What is left of a benefit for every answer to the questions about needles: by it a suggestion may still
come out, whatever is answered there. Knows conditions and no column.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from runner_intake.conditions import (
    Condition,
    Facts,
    cells,
    many_cells,
    residual,
    tests_of,
)

if TYPE_CHECKING:
    from runner_intake.pack import Benefit, Pack, PointRule

_MOST = 64
"""How many ways to answer the questions about needles are tried for a benefit."""


@dataclass(frozen=True, slots=True)
class NeedleWays:
    """The point rules of a benefit that look at needles, and for every way to answer what they and the
    requirements tell apart: what is left of the requirements, then of each of these rules. Without ways where
    nothing looks at needles.
    """

    rules: tuple[PointRule, ...]
    ways: tuple[tuple[Condition, ...], ...]


def needle_ways(benefit: Benefit, pack: Pack) -> NeedleWays | None:
    """The ways of a benefit; None where there are too many, or where it looks at a ratio of such answers."""
    looks = pack.questionnaire.looks_at_needles
    rules = tuple(rule for rule in benefit.rules if looks(rule.when.grounded))
    conditions = (benefit.requires.grounded, *(rule.when.grounded for rule in rules))
    if not any(map(looks, conditions)):
        return NeedleWays(rules, ())
    tests = tests_of(conditions)
    used = {name: tests[name] for name in pack.questionnaire.needling_fields if name in tests}
    domains = pack.questionnaire.domains
    if any(many_cells(domains[name], own, _MOST) for name, own in used.items()):
        return None
    answers = [cells(domains[name], own) for name, own in used.items()]
    if math.prod(map(len, answers)) > _MOST:
        return None
    ways: dict[tuple[Condition, ...], None] = {}
    for values in product(*answers):
        facts = Facts(dict(zip(used, values, strict=True)), {}, {})
        ways[tuple(residual(own, facts) for own in conditions)] = None
    still_looks = any(looks(own) for way in ways for own in way)
    return None if still_looks else NeedleWays(rules, tuple(ways))
