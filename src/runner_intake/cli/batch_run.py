"""One run of `runner-intake batch`: read, check, plan, write, count. Loaded only when Polars is there."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from runner_intake.batch.bad_answers import BadAnswers
from runner_intake.batch.columns import FrameColumns, OnBadRows, with_lists
from runner_intake.batch.files import STANDARD, file_errors, files_of, format_of, write
from runner_intake.batch.frames import Options, results_now
from runner_intake.batch.plan import Plan
from runner_intake.batch.readers import runners_in
from runner_intake.batch.reason_bits import reason_table
from runner_intake.batch.summary import Tally
from runner_intake.errors import IntakeError, Problem
from runner_intake.workbook import SHEET_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.batch.readers import Runners
    from runner_intake.pack import Pack


MOST_NAMED = 10
"""How many columns that are not copied are named; of the others only the number is given."""


@dataclass(frozen=True)
class BatchRun:
    """What a run needs besides its files. `say` takes sentences for the person at the screen."""

    pack: Pack
    parts: Sequence[Any]
    ids: tuple[str, ...]
    on_bad_rows: Any
    strict: bool
    guarded: bool = True
    sheet: str | None = None
    say: Callable[[str], object] = lambda _: None

    def write(self, source: str, target: str) -> dict[str, Any]:
        """Writes the results part by part, and gives the numbers of the batch."""
        format_of(target)
        if (
            STANDARD not in (source, target)
            and Path(target).exists()
            and any(Path(file).samefile(target) for file in files_of(source))
        ):
            raise IntakeError(
                [
                    Problem(
                        "B03",
                        "The results would replace the answers they come from.",
                        "Name another file to write.",
                        target,
                    )
                ]
            )
        runners = runners_in(source, self.pack.questionnaire, self.sheet)
        empty = with_lists(pl.LazyFrame(schema=runners.schema), self.pack.questionnaire)
        columns = FrameColumns(self.pack.questionnaire, empty.collect_schema())
        columns.check_kinds(strict=self.strict, known_others=frozenset(self.ids))
        wanted = [name for name in columns.schema if name in columns.used or name in self.ids]
        self._results(
            empty.select(wanted).collect()
        )  # what is wrong with the columns to keep is reported before the long look at the answers
        self._tell(runners, columns)
        if format_of(target) == "xlsx":
            _check_length(runners, wanted[0], target)
        tally = Tally(self.pack)
        if self.on_bad_rows == "raise":
            bad = BadAnswers(columns)
            with closing(runners.parts(wanted)) as parts:
                for rows in parts:
                    bad.count(with_lists(rows.lazy(), self.pack.questionnaire))
            if problems := bad.problems():
                raise IntakeError(problems)
        write(self._parts(runners, wanted, tally, source), target, guarded=self.guarded)
        return tally.numbers()

    def _tell(self, runners: Runners, columns: FrameColumns) -> None:
        """How the file was understood, and which of its columns are not copied."""
        for note in runners.notes:
            self.say(note)
        left = [name for name in columns.others if name not in self.ids]
        if left:
            more = f" and {len(left) - MOST_NAMED} more" if len(left) > MOST_NAMED else ""
            self.say(
                f"Not copied, as no answers: {', '.join(left[:MOST_NAMED])}{more}. Name those to copy "
                f"with --id."
            )

    def _parts(
        self, runners: Runners, wanted: list[str], tally: Tally, source: str
    ) -> Iterator[pl.DataFrame]:
        """The results of so many rows at a time (one plan over a whole file keeps too much of it in memory),
        at least one part; each is counted.
        """
        empty = pl.DataFrame(schema={name: runners.schema[name] for name in wanted})
        count = 0
        with closing(runners.parts(wanted)) as parts:
            for rows in parts:
                with file_errors(source):
                    results = self._results(rows)
                tally.add(results)
                yield results
                count += 1
        if not count:
            yield self._results(empty)

    def _results(self, rows: pl.DataFrame) -> pl.DataFrame:
        bad: OnBadRows = (
            "keep" if self.on_bad_rows == "keep" else "null"
        )  # with "raise" all answers were looked at before
        return results_now(rows, self.pack, Options(self.parts, bad, keep=self.ids))

    def column_lines(self, *, as_json: bool) -> Iterator[str]:
        """The columns that come out with their kinds, and what the bits of the reasons stand for."""
        empty = pl.LazyFrame(schema=dict.fromkeys(self.pack.questionnaire.fields, pl.Null))
        schema = Plan(self.pack, frozenset(), tuple(self.parts)).apply(empty, []).collect_schema()
        table = reason_table(self.pack) if "reasons" in self.parts else {}
        if as_json:
            yield json.dumps(
                {"columns": {name: str(kind) for name, kind in schema.items()}, "reasons": table}, indent=2
            )
            return
        yield from (f"{name}: {kind}" for name, kind in schema.items())
        for name, rules in table.items():
            yield f"bits of {name}, the lowest first: {', '.join(rules)}"


def _check_length(runners: Runners, column: str, target: str) -> None:
    """IntakeError (B03) where there are more runners than one sheet holds below its header."""
    count = 0
    with closing(runners.parts([column])) as parts:
        for rows in parts:
            count += rows.height
            if count >= SHEET_ROWS:
                what = f"There are more runners than the {SHEET_ROWS - 1:,} that a sheet holds."
                way_out = "Write Parquet, CSV or NDJSON, or split the file of runners."
                raise IntakeError([Problem("B03", what, way_out, target)])
