"""Made-up batches with slips in them, against single documents: in frames and in files of every format, under
every separator.

A run is a row. It is lost where the results have no row for it, or another row's id; its sign is lost where a
document of the options that are surely ticked is an emergency and the row is not, or where the outcome is
better than the document's. Seeded: one seed, one set of batches.
"""

from __future__ import annotations

import csv
import json
import random
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl

from fuzz.counts import Counts
from runner_intake import IntakeError, Pack, assess_frame, bundled_pack
from runner_intake.cli.batch_run import BatchRun
from runner_intake.engine.needles import Needles
from runner_intake.engine.scores import Scores
from runner_intake.pack.made_up import runners
from runner_intake.questionnaire import check_answers, sure_ticks
from runner_intake.safety import screen
from runner_intake.vocabulary import OUTCOMES, Outcome

ROWS = 40
"""How many rows a batch has."""
SLOW = 60.0
"""Seconds of work after which a batch counts as a hang: on a busy machine it takes some six."""
SLIPS: tuple[Any, ...] = ("typo", None, "", " ", "no chest_pain", "=1+1")
WRONG: tuple[Any, ...] = (-1, 10**6, "typo", 0.123)
SEPARATORS = (",", ";", "\t", "|")
SIGNS = (
    ("urgent_head_chest", "chest_pain"),
    ("urgent_head_chest", "stroke_signs"),
    ("urgent_body", "swollen_calf"),
)
HOW: tuple[Any, ...] = ("frame", "parquet", "ndjson", "csv")

Row = dict[str, Any]


def fuzz(seed: int, count: int) -> Counts:
    """Tries `count` rows or a few more."""
    chance = random.Random(seed)  # noqa: S311  (nothing secret)
    pack = bundled_pack()
    people = [{name: value for name, value in row.items() if value is not None} for row in runners(400, pack)]
    counts = Counts()
    while counts.runs < count:
        rows = [_spoilt(_partial(chance.choice(people), chance), pack, chance) for _ in range(ROWS)]
        counts += _tried(rows, pack, chance)
    return counts


def _partial(row: Row, chance: random.Random) -> Row:
    """A runner with some answers left out, and now and then a sign."""
    left = {name: value for name, value in row.items() if chance.random() > 0.2}
    if chance.random() < 0.3:
        name, code = chance.choice(SIGNS)
        left[name] = [code]
    return left


def _spoilt(row: Row, pack: Pack, chance: random.Random) -> Row:
    """A runner with slips: another item in a list, a number out of range."""
    spoilt = dict(row)
    for name, value in row.items():
        kind = pack.questionnaire.fields[name].kind
        if chance.random() > 0.1:
            continue
        if kind == "multi_choice":
            items = [*value, chance.choice(SLIPS)]
            spoilt[name] = chance.sample(items, len(items))
        elif kind in ("number", "scale"):
            spoilt[name] = chance.choice([wrong for wrong in WRONG if not isinstance(wrong, str)])
        elif kind == "choice":
            spoilt[name] = "typo"
    return spoilt


def _tried(rows: list[Row], pack: Pack, chance: random.Random) -> Counts:
    """One batch, in one kind of frame or file."""
    kind, how = chance.choice(HOW), chance.choice(("null", "keep"))
    start = time.process_time()
    try:
        results = _results(rows, pack, kind, how, chance)
    except IntakeError:
        return Counts(runs=len(rows), lost_rows=len(rows))  # with null and keep no row may stop a batch
    except Exception:  # noqa: BLE001  (what is looked for)
        return Counts(runs=len(rows), tracebacks=1)
    is_slow = time.process_time() - start > SLOW
    lost = sum(
        str(result["id"]) != str(number) for number, result in zip(range(len(rows)), results, strict=False)
    ) + abs(len(rows) - len(results))
    signs = sum(_lost_sign(row, result["outcome"], pack) for row, result in zip(rows, results, strict=False))
    return Counts(len(rows), hangs=int(is_slow), lost_rows=lost, lost_signs=signs)


def _lost_sign(row: Row, outcome: str, pack: Pack) -> bool:
    """Whether the outcome of a row is better than what is sure of it says."""
    sure: Row = {}
    ticked: Row = {}
    for name, value in row.items():
        field = pack.questionnaire.fields[name]
        try:
            check_answers({name: value}, pack.questionnaire)
        except IntakeError:
            if field.kind == "multi_choice" and (
                ticks := sure_ticks(value, field, safety=name in pack.questionnaire.safety_fields)
            ):
                ticked[name] = sorted(ticks)
        else:
            sure[name] = value
    least = _outcome(sure, pack)
    emergency = _outcome({**sure, **ticked}, pack) == "emergency"
    return OUTCOMES.index(outcome) > OUTCOMES.index(least) or (outcome == "emergency") != emergency


def _outcome(row: Row, pack: Pack) -> Outcome:
    """The outcome of a single document (without the rest of it, which takes long)."""
    answers = check_answers(row, pack.questionnaire)
    return screen(answers, pack, needles=Needles(Scores(answers, pack)).count).outcome


def _results(rows: list[Row], pack: Pack, kind: str, how: Any, chance: random.Random) -> list[Row]:
    if kind == "frame":
        frame = assess_frame(_frame(rows, pack), pack=pack, parts=("safety",), on_bad_rows=how, keep=["id"])
        return list(frame.to_dicts())
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, f"in.{kind}"), Path(folder, "out.ndjson")
        match kind:
            case "parquet":
                _frame(rows, pack).write_parquet(source)
            case "ndjson":
                source.write_text(
                    "\n\n".join(json.dumps({"id": number, **row}) for number, row in enumerate(rows)),
                    encoding="utf-8",
                )
            case _:
                _write_csv(rows, pack, source, chance)
        BatchRun(pack, ("safety",), ("id",), how, strict=False).write(str(source), str(target))
        return [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


def _frame(rows: list[Row], pack: Pack) -> pl.DataFrame:
    kinds: dict[str, Any] = {
        "multi_choice": pl.List(pl.String),
        "yes_no": pl.Boolean,
        "choice": pl.String,
        "number": pl.Float64,
        "scale": pl.Float64,
    }
    columns = {
        name: pl.Series(
            [list(row[name]) if isinstance(row.get(name), list | tuple) else row.get(name) for row in rows],
            dtype=kinds[field.kind],
        )
        for name, field in pack.questionnaire.fields.items()
    }
    return pl.DataFrame({"id": list(range(len(rows))), **columns})


def _write_csv(rows: list[Row], pack: Pack, path: Path, chance: random.Random) -> None:
    """With blank lines, and with any separator, line ending and quoting."""
    header = ["id", *pack.questionnaire.fields]
    ending = chance.choice(("\n", "\r\n"))
    with path.open("w", encoding=chance.choice(("utf-8", "utf-8-sig")), newline="") as file:
        writer = csv.writer(
            file,
            delimiter=chance.choice(SEPARATORS),
            lineterminator=ending,
            quoting=chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
        )
        writer.writerow(header)
        for number, row in enumerate(rows):
            writer.writerow([number, *(_cell(row.get(name)) for name in header[1:])])
            if chance.random() < 0.1:
                file.write(ending)


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "; ".join("" if item is None else item for item in value)
    return "" if value is None else str(value)
