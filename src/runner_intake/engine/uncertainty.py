"""How far an answer would bring the open facts towards proof, on average; a question is chosen by it.

Every open order, level and condition is a burden between 0 and 1, by how far it is from proof: 1 for an order
or level as things stand, 0 for what is decided. Only what an answer touches is looked at again. Exact: whole
numbers and fractions, so that questions that gain the same are alike. Knows no order of asking.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from runner_intake.conditions import ALWAYS, Condition, Facts, Value, cells, fields_left, many_cells, residual
from runner_intake.engine.cuts import tests_by_field
from runner_intake.engine.open_facts import OpenFacts
from runner_intake.engine.touched import Gains, OpenQuantities

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runner_intake.engine.analysis import Analysis
    from runner_intake.questionnaire import Question
    from runner_intake.vocabulary import Fact

MOST_CELLS = 5_000
"""A list that the rules cut into more cells than this counts as if it told nothing, so it is asked late."""


class Uncertainty:
    """The burden of some facts, and what an answer to a question would take away of it."""

    def __init__(self, analysis: Analysis, facts: Sequence[Fact]) -> None:
        self.analysis = analysis
        open_facts = OpenFacts(analysis)
        quantities = OpenQuantities(analysis, {fact: open_facts.quantities(fact) for fact in facts})
        self.gains = Gains(quantities)
        conditions = [
            condition
            for fact in facts
            if fact != "leading_steps"
            for condition in open_facts.conditions(fact).values()
        ]
        self.conditions = _each_once([_Open.of(condition, analysis) for condition in conditions])
        self.leading: list[_Leading] = []
        if "leading_steps" in facts:
            self.conditions += [_Open.of(condition, analysis) for condition in analysis.open_special.values()]
            self.leading = _leading(analysis)

    def gain(self, question: Question) -> Fraction:
        """How much of the burden an answer takes away, on average over the cells of its answers."""
        answers = list(self._cells(question))
        return (self._of_conditions(question, answers) + self.gains.of(answers)) / len(answers)

    def _of_conditions(self, question: Question, answers: Sequence[dict[str, Value]]) -> Fraction:
        """What answers to a question take away of the burden of the open conditions, added up.

        A condition is less of a burden the fewer fields it still looks at: none where it is decided, always
        below 1.
        """
        names = frozenset(question.names)
        conditions = [condition for condition in self.conditions if not condition.looks_at.isdisjoint(names)]
        lifting = any(not condition.looks_at.isdisjoint(names) for condition in self._lifting)
        if not conditions and not lifting:
            return Fraction(0)
        facts = self.analysis.answers.facts
        taken: dict[int, int] = defaultdict(int)  # by how many fields: of how many conditions
        for count in self._counts(conditions, frozenset(), facts, lifting=lifting):
            taken[count] += len(answers)
        for values in answers:
            for count in self._counts(conditions, names, self._facts_with(values), lifting=lifting):
                taken[count] -= 1
        common = math.lcm(*(count + 1 for count in taken))
        return Fraction(
            sum(times * count * (common // (count + 1)) for count, times in taken.items()), common
        )

    def _counts(
        self, conditions: Sequence[_Open], names: frozenset[str], facts: Facts, *, lifting: bool
    ) -> Iterator[int]:
        """How many fields some conditions, and the rules that may lift a step, look at once `names` are
        answered.
        """
        yield from (condition.count(names, facts) for condition in conditions)
        if lifting:
            yield from self._of_leading(names, facts)

    def _facts_with(self, values: dict[str, Value]) -> Facts:
        """What is known once some answers are given, too."""
        facts = self.analysis.answers.facts
        known = {**facts.known, **values}
        return Facts(known, facts.given, facts.domains, facts.work, facts.tried, facts.memory, facts.narrowed)

    @cached_property
    def _lifting(self) -> list[_Open]:
        """The open rules that may lift a step."""
        return [rule for step in self.leading for _, rule in step.rules]

    def _of_leading(self, names: frozenset[str], facts: Facts) -> Iterator[int]:
        """The open rules that could still lift a step to the first two, once the answers have made others
        certain: how many fields each still looks at.
        """
        certain: list[int] = []
        rivals: list[tuple[int, _Open]] = []
        for step in self.leading:
            now_certain = [priority for priority, rule in step.rules if rule.is_certain(names, facts)]
            sure = max(step.sure, *now_certain) if now_certain else step.sure
            if sure >= 0:
                certain.append(sure)
            rivals += [(priority, rule) for priority, rule in step.rules if priority > sure]
        second = sorted(certain, reverse=True)[1] if len(certain) > 1 else 0
        return (rule.count(names, facts) for priority, rule in rivals if priority >= second)

    def _cells(self, question: Question) -> Iterator[dict[str, Value]]:
        """One answer from every cell of a question; a page gives the cells of its unknown numbers and
        ratios.
        """
        known = self.analysis.answers.known
        tests = tests_by_field(self.analysis.pack)
        names = [name for name in question.names if name in tests and name not in known]
        domains = self.analysis.answers.domains
        few = [name for name in names if not many_cells(domains[name], tests[name], MOST_CELLS)]
        for values in product(*(cells(domains[name], tests[name]) for name in few)):
            yield dict(zip(few, values, strict=True))


@dataclass(frozen=True, slots=True)
class _Open:
    """A condition that is open as things stand, and the fields it still looks at."""

    condition: Condition
    looks_at: frozenset[str]

    @classmethod
    def of(cls, condition: Condition, analysis: Analysis) -> _Open:
        return cls(condition, fields_left(condition, analysis.answers.facts))

    def count(self, names: frozenset[str], facts: Facts) -> int:
        """How many fields it looks at once `names` are answered as `facts` say; 0 where it is decided."""
        if self.looks_at.isdisjoint(names):
            return len(self.looks_at)
        return len(fields_left(self.condition, facts))

    def is_certain(self, names: frozenset[str], facts: Facts) -> bool:
        """Whether nothing is left of it then, and it is true."""
        return not self.looks_at.isdisjoint(names) and residual(self.condition, facts) is ALWAYS


def _each_once(conditions: Iterable[_Open]) -> list[_Open]:
    """Open conditions, of equal ones the first. Only those that look at the same fields are compared: it
    takes long to compare, or to hash, a whole condition.
    """
    kept: dict[frozenset[str], list[_Open]] = defaultdict(list)
    for condition in conditions:
        if condition not in kept[condition.looks_at]:
            kept[condition.looks_at].append(condition)
    return [condition for alike in kept.values() for condition in alike]


@dataclass(frozen=True, slots=True)
class _Leading:
    """A step that may be due: its certain priority (-1 where it has none) and its open rules, each with its
    priority.
    """

    sure: int
    rules: tuple[tuple[int, _Open], ...]


def _leading(analysis: Analysis) -> list[_Leading]:
    """The steps that may be due."""
    return [
        _Leading(
            state.sure_priority,
            tuple((rule.priority, _Open.of(rule.when.grounded, analysis)) for rule in state.lifting),
        )
        for state in analysis.steps_ahead
        if state.due is not False
    ]
