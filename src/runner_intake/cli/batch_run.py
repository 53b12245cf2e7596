"""One run of `runner-intake batch`: read, check, plan, write, count. Loaded only when Polars is there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from runner_intake.batch.columns import Columns, OnBadRows, with_lists
from runner_intake.batch.files import STANDARD, files_of, format_of, scan, told, write
from runner_intake.batch.frames import results_of
from runner_intake.batch.plan import Plan, reason_table
from runner_intake.batch.summary import Tally
from runner_intake.errors import IntakeError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.pack import Pack


ROWS_AT_ONCE = 250_000


@dataclass(frozen=True)
class BatchRun:
    """What a run needs besides its files."""

    pack: Pack
    parts: Sequence[Any]
    ids: tuple[str, ...]
    on_bad_rows: Any
    strict: bool

    def write(self, source: str, target: str) -> dict[str, Any]:
        """Writes the results part by part, and gives the numbers of the batch."""
        format_of(target)
        if STANDARD not in (source, target) and Path(target).exists() and any(Path(file).samefile(target) for file in files_of(source)):
            raise IntakeError([Problem("B03", "The results would replace the answers they come from.", "Name another file to write.", target)])
        frame = with_lists(scan(source, self.pack.questionnaire), self.pack.questionnaire)
        columns = Columns(self.pack.questionnaire, frame.collect_schema())
        columns.check_kinds(strict=self.strict, known_others=frozenset(self.ids))
        tally = Tally(self.pack)
        if self.on_bad_rows == "raise":
            self._results(frame.head(0))  # what is wrong with the columns to keep is told before the long look at the answers
            with told(source):
                problems = columns.problems(frame)
            if problems:
                raise IntakeError(problems)
        write(self._parts(frame, tally, source), target)
        return tally.numbers()

    def _parts(self, frame: pl.LazyFrame, tally: Tally, source: str) -> Iterator[pl.DataFrame]:
        """The results of so many rows at a time (one plan over a whole file keeps too much of it in memory), at least one part; each is counted."""
        with told(source):
            batches = iter(frame.collect_batches(chunk_size=ROWS_AT_ONCE, maintain_order=True))
            rows = next(batches, None)
            results = self._results(frame.head(0) if rows is None else rows.lazy())
        while True:
            tally.add(results)
            yield results
            with told(source):
                rows = next(batches, None)
                if rows is None:
                    return
                results = self._results(rows.lazy())

    def _results(self, rows: pl.LazyFrame) -> pl.DataFrame:
        bad: OnBadRows = "keep" if self.on_bad_rows == "keep" else "null"  # with "raise" all answers were looked at before
        plan = results_of(rows, self.pack, parts=self.parts, on_bad_rows=bad, keep=list(self.ids) or None)
        return plan.collect(engine="streaming")

    def column_lines(self, *, as_json: bool) -> Iterator[str]:
        """The columns that come out with their kinds, and what the bits of the reasons stand for."""
        empty = pl.LazyFrame(schema=dict.fromkeys(self.pack.questionnaire.fields, pl.Null))
        schema = Plan(self.pack, frozenset(), tuple(self.parts)).apply(empty, []).collect_schema()
        table = reason_table(self.pack) if "reasons" in self.parts else {}
        if as_json:
            yield json.dumps({"columns": {name: str(kind) for name, kind in schema.items()}, "reasons": table}, indent=2)
            return
        yield from (f"{name}: {kind}" for name, kind in schema.items())
        for benefit, rules in table.items():
            yield f"bits of {benefit}.reasons, the lowest first: {', '.join(rules)}"
