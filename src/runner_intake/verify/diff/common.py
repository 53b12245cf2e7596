"""The answers that two packs have in common: on these they are compared. What only one of them takes is named."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from runner_intake.conditions import ChoiceDomain, ManyDomain, NumberDomain
from runner_intake.engine.cuts import cutting_tests
from runner_intake.verify.answers_for import answers_for, with_safety

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.conditions import Condition, Domain, Value
    from runner_intake.engine.witness import Tests
    from runner_intake.pack import Pack
    from runner_intake.verify.diff.report import Runner


@dataclass(frozen=True)
class Common:
    """Two packs, the domains of their fields (of a field in both: what both take), and what only one of them takes."""

    old: Pack
    new: Pack
    domains: Mapping[str, Domain]
    only_in_one: tuple[str, ...]

    @cached_property
    def tests(self) -> Tests:
        """Every test of either pack on each field."""
        cuts = [cutting_tests(pack) for pack in (self.old, self.new)]
        return {name: tuple(dict.fromkeys(test for cut in cuts for test in cut.get(name, ()))) for name in self.domains}

    @property
    def gates(self) -> dict[str, Condition]:
        return {**self.old.questionnaire.gates, **self.new.questionnaire.gates}

    def runner(self, cells: Mapping[str, Value]) -> Runner:
        """A whole runner for some cells: every safety question of both packs is answered, as harmlessly as possible."""
        given: dict[str, Value] = {}
        for pack in (self.old, self.new):
            own = {name: value for name, value in cells.items() if name in pack.questionnaire.domains}
            given |= answers_for(own, pack, self.tests)
        for pack in (self.new, self.old):
            own = {name: value for name, value in given.items() if name in pack.questionnaire.fields}
            given |= with_safety(own, pack).given
        return {name: _written(value, name, self) for name, value in given.items()}

    def of(self, runner: Runner, pack: Pack) -> dict[str, object]:
        """What a pack sees of a runner: the answers to its own questions."""
        return {name: value for name, value in runner.items() if name in pack.questionnaire.fields}


def common(old: Pack, new: Pack) -> Common:
    """What two packs have in common."""
    domains: dict[str, Domain] = {**old.questionnaire.domains, **new.questionnaire.domains}
    only: list[str] = []
    for name in domains:
        before, after = old.questionnaire.domains.get(name), new.questionnaire.domains.get(name)
        if before is None or after is None:
            only.append(name)
        elif before != after:
            domains[name] = _both(before, after)
            only.append(name)
    return Common(old, new, domains, tuple(only))


def _both(before: Domain, after: Domain) -> Domain:
    """What both domains hold; the new one where they have nothing in common or are of two kinds."""
    match before, after:
        case ChoiceDomain(one), ChoiceDomain(other) if set(one) & set(other):
            return ChoiceDomain(tuple(option for option in other if option in one))
        case ManyDomain(one), ManyDomain(other):
            return ManyDomain(tuple(option for option in other if option in one))
        case NumberDomain(), NumberDomain() if max(before.minimum, after.minimum) < min(before.maximum, after.maximum):
            return NumberDomain(max(before.minimum, after.minimum), min(before.maximum, after.maximum), max(before.step, after.step))
    return after


def _written(value: Value, name: str, both: Common) -> bool | int | float | str | tuple[str, ...]:
    if isinstance(value, frozenset):
        fields = {**both.old.questionnaire.fields, **both.new.questionnaire.fields}
        return tuple(code for code in fields[name].options if code in value)
    assert isinstance(value, bool | int | float | str)
    return value
