"""How far an interview is: questions passed, questions left, and an honest "about". Knows no screen.

The total counts what applies and can still matter, plus half of what may still come to apply, so it can shrink and grow a little. While safety
questions are open it is a first estimate.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from runner_intake.conditions import fields_used
from runner_intake.engine.next_question import can_ask, open_facts_of, relevant_questions
from runner_intake.interview.steps import Progress

if TYPE_CHECKING:
    from runner_intake.engine.open_facts import Goal
    from runner_intake.engine.situation import Situation
    from runner_intake.pack import Pack


def progress(situation: Situation, goal: Goal, current: str, trail: tuple[str, ...]) -> Progress:
    """The place of the `current` question after the questions of a `trail`."""
    passed = len([name for name in trail if name != current])
    left = _all_that_may_matter(situation) if situation.screening.missing else remaining(situation, goal)
    others = [name for name in left if name != current]
    waiting = _may_apply(situation)
    total = passed + 1 + len(others) + -(-waiting // 2)
    return Progress(passed + 1, total, about=waiting > 0 or (goal != "complete" and bool(others)))


def remaining(situation: Situation, goal: Goal) -> tuple[str, ...]:
    """The questions that can be asked now and matter for a goal, safety questions first among them."""
    if not situation.scored:
        return ()
    questions = [question for question in situation.pack.questionnaire.questions if can_ask(question, situation)]
    if goal == "complete":
        return tuple(question.id for question in questions)
    matter = {name for names in relevant_questions(situation, open_facts_of(situation, goal)).values() for name in names}
    return tuple(question.id for question in questions if question.safety or question.id in matter)


def _all_that_may_matter(situation: Situation) -> tuple[str, ...]:
    """The questions that can be asked now and that any rule looks at: a first estimate, while the safety questions are being asked."""
    looked_at = _looked_at(situation.pack)
    questions = situation.pack.questionnaire.questions
    return tuple(
        question.id for question in questions if (question.safety or not looked_at.isdisjoint(question.names)) and can_ask(question, situation)
    )


@lru_cache(maxsize=16)
def _looked_at(pack: Pack) -> frozenset[str]:
    rules = [rule.when for step in pack.steps for rule in step.rules]
    rules += [when for benefit in pack.benefits for when in (benefit.requires, *(rule.when for rule in benefit.rules))]
    return frozenset[str]().union(*(fields_used(when.grounded) for when in rules))


def _may_apply(situation: Situation) -> int:
    """The questions whose gate is open: an answer still to come decides whether they are asked."""
    applicable = situation.answers.applicable
    return sum(
        applicable.get(question.fields[0].id, True) is None and question.fields[0].id not in situation.asked
        for question in situation.pack.questionnaire.questions
    )
