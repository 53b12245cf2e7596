"""Rows with complete answers take a short way, with the results of the plan for all rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from drawing import HEALTHY
from frames import frame_of
from random_packs import all_answers, screened_packs
from runner_intake import assess_frame, bundled_pack
from runner_intake.batch.complete import COMPLETE, complete_plan
from runner_intake.batch.plan import PARTS
from runner_intake.pack.made_up import runners

if TYPE_CHECKING:
    from runner_intake import Pack

pytestmark = pytest.mark.long

PACK = bundled_pack()
FIELDS = PACK.questionnaire.fields
WHOLE = next(
    runner
    for runner in runners(200, PACK)
    if None not in runner.values() and runner["pain_sites"] == ["heel"] and not runner["race_planned"]
)
"""Somebody with heel pain, with every answer."""

ODD: dict[str, dict[str, Any]] = {
    "an answer is missing": {"sleep_hours": None},
    "a list is missing": {"energy_signs": None},
    "a question that does not apply is answered": {"weeks_to_race": 3},
    "a question that applies is not": {"diagnosis": None},
    "a list contradicts itself": {"recent_changes": ["new_shoes", "none"]},
    "a list of signs contradicts itself": {"warning_signs": ["weight_loss", "none"]},
    "an option stands twice": {"pain_sites": ["heel", "heel"]},
    "a list is known in part": {"urgent_body": ["swollen_calf", None]},
    "a list is empty": {"urgent_body": []},
    "an option is not known": {"infection_signs": ["none", "cold_feet"]},
    "a choice is not known": {"diagnosis": "sore"},
    "a number is too high": {"age_years": 120.0},
    "a number is off its step": {"sleep_hours": 7.2},
    "a number is no number": {"pain_weeks": float("nan")},
}
PLAIN: dict[str, dict[str, Any]] = {
    "everything is answered": {},
    "a number is off its step by a rounding": {"sleep_hours": 7.0000000001},
    "a sign of an emergency": {"urgent_head_chest": ["seizure"]},
    "no consent": {"data_consent": False},
    "too young": {"age_years": 15.0, "guardian_consent": False, "low_libido": None},
    "answers that contradict each other": {"rest_days_per_week": 7.0, "runs_per_week": 3.0},
    "needles are refused": {"needle_comfort": "no_needles"},
}


def row(change: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**WHOLE, **change}.items() if name in FIELDS}


def complete(frame: pl.DataFrame, pack: Pack = PACK) -> list[bool]:
    plan = complete_plan(pack, tuple(frame.schema.items()), PARTS)
    assert plan is not None
    return plan.seen(frame.lazy())[COMPLETE].to_list()


def flags_of(frame: pl.DataFrame) -> pl.DataFrame:
    """The same frame with a flag for each option of its lists, and enums."""
    columns: dict[str, pl.Expr] = {"id": pl.col("id")}
    for field in FIELDS.values():
        if field.kind == "multi_choice":
            own = pl.col(field.id)
            columns |= {f"{field.id}.{option}": own.list.contains(option) for option in field.options}
        elif field.kind == "choice":
            columns[field.id] = pl.col(field.id).cast(pl.Enum(list(field.options)))
        else:
            columns[field.id] = pl.col(field.id)
    return frame.select(**columns)


def texts_of(frame: pl.DataFrame) -> pl.DataFrame:
    """The same frame as a CSV file would hold it."""
    return frame.with_columns(pl.col(pl.Boolean).cast(pl.String), pl.col(pl.List(pl.String)).list.join("; "))


def test_which_rows_are_complete() -> None:
    assert complete(frame_of([row(change) for change in PLAIN.values()], PACK)) == [True] * len(PLAIN)
    assert complete(frame_of([row(change) for change in ODD.values()], PACK)) == [False] * len(ODD)
    assert complete(frame_of([{}, HEALTHY], PACK)) == [False, False]


def test_a_frame_without_some_question_has_no_complete_rows() -> None:
    frame = frame_of([WHOLE], PACK).drop("sleep_hours")
    assert complete_plan(PACK, tuple(frame.schema.items()), PARTS) is None


@pytest.mark.slow
@pytest.mark.parametrize("form", [lambda frame: frame, flags_of, texts_of])
@pytest.mark.parametrize("on_bad_rows", ["null", "keep"])
def test_both_ways_give_the_same_columns(form: Any, on_bad_rows: Any) -> None:
    made_up = [*runners(150, PACK), *runners(150, replace(PACK, population=None))]
    odd = list(ODD.values()) if form is not flags_of else []  # enums hold no other words
    rows = [*map(row, PLAIN.values()), *map(row, odd), *made_up, {}, HEALTHY]
    frame = form(frame_of(rows, PACK))
    by_bounds = assess_frame(frame.lazy(), on_bad_rows=on_bad_rows).collect()
    assert_frame_equal(assess_frame(frame, on_bad_rows=on_bad_rows), by_bounds)
    for parts in ((), ("safety",), ("scores", "settled")):
        some = assess_frame(frame, on_bad_rows=on_bad_rows, parts=parts)
        assert_frame_equal(some, by_bounds.select(some.columns))


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(screened_packs(), st.data())
def test_random_packs_give_the_same_columns_both_ways(pack: Pack, data: st.DataObject) -> None:
    wholes = list(all_answers(pack, {}))
    some = [data.draw(st.sampled_from(wholes)) for _ in range(8)]
    rows = [
        {name: sorted(own) if isinstance(own, frozenset) else own for name, own in whole.items()}
        for whole in some
    ]
    frame = frame_of(rows, pack)
    by_bounds = assess_frame(frame.lazy(), pack=pack).collect()
    results = assess_frame(frame, pack=pack)
    exact = by_bounds["exact"]
    assert_frame_equal(results.filter(exact), by_bounds.filter(exact))
