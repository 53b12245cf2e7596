"""The points of every benefit, with the rules that count, by the compiled pack alone: no safety, no first
steps, no answers as shown. Only for benchmarks: the compiled pack itself does all of it in one pass.

Answers are given in the form that the compiled pack looks at, as other engines get theirs, or as they were
given; those are looked up and checked one by one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from runner_intake.compiled.flat import Namespace
from runner_intake.compiled.source import Writer
from runner_intake.conditions import fields_used
from runner_intake.questionnaire import Questionnaire

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner_intake.compiled import AnswerEntry, Flat
    from runner_intake.pack import Pack
    from runner_intake.questionnaire import RawAnswers

Scored = tuple[tuple[int, list[object]], ...]
"""The points of every benefit, and their reasons."""


def scorecards_alone(pack: Pack) -> Pack:
    """A pack of its scorecards, with only those questions that they look at, and that decide whether these
    are asked.
    """
    questions, derived = pack.questionnaire.questions, pack.questionnaire.derived
    names: set[str] = set()
    for benefit in pack.benefits:
        whens = (
            benefit.requires,
            *(rule.when for rule in benefit.rules),
            *(note.when for note in benefit.notes),
        )
        names.update(*(fields_used(when.grounded) for when in whens))
    names.update(*((ratio.dividend, ratio.divisor) for name, ratio in derived.items() if name in names))
    for question in reversed(questions):  # a gate looks at earlier questions only
        if not names.isdisjoint(question.names):
            names |= fields_used(question.when)
    sections = (
        replace(
            section,
            questions=tuple(own for own in section.questions if not names.isdisjoint(own.names)),
        )
        for section in pack.questionnaire.sections
    )
    left = Questionnaire(tuple(section for section in sections if section.questions))
    return replace(pack, safety=(), steps=(), closing=(), questionnaire=left)


def points_with_reasons(flat: Flat) -> Callable[[tuple[AnswerEntry, ...]], Scored]:
    """A function from entries of answers, as `flat` gives them, to points and reasons."""
    layout = flat.layout
    writer = Writer(layout, layout.expressions.apart())
    numbers = range(len(layout.names))
    for index, benefit in enumerate(layout.pack.benefits):
        writer.benefit(index, benefit)
    entries = ", ".join(f"e{number}" for number in numbers)
    bits = [f"x{number} = e{number}[1]" for number in numbers if _is_used(f"x{number}", writer.lines)]
    return _function(flat, "E", [f"{entries} = E", *bits, *writer.lines])


def points_from_answers(flat: Flat) -> Callable[[RawAnswers], Scored]:
    """The same from answers as they were given: each is looked up, which checks it. Missing and further
    answers are not noticed, and none is written down.
    """
    layout = flat.layout
    writer = Writer(layout, layout.expressions.apart())
    writer.answers()
    writer.lines[:] = [line for line in writer.lines if not _NOT_FOR_POINTS.match(line)]
    for index, benefit in enumerate(layout.pack.benefits):
        writer.benefit(index, benefit)
    return _function(flat, "a", writer.lines)


_NOT_FOR_POINTS = re.compile(r" *(d\[|d = |n = |n \+= |if len\(a\))")
"""Lines about answers as shown, and about how many there are."""


def _is_used(name: str, lines: list[str]) -> bool:
    return any(re.search(rf"\b{name}\b", line) for line in lines)


def _function(flat: Flat, argument: str, lines: list[str]) -> Callable[[Any], Scored]:
    scored = "".join(f"(p{index}, r{index})," for index in range(len(flat.layout.pack.benefits)))
    source = (f"def points({argument}):", *(f" {line}" for line in lines), f" return ({scored})")
    space = {**Namespace(flat.layout, flat.asked).all}
    space |= {
        f"T{number}": flat.tables[name].kept
        for number, name in enumerate(flat.layout.names)
        if name in flat.tables
    }
    exec("\n".join(source), space)  # noqa: S102  (of our own making, as in the compiled pack)
    return cast("Callable[[Any], Scored]", space["points"])
