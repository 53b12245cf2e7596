"""The results of a batch as long tables, to count, plot and join: one row a reason, one row a source, one row
a count. Knows result columns, and no answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from runner_intake.batch.frames import as_lazy
from runner_intake.batch.reason_bits import reason_columns
from runner_intake.batch.whole_numbers import kind_for
from runner_intake.errors import IntakeError, Problem, did_you_mean
from runner_intake.pack import bundled_pack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner_intake.pack import Pack

_COUNTED = ("outcome", "top", "first_step")


def reasons_frame(
    results: Any,  # noqa: ANN401  (any kind of frame that speaks Arrow)
    *,
    pack: Pack | None = None,
    keep: Sequence[str] = (),
) -> pl.DataFrame:
    """One row for each rule that surely counts for a runner, in the order of runners, benefits and rules.

    `results` is what `assess_frame` gave (with the part `reasons`), `pack` the rules it was made with. `keep`
    names columns, such as an id, to put in front. Then come `row` (the place of the runner, from 0),
    `benefit`, `rule`, `points` (below 0: against the benefit) and `because`. A runner of whom nothing was
    scored has no row. IntakeError (B01) where columns are missing.

    >>> import polars as pl
    >>> from runner_intake import assess_frame, reasons_frame
    >>> reasons_frame(assess_frame(pl.DataFrame({"data_consent": [False]}))).height
    0
    """
    rules = pack or bundled_pack()
    columns = {benefit.id: reason_columns(benefit) for benefit in rules.benefits}
    names = [name for own in columns.values() for name in own]
    frame = _with_columns(results, [*names, *keep]).with_row_index("row")
    kept = [pl.col(name) for name in keep]
    bits = [
        (benefit, name, bit, rule)
        for benefit, own in columns.items()
        for name, behind in own.items()
        for bit, rule in enumerate(behind)
    ]
    kind = kind_for(max((abs(rule.points) for *_, rule in bits), default=0), pl.Int16)
    parts = [
        frame.filter((pl.col(name) // (1 << bit)) % 2 == 1).select(
            *kept,
            pl.col("row").cast(pl.Int64),
            pl.lit(benefit).alias("benefit"),
            pl.lit(rule.id).alias("rule"),
            pl.lit(rule.points, kind).alias("points"),
            pl.lit(rule.because.strip()).alias("because"),
            pl.lit(number).alias("_order"),
        )
        for number, (benefit, name, bit, rule) in enumerate(bits)
    ]
    return pl.concat(parts).sort("row", "_order").drop("_order").collect()


def evidence_frame(pack: Pack | None = None) -> pl.DataFrame:
    """One row for each source of each benefit: what is claimed, how good the evidence is, and what the source
    found.

    Columns: `benefit`, `title`, `grade`, `support`, `factor` (per cent), `verdict`, `reviewed`, `source`,
    `cite`, `design`, `population`, `figure`, `finding`, `direction`, `checked` (False: not read yet), `link`.
    """
    rules = pack or bundled_pack()
    rows = [
        {
            "benefit": benefit.id,
            "title": benefit.title,
            "grade": benefit.evidence.grade,
            "support": benefit.evidence.support,
            "factor": benefit.evidence.factor,
            "verdict": benefit.verdict.strip(),
            "reviewed": benefit.evidence.reviewed,
            "source": source.id,
            "cite": source.cite,
            "design": source.design,
            "population": source.population,
            "figure": source.figure,
            "finding": source.finding,
            "direction": source.direction,
            "checked": source.checked,
            "link": source.link,
        }
        for benefit in rules.benefits
        for source in (rules.sources[name] for name in benefit.evidence.sources if name in rules.sources)
    ]
    return pl.DataFrame(rows)


def summarise(
    results: Any,  # noqa: ANN401  (any kind of frame that speaks Arrow)
    *,
    by: str | Sequence[str] = (),
) -> pl.DataFrame:
    """How many runners have which outcome, first suggestion, first step and levels, for all or by groups.

    `results` is what `assess_frame` gave; `by` names columns to group by, such as a club. Columns: those,
    then `column` (the result that is counted), `value` (null: none), `count`, and `share` of the group. They
    are in the order of the groups' first rows, of the columns, and of the counts, the most frequent first.
    IntakeError (B01) where a column is missing.

    >>> import polars as pl
    >>> from runner_intake import assess_frame, summarise
    >>> summarise(assess_frame(pl.DataFrame({"data_consent": [False, False]})))["count"][0]
    2
    """
    groups = [by] if isinstance(by, str) else list(by)
    frame = _with_columns(results, ["outcome", *groups]).collect()
    counted = [
        name for name in frame.columns if (name in _COUNTED or name.endswith(".level")) and name not in groups
    ]
    one = frame.with_columns(pl.lit(0).alias("_all"))
    keys = groups or ["_all"]
    tables = [
        one.group_by([*keys, pl.col(name).cast(pl.String).alias("value")], maintain_order=True)
        .len("count")
        .with_columns(
            pl.lit(name).alias("column"),
            (pl.col("count") / pl.col("count").sum().over(keys)).alias("share"),
            pl.lit(index).alias("_column"),
        )
        for index, name in enumerate(counted)
    ]
    order = one.unique(keys, keep="first", maintain_order=True).select(keys).with_row_index("_group")
    return (
        pl.concat(tables)
        .join(order, on=keys, how="left", nulls_equal=True)
        .sort(["_group", "_column", "count", "value"], descending=[False, False, True, False])
        .select([*groups, "column", "value", pl.col("count").cast(pl.Int64), "share"])
    )


def _with_columns(results: Any, names: Sequence[str]) -> pl.LazyFrame:  # noqa: ANN401  (any kind of frame)
    """Results as a lazy frame; IntakeError (B01) for every column that is missing."""
    frame = as_lazy(results)
    there = frame.collect_schema().names()
    problems = [
        Problem(
            "B01",
            "There is no such column in the results.",
            f"Give what `assess_frame` gave, with all its parts. {did_you_mean(name, there)}".strip(),
            path=name,
        )
        for name in names
        if name not in there
    ]
    if problems:
        raise IntakeError(problems)
    return frame
