"""A batch in numbers: how many of each outcome, level and first suggestion, how much is settled, and which
missing answers cost most.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from runner_intake.pack import Pack

SCHEMA = "runner-intake/batch-summary/1"
MOST_MISSING = 10
FLAGS = ("exact", "settled.top", "settled.list")


@dataclass(slots=True)
class Tally:
    """The numbers of a batch, counted part by part."""

    pack: Pack
    rows: int = 0
    flags: Counter[str] = field(default_factory=Counter)
    values: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, results: pl.DataFrame) -> None:
        """Counts some results."""
        self.rows += results.height
        for name in FLAGS:
            if name in results.columns:
                self.flags[name] += int(results[name].sum())
        for name in ("outcome", "top", *(f"{benefit.id}.level" for benefit in self.pack.benefits)):
            if name in results.columns:
                self._count(name, results[name])
        if "missing" in results.columns:
            self._count("missing", results["missing"].explode(empty_as_null=False, keep_nulls=False))

    def _count(self, name: str, values: pl.Series) -> None:
        for value, count in values.value_counts().iter_rows():
            self.values[name]["none" if value is None else value] += count

    def numbers(self) -> dict[str, Any]:
        """The numbers so far, the most frequent first. `missing` counts the rows that wait for a safety
        answer.
        """
        pack = self.pack
        levels = {
            benefit.id: self._sorted(f"{benefit.id}.level")
            for benefit in pack.benefits
            if f"{benefit.id}.level" in self.values
        }
        return {
            "schema": SCHEMA,
            "pack": {"id": pack.id, "version": pack.version, "sha256": pack.sha256},
            "rows": self.rows,
            **{name.replace(".", "_"): count for name, count in self.flags.items()},
            "outcomes": self._sorted("outcome"),
            "first_suggestions": self._sorted("top"),
            "levels": levels,
            "missing": dict(list(self._sorted("missing").items())[:MOST_MISSING]),
        }

    def _sorted(self, name: str) -> dict[str, int]:
        counts = self.values.get(name, Counter())
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
