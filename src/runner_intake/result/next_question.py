"""What to ask next, as it comes out. Knows nothing of how it was found."""

from __future__ import annotations

from typing import NamedTuple

from runner_intake.vocabulary import Fact


class Next(NamedTuple):
    """The question to ask next, or None where the goal is reached; the open facts it can change; all that
    could still be asked for it.
    """

    question: str | None
    facts: tuple[Fact, ...] = ()
    remaining: tuple[str, ...] = ()

    @property
    def reached(self) -> bool:
        """Whether no unasked question can change an open fact of the goal."""
        return self.question is None
