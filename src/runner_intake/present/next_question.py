"""The next question in plain words. Decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.present.view import View
    from runner_intake.result.next_question import Next
    from runner_intake.vocabulary import Goal


def next_words(chosen: Next, goal: Goal, view: View) -> Iterator[str]:
    """The question to ask, its fields, why it is asked and what it can still change; or that the goal is
    reached.
    """
    say = view.words
    question = next(
        (question for question in view.pack.questionnaire.questions if question.id == chosen.question), None
    )
    if question is None:
        yield say("goal_reached", goal=goal)
        return
    yield f"{question.id}: {question.ask}"
    yield from (f"  {line}" for line in (question.help, *_fields(question.id, view)) if line)
    yield say("why", why=question.why)
    if goal == "complete" and chosen.facts == ("full",):
        yield say("applies_unanswered")
    else:
        yield say("can_change", facts=say.listed([say(f"fact_{fact}") for fact in chosen.facts]))
    more = len(chosen.remaining) - 1
    yield say("may_matter", n=more) if more else say("none_matters")


def _fields(name: str, view: View) -> list[str]:
    question = next(question for question in view.pack.questionnaire.questions if question.id == name)
    return [f"{field.id}: {field.ask}" for field in question.fields] if len(question.fields) > 1 else []
