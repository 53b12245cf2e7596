"""A pack that is too much to be exact about gets a sound answer that says so, on a counted budget and never a
timed one.
"""

from __future__ import annotations

import random
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import HEALTHY
from hostile_packs import EVERYWHERE, FIELDS, Where, hostile_pack
from random_packs import conditions, questionnaires
from runner_intake.conditions import (
    EACH,
    WORK,
    All,
    AnyOf,
    Facts,
    Includes,
    ManyDomain,
    TooMuchWorkError,
    Work,
    ground,
    truth,
)
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.assess import assess_checked
from runner_intake.engine.explanation import explain
from runner_intake.engine.next_question import next_question
from runner_intake.questionnaire import check_answers, normalise
from runner_intake.score import score
from runner_intake.verify.check import check

if TYPE_CHECKING:
    from runner_intake.pack import Pack

pytestmark = [pytest.mark.slow, pytest.mark.long]

TODAY = date(2026, 1, 1)


def some(count: int, seed: int) -> dict[str, bool]:
    """Answers to some of the questions."""
    rng = random.Random(seed)  # noqa: S311  (no secret)
    return {name: rng.random() < 0.5 for name in rng.sample(FIELDS, count)}


@pytest.mark.parametrize("where", EVERYWHERE)
def test_nothing_hangs_and_what_is_not_proved_is_not_claimed(where: Where) -> None:
    pack = hostile_pack(where)
    result = assess_checked(check_answers({}, pack.questionnaire), pack)
    assert not result.settled.exact
    assert not result.settled.full
    assert next_question(Analysis(check_answers({}, pack.questionnaire), pack), "normal").question is not None
    assert explain(check_answers({}, pack.questionnaire), pack).assessment == result


@pytest.mark.parametrize("where", EVERYWHERE)
def test_on_complete_answers_everything_is_exact_again(where: Where) -> None:
    pack = hostile_pack(where)
    answers = check_answers(
        {**some(50, 1), "last": True} if where == "gate" else some(50, 1), pack.questionnaire
    )
    assert assess_checked(answers, pack).settled.exact
    bounds = Analysis(answers, pack).bounds
    scores = [score(benefit, answers.certain) for benefit in pack.benefits]
    assert bounds.low == bounds.high == tuple(score.points for score in scores)
    assert bounds.applies == tuple(score.applicable for score in scores)


@pytest.mark.parametrize("where", ["points", "many rules", "requires", "gate"])
def test_the_bounds_hold_for_every_completion_that_is_tried(where: Where) -> None:
    pack = hostile_pack(where)
    for known in (0, 12, 25):
        partial = some(known, known)
        bounds = Analysis(check_answers(partial, pack.questionnaire), pack).bounds
        for seed in range(40):
            answers = check_answers({**some(50, seed), **partial}, pack.questionnaire)
            for index, benefit in enumerate(pack.benefits):
                reached = score(benefit, answers.certain)
                assert bounds.low[index] <= reached.points <= bounds.high[index]
                assert bounds.applies[index] in (None, reached.applicable)


@pytest.mark.parametrize("where", ["points", "safety", "gate"])
def test_the_same_answers_give_the_same_document_however_often_and_in_whatever_order_they_are_asked(
    where: Where,
) -> None:
    pack = hostile_pack(where)
    answers = check_answers(some(5, 3), pack.questionnaire)
    first = assess_checked(answers, pack)
    next_question(Analysis(answers, pack), "quick")
    assert assess_checked(answers, pack) == first
    assert assess_checked(check_answers(some(5, 3), pack.questionnaire), pack) == first


@pytest.mark.parametrize("where", EVERYWHERE)
def test_the_checker_says_what_it_did_not_check(where: Where) -> None:
    pack = hostile_pack(where)
    assert "V41" in {finding.code for finding in check(pack, TODAY).findings}


def test_one_condition_that_is_too_large_leaves_the_others_checked() -> None:
    pack = hostile_pack("step")
    named = {finding.where for finding in check(pack, TODAY).findings if finding.code == "V41"}
    assert "s0.1" in named
    assert not named & {f"s{number}.1" for number in range(1, 5)}


def test_a_truth_that_is_given_up_is_not_known_and_a_small_budget_never_claims_more() -> None:
    domains = hostile_pack("points").questionnaire.domains
    whole = ground(hostile_pack("points").benefits[0].rules[-1].when.written, {})
    spent = Work(left=0, each=0)
    assert truth(whole, Facts({}, {}, domains, spent)) is None
    assert spent.exceeded


@settings(max_examples=200)
@given(st.data(), st.integers(0, 12))
def test_a_truth_on_any_budget_is_the_exact_one_or_not_known(data: st.DataObject, steps: int) -> None:
    questionnaire = data.draw(questionnaires())
    domains = {
        name: domain for name, domain in questionnaire.domains.items() if name not in ("last", "usual")
    }
    grounded = ground(data.draw(conditions(domains)), questionnaire.gates)
    exact = truth(grounded, Facts({}, {}, domains))
    work = Work(steps)
    within_budget = truth(grounded, Facts({}, {}, domains, work))
    assert within_budget == exact or (within_budget is None and work.exceeded)


def test_selections_of_a_long_list_count_too() -> None:
    """Thirty options that two conditions count in many ways are more selections than anyone can try."""
    options = tuple(f"o{number}" for number in range(30))
    domains = {"list": ManyDomain((*options, "none"))}
    counted = [Includes("list", 1 + number % 3, options[number : number + 12 : 2]) for number in range(18)]
    facts = Facts({}, {}, domains, Work())
    assert truth(ground(_either(counted), {}), facts) is None
    assert facts.work is not None
    assert facts.work.exceeded


def _either(parts: list[Includes]) -> AnyOf:
    return AnyOf(tuple(All((one, other)) for one, other in pairwise(parts)))


def test_a_question_has_steps_of_its_own_before_it_takes_those_of_the_job() -> None:
    work = Work(left=10, each=5)
    work.begin()
    work.spend(5)
    assert (work.left, work.exceeded) == (10, False)
    work.spend(10)
    assert (work.left, work.exceeded) == (0, False)
    with pytest.raises(TooMuchWorkError):
        work.spend(1)
    assert work.exceeded
    work.begin()
    work.spend(5)
    with pytest.raises(TooMuchWorkError):
        work.spend(1)


def test_the_bundled_pack_is_far_from_any_budget(pack: Pack) -> None:
    for known in ({}, HEALTHY):
        work = Work(each=EACH)
        explain(normalise(check_answers(known, pack.questionnaire).given, pack.questionnaire, work), pack)
        assert not work.exceeded
        assert work.left > WORK * 9 // 10
