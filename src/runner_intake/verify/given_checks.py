"""Findings about rules that look at answers as given, before gates: tried on every combination of the answers that they can tell apart."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from runner_intake.conditions import (
    NONE_OPTION,
    ChoiceDomain,
    GivenAs,
    GivenAtLeast,
    GivenMoreThan,
    GivenNoneWithOthers,
    GivenNotAmong,
    Includes,
    ManyDomain,
    NumberDomain,
    OneOf,
    Within,
    atoms,
    cells,
    exact,
    fields_used,
    plain,
    truth,
)
from runner_intake.questionnaire import settle
from runner_intake.verify.findings import Finding, found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.conditions import Condition, Value
    from runner_intake.pack import Pack
    from runner_intake.verify.conditions_listed import Listed

MOST = 5_000
"""Combinations tried for one rule."""


def given_findings(each: Listed, pack: Pack) -> Iterator[Finding]:
    """Whether such a rule is never or always true."""
    seen: set[bool] = set()
    combinations = _combinations(each.when.grounded, pack)
    for answers in islice(combinations, MOST):
        seen.add(truth(each.when.grounded, settle(answers, pack.questionnaire).facts) is True)
        if len(seen) > 1:
            return
    if next(combinations, None) is not None:
        yield found("V41", each.at, "It looks at too many answers as given to be checked.")
    elif seen == {False}:
        yield found("V01", each.at, "No answers make its condition true.")
    else:
        yield found("V02", each.at, "Its condition is true whatever is answered.")


def solution_as_given(condition: Condition, pack: Pack) -> dict[str, Value] | None:
    """Answers that make a condition over given answers surely true; None where none of those tried do."""
    for answers in islice(_combinations(condition, pack), MOST):
        if truth(condition, settle(answers, pack.questionnaire).facts):
            return answers
    return None


def _combinations(condition: Condition, pack: Pack) -> Iterator[dict[str, Value]]:
    """Answers to the fields of a condition: every mix of values that its tests can tell apart, and each left out."""
    names = [name for name in pack.questionnaire.fields if name in _asked(condition, pack)]
    values = [[None, *_values(name, condition, pack)] for name in names]
    for chosen in product(*values):
        yield {name: value for name, value in zip(names, chosen, strict=True) if value is not None}


def _asked(condition: Condition, pack: Pack) -> set[str]:
    return {each for name in fields_used(condition) for each in pack.questionnaire.inputs(name)}


def _values(name: str, condition: Condition, pack: Pack) -> list[Value]:
    own = [atom for atom in atoms(condition) if name in (getattr(atom, "field", ""), getattr(atom, "other", ""))]
    tests = tuple(atom for atom in own if isinstance(atom, Within | OneOf | Includes))
    domain = pack.questionnaire.domains[name]
    found_values = dict.fromkeys(cells(domain, tests)) if tests else {}
    for atom in own:
        found_values |= dict.fromkeys(_of(atom, name, domain))
    return list(found_values)


def _of(atom: object, name: str, domain: object) -> Iterator[Value]:
    """Values on both sides of what a test of given answers looks at."""
    match atom, domain:
        case GivenAs(_, value), _:
            yield value
            yield from _others(value, domain)
        case GivenAtLeast(_, threshold), NumberDomain():
            yield from (plain(number) if not isinstance(number, int | float) else number for number in domain.near(threshold))
        case GivenMoreThan(_, other, times), NumberDomain(low, high):
            small = max(low, 1)
            top = plain(min(exact(high), exact(small) * exact(times) * 2))
            yield from (low, small) if name == other else (low, small, domain.at(int(top / domain.step)))
        case GivenNotAmong(), ChoiceDomain(options):
            yield from options[:2]
        case GivenNotAmong(), ManyDomain(options):
            yield from (frozenset({option}) for option in options[:2])
        case GivenNoneWithOthers(), ManyDomain(options):
            yield frozenset({NONE_OPTION})
            yield frozenset({NONE_OPTION, options[0]})
        case _:
            return


def _others(value: Value, domain: object) -> Iterator[Value]:
    match domain:
        case ChoiceDomain(options):
            yield from (option for option in options if option != value)
        case ManyDomain(options):
            yield from (frozenset({option}) for option in options if frozenset({option}) != value)
        case NumberDomain():
            yield from (number for number in domain.near(float(value)) if number != value and isinstance(value, int | float))  # type: ignore[arg-type]
