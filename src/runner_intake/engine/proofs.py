"""Why a level holds, what sets two ranks apart, and what would put another benefit first. Pure; for explaining, not for assessing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING

from runner_intake.conditions import ChoiceDomain, NumberDomain, TooMuchWorkError, Value, cells, truth
from runner_intake.engine.cuts import cutting_tests
from runner_intake.engine.situation import Situation
from runner_intake.questionnaire import settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from runner_intake.pack import Benefit, Pack, PointRule
    from runner_intake.vocabulary import Level

MOST_CHANGES = 2
"""More changed answers than this are not looked for: what takes three is far from a close call."""


def level_proof(situation: Situation, benefit: Benefit) -> tuple[str, ...] | None:
    """A set of answered fields that alone proves a benefit's level, none of which can be left out; None while the level is open.

    Answers are left out from the last question to the first as long as the level stays proved, so the earliest ones are kept. Where the
    search runs out of work, some fields of the set could still be left out.
    """
    place = situation.pack.benefits.index(benefit)
    level = fixed_level(situation, place)
    if level is None:
        return None
    return _minimal(situation, lambda reduced: fixed_level(reduced, place) == level)


def top_proof(situation: Situation) -> tuple[str, ...] | None:
    """A set of answered fields that alone proves which benefit is first, or that none is; None while that is open."""
    first = settled_top(situation)
    return _minimal(situation, lambda reduced: settled_top(reduced) == first) if first is not None else None


def fixed_level(situation: Situation, place: int) -> Level | None:
    """The level that a benefit has in every completion; None where completions differ."""
    if not situation.claims.level_fixed(place):
        return None
    bounds = situation.bounds
    applies = bounds.applies[place]
    return situation.pack.level(situation.pack.benefits[place], bounds.low[place]) if applies else "not_suggested"


def settled_top(situation: Situation) -> str | None:
    """The benefit that is first in every completion, "" where none is suggested in any; None while that is open."""
    if not situation.claims.top:
        return None
    everyone = range(len(situation.pack.benefits))
    first = (
        situation.pack.benefits[each].id
        for each in everyone
        if situation.claims.surely_suggested(each) and situation.claims.surely_first_of(each, everyone)
    )
    return next(first, "")


def _minimal(situation: Situation, holds: Callable[[Situation], bool]) -> tuple[str, ...]:
    kept = dict(situation.answers.given)
    for name in reversed(list(situation.pack.questionnaire.fields)):
        if name in kept:
            without = {key: value for key, value in kept.items() if key != name}
            try:
                if holds(_with(situation, without)):
                    kept = without
            except TooMuchWorkError:
                break
    return tuple(name for name in situation.pack.questionnaire.fields if name in kept)


def _with(situation: Situation, given: Mapping[str, Value]) -> Situation:
    """The situation after other answers, on the same budget; TooMuchWorkError where none of it is left."""
    work = situation.answers.work
    work.spend(len(situation.circuit.nodes))
    return Situation(settle(dict(given), situation.pack.questionnaire, work), situation.pack)


# --- two ranks --------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one rule that holds adds to the lead of the first of two benefits, in points of the common scale (per cent of priority)."""

    rule: PointRule
    lead: float


def contrast(situation: Situation, first: Benefit, second: Benefit) -> tuple[Contribution, ...]:
    """The rules that hold for two benefits, by how much each adds to the lead of the first (negative: to the second), largest first."""
    facts = situation.answers.facts
    found = [
        Contribution(rule, sign * rule.points * benefit.evidence.factor / benefit.max)
        for sign, benefit in ((1, first), (-1, second))
        for rule in benefit.rules
        if truth(rule.when.grounded, facts)
    ]
    return tuple(sorted(found, key=lambda each: (-abs(each.lead), each.rule.id)))


# --- what would change it ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """The fewest changed answers that put another benefit first.

    `answers` maps field to the new answer. `close` is True where one answer suffices, and it is a number that moves to the neighbouring
    cell or a choice.
    """

    first: str
    answers: Mapping[str, Value]
    close: bool


def what_would_change(situation: Situation, most: int = MOST_CHANGES) -> Change | None:
    """The fewest changed answers (at most `most`) that put another benefit first, or None.

    Safety answers and age stay as they are, and so do numbers that only count through a ratio. Exact: a set of fields is passed over
    only if the first benefit stays the same however they are answered. None also where the search takes more work than the answers have left.
    """
    first = settled_top(situation)
    if first is None:
        return None
    names = _changeable(situation)
    try:
        for count in range(1, most + 1):
            found = [change for chosen in combinations(names, count) for change in _changes(situation, first, chosen)]
            if found:
                return min(found, key=lambda change: (not change.close, _distance(situation, change), sorted(change.answers)))
    except TooMuchWorkError:
        pass
    return None


def _changeable(situation: Situation) -> tuple[str, ...]:
    """The answered fields that scores look at, without safety answers and age."""
    questionnaire = situation.pack.questionnaire
    scored = situation.circuit.cells
    known, frozen = situation.answers.known, questionnaire.safety_fields
    return tuple(name for name in questionnaire.fields if name in scored and name in known and name not in frozen)


def _changes(situation: Situation, first: str, names: tuple[str, ...]) -> Iterator[Change]:
    free = {name: value for name, value in situation.answers.given.items() if name not in names}
    if settled_top(_with(situation, free)) == first:
        return
    options = [_alternatives(situation, name) for name in names]
    for values in product(*options):
        changed = _with(situation, {**free, **dict(zip(names, values, strict=True))})
        other = settled_top(changed)
        if other and other != first and all(name in changed.answers.certain for name in names):
            yield Change(other, dict(zip(names, values, strict=True)), close=len(names) == 1 and _is_one_step(situation, names[0], values[0]))


def _alternatives(situation: Situation, name: str) -> tuple[Value, ...]:
    """One answer from every other cell; a number stays as near to the given one as the cell allows."""
    domain, known = situation.answers.domains[name], situation.answers.known[name]
    samples = domain.options if isinstance(domain, ChoiceDomain) else cells(domain, cutting_tests(situation.pack)[name])
    return tuple(value for value in samples if not _same_cell(situation.pack, name, value, known))


def _same_cell(pack: Pack, name: str, one: Value, other: Value) -> bool:
    return one == other or all(test.holds_for(one) == test.holds_for(other) for test in cutting_tests(pack)[name])


def _is_one_step(situation: Situation, name: str, value: Value) -> bool:
    """Whether a number moves to the neighbouring cell, or a choice to any other option; a list of signs is more than a step."""
    domain = situation.answers.domains[name]
    if not isinstance(domain, NumberDomain):
        return isinstance(domain, ChoiceDomain)
    samples = cells(domain, cutting_tests(situation.pack)[name])
    known = situation.answers.known[name]
    here = next(number for number, sample in enumerate(samples) if _same_cell(situation.pack, name, sample, known))
    return abs(samples.index(value) - here) == 1


def _distance(situation: Situation, change: Change) -> float:
    """How far numbers move, as a share of their range; a changed choice counts as far, a changed list as farther."""
    total = 0.0
    for name, value in change.answers.items():
        domain, known = situation.answers.domains[name], situation.answers.known[name]
        if isinstance(domain, NumberDomain) and isinstance(value, int | float) and isinstance(known, int | float):
            total += abs(value - known) / (domain.maximum - domain.minimum)
        else:
            total += 1 if isinstance(domain, ChoiceDomain) else 2
    return total
