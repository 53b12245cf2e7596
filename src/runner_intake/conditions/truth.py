"""When a condition is true: on complete answers, and for certain on partial ones.

`holds` is the plain meaning, written to be read. `ground` writes the gates into a condition, so that what
remains is ordinary logic over answers; `truth` then tells whether it is true, or false, in every completion
of the answers. Never Kleene alone: where a field stands in several places, its cells are tried one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from runner_intake.conditions.cells import cell_count, cells
from runner_intake.conditions.domains import Domain, Value
from runner_intake.conditions.memory import Group, Memory, Remembered
from runner_intake.conditions.nodes import (
    ALWAYS,
    NEVER,
    All,
    AnyOf,
    AsGiven,
    AtLeast,
    Condition,
    Given,
    Includes,
    NotApplicable,
    OneOf,
    Raised,
    Relation,
    Test,
    Within,
    atoms,
    fields_used,
    negate,
)
from runner_intake.conditions.simplified import certain_in, conjunction, disjunction, simplify
from runner_intake.conditions.work import EACH, TooMuchWorkError, Work
from runner_intake.vocabulary import NONE_OPTION

Truth = bool | None
"""True or False in every completion, or None where it depends on what is not known."""


@dataclass(frozen=True, slots=True, repr=False)
class Facts:
    """What is known: answers that count where the question applies, answers as given before gates, and the
    domains of the rest.

    A field absent from `known` is unknown and ranges over its domain. `work` is the budget for all truths
    that are asked of it (for each question a new one, where None), and `tried` the truths that took long:
    asked again, they come out the same. `memory` keeps the others for other answers; `narrowed` are then the
    domains that differ from those of the questionnaire. `asked` is what of it these answers have met, by the
    id of the condition, and `asked_together` the truths of conditions that were asked together.
    """

    known: Mapping[str, Value]
    given: Mapping[str, Value]
    domains: Mapping[str, Domain]
    work: Work | None = field(default=None, compare=False)
    tried: dict[Condition, Truth] | None = field(default=None, compare=False)
    memory: Memory | None = field(default=None, compare=False)
    narrowed: Mapping[str, Domain] = field(default_factory=dict, compare=False)
    asked: dict[int, Remembered] = field(default_factory=dict, init=False, compare=False)
    asked_together: dict[int, tuple[tuple[Condition, ...], tuple[Truth, ...]]] = field(
        default_factory=dict, init=False, compare=False
    )

    def about(self, grounded: Condition) -> Remembered:
        """What was found out about a condition under these answers."""
        if self.memory is None:
            return Remembered(grounded)
        remembered = self.asked.get(id(grounded))
        if remembered is None:
            remembered = self.memory.about(grounded, self.known, self.given, self.narrowed)
            self.asked[id(grounded)] = remembered
        return remembered


def holds(condition: Condition, answers: Mapping[str, Value], given: Mapping[str, Value]) -> bool:
    """Whether the condition is true on complete answers; a field absent from `answers` does not apply."""
    match condition:
        case All(parts):
            return all(holds(part, answers, given) for part in parts)
        case AnyOf(parts):
            return any(holds(part, answers, given) for part in parts)
        case AtLeast(count, parts):
            return sum(holds(part, answers, given) for part in parts) >= count
        case NotApplicable(field, negated):
            return (field not in answers) != negated
        case Raised(_, inner, negated):
            return holds(inner, answers, given) != negated
        case Within() | OneOf() | Includes():
            return condition.field in answers and condition.holds_for(answers[condition.field])
        case _:
            return condition.holds_as_given(given)


def ground(condition: Condition, gates: Mapping[str, Condition]) -> Condition:
    """The condition with every gate written into it.

    `gates` holds the grounded gate of each gated field. In the result a test is about the answer the field
    would have, its negation is plain, and neither NotApplicable nor Raised is left.
    """

    def gated(atom: Condition) -> Condition:
        match atom:
            case NotApplicable(field, negated):
                gate = gates.get(field, ALWAYS)
                return gate if negated else negate(gate)
            case Raised(_, inner, negated):
                grounded = ground(inner, gates)
                return negate(grounded) if negated else grounded
            case Within() | OneOf() | Includes():
                return conjunction((gates.get(atom.field, ALWAYS), atom))
            case _:
                return atom

    return simplify(condition, gated)


def residual(grounded: Condition, facts: Facts) -> Condition:
    """What is left of a grounded condition once the known answers are put in; ALWAYS or NEVER where nothing
    is.
    """
    if facts.memory is None:
        return _put_in(grounded, facts)
    remembered = facts.about(grounded)
    if remembered.left is None:
        remembered.left = _put_in(grounded, facts)
    return remembered.left


def fields_left(grounded: Condition, facts: Facts) -> frozenset[str]:
    """The fields that what is left of a condition looks at."""
    remembered = facts.about(grounded)
    if remembered.looks_at is None:
        remembered.looks_at = fields_used(residual(grounded, facts))
    return remembered.looks_at


def _put_in(grounded: Condition, facts: Facts) -> Condition:
    def substituted(atom: Condition) -> Condition:
        match atom:
            case Within() | OneOf() | Includes():
                value = facts.known.get(atom.field)
                if value is not None:
                    return ALWAYS if atom.holds_for(value) else NEVER
                return certain_in(atom, facts.domains.get(atom.field))
            case NotApplicable() | Raised() | All() | AnyOf() | AtLeast():
                msg = "ground the condition first"
                raise TypeError(msg)
            case _:
                return ALWAYS if atom.holds_as_given(facts.given) else NEVER

    if isinstance(grounded, AnyOf) and facts.memory and facts.memory.knows(grounded.parts):
        return disjunction(residual(part, facts) for part in grounded.parts)
    return simplify(grounded, substituted)


def truth(grounded: Condition, facts: Facts) -> Truth:
    """True or False where every completion agrees, else None. Exact, by trying the cells of fields that
    appear in several places.

    What takes more work than `facts` has left is not tried: None then says "not known to be certain", which
    is sound.
    """
    remembered = facts.about(grounded)
    if remembered.is_decided and not remembered.steps:
        return remembered.truth
    if remembered.left is None:
        remembered.left = _put_in(grounded, facts)
    rest = remembered.left
    if rest is ALWAYS or rest is NEVER:
        remembered.truth, remembered.is_decided = rest is ALWAYS, True
        return remembered.truth
    work = facts.work or Work(each=EACH)
    if remembered.is_decided and remembered.steps <= work.each:
        return remembered.truth
    if facts.tried and rest in facts.tried:
        return facts.tried[rest]
    before = work.left
    work.begin()
    try:
        if (
            remembered.is_decided
        ):  # it costs what it did the first time, so that no result hangs on what came before
            work.spend(remembered.steps)
        else:
            remembered.truth = _tried_out(rest, facts.domains, work)
            remembered.steps, remembered.is_decided = before - work.left + work.each - work.own, True
        result = remembered.truth
    except TooMuchWorkError:
        result = None
    if facts.tried is not None and (work.left < before or work.exceeded):
        facts.tried[rest] = result
    return result


def truths(grounded: tuple[Condition, ...], facts: Facts) -> tuple[Truth, ...]:
    """The truths of conditions that are asked together again and again, as `truth` says of each; those that
    look at the same fields, or at some of these, are looked up at once.
    """
    known = facts.asked_together.get(id(grounded))
    if known is None:
        known = facts.asked_together[id(grounded)] = grounded, tuple(_each_truth(grounded, facts))
    return known[1]


def _each_truth(grounded: tuple[Condition, ...], facts: Facts) -> list[Truth]:
    groups = facts.memory.groups(grounded) if facts.memory else ()
    if not groups:
        return [truth(condition, facts) for condition in grounded]
    found: list[Truth] = [None] * len(grounded)
    unknown: list[tuple[Group, tuple[object, ...]]] = []
    for group in groups:
        key = group.alike.key(facts.known, facts.given, facts.narrowed)
        known = group.alike.found.get(key)
        if known is None:
            unknown.append((group, key))
            continue
        for place, true in zip(group.places, known, strict=True):
            found[place] = true
    if unknown:
        _find_out(grounded, found, unknown, facts)
    return found


def _find_out(
    grounded: tuple[Condition, ...],
    found: list[Truth],
    unknown: list[tuple[Group, tuple[object, ...]]],
    facts: Facts,
) -> None:
    """Finds out the truths of some groups, in the order of the conditions, so that what little work is left
    goes to the same ones whatever is known of the others. They are kept where they took no work: what did
    has to be paid for anew.
    """
    for place in sorted(place for group, _ in unknown for place in group.places):
        found[place] = truth(grounded[place], facts)
    for group, key in unknown:
        about = map(facts.about, group.alike.conditions)
        if facts.memory and all(remembered.is_decided and not remembered.steps for remembered in about):
            facts.memory.keep(group, key, tuple(found[place] for place in group.places))


def _tried_out(rest: Condition, domains: Mapping[str, Domain], work: Work) -> Truth:
    """The truth of what is left of a condition: of the field in most places every cell is tried."""
    if rest is ALWAYS or rest is NEVER:
        return rest is ALWAYS
    looked_at = list(atoms(rest))
    places = Counter(map(_field, looked_at))
    name = max(places, key=places.__getitem__)
    if places[name] == 1:
        return None  # every field appears in one place: each atom can go either way on its own
    tests = tuple(dict.fromkeys(atom for atom in looked_at if isinstance(atom, Test) and atom.field == name))
    work.spend(cell_count(domains[name], tests) * len(tests))
    outcomes: set[Truth] = set()
    for value in cells(domains[name], tests):
        work.spend(len(looked_at))
        outcomes.add(_tried_out(residual(rest, Facts({name: value}, {}, domains)), domains, work))
        if None in outcomes or len(outcomes) > 1:
            return None
    return outcomes.pop()


def undecided_fields(grounded: Condition, facts: Facts) -> frozenset[str]:
    """The unknown fields that a condition still depends on; empty where its truth is certain."""
    if truth(grounded, facts) is not None:
        return frozenset()
    return fields_left(grounded, facts)


def evidence(
    condition: Condition, answers: Mapping[str, Value], given: Mapping[str, Value]
) -> list[tuple[str, Value | None]]:
    """The answers that make the condition true, as (field, value); a multi-choice answer gives one entry an
    option.
    """
    entries: dict[tuple[str, Value | None], None] = {}
    for atom in _true_atoms(condition, answers, given):
        match atom:
            case Includes(field, _, options, negated):
                chosen = answers[field]
                assert isinstance(chosen, frozenset)
                counted = (
                    [option for option in options if option in chosen]
                    if not negated
                    else sorted(chosen - {NONE_OPTION})
                )
                entries.update(dict.fromkeys((field, option) for option in counted))
            case Within(field) | OneOf(field):
                entries[field, answers[field]] = None
            case AsGiven() | Relation():
                names = (atom.field, atom.other) if isinstance(atom, Relation) else (atom.field,)
                entries.update({(name, given.get(name)): None for name in names})
    return list(entries)


def _true_atoms(
    condition: Condition, answers: Mapping[str, Value], given: Mapping[str, Value]
) -> list[Test | Given]:
    if not holds(condition, answers, given):
        return []
    match condition:
        case All(parts) | AnyOf(parts) | AtLeast(_, parts):
            return [atom for part in parts for atom in _true_atoms(part, answers, given)]
        case Raised(_, inner, negated):
            return [] if negated else _true_atoms(inner, answers, given)
        case NotApplicable():
            return []
        case _:
            return [condition]


def _field(atom: object) -> str:
    return atom.field  # type: ignore[attr-defined, no-any-return]  # whatever is still open looks at a field
