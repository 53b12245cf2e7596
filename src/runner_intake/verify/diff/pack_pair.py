"""Two packs on one footing: the answers that both take, and their conditions over the same fields.

A field that changed its kind, or shares no answer, counts as two fields. What an answers file holds under one
name is then two answers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from runner_intake.conditions import (
    ALWAYS,
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
from runner_intake.vocabulary import WITHHOLDING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from runner_intake.pack import Pack

_NO_FIRST = ChoiceDomain((False, True))
Witness = dict[str, Value]
"""Answers to the fields of both packs, as a pair of packs takes them."""

NEEDLES = "questions about needles count"
"""The name that stands in for whether a suggestion may come out, which no answer tells alone."""

NEW = " (new)"
"""What stands behind the name of a new field that shares nothing with the old one of that name."""


@dataclass(frozen=True, slots=True)
class OnlyIn:
    """Answers that only one of the packs takes: a whole field, some options, or numbers outside the other's
    range or step.
    """

    pack: str
    field: str
    answers: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class PackPair:
    """An old and a new pack. `domains` holds the answers to compare them on: those that both take, or all of
    a field that only one has.
    """

    old: Pack
    new: Pack

    @cached_property
    def apart(self) -> frozenset[str]:
        """The fields of both packs that share no answer, and the ratios that are computed differently."""
        old, new = self.old.questionnaire, self.new.questionnaire
        both = old.domains.keys() & new.domains.keys()
        return frozenset(
            name
            for name in both
            if shared(old.domains[name], new.domains[name]) is None or old.inputs(name) != new.inputs(name)
        )

    @cached_property
    def domains(self) -> Mapping[str, Domain]:
        old, new = self.old.questionnaire.domains, self.new.questionnaire.domains
        found: dict[str, Domain] = dict(old)
        for name, domain in new.items():
            if name in self.apart:
                found[name + NEW] = domain
            else:
                found[name] = (shared(old[name], domain) if name in old else None) or domain
        return found

    @cached_property
    def givens(self) -> dict[str, Given]:
        """The tests on answers as given that were turned into yes/no fields of their own, by the name of that
        field.
        """
        return {}

    def of_old(self, grounded: Condition) -> Condition:
        """A condition of the old pack over the common fields, without what is certain for every answer.

        A test on answers as given becomes a field that may be yes or no.
        """
        return self._open(simplify(grounded, self._plain))

    def of_new(self, grounded: Condition) -> Condition:
        """A condition of the new pack over the common fields, likewise."""
        return self._open(simplify(grounded, lambda atom: self._plain(self._renamed(atom))))

    def counted_old(self, grounded: Condition) -> Condition:
        """A safety rule or first step of the old pack over the common fields; if it looks at needles, it
        holds only while these count. Packs are compared beside the same suggestions, so what only the scores
        decide counts as the same under both.
        """
        counts = OneOf(NEEDLES, (True,)) if self.old.questionnaire.looks_at_needles(grounded) else ALWAYS
        return conjunction((self.of_old(grounded), counts))

    def counted_new(self, grounded: Condition) -> Condition:
        """One of the new pack, likewise."""
        name = NEEDLES if self.needles_count_alike else NEEDLES + NEW
        counts = OneOf(name, (True,)) if self.new.questionnaire.looks_at_needles(grounded) else ALWAYS
        return conjunction((self.of_new(grounded), counts))

    @cached_property
    def needles_count_alike(self) -> bool:
        """Whether the questions about needles count for the same runners under both packs, apart from the
        scores: the same questions, and the same rules that withhold every suggestion.
        """
        return self._withholding(self.old, self.of_old) == self._withholding(self.new, self.of_new)

    @cached_property
    def cards_look_at_the_same_needles(self) -> bool:
        """Whether the benefits of both packs look at the same questions about needles: then scores that are
        the same everywhere are also the same with those questions open.
        """
        old, new = (
            pack.questionnaire.needling_fields
            & {
                name
                for benefit in pack.benefits
                for when in (benefit.requires, *(rule.when for rule in benefit.rules))
                for name in fields_used(when.grounded)
            }
            for pack in (self.old, self.new)
        )
        return old == new

    @staticmethod
    def _withholding(pack: Pack, over: Callable[[Condition], Condition]) -> object:
        rules = {
            over(rule.when.grounded) for rule in pack.safety_without_needles if rule.outcome in WITHHOLDING
        }
        return rules, pack.questionnaire.needling_fields

    def _open(self, condition: Condition) -> Condition:
        return residual(condition, Facts({}, {}, self.domains))

    def domain(self, name: str) -> Domain:
        """The domain of a common field, of a test on answers as given, or of whether the questions about
        needles count.
        """
        return _NO_FIRST if name in self.givens or name.startswith(NEEDLES) else self.domains[name]

    def for_old(self, runner: Mapping[str, Value]) -> Witness:
        """The answers that the old pack asks for."""
        return {name: value for name, value in runner.items() if name in self.old.questionnaire.fields}

    def for_new(self, runner: Mapping[str, Value]) -> Witness:
        """The answers that the new pack asks for."""
        named = {name: name + NEW if name in self.apart else name for name in self.new.questionnaire.fields}
        return {name: runner[common] for name, common in named.items() if common in runner}

    def _renamed(self, atom: Condition) -> Condition:
        match atom:
            case AsGiven(test) if test.field in self.apart:
                return replace(atom, test=replace(test, field=test.field + NEW))
            case Within() | OneOf() | Includes() | Relation() if atom.field in self.apart:
                return replace(atom, field=atom.field + NEW)
        return atom

    def _plain(self, atom: Condition) -> Condition:
        if not isinstance(atom, Given):
            return atom
        name = f"given: {replace(atom, negated=False)}"
        self.givens[name] = replace(atom, negated=False)
        return OneOf(name, (True,), atom.negated)

    @cached_property
    def only_in_one(self) -> tuple[OnlyIn, ...]:
        """The answers that only one pack takes, in the order of asking."""
        pairs = (("old", self.old, self.new), ("new", self.new, self.old))
        found = (
            OnlyIn(which, name, _left_out(field.domain, other.questionnaire.domains.get(name)))
            for which, pack, other in pairs
            for name, field in pack.questionnaire.fields.items()
        )
        return tuple(each for each in found if each.answers)


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
            outside = []
            if domain.minimum < common.minimum:
                outside.append(f"below {common.minimum:g}")
            if domain.maximum > common.maximum:
                outside.append(f"above {common.maximum:g}")
            if domain.step < common.step:
                outside.append(f"between steps of {common.step:g}")
            return tuple(outside)
        case _:
            return ("all",)
