"""Breaks the bundled rules one small step at a time, and tells whether the hand-written cases notice.

Run `python scripts/mutate_rules.py`; exit code 1 if a change goes unnoticed. Mutants: each rule never holds;
its points, or its priority, are one more or one less; each threshold lies one step higher or lower, each
count one more or less. A mutant is killed when an expectation in rules/cases fails: those are written from
the content of the intake. It is the same, and listed, when no answers at all tell it from the rule (proved
over the cells of its fields). It would not load, and is counted apart, when its threshold leaves the range or
its points become 0.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Literal

from runner_intake.conditions import (
    NEVER,
    All,
    AnyOf,
    AsGiven,
    AtLeast,
    Condition,
    Domain,
    Facts,
    Includes,
    NumberDomain,
    OneOf,
    Raised,
    Relation,
    Within,
    atoms,
    ground,
    negate,
    plain,
    simplify,
    truth,
)
from runner_intake.pack import Pack, When, bundled_pack, bundled_rules
from runner_intake.verify.cases.read import Cases, read_cases
from runner_intake.verify.cases.run import failures

RATIO_STEP = Fraction(1, 100)
"""The step of a ratio's threshold: rules write them with two decimals."""

REQUIRES = ".requires"

Fate = Literal["killed", "same", "would not load", "SURVIVED"]


@dataclass(frozen=True)
class Mutant:
    """A rule with one thing changed: a new condition, or an amount added to its points or priority."""

    rule: str
    what: str
    when: Condition | None = None
    points: int = 0


def main() -> int:
    """Tries every mutant; prints the survivors, those that are the same, and how many there are of each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--processes", type=int, default=2, help="how many at once (default 2)")
    processes = parser.parse_args().processes
    start = time.perf_counter()
    pack = bundled_pack()
    every = list(mutants(pack))
    if any(failures(pack, cases())):
        print("The rules as they are do not pass their cases: see `runner-intake rules test`.")
        return 1
    with ProcessPoolExecutor(processes) as pool:
        fates = list(pool.map(fate_of, every, chunksize=16))
    for wanted in ("SURVIVED", "same"):
        for mutant, kind in zip(every, fates, strict=True):
            if kind == wanted:
                reason = "no case notices" if wanted == "SURVIVED" else "no answers tell it apart"
                print(f"{wanted}: {mutant.rule}, {mutant.what} ({reason})")
    counts = Counter(fates)
    print(
        f"{len(every)} mutants of {len(conditions(pack))} rules: "
        + ", ".join(f"{counts[kind]} {kind}" for kind in counts)
    )
    print(f"{time.perf_counter() - start:.0f} s", file=sys.stderr)
    return 1 if counts["SURVIVED"] else 0


# --- the mutants --------------------------------------------------------------------------------------------


def conditions(pack: Pack) -> dict[str, When]:
    """The condition of every rule, and of what every benefit requires (under `BENEFIT.requires`)."""
    by_id = {rule.id: rule.when for rule in pack.safety}
    for benefit in pack.benefits:
        by_id[f"{benefit.id}{REQUIRES}"] = benefit.requires
        by_id |= {rule.id: rule.when for rule in benefit.rules}
    return by_id | {rule.id: rule.when for step in pack.steps for rule in step.rules}


def mutants(pack: Pack) -> Iterator[Mutant]:
    """Every mutant of a pack."""
    for name, when in conditions(pack).items():
        yield Mutant(name, "dropped", NEVER)
        yield from (
            Mutant(name, what, condition)
            for what, condition in shifted(when.written, pack.questionnaire.domains)
        )
    for benefit in pack.benefits:
        yield from (
            Mutant(rule.id, f"points {step:+d}", points=step) for rule in benefit.rules for step in (1, -1)
        )
    for first_step in pack.steps:
        yield from (
            Mutant(rule.id, f"priority {step:+d}", points=step)
            for rule in first_step.rules
            for step in (1, -1)
        )


def shifted(condition: Condition, domains: Mapping[str, Domain]) -> Iterator[tuple[str, Condition]]:
    """The condition with one threshold or count moved by one step, for each of them and both ways."""
    if isinstance(condition, All | AnyOf | AtLeast):
        for index, part in enumerate(condition.parts):
            for what, changed in shifted(part, domains):
                yield (
                    what,
                    replace(
                        condition, parts=(*condition.parts[:index], changed, *condition.parts[index + 1 :])
                    ),
                )
    for step in (1, -1):
        yield from _stepped(condition, domains, step)


def _stepped(
    condition: Condition, domains: Mapping[str, Domain], step: int
) -> Iterator[tuple[str, Condition]]:
    """The condition itself with a number in it moved by one step."""
    match condition:
        case AtLeast(count):
            yield f"at least {count + step} instead of {count}", replace(condition, count=count + step)
        case Includes(field, count, options) if len(options) > 1:
            yield (
                f"{field} {count + step} of {len(options)} instead of {count}",
                replace(condition, count=count + step),
            )
        case Within(field, low, _, high):
            for end, bound in (("low", low), ("high", high)):
                if bound is not None:
                    moved = _moved(bound, domains[field], step)
                    yield (
                        f"{field} {float(moved):g} instead of {float(bound):g}",
                        _with_bound(condition, end, moved),
                    )
        case AsGiven(Within(field, low) as test) if low is not None:
            moved = _moved(low, domains[field], step)
            yield (
                f"{field} as given {float(moved):g} instead of {float(low):g}",
                replace(condition, test=replace(test, low=moved)),
            )
        case Relation(field, _, "more_than", times):
            moved = Fraction(str(times)) + step * RATIO_STEP
            yield (
                f"{field} as given times {float(moved):g} instead of {times:g}",
                replace(condition, times=float(moved)),
            )


def _with_bound(test: Within, end: str, bound: float | Fraction) -> Within:
    return replace(test, low=bound) if end == "low" else replace(test, high=bound)


def _moved(threshold: float | Fraction, domain: Domain, step: int) -> float | Fraction:
    assert isinstance(domain, NumberDomain)
    if domain.step == 0:
        return Fraction(str(threshold)) + step * RATIO_STEP
    return plain(Fraction(str(threshold)) + step * Fraction(str(domain.step)))


def mutated(pack: Pack, mutant: Mutant) -> Pack:
    """The pack with the mutant in the place of its rule, also inside the rules that look at whether it is
    raised.
    """

    def when(name: str, old: When) -> When:
        written = (
            mutant.when if name == mutant.rule and mutant.when is not None else simplify(old.written, raised)
        )
        return old if written == old.written else When(written, ground(written, pack.questionnaire.gates))

    def raised(atom: Condition) -> Condition:
        if not isinstance(atom, Raised):
            return atom
        inner = (
            mutant.when
            if atom.rule == mutant.rule and mutant.when is not None
            else simplify(atom.condition, raised)
        )
        return replace(atom, condition=inner)

    def more(name: str) -> int:
        return mutant.points if name == mutant.rule else 0

    return replace(
        pack,
        safety=tuple(replace(rule, when=when(rule.id, rule.when)) for rule in pack.safety),
        benefits=tuple(
            replace(
                benefit,
                requires=when(f"{benefit.id}{REQUIRES}", benefit.requires),
                rules=tuple(
                    replace(rule, when=when(rule.id, rule.when), points=rule.points + more(rule.id))
                    for rule in benefit.rules
                ),
            )
            for benefit in pack.benefits
        ),
        steps=tuple(
            replace(
                step,
                rules=tuple(
                    replace(rule, when=when(rule.id, rule.when), priority=rule.priority + more(rule.id))
                    for rule in step.rules
                ),
            )
            for step in pack.steps
        ),
    )


# --- what becomes of them -----------------------------------------------------------------------------------


def fate_of(mutant: Mutant) -> Fate:
    """What becomes of a mutant of the bundled pack under its own cases."""
    return fate(mutant, bundled_pack(), cases())


def fate(mutant: Mutant, pack: Pack, written: Cases) -> Fate:
    """What becomes of a mutant of a pack under some cases; those about the rule itself are tried first."""
    if not loads(mutant, pack):
        return "would not load"
    changed = mutated(pack, mutant)
    own = Cases(rows=tuple(row for row in written.rows if mutant.rule in (row.id, f"{row.id}{REQUIRES}")))
    if any(failures(changed, own)) or any(failures(changed, written)):
        return "killed"
    return "same" if mutant.when is not None and is_same(mutant, pack) else "SURVIVED"


def loads(mutant: Mutant, pack: Pack) -> bool:
    """Whether a file could say this: thresholds inside their range, points other than 0, priorities from 0 to
    100.
    """
    if mutant.when is None:
        points = {rule.id: rule.points for benefit in pack.benefits for rule in benefit.rules}
        priorities = {rule.id: rule.priority for step in pack.steps for rule in step.rules}
        if mutant.rule in points:
            return points[mutant.rule] + mutant.points != 0
        return 0 <= priorities[mutant.rule] + mutant.points <= 100
    return mutant.when is NEVER or not _is_out_of_range(mutant.when, pack.questionnaire.domains)


def _is_out_of_range(condition: Condition, domains: Mapping[str, Domain]) -> bool:
    match condition:
        case All(parts) | AnyOf(parts) | AtLeast(_, parts):
            count = condition.count if isinstance(condition, AtLeast) else 1
            return not 1 <= count <= max(len(parts), 1) or any(
                _is_out_of_range(part, domains) for part in parts
            )
        case Within(field, low, _, high):
            domain = domains[field]
            assert isinstance(domain, NumberDomain)
            crossed = low is not None and high is not None and low > high
            ends_outside = any(
                bound is not None and not domain.minimum <= bound <= domain.maximum for bound in (low, high)
            )
            return (
                crossed
                or ends_outside
                or truth(condition, Facts({}, {}, domains)) is not None
                or _is_constant(condition, domain)
            )
        case Includes(_, count, options):
            return not 1 <= count <= len(options)
        case AsGiven(Within(field, low)) if low is not None:
            domain = domains[field]
            return isinstance(domain, NumberDomain) and not domain.minimum <= low <= domain.maximum
        case _:
            return False


def _is_constant(test: Within, domain: NumberDomain) -> bool:
    """Whether no answer lies on one of the two sides."""
    near = [number for bound in (test.low, test.high) if bound is not None for number in domain.near(bound)]
    return len({test.holds_for(number) for number in (domain.minimum, domain.maximum, *near)}) < 2


def is_same(mutant: Mutant, pack: Pack) -> bool:
    """Whether it is proved that the mutant holds for the same answers as the rule. Tests on answers as given
    are never proved.
    """
    before = conditions(pack)[mutant.rule].grounded
    assert mutant.when is not None
    if not all(isinstance(atom, Within | OneOf | Includes) for atom in atoms(before)):
        return False
    after = ground(mutant.when, pack.questionnaire.gates)
    differs = AnyOf((All((before, negate(after))), All((after, negate(before)))))
    return truth(differs, Facts({}, {}, pack.questionnaire.domains)) is False


@cache
def cases() -> Cases:
    """The hand-written cases of the bundled pack."""
    return read_cases(bundled_rules())


if __name__ == "__main__":
    sys.exit(main())
