"""Findings about outcomes: whether each outcome that the rules name can come out at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.conditions import NEVER, negate
from runner_intake.conditions.truth import conjunction
from runner_intake.safety import screen
from runner_intake.verify.answers_for import answers_for, with_safety, written
from runner_intake.verify.findings import Finding, found
from runner_intake.verify.given_checks import solution_as_given
from runner_intake.verify.scope import Scope, TooLargeError
from runner_intake.vocabulary import OUTCOMES, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner_intake.conditions import Condition, Value
    from runner_intake.pack import Pack, SafetyRule
    from runner_intake.verify.conditions_listed import Listed
    from runner_intake.verify.findings import Shown


def outcome_findings(pack: Pack, as_given: frozenset[str], scope: Scope) -> Iterator[Finding]:
    """Outcomes that no answers give. `as_given` names the rules that look at answers as given."""
    for outcome in dict.fromkeys(rule.outcome for rule in pack.safety if rule.outcome):
        rules = [rule for rule in pack.safety if rule.outcome == outcome]
        at = (outcome, rules[0].place)
        try:
            reached = next((shown for rule in rules if (shown := _reaching(rule, pack, as_given, scope)) is not None), None)
        except TooLargeError:
            yield found("V41", at, f"Too many answers bear on whether {outcome} can come out.")
            continue
        if reached is None:
            yield found("V23", at, f"No answers give the outcome {outcome}.")
    if clear_answers(pack, scope, as_given) is None:
        yield found("V23", ("clear", pack.safety[0].place if pack.safety else ""), "No answers give the outcome clear.")


def _reaching(rule: SafetyRule, pack: Pack, as_given: frozenset[str], scope: Scope) -> Shown:
    """Answers with which a rule decides the outcome."""
    assert rule.outcome is not None
    worse = _none_of([each for each in pack.safety if each.outcome and _is_worse(each.outcome, rule.outcome) and each.id not in as_given])
    if rule.id in as_given:
        given = solution_as_given(rule.when.grounded, pack)
        start: Mapping[str, Value] | None = given
    else:
        cells = scope.satisfy(conjunction((rule.when.grounded, worse)))
        start = None if cells is None else answers_for(cells, pack)
    if start is None:
        return None
    answers = with_safety(start, pack)
    return written(answers.given, pack) if screen(answers, pack).outcome == rule.outcome else None


def clear_answers(pack: Pack, scope: Scope, as_given: frozenset[str] = frozenset()) -> Shown:
    """Answers with the outcome clear: no safety rule holds, and every safety question is answered."""
    try:
        cells = scope.satisfy(_none_of([rule for rule in pack.safety if rule.outcome and rule.id not in as_given]))
    except TooLargeError:
        return None
    if cells is None:
        return None
    answers = with_safety(answers_for(cells, pack), pack)
    return written(answers.given, pack) if screen(answers, pack).outcome == "clear" else None


def _none_of(rules: list[SafetyRule]) -> Condition:
    return conjunction(negate(rule.when.grounded) for rule in rules) if rules else negate(NEVER)


def _is_worse(one: Outcome, other: Outcome) -> bool:
    return OUTCOMES.index(one) < OUTCOMES.index(other)


def names_as_given(conditions: list[Listed]) -> frozenset[str]:
    """The rules that look at answers as given."""
    return frozenset(each.where for each in conditions if each.as_given)
