"""How a batch grows with rows, with rules and with the pack, and how much memory it takes.

Run `python benchmarks/batch_growth.py` (about five minutes; `--quick` leaves out the large files, and packs
above three times the size). Files are Parquet to Parquet with everything computed; rules are those of every
scorecard taken several times over, and larger packs have copies of everything (`larger_packs.py`).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from larger_packs import larger
from larger_packs import repeated as to_every_copy
from runner_intake.batch.frames import assess_frame
from runner_intake.batch.plan import PARTS, Plan
from runner_intake.cli import main as run_command
from runner_intake.cli.batch_run import BatchRun
from runner_intake.pack import Pack, bundled_pack
from runner_intake.pack.made_up import described, runners
from runner_intake.questionnaire import check_answers
from stopwatch import seconds_of

if TYPE_CHECKING:
    from collections.abc import Mapping


MIDDLE, LARGE = 1_000_000, 10_000_000
SEEN = 200
"""Different rows of larger packs."""
ASKED = ("points_low", "points_high", "level", "rank")
KINDS: dict[str, Any] = {
    "multi_choice": pl.List(pl.String),
    "yes_no": pl.Boolean,
    "choice": pl.String,
    "number": pl.Float64,
    "scale": pl.Float64,
}


def main() -> None:
    """Prints every table."""
    pack = bundled_pack()
    rows = [row for row in map(known, runners(2500, pack)) if not check_answers(row, pack.questionnaire).open]
    print(f"{described(pack)}\n")
    with_rows(pack, rows, quick="--quick" in sys.argv)
    with_rules(pack, rows)
    with_packs(pack, rows, quick="--quick" in sys.argv)
    if "--quick" not in sys.argv:
        memory(pack, rows)


def known(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without "don't know"; with one painful place that place is the main one."""
    answers = {name: value for name, value in row.items() if value is not None}
    sites = answers.get("pain_sites", ["none"])
    return answers if sites == ["none"] or "main_site" in answers else {**answers, "main_site": sites[0]}


# --- frames -------------------------------------------------------------------------------------------------


def frame_of(rows: list[dict[str, Any]], pack: Pack) -> pl.DataFrame:
    """Rows as a file would hold them: one column a field."""
    fields = pack.questionnaire.fields.values()
    return pl.DataFrame(
        {
            field.id: pl.Series([row.get(field.id) for row in rows], dtype=KINDS[field.kind])
            for field in fields
        }
    )


def ready(frame: pl.DataFrame, pack: Pack) -> pl.DataFrame:
    """The same with ready columns: a flag an option, enums, whole numbers."""
    columns: dict[str, pl.Expr] = {}
    for field in pack.questionnaire.fields.values():
        own = pl.col(field.id)
        match field.kind:
            case "multi_choice":
                columns |= {f"{field.id}.{code}": own.list.contains(code) for code in field.options}
            case "choice":
                columns[field.id] = own.cast(pl.Enum(list(field.options)))
            case "number" | "scale" if getattr(field.domain, "step", 0) == 1:
                columns[field.id] = own.cast(pl.Int16)
            case _:
                columns[field.id] = own
    return frame.select(**columns)


def repeated(frame: pl.DataFrame, count: int) -> pl.DataFrame:
    """At least `count` rows."""
    return pl.concat([frame] * -(-count // frame.height), rechunk=True)


# --- tables -------------------------------------------------------------------------------------------------


def by_batch(frame: pl.DataFrame, pack: Pack) -> pl.DataFrame:
    """Points, bounds, level and rank from the compiled plan."""
    wanted = [f"{benefit.id}.{name}" for benefit in pack.benefits for name in ASKED]
    return (
        Plan(pack, frozenset(frame.columns), ("scores",))
        .apply(frame.lazy(), [])
        .select(wanted)
        .collect(engine="streaming")
    )


def with_rows(pack: Pack, rows: list[dict[str, Any]], *, quick: bool) -> None:
    """Time for a million rows, for files of growing size (everything computed, Parquet to Parquet)."""
    print("time from Parquet to Parquet, everything computed")
    with tempfile.TemporaryDirectory() as folder:
        for count in (100_000, MIDDLE) if quick else (100_000, MIDDLE, LARGE):
            source = written(frame_of(rows, pack), count, Path(folder) / f"{count}.parquet")
            seconds = seconds_of(
                partial(_parquet_to_parquet, source, Path(folder) / "out.parquet"), time.perf_counter
            )
            print(f"  {count:>10} rows: {seconds:7.1f} s   {seconds / count * 1e6:5.1f} s a million")
            if count == MIDDLE:
                beside_moving(source, Path(folder) / "out.parquet")
            source.unlink()


def beside_moving(source: Path, target: Path) -> None:
    """Processor time of a file of `MIDDLE` rows, beside reading it and writing its results alone."""
    results, again = pl.read_parquet(target), target.with_suffix(".again.parquet")
    own, alone = [], []
    for _ in range(3):
        own.append(seconds_of(partial(_parquet_to_parquet, source, target)))
        alone.append(seconds_of(lambda: (pl.read_parquet(source), results.write_parquet(again))))
    ratio = statistics.median(a / b for a, b in zip(own, alone, strict=True))
    print(
        f"  processor time: {statistics.median(own) / MIDDLE * 1e6:.1f} us a row, "
        f"{ratio:.1f} x reading and writing the same columns alone (asked: at most 2.2)"
    )


def written(frame: pl.DataFrame, count: int, path: Path) -> Path:
    """A Parquet file of `count` rows (whole hundred thousands) with an id."""
    part = path.with_suffix(".part.parquet")
    repeated(frame, 100_000).head(100_000).write_parquet(part)
    pl.concat([pl.scan_parquet(part)] * (count // 100_000)).with_row_index("id").sink_parquet(path)
    part.unlink()
    return path


def _parquet_to_parquet(source: Path, target: Path) -> None:
    BatchRun(bundled_pack(), PARTS, (), "null", strict=False).write(str(source), str(target))


def with_rules(pack: Pack, rows: list[dict[str, Any]]) -> None:
    """Time with the point rules of every benefit taken several times over."""
    frame = repeated(ready(frame_of(rows, pack), pack), 100_000)
    print(f"time with more point rules, {frame.height} rows (planning included)")
    base = 0.0
    for times in (1, 10, 100):
        more = replace(
            pack,
            benefits=tuple(
                replace(benefit, rules=benefit.rules * times, max=benefit.max * times)
                for benefit in pack.benefits
            ),
        )
        seconds = statistics.median(
            seconds_of(partial(by_batch, frame, more), time.perf_counter) for _ in range(3)
        )
        base = base or seconds
        rules = sum(len(benefit.rules) for benefit in more.benefits)
        print(f"  {rules:>5} rules: {seconds:6.2f} s   {seconds / base:5.1f} x")


def with_packs(pack: Pack, rows: list[dict[str, Any]], *, quick: bool) -> None:
    """Processor time of 10 000 rows of larger packs, complete ones and such with unknown answers, each in a
    process of its own, with the most memory that it takes.
    """
    print("processor time with larger packs, 10000 rows, everything computed (planning included)")
    for times in (1, 3) if quick else (1, 3, 10, 30):
        for kind in ("complete", "partial"):
            with ProcessPoolExecutor(1, get_context("spawn")) as process:
                seconds, most = process.submit(of_larger_pack, pack, times, rows[:SEEN], kind).result()
            print(f"  x{times:<3} {kind:9} {seconds:6.2f} s {most:6.0f} MiB", flush=True)


def of_larger_pack(pack: Pack, times: int, rows: list[dict[str, Any]], kind: str) -> tuple[float, float]:
    """The processor time of some rows in seconds, and the most memory of this process in MiB. Rows that are
    not complete lack every third of the ordinary answers.
    """
    own = larger(pack, times)
    safety = pack.questionnaire.safety_fields
    if kind == "partial":
        rows = [
            {name: value for place, (name, value) in enumerate(row.items()) if name in safety or place % 3}
            for row in rows
        ]
    frame = repeated(frame_of([to_every_copy(row, times) for row in rows], own), 10_000).head(10_000)
    seconds = seconds_of(lambda: assess_frame(frame, pack=own))
    return seconds, most_memory()


def memory(pack: Pack, rows: list[dict[str, Any]]) -> None:
    """The most memory that `runner-intake batch` takes for a large file."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = (
            written(frame_of(rows, pack), LARGE, Path(folder) / "in.parquet"),
            Path(folder) / "out.parquet",
        )
        command = ["batch", str(source), str(target), "--on-bad-rows", "null"]
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            peak = process.submit(of_command, command).result() / 1024
        assert pl.scan_parquet(target).select(pl.len()).collect().item() == LARGE
        print(
            f"runner-intake batch on {LARGE} rows, Parquet to Parquet: "
            f"at most {peak:.1f} GiB of memory (asked: 2)"
        )


def of_command(arguments: list[str]) -> float:
    """The most memory in MiB of this process, once it has run a command."""
    sys.argv = ["runner-intake", *arguments]
    with suppress(SystemExit):
        run_command()
    return most_memory()


def most_memory() -> float:
    """The most memory in MiB that this process has had. (What `getrusage` says of a process begins with the
    memory of the one that started it.)
    """
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
