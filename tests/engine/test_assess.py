"""The result document: the same answers give the same document, whatever their form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base_runner import HEEL
from drawing import complete_answers, partial_answers
from runner_intake import Assessment, Pack, assess, bundled_pack
from runner_intake.pack import Benefit
from runner_intake.result.assessment import Other, Suggestion, Withheld
from runner_intake.vocabulary import SUGGESTING

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
