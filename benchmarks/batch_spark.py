"""How long a million runners take on Spark in local mode, beside the same plan without Spark; both from
Parquet to Parquet, everything computed.

Run `python benchmarks/batch_spark.py` (needs Java 17). Spark is started before the clock, and both are timed
in turn.
"""

from __future__ import annotations

import statistics
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from batch_growth import frame_of, known, written
from runner_intake import assess_spark
from runner_intake.batch.plan import PARTS
from runner_intake.cli.batch_run import BatchRun
from runner_intake.pack import bundled_pack
from runner_intake.pack.made_up import runners
from runner_intake.questionnaire import check_answers
from stopwatch import seconds_of

ROWS = 1_000_000
ROUNDS = 3


def main() -> None:
    """Prints both medians."""
    pack = bundled_pack()
    rows = [row for row in map(known, runners(2500, pack)) if not check_answers(row, pack.questionnaire).open]
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", value=False).getOrCreate()
    session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 100_000)
    with tempfile.TemporaryDirectory() as folder:
        source = written(frame_of(rows, pack), ROWS, Path(folder) / "in.parquet")
        times: dict[str, list[float]] = {"without Spark": [], "Spark, local[2]": []}
        for number in range(ROUNDS):
            alone = BatchRun(pack, PARTS, (), "null", strict=False)
            times["without Spark"].append(
                seconds_of(partial(alone.write, str(source), f"{folder}/out.parquet"))
            )
            times["Spark, local[2]"].append(
                seconds_of(partial(_spark, session, str(source), f"{folder}/spark-{number}"))
            )
    session.stop()
    for name, seconds in times.items():
        print(f"{name:16} median {statistics.median(seconds):6.1f} s for {ROWS} rows")


def _spark(session: Any, source: str, target: str) -> None:
    assess_spark(session.read.parquet(source)).write.parquet(target)


if __name__ == "__main__":
    main()
