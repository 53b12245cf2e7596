"""Changes every rule of the bundled pack a little and sees whether its hand-written cases notice.

Run `python scripts/mutate_rules.py`. Every rule is dropped, every number of points and every priority is shifted by one, every threshold by one
step, each way. A mutant that no case notices is listed with a proof where no answers can tell it from the original; else the script ends with 1.
The pack's hash and snapshots play no part: only what the cases say must come out. Mutants are made from the loaded pack, so none fails to load.
"""

from __future__ import annotations

import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from runner_intake.conditions import Condition, GivenAtLeast, NumberDomain, Raised, Within, fields_used, ground, map_atoms, plain
from runner_intake.pack import Pack, bundled_pack
from runner_intake.pack.find import bundled_rules
from runner_intake.pack.model import When
from runner_intake.verify.cases.read import Cases, read_cases
from runner_intake.verify.cases.run import failures
from runner_intake.verify.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from runner_intake.pack import Benefit, PointRule, SafetyRule, StepRule

RATIO_STEP = Fraction(1, 10)
"""A ratio has no steps; it is shifted by a tenth."""
WORKERS = 2


@dataclass(frozen=True)
class Mutant:
    """A pack with one change: the rule, what was done to it, and its old and new condition where that is what changed."""

    rule: str
    what: str
    pack: Pack
    before: Condition | None = None
    after: Condition | None = None


def mutants(pack: Pack) -> Iterator[Mutant]:
    """Every mutant, rule by rule."""
    for rule in pack.safety:
        yield Mutant(rule.id, "dropped", replace(pack, safety=tuple(each for each in pack.safety if each is not rule)))
        for what, when in shifted(rule.when, pack):
            yield Mutant(rule.id, what, with_safety(pack, rule, when), rule.when.grounded, when.grounded)
    for benefit in pack.benefits:
        yield from of_benefit(pack, benefit)
    for step in pack.steps:
        for step_rule in step.rules:
            name, put = step_rule.id, stepper(pack, step_rule)
            yield Mutant(name, "dropped", put(None))
            for by in (-1, 1):
                yield Mutant(name, f"priority {by:+d}", put(replace(step_rule, priority=step_rule.priority + by)))
            for what, when in shifted(step_rule.when, pack):
                yield Mutant(name, what, put(replace(step_rule, when=when)), step_rule.when.grounded, when.grounded)


def of_benefit(pack: Pack, benefit: Benefit) -> Iterator[Mutant]:
    """The mutants of a scorecard and of what it requires."""
    for what, when in shifted(benefit.requires, pack):
        yield Mutant(f"{benefit.id}.requires", what, with_benefit(pack, replace(benefit, requires=when)), benefit.requires.grounded, when.grounded)
    for rule in benefit.rules:
        put = scorer(pack, benefit, rule)
        yield Mutant(rule.id, "dropped", put(None))
        for by in (-1, 1):
            yield Mutant(rule.id, f"points {by:+d}", put(replace(rule, points=rule.points + by)))
        for what, when in shifted(rule.when, pack):
            yield Mutant(rule.id, what, put(replace(rule, when=when)), rule.when.grounded, when.grounded)


# --- putting a changed part into a pack ---------------------------------------------------------------------------------------


def with_safety(pack: Pack, rule: SafetyRule, when: When) -> Pack:
    """The pack with another condition of a safety rule, also where a later rule names it."""

    def follow(atom: Condition) -> Condition:
        return replace(atom, condition=when.written) if isinstance(atom, Raised) and atom.rule == rule.id else atom

    def changed(each: SafetyRule) -> SafetyRule:
        if each is rule:
            return replace(each, when=when)
        written = map_atoms(each.when.written, follow)
        return each if written == each.when.written else replace(each, when=When(written, ground(written, pack.questionnaire.gates)))

    return replace(pack, safety=tuple(map(changed, pack.safety)))


def with_benefit(pack: Pack, benefit: Benefit) -> Pack:
    """The pack with another scorecard."""
    return replace(pack, benefits=tuple(benefit if each.id == benefit.id else each for each in pack.benefits))


def scorer(pack: Pack, benefit: Benefit, rule: PointRule) -> Callable[[PointRule | None], Pack]:
    """Puts another rule (or none) in a rule's place."""

    def put(other: PointRule | None) -> Pack:
        rules = tuple(other if each is rule else each for each in benefit.rules)
        return with_benefit(pack, replace(benefit, rules=tuple(each for each in rules if each is not None)))

    return put


def stepper(pack: Pack, rule: StepRule) -> Callable[[StepRule | None], Pack]:
    """Puts another rule (or none) in a step rule's place."""

    def put(other: StepRule | None) -> Pack:
        steps = []
        for step in pack.steps:
            rules = tuple(other if each is rule else each for each in step.rules)
            steps.append(replace(step, rules=tuple(each for each in rules if each is not None)))
        return replace(pack, steps=tuple(steps))

    return put


# --- shifting thresholds ------------------------------------------------------------------------------------------------------


def shifted(when: When, pack: Pack) -> Iterator[tuple[str, When]]:
    """The condition with one threshold moved by one step, each way."""
    count = 0

    def number(atom: Condition) -> Condition:
        nonlocal count
        count += len(bounds(atom))
        return atom

    map_atoms(when.written, number)
    for place in range(count):
        for by in (-1, 1):
            what, written = moved(when.written, place, by, pack)
            yield what, When(written, ground(written, pack.questionnaire.gates))


def bounds(atom: Condition) -> tuple[str, ...]:
    """The names of an atom's thresholds."""
    match atom:
        case Within():
            return tuple(name for name in ("low", "high") if getattr(atom, name) is not None)
        case GivenAtLeast():
            return ("threshold",)
    return ()


def moved(condition: Condition, place: int, by: int, pack: Pack) -> tuple[str, Condition]:
    """The condition with its threshold number `place` moved; and what was done."""
    seen = 0
    told = ""

    def move(atom: Condition) -> Condition:
        nonlocal seen, told
        for name in bounds(atom):
            seen += 1
            if seen == place + 1:
                old = getattr(atom, name)
                new = beside(old, by, fields_used(atom), pack)
                told = f"{name} {float(old):g} to {float(new):g}"
                return with_bound(atom, name, new)
        return atom

    written = map_atoms(condition, move)
    return told, written


def with_bound(atom: Condition, name: str, bound: float | Fraction) -> Condition:
    """An atom with another threshold."""
    match atom:
        case Within() if name == "low":
            return replace(atom, low=bound)
        case Within():
            return replace(atom, high=bound)
        case GivenAtLeast():
            return replace(atom, threshold=float(bound))
    return atom


def beside(threshold: float | Fraction, by: int, fields: frozenset[str], pack: Pack) -> float | Fraction:
    """The threshold one step higher or lower, in the form in which a rule file would hold it."""
    (field,) = fields
    domain = pack.questionnaire.domains[field]
    assert isinstance(domain, NumberDomain)
    if domain.step == 0:
        return Fraction(threshold) + by * RATIO_STEP
    return plain(Fraction(str(threshold)) + by * Fraction(str(domain.step)))


# --- the cases ----------------------------------------------------------------------------------------------------------------


def verdict(number: int) -> str:
    """killed, equivalent or SURVIVED, for one mutant by its number."""
    mutant = all_mutants()[number]
    cases = all_cases()
    own = Cases(tuple(row for row in cases.rows if mutant.rule in (row.id, f"{row.id}.requires")))
    if any(failures(mutant.pack, own)) or any(failures(mutant.pack, cases)):
        return "killed"
    if mutant.before is None or mutant.after is None:
        return "SURVIVED"
    return "equivalent" if Scope(mutant.pack.questionnaire.domains).same(mutant.before, mutant.after) else "SURVIVED"


@cache
def all_mutants() -> list[Mutant]:
    """Every mutant of the bundled pack, in a fixed order."""
    return list(mutants(bundled_pack()))


@cache
def all_cases() -> Cases:
    """The cases of the bundled pack."""
    return read_cases(bundled_rules())


def main() -> int:
    """Tries every mutant and prints what became of them."""
    if any(failures(bundled_pack(), all_cases())):
        print("The cases fail on the pack itself: see `runner-intake rules test`.")
        return 1
    found = all_mutants()
    with ProcessPoolExecutor(WORKERS) as pool:
        verdicts = list(pool.map(verdict, range(len(found)), chunksize=20))
    for mutant, word in zip(found, verdicts, strict=True):
        if word != "killed":
            why = "no answers tell it from the original (proved over the cells of its fields)" if word == "equivalent" else "no case notices it"
            print(f"{word}: {mutant.rule}, {mutant.what}: {why}")
    counts = Counter(verdicts)
    print(f"{len(found)} mutants: {counts['killed']} killed, {counts['equivalent']} equivalent, {counts['SURVIVED']} survived.")
    return 1 if counts["SURVIVED"] else 0


if __name__ == "__main__":
    sys.exit(main())
