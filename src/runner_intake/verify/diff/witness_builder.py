"""Whole runners for witnesses: complete answers that both packs take, built around a few answers that
matter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from runner_intake.conditions import (
    NONE_OPTION,
    AsGiven,
    ChoiceDomain,
    Domain,
    Given,
    Includes,
    ManyDomain,
    NumberDomain,
    OneOf,
    Relation,
    Test,
    TooMuchWorkError,
    Value,
    Within,
    atoms,
    conjunction,
    exact,
    in_one_cell,
    negate,
    plain,
    tests_of,
)
from runner_intake.conditions.solve import Search
from runner_intake.verify.answers_for import best_answers
from runner_intake.verify.diff.pack_pair import NEEDLES, NEW
from runner_intake.verify.owned_conditions import conditions_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from runner_intake.questionnaire import Answers, Derived
    from runner_intake.verify.diff.pack_pair import PackPair, Witness

_DIVISORS = (10, 20, 50)
_MOST_STEPS = 40
"""How many numbers of a page are tried from the lowest up."""


@dataclass(frozen=True, eq=False)
class WitnessBuilder:
    """Makes runners for a pair of packs."""

    pair: PackPair

    def with_answers(self, chosen: Mapping[str, Value]) -> Witness:
        """A complete runner with these answers (to common fields, ratios and tests on answers as given), and
        quiet ones to all the rest.
        """
        return self._built(
            self.quiet, {name: value for name, value in chosen.items() if not name.startswith(NEEDLES)}
        )

    def with_a_suggestion(self, chosen: Mapping[str, Value]) -> Iterator[Witness]:
        """The same, with what gives each benefit of either pack its highest score: where the questions about
        needles are to count.
        """
        for side in self.pair.sides:
            for best in best_answers(side.pack):
                named = {side.common_name(name): value for name, value in best.items()}
                fitting = {
                    name: value for name, value in named.items() if _fits(value, self.pair.domains.get(name))
                }
                yield self.with_answers({**fitting, **chosen})

    @cached_property
    def quiet(self) -> Witness:
        """A runner of whom no safety rule of either pack says anything, as far as there is one."""
        rules = [side.over(rule.when.grounded) for side in self.pair.sides for rule in side.pack.safety]
        try:
            chosen = Search(self.pair.domain).satisfy(conjunction(map(negate, rules))) or {}
        except TooMuchWorkError:
            chosen = {}
        return self._built({}, chosen)

    def _built(self, base: Witness, chosen: Mapping[str, Value]) -> Witness:
        as_given: Witness = {}
        avoided: list[Given] = []
        ratios: Witness = {}
        fixed: Witness = {}
        for name, value in chosen.items():
            if name in self._derived:
                ratios[name] = value
            elif name not in self.pair.givens:
                fixed[name] = value
            elif value is True:
                self._give(self.pair.givens[name], as_given)
            else:
                avoided.append(self.pair.givens[name])
        fixed |= as_given
        for name, value in ratios.items():
            fixed |= self._numbers(self._derived[name], value, fixed)
        runner = {**self._defaults, **base, **fixed}
        for field, source in self._fields_from_others.items():
            if not as_given.keys() >= {field, source}:  # two answers that are to contradict each other
                self._link(field, runner, fixed)
        for atom in (*self._no_more_than, *avoided):
            self._avoid(atom, runner, fixed)
        return self._applicable(runner, as_given)

    @cached_property
    def _defaults(self) -> Witness:
        return {
            name: _quietest(domain) for name, domain in self.pair.domains.items() if name not in self._derived
        }

    @cached_property
    def _derived(self) -> dict[str, Derived]:
        old, new = (side.pack.questionnaire.derived for side in self.pair.sides)
        return {**old, **{name: derived for name, derived in new.items() if name not in self.pair.apart}}

    @cached_property
    def _fields_from_others(self) -> dict[str, str]:
        """The choices among what was picked elsewhere: field -> the list it is picked from."""
        return {
            name: field.options_from
            for side in self.pair.sides
            for name, field in side.pack.questionnaire.fields.items()
            if field.options_from
        }

    @cached_property
    def _no_more_than(self) -> tuple[Relation, ...]:
        """The pairs of numbers that a rule compares: they must not contradict each other by chance."""
        compared = (
            replace(atom, negated=False)
            for side in self.pair.sides
            for rule in side.pack.safety
            for atom in atoms(rule.when.grounded)
            if isinstance(atom, Relation) and atom.kind == "more_than"
        )
        return tuple(dict.fromkeys(compared))

    def _give(self, atom: Given, fixed: Witness) -> None:
        """Answers as given that make a test on them true."""
        match atom:
            case AsGiven(OneOf(field, options)):
                fixed[field] = options[0]
            case AsGiven(Includes(field, count, options)):
                fixed[field] = frozenset(options[:count])
            case AsGiven(Within(field, low)) if low is not None:
                fixed[field] = low
            case Relation(field, other, "more_than", times):
                fixed.setdefault(other, 10)
                fixed[field] = plain(Fraction(math.ceil(exact(times) * 10 + 1)))
            case Relation(field, other, "not_among"):
                choices = self._options(field)
                fixed[field], fixed[other] = choices[-1], frozenset(choices[:1])
            case Relation(field, _, "none_with_others"):
                fixed[field] = frozenset(
                    {NONE_OPTION, next(option for option in self._options(field) if option != NONE_OPTION)}
                )

    def _options(self, field: str) -> tuple[str, ...]:
        domain = self.pair.domains[field]
        return tuple(map(str, domain.options)) if isinstance(domain, ChoiceDomain | ManyDomain) else ()

    def _link(self, field: str, runner: Witness, fixed: Witness) -> None:
        """The one that matters most is among those picked."""
        source, picked_one = self._fields_from_others[field], runner.get(field)
        picked = runner.get(source)
        if isinstance(picked, frozenset) and NONE_OPTION not in picked and picked_one not in picked:
            if field in fixed:
                runner[source] = (
                    picked | {str(picked_one)} if len(picked) > 1 else frozenset({str(picked_one)})
                )
            else:
                runner[field] = min(picked)

    def _avoid(self, atom: Given, runner: Witness, fixed: Witness) -> None:
        """Where a test on answers as given would hold by chance, the quiet answer behind it is changed."""
        match atom:
            case Relation(_, other, "more_than") if other not in fixed and atom.holds_as_given(runner):
                domain = self.pair.domains[other]
                assert isinstance(domain, NumberDomain)
                runner[other] = domain.maximum
            case AsGiven(OneOf(field, (value,))) if field not in fixed and runner.get(field) == value:
                domain = self.pair.domains[field]
                if isinstance(domain, ChoiceDomain):
                    runner[field] = next((option for option in domain.options if option != value), value)
            case _:
                pass

    def _numbers(self, derived: Derived, ratio: Value, fixed: Witness) -> Witness:
        """Two numbers of a page whose ratio is the same to every rule; those that are fixed already stay.
        Nothing where there are none.
        """
        tests = self._tests.get(derived.id, ())
        for divisor in self._choices(derived.divisor, fixed, _DIVISORS):
            # an infinite ratio: the divisor is 0
            near = ratio * exact(divisor) if isinstance(ratio, int | Fraction) else divisor
            for dividend in self._choices(derived.dividend, fixed, (near,)):
                if in_one_cell(derived.ratio(dividend, divisor), ratio, tests):
                    return {derived.divisor: divisor, derived.dividend: dividend}
        return {}

    @cached_property
    def _tests(self) -> dict[str, tuple[Test, ...]]:
        """Every test, anywhere in the two packs."""
        return tests_of(rule.when.grounded for side in self.pair.sides for rule in conditions_of(side.pack))

    def _choices(self, name: str, fixed: Witness, near: Sequence[float | Fraction]) -> Iterator[int | float]:
        """The number that is fixed, or those of the domain: first the ones near some numbers, then from the
        lowest up.
        """
        if name in fixed:
            value = fixed[name]
            assert isinstance(value, int | float)
            yield value
            return
        domain = self.pair.domains[name]
        assert isinstance(domain, NumberDomain)
        yield from (plain(Fraction(number)) for threshold in near for number in domain.near(threshold))
        start = round(domain.minimum / domain.step)
        yield from (
            domain.at(start + steps)
            for steps in range(min(round((domain.maximum - domain.minimum) / domain.step) + 1, _MOST_STEPS))
        )

    def _applicable(self, runner: Witness, as_given: Witness) -> Witness:
        """Without answers to questions that neither pack asks of this runner, unless a rule looks at them as
        given.
        """
        both = [side.answers(runner) for side in self.pair.sides]
        return {
            name: value
            for name, value in runner.items()
            if name in as_given or any(_counts(name, answers) for answers in both)
        }


def _counts(name: str, answers: Answers) -> bool:
    field = name.removesuffix(NEW)
    return field in answers.given and field not in answers.ignored


def _fits(value: Value, domain: Domain | None) -> bool:
    """Whether both packs take an answer."""
    match domain:
        case ManyDomain(options):
            return isinstance(value, frozenset) and value <= set(options)
        case ChoiceDomain(options):
            return value in options
        case NumberDomain(minimum, maximum):
            return isinstance(value, int | float | Fraction) and minimum <= value <= maximum
        case None:
            return False


def _quietest(domain: Domain) -> Value:
    """The first option, no sign at all, or the lowest number."""
    match domain:
        case ManyDomain():
            return frozenset({NONE_OPTION})
        case ChoiceDomain(options):
            return False if False in options else options[0]
        case NumberDomain():
            return domain.minimum
