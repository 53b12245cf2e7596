"""The drawn front end: one screen a question, with a head, keys and the last answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
from prompt_toolkit.keys import Keys

from runner_intake.questionnaire.numbers import number_words
from runner_intake.terminal.front import (
    Answered,
    Menu,
    Reply,
    chosen_before,
    options_of,
    place_words,
    time_words,
)
from runner_intake.terminal.list_view import FILTERED, NOWHERE, ListView
from runner_intake.terminal.number_line import Switched, line_with, type_number
from runner_intake.terminal.pickers import Picked, Screen, pick, pick_several
from runner_intake.terminal.screen import (
    BLANK,
    HELP,
    INTRO,
    PAST,
    ScreenFrame,
    Text,
    bindings_for,
    clear,
    fits,
    fitting,
    run,
)
from runner_intake.terminal.tty import forget_typed
from runner_intake.vocabulary import NONE_OPTION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.key_binding import KeyPressEvent
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
    """Asks on `output`; `choose_units` is called when the runner changes the unit of distances; `saves` tells
    whether answers are saved by now, `leaving` gives what to leave with if a signal came.
    """

    output: Output
    words: Words
    write: Callable[[str], None]
    choose_units: Callable[[Units], None] = lambda _: None
    saves: Callable[[], bool] = lambda: True
    leaving: Callable[[], BaseException | None] = lambda: None
    by_sign: bool = False
    is_drawn: bool = False

    def say(self, text: str) -> None:
        self.clear()
        self.write(text)

    def clear(self) -> None:
        if self.is_drawn:
            clear(self.output)
            self.is_drawn = False

    def line(self, ask: str) -> str | None:
        keys = (self.words("key_next"), self.words("key_back"), self._leave)
        frame = ScreenFrame(lambda: [BLANK, Text(ask, "class:ask"), BLANK], keys, leaving=self.leaving)
        line, enter = line_with(""), KeyBindings()
        enter.add(Keys.Enter, eager=True)(lambda event: event.app.exit(result=line.text))
        bindings = bindings_for(frame, moves={"back": Key.BACK}, when=lambda: False, is_line=True)
        typed = self._drawn(run(frame, merge_key_bindings([enter, bindings]), self.output, line))
        return None if typed is Key.BACK else str(typed)

    def choose(self, menu: Menu) -> str:
        keys = (
            self.words("key_move"),
            self.words("key_next"),
            *((self.words("key_filter"),) if len(menu.options) >= FILTERED else ()),
            *((self.words("key_back"),) if menu.can_go_back else ()),
            self._leave,
        )
        head = [BLANK, Text(menu.title, "class:title"), *map(Text, menu.lines), BLANK]
        frame = ScreenFrame(
            lambda: head,
            keys,
            keys[:2],
            leaving=self.leaving,
            swallows_enter=self._after_a_sign(),
            again=self.words("enter_again") if menu.start else "",
        )
        start = list(menu.options).index(menu.start) if menu.start in menu.options else NOWHERE
        view = ListView(menu.options, self.words, start, headings=menu.headings)
        screen = Screen(
            frame,
            bindings_for(
                frame,
                moves={"back": "back"} if menu.can_go_back else {},
                when=lambda: view.query is None,
            ),
            self.output,
            self.words,
        )
        if not menu.start:
            forget_typed()  # it was typed before the result was there to be read
        chosen = self._drawn(pick(view, screen, refuse=self.words("choose_menu"), letters=menu.letters))
        return self._code(chosen) if isinstance(chosen, Picked) else str(chosen)

    def _code(self, picked: Picked) -> str:
        self.by_sign = picked.by_sign
        return picked.code

    def _after_a_sign(self) -> bool:
        """Whether the answer before was chosen by its sign: an Enter that follows then belongs to it."""
        after, self.by_sign = self.by_sign, False
        return after

    def _drawn(self, result: object) -> object:
        self.is_drawn = True
        return result

    def ask(self, step: Ask, past: tuple[str, ...], problem: str) -> Reply:
        values: dict[str, object] = {}
        self._preface(step)
        fields, index = step.question.fields, 0
        typed: str | None = None
        while index < len(fields):
            field = fields[index]
            answer = self._field(field, step, past, _Page(values, typed, problem))
            typed = None
            match answer:
                case Key.BACK if index:
                    index -= 1
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
                    index += 1
        return Answered(values)

    # --- one field

    def _field(self, field: Field, step: Ask, past: tuple[str, ...], page: _Page) -> object:
        frame = self._frame(field, step, past, page)
        options = options_of(field, step, self.words)
        before = chosen_before(field, step) if not field.private else ()
        match field.kind:
            case "yes_no" | "choice":
                view = ListView(options, self.words, list(options).index(before[0]) if before else NOWHERE)
                refuse = self.words("choose_menu" if step.required else "choose_one")
                screen = self._screen(frame, field, step, lambda: view.query is None)
                chosen = self._drawn(pick(view, screen, refuse=refuse))
                return self._code(chosen) if isinstance(chosen, Picked) else chosen
            case "multi_choice":
                view = self._list_of_several(field, step)
                refuse = self.words("tick_one", none=options.get(NONE_OPTION, ""))
                screen = self._screen(frame, field, step, lambda: view.query is None)
                return self._drawn(pick_several(view, screen, refuse=refuse))
            case "number" | "scale":
                number = self._before(field, step, page.values)
                line = line_with(self._start(field, number) if page.typed is None else page.typed)
                screen = self._screen(frame, field, step, lambda: not line.text, line)
                return self._drawn(type_number(field, screen, line, number if page.typed is None else None))

    def _list_of_several(self, field: Field, step: Ask) -> ListView:
        options = options_of(field, step, self.words)
        before = chosen_before(field, step) if not field.private else ()
        ticked = [code for code in options if code in before]
        position = (
            list(options).index(ticked[0])
            if ticked
            else next(number for number, code in enumerate(options) if code != NONE_OPTION)
        )
        return ListView(options, self.words, position, ticked)

    def _frame(self, field: Field, step: Ask, past: tuple[str, ...], page: _Page) -> ScreenFrame:
        keys = self._keys(field, step)
        return ScreenFrame(
            lambda: self._head(field, step, past, page.values),
            keys,
            (keys[0], self.words("key_help")),
            self.words("why", why=step.question.why),
            page.problem,
            leaving=self.leaving,
            swallows_enter=self._after_a_sign(),
        )

    def _screen(
        self,
        frame: ScreenFrame,
        field: Field,
        step: Ask,
        when: Callable[[], bool],
        line: Buffer | None = None,
    ) -> Screen:
        may_go_back = step.can_go_back or field != step.question.fields[0]
        back: dict[str, object] = {"back": Key.BACK} if may_go_back else {}
        bindings = bindings_for(
            frame,
            moves=back if step.required else {**back, "skip": Key.SKIP},
            dont_know=None if step.required else Key.UNKNOWN,
            when=when,
            is_line=line is not None,
        )
        return Screen(frame, bindings, self.output, self.words)

    def _preface(self, step: Ask) -> None:
        """Shows on a screen of its own what of a question's texts has no room beside it."""
        field, size = step.question.fields[0], self.output.get_size()
        frame = ScreenFrame(
            lambda: self._head(field, step, (), {}), self._keys(field, step), (self.words("key_help"),)
        )
        view = self._list_of_several(field, step) if field.kind == "multi_choice" else None
        if field.kind in ("yes_no", "choice"):
            view = ListView(options_of(field, step, self.words), self.words)
        parts = [
            (step.section.intro if step.opens_section else "", INTRO),
            (step.question.help, HELP),
        ]
        texts = [
            text for text, spare in parts if text and not fits(frame, view, size.columns, size.rows, spare)
        ]
        if texts:
            head = [Text(step.section.title, "class:title"), *(Text(text) for text in texts), BLANK]
            notice = ScreenFrame(lambda: head, (self.words("key_next"), self._leave), leaving=self.leaving)
            keys = bindings_for(notice, moves={})

            @keys.add(Keys.Enter, eager=True)
            @keys.add(" ", eager=True)
            def _(event: KeyPressEvent) -> None:
                event.app.exit(result=None)

            self._drawn(run(notice, keys, self.output))
            self.by_sign = False

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
        intro = (
            [BLANK, Text(step.section.intro, spare=INTRO)]
            if step.opens_section and field == step.question.fields[0]
            else []
        )
        return [
            BLANK,
            Text(self._place(step), "class:title"),
            *(Text(f"✓ {answer}", "class:quiet", spare=PAST) for answer in past),
            *intro,
            BLANK,
            *self._asks(field, step, values),
            BLANK,
        ]

    def _place(self, step: Ask) -> str:
        """Where one is, and how long it will take if there is room for it."""
        index, time = place_words(step, self.words), time_words(step, self.words)
        whole = f"{index} · {time}" if time else index
        return whole if len(whole) < fitting(self.output.get_size().columns) else index

    def _asks(self, field: Field, step: Ask, values: Mapping[str, object]) -> list[Text]:
        """The question, and on a page of several numbers those typed before."""
        help_ = [Text(step.question.help, "class:quiet", spare=HELP)] if step.question.help else []
        if len(step.question.fields) == 1:
            return [Text(field.ask, "class:ask"), *help_]
        before = step.question.fields[: step.question.fields.index(field)]
        typed = [Text(f"✓ {self._said(field, values[field.id])}", "class:quiet") for field in before]
        return [Text(step.question.ask, "class:title"), *help_, *typed, BLANK, Text(field.ask, "class:ask")]

    def _said(self, field: Field, value: object) -> str:
        answer = (
            number_words(value, field, self.words)
            if isinstance(value, int | float)
            else self.words("dont_know")
        )
        return self.words("earlier_number", ask=field.ask, answer=answer)

    def _keys(self, field: Field, step: Ask) -> tuple[str, ...]:
        say = self.words
        how = {
            "multi_choice": (
                "key_tick",
                *(("key_none",) if NONE_OPTION in field.options else ()),
                "key_next",
            ),
            "number": ("key_next",),
            "scale": ("key_next",),
        }.get(field.kind, ("key_move", "key_next"))
        how = (*how, "key_filter") if len(field.options) >= FILTERED else how
        units = (f"key_units_{self.words.units}",) if field.unit == "km" else ()
        first = field == step.question.fields[0]
        back = (
            ("key_cancel" if step.changing and first else "key_back",)
            if step.can_go_back or not first
            else ()
        )
        open_ = () if step.required else ("key_dont_know", "key_skip")
        return (*(say(key) for key in (*how, *back, *open_, *units, "key_why")), self._leave)

    @property
    def _leave(self) -> str:
        return self.words("key_leave" if self.saves() else "key_leave_unsaved")
