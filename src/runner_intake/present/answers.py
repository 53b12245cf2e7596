"""Questions and answers in plain words. Knows the questionnaire, and nothing of results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.questionnaire.numbers import number_words

if TYPE_CHECKING:
    from runner_intake.present.view import View
    from runner_intake.result.assessment import Answer
    from runner_intake.text.catalogue import Words


def ask_words(name: str, view: View) -> str:
    """A question as the runner saw it, in quotation marks; the title of a number computed from two
    answers.
    """
    if name in view.pack.questionnaire.derived:
        return f"{view.pack.questionnaire.derived[name].title}:"
    field = view.pack.questionnaire.fields.get(name)
    page = next((question for question in view.pack.questionnaire.questions if question.id == name), None)
    asked = page or field
    return view.words("quoted", text=asked.ask if asked else name)


def answer_words(name: str, value: Answer, view: View) -> str:
    """An answer in the words of its question."""
    if name in view.pack.questionnaire.derived and isinstance(value, int | float | str):
        return ratio_words(value, view.words)
    field = view.pack.questionnaire.fields.get(name)
    options, say = field.options if field else {}, view.words
    match value:
        case None:
            return say("not_known")
        case bool():
            return say("answer_yes" if value else "answer_no")
        case str():
            return options.get(value, value)
        case tuple():
            return "; ".join(options.get(code, code) for code in value)
        case _ if field and field.kind == "scale":
            return say("on_scale", number=f"{value:g}")
        case _:
            return number_words(value, field, say) if field else f"{value:g}"


def ratio_words(value: float | str, say: Words) -> str:
    """How one number compares with another."""
    if isinstance(value, str):  # the only word that a document has for a ratio
        return say("ratio_returning")
    return say("ratio_same") if value == 1 else say("ratio_times", number=f"{value:g}")
