"""Which question comes next, on packs so small that the answer can be read from them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import pytest

from plain_gain import plain_gain
from runner_intake.conditions import ALWAYS, All, AnyOf, Includes, ManyDomain, NumberDomain, OneOf, Within
from runner_intake.engine.next_question import (
    can_ask,
    most_useful_first,
    next_question,
    questions_left,
    relevant_questions,
)
from runner_intake.engine.open_facts import OpenFacts
from runner_intake.engine.touched import Gains, OpenQuantities
from runner_intake.engine.uncertainty import Uncertainty
from runner_intake.questionnaire import Field, Question
from small_packs import Points, analysis_of, kept_with_previous, question, small_pack, yes

if TYPE_CHECKING:
    from runner_intake.conditions import Value
    from runner_intake.engine.analysis import Analysis
    from runner_intake.pack import Pack
    from runner_intake.vocabulary import Fact

# --- the order of asking


def test_a_section_that_was_begun_is_finished_before_another_one() -> None:
    pack = small_pack(
        [question("a", "one"), question("b", "two"), question("c", "two")], {"x": {"a": 2, "c": 2}}
    )
    analysis = analysis_of(pack, b=True)
    assert next_question(analysis, "quick").question == "a"
    assert next_question(analysis, "quick", "one").question == "a"
    assert next_question(analysis, "quick", "two").question == "c"
    assert next_question(analysis_of(pack, c=False), "quick", "two").question == "a"


def test_the_next_question_comes_with_its_facts_and_all_that_are_left() -> None:
    pack = small_pack([question("a"), question("b"), question("c")], {"x": {"b": 2, "c": 1}})
    following = next_question(analysis_of(pack), "normal")
    assert (following.question, following.facts, following.remaining) == ("b", ("levels",), ("b", "c"))


def test_what_is_kept_together_with_a_question_just_asked_comes_first() -> None:
    questions = [
        question("a"),
        question("flag", safety="always"),
        question("b"),
        kept_with_previous("c"),
        kept_with_previous("d"),
    ]
    pack = small_pack(questions, {"x": {"a": 4, "c": 2, "d": 2}})
    assert next_question(analysis_of(pack), "normal").question == "flag"
    assert next_question(analysis_of(pack, b=True), "normal").question == "c"
    assert next_question(analysis_of(pack, asked=["b"]), "normal").question == "c"
    assert next_question(analysis_of(pack, b=True, c=True), "normal").question == "d"
    assert next_question(analysis_of(pack, b=True, c=True, d=True), "normal").question == "flag"


def test_a_safety_question_comes_before_a_more_useful_one_with_what_is_kept_before_it() -> None:
    questions = [
        question("a"),
        question("b"),
        replace(kept_with_previous("flag"), safety="always"),
        question("c"),
    ]
    pack = small_pack(questions, {"x": {"a": 4, "b": 1, "c": 4}})
    assert next_question(analysis_of(pack), "quick").question == "b"


def test_among_ordinary_questions_the_most_useful_comes_first_and_the_earlier_of_two_alike() -> None:
    questions = [question(name) for name in "abcd"]
    pack = small_pack(questions, {"x": {"a": 1, "b": 1, "c": 4, "d": 4}})
    assert next_question(analysis_of(pack), "quick").question == "c"


def test_questions_kept_together_come_early_for_the_most_useful_one_of_them() -> None:
    questions = [question("a"), question("b"), kept_with_previous("c")]
    pack = small_pack(questions, {"x": {"a": 1, "b": 1, "c": 2}})
    assert next_question(analysis_of(pack), "quick").question == "b"


def test_the_goal_complete_asks_everything_in_order_and_names_safety_questions_as_such() -> None:
    questions = [question("a"), question("b"), question("flag", safety="always"), question("c")]
    pack = small_pack(questions, {"x": {"c": 2}})
    left = questions_left(analysis_of(pack), "complete")
    assert left == {"a": ("full",), "b": ("full",), "flag": ("safety",), "c": ("full",)}
    assert list(left) == ["a", "b", "flag", "c"]
    assert next_question(analysis_of(pack, flag=False), "complete").question == "a"


def test_the_goal_complete_keeps_to_the_order_also_while_another_section_has_a_safety_question() -> None:
    questions = [
        question("a", "one"),
        kept_with_previous("b", "one"),
        question("c", "one"),
        question("flag", "two", safety="always"),
    ]
    pack = small_pack(questions, {"x": {"c": 2}})
    assert next_question(analysis_of(pack), "complete").question == "a"


def test_a_question_is_named_for_every_fact_that_it_can_change() -> None:
    pack = small_pack(
        [question("a"), question("b"), question("flag", safety="always")],
        {"x": {"a": 2, "flag": 2}},
        steps={"sleep": {yes("a"): 10, yes("b"): 20}},
    )
    left = questions_left(analysis_of(pack), "normal")
    assert left == {"a": ("first_steps", "levels"), "b": ("first_steps",), "flag": ("safety",)}
    assert list(left) == ["a", "b", "flag"]
    asked = analysis_of(pack, flag=False)
    assert relevant_questions(asked, ("safety", "top")) == {"top": ("a",)}


# --- what can be asked


def test_questions_about_needles_are_asked_while_a_suggestion_can_come_out_and_others_still_then() -> None:
    questions = [question("a"), question("b"), question("needles", safety="needling")]
    pack = small_pack(questions, {"x": {"a": 2}})

    def askable(**raw: Any) -> list[str]:
        analysis = analysis_of(pack, **raw)
        return [one.id for one in questions if can_ask(one, analysis)]

    assert askable() == ["a", "b", "needles"]
    assert askable(a=True) == ["b", "needles"]
    assert askable(a=False) == ["b"]


def test_a_page_is_asked_while_one_of_its_fields_has_no_answer_and_was_not_asked() -> None:
    fields = tuple(Field(name, name, "number", NumberDomain(0, 3, 1)) for name in ("last", "usual"))
    page = Question("page", "all", "page", "page", fields)
    pack = small_pack([page, question("a")], {"x": {Within("last", low=2): 2}})
    assert can_ask(page, analysis_of(pack))
    assert can_ask(page, analysis_of(pack, last=1))
    assert can_ask(page, analysis_of(pack, usual=1, asked=()))
    assert not can_ask(page, analysis_of(pack, last=1, usual=1))
    assert not can_ask(page, analysis_of(pack, last=1, asked=["usual"]))
    assert not can_ask(page, analysis_of(pack, asked=["last", "usual"]))


def test_a_page_that_was_begun_is_finished_before_a_safety_question() -> None:
    fields = tuple(Field(name, name, "number", NumberDomain(0, 3, 1)) for name in ("last", "usual"))
    page = Question("page", "all", "page", "page", fields)
    card: Points = {Within("last", low=2): 2, Within("usual", low=2): 2}
    pack = small_pack([question("flag", safety="always"), page], {"x": card})
    assert next_question(analysis_of(pack), "normal").question == "flag"
    assert next_question(analysis_of(pack, last=1), "normal").question == "page"


def test_a_question_is_asked_only_where_it_surely_applies() -> None:
    pack = small_pack([question("a"), question("b", when=yes("a"))], {"x": {"b": 2}})
    gated = pack.questionnaire.questions[1]
    assert can_ask(gated, analysis_of(pack, a=True))
    assert not can_ask(gated, analysis_of(pack))
    assert not can_ask(gated, analysis_of(pack, a=False))
    assert not can_ask(gated, analysis_of(pack, a=False, b=True))


def test_an_answer_that_does_not_count_is_not_asked_for_here() -> None:
    """It is asked again as a contradiction."""
    pack = small_pack(
        [question("signs", domain=ManyDomain(("x", "y", "none")))], {"x": {Includes("signs", 1, ("x",)): 2}}
    )
    analysis = analysis_of(pack, signs=["x", "none"])
    assert "signs" not in analysis.answers.known
    assert not can_ask(pack.questionnaire.questions[0], analysis)


def test_nothing_about_suggestions_is_asked_once_they_are_surely_withheld() -> None:
    pack = small_pack(
        [question("a"), question("b"), question("c")],
        {"x": {"a": 2}},
        safety={"hold": yes("c")},
        steps={"sleep": {yes("b"): 10}},
    )
    assert questions_left(analysis_of(pack, c=True), "normal") == {"b": ("first_steps",)}
    assert questions_left(analysis_of(pack, c=False), "normal") == {"a": ("levels",), "b": ("first_steps",)}


# --- how useful a question is


def gains(analysis: Analysis, fact: Fact) -> dict[str, Fraction]:
    """What each question takes away of the burden of a fact."""
    uncertainty = Uncertainty(analysis, (fact,))
    return {one.id: uncertainty.gain(one) for one in analysis.pack.questionnaire.questions}


def test_the_most_useful_questions_come_first_and_the_earlier_of_two_alike() -> None:
    pack = small_pack([question(name) for name in "abc"], {"x": {"a": 1, "b": 1, "c": 2}})
    analysis = analysis_of(pack)
    assert list(most_useful_first(analysis, {"top": ("a", "b", "c")})) == ["c", "a", "b"]
    assert list(most_useful_first(analysis, {"top": ("a", "b")})) == ["a", "b"]


def test_a_step_is_a_burden_by_how_many_questions_it_still_looks_at() -> None:
    """Two questions are a burden of 2/3, one is one of 1/2, and what is decided is none."""
    pack = small_pack(
        [question("a"), question("b"), question("c")],
        {"x": {"c": 2}},
        steps={"sleep": {All((yes("a"), yes("b"))): 10}, "rest": {yes("c"): 10}},
    )
    both = Fraction(2, 3) - Fraction(1, 2) / 2  # a no decides it, a yes leaves one question
    assert gains(analysis_of(pack), "first_steps") == {"a": both, "b": both, "c": Fraction(1, 2)}
    half = Fraction(1, 2)
    assert gains(analysis_of(pack, a=True), "first_steps") == {"a": 0, "b": half, "c": half}
    assert gains(analysis_of(pack), "safety") == {"a": 0, "b": 0, "c": 0}


def test_a_rule_of_which_something_is_left_is_not_certain_and_keeps_others_open() -> None:
    pack = small_pack(
        [question("a"), question("b"), question("c")],
        {"x": {"c": 2}},
        steps={"walk": {ALWAYS: 20}, "stretch": {All((yes("a"), yes("c"))): 30}, "sleep": {yes("b"): 10}},
    )
    two, one = Fraction(2, 3), Fraction(1, 2)
    before = two + one
    assert gains(analysis_of(pack), "leading_steps")["a"] == before - ((one + one) + (0 + one)) / 2
    assert gains(analysis_of(pack, c=True), "leading_steps")["a"] == (one + one) - (0 + (0 + one)) / 2


def test_of_the_leading_steps_only_rules_that_can_lift_one_to_the_second_are_a_burden() -> None:
    questions = [question(name) for name in "abcd"]
    steps = {"one": {yes("a"): 50, yes("d"): 50}, "two": {yes("b"): 40}, "three": {yes("c"): 10}}
    pack = small_pack(questions, {"x": {"a": 2}}, steps=steps)
    half = Fraction(1, 2)
    assert gains(analysis_of(pack, d=False), "leading_steps") == {"a": half, "b": half, "c": half, "d": 0}
    once_one_leads = gains(analysis_of(pack, a=True), "leading_steps")
    assert once_one_leads["d"] == 0  # it gives the same step the same priority
    assert once_one_leads["b"] == Fraction(3, 4)  # a yes settles what comes second, so c is no burden either
    assert once_one_leads["c"] == half


def test_a_step_as_urgent_as_the_second_one_is_still_a_burden() -> None:
    steps = {"one": {yes("a"): 50}, "two": {yes("b"): 40}, "three": {yes("c"): 40}}
    pack = small_pack([question(name) for name in "abc"], {"x": {"a": 2}}, steps=steps)
    assert gains(analysis_of(pack, a=True), "leading_steps")["b"] == Fraction(1, 2)


def test_a_step_of_priority_0_is_a_burden_while_no_two_others_are_certain() -> None:
    steps = {"one": {yes("a"): 0}, "two": {yes("b"): 10}}
    pack = small_pack([question(name) for name in "ab"], {"x": {"a": 2}}, steps=steps)
    assert gains(analysis_of(pack), "leading_steps") == {"a": Fraction(1, 2), "b": Fraction(1, 2)}
    assert gains(analysis_of(pack, b=True), "leading_steps") == {"a": Fraction(1, 2), "b": 0}


def test_a_question_gains_over_one_answer_from_each_cell_and_a_known_field_of_its_page_none() -> None:
    fields = tuple(Field(name, name, "number", NumberDomain(0, 3, 1)) for name in ("last", "usual"))
    page = Question("page", "all", "page", "page", fields)
    low = Within("last", low=1)
    pack = small_pack(
        [page, question("a")], {"x": {"a": 2}}, steps={"rest": {AnyOf((low, Within("last", low=2))): 10}}
    )
    assert gains(analysis_of(pack), "first_steps") == {"page": Fraction(1, 2), "a": 0}
    assert gains(analysis_of(pack, last=2), "first_steps") == {"page": 0, "a": 0}


def test_a_list_cut_into_very_many_cells_counts_as_if_it_told_nothing() -> None:
    options = tuple(f"o{number}" for number in range(13))
    signs = question("signs", domain=ManyDomain((*options, "none")))
    card: Points = {Includes("signs", 1, (option,)): 2 for option in options}
    pack = small_pack([signs, question("a")], {"x": {**card, "a": 1}})
    assert gains(analysis_of(pack), "top")["signs"] == 0
    few = small_pack([signs], {"x": {Includes("signs", 1, ("o1",)): 2}})
    assert gains(analysis_of(few), "top")["signs"] > 0


CARDS: list[dict[str, Points]] = [
    {"x": {"a": 4}, "y": {"b": 2}},
    {"x": {"a": 2}, "y": {"a": 2, "b": 2}},
    {"x": {"a": 4}, "y": {"c": 5}, "z": {"d": 1}},
    {"x": {"a": 3, "b": 1}, "y": {"a": 1, "b": 3}},
    {"x": {"a": 2}, "y": {"b": 1}, "z": {"c": 6, "d": -2}},
    {"x": {"a": 4, "d": 1}, "y": {"a": 3, "d": 2}, "z": {"b": 2, "c": -1}},
    {"x": {"a": 2}, "y": {"a": 2, "b": 1}},  # a no ends all suggestions, with their order open
    {
        "x": {"a": 4},
        "y": {"c": 5, "b": 1},
        "z": {"c": 5, "d": 1},
        "w": {"d": 1},
    },  # and here it leaves the first alone
]


@pytest.mark.parametrize("topics", ["", "xy", "xyz"])
@pytest.mark.parametrize("cards", CARDS)
def test_what_an_answer_takes_away_of_the_burden_is_what_it_leaves_when_it_is_given(
    cards: dict[str, Points], topics: str
) -> None:
    """Benefits of some names share a topic."""
    plain = small_pack([question(name) for name in "abcd"], cards)
    benefits = (replace(own, same_topic="pain" if own.id in topics else "") for own in plain.benefits)
    holds_what_is_taken_away(replace(plain, benefits=tuple(benefits)))


@pytest.mark.parametrize("needed", ["", "b", "d"])
@pytest.mark.parametrize("large", [1, 2**40, 10**18])
@pytest.mark.parametrize("cards", CARDS[2:5])
def test_it_is_so_on_any_scale_and_where_it_is_open_whether_a_benefit_applies(
    cards: dict[str, Points], large: int, needed: str
) -> None:
    """Points are large numbers, and a benefit may need a yes to a question that no rule joins with others."""
    scaled: dict[str, Points] = {
        name: {condition: points * large for condition, points in card.items()}
        for name, card in cards.items()
    }
    requires = {"x": OneOf(needed, (True,))} if needed else {}
    plain = small_pack([question(name) for name in "abcd"], scaled, requires=requires)
    benefits = (replace(own, max=own.max * large) for own in plain.benefits)
    holds_what_is_taken_away(replace(plain, benefits=tuple(benefits)))


def holds_what_is_taken_away(pack: Pack) -> None:
    """Holds what an answer to one question or to two takes away against what it leaves when it is given."""
    one_known = [{name: answer} for name in "abcd" for answer in (True, False)]
    for known in ({}, *one_known):
        analysis = analysis_of(pack, asked=(), **known)
        facts = OpenFacts(analysis)
        together: tuple[tuple[Fact, ...], ...] = (
            ("top",),
            ("list",),
            ("levels", "list"),
            ("full", "top"),
            (),
        )
        for named in together:
            quantities = OpenQuantities(analysis, {fact: facts.quantities(fact) for fact in named})
            left = [name for name in "abcd" if name not in known]
            for names in (*combinations(left, 1), *combinations(left, 2)):
                answers: list[dict[str, Value]] = [
                    dict(zip(names, values, strict=True))
                    for values in product((True, False), repeat=len(names))
                ]
                assert Gains(quantities).of(answers) == plain_gain(analysis, quantities, answers)


# --- what counts, to the last fraction ----------------------------------------------------------------------


def gain(pack: Pack, fact: Fact, name: str) -> Fraction:
    """What an answer to a question takes away of the burden of a fact, before anything is answered."""
    return Uncertainty(analysis_of(pack), [fact]).gain(pack.questionnaire.question_of[name])


def test_only_what_can_be_asked_now_is_relevant() -> None:
    pack = small_pack([question("a"), question("b", when=yes("a"))], {"x": {"a": 1, "b": 2}})
    assert relevant_questions(analysis_of(pack), ["levels"]) == {"levels": ("a",)}
    assert relevant_questions(analysis_of(pack, a=True), ["levels"]) == {"levels": ("b",)}
    assert relevant_questions(analysis_of(pack, a=True, asked=["b"]), ["levels"]) == {}


def test_a_condition_weighs_less_the_fewer_fields_it_still_looks_at() -> None:
    three = All((yes("a"), yes("b"), yes("c")))
    pack = small_pack([question(name) for name in "abc"], {"x": {"a": 2}}, safety={"discuss": three})
    assert gain(pack, "safety", "a") == (2 * Fraction(3, 4) - Fraction(2, 3)) / 2


def test_a_rule_that_would_lift_a_step_no_further_weighs_nothing() -> None:
    pack = small_pack([question("a"), question("b")], {}, steps={"rest": {yes("a"): 40, yes("b"): 40}})
    assert gain(pack, "leading_steps", "a") == (2 * 2 * Fraction(1, 2) - Fraction(1, 2)) / 2
