"""One screen with the answers that a runner's own files propose: each can be changed, and none is used before
the runner says so. Knows no file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.errors import StepError
from runner_intake.present.summary import short_words
from runner_intake.questionnaire.typed import parse_answer
from runner_intake.terminal.front import Menu

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.present.view import View
    from runner_intake.terminal.front import Front

USE, NONE = "use", "none"


@dataclass(frozen=True, slots=True, repr=False)
class Proposed:
    """What the files propose: `values` by field, where each comes `from_where`, and lines about the files."""

    values: Mapping[str, float]
    from_where: Mapping[str, str]
    about: tuple[str, ...]


def confirmed(front: Front, proposed: Proposed, view: View) -> dict[str, float]:
    """The answers that the runner confirmed, or changed first; empty where none is wanted. They stand before
    the line that takes them, so that on a small screen too nobody takes what was not in sight.
    """
    say, values, changed = view.words, dict(proposed.values), set[str]()
    while True:
        lines = {name: _line(name, values[name], proposed, changed, view) for name in values}
        options = {**lines, USE: say.count("proposed_use", len(values)), NONE: say("proposed_none")}
        about = (*proposed.about, say("proposed_how"))
        chosen = front.choose(Menu("proposed", say("proposed_title"), about, options))
        if chosen in (USE, NONE):
            return values if chosen == USE else {}
        number = _typed(front, chosen, view)
        if number is not None:
            values[chosen] = number
            changed.add(chosen)


def _line(name: str, value: float, proposed: Proposed, changed: set[str], view: View) -> str:
    where = view.words("proposed_changed") if name in changed else proposed.from_where[name]
    return f"{short_words(name, value, view) or view.pack.questionnaire.fields[name].ask} ({where})"


def _typed(front: Front, name: str, view: View) -> float | None:
    """The number that stands for a proposed one; None where the runner leaves it as it is."""
    field = view.pack.questionnaire.fields[name]
    while (typed := front.line(field.ask)) is not None:
        try:
            number = parse_answer(field, typed, view.words)
        except StepError as error:
            front.say(error.problems[0].in_words)
            continue
        assert isinstance(number, int | float)
        return number
    return None
