"""Answers that complete others: those at an extreme of the scores, those that answers already given leave
room for, and two numbers for a ratio. On packs so small that it can be read from them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner_intake.conditions import (
    AnyOf,
    ChoiceDomain,
    Includes,
    ManyDomain,
    NumberDomain,
    OneOf,
    Within,
    negate,
)
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.witness import (
    _deciding,
    _grid,
    _numbers_for,
    _value,
    completed,
    extreme_answers,
    raw_answers,
    witnesses,
)
from runner_intake.questionnaire import Derived, Field, Question, normalise
from small_packs import analysis_of, question, small_pack, yes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.conditions import Condition, Value
    from runner_intake.pack import Pack

FOUR = [question(name) for name in "abcd"]


# --- conditions


def test_a_condition_that_holds_whatever_is_answered_has_no_two_ways() -> None:
    analysis = analysis_of(small_pack(FOUR, {"x": {"a": 2}}))
    assert _deciding(yes("a"), analysis) == ({"a": True}, {"a": False})
    assert _deciding(AnyOf((yes("a"), negate(yes("a")))), analysis) is None


# --- extremes


def test_the_answers_at_an_extreme_take_a_quantity_to_its_minimum() -> None:
    pack = small_pack(FOUR, {"x": {"a": 4, "b": -2}, "y": {"c": 2}})
    analysis = analysis_of(pack)
    scale, evaluation = analysis.circuit.scale, analysis.evaluation
    lowest = extreme_answers(evaluation, scale.points(0))
    highest = extreme_answers(evaluation, scale.points(0) + 1)
    behind = extreme_answers(evaluation, scale.difference(0, 1))
    assert (lowest["a"], lowest["b"]) == (False, True)
    assert (highest["a"], highest["b"]) == (True, False)
    assert (behind["a"], behind["b"], behind["c"]) == (False, True, True)


def test_where_an_answer_does_not_matter_to_a_quantity_its_first_cell_is_as_good() -> None:
    pack = small_pack(FOUR, {"x": {"a": 4}, "y": {"c": 2}})
    analysis = analysis_of(pack)
    lowest = extreme_answers(analysis.evaluation, analysis.circuit.scale.points(0))
    assert lowest == {"a": False, "c": True}


# --- everything answered


def test_completed_answers_every_field_that_applies_and_that_some_rule_looks_at() -> None:
    questions = [
        question("a"),
        question("gated", when=yes("a")),
        question("age", domain=NumberDomain(13, 99, 1)),
        question("unused"),
    ]
    card: dict[str | Condition, int] = {"a": 2, "gated": 2, Within("age", low=40): 4}
    analysis = analysis_of(small_pack(questions, {"x": card}))
    assert set(completed({"a": True}, analysis).answers.known) == {"a", "gated", "age"}
    assert set(completed({"a": False}, analysis).answers.known) == {"a", "age"}
    assert completed({"a": False}, analysis).answers.known["age"] in (13, 40)
    assert completed({"a": False, "age": 50}, analysis).answers.known["age"] == 50


def test_completed_gives_every_fact_about_scores_a_certain_value() -> None:
    pack = small_pack(FOUR, {"x": {"a": 4, "b": 1}, "y": {"c": 2}}, requires={"y": yes("d")})
    whole = completed({"a": True}, analysis_of(pack))
    assert whole.guarantees.shown_list
    assert all(applies is not None for applies in whole.bounds.applies)


# --- facts on complete answers

THREE = small_pack(FOUR, {"x": {"a": 4}, "y": {"b": 6}, "z": {"c": 1, "d": 2}})


def value(fact: str, pack: Pack = THREE, **raw: bool) -> object:
    everything = dict.fromkeys("abcd", False) | raw
    return _value(fact, analysis_of(pack, **everything))  # type: ignore[arg-type]


def test_who_is_first_does_not_tell_who_is_second() -> None:
    assert value("top", b=True) == value("top", a=True, b=True)
    assert value("list", b=True) != value("list", a=True, b=True)
    assert value("top", a=True) != value("top", a=True, b=True)


def test_levels_tell_of_those_that_are_not_shown_first_and_of_who_applies() -> None:
    needed = small_pack(FOUR, {"x": {"a": 4}, "y": {"b": 1}}, requires={"y": yes("c")})
    assert value("list", needed, a=True) == value("list", needed, a=True, c=True)
    assert value("levels", needed, a=True) != value("levels", needed, a=True, c=True)
    assert value("levels", a=True) == value("levels", a=True, c=True)  # one point makes nothing possible


def test_the_whole_order_is_also_that_of_benefits_that_are_not_shown() -> None:
    close = small_pack(FOUR, {"x": {"a": 1}, "y": {"b": 1}})
    assert value("levels", close) == value("levels", close, b=True)
    assert value("full", close) != value("full", close, b=True)


def test_a_tie_is_no_other_order_than_a_lead_of_the_benefit_written_first() -> None:
    close = small_pack(FOUR, {"x": {"a": 1}, "y": {"b": 1}})
    assert value("full", close) == value("full", close, a=True) == value("full", close, a=True, b=True)


def test_where_only_a_level_is_open_the_two_ways_differ_in_it_and_not_in_a_tie() -> None:
    pack = small_pack(FOUR, {"x": {"a": -1, "c": 2}, "y": {"a": -1}})  # x is never behind y
    analysis = analysis_of(pack)
    pair = witnesses(analysis, "full")
    assert pair is not None
    lowest = sorted(completed(way, analysis).bounds.low[0] for way in pair)
    assert lowest[0] < 2 <= lowest[1]


def test_the_order_of_benefits_that_do_not_apply_is_no_part_of_the_whole_order() -> None:
    close = small_pack(FOUR, {"x": {"a": 1}, "y": {"b": 1}}, requires={"x": yes("c"), "y": yes("c")})
    assert value("full", close) == value("full", close, b=True)


# --- answers that can be given

SITES = ("foot", "hip", "knee", "calf")


def sites(*rules: OneOf | Includes) -> Pack:
    """A list of sites, and the one of them that bothers most."""
    options = {site: site for site in SITES}
    which = Field("sites", "sites", "multi_choice", ManyDomain(("none", *SITES)), {"none": "none", **options})
    main = Field("main", "main", "choice", ChoiceDomain(SITES), options, options_from="sites")
    questions = [Question(field.id, "all", field.id, field.id, (field,)) for field in (which, main)]
    return small_pack(questions, {"x": dict.fromkeys(rules, 2)})


def answers(pack: Pack, ticked: Mapping[str, frozenset[str]] | None = None, **given: Value) -> Analysis:
    return Analysis(normalise(given, pack.questionnaire, ticked=ticked), pack)


def test_the_site_that_bothers_most_is_one_of_the_sites_with_those_already_ticked() -> None:
    pack = sites(OneOf("main", ("hip",)))
    assert raw_answers({"main": "hip"}, answers(pack)) == {"main": "hip"}
    chosen: dict[str, Value] = {"sites": frozenset({"foot"}), "main": "hip"}
    assert raw_answers(chosen, answers(pack)) == {"sites": {"hip"}, "main": "hip"}
    ticked = answers(pack, {"sites": frozenset({"knee"})})
    assert raw_answers(chosen, ticked) == {"sites": {"knee", "hip"}, "main": "hip"}
    only: dict[str, Value] = {"sites": frozenset({"foot"})}
    assert raw_answers(only, answers(pack)) == only


def test_an_option_that_other_answers_leave_stands_for_one_of_its_cell_that_they_exclude() -> None:
    pack = sites(OneOf("main", ("foot", "knee", "calf")))
    narrowed = answers(pack, sites=frozenset({"hip", "knee", "calf"}))
    assert raw_answers({"main": "foot"}, narrowed) == {"main": "knee"}
    assert raw_answers({"main": "hip"}, narrowed) == {"main": "hip"}
    assert raw_answers({"main": "calf"}, narrowed) == {"main": "calf"}  # it can be given as it is


def test_options_that_are_known_to_be_ticked_stay_ticked() -> None:
    pack = sites(Includes("sites", 1, ("foot", "hip")), Includes("sites", 2, SITES))
    held = answers(pack, {"sites": frozenset({"hip"})})
    both, fitting = frozenset({"foot", "knee"}), frozenset({"hip", "calf"})
    (given_sites,) = raw_answers({"sites": both}, held).values()
    assert isinstance(given_sites, frozenset)
    assert "hip" in given_sites
    assert len(given_sites) == 2
    assert raw_answers({"sites": fitting}, held) == {"sites": fitting}
    assert raw_answers({"sites": both}, answers(pack)) == {"sites": both}


def test_a_field_whose_answers_are_all_alike_to_the_rules_is_answered_too() -> None:
    narrowed = answers(sites(OneOf("main", ("hip", "knee"))), sites=frozenset({"hip", "knee"}))
    assert completed({}, narrowed).answers.known["main"] in ("hip", "knee")


# --- two numbers for a ratio


def jump(domain: NumberDomain, *rules: Within) -> Pack:
    fields = tuple(Field(name, name, "number", domain) for name in ("last", "usual"))
    page = Question("page", "all", "page", "page", fields, derived=(RATIO,))
    return small_pack([page], {"x": dict.fromkeys(rules, 2)})


RATIO = Derived("jump", "jump", "last", "usual")
WEEK = NumberDomain(0, 300, 0.001)


def grid(domain: NumberDomain) -> list[int | float]:
    return _grid("last", {}, {"last": domain})


@pytest.mark.parametrize(
    ("domain", "first", "last"),
    [
        (NumberDomain(0, 3, 1), 0, 3),
        (NumberDomain(13, 99, 1), 13, 99),
        (NumberDomain(1000, 1010, 0.5), 1000, 1010),
        (NumberDomain(0.3, 2, 0.2), 0.4, 2),
        (NumberDomain(0.3, 1.9, 0.2), 0.4, 1.8),
        (NumberDomain(-50, 20, 1), 0, 20),  # no ratio is below 0
    ],
)
def test_of_a_short_range_every_number_is_tried(domain: NumberDomain, first: float, last: float) -> None:
    tried = grid(domain)
    assert (tried[0], tried[-1]) == (first, last)
    assert len(tried) == round((last - first) / domain.step) + 1


@pytest.mark.parametrize("domain", [NumberDomain(0.3, 0.4, 0.25), NumberDomain(-20, -10, 1)])
def test_of_a_range_without_a_number_that_can_be_given_from_0_up_none_is_tried(domain: NumberDomain) -> None:
    assert grid(domain) == []


@given(st.integers(0, 2_000), st.integers(1, 1_000_000), st.sampled_from([0.1, 0.5, 1, 10]))
def test_the_numbers_tried_can_be_given_and_are_few_and_spread_over_the_range(
    minimum: int, length: int, step: float
) -> None:
    domain = NumberDomain(minimum * step, minimum * step + length, step)
    tried = grid(domain)
    assert all(domain.minimum <= number <= domain.maximum for number in tried)
    assert all(domain.at(domain.steps(number) or 0) == number for number in tried)
    assert tried == sorted(set(tried))
    assert len(tried) < 500
    assert domain.maximum - tried[-1] <= max(40 * step, length / 30)


@settings(max_examples=20)
@given(st.integers(1, 39).flatmap(lambda q: st.tuples(st.integers(-(-q // 10), 10 * q), st.just(q))))
def test_every_simple_ratio_between_a_tenth_and_ten_is_made(ratio: tuple[int, int]) -> None:
    wanted = Fraction(*ratio)
    tests = (Within("jump", low=wanted), Within("jump", high=wanted))
    numbers = _numbers_for(RATIO, wanted, analysis_of(jump(WEEK, *tests)), tests)
    assert RATIO.ratio(numbers["last"], numbers["usual"]) == wanted  # type: ignore[arg-type]


@given(st.integers(2, 30), st.sampled_from([20, 150, 220.5, 299, 300]))
def test_a_known_number_gets_another_with_about_the_ratio(tenths: int, last: float) -> None:
    low = Fraction(tenths, 10)
    if low * 300 < last:
        return
    tests = (Within("jump", low=low, high=low * Fraction(6, 5)),)
    numbers = _numbers_for(RATIO, low, analysis_of(jump(WEEK, *tests), last=last), tests)
    assert set(numbers) == {"usual"}
    assert tests[0].holds_for(RATIO.ratio(last, numbers["usual"]))  # type: ignore[arg-type]


def test_a_ratio_that_no_two_numbers_have_gets_none() -> None:
    tests = (Within("jump", low=Fraction(9)),)
    assert _numbers_for(RATIO, Fraction(9), analysis_of(jump(NumberDomain(1, 3, 1), *tests)), tests) == {}
