"""The interview machine: answer, go back, change, skip, leave and resume, in any order."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from base_runner import BASE
from drawing import HEALTHY, answer
from keystrokes import whole
from runner_intake import IntakeError, Interview, StepError, assess, bundled_pack
from runner_intake.interview import Ask, Stop

PACK = bundled_pack()
FIELDS = PACK.questionnaire.fields


def asked(interview: Interview) -> str:
    assert isinstance(interview.step, Ask)
    return interview.step.question.id


def values_of(interview: Interview, known: dict[str, Any]) -> dict[str, Any]:
    assert isinstance(interview.step, Ask)
    return {field.id: known.get(field.id) for field in interview.step.question.fields}


def on(interview: Interview, **values: object) -> Interview:
    """The interview with the question that is asked answered."""
    return interview.answer(asked(interview), values)


def until(name: str, **answers: object) -> Interview:
    """An interview at a question: what is asked before is answered with no sign, or skipped."""
    interview = Interview(PACK)
    known = {**HEALTHY, **answers}
    while isinstance(interview.step, Ask) and asked(interview) != name:
        values = values_of(interview, known)
        has_answer = None not in values.values()
        interview = (
            interview.answer(asked(interview), values) if has_answer else interview.skip(asked(interview))
        )
    return interview


def at_the_stop(**answers: object) -> Interview:
    interview = until("", **answers)
    assert isinstance(interview.step, Stop)
    return interview


def resumed(interview: Interview) -> Interview:
    return Interview.from_state(json.loads(json.dumps(interview.to_state())), pack=PACK)


# --- examples


def test_consent_and_red_flags_come_first() -> None:
    assert asked(Interview(PACK)) == "data_consent"
    order = until("pain_sites").trail
    assert order == ("data_consent", "age_years", "urgent_head_chest", "urgent_body")


RED_FLAGS = {question.id for question in PACK.questionnaire.questions if question.safety == "always"}
NEEDLING = {question.id for question in PACK.questionnaire.questions if question.safety == "needling"}


@pytest.mark.slow
def test_sections_come_one_after_the_other_and_every_red_flag_that_applies_is_asked() -> None:
    section_of = {question.id: question.section for question in PACK.questionnaire.questions}
    order = [section.id for section in PACK.questionnaire.sections]
    for steps, stop in (whole(Interview(PACK)), whole(Interview(PACK), BASE)):
        shown = [step.question.id for step, _ in steps]
        positions = [order.index(section_of[name]) for name in shown]
        assert positions == sorted(positions)
        applicable = stop.analysis.answers.applicable
        assert {name for name in RED_FLAGS if applicable.get(name) is not False} <= set(shown)


@pytest.mark.slow
def test_needles_are_asked_about_last_and_only_while_a_suggestion_may_come_out() -> None:
    asked_of_one_in_pain = [step.question.id for step, _ in whole(Interview(PACK))[0]]
    assert set(asked_of_one_in_pain[-len(NEEDLING) :]) == NEEDLING
    steps, stop = whole(Interview(PACK), BASE)
    assert NEEDLING.isdisjoint(step.question.id for step, _ in steps)
    assert stop.result().safety.outcome == "clear"
    assert stop.result().suggestions == ()


def test_going_back_shows_the_last_question_with_its_answer_and_going_on_returns_to_where_one_was() -> None:
    later = until("pain_sites")
    back = later.back("pain_sites")
    assert isinstance(back.step, Ask)
    assert (back.step.question.id, back.step.earlier) == (
        "urgent_body",
        {"urgent_body": frozenset({"none"})},
    )
    assert on(back, urgent_body=["none"]).step == later.step


def test_going_back_across_a_branch_sets_its_answers_aside_and_brings_them_back_with_it() -> None:
    hurts = on(until("pain_sites"), pain_sites=["shin"])
    name = asked(hurts)
    hurts = on(hurts, **{name: 7})
    fine = hurts.change("pain_sites").answer("pain_sites", {"pain_sites": ["none"]})
    assert name not in fine.answers
    assert fine.result().safety.outcome == assess(fine.answers).safety.outcome
    again = fine.change("pain_sites").answer("pain_sites", {"pain_sites": ["shin"]})
    assert asked(again) == name
    assert isinstance(again.step, Ask)
    assert again.step.earlier == {name: 7}


def test_an_answer_that_is_no_longer_an_option_is_asked_again() -> None:
    two = Interview.start({**HEALTHY, "pain_sites": ["shin", "low_back"], "main_site": "shin"}, pack=PACK)
    other = two.change("pain_sites").answer("pain_sites", {"pain_sites": ["knee_front", "low_back"]})
    assert "main_site" not in other.answers
    again = other.change("pain_sites").answer("pain_sites", {"pain_sites": ["shin", "low_back"]})
    assert again.aside == {"main_site": "shin"}


def test_a_reported_emergency_stays_one_when_an_earlier_answer_takes_its_question_away() -> None:
    def moved(interview: Interview, mood: str) -> Interview:
        return interview.change("mood").answer("mood", {"low_mood": mood, "persistent_worry": "no_days"})

    no_days = {"low_mood": "no_days", "persistent_worry": "no_days"}
    yes = on(moved(Interview.start(HEALTHY, pack=PACK), "several_days"), crisis_thoughts="yes")
    fine = moved(yes, "no_days")
    gone_back = on(yes.back("emergency").back("crisis_thoughts"), **no_days)
    for interview in (yes, fine, gone_back):
        assert interview.step == Stop("emergency", (), None)
        assert interview.result() == assess(interview.answers)
    assert asked(moved(fine, "several_days")) == "crisis_thoughts"
    taken_back = moved(on(moved(fine, "several_days"), crisis_thoughts="no"), "no_days")
    assert taken_back.result().safety.outcome != "emergency"


def test_a_changed_question_can_be_left_as_it_is() -> None:
    later = until("pain_sites")
    left = later.change("age_years").back("age_years")
    assert (left.step, left.answers) == (later.step, later.answers)


def test_an_emergency_interrupts_at_once_and_can_be_taken_back() -> None:
    interview = on(until("urgent_head_chest"), urgent_head_chest=["chest_pain"])
    assert interview.step == Stop("emergency", (), None)
    assert interview.result().safety.outcome == "emergency"
    assert asked(interview.back("emergency")) == "urgent_head_chest"


def test_without_consent_the_interview_stops() -> None:
    refused = on(Interview(PACK), data_consent=False)
    assert refused.step == Stop("consent_needed", (), None)


@pytest.mark.slow
def test_after_the_stop_one_may_go_on_and_take_up_what_was_skipped() -> None:
    interview = at_the_stop()
    stop = interview.step
    assert isinstance(stop, Stop)
    assert stop.reason == "reached"
    assert stop.skipped
    assert asked(interview.take_up_skipped()) in stop.skipped
    assert stop.further is not None
    goal, count = stop.further
    assert count > 0
    assert isinstance(interview.with_goal(goal).step, Ask)


def test_the_review_names_what_is_needed_and_what_does_not_fit_together() -> None:
    interview = Interview.start(
        {**HEALTHY, "warning_signs": None, "rest_days_per_week": 7, "runs_per_week": 3}, pack=PACK
    )
    needed = [reviewed.question.id for reviewed in interview.review if reviewed.needed]
    doubtful = [reviewed.question.id for reviewed in interview.review if reviewed.doubtful]
    assert (needed, doubtful) == (["warning_signs"], ["runs_per_week", "rest_days_per_week"])


def test_answers_of_a_file_that_do_not_fit_are_kept_as_a_file_keeps_them() -> None:
    answers = {**HEALTHY, "pain_sites": ["none"], "pain_running_0_10": 5}
    interview = Interview.start(answers, pack=PACK)
    assert interview.result() == assess(answers)
    assert interview.result().safety.outcome == "clarify"


# --- drafts


@pytest.mark.parametrize(
    ("answers", "stored"),
    [
        ({}, False),
        ({"data_consent": False}, False),
        ({"data_consent": True}, False),
        ({"data_consent": True, "age_years": 13}, True),
    ],
)
def test_nothing_may_be_stored_before_consent_and_age(*, answers: dict[str, Any], stored: bool) -> None:
    assert Interview.start(answers, pack=PACK).may_be_stored is stored


LOW = {"low_mood": "nearly_every_day"}


def test_a_private_answer_is_in_no_state_unless_it_is_asked_for_and_is_asked_again() -> None:
    interview = on(until("crisis_thoughts", **LOW), crisis_thoughts="prefer_not_to_say")
    text = json.dumps(interview.to_state())
    assert "prefer_not_to_say" not in text
    assert "crisis_thoughts" not in text
    assert asked(resumed(interview)) == "crisis_thoughts"
    whole = json.loads(json.dumps(interview.to_state(include_private=True)))
    assert Interview.from_state(whole, pack=PACK) == interview


def test_a_state_names_its_version_its_pack_its_goal_and_its_region() -> None:
    state = Interview(PACK, "quick", region="GB").to_state()
    assert state["schema"] == "runner-intake/state/1"
    assert state["pack"] == {"id": PACK.id, "version": PACK.version, "sha256": PACK.sha256}
    back = Interview.from_state(state, pack=PACK)
    assert (back.goal, back.region) == ("quick", "GB")
    assert back.result().region == "GB"


def test_answers_that_the_pack_no_longer_takes_are_dropped_one_by_one_and_named() -> None:
    state: dict[str, Any] = until("pain_sites").to_state()
    state["answers"] |= {"age_years": 400, "shoe_size": 44}
    state["trail"].append("shoe_size")
    interview = Interview.from_state(state, pack=PACK)
    assert sorted(interview.again) == ["age_years", "shoe_size"]
    assert asked(interview) == "age_years"
    assert set(interview.answers) == {"data_consent", "urgent_head_chest", "urgent_body"}


def test_a_state_of_another_version_is_taken_over_and_the_rest_is_named() -> None:
    state: dict[str, Any] = {
        **Interview(PACK).to_state(),
        "pack": {"id": PACK.id, "version": "2026.1"},
        "answers": {"data_consent": True, "age_years": 35, "fever_now": True, "urgent_signs": ["none"]},
        "trail": ["data_consent", "age_years", "urgent_signs", "fever_now"],
    }
    interview = Interview.from_state(state, pack=PACK)
    assert interview.answers == {"data_consent": True, "age_years": 35}
    assert interview.ticked == {"infection_signs": frozenset({"fever_today"})}
    assert interview.again == ("urgent_signs",)
    assert asked(interview) == "urgent_head_chest"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ({"schema": "runner-intake/state/99"}, "D01"),
        ({"pack": {"id": "another"}}, "D02"),
        ({"pack": None}, "D02"),
        ({"trail": [1]}, "D01"),
        ({"answers": []}, "D01"),
        ({"goal": "all"}, "D01"),
    ],
)
def test_a_damaged_or_foreign_state_is_refused(spoil: dict[str, Any], code: str) -> None:
    with pytest.raises(IntakeError) as caught:
        Interview.from_state({**until("pain_sites").to_state(), **spoil}, pack=PACK)
    assert caught.value.problems[0].code == code


@pytest.mark.slow
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    )
)
def test_any_document_is_a_state_or_refused(document: object) -> None:
    with pytest.raises(IntakeError):
        Interview.from_state(document, pack=PACK)


@pytest.mark.slow
@given(
    st.sampled_from(sorted(Interview(PACK).to_state())),
    st.none() | st.booleans() | st.integers() | st.lists(st.integers()) | st.text(max_size=3),
)
def test_any_part_of_a_state_may_be_damaged(part: str, value: object) -> None:
    state = {**until("pain_sites").to_state(), part: value}
    try:
        interview = Interview.from_state(state, pack=PACK)
    except IntakeError as error:
        codes = {problem.code for problem in error.problems}
    else:
        codes = set()
        assert isinstance(interview.step, Ask)
    assert codes <= {"D01", "D02"}


# --- any order of moves


def may_be_left_open(interview: Interview) -> bool:
    return isinstance(interview.step, Ask) and not interview.step.required


class AnyOrder(RuleBasedStateMachine):
    """Moves in any order, beside a model that only remembers which questions were shown."""

    def __init__(self) -> None:
        super().__init__()
        self.interview = Interview(PACK)
        self.shown: list[str] = []

    def move_on(self, after: Interview) -> None:
        name = asked(self.interview)
        self.shown = [earlier for earlier in self.shown if earlier != name and earlier in after.trail] + [
            name
        ]
        self.interview = after

    @precondition(lambda self: isinstance(self.interview.step, Ask))
    @rule(data=st.data(), calm=st.booleans())
    def reply(self, *, data: st.DataObject, calm: bool) -> None:
        step = self.interview.step
        assert isinstance(step, Ask)
        values = {field.id: data.draw(answer(field)) for field in step.question.fields}
        values |= {name: options[0] for name, options in step.options.items() if values[name] not in options}
        if calm:
            values |= {name: HEALTHY[name] for name in values if name in HEALTHY}
        self.move_on(self.interview.answer(step.name, values))
        assert set(values) <= set(self.interview.given)

    @precondition(lambda self: may_be_left_open(self.interview))
    @rule()
    def not_known(self) -> None:
        self.move_on(self.interview.dont_know(self.interview.step.name))

    @precondition(lambda self: may_be_left_open(self.interview))
    @rule()
    def put_off(self) -> None:
        self.move_on(self.interview.skip(self.interview.step.name))

    @rule(data=st.data())
    def a_move_for_another_step_is_refused(self, data: st.DataObject) -> None:
        names = [
            question.id
            for question in PACK.questionnaire.questions
            if question.id != self.interview.step.name
        ]
        name = data.draw(st.sampled_from([*names, "", "no_question"]))
        for move in (self.interview.skip, self.interview.dont_know, self.interview.back):
            with pytest.raises(StepError) as caught:
                move(name)
            assert {problem.code for problem in caught.value.problems} <= {"S01", "S03"}

    @precondition(lambda self: self.interview.can_go_back)
    @rule()
    def back(self) -> None:
        before = self.interview
        self.interview = before.back(before.step.name)
        if before.changing:
            assert self.interview.answers == before.answers
        else:
            assert asked(self.interview) == self.shown.pop()
        assert self.interview != before

    @precondition(lambda self: bool(self.interview.review))
    @rule(data=st.data())
    def change(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from([reviewed.question.id for reviewed in self.interview.review]))
        self.interview = self.interview.change(name)
        assert asked(self.interview) == name

    @rule()
    def take_up_skipped(self) -> None:
        self.shown = [name for name in self.shown if name not in self.interview.skipped]
        self.interview = self.interview.take_up_skipped()
        assert not self.interview.skipped

    @rule(goal=st.sampled_from(["quick", "normal", "complete"]))
    def go_on(self, goal: Any) -> None:
        self.interview = self.interview.with_goal(goal)

    @rule()
    def crash_and_resume(self) -> None:
        before = self.interview
        self.interview = resumed(before)
        if "crisis_thoughts" in {**before.given, **before.aside} or "crisis_thoughts" in before.trail:
            self.shown = [name for name in self.shown if name != "crisis_thoughts"]
        else:
            assert self.interview == before

    @rule()
    def the_document_is_that_of_the_same_answers_from_a_file(self) -> None:
        answers = json.loads(json.dumps(self.interview.answers))
        assert self.interview.result().model_dump_json() == assess(answers).model_dump_json()

    @invariant()
    def progress_is_never_beyond_its_total(self) -> None:
        if isinstance(self.interview.step, Ask):
            assert 1 <= self.interview.step.progress.position <= self.interview.step.progress.total

    @invariant()
    def every_question_shown_applies(self) -> None:
        applicable = self.interview.analysis.answers.applicable
        if isinstance(self.interview.step, Ask):
            assert self.interview.changing or all(
                applicable.get(field.id, True) is not False for field in self.interview.step.question.fields
            )

    def teardown(self) -> None:
        """Going back always ends at the first question, going on always at a stop; and the document is that
        of a file.
        """
        self.the_document_is_that_of_the_same_answers_from_a_file()
        interview = self.interview
        for _ in range(2 * len(FIELDS)):
            interview = interview.back(interview.step.name) if interview.can_go_back else interview
        assert not interview.can_go_back
        for _ in range(2 * len(FIELDS)):
            if isinstance(interview.step, Ask) and interview.step.required:
                interview = interview.answer(interview.step.name, {"data_consent": True})
            elif isinstance(interview.step, Ask):
                interview = interview.dont_know(interview.step.name)
        assert isinstance(interview.step, Stop)


AnyOrder.TestCase.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
TestAnyOrder = pytest.mark.slow(AnyOrder.TestCase)
