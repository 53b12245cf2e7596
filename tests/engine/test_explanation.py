"""Why a result is what it is and what would change it, on packs so small that it can be read from them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from runner_intake.conditions import Includes, ManyDomain, NumberDomain, Within
from runner_intake.engine.explanation import explain
from runner_intake.engine.proofs import (
    Counterfactual,
    contrast,
    fixed_level,
    level_proof,
    settled_top,
    top_proof,
    what_would_change,
)
from runner_intake.engine.witness import witnesses
from runner_intake.questionnaire import Derived, Field, Question, check_answers
from small_packs import Points, analysis_of, question, small_pack, yes

if TYPE_CHECKING:
    from runner_intake.pack import Pack
    from runner_intake.vocabulary import Fact

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
    cards: Points = {Within("weeks", low=2): 1, Within("weeks", low=4): 3}
    stairs = small_pack([WEEKS, *FOUR], {"x": cards, "y": {"b": 2}})
    down = what_would_change(analysis_of(stairs, weeks=6, b=True))
    assert down == Counterfactual("y", {"weeks": 3}, close=True)
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


def test_a_choice_is_a_smaller_change_than_a_list() -> None:
    aches = question("aches", domain=ManyDomain(("u", "v", "none")))
    card: Points = {Includes("aches", 1, ("u",)): 2, "c": 2, Within("weeks", low=5): 2, "d": 2}
    pack = small_pack([aches, WEEKS, *FOUR], {"x": card, "y": {"b": 5}})
    change = what_would_change(analysis_of(pack, aches=["u"], weeks=5, b=True, c=True, d=True))
    assert change == Counterfactual("y", {"c": False, "weeks": 4}, close=False)


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
    assert change == Counterfactual("y", {"signs": frozenset({"none"})}, close=False)


def test_safety_answers_stay_as_they_are_and_so_does_what_may_not_apply() -> None:
    flags = [question("flag", safety="always"), *FOUR, question("e", when=yes("d"))]
    pack = small_pack(flags, {"x": {"flag": 4}, "y": {"b": 2}})
    assert what_would_change(analysis_of(pack, flag=True, b=False)) is None
    gated = small_pack(flags, {"x": {"e": 4, "flag": 3}, "y": {"a": 5}})
    analysis = analysis_of(gated, e=True, flag=True, a=False)
    assert settled_top(analysis) == "x"
    assert what_would_change(analysis) is None


# --- the document


def test_an_explanation_has_proofs_without_private_answers_leads_and_examples_of_what_is_open() -> None:
    private = question("p")
    private = replace(private, fields=(replace(private.fields[0], private=True),))
    plain = small_pack([private, *FOUR], {"x": {"p": 1, "a": 1}, "y": {"b": 2}, "z": {"d": 2}})
    pack = replace(plain, benefits=(replace(plain.benefits[0], max=7), *plain.benefits[1:]))
    answers = check_answers({"p": True, "a": True, "b": True}, pack.questionnaire)
    first, second, third = explain(answers, pack).benefits
    assert (first.benefit, first.level, first.proof) == ("x", "possible", {"a": True})
    assert (second.benefit, second.level, second.proof) == ("y", "possible", {"b": True})
    assert (third.benefit, third.proof, third.versus) == ("z", None, None)
    assert first.versus is not None
    assert first.versus.benefit == "y"
    assert [lead.lead for lead in first.versus.leads] == [-20, 14.3, 14.3]
    whole = explain(answers, pack)
    assert {example.fact for example in whole.open} == {"list", "levels", "full"}
    for example in whole.open:
        assert {example.one_way["d"], example.another_way["d"]} == {True, False}
    assert whole.would_change is not None
    assert whole.would_change.first == "y"
    settled = explain(check_answers({**answers.given, "d": False}, pack.questionnaire), pack)
    assert settled.open == ()
    unchanging = small_pack(FOUR, {"x": {"a": 1}})
    assert explain(check_answers({"a": True}, unchanging.questionnaire), unchanging).would_change is None


def test_nothing_is_explained_where_suggestions_are_withheld() -> None:
    pack = small_pack(FOUR, {"x": {"a": 2}}, safety={"hold": yes("b")})
    withheld = explain(check_answers({"a": True, "b": True}, pack.questionnaire), pack)
    assert (withheld.benefits, withheld.would_change, withheld.open) == ((), None, ())


# --- two ways to answer what is open


def ways(pack: Pack, fact: Fact, **raw: Any) -> list[dict[str, Any]]:
    pair = witnesses(analysis_of(pack, **raw), fact)
    assert pair is not None
    return [dict(completion) for completion in pair]


def test_an_open_rule_holds_in_one_way_and_not_in_the_other() -> None:
    pack = small_pack(FOUR, {"x": {"a": 2}}, steps={"rest": {yes("b"): 10}})
    assert ways(pack, "first_steps") == [{"b": True}, {"b": False}]
    assert witnesses(analysis_of(pack, b=True), "first_steps") is None


def test_two_ways_to_answer_lead_to_another_first_and_a_settled_fact_has_none() -> None:
    pack = small_pack(FOUR, {"x": {"a": 4}, "y": {"b": 2}})
    one, other = (analysis_of(pack, **{"b": True, **way}) for way in ways(pack, "top", b=True))
    assert {settled_top(one), settled_top(other)} == {"x", "y"}
    assert witnesses(analysis_of(pack, a=True), "top") is None
    assert witnesses(analysis_of(pack, a=True, b=True), "list") is None


@pytest.mark.parametrize("known", [{}, {"last": 2}, {"usual": 2}])
def test_a_ratio_becomes_two_numbers_of_its_page_and_a_known_one_stays(known: dict[str, Any]) -> None:
    fields = tuple(Field(name, name, "number", NumberDomain(0, 3, 1)) for name in ("last", "usual"))
    jump = Derived("jump", "jump", "last", "usual")
    page = Question("page", "all", "page", "page", fields, derived=(jump,))
    pack = small_pack([page], {"x": {Within("jump", low=Fraction(1)): 2}})
    both = ways(pack, "top", **known)
    assert all(set(way) == {"last", "usual"} - set(known) for way in both)
    tops = {settled_top(analysis_of(pack, **known, **way)) for way in both}
    assert tops == {"x", ""}
