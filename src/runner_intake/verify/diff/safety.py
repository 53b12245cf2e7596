"""Whether any outcome becomes less severe, or more: for every rule that changed, over all answers.

Only a rule that changed can be the reason. If an old rule decided the outcome and stands unchanged in the new pack, the new outcome is at least as
severe. So for each old rule that is gone, means something else or leads to a milder outcome, answers are looked for with which it holds, and no new
rule of that severity does. Where there are none, that is proved. The other direction is the same with the packs exchanged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.conditions.truth import disjunction
from runner_intake.questionnaire import check_answers
from runner_intake.safety import screen
from runner_intake.verify.conditions_listed import given_atoms
from runner_intake.verify.diff.report import Safety, SafetyChange
from runner_intake.verify.scope import Scope, TooLargeError
from runner_intake.vocabulary import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.pack import Pack, SafetyRule
    from runner_intake.verify.diff.common import Common
    from runner_intake.vocabulary import Outcome


def safety_changes(both: Common, scope: Scope) -> Safety:
    """What becomes of the outcomes."""
    unchecked: list[str] = []
    less = list(_milder(both.old, both.new, both, scope, unchecked))
    more = [
        SafetyChange(rule=each.rule, before=each.after, after=each.before, witness=each.witness)
        for each in _milder(both.new, both.old, both, scope, unchecked)
    ]
    gone = tuple(name for name in both.old.questionnaire.safety_fields if name not in both.new.questionnaire.safety_fields)
    return Safety(
        less_severe=tuple(less), more_severe=tuple(more), proved=not unchecked, unchecked=tuple(dict.fromkeys(unchecked)), no_longer_asked=gone
    )


def _milder(one: Pack, other: Pack, both: Common, scope: Scope, unchecked: list[str]) -> Iterator[SafetyChange]:
    """The rules of one pack that some runner's outcome rests on, where the other pack gives a milder one."""
    for rule in one.safety:
        if rule.outcome is None or _stands(rule, other):
            continue
        if given_atoms(rule.when.written):
            unchecked.append(rule.id)
            continue
        try:
            change = _change(rule, one, other, both, scope)
        except TooLargeError:
            unchecked.append(rule.id)
            continue
        if change is not None:
            yield change


def _stands(rule: SafetyRule, pack: Pack) -> bool:
    """Whether a pack has the same condition, under any name, with an outcome at least as severe."""
    return any(each.outcome and _rank(each.outcome) <= _rank(rule.outcome) and each.when.grounded == rule.when.grounded for each in pack.safety)


def _change(rule: SafetyRule, one: Pack, other: Pack, both: Common, scope: Scope) -> SafetyChange | None:
    strict = [each for each in other.safety if each.outcome and _rank(each.outcome) <= _rank(rule.outcome) and not given_atoms(each.when.written)]
    worse = [each for each in one.safety if each.outcome and _rank(each.outcome) < _rank(rule.outcome) and not given_atoms(each.when.written)]
    cells = scope.differ(rule.when.grounded, disjunction(each.when.grounded for each in (*strict, *worse)))
    if cells is None:
        return None
    runner = both.runner(cells)
    before, after = (screen(check_answers(both.of(runner, pack), pack.questionnaire), pack).outcome for pack in (one, other))
    return SafetyChange(rule=rule.id, before=before, after=after, witness=runner)


def _rank(outcome: Outcome | None) -> int:
    return OUTCOMES.index(outcome) if outcome else len(OUTCOMES)
