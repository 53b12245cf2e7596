"""Whether a runner can come to a less severe outcome of the safety screen under the new pack, proved over all
complete answers.

An outcome is as severe as the worst rule that holds. So it can become less severe if and only if some rule of
the old pack can hold while no rule of the new pack that is at least as severe does. Where that is impossible
for every rule, nothing can.

A rule that looks at needles counts only while a suggestion may come out, so it follows the scores: it is
compared beside the same suggestions. A new rule that withholds suggestions and is milder may still keep it
from counting, and then it is taken as free.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from runner_intake.conditions import (
    NEVER,
    All,
    AnyOf,
    Condition,
    TooMuchWorkError,
    Value,
    conjunction,
    disjunction,
    fields_used,
    negate,
)
from runner_intake.conditions.solve import Search
from runner_intake.verify.diff.effects import Effect
from runner_intake.verify.diff.pack_pair import NEEDLES
from runner_intake.vocabulary import OUTCOMES, WITHHOLDING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.pack import Pack
    from runner_intake.verify.diff.effects import Direction
    from runner_intake.verify.diff.pack_pair import Side, Witness
    from runner_intake.verify.diff.witness_builder import WitnessBuilder


@dataclass(frozen=True, slots=True)
class _Rule:
    """A safety rule over the common fields: when it holds, and when it also counts."""

    id: str
    severity: int
    holds: Condition
    condition: Condition

    @property
    def always_counts(self) -> bool:
        """Whether it looks at no question about needles."""
        return self.holds == self.condition

    def is_kept_by(self, other: _Rule, withheld_by: int) -> bool:
        """Whether another rule of the same condition counts wherever this one does; `withheld_by` is the
        mildest outcome of a new rule that withholds suggestions.
        """
        if other.condition == self.condition:
            return True
        follows = not self.always_counts and withheld_by <= self.severity
        return other.holds == self.holds and (other.always_counts or follows)

    @property
    def withholds_any(self) -> bool:
        """Whether no suggestion comes out wherever it holds, and so no rule about needles counts."""
        return self.always_counts and OUTCOMES[self.severity] in WITHHOLDING


def safety_effects(runners: WitnessBuilder) -> tuple[Effect, ...]:
    """Every rule or question behind which an outcome can change, those that become less severe first."""
    return (
        *_questions(runners, "less_severe"),
        *_rules(runners, "less_severe"),
        *_questions(runners, "more_severe"),
        *_rules(runners, "more_severe"),
    )


def _from_to(runners: WitnessBuilder, direction: Direction) -> tuple[Side, Side]:
    """The pack whose rules must go on holding, and the one under which they may not."""
    old, new = runners.pair.sides
    return (old, new) if direction == "less_severe" else (new, old)


def _rules(runners: WitnessBuilder, direction: Direction) -> Iterator[Effect]:
    before, after = map(_rules_of, _from_to(runners, direction))
    withheld_before = {rule.holds for rule in before if rule.withholds_any}
    withheld_by = max(
        (rule.severity for rule in after if rule.withholds_any and rule.holds not in withheld_before),
        default=0,
    )
    for rule in before:
        worse = [other for other in after if other.severity <= rule.severity]
        if not any(rule.is_kept_by(other, withheld_by) for other in worse):
            yield from _behind(rule, worse, runners, direction)


def _rules_of(side: Side) -> list[_Rule]:
    return [
        _Rule(
            rule.id,
            OUTCOMES.index(rule.outcome),
            side.over(rule.when.grounded),
            side.counted(rule.when.grounded),
        )
        for rule in side.pack.safety
        if rule.outcome is not None
    ]


def _behind(
    rule: _Rule, worse: list[_Rule], runners: WitnessBuilder, direction: Direction
) -> Iterator[Effect]:
    """What a rule that stood alone before leads to: proved (nothing), shown, or open."""
    goal = _resolved(conjunction((rule.condition, negate(disjunction(other.condition for other in worse)))))
    if goal is NEVER:
        return
    scope = fields_used(rule.condition)
    for backwards in (False, True):
        try:
            model = Search(runners.pair.domain, first=scope, backwards=backwards).satisfy(goal)
        except TooMuchWorkError:
            yield Effect(direction, rule.id, checked=False)
            return
        if model is None:
            return
        effect = _shown(model, rule.id, runners, direction)
        if effect:
            yield effect
            return
    yield Effect(direction, rule.id)


def _resolved(goal: Condition) -> Condition:
    """The same condition, without alternatives whose opposite is another part of it. A rule that holds only
    where others do not, and these others, so come to nothing at once.
    """
    if not isinstance(goal, All):
        return goal
    due = set(goal.parts)
    return conjunction(
        disjunction(alternative for alternative in part.parts if negate(alternative) not in due)
        if isinstance(part, AnyOf)
        else part
        for part in goal.parts
    )


def _shown(
    model: dict[str, Value], about: str, runners: WitnessBuilder, direction: Direction
) -> Effect | None:
    """The change of the whole outcome for a runner around these answers, where it is one."""
    plain = _changed(runners.with_answers(model), about, runners, direction)
    if plain or not any(name.startswith(NEEDLES) for name in model):
        return plain
    around = (_changed(runner, about, runners, direction) for runner in runners.with_a_suggestion(model))
    return next(filter(None, around), None)


def _changed(runner: Witness, about: str, runners: WitnessBuilder, direction: Direction) -> Effect | None:
    old, new = (side.outcome(runner) for side in runners.pair.sides)
    lighter = OUTCOMES.index(new) - OUTCOMES.index(old)
    fits = lighter > 0 if direction == "less_severe" else lighter < 0
    return Effect(direction, about, old, new, witness=runner) if fits else None


def _questions(runners: WitnessBuilder, direction: Direction) -> Iterator[Effect]:
    """The safety questions that one pack asks of more runners than the other: left open, they hold up the one
    and not the other. And the answers that can no longer be given, so that nothing can be found by them.
    """
    side, other = _from_to(runners, direction)
    fewer = _strength(other.pack)
    gone = [name for name, strength in _strength(side.pack).items() if strength > fewer.get(name, 0)]
    for name in gone:
        starts = chain((runners.quiet,), runners.with_a_suggestion({}))
        left_open = ({field: value for field, value in start.items() if field != name} for start in starts)
        changed = (_changed(runner, name, runners, direction) for runner in left_open)
        yield next(filter(None, changed), Effect(direction, name))
    deciding = {
        *side.pack.questionnaire.safety_fields,
        *(name for rule in side.pack.safety for name in fields_used(rule.when.written)),
    }
    for only in runners.pair.only_in_one:
        if only.pack == side.name and only.field in deciding and only.field not in gone:
            yield Effect(direction, only.field)


def _strength(pack: Pack) -> dict[str, int]:
    """The fields of the safety questions: 2 for a red flag, 1 for one about needles."""
    about_needles = pack.questionnaire.needling_fields
    return {name: 1 if name in about_needles else 2 for name in pack.questionnaire.safety_fields}
