"""A red flag that is surely ticked counts in a batch whatever else its list holds: in every kind of frame and
file.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base_runner import HEEL
from drawing import HEALTHY, partial_answers
from frames import expected, frame_of
from runner_intake import assess, assess_frame, bundled_pack
from runner_intake.vocabulary import OUTCOMES

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.long

PACK = bundled_pack()
QUESTIONNAIRE = PACK.questionnaire
SIGNS = QUESTIONNAIRE.fields["urgent_head_chest"].options
LISTS = [name for name, field in QUESTIONNAIRE.fields.items() if field.kind == "multi_choice"]
WELL = {
    name: "; ".join(value) if isinstance(value, list) else str(value).lower()
    for name, value in HEALTHY.items()
}


def with_signs(kind: Any, *values: Any) -> pl.DataFrame:
    return frame_of([HEALTHY] * len(values), PACK).with_columns(
        urgent_head_chest=pl.Series(values, dtype=kind)
    )


def outcomes(frame: Any, how: Any = "null") -> list[str]:
    return list(assess_frame(frame, on_bad_rows=how)["outcome"].to_list())


UNUSABLE = [["chest_pain", "typo"], ["chest_pain", None], ["none", "chest_pain", "typo"], ["Chest_pain "]]
NOT_SURE = [["typo"], ["none", "typo"], ["none", None], ["no chest_pain"], []]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["null", "keep"])
def test_in_lists(how: Any) -> None:
    assert outcomes(with_signs(pl.List(pl.String), *UNUSABLE), how) == ["emergency"] * len(UNUSABLE)
    assert outcomes(with_signs(pl.List(pl.Categorical), *UNUSABLE), how) == ["emergency"] * len(UNUSABLE)
    assert outcomes(with_signs(pl.List(pl.String), *NOT_SURE), how) == ["incomplete"] * len(NOT_SURE)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["null", "keep"])
def test_in_texts(how: Any) -> None:
    texts = [
        "chest_pain; typo",
        "chest_pain;",
        "; chest_pain",
        "chest_pain,seizure",
        "none; chest_pain; typo",
        '["chest_pain", "a slip"]',
    ]
    assert outcomes(with_signs(pl.String, *texts), how) == ["emergency"] * len(texts)
    assert outcomes(with_signs(pl.String, "no chest_pain", "typo;", "none;", ""), how) == ["incomplete"] * 4


@pytest.mark.slow
@pytest.mark.parametrize("other", [None, False])
def test_in_flags(other: Any) -> None:
    flags = {
        f"urgent_head_chest.{code}": pl.Series([code == "chest_pain", code == "chest_pain"]) for code in SIGNS
    }
    frame = frame_of([HEALTHY] * 2, PACK).drop("urgent_head_chest").with_columns(**flags)
    beside = frame.with_columns(pl.Series("urgent_head_chest.seizure", [other, None], dtype=pl.Boolean))
    for how in ("raise", "null", "keep"):
        assert outcomes(beside, how) == ["emergency", "emergency"]
    in_words = beside.with_columns(pl.col(f"urgent_head_chest.{code}").cast(pl.String) for code in SIGNS)
    assert outcomes(in_words, "raise") == ["emergency", "emergency"]
    unreadable = in_words.with_columns(pl.lit("perhaps").alias("urgent_head_chest.stroke_signs"))
    kept = assess_frame(unreadable, on_bad_rows="keep")
    assert kept["outcome"].to_list() == ["emergency", "emergency"]
    assert kept["error"].to_list() == ["urgent_head_chest", "urgent_head_chest"]


@pytest.mark.slow
def test_a_null_flag_beside_no_sign_still_makes_the_list_unknown() -> None:
    flags = {
        f"urgent_head_chest.{code}": pl.Series(
            [None if code == "chest_pain" else code == "none"], dtype=pl.Boolean
        )
        for code in SIGNS
    }
    results = assess_frame(frame_of([HEALTHY], PACK).drop("urgent_head_chest").with_columns(**flags))
    assert (results["outcome"].to_list(), results["missing"].to_list()) == (
        ["incomplete"],
        [["urgent_head_chest"]],
    )


@pytest.mark.slow
def test_the_rest_of_the_list_stays_unknown_and_the_row_is_still_reported() -> None:
    body = pl.Series([["swollen_calf", "typo"]])
    results = assess_frame(frame_of([HEALTHY], PACK).with_columns(urgent_body=body), on_bad_rows="keep")
    assert results["error"].to_list() == ["urgent_body"]
    assert results["outcome"].to_list() == ["urgent"]
    assert results["missing"].to_list() == [["urgent_body"]]
    assert results["exact"].to_list() == [False]


@pytest.mark.slow
def test_a_sign_of_another_list_counts_too_and_a_contradiction_outside_safety_does_not() -> None:
    needling = frame_of([HEEL], PACK).with_columns(health_conditions=pl.Series([["blood_thinner", "typo"]]))
    results = assess_frame(needling, on_bad_rows="null")
    named = [
        finding.rule for finding in assess({**HEEL, "health_conditions": ["blood_thinner"]}).safety.findings
    ]
    assert named
    assert set(results["findings"][0]) >= set(named)
    assert results["missing"].to_list() == [["health_conditions"]]
    sites = frame_of([HEALTHY] * 2, PACK).with_columns(
        recent_changes=pl.Series([["new_shoes", "none", "typo"], None], dtype=pl.List(pl.String))
    )
    one, other = assess_frame(sites, on_bad_rows="null").drop("id").iter_rows()
    assert one == other


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(partial_answers(QUESTIONNAIRE), st.sampled_from(LISTS), st.sampled_from(["typo", None])),
        min_size=4,
        max_size=8,
    )
)
def test_no_sign_is_lost_and_none_is_made_up(drawn: list[tuple[dict[str, Any], str, str | None]]) -> None:
    """The outcome is at least as bad as with the list unknown, and no worse than with the ticked options
    alone or with more.
    """
    spoilt = [{**row, name: [*(row.get(name) or []), slip]} for row, name, slip in drawn]
    results = assess_frame(frame_of(spoilt, PACK), on_bad_rows="keep")
    for (row, name, _), result in zip(drawn, results.iter_rows(named=True), strict=True):
        assert result["error"] == name
        unknown = expected({**row, name: None}, PACK)
        ticked = row.get(name) or []
        alone = assess({**row, name: ticked or None}).safety
        assert OUTCOMES.index(result["outcome"]) <= OUTCOMES.index(unknown["outcome"])
        if set(ticked) - {"none"}:
            assert (result["outcome"] == "emergency") == (alone.outcome == "emergency")
        else:
            assert result["outcome"] == unknown["outcome"]
        if result["exact"] and result["outcome"] == "emergency":
            assert {column: result[column] for column in unknown} == expected(
                {**row, name: ticked or None}, PACK
            )


@pytest.mark.slow
def test_in_parquet_with_null_items(tmp_path: Path) -> None:
    table = pa.table(
        {
            **{name: [value] * 2 for name, value in HEALTHY.items()},
            "urgent_head_chest": [["chest_pain", None], [None]],
        }
    )
    assert assess_frame(table, on_bad_rows="null")["outcome"].to_pylist() == ["emergency", "incomplete"]
    pl.DataFrame(table).write_parquet(tmp_path / "in.parquet")
    assert from_file(tmp_path, "in.parquet") == ["emergency", "incomplete"]


@pytest.mark.slow
def test_in_ndjson_with_values_of_any_kind(tmp_path: Path) -> None:
    values = [
        ["chest_pain", 5],
        "chest_pain; typo",
        {"chest_pain": True},
        [["chest_pain"]],
        [{"chest_pain": True}],
        5,
        [],
        True,
        ["none", 0],
    ]
    lines = [json.dumps({**HEALTHY, "urgent_head_chest": value}) for value in values]
    (tmp_path / "in.ndjson").write_text("\n".join(lines), encoding="utf-8")
    assert from_file(tmp_path, "in.ndjson") == ["emergency"] * 5 + ["incomplete"] * 4


@pytest.mark.slow
@pytest.mark.parametrize("how", ["null", "keep"])
def test_in_csv_and_fail_on_says_no(tmp_path: Path, how: str) -> None:
    rows = [
        WELL,
        {**WELL, "urgent_head_chest": "chest_pain; typo"},
        {**WELL, "urgent_head_chest": "chest_pain;"},
    ]
    text = "\n".join([",".join(WELL), *(",".join(row.values()) for row in rows)])
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")
    assert from_file(tmp_path, "in.csv", how) == ["clear", "emergency", "emergency"]


def from_file(folder: Path, name: str, how: str = "keep") -> list[str]:
    out = folder / "out.ndjson"
    command = [
        sys.executable,
        "-m",
        "runner_intake",
        "batch",
        str(folder / name),
        str(out),
        "--on-bad-rows",
        how,
        "--fail-on",
        "emergency",
    ]
    done = subprocess.run([*command, "--part", "safety"], capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    return [json.loads(line)["outcome"] for line in out.read_text(encoding="utf-8").splitlines()]


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, which is not on this machine")
def test_on_spark() -> None:
    from pyspark.sql import SparkSession  # noqa: PLC0415

    from runner_intake import assess_spark  # noqa: PLC0415

    session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", value=False).getOrCreate()
    try:
        frame = session.createDataFrame(with_signs(pl.List(pl.String), *UNUSABLE, ["none"]).to_arrow())
        row_outcomes = [
            row["outcome"]
            for row in assess_spark(frame, on_bad_rows="keep").orderBy("id").select("outcome").collect()
        ]
        assert row_outcomes == ["emergency"] * len(UNUSABLE) + ["clear"]
    finally:
        session.stop()
