"""The same plan on Spark: every Arrow batch of a Spark frame goes through the compiled Polars plan, so the
results are identical. Knows no file.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import polars as pl

from runner_intake.batch.columns import FrameColumns, OnBadRows, with_lists
from runner_intake.batch.frames import Options, check_options, results_now
from runner_intake.batch.plan import PARTS, OutputPart
from runner_intake.errors import IntakeError, Problem
from runner_intake.pack import bundled_pack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa
    from pyspark.sql import DataFrame

    from runner_intake.pack import Pack


ROWS_AT_ONCE = 100_000
"""Rows that go through the plan together: Spark's own batches of 10 000 take about twice as long."""


def assess_spark(
    frame: DataFrame,
    *,
    pack: Pack | None = None,
    parts: Sequence[OutputPart] = PARTS,
    on_bad_rows: OnBadRows = "null",
    strict: bool = False,
) -> DataFrame:
    """The results for a Spark frame of runners, one row for each row, as a Spark frame; lazy, like the frame.

    Columns and results are those of `assess_frame`. The pack travels to the workers in memory, never as a
    folder. Answers that cannot be used are made unknown (`null`) or named as well (`keep`); `raise` is not
    possible, because nothing is looked at before Spark runs. Workers need `runner-intake[spark]` installed;
    they run the Python that runs here, unless PYSPARK_PYTHON or `spark.pyspark.python` names another.
    Raises IntakeError (A02, B01) for columns that cannot be used.
    """
    if on_bad_rows == "raise":
        way_out = "Use null or keep; or check the frame with assess_frame first."
        raise IntakeError(
            [Problem("B01", "On Spark nothing is looked at before it runs.", way_out, path="on_bad_rows")]
        )
    check_options(parts, on_bad_rows)
    rules = pack or bundled_pack()
    empty = pl.DataFrame(frame.limit(0).toArrow())
    FrameColumns(
        rules.questionnaire, with_lists(empty.lazy(), rules.questionnaire).collect_schema()
    ).check_kinds(strict=strict)
    sample = _assessed(empty, rules, tuple(parts), on_bad_rows)
    with _workers_run_this_python(frame):
        return frame.mapInArrow(
            partial(_batches, pack=rules, parts=tuple(parts), on_bad_rows=on_bad_rows), _spark_schema(sample)
        )


@contextmanager
def _workers_run_this_python(frame: DataFrame) -> Iterator[None]:
    """What is planned inside runs on the workers with the Python that runs here, as long as neither
    PYSPARK_PYTHON nor `spark.pyspark.python` names another.

    Spark itself would take the first `python3` on the path, which is another one where a virtual environment
    is not activated. A frame of Spark Connect has no context here: its server chooses.
    """
    context = getattr(frame.sparkSession, "sparkContext", None)
    if context is None or "PYSPARK_PYTHON" in os.environ or not sys.executable:
        yield
        return
    before = context.pythonExec
    context.pythonExec = context.getConf().get("spark.pyspark.python") or sys.executable
    try:
        yield
    finally:
        context.pythonExec = before


def _batches(
    batches: Iterator[pa.RecordBatch], pack: Pack, parts: tuple[OutputPart, ...], on_bad_rows: OnBadRows
) -> Iterator[pa.RecordBatch]:
    """Runs on a worker: Arrow batches through the plan, several at once."""
    for frame in _joined(batches):
        yield from _plain(_assessed(frame, pack, parts, on_bad_rows)).to_batches()


def _joined(batches: Iterator[pa.RecordBatch]) -> Iterator[pl.DataFrame]:
    """Batches put together until they have enough rows."""
    waiting: list[pl.DataFrame] = []
    for batch in batches:
        waiting.append(pl.DataFrame(pl.from_arrow(batch)))
        if sum(map(len, waiting)) >= ROWS_AT_ONCE:
            yield pl.concat(waiting)
            waiting = []
    if waiting:
        yield pl.concat(waiting)


def _assessed(
    frame: pl.DataFrame, pack: Pack, parts: tuple[OutputPart, ...], on_bad_rows: OnBadRows
) -> pl.DataFrame:
    return results_now(frame, pack, Options(parts, on_bad_rows))


def _plain(results: pl.DataFrame) -> pa.Table:
    """Arrow kinds that Spark knows: texts instead of enums, whole numbers of ordinary size."""
    import pyarrow as pa  # noqa: PLC0415  (on the worker)

    plain = results.with_columns(
        pl.col(pl.Enum).cast(pl.String), pl.col(pl.Categorical).cast(pl.String)
    ).to_arrow(compat_level=pl.CompatLevel.oldest())
    kinds = [pa.field(column.name, _kind(column.type)) for column in plain.schema]
    return plain.cast(pa.schema(kinds))


@lru_cache(maxsize=64)
def _kind(kind: pa.DataType) -> pa.DataType:
    import pyarrow as pa  # noqa: PLC0415  (as above)

    if pa.types.is_large_string(kind):
        return pa.string()
    if pa.types.is_large_list(kind) or pa.types.is_list(kind):
        return pa.list_(_kind(kind.value_type))
    return kind


def _spark_schema(sample: pl.DataFrame) -> Any:  # noqa: ANN401  (a Spark type)
    """The Spark schema of the results."""
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415  (only where Spark is)

    return from_arrow_schema(_plain(sample).schema)
