"""Cases and coverage together, as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.result.assessment import DocumentPart
from runner_intake.verify.cases.coverage import gaps
from runner_intake.verify.cases.run import failures

if TYPE_CHECKING:
    from runner_intake.pack import Pack
    from runner_intake.verify.cases.read import Cases


class CaseIssue(DocumentPart):
    """A case that failed, or something that no case covers."""

    place: str
    about: str
    what: str


class CaseReport(DocumentPart):
    """How many cases there are, those that failed, and what of the rules none of them covers."""

    pack: str
    cases: int
    failed: tuple[CaseIssue, ...]
    uncovered: tuple[CaseIssue, ...]


def case_report(pack: Pack, cases: Cases) -> CaseReport:
    """The cases run, and the rules they cover."""
    return CaseReport(
        pack=f"{pack.id} {pack.version}",
        cases=len(cases),
        failed=tuple(
            CaseIssue(place=failure.place, about=failure.about, what=failure.problem)
            for failure in failures(pack, cases)
        ),
        uncovered=tuple(
            CaseIssue(place=gap.place, about=gap.where, what=gap.what) for gap in gaps(pack, cases)
        ),
    )
