"""How much work an exact answer may take: counted, never timed, so that the same input always gives the same
result.

Truth, circuit, checker and explanation draw on one kind of budget. A step is one test looked at (or one node
of a circuit evaluated), a few microseconds. What runs out of it says "not known for certain": sound, and
marked as not exact.
"""

from __future__ import annotations

from dataclasses import dataclass

WORK = 150_000
"""Steps for one job: the truths of one set of answers, or the circuit of one pack. The bundled pack takes
less than a tenth of it.
"""
EACH = 500
"""Steps that every single question has besides; few conditions of the bundled pack take more."""


class TooMuchWorkError(Exception):
    """A question takes more steps than are left."""


@dataclass(slots=True)
class Work:
    """The steps that are left for one job. Each question may use `each` steps of its own, and then those of
    the job.

    `exceeded` tells that a question was given up.
    """

    left: int = WORK
    each: int = 0
    exceeded: bool = False
    own: int = 0

    def begin(self) -> None:
        """Another question."""
        self.own = self.each

    def spend(self, steps: int) -> None:
        """Takes steps away; TooMuchWorkError where none are left."""
        self.own -= steps
        if self.own < 0:
            self.left, self.own = self.left + self.own, 0
        if self.left < 0:
            self.exceeded, self.left = True, 0
            raise TooMuchWorkError
