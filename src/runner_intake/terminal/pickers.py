"""Choosing lines: one, or several with an exclusive "none", with no line chosen before the runner chooses.

Digits (then letters) choose or tick a line; y, n stand for yes and for no or none; / narrows a long list.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
from prompt_toolkit.keys import Keys

from runner_intake.terminal.list_view import FILTERED, NOWHERE, SIGNS, ListView
from runner_intake.terminal.screen import ScreenFrame, run
from runner_intake.vocabulary import NONE_OPTION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from prompt_toolkit.key_binding import KeyPressEvent
    from prompt_toolkit.output import Output

    from runner_intake.text.catalogue import Words

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Screen:
    """Where an answer is drawn, the keys that stand on every screen, and our words."""

    frame: ScreenFrame
    bindings: KeyBindings
    output: Output
    say: Words


@dataclass(frozen=True, slots=True)
class Picked:
    """A line that was chosen, and whether by its sign: then an Enter that follows belongs to it."""

    code: str
    by_sign: bool


def pick(view: ListView, screen: Screen, *, refuse: str, letters: Mapping[str, str] = NOTHING) -> object:
    """The line that was chosen (Picked), or what one of the other keys returned. `refuse` is said if Enter
    comes before a choice; `letters` choose a code besides the signs of the lines.
    """
    keys, frame = _moving(view), screen.frame

    def enter(event: KeyPressEvent) -> None:
        if view.at == NOWHERE:
            frame.problem = refuse
        else:
            event.app.exit(result=Picked(view.codes[view.at], by_sign=False))

    def choose(event: KeyPressEvent, number: int) -> None:
        view.at = number
        event.app.exit(result=Picked(view.codes[number], by_sign=True))

    _on_enter(keys, frame, enter)
    shortcuts = {letter: view.codes.index(code) for letter, code in letters.items() if code in view.options}
    _on_signs(keys, view, signs_of(view.codes, screen.say) | shortcuts, choose)
    return run(frame, merge_key_bindings([keys, screen.bindings]), screen.output, view)


def pick_several(view: ListView, screen: Screen, *, refuse: str) -> object:
    """The codes of the ticked lines as a list, or what one of the other keys returned."""
    keys, frame = _moving(view), screen.frame
    view.at = max(view.at, 0)

    def toggle(number: int) -> None:
        view.toggle(number)
        frame.problem = ""

    def enter(event: KeyPressEvent) -> None:
        if view.query is not None:
            toggle(view.at)
            view.narrow(None)
        elif view.ticked:
            event.app.exit(result=[code for code in view.codes if code in view.ticked])
        else:
            frame.problem = refuse

    keys.add(" ", eager=True, filter=_all_shown(view))(lambda _event: toggle(view.at))
    _on_enter(keys, frame, enter)
    _on_signs(keys, view, signs_of(view.codes, screen.say), lambda _event, number: toggle(number))
    return run(frame, merge_key_bindings([keys, screen.bindings]), screen.output, view)


def signs_of(codes: Sequence[str], say: Words) -> dict[str, int]:
    """The key of each line; besides a letter for yes and one for no or none, where these keys are free."""
    signs = {sign: number for number, sign in enumerate(SIGNS[: len(codes)])}
    yes, no = say("letter_yes"), say("letter_no")
    words = {yes: "yes", no: "no"} if "yes" in codes else {no: NONE_OPTION}
    return {sign: list(codes).index(code) for sign, code in words.items() if code in codes} | signs


def _all_shown(view: ListView) -> Condition:
    """Signs choose lines only where nothing is typed to narrow the list."""
    return Condition(lambda: view.query is None)


def _on_enter(keys: KeyBindings, frame: ScreenFrame, enter: Callable[[KeyPressEvent], None]) -> None:
    @keys.add(Keys.Enter, eager=True)
    def _(event: KeyPressEvent) -> None:
        if frame.swallows_enter:
            frame.problem = frame.again
        else:
            enter(event)


def _on_signs(
    keys: KeyBindings, view: ListView, signs: Mapping[str, int], choose: Callable[[KeyPressEvent, int], None]
) -> None:
    for sign, number in signs.items():
        keys.add(sign, eager=True, filter=_all_shown(view))(
            lambda event, number=number: choose(event, number)
        )


def _moving(view: ListView) -> KeyBindings:
    """Up, down, pages and ends; / narrows a long list by what is typed then, Esc shows all of it again."""
    keys = KeyBindings()
    keys.add(Keys.Any)(lambda _event: None)
    for key, by in ((Keys.Down, 1), (Keys.Up, -1)):
        keys.add(key, eager=True)(lambda _event, by=by: view.move(by))
    for key, by in ((Keys.PageDown, 1), (Keys.PageUp, -1)):
        keys.add(key, eager=True)(lambda _event, by=by: view.move(by * view.page))
    keys.add(Keys.Home, eager=True)(lambda _event: view.move_to(0))
    keys.add(Keys.End, eager=True)(lambda _event: view.move_to(-1))
    if len(view.options) >= FILTERED:
        _narrowing(keys, view)
    return keys


def _narrowing(keys: KeyBindings, view: ListView) -> None:
    typing = Condition(lambda: view.query is not None)
    keys.add("/", eager=True, filter=~typing)(lambda _event: view.narrow(""))

    @keys.add(Keys.Any, filter=typing)
    def _(event: KeyPressEvent) -> None:
        if event.data.isprintable():
            view.narrow(f"{view.query or ''}{event.data}")

    @keys.add(Keys.Backspace, filter=typing, eager=True)
    def _(_event: KeyPressEvent) -> None:
        view.narrow(view.query[:-1] if view.query else None)

    keys.add(Keys.Escape, filter=typing)(lambda _event: view.narrow(None))
