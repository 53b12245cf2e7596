"""How many rows of a batch are exact where answers are unknown, and how many figures of a benefit.

Run `python benchmarks/batch_exact.py` (about two minutes). Made-up runners lose each of their answers to
ordinary questions with a given chance. Before a line is printed, every row and every benefit that is called
exact is held against the single result.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from batch_growth import frame_of, known
from runner_intake import Pack, assess, assess_frame, bundled_pack
from runner_intake.pack.made_up import described, runners
from runner_intake.result.assessment import Other, Suggestion

if TYPE_CHECKING:
    from runner_intake import Assessment

ROWS = 2000
LEFT_OUT = (0, 5, 10, 20, 30)
"""Of 100 answers to ordinary questions."""


def main() -> None:
    """Prints one line for each share of answers that are left out."""
    pack = bundled_pack()
    rows = [known(row) for row in runners(ROWS, pack)]
    print(f"{described(pack)}; {ROWS} rows; all that is called exact is that of the single result\n")
    print("answers left out   exact rows   benefits with exact figures, of those that come out")
    for share in LEFT_OUT:
        some = with_unknown(rows, share / 100, pack)
        results = assess_frame(frame_of(some, pack), pack=pack)
        told = [results[f"{benefit.id}.exact"].drop_nulls() for benefit in pack.benefits]
        for row, result in zip(some, results.iter_rows(named=True), strict=True):
            hold_against(assess(row, pack), result)
        benefits = sum(column.sum() for column in told) / sum(map(len, told))
        print(f"{share:>14} %   {results['exact'].mean():>10.0%}   {benefits:.0%}")


def with_unknown(rows: list[dict[str, Any]], share: float, pack: Pack) -> list[dict[str, Any]]:
    """Rows without some of their ordinary answers, always the same ones."""
    chance = random.Random(1)  # noqa: S311  (a simulation)
    safety = pack.questionnaire.safety_fields
    return [
        {name: value for name, value in row.items() if name in safety or chance.random() >= share}
        for row in rows
    ]


def hold_against(single: Assessment, row: dict[str, Any]) -> None:
    """AssertionError where something is called exact that is not what the single result says."""
    if row["exact"]:
        assert row["outcome"] == single.safety.outcome
        assert row["top"] == (single.suggestions[0].benefit if single.suggestions else None)
        assert (row["settled.top"], row["settled.list"]) == (single.settled.top, single.settled.list)
    for benefit in (*single.suggestions, *single.others):
        name = benefit.benefit
        if row[f"{name}.exact"]:
            assert isinstance(benefit, Suggestion | Other)
            assert row[f"{name}.level"] == benefit.level
            for figure in ("points", "match", "priority"):
                own = getattr(benefit, figure)
                assert (row[f"{name}.{figure}_low"], row[f"{name}.{figure}_high"]) == (own.low, own.high)


if __name__ == "__main__":
    main()
