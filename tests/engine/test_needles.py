"""Two kinds of safety question, held against every completion of random packs: what counts, what is settled,
what is asked, and when it stops.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import partial_answers
from random_packs import Screened, all_answers, outcome, screened, screened_packs, values
from runner_intake import Pack
from runner_intake.conditions import fields_used, holds
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.assess import assess_checked
from runner_intake.engine.needles import Needles
from runner_intake.engine.next_question import can_ask, next_question, questions_left
from runner_intake.engine.open_facts import OpenFacts
from runner_intake.engine.scores import Scores
from runner_intake.questionnaire import Answers, Questionnaire, check_answers, normalise
from runner_intake.safety import withheld
from runner_intake.vocabulary import SUGGESTING, WITHHOLDING, Fact, Goal

if TYPE_CHECKING:
    from runner_intake.conditions import Value

pytestmark = pytest.mark.slow


@st.composite
def cases(draw: st.DrawFn) -> tuple[Pack, Answers]:
    """A pack with both kinds of safety question, and partial answers to it."""
    pack = draw(screened_packs())
    return pack, check_answers(draw(partial_answers(pack.questionnaire)), pack.questionnaire)


def ends(pack: Pack, answers: Answers) -> list[tuple[dict[str, Value], Screened]]:
    """Every completion with what it comes to."""
    given = answers.given
    return [
        ({**given, **complete}, screened(pack, complete, {**given, **complete}))
        for complete in all_answers(pack, given)
    ]


def safety_of(pack: Pack, result: Screened) -> tuple[object, object]:
    """What is claimed about safety: the outcome and the conditions; those about needles only while these
    count (None).
    """
    rules = {
        rule.id: rule
        for rule in pack.safety
        if rule.outcome in ("discuss", "adapt") and result.outcome in SUGGESTING
    }
    others = {rule.id for rule in pack.safety_without_needles}
    conditions = result.holding & set(rules)
    return (result.outcome, conditions & others), conditions - others if result.needles else None


def one_safety(pack: Pack, results: list[Screened]) -> bool:
    """Whether the claim about safety is the same in all of them."""
    fixed, about_needles = zip(*(safety_of(pack, result) for result in results), strict=True)
    return len(set(fixed)) == 1 and len(set(about_needles) - {None}) <= 1


# --- what comes out -----------------------------------------------------------------------------------------


@settings(max_examples=300)
@given(cases())
def test_on_complete_answers_the_engine_is_the_plain_reference(case: tuple[Pack, Answers]) -> None:
    pack, answers = case
    for complete, result in ends(pack, answers)[:40]:
        analysis = Analysis(normalise(complete, pack.questionnaire), pack)
        assert analysis.needles.count == (result.needles or not pack.questionnaire.needling_fields)
        assert analysis.outcome == result.outcome
        assert not analysis.screening.missing
        if analysis.scored:
            assert {
                rule.id for rule in (*analysis.screening.findings, *analysis.screening.notices)
            } == result.holding
        document = assess_checked(analysis.answers, pack)
        assert tuple(suggestion.benefit for suggestion in document.suggestions) == result.shown
        assert {step.id for step in document.first_steps} == result.steps
        assert not document.possible_first_steps


@settings(max_examples=300)
@given(cases())
def test_questions_about_needles_count_exactly_while_a_suggestion_can_come_out(
    case: tuple[Pack, Answers],
) -> None:
    pack, answers = case
    if not pack.questionnaire.needling_fields:
        return
    analysis = Analysis(answers, pack)
    opened = {
        name: value for name, value in answers.given.items() if name not in pack.questionnaire.needling_fields
    }
    possible = any(outcome(pack, complete).shown for complete in all_answers(pack, opened))
    if analysis.bounds.exact and analysis.needles.opened.guarantees.bounds.exact:
        assert analysis.needles.count == (possible and not withheld(answers, pack))
    if not analysis.needles.count:
        assert not any(result.needles for _, result in ends(pack, answers))
        assert not set(analysis.screening.missing) & pack.questionnaire.needling_fields


@given(cases())
def test_only_answers_on_which_it_depends_end_that_questions_about_needles_count(
    case: tuple[Pack, Answers],
) -> None:
    pack, answers = case
    analysis = Analysis(answers, pack)
    fields, about = analysis.needles.depends_on, pack.questionnaire.needling_fields
    assert not fields & (about | set(answers.given))
    if not about or not analysis.needles.count:
        assert not fields
        return
    others = set(pack.questionnaire.fields) - fields - about - set(answers.given)
    for complete in {
        tuple((name, complete[name]) for name in sorted(others & set(complete)))
        for complete, _ in ends(pack, answers)[:200]
    }:
        known = normalise({**answers.given, **dict(complete)}, pack.questionnaire)
        assert Needles(Scores(known, pack)).count
    judged = (analysis.guarantees, analysis.needles.opened.guarantees)
    benefits = range(len(pack.benefits))
    if any(own.surely_suggested(benefit) for own in judged for benefit in benefits):
        looked_at = (fields_used(rule.when.grounded) for rule in pack.safety if rule.outcome in WITHHOLDING)
        assert fields <= frozenset[str]().union(*looked_at)


@given(cases())
def test_questions_about_needles_are_judged_without_their_answers(case: tuple[Pack, Answers]) -> None:
    pack, answers = case
    opened, about = Needles(Scores(answers, pack)).opened.answers, pack.questionnaire.needling_fields
    assert opened.given == {name: value for name, value in answers.given.items() if name not in about}
    assert opened.ticked == {name: ticks for name, ticks in answers.ticked.items() if name not in about}


@settings(max_examples=400)
@given(cases())
def test_what_is_settled_is_the_same_in_every_completion_and_what_is_open_is_not(
    case: tuple[Pack, Answers],
) -> None:
    pack, answers = case
    analysis = Analysis(answers, pack)
    document = assess_checked(answers, pack)
    results = [result for _, result in ends(pack, answers)]
    if document.settled.safety:
        assert one_safety(pack, results)
        assert {result.outcome for result in results} == {document.safety.outcome}
    elif analysis.scored and analysis.outcome != "incomplete" and not analysis.needles.depends_on:
        as_shown = {result.outcome for result in results} == {analysis.outcome}
        assert not (one_safety(pack, results) and as_shown) or _guardian_may_be_taken_away(analysis)
    if document.settled.first_steps:
        priorities = {step.id: step.priority for step in document.first_steps}
        assert all(result.steps == set(priorities) for result in results)
        assert all(
            {result.priorities[name] for result in results} == {priority}
            for name, priority in priorities.items()
        )
    if document.settled.safety and not analysis.steps_hang_on:
        for step in document.first_steps:
            assert step.priority <= min(result.priorities[step.id] for result in results)
    if document.settled.list and document.safety.outcome in SUGGESTING and document.settled.safety:
        assert {result.shown for result in results} == {
            tuple(suggestion.benefit for suggestion in document.suggestions)
        }
    fields = OpenFacts(analysis).fields("safety") if analysis.scored else frozenset()
    if analysis.scored and analysis.outcome != "incomplete":
        assert document.settled.safety == (not fields)


@settings(max_examples=400)
@given(st.data())
def test_what_a_guardian_may_still_answer_is_open_and_what_a_finding_for_one_cannot_lose_is_not(
    data: st.DataObject,
) -> None:
    pack = data.draw(screened_packs(outcomes=["guardian_needed", "guardian_needed", "urgent", "discuss"]))
    sections = (
        replace(section, questions=tuple(replace(question, safety=None) for question in section.questions))
        for section in pack.questionnaire.sections
    )
    plain = replace(pack, questionnaire=Questionnaire(tuple(sections)))
    answers = check_answers(data.draw(partial_answers(plain.questionnaire)), plain.questionnaire)
    analysis = Analysis(answers, plain)
    if not analysis.scored:
        return
    assert not analysis.screening.missing or analysis.outcome in ("incomplete", "urgent")
    results = [result for _, result in ends(plain, answers)]
    settled = assess_checked(answers, plain).settled.safety
    listed = {rule.id for rule in analysis.screening.findings}
    stays = all(listed <= result.holding for result in results)
    if analysis.outcome != "incomplete":
        assert settled == (
            one_safety(plain, results)
            and {result.outcome for result in results} == {analysis.outcome}
            and stays
        )


def _guardian_may_be_taken_away(analysis: Analysis) -> bool:
    """Whether a finding for a guardian is listed that a coming answer can take away: then safety counts as
    open.
    """
    listed = {rule.id for rule in analysis.screening.findings if rule.outcome == "guardian_needed"}
    return bool(listed & set(analysis.open_safety))


@settings(max_examples=300)
@given(cases())
def test_a_question_on_which_safety_does_not_depend_changes_nothing_about_it(
    case: tuple[Pack, Answers],
) -> None:
    pack, answers = case
    analysis = Analysis(answers, pack)
    if not analysis.scored:
        return
    everything = ends(pack, answers)
    facts: tuple[Fact, ...] = (
        ("safety",)
        if analysis.open_special or analysis.steps_hang_on
        else ("safety", "first_steps", "leading_steps")
    )
    for fact in facts:  # which steps come at another outcome is looked at once that outcome is there
        fields = OpenFacts(analysis).fields(fact)
        for name in set(pack.questionnaire.fields) - set(answers.given) - fields:
            if answers.applicable.get(name, True) is not True:
                continue
            groups: dict[object, list[Screened]] = {}
            for complete, result in everything:
                groups.setdefault(
                    tuple((key, value) for key, value in complete.items() if key != name), []
                ).append(result)
            for group in groups.values():
                assert _is_one(fact, pack, group), (fact, name)


def _is_one(fact: Fact, pack: Pack, group: list[Screened]) -> bool:
    """Whether a fact comes out the same in all of them."""
    if fact == "safety":
        return one_safety(pack, group)
    leading = fact == "leading_steps"
    return len({result.leading if leading else result.steps for result in group}) == 1


@given(cases())
def test_only_a_rule_that_may_lift_a_step_to_the_second_certain_one_is_open_for_the_leading_steps(
    case: tuple[Pack, Answers],
) -> None:
    pack, answers = case
    analysis = Analysis(answers, pack)
    if not analysis.scored or analysis.open_special or analysis.steps_hang_on or analysis.asked:
        return
    results = [result for _, result in ends(pack, answers)]
    rules = {rule.id: (step, rule) for step in pack.steps for rule in step.rules}
    lowest = {step.id: min(result.priorities.get(step.id, -1) for result in results) for step in pack.steps}
    certain = sorted((priority for priority in lowest.values() if priority >= 0), reverse=True)
    for name in analysis.open_leading_steps:
        step, rule = rules[name]
        completions = all_answers(pack, answers.given)
        assert {holds(rule.when.written, complete, complete) for complete in completions} == {True, False}
        assert rule.priority > lowest[step.id]
        assert len(certain) < 2 or rule.priority >= certain[1]


# --- what is asked ------------------------------------------------------------------------------------------


def interview(pack: Pack, runner: dict[str, Value], goal: Goal) -> tuple[list[str], Answers]:
    """Asks a runner until the goal is reached: the questions asked, in order, and the answers given."""
    raw: dict[str, Value] = {}
    asked: list[str] = []
    sections = {question.id: question.section for question in pack.questionnaire.questions}
    while True:
        analysis = Analysis(normalise(raw, pack.questionnaire), pack)
        section = sections[asked[-1]] if asked else None
        left = questions_left(analysis, goal)
        following = next_question(analysis, goal, section)
        assert following.remaining == tuple(left)
        if following.question is None:
            assert not left
            return asked, analysis.answers
        if section in {sections[name] for name in left}:
            assert sections[following.question] == section
        else:
            assert sections[following.question] == sections[next(iter(left))]
        _kept_together(pack, asked, following.question, left)
        asked.append(following.question)
        raw[following.question] = runner[following.question]


def _kept_together(pack: Pack, asked: list[str], now: str, left: Any) -> None:
    """What belongs directly after the question just asked, and is still to be asked, is asked now."""
    questions = pack.questionnaire.questions
    if asked:
        index = [question.id for question in questions].index(asked[-1]) + 1
        following = questions[index] if index < len(questions) else None
        if following and following.with_previous and following.id in left:
            assert now == following.id


@settings(max_examples=400)
@given(screened_packs(), st.sampled_from(get_args(Goal)), st.data())
def test_the_stop_is_true_and_every_red_flag_is_asked(pack: Pack, goal: Goal, data: st.DataObject) -> None:
    whole = {
        name: data.draw(st.sampled_from(values(domain)))
        for name, domain in pack.questionnaire.domains.items()
    }
    asked, answers = interview(pack, whole, goal)
    document = assess_checked(answers, pack)
    if document.safety.outcome in ("emergency", "consent_needed"):
        return
    applicable = normalise(whole, pack.questionnaire).applicable
    needles = Analysis(answers, pack).needles.count
    for question in pack.questionnaire.questions:
        if question.safety == "always" and applicable.get(question.id, True):
            assert question.id in asked
        if question.safety == "needling" and needles and answers.applicable.get(question.id, True):
            assert question.id in asked
    results = [result for _, result in ends(pack, answers)]
    assert {result.outcome for result in results} == {document.safety.outcome}
    assert one_safety(pack, results)
    certain = [step.id for step in document.first_steps]
    shown = tuple(suggestion.benefit for suggestion in document.suggestions)
    if goal == "quick":
        assert {result.shown[:1] for result in results} == {shown[:1]}
        assert {result.leading for result in results} == {tuple(certain[:2])}
    else:
        assert {result.shown for result in results} == {shown}
        assert {result.steps for result in results} == {frozenset(certain)}


@settings(max_examples=200)
@given(screened_packs(), st.data())
def test_a_question_about_needles_is_asked_only_while_a_suggestion_can_come_out(
    pack: Pack, data: st.DataObject
) -> None:
    answers = check_answers(data.draw(partial_answers(pack.questionnaire)), pack.questionnaire)
    analysis = Analysis(answers, pack)
    for question in pack.questionnaire.questions:
        if question.safety == "needling" and not analysis.needles.count:
            assert not can_ask(question, analysis)
            for goal in get_args(Goal):
                assert question.id not in questions_left(analysis, goal)
