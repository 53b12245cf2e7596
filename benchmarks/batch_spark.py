"""What a million runners cost on Spark in local mode, beside the same columns moved through Spark's Python
workers with nothing computed, and beside the same plan without Spark; all from Parquet to Parquet.

Run `python benchmarks/batch_spark.py` (needs Java 17 and Linux). Spark is started before, and the ways are
timed in turn, in processor time of all processes: of the driver, of Java and of the workers.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from batch_growth import frame_of, known, written
from runner_intake import assess_spark
from runner_intake.batch.plan import PARTS
from runner_intake.cli.batch_run import BatchRun
from runner_intake.pack import bundled_pack
from runner_intake.pack.made_up import runners
from runner_intake.questionnaire import check_answers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

ROWS = 1_000_000
ROUNDS = 3


def main() -> None:
    """Prints the medians, and the ratio to moving the columns alone."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    pack = bundled_pack()
    rows = [row for row in map(known, runners(2500, pack)) if not check_answers(row, pack.questionnaire).open]
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", value=False).getOrCreate()
    session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 100_000)
    with tempfile.TemporaryDirectory() as folder:
        source = str(written(frame_of(rows, pack), ROWS, Path(folder) / "in.parquet"))
        alone = BatchRun(pack, PARTS, (), "null", strict=False)
        sample = f"{folder}/sample.parquet"
        results = assess_spark(session.read.parquet(source).limit(100_000))
        pq.write_table(results.toArrow(), sample)
        ways: dict[str, Callable[[str], object]] = {
            "without Spark": partial(_without_spark, alone, source),
            "Spark, columns alone": lambda target: _moved(session, source, sample, results.schema, target),
            "Spark, results": partial(_with_spark, session, source),
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(ROUNDS):
            for index, (name, way) in enumerate(ways.items()):
                before = processor_seconds()
                way(f"{folder}/out-{number}-{index}")
                times[name].append(processor_seconds() - before)
    session.stop()
    print(f"{ROWS} rows, pack {pack.version}; seconds of processor time of all processes")
    for name, own in times.items():
        ratio = statistics.median(a / b for a, b in zip(own, times["Spark, columns alone"], strict=True))
        print(f"{name:20} median {statistics.median(own):6.1f} s   {ratio:5.2f} x columns alone")


def _without_spark(alone: BatchRun, source: str, target: str) -> None:
    alone.write(source, f"{target}.parquet")


def _with_spark(session: Any, source: str, target: str) -> None:
    assess_spark(session.read.parquet(source)).write.parquet(target)


def _moved(session: Any, source: str, sample: str, schema: Any, target: str) -> None:
    """The columns of answers to the workers, as many rows of results back."""
    moved = session.read.parquet(source).mapInArrow(partial(_as_many, sample=sample), schema)
    moved.write.parquet(target)


def _as_many(batches: Iterator[pa.RecordBatch], sample: str) -> Iterator[pa.RecordBatch]:
    kept = pq.read_table(sample).combine_chunks()
    for batch in batches:
        yield from kept.slice(0, batch.num_rows).to_batches()


def processor_seconds() -> float:
    """What this process and all that it started have used so far, those that have ended included."""
    ticks: dict[int, int] = {}
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        parents[int(folder.name)] = int(fields[1])
        ticks[int(folder.name)] = sum(map(int, fields[11:15]))
    return sum(used for pid, used in ticks.items() if _is_ours(pid, parents)) / os.sysconf("SC_CLK_TCK")


def _is_ours(pid: int, parents: dict[int, int]) -> bool:
    while pid and pid != os.getpid():
        pid = parents.get(pid, 0)
    return bool(pid)


if __name__ == "__main__":
    main()
