"""How fast a batch is on columns that are ready: against a hand-written loop, NumPy by hand and Polars by
hand, interleaved.

Run `python benchmarks/batch_speed.py`. The first job is the same for all: points, level and rank of every
benefit for complete answers of runners to whom suggestions may be made. The second is that with the outcome
of all safety rules, every first step, and the first step and suggestion, by Polars by hand and by the batch.
First it checks that all give the same results. The batch does more than the jobs: it checks every answer and
gives match, priority and why; with findings it names the rules of each row as well. Its way by bounds takes
the answers as possibly unknown. Processor time of all threads; medians of ratios; `--rows` sets the size,
`--rounds` how often.
"""

from __future__ import annotations

import argparse
import statistics
import time
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

import hand_written
from hand_written_columns import Arrays, by_numpy, by_polars
from hand_written_screen import whole_by_polars
from runner_intake.batch.frames import Options, results_now
from runner_intake.batch.plan import Plan
from runner_intake.engine.assess import assess
from runner_intake.pack import Pack, bundled_pack, made_up
from runner_intake.questionnaire import RawAnswers
from runner_intake.vocabulary import SUGGESTING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from runner_intake.batch.plan import OutputPart

LEVELS = ("not_suggested", "possible", "worth_discussing")
SAMPLE = 1000
LOOPED = 20_000
"""Rows that the loop is timed on: its time a row does not depend on how many there are."""


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    pack = bundled_pack()
    runners = complete_runners(SAMPLE, pack)
    frame = repeated(frame_of(runners, pack), options.rows)
    looped = [runners[number % SAMPLE] for number in range(LOOPED)]
    arrays = Arrays(frame)
    by_hand = by_polars(frame.lazy(), pack)
    whole, bounds = whole_by_polars(frame.lazy(), pack), by_bounds(frame, pack)
    jobs: dict[str, tuple[int, Callable[[], object]]] = {
        "a loop in Python": (LOOPED, lambda: [job(runner, pack) for runner in looped]),
        "NumPy by hand": (options.rows, lambda: by_numpy(arrays, pack)),
        "Polars by hand": (options.rows, by_hand.collect),
        "the batch": (options.rows, lambda: batch(frame, pack, "scores")),
        "the batch, by bounds": (options.rows // 10, bounds.head(options.rows // 10).collect),
        "Polars by hand, second job": (options.rows, whole.collect),
        "the batch, second job": (options.rows, lambda: batch(frame, pack, "scores", "steps")),
        "the batch, with findings": (options.rows, lambda: batch(frame, pack, "scores", "steps", "safety")),
    }
    check_equal(runners, arrays, by_hand, bounds, pack)
    check_whole(frame.head(SAMPLE), pack)
    assert batch(frame.head(SAMPLE), pack, "scores").select(asked(pack)).equals(bounds.head(SAMPLE).collect())
    print(
        f"{options.rows} rows, pack {pack.version}, {pl.thread_pool_size()} threads for Polars; all agree\n"
    )
    times = interleaved(jobs, options.rounds)
    bases = [times[name] for name in ("a loop in Python", "Polars by hand", "Polars by hand, second job")]
    print(f"{'median of ratios':28} us a row   loop = 1   Polars = 1   second job = 1")
    for name, taken in times.items():
        own = statistics.median(taken) * 1e6
        loop, polars, second = (ratio(base, taken) for base in bases)
        print(f"{name:28} {own:8.2f} {loop:10.1f} {polars:12.2f} {second:16.2f}")


def batch(frame: pl.DataFrame, pack: Pack, *parts: OutputPart) -> pl.DataFrame:
    """The results of the batch."""
    return results_now(frame, pack, Options(parts, "null"))


def asked(pack: Pack) -> list[str]:
    """The columns of the first job."""
    columns = ("points_low", "points_high", "level", "rank")
    return [f"{benefit.id}.{column}" for benefit in pack.benefits for column in columns]


def by_bounds(frame: pl.DataFrame, pack: Pack) -> pl.LazyFrame:
    """Points with their bounds, level and rank of every benefit, by the plan for all rows."""
    plan = Plan(pack, frozenset(frame.columns), ("scores",))
    return plan.apply(frame.lazy(), []).select(asked(pack))


def complete_runners(count: int, pack: Pack) -> list[RawAnswers]:
    """Complete answers of runners to whom suggestions may be made."""
    drawn = made_up.runners(4 * count, pack)
    suggesting = (
        runner
        for runner in drawn
        if None not in runner.values() and assess(runner, pack).safety.outcome in SUGGESTING
    )
    return list(islice(suggesting, count))


def frame_of(runners: Sequence[RawAnswers], pack: Pack) -> pl.DataFrame:
    """A frame that is ready: numbers, choices as Enum, one flag column an option."""
    columns: dict[str, pl.Series] = {}
    for field in pack.questionnaire.fields.values():
        values = [runner.get(field.id) for runner in runners]
        match field.kind:
            case "multi_choice":
                flags = {
                    code: [None if value is None else code in value for value in values]
                    for code in field.options
                }
                columns |= {
                    f"{field.id}.{code}": pl.Series(flag, dtype=pl.Boolean) for code, flag in flags.items()
                }
            case "choice":
                columns[field.id] = pl.Series(values, dtype=pl.Enum(list(field.options)))
            case "yes_no":
                columns[field.id] = pl.Series(values, dtype=pl.Boolean)
            case _:
                columns[field.id] = pl.Series(values, dtype=pl.Float64)
    return pl.DataFrame(columns)


def repeated(frame: pl.DataFrame, rows: int) -> pl.DataFrame:
    """The frame over and over, up to a number of rows, in one piece."""
    return pl.concat([frame] * (rows // frame.height + 1)).head(rows).rechunk()


# --- the loop -----------------------------------------------------------------------------------------------


def job(a: dict[str, Any], pack: Pack) -> dict[str, tuple[int, int, int]]:
    """Points, level and rank of every benefit, one runner at a time."""
    points, due = hand_written.points(a), hand_written.applies(a)
    levels = {name: _level(points[name], name, pack) if due[name] else 0 for name in points}
    worth = {name: points[name] * weight for name, weight in zip(points, pack.weights, strict=True)}
    order = sorted((name for name in points if levels[name]), key=lambda name: -worth[name])
    covered = [name for name in order if name in ("chronic_pain", "injury_recovery")][1:]
    shown = [name for name in order if name not in covered]
    return {
        name: (points[name], levels[name], shown.index(name) + 1 if name in shown else 0) for name in points
    }


def _level(points: int, name: str, pack: Pack) -> int:
    benefit = pack.benefit[name]
    priority = points * benefit.evidence.factor
    return (priority >= pack.levels["possible"] * benefit.max) + (
        priority >= pack.levels["worth_discussing"] * benefit.max
    )


# --- the same results ---------------------------------------------------------------------------------------


def check_equal(
    runners: Sequence[RawAnswers],
    arrays: Arrays,
    by_hand: pl.LazyFrame,
    ours: pl.LazyFrame,
    pack: Pack,
) -> None:
    """Stops if the four disagree anywhere among the first rows."""
    count = len(runners)
    loop = [job(runner, pack) for runner in runners]
    numpy = {name: np.asarray(column)[:count] for name, column in by_numpy(arrays, pack).items()}
    polars, plan = by_hand.head(count).collect(), ours.head(count).collect()
    for benefit in pack.benefits:
        name = benefit.id
        expected = [row[name] for row in loop]
        levels = [LEVELS.index(level) for level in plan[f"{name}.level"]]
        results = {
            "NumPy": triples(numpy[f"{name}.points"], numpy[f"{name}.level"], numpy[f"{name}.rank"]),
            "Polars": triples(polars[f"{name}.points"], polars[f"{name}.level"], polars[f"{name}.rank"]),
            "the plan": triples(plan[f"{name}.points_low"], levels, plan[f"{name}.rank"].fill_null(0)),
            "the plan (high)": triples(
                plan[f"{name}.points_high"], levels, plan[f"{name}.rank"].fill_null(0)
            ),
        }
        for which, rows in results.items():
            if rows != expected:
                raise SystemExit(f"{which} and the loop disagree on {name}; nothing was timed.")


def triples(points: Any, levels: Any, ranks: Any) -> list[tuple[int, int, int]]:
    """Points, level and rank row by row."""
    return [(int(a), int(b), int(c)) for a, b, c in zip(points, levels, ranks, strict=True)]


def check_whole(frame: pl.DataFrame, pack: Pack) -> None:
    """Stops if Polars by hand and the batch disagree on the second job."""
    theirs, ours = whole_by_polars(frame.lazy(), pack).collect(), batch(frame, pack, "scores", "steps")
    for name in theirs.columns:
        own = ours[f"{name}_low" if name.endswith(".points") else name].cast(pl.String)
        if name.endswith(".level"):
            own = own.replace_strict(list(LEVELS), ["0", "1", "2"])
        if name.endswith(".rank"):
            own = own.fill_null("0")
        if own.to_list() != theirs[name].cast(pl.String).to_list():
            raise SystemExit(f"Polars by hand and the batch disagree on {name}; nothing was timed.")


# --- time ---------------------------------------------------------------------------------------------------


def interleaved(jobs: dict[str, tuple[int, Callable[[], object]]], rounds: int) -> dict[str, list[float]]:
    """Seconds a row of every job, in turn, round after round; a first round is not counted."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(rounds + 1):
        for name, taken in _one_round(jobs):
            if number:
                times[name].append(taken)
    return times


def _one_round(jobs: dict[str, tuple[int, Callable[[], object]]]) -> Iterator[tuple[str, float]]:
    for name, (rows, action) in jobs.items():
        start = time.process_time()
        action()
        yield name, (time.process_time() - start) / rows


def ratio(theirs: Sequence[float], ours: Sequence[float]) -> float:
    """The median of the ratios of pairs."""
    return statistics.median(a / b for a, b in zip(theirs, ours, strict=True))


if __name__ == "__main__":
    main()
