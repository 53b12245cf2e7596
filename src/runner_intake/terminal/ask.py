"""Asking in the terminal from Python, also while an event loop is running. Saves nothing and shows no result;
the caller gets the interview at its stop.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from runner_intake.interview import Ask, Interview
from runner_intake.present.view import View
from runner_intake.terminal.conversation import past_answers, replied
from runner_intake.terminal.screen_front import DrawnFront

if TYPE_CHECKING:
    from runner_intake.terminal.front import Front


def ask(interview: Interview | None = None, *, front: Front | None = None) -> Interview:
    """The interview at its stop, after its questions were asked in the terminal (those of a new one by
    default).

    `front` asks (the drawn screens on standard error by default). Look at `step` first: at the stop
    `emergency` show `result().safety` at once. KeyboardInterrupt where the person leaves. Inside a running
    event loop it holds the loop up: await `ask_async` there.
    """
    current = interview or Interview()
    view = View.of(current.pack)
    asks = front or _screens(view)
    while isinstance(step := current.step, Ask):
        current = replied(asks, current, step, past_answers(current, view))
    return current


async def ask_async(interview: Interview | None = None, *, front: Front | None = None) -> Interview:
    """As `ask`, without holding up the event loop that is running."""
    return await asyncio.to_thread(ask, interview, front=front)


def _screens(view: View) -> DrawnFront:
    from prompt_toolkit.output import create_output  # noqa: PLC0415  (only what is used is loaded)

    output = create_output(stdout=sys.stderr)
    if hasattr(output, "enable_cpr"):
        output.enable_cpr = False
    return DrawnFront(output, view.words, print, saves=lambda: False)
