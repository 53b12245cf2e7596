"""A report of the checker as lines of text. Decides nothing."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from runner_intake.review.conditions import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner_intake.result.assessment import Answer
    from runner_intake.verify.findings import CheckFinding, CheckReport, Range

MOST_UNTRANSLATED = 5
"""How many things without a translation are listed one by one."""


def check_lines(report: CheckReport, *, notes: bool) -> Iterator[str]:
    """Errors and warnings in full, notes and waived findings on request, then the exact ranges and a
    summary.
    """
    shown = [
        finding for finding in report.findings if notes or (finding.severity != "note" and not finding.waived)
    ]
    untranslated = {
        id(finding) for finding in [finding for finding in shown if finding.code == "V35"][MOST_UNTRANSLATED:]
    }
    for finding in shown:
        if id(finding) not in untranslated:
            yield from finding_lines(finding)
            yield ""
    if untranslated:
        things = counted(len(untranslated), "more thing")
        yield (
            f"V35: {things} without a translation; `runner-intake rules translate` puts all of them into a "
            "file, and --json lists them here."
        )
        yield ""
    yield "Scores over all answers (lowest to highest; a match is a share of max):"
    yield from (f"  {name}: {_range(scores)}" for name, scores in report.ranges.items())
    yield ""
    yield _summary(report, notes=notes)


def finding_lines(finding: CheckFinding) -> Iterator[str]:
    """One finding: severity, code, place, what, why, way out, witness."""
    waived = f" (waived: {finding.waived})" if finding.waived else ""
    yield f"{finding.severity} {finding.code} {finding.place} {finding.where}: {finding.what}{waived}"
    yield f"  Why it matters: {finding.why}"
    yield f"  Way out: {finding.way_out}"
    if finding.witness is not None:
        yield f"  Seen with: {answers_line(finding.witness)}"
    if finding.second_witness is not None:
        yield f"  and with: {answers_line(finding.second_witness)}"


def answers_line(answers: Mapping[str, Answer]) -> str:
    """Answers in one line, as YAML that can be put into an answers file."""
    return json.dumps(dict(answers), ensure_ascii=False) if answers else "{} (any answers)"


def _range(scores: Range) -> str:
    return f"{scores.low} to {scores.high} (max {scores.max}){'' if scores.exact else ', only a bound'}"


def _summary(report: CheckReport, *, notes: bool) -> str:
    counts = Counter(finding.severity for finding in report.findings if not finding.waived)
    waived = sum(bool(finding.waived) for finding in report.findings)
    parts = [
        counted(counts["error"], "error"),
        counted(counts["warning"], "warning"),
        counted(counts["note"], "note"),
    ]
    hint = "" if notes or not (counts["note"] or waived) else " (--notes shows them)"
    return f"{report.pack} {report.version}: {', '.join(parts)}, {waived} waived{hint}."
