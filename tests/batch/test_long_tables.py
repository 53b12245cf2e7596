"""The long tables of a batch hold what the single results say, and add up."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from base_runner import BASE, HEEL
from frames import frame_of
from runner_intake import (
    IntakeError,
    assess,
    assess_frame,
    bundled_pack,
    evidence_frame,
    reasons_frame,
    summarise,
)
from runner_intake.result.assessment import Withheld
from some_runners import fifty_runners

PACK = bundled_pack()


def results_of(*runners: dict[str, Any]) -> Any:
    """Their results, with an id and in one frame."""
    ids = pl.Series([f"r{index}" for index in range(len(runners))])
    return assess_frame(frame_of(runners, PACK).with_columns(id=ids), keep=["id"])


@pytest.mark.slow
def test_a_runner_has_a_row_for_each_reason_of_each_scored_benefit() -> None:
    reasons = reasons_frame(results_of(BASE, HEEL), keep=["id"])
    assert reasons.columns == ["id", "row", "benefit", "rule", "points", "because"]
    heel = reasons.filter(id="r1", benefit="injury_recovery")
    (suggestion,) = (
        suggestion for suggestion in assess(HEEL).suggestions if suggestion.benefit == "injury_recovery"
    )
    assert heel["rule"].to_list() == [reason.rule for reason in suggestion.reasons]
    assert heel["points"].sum() == suggestion.points.low


@pytest.mark.slow
def test_the_reasons_are_those_of_the_single_results() -> None:
    runners = fifty_runners()
    reasons = reasons_frame(results_of(*runners))
    expected = []
    for row, raw in enumerate(runners):
        result = assess(raw)
        scored = {
            benefit.benefit: benefit
            for benefit in (*result.suggestions, *result.others)
            if not isinstance(benefit, Withheld)
        }
        expected += [
            (row, name, reason.rule)
            for name in PACK.benefit
            if name in scored
            for reason in scored[name].reasons
        ]
    assert reasons.select("row", "benefit", "rule").rows() == expected


def test_evidence_has_a_row_for_each_source_of_each_benefit() -> None:
    evidence = evidence_frame()
    assert evidence.select("benefit", "source").rows() == [
        (benefit.id, name) for benefit in PACK.benefits for name in benefit.evidence.sources
    ]
    assert evidence["grade"].null_count() == 0


@pytest.mark.slow
def test_counts_by_group_add_up_to_its_runners() -> None:
    runners = [BASE, HEEL, HEEL, {**BASE, "data_consent": False}]
    results = results_of(*runners).with_columns(club=pl.Series(["b", "a", "b", None]))
    summary = summarise(results, by="club")
    totals = summary.group_by("club", "column").agg(pl.col("count").sum(), pl.col("share").sum())
    sizes = {"b": 2, "a": 1, None: 1}
    assert all(count == sizes[club] for club, _, count, _ in totals.rows())
    assert totals["share"].round(9).unique().to_list() == [1.0]
    assert summary["club"].unique(maintain_order=True).to_list() == ["b", "a", None]
    outcomes = summarise(results).filter(column="outcome")
    assert dict(outcomes.select("value", "count").rows()) == {
        outcome: sum(assess(raw).safety.outcome == outcome for raw in runners)
        for outcome in {assess(raw).safety.outcome for raw in runners}
    }


@pytest.mark.slow
def test_a_missing_column_is_named_with_the_nearest() -> None:
    results = results_of(BASE).drop("immunity.reasons")
    with pytest.raises(IntakeError, match="Did you mean id"):
        reasons_frame(results, keep=["idd"])
    with pytest.raises(IntakeError, match="Did you mean id"):
        summarise(results, by="idd")
    with pytest.raises(IntakeError):
        reasons_frame([1, 2])
