"""The next question in plain words. Decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.terminal.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.engine.next_question import Next
    from runner_intake.engine.open_facts import Goal
    from runner_intake.pack import Pack

FACT_WORDS: dict[str, str] = {
    "safety": "what the safety check finds",
    "first_steps": "the first steps",
    "leading_steps": "which two first steps lead",
    "top": "which benefit comes first",
    "list": "the list of suggestions",
    "levels": "how strongly each benefit is suggested",
    "full": "the order of all benefits",
}


def next_words(found: Next, goal: Goal, pack: Pack) -> Iterator[str]:
    """The question to ask, its fields, why it is asked and what it can still change; or that the goal is reached."""
    question = next((each for each in pack.questionnaire.questions if each.id == found.question), None)
    if question is None:
        yield f"The goal “{goal}” is reached: by these rules no question that was not asked can change it."
        return
    yield f"{question.id}: {question.ask}"
    yield from (f"  {line}" for line in (question.help, *_fields(question.id, pack)) if line)
    yield f"Why we ask: {question.why}"
    if goal == "complete" and found.facts == ("full",):
        yield "It applies to this runner and has no answer yet."
    else:
        yield f"It can still change {listed([FACT_WORDS[fact] for fact in found.facts])}."
    more = len(found.remaining) - 1
    yield f"Of the questions that can be asked now, {more} more may matter." if more else "Of the questions that can be asked now, no other matters."


def _fields(name: str, pack: Pack) -> list[str]:
    question = next(each for each in pack.questionnaire.questions if each.id == name)
    return [f"{field.id}: {field.ask}" for field in question.fields] if len(question.fields) > 1 else []
