"""The answers of a frame that cannot be used, counted part by part: how many in each column, and in which
rows first. Repeats none of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from runner_intake.batch.answer_columns import MARK
from runner_intake.errors import Problem

if TYPE_CHECKING:
    from runner_intake.batch.columns import FrameColumns

FIRST = 3
"""How many rows are named for a column with answers that cannot be used."""

_ROW = f"{MARK}row"


@dataclass
class BadAnswers:
    """The answers that cannot be used in the rows seen so far."""

    columns: FrameColumns
    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def count(self, frame: pl.LazyFrame) -> None:
        """Counts those of some rows, which follow the rows before."""
        bad = self.columns.bad()
        if not bad:
            return
        numbered = frame.select(**bad).with_row_index(_ROW, offset=self.rows + 1)
        counted = numbered.select(
            pl.len().alias(_ROW),
            *(pl.col(name).sum().alias(name) for name in bad),
            *(
                pl.col(_ROW).filter(pl.col(name)).head(FIRST).implode().alias(f"{_ROW}.{name}")
                for name in bad
            ),
        ).collect(engine="streaming")
        for name in bad:
            self.counts[name] += counted[name][0]
            self.first[name] = [*self.first[name], *counted[f"{_ROW}.{name}"][0]][:FIRST]
        self.rows += counted[_ROW][0]

    def problems(self) -> list[Problem]:
        """One problem for each field with such answers: how many, and in which rows first (counted from
        1).
        """
        return [self._problem(name, count) for name, count in self.counts.items() if count]

    def _problem(self, name: str, count: int) -> Problem:
        rows = ", ".join(map(str, self.first[name]))
        more = ", ..." if count > FIRST else ""
        answers = "answer" if count == 1 else "answers"
        what = f"{count} {answers} cannot be used (rows {rows}{more})."
        return Problem("B02", what, self.columns.way_out(name), path=name)
