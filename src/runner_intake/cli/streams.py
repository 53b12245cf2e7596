"""Standard output and error as the program uses them: hidden signs are made visible, and what the output
cannot hold gets a substitute.

Everything the program writes passes here, but for screens that are drawn: these send their own signs to the
terminal and make the hidden ones in texts visible before (`terminal/wrapping.py`, `terminal/results.py`).
Knows nothing of what is written.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, TextIO, cast

from runner_intake.text.signs import visible
from runner_intake.text.substitutes import HANDLER, escaped_for, register

if TYPE_CHECKING:
    from collections.abc import Iterable


class VisibleStream:
    """A stream that shows every hidden sign. `drawn` is the stream below it, for what was made visible
    already.
    """

    def __init__(self, drawn: TextIO) -> None:
        self.drawn = drawn

    def write(self, text: str) -> int:
        """Writes a text. A carriage return that begins it stays: so a line that tells of progress is written
        anew.
        """
        again = "\r" if text.startswith("\r") else ""
        return self.drawn.write(again + visible(text[len(again) :]))

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> object:
        return getattr(self.drawn, name)


def set_up() -> None:
    """Makes `sys.stdout` and `sys.stderr` screens. A stream that is closed becomes one that holds nothing."""
    register()
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115  (a device, open to the end)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            stream = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  (as above)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=HANDLER)
        if not isinstance(stream, VisibleStream):
            setattr(sys, name, VisibleStream(stream))


def drawn(stream: TextIO) -> TextIO:
    """The stream for a screen that is drawn, where hidden signs were made visible before."""
    return cast("TextIO", _Canvas(stream.drawn)) if isinstance(stream, VisibleStream) else stream


class _Canvas:
    """A stream that takes text only, not bytes, so that substitutes are found for whoever would encode by
    itself.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> object:
        if name == "buffer":
            raise AttributeError(name)
        return getattr(self._stream, name)


def echo(text: str = "", *, aside: bool = False, end: str = "\n") -> None:
    """Writes a line to standard output, or `aside` to standard error."""
    stream = sys.stderr if aside else sys.stdout
    stream.write(f"{text}{end}")
    stream.flush()


def print_document(text: str, *, end: str = "\n") -> None:
    r"""Writes JSON, or YAML with its texts in quotes: what the output cannot hold is written as `\u1234`, so
    that the meaning stays.
    """
    echo(escaped_for(text, sys.stdout.encoding or "utf-8"), end=end)
