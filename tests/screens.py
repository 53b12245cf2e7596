"""A screen emulator around the drawn front end, in process: one key for every finished render, no sleeps."""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import pyte
from prompt_toolkit.application import create_app_session
from prompt_toolkit.application.current import get_app_or_none
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from runner_intake.terminal.screen_front import DrawnFront
from runner_intake.text.catalogue import ENGLISH, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from prompt_toolkit.input import PipeInput

T = TypeVar("T")


class _Screen(Vt100_Output):
    """An output that draws on an emulated screen and sends the next key after every render of a screen that
    is asked, whether or not anything has changed on it.
    """

    def __init__(self, columns: int, rows: int) -> None:
        self.emulated = pyte.Screen(columns, rows)
        self.stream = pyte.Stream(self.emulated)
        self.written = io.StringIO()
        self.sent: PipeInput | None = None
        self.keys: list[str] = []
        self.seen: list[str] = []
        self.last_render: tuple[object, int] | None = None
        self.size = Size(rows=rows, columns=columns)
        self.sizes: Iterator[tuple[int, int]] = iter(())
        super().__init__(self.written, lambda: self.size, term="xterm", enable_cpr=False)

    def flush(self) -> None:
        super().flush()
        text = self.written.getvalue()
        self.written.seek(0)
        self.written.truncate()
        if text:
            self.stream.feed(text.replace("\n", "\r\n") if "\r" not in text else text)
        shown = "\n".join(line.rstrip() for line in self.emulated.display).strip("\n")
        if text and shown:
            self.seen.append(shown)
        app = get_app_or_none()
        if app is None or app.is_done or not shown or (app, app.render_counter) == self.last_render:
            return
        self.last_render = (app, app.render_counter)
        for columns, rows in islice(self.sizes, 1):
            self.size = Size(rows=rows, columns=columns)
            self.emulated.resize(rows, columns)
        if self.keys and self.sent:
            self.sent.send_text(self.keys.pop(0))


class Play:
    """What came of some keys: the front end's answer, every screen seen, and what was said beside the
    screens. With `sizes` the screen has the next of them before each key.
    """

    def __init__(
        self,
        columns: int = 80,
        rows: int = 40,
        words: Words = ENGLISH,
        sizes: Iterable[tuple[int, int]] = (),
    ) -> None:
        self.size = (columns, rows)
        self.sizes = sizes
        self.words = words
        self.screens: list[str] = []
        self.said: list[str] = []
        self.units: list[str] = []

    def __call__(self, action: Callable[[DrawnFront], T], keys: list[str], **front: Any) -> T:
        output = _Screen(*self.size)
        output.keys = list(keys)
        output.sizes = iter(self.sizes)
        try:
            with create_pipe_input() as sent, create_app_session(input=sent, output=output):
                output.sent = sent
                return action(
                    DrawnFront(output, self.words, self.said.append, choose_units=self.units.append, **front)
                )
        finally:
            self.screens += output.seen
            assert not output.keys, "keys were left over"

    @property
    def last(self) -> str:
        return self.screens[-1]
