"""The terminal itself, while screens are drawn on it: Ctrl-S is a key, and what is typed ahead can be
forgotten. Does nothing where there is no such terminal (Windows, pipes).
"""

from __future__ import annotations

import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def without_flow_control() -> Iterator[None]:
    """Between two screens, too, Ctrl-S does not stop the output, and what is typed is not printed."""
    if sys.platform == "win32" or not sys.stdin.isatty():
        yield
        return
    import termios  # noqa: PLC0415  (not on Windows)

    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    ours = [*before]
    ours[0] &= ~(termios.IXON | termios.IXOFF)
    ours[3] &= ~termios.ECHO
    termios.tcsetattr(number, termios.TCSANOW, ours)
    try:
        yield
    finally:
        termios.tcsetattr(number, termios.TCSANOW, before)


def forget_typed() -> None:
    """Forgets what was typed before there was anything to answer."""
    from prompt_toolkit.application.current import get_app_session  # noqa: PLC0415  (when screens are drawn)
    from prompt_toolkit.input.typeahead import clear_typeahead  # noqa: PLC0415  (as above)

    clear_typeahead(get_app_session().input)
    if sys.platform == "win32" or not sys.stdin.isatty():
        return
    import termios  # noqa: PLC0415  (not on Windows)

    with suppress(termios.error):
        termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)
