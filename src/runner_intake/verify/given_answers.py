"""Every combination of answers as given, before gates, that a rule can tell apart: what findings about such
rules are tried on.

Numbers come from both ends of every interval that thresholds cut, so one comparison of two numbers is decided
by them too; every option of a choice is taken; of lists, a selection from every cell, with and without each
option. `exhaustive` says where that is known to be all there is.
"""

from __future__ import annotations

import math
from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

from runner_intake.conditions import (
    NONE_OPTION,
    AsGiven,
    ChoiceDomain,
    Includes,
    ManyDomain,
    NumberDomain,
    OneOf,
    Relation,
    Within,
    atoms,
    cells,
    exact,
    fields_used,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.conditions import Condition, Value
    from runner_intake.pack import Pack


def combinations_as_given(condition: Condition, pack: Pack) -> Iterator[dict[str, Value]]:
    """Answers to the fields of a grounded condition: every mix of values that its tests can tell apart, and
    each left out.
    """
    asked = {field for name in fields_used(condition) for field in pack.questionnaire.inputs(name)}
    names = [name for name in pack.questionnaire.fields if name in asked]
    values = [[None, *_values(name, condition, pack)] for name in names]
    for chosen in product(*values):
        yield {name: value for name, value in zip(names, chosen, strict=True) if value is not None}


def exhaustive(condition: Condition, pack: Pack) -> bool:
    """Whether the combinations are known to hold one of each kind: no ratio, and at most one comparison for
    each field.
    """
    compared = Counter(
        name for comparison in {_compared(atom) for atom in atoms(condition)} for name in comparison[0]
    )
    return max(compared.values(), default=0) <= 1 and fields_used(condition).isdisjoint(
        pack.questionnaire.derived
    )


def _compared(atom: object) -> tuple[tuple[str, ...], object]:
    """The fields that a test compares, with each other or with a whole list, and with what; its opposite is
    the same comparison.
    """
    match atom:
        case Relation(field, other, kind, times) if kind != "none_with_others":
            return (field, other), times
        case AsGiven(OneOf(field, (frozenset() as value,))):
            return (field,), value
        case _:
            return (), None


def _values(name: str, condition: Condition, pack: Pack) -> list[Value]:
    match pack.questionnaire.domains[name]:
        case ChoiceDomain(options):
            return list(options)
        case NumberDomain() as domain:
            return sorted(set(_numbers(name, domain, condition, pack)))
        case ManyDomain() as domain:
            return list(dict.fromkeys(_selections(name, domain, condition)))


def _numbers(name: str, domain: NumberDomain, condition: Condition, pack: Pack) -> Iterator[int | float]:
    step = exact(domain.step)
    yield domain.at(math.ceil(exact(domain.minimum) / step))
    yield domain.at(math.floor(exact(domain.maximum) / step))
    for atom in atoms(condition):
        match atom:
            case Within(field, low, _, high) | AsGiven(Within(field, low, _, high)) if field == name:
                yield from _near(domain, *(bound for bound in (low, high) if bound is not None))
            case AsGiven(OneOf(field, values)) if field == name:
                yield from _near(domain, *values)
    for dividend, divisor, times in _comparisons(condition, pack):
        middle = _middle(pack.questionnaire.domains[divisor])
        if name == divisor:
            yield from _near(domain, middle)
        elif name == dividend:
            yield from _near(domain, float(exact(times) * exact(middle)))


def _near(domain: NumberDomain, *thresholds: object) -> Iterator[int | float]:
    for threshold in thresholds:
        assert isinstance(threshold, int | float)
        yield from (number for number in domain.near(threshold) if isinstance(number, int | float))


def _comparisons(condition: Condition, pack: Pack) -> Iterator[tuple[str, str, float]]:
    """Two numbers that the condition compares, and the factor between them; a ratio with a bound is such a
    comparison.
    """
    for atom in atoms(condition):
        match atom:
            case Relation(field, other, "more_than", times):
                yield field, other, times
            case Within(field, low, _, high) if field in pack.questionnaire.derived:
                ratio = pack.questionnaire.derived[field]
                yield from (
                    (ratio.dividend, ratio.divisor, float(bound))
                    for bound in (low, high)
                    if bound is not None
                )


def _middle(domain: object) -> int | float:
    assert isinstance(domain, NumberDomain)
    return domain.at(round((domain.minimum + domain.maximum) / 10 / domain.step))


def _selections(name: str, domain: ManyDomain, condition: Condition) -> Iterator[frozenset[str]]:
    own = [
        atom for atom in atoms(condition) if name in (getattr(atom, "field", ""), getattr(atom, "other", ""))
    ]
    tests = [atom.test if isinstance(atom, AsGiven) else atom for atom in own]
    lists = tuple(test for test in tests if isinstance(test, Includes))
    whole = [test.options[0] for test in tests if isinstance(test, OneOf) and test.field == name]
    kinds = {atom.kind for atom in own if isinstance(atom, Relation)}
    alone = whole or "not_among" in kinds
    singly = [(Includes(name, 1, (option,)),) for option in domain.options] if alone else [()]
    selections = {
        value: None
        for extra in singly
        for value in cells(domain, (*lists, *extra))
        if isinstance(value, frozenset)
    }
    yield from selections
    yield from (value for value in whole if isinstance(value, frozenset))
    if "none_with_others" in kinds:
        yield from (chosen | {NONE_OPTION} for chosen in selections)
        yield frozenset({next(option for option in domain.options if option != NONE_OPTION), NONE_OPTION})
