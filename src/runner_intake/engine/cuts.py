"""The tests of a pack on each field: they cut its answers into cells, and answers in one cell are the same to
every rule.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from runner_intake.conditions import tests_of

if TYPE_CHECKING:
    from runner_intake.conditions import Test
    from runner_intake.pack import Pack


@lru_cache(maxsize=16)
def tests_by_field(pack: Pack) -> dict[str, tuple[Test, ...]]:
    """Every test on every ordinary field, anywhere in a pack."""
    conditions = [rule.when.grounded for benefit in pack.benefits for rule in benefit.rules]
    conditions += [benefit.requires.grounded for benefit in pack.benefits]
    conditions += [rule.when.grounded for step in pack.steps for rule in step.rules]
    conditions += [rule.when.grounded for rule in pack.safety]
    conditions += list(pack.questionnaire.gates.values())
    return {
        name: tests
        for name, tests in tests_of(conditions).items()
        if name not in pack.questionnaire.safety_fields
    }
