"""Cuts a field's answers into cells: answers in one cell are indistinguishable to the given tests."""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from runner_intake.conditions.domains import (
    NONE_OPTION,
    ChoiceDomain,
    Domain,
    ManyDomain,
    NumberDomain,
    Value,
)
from runner_intake.conditions.nodes import Includes, Test, Within

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


@lru_cache(maxsize=4096)
def cells(domain: Domain, tests: tuple[Test, ...]) -> tuple[Value, ...]:
    """One real answer from every cell that the tests cut the domain into, in the domain's order."""
    found: dict[tuple[bool, ...], Value] = {}
    for value in _candidates(domain, tests):
        found.setdefault(tuple(test.holds_for(value) for test in tests), value)
    return tuple(found.values())


def cell_count(domain: Domain, tests: Sequence[Test]) -> int:
    """At most how many cells the tests cut the domain into, without making them."""
    match domain:
        case NumberDomain():
            return 8 * len(tests) + 2  # four answers around each of two bounds, and both ends
        case ChoiceDomain(options):
            return len(options)
        case ManyDomain(options):
            lists = [test for test in tests if isinstance(test, Includes)]
            groups = Counter(tuple(option in test.options for test in lists) for option in options)
            enough = max((test.count for test in lists), default=0)
            return math.prod(min(members, enough) + 1 for members in groups.values())


def many_cells(domain: Domain, tests: Sequence[Test], most: int) -> bool:
    """Whether tests cut a multi-choice list into more than `most` cells. Other kinds never have that many."""
    return isinstance(domain, ManyDomain) and cell_count(domain, tests) > most


def _candidates(domain: Domain, tests: Sequence[Test]) -> Iterable[Value]:
    match domain:
        case NumberDomain():
            return _numbers(domain, tests)
        case ChoiceDomain(options):
            return options
        case ManyDomain():
            return _selections(domain, [test for test in tests if isinstance(test, Includes)])


def _numbers(domain: NumberDomain, tests: Sequence[Test]) -> list[Value]:
    bounds = {
        bound
        for test in tests
        if isinstance(test, Within)
        for bound in (test.low, test.high)
        if bound is not None
    }
    around = {number for bound in bounds for number in domain.near(bound)}
    ends = {domain.minimum, domain.maximum if math.isfinite(domain.maximum) else math.inf}
    return sorted(around | ends)


def _selections(domain: ManyDomain, tests: Sequence[Includes]) -> Iterator[frozenset[str]]:
    """`none` alone, then enough selections to tell every combination of counts apart; where options are held,
    only those that have them.
    """
    if not domain.held:
        yield frozenset({NONE_OPTION})
    groups: dict[tuple[bool, ...], list[str]] = {}
    for option in sorted(domain.options, key=lambda option: option not in domain.held):
        if option != NONE_OPTION:
            groups.setdefault(tuple(option in test.options for test in tests), []).append(option)
    enough = max((test.count for test in tests), default=1)
    sizes = []
    for mentioned, group in groups.items():
        fewest = len(domain.held.intersection(group))
        sizes.append(range(fewest, max(fewest, min(len(group), enough if any(mentioned) else 1)) + 1))
    for counts in product(*sizes):
        chosen = frozenset(
            option for count, group in zip(counts, groups.values(), strict=True) for option in group[:count]
        )
        if chosen:
            yield chosen
