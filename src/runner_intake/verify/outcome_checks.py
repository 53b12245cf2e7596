"""Findings about outcomes: whether each outcome that the rules name can come out at all."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from runner_intake.conditions import TooMuchWorkError, negate
from runner_intake.conditions.simplified import conjunction
from runner_intake.conditions.solve import Solver
from runner_intake.engine.analysis import Analysis
from runner_intake.verify.answers_for import answers_for, best_answers, with_safety
from runner_intake.verify.findings import CheckFinding, finding
from runner_intake.verify.given_checks import solutions_as_given
from runner_intake.vocabulary import OUTCOMES, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner_intake.conditions import Condition, Value
    from runner_intake.pack import Pack, SafetyRule


STARTS = 20
"""Answers as given from which an outcome is looked for, for one rule."""


def outcome_findings(pack: Pack, as_given: frozenset[str], solver: Solver) -> Iterator[CheckFinding]:
    """Outcomes that no answers give. `as_given` names the rules that look at answers as given."""
    for outcome in dict.fromkeys(rule.outcome for rule in pack.safety if rule.outcome):
        rules = [rule for rule in pack.safety if rule.outcome == outcome]
        ways = (_reaching(rule, pack, as_given, solver) for rule in rules)
        yield from _finding(outcome, rules[0].place, ways)
    place = pack.safety[0].place if pack.safety else ""
    yield from _finding("clear", place, (_clear(pack, as_given, solver) for _ in range(1)))


def _finding(outcome: Outcome, place: str, ways: Iterator[bool | None]) -> Iterator[CheckFinding]:
    """Nothing where one of the ways reaches the outcome (True); V23 where surely none does (all False); V41
    where that stays open (None).
    """
    tried = set()
    try:
        for reached in ways:
            if reached:
                return
            tried.add(reached)
    except TooMuchWorkError:
        tried.add(None)
    if None in tried:
        what = f"No answers were found that give the outcome {outcome}, and it was not proved that there"
        yield finding("V41", (outcome, place), f"{what} are none.")
    else:
        yield finding("V23", (outcome, place), f"No answers give the outcome {outcome}.")


def _reaching(rule: SafetyRule, pack: Pack, as_given: frozenset[str], solver: Solver) -> bool | None:
    """Whether a rule can decide the outcome; None where no answers were found, but there may be some."""
    assert rule.outcome is not None
    if rule.id in as_given:
        starts = islice(solutions_as_given(rule.when.grounded, pack), STARTS)
        return any(_gives(rule.outcome, answers, pack) for answers in starts) or None
    alone = solver.satisfy(rule.when.grounded)
    if alone is not None and _gives(rule.outcome, answers_for(alone, pack), pack):
        return True  # no need to look for answers with which no severer rule holds
    severer = OUTCOMES[: OUTCOMES.index(rule.outcome)]
    worse = [other for other in pack.safety if other.outcome in severer and other.id not in as_given]
    try:
        cells = solver.satisfy(conjunction((rule.when.grounded, _none_of(worse))))
    except TooMuchWorkError:  # all worse rules at once join too many answers; one of them may be enough
        if any(solver.implies(rule.when.grounded, other.when.grounded) for other in worse):
            return False
        raise
    if cells is None:
        return False
    # a rule that looks at needles counts only where a suggestion may come out
    needles = pack.questionnaire.looks_at_needles(rule.when.grounded)
    ways = [cells, *best_answers(pack, cells)] if needles else [cells]
    return any(_gives(rule.outcome, answers_for(way, pack), pack) for way in ways) or None


def _clear(pack: Pack, as_given: frozenset[str], solver: Solver) -> bool | None:
    """Whether no safety rule holds for some answers to all safety questions; None where no answers were
    found, but there may be some.
    """
    cells = solver.satisfy(
        _none_of([rule for rule in pack.safety if rule.outcome and rule.id not in as_given])
    )
    return cells is not None and (_gives("clear", answers_for(cells, pack), pack) or None)


def _gives(outcome: Outcome, answers: Mapping[str, Value], pack: Pack) -> bool:
    """Whether the outcome comes out, once the open safety questions are answered harmlessly."""
    return Analysis(with_safety(answers, pack), pack).outcome == outcome


def _none_of(rules: list[SafetyRule]) -> Condition:
    return conjunction(negate(rule.when.grounded) for rule in rules)
