"""Exact questions about the grounded conditions of one pack: can it be true, does one imply the other. Each
question is answered once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runner_intake.conditions import (
    WORK,
    AnyOf,
    Condition,
    Facts,
    TooMuchWorkError,
    Work,
    conjunction,
    negate,
    residual,
)
from runner_intake.verify.cell_search import Found, Search

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.conditions import Domain

CHECKING = 10 * WORK
"""Steps for all questions about one pack together. What is asked after that is too large."""
QUESTION = WORK // 2
"""Steps for one of them, so that one condition that is too large leaves enough for the others; the bundled
pack takes at most a sixth.
"""


@dataclass(slots=True)
class Scope:
    """The answers of a questionnaire, as domains of its fields. A question that takes more steps than are
    `left` raises TooMuchWorkError.
    """

    domains: Mapping[str, Domain]
    left: int = CHECKING
    known: dict[Condition, Found | None] = field(default_factory=dict)

    def satisfy(self, condition: Condition) -> Found | None:
        """Answers that surely make a grounded condition true, or None where no answers do."""
        if condition not in self.known:
            if self.left <= 0:
                raise TooMuchWorkError
            work = Work(min(self.left, QUESTION))
            before = work.left
            try:
                self.known[condition] = Search(self.domains.__getitem__, work).satisfy(
                    residual(condition, Facts({}, {}, {}))
                )
            finally:
                self.left -= before - work.left
        return self.known[condition]

    def implies(self, a: Condition, b: Condition) -> bool:
        """Whether every answer that makes `a` true makes `b` true."""
        return self.differ(a, b) is None

    def differ(self, a: Condition, b: Condition) -> Found | None:
        """Answers that make `a` true and `b` false; None where no answers do."""
        cases = (
            a.parts if isinstance(a, AnyOf) else (a,)
        )  # case by case, because each alone looks at fewer fields
        return next(
            (found for case in cases if (found := self.satisfy(conjunction((case, negate(b))))) is not None),
            None,
        )

    def same(self, a: Condition, b: Condition) -> bool:
        """Whether no answers tell the two apart."""
        return self.implies(a, b) and self.implies(b, a)
