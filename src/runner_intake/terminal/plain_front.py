"""The plain front end: numbered lines, nothing redrawn, no escape codes. For screen readers, simple terminals
and scripts.

A line is one thought and is not wrapped, so that a screen reader reads it in one piece. With `ids` every
prompt begins with the id of what it asks, in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from runner_intake.questionnaire.numbers import number_words, unit_words
from runner_intake.reading import whole_number
from runner_intake.terminal.front import (
    Answered,
    Menu,
    Reply,
    chosen_before,
    options_of,
    place_words,
    time_words,
)
from runner_intake.vocabulary import NONE_OPTION

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner_intake.interview import Ask
    from runner_intake.questionnaire import Field
    from runner_intake.text.catalogue import Words

BACK, LEAVE = "<", "q"
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True)
class PlainFront:
    """Asks with `read` (which gets a prompt and gives a line) and shows with `write`."""

    read: Callable[[str], str]
    write: Callable[[str], None]
    say_words: Words
    ids: bool = False
    taught: bool = False

    def say(self, text: str) -> None:
        self.write(text)

    def clear(self) -> None:
        """Nothing was drawn."""

    def line(self, ask: str) -> str | None:
        self.write(ask)
        self.write(self.say_words("plain_menu_keys"))
        typed = self._typed("line")
        return None if typed == BACK else typed

    def choose(self, menu: Menu) -> str:
        self.write("")
        self.write(menu.title)
        for text in menu.lines:
            self.write(text)
        keys = list(menu.options)
        self._list(menu.options, menu.headings)
        self.write(self.say_words("plain_menu"))
        self.write(self.say_words("plain_menu_keys") if menu.can_go_back else "")
        while True:
            typed = self._typed(menu.id)
            if typed == BACK and menu.can_go_back:
                return "back"
            if typed in keys:
                return typed
            if typed in menu.letters:
                return menu.letters[typed]
            number = whole_number(typed) or 0
            if 1 <= number <= len(keys):
                return keys[number - 1]
            self.write(self.say_words("not_a_line", last=len(keys)))

    def ask(self, step: Ask, past: tuple[str, ...], problem: str) -> Reply:  # noqa: ARG002  (what was answered stands above already)
        if problem:
            self.write(problem)
        else:
            self._head(step)
        values: dict[str, object] = {}
        fields = list(step.question.fields)
        while len(values) < len(fields):
            answer = self._field(fields[len(values)], step)
            if isinstance(answer, Answered):
                values.update(answer.values)
            elif answer == "back" and values:
                values.popitem()
            else:
                return answer
        return Answered(values)

    # --- one question

    def _head(self, step: Ask) -> None:
        self.write("")
        if step.opens_section:
            self.write(step.section.title)
            self.write(step.section.intro)
            self.write("")
        place, time = place_words(step, self.say_words), time_words(step, self.say_words)
        self.write(f"{place} · {time}" if time else place)
        self.write(step.question.ask)
        if step.question.help:
            self.write(step.question.help)

    def _field(self, field: Field, step: Ask) -> Reply:
        if len(step.question.fields) > 1:
            self.write(field.ask)
        options = options_of(field, step, self.say_words)
        self._list(options)
        before = self._before(field, step, options)
        self._teach(field, before, required=step.required)
        while True:
            typed = self._typed(field.id)
            if not typed and before:
                return Answered({field.id: step.earlier[field.id]})
            answer = self._key(typed, field, step) or self._read(typed, field, options)
            match answer:
                case Answered() | "back" | "skip":
                    return answer
            self.write(answer)

    def _key(self, typed: str, field: Field, step: Ask) -> Reply | str | None:
        """What a key of the plain mode stands for: a reply, or a sentence to show; None where it is no
        key.
        """
        match typed:
            case "?":
                return self.say_words("why", why=step.question.why)
            case "-" | "!" if step.required:
                return self.say_words("move_required_way")
            case "-":
                return Answered({field.id: None})
            case "!":
                return "skip"
            case "<" if step.can_go_back or field != step.question.fields[0]:
                return "back"
            case "<":
                return self.say_words("at_start")
        return None

    def _read(self, typed: str, field: Field, options: Mapping[str, str]) -> Answered | str:
        """The answer in a typed line, or what is wrong with it."""
        match field.kind:
            case "number" | "scale":
                from runner_intake.questionnaire.typed import number_problem, parse_number  # noqa: PLC0415  (loaded when it is needed)

                problem = number_problem(typed, field, self.say_words)
                return problem or Answered({field.id: parse_number(typed, field, self.say_words)})
            case "multi_choice":
                return self._several(typed, field, options)
            case "choice" | "yes_no":
                code = self._code(typed, options)
                return Answered({field.id: code}) if code else self.say_words("not_a_line", last=len(options))

    def _several(self, typed: str, field: Field, options: Mapping[str, str]) -> Answered | str:
        codes = [self._code(part, options) for part in re.split(r"[,;\s]+", typed.strip(", ;"))]
        named = list(dict.fromkeys(code for code in codes if code))
        if len(named) != len(set(codes)) or not named:
            return self.say_words("not_a_line", last=len(options))
        if NONE_OPTION in named and len(named) > 1:
            return self.say_words("none_alone", none=options[NONE_OPTION])
        return Answered({field.id: named})

    def _code(self, typed: str, options: Mapping[str, str]) -> str | None:
        """The code of an option named by its number, its code, or y and n."""
        codes = list(options)
        if typed.isdecimal():
            number = whole_number(typed) or 0
            return codes[number - 1] if 1 <= number <= len(codes) else None
        short = {self.say_words(f"letter_{code}"): code for code in ("yes", "no")}.get(
            typed.lower(), typed.lower()
        )
        return short if short in options else None

    # --- lines

    def _list(self, options: Mapping[str, str], headings: Mapping[str, str] = NOTHING) -> None:
        room = len(str(len(options)))
        for number, (code, label) in enumerate(options.items(), 1):
            if code in headings:
                self.write(headings[code])
            self.write(f"  {number:>{room}}. {label}")

    def _before(self, field: Field, step: Ask, options: Mapping[str, str]) -> str:
        """The answer given before, in words; empty where there is none to keep."""
        if field.private or field.id not in step.earlier:
            return ""
        value = step.earlier[field.id]
        if value is None:
            return self.say_words("dont_know")
        if isinstance(value, int | float) and not isinstance(value, bool):
            return number_words(value, field, self.say_words)
        codes = chosen_before(field, step)
        return "; ".join(options[code] for code in codes) if all(code in options for code in codes) else ""

    def _teach(self, field: Field, before: str, *, required: bool) -> None:
        """How to answer; in full at the first question, in short later."""
        kinds = {"multi_choice": "plain_several", "number": "plain_number", "scale": "plain_scale"}
        how = self.say_words(kinds.get(field.kind, "plain_choice"))
        if field.kind == "scale":
            self.write(f"  {self._end(0, field.low)}. {self._end(10, field.high)}.")
        unit = unit_words(field, self.say_words)
        if field.kind == "number" and unit:
            how = self.say_words("plain_number_in", unit=unit)
        keys = "plain_keys_required" if required else "plain_keys_short" if self.taught else "plain_keys"
        self.write(f"{how} {self.say_words(keys)}")
        self.taught = self.taught or not required
        if before:
            self.write(self.say_words("plain_earlier", answer=before))

    def _end(self, number: int, label: str) -> str:
        return self.say_words("scale_end", number=number, label=label)

    def _typed(self, name: str) -> str:
        """A line the runner typed, without blanks at its ends. KeyboardInterrupt on the key to leave."""
        typed = self.read(f"[{name}] > " if self.ids else self.say_words("plain_prompt")).strip()
        if typed == LEAVE:
            raise KeyboardInterrupt
        return typed
