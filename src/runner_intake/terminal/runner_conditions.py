"""Conditions in words for runners: fields and options go by the words of their questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.conditions import All, AnyOf, AtLeast, Includes, NotApplicable, OneOf, Within
from runner_intake.terminal import answer_wording

if TYPE_CHECKING:
    from runner_intake.conditions import Condition
    from runner_intake.pack import Pack


def condition_words(condition: Condition, pack: Pack) -> str:
    """A condition of a scorecard in the words of its questions."""
    match condition:
        case All(parts):
            return " and ".join(_nested(part, pack) for part in parts)
        case AnyOf(parts):
            return " or ".join(_nested(part, pack) for part in parts)
        case AtLeast(count, parts):
            return f"at least {count} of these: {'; '.join(condition_words(part, pack) for part in parts)}"
        case Within():
            return _said(condition.field, _within_words(condition), pack, negated=condition.negated)
        case OneOf(field, options, negated):
            return _said(field, " or ".join(answer_wording.answer_words(field, option, pack) for option in options), pack, negated=negated)
        case Includes(field, count, options, negated):
            chosen = " or ".join(answer_wording.answer_words(field, option, pack) for option in options)
            return _said(field, f"at least {count} of: {chosen}" if count > 1 else chosen, pack, negated=negated)
        case NotApplicable(field, negated):
            return f"{answer_wording.ask_words(field, pack)} {'is' if negated else 'is not'} asked"
        case _:
            return "the answers, as they were given, agree with each other"


def _nested(condition: Condition, pack: Pack) -> str:
    words = condition_words(condition, pack)
    return f"({words})" if isinstance(condition, All | AnyOf | AtLeast) else words


def _said(field: str, answer: str, pack: Pack, *, negated: bool) -> str:
    return f"{answer_wording.ask_words(field, pack)} {'anything but: ' if negated else ''}{answer}"


def _within_words(test: Within) -> str:
    low, high = (None if bound is None else float(bound) for bound in (test.low, test.high))
    if low is not None and low == high:
        return f"{low:g}"
    bounds = []
    if low is not None:
        bounds.append(f"more than {low:g}" if test.low_open else f"{low:g} or more")
    if high is not None:
        bounds.append(f"less than {high:g}" if test.high_open else f"at most {high:g}")
    return " and ".join(bounds)
