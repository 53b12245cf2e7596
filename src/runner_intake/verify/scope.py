"""Exact questions about grounded conditions: can it be true, does one imply the other. By trying cells, within a budget.

A condition is satisfied by choosing cells field by field, the field that stands most often first; parts that share no field are looked at apart.
What would take more steps than the budget allows raises TooLargeError: the caller then says "not checked".
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from runner_intake.conditions import (
    ALWAYS,
    NEVER,
    NONE_OPTION,
    All,
    AnyOf,
    Condition,
    Facts,
    Includes,
    ManyDomain,
    Value,
    atoms,
    cells,
    fields_used,
    negate,
    residual,
)
from runner_intake.conditions.nodes import AtLeast, Test
from runner_intake.conditions.truth import conjunction

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner_intake.conditions import Domain

BUDGET = 20_000
"""Cells tried for one question; a few tenths of a second at most."""
TOTAL = 2_000_000
"""Tests looked at for all questions about one pack together; some ten seconds at most. What is asked after that is too large."""

Cells = dict[str, Value]


class TooLargeError(Exception):
    """The question takes more steps than the budget allows."""


@dataclass(slots=True)
class Scope:
    """The answers of a questionnaire, as domains of its fields."""

    domains: Mapping[str, Domain]
    budget: int = BUDGET
    left: int = TOTAL
    known: dict[Condition, Cells | None] = field(default_factory=dict)

    def satisfy(self, condition: Condition) -> Cells | None:
        """Answers that surely make a grounded condition true, or None where no answers do."""
        if condition not in self.known:
            if self.left <= 0:
                raise TooLargeError
            search = _Search(self.domains, self.budget, self.left)
            try:
                self.known[condition] = search.satisfy(residual(condition, Facts({}, {}, {})))
            finally:
                self.left = search.left
        return self.known[condition]

    def implies(self, a: Condition, b: Condition) -> bool:
        """Whether every answer that makes `a` true makes `b` true."""
        return self.differ(a, b) is None

    def differ(self, a: Condition, b: Condition) -> Cells | None:
        """Answers that make `a` true and `b` false; None where no answers do."""
        cases = a.parts if isinstance(a, AnyOf) else (a,)  # case by case, because each alone looks at fewer fields
        return next((found for case in cases if (found := self.satisfy(conjunction((case, negate(b))))) is not None), None)

    def same(self, a: Condition, b: Condition) -> bool:
        """Whether no answers tell the two apart."""
        return self.implies(a, b) and self.implies(b, a)


@dataclass(slots=True)
class _Search:
    domains: Mapping[str, Domain]
    steps: int
    left: int

    def satisfy(self, rest: Condition) -> Cells | None:
        if rest is ALWAYS:
            return {}
        if rest is NEVER:
            return None
        match rest:
            case AnyOf(parts):
                return next((answers for part in parts if (answers := self.satisfy(part)) is not None), None)
            case All(parts):
                groups = _apart(parts)
                if len(groups) > 1:
                    return self._all_of(groups)
        return self._branch(rest)

    def _all_of(self, groups: list[Condition]) -> Cells | None:
        """Parts without a common field, each on its own; the smallest first, because it may settle the matter."""
        together: Cells = {}
        for group in sorted(groups, key=lambda each: len(fields_used(each))):
            answers = self.satisfy(group)
            if answers is None:
                return None
            together |= answers
        return together

    def _branch(self, rest: Condition) -> Cells | None:
        name = self._joining(rest)
        size = sum(1 for _ in atoms(rest))
        for value in _cells(self.domains[name], _tests(rest, name)):
            self.steps -= 1
            self.left -= size
            if self.steps < 0 or self.left < 0:
                raise TooLargeError
            answers = self.satisfy(residual(rest, Facts({name: value}, {}, {})))
            if answers is not None:
                return {name: value, **answers}
        return None

    def _joining(self, rest: Condition) -> str:
        """The field to try next: of those that join parts the one with the fewest cells, so that the parts soon fall apart."""
        parts = rest.parts if isinstance(rest, All | AnyOf | AtLeast) else (rest,)
        joins = Counter(name for part in parts for name in fields_used(part))
        most = max(joins.values())
        several = [name for name, count in joins.items() if count > 1] if most > 1 else list(joins)
        return min(several, key=lambda name: (_size(self.domains[name], _tests(rest, name)), -joins[name], name))


def _size(domain: Domain, tests: tuple[Test, ...]) -> int:
    """About how many cells some tests make of a field."""
    if isinstance(domain, ManyDomain):
        return 1 << len({option for test in tests if isinstance(test, Includes) for option in test.options})
    return len(tests) + 1


def _tests(condition: Condition, name: str) -> tuple[Test, ...]:
    """The tests of one field, each once."""
    return tuple(dict.fromkeys(atom for atom in atoms(condition) if isinstance(atom, Test) and atom.field == name))


def _apart(parts: tuple[Condition, ...]) -> list[Condition]:
    """The parts in groups that share no field."""
    groups: list[tuple[set[str], list[Condition]]] = []
    for part in parts:
        fields, joined, rest = set(fields_used(part)), [part], []
        for group in groups:
            if group[0] & fields:
                fields |= group[0]
                joined = group[1] + joined
            else:
                rest.append(group)
        groups = [*rest, (fields, joined)]
    return [conjunction(members) for _, members in groups]


def _cells(domain: Domain, tests: tuple[Test, ...]) -> Iterator[Value]:
    """One answer from every cell; selections one by one, small ones first, because all together may be very many."""
    if not isinstance(domain, ManyDomain):
        yield from cells(domain, tests)
        return
    lists = [test for test in tests if isinstance(test, Includes)]
    named = [option for option in domain.options if any(option in test.options for test in lists) and option != NONE_OPTION]
    other = next((option for option in domain.options if option not in named and option != NONE_OPTION), None)
    yield frozenset({NONE_OPTION})
    if other is not None:
        yield frozenset({other})
    most = sum(max(test.count, 1) for test in lists if not test.negated) if all(not test.negated for test in lists) else len(named)
    for size in range(1, min(max(most, 1), len(named)) + 1):
        for chosen in combinations(named, size):
            yield frozenset(chosen)
