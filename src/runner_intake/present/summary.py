"""Answers in short: who a result is about, in a line or two, and a question with its answer for the review.

Knows the questionnaire's short texts; what has none is not said in short.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.present.answers import answer_words
from runner_intake.text.catalogue import capital

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.present.view import View
    from runner_intake.result.assessment import Answer


def about_words(answers: Mapping[str, Answer], view: View) -> str:
    """Who the result is about: the pack's `summary` of answers that count, and of what follows from them;
    empty where it says nothing.
    """
    known = {**_ticked_choices(answers, view), **answers}
    parts = [short_words(name, known[name], view) for name in view.pack.summary if name in known]
    said = ", ".join(part for part in parts if part)
    return view.words("about", said=capital(said)) if said else ""


def _ticked_choices(answers: Mapping[str, Answer], view: View) -> dict[str, Answer]:
    """For each choice among ticked options what is ticked: the answer itself where that is one option, else
    all of them, as long as none is chosen.
    """
    choices: dict[str, Answer] = {}
    for field in view.pack.questionnaire.choices_among_picked:
        picked = answers.get(field.options_from)
        ticked = tuple(code for code in picked if code in field.options) if isinstance(picked, tuple) else ()
        if ticked:
            choices[field.id] = ticked
    return choices


def short_words(name: str, value: Answer, view: View) -> str:
    """One answer in a few words; empty where the pack has none for it."""
    field = view.pack.questionnaire.fields[name]
    if not field.short or value is None:
        return ""
    shown = _value(name, value, view)
    return field.short.replace("{value}", shown) if shown else ""


def _value(name: str, value: Answer, view: View) -> str:
    short = view.pack.questionnaire.fields[name].short_options
    match value:
        case bool():
            return short.get("true" if value else "false", answer_words(name, value, view))
        case str():
            return short.get(value, answer_words(name, value, view))
        case tuple():
            return ", ".join(
                text for code in value if (text := short.get(code, answer_words(name, code, view)))
            )
        case _:
            return (
                short.get(f"{value:g}", answer_words(name, value, view))
                if isinstance(value, int | float)
                else ""
            )
