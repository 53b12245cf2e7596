"""Everything that can be found in one pack, worst first, with what its waivers accept marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.conditions.solve import Solver
from runner_intake.verify.condition_checks import condition_findings
from runner_intake.verify.findings import CheckFinding, CheckReport, finding, kinds
from runner_intake.verify.given_checks import given_findings
from runner_intake.verify.loading_checks import loading_findings
from runner_intake.verify.outcome_checks import outcome_findings
from runner_intake.verify.owned_conditions import conditions_of
from runner_intake.verify.promise_checks import promise_findings
from runner_intake.verify.question_checks import question_findings
from runner_intake.verify.score_checks import ranges, score_findings
from runner_intake.verify.text_checks import text_findings
from runner_intake.verify.translation_checks import translation_findings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from runner_intake.pack import Pack

_ORDER = ("error", "warning", "note")


def check(pack: Pack, today: date) -> CheckReport:
    """The report of a pack. `today` decides which evidence is due for review.

    A finding is exact: it was proved over every cell of the answers that bear on it, or it says that it was
    not checked.
    """
    findings = sorted(
        _with_waivers(pack, list(_findings(pack, today))),
        key=lambda issue: (_ORDER.index(issue.severity), issue.code),
    )
    return CheckReport(
        pack=pack.id,
        version=pack.version,
        today=today.isoformat(),
        findings=tuple(findings),
        ranges=ranges(pack),
    )


def _findings(pack: Pack, today: date) -> Iterator[CheckFinding]:
    solver = Solver(pack.questionnaire.domains)
    conditions = list(conditions_of(pack))
    yield from condition_findings(pack, [owned for owned in conditions if not owned.as_given], solver)
    yield from given_findings(conditions, pack)
    yield from score_findings(pack)
    yield from question_findings(pack, conditions, Solver(pack.questionnaire.domains))
    as_given = frozenset(owned.where for owned in conditions if owned.as_given)
    yield from outcome_findings(pack, as_given, solver)
    yield from promise_findings(pack)
    yield from loading_findings(pack, Solver(pack.questionnaire.domains))
    yield from text_findings(pack, today)
    yield from translation_findings(pack)


def _with_waivers(pack: Pack, findings: list[CheckFinding]) -> Iterator[CheckFinding]:
    """The findings, those that a waiver accepts with its reason; and the waivers that fit nothing. What was
    not checked cannot be waived away.
    """
    reasons = {(waiver.finding, waiver.where): waiver.reason for waiver in pack.waivers}
    for issue in findings:
        reason = reasons.get((issue.code, issue.where))
        yield issue.model_copy(update={"waived": reason}) if reason else issue
    known = {(issue.code, issue.where) for issue in findings}
    for waiver in pack.waivers:
        if (waiver.finding, waiver.where) not in known:
            what = "such finding" if waiver.finding in kinds() else f"kind of finding {waiver.finding}"
            yield finding("V40", (waiver.where, waiver.place), f"There is no {what}.")
