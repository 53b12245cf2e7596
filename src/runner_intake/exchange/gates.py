"""When a question is shown, in the few comparisons that the forms of other programs know. Knows gates, no
format.

Exact on complete answers. What a form cannot say (a ratio, a private question, very many alternatives) is
left out, so that a question is then shown too often and never too seldom: an answer to a question that does
not apply is set aside when it comes back.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import Literal

from runner_intake.conditions import (
    ALWAYS,
    NONE_OPTION,
    All,
    AnyOf,
    AtLeast,
    ChoiceDomain,
    Condition,
    Includes,
    OneOf,
    Within,
)
from runner_intake.conditions import exact as as_written
from runner_intake.questionnaire import Question, Questionnaire

Operator = Literal["exists", "=", "!=", "<", "<=", ">", ">="]

MOST = 200
"""Alternatives that a gate may be written out to; one with more is made weaker."""


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison of an answer; false where there is none. `!=` says that no chosen option is this one."""

    field: str
    operator: Operator
    value: bool | int | float | str = True


@dataclass(frozen=True, slots=True)
class Both:
    """True where every part is; without parts always."""

    parts: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """True where some part is; without parts never."""

    parts: tuple[Shown, ...]


Shown = Both | Either | Compare
Clause = tuple[Compare, ...]
"""Comparisons of which one has to be true."""

_SHOWN = Both(())


def shown_when(question: Question, questionnaire: Questionnaire) -> Shown:
    """When a question is shown, from its gate and the gates of what that looks at."""
    if question.when == ALWAYS:
        return _SHOWN
    return _written(questionnaire.gates[question.names[0]], questionnaire)


def clauses(shown: Shown) -> tuple[Clause, ...]:
    """The same as clauses that all have to be true, none of them implied by another."""
    seen = dict.fromkeys(tuple(dict.fromkeys(clause)) for clause in _clauses(shown))
    sets = {clause: frozenset(clause) for clause in seen}
    return tuple(clause for clause in seen if not any(sets[other] < sets[clause] for other in seen))


def _clauses(shown: Shown) -> list[Clause]:
    match shown:
        case Compare():
            return [(shown,)]
        case Both(parts):
            return [clause for part in parts for clause in _clauses(part)]
        case Either(parts):
            written = [_clauses(part) for part in parts]
            if math.prod(map(len, written)) > MOST:
                return []
            return [tuple(test for clause in row for test in clause) for row in product(*written)]


def _written(condition: Condition, questionnaire: Questionnaire) -> Shown:
    match condition:
        case All(parts):
            return Both(tuple(_written(part, questionnaire) for part in parts))
        case AnyOf(parts):
            return Either(tuple(_written(part, questionnaire) for part in parts))
        case AtLeast(count, parts):
            return _at_least(count, [_written(part, questionnaire) for part in parts])
        case Within() | OneOf() | Includes() if _is_unsayable(condition.field, questionnaire):
            return _SHOWN
        case Within():
            return _within(condition)
        case OneOf(name, options, negated):
            domain = questionnaire.domains[name]
            assert isinstance(domain, ChoiceDomain)
            return _equal(name, [option for option in domain.options if (option in options) != negated])
        case Includes():
            return _includes(condition, tuple(questionnaire.fields[condition.field].options))
        case _:
            raise AssertionError(condition)  # a grounded gate looks at nothing else


def _is_unsayable(name: str, questionnaire: Questionnaire) -> bool:
    return name in questionnaire.derived or questionnaire.is_private(name)


def _at_least(count: int, parts: list[Shown]) -> Shown:
    """So many of some parts; any of them where that would be too long to write."""
    if count <= 0:
        return _SHOWN
    if math.comb(len(parts), count) > MOST:
        return Either(tuple(parts))
    return Either(tuple(Both(some) for some in combinations(parts, count)))


def _equal(name: str, options: Iterable[str | bool]) -> Shown:
    return Either(tuple(Compare(name, "=", option) for option in options))


def _within(test: Within) -> Shown:
    low, high = test.low, test.high
    parts: list[Shown] = []
    if low is not None:
        below: Operator = "<=" if test.low_open else "<"
        above: Operator = ">" if test.low_open else ">="
        parts.append(Compare(test.field, below if test.negated else above, _number(low)))
    if high is not None:
        above = ">=" if test.high_open else ">"
        below = "<" if test.high_open else "<="
        parts.append(Compare(test.field, above if test.negated else below, _number(high)))
    return Either(tuple(parts)) if test.negated else Both(tuple(parts))


def _includes(test: Includes, options: tuple[str, ...]) -> Shown:
    """Some options of a list. "Not none" is said as "any of the others": a sign beside none then counts."""
    if not test.negated:
        return _at_least(test.count, [Compare(test.field, "=", option) for option in test.options])
    if test.options == (NONE_OPTION,) and test.count == 1:
        return _equal(test.field, [option for option in options if option != NONE_OPTION])
    absent: list[Shown] = [Compare(test.field, "!=", option) for option in test.options]
    return Both((Compare(test.field, "exists"), _at_least(len(absent) - test.count + 1, absent)))


def _number(bound: float | Fraction) -> int | float:
    number = bound if isinstance(bound, Fraction) else as_written(bound)
    return int(number) if number.denominator == 1 else float(number)
