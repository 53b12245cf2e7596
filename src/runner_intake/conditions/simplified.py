"""Conditions put together simplified: ALWAYS or NEVER itself comes out where nothing is left. Knows no
answers, only what a domain leaves open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from runner_intake.conditions.domains import ChoiceDomain, Domain, ManyDomain
from runner_intake.conditions.nodes import ALWAYS, NEVER, All, AnyOf, AtLeast, Condition, Includes, Test
from runner_intake.vocabulary import NONE_OPTION


def simplify(condition: Condition, change: Callable[[Condition], Condition]) -> Condition:
    """The condition with what becomes of every atom, without what is then certain; a Raised rule counts as
    one atom.
    """
    match condition:
        case All(parts):
            return conjunction(simplify(part, change) for part in parts)
        case AnyOf(parts):
            return disjunction(simplify(part, change) for part in parts)
        case AtLeast(count, parts):
            return at_least(count, [simplify(part, change) for part in parts])
        case _:
            return change(condition)


def conjunction(parts: Iterable[Condition]) -> Condition:
    """All of the parts, without those that are always true; NEVER as soon as one is."""
    kept: list[Condition] = []
    for part in parts:
        if part is NEVER:
            return NEVER
        if part is not ALWAYS:
            kept.extend(part.parts if isinstance(part, All) else (part,))
    if not kept:
        return ALWAYS
    once = dict.fromkeys(kept) if len(kept) > 1 else kept
    return next(iter(once)) if len(once) == 1 else All(tuple(once))


def disjunction(parts: Iterable[Condition]) -> Condition:
    """Any of the parts, without those that never are; ALWAYS as soon as one is."""
    kept: list[Condition] = []
    for part in parts:
        if part is ALWAYS:
            return ALWAYS
        if part is not NEVER:
            kept.extend(part.parts if isinstance(part, AnyOf) else (part,))
    if not kept:
        return NEVER
    once = dict.fromkeys(kept) if len(kept) > 1 else kept
    return next(iter(once)) if len(once) == 1 else AnyOf(tuple(once))


def at_least(count: int, parts: list[Condition]) -> Condition:
    """At least `count` of the parts, with those that are certain taken out."""
    count -= sum(part is ALWAYS for part in parts)
    open_parts = tuple(part for part in parts if part is not ALWAYS and part is not NEVER)
    if count <= 0:
        return ALWAYS
    if count > len(open_parts):
        return NEVER
    if count == 1:
        return disjunction(open_parts)
    if count == len(open_parts):
        return conjunction(open_parts)
    return AtLeast(count, open_parts)


def certain_in(test: Test, domain: Domain | None) -> Condition:
    """A test of an unknown answer, or ALWAYS or NEVER where it is certain already: of a choice whose options
    have been narrowed, of a list of which some options are known, or where it asks for `none` together with
    others, or for any option at all.
    """
    if isinstance(domain, ChoiceDomain):
        outcomes = {test.holds_for(option) for option in domain.options}
        return test if len(outcomes) > 1 else (ALWAYS if True in outcomes else NEVER)
    if (
        isinstance(domain, ManyDomain)
        and isinstance(test, Includes)
        and (domain.held or NONE_OPTION in test.options)
    ):
        fewest, most = _chosen(domain, test.options)
        if fewest >= test.count:
            return NEVER if test.negated else ALWAYS
        if most < test.count:
            return ALWAYS if test.negated else NEVER
    return test


def _chosen(domain: ManyDomain, options: tuple[str, ...]) -> tuple[int, int]:
    """How many of some options an answer to a list has at least, and at most."""
    among = set(options).intersection(domain.options)
    signs = len(among - {NONE_OPTION})
    if domain.held:
        return len(domain.held & among), signs
    return int(len(among) == len(domain.options)), max(signs, NONE_OPTION in among)
