"""The JSON text of a result of complete, plain answers by the compiled pack: kept texts of its parts put
together, byte for byte what the document itself would write.

UnusualError for all other answers. Knows how the text is put together; no rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic_core import to_json

from runner_intake.compiled import UnusualError, flat_of
from runner_intake.engine.benefits import withheld
from runner_intake.engine.plain_parts import Models, closing_texts, keep, notice, reached
from runner_intake.engine.plain_rows import Rows, findings_first
from runner_intake.engine.settled import ALL_SETTLED, NOTHING_SETTLED
from runner_intake.pack import region_of
from runner_intake.result.assessment import PackRef
from runner_intake.vocabulary import SUGGESTING, UNSCORED

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import date

    from runner_intake.compiled import Decided
    from runner_intake.conditions import Value
    from runner_intake.engine.plain_rows import RaisedRule
    from runner_intake.pack import FirstStepRules, Pack, PointRule, Region, StepRule
    from runner_intake.questionnaire import Answers


class _Texts:
    """The parts as JSON text; an answer with its name."""

    models = Models()

    def shown(self, name: str, value: Value, answers: Answers) -> object:
        return f"{_json(name)}:{_json(self.models.shown(name, value, answers))}"

    def reason(self, rule: PointRule, answers: Answers) -> object:
        return self.models.reason(rule, answers).model_dump_json()

    def step(self, step: FirstStepRules, rule: StepRule, answers: Answers) -> object:
        return self.models.step(step, rule, answers).model_dump_json()


class PlainTexts:
    """The JSON texts of the results of one pack, and the parts that are kept for them."""

    def __init__(self, pack: Pack, rows: Rows) -> None:
        self.pack, self.rows, self.models = pack, rows, Models()
        ref = PackRef(id=pack.id, version=pack.version, sha256=pack.sha256, reviewed_by=pack.reviewed_by)
        self._pack = f'"pack":{ref.model_dump_json()}'
        self._language = _json(pack.language)
        self._withheld = ",".join(part.model_dump_json() for part in withheld(pack.benefits))
        self._settled = [part.model_dump_json() for part in (NOTHING_SETTLED, ALL_SETTLED)]
        self._heads = [
            f'"benefit":{_json(benefit.id)},"title":{_json(benefit.title)}' for benefit in pack.benefits
        ]
        self._covers = [_json(benefit.id) for benefit in pack.benefits]
        self._scores: dict[Hashable, tuple[str, str]] = {}
        self._evidence: dict[Hashable, str] = {}
        self._raised: dict[Hashable, str] = {}
        self._endings: dict[Hashable, str] = {}
        self._numbers: dict[Hashable, str] = {}

    @classmethod
    def of(cls, pack: Pack) -> PlainTexts | None:
        """The pack compiled for JSON text; None where it cannot be."""
        flat = flat_of(pack, _Texts())
        return cls(pack, Rows(pack, flat)) if flat else None

    def attempt(self, answers: dict[str, object], code: str | None, today: date | None) -> str | None:
        """The text of complete, plain answers; None for all others."""
        try:
            return self(answers, code, today)
        except UnusualError:
            return None

    def __call__(self, answers: dict[str, object], code: str | None, today: date | None) -> str:
        """The text of the document of complete, plain answers; UnusualError for all others."""
        decided = self.rows.decided(answers)
        region = region_of(code, self.pack) if code is not None else None
        outcome, _, steps, _, closing, shown, entries = decided
        raised = self.rows.raised(decided)
        scored = outcome not in UNSCORED
        suggestions, others = "", self._withheld
        if outcome in SUGGESTING:
            conditions = _json([rule.condition for rule, _ in raised if rule.outcome and rule.condition])
            suggestions, others = self._benefits(decided, conditions)
        created = f'"{today.isoformat()}"' if today else "null"
        where = _json(region.code) if region else "null"
        described = self.rows.description(entries) if scored else {}
        ending = self._endings.get((outcome, closing)) or self._closing(outcome, closing)
        notices = [self._notice(raise_, decided) for raise_ in raised if raise_[0].outcome is None]
        return (
            f'{{"schema":"runner-intake/assessment/2","created":{created},"language":{self._language},'
            f'"region":{where},{self._pack},"answers":{{{",".join(shown.values())}}},"origins":{{}},'  # type: ignore[arg-type]  # all text
            f'"safety":{self._safety(decided, raised, region)},'
            f'"first_steps":[{",".join([step[2] for step in steps])}],"possible_first_steps":[],'  # type: ignore[misc]  # as above
            f'"suggestions":[{suggestions}],"others":[{others}],"settled":{self._settled[scored]},"open":[],'
            f'"ignored_answers":[],"description":{{{",".join(described.values())}}},'  # type: ignore[arg-type]  # as above
            f'"notices":[{",".join([*notices, ending])}]}}'
        )

    def _closing(self, outcome: str, holding: int) -> str:
        texts = ",".join(_json(text) for text in closing_texts(self.pack, holding, outcome))
        return keep(self._endings, (outcome, holding), texts)

    def _safety(self, decided: Decided, raised: list[RaisedRule], region: Region | None) -> str:
        findings = ",".join([self._finding(raise_, decided) for raise_ in raised if raise_[0].outcome])
        numbers = self._help_lines(raised, region)
        return f'{{"outcome":"{decided[0]}","findings":[{findings}],"missing":[],"help_lines":[{numbers}]}}'

    def _finding(self, raised: RaisedRule, decided: Decided) -> str:
        rule, key = raised
        return self._raised.get(key) or keep(
            self._raised, key, self.models.finding(rule, self.rows.answers(decided)).model_dump_json()
        )

    def _notice(self, raised: RaisedRule, decided: Decided) -> str:
        rule, key = raised
        return self._raised.get(key) or keep(
            self._raised, key, _json(notice(rule, self.rows.answers(decided)))
        )

    def _help_lines(self, raised: list[RaisedRule], region: Region | None) -> str:
        rules = findings_first(raised)
        if not rules:
            return ""
        key = (region.code if region else None, *[rule.lines for rule in rules])
        lines = self._numbers.get(key)
        if lines is None:
            parts = self.models.numbers(rules, self.pack, region)
            lines = keep(self._numbers, key, ",".join(part.model_dump_json() for part in parts))
        return lines

    def _benefits(self, decided: Decided, conditions: str) -> tuple[str, str]:
        scored, suggestions, others = decided[3], list[str](), list[str]()
        for index, why, cover in self.rows.benefits(scored):
            applies, points, reasons, notes = scored[index]
            level, score = self._scores.get((index, points, applies)) or self._score(index, points, applies)
            evidence = self._evidence.get((index, notes)) or self._new_evidence(index, notes, decided)
            counted = ",".join(reasons)  # type: ignore[arg-type]  # all text
            body = f'{score},{evidence},"reasons":[{counted}],"open_reasons":[],"conditions":'
            head = f"{self._heads[index]},{level}"
            if why is None:
                rank = len(suggestions) + 1
                suggestions.append(f'{{"rank":{rank},{head},{body}{conditions},"settled":true}}')
                continue
            covered = "null" if cover is None else self._covers[cover]
            reason = f'"why":"{why}","covered_by":{covered}'
            others.append(f'{{"rank":null,{head},{reason},{body}[],"settled":true}}')
        return ",".join(suggestions), ",".join(others)

    def _score(self, index: int, points: int, applies: bool) -> tuple[str, str]:  # noqa: FBT001  (part of the key)
        """The level, and the points with what they come to."""
        score = reached(self.pack, self.pack.benefits[index], points, applies=applies)
        named = (("points", score.points), ("match", score.match), ("priority", score.priority))
        text = ",".join(f'"{name}":{part.model_dump_json()}' for name, part in named)
        return keep(self._scores, (index, points, applies), (f'"level":"{score.level}"', text))

    def _new_evidence(self, index: int, notes: int, decided: Decided) -> str:
        part = self.models.evidence(self.pack.benefits[index], self.rows.answers(decided))
        return keep(self._evidence, (index, notes), f'"evidence":{part.model_dump_json()}')


def _json(value: object) -> str:
    return to_json(value).decode()
