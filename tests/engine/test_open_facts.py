"""Which orders and levels are open behind a fact, how far each is from proof, and on which answers a fact
depends: on packs so small that it can be read from them.
"""

from __future__ import annotations

from typing import Any

import pytest

from runner_intake.conditions import AnyOf, AsGiven, ChoiceDomain, ManyDomain, OneOf, Truth
from runner_intake.engine.open_facts import OpenFacts
from runner_intake.engine.quantities import LevelFact, OrderFact
from runner_intake.pack import Pack
from runner_intake.questionnaire import Field, Question
from runner_intake.vocabulary import Fact
from small_packs import analysis_of, question, small_pack, yes

FOUR = [question(name) for name in "abcd"]


def fields(pack: Pack, fact: Fact, **raw: Any) -> set[str]:
    return set(OpenFacts(analysis_of(pack, **raw)).fields(fact))


# --- how far it is to a proof


@pytest.mark.parametrize(
    ("low", "high", "applies", "distance"),
    [
        (2, 8, True, 3),  # the highest score has to fall from 8 to 5
        (4, 9, True, 2),  # the lowest has to rise from 4 to 6
        (4, 9, None, 3),  # and it has to apply
        (6, 9, None, 1),
        (6, 9, True, 0),
        (7, 9, True, 0),
        (0, 5, True, 0),
        (0, 4, None, 0),
        (2, 8, False, 0),
    ],
)
def test_a_level_is_proved_by_a_lowest_score_that_reaches_it_and_excluded_by_a_highest_that_does_not(
    low: int, high: int, applies: Truth, distance: int
) -> None:
    assert LevelFact(0, 6, 10, suggests=False).distance(low, high, applies) == 10 * distance


def test_an_order_is_as_far_from_proof_as_the_nearer_of_both_orders() -> None:
    pack = small_pack(FOUR, {"x": {"a": 4}, "y": {"b": 2}})  # a point weighs 100
    order = OrderFact(0, 1)
    assert order.benefits == (0, 1)
    assert order.distance_to_proof(analysis_of(pack).bounds) == 200
    assert order.distance_to_proof(analysis_of(pack, b=False).bounds) == 0
    assert order.distance_to_proof(analysis_of(pack, a=True, b=False).bounds) == 0


# --- what is open behind a fact


def test_every_fact_has_the_open_orders_and_levels_that_can_change_it() -> None:
    pack = small_pack(FOUR, {"x": {"a": 4}, "y": {"b": 2, "d": 4}, "z": {"c": 1}})
    facts = OpenFacts(analysis_of(pack, d=False))
    shown = (OrderFact(0, 1), LevelFact(0, 2, 100, suggests=True), LevelFact(1, 2, 100, suggests=True))
    assert facts.quantities("top") == shown
    assert facts.quantities("list") == shown  # nothing makes z possible, so its place is not seen
    assert facts.quantities("levels") == shown
    assert facts.quantities("full") == (*shown, OrderFact(0, 2), OrderFact(1, 2))
    assert facts.quantities("safety") == ()
    discussed = LevelFact(1, 6, 100, suggests=False)
    assert OpenFacts(analysis_of(pack)).quantities("levels") == (*shown, discussed)


def test_who_is_first_is_between_those_that_nobody_surely_suggested_stands_before() -> None:
    pack = small_pack(FOUR, {"x": {"a": 4, "b": 1}, "y": {"c": 5}, "z": {"d": 3}})
    sure = OpenFacts(analysis_of(pack, a=True))
    assert sure.quantities("top") == (OrderFact(0, 1),)  # x is suggested, so nobody's level matters
    assert OpenFacts(analysis_of(pack, a=True, c=False)).quantities("top") == ()
    assert OrderFact(0, 1) in sure.quantities("list")
    assert OrderFact(0, 2) not in sure.quantities("list")  # this order is proved


def test_a_benefit_that_surely_does_not_apply_has_no_order() -> None:
    pack = small_pack(FOUR, {"x": {"a": 4}, "y": {"b": 2}}, requires={"y": yes("c")})
    assert OrderFact(0, 1) in OpenFacts(analysis_of(pack)).quantities("full")
    assert OpenFacts(analysis_of(pack, c=False)).quantities("full") == (LevelFact(0, 2, 100, suggests=True),)


# --- the answers on which a fact depends


def test_a_level_depends_on_its_points_while_they_are_open_and_on_whether_it_applies_while_that_is() -> None:
    pack = small_pack(FOUR, {"x": {"a": 2, "b": 1}}, requires={"x": yes("c")})
    assert fields(pack, "top") == {"a", "b", "c"}
    assert fields(pack, "top", c=True) == {"a", "b"}
    assert fields(pack, "top", a=True) == {"c"}  # 2 points are enough
    assert fields(pack, "top", a=True, c=True) == set()
    alone = small_pack(FOUR, {"x": {"a": 2}})
    assert fields(alone, "top") == {"a"}  # the most points are just enough


def test_an_order_depends_on_what_both_benefits_look_at() -> None:
    pack = small_pack(FOUR, {"x": {"a": 3, "b": 1}, "y": {"c": 5}})
    assert fields(pack, "top", a=True) == {"b", "c"}
    assert fields(pack, "top", a=True, c=False) == set()


def test_safety_waits_for_its_questions_and_for_what_would_change_the_outcome() -> None:
    pack = small_pack([question("flag", safety="always"), *FOUR], {"x": {"a": 2}}, safety={"hold": yes("b")})
    assert fields(pack, "safety") == {"flag", "b"}
    assert fields(pack, "safety", flag=False) == {"b"}
    assert fields(pack, "safety", flag=False, b=True) == set()
    assert fields(pack, "first_steps") == set()


def test_what_is_said_about_needles_counts_only_while_a_suggestion_may_come_out_and_so_facts_hang_on_it() -> (
    None
):
    questions = [*FOUR, question("fear", safety="needling")]
    held = small_pack(questions, {"x": {"a": 2}}, safety={"hold": yes("fear")})
    assert fields(held, "safety", fear=True) == {"a"}
    assert fields(held, "first_steps", fear=True) == set()  # there are none
    assert fields(held, "safety", fear=False) == set()
    calming = small_pack(questions, {"x": {"a": 2}}, steps={"calm": {yes("fear"): 10}})
    assert fields(calming, "first_steps", fear=True) == {"a"}
    assert fields(calming, "leading_steps", fear=True) == {"a"}
    assert fields(calming, "first_steps", fear=False) == set()
    assert fields(calming, "safety", fear=True) == set()


def test_a_rule_that_holds_whatever_a_guardian_answers_waits_for_that_answer() -> None:
    answered = AnyOf((AsGiven(OneOf("a", (True,))), AsGiven(OneOf("a", (False,)))))
    pack = small_pack(FOUR, {"x": {"b": 2}}, safety={"guardian_needed": answered})
    assert fields(pack, "safety") == {"a"}
    assert fields(pack, "safety", a=True) == set()


def test_a_rule_for_a_guardian_that_the_only_choice_left_settles_waits_for_what_decides_it_now() -> None:
    options = {"here": "here", "there": "there"}
    places = question("places", domain=ManyDomain(("none", *options)))
    who = Field("who", "who", "choice", ChoiceDomain(tuple(options)), options, options_from="places")
    questions = [*FOUR, places, Question("who", "all", "who", "who", (who,))]
    rule = AnyOf((AsGiven(OneOf("who", ("here",))), yes("a")))
    pack = small_pack(questions, {"x": {"b": 2}}, safety={"guardian_needed": rule})
    assert fields(pack, "safety", places=["here"]) == {"a"}  # "here" is all that is left, but nobody said so
    assert fields(pack, "safety", places=["here"], a=True) == set()
