"""Advice to load beside a finding that forbids it: every such pair is found, and the answers show it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from random_packs import all_answers, screened, screened_packs
from runner_intake.conditions import All, NumberDomain, OneOf, Within, holds
from runner_intake.conditions.solve import CHECKING, Solver
from runner_intake.engine.analysis import Analysis
from runner_intake.pack import FirstStepRules, When
from runner_intake.questionnaire import Derived, Field, Question, check_answers
from runner_intake.verify.loading_checks import loading_findings
from runner_intake.vocabulary import UNSCORED
from small_packs import question, small_pack, yes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from random_packs import Screened
    from runner_intake import Pack
    from runner_intake.conditions import Condition, Value
    from runner_intake.pack import SafetyRule, StepRule
    from runner_intake.result.assessment import Answer
    from runner_intake.verify.findings import CheckFinding
    from runner_intake.vocabulary import Outcome


def loading(pack: Pack) -> Pack:
    """The pack where every step advises loading, and every safety rule forbids it."""
    steps = (
        replace(step, rules=tuple(replace(rule, loading=True) for rule in step.rules)) for step in pack.steps
    )
    safety = (replace(rule, no_loading=True) for rule in pack.safety)
    return replace(pack, steps=tuple(steps), safety=tuple(safety))


def sore_and_ill(count: int = 1) -> Pack:
    """Some sore places, each with exercises for it, and red flags that nothing joins to them."""
    places = [f"sore{number}" for number in range(count)]
    return loading(
        small_pack(
            [*map(question, places), question("fever", safety="always"), question("dizzy", safety="always")],
            {"rest": {"sore0": 1}},
            steps={f"exercise_{place}": {yes(place): 10} for place in places},
            safety={"urgent": yes("fever"), "discuss": yes("dizzy")},
        )
    )


def found(pack: Pack, solver: Solver | None = None) -> list[CheckFinding]:
    return list(loading_findings(pack, solver or Solver(pack.questionnaire.domains)))


def test_what_nothing_joins_is_shown_by_one_runner_who_is_otherwise_well() -> None:
    assert [(finding.code, finding.where, finding.witness) for finding in found(sore_and_ill())] == [
        ("V18", "exercise_sore0.0", {"sore0": True, "fever": True, "dizzy": False}),
        ("V18", "exercise_sore0.0", {"sore0": True, "fever": False, "dizzy": True}),
    ]


def ill(also: Sequence[Question], safety: Mapping[Outcome, Condition]) -> Pack:
    """A sore place with exercises for it, a fever that is urgent, and what else is asked and screened."""
    return loading(
        small_pack(
            [question("sore"), question("fever", safety="always"), *also],
            {"rest": {"sore": 2}},
            steps={"exercise": {yes("sore"): 10}},
            safety={"urgent": yes("fever"), **safety},
        )
    )


@pytest.mark.parametrize(
    ("also", "safety", "witness"),
    [
        pytest.param(
            [question("numb", safety="always", when=yes("sore"))],
            {},
            {"sore": True, "fever": True, "numb": True},
            id="a question that waits for the sore place is answered",
        ),
        pytest.param(
            [question("numb", safety="always", when=OneOf("sore", (False,)))],
            {},
            {"sore": True, "fever": True},
            id="a question that does not apply is not",
        ),
        pytest.param(
            [question("numb", safety="always")],
            {"emergency": All((yes("sore"), yes("numb")))},
            {"sore": True, "fever": True, "numb": False},
            id="a rule over both makes numbness harmful",
        ),
    ],
)
def test_what_is_joined_to_one_of_the_two_is_answered_as_the_one_runner_does(
    also: list[Question], safety: dict[Outcome, Condition], witness: dict[str, bool]
) -> None:
    shown = [finding.witness for finding in found(ill(also, safety)) if " urgent " in finding.what]
    assert shown == [witness]


def test_an_answer_that_the_other_runner_rules_out_is_left_away() -> None:
    pack = loading(
        small_pack(
            [
                question("sore", safety="always"),
                question("fever", safety="always"),
                question("easy", safety="always", when=OneOf("sore", (False,))),
            ],
            {"rest": {"sore": 2}},
            steps={"exercise": {yes("sore"): 10}},
            safety={"urgent": yes("fever"), "adapt": yes("sore")},
        )
    )
    assert found(pack)[0].witness == {"sore": True, "fever": True}


def test_what_one_answer_decides_is_not_put_together() -> None:
    sore_with_fever = All((yes("sore"), yes("fever")))
    pack = ill([], {"discuss": sore_with_fever})
    assert [finding.witness for finding in found(pack)] == [{"sore": True, "fever": True}] * 2


def test_a_notice_can_forbid_loading_too() -> None:
    pack = sore_and_ill()
    urgent, discuss = pack.safety
    with_notice = replace(pack, safety=(urgent, replace(discuss, id="N1", outcome=None)))
    assert [(finding.code, finding.what) for finding in found(with_notice)] == [
        ("V18", "It advises loading, and urgent (urgent) stands beside it."),
        ("V18", "It advises loading, and N1 (notice) stands beside it."),
    ]


def on_hold(pack: Pack, when: Condition) -> Pack:
    """The pack with a rule for the outcome hold, which has a step of its own."""
    hold = replace(pack.safety[0], id="hold", outcome="hold", when=When(when, when))
    rest = replace(pack.steps[0].rules[0], id="rest", outcome="hold", when=When(), loading=False)
    steps = (*pack.steps, FirstStepRules("rest", "rest", (rest,)))
    return replace(pack, safety=(*pack.safety, hold), steps=steps)


def test_an_ordinary_step_is_not_due_at_an_outcome_with_steps_of_its_own() -> None:
    pack = on_hold(ill([question("dizzy", safety="always")], {}), yes("dizzy"))
    assert [finding.code for finding in found(pack) if " hold " in finding.what] == ["V41"]


def test_a_rule_about_needles_that_need_not_count_leaves_it_open() -> None:
    """Whoever may get a suggestion is on hold, with other steps; but a fever takes every suggestion away."""
    also = [question("needle", safety="needling"), question("dizzy", safety="always")]
    pack = on_hold(ill(also, {"discuss": yes("dizzy")}), OneOf("needle", (True, False)))
    runner = Analysis(check_answers({"sore": True, "fever": True, "dizzy": True}, pack.questionnaire), pack)
    assert [rule.id for rule in runner.screening.findings] == ["urgent", "discuss"]
    assert [state.step.id for state in runner.steps if state.due] == ["exercise"]
    assert [finding.code for finding in found(pack) if " discuss " in finding.what] == ["V41"]


def test_numbers_that_no_answers_come_to_show_nothing() -> None:
    """A ratio of two numbers from 0 to 3 is never between two and a half and three."""
    pair = tuple(Field(name, name, "number", NumberDomain(0, 3, 1)) for name in ("last", "usual"))
    page = Question("page", "all", "page", "page", pair, derived=(Derived("jump", "jump", "last", "usual"),))
    between = Within("jump", Fraction(5, 2), low_open=True, high=Fraction(3), high_open=True)
    pack = ill([page], {})
    step = replace(pack.steps[0].rules[0], when=When(between, between))
    pack = replace(pack, steps=(replace(pack.steps[0], rules=(step,)),))
    assert [finding.code for finding in found(pack)] == ["V41"]


def test_a_runner_is_looked_for_once_for_every_rule_not_for_every_pair() -> None:
    def steps_taken(count: int) -> int:
        pack = sore_and_ill(count)
        solver = Solver(pack.questionnaire.domains)
        assert len(found(pack, solver)) == 2 * count
        return CHECKING - solver.left

    alone = Solver(sore_and_ill().questionnaire.domains)
    assert alone.satisfy(yes("sore0")) == {"sore0": True}
    assert steps_taken(3) - steps_taken(2) == CHECKING - alone.left


@settings(max_examples=100, deadline=None)
@given(screened_packs().map(loading))
def test_every_advice_to_load_beside_a_finding_is_found_and_its_answers_show_it(pack: Pack) -> None:
    findings = found(pack)
    everyone = [(answers, screened(pack, answers, answers)) for answers in all_answers(pack, {})]
    rules_of_steps = [rule for step in pack.steps for rule in step.rules]
    for step, rule in product(rules_of_steps, pack.safety):
        named = f" {rule.id} ({rule.outcome or 'notice'}) "
        own = [one for one in findings if one.where == step.id and named in f" {one.what} "]
        if any(beside(step, rule, answers, result, pack) for answers, result in everyone):
            assert own
        for one in own:
            assert one.code == "V41" or shows(step, rule, one.witness, pack)


def beside(
    step: StepRule, rule: SafetyRule, answers: Mapping[str, Value], result: Screened, pack: Pack
) -> bool:
    """Whether a runner with complete answers has a step and a finding, by the plain reference."""
    special = result.outcome if result.outcome in pack.special_outcomes else None
    counting = step.outcome == special and (
        result.needles or not pack.questionnaire.looks_at_needles(step.when.grounded)
    )
    listed = rule.id in result.holding and (result.outcome not in UNSCORED or rule.outcome == result.outcome)
    return listed and counting and holds(step.when.written, answers, answers)


def shows(step: StepRule, rule: SafetyRule, witness: Mapping[str, Answer] | None, pack: Pack) -> bool:
    """Whether the engine gives this step and this finding for the answers of a witness."""
    runner = Analysis(check_answers(witness, pack.questionnaire), pack)
    due = [(one.id, true) for state in runner.steps for one, true in state.rules]
    raised = (*runner.screening.findings, *runner.screening.notices)
    return rule in raised and (step.id, True) in due
