"""The one gate for answers in an interview: what any front end hands over is checked here, and nowhere
else. What is wrong is said to the person at the form, in the language of the pack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.conditions import NONE_OPTION, ChoiceDomain
from runner_intake.errors import IntakeError, Problem, StepError
from runner_intake.questionnaire import check_answers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner_intake.conditions import Value
    from runner_intake.questionnaire import Answers, Field, Question
    from runner_intake.text.catalogue import Words


def accepted(
    raw: Mapping[str, object], question: Question, answers: Answers, words: Words
) -> dict[str, Value | None]:
    """The answers to one question in normal form, None where a field is not known.

    Every field has to be named: one that is left out, or given as an empty text, is no answer (S02), while
    None is "don't know". `answers` are those given so far: they narrow a choice that is made among the
    options picked before. StepError (S02, A02-A08) with every problem if any cannot be used.
    """
    problems = [*_foreign(raw, question, words)]
    given: dict[str, Value | None] = {}
    for field in question.fields:
        value = raw.get(field.id, "")
        if isinstance(value, str) and not value.strip():
            problems.append(Problem("S02", words("move_empty"), words("move_empty_way"), path=field.id))
        elif value is None:
            given[field.id] = None
        else:
            readings = list(_read(value, field, answers, words, given))
            problems += readings
    if problems:
        raise StepError(problems)
    return given


def _foreign(raw: Mapping[str, object], question: Question, words: Words) -> Iterator[Problem]:
    """Fields of other questions. A key that is no field at all may be an answer in the wrong place, so it is
    not named.
    """
    names = [field.id for field in question.fields]
    asks = words.listed([words("quoted", text=field.ask) for field in question.fields])
    for name in raw:
        if name not in names:
            yield Problem("A02", words("wrong_A02"), words("wrong_A02_way", asks=asks))


def _read(
    raw: object, field: Field, answers: Answers, words: Words, given: dict[str, Value | None]
) -> Iterator[Problem]:
    """Puts one answer in normal form into `given`, or says what is wrong with it."""
    from runner_intake.questionnaire.typed import refusal  # noqa: PLC0415  (the first question does without it)

    try:
        value = check_answers({field.id: raw}, answers.questionnaire).given[field.id]
    except IntakeError as error:
        yield from (refusal(problem.code, field, words) for problem in error.problems)
        return
    if isinstance(raw, list | tuple | set | frozenset) and NONE_OPTION in raw and len(set(raw)) > 1:
        yield refusal("A08", field, words)
    domain = answers.domains[field.id]
    if isinstance(domain, ChoiceDomain) and value not in domain.options:
        left = [field.options[str(option)] for option in domain.options]
        yield Problem(
            "A04", words("wrong_A04"), words("choose_of", labels=words.listed(left, "or")), path=field.id
        )
    given[field.id] = value
