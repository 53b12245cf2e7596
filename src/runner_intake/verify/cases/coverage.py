"""How much of the rules the cases cover: which no case makes true, which none makes false, and which
boundaries none touches on both sides.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from runner_intake.conditions import AsGiven, NumberDomain, Truth, Within, atoms, truth
from runner_intake.errors import IntakeError
from runner_intake.questionnaire import RawAnswers, check_answers
from runner_intake.verify.cases.read import BoundaryRow
from runner_intake.verify.owned_conditions import OwnedCondition, conditions_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.conditions import Value
    from runner_intake.pack import Pack
    from runner_intake.verify.cases.read import Cases

NEAR_RATIO = Fraction(1, 10)
"""How near to a threshold of a ratio, which has no steps, counts as touching it."""


@dataclass(slots=True)
class _Seen:
    truths: set[Truth] = field(default_factory=set)
    values: dict[str, set[Value]] = field(default_factory=lambda: defaultdict(set))


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that no case covers: the rule, its place, and what; of a boundary also the number that has
    it.
    """

    where: str
    place: str
    what: str
    field: str = ""


def gaps(pack: Pack, cases: Cases) -> Iterator[Gap]:
    """Everything about safety rules, requirements, point rules and first steps that no case covers."""
    rules = {rule.where: rule for rule in conditions_of(pack) if rule.role not in ("gate", "note")}
    seen: dict[str, _Seen] = defaultdict(_Seen)
    for row in cases.rows:
        name = f"{row.id}.requires" if row.target == "requires" else row.id
        if name in rules:
            for setting in row.settings:
                _look(setting.answers, [rules[name]], pack, seen)
    whole = (case.answers for case in cases if not isinstance(case, BoundaryRow))
    for answers in whole:
        _look(answers, list(rules.values()), pack, seen)
    for name, rule in rules.items():
        yield from _of_rule(rule, seen[name], pack)


def _look(raw: RawAnswers, rules: list[OwnedCondition], pack: Pack, seen: dict[str, _Seen]) -> None:
    """Records what some answers make of some rules; answers that cannot be used are reported by the run."""
    try:
        answers = check_answers(raw, pack.questionnaire)
    except IntakeError:
        return
    for rule in rules:
        own = seen[rule.where]
        own.truths.add(truth(rule.when.grounded, answers.facts))
        for atom in atoms(rule.when.written):
            match atom:
                case Within(name) if name in answers.known:
                    own.values[name].add(answers.known[name])
                case AsGiven(Within(name)) if name in answers.given:
                    own.values[name].add(answers.given[name])


def _of_rule(rule: OwnedCondition, seen: _Seen, pack: Pack) -> Iterator[Gap]:
    for state, word in ((True, "true"), (False, "false")):
        if state not in seen.truths:
            yield Gap(rule.where, rule.place, f"No case makes it {word}.")
    for name, threshold in dict.fromkeys(_thresholds(rule)):
        if not _touched(threshold, seen.values[name], pack.questionnaire.domains[name]):
            what = f"No case stands just on both sides of {name} {float(threshold):g}."
            yield Gap(rule.where, rule.place, what, name)


def _thresholds(rule: OwnedCondition) -> Iterator[tuple[str, float | Fraction]]:
    for atom in atoms(rule.when.written):
        match atom:
            case Within(name, low, _, high) | AsGiven(Within(name, low, _, high)):
                yield from ((name, bound) for bound in (low, high) if bound is not None)


def _touched(threshold: float | Fraction, values: set[Value], domain: object) -> bool:
    """Whether two values are seen next to each other with the threshold between or at one of them."""
    assert isinstance(domain, NumberDomain)
    numbers = sorted(Fraction(str(value)) for value in values if _is_finite(value))
    exact = Fraction(str(threshold))
    if domain.step == 0:
        near = [number for number in numbers if abs(number - exact) <= NEAR_RATIO]
        return len(near) > 1 and near[0] <= exact <= near[-1]
    step = Fraction(str(domain.step))
    return any(number in numbers and number + step in numbers for number in (exact - step, exact))


def _is_finite(value: Value) -> bool:
    return isinstance(value, int | float | Fraction) and not isinstance(value, bool) and math.isfinite(value)
