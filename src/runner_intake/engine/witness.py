"""Two ways to answer what is open under which a fact comes out differently: the proof that it is open.

Scores: among the completions that take each order and each score to its extreme, two always disagree on an
open fact. (If all of them had the same benefit first, it would be first even where its lead is smallest and
suggested even where its score is lowest, so it would be settled.) Safety rules and first steps: a completion
in which a rule holds, and one in which it does not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING

from runner_intake.circuit import Branch, ComponentState, Evaluation, Sum
from runner_intake.conditions import (
    ChoiceDomain,
    Condition,
    ManyDomain,
    NumberDomain,
    Test,
    TooMuchWorkError,
    Value,
    cells,
    exact,
    in_one_cell,
    negate,
    truth,
)
from runner_intake.conditions.solve import solve
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.cuts import tests_by_field
from runner_intake.engine.open_facts import OpenFacts
from runner_intake.questionnaire import normalise
from runner_intake.vocabulary import Fact

if TYPE_CHECKING:
    from runner_intake.questionnaire import Derived

Tests = Mapping[str, tuple[Test, ...]]
"""The tests that cut each field into cells."""

_MOST_STEPS = 3000
"""Into how many steps at most a number is cut to find two with a given ratio."""
_LOWEST = 400
"""How many of the lowest of these, from 0 up, are tried."""
_APART = 40
"""Of the others every fortieth is tried."""

Completion = Mapping[str, Value]
"""Answers to open fields; a question that stays out does not matter to the fact."""


def witnesses(analysis: Analysis, fact: Fact) -> tuple[Completion, Completion] | None:
    """Two completions under which an open fact differs; None where it is settled.

    None too where only relaxed bounds leave it open, where it hangs on whether the questions about needles
    will count, and where looking for them takes more work than the answers have left.
    """
    try:
        conditions = OpenFacts(analysis).conditions(fact)
        condition = next(
            (
                condition
                for condition in conditions.values()
                if truth(condition, analysis.answers.facts) is None
            ),
            None,
        )
        if condition is not None:
            return _deciding(condition, analysis)
        return _differing(fact, analysis) if OpenFacts(analysis).quantities(fact) else None
    except TooMuchWorkError:
        return None


def _deciding(condition: Condition, analysis: Analysis) -> tuple[Completion, Completion] | None:
    """A completion in which a condition holds, and one in which it does not."""
    holding, failing = (solve(wanted, analysis.answers.facts) for wanted in (condition, negate(condition)))
    if holding is None or failing is None:  # it only seemed open, because its truth was given up
        return None
    return raw_answers(holding, analysis), raw_answers(failing, analysis)


def _differing(fact: Fact, analysis: Analysis) -> tuple[Completion, Completion] | None:
    """Two of the completions at the extremes that disagree on a fact about scores."""
    completions: dict[object, Completion] = {}
    for completion in _extremes(analysis):
        analysis.answers.work.spend(len(analysis.circuit.nodes))
        completions.setdefault(_value(fact, completed(completion, analysis)), completion)
        if len(completions) > 1:
            one, other = completions.values()
            return one, other
    return None


# --- scores -------------------------------------------------------------------------------------------------


def _extremes(analysis: Analysis) -> Iterator[Completion]:
    """The completions that take each quantity of the vector to its minimum."""
    for quantity in range(len(analysis.evaluation.root)):
        yield raw_answers(extreme_answers(analysis.evaluation, quantity), analysis)


def extreme_answers(evaluation: Evaluation, quantity: int) -> dict[str, Value]:
    """The cells that make a quantity minimal, as answers; fields it does not look at are left out."""
    circuit = evaluation.circuit
    chosen: dict[str, Value] = {}
    for number, component in enumerate(circuit.components):
        lane, state = component.lanes.get(quantity), evaluation.states[number]
        waiting = [component.root]
        while waiting:
            node = circuit.nodes[waiting.pop()]
            if isinstance(node, Sum):
                waiting.extend(node.parts)
                continue
            cell = _lowest_cell(state, node, lane)
            chosen[node.field] = circuit.cells[node.field].samples[cell]
            waiting.append(node.children[cell])
    return chosen


def _lowest_cell(state: ComponentState, node: Branch, lane: int | None) -> int:
    """The allowed cell with the lowest amount; the first one where all are alike."""
    cells = state.allowed[node.field]
    if lane is None:
        return cells[0]
    return min(cells, key=lambda cell: state.component.packing.amount(state.at(node.children[cell]), lane))


def completed(completion: Completion, analysis: Analysis) -> Analysis:
    """The situation after a completion, with every field that is still open answered somehow."""
    given, work = {**analysis.answers.given, **completion}, analysis.answers.work
    for name in analysis.pack.questionnaire.fields:
        answers = normalise(given, analysis.pack.questionnaire, work, ticked=analysis.answers.ticked)
        if name in analysis.circuit.cells and name in answers.open and answers.applicable.get(name, True):
            given[name] = cells(answers.domains[name], analysis.circuit.cells[name].tests)[0]
    return Analysis(
        normalise(given, analysis.pack.questionnaire, work, ticked=analysis.answers.ticked), analysis.pack
    )


def _value(fact: Fact, analysis: Analysis) -> object:
    """What a fact is on complete answers."""
    bounds, benefits = analysis.bounds, analysis.pack.benefits

    def in_order(some: list[int]) -> tuple[int, ...]:
        def before(index: int) -> int:
            return sum(bounds.surely_before(other, index) for other in some if other != index)

        return tuple(sorted(some, key=before))

    everyone = range(len(benefits))
    shown = in_order([index for index in everyone if analysis.guarantees.surely_shown(index)])
    applying = [index for index in everyone if bounds.applies[index]]
    levels = {index: analysis.pack.level(benefits[index], bounds.low[index]) for index in applying}
    match fact:
        case "top":
            return shown[:1]
        case "list":
            return shown
        case "levels":
            return shown, tuple(levels.items())
        case _:
            return shown, tuple(levels.items()), in_order(applying)


# --- answers that can be given ------------------------------------------------------------------------------


def raw_answers(chosen: Mapping[str, Value], analysis: Analysis, tests: Tests | None = None) -> Completion:
    """Chosen cells as answers to open fields: known ones are left out, ratios become two numbers of their
    page.
    """
    questionnaire, known = analysis.pack.questionnaire, analysis.answers.known
    cuts = tests_by_field(analysis.pack) if tests is None else tests
    answers: dict[str, Value] = {}
    for name, value in chosen.items():
        if name in known:
            continue
        if name in questionnaire.derived:
            answers.update(_numbers_for(questionnaire.derived[name], value, analysis, cuts.get(name, ())))
        else:
            answers[name] = _possible(name, value, analysis)
    for field in questionnaire.choices_among_picked:
        if field.options_from in answers and field.id in answers:
            ticked = analysis.answers.ticked.get(field.options_from, frozenset())
            answers[field.options_from] = ticked | {
                str(answers[field.id])
            }  # the site that bothers most is one of the sites
    return {name: answers[name] for name in questionnaire.fields if name in answers}


def _possible(name: str, value: Value, analysis: Analysis) -> Value:
    """The value, or another of its cell where other answers have narrowed the choice or some options of a
    list are known.
    """
    domain, cells_of = analysis.answers.domains[name], analysis.circuit.cells.get(name)
    if (
        cells_of is None
        or not isinstance(domain, ChoiceDomain | ManyDomain)
        or (isinstance(domain, ManyDomain) and not domain.held)
    ):
        return value
    if value in domain.options or (
        isinstance(value, frozenset) and isinstance(domain, ManyDomain) and domain.held <= value
    ):
        return value
    return next(
        option for option in cells(domain, cells_of.tests) if cells_of.of(option) == cells_of.of(value)
    )


def _numbers_for(
    derived: Derived, ratio: Value, analysis: Analysis, tests: tuple[Test, ...]
) -> dict[str, Value]:
    """Two numbers of a page whose ratio falls into the same cell; a number that is known stays."""
    known, domains = analysis.answers.known, analysis.answers.domains
    for divisor, dividend in product(
        _grid(derived.divisor, known, domains), _grid(derived.dividend, known, domains)
    ):
        if in_one_cell(derived.ratio(dividend, divisor), ratio, tests):
            numbers = {derived.divisor: divisor, derived.dividend: dividend}
            return {name: number for name, number in numbers.items() if name not in known}
    return {}


def _grid(name: str, known: Mapping[str, Value], domains: Mapping[str, object]) -> list[int | float]:
    """The known number, or some of its domain: the lowest ones make every simple ratio between a tenth and
    ten where the range begins at 0, the others come near to one with a known number that is high.
    """
    if name in known:
        value = known[name]
        assert isinstance(value, int | float)
        return [value]
    domain = domains[name]
    assert isinstance(domain, NumberDomain)
    lowest, highest = (exact(bound) / exact(domain.step) for bound in (domain.minimum, domain.maximum))
    steps = range(max(math.ceil(lowest), 0), math.floor(highest) + 1)
    tried = steps[:: math.ceil((highest - lowest) / _MOST_STEPS)]  # a finer step adds no ratio
    return [domain.at(count) for count in (*tried[:_LOWEST], *tried[_LOWEST::_APART])]
