"""The points of every benefit, with the rules that count, by the compiled pack alone: no checks, no safety,
no first steps. Only for benchmarks: the compiled pack itself does all of it in one pass.

Answers are given in the form that the compiled pack looks at, as other engines get theirs, or as they were
given.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from runner_intake.compiled.flat import Names
from runner_intake.compiled.source import Writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner_intake.compiled import AnswerEntry, Flat
    from runner_intake.questionnaire import RawAnswers

Scored = tuple[tuple[int, list[object]], ...]
"""The points of every benefit, and their reasons."""


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
    """The same from answers as they were given: each is looked up, which checks it."""
    layout = flat.layout
    writer = Writer(layout, layout.expressions.apart())
    writer.answers()
    for index, benefit in enumerate(layout.pack.benefits):
        writer.benefit(index, benefit)
    return _function(flat, "a", writer.lines)


def _is_used(name: str, lines: list[str]) -> bool:
    return any(re.search(rf"\b{name}\b", line) for line in lines)


def _function(flat: Flat, argument: str, lines: list[str]) -> Callable[[Any], Scored]:
    scored = "".join(f"(p{index}, r{index})," for index in range(len(flat.layout.pack.benefits)))
    source = (f"def points({argument}):", *(f" {line}" for line in lines), f" return ({scored})")
    space = {**Names(flat.layout, flat.asked).all}
    space |= {
        f"T{number}": flat.tables[name].kept
        for number, name in enumerate(flat.layout.names)
        if name in flat.tables
    }
    exec("\n".join(source), space)  # noqa: S102  (of our own making, as in the compiled pack)
    return cast("Callable[[Any], Scored]", space["points"])
