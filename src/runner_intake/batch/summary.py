"""A batch in numbers: how many of each outcome, level and first suggestion, how much is settled, and which missing answers cost most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from runner_intake.pack import Pack

SCHEMA = "runner-intake/batch-summary/1"
MOST_MISSING = 10


def summary(results: pl.LazyFrame, pack: Pack) -> dict[str, Any]:
    """The numbers of a batch. `missing` counts the rows that wait for a safety answer, the most frequent first."""
    names = results.collect_schema().names()
    counted = {"outcome": pl.col("outcome").cast(pl.String).value_counts()}
    counted |= {f"{benefit.id}.level": pl.col(f"{benefit.id}.level").cast(pl.String).value_counts() for benefit in pack.benefits}
    if "top" in names:
        counted["top"] = pl.col("top").value_counts()
    if "missing" in names:
        counted["missing"] = pl.col("missing").explode().drop_nulls().value_counts()
    wanted = [expr.implode().alias(name) for name, expr in counted.items() if name.partition(".")[0] in {each.partition(".")[0] for each in names}]
    flags = [name for name in ("exact", "settled.top", "settled.list") if name in names]
    table = results.select(pl.len().alias("rows"), *(pl.col(name).sum() for name in flags), *wanted).collect(engine="streaming")
    found = {name: _counts(table[name][0]) for name in counted if name in table.columns}
    missing = dict(sorted(found.pop("missing", {}).items(), key=lambda pair: -pair[1])[:MOST_MISSING])
    levels = {benefit.id: found.pop(f"{benefit.id}.level") for benefit in pack.benefits if f"{benefit.id}.level" in found}
    return {
        "schema": SCHEMA,
        "pack": {"id": pack.id, "version": pack.version, "sha256": pack.sha256},
        "rows": int(table["rows"][0]),
        **{name.replace(".", "_"): int(table[name][0] or 0) for name in flags},
        "outcomes": found["outcome"],
        "first_suggestions": found.get("top", {}),
        "levels": levels,
        "missing": missing,
    }


def _counts(rows: pl.Series) -> dict[str, int]:
    """Counts by value, the most frequent first; a value that is empty is called none."""
    pairs = [(str(next(iter(row.values())) or "none"), int(row["count"])) for row in rows]
    return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
