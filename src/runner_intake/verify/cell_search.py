"""Finds answers that make a grounded condition true, or proves that none do. Exact over the cells of its
fields, within a budget.

Cells are chosen field by field, first of the field that joins most parts; parts that share no field are
looked at apart. What would take more steps than the budget allows raises TooMuchWorkError: the caller then
says "not checked".
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import product
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
    Work,
    atoms,
    cells,
    conjunction,
    fields_used,
    independent_groups,
    residual,
)
from runner_intake.conditions.nodes import AtLeast, Test

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from runner_intake.conditions import Domain

MOST_SORTED = 4_096
"""Selections of a list that are put in order, small ones first."""

Found = dict[str, Value]
"""Answers that make a condition true, whatever else is answered."""


@dataclass(slots=True)
class Search:
    """One search on a budget. `first` names the fields to try first; `backwards` tries their cells in the
    other order.
    """

    domain_of: Callable[[str], Domain]
    work: Work = field(default_factory=Work)
    first: frozenset[str] = frozenset()
    backwards: bool = False

    def satisfy(self, rest: Condition) -> Found | None:
        """Answers that surely make a condition true, or None where no answers do."""
        if rest is ALWAYS:
            return {}
        if rest is NEVER:
            return None
        match rest:
            case AnyOf(parts):
                return next((answers for part in parts if (answers := self.satisfy(part)) is not None), None)
            case All(parts):
                groups = independent_groups(parts, fields_used)
                if len(groups) > 1:
                    return self._all_of([conjunction(group) for group in groups])
        return self._branch(rest)

    def _all_of(self, groups: list[Condition]) -> Found | None:
        """Parts without a common field, each on its own; the smallest first, because it may settle the
        matter.
        """
        together: Found = {}
        for group in sorted(groups, key=lambda each: len(fields_used(each))):
            answers = self.satisfy(group)
            if answers is None:
                return None
            together |= answers
        return together

    def _branch(self, rest: Condition) -> Found | None:
        name = self._joining(rest)
        size = sum(1 for _ in atoms(rest))
        values: Iterable[Value] = _cells(self.domain_of(name), _tests(rest, name))
        for value in reversed(list(values)) if self.backwards else values:
            self.work.spend(size)
            answers = self.satisfy(residual(rest, Facts({name: value}, {}, {})))
            if answers is not None:
                return {name: value, **answers}
        return None

    def _joining(self, rest: Condition) -> str:
        """The field to try next: the one that joins most parts, so that they soon fall apart; of those the
        one with the fewest cells.
        """
        parts = rest.parts if isinstance(rest, All | AnyOf | AtLeast) else (rest,)
        joins = Counter(name for part in parts for name in fields_used(part))
        tests: dict[str, dict[Test, None]] = defaultdict(dict)
        for atom in atoms(rest):
            if isinstance(atom, Test):
                tests[atom.field][atom] = None
        return min(
            joins,
            key=lambda name: (
                name not in self.first,
                -joins[name],
                _size(self.domain_of(name), tuple(tests[name])),
                name,
            ),
        )


def _size(domain: Domain, tests: tuple[Test, ...]) -> int:
    """About how many cells some tests make of a field."""
    if isinstance(domain, ManyDomain):
        return math.prod(len(sizes) for _, sizes in _alike(domain, tests))
    return len(tests) + 1


def _tests(condition: Condition, name: str) -> tuple[Test, ...]:
    """The tests of one field, each once."""
    return tuple(
        dict.fromkeys(atom for atom in atoms(condition) if isinstance(atom, Test) and atom.field == name)
    )


def _cells(domain: Domain, tests: tuple[Test, ...]) -> Iterator[Value]:
    """One answer from every cell; of a list small selections first, because all together may be very many."""
    if not isinstance(domain, ManyDomain):
        yield from cells(domain, tests)
        return
    yield frozenset({NONE_OPTION})
    groups = _alike(domain, tests)
    counts: Iterable[tuple[int, ...]] = product(*(sizes for _, sizes in groups))
    if math.prod(len(sizes) for _, sizes in groups) <= MOST_SORTED:
        counts = sorted(counts, key=sum)
    for chosen in counts:
        selection = frozenset(
            option for (options, _), count in zip(groups, chosen, strict=True) for option in options[:count]
        )
        if selection:
            yield selection


def _alike(domain: ManyDomain, tests: tuple[Test, ...]) -> list[tuple[list[str], range]]:
    """The options of a list in groups that no test tells apart, each with how many of them matter."""
    lists = [test for test in tests if isinstance(test, Includes)]
    groups: dict[tuple[bool, ...], list[str]] = {}
    for option in domain.options:
        if option != NONE_OPTION:
            groups.setdefault(tuple(option in test.options for test in lists), []).append(option)
    enough = max((test.count for test in lists), default=1)
    return [
        (options, range(min(len(options), enough if any(named) else 1) + 1))
        for named, options in groups.items()
    ]
