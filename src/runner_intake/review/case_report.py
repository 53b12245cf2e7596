"""The cases of a pack and what they cover, as lines of text. Decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.reading.yaml_edit import flow
from runner_intake.review.conditions import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.verify.cases.accept import ExpectationProposal
    from runner_intake.verify.cases.report import CaseReport

_ALL_COVERED = "every rule is covered on both sides of every boundary"


def case_lines(report: CaseReport) -> Iterator[str]:
    """Failed cases, then what is not covered, then a summary."""
    for issue in report.failed:
        yield f"failed {issue.place} {issue.about}: {issue.what}"
    for issue in report.uncovered:
        yield f"not covered {issue.place} {issue.about}: {issue.what}"
    passed = report.cases - len(report.failed)
    failed = f"{len(report.failed)} failed" if report.failed else "all as written"
    covered = (
        f"{counted(len(report.uncovered), 'gap')} in what they cover" if report.uncovered else _ALL_COVERED
    )
    yield (
        f"{report.pack}: {counted(report.cases, 'case')}, {failed}; {covered}."
        if report.cases
        else f"{report.pack}: no cases; {covered}."
    )
    if report.failed:
        yield f"{passed} came out as written."


def change_lines(proposal: ExpectationProposal) -> Iterator[str]:
    """Every expectation that would change, with its old and its new value; then what a person must change by
    hand.
    """
    for change in proposal.changes:
        worse = " (LESS SEVERE)" if change.less_severe else ""
        yield f"{change.place} {change.about} {change.key}: {flow(change.old)} -> {flow(change.new)}{worse}"
    for failure in proposal.by_hand:
        yield f"by hand {failure.place} {failure.about}: {failure.problem}"
    if not proposal.changes:
        yield "No expectation can be changed so." if proposal.by_hand else "Every case comes out as written."
