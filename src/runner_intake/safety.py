"""The safety screen: findings and one outcome, before anything is scored. Can be audited on its own.

Unknown never counts as no: a finding is listed when it holds whatever is missing, and an emergency or urgent
rule that is merely possible keeps the outcome at incomplete, naming the answers that decide it. Whether the
questions about needles count is for the caller to say: they do as long as a suggestion may still come out.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from runner_intake.conditions import (
    ALWAYS,
    AsGiven,
    Condition,
    OneOf,
    Truth,
    atoms,
    conjunction,
    negate,
    simplify,
    truth,
    truths,
    undecided_fields,
)
from runner_intake.vocabulary import BLOCKING, OUTCOMES, UNSCORED, WITHHOLDING, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runner_intake.conditions import Value
    from runner_intake.pack import Pack, SafetyRule
    from runner_intake.questionnaire import Answers


class Screening(NamedTuple):
    """The outcome, the rules that hold (worst first), the notices that hold, and the fields needed before
    anything is suggested.

    `truths` tells of every rule that counts whether it holds: True, False, or None while that is open.
    """

    outcome: Outcome
    findings: tuple[SafetyRule, ...]
    notices: tuple[SafetyRule, ...]
    missing: tuple[str, ...]
    truths: Mapping[str, Truth]


def screen(answers: Answers, pack: Pack, *, needles: bool = True) -> Screening:
    """The safety screen of some answers under a pack's rules. `needles`: whether the questions about needles
    count.
    """
    known = _truths_of(answers, pack, needles=needles)
    raised = [rule for rule in counting(pack, needles=needles) if known[rule.id]]
    missing = missing_fields(answers, pack, known, needles=needles)
    outcome = worst([rule.outcome for rule in raised if rule.outcome] + (["incomplete"] if missing else []))
    findings = [rule for rule in raised if rule.outcome]
    if outcome in UNSCORED:
        findings = [rule for rule in findings if rule.outcome == outcome]
    return Screening(
        outcome=outcome,
        findings=tuple(findings),
        notices=tuple(rule for rule in raised if rule.outcome is None),
        missing=() if outcome in UNSCORED else missing,
        truths=known,
    )


def _truths_of(answers: Answers, pack: Pack, *, needles: bool) -> dict[str, Truth]:
    """Of every rule that counts whether it holds."""
    ids, conditions = _asked_together(pack, about_needles=False)
    known = dict(zip(ids, truths(conditions, answers.facts), strict=True))
    if needles:
        ids, conditions = _asked_together(pack, about_needles=True)
        known.update(zip(ids, truths(conditions, answers.facts), strict=True))
    return known


@lru_cache(maxsize=32)
def _asked_together(pack: Pack, *, about_needles: bool) -> tuple[tuple[str, ...], tuple[Condition, ...]]:
    """The ids and conditions of the rules that look at a question about needles, or of the others. They are
    asked apart, because whether the first count hangs on the others.
    """
    others = {rule.id for rule in pack.safety_without_needles}
    rules = [rule for rule in pack.safety if (rule.id not in others) == about_needles]
    return tuple(rule.id for rule in rules), tuple(rule.when.grounded for rule in rules)


def counting(pack: Pack, *, needles: bool) -> tuple[SafetyRule, ...]:
    """The rules that count: all of them, or only those that look at no question about needles."""
    return pack.safety if needles else pack.safety_without_needles


def worst(outcomes: Sequence[Outcome]) -> Outcome:
    """The worst of some outcomes; clear where there is none."""
    return min(outcomes, key=OUTCOMES.index, default="clear")


def missing_fields(
    answers: Answers, pack: Pack, known: Mapping[str, Truth], *, needles: bool = True
) -> tuple[str, ...]:
    """The safety questions without an answer, and the fields that decide an emergency or urgent rule that is
    still possible.

    A possible rule that waits for a safety question names nothing further: whether more is needed shows once
    that is answered. A safety question that may still come to apply names the answers that decide whether it
    does.
    """
    waiting = frozenset(answers.open)
    unanswered = waiting & _required(pack, needles=needles)
    gates = pack.questionnaire.gates
    needed = set(unanswered).union(
        *(undecided_fields(gates[name], answers.facts) for name in unanswered if name in gates)
    )
    for rule in counting(pack, needles=needles):
        if rule.outcome in BLOCKING and known[rule.id] is None:
            deciding = undecided_fields(rule.when.grounded, answers.facts)
            if not deciding & unanswered:
                needed |= deciding
    named = pack.questionnaire.in_order(needed)
    return tuple(name for name in named if name in waiting) or named


@lru_cache(maxsize=32)
def _required(pack: Pack, *, needles: bool) -> frozenset[str]:
    """The fields of the safety questions that are asked: the red flags, and those about needles where they
    count.
    """
    asked = frozenset(pack.questionnaire.safety_fields)
    return asked if needles else asked - pack.questionnaire.needling_fields


def reports_emergency(name: str, value: Value, pack: Pack) -> bool:
    """Whether an answer speaks for an emergency even where its question does not apply: an emergency rule
    takes it as given.
    """
    return any(test.field == name and test.holds_as_given({name: value}) for test in _signs_as_given(pack))


@lru_cache(maxsize=16)
def _signs_as_given(pack: Pack) -> tuple[AsGiven, ...]:
    return tuple(
        atom
        for rule in pack.safety
        if rule.outcome == "emergency"
        for atom in atoms(rule.when.grounded)
        if isinstance(atom, AsGiven) and not atom.negated
    )


# --- rules that withhold suggestions whatever is answered about needles -------------------------------------


def withheld(answers: Answers, pack: Pack) -> bool:
    """Whether a rule that looks at no question about needles surely withholds every suggestion; False also
    while that is open.

    A guardian's answer that is not given yet may still come, so a rule that waits for it withholds nothing
    for good.
    """
    return any(true for _, true in withholding(answers, pack))


def withholding(answers: Answers, pack: Pack) -> list[tuple[Condition, Truth]]:
    """Of the rules that look at no question about needles and withhold suggestions the condition, as it may
    still be answered, and whether it holds.
    """
    known = _truths_of(answers, pack, needles=False)
    return [
        (condition, known[rule.id] if condition is rule.when.grounded else truth(condition, answers.facts))
        for rule, condition in _withholding(pack, pack.guardian_fields.intersection(answers.given))
    ]


@lru_cache(maxsize=64)
def _withholding(pack: Pack, given: frozenset[str]) -> tuple[tuple[SafetyRule, Condition], ...]:
    return tuple(
        (rule, _still_answerable(pack, given).get(rule.id, rule.when.grounded))
        for rule in pack.safety_without_needles
        if rule.outcome in WITHHOLDING
    )


def answerable(rule: SafetyRule, answers: Answers, pack: Pack) -> Condition:
    """A rule's condition, where a guardian's answer that is not given yet is unknown, not "not given": it may
    still come.
    """
    if rule.outcome != "guardian_needed":
        return rule.when.grounded
    return _still_answerable(pack, pack.guardian_fields.intersection(answers.given))[rule.id]


@lru_cache(maxsize=64)
def _still_answerable(pack: Pack, given: frozenset[str]) -> dict[str, Condition]:
    """The rules for a guardian, where of the answers as given that they look at some are there: rule id ->
    condition.
    """
    gates = pack.questionnaire.gates

    def may_come(atom: Condition) -> Condition:
        match atom:
            case AsGiven(OneOf(field, (bool() | str(),)) as test, negated) if field not in given:
                answer = conjunction((gates.get(field, ALWAYS), test))
                return negate(answer) if negated else answer
        return atom

    return {
        rule.id: simplify(rule.when.grounded, may_come)
        for rule in pack.safety
        if rule.outcome == "guardian_needed"
    }
