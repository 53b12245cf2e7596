"""One screen around a questionary prompt: a head, the prompt, a foot with the keys, and our own keys merged
in.

questionary supplies the widget and its bindings; everything that differs from its defaults is here. Nothing
asks the terminal where its cursor is, Esc acts after a tenth of a second, and what was drawn is erased when
the question is answered.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prompt_toolkit.application.current import get_app, get_app_or_none
from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import Dimension, FormattedTextControl, HSplit, Layout, Window
from prompt_toolkit.styles import Style

from runner_intake.text.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    import questionary
    from prompt_toolkit.application import Application
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyPressEvent


@dataclass(frozen=True, slots=True)
class Text:
    """A line of a screen. Where the screen is too short, lines of the highest `spare` are left out first; 0
    always stays.
    """

    text: str
    style: str = ""
    spare: int = 0


BLANK = Text("", spare=4)

ESCAPE_SECONDS = 0.1
"""How long to wait for the rest of an escape sequence: long enough for split arrow keys, short enough for
Esc.
"""

MAX_WIDTH = 100
MARGIN = " "

STYLE = Style(
    [
        ("title", "bold"),
        ("ask", "bold"),
        ("quiet", "fg:ansibrightblack"),
        ("problem", "bold fg:ansired"),
        ("pointer", "bold"),
        ("highlighted", "bold"),
        ("selected", "noreverse"),
        ("now", "reverse bold"),
    ]
)


@dataclass(slots=True)
class Frame:
    """What stands around a prompt.

    `why` opens on F1, `problem` is what was wrong with the answer, `live` changes while one types. `rows` is
    how many rows the prompt itself takes, `more` is said where they do not all fit. `leaving` gives what to
    leave with as soon as the runner wants to.
    """

    head: Callable[[], list[Text]]
    keys: tuple[str, ...]
    why: str = ""
    problem: str = ""
    why_is_open: bool = False
    live: Callable[[], list[Text]] = list
    rows: int = 2
    more: str = ""
    leaving: Callable[[], BaseException | None] = lambda: None


def width() -> int:
    """The columns a text may fill."""
    return max(20, min(get_app().output.get_size().columns - 1, MAX_WIDTH))


def run(
    prompt: questionary.Question, frame: Frame, bindings: KeyBindings, body: Window | None = None
) -> object:
    """The answer to a prompt shown in a frame, or what one of our keys returned."""
    if (leaving := frame.leaving()) is not None:
        raise leaving
    app = prompt.application
    app.before_render += lambda app: _leave(app, frame.leaving())
    middle, focused = (
        (body, body.content) if body is not None else (app.layout.container, app.layout.current_control)
    )
    app.layout = Layout(
        HSplit(
            [_window(lambda: _fragments(_head(frame))), middle, _window(lambda: _fragments(_foot(frame)))]
        ),
        focused_element=focused,
    )
    app.key_bindings = merge_key_bindings([app.key_bindings, bindings] if app.key_bindings else [bindings])
    app.style = STYLE
    app.erase_when_done = True
    app.timeoutlen = app.ttimeoutlen = ESCAPE_SECONDS
    setattr(app, "_handle_exception", lambda _loop, context: _fail(app, context))  # noqa: B010  (its own prints a traceback and waits)
    return prompt.application.run(in_thread=_a_loop_is_running())


def _a_loop_is_running() -> bool:
    """Whether this thread has an event loop of its own, in which no screen can run."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def wake() -> None:
    """Makes the screen that is shown, if any, look whether it is to be left. May be called by a signal."""
    app = get_app_or_none()
    if app is not None:
        app.invalidate()


def _leave(app: Application[Any], leaving: BaseException | None) -> None:
    if leaving is not None and app.is_running and not app.is_done:
        app.exit(exception=leaving)


def _fail(app: Application[Any], context: dict[str, Any]) -> None:
    """What went wrong while a screen was drawn ends the screen, and is told where everything is told."""
    if not app.is_done:
        app.exit(exception=context.get("exception") or RuntimeError(str(context.get("message"))))


def bindings_for(frame: Frame, *, moves: dict[str, object], dont_know: object = None) -> KeyBindings:
    """Our keys: Esc and Shift-Tab for `moves["back"]`, Ctrl-S for `moves["skip"]`, Ctrl-K for `dont_know`, F1
    for why, Ctrl-C to leave.
    """
    keys = KeyBindings()

    def leave_with(result: object) -> Callable[[KeyPressEvent], None]:
        return lambda event: event.app.exit(result=result)

    if "back" in moves:
        keys.add(Keys.Escape, eager=False)(leave_with(moves["back"]))
        keys.add(Keys.BackTab, eager=True)(leave_with(moves["back"]))
    if "skip" in moves:
        keys.add(Keys.ControlS, eager=True)(leave_with(moves["skip"]))
    if dont_know is not None:
        keys.add(Keys.ControlK, eager=True)(leave_with(dont_know))

    @keys.add(Keys.F1, eager=True)
    def _(event: KeyPressEvent) -> None:
        frame.why_is_open = not frame.why_is_open
        event.app.invalidate()

    @keys.add(Keys.ControlC, eager=True)
    @keys.add(Keys.ControlQ, eager=True)
    @keys.add(Keys.SIGINT, eager=True)
    def _(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt())

    return keys


def _window(text: Callable[[], StyleAndTextTuples]) -> Window:
    return Window(
        FormattedTextControl(text), dont_extend_height=True, wrap_lines=False, height=Dimension(min=0)
    )


def _head(frame: Frame) -> list[Text]:
    """As much of the head as leaves room for the prompt and the foot."""
    room = get_app().output.get_size().rows - _rows(_foot(frame)) - frame.rows
    head = frame.head()
    for spare in sorted({text.spare for text in head if text.spare}, reverse=True):
        if _rows(head) <= room:
            break
        head = [text for text in head if text.spare != spare]
    return head


def _foot(frame: Frame) -> list[Text]:
    why = [Text(frame.why)] if frame.why_is_open else []
    problem = [Text(frame.problem, "class:problem")] if frame.problem else []
    foot = [
        *frame.live(),
        Text(""),
        *why,
        *problem,
        *(Text(line, "class:quiet") for line in key_lines(frame.keys, width() - len(MARGIN))),
    ]
    least = _rows([text for text in frame.head() if not text.spare])
    fits = least + frame.rows + _rows(foot) <= get_app().output.get_size().rows
    return foot if fits or not frame.more else [Text(frame.more, "class:problem"), *foot]


def _rows(lines: list[Text]) -> int:
    return sum(len(wrapped(line.text, width() - len(MARGIN))) for line in lines)


def key_lines(keys: tuple[str, ...], columns: int) -> list[str]:
    """The keys in as few lines as fit, none of them broken."""
    lines: list[str] = []
    for key in keys:
        if lines and len(lines[-1]) + len(key) + len(" · ") <= columns:
            lines[-1] += f" · {key}"
        else:
            lines.append(key)
    return lines


def _fragments(lines: list[Text]) -> StyleAndTextTuples:
    """Lines wrapped between words, each with its style."""
    rows = [(line.style, row) for line in lines for row in wrapped(line.text, width() - len(MARGIN))]
    found: StyleAndTextTuples = []
    for number, (style, row) in enumerate(rows):
        found.append((style, f"{MARGIN}{row}" if row else ""))
        if number < len(rows) - 1:
            found.append(("", "\n"))
    return found
