"""The one gate for answers in an interview: what any front end hands over is checked here, and nowhere
else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from runner_intake.conditions import NONE_OPTION, ChoiceDomain
from runner_intake.errors import IntakeError, Problem
from runner_intake.questionnaire import check_answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.conditions import Value
    from runner_intake.questionnaire import Answers, Question


def accepted(raw: Mapping[str, object], question: Question, answers: Answers) -> dict[str, Value | None]:
    """The answers to one question in normal form, None where a field was left out or is not known.

    `answers` are those given so far: they narrow a choice that is made among the options picked before.
    IntakeError (A02-A08) with every problem if any cannot be used.
    """
    names = [field.id for field in question.fields]
    foreign = [
        Problem(
            "A02",
            "This field is not part of the question that is asked.",
            f"Answer {', '.join(names)}.",
            path=str(name),
        )
        for name in raw
        if name not in names
    ]
    if foreign:
        raise IntakeError(foreign)
    given = check_answers(raw, answers.questionnaire).given
    problems = [problem for name in given for problem in _problems(name, raw[name], given[name], answers)]
    if problems:
        raise IntakeError(problems)
    return {name: given.get(name) for name in names}


def _problems(name: str, raw: object, value: Value, answers: Answers) -> Iterator[Problem]:
    if isinstance(raw, list | tuple | set | frozenset) and NONE_OPTION in raw and len(set(raw)) > 1:
        yield Problem(
            "A08",
            f"“{NONE_OPTION}” stands alone.",
            f"Take away {NONE_OPTION}, or everything else.",
            path=name,
        )
    domain = answers.domains[name]
    if isinstance(domain, ChoiceDomain) and value not in domain.options:
        left = ", ".join(str(option) for option in domain.options)
        yield Problem(
            "A04",
            "This is not one of the options that are left by your other answers.",
            f"Options are: {left}.",
            path=name,
        )
