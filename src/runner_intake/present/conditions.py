"""Conditions in words for runners: fields and options go by the words of their questions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runner_intake.conditions import All, AnyOf, AtLeast, Includes, NotApplicable, OneOf, Within
from runner_intake.present import answers as answer_wording
from runner_intake.questionnaire.numbers import number_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner_intake.conditions import Condition, Value
    from runner_intake.present.view import View


def condition_words(condition: Condition, view: View) -> str:
    """A condition of a scorecard in the words of its questions."""
    say = view.words
    match condition:
        case All(parts):
            return say("all_of").join(_nested(part, view) for part in parts)
        case AnyOf(parts):
            return say("any_of").join(_nested(part, view) for part in parts)
        case AtLeast(count, parts):
            return say(
                "at_least_of", n=count, conditions="; ".join(condition_words(part, view) for part in parts)
            )
        case Within():
            return _said(condition.field, _within_words(condition, view), view, negated=condition.negated)
        case OneOf(field, options, negated):
            return _said(field, _options(field, options, view), view, negated=negated)
        case Includes(field, count, options, negated):
            chosen = _options(field, options, view)
            return _said(
                field,
                say("at_least_options", n=count, options=chosen) if count > 1 else chosen,
                view,
                negated=negated,
            )
        case NotApplicable(field, negated):
            return say("is_asked" if negated else "is_not_asked", ask=answer_wording.ask_words(field, view))
        case _:
            return say("answers_agree")


def _nested(condition: Condition, view: View) -> str:
    words = condition_words(condition, view)
    return f"({words})" if isinstance(condition, All | AnyOf | AtLeast) else words


def _said(field: str, answer: str, view: View, *, negated: bool) -> str:
    ask = answer_wording.ask_words(field, view)
    return view.words("anything_but", ask=ask, answer=answer) if negated else f"{ask} {answer}"


def _options(field: str, options: Iterable[Value], view: View) -> str:
    codes = (option for option in options if isinstance(option, str | bool))  # a choice has no others
    return view.words("any_of").join(answer_wording.answer_words(field, code, view) for code in codes)


def _within_words(test: Within, view: View) -> str:
    low, high = (
        None if bound is None else _number(test.field, float(bound), view) for bound in (test.low, test.high)
    )
    if low is not None and low == high:
        return low
    bounds = []
    if low is not None:
        bounds.append(view.words("more_than" if test.low_open else "or_more", n=low))
    if high is not None:
        bounds.append(view.words("less_than" if test.high_open else "at_most", n=high))
    return view.words("all_of").join(bounds)


def _number(field: str, number: float, view: View) -> str:
    """A number with its unit; a ratio in times."""
    asked = view.pack.questionnaire.fields.get(field)
    return (
        number_words(number, replace(asked, decimals=None), view.words)
        if asked
        else view.words("ratio_times", number=f"{number:g}")
    )
