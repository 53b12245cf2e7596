"""Where a row with unknown answers is exact: wherever what its rules ask of an answer is not in each other's
way. On packs so small that it can be seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import partial_answers
from frames import expected, frame_of
from random_packs import packs, screened_packs
from runner_intake import Pack, assess, assess_frame, bundled_pack
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
    from runner_intake.vocabulary import Outcome

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
        (All((SHORTER, LONG)), False),  # never holds
        (AnyOf((SHORT, Within("hours", low=6))), False),  # always holds
    ],
)
def test_a_condition_is_exact_where_its_tests_of_an_answer_can_all_hold_and_all_fail(
    condition: Condition, *, exact: bool
) -> None:
    pack = small_pack(ASKED, {"relief": {"a": 5}}, steps={"rest": {condition: 10}})
    row = row_of(pack, a=True, b=True)
    assert (row["exact"], row["step.rest.certain"]) == (exact, False)
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


EITHER = All((yes("b"), AnyOf((NOT_LONG, LONG))))
"""Holds with a yes to b, whatever the hours."""


@pytest.mark.parametrize(
    ("first", "second"),
    [("emergency", "urgent"), ("consent_needed", "hold"), ("urgent", "hold"), ("hold", "discuss")],
)
def test_a_safety_rule_is_seen_to_hold_where_every_answer_makes_it_hold(
    first: Outcome, second: Outcome
) -> None:
    pack = small_pack(ASKED, {"relief": {"a": 5}}, safety={first: EITHER, second: yes("c")})
    row = row_of(pack, a=True, b=True, c=True)
    assert (row["outcome"], row["exact"]) == (first, True)
    assert row_of(pack, a=True, b=False, c=True)["outcome"] == second
    open_ = row_of(pack, a=True, c=True)
    assert open_["exact"]
    assert (row_of(pack, a=True, b=True, c=True, hours=9)["outcome"]) == first


SIGNS = tuple(f"sign_{number}" for number in range(24))
THIRDS = (("none", *SIGNS[:3]), *(SIGNS[start : start + 3] for start in range(3, 24, 3)))
WHATEVER = AnyOf(tuple(Includes("signs", 1, third) for third in THIRDS))
"""Always holds, which is not seen: the list has more kinds of answers than are tried."""


@pytest.mark.parametrize(
    ("sure", "hidden", "exact"),
    [
        ("emergency", "consent_needed", True),
        ("emergency", "hold", True),
        ("consent_needed", "urgent", True),
        ("consent_needed", "hold", True),
        ("hold", "discuss", False),
    ],
)
def test_a_rule_that_no_longer_matters_need_not_be_seen(
    sure: Outcome, hidden: Outcome, *, exact: bool
) -> None:
    asked = [*ASKED, question("signs", domain=ManyDomain(("none", *SIGNS)))]
    pack = small_pack(asked, {"relief": {"a": 5}}, safety={sure: yes("c"), hidden: WHATEVER})
    row = row_of(pack, a=True, c=True)
    assert (row["outcome"], row["exact"]) == (sure, exact)
    assert row_of(pack, a=True, c=True, signs=["sign_4"])["exact"]


def test_rows_in_an_emergency_and_without_consent_are_exact_with_hardly_an_answer() -> None:
    pack = bundled_pack()
    rows: list[dict[str, Any]] = [
        {"data_consent": True, "urgent_head_chest": ["chest_pain"]},
        {"data_consent": False},
    ]
    results = assess_frame(frame_of(rows, pack), pack=pack)
    assert results["exact"].to_list() == [True, True]
    for row, result in zip(rows, results.iter_rows(named=True), strict=True):
        single = expected(row, pack)
        assert {name: result[name] for name in single} == single


# --- scores


@pytest.mark.parametrize(
    ("card", "bounds"),
    [
        ({SHORT: 3, All((SHORTER, yes("b"))): 4}, (0, 7)),  # both or neither
        ({SHORT: 1, All((SHORTER, yes("b"))): 1}, (0, 2)),
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


def test_points_are_exact_where_only_one_of_two_rules_in_each_others_way_is_open() -> None:
    pack = small_pack(ASKED, {"relief": {SHORT: 3, All((LONG, yes("b"))): 4}})
    row = row_of(pack, b=False)
    assert (row["relief.exact"], row["exact"], row["relief.points_high"]) == (True, True, 3)


@pytest.mark.parametrize(
    ("behind", "itself", "exact"), [(3, 2, True), (-3, -2, True), (3, -2, False), (-3, 2, False)]
)
def test_points_behind_a_gate_are_exact_where_the_gate_itself_counts_the_same_way(
    behind: int, itself: int, *, exact: bool
) -> None:
    asked = [question("b"), question("hours", domain=HOURS, when=yes("b")), question("a")]
    pack = small_pack(asked, {"relief": {SHORT: behind, "b": itself}, "calm": {"a": 5}})
    row = row_of(pack, a=True)
    assert (row["relief.exact"], row["exact"]) == (exact, exact)
    assert (row["calm.exact"], row["calm.points_low"]) == (True, 5)
    for answer in (False, True):
        assert row_of(pack, a=True, b=answer)["exact"]
    early = row_of(pack, a=True, hours=3)  # behind a gate that may stay shut
    assert early["relief.points_low"] == min(0, behind) + min(0, itself)


def test_points_behind_a_gate_that_may_count_either_way_are_not_called_exact() -> None:
    asked = [question("b"), question("hours", domain=HOURS, when=yes("b")), question("a")]
    pack = small_pack(asked, {"relief": {SHORT: 3, LONG: -2, "b": -2}, "calm": {"a": 5}})
    row = row_of(pack, a=True, hours=3)
    assert (row["relief.exact"], row["exact"], row["relief.points_low"]) == (False, False, -2)
    assert expected({"a": True, "hours": 3}, pack)["relief.points_low"] == 0


def test_a_benefit_that_may_not_apply_is_exact_all_the_same() -> None:
    requires = {"relief": SHORT, "calm": yes("c")}
    pack = small_pack(ASKED, {"relief": {"a": 8}, "calm": {"a": 3, "b": 2}, "rest": {}}, requires=requires)
    open_ = row_of(pack, a=True)
    assert open_["exact"]
    assert (open_["relief.why"], open_["relief.priority_low"], open_["relief.priority_high"]) == (
        "undecided",
        0,
        80,
    )
    applies = row_of(pack, a=True, c=True)
    assert applies["exact"]
    assert (applies["top"], applies["calm.rank"], applies["settled.top"]) == ("calm", 1, False)
    neither = row_of(pack, a=True, c=False, hours=9)
    assert neither["exact"]
    assert (neither["top"], neither["relief.why"], neither["settled.top"]) == (None, "not_applicable", True)


@pytest.mark.parametrize(
    ("answers", "settled"),
    [
        ({"a": True}, (True, False)),  # relief first, calm perhaps
        ({"a": True, "b": True}, (True, True)),
        ({"a": True, "c": True}, (False, False)),  # more calm than relief, or less
        ({"a": False, "b": True}, (False, False)),
        ({"a": False, "hours": 3, "b": True}, (True, True)),
        ({}, (False, False)),
    ],
)
def test_what_is_settled_between_benefits_that_share_no_question(
    answers: dict[str, Any], settled: tuple[bool, bool]
) -> None:
    cards: dict[str, Points] = {"relief": {"a": 4, SHORT: 3}, "calm": {"b": 2, "c": 5}}
    row = row_of(small_pack(ASKED, cards), **{"b": None, "c": False, **answers})
    assert row["exact"]
    assert (row["settled.top"], row["settled.list"]) == settled


def test_nothing_is_settled_between_benefits_where_a_point_decides() -> None:
    cards: dict[str, Points] = {"relief": {"a": 4, SHORT: 2}, "calm": {"a": 5}}
    row = row_of(small_pack(ASKED, cards), a=True)
    assert (row["exact"], row["top"], row["settled.top"], row["settled.list"]) == (True, "calm", False, False)


@pytest.mark.parametrize("first", ["relief", "calm"])
def test_benefits_of_equal_worth_stand_as_declared(first: str) -> None:
    card: Points = {"a": 4, SHORT: 2}
    names = ["relief", "calm"] if first == "relief" else ["calm", "relief"]
    row = row_of(small_pack(ASKED, dict.fromkeys(names, card)), a=True)
    assert row["exact"]
    assert (row["top"], row["settled.top"], row["settled.list"]) == (first, True, True)


def test_a_list_with_more_kinds_of_answers_than_are_tried_is_not_called_exact() -> None:
    asked = [question("signs", domain=ManyDomain(("none", *SIGNS))), question("a")]
    one_or_other: Points = {Includes("signs", 1, third): 1 for third in THIRDS}
    pack = small_pack(asked, {"relief": one_or_other, "calm": {"a": 5}}, steps={"rest": {WHATEVER: 10}})
    row = row_of(pack, a=True)
    assert (row["step.rest.certain"], row["exact"], row["calm.exact"]) == (False, False, True)
    (step,) = assess({"a": True}, pack).first_steps
    assert step.id == "rest"


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


# --- random packs


@settings(deadline=None, max_examples=30)
@given(packs(), st.data())
def test_random_rows_are_exact_where_they_say_so(pack: Pack, data: st.DataObject) -> None:
    rows = [data.draw(partial_answers(pack.questionnaire)) for _ in range(5)]
    held_where_exact(rows, pack)


@settings(deadline=None, max_examples=30)
@given(screened_packs(), st.data())
def test_random_rows_with_both_kinds_of_safety_question_are_exact_where_they_say_so(
    pack: Pack, data: st.DataObject
) -> None:
    rows = [data.draw(partial_answers(pack.questionnaire)) for _ in range(6)]
    held_where_exact(rows, pack)


def held_where_exact(rows: list[dict[str, Any]], pack: Pack) -> None:
    """Every row, and every benefit of a row, equals the single document where it says so; bounds hold
    everywhere.
    """
    for row, result in zip(
        rows, assess_frame(frame_of(rows, pack), pack=pack).iter_rows(named=True), strict=True
    ):
        single = expected(row, pack)
        assert not result["exact"] or {name: result[name] for name in single} == single
        for benefit in pack.benefits:
            for figure in ("points", "match", "priority"):
                low, high = f"{benefit.id}.{figure}_low", f"{benefit.id}.{figure}_high"
                if result[f"{benefit.id}.exact"]:
                    assert (result[low], result[high]) == (single[low], single[high])
                elif result[low] is not None and single[low] is not None:
                    assert result[low] <= single[low] <= single[high] <= result[high]
