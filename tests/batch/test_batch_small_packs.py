"""Rows of packs so small that what must come out can be read from them: the same as for one runner, or less
that is sure.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from runner_intake import assess, assess_frame
from runner_intake.conditions import AnyOf, AsGiven, ChoiceDomain, Includes, ManyDomain, OneOf
from small_packs import question, small_pack, yes

if TYPE_CHECKING:
    from runner_intake.questionnaire import SafetyKind


@pytest.mark.parametrize("negated", [False, True])
@pytest.mark.parametrize(
    "test", [Includes("m", 1, ("none", "x", "y")), Includes("m", 2, ("none", "x")), OneOf("c", ("p", "q"))]
)
def test_what_every_answer_makes_certain_is_certain_in_a_batch_too(
    test: Includes | OneOf, *, negated: bool
) -> None:
    asked = [
        question("m", domain=ManyDomain(("none", "x", "y"))),
        question("c", domain=ChoiceDomain(("p", "q"))),
        question("a"),
    ]
    certain = replace(test, negated=negated)
    pack = small_pack(
        asked,
        {"relief": {"a": 5, certain: 3}},
        steps={"rest": {certain: 10}},
        safety={"discuss": certain},
    )
    result = assess({"a": True}, pack)
    frame = pl.DataFrame({"a": [True], "m": pl.Series([None], dtype=pl.List(pl.String))})
    row = assess_frame(frame, pack=pack).row(0, named=True)
    assert result.safety.outcome in ("clear", "discuss")
    assert not result.possible_first_steps
    assert (row["outcome"], row["exact"]) == (result.safety.outcome, True)
    assert row["findings"] == [finding.rule for finding in result.safety.findings]
    assert (row["step.rest"], row["step.rest.certain"]) == (
        (10, True) if result.first_steps else (None, None)
    )
    assert row["relief.points_low"] == row["relief.points_high"] == result.suggestions[0].points.low


@pytest.mark.parametrize("safety", [None, "always"])
@pytest.mark.parametrize(
    "test",
    [
        *(Includes("m", 1, options) for options in (("none",), ("x",), ("none", "x"))),
        *(OneOf("m", (frozenset(chosen),)) for chosen in (["x"], ["none"], ["none", "x"], ["x", "y"])),
    ],
)
def test_a_list_as_given_is_the_same_in_a_batch_also_where_it_contradicts_itself(
    test: Includes | OneOf, safety: SafetyKind | None
) -> None:
    lists = [["x"], ["none"], ["x", "none"], ["x", "y"], ["x", "y", "none"], None]
    asked = [question("m", domain=ManyDomain(("none", "x", "y")), safety=safety), question("a")]
    for negated in (False, True):
        pack = small_pack(asked, {"relief": {"a": 5}}, safety={"hold": AsGiven(test, negated)})
        frame = pl.DataFrame({"a": [True] * len(lists), "m": pl.Series(lists, dtype=pl.List(pl.String))})
        alone = [assess({"a": True, "m": given}, pack).safety.outcome for given in lists]
        assert assess_frame(frame, pack=pack)["outcome"].to_list() == alone
        assert len(set(alone)) > 1


SIGNS = tuple(f"sign_{number}" for number in range(24))
THIRDS = (("none", *SIGNS[:3]), *(SIGNS[start : start + 3] for start in range(3, 24, 3)))
WHATEVER = AnyOf((*(Includes("signs", 1, third) for third in THIRDS), yes("b")))
"""Always holds, which is not seen: the list has more kinds of answers than are tried."""
LISTED = [question("signs", domain=ManyDomain(("none", *SIGNS))), question("b")]


def signs_of(ticked: list[str] | None) -> pl.DataFrame:
    """One runner without b."""
    return pl.DataFrame({"b": [False], "signs": pl.Series([ticked], dtype=pl.List(pl.String))})


def test_a_row_is_incomplete_where_a_rule_that_withholds_may_hold_without_being_seen() -> None:
    pack = small_pack(LISTED, {"relief": {"b": 5}}, safety={"hold": WHATEVER})
    row = assess_frame(signs_of(None), pack=pack).row(0, named=True)
    assert assess({"b": False}, pack).safety.outcome == "hold"
    assert (row["outcome"], row["missing"], row["exact"]) == ("incomplete", ["signs"], False)
    assert row["relief.points_low"] is None
    answered = assess_frame(signs_of(["sign_7"]), pack=pack).row(0, named=True)
    assert (answered["outcome"], answered["missing"], answered["exact"]) == ("hold", [], True)


def test_nothing_is_called_settled_where_an_emergency_may_hold_without_being_seen() -> None:
    pack = small_pack(LISTED, {"relief": {"b": 5}}, safety={"emergency": WHATEVER})
    result = assess({"b": False}, pack)
    row = assess_frame(signs_of(None), pack=pack).row(0, named=True)
    assert (result.safety.outcome, result.settled.top, result.settled.list) == ("emergency", False, False)
    assert (row["outcome"], row["exact"]) == ("incomplete", False)
    assert (row["settled.top"], row["settled.list"]) == (False, False)
    answered = assess_frame(signs_of(["none"]), pack=pack).row(0, named=True)
    assert (answered["outcome"], answered["exact"]) == ("emergency", True)
