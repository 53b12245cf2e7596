"""Answers that make a grounded condition true, or the proof that there are none. Exact over the cells of its
fields, within a budget: what would take more steps raises TooMuchWorkError, and the caller says "not
checked".

A grounded condition holds no negation but inside its tests, so more tests that are true never make it false.
Whether it can be true is therefore decided on the best cells alone: those of which no other cell of the field
makes the same tests true and more. Answers are then chosen in the order of the cells, simple ones first, and
a cell with which the condition can no longer be true is never entered.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import TypeVar

from runner_intake.conditions.cells import alike, cells
from runner_intake.conditions.domains import Domain, ManyDomain, Value
from runner_intake.conditions.independent import independent_groups
from runner_intake.conditions.nodes import (
    ALWAYS,
    All,
    AnyOf,
    AtLeast,
    Condition,
    Includes,
    Test,
    atoms,
    fields_used,
    negate,
    tests_of,
)
from runner_intake.conditions.simplified import conjunction
from runner_intake.conditions.truth import Facts, holds, residual
from runner_intake.conditions.work import EACH, WORK, TooMuchWorkError, Work
from runner_intake.vocabulary import NONE_OPTION

MOST_SORTED = 4_096
"""Selections of a list that are put in order, small ones first."""
MOST_COMPARED = 256
"""Selections of a list of which the best are picked out."""

CHECKING = 10 * WORK
"""Steps for all questions to one solver together. What is asked after that is too large."""
QUESTION = WORK // 2
"""Steps for one of them, so that one condition that is too large leaves enough for the others."""

Solution = dict[str, Value]
"""Answers that make a condition true, whatever else is answered."""
Tests = dict[str, tuple[Test, ...]]
T = TypeVar("T")


def solve(condition: Condition, facts: Facts) -> Solution | None:
    """Answers to open fields that surely make a grounded condition true, or None where no answers do."""
    work = facts.work or Work(each=EACH)
    return Search(facts.domains.__getitem__, work).satisfy(residual(condition, facts))


@dataclass(slots=True)
class Search:
    """One search on a budget. Of the answers, those to the fields in `first` are chosen first; `backwards`
    tries their cells in the other order.
    """

    domain_of: Callable[[str], Domain]
    work: Work = field(default_factory=Work)
    first: frozenset[str] = frozenset()
    backwards: bool = False
    decided: dict[Condition, bool] = field(default_factory=dict)

    def satisfy(self, rest: Condition) -> Solution | None:
        """Answers that surely make a condition true, or None where no answers do."""
        match rest:
            case All(()):
                return {}
            case AnyOf(parts):
                return next((self.satisfy(part) for part in parts if self.possible(part)), None)
            case All(parts) if len(groups := _apart(parts)) > 1:
                return self._all_of(groups)
        if not self.possible(rest):
            return None
        tests = tests_of((rest,))
        name = self._joining(rest, tests, self.first)
        values: Iterable[Value] = _in_order(self.domain_of(name), tests[name])
        for value in reversed(list(values)) if self.backwards else values:
            then = self._with({name: value}, rest)
            if self.possible(then) and (answers := self.satisfy(then)) is not None:
                return {name: value, **answers}
        return None

    def _all_of(self, groups: list[Condition]) -> Solution | None:
        """Answers to parts without a common field, each on its own."""
        together: Solution = {}
        if not all(map(self.possible, groups)):
            return None
        for group in groups:
            answers = self.satisfy(group)
            if answers is None:
                return None
            together |= answers
        return together

    def possible(self, rest: Condition) -> bool:
        """Whether some answers make a condition true."""
        match rest:
            case All(()):
                return True
            case AnyOf(parts):
                return any(map(self.possible, parts))
            case All(parts) if len(groups := _apart(parts)) > 1:
                return all(map(self.possible, groups))
        known = self.decided.get(rest)
        if known is None:
            known = self.decided[rest] = self._decided(rest)
        return known

    def _decided(self, rest: Condition) -> bool:
        """The same of a condition whose parts share fields: what is sure at once, then cell by cell."""
        tests, best = tests_of((rest,)), dict[str, tuple[Value, ...]]()
        due = {part for part in (rest.parts if isinstance(rest, All) else (rest,)) if isinstance(part, Test)}
        for name, own in tests.items():
            values = _best(self.domain_of(name), own, tuple(test for test in own if test in due))
            if values == ():
                return False
            if values is not None:
                best[name] = values
        sure = {name: values[0] for name, values in best.items() if len(values) == 1}
        if sure:
            return self.possible(self._with(sure, rest))
        name = self._joining(rest, tests)
        cells_of = best[name] if name in best else _in_order(self.domain_of(name), tests[name])
        return any(self.possible(self._with({name: value}, rest)) for value in cells_of)

    def _with(self, answers: Solution, rest: Condition) -> Condition:
        self.work.spend(sum(1 for _ in atoms(rest)))
        return residual(rest, Facts(answers, {}, {}))

    def _joining(self, rest: Condition, tests: Tests, first: frozenset[str] = frozenset()) -> str:
        """The field to try next: the one that joins most parts, so that they soon fall apart; of those the
        one with the fewest cells.
        """
        parts = rest.parts if isinstance(rest, All | AnyOf | AtLeast) else (rest,)
        joins = Counter(name for part in parts for name in fields_used(part))
        return min(
            joins,
            key=lambda name: (
                name not in first,
                -joins[name],
                _size(self.domain_of(name), tests[name]),
                name,
            ),
        )


@dataclass(slots=True)
class Solver:
    """Questions about the grounded conditions over some fields, each answered once. One that takes more steps
    than are `left` raises TooMuchWorkError.
    """

    domains: Mapping[str, Domain]
    left: int = CHECKING
    known: dict[Condition, Solution | None] = field(default_factory=dict)
    decided: dict[Condition, bool] = field(default_factory=dict)

    def satisfy(self, condition: Condition) -> Solution | None:
        """Answers that surely make a condition true, or None where no answers do."""
        if condition not in self.known:
            self.known[condition] = self._asked(condition, Search.satisfy)
        return self.known[condition]

    def possible(self, condition: Condition) -> bool:
        """Whether some answers make a condition true."""
        return self._asked(condition, Search.possible)

    def implies(self, a: Condition, b: Condition) -> bool:
        """Whether every answer that makes `a` true makes `b` true."""
        opposite = negate(b)
        example = self.known.get(a)
        if example is not None and holds(opposite, example, {}):
            return False  # open answers can only make more tests true, and that never makes it false
        cases = a.parts if isinstance(a, AnyOf) else (a,)  # each alone looks at fewer fields
        return not any(self.possible(conjunction((case, opposite))) for case in cases)

    def same(self, a: Condition, b: Condition) -> bool:
        """Whether no answers tell the two apart."""
        return self.implies(a, b) and self.implies(b, a)

    def _asked(self, condition: Condition, question: Callable[[Search, Condition], T]) -> T:
        if self.left <= 0:
            raise TooMuchWorkError
        work = Work(min(self.left, QUESTION))
        before = work.left
        try:
            search = Search(self.domains.__getitem__, work, decided=self.decided)
            return question(search, condition)
        finally:
            self.left -= before - work.left


def _apart(parts: tuple[Condition, ...]) -> list[Condition]:
    """Parts in groups without a common field, the smallest first, because it may settle the matter."""
    groups = independent_groups(parts, fields_used)
    if len(groups) == 1:
        return [ALWAYS]
    return sorted(map(conjunction, groups), key=lambda group: len(fields_used(group)))


@lru_cache(maxsize=4096)
def _size(domain: Domain, tests: tuple[Test, ...]) -> int:
    """About how many cells some tests make of a field."""
    if isinstance(domain, ManyDomain):
        return math.prod(len(sizes) for _, sizes in alike(domain, tests))
    return len(tests) + 1


@lru_cache(maxsize=4096)
def _best(domain: Domain, tests: tuple[Test, ...], due: tuple[Test, ...]) -> tuple[Value, ...] | None:
    """One answer from every best cell: the tests that are due are true, and in no other cell are the same
    tests true and more. None where a list has too many cells to compare them.
    """
    values: Iterable[Value]
    if isinstance(domain, ManyDomain):
        groups = [(options, _worthwhile(options, sizes, tests)) for options, sizes in alike(domain, tests)]
        if math.prod(len(sizes) for _, sizes in groups) > MOST_COMPARED:
            return None
        values = _selections(domain, groups)
    else:
        values = cells(domain, tests)
    samples: dict[int, Value] = {}
    for value in values:
        if all(test.holds_for(value) for test in due):
            samples.setdefault(sum(test.holds_for(value) << index for index, test in enumerate(tests)), value)
    return tuple(
        value for true, value in samples.items() if not any(true | more == more != true for more in samples)
    )


def _worthwhile(options: list[str], sizes: range, tests: tuple[Test, ...]) -> range:
    """How many of some options that no test tells apart can make a cell the best: all that matter where every
    test of them asks for more, as few as possible where every one asks for less.
    """
    lists = [test for test in tests if isinstance(test, Includes)]
    if any(test.negated and NONE_OPTION in test.options for test in lists):
        return sizes  # to tick anything at all may be what is asked for
    negated = {test.negated for test in lists if options[0] in test.options}
    if negated == {False}:
        return sizes[-1:]
    return sizes if negated == {True, False} else sizes[:1]


def _in_order(domain: Domain, tests: tuple[Test, ...]) -> Iterable[Value]:
    """One answer from every cell; of a list small selections first, because all together may be very many."""
    return (
        _selections(domain, alike(domain, tests)) if isinstance(domain, ManyDomain) else cells(domain, tests)
    )


def _selections(domain: ManyDomain, groups: list[tuple[list[str], range]]) -> Iterator[Value]:
    """`none`, and every mix of as many options of each group as may be; small ones first where they can all
    be put in order.
    """
    if not domain.held:
        yield frozenset({NONE_OPTION})
    counts: Iterable[tuple[int, ...]] = product(*(sizes for _, sizes in groups))
    if math.prod(len(sizes) for _, sizes in groups) <= MOST_SORTED:
        counts = sorted(counts, key=sum)
    for chosen in counts:
        selection = frozenset(
            option for (options, _), count in zip(groups, chosen, strict=True) for option in options[:count]
        )
        if selection:
            yield selection
