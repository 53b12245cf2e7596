"""Why a result is what it is and what would change it, on packs so small that it can be read from them."""

from __future__ import annotations

from runner_intake.conditions import Includes, ManyDomain, NumberDomain, Within
from runner_intake.engine.proofs import (
    Counterfactual,
    contrast,
    fixed_level,
    level_proof,
    settled_top,
    top_proof,
    what_would_change,
)
from small_packs import Points, analysis_of, question, small_pack, yes

FOUR = [question(name) for name in "abcd"]
WEEKS = question("weeks", domain=NumberDomain(0, 10, 1))

# --- proofs


def test_a_level_is_fixed_once_every_completion_has_it() -> None:
    pack = small_pack(FOUR, {"x": {"a": 2, "b": 1}}, requires={"x": yes("c")})
    assert fixed_level(analysis_of(pack, a=True), 0) is None
    assert fixed_level(analysis_of(pack, a=True, c=True), 0) == "possible"
    assert fixed_level(analysis_of(pack, a=True, c=False), 0) == "not_suggested"
    assert fixed_level(analysis_of(pack, a=False, c=True), 0) == "not_suggested"


def test_a_proof_keeps_the_earliest_answers_that_are_enough() -> None:
    pack = small_pack(FOUR, {"x": {"a": 2, "b": 2}, "y": {"c": 1}})
    everything = analysis_of(pack, a=True, b=True, c=False, d=True)
    assert level_proof(everything, pack.benefits[0]) == ("a",)
    assert level_proof(everything, pack.benefits[1]) == ()  # one point is never enough
    assert top_proof(everything) == ("a",)
    none = analysis_of(pack, a=False, b=False, d=True)
    assert level_proof(none, pack.benefits[0]) == ("a", "b")
    assert level_proof(analysis_of(pack, b=False), pack.benefits[0]) is None
    assert top_proof(analysis_of(pack, b=False)) is None


def test_the_first_is_settled_where_one_is_ahead_or_none_is_suggested() -> None:
    pack = small_pack(FOUR, {"x": {"a": 2}, "y": {"b": 4}})
    assert settled_top(analysis_of(pack)) is None
    assert settled_top(analysis_of(pack, b=True)) == "y"
    assert settled_top(analysis_of(pack, a=True, b=False)) == "x"
    assert settled_top(analysis_of(pack, a=False, b=False)) == ""


def test_rules_that_set_two_apart_come_by_how_much_they_add_to_the_lead_of_the_first() -> None:
    pack = small_pack(FOUR, {"x": {"a": 2, "b": -3, "c": 7}, "y": {"a": 1, "d": 2}})
    first, second = pack.benefits
    apart = contrast(analysis_of(pack, a=True, b=True, c=False, d=True), first, second)
    assert [(own.rule.id, own.lead) for own in apart] == [
        ("x.1", -30),
        ("x.0", 20),
        ("y.1", -20),
        ("y.0", -10),
    ]


# --- what would change the first


def test_one_other_choice_is_a_close_call() -> None:
    pack = small_pack(FOUR, {"x": {"a": 4}, "y": {"b": 2}})
    change = what_would_change(analysis_of(pack, a=True, b=True))
    assert change == Counterfactual("y", {"a": False}, close=True)
    none = what_would_change(analysis_of(pack, a=False, b=False))
    assert none == Counterfactual("x", {"a": True}, close=True)
    assert what_would_change(analysis_of(pack, b=True)) is None  # the first is open


def test_two_changes_are_looked_for_where_one_is_not_enough_and_three_are_not() -> None:
    pack = small_pack(FOUR, {"x": {"a": 4, "b": 4}, "y": {"c": 3}})
    change = what_would_change(analysis_of(pack, a=True, b=True, c=True))
    assert change == Counterfactual("y", {"a": False, "b": False}, close=False)
    far = small_pack(FOUR, {"x": {"a": 4, "b": 4, "d": 4}, "y": {"c": 3}})
    assert what_would_change(analysis_of(far, a=True, b=True, c=True, d=True)) is None
    assert what_would_change(analysis_of(pack, a=True, b=True, c=True), most=1) is None


def test_a_number_moves_no_further_than_it_must() -> None:
    pack = small_pack([WEEKS, *FOUR], {"x": {Within("weeks", low=3): 4}, "y": {"b": 2}})
    change = what_would_change(analysis_of(pack, weeks=7, b=True))
    assert change == Counterfactual("y", {"weeks": 2}, close=True)
    back = what_would_change(analysis_of(pack, weeks=0, b=True))
    assert back == Counterfactual("x", {"weeks": 3}, close=True)
    outside = Within("weeks", low=3, high=6, negated=True)
    both_ends = small_pack([WEEKS, *FOUR], {"x": {outside: 4}, "y": {"b": 2}})
    assert what_would_change(analysis_of(both_ends, weeks=4, b=True)) == Counterfactual(
        "x", {"weeks": 2}, close=True
    )
    assert what_would_change(analysis_of(both_ends, weeks=5, b=True)) == Counterfactual(
        "x", {"weeks": 7}, close=True
    )


def test_among_close_calls_the_number_that_moves_least_comes_first_and_any_choice_last() -> None:
    years = question("years", domain=NumberDomain(10, 20, 1))
    cards: dict[str, Points] = {
        "x": {Within("weeks", low=5): 2, Within("years", low=12): 2, "a": 2},
        "y": {"b": 5},
    }
    pack = small_pack([WEEKS, years, *FOUR], cards)
    least = what_would_change(analysis_of(pack, weeks=9, years=14, a=True, b=True))
    assert least == Counterfactual("y", {"years": 11}, close=True)
    least = what_would_change(analysis_of(pack, weeks=8, years=18, a=True, b=True))
    assert least == Counterfactual("y", {"weeks": 4}, close=True)


def test_a_number_that_moves_by_two_cells_or_another_list_is_no_close_call() -> None:
    cards: dict[str, Points] = {
        "x": {Within("weeks", low=2): 3, "a": 1},
        "y": {"b": 3, Within("weeks", low=4): -2, "d": 4},
    }
    pack = small_pack([WEEKS, *FOUR], cards)
    far = what_would_change(analysis_of(pack, weeks=5, a=True, b=True))
    assert far is None  # whether d is answered yes is open
    far = what_would_change(analysis_of(pack, weeks=5, a=True, b=True, d=False))
    assert far == Counterfactual("y", {"d": True}, close=True)
    plain = small_pack([WEEKS, *FOUR], {"x": cards["x"], "y": {"b": 3, Within("weeks", low=4): -2}})
    far = what_would_change(analysis_of(plain, weeks=5, a=True, b=True))
    assert far == Counterfactual("y", {"weeks": 1}, close=False)
    signs = question("signs", domain=ManyDomain(("u", "v", "none")))
    listed = small_pack([signs, *FOUR], {"x": {Includes("signs", 1, ("u",)): 4}, "y": {"b": 2}})
    change = what_would_change(analysis_of(listed, signs=["u"], b=True))
    assert change is not None
    assert (change.first, change.close) == ("y", False)


def test_safety_answers_stay_as_they_are_and_so_does_what_may_not_apply() -> None:
    flags = [question("flag", safety="always"), *FOUR, question("e", when=yes("d"))]
    pack = small_pack(flags, {"x": {"flag": 4}, "y": {"b": 2}})
    assert what_would_change(analysis_of(pack, flag=True, b=False)) is None
    gated = small_pack(flags, {"x": {"e": 4, "flag": 3}, "y": {"a": 5}})
    analysis = analysis_of(gated, e=True, flag=True, a=False)
    assert settled_top(analysis) == "x"
    assert what_would_change(analysis) is None
