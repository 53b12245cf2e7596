"""The front ends of a terminal, and sentences beside the result."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.cli.streams import drawn, echo
from runner_intake.text.wrapping import wrapped_plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner_intake.cli.interrupts import Interrupts
    from runner_intake.cli.session.choices import Choices
    from runner_intake.terminal.front import Front


@dataclass(slots=True)
class Aside:
    """Says a sentence beside the result: on standard error, wrapped between words unless scripts read it
    (`ids`). The last screen of the front end is taken away before, once there is one.
    """

    ids: bool
    front: Front | None = None

    def __call__(self, text: str) -> None:
        if self.front is not None:
            self.front.clear()
        self.write(text)

    def write(self, text: str) -> None:
        """Writes a line, and leaves the screen as it is."""
        lines = [text] if self.ids else wrapped_plain(text, shutil.get_terminal_size().columns - 1)
        for line in lines:
            echo(line, aside=True)


def plain_front(choices: Choices, interrupts: Interrupts, aside: Aside) -> Front:
    """Plain lines, for screen readers, simple terminals and scripts."""
    from runner_intake.terminal.plain_front import PlainFront  # noqa: PLC0415  (only what is used is loaded)

    def typed(prompt: str) -> str:
        """A line from the terminal; EOFError at its end."""
        echo(prompt, aside=True, end="")
        line = interrupts.read(sys.stdin.readline)
        if not line:
            raise EOFError
        return line.rstrip("\r\n")

    return PlainFront(typed, aside.write, choices.words, aside.ids)


def drawn_front(
    choices: Choices, interrupts: Interrupts, aside: Aside, has_saved: Callable[[], bool]
) -> Front:
    """Screens drawn on standard error; `has_saved` tells whether answers are kept when the runner leaves."""
    from prompt_toolkit.output import create_output  # noqa: PLC0415  (as above)

    from runner_intake.terminal.screen import wake  # noqa: PLC0415  (as above)
    from runner_intake.terminal.screen_front import DrawnFront  # noqa: PLC0415  (as above)

    output = create_output(stdout=drawn(sys.stderr))
    if hasattr(output, "enable_cpr"):
        output.enable_cpr = False
    interrupts.wake = wake
    return DrawnFront(output, choices.words, aside, choices.choose_units, has_saved, interrupts.leaving)
