"""One screen: a head, what is answered in, and a foot with the keys. Draws over the screen before, so that
nothing flickers.

Nothing asks the terminal where its cursor is, and Esc acts after a tenth of a second. Where a screen is
too short for everything, blank lines and earlier answers go first, then the list scrolls, then the keys
are shown in short; the question, its help and `none` stay.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prompt_toolkit.application import Application
from prompt_toolkit.application.current import get_app, get_app_or_none
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
from prompt_toolkit.key_binding.defaults import load_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import (
    BufferControl,
    Dimension,
    FormattedTextControl,
    HSplit,
    Layout,
    VSplit,
    Window,
)
from prompt_toolkit.styles import Style

from runner_intake.terminal.list_view import ListView
from runner_intake.text.wrapping import wrapped_within

if TYPE_CHECKING:
    from collections.abc import Callable

    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyBindingsBase, KeyPressEvent
    from prompt_toolkit.output import Output


@dataclass(frozen=True, slots=True)
class Text:
    """A line of a screen. Where the screen is too short, lines of the highest `spare` are left out first; 0
    always stays.
    """

    text: str
    style: str = ""
    spare: int = 0


HELP, INTRO, PAST, SPACE = 1, 2, 3, 4
"""What is left out where a screen is too short, the last first: blank lines, earlier answers, the intro, the
help. The last two are then shown before.
"""

BLANK = Text("", spare=SPACE)

ESCAPE_SECONDS = 0.1
"""How long to wait for the rest of an escape sequence: long enough for split arrow keys, short enough for
Esc.
"""

MAX_WIDTH = 100
MARGIN = " "
GOOD_ROWS, USEFUL_ROWS = 10, 5
"""Rather than a list with fewer rows than these, the intro is shown before, and the keys are shown in
short.
"""

STYLE = Style(
    [
        ("title", "bold"),
        ("ask", "bold"),
        ("quiet", ""),  # the terminal's own colour: a grey of its palette may be invisible on its background
        ("problem", "bold fg:ansired"),
        ("at", "bold"),
    ]
)


@dataclass(slots=True)
class ScreenFrame:
    """What stands around an answer.

    `why` opens on ? and F1, `problem` is what was wrong with the answer, `live` changes while one types.
    `keys_short` are shown where all `keys` do not fit. `leaving` gives what to leave with as soon as the
    runner wants to. `swallows_enter` lets Enter pass as the first key: it belongs to the answer before;
    `again` then says that a second one counts.
    """

    head: Callable[[], list[Text]]
    keys: tuple[str, ...]
    keys_short: tuple[str, ...] = ()
    why: str = ""
    problem: str = ""
    why_is_open: bool = False
    live: Callable[[], list[Text]] = list
    leaving: Callable[[], BaseException | None] = lambda: None
    swallows_enter: bool = False
    again: str = ""


def width() -> int:
    """The columns a text may fill."""
    return fitting(get_app().output.get_size().columns)


def fitting(columns: int) -> int:
    """The columns a text may fill in a terminal of so many."""
    return max(20, min(columns - 1, MAX_WIDTH))


def run(
    frame: ScreenFrame, bindings: KeyBindingsBase, output: Output, body: ListView | Buffer | None = None
) -> object:
    """What one of the keys returned, on a screen with a list, a line to type in, or nothing to answer in. The
    screen stays until the next one is drawn over it.
    """
    if (leaving := frame.leaving()) is not None:
        raise leaving
    app = _application(frame, bindings, output, body)
    app.before_render += lambda app: _leave(app, frame.leaving())
    app.key_processor.after_key_press += lambda _: _first_key_has_passed(frame)
    app.timeoutlen = app.ttimeoutlen = ESCAPE_SECONDS
    # its own prints a traceback and waits
    setattr(app, "_handle_exception", lambda _loop, context: _fail(app, context))  # noqa: B010
    # its own blanks the screen while the next one is computed
    setattr(app.renderer, "erase", lambda **_: _to_the_top(app))  # noqa: B010
    try:
        return app.run(in_thread=_a_loop_is_running())
    except BaseException:
        clear(output)
        raise


def _first_key_has_passed(frame: ScreenFrame) -> None:
    frame.swallows_enter = False


def clear(output: Output) -> None:
    """Takes away the screen that was left for the next one to be drawn over."""
    output.erase_down()
    output.flush()


def _to_the_top(app: Application[Any]) -> None:
    """Ends a screen: the cursor goes to where it began, and what was drawn stays."""
    renderer, output = app.renderer, app.output
    place = renderer._cursor_pos  # noqa: SLF001  (nothing public tells it)
    output.cursor_backward(place.x)
    output.cursor_up(place.y)
    output.reset_attributes()
    output.enable_autowrap()
    output.show_cursor()
    output.flush()
    renderer.reset()


def _a_loop_is_running() -> bool:
    """Whether this thread has an event loop of its own, in which no screen can run."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _application(
    frame: ScreenFrame, bindings: KeyBindingsBase, output: Output, body: ListView | Buffer | None
) -> Application[object]:
    view = body if isinstance(body, ListView) else None
    head = _window(lambda: _fragments(arranged(frame, view)[0]))
    foot = _window(lambda: _fragments(arranged(frame, view)[2]))
    middle: list[Any] = []
    if view is not None:
        middle = [_window(lambda: _rows_as_they_are(arranged(frame, view)[1]), focusable=True)]
    elif body is not None:
        assert not isinstance(body, ListView)
        line = Window(BufferControl(body), height=1, dont_extend_height=True)
        middle = [VSplit([Window(FormattedTextControl(" ›  "), width=4, height=1), line])]
    keys = [bindings] if view is not None or body is None else [load_key_bindings(), bindings]
    focused: Any = middle[0] if view is not None else body
    return Application(
        layout=Layout(HSplit([head, *middle, foot]), focused_element=focused),
        key_bindings=merge_key_bindings(keys),
        style=STYLE,
        output=output,
        erase_when_done=True,
    )


def wake() -> None:
    """Makes the screen that is shown, if any, look whether it is to be left. May be called by a signal."""
    app = get_app_or_none()
    if app is not None:
        app.invalidate()


def _leave(app: Application[Any], leaving: BaseException | None) -> None:
    if leaving is not None and app.is_running and not app.is_done:
        app.exit(exception=leaving)


def _fail(app: Application[Any], context: dict[str, Any]) -> None:
    """What went wrong while a screen was drawn ends the screen, and is reported like everything else."""
    if not app.is_done:
        app.exit(exception=context.get("exception") or RuntimeError(str(context.get("message"))))


def bindings_for(
    frame: ScreenFrame,
    *,
    moves: dict[str, object],
    dont_know: object = None,
    when: Callable[[], bool] = lambda: True,
    is_line: bool = False,
) -> KeyBindings:
    """Our keys: Esc and Shift-Tab for `moves["back"]`, ! and Ctrl-S for `moves["skip"]`, - for
    `dont_know`, ? and F1 for why, Ctrl-C to leave.

    Signs count only `when` they cannot be part of an answer. Ctrl-K stands for - but where a line is typed
    (`is_line`): there it edits.
    """
    keys = KeyBindings()
    free = Condition(when)

    def leave_with(result: object) -> Callable[[KeyPressEvent], None]:
        return lambda event: event.app.exit(result=result)

    if "back" in moves:
        keys.add(Keys.Escape, eager=False, filter=free if not is_line else True)(leave_with(moves["back"]))
        keys.add(Keys.BackTab, eager=True)(leave_with(moves["back"]))
    if "skip" in moves:
        keys.add("!", eager=True, filter=free)(leave_with(moves["skip"]))
        keys.add(Keys.ControlS, eager=True)(leave_with(moves["skip"]))
    else:
        keys.add(Keys.ControlS, eager=True)(lambda _event: None)
    if dont_know is not None:
        keys.add("-", eager=True, filter=free)(leave_with(dont_know))
        if not is_line:
            keys.add(Keys.ControlK, eager=True)(leave_with(dont_know))

    @keys.add("?", eager=True, filter=free)
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


def _window(text: Callable[[], StyleAndTextTuples], *, focusable: bool = False) -> Window:
    return Window(
        FormattedTextControl(text, focusable=focusable, show_cursor=False),
        dont_extend_height=True,
        wrap_lines=False,
        height=Dimension(min=0),
    )


# --- what fits


StyledLines = list[tuple[str, str]]


def arranged(frame: ScreenFrame, view: ListView | None) -> tuple[list[Text], StyledLines, list[Text]]:
    """Head, list and foot, as much of each as fits the terminal now."""
    size = get_app().output.get_size()
    return arrangement(frame, view, size.columns, size.rows)


def arrangement(
    frame: ScreenFrame, view: ListView | None, columns: int, rows: int
) -> tuple[list[Text], StyledLines, list[Text]]:
    """Head, list and foot in a terminal of so many columns and rows."""
    columns = fitting(columns)
    wanted, least = (view.wanted(columns), view.least(columns)) if view is not None else (1, 1)
    if view is not None and view.query is not None:
        wanted, least = wanted + 1, least + 1
    useful = min(wanted, max(least, USEFUL_ROWS))
    head, keys, body = frame.head(), frame.keys, wanted

    def over() -> int:
        return _rows(head, columns) + body + _rows(_foot(frame, keys, columns), columns) - rows

    for spare in (SPACE, PAST):
        if over() > 0:
            head = [text for text in head if text.spare != spare]
    body = max(min(wanted, max(least, GOOD_ROWS)), body - max(over(), 0))
    if over() > 0:
        head = [text for text in head if text.spare != INTRO]
    body = max(useful, body - max(over(), 0))
    if over() > 0 and frame.keys_short and not frame.why_is_open:
        keys = frame.keys_short
    body = max(least, body - max(over(), 0))
    if over() > 0:
        head = [text for text in head if text.spare != HELP]
    return head, view.lines(columns, body) if view is not None else [], _foot(frame, keys, columns)


def fits(frame: ScreenFrame, view: ListView | None, columns: int, rows: int, spare: int) -> bool:
    """Whether lines of a `spare` stay in a terminal of so many columns and rows."""
    before, after = frame.head(), arrangement(frame, view, columns, rows)[0]
    wanted = [text for text in before if text.spare == spare]
    return all(text in after for text in wanted)


def _foot(frame: ScreenFrame, keys: tuple[str, ...], columns: int) -> list[Text]:
    why = [Text(frame.why)] if frame.why_is_open and frame.why else []
    problem = [Text(frame.problem, "class:problem")] if frame.problem else []
    blank = [Text("")] if keys is frame.keys else []
    lines = key_lines(keys, columns - len(MARGIN))
    return [*frame.live(), *blank, *why, *problem, *(Text(line, "class:quiet") for line in lines)]


def _rows(lines: list[Text], columns: int) -> int:
    return sum(len(wrapped_within(line.text, columns - len(MARGIN))) for line in lines)


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
    rows = [(line.style, row) for line in lines for row in wrapped_within(line.text, width() - len(MARGIN))]
    return _rows_as_they_are([(style, f"{MARGIN}{row}" if row else "") for style, row in rows])


def _rows_as_they_are(rows: StyledLines) -> StyleAndTextTuples:
    styled: StyleAndTextTuples = []
    for number, (style, row) in enumerate(rows):
        styled.append((style, row))
        if number < len(rows) - 1:
            styled.append(("", "\n"))
    return styled
