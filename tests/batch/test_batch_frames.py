"""Frames that cannot be read as columns of answers: every one is a listed error, and no error repeats an
answer.
"""

from __future__ import annotations

import tomllib
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from demo import ROOT
from runner_intake import IntakeError, assess, assess_frame

pytestmark = pytest.mark.long

HUGE = 10**40


def problems(frame: Any, **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(IntakeError) as caught:
        assess_frame(frame, **options)
    assert not any(secret in f"{caught.value}" for secret in ("chest pain", "secret", str(HUGE)))
    return [(problem.code, problem.path) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "frame",
    [
        pa.Table.from_arrays([pa.array([True]), pa.array([False])], names=["data_consent", "data_consent"]),
        pd.DataFrame([[True, False]], columns=["data_consent", "data_consent"]),
        pd.DataFrame({"data_consent": [True], "age_years": pd.Series([HUGE], dtype=object)}),
        pd.DataFrame({"data_consent": [True, False], "id": pd.Series([HUGE, "secret"], dtype=object)}),
        pd.DataFrame({"data_consent": [True], "id": pd.Series([object()], dtype=object)}),
    ],
)
def test_a_frame_that_cannot_be_read_is_a_listed_error(frame: Any) -> None:
    assert problems(frame) == [("B01", "")]


def test_a_relation_with_doubled_names_is_read_or_refused_and_never_a_traceback() -> None:
    relation = duckdb.sql("select true as data_consent, false as data_consent")
    assert relation is not None
    if len(set(relation.columns)) < len(relation.columns):
        assert problems(relation) == [("B01", "")]
    else:
        assert assess_frame(relation).project("outcome").fetchall() == [("incomplete",)]


@pytest.mark.slow
def test_numbers_of_any_size_are_answers_that_cannot_be_used() -> None:
    for values in (
        pl.Series([2**100], dtype=pl.Int128),
        pl.Series([1e300]),
        pl.Series([float("inf")]),
        pl.Series([2**63], dtype=pl.UInt64),
    ):
        frame = pl.DataFrame({"data_consent": [True], "age_years": values})
        assert problems(frame) == [("B02", "age_years")]
        assert assess_frame(frame, on_bad_rows="keep")["error"].to_list() == ["age_years"]
    assert problems(pl.DataFrame({"age_years": pl.Series([HUGE], dtype=pl.Object)})) == [("B01", "age_years")]


def test_columns_to_keep_are_names_each_named_once() -> None:
    frame = pl.DataFrame({"id": [1], "data_consent": [True]})
    for keep in (["id", "id"], "id", [1]):
        assert problems(frame, keep=keep) == [("B01", "keep")]
    assert problems(frame, keep=["secret"]) == [("B01", "keep")]


def test_a_frame_without_a_column_of_answers_is_refused() -> None:
    for frame in (
        pl.DataFrame({"id": [1]}),
        pl.DataFrame(),
        pl.LazyFrame({"club": ["a"]}),
        pd.DataFrame({"id": [1]}),
    ):
        assert problems(frame) == [("B04", "")]


def test_no_error_names_categories_or_unknown_columns_which_may_be_answers() -> None:
    kinds = pl.Enum(["secret", "chest pain"])
    assert problems(pl.DataFrame({"age_years": pl.Series(["secret"], dtype=kinds)})) == [("B01", "age_years")]
    assert problems(pl.DataFrame({"race_planned": pl.Series([["secret"]], dtype=pl.List(kinds))})) == [
        ("B01", "race_planned")
    ]
    assert problems(pl.DataFrame({"age_years": [{"secret": 1}]})) == [("B01", "age_years")]
    sideways = pl.DataFrame({"data_consent": [True], "I have chest pain": [1], "__intake.secret": [1]})
    assert problems(sideways, strict=True) == [("B01", "column 3"), ("A02", "column 2"), ("A02", "column 3")]
    with pytest.raises(IntakeError) as caught:
        assess({"data_consent": True, "I have chest pain": 1, "age_yeers": 30})
    assert [problem.path for problem in caught.value.problems] == ["key 2", "age_yeers"]
    assert "chest pain" not in str(caught.value)
    assert "I have chest pain" in caught.value.problems[0].for_screen()


def test_the_floors_of_the_extras_have_wheels_for_every_python_that_is_supported() -> None:
    """The first releases with wheels for Python 3.14, the newest: pyarrow 22.0.0 and pandas 2.3.3; both have
    wheels for 3.11 too.
    """
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    assert "pyarrow>=22" in extras["batch"]
    assert {"pyarrow>=22", "pandas>=2.3.3,<3"} <= set(extras["spark"])
