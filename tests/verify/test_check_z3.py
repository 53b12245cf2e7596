"""The checker against an independent verifier: the same packs, written down for the solver z3 from the
meaning of conditions alone.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
import z3
from hypothesis import given, settings

from random_packs import packs
from runner_intake.conditions import (
    All,
    AnyOf,
    AtLeast,
    ChoiceDomain,
    Condition,
    Includes,
    ManyDomain,
    NotApplicable,
    NumberDomain,
    OneOf,
    Within,
)
from runner_intake.verify.check import check
from runner_intake.verify.condition_checks import without_a_part
from runner_intake.verify.owned_conditions import conditions_of

if TYPE_CHECKING:
    from runner_intake import Pack

pytestmark = pytest.mark.long

TODAY = date(2026, 11, 25)


class Encoded:
    """A pack as formulas: a variable a field, the domains as constraints, and what each condition means."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.domains = pack.questionnaire.domains
        self.gates = {
            name: question.when for question in pack.questionnaire.questions for name in question.names
        }
        self.variables = {name: self._variable(name) for name in self.domains}
        self.limits = [limit for name in self.domains for limit in self._limits(name)]

    def _variable(self, name: str) -> Any:
        match self.domains[name]:
            case ManyDomain(options):
                return {option: z3.Bool(f"{name}_{option}") for option in options}
            case NumberDomain(step=0):
                return z3.Real(name)
            case _:
                return z3.Int(name)

    def _limits(self, name: str) -> list[Any]:
        variable = self.variables[name]
        match self.domains[name]:
            case ManyDomain(options):
                others = [variable[option] for option in options[:-1]]
                return [variable[options[-1]] == z3.Not(z3.Or(*others))]
            case ChoiceDomain(options):
                return [variable >= 0, variable < len(options)]
            case NumberDomain(_, _, 0):
                return [variable >= 0]
            case NumberDomain(low, high, _):
                return [variable >= int(low), variable <= int(high)]

    def asked(self, name: str) -> Any:
        return self.means(self.gates[name])

    def means(self, condition: Condition) -> Any:
        match condition:
            case All(parts):
                return z3.And(*map(self.means, parts))
            case AnyOf(parts):
                return z3.Or(*map(self.means, parts))
            case AtLeast(count, parts):
                return z3.Sum(*(z3.If(self.means(part), 1, 0) for part in parts)) >= count
            case NotApplicable(name, negated):
                return self.asked(name) if negated else z3.Not(self.asked(name))
            case Within() | OneOf() | Includes():
                test = self.tests(condition)
                return z3.And(self.asked(condition.field), z3.Not(test) if condition.negated else test)
        raise AssertionError(condition)

    def tests(self, test: Within | OneOf | Includes) -> Any:
        variable, domain = self.variables[test.field], self.domains[test.field]
        match test:
            case OneOf(_, options):
                assert isinstance(domain, ChoiceDomain)
                return z3.Or(*(variable == domain.options.index(option) for option in options))
            case Includes(_, count, codes):
                return z3.Sum(*(z3.If(variable[code], 1, 0) for code in codes)) >= count
            case Within(_, low, low_open, high, high_open):
                bounds = (
                    [variable > _exact(low) if low_open else variable >= _exact(low)]
                    if low is not None
                    else []
                )
                bounds += (
                    [variable < _exact(high) if high_open else variable <= _exact(high)]
                    if high is not None
                    else []
                )
                return z3.And(*bounds)

    def possible(self, formula: Any) -> bool:
        solver = z3.Solver()
        solver.add(*self.limits, formula)
        return bool(solver.check() == z3.sat)

    def same(self, a: Condition, b: Condition) -> bool:
        return not self.possible(self.means(a) != self.means(b))

    def highest(self, index: int, sign: int = 1) -> int:
        """The highest score where the benefit applies to somebody, or the lowest with its sign turned."""
        benefit = self.pack.benefits[index]
        total = z3.Sum(*(z3.If(self.means(rule.when.written), rule.points, 0) for rule in benefit.rules))
        optimum = z3.Optimize()
        optimum.add(*self.limits)
        if self.possible(self.means(benefit.requires.written)):
            optimum.add(self.means(benefit.requires.written))
        best = optimum.maximize(sign * total)
        assert optimum.check() == z3.sat
        return int(best.value().as_long())


def _exact(number: float | Fraction | None) -> Any:
    assert number is not None
    return z3.Q(number.numerator, number.denominator) if isinstance(number, Fraction) else number


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(packs())
def test_the_checker_and_z3_agree(pack: Pack) -> None:
    report = check(pack, TODAY)
    codes = Counter((finding.code, finding.where) for finding in report.findings)
    encoded = Encoded(pack)
    decided = set()
    for rule in conditions_of(pack):
        meaning = encoded.means(rule.when.written)
        never, always = not encoded.possible(meaning), not encoded.possible(z3.Not(meaning))
        assert (("V21" if rule.role == "gate" else "V01", rule.where) in codes) == never
        assert (("V02", rule.where) in codes) == (always and not never)
        if never or always:
            decided.add(rule.where)
            continue
        redundant = any(
            encoded.same(rule.when.written, cut.condition) for cut in without_a_part(rule.when.written)
        )
        assert (("V03", rule.where) in codes) == redundant
    for benefit in pack.benefits:
        rules = [rule for rule in benefit.rules if rule.id not in decided]
        twins = {b.id for a, b in combinations(rules, 2) if encoded.same(a.when.written, b.when.written)}
        assert {
            where for code, where in codes if code == "V04" and where.startswith(f"{benefit.id}.")
        } <= twins
    for index, benefit in enumerate(pack.benefits):
        assert report.ranges[benefit.id].high == encoded.highest(index)
        assert report.ranges[benefit.id].low == -encoded.highest(index, -1)
