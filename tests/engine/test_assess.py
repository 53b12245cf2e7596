"""The result document: the same answers give the same document, whatever their form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base_runner import HEEL
from drawing import complete_answers, partial_answers
from runner_intake import Assessment, Pack, assess, assess_json, bundled_pack
from runner_intake.conditions import All, AnyOf
from runner_intake.engine.assess import assess_checked
from runner_intake.engine.benefits import rounded
from runner_intake.pack import Benefit
from runner_intake.questionnaire import Saved, check_answers
from runner_intake.result.assessment import DocumentPart, Other, Suggestion, Withheld
from runner_intake.vocabulary import SUGGESTING
from small_packs import question, small_pack, yes

QUESTIONS = bundled_pack().questionnaire


@pytest.mark.slow
@given(partial_answers(QUESTIONS), st.randoms(use_true_random=False))
def test_the_order_of_answers_is_irrelevant(raw: dict[str, Any], random: Any) -> None:
    names = list(raw)
    random.shuffle(names)
    assert assess({name: raw[name] for name in names}) == assess(raw)


@pytest.mark.slow
@given(partial_answers(QUESTIONS, healthy=True), st.randoms(use_true_random=False))
def test_the_order_of_rules_is_irrelevant_to_the_scores(raw: dict[str, Any], random: Any) -> None:
    pack = bundled_pack()

    def shuffled(benefit: Benefit) -> Benefit:
        rules = list(benefit.rules)
        random.shuffle(rules)
        return replace(benefit, rules=tuple(rules))

    other = replace(pack, benefits=tuple(map(shuffled, pack.benefits)))
    assert without_reasons(assess(raw, other)) == without_reasons(assess(raw, pack))


def without_reasons(result: Assessment) -> list[object]:
    shown = [
        suggestion.model_copy(update={"reasons": (), "open_reasons": ()}) for suggestion in result.suggestions
    ]
    hidden = [
        other if isinstance(other, Withheld) else other.model_copy(update={"reasons": (), "open_reasons": ()})
        for other in result.others
    ]
    return [shown, hidden, result.settled, result.safety, result.first_steps, result.possible_first_steps]


@pytest.mark.slow
@given(partial_answers(QUESTIONS))
def test_the_document_survives_a_round_trip_through_json(raw: dict[str, Any]) -> None:
    result = assess(raw)
    assert Assessment.model_validate_json(result.model_dump_json()) == result
    assert result.model_dump(mode="json")["schema"] == "runner-intake/assessment/2"


@given(partial_answers(QUESTIONS))
def test_a_document_is_put_together_as_validation_would_do_it(raw: dict[str, Any]) -> None:
    document = assess_checked(check_answers(raw, QUESTIONS), bundled_pack())
    assert_same(document, Assessment.model_validate(document.model_dump()))


def assert_same(one: object, other: object) -> None:
    """Holds two parts of documents against each other: values, types, the order of fields, and which of them
    were given.
    """
    if isinstance(one, DocumentPart):
        assert type(one) is type(other)
        assert isinstance(other, DocumentPart)
        assert list(one.__dict__) == list(other.__dict__) == list(type(one).model_fields)
        assert one.model_fields_set == other.model_fields_set - DEFAULTS.get(type(one), set())
        for own, others in zip(one.__dict__.values(), other.__dict__.values(), strict=True):
            assert_same(own, others)
    elif isinstance(one, Sequence) and not isinstance(one, str):
        assert isinstance(other, tuple)
        assert len(one) == len(other)
        for own, others in zip(one, other, strict=True):
            assert_same(own, others)
    elif isinstance(one, dict):
        assert isinstance(other, dict)
        assert list(one) == list(other)
        assert_same(tuple(one.values()), tuple(other.values()))
    else:
        assert (type(one), one) == (type(other), other)


DEFAULTS: dict[type, set[str]] = {
    Assessment: {"schema_"},
    Other: {"rank", "conditions"},
    Withheld: {"why"},
}
"""Fields with a value of their own: they are not given where a document is made, and are where it is read."""


@pytest.mark.slow
@given(complete_answers(QUESTIONS, healthy=True))
def test_on_complete_answers_the_reasons_add_up_to_the_score(raw: dict[str, Any]) -> None:
    result = assess(raw)
    scored: list[Suggestion | Other] = [
        *result.suggestions,
        *(other for other in result.others if not isinstance(other, Withheld)),
    ]
    for benefit in scored:
        assert benefit.points.low == benefit.points.high == sum(reason.points for reason in benefit.reasons)
        assert benefit.open_reasons == ()
        assert benefit.match.low == benefit.match.high
    assert (len(scored) == len(bundled_pack().benefits)) == (result.safety.outcome in SUGGESTING)
    assert all(result.settled.model_dump()[claim] for claim in ("top", "list", "levels", "full", "exact"))


@pytest.mark.slow
@given(partial_answers(QUESTIONS, healthy=True))
def test_what_is_shown_is_guaranteed(raw: dict[str, Any]) -> None:
    result = assess(raw)
    ranks = [suggestion.rank for suggestion in result.suggestions]
    assert ranks == list(range(1, len(ranks) + 1))
    for suggestion in result.suggestions:
        assert suggestion.level != "not_suggested"
        assert suggestion.points.low <= suggestion.points.high <= suggestion.points.max
        assert suggestion.priority.low <= suggestion.priority.high
    priorities = [suggestion.priority.low for suggestion in result.suggestions]
    assert priorities == sorted(priorities, reverse=True)
    for other in result.others:
        assert not isinstance(other, Withheld) or result.safety.outcome not in SUGGESTING
        if not isinstance(other, Withheld):
            assert (other.covered_by is not None) == (other.why == "covered_by")


def test_a_printed_document_gives_no_answer_away(pack: Pack) -> None:
    result = assess({"age_years": 35, "pain_sites": ["heel"]}, pack)
    assert "heel" not in repr(result)
    assert "heel" not in str(result)


def test_unknown_is_carried_into_bounds_and_reasons(pack: Pack) -> None:
    raw = {name: value for name, value in HEEL.items() if name != "pain_weeks"}
    result = assess(raw, pack)
    top = result.suggestions[0]
    assert (top.benefit, top.settled) == ("injury_recovery", False)
    assert top.points.low < top.points.high
    assert top.reasons
    assert top.open_reasons
    chronic = next(other for other in result.others if other.benefit == "chronic_pain")
    assert not isinstance(chronic, Withheld)
    assert chronic.why == "undecided"
    assert chronic.priority.low == 0


def test_shares_are_rounded_half_up_and_never_shown_below_0() -> None:
    assert [rounded(points, 2) for points in (-3, -1, 0, 1, 2, 3)] == [0, 0, 0, 1, 1, 2]


@given(st.integers(-10_000, 10_000), st.integers(1, 500))
def test_a_rounded_share_is_the_nearest_whole_number(numerator: int, denominator: int) -> None:
    share = Fraction(numerator, denominator)
    shown = rounded(numerator, denominator)
    assert shown >= 0
    assert shown == 0 if share < 0 else -Fraction(1, 2) < shown - share <= Fraction(1, 2)


def by_the_exact_engine(raw: dict[str, Any], pack: Pack) -> Assessment:
    """The result that no compiled pack has a hand in, however many runners were assessed before."""
    return assess_checked(check_answers(raw, pack.questionnaire), pack)


def test_a_reason_names_the_answers_that_make_it_count_and_an_open_one_all_that_it_looks_at() -> None:
    either, both = AnyOf((yes("a"), yes("b"))), All((yes("c"), yes("d")))
    pack = small_pack([question(name) for name in "abcd"], {"relief": {either: 7, both: 3}})
    (first,) = by_the_exact_engine({"a": True, "b": False, "c": True}, pack).suggestions
    assert [(reason.rule, dict(reason.answers)) for reason in first.reasons] == [("relief.0", {"a": True})]
    assert [(own.rule, dict(own.answers)) for own in first.open_reasons] == [("relief.1", {"c": True})]


WEEKS = (0, 1, 2, 3, 4, 6, 12, 13, 26, 52, 520)
"""An answer from every range that a rule tells apart, and the ends."""


def test_bounds_are_the_least_and_the_most_that_an_open_answer_can_bring(pack: Pack) -> None:
    raw = {name: value for name, value in HEEL.items() if name != "pain_weeks"}
    ends = [by_benefit(by_the_exact_engine({**raw, "pain_weeks": weeks}, pack)) for weeks in WEEKS]
    for name, shown in by_benefit(by_the_exact_engine(raw, pack)).items():
        reached = [ended[name] for ended in ends]
        for bounds in ("points", "match", "priority"):
            lows = [getattr(own, bounds).low for own in reached]
            highs = [getattr(own, bounds).high for own in reached]
            assert lows == highs or bounds != "points"
            assert (getattr(shown, bounds).low, getattr(shown, bounds).high) == (min(lows), max(highs))
        if shown.settled:
            assert len({(isinstance(own, Suggestion), own.level) for own in reached}) == 1


def test_what_another_benefit_on_its_topic_covers_names_that_one(pack: Pack) -> None:
    shown = by_benefit(by_the_exact_engine({**HEEL, "pain_weeks": 52}, pack))
    covered = {name: own.covered_by for name, own in shown.items() if isinstance(own, Other)}
    assert {name: other for name, other in covered.items() if other} == {"chronic_pain": "injury_recovery"}


def test_what_does_not_apply_has_no_priority(pack: Pack) -> None:
    shown = by_benefit(by_the_exact_engine(HEEL, pack))
    none = [own.priority for own in shown.values() if isinstance(own, Other) and own.why == "not_applicable"]
    assert {(priority.low, priority.high) for priority in none} == {(0, 0)}


def by_benefit(result: Assessment) -> dict[str, Suggestion | Other]:
    return {
        own.benefit: own for own in (*result.suggestions, *result.others) if not isinstance(own, Withheld)
    }


def test_without_consent_only_the_answer_about_consent_is_recorded(pack: Pack) -> None:
    assert assess({**HEEL, "data_consent": False}, pack).answers == {"data_consent": False}
    assert assess(HEEL, pack).answers.keys() >= {"age_years", "pain_sites"}


def test_origins_are_given_for_recorded_answers_only(pack: Pack) -> None:
    counted = {"runs": 12, "merged": 0, "first": "2026-10-26", "last": "2026-11-22", "timezone": None}
    origins = {"runs_per_week": counted, "pain_weeks": counted}
    raw = {name: value for name, value in HEEL.items() if name != "pain_weeks"}
    result = assess(Saved(raw, is_earlier=False, origins=origins), pack)
    assert result.origins.keys() == {"runs_per_week"}


@settings(max_examples=25)
@given(partial_answers(QUESTIONS))
def test_json_text_is_the_document_under_the_pack_that_was_named(raw: dict[str, Any]) -> None:
    other = replace(bundled_pack(), version="2026.2-clinic")
    assert assess_json(raw, other) == assess(raw, other).model_dump_json()
    assert assess(raw, other).pack.version == "2026.2-clinic"
