"""The drawn front end: one screen a question, with a head, keys and the last answers, on questionary's
widgets.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import questionary

from runner_intake.conditions import NONE_OPTION
from runner_intake.present.numbers import number_words
from runner_intake.terminal.front import Given, Menu, Reply, chosen_before, options_of
from runner_intake.terminal.number_line import Switched, type_number
from runner_intake.terminal.pickers import Screen, pick, pick_several
from runner_intake.terminal.screen import BLANK, Frame, Text, bindings_for, run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from prompt_toolkit.output import Output

    from runner_intake.interview import Ask
    from runner_intake.questionnaire import Field
    from runner_intake.text.catalogue import Units, Words


class Key(Enum):
    """What our keys return; no option and no text is one of these."""

    BACK = "back"
    SKIP = "skip"
    UNKNOWN = "don't know"


@dataclass(frozen=True, slots=True)
class _Page:
    """What was given on a page so far, what stands half typed in the line (None: nothing), and what was wrong
    with the answer.
    """

    values: Mapping[str, object]
    typed: str | None
    problem: str


@dataclass(slots=True)
class DrawnFront:
    """Asks on `output`; `choose_units` is told when the runner changes the unit of distances; `saves` tells
    whether answers are saved by now, `leaving` gives what to leave with if a signal came.
    """

    output: Output
    words: Words
    write: Callable[[str], None]
    choose_units: Callable[[Units], None] = lambda _: None
    saves: Callable[[], bool] = lambda: True
    leaving: Callable[[], BaseException | None] = lambda: None

    def say(self, text: str) -> None:
        self.write(text)

    def line(self, ask: str) -> str | None:
        keys = (self.words("key_next"), self.words("key_back"), self._leave)
        frame = Frame(lambda: [BLANK, Text(ask, "class:ask"), BLANK], keys, leaving=self.leaving)
        prompt = questionary.text("", qmark=" ›", output=self.output)
        typed = run(prompt, frame, bindings_for(frame, moves={"back": Key.BACK}))
        return None if typed is Key.BACK else str(typed)

    def choose(self, menu: Menu) -> str:
        keys = (
            self.words("key_move"),
            self.words("key_next"),
            *((self.words("key_back"),) if menu.can_go_back else ()),
            self._leave,
        )
        head = [BLANK, Text(menu.title, "class:title"), *map(Text, menu.lines), BLANK]
        frame = Frame(lambda: head, keys, more=self.words("more_lines"), leaving=self.leaving)
        screen = Screen(
            frame,
            bindings_for(frame, moves={"back": "back"} if menu.can_go_back else {}),
            self.output,
            self.words,
        )
        refuse = self.words("choose_menu")
        return str(pick(menu.options, screen, at=menu.start or None, refuse=refuse, letters=menu.letters))

    def ask(self, step: Ask, past: tuple[str, ...], problem: str) -> Reply:
        values: dict[str, object] = {}
        fields, place = step.question.fields, 0
        typed: str | None = None
        while place < len(fields):
            field = fields[place]
            answer = self._field(field, step, past, _Page(values, typed, problem))
            typed = None
            match answer:
                case Key.BACK if place:
                    place -= 1
                case Key.BACK:
                    return "back"
                case Key.SKIP:
                    return "skip"
                case Switched():
                    typed = answer.typed
                    self.words = self.words.measured_in(answer.units)
                    self.choose_units(answer.units)
                case _:
                    values[field.id] = None if answer is Key.UNKNOWN else answer
                    place += 1
        return Given(values)

    # --- one field

    def _field(self, field: Field, step: Ask, past: tuple[str, ...], page: _Page) -> object:
        why, more = self.words("why", why=step.question.why), self.words("more_lines")
        frame = Frame(
            lambda: self._head(field, step, past, page.values),
            self._keys(field, step),
            why,
            page.problem,
            more=more,
            leaving=self.leaving,
        )
        back = {"back": Key.BACK} if step.can_go_back or field != step.question.fields[0] else {}
        screen = Screen(
            frame,
            bindings_for(frame, moves={**back, "skip": Key.SKIP}, dont_know=Key.UNKNOWN),
            self.output,
            self.words,
        )
        options = options_of(field, step, self.words)
        before = chosen_before(field, step) if not field.private else ()
        match field.kind:
            case "yes_no" | "choice":
                return pick(
                    options, screen, at=before[0] if before else None, refuse=self.words("choose_one")
                )
            case "multi_choice":
                refuse = self.words("tick_one", none=options.get(NONE_OPTION, ""))
                return pick_several(options, screen, ticked=before, refuse=refuse)
            case "number" | "scale":
                number = self._before(field, step, page.values)
                start = self._start(field, number) if page.typed is None else page.typed
                return type_number(field, screen, start, number if page.typed is None else None)

    def _before(self, field: Field, step: Ask, values: Mapping[str, object]) -> float | None:
        """The number given before; None where there is none to show."""
        number = values.get(field.id, step.earlier.get(field.id))
        return (
            None
            if field.private or not isinstance(number, int | float) or isinstance(number, bool)
            else number
        )

    def _start(self, field: Field, number: float | None) -> str:
        """What stands in the line at first: the number given before, in the runner's unit."""
        if number is None:
            return ""
        text = number_words(number, field, self.words)
        return text if field.unit == "km" else text.split(" ")[0]

    def _head(
        self, field: Field, step: Ask, past: tuple[str, ...], values: Mapping[str, object]
    ) -> list[Text]:
        key = "progress_about" if step.progress.about else "progress"
        place = (
            self.words("changing")
            if step.changing
            else self.words(key, position=step.progress.position, total=step.progress.total)
        )
        intro = (
            [BLANK, Text(step.section.intro, spare=2)]
            if step.opens_section and field == step.question.fields[0]
            else []
        )
        return [
            BLANK,
            Text(f"{step.section.title} · {place}", "class:title"),
            *(Text(f"✓ {each}", "class:quiet", spare=3) for each in past),
            *intro,
            BLANK,
            *self._asks(field, step, values),
            BLANK,
        ]

    def _asks(self, field: Field, step: Ask, values: Mapping[str, object]) -> list[Text]:
        """The question, and on a page of several numbers those typed before."""
        help_ = [Text(step.question.help, "class:quiet", spare=1)] if step.question.help else []
        if len(step.question.fields) == 1:
            return [Text(field.ask, "class:ask"), *help_]
        before = step.question.fields[: step.question.fields.index(field)]
        typed = [Text(f"✓ {self._said(each, values[each.id])}", "class:quiet") for each in before]
        return [Text(step.question.ask, "class:title"), *help_, *typed, BLANK, Text(field.ask, "class:ask")]

    def _said(self, field: Field, value: object) -> str:
        told = (
            number_words(value, field, self.words)
            if isinstance(value, int | float)
            else self.words("dont_know")
        )
        return self.words("earlier_number", ask=field.ask, answer=told)

    def _keys(self, field: Field, step: Ask) -> tuple[str, ...]:
        say = self.words
        how = {"multi_choice": ("key_tick", "key_next"), "number": ("key_next",), "scale": ("key_next",)}.get(
            field.kind, ("key_move", "key_next")
        )
        units = (f"key_units_{self.words.units}",) if field.unit == "km" else ()
        first = field == step.question.fields[0]
        back = (
            ("key_cancel" if step.changing and first else "key_back",)
            if step.can_go_back or not first
            else ()
        )
        return (
            *(say(key) for key in (*how, *back, "key_dont_know", "key_skip", *units, "key_why")),
            self._leave,
        )

    @property
    def _leave(self) -> str:
        return self.words("key_leave" if self.saves() else "key_leave_unsaved")
