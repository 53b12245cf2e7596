"""Rows of runners as frames, and what a row of a batch must be, by the single document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from runner_intake import assess
from runner_intake.conditions import fields_used
from runner_intake.result.assessment import Other, Suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner_intake import Assessment, Pack

KINDS: dict[str, Any] = {
    "multi_choice": pl.List(pl.String),
    "yes_no": pl.Boolean,
    "choice": pl.String,
    "number": pl.Float64,
    "scale": pl.Float64,
}
SCORED = (
    "points_low",
    "points_high",
    "match_low",
    "match_high",
    "priority_low",
    "priority_high",
    "level",
    "rank",
    "why",
)


def frame_of(rows: Sequence[dict[str, Any]], pack: Pack) -> pl.DataFrame:
    """A frame with one column a field and an id."""
    fields = pack.questionnaire.fields.values()
    columns = {
        field.id: pl.Series([_plain(row.get(field.id)) for row in rows], dtype=KINDS[field.kind])
        for field in fields
    }
    return pl.DataFrame({"id": list(range(len(rows))), **columns})


def _plain(value: object) -> object:
    return list(value) if isinstance(value, list | tuple) else value


def expected(row: dict[str, Any], pack: Pack) -> dict[str, Any]:
    """What the single document says in the columns of a batch."""
    result = assess(row, pack)
    columns: dict[str, Any] = {"outcome": result.safety.outcome, "missing": list(result.safety.missing)}
    columns |= {"settled.top": result.settled.top, "settled.list": result.settled.list}
    columns["top"] = result.suggestions[0].benefit if result.suggestions else None
    return {**columns, **_safety(result, pack), **_steps(result, pack), **_scores(result, pack)}


def _safety(result: Assessment, pack: Pack) -> dict[str, Any]:
    private = {
        rule.id
        for rule in pack.safety
        if any(pack.questionnaire.is_private(name) for name in fields_used(rule.when.written))
    }
    named = [finding.rule for finding in result.safety.findings if finding.rule not in private]
    return {"findings": None if result.safety.outcome == "emergency" else named}


def _steps(result: Assessment, pack: Pack) -> dict[str, Any]:
    lists = (
        ((True, result.first_steps), (False, result.possible_first_steps))
        if result.safety.outcome != "emergency"
        else ()
    )
    shown = {step.id: (step.priority, certain) for certain, steps in lists for step in steps}
    columns: dict[str, Any] = {}
    for step in pack.steps:
        if any(rule.outcome != "emergency" for rule in step.rules):
            priority, certain = shown.get(step.id, (None, None))
            columns |= {f"step.{step.id}": priority, f"step.{step.id}.certain": certain}
    return columns | {"first_step": next((name for name, (_, certain) in shown.items() if certain), None)}


def _scores(result: Assessment, pack: Pack) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for benefit in (*result.suggestions, *result.others):
        values: dict[str, Any] = dict.fromkeys(SCORED)
        bits = None
        if isinstance(benefit, Suggestion | Other):
            for name in ("points", "match", "priority"):
                values |= {
                    f"{name}_low": getattr(benefit, name).low,
                    f"{name}_high": getattr(benefit, name).high,
                }
            values |= {"level": benefit.level, "rank": benefit.rank, "why": getattr(benefit, "why", None)}
            positions = {rule.id: number for number, rule in enumerate(pack.benefit[benefit.benefit].rules)}
            bits = sum(1 << positions[reason.rule] for reason in benefit.reasons)
        columns |= {f"{benefit.benefit}.{name}": value for name, value in values.items()}
        columns[f"{benefit.benefit}.reasons"] = bits
    return columns
