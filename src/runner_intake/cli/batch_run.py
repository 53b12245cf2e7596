"""One run of `runner-intake batch`: read, check, plan, write, count. Loaded only when Polars is there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from runner_intake.batch.columns import Columns, with_lists
from runner_intake.batch.files import scan, write
from runner_intake.batch.frames import results_of
from runner_intake.batch.plan import Plan, reason_table
from runner_intake.batch.summary import summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.pack import Pack


@dataclass(frozen=True)
class BatchRun:
    """What a run needs besides its files."""

    pack: Pack
    parts: Sequence[Any]
    ids: tuple[str, ...]
    on_bad_rows: Any
    strict: bool

    def write(self, source: str, target: str) -> dict[str, Any]:
        """Writes the results and gives the numbers of the batch, which are counted from what was written (or from a second reading on a pipe)."""
        frame = scan(source, self.pack.questionnaire)
        schema = with_lists(frame, self.pack.questionnaire).collect_schema()
        Columns(self.pack.questionnaire, schema).check_kinds(strict=self.strict, known_others=frozenset(self.ids))
        keep = list(self.ids) or None
        results = results_of(frame, self.pack, parts=self.parts, on_bad_rows=self.on_bad_rows, keep=keep)
        write(results, target)
        again = pl.scan_parquet(target) if target.endswith((".parquet", ".pq")) else results
        return summary(again, self.pack)

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
