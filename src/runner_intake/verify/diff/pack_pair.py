"""Two packs on one footing: the answers that both take, and their conditions over the same fields.

A field that changed its kind, or shares no answer, counts as two fields. What an answers file holds under one
name is then two answers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from runner_intake.conditions import (
    AsGiven,
    ChoiceDomain,
    Condition,
    Domain,
    Facts,
    Given,
    Includes,
    ManyDomain,
    NumberDomain,
    OneOf,
    Relation,
    Value,
    Within,
    conjunction,
    fields_used,
    residual,
    simplify,
)
from runner_intake.engine.analysis import Analysis
from runner_intake.questionnaire import Answers, normalise
from runner_intake.vocabulary import WITHHOLDING, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.pack import Pack

_NO_FIRST = ChoiceDomain((False, True))
Witness = dict[str, Value]
"""Answers to the fields of both packs, as a pair of packs takes them."""

NEEDLES = "questions about needles count"
"""The name that stands in for whether a suggestion may come out, which no answer tells alone."""

NEW = " (new)"
"""What stands behind the name of a new field that shares nothing with the old one of that name."""

SideName = Literal["old", "new"]


@dataclass(frozen=True, slots=True)
class OnlyIn:
    """Answers that only one of the packs takes: a whole field, some options, or numbers outside the other's
    range or step.
    """

    pack: SideName
    field: str
    answers: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Side:
    """One of two packs, seen over the common fields."""

    name: SideName
    pack: Pack
    pair: PackPair

    def common_name(self, field: str) -> str:
        """The name of one of its fields among the common ones."""
        return field + NEW if self.name == "new" and field in self.pair.apart else field

    def given(self, runner: Mapping[str, Value]) -> Witness:
        """The answers of a runner that the pack asks for."""
        named = {field: self.common_name(field) for field in self.pack.questionnaire.fields}
        return {field: runner[name] for field, name in named.items() if name in runner}

    def answers(self, runner: Mapping[str, Value]) -> Answers:
        """A runner's answers to the pack."""
        return normalise(self.given(runner), self.pack.questionnaire)

    def outcome(self, runner: Witness) -> Outcome:
        """The outcome of the safety screen for a runner."""
        return Analysis(self.answers(runner), self.pack).outcome

    def over(self, grounded: Condition) -> Condition:
        """A condition over the common fields, without what is certain for every answer.

        A test on answers as given becomes a field that may be yes or no.
        """
        return residual(simplify(grounded, self._common), Facts({}, {}, self.pair.domains))

    def counted(self, grounded: Condition) -> Condition:
        """A safety rule or first step over the common fields; if it looks at needles, it holds only while
        these count. Packs are compared beside the same suggestions, so what only the scores decide counts as
        the same under both.
        """
        if not self.pack.questionnaire.looks_at_needles(grounded):
            return self.over(grounded)
        name = NEEDLES if self.name == "old" or self.pair.needles_count_alike else NEEDLES + NEW
        return conjunction((self.over(grounded), OneOf(name, (True,))))

    def _common(self, atom: Condition) -> Condition:
        match atom:
            case Within() | OneOf() | Includes():
                return replace(atom, field=self.common_name(atom.field))
            case AsGiven(test):
                return self._as_given(replace(atom, test=replace(test, field=self.common_name(test.field))))
            case Relation():
                return self._as_given(replace(atom, field=self.common_name(atom.field)))
        return atom

    def _as_given(self, atom: Given) -> Condition:
        test = replace(atom, negated=False)
        self.pair.givens[f"given: {test}"] = test
        return OneOf(f"given: {test}", (True,), atom.negated)

    @property
    def withholding(self) -> object:
        """What keeps the questions about needles from counting, apart from the scores."""
        rules = {
            self.over(rule.when.grounded)
            for rule in self.pack.safety_without_needles
            if rule.outcome in WITHHOLDING
        }
        return rules, self.pack.questionnaire.needling_fields

    @property
    def scored_needles(self) -> frozenset[str]:
        """The questions about needles that a benefit looks at."""
        whens = (
            when
            for benefit in self.pack.benefits
            for when in (benefit.requires, *(rule.when for rule in benefit.rules))
        )
        return self.pack.questionnaire.needling_fields & {
            field for when in whens for field in fields_used(when.grounded)
        }


class PackPair:
    """An old and a new pack."""

    def __init__(self, old: Pack, new: Pack) -> None:
        self.old, self.new = Side("old", old, self), Side("new", new, self)
        self.sides = (self.old, self.new)
        self.givens: dict[str, Given] = {}
        """The tests on answers as given that were turned into yes/no fields of their own, by the name of that
        field.
        """

    @cached_property
    def apart(self) -> frozenset[str]:
        """The fields of both packs that share no answer, and the ratios that are computed differently."""
        old, new = (side.pack.questionnaire for side in self.sides)
        both = old.domains.keys() & new.domains.keys()
        return frozenset(
            name
            for name in both
            if shared(old.domains[name], new.domains[name]) is None or old.inputs(name) != new.inputs(name)
        )

    @cached_property
    def domains(self) -> Mapping[str, Domain]:
        """The answers to compare the packs on: those that both take, or all of a field that only one has."""
        old, new = (side.pack.questionnaire.domains for side in self.sides)
        both: dict[str, Domain] = dict(old)
        for name, domain in new.items():
            before = old.get(name) if name not in self.apart else None
            both[self.new.common_name(name)] = (shared(before, domain) if before else None) or domain
        return both

    @cached_property
    def needles_count_alike(self) -> bool:
        """Whether the questions about needles count for the same runners under both packs, apart from the
        scores: the same questions, and the same rules that withhold every suggestion.
        """
        return self.old.withholding == self.new.withholding

    @property
    def cards_look_at_the_same_needles(self) -> bool:
        """Whether the benefits of both packs look at the same questions about needles: then scores that are
        the same everywhere are also the same with those questions open.
        """
        return self.old.scored_needles == self.new.scored_needles

    def domain(self, name: str) -> Domain:
        """The domain of a common field, of a test on answers as given, or of whether the questions about
        needles count.
        """
        return _NO_FIRST if name in self.givens or name.startswith(NEEDLES) else self.domains[name]

    @cached_property
    def only_in_one(self) -> tuple[OnlyIn, ...]:
        """The answers that only one pack takes, in the order of asking."""
        only = (
            OnlyIn(side.name, name, _left_out(field.domain, other.pack.questionnaire.domains.get(name)))
            for side, other in (self.sides, self.sides[::-1])
            for name, field in side.pack.questionnaire.fields.items()
        )
        return tuple(left_out for left_out in only if left_out.answers)


def shared(a: Domain, b: Domain) -> Domain | None:
    """The answers in both domains; None where there is none, or where the kinds differ."""
    match a, b:
        case ChoiceDomain(), ChoiceDomain():
            options = tuple(option for option in a.options if option in b.options)
            return ChoiceDomain(options) if options else None
        case ManyDomain(), ManyDomain():
            return ManyDomain(tuple(option for option in a.options if option in b.options))
        case NumberDomain(), NumberDomain():
            low, high = max(a.minimum, b.minimum), min(a.maximum, b.maximum)
            coarse, fine = max(a.step, b.step), min(a.step, b.step)
            return (
                NumberDomain(low, high, coarse)
                if low <= high and (coarse == fine or _divides(fine, coarse))
                else None
            )
        case _:
            return None


def _divides(fine: float, coarse: float) -> bool:
    return fine > 0 and abs(coarse / fine - round(coarse / fine)) < 1e-9  # noqa: PLR2004  (steps are decimals)


def _left_out(domain: Domain, other: Domain | None) -> tuple[str, ...]:
    """What of a domain another one does not take, in a few words."""
    common = shared(domain, other) if other else None
    if common == domain:
        return ()
    match domain, common:
        case ChoiceDomain() | ManyDomain(), ChoiceDomain() | ManyDomain():
            return tuple(str(option) for option in domain.options if option not in common.options)
        case NumberDomain(), NumberDomain():
            outside = (
                (domain.minimum < common.minimum, f"below {common.minimum:g}"),
                (domain.maximum > common.maximum, f"above {common.maximum:g}"),
                (domain.step < common.step, f"between steps of {common.step:g}"),
            )
            return tuple(words for is_outside, words in outside if is_outside)
        case _:
            return ("all",)
