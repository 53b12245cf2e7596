"""Cuts a field's answers into cells: answers in one cell are indistinguishable to the given tests."""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from runner_intake.conditions.domains import (
    ChoiceDomain,
    Domain,
    ManyDomain,
    NumberDomain,
    Value,
)
from runner_intake.conditions.nodes import Includes, Test, Within
from runner_intake.vocabulary import NONE_OPTION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from fractions import Fraction


@lru_cache(maxsize=4096)
def cells(domain: Domain, tests: tuple[Test, ...]) -> tuple[Value, ...]:
    """One real answer from every cell that the tests cut the domain into, in the domain's order."""
    return _first_of_each(_candidates(domain, tests), tests)


def nearest_cells(domain: NumberDomain, tests: Sequence[Test], number: float) -> tuple[Value, ...]:
    """From every cell of a number's answers the one nearest to a given number, the nearest cell first."""
    nearest_first = sorted(_numbers(domain, tests), key=lambda own: abs(own - number))
    return _first_of_each(nearest_first, tests)


def _first_of_each(values: Iterable[Value], tests: Sequence[Test]) -> tuple[Value, ...]:
    """The first of some answers from every cell."""
    samples: dict[tuple[bool, ...], Value] = {}
    for value in values:
        samples.setdefault(tuple([test.holds_for(value) for test in tests]), value)
    return tuple(samples.values())


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


def in_one_cell(value: Value, other: Value, tests: Iterable[Test]) -> bool:
    """Whether no test tells two answers apart."""
    return all(test.holds_for(value) == test.holds_for(other) for test in tests)


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
            return _selections(domain, tests)


def _numbers(domain: NumberDomain, tests: Sequence[Test]) -> list[float | Fraction]:
    bounds = {
        bound
        for test in tests
        if isinstance(test, Within)
        for bound in (test.low, test.high)
        if bound is not None
    }
    around = {number for bound in bounds for number in domain.near(bound)}
    return sorted(around | {domain.minimum, domain.maximum})


def _selections(domain: ManyDomain, tests: Sequence[Test]) -> Iterator[frozenset[str]]:
    """`none` alone, then enough selections to tell every combination of counts apart; where options are held,
    only those that have them.
    """
    if not domain.held:
        yield frozenset({NONE_OPTION})
    groups = alike(domain, tests)
    for counts in product(*(sizes for _, sizes in groups)):
        chosen = frozenset(
            option for (options, _), count in zip(groups, counts, strict=True) for option in options[:count]
        )
        if chosen:
            yield chosen


def alike(domain: ManyDomain, tests: Sequence[Test]) -> list[tuple[list[str], range]]:
    """The options of a list in groups that no test tells apart, each with how many of them can matter."""
    lists = [test for test in tests if isinstance(test, Includes)]
    groups: dict[tuple[bool, ...], list[str]] = {}
    for option in sorted(domain.options, key=lambda option: option not in domain.held):
        if option != NONE_OPTION:
            groups.setdefault(tuple(option in test.options for test in lists), []).append(option)
    enough = max((test.count for test in lists), default=1)
    alike_options = []
    for named, options in groups.items():
        fewest = len(domain.held.intersection(options))
        most = max(fewest, min(len(options), enough if any(named) else 1))
        alike_options.append((options, range(fewest, most + 1)))
    return alike_options
