"""Packs with more of everything than a small kind of number holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from frames import expected, frame_of
from larger_packs import larger, repeated
from runner_intake import assess, assess_frame, bundled_pack, reasons_frame
from runner_intake.conditions import (
    AnyOf,
    AsGiven,
    ChoiceDomain,
    Includes,
    ManyDomain,
    NumberDomain,
    OneOf,
    Within,
)
from runner_intake.pack.made_up import runners
from runner_intake.result.assessment import Suggestion
from small_packs import Points, question, small_pack, yes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner_intake import Pack

HOURS = NumberDomain(0, 100, 1)
"""More numbers than there are rules in a column of reasons."""


def held_against(pack: Pack, rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """The results for some runners, in which every row is exact and that of the single document. Reasons are
    looked at apart.
    """
    results: pl.DataFrame = assess_frame(frame_of(rows, pack), pack=pack)
    assert results["exact"].all()
    for row, result in zip(rows, results.iter_rows(named=True), strict=True):
        single = {name: value for name, value in expected(row, pack).items() if ".reasons" not in name}
        assert {name: result[name] for name in single} == single
    return results


def both_ways(pack: Pack, answers: dict[str, Any], unknown: str) -> pl.DataFrame:
    """The same for complete answers, and for the same with one unknown."""
    some = {name: value for name, value in answers.items() if name != unknown}
    return held_against(pack, [answers, some])


def test_a_scorecard_may_have_more_rules_than_a_number_has_bits() -> None:
    card: Points = {Within("hours", low=number): 1 + number % 2 for number in range(1, 101)}
    asked = [question("hours", domain=HOURS), question("a")]
    pack = small_pack(asked, {"relief": {**card, "a": 3}})
    answers = {"hours": 64, "a": True}
    results = both_ways(pack, answers, "a")
    names = [name for name in results.columns if ".reasons" in name]
    assert names == ["relief.reasons", "relief.reasons_2"]
    table = reasons_frame(results, pack=pack)
    for row, given in enumerate([answers, {"hours": 64}]):
        (suggestion,) = assess(given, pack).suggestions
        assert isinstance(suggestion, Suggestion)
        named = [(reason.rule, reason.points) for reason in suggestion.reasons]
        assert table.filter(pl.col("row") == row).select("rule", "points").rows() == named
        assert len(named) > 63


def test_highest_scores_may_have_nothing_in_common() -> None:
    primes = [101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191]
    asked = [question("hours", domain=HOURS), question("a"), question("b")]
    cards: dict[str, Points] = {
        f"b{prime}": {"a": prime // 2, Within("hours", low=number): 40 + number}
        for number, prime in enumerate(primes)
    }
    pack = small_pack(asked, cards)
    highest = dict(zip((benefit.id for benefit in pack.benefits), primes, strict=True))
    pack = replace(
        pack, benefits=tuple(replace(benefit, max=highest[benefit.id]) for benefit in pack.benefits)
    )
    assert max(pack.weights) > 2**127
    for hours in (0, 9, 30):
        results = both_ways(pack, {"hours": hours, "a": True, "b": True}, "b")
        assert results["top"].n_unique() == 1
        assert sorted(results.select(pl.col("^.*rank$")).row(0)) == list(range(1, len(primes) + 1))


@pytest.mark.slow
def test_there_may_be_more_benefits_than_a_small_number_holds() -> None:
    asked = [question("hours", domain=HOURS), question("a")]
    cards: dict[str, Points] = {
        f"b{number}": {"a": 5, Within("hours", low=number / 3): number % 5} for number in range(130)
    }
    pack = small_pack(asked, cards)
    whole = {"hours": 30, "a": True}
    assert held_against(pack, [whole]).select(pl.col("^.*rank$")).to_numpy().max() == 130
    some = {"a": True}
    (row,) = assess_frame(frame_of([some], pack), pack=pack).iter_rows(named=True)
    assert all(row[f"{benefit.id}.exact"] for benefit in pack.benefits)
    single = expected(some, pack)
    own = [name for name in single if name.endswith((".points_low", ".priority_high", ".level", ".rank"))]
    assert [row[name] for name in own] == [single[name] for name in own]
    assert (row["exact"], row["settled.top"]) == (False, False)  # pairs are too many to look at


@pytest.mark.parametrize("points", [200, 40_000, 3_000_000_000])
def test_points_may_be_large(points: int) -> None:
    pack = small_pack([question("a"), question("b")], {"relief": {"a": points}, "calm": {"a": 5, "b": 2}})
    pack = replace(
        pack,
        benefits=tuple(replace(own, max=max(10, points)) for own in pack.benefits[:1]) + pack.benefits[1:],
    )
    results = both_ways(pack, {"a": True, "b": True}, "b")
    assert results["relief.points_low"].to_list() == [points, points]
    assert results["top"].to_list() == ["relief", "relief"]


def test_a_choice_may_have_hundreds_of_options() -> None:
    options = tuple(f"country_{number}" for number in range(300))
    asked = [question("country", domain=ChoiceDomain(options)), question("a")]
    cards: dict[str, Points] = {"relief": {OneOf("country", options[200:]): 5, "a": 1}}
    pack = small_pack(asked, cards)
    for option, points in ((options[299], 5), (options[0], 0), (options[199], 0)):
        results = both_ways(pack, {"country": option, "a": False}, "a")
        assert results["relief.points_low"].to_list() == [points, points]


def test_a_list_may_have_dozens_of_options_that_count() -> None:
    options = ("none", *(f"sign_{number}" for number in range(40)))
    asked = [question("signs", domain=ManyDomain(options)), question("a")]
    rules: Points = {Includes("signs", 1, (option,)): 1 for option in options[1:]}
    pack = small_pack(asked, {"relief": {**rules, "a": 2}, "calm": {"a": 3}})
    results = both_ways(pack, {"signs": options[3:9], "a": True}, "a")
    assert results["relief.points_low"].to_list() == [8, 6]
    (row,) = assess_frame(frame_of([{"a": True}], pack), pack=pack).iter_rows(named=True)
    assert (row["relief.points_low"], row["relief.points_high"], row["calm.exact"]) == (2, 42, True)


def test_a_guardian_may_be_asked_many_questions() -> None:
    names = [f"g{number}" for number in range(9)]
    asked = [question("n", safety="needling"), question("a"), *map(question, names)]
    rule = AnyOf(tuple(AsGiven(OneOf(name, (True,))) for name in names))
    pack = small_pack(asked, {"relief": {"a": 5}}, safety={"guardian_needed": rule, "discuss": yes("n")})
    never: dict[str, Any] = dict.fromkeys(names, False)
    results = held_against(pack, [{"a": True, **never}, {"a": True, **never, "g3": True}])
    assert results["outcome"].to_list() == ["incomplete", "guardian_needed"]
    (row,) = assess_frame(frame_of([{"a": True}], pack), pack=pack).iter_rows(named=True)
    assert (row["outcome"], row["missing"], row["exact"]) == ("incomplete", ["n"], False)


@pytest.mark.slow
def test_rows_of_a_pack_three_times_as_large_are_those_of_the_single_document() -> None:
    pack = larger(bundled_pack(), 3)
    some = [
        {name: value for name, value in row.items() if value is not None}
        for row in runners(40, bundled_pack())
    ]
    rows = [repeated(row, 3) for row in some]
    results = assess_frame(frame_of(rows, pack), pack=pack)
    assert results["exact"].sum() > 20
    for row, result in zip(rows, results.iter_rows(named=True), strict=True):
        if result["exact"]:
            single = expected(row, pack)
            assert {name: result[name] for name in single} == single
