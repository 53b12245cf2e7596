"""A conversation that keeps, shows and saves nothing, except where a test says otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from runner_intake.present.view import View
from runner_intake.terminal.conversation import Conversation

if TYPE_CHECKING:
    from runner_intake import Pack
    from runner_intake.terminal.front import Front


def conversation(front: Front, pack: Pack, **own: Any) -> Conversation:
    """A conversation over a front end; `own` are the moments at which something is done."""
    quiet = Conversation(
        front,
        view=lambda: View.of(pack),
        keep=lambda _: None,
        show=lambda _: None,
        explain=lambda _: None,
        report=lambda _interview, _front: None,
        now=lambda _: (),
    )
    return replace(quiet, **own)
