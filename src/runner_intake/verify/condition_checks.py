"""Findings about conditions: never true, always true, parts that change nothing, duplicates, gaps between
bands, implied safety rules.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import chain, combinations
from typing import TYPE_CHECKING

from runner_intake.conditions import (
    ALWAYS,
    NEVER,
    All,
    AnyOf,
    AtLeast,
    Includes,
    NumberDomain,
    OneOf,
    TooMuchWorkError,
    Within,
    fields_used,
    ground,
    negate,
)
from runner_intake.conditions.simplified import conjunction
from runner_intake.conditions.solve import Solver
from runner_intake.verify.answers_for import witness
from runner_intake.verify.findings import CheckFinding, finding
from runner_intake.verify.owned_conditions import OwnedCondition
from runner_intake.vocabulary import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from runner_intake.conditions import Condition
    from runner_intake.pack import Pack


def condition_findings(
    pack: Pack, conditions: Sequence[OwnedCondition], solver: Solver
) -> Iterator[CheckFinding]:
    """Everything about conditions over ordinary answers; what is too large comes out as not checked."""
    whole: list[OwnedCondition] = []
    for owned in conditions:
        try:
            constant = _constant(owned, solver)
            if constant is not None:
                yield constant
                continue
            whole.append(owned)
            yield from _parts(owned, pack, solver)
        except TooMuchWorkError:
            yield finding("V41", owned.location, "Its condition joins too many answers to be checked.")
    yield from _same(whole, pack, solver)
    yield from _implied(
        [rule for rule in whole if rule.role == "safety" and rule.group != "notice"], pack, solver
    )
    yield from _gaps(pack)


# --- one condition ------------------------------------------------------------------------------------------


def _constant(owned: OwnedCondition, solver: Solver) -> CheckFinding | None:
    """A finding where the condition is the same for all answers."""
    if solver.satisfy(owned.when.grounded) is None:
        code = "V21" if owned.role == "gate" else "V01"
        return finding(code, owned.location, "No answers make its condition true.")
    if solver.satisfy(negate(owned.when.grounded)) is None:
        return finding("V02", owned.location, "Its condition is true whatever is answered.")
    return None


def _parts(owned: OwnedCondition, pack: Pack, solver: Solver) -> Iterator[CheckFinding]:
    """Each part that can be left out without any answers telling the difference."""
    for cut in without_a_part(owned.when.written):
        if not _noticed(cut, pack, solver):
            what = f"{cut.what} can be left out without changing when it is true."
            yield finding("V03", owned.location, what)
            return  # one at a time: with this part gone, another one may matter


@dataclass(frozen=True, slots=True)
class Cut:
    """A condition that is one part shorter: `before` became `after` in it. Only where all of `holding` are
    true and none of `failing` is does that decide the whole condition.
    """

    condition: Condition
    what: str
    before: Condition
    after: Condition
    holding: tuple[Condition, ...] = ()
    failing: tuple[Condition, ...] = ()


def _noticed(cut: Cut, pack: Pack, solver: Solver) -> bool:
    """Whether some answers tell the shorter condition from the whole one."""
    gates = pack.questionnaire.gates
    around = [ground(part, gates) for part in cut.holding]
    around += [negate(ground(part, gates)) for part in cut.failing]
    before, after = ground(cut.before, gates), ground(cut.after, gates)
    return any(
        solver.possible(conjunction((one, negate(other), *around)))
        for one, other in ((before, after), (after, before))
    )


def without_a_part(condition: Condition) -> Iterator[Cut]:
    """Every condition that is one part shorter."""
    if not isinstance(condition, All | AnyOf | AtLeast):
        for shorter, what in _shorter_tests(condition):
            yield Cut(shorter, what, condition, shorter)
        return
    needed = condition.count if isinstance(condition, AtLeast) else 1
    for number, part in enumerate(condition.parts):
        before, after = condition.parts[:number], condition.parts[number + 1 :]
        holding, failing = _decided_by_the_rest(condition, before + after)
        cuts = [
            replace(cut, condition=replace(condition, parts=(*before, cut.condition, *after)))
            for cut in without_a_part(part)
        ]
        if len(condition.parts) > needed:
            left = ALWAYS if isinstance(condition, All) else NEVER
            whole = replace(condition, parts=before + after)
            cuts.insert(0, Cut(whole, f"The part about {_named(part)}", part, left))
        for cut in cuts:
            yield replace(cut, holding=(*holding, *cut.holding), failing=(*failing, *cut.failing))


def _decided_by_the_rest(
    condition: All | AnyOf | AtLeast, others: tuple[Condition, ...]
) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
    """What has to hold, and what must not, for a condition to be what its one other part is."""
    match condition:
        case All():
            return others, ()
        case AnyOf():
            return (), others
        case AtLeast(count):
            return (AtLeast(count - 1, others),), (AtLeast(count, others),)


def _shorter_tests(test: Condition) -> Iterator[tuple[Condition, str]]:
    """A test with one option or one bound less."""
    match test:
        case Within(field, low, _, high) if low is not None and high is not None:
            yield replace(test, low=None, low_open=False), f"The lower bound of {field}"
            yield replace(test, high=None, high_open=False), f"The upper bound of {field}"
        case OneOf(field, options) if len(options) > 1:
            for option in options:
                others = tuple(other for other in options if other != option)
                yield replace(test, options=others), f"The option {option} of {field}"
        case Includes(field, count, codes) if len(codes) > count:
            for code in codes:
                left = tuple(other for other in codes if other != code)
                yield replace(test, options=left), f"The option {code} of {field}"


def _named(part: Condition) -> str:
    return " and ".join(sorted(fields_used(part))) or "nothing"


# --- two conditions -----------------------------------------------------------------------------------------


_WORDS = {"safety": "The safety rule", "points": "The point rule", "step": "The rule", "note": "The note"}


def _same(conditions: Sequence[OwnedCondition], pack: Pack, solver: Solver) -> Iterator[CheckFinding]:
    """Two conditions of one group that are true of the same answers."""
    groups: dict[tuple[object, ...], list[OwnedCondition]] = defaultdict(list)
    for owned in conditions:
        if owned.group:
            groups[owned.role, owned.group].append(owned)
    open_pairs: dict[str, list[OwnedCondition]] = defaultdict(list)
    for a, b in chain.from_iterable(combinations(members, 2) for members in groups.values()):
        if a.fields != b.fields:
            continue
        same = _unless_too_large(solver.same, a, b)
        if same is None:
            open_pairs[a.where].append(b)
        elif same:
            both = witness(solver.satisfy(a.when.grounded), pack)
            yield finding("V04", b.location, f"{_WORDS[a.role]} {a.where} has the same condition.", both)
    for owned in conditions:
        if owned.where in open_pairs:
            yield _not_compared(owned, open_pairs[owned.where])


def _unless_too_large(
    question: Callable[[Condition, Condition], bool], a: OwnedCondition, b: OwnedCondition
) -> bool | None:
    try:
        return question(a.when.grounded, b.when.grounded)
    except TooMuchWorkError:
        return None


def _not_compared(owned: OwnedCondition, others: Sequence[OwnedCondition]) -> CheckFinding:
    more = f" and {len(others) - 1} more" if len(others) > 1 else ""
    what = f"It was not compared with {others[0].where}{more}: together they join too many answers."
    return finding("V41", owned.location, what)


def _implied(rules: Sequence[OwnedCondition], pack: Pack, solver: Solver) -> Iterator[CheckFinding]:
    """A safety rule that holds only where one at least as severe holds too."""
    for weaker in rules:
        unknown: list[OwnedCondition] = []
        for worse in rules:
            if worse is weaker or not may_imply(worse, weaker):
                continue
            implied = _unless_too_large(solver.implies, weaker, worse)
            if implied is None:
                unknown.append(worse)
            elif implied and not (
                worse.group == weaker.group and _unless_too_large(solver.implies, worse, weaker)
            ):
                wanted = conjunction((weaker.when.grounded, worse.when.grounded))
                what = f"Wherever it holds, {worse.where} ({worse.group}) holds too."
                yield finding("V06", weaker.location, what, witness(solver.satisfy(wanted), pack))
        if unknown:
            yield _not_compared(weaker, unknown)


_SEVERITY: dict[str, int] = {outcome: index for index, outcome in enumerate(OUTCOMES)}
"""How severe an outcome is, 0 being the worst."""


def may_imply(worse: OwnedCondition, weaker: OwnedCondition) -> bool:
    """Whether a safety rule is at least as severe as another one, and looks at one of its fields."""
    return not weaker.fields.isdisjoint(worse.fields) and _SEVERITY[worse.group] <= _SEVERITY[weaker.group]


# --- staircases ---------------------------------------------------------------------------------------------


def _gaps(pack: Pack) -> Iterator[CheckFinding]:
    """Numbers between two bands of one staircase that fall into none."""
    for benefit in pack.benefits:
        tables: dict[str, list[Within]] = defaultdict(list)
        places = {rule.table: rule.place for rule in reversed(benefit.rules)}
        for rule in benefit.rules:
            if isinstance(rule.when.written, Within) and rule.id != rule.table:
                tables[rule.table].append(rule.when.written)
        for table, bands in tables.items():
            field = bands[0].field
            domain = pack.questionnaire.domains[field]
            if not isinstance(domain, NumberDomain):
                continue
            ends = {end for band in bands for end in (band.low, band.high) if end is not None}
            numbers = sorted({number for end in ends for number in domain.near(end)})
            inside = [any(band.holds_for(number) for band in bands) for number in numbers]
            covered = [index for index, covers in enumerate(inside) if covers]
            gap = next(
                (numbers[index] for index in range(covered[0], covered[-1]) if not inside[index]), None
            )
            if gap is not None:
                text = f"{field} {float(gap):g} lies between two bands and falls into none."
                yield finding("V05", (table, places[table]), text, witness({field: gap}, pack))
