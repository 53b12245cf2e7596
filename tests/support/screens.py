"""A screen emulator around the drawn front end, in process: the next key comes as soon as what the last one
did is drawn, and time that a screen waits for more of a key passes at once. Nothing sleeps.
"""

from __future__ import annotations

import asyncio
import io
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, TypeVar

import pyte
from prompt_toolkit.application import create_app_session
from prompt_toolkit.application.current import get_app
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import DummyInput
from prompt_toolkit.input.vt100_parser import Vt100Parser
from prompt_toolkit.output.vt100 import Vt100_Output

from runner_intake.terminal.screen_front import DrawnFront
from runner_intake.text.catalogue import ENGLISH, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

    from prompt_toolkit.application import Application
    from prompt_toolkit.key_binding.key_processor import KeyPress

T = TypeVar("T")


class _Screen(Vt100_Output):
    """An output that draws on an emulated screen, and keeps every screen that was to be seen."""

    def __init__(self, columns: int, rows: int) -> None:
        self.emulated = pyte.Screen(columns, rows)
        self.stream = pyte.Stream(self.emulated)
        self.written = io.StringIO()
        self.seen: list[str] = []
        self.lines: list[str] = []
        self.size = Size(rows=rows, columns=columns)
        super().__init__(self.written, lambda: self.size, term="xterm", enable_cpr=False)

    def flush(self) -> None:
        super().flush()
        text = self.written.getvalue()
        self.written.seek(0)
        self.written.truncate()
        if text:
            self.stream.feed(text.replace("\n", "\r\n") if "\r" not in text else text)
            if shown := self.shown:
                self.seen.append(shown)

    @property
    def shown(self) -> str:
        """The screen as text; only lines that have changed are read again."""
        screen = self.emulated
        if len(self.lines) != screen.lines:
            self.lines = [""] * screen.lines
            screen.dirty.update(range(screen.lines))
        for row in screen.dirty.intersection(range(screen.lines)):
            cells = screen.buffer[row]
            self.lines[row] = "".join(cells[column].data for column in range(screen.columns)).rstrip()
        screen.dirty.clear()
        return "\n".join(self.lines).strip("\n")

    def resize(self, columns: int, rows: int) -> None:
        self.size = Size(rows=rows, columns=columns)
        self.emulated.resize(rows, columns)
        self.lines = []


class _Keyboard(DummyInput):
    """Keys for whatever screen asks for one. A key is one text, read as such: Esc and then a letter are two
    keys, and not Alt with the letter. A screen that still waits after the last key is an error that shows it.
    """

    def __init__(self, keys: Iterable[str], sizes: Iterable[tuple[int, int] | None], output: _Screen) -> None:
        self.keys = list(reversed(list(keys)))
        self.sizes = iter(sizes)
        self.output = output

    @property
    def closed(self) -> bool:
        return False

    def raw_mode(self) -> AbstractContextManager[None]:
        return nullcontext()

    def read_keys(self) -> list[KeyPress]:
        presses: list[KeyPress] = []
        parser = Vt100Parser(presses.append)
        parser.feed_and_flush(self.keys.pop())
        return presses

    @contextmanager
    def attach(self, input_ready_callback: Callable[[], None]) -> Iterator[None]:
        app, loop = get_app(), asyncio.get_running_loop()
        app.max_render_postpone_time = None
        app.timeoutlen = app.ttimeoutlen = 0

        def turn() -> None:
            if app.is_done:
                return
            if not (app.invalidated or app.key_processor.key_buffer):
                self._press(app, input_ready_callback)
            loop.call_soon(turn)

        loop.call_soon(turn)
        yield

    def _press(self, app: Application[Any], ready: Callable[[], None]) -> None:
        if not self.keys:
            app.exit(exception=AssertionError(f"this screen waits for a key:\n{self.output.shown}"))
            return
        size = next(self.sizes, None)
        if size is not None and size != (self.output.size.columns, self.output.size.rows):
            self.output.resize(*size)
            app._on_resize()  # noqa: SLF001  (what the signal of a terminal calls)
        ready()


class Play:
    """What came of some keys: the front end's answer, every screen seen, and what was said beside the
    screens. With `sizes` the screen gets the next of them before each key (None: it stays as it is).
    """

    def __init__(
        self,
        columns: int = 80,
        rows: int = 40,
        words: Words = ENGLISH,
        sizes: Iterable[tuple[int, int] | None] = (),
    ) -> None:
        self.size = (columns, rows)
        self.sizes = sizes
        self.words = words
        self.screens: list[str] = []
        self.said: list[str] = []
        self.units: list[str] = []
        self.left = 0

    def __call__(self, action: Callable[[DrawnFront], T], keys: Iterable[str], **front: Any) -> T:
        output = _Screen(*self.size)
        keyboard = _Keyboard(keys, self.sizes, output)
        try:
            with create_app_session(input=keyboard, output=output):
                return action(
                    DrawnFront(output, self.words, self.said.append, choose_units=self.units.append, **front)
                )
        finally:
            self.screens += output.seen
            self.left = len(keyboard.keys)
            assert not keyboard.keys, f"{self.left} keys were left over"

    @property
    def last(self) -> str:
        return self.screens[-1]
