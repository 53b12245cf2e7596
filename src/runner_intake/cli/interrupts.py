"""Leaving by a signal without losing an answer: what comes while an answer is taken in or saved waits until
that is done.

Ctrl-C (SIGINT) and SIGTERM are noted, and obeyed when the next question is about to be asked or is on the
screen. A second one does not wait. Knows neither screens nor drafts.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Terminated(BaseException):
    """SIGTERM came."""


@dataclass(slots=True)
class Interrupts:
    """What came and is not obeyed yet. `forced` is whether a second signal broke something off; `wake` is
    called when one comes.
    """

    noted: int | None = None
    forced: bool = False
    wake: Callable[[], None] = lambda: None
    _is_waiting: bool = False

    @contextmanager
    def deferred(self) -> Iterator[None]:
        """Signals wait inside."""
        if threading.current_thread() is not threading.main_thread():  # signals reach the main thread only
            yield
            return
        before = {number: signal.signal(number, self._come) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def leaving(self) -> BaseException | None:
        """What to leave with, if a signal came."""
        return None if self.noted is None else _exception(self.noted)

    def read(self, line: Callable[[], str]) -> str:
        """A line from a reader that waits for the runner. A signal breaks the waiting off; a line that is
        there already is taken first.
        """
        typed: list[str] = []
        try:
            self._is_waiting = True
            if (before := self.leaving()) is not None:
                raise before
            typed.append(line())
        except (KeyboardInterrupt, Terminated) as leaving:
            if not typed:
                raise
            self.noted = signal.SIGTERM if isinstance(leaving, Terminated) else signal.SIGINT
        finally:
            self._is_waiting = False
        return "".join(typed)

    def _come(self, number: int, _: FrameType | None) -> None:
        if self._is_waiting:
            raise _exception(number)
        if self.noted is not None:
            self.forced = True
            raise _exception(number)
        self.noted = number
        self.wake()


def _exception(number: int) -> BaseException:
    return Terminated() if number == signal.SIGTERM else KeyboardInterrupt()
