"""Typing a number: with its unit and a live echo, or on a scale from 0 to 10 with labelled ends and no number
set before. The keys that edit a line edit it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
from prompt_toolkit.keys import Keys

from runner_intake.questionnaire.numbers import echo_words
from runner_intake.questionnaire.typed import number_problem, parse_number
from runner_intake.terminal.screen import Text, run, width

if TYPE_CHECKING:
    from prompt_toolkit.key_binding import KeyPressEvent

    from runner_intake.questionnaire import Field
    from runner_intake.terminal.pickers import Screen
    from runner_intake.text.catalogue import Units, Words

LAST = 10
"""The upper end of a scale."""

OTHER_UNITS: dict[Units, Units] = {"km": "mi", "mi": "km"}


@dataclass(frozen=True, slots=True)
class Switched:
    """The runner wants to type in other units; `typed` is what stood there, None where it was untouched."""

    units: Units
    typed: str | None


def line_with(text: str) -> Buffer:
    """A line to type in, with a text that can be edited."""
    return Buffer(document=Document(text, len(text)), multiline=False)


def type_number(field: Field, screen: Screen, line: Buffer, before: float | None) -> object:
    """The number typed, in the field's unit, or what one of our keys returned. Left as it stood at the
    start, it is the number `before`.
    """
    start = line.text
    frame, say, keys = screen.frame, screen.say, KeyBindings()

    @keys.add(Keys.Enter, eager=True)
    def _(event: KeyPressEvent) -> None:
        if frame.swallows_enter:
            return
        problem = number_problem(line.text, field, say) if line.text.strip() else say("empty_number")
        if problem:
            frame.problem = problem
        else:
            untouched = before is not None and line.text == start
            event.app.exit(result=before if untouched else parse_number(line.text, field, say))

    if field.unit == "km":
        keys.add(Keys.Tab, eager=True)(lambda event: event.app.exit(result=_switched(line.text, start, say)))
    if field.kind == "scale":
        _arrows(keys, line)
        frame.live = lambda: _scale(field, line.text, say)
    else:
        frame.live = lambda: _echo(field, line.text, say)
    line.on_text_changed += lambda _: _forget(screen)
    return run(frame, merge_key_bindings([keys, screen.bindings]), screen.output, line)


def _switched(text: str, start: str, say: Words) -> Switched:
    return Switched(OTHER_UNITS[say.units], None if text == start else text)


def _forget(screen: Screen) -> None:
    screen.frame.problem = ""


def _echo(field: Field, text: str, say: Words) -> list[Text]:
    """The number as it is understood, while it is typed."""
    if not text.strip() or number_problem(text, field, say):
        return [Text("")]
    number = parse_number(text, field, say)
    return [Text(echo_words(number, field, say) if number is not None else "", "class:quiet")]


def _scale(field: Field, text: str, say: Words) -> list[Text]:
    """The eleven numbers with the typed one in brackets, and what the ends mean."""
    room = min(5, (width() - 2) // (LAST + 1))
    row = "".join(
        (f"[{number}]" if text.strip() == str(number) else f" {number} ").center(room)
        for number in range(LAST + 1)
    )
    ends = [
        say("scale_end", number=number, label=label) for number, label in ((0, field.low), (LAST, field.high))
    ]
    gap = room * (LAST + 1) - sum(map(len, ends))
    together = [f"{ends[0]}{' ' * gap}{ends[1]}"] if gap > 1 else ends
    return [
        Text(row.rstrip()),
        *(Text(label, "class:quiet") for label in together),
        Text(say("scale_slider"), "class:quiet"),
    ]


def _arrows(keys: KeyBindings, line: Buffer) -> None:
    """Left and right move along the scale; the first press starts at 0."""

    def move(by: int) -> None:
        number = int(line.text) + by if re.fullmatch(r"\d{1,2}", line.text.strip()) else 0
        line.text = str(min(max(number, 0), LAST))
        line.cursor_position = len(line.text)

    for key, by in ((Keys.Left, -1), (Keys.Down, -1), (Keys.Right, 1), (Keys.Up, 1)):
        keys.add(key, eager=True)(lambda _event, by=by: move(by))
