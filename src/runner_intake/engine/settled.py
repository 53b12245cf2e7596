"""Which parts of a result no further answer can change, as its document has them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from runner_intake.result.assessment import Settled

if TYPE_CHECKING:
    from runner_intake.engine.analysis import Analysis

NOTHING_SETTLED = Settled(
    safety=False, first_steps=False, top=False, list=False, levels=False, full=False, exact=False
)
"""Where nothing is scored."""

ALL_SETTLED = Settled(safety=True, first_steps=True, top=True, list=True, levels=True, full=True, exact=True)
"""Where nothing is open."""


def settled_of(analysis: Analysis) -> Settled:
    """What no further answer can change. A contradiction is asked again, not completed, so it does not count
    as a completion.
    """
    if not analysis.scored:
        return NOTHING_SETTLED
    complete = analysis.outcome != "incomplete"
    guarantees = analysis.guarantees
    return _settled(
        safety=complete and not analysis.open_safety and not analysis.safety_hangs_on,
        first_steps=complete
        and not analysis.open_steps
        and not analysis.open_urgency
        and not analysis.open_special
        and not analysis.steps_hang_on,
        top=guarantees.top,
        list=guarantees.shown_list,
        levels=guarantees.levels,
        full=guarantees.full,
        exact=analysis.bounds.exact and not analysis.answers.work.exceeded,
    )


_settled = lru_cache(maxsize=128)(Settled)
"""Made once for all documents of which the same is settled; there are no more than these."""
