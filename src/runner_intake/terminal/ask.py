"""Asks every applicable question in order with questionary and gives back the answers. Knows no rules beyond when to stop asking.

Questions go to standard error, so that a redirected standard output holds the result alone.
"""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import questionary
from prompt_toolkit.output import create_output

from runner_intake.conditions import NONE_OPTION
from runner_intake.questionnaire import check_answers
from runner_intake.terminal.numbers import number_problem, parse_number
from runner_intake.terminal.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from prompt_toolkit.output import Output

    from runner_intake.questionnaire import Answers, Field, Question, Questionnaire

DONT_KNOW = "?"


def ask(questionnaire: Questionnaire, must_stop: Callable[[Answers], bool]) -> dict[str, object]:
    """The answers to every question that applies, in the order of asking; None stands for "don't know".

    Stops early as soon as `must_stop` says so. Raises KeyboardInterrupt when the runner leaves with Ctrl-C.
    """
    output = create_output(stdout=sys.stderr)
    given: dict[str, object] = {}
    for section in questionnaire.sections:
        _say(f"\n{section.title}\n{section.intro}\n")
        for question in section.questions:
            answers = check_answers(given, questionnaire)
            if must_stop(answers):
                return given
            if _applies(question, answers):
                given.update(_ask_question(question, answers, output))
    return given


def _applies(question: Question, answers: Answers) -> bool:
    """Whether a question is asked; a choice with one possible option is answered already."""
    name = question.fields[0].id
    return answers.applicable.get(name, True) is True and name not in answers.known


def _ask_question(question: Question, answers: Answers, output: Output) -> dict[str, object]:
    if len(question.fields) > 1:
        _say(question.ask)
    if question.help:
        _say(question.help)
    return {field.id: _ask_field(field, answers, output) for field in question.fields}


def _ask_field(field: Field, answers: Answers, output: Output) -> object:
    match field.kind:
        case "yes_no":
            choices = [questionary.Choice("Yes", "yes"), questionary.Choice("No", "no")]
        case "choice" | "multi_choice":
            domain = answers.domains[field.id]
            codes = [code for code in field.options if code in getattr(domain, "options", ())]
            choices = [questionary.Choice(field.options[code], code) for code in codes]
        case "number" | "scale":
            return _ask_number(field, output)
    choices.append(questionary.Choice("I don’t know", DONT_KNOW))
    if field.kind == "multi_choice":
        return _ask_several(field, choices, output)
    answer = questionary.select(field.ask, choices, output=output, instruction="(arrow keys, then Enter)").unsafe_ask()
    return None if answer == DONT_KNOW else answer


def _ask_several(field: Field, choices: list[questionary.Choice], output: Output) -> object:
    prompt = questionary.checkbox(field.ask, choices, validate=_one_answer, output=output, instruction="(space to tick, then Enter)")
    answer = prompt.unsafe_ask()
    return None if answer == [DONT_KNOW] else answer


def _one_answer(ticked: list[str]) -> bool | str:
    if not ticked:
        return "Tick at least one line; there is one for none of these and one for not knowing."
    alone = [code for code in (NONE_OPTION, DONT_KNOW) if code in ticked]
    return "“None of these” and “I don’t know” stand alone: untick them, or the others." if alone and len(ticked) > 1 else True


def _ask_number(field: Field, output: Output) -> float | None:
    hint = f"0 = {field.low}, 10 = {field.high}" if field.kind == "scale" else field.unit
    instruction = f"({hint}; {DONT_KNOW} if you don’t know) " if hint else f"({DONT_KNOW} if you don’t know) "
    text = questionary.text(
        field.ask,
        validate=lambda typed: typed.strip() == DONT_KNOW or (number_problem(typed, field) or True),
        output=output,
        instruction=instruction,
    ).unsafe_ask()
    return None if text.strip() == DONT_KNOW else parse_number(text, field)


def _say(text: str) -> None:
    """Writes a text on the questions' own screen, line by line, never broken in mid-word."""
    width = shutil.get_terminal_size().columns
    for line in text.split("\n"):
        print("\n".join(wrapped(line, width)), file=sys.stderr)  # noqa: T201
