"""What the checker can find: the kinds of `findings.toml`, one finding, and the report of a pack."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from runner_intake.package_files import package_file
from runner_intake.result.assessment import Answer, DocumentPart

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding: how bad it is, what it is, why it matters and the way out."""

    severity: Severity
    what: str
    why: str
    way_out: str


@cache
def kinds() -> Mapping[str, FindingKind]:
    """Every kind of finding by its code, as `findings.toml` says."""
    table = tomllib.loads(package_file("verify/findings.toml").read_text(encoding="utf-8"))
    return {code: FindingKind(**row) for code, row in table.items()}


class CheckFinding(DocumentPart):
    """One thing found: its kind, where (`where` is the id of a rule, question, benefit or source; `place` is
    file:line:column), and what.

    `witness` is a set of answers that shows it, `second_witness` another where it takes two; None where there
    is nothing to show.
    """

    code: str
    severity: Severity
    where: str
    place: str
    what: str
    why: str
    way_out: str
    witness: Mapping[str, Answer] | None = None
    second_witness: Mapping[str, Answer] | None = None
    waived: str | None = None


class Range(DocumentPart):
    """The lowest and the highest score of a benefit over all answers of runners to whom it applies; `exact`
    is False where it is only a bound.
    """

    low: int
    high: int
    max: int
    exact: bool


class CheckReport(DocumentPart):
    """What the checker found in a pack: errors, warnings and notes, worst first; waived ones carry their
    reason.
    """

    pack: str
    version: str
    today: str
    findings: tuple[CheckFinding, ...]
    ranges: Mapping[str, Range]

    @property
    def open(self) -> tuple[CheckFinding, ...]:
        """The errors and warnings that are not waived."""
        return tuple(
            finding for finding in self.findings if finding.severity != "note" and not finding.waived
        )


ShownBy = Mapping[str, Answer] | None


def finding(
    code: str, location: tuple[str, str], what: str, witness: ShownBy = None, second: ShownBy = None
) -> CheckFinding:
    """A finding of a kind; `location` is where and in which place of which file."""
    kind, (where, place) = kinds()[code], location
    return CheckFinding(
        code=code,
        severity=kind.severity,
        where=where,
        place=place,
        what=what,
        why=kind.why,
        way_out=kind.way_out,
        witness=witness,
        second_witness=second,
    )
