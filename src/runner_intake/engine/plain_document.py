"""The result document of complete, plain answers by the compiled pack: put together from kept parts, without
validation, equal to what the exact engine makes.

UnusualError for all other answers. Knows how a document is put together; no rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.compiled import UnusualError, flat_of
from runner_intake.engine.benefits import withheld
from runner_intake.engine.plain_parts import Models, Reached, closing_texts, keep, notice, reached
from runner_intake.engine.plain_rows import RaisedRule, Rows, findings_first
from runner_intake.engine.settled import ALL_SETTLED, NOTHING_SETTLED
from runner_intake.pack import region_of
from runner_intake.result.assessment import (
    Assessment,
    EvidenceSummary,
    Finding,
    HelpLine,
    Other,
    PackRef,
    Safety,
    Suggestion,
    Withheld,
)
from runner_intake.result.shared import made
from runner_intake.vocabulary import SUGGESTING, UNSCORED

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import date

    from runner_intake.compiled import Decided
    from runner_intake.pack import Pack, Region, SafetyRule


class PlainDocuments:
    """The documents of one pack, and the parts that are kept for them."""

    def __init__(self, pack: Pack, rows: Rows) -> None:
        self.pack, self.rows, self.models = pack, rows, Models()
        self._ref = PackRef(
            id=pack.id, version=pack.version, sha256=pack.sha256, reviewed_by=pack.reviewed_by
        )
        self._withheld: tuple[Other | Withheld, ...] = withheld(pack.benefits)
        self._reached: dict[Hashable, Reached] = {}
        self._evidence: dict[Hashable, EvidenceSummary] = {}
        self._findings: dict[Hashable, Finding] = {}
        self._notices: dict[Hashable, str] = {}
        self._closing: dict[Hashable, tuple[str, ...]] = {}
        self._numbers: dict[Hashable, tuple[HelpLine, ...]] = {}

    @classmethod
    def of(cls, pack: Pack) -> PlainDocuments | None:
        """The pack compiled for documents; None where it cannot be."""
        flat = flat_of(pack, Models())
        return cls(pack, Rows(pack, flat)) if flat else None

    def attempt(self, answers: dict[str, object], code: str | None, today: date | None) -> Assessment | None:
        """The document of complete, plain answers; None for all others."""
        try:
            return self(answers, code, today)
        except UnusualError:
            return None

    def __call__(self, answers: dict[str, object], code: str | None, today: date | None) -> Assessment:
        """The document of complete, plain answers; UnusualError for all others. `code` and `today` as in
        `assess`.
        """
        decided = self.rows.decided(answers)
        region = region_of(code, self.pack) if code is not None else None
        outcome, safety, steps, _, closing, shown, entries = decided
        scored = outcome not in UNSCORED
        raised = self.rows.raised(decided) if safety else []
        suggestions: tuple[Suggestion, ...] = ()
        others = self._withheld
        if outcome in SUGGESTING:
            conditions = tuple([rule.condition for rule, _ in raised if rule.outcome and rule.condition])
            suggestions, others = self._benefits(decided, conditions)
        values = {
            "schema_": "runner-intake/assessment/2",
            "created": today,
            "language": self.pack.language,
            "region": region.code if region else None,
            "pack": self._ref,
            "answers": shown,
            "origins": {},
            "safety": self._safety(decided, raised, region),
            "first_steps": tuple([step[2] for step in steps]),
            "possible_first_steps": (),
            "suggestions": suggestions,
            "others": others,
            "settled": ALL_SETTLED if scored else NOTHING_SETTLED,
            "open": (),
            "ignored_answers": (),
            "description": self.rows.description(entries) if scored else {},
            "notices": self._ending(decided, raised)
            + (
                self._closing.get((outcome, closing))
                or keep(self._closing, (outcome, closing), closing_texts(self.pack, closing, outcome))
            ),
        }
        return made(Assessment, values)

    def _safety(self, decided: Decided, raised: list[RaisedRule], region: Region | None) -> Safety:
        findings = tuple([self._finding(rule, key, decided) for rule, key in raised if rule.outcome])
        asking = findings_first(raised)
        values = {
            "outcome": decided[0],
            "findings": findings,
            "missing": (),
            "help_lines": self._help_lines(asking, region) if asking else (),
        }
        return made(Safety, values)

    def _finding(self, rule: SafetyRule, key: Hashable, decided: Decided) -> Finding:
        return self._findings.get(key) or keep(
            self._findings, key, self.models.finding(rule, self.rows.answers(decided))
        )

    def _ending(self, decided: Decided, raised: list[RaisedRule]) -> tuple[str, ...]:
        """The notices that hold."""
        if not raised:
            return ()
        return tuple(
            [
                self._notices.get(key) or keep(self._notices, key, notice(rule, self.rows.answers(decided)))
                for rule, key in raised
                if rule.outcome is None
            ]
        )

    def _help_lines(self, rules: tuple[SafetyRule, ...], region: Region | None) -> tuple[HelpLine, ...]:
        key = (region.code if region else None, *[rule.lines for rule in rules])
        return self._numbers.get(key) or keep(
            self._numbers, key, self.models.numbers(rules, self.pack, region)
        )

    def _benefits(
        self, decided: Decided, conditions: tuple[str, ...]
    ) -> tuple[tuple[Suggestion, ...], tuple[Other | Withheld, ...]]:
        scored = decided[3]
        suggestions: list[Suggestion] = []
        others: list[Other | Withheld] = []
        for index, why, cover in self.rows.benefits(scored):
            applies, points, reasons, notes = scored[index]
            benefit = self.pack.benefits[index]
            score = self._reached.get((index, points, applies)) or keep(
                self._reached, (index, points, applies), reached(self.pack, benefit, points, applies=applies)
            )
            evidence = self._evidence.get((index, notes)) or keep(
                self._evidence, (index, notes), self.models.evidence(benefit, self.rows.answers(decided))
            )
            head = {
                "rank": None if why else len(suggestions) + 1,
                "benefit": benefit.id,
                "title": benefit.title,
            }
            body = {
                "points": score.points,
                "match": score.match,
                "priority": score.priority,
                "evidence": evidence,
                "reasons": tuple(reasons),
                "open_reasons": (),
                "conditions": () if why else conditions,
                "settled": True,
            }
            if why is None:
                suggestions.append(made(Suggestion, {**head, "level": score.level, **body}))
                continue
            covered_by = None if cover is None else self.pack.benefits[cover].id
            reason = {"level": score.level, "why": why, "covered_by": covered_by}
            others.append(made(Other, {**head, **reason, **body}))
        return tuple(suggestions), tuple(others)
