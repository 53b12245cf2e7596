"""A batch against the single document: equal where it says that it is exact, sound where not; on every kind
of frame and file.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands import run
from demo import ROOT
from drawing import HEALTHY, complete_answers, partial_answers
from frames import expected, frame_of
from random_packs import all_answers, completions, packs, screened_packs
from runner_intake import IntakeError, Pack, assess, assess_frame, bundled_pack
from runner_intake.batch.frames import result_names
from runner_intake.batch.plan import PARTS
from runner_intake.batch.reason_bits import reason_table
from runner_intake.batch.summary import Tally
from runner_intake.conditions import atoms
from runner_intake.conditions.nodes import Test
from runner_intake.pack.made_up import runners
from runner_intake.questionnaire import check_answers
from runner_intake.score import score
from runner_intake.vocabulary import OUTCOMES, SUGGESTING

if TYPE_CHECKING:
    from pathlib import Path

    from runner_intake.pack import SafetyRule

pytestmark = pytest.mark.long

PACK = bundled_pack()
QUESTIONNAIRE = PACK.questionnaire
LEVELS = ["not_suggested", "possible", "worth_discussing"]
EXACT = ("points_low", "points_high", "match_low", "match_high", "priority_low", "priority_high", "level")
"""What of a benefit is exact where its column `exact` says so."""
BENEFITS = [benefit.id for benefit in PACK.benefits]


def held_against(rows: list[dict[str, Any]], pack: Pack) -> None:
    """Every row of a batch: equal to the document where exact, else containing its bounds and claiming no
    more.

    Where it is not exact, questions about needles may count for longer than in the document: the outcome is
    then worse, never better.
    """
    others = {rule.id for rule in pack.safety_without_needles}
    about_needles = {
        step.id
        for step in pack.steps
        if any(pack.questionnaire.looks_at_needles(rule.when.grounded) for rule in step.rules)
    }
    results = assess_frame(frame_of(rows, pack), pack=pack)
    assert results["id"].to_list() == list(range(len(rows)))
    for row, result in zip(rows, results.iter_rows(named=True), strict=True):
        single = expected(row, pack)
        if result["exact"]:
            assert {name: result[name] for name in single} == single
            continue
        assert exact_alone(result, pack).items() <= single.items()
        twice = any(
            len(fields) > len(set(fields)) for fields in map(_fields_tested, pack.safety)
        )  # then a rule may surely hold without being seen to
        worse = OUTCOMES.index(result["outcome"]) <= OUTCOMES.index(single["outcome"])
        assert (
            result["outcome"] in (single["outcome"], "incomplete")
            or (twice and result["outcome"] in SUGGESTING and single["outcome"] in SUGGESTING)
            or (worse and pack.questionnaire.needling_fields)
        )
        assert result["outcome"] == single["outcome"] or result["outcome"] == "incomplete" or pack is not PACK
        for name in ("settled.top", "settled.list"):
            assert not result[name] or single[name]
        for benefit in pack.benefits:
            for figure in ("points", "match", "priority"):
                low, high = f"{benefit.id}.{figure}_low", f"{benefit.id}.{figure}_high"
                if result[low] is not None and single[low] is not None:
                    assert result[low] <= single[low]
                    assert result[high] >= single[high]
            if result[f"{benefit.id}.level"] and single[f"{benefit.id}.level"]:
                assert LEVELS.index(result[f"{benefit.id}.level"]) <= LEVELS.index(
                    single[f"{benefit.id}.level"]
                )
        if result["outcome"] == single["outcome"]:
            for step in pack.steps:
                assert (
                    step.id in about_needles
                    or not result.get(f"step.{step.id}.certain")
                    or single[f"step.{step.id}.certain"]
                )
            assert set(result["findings"] or ()) & others <= set(single["findings"] or ())


def exact_alone(result: dict[str, Any], pack: Pack) -> dict[str, Any]:
    """What the columns `exact` of benefits say is that of the single document, although the row is not."""
    exact = [benefit.id for benefit in pack.benefits if result[f"{benefit.id}.exact"]]
    return {name: result[name] for name in (f"{benefit}.{figure}" for benefit in exact for figure in EXACT)}


def _fields_tested(rule: SafetyRule) -> list[str]:
    return [atom.field for atom in atoms(rule.when.grounded) if isinstance(atom, Test)]


# --- the bundled pack


@pytest.mark.slow
@settings(max_examples=6, deadline=None)  # a plan for each, and at least 54 runners
@given(
    st.lists(
        st.one_of(partial_answers(QUESTIONNAIRE), partial_answers(QUESTIONNAIRE, healthy=True)),
        min_size=9,
        max_size=12,
    )
)
def test_rows_are_those_of_the_single_document(rows: list[dict[str, Any]]) -> None:
    held_against(rows, PACK)


@pytest.mark.slow
@settings(max_examples=6, deadline=None)  # a plan for each, and at least 54 runners
@given(st.lists(complete_answers(QUESTIONNAIRE, healthy=True), min_size=9, max_size=12))
def test_complete_rows_are_exact_and_have_the_points_of_the_plain_reference(
    rows: list[dict[str, Any]],
) -> None:
    held_against(rows, PACK)
    results = assess_frame(frame_of(rows, PACK), parts=("scores",))
    assert results["exact"].all()
    for row, result in zip(rows, results.iter_rows(named=True), strict=True):
        certain = check_answers(row, QUESTIONNAIRE).certain
        if result["outcome"] in ("clear", "discuss", "adapt"):
            assert [result[f"{benefit.id}.points_low"] for benefit in PACK.benefits] == [
                score(benefit, certain).points for benefit in PACK.benefits
            ]


@pytest.mark.slow
def test_the_worked_runners_come_out_as_one_by_one() -> None:
    from runner_intake.pack.find import bundled_rules  # noqa: PLC0415
    from runner_intake.verify.cases.read import read_cases  # noqa: PLC0415

    cases = read_cases(bundled_rules())
    held_against([case.answers for case in cases.worked], PACK)
    held_against([setting.answers for row in cases.rows[::3] for setting in row.settings], PACK)


@pytest.mark.slow
@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"data_consent": False},
        {**HEALTHY, "crisis_thoughts": "yes"},
        {**HEALTHY, "low_mood": "several_days", "crisis_thoughts": "yes"},
        {**HEALTHY, "urgent_head_chest": ["chest_pain", "none"]},
    ],
)
def test_rows_without_answers_without_consent_and_in_an_emergency(answers: dict[str, Any]) -> None:
    held_against([answers], PACK)


@pytest.mark.slow
def test_scores_that_share_no_factor_weigh_much_and_still_come_out() -> None:
    unlike = zip(PACK.benefits, (170, 161, 113, 71, 79, 83), strict=True)
    heavy = replace(PACK, benefits=tuple(replace(benefit, max=highest) for benefit, highest in unlike))
    rows = [{name: value for name, value in row.items() if value is not None} for row in runners(60, PACK)]
    held_against([*rows, HEALTHY], heavy)


# --- random packs


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(packs(), st.data())
def test_on_random_packs_too(pack: Pack, data: st.DataObject) -> None:
    rows = [data.draw(partial_answers(pack.questionnaire)) for _ in range(5)]
    whole = next(iter(completions(pack, {})))
    held_against(
        [*rows, {name: _raw(value) for name, value in whole.items() if name in pack.questionnaire.fields}],
        pack,
    )


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(screened_packs(), st.data())
def test_on_random_packs_with_both_kinds_of_safety_question_too(pack: Pack, data: st.DataObject) -> None:
    rows = [data.draw(partial_answers(pack.questionnaire)) for _ in range(6)]
    wholes = list(all_answers(pack, {}))
    some = [data.draw(st.sampled_from(wholes)) for _ in range(4)]
    held_against([*rows, *({name: _raw(value) for name, value in whole.items()} for whole in some)], pack)


def _raw(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else value


# --- privacy


LOW = {**HEALTHY, "low_mood": "several_days"}
"""The one who is asked about thoughts of self-harm."""


@pytest.mark.slow
def test_nothing_tells_the_crisis_answer_beyond_the_outcome() -> None:
    rows = [
        {**LOW, "urgent_head_chest": ["chest_pain"], "crisis_thoughts": answer}
        for answer in ("no", "yes", "prefer_not_to_say")
    ]
    results = assess_frame(frame_of(rows, PACK)).drop("id")
    assert results.n_unique() == 1
    assert "crisis_thoughts" not in results.columns
    quiet = [{**LOW, "crisis_thoughts": answer} for answer in ("no", "prefer_not_to_say")]
    assert assess_frame(frame_of(quiet, PACK)).drop("id").n_unique() == 1
    results = assess_frame(frame_of([{**LOW, "crisis_thoughts": "yes"}], PACK))
    assert results["outcome"].to_list() == ["emergency"]
    assert "E11" not in str(results.to_dicts())


# --- kinds of frames

ROWS: list[dict[str, Any]] = [
    {
        **HEALTHY,
        "pain_sites": ["heel", "shin"],
        "main_site": "shin",
        "pain_running_0_10": 5,
        "pain_weeks": 10,
        "sleep_hours": 7.5,
    },
    {**HEALTHY, "pain_sites": ["none"], "colds_last_12m": 4, "race_planned": True},
    {"data_consent": True},
]
FRAME = frame_of(ROWS, PACK)
RESULTS = assess_frame(FRAME)


@pytest.mark.slow
def test_every_kind_of_frame_gives_the_same_results_and_its_own_kind_back() -> None:
    lazy = assess_frame(FRAME.lazy())
    assert isinstance(lazy, pl.LazyFrame)
    assert lazy.collect().equals(RESULTS)
    table = assess_frame(FRAME.to_arrow())
    assert isinstance(table, pa.Table)
    assert pl.DataFrame(table).equals(RESULTS)
    pandas = assess_frame(FRAME.to_pandas())
    assert isinstance(pandas, pd.DataFrame)
    assert pandas["outcome"].tolist() == RESULTS["outcome"].to_list()
    points = pandas["injury_recovery.points_low"]
    assert [None if pd.isna(n) else float(n) for n in points] == [
        None if n is None else float(n) for n in RESULTS["injury_recovery.points_low"]
    ]
    relation = assess_frame(duckdb.from_arrow(FRAME.to_arrow()))
    assert isinstance(relation, duckdb.DuckDBPyRelation)
    assert [row[0] for row in relation.project("outcome").fetchall()] == RESULTS["outcome"].to_list()


@pytest.mark.slow
def test_flag_columns_and_words_for_yes_and_no_are_read_too() -> None:
    flags = {
        f"{name}.{code}": [None if row.get(name) is None else code in row[name] for row in ROWS]
        for name, field in QUESTIONNAIRE.fields.items()
        if field.kind == "multi_choice"
        for code in field.options
    }
    lists = [name for name, field in QUESTIONNAIRE.fields.items() if field.kind == "multi_choice"]
    words = FRAME.with_columns(pl.col("data_consent").cast(pl.String).replace({"true": "Yes", "false": "no"}))
    assert assess_frame(
        words.drop(lists).with_columns(
            **{name: pl.Series(values, dtype=pl.Boolean) for name, values in flags.items()}
        )
    ).equals(RESULTS)


@pytest.mark.slow
def test_a_null_in_one_flag_makes_the_whole_answer_unknown() -> None:
    flags = {
        f"urgent_head_chest.{code}": [code == "none"]
        for code in QUESTIONNAIRE.fields["urgent_head_chest"].options
    }
    frame = (
        frame_of([HEALTHY], PACK)
        .drop("urgent_head_chest")
        .with_columns(**{name: pl.Series(values, dtype=pl.Boolean) for name, values in flags.items()})
    )
    assert assess_frame(frame)["outcome"][0] == "clear"
    unknown = frame.with_columns(pl.lit(None, pl.Boolean).alias("urgent_head_chest.chest_pain"))
    assert assess_frame(unknown)["missing"].to_list() == [["urgent_head_chest"]]


@pytest.mark.slow
def test_a_missing_column_is_unknown_and_other_columns_come_back() -> None:
    frame = pl.DataFrame({"club": ["a", "b"], "data_consent": [False, True]})
    results = assess_frame(frame)
    assert results.columns[:2] == ["club", "outcome"]
    assert results["outcome"].to_list() == ["consent_needed", "incomplete"]


@pytest.mark.slow
def test_an_empty_frame_gives_an_empty_frame() -> None:
    assert assess_frame(FRAME.clear()).shape == (0, len(RESULTS.columns))


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_parts_limit_what_is_worked_out(part: Any) -> None:
    some = assess_frame(FRAME, parts=(part,))
    assert some.equals(RESULTS.select(some.columns))
    assert {"outcome", "exact"} < set(some.columns) < set(RESULTS.columns)
    assert some.columns[1:] == result_names(PACK, (part,))


def test_the_bits_of_the_reasons_can_be_read() -> None:
    row, bits = next(
        (row, bits) for row, bits in enumerate(RESULTS["injury_recovery.reasons"]) if bits is not None
    )
    rules = [
        rule
        for number, rule in enumerate(reason_table(PACK)["injury_recovery.reasons"])
        if bits >> number & 1
    ]
    single = next(
        benefit
        for benefit in (*assess(ROWS[row]).suggestions, *assess(ROWS[row]).others)
        if benefit.benefit == "injury_recovery"
    )
    assert rules == [reason.rule for reason in single.reasons]  # type: ignore[union-attr]  # not withheld


# --- what cannot be used


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "code", "word"),
    [
        ({"age_years": pl.Series(["old", "x", "y"])}, "B01", "numbers"),
        ({"urgent_head_chest": pl.Series([1, 2, 3])}, "B01", "lists of texts"),
        ({"race_planned": pl.Series([0.5, 1, 0])}, "B01", "true and false"),
        ({"race_planned": pl.Series(["yes", "perhaps", "no"])}, "B02", "1 answer "),
        (
            {"needle_comfort": pl.Series(["fine", "brave", "bold"])},
            "B02",
            "2 answers cannot be used (rows 2, 3)",
        ),
        ({"age_years": pl.Series([35, 12, None])}, "B02", "13 to 99"),
        ({"sleep_hours": pl.Series([7.3, 7.5, 8])}, "B02", "steps of 0.5"),
        ({"pain_sites": pl.Series([["shin"], [], None])}, "B02", "rows 2"),
        ({"pain_sites": pl.Series([["shin", "tooth"], ["none"], None])}, "B02", "rows 1"),
        ({"urgent_head_chest.chest_pain": pl.Series([True, False, None])}, "B01", "Keep one of the two"),
        ({"__intake.x": pl.Series([1, 2, 3])}, "B01", "taken by the program"),
        ({"outcome": pl.Series(["a", "b", "c"])}, "B01", "name of a result"),
    ],
)
def test_a_column_or_answer_that_cannot_be_used_is_told(
    change: dict[str, pl.Series], code: str, word: str
) -> None:
    with pytest.raises(IntakeError) as caught:
        assess_frame(FRAME.with_columns(**change))
    assert [problem.code for problem in caught.value.problems] == [code]
    assert word in str(caught.value)
    assert not any(secret in str(caught.value) for secret in ("brave", "perhaps", "tooth", "bold"))


def test_all_problems_come_together_and_strict_names_unknown_columns() -> None:
    with pytest.raises(IntakeError) as caught:
        assess_frame(FRAME.with_columns(age_years=pl.lit("x"), race_planned=pl.lit(3)))
    assert [problem.path for problem in caught.value.problems] == ["age_years", "race_planned"]
    with pytest.raises(IntakeError, match="age_years") as strict:
        assess_frame(pl.DataFrame({"age_year": [3]}), strict=True)
    assert [problem.code for problem in strict.value.problems] == ["A02"]
    with pytest.raises(IntakeError, match="is no frame"):
        assess_frame([1, 2, 3])


@pytest.mark.slow
def test_answers_that_cannot_be_used_become_unknown_or_are_named_and_no_row_is_lost() -> None:
    spoilt = FRAME.with_columns(
        age_years=pl.Series([35, 12, None]), pain_sites=pl.Series([["shin"], [], None])
    )
    clean = FRAME.with_columns(
        age_years=pl.Series([35, None, None]),
        pain_sites=pl.Series([["shin"], None, None], dtype=pl.List(pl.String)),
    )
    assert assess_frame(spoilt, on_bad_rows="null").equals(assess_frame(clean))
    kept = assess_frame(spoilt, on_bad_rows="keep")
    assert kept["error"].to_list() == [None, "age_years, pain_sites", None]
    assert kept.drop("error").equals(assess_frame(clean))


@pytest.mark.slow
def test_a_slip_in_the_name_of_a_column_is_told_and_a_column_to_keep_may_have_any_name() -> None:
    for name in (
        "age_yeers",
        "Crisis_thoughts",
        " race planned",
        "urgent_head_chest.chestpain",
        "sleep-hours",
    ):
        with pytest.raises(IntakeError) as caught:
            assess_frame(pl.DataFrame({"club": ["a"], name: ["x"]}))
        assert [(problem.code, problem.path) for problem in caught.value.problems] == [("A02", name)]
        frame = pl.DataFrame({"club": ["a"], name: ["x"], "data_consent": [True]})
        assert assess_frame(frame, keep=["club", name], strict=True).columns[:2] == ["club", name]
    assert assess_frame(pl.DataFrame({"age_group": ["a"], "weeks": [1], "data_consent": [True]})).columns[
        :2
    ] == ["age_group", "weeks"]


@pytest.mark.parametrize(
    ("option", "value"), [("parts", ("score",)), ("parts", "safety"), ("on_bad_rows", "error")]
)
def test_an_option_that_there_is_not_is_told(option: str, value: Any) -> None:
    with pytest.raises(IntakeError) as caught:
        assess_frame(FRAME, **{option: value})
    assert [(problem.code, problem.path) for problem in caught.value.problems] == [("B01", option)]


@pytest.mark.slow
def test_pandas_frames_keep_their_index_and_mixed_columns_are_told_without_what_they_hold() -> None:
    indexed = FRAME.to_pandas().set_index(pd.Index(["x", "y", "z"]))
    assert assess_frame(indexed).index.tolist() == ["x", "y", "z"]
    for wrong in (
        pd.DataFrame({"age_years": [35, "secret"]}),
        pd.DataFrame([[35, 36]], columns=["age_years", "age_years"]),
    ):
        with pytest.raises(IntakeError) as caught:
            assess_frame(wrong)
        assert [problem.code for problem in caught.value.problems] == ["B01"]
        assert "secret" not in str(caught.value)


@pytest.mark.slow
def test_at_an_emergency_no_first_step_is_told_whatever_the_pack_has_for_it() -> None:
    ordinary = [
        replace(step, rules=tuple(rule for rule in step.rules if rule.outcome != "emergency"))
        for step in PACK.steps
    ]
    without = replace(PACK, steps=tuple(step for step in ordinary if step.rules))
    results = assess_frame(
        frame_of([{**HEALTHY, "urgent_head_chest": ["chest_pain"], "life_stress_0_10": 9}], without),
        pack=without,
    )
    assert results["outcome"].to_list() == ["emergency"]
    assert [
        name
        for name in results.columns
        if name.startswith(("step.", "first_step")) and results[name][0] is not None
    ] == []


# --- without the extra


def test_without_polars_the_way_out_is_named() -> None:
    code = "import sys; sys.modules['polars'] = None\nfrom runner_intake import assess_frame"
    refused = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "pip install 'runner-intake[batch]'" in refused.stderr.splitlines()[-1]


# --- Spark


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, which is not on this machine")
def test_spark_gives_the_very_same_results() -> None:
    from pyspark.sql import SparkSession  # noqa: PLC0415

    from runner_intake import assess_spark  # noqa: PLC0415

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", value=False)
        .config("spark.sql.shuffle.partitions", 2)
        .getOrCreate()
    )
    try:
        frame = session.createDataFrame(FRAME.to_arrow())
        results = pl.DataFrame(assess_spark(frame).toArrow()).sort("id")
        plain = RESULTS.with_columns(pl.col(pl.Enum).cast(pl.String))
        assert results.to_dicts() == plain.to_dicts()
        spoilt = session.createDataFrame(FRAME.with_columns(age_years=pl.Series([35.0, 12, None])).to_arrow())
        assert sorted(
            row["error"] or "" for row in assess_spark(spoilt, on_bad_rows="keep").select("error").collect()
        ) == ["", "", "age_years"]
        with pytest.raises(IntakeError):
            assess_spark(session.createDataFrame([("old",)], "age_years string"))
        with pytest.raises(IntakeError):
            assess_spark(frame, on_bad_rows="raise")
    finally:
        session.stop()


WORKERS = """
import sys
from pyspark.sql import SparkSession
from runner_intake import assess_spark

session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", False).getOrCreate()
frame = session.range(2).selectExpr("id = 1 AS data_consent")
print(*sorted(row["outcome"] for row in assess_spark(frame, parts=("safety",)).collect()))
"""


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, which is not on this machine")
def test_spark_workers_run_the_same_python_where_another_comes_first_on_the_path(tmp_path: Path) -> None:
    """As where a virtual environment is not activated: the `python3` of the path has none of our packages."""
    other = tmp_path / "python3"
    other.write_text("#!/bin/sh\necho another Python >&2\nexit 1\n", encoding="utf-8")
    other.chmod(0o755)
    env = {name: value for name, value in os.environ.items() if name != "PYSPARK_PYTHON"}
    done = subprocess.run(
        [sys.executable, "-c", WORKERS],
        capture_output=True,
        text=True,
        check=False,
        env={**env, "PATH": f"{tmp_path}{os.pathsep}{env['PATH']}"},
    )
    assert (done.returncode, done.stdout.split()) == (0, ["consent_needed", "incomplete"]), done.stderr
    refusal = subprocess.run(
        [sys.executable, "-c", WORKERS],
        capture_output=True,
        text=True,
        check=False,
        env={**env, "PYSPARK_PYTHON": str(other)},
    )
    assert refusal.returncode != 0
    assert "another Python" in refusal.stderr


SHIPPED = """
import sys
sys.path.insert(0, sys.argv[1])
from pyspark.sql import SparkSession
from runner_intake import assess_spark

session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", False).getOrCreate()
session.sparkContext.addPyFile(sys.argv[1])
frame = session.createDataFrame([(True,), (False,)], "data_consent boolean")
print(*sorted(row["outcome"] for row in assess_spark(frame, parts=("safety",)).collect()))
print(session.sparkContext.parallelize([0], 1).map(lambda _: __import__("runner_intake").__file__).first())
"""


@pytest.mark.slow
@pytest.mark.timeout(600)  # nothing in the zip is compiled yet
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, which is not on this machine")
def test_spark_workers_get_the_package_as_a_zip(tmp_path: Path) -> None:
    """As on a cluster whose workers have Polars and PyArrow, but not our package: with a wheel as a zip."""
    package, rules = ROOT / "src" / "runner_intake", ROOT / "rules"
    shipped = tmp_path / "runner_intake.zip"
    with zipfile.ZipFile(shipped, "w") as archive:
        for folder, inside in ((package, "runner_intake"), (rules, "runner_intake/rules")):
            for file in folder.rglob("*.*"):
                if "__pycache__" not in file.parts:
                    archive.write(file, f"{inside}/{file.relative_to(folder)}")
    done = subprocess.run(
        [sys.executable, "-c", SHIPPED, str(shipped)],
        capture_output=True,
        text=True,
        check=False,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
    )
    assert done.returncode == 0, done.stderr
    outcomes, package_path = done.stdout.splitlines()
    assert outcomes.split() == ["consent_needed", "incomplete"]
    assert "runner_intake.zip/runner_intake" in package_path


# --- the command


def written(folder: Path, suffix: str, frame: pl.DataFrame = FRAME) -> str:
    path = folder / f"in.{suffix}"
    match suffix:
        case "parquet":
            frame.write_parquet(path)
        case "ndjson":
            frame.write_ndjson(path)
        case "csv":
            frame.with_columns(pl.col(pl.List(pl.String)).list.join("; ")).write_csv(path)
    return str(path)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["parquet", "ndjson", "csv"])
def test_files_of_every_format(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"out.{suffix}"
    done = run("batch", written(tmp_path, suffix), str(out), "--id", "id")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    frame = {"parquet": pl.read_parquet, "ndjson": pl.read_ndjson, "csv": pl.read_csv}[suffix](out)  # type: ignore[operator]
    for name in (
        "id",
        "outcome",
        "exact",
        "injury_recovery.points_low",
        "injury_recovery.level",
        "first_step",
    ):
        assert frame[name].cast(pl.String).to_list() == RESULTS[name].cast(pl.String).to_list()
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


@pytest.mark.slow
def test_a_pattern_and_pipes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        FRAME.write_parquet(tmp_path / f"{name}.parquet")
    assert run("batch", str(tmp_path / "?.parquet"), str(tmp_path / "out.parquet")).returncode == 0
    assert pl.read_parquet(tmp_path / "out.parquet").height == 2 * FRAME.height
    piped = run("batch", "-", "-", "--id", "id", text=FRAME.write_ndjson())
    assert [json.loads(line)["outcome"] for line in piped.stdout.splitlines()] == RESULTS["outcome"].to_list()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_summary_counts_and_fail_on_says_no(tmp_path: Path) -> None:
    source = written(tmp_path, "parquet")
    summary = run("batch", source, str(tmp_path / "out.parquet"), "--summary", "--fail-on", "emergency")
    assert summary.returncode == 0
    assert summary.stdout.startswith("3 runners\n")
    document = json.loads(run("batch", source, str(tmp_path / "out.parquet"), "--json").stdout)
    assert document["rows"] == 3
    assert document["outcomes"] == {"incomplete": 2, "clear": 1}  # the first leaves questions about pain open
    tally = Tally(PACK)
    tally.add(RESULTS)
    assert document == tally.numbers()
    assert run("batch", source, str(tmp_path / "out.parquet"), "--fail-on", "incomplete").returncode == 3


@pytest.mark.slow
def test_the_columns_are_listed_and_the_page_in_the_docs_is_complete() -> None:
    listed = json.loads(run("batch", "--columns", "--json").stdout)
    assert list(listed["columns"]) == result_names(PACK)
    assert listed["reasons"] == {name: list(rules) for name, rules in reason_table(PACK).items()}
    page = (ROOT / "docs" / "reference" / "batch-columns.md").read_text(encoding="utf-8")
    rows = [
        re.findall(r"`([^`]+)`", row)
        for row in re.findall(r"^\| ([^|]+) \| \w+ \| [^|]+ \| [^|]+ \|$", page, re.MULTILINE)
    ]
    documented = {
        f"{names[0].partition('.')[0]}{name}" if name.startswith(".") else name
        for names in rows
        for name in names
    }
    ids = "|".join([*BENEFITS, *(step.id for step in PACK.steps)])
    general = {
        re.sub(rf"^step\.({ids})", "step.ID", re.sub(rf"^({ids})\.", "BENEFIT.", name))
        for name in listed["columns"]
    }
    assert documented == general


@pytest.mark.slow
def test_what_cannot_be_used_leaves_no_file(tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    bad = tmp_path / "bad.parquet"
    bad.write_bytes(b"PAR1 not really")
    spoilt = written(tmp_path, "parquet", FRAME.with_columns(age_years=pl.lit(400.0)))
    for arguments, code, word in (
        ([str(tmp_path / "nowhere.parquet"), str(out)], 65, "F01"),
        ([str(bad), str(out)], 65, "B03"),
        ([spoilt, str(out)], 65, "B02"),
        ([spoilt, str(tmp_path / "out.doc"), "--on-bad-rows", "null"], 65, "B03"),
        ([spoilt, str(tmp_path / "no" / "out.parquet"), "--on-bad-rows", "null"], 65, "B03"),
        ([spoilt, str(out), "--on-bad-rows", "null", "--strict"], 65, "A02"),
        ([spoilt, str(out), "--on-bad-rows", "null", "--id", "age_years"], 65, "B01"),
        ([spoilt], 2, "batch IN OUT"),
        ([spoilt, "-", "--summary"], 2, "standard output"),
    ):
        refused = run("batch", *arguments)
        assert refused.returncode == code, refused.stderr
        assert word in refused.stderr
        assert "Traceback" not in refused.stderr
        assert not out.exists()
    assert run("batch", spoilt, str(out), "--on-bad-rows", "keep", "--strict", "--id", "id").returncode == 0


def in_csv(folder: Path, rows: list[dict[str, str]], name: str = "in.csv") -> Path:
    header = list(dict.fromkeys(key for row in rows for key in row))
    lines = [",".join(header), *(",".join(f'"{row.get(key, "")}"' for key in header) for row in rows)]
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return folder / name


WELL = {
    name: "; ".join(value) if isinstance(value, list) else str(value).lower()
    for name, value in HEALTHY.items()
}


@pytest.mark.slow
def test_in_csv_ids_stay_as_they_are_and_empty_cells_and_late_kinds_are_no_trouble(tmp_path: Path) -> None:
    rows = [
        {"id": "007", **WELL, "sleep_hours": "7"},
        {"id": "x8", **WELL, "sleep_hours": "6.5", "low_mood": ""},
    ]
    rows[1:1] = [{"id": "1", **WELL}] * 11_000
    out = tmp_path / "out.csv"
    assert run("batch", str(in_csv(tmp_path, rows)), str(out), "--id", "id").returncode == 0
    results = pl.read_csv(out, infer_schema=False)
    assert [results["id"][0], results["id"][-1]] == ["007", "x8"]
    assert [results["outcome"][0], results["outcome"][-1]] == ["clear", "incomplete"]


@pytest.mark.slow
def test_in_csv_what_is_no_number_is_told_or_unknown_like_any_other_answer(tmp_path: Path) -> None:
    source, out = (
        in_csv(tmp_path, [{"id": "1", **WELL}, {"id": "2", **WELL, "age_years": "secret"}]),
        tmp_path / "out.csv",
    )
    refused = run("batch", str(source), str(out))
    assert (
        refused.returncode,
        "B02 age_years: 1 answer cannot be used (rows 2)." in refused.stderr,
        "secret" in refused.stderr,
    ) == (65, True, False)
    assert run("batch", str(source), str(out), "--on-bad-rows", "keep").returncode == 0
    assert pl.read_csv(out)["error"].to_list() == [None, "age_years"]


@pytest.mark.slow
@pytest.mark.parametrize(("yes", "no"), [("true", "false"), ("Yes", "no"), ("1", "0")])
def test_in_csv_flags_may_be_words_or_digits_and_an_empty_one_is_unknown(
    tmp_path: Path, yes: str, no: str
) -> None:
    plain = {name: value for name, value in WELL.items() if name != "urgent_head_chest"}
    flags = {
        f"urgent_head_chest.{code}": yes if code == "none" else no
        for code in QUESTIONNAIRE.fields["urgent_head_chest"].options
    }
    rows = [
        {**plain, **flags},
        {**plain, **flags, "urgent_head_chest.chest_pain": yes},
        {**plain, **flags, "urgent_head_chest.chest_pain": ""},
    ]
    out = tmp_path / "out.csv"
    assert run("batch", str(in_csv(tmp_path, rows)), str(out)).returncode == 0
    assert pl.read_csv(out)["outcome"].to_list() == ["clear", "emergency", "incomplete"]
    unclear = in_csv(tmp_path, [{**plain, **flags, "urgent_head_chest.chest_pain": "perhaps"}])
    wrong = run("batch", unclear, out)
    assert (wrong.returncode, "B02 urgent_head_chest: 1 answer" in wrong.stderr) == (65, True)


@pytest.mark.slow
def test_a_sign_that_only_a_late_row_or_a_later_file_has_is_never_lost(tmp_path: Path) -> None:
    plain = {name: value for name, value in HEALTHY.items() if name != "urgent_head_chest"}
    late = [*([plain] * 12_000), {**HEALTHY, "urgent_head_chest": ["chest_pain"]}]
    (tmp_path / "late.ndjson").write_text("\n".join(map(json.dumps, late)), encoding="utf-8")
    for number, row in enumerate((plain, {**HEALTHY, "urgent_head_chest": ["chest_pain"]})):
        (tmp_path / f"m{number}.ndjson").write_text(json.dumps(row), encoding="utf-8")
        frame_of([row], PACK).select(
            *(["id"] if number else ["id", "data_consent"]), *(row if number else [])
        ).write_parquet(tmp_path / f"m{number}.parquet")
    in_csv(tmp_path, [{name: value for name, value in WELL.items() if name != "urgent_head_chest"}], "m0.csv")
    in_csv(tmp_path, [{**WELL, "urgent_head_chest": "chest_pain"}], "m1.csv")
    for source in ("late.ndjson", "m?.ndjson", "m?.parquet", "m?.csv"):
        done = run("batch", str(tmp_path / source), str(tmp_path / "out.parquet"), "--fail-on", "emergency")
        assert done.returncode == 3, (source, done.stderr)
        assert pl.read_parquet(tmp_path / "out.parquet")["outcome"].to_list()[-2:] == [
            "incomplete",
            "emergency",
        ]


@pytest.mark.slow
def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("urgent_head_chest,urgent_head_chest\nnone,chest_pain\n", encoding="utf-8")
    refused = run("batch", str(source), str(tmp_path / "out.csv"))
    assert (refused.returncode, "B01" in refused.stderr, "urgent_head_chest" in refused.stderr) == (
        65,
        True,
        True,
    )


@pytest.mark.slow
def test_what_is_wrong_with_the_runners_is_told_of_their_file(tmp_path: Path) -> None:
    ragged = tmp_path / "ragged.csv"
    ragged.write_text("id,age_years\n1,35\n2,36,37,38\n", encoding="utf-8")
    nested = tmp_path / "nested.parquet"
    FRAME.with_columns(laps=pl.Series([[1], [2], [3]])).write_parquet(nested)
    latin = tmp_path / "latin.csv"
    latin.write_bytes("id,age_years\né,35\n".encode("latin-1"))
    for source, word in ((ragged, str(ragged)), (nested, "B01 laps"), (latin, str(latin))):
        ids = ["--id", "laps"] if source == nested else []
        refused = run("batch", source, tmp_path / "out.csv", *ids)
        assert refused.returncode == 65, refused.stderr
        assert word in refused.stderr
    kept = run("batch", str(nested), str(tmp_path / "out.csv"), "--id", "id", "--id", "id")
    assert kept.returncode == 0, kept.stderr


@pytest.mark.slow
def test_the_answers_are_never_replaced_by_their_results_and_links_stay_links(tmp_path: Path) -> None:
    source = in_csv(tmp_path, [{"id": "1", **WELL}])
    link, before = tmp_path / "link.csv", source.read_bytes()
    link.symlink_to(source)
    for target in (source, link):
        refused = run("batch", str(source), str(target))
        assert (refused.returncode, "B03" in refused.stderr) == (65, True)
        assert source.read_bytes() == before
    other = tmp_path / "other.csv"
    other.write_text("", encoding="utf-8")
    link.unlink()
    link.symlink_to(other)
    assert run("batch", str(source), str(link), "--id", "id").returncode == 0
    assert link.is_symlink()
    assert other.read_text(encoding="utf-8").startswith("id,outcome")


@pytest.mark.slow
def test_names_with_brackets_and_other_letters(tmp_path: Path) -> None:
    source = in_csv(tmp_path, [{"id": "Zoë", **WELL}], "run[1].csv")
    done = run("batch", str(source), "-", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.encode().decode())["outcome"] == "clear"


@pytest.mark.slow
def test_killed_half_way_no_file_looks_complete(tmp_path: Path) -> None:
    source = tmp_path / "in.parquet"
    pl.concat([FRAME] * 60_000).write_parquet(source)
    out = tmp_path / "out.parquet"
    process = subprocess.Popen(
        [sys.executable, "-m", "runner_intake", "batch", str(source), str(out)], cwd=tmp_path
    )
    while process.poll() is None and not list(tmp_path.glob(".out.parquet.*.part")):
        pass
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert not out.exists()


@pytest.mark.slow
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    source = tmp_path / "in.parquet"
    pl.concat([FRAME] * 2000).write_parquet(source)
    limited = f"ulimit -f 8; {sys.executable} -m runner_intake batch {source} {tmp_path}/out.parquet"
    refused = subprocess.run(
        ["/bin/bash", "-c", f"trap '' XFSZ; {limited}"], capture_output=True, text=True, check=False
    )
    assert refused.returncode == 65
    assert "B03" in refused.stderr
    assert not (tmp_path / "out.parquet").exists()
