"""Witnesses: for every open fact two completions under which it really differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from drawing import completed, partial_answers
from random_packs import completions, outcome, packs
from runner_intake import Pack, assess, bundled_pack
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.open_facts import OpenFacts
from runner_intake.engine.witness import witnesses
from runner_intake.questionnaire import Answers, check_answers, normalise

if TYPE_CHECKING:
    from runner_intake.conditions import Value
    from runner_intake.vocabulary import Fact

pytestmark = pytest.mark.slow

PACK = bundled_pack()
QUESTIONS = PACK.questionnaire


@st.composite
def cases(draw: st.DrawFn) -> tuple[Pack, Answers]:
    pack = draw(packs().filter(lambda pack: not pack.questionnaire.derived))
    return pack, check_answers(draw(partial_answers(pack.questionnaire)), pack.questionnaire)


def facts_of(pack: Pack, answers: Answers) -> dict[Fact, set[object]]:
    """The values that facts take over all completions."""
    results = [outcome(pack, completion) for completion in completions(pack, answers.known)]
    return {"top": {result.shown[:1] for result in results}, "list": {result.shown for result in results}}


@settings(max_examples=100)
@given(cases())
def test_two_witnesses_lead_to_different_results(case: tuple[Pack, Answers]) -> None:
    pack, answers = case
    analysis = Analysis(answers, pack)
    facts: tuple[Fact, ...] = ("top", "list")
    for fact in facts:
        pair = witnesses(analysis, fact)
        is_open = len(facts_of(pack, answers)[fact]) > 1
        assert (pair is not None) == is_open
        if pair:
            values = [
                facts_of(pack, normalise({**answers.given, **witness}, pack.questionnaire))[fact]
                for witness in pair
            ]
            assert values[0] != values[1]


def written(values: dict[str, Value]) -> dict[str, Any]:
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in values.items()}


@settings(max_examples=25)
@given(st.data())
def test_on_the_bundled_pack_witnesses_can_be_given_as_answers(data: st.DataObject) -> None:
    raw = data.draw(partial_answers(QUESTIONS, healthy=True))
    analysis = Analysis(check_answers(raw, QUESTIONS), PACK)
    assume(analysis.scored)  # a yes to the crisis question is an emergency, and nothing is scored
    pair = witnesses(analysis, "top")
    assert (pair is None) == analysis.guarantees.top
    if pair:
        given_raw = {name: value for name, value in raw.items() if value is not None}
        for witness in pair:
            assert not set(assess({**given_raw, **written(dict(witness))}).ignored_answers) & set(witness)


@settings(max_examples=25)
@given(st.data())
def test_a_step_is_due_under_one_witness_and_not_under_the_other(data: st.DataObject) -> None:
    raw = data.draw(partial_answers(QUESTIONS, healthy=True))
    analysis = Analysis(check_answers(raw, QUESTIONS), PACK)
    if not analysis.scored or analysis.open_special or not analysis.open_steps:
        return
    step = next(iter(OpenFacts(analysis).conditions("first_steps")))
    pair = witnesses(analysis, "first_steps")
    assert pair
    holding, failing = (
        Analysis(normalise({**analysis.answers.given, **witness}, QUESTIONS), PACK) for witness in pair
    )
    due = (
        {state.step.id: state.due for state in holding.steps_ahead},
        {state.step.id: state.due for state in failing.steps_ahead},
    )
    if holding.outcome_ahead == failing.outcome_ahead == analysis.outcome_ahead:
        assert (due[0][step], due[1][step]) == (True, False)


@settings(max_examples=20)
@given(st.data())
def test_where_everything_is_answered_there_is_no_witness(data: st.DataObject) -> None:
    raw = data.draw(completed({}, QUESTIONS))
    analysis = Analysis(check_answers(raw, QUESTIONS), PACK)
    facts: tuple[Fact, ...] = ("top", "list", "levels", "full")
    assert not analysis.scored or not any(witnesses(analysis, fact) for fact in facts)
