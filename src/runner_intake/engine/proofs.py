"""Why a level holds, what sets two ranks apart, and what would put another benefit first. Pure; for
explaining, not for assessing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING

from runner_intake.conditions import (
    ChoiceDomain,
    NumberDomain,
    TooMuchWorkError,
    Value,
    cells,
    nearest_cells,
    truth,
)
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.cuts import tests_by_field
from runner_intake.questionnaire import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from runner_intake.pack import Benefit, Pack, PointRule
    from runner_intake.vocabulary import Level

MOST_CHANGES = 2
"""More changed answers than this are not looked for: what takes three is far from a close call."""


def level_proof(analysis: Analysis, benefit: Benefit) -> tuple[str, ...] | None:
    """A set of answered fields that alone proves a benefit's level, none of which can be left out; None while
    the level is open.

    Answers are left out from the last question to the first as long as the level stays proved, so the
    earliest ones are kept. Where the search runs out of work, some fields of the set could still be left out.
    """
    index = analysis.pack.benefits.index(benefit)
    level = fixed_level(analysis, index)
    if level is None:
        return None
    return _minimal(analysis, lambda reduced: fixed_level(reduced, index) == level)


def top_proof(analysis: Analysis) -> tuple[str, ...] | None:
    """A set of answered fields that alone proves which benefit is first, or that none is; None while that is
    open.
    """
    first = settled_top(analysis)
    return _minimal(analysis, lambda reduced: settled_top(reduced) == first) if first is not None else None


def fixed_level(analysis: Analysis, index: int) -> Level | None:
    """The level that a benefit has in every completion; None where completions differ."""
    if not analysis.guarantees.level_fixed(index):
        return None
    bounds = analysis.bounds
    applies = bounds.applies[index]
    return (
        analysis.pack.level(analysis.pack.benefits[index], bounds.low[index]) if applies else "not_suggested"
    )


def settled_top(analysis: Analysis) -> str | None:
    """The benefit that is first in every completion, "" where none is suggested in any; None while that is
    open.
    """
    if not analysis.guarantees.top:
        return None
    everyone = range(len(analysis.pack.benefits))
    first = (
        analysis.pack.benefits[benefit].id
        for benefit in everyone
        if analysis.guarantees.surely_suggested(benefit)
        and analysis.guarantees.surely_first_of(benefit, everyone)
    )
    return next(first, "")


def _minimal(analysis: Analysis, holds: Callable[[Analysis], bool]) -> tuple[str, ...]:
    kept = dict(analysis.answers.given)
    for name in reversed(list(analysis.pack.questionnaire.fields)):
        if name in kept:
            without = {key: value for key, value in kept.items() if key != name}
            try:
                if holds(_with(analysis, without)):
                    kept = without
            except TooMuchWorkError:
                break
    return tuple(name for name in analysis.pack.questionnaire.fields if name in kept)


def _with(analysis: Analysis, given: Mapping[str, Value]) -> Analysis:
    """The situation after other answers, on the same budget; TooMuchWorkError where none of it is left."""
    work = analysis.answers.work
    work.spend(len(analysis.circuit.nodes))
    return Analysis(normalise(dict(given), analysis.pack.questionnaire, work), analysis.pack)


# --- two ranks ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one rule that holds adds to the lead of the first of two benefits, in points of the common scale
    (per cent of priority).
    """

    rule: PointRule
    lead: float


def contrast(analysis: Analysis, first: Benefit, second: Benefit) -> tuple[Contribution, ...]:
    """The rules that hold for two benefits, by how much each adds to the lead of the first (negative: to the
    second), largest first.
    """
    facts = analysis.answers.facts
    contributions = [
        Contribution(rule, sign * rule.points * benefit.evidence.factor / benefit.max)
        for sign, benefit in ((1, first), (-1, second))
        for rule in benefit.rules
        if truth(rule.when.grounded, facts)
    ]
    return tuple(sorted(contributions, key=lambda own: (-abs(own.lead), own.rule.id)))


# --- what would change it -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """The fewest changed answers that put another benefit first.

    `answers` maps field to the new answer. `close` is True where one answer suffices, and it is a number that
    moves to the neighbouring cell or a choice.
    """

    first: str
    answers: Mapping[str, Value]
    close: bool


def what_would_change(analysis: Analysis, most: int = MOST_CHANGES) -> Counterfactual | None:
    """The fewest changed answers (at most `most`) that put another benefit first, or None.

    Safety answers and age stay as they are, and so do numbers that only count through a ratio. Exact: a set
    of fields is passed over only if the first benefit stays the same however they are answered. None also
    where the search takes more work than the answers have left.
    """
    first = settled_top(analysis)
    if first is None:
        return None
    names = _changeable(analysis)
    try:
        for count in range(1, most + 1):
            changes = [
                change
                for chosen in combinations(names, count)
                for change in _changes(analysis, first, chosen)
            ]
            if changes:
                return min(
                    changes,
                    key=lambda change: (
                        not change.close,
                        _distance(analysis, change),
                        sorted(change.answers),
                    ),
                )
    except TooMuchWorkError:
        pass
    return None


def _changeable(analysis: Analysis) -> tuple[str, ...]:
    """The answered fields that scores look at, without safety answers and age."""
    questionnaire = analysis.pack.questionnaire
    scored = analysis.circuit.cells
    known, frozen = analysis.answers.known, questionnaire.safety_fields
    return tuple(
        name for name in questionnaire.fields if name in scored and name in known and name not in frozen
    )


def _changes(analysis: Analysis, first: str, names: tuple[str, ...]) -> Iterator[Counterfactual]:
    free = {name: value for name, value in analysis.answers.given.items() if name not in names}
    if settled_top(_with(analysis, free)) == first:
        return
    options = [_alternatives(analysis, name) for name in names]
    for values in product(*options):
        changed = _with(analysis, {**free, **dict(zip(names, values, strict=True))})
        other = settled_top(changed)
        if other and other != first and all(name in changed.answers.certain for name in names):
            yield Counterfactual(
                other,
                dict(zip(names, values, strict=True)),
                close=len(names) == 1 and _is_one_step(analysis, names[0], values[0]),
            )


def _alternatives(analysis: Analysis, name: str) -> tuple[Value, ...]:
    """One answer from every other cell; a number stays as near to the given one as the cell allows."""
    domain, known = analysis.answers.domains[name], analysis.answers.known[name]
    tests = tests_by_field(analysis.pack)[name]
    samples: Iterable[Value]
    if isinstance(domain, NumberDomain) and isinstance(known, int | float):
        samples = nearest_cells(domain, tests, known)
    else:
        samples = domain.options if isinstance(domain, ChoiceDomain) else cells(domain, tests)
    return tuple(value for value in samples if not _same_cell(analysis.pack, name, value, known))


def _same_cell(pack: Pack, name: str, one: Value, other: Value) -> bool:
    return one == other or all(
        test.holds_for(one) == test.holds_for(other) for test in tests_by_field(pack)[name]
    )


def _is_one_step(analysis: Analysis, name: str, value: Value) -> bool:
    """Whether a number moves to the neighbouring cell, or a choice to any other option; a list of signs is
    more than a step.
    """
    domain = analysis.answers.domains[name]
    if not isinstance(domain, NumberDomain):
        return isinstance(domain, ChoiceDomain)
    samples = cells(domain, tests_by_field(analysis.pack)[name])
    before, after = (
        next(index for index, sample in enumerate(samples) if _same_cell(analysis.pack, name, sample, number))
        for number in (analysis.answers.known[name], value)
    )
    return abs(after - before) == 1


def _distance(analysis: Analysis, change: Counterfactual) -> float:
    """How far numbers move, as a share of their range; a changed choice counts as far, a changed list as
    farther.
    """
    total = 0.0
    for name, value in change.answers.items():
        domain, known = analysis.answers.domains[name], analysis.answers.known[name]
        if (
            isinstance(domain, NumberDomain)
            and isinstance(value, int | float)
            and isinstance(known, int | float)
        ):
            total += abs(value - known) / (domain.maximum - domain.minimum)
        else:
            total += 1 if isinstance(domain, ChoiceDomain) else 2
    return total
