"""The tests of a pack on each field: they cut its answers into cells, and answers in one cell are the same to
every rule.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from runner_intake.conditions import Includes, OneOf, Within, atoms

if TYPE_CHECKING:
    from runner_intake.pack import Pack


@lru_cache(maxsize=16)
def tests_by_field(pack: Pack) -> dict[str, tuple[Within | OneOf | Includes, ...]]:
    """Every test on every ordinary field, anywhere in a pack."""
    conditions = [rule.when.grounded for benefit in pack.benefits for rule in benefit.rules]
    conditions += [benefit.requires.grounded for benefit in pack.benefits]
    conditions += [rule.when.grounded for step in pack.steps for rule in step.rules]
    conditions += [rule.when.grounded for rule in pack.safety]
    conditions += list(pack.questionnaire.gates.values())
    found: dict[str, dict[Within | OneOf | Includes, None]] = {}
    for condition in conditions:
        for atom in atoms(condition):
            if (
                isinstance(atom, Within | OneOf | Includes)
                and atom.field not in pack.questionnaire.safety_fields
            ):
                found.setdefault(atom.field, {})[atom] = None
    return {name: tuple(tests) for name, tests in found.items()}
