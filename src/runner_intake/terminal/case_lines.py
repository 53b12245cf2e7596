"""The cases of a pack in lines: what does not hold, and what no case tries."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from runner_intake.terminal.reviewer_conditions import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.verify.coverage import Untried
    from runner_intake.verify.expectations import Failure


def case_lines(count: int, failed: Sequence[Failure], gaps: Sequence[Untried]) -> Iterator[str]:
    """Every failure and every gap in a line, and then how many there are."""
    yield from (f"{each.place} {each.about}: {each.what}" for each in failed)
    yield from (f"{each.place} {each.rule}: {_gap_words(each)}" for each in gaps)
    if count == 0:
        yield "This pack has no cases. Write some into its folder `cases`: answers, and what must come out."
    elif failed:
        yield f"{len(failed)} of {count} expectations {'does' if len(failed) == 1 else 'do'} not hold."
    else:
        yield f"All {count} expectations hold."
    if count and gaps:
        yield f"{len(gaps)} {'thing is' if len(gaps) == 1 else 'things are'} not tried by any case."
    elif count:
        yield "Every rule is tried both ways, and every threshold on both sides."


def _gap_words(gap: Untried) -> str:
    match gap.gap:
        case "never_true":
            return "no case makes this rule true."
        case "never_false":
            return "no case makes this rule false."
        case "boundary":
            return f"no case shows that it changes at {gap.field} {number(gap.threshold or 0)}."
        case _:
            assert_never(gap.gap)
