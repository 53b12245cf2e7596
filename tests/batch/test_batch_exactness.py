"""Where a row with unknown answers is exact: wherever what its rules ask of an answer is not in each other's
way. On packs so small that it can be seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from frames import expected
from runner_intake import assess_frame
from runner_intake.conditions import (
    All,
    AnyOf,
    AtLeast,
    Condition,
    Includes,
    ManyDomain,
    NumberDomain,
    Within,
)
from small_packs import Points, question, small_pack, yes

if TYPE_CHECKING:
    from runner_intake import Pack

HOURS = NumberDomain(0, 12, 1)
SHORT, SHORTER = Within("hours", high=7), Within("hours", high=5)
LONG, NOT_LONG = Within("hours", low=8), Within("hours", low=8, negated=True)
ASKED = [question("hours", domain=HOURS), question("a"), question("b"), question("c")]


def row_of(pack: Pack, **answers: Any) -> dict[str, Any]:
    """The results for one runner, equal to the single document wherever they say so."""
    frame = pl.DataFrame({name: [value] for name, value in answers.items()})
    row: dict[str, Any] = assess_frame(frame, pack=pack).row(0, named=True)
    single = expected(answers, pack)
    for benefit in pack.benefits:
        if row[f"{benefit.id}.exact"]:
            ends = [
                f"{benefit.id}.{name}_{end}" for name in ("points", "priority") for end in ("low", "high")
            ]
            assert [row[name] for name in ends] == [single[name] for name in ends]
    assert not row["exact"] or {name: row[name] for name in single} == single
    return row


# --- conditions that look at one answer several times


@pytest.mark.parametrize(
    ("condition", "exact"),
    [
        (AnyOf((All((SHORT, yes("a"))), All((SHORTER, yes("b"))))), True),  # at 9 neither holds, at 5 both do
        (AtLeast(2, (SHORT, SHORTER, yes("c"))), True),
        (AnyOf((All((NOT_LONG, yes("a"))), All((LONG, yes("b"))))), False),  # one of the two always holds
        (All((SHORT, LONG)), False),  # never holds
    ],
)
def test_a_condition_is_exact_where_its_tests_of_an_answer_can_all_hold_and_all_fail(
    condition: Condition, *, exact: bool
) -> None:
    pack = small_pack(ASKED, {"relief": {"a": 5}}, steps={"rest": {condition: 10}})
    row = row_of(pack, a=True, b=True)
    assert row["exact"] == exact
    assert (row["step.rest.certain"]) is False
    assert row_of(pack, a=True, b=True, hours=9)["exact"]


@pytest.mark.parametrize(
    ("other", "exact"), [(LONG, True), (NOT_LONG, True), (Within("hours", low=6), False)]
)
def test_a_step_is_exact_where_the_tests_of_all_its_rules_can_fail(other: Condition, *, exact: bool) -> None:
    pack = small_pack(ASKED, {"relief": {"a": 5}}, steps={"rest": {SHORTER: 10, other: 20}})
    row = row_of(pack, a=True)
    assert row["exact"] == exact
    assert row["step.rest.certain"] is False


def test_a_row_waits_where_a_list_known_in_part_hides_a_rule_that_withholds() -> None:
    lists = question("m", domain=ManyDomain(("none", "x", "y", "z")))
    hidden = AnyOf((Includes("m", 2, ("x", "y", "z")), Includes("m", 1, ("y",), negated=True)))
    pack = small_pack([lists, question("a")], {"relief": {"a": 5}}, safety={"hold": hidden})
    frame = pl.DataFrame({"a": [True], "m": [["x", None]]})
    row = assess_frame(frame, pack=pack, on_bad_rows="null").row(0, named=True)
    assert (row["outcome"], row["exact"], row["relief.points_low"]) == ("incomplete", False, None)
    unknown = assess_frame(frame.with_columns(m=pl.lit(None, pl.List(pl.String))), pack=pack)
    assert unknown["outcome"].to_list() == ["clear"]


# --- scores


@pytest.mark.parametrize(
    ("card", "bounds"),
    [
        ({SHORT: 3, All((SHORTER, yes("b"))): 4}, (0, 7)),  # both or neither
        ({SHORT: 3, All((LONG, yes("b"))): -2}, (-2, 3)),
        ({All((SHORT, yes("a"))): 3, All((SHORTER, yes("b"))): 4}, (0, 7)),
        ({SHORT: 3, All((LONG, yes("b"))): 4}, None),  # one of the two
        ({SHORT: 3, All((SHORTER, yes("b"))): -2}, None),
        ({All((SHORT, yes("a"))): 3, All((SHORTER, yes("b"))): -4}, None),
    ],
)
def test_points_are_exact_where_one_answer_gives_every_rule_what_the_bound_takes(
    card: Points, bounds: tuple[int, int] | None
) -> None:
    pack = small_pack(ASKED, {"relief": card, "calm": {"a": 5}})
    row = row_of(pack, a=True, b=True)
    assert (row["relief.exact"], row["calm.exact"]) == (bounds is not None, True)
    assert row["exact"] == (bounds is not None)
    if bounds:
        assert (row["relief.points_low"], row["relief.points_high"]) == bounds


@pytest.mark.parametrize(("points", "exact"), [(2, True), (-2, False)])
def test_points_behind_a_gate_are_exact_where_the_gate_itself_counts_the_same_way(
    points: int, *, exact: bool
) -> None:
    asked = [question("b"), question("hours", domain=HOURS, when=yes("b")), question("a")]
    pack = small_pack(asked, {"relief": {SHORT: 3, "b": points}, "calm": {"a": 5}})
    row = row_of(pack, a=True)
    assert (row["relief.exact"], row["exact"]) == (exact, exact)
    assert (row["calm.exact"], row["calm.points_low"]) == (True, 5)


def test_benefits_are_exact_where_their_order_is_not_seen() -> None:
    pack = small_pack(ASKED, {"relief": {SHORT: 3}, "calm": {All((SHORTER, yes("b"))): 4}})
    row = row_of(pack, b=True)
    assert (row["relief.exact"], row["calm.exact"], row["exact"]) == (True, True, False)


def test_a_row_is_exact_where_the_order_is_settled_all_the_same() -> None:
    cards: dict[str, Points] = {
        "relief": {"a": 6, SHORT: 2},
        "calm": {"a": 3, All((SHORTER, yes("b"))): 1},
    }
    row = row_of(small_pack(ASKED, cards), a=True, b=True)
    assert (row["settled.top"], row["settled.list"], row["exact"]) == (True, True, True)


def test_points_that_do_not_come_out_need_not_be_exact() -> None:
    safety = {"consent_needed": yes("c")}
    pack = small_pack(ASKED, {"relief": {SHORT: 3, All((LONG, yes("b"))): 4}}, safety=safety)  # type: ignore[arg-type]  # a literal
    row = row_of(pack, b=True, c=True)
    assert (row["exact"], row["relief.exact"]) == (True, None)
    assert not row_of(pack, b=True, c=False)["exact"]
