"""What was found out about a condition is remembered for other answers, and is what would be found out
again.
"""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import partial_answers
from random_packs import screened_packs
from runner_intake import Pack
from runner_intake.conditions import (
    EACH,
    All,
    AnyOf,
    AsGiven,
    ChoiceDomain,
    Condition,
    Facts,
    Memory,
    NumberDomain,
    OneOf,
    Relation,
    Within,
    Work,
    fields_left,
    residual,
    truth,
    truths,
)
from runner_intake.conditions.alike import MOST_CODES
from runner_intake.conditions.memory import MOST_KEPT, OFTEN, Group
from runner_intake.questionnaire import Answers, check_answers

OLD = Within("age_years", low=65)
OLD_OR_NOT = AnyOf((All((OLD, OneOf("sex", ("f",)))), Within("age_years", high=65, high_open=True)))


def facts(known: dict[str, Any], memory: Memory, **others: Any) -> Facts:
    return Facts(known, {}, others.pop("domains", {}), memory=memory, **others)


def test_what_is_remembered_is_not_in_its_repr() -> None:
    memory = Memory()
    truth(OLD, facts({"age_years": 7117}, memory))
    assert memory.kept
    assert "7117" not in repr(memory)
    assert "7117" not in repr([*memory.looked.values()])


def test_answers_that_a_condition_does_not_look_at_make_no_difference() -> None:
    memory = Memory()
    assert truth(OLD, facts({"age_years": 70, "sex": "f"}, memory)) is True
    assert facts({"age_years": 70, "sex": "m"}, memory).about(OLD).truth is True
    assert not facts({"age_years": 30}, memory).about(OLD).is_decided
    assert truth(OLD, facts({"age_years": 30}, memory)) is False


def test_answers_of_which_its_tests_say_the_same_are_one_to_a_condition() -> None:
    memory = Memory()
    assert truth(OLD_OR_NOT, facts({"age_years": 70, "sex": "m"}, memory)) is False
    assert facts({"age_years": 66, "sex": "d"}, memory).about(OLD_OR_NOT).is_decided
    for other in (
        {"age_years": 64, "sex": "m"},
        {"age_years": 70, "sex": "f"},
        {"age_years": 70},
        {"sex": "m"},
    ):
        assert not facts(other, memory).about(OLD_OR_NOT).is_decided


def test_it_is_bounded_and_no_part_of_a_copy() -> None:
    memory = Memory()
    for age in range(MOST_KEPT // 2):  # of each a condition and what was found out about it
        truth(Within("age_years", low=age), facts({"age_years": age}, memory))
    assert memory.kept == MOST_KEPT
    assert len(memory.looked) == len(memory.codes) == MOST_KEPT // 2
    truth(OLD, facts({"age_years": 70}, memory))
    assert (memory.kept, len(memory.looked), len(memory.codes)) == (2, 1, 1)
    for age in range(MOST_CODES + 10):
        truth(OLD, facts({"age_years": age}, memory))
        assert all(len(codes) <= MOST_CODES for codes in memory.codes.values())
    assert truth(OLD, facts({"age_years": 70}, memory)) is True
    assert pickle.loads(pickle.dumps(memory)).kept == 0  # noqa: S301  (our own)


def test_conditions_and_answers_are_counted() -> None:
    memory = Memory()
    for known, kept in (({"age_years": 70}, 2), ({"age_years": 66}, 2), ({"age_years": 30}, 3), ({}, 4)):
        memory.about(OLD, known, {}, {})
        assert memory.kept == kept


def test_answers_as_given_and_options_that_are_left_are_told_apart() -> None:
    memory = Memory()
    for condition, given_answers in (
        (AsGiven(OLD), {"age_years": 70}),
        (Relation("last_km", "usual_km", "more_than"), {"last_km": 8, "usual_km": 7}),
    ):
        assert truth(condition, Facts({}, given_answers, {}, memory=memory)) is True
        assert truth(condition, Facts({}, {}, {}, memory=memory)) is False
    heel, domains = OneOf("main_site", ("heel",)), {"main_site": ChoiceDomain(("heel", "shin", "ankle"))}
    assert truth(heel, facts({}, memory, domains=domains)) is None
    for options, expected in ((("shin", "ankle"), False), (("shin", "heel"), None)):
        narrowed = {"main_site": ChoiceDomain(options)}
        assert truth(heel, facts({}, memory, domains=narrowed, narrowed=narrowed)) is expected


def test_a_truth_that_was_given_up_is_not_remembered_and_one_that_was_found_costs_the_same_again(
    pack: Pack,
) -> None:
    memory, domains = Memory(), pack.questionnaire.domains
    site = OneOf("main_site", ("heel", "ankle"))
    whole = AnyOf((site, replace(site, negated=True)))
    given_up, enough, again = Work(0), Work(1000), Work(1000)
    assert truth(whole, facts({}, memory, domains=domains, work=given_up)) is None
    assert given_up.exceeded
    assert not facts({}, memory).about(whole).is_decided
    assert truth(whole, facts({}, memory, domains=domains, work=enough)) is True
    assert facts({}, memory).about(whole).is_decided
    assert truth(whole, facts({}, memory, domains=domains, work=again)) is True
    assert again.left == enough.left < 1000
    assert truth(whole, facts({}, memory, domains=domains, work=Work(0))) is None
    assert truth(whole, facts({}, memory, domains=domains, work=Work(0, each=EACH))) is True


@pytest.mark.parametrize(("left", "each"), [(1000, 0), (1000, 7), (0, EACH)])
def test_a_truth_costs_the_same_again_on_whatever_budget_it_was_found(
    pack: Pack, left: int, each: int
) -> None:
    domains = pack.questionnaire.domains
    site = OneOf("main_site", ("heel", "ankle"))
    whole = AnyOf((site, replace(site, negated=True)))
    memory, alone, again = Memory(), Work(1000, each=3), Work(1000, each=3)
    assert truth(whole, facts({}, memory, domains=domains, work=Work(left, each))) is True
    assert truth(whole, facts({}, Memory(), domains=domains, work=alone)) is True
    assert truth(whole, facts({}, memory, domains=domains, work=again)) is True
    assert again.left == alone.left < 1000


def asked_often(memory: Memory, asked: tuple[Condition, ...]) -> tuple[Group, ...]:
    """The groups of conditions that were asked together often enough to have some."""
    return [memory.groups(asked) for _ in range(OFTEN)][-1]


def test_conditions_that_look_at_the_same_or_at_part_of_it_are_looked_up_at_once() -> None:
    memory = Memory()
    young, female = Within("age_years", high=30), OneOf("sex", ("f",))
    both, as_given = All((OLD, female)), AsGiven(OLD)
    asked = (OLD, female, young, both, as_given, OLD_OR_NOT)
    groups = asked_often(memory, asked)
    assert [group.places for group in groups] == [(3, 5, 0, 2, 1), (4,)]
    assert memory.groups(asked) is groups
    known: dict[str, Any] = {"age_years": 70, "sex": "f"}
    expected = (True, True, False, True, True, True)
    for _ in range(2):
        assert truths(asked, Facts(known, known, {}, memory=memory)) == expected
    assert [[*group.alike.found.values()] for group in groups] == [
        [(True, True, True, False, True)],
        [(True,)],
    ]
    assert truths(asked, facts({"age_years": 64}, memory)) == (False, None, False, False, False, True)
    domains = {"age_years": NumberDomain(0, 120, 1), "sex": ChoiceDomain(("f", "m"))}
    assert truths(asked, facts({}, memory, domains=domains)) == (None, None, None, None, False, None)
    assert "70" not in repr(memory)
    assert "70" not in repr(groups)


def test_a_few_results_are_found_out_without_groups() -> None:
    memory, asked = Memory(), (OLD, OLD_OR_NOT)
    for times in range(1, OFTEN + 2):
        assert truths(asked, facts({"age_years": 70, "sex": "f"}, memory)) == (True, True)
        (together,) = memory.together.values()
        assert (together.times, bool(together.groups)) == (times, times >= OFTEN)


def test_conditions_asked_together_are_counted_and_forgotten_with_everything_else() -> None:
    memory, asked = Memory(), (OLD, OLD_OR_NOT)
    asked_often(memory, asked)
    assert truths(asked, facts({"age_years": 70, "sex": "f"}, memory)) == (True, True)
    assert memory.kept == 1 + 2 * 2 + 1  # they; two conditions, and what was found of each; both truths
    memory.kept = MOST_KEPT
    assert truths(asked, facts({"age_years": 30, "sex": "f"}, memory)) == (False, True)
    assert not memory.together
    for _ in range(OFTEN + 1):
        assert truths(asked, facts({"age_years": 30, "sex": "f"}, memory)) == (False, True)
    assert memory.kept < MOST_KEPT


def test_truths_that_were_given_up_or_took_work_are_not_kept_together(pack: Pack) -> None:
    memory, domains = Memory(), pack.questionnaire.domains
    site = OneOf("main_site", ("heel", "ankle"))
    asked = (AnyOf((site, replace(site, negated=True))), site)
    (group,) = asked_often(memory, asked)
    assert truths(asked, facts({}, memory, domains=domains, work=Work(0))) == (None, None)
    enough, again = Work(1000), Work(1000)
    assert truths(asked, facts({}, memory, domains=domains, work=enough)) == (True, None)
    assert truths(asked, facts({}, memory, domains=domains, work=again)) == (True, None)
    assert again.left == enough.left < 1000
    assert truths(asked, facts({}, memory, domains=domains, work=Work(0))) == (None, None)
    assert not group.alike.found


def test_what_is_left_of_a_condition_is_remembered_for_answers_that_are_alike_to_it() -> None:
    memory = Memory()
    rest = residual(OLD_OR_NOT, facts({}, memory))
    assert rest == OLD_OR_NOT
    assert residual(OLD_OR_NOT, facts({"weight_kg": 70}, memory)) is rest


def conditions_of(pack: Pack) -> list[Condition]:
    """Every grounded condition of a pack."""
    return [
        *(rule.when.grounded for rule in pack.safety),
        *(rule.when.grounded for benefit in pack.benefits for rule in benefit.rules),
        *(rule.when.grounded for step in pack.steps for rule in step.rules),
        *pack.questionnaire.gates.values(),
    ]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Pack, list[Answers]]:
    """A random pack and several answer sets to it."""
    pack = draw(screened_packs())
    questionnaire = pack.questionnaire
    return pack, [
        check_answers(draw(partial_answers(questionnaire)), questionnaire)
        for _ in range(draw(st.integers(2, 4)))
    ]


@pytest.mark.slow
@settings(max_examples=60)
@given(cases())
def test_what_is_remembered_is_what_is_found_out_without_a_memory(case: tuple[Pack, list[Answers]]) -> None:
    pack, answer_sets = case
    for answers in answer_sets:
        alone = replace(answers.facts, memory=None, tried=None, work=None)
        for condition in conditions_of(pack):
            for _ in range(2):
                assert truth(condition, answers.facts) is truth(condition, alone)
                assert residual(condition, answers.facts) == residual(condition, alone)
                assert fields_left(condition, answers.facts) == fields_left(condition, alone)
        asked = tuple(conditions_of(pack))
        expected = tuple(truth(condition, alone) for condition in asked)
        assert truths(asked, alone) == expected
        for _ in range(OFTEN + 1):
            assert truths(asked, replace(answers.facts, tried={})) == expected


def spent(looked_up: Facts) -> tuple[int, bool]:
    assert looked_up.work is not None
    return looked_up.work.left, looked_up.work.exceeded


@pytest.mark.slow
@settings(max_examples=40)
@given(cases(), st.integers(0, 300), st.sampled_from([0, 5, EACH]))
def test_what_little_work_finds_out_does_not_hang_on_what_came_before(
    case: tuple[Pack, list[Answers]], left: int, per_question: int
) -> None:
    pack, answer_sets = case
    conditions = tuple(conditions_of(pack))
    asked_often(pack.questionnaire.memory, conditions)
    for answers in (*answer_sets, *answer_sets):
        cold, warm = (
            replace(answers.facts, memory=memory, tried={}, work=Work(left, per_question))
            for memory in (Memory(), pack.questionnaire.memory)
        )
        assert [truth(condition, cold) for condition in conditions] == [
            truth(condition, warm) for condition in conditions
        ]
        assert spent(cold) == spent(warm)
        cold, warm = (
            replace(answers.facts, memory=memory, tried={}, work=Work(left, per_question))
            for memory in (Memory(), pack.questionnaire.memory)
        )
        assert truths(conditions, cold) == truths(conditions, warm)
        assert spent(cold) == spent(warm)
