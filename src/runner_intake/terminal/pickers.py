"""Choosing lines: one, or several with an exclusive "none". questionary's lists, with no line chosen before
the runner chooses.

Digits (then letters) choose a line. questionary's keys that tick everything or invert are switched off,
because they would tick "none" too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import questionary
from prompt_toolkit.filters import to_filter
from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import Dimension, Window
from questionary.prompts.common import InquirerControl

from runner_intake.conditions import NONE_OPTION
from runner_intake.terminal.screen import MARGIN, Frame, run, width
from runner_intake.text.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from prompt_toolkit.key_binding import KeyPressEvent
    from prompt_toolkit.output import Output

    from runner_intake.text.catalogue import Words

SIGNS = "123456789abcdefghijklmnopqrstuvwxyz"
"""What stands before a line and chooses it; longer lists go on without."""

NOWHERE = -1
"""No line is pointed at yet."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Where a prompt is drawn, the keys that stand for all prompts, and our words."""

    frame: Frame
    bindings: KeyBindings
    output: Output
    say: Words


def pick(
    options: Mapping[str, str],
    screen: Screen,
    *,
    at: str | None,
    refuse: str,
    letters: Mapping[str, str] = MappingProxyType({}),
) -> object:
    """The key of one option; `at` is the one pointed at first, `refuse` what is said if Enter comes before a
    choice. `letters` choose a key besides the signs of the lines.
    """
    prompt = questionary.select(
        "", _choices(options), output=screen.output, use_jk_keys=False, use_emacs_keys=False
    )
    marks = _control(prompt)
    marks.pointer, marks.use_indicator = "›", False
    marks.pointed_at = list(options).index(at) if at is not None and at in options else NOWHERE
    keys = _moving(marks)

    @keys.add(Keys.Enter, eager=True)
    def _(event: KeyPressEvent) -> None:
        if marks.pointed_at == NOWHERE:
            screen.frame.problem = refuse
        else:
            event.app.exit(result=list(options)[marks.pointed_at])

    shortcuts = {letter: list(options).index(code) for letter, code in letters.items()}
    for sign, number in (_signs(list(options), screen.say) | shortcuts).items():
        _choose_by_sign(keys, sign, number, marks)
    return _run(prompt, marks, options, keys, screen)


def pick_several(options: Mapping[str, str], screen: Screen, *, ticked: Sequence[str], refuse: str) -> object:
    """The keys of the ticked options as a list; `none` unticks the others and they untick it."""
    prompt = questionary.checkbox(
        "", _choices(options), output=screen.output, use_jk_keys=False, use_emacs_keys=False
    )
    marks = _control(prompt)
    marks.pointer = "›"
    marks.selected_options = [code for code in options if code in ticked]
    codes = list(options)
    marks.pointed_at = codes.index(ticked[0]) if ticked and ticked[0] in codes else 0
    keys = _moving(marks)

    def toggle(number: int) -> None:
        marks.pointed_at = number
        marks.selected_options = toggled(marks.selected_options, codes[number])
        screen.frame.problem = ""

    @keys.add(" ", eager=True)
    def _(_event: KeyPressEvent) -> None:
        toggle(marks.pointed_at)

    @keys.add(Keys.Enter, eager=True)
    def _(event: KeyPressEvent) -> None:
        if marks.selected_options:
            event.app.exit(result=[code for code in codes if code in marks.selected_options])
        else:
            screen.frame.problem = refuse

    for sign, number in _signs(codes, screen.say).items():
        keys.add(sign, eager=True)(lambda _event, number=number: toggle(number))
    return _run(prompt, marks, options, keys, screen)


def toggled(ticked: Sequence[str], code: str) -> list[str]:
    """The ticked options after one was toggled; `none` stands alone."""
    if code in ticked:
        return [each for each in ticked if each != code]
    return [code] if code == NONE_OPTION else [*(each for each in ticked if each != NONE_OPTION), code]


def _choices(options: Mapping[str, str]) -> list[questionary.Choice]:
    return [questionary.Choice(label, code) for code, label in options.items()]


def _control(prompt: questionary.Question) -> InquirerControl:
    """Questionary's list, made to take the focus in our own layout."""
    control = next(
        each for each in prompt.application.layout.find_all_controls() if isinstance(each, InquirerControl)
    )
    control.focusable, control.show_cursor = to_filter(True), False
    return control


def _signs(codes: list[str], say: Words) -> dict[str, int]:
    """The key of each line; besides a letter for yes and one for no or none, where these keys are free."""
    signs = {sign: number for number, sign in enumerate(SIGNS[: len(codes)])}
    yes, no = say("letter_yes"), say("letter_no")
    words = {yes: "yes", no: "no"} if "yes" in codes else {no: NONE_OPTION}
    return {sign: codes.index(code) for sign, code in words.items() if code in codes} | signs


def _choose_by_sign(keys: KeyBindings, sign: str, number: int, marks: InquirerControl) -> None:
    @keys.add(sign, eager=True)
    def _(event: KeyPressEvent) -> None:
        marks.pointed_at = number
        event.app.exit(result=marks.choices[number].value)


def _moving(marks: InquirerControl) -> KeyBindings:
    """Up, down, Home and End; every other key of questionary's list that would change ticks does nothing."""
    keys = KeyBindings()

    @keys.add(Keys.Any)
    def _(_event: KeyPressEvent) -> None:
        """Other keys do nothing."""

    for key in "ai":
        keys.add(key, eager=True)(lambda _event: None)

    def go(key: Keys, by: int | None, to: int = 0) -> None:
        @keys.add(key, eager=True)
        def _(_event: KeyPressEvent) -> None:
            last = len(marks.choices) - 1
            if by is None:
                marks.pointed_at = last if to else 0
            elif marks.pointed_at == NOWHERE:
                marks.pointed_at = 0 if by > 0 else last
            else:
                marks.pointed_at = min(max(marks.pointed_at + by, 0), last)

    go(Keys.Down, 1)
    go(Keys.Up, -1)
    go(Keys.PageDown, 5)
    go(Keys.PageUp, -5)
    go(Keys.Home, None)
    go(Keys.End, None, 1)
    return keys


@dataclass(slots=True)
class _Labels:
    """Labels wrapped to the width of the terminal, with their signs; wrapped anew when it changes."""

    options: Mapping[str, str]
    marks: InquirerControl
    frame: Frame
    columns: int = field(default=0)

    def fit(self) -> None:
        if width() == self.columns:
            return
        self.columns = width()
        tick = 2 if self.marks.use_indicator else 0
        taken = 0
        for number, (choice, label) in enumerate(zip(self.marks.choices, self.options.values(), strict=True)):
            sign = f"{SIGNS[number]}  " if number < len(SIGNS) else "   "
            hanging = " " * (3 + tick + len(sign))
            rows = wrapped(label, self.columns - len(hanging) - len(MARGIN))
            choice.title = sign + f"\n{hanging}".join(rows)
            taken += len(rows)
        self.frame.rows = taken


def _run(
    prompt: questionary.Question,
    marks: InquirerControl,
    options: Mapping[str, str],
    keys: KeyBindings,
    screen: Screen,
) -> object:
    labels = _Labels(options, marks, screen.frame)
    prompt.application.before_render += lambda _: labels.fit()
    body = Window(marks, dont_extend_height=True, height=Dimension(min=3))
    return run(prompt, screen.frame, _merged(keys, screen.bindings), body)


def _merged(first: KeyBindings, second: KeyBindings) -> KeyBindings:
    merged = KeyBindings()
    for each in merge_key_bindings([first, second]).bindings:
        merged.bindings.append(each)
    return merged
