"""How fast a batch is: against a hand-written Python loop, NumPy and Polars written by hand, and how it grows with rows and rules; and its memory.

Run `python benchmarks/batch.py` (about ten minutes; `--quick` leaves out the large files). Equal work is compared: points, bounds, level and rank
of every benefit for complete answers, from columns that are ready (flags, whole numbers, enums). The batch does the safety screen as well, because
its levels need it. All are timed in turn; results are checked to be equal before. "By hand" in NumPy and Polars are the rules' conditions as plain
two-valued expressions, as one would write them for answers that are all there; the Python loop is `hand_written.py`.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

import hand_written
from runner_intake.batch.frames import results_of
from runner_intake.batch.plan import Plan
from runner_intake.conditions import All, AnyOf, AtLeast, Includes, OneOf, Within
from runner_intake.pack import Pack, bundled_pack
from runner_intake.questionnaire import check_answers
from runner_intake.verify.diff.population import runners

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from runner_intake.conditions import Condition

ROWS = 500_000
ROUNDS = 5
LARGE = 10_000_000
ASKED = ("points_low", "points_high", "level", "rank")
KINDS: dict[str, Any] = {"multi_choice": pl.List(pl.String), "yes_no": pl.Boolean, "choice": pl.String, "number": pl.Float64, "scale": pl.Float64}


def main() -> None:
    """Prints every table."""
    pack = bundled_pack()
    rows = [row for row in map(_known, runners(2500, pack.questionnaire)) if not check_answers(row, pack.questionnaire).open]
    against_others(pack, rows)
    with_rows(pack, rows, quick="--quick" in sys.argv)
    with_rules(pack, rows)
    if "--quick" not in sys.argv:
        memory(pack, rows)


def _known(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without "don't know"; with one painful place that place is the main one."""
    found = {name: value for name, value in row.items() if value is not None}
    sites = found.get("pain_sites", ["none"])
    return found if sites == ["none"] or "main_site" in found else {**found, "main_site": sites[0]}


# --- frames ---------------------------------------------------------------------------------------------------------------------


def frame_of(rows: list[dict[str, Any]], pack: Pack) -> pl.DataFrame:
    """Rows as a file would hold them: one column a field."""
    fields = pack.questionnaire.fields.values()
    return pl.DataFrame({field.id: pl.Series([row.get(field.id) for row in rows], dtype=KINDS[field.kind]) for field in fields})


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


# --- the contenders -------------------------------------------------------------------------------------------------------------


def by_batch(frame: pl.DataFrame, pack: Pack) -> pl.DataFrame:
    """Points, bounds, level and rank from the compiled plan."""
    wanted = [f"{benefit.id}.{name}" for benefit in pack.benefits for name in ASKED]
    return Plan(pack, frozenset(frame.columns), ("scores",)).apply(frame.lazy(), []).select(wanted).collect(engine="streaming")


def by_loop(rows: list[dict[str, Any]], pack: Pack) -> list[list[tuple[int, str, str]]]:
    """Points, level and rank with hand-written scorecards, row by row; on complete answers both bounds are the points."""
    cards = [(benefit.id, benefit.max, benefit.evidence.factor, weight) for benefit, weight in zip(pack.benefits, pack.weights, strict=True)]
    found = []
    for row in rows:
        points = hand_written.points(row)
        scores = [(-points[name] * weight, name, _level(points[name], factor, highest)) for name, highest, factor, weight in cards]
        found.append(sorted(scores))
    return found


def _level(points: int, factor: int, highest: int) -> str:
    return "worth_discussing" if points * factor >= 60 * highest else "possible" if points * factor >= 20 * highest else "not_suggested"


def by_hand(see: Callable[[str], Any], pick: Callable[[Any, int], Any], pack: Pack) -> list[Any]:
    """The points of each benefit as plain two-valued expressions: `see` gives a column, `pick` the points where a condition holds."""
    return [sum(pick(plain(rule.when.grounded, see, pack), rule.points) for rule in benefit.rules) for benefit in pack.benefits]


def plain(condition: Condition, see: Callable[[str], Any], pack: Pack) -> Any:
    """A grounded condition over answers that are all there."""
    match condition:
        case All(parts):
            return _joined([plain(part, see, pack) for part in parts], all_of=True)
        case AnyOf(parts):
            return _joined([plain(part, see, pack) for part in parts], all_of=False)
        case AtLeast(count, parts):
            return sum(plain(part, see, pack) * 1 for part in parts) >= count
        case Includes(name, count, codes, negated):
            true = see(f"{name}.{codes[0]}") if len(codes) == 1 == count else sum(see(f"{name}.{code}") * 1 for code in codes) >= count
            return ~true if negated else true
        case OneOf(name, options, negated):
            true = _one_of(see(name), options)
            return ~true if negated else true
        case Within(name, low, low_open, high, high_open, negated):
            column = see(name)
            bounds = [column > float(low) if low_open else column >= float(low)] if low is not None else []
            bounds += [column < float(high) if high_open else column <= float(high)] if high is not None else []
            true = _joined(bounds, all_of=True)
            return ~true if negated else true
    raise TypeError(condition)


def _one_of(column: Any, options: tuple[str | bool, ...]) -> Any:
    if isinstance(options[0], bool):
        return column if options == (True,) else ~column
    return _joined([column == option for option in options], all_of=False)


def _joined(parts: list[Any], *, all_of: bool) -> Any:
    first, *rest = parts
    for each in rest:
        first = first & each if all_of else first | each
    return first


def by_polars(frame: pl.DataFrame, pack: Pack) -> pl.DataFrame:
    """Points, level and rank as Polars expressions written by hand."""

    def see(name: str) -> Any:
        derived = pack.questionnaire.derived.get(name)
        if derived:
            return pl.col(derived.dividend) / pl.col(derived.divisor)
        return pl.col(name).fill_null(0) if frame[name].dtype.is_numeric() else pl.col(name)

    def pick(true: Any, points: int) -> Any:
        return pl.when(true).then(points).otherwise(0)

    names = [benefit.id for benefit in pack.benefits]
    points = dict(zip(names, by_hand(see, pick, pack), strict=True))
    lazy = frame.lazy().select(**points)
    scaled = {name: pl.col(name) * weight for name, weight in zip(names, pack.weights, strict=True)}
    ranks = {f"{name}.rank": sum((scaled[other] > scaled[name]).cast(pl.Int8) for other in names if other != name) for name in names}
    levels = {f"{each.id}.level": (pl.col(each.id) * each.evidence.factor >= 20 * each.max).cast(pl.Int8) for each in pack.benefits}
    return lazy.with_columns(**ranks, **levels).collect(engine="streaming")


def by_numpy(columns: Mapping[str, Any], pack: Pack) -> list[Any]:
    """Points with NumPy, written by hand, on ready arrays."""

    def see(name: str) -> Any:
        derived = pack.questionnaire.derived.get(name)
        return columns[derived.dividend] / np.maximum(columns[derived.divisor], 1e-9) if derived else columns[name]

    def pick(true: Any, points: int) -> Any:
        return np.where(true, points, 0)

    totals = by_hand(see, pick, pack)
    scaled = np.stack([total * weight for total, weight in zip(totals, pack.weights, strict=True)])
    return [*totals, np.argsort(-scaled, axis=0, kind="stable")]


# --- tables ---------------------------------------------------------------------------------------------------------------------


def against_others(pack: Pack, rows: list[dict[str, Any]]) -> None:
    """Ratios to the other ways, interleaved."""
    frame = repeated(ready(frame_of(rows, pack), pack), ROWS)
    many = rows * (frame.height // len(rows))
    arrays = {name: _array(frame[name]) for name in frame.columns}
    expected = [hand_written.points(row) for row in rows]
    got = by_batch(frame.head(len(rows)), pack)
    polars = by_polars(frame.head(len(rows)), pack)
    for benefit in pack.benefits:
        wanted = [each[benefit.id] for each in expected]
        shown = got[f"{benefit.id}.points_low"].to_list()
        assert all(one in (None, other) for one, other in zip(shown, wanted, strict=True))
        assert polars[benefit.id].to_list() == wanted, benefit.id
    ways: dict[str, Callable[[], object]] = {
        "batch": partial(by_batch, frame, pack),
        "python loop": partial(by_loop, many, pack),
        "numpy by hand": partial(by_numpy, arrays, pack),
        "polars by hand": partial(by_polars, frame, pack),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            times[name].append(_seconds(way))
    print(f"points, bounds, level and rank of {frame.height} complete runners, columns ready")
    for name, seconds in times.items():
        ratio = statistics.median(other / own for other, own in zip(seconds, times["batch"], strict=True))
        print(f"  {name:15} median {statistics.median(seconds):6.2f} s   {ratio:5.1f} x the time of the batch")


def _array(column: pl.Series) -> Any:
    if column.dtype == pl.Enum:
        return column.cast(pl.String).fill_null("").to_numpy().astype(str)
    return column.fill_null(value=False).to_numpy() if column.dtype == pl.Boolean else column.fill_null(0).to_numpy()


def with_rows(pack: Pack, rows: list[dict[str, Any]], *, quick: bool) -> None:
    """Time for a million rows, for files of growing size (everything worked out, Parquet to Parquet)."""
    print("time from Parquet to Parquet, everything worked out")
    with tempfile.TemporaryDirectory() as folder:
        for count in (100_000, 1_000_000) if quick else (100_000, 1_000_000, LARGE):
            source = _written(frame_of(rows, pack), count, Path(folder) / f"{count}.parquet")
            seconds = _seconds(partial(_parquet_to_parquet, source, Path(folder) / "out.parquet"))
            print(f"  {count:>10} rows: {seconds:7.1f} s   {seconds / count * 1e6:5.1f} s a million")
            source.unlink()


def _written(frame: pl.DataFrame, count: int, path: Path) -> Path:
    part = path.with_suffix(".part.parquet")
    repeated(frame, 100_000).head(100_000).write_parquet(part)
    pl.concat([pl.scan_parquet(part)] * (count // 100_000)).with_row_index("id").sink_parquet(path)
    part.unlink()
    return path


def _parquet_to_parquet(source: Path, target: Path) -> None:
    results_of(pl.scan_parquet(source), bundled_pack(), on_bad_rows="null").sink_parquet(target)


def with_rules(pack: Pack, rows: list[dict[str, Any]]) -> None:
    """Time with the point rules of every benefit taken several times over."""
    frame = repeated(ready(frame_of(rows, pack), pack), 100_000)
    print(f"time with more point rules, {frame.height} rows (planning included)")
    base = 0.0
    for times in (1, 3, 10):
        more = replace(pack, benefits=tuple(replace(each, rules=each.rules * times, max=each.max * times) for each in pack.benefits))
        seconds = statistics.median(_seconds(partial(by_batch, frame, more)) for _ in range(3))
        base = base or seconds
        rules = sum(len(each.rules) for each in more.benefits)
        print(f"  {rules:>5} rules: {seconds:6.2f} s   {seconds / base:5.1f} x")


def memory(pack: Pack, rows: list[dict[str, Any]]) -> None:
    """The most memory that `runner-intake batch` takes for a large file."""
    with tempfile.TemporaryDirectory() as folder:
        source = _written(frame_of(rows, pack), LARGE, Path(folder) / "in.parquet")
        target = Path(folder) / "out.parquet"
        subprocess.run([sys.executable, "-m", "runner_intake", "batch", str(source), str(target), "--on-bad-rows", "null"], check=True)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
        print(f"runner-intake batch on {LARGE} rows, Parquet to Parquet: at most {peak:.1f} GiB of memory (asked: 2)")


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
