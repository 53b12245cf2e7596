"""From a posted form to a move of the interview. Knows no page and no session; a form that cannot be used is
a StepError, worded for the person at the form.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runner_intake.errors import Problem, StepError
from runner_intake.interview import Ask, Stop
from runner_intake.questionnaire.numbers import bare
from runner_intake.questionnaire.typed import parse_answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runner_intake.interview import Interview
    from runner_intake.questionnaire import Field, Question
    from runner_intake.text.catalogue import Words

UNKNOWN = "?"
"""What the "I don't know" of one field posts; no code of an option has this sign."""


def moved(interview: Interview, form: Mapping[str, Sequence[str]], say: Words) -> Interview:
    """The interview after a form, which names its step (`step`) and its move (`move`). StepError with every
    problem where it cannot be used.
    """
    name, move = _only(form, "step"), _only(form, "move")
    step = interview.step
    if name != step.name:
        raise _stale(step, say)
    match move, step:
        case "dont_know", _:
            return interview.dont_know(name)
        case "skip", _:
            return interview.skip(name)
        case "back", _:
            return interview.back(name)
        case "change", Stop():
            return interview.change(_only(form, "question"))
        case "skipped", Stop():
            return interview.take_up_skipped()
        case "further", Stop(further=(goal, _)):
            return interview.with_goal(goal)
        case "answer", Ask(question=question):
            try:
                return _answered(interview, question, form, say)
            except StepError as error:
                raise _needed(error, say) if step.required else error from None
        case _:
            raise _stale(step, say)


def is_stale(error: StepError) -> bool:
    """Whether a form came from a page that is no longer the current one; nothing in it was wrong."""
    return any(problem.code in ("S01", "S03", "S04", "S05") for problem in error.problems)


def _needed(error: StepError, say: Words) -> StepError:
    """The error at a question that cannot be left unknown: it does not offer that."""
    return StepError(
        replace(problem, what=say("move_required"), way_out=say("move_required_way"))
        if problem.code == "S02"
        else problem
        for problem in error.problems
    )


def _answered(
    interview: Interview, question: Question, form: Mapping[str, Sequence[str]], say: Words
) -> Interview:
    values: dict[str, object] = {}
    problems: list[Problem] = []
    for field in question.fields:
        try:
            values[field.id] = typed_answer(field, form.get(field.id, ()), say)
        except StepError as error:
            problems += error.problems
            values[field.id] = None
    try:
        after = interview.answer(question.id, values)
    except StepError as error:
        problems += error.problems
    if problems:
        order = [field.id for field in question.fields]
        raise StepError(
            sorted(problems, key=lambda problem: order.index(problem.path) if problem.path in order else -1)
        )
    return after


def typed_answer(field: Field, posted: Sequence[str], say: Words) -> object:
    """What a form holds for a field: an answer for `Interview.answer`, "" where it is empty, None for "I
    don't know". StepError where a number cannot be read, or where there is an answer besides "I don't know".
    """
    given = [value.strip() for value in posted if value.strip()]
    if UNKNOWN in given:
        if len(given) > 1:
            raise StepError([Problem("S02", say("web_both"), say("web_both_way"), path=field.id)])
        return None
    if field.kind == "multi_choice":
        return given or ""
    if not given:
        return ""
    return parse_answer(field, given[0], say) if field.kind in ("number", "scale") else given[0]


def in_other_units(
    step: Ask | Stop, form: Mapping[str, Sequence[str]], before: Words, after: Words
) -> dict[str, list[str]]:
    """A form with its distances in other units; what cannot be read stays as it was typed."""
    typed = {name: list(values) for name, values in form.items()}
    for field in step.question.fields if isinstance(step, Ask) else ():
        if field.unit == "km":
            typed[field.id] = [_rewritten(field, text, before, after) for text in typed.get(field.id, [])]
    return typed


def _rewritten(field: Field, text: str, before: Words, after: Words) -> str:
    try:
        number = parse_answer(field, text, before)
    except StepError:
        return text
    return bare(float(number), field, after.units) if isinstance(number, int | float) else text


def _stale(step: Ask | Stop, say: Words) -> StepError:
    way_out = (
        say("move_go_on", ask=say("quoted", text=step.question.ask))
        if isinstance(step, Ask)
        else say("move_no_question_way")
    )
    return StepError([Problem("S01", say("move_stale"), way_out)])


def _only(form: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(form.get(name, ())), "")
