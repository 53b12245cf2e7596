"""Explanations: a proof alone settles its claim and nothing of it can be left out; a counterfactual flips the
first, and no smaller one does.
"""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base_runner import HEEL
from drawing import complete_answers, partial_answers
from random_packs import packs, values
from runner_intake import Pack, bundled_pack
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.explanation import explain
from runner_intake.engine.proofs import (
    contrast,
    fixed_level,
    level_proof,
    settled_top,
    top_proof,
    what_would_change,
)
from runner_intake.questionnaire import check_answers, normalise

pytestmark = pytest.mark.slow

PACK = bundled_pack()


@st.composite
def cases(draw: st.DrawFn, *, complete: bool = False) -> Analysis:
    """A random pack without pages, and answers to it."""
    pack: Pack = draw(packs().filter(lambda pack: not pack.questionnaire.derived))
    raw = draw(complete_answers(pack.questionnaire) if complete else partial_answers(pack.questionnaire))
    return Analysis(check_answers(raw, pack.questionnaire), pack)


def only(analysis: Analysis, names: tuple[str, ...]) -> Analysis:
    given_answers = {name: analysis.answers.given[name] for name in names}
    return Analysis(normalise(given_answers, analysis.pack.questionnaire), analysis.pack)


@settings(max_examples=200)
@given(cases())
def test_a_proof_alone_settles_its_level_and_none_of_it_can_be_left_out(analysis: Analysis) -> None:
    for index, benefit in enumerate(analysis.pack.benefits):
        level, proof = fixed_level(analysis, index), level_proof(analysis, benefit)
        assert (proof is None) == (level is None)
        if proof is not None:
            assert fixed_level(only(analysis, proof), index) == level
            for name in proof:
                assert (
                    fixed_level(only(analysis, tuple(other for other in proof if other != name)), index)
                    != level
                )


@settings(max_examples=200)
@given(cases())
def test_a_proof_of_the_first_benefit_is_minimal_too(analysis: Analysis) -> None:
    first, proof = settled_top(analysis), top_proof(analysis)
    assert (proof is None) == (first is None)
    if proof is not None:
        assert settled_top(only(analysis, proof)) == first
        assert all(
            settled_top(only(analysis, tuple(other for other in proof if other != name))) != first
            for name in proof
        )


def fewest_changes(analysis: Analysis) -> int | None:
    """Brute force: the fewest answers, one or two, whose change surely puts another benefit first."""
    first = settled_top(analysis)
    scored = analysis.circuit.cells
    names = [name for name in analysis.answers.known if name in scored]
    for count in (1, 2):
        for chosen in combinations(names, count):
            for new in product(*(values(analysis.pack.questionnaire.domains[name]) for name in chosen)):
                changed = normalise(
                    {**analysis.answers.given, **dict(zip(chosen, new, strict=True))},
                    analysis.pack.questionnaire,
                )
                other = settled_top(Analysis(changed, analysis.pack))
                if other and other != first and all(name in changed.certain for name in chosen):
                    return count
    return None


@settings(max_examples=100)
@given(cases(complete=True))
def test_a_counterfactual_flips_the_first_and_no_smaller_one_does(analysis: Analysis) -> None:
    change = what_would_change(analysis)
    assert (len(change.answers) if change else None) == fewest_changes(analysis)
    if change:
        changed = normalise({**analysis.answers.given, **change.answers}, analysis.pack.questionnaire)
        assert settled_top(Analysis(changed, analysis.pack)) == change.first != settled_top(analysis)
        assert not change.close or len(change.answers) == 1


# --- the bundled pack ---------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(complete_answers(PACK.questionnaire, healthy=True))
def test_the_leads_between_two_ranks_add_up_to_their_distance(raw: dict[str, Any]) -> None:
    analysis = Analysis(check_answers(raw, PACK.questionnaire), PACK)
    first, second = PACK.benefits[1], PACK.benefits[2]
    low = dict(zip(PACK.benefits, analysis.bounds.low, strict=True))
    distance = sum(
        sign * low[benefit] * benefit.evidence.factor / benefit.max
        for sign, benefit in ((1, first), (-1, second))
    )
    assert sum(contribution.lead for contribution in contrast(analysis, first, second)) == pytest.approx(
        distance
    )


@settings(max_examples=15)
@given(complete_answers(PACK.questionnaire, healthy=True))
def test_safety_answers_and_age_are_never_changed(raw: dict[str, Any]) -> None:
    change = what_would_change(Analysis(check_answers(raw, PACK.questionnaire), PACK))
    assert change is None or not set(change.answers) & set(PACK.questionnaire.safety_fields)


def test_an_explanation_names_a_proof_for_each_settled_level_and_nothing_where_withheld() -> None:
    explanation = explain(check_answers(HEEL, PACK.questionnaire), PACK)
    heel = next(benefit for benefit in explanation.benefits if benefit.benefit == "injury_recovery")
    assert heel.level == "worth_discussing"
    assert heel.proof is not None
    assert heel.proof["pain_weeks"] == 10
    assert "crisis_thoughts" not in heel.proof
    withheld = explain(check_answers({**HEEL, "infection_signs": ["fever_today"]}, PACK.questionnaire), PACK)
    assert withheld.benefits == ()
    assert withheld.would_change is None
