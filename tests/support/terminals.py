"""The program in a pseudo-terminal with an emulated screen. Waits for text, never for time."""

from __future__ import annotations

import os
import re
import signal
import sys
from typing import TYPE_CHECKING

import pexpect
import pyte

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = 12
"""Seconds until a text that does not come counts as missing."""


class Terminal:
    """A running program.

    `redirected` is added to its command line in a shell; it writes in `encoding`. `first` is code that runs
    before. `state` holds its draft and settings; `raw` is every byte it wrote, as text; `echoes` is whether
    the terminal was left as one finds it, so that what is typed is seen. The computer is set to Britain, if
    `environment` says nothing else.
    """

    def __init__(  # noqa: PLR0913  (one parameter a setting)
        self,
        *arguments: str,
        state: Path,
        columns: int = 100,
        rows: int = 40,
        redirected: str = "",
        encoding: str = "utf-8",
        first: str = "",
        **environment: str,
    ) -> None:
        env = {
            **os.environ,
            "TERM": "xterm",
            "XDG_STATE_HOME": str(state),
            "XDG_CONFIG_HOME": str(state),
            "PYTHONUTF8": "1",
            "LC_ALL": "",
            "LANG": "en_GB.UTF-8",
            **environment,
        }
        for name in ("COLUMNS", "LINES", "NO_COLOR"):
            if name not in environment:
                env.pop(name, None)
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.Stream(self.screen)
        self.raw = ""
        self.echoes = False
        program = (
            ["-c", f"{first}\nfrom runner_intake.cli import main\nmain()", *arguments]
            if first
            else ["-m", "runner_intake", *arguments]
        )
        command, options = (
            (sys.executable, program)
            if not redirected
            else ("bash", ["-c", f"{sys.executable} {' '.join(program)} {redirected}"])
        )
        self.child = pexpect.spawn(
            command,
            options,
            env=env,
            encoding=encoding,
            timeout=LONGEST,
            dimensions=(rows, columns),
            preexec_fn=_with_usual_signals,
        )

    @property
    def shown(self) -> str:
        """The screen as text."""
        return "\n".join(line.rstrip() for line in self.screen.display).strip("\n")

    def wait_for(self, text: str) -> Terminal:
        """Reads until a text is on the screen, however it is wrapped."""
        wanted = _flat(text)
        while wanted not in _flat(self.shown):
            try:
                self._read()
            except (pexpect.EOF, pexpect.TIMEOUT):
                raise AssertionError(f"{text!r} never came; the screen was:\n{self.shown}") from None
        return self

    def type(self, *keys: str) -> Terminal:
        """Sends keys."""
        for key in keys:
            self.child.send(key)
        return self

    def end(self) -> int:
        """Reads to the end and gives the exit code (or minus the signal)."""
        try:
            while True:
                self._read()
        except pexpect.EOF:
            pass
        self.echoes = self.child.getecho()
        self.child.close()
        assert self.child.exitstatus is not None or self.child.signalstatus is not None
        return (
            self.child.exitstatus if self.child.exitstatus is not None else -int(self.child.signalstatus or 0)
        )

    def _read(self) -> None:
        part = self.child.read_nonblocking(65536, timeout=LONGEST)
        self.raw += part
        self.stream.feed(part)


def _with_usual_signals() -> None:
    """A shell lets what it runs in the background, or under nohup, ignore some signals."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)
