"""The interview machine: answer, go back, change, skip, leave and resume, in any order."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from runner_intake import IntakeError, Interview, assess, bundled_pack
from runner_intake.interview import Ask, Stop
from runner_intake.interview.draft import from_draft, to_draft

from base_runner import BASE
from drawing import HEALTHY, answer
from keystrokes import whole

PACK = bundled_pack()
FIELDS = PACK.questionnaire.fields


def asked(interview: Interview) -> str:
    assert isinstance(interview.step, Ask)
    return interview.step.question.id


def well(interview: Interview) -> Interview:
    """The question that is asked, answered as the healthy runner does."""
    assert isinstance(interview.step, Ask)
    return interview.answer({field.id: BASE[field.id] for field in interview.step.question.fields})


RED_FLAGS = {question.id for question in PACK.questionnaire.questions if question.safety == "always"}
NEEDLING = {question.id for question in PACK.questionnaire.questions if question.safety == "needling"}


def healthy() -> Interview:
    """An interview that was answered healthily until every red flag was asked; other questions are left."""
    interview = Interview(PACK)
    while RED_FLAGS & set(interview.remaining):
        interview = well(interview)
    return interview


def resumed(interview: Interview) -> Interview:
    return from_draft(json.loads(json.dumps(to_draft(interview))), PACK)[0]


# --- examples


def test_sections_come_one_after_the_other_and_what_matters_is_asked_once_no_red_flag_is_open() -> None:
    assert asked(Interview(PACK)) == "data_consent"
    section = {question.id: question.section for question in PACK.questionnaire.questions}
    order = [each.id for each in PACK.questionnaire.sections]
    for steps, stop in (whole(Interview(PACK)), whole(Interview(PACK), BASE)):
        shown = [step.question.id for step, _ in steps]
        places = [order.index(section[name]) for name in shown]
        assert places == sorted(places)
        assert {name for name in RED_FLAGS if stop.analysis.answers.applicable.get(name) is not False} <= set(
            shown
        )
    assert asked(healthy()) not in RED_FLAGS


def test_needles_are_asked_about_last_and_only_while_a_suggestion_may_come_out() -> None:
    asked_of_one_in_pain = [step.question.id for step, _ in whole(Interview(PACK))[0]]
    assert set(asked_of_one_in_pain[-len(NEEDLING) :]) == NEEDLING
    steps, stop = whole(Interview(PACK), BASE)
    assert NEEDLING.isdisjoint(step.question.id for step, _ in steps)
    assert stop.result().safety.outcome == "clear"
    assert stop.result().suggestions == ()


def test_going_back_shows_the_last_question_with_its_answer_and_going_on_returns_to_where_one_was() -> None:
    later = healthy()
    back = later.back()
    assert isinstance(back.step, Ask)
    mood = {"low_mood": "no_days", "persistent_worry": "no_days"}
    assert (back.step.question.id, back.step.earlier) == ("mood", mood)
    again = back.answer(mood)
    assert again.step == later.step


def test_at_the_first_question_there_is_nothing_to_go_back_to() -> None:
    first = Interview(PACK)
    assert not first.can_go_back
    with pytest.raises(ValueError, match="first question"):
        first.back()


def test_going_back_across_a_branch_sets_its_answers_aside_and_brings_them_back_with_it() -> None:
    before = {name: value for name, value in HEALTHY.items() if name != "pain_sites"}
    hurts = Interview.start(before, pack=PACK)
    assert asked(hurts) == "pain_sites"
    hurts = hurts.answer({"pain_sites": ["shin"]})
    name = asked(hurts)
    hurts = hurts.answer({name: 7})
    fine = hurts.change("pain_sites").answer({"pain_sites": ["none"]})
    assert name not in fine.answers
    assert fine.result().safety.outcome == assess(fine.answers).safety.outcome == "clear"
    again = fine.change("pain_sites").answer({"pain_sites": ["shin"]})
    assert asked(again) == name
    assert isinstance(again.step, Ask)
    assert again.step.earlier == {name: 7}


def test_an_answer_that_is_no_longer_an_option_is_asked_again() -> None:
    two = Interview.start({**HEALTHY, "pain_sites": ["shin", "low_back"], "main_site": "shin"}, pack=PACK)
    other = two.change("pain_sites").answer({"pain_sites": ["knee_front", "low_back"]})
    assert "main_site" not in other.answers
    assert other.change("pain_sites").answer({"pain_sites": ["shin", "low_back"]}).aside == {
        "main_site": "shin"
    }


def test_a_changed_question_can_be_left_as_it_is() -> None:
    later = healthy()
    assert later.change("urgent_body").back().step == later.step
    assert later.change("urgent_body").back().answers == later.answers


def test_an_emergency_interrupts_at_once_and_can_be_taken_back() -> None:
    interview = (
        Interview(PACK)
        .answer({"data_consent": True})
        .answer({"age_years": 35})
        .answer({"urgent_head_chest": ["chest_pain"]})
    )
    assert interview.step == Stop("emergency", (), None)
    assert interview.result().safety.outcome == "emergency"
    assert asked(interview.back()) == "urgent_head_chest"


def test_without_consent_the_interview_stops() -> None:
    assert Interview(PACK).answer({"data_consent": False}).step == Stop("consent_needed", (), None)


def test_after_the_stop_one_may_go_on_and_take_up_what_was_skipped() -> None:
    interview = healthy()
    while isinstance(interview.step, Ask):
        interview = interview.skip()
    stop = interview.step
    assert stop.reason == "reached"
    assert stop.skipped
    assert asked(interview.take_up_skipped()) in stop.skipped
    assert stop.further is not None
    goal, count = stop.further
    assert count > 0
    assert isinstance(interview.with_goal(goal).step, Ask)


def test_the_review_names_what_is_needed_and_what_does_not_fit_together() -> None:
    interview = Interview.start(
        {**HEALTHY, "low_mood": None, "rest_days_per_week": 7, "runs_per_week": 3}, pack=PACK
    )
    needed = [each.question.id for each in interview.review if each.needed]
    doubtful = [each.question.id for each in interview.review if each.doubtful]
    assert (needed, doubtful) == (["mood"], ["runs_per_week", "rest_days_per_week"])


@pytest.mark.parametrize(
    ("answers", "value", "code"),
    [
        ({"data_consent": True}, {"age_years": 12}, "A05"),
        ({"data_consent": True}, {"age_years": "old"}, "A03"),
        ({"data_consent": True}, {"race_planned": True}, "A02"),
        ({"data_consent": True, "age_years": 30}, {"urgent_head_chest": ["none", "chest_pain"]}, "A08"),
        ({"data_consent": True, "age_years": 30}, {"urgent_head_chest": []}, "A07"),
        ({"data_consent": True, "age_years": 30}, {"urgent_head_chest": ["toothache"]}, "A04"),
    ],
)
def test_a_wrong_answer_is_refused_with_its_code(
    answers: dict[str, Any], value: dict[str, Any], code: str
) -> None:
    with pytest.raises(IntakeError) as caught:
        Interview.start(answers, pack=PACK).answer(value)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_main_place_must_be_among_the_places_that_hurt() -> None:
    interview = Interview.start({**HEALTHY, "pain_sites": ["shin", "low_back"]}, pack=PACK)
    while asked(interview) != "main_site":
        interview = interview.skip()
    assert isinstance(interview.step, Ask)
    assert interview.step.options == {"main_site": ("shin", "low_back")}
    with pytest.raises(IntakeError) as caught:
        interview.answer({"main_site": "knee_front"})
    assert caught.value.problems[0].code == "A04"


def test_only_a_question_of_the_review_can_be_changed_and_only_a_question_answered() -> None:
    with pytest.raises(ValueError, match="review"):
        healthy().change("weeks_to_race")
    with pytest.raises(ValueError, match="no question"):
        Interview(PACK).answer({"data_consent": False}).skip()


def test_answers_of_a_file_that_do_not_fit_are_kept_as_a_file_keeps_them() -> None:
    answers = {**HEALTHY, "pain_sites": ["none"], "pain_running_0_10": 5}
    interview = Interview.start(answers, pack=PACK)
    assert interview.result() == assess(answers)
    assert interview.result().safety.outcome == "clarify"


def test_printed_an_interview_gives_nothing_away() -> None:
    assert repr(Interview.start(HEALTHY, pack=PACK)) == f"Interview({len(HEALTHY)} answers, goal normal)"


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


def test_the_crisis_answer_is_in_no_draft_and_is_asked_again() -> None:
    interview = Interview.start({**HEALTHY, "low_mood": "several_days"}, pack=PACK)
    assert asked(interview) == "crisis_thoughts"
    interview = interview.answer({"crisis_thoughts": "prefer_not_to_say"})
    text = json.dumps(to_draft(interview))
    assert "prefer_not_to_say" not in text
    assert "crisis_thoughts" not in text
    assert asked(resumed(interview)) == "crisis_thoughts"


def test_answers_that_the_pack_no_longer_takes_are_dropped_one_by_one_and_named() -> None:
    draft: dict[str, Any] = to_draft(healthy())
    draft["answers"] |= {"age_years": 400, "shoe_size": 44}
    draft["trail"].append("shoe_size")
    interview, lost = from_draft(draft, PACK)
    assert sorted(lost) == ["age_years", "shoe_size"]
    assert asked(interview) == "age_years"
    assert set(interview.answers) == set(healthy().answers) - {"age_years"}


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ({"schema": "runner-intake/draft/99"}, "D01"),
        ({"pack": {"id": "another"}}, "D02"),
        ({"pack": None}, "D02"),
        ({"trail": [1]}, "D01"),
        ({"answers": []}, "D01"),
        ({"goal": "all"}, "D01"),
    ],
)
def test_a_damaged_or_foreign_draft_is_refused(spoil: dict[str, Any], code: str) -> None:
    with pytest.raises(IntakeError) as caught:
        from_draft({**to_draft(healthy()), **spoil}, PACK)
    assert caught.value.problems[0].code == code


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda each: st.lists(each) | st.dictionaries(st.text(), each),
    )
)
def test_any_document_is_a_draft_or_refused(document: object) -> None:
    with pytest.raises(IntakeError):
        from_draft(document, PACK)


@given(
    st.sampled_from(sorted(to_draft(healthy()))),
    st.none() | st.booleans() | st.integers() | st.lists(st.integers()) | st.text(max_size=3),
)
def test_any_part_of_a_draft_may_be_damaged(part: str, value: object) -> None:
    draft = {**to_draft(healthy()), part: value}
    try:
        interview, _ = from_draft(draft, PACK)
    except IntakeError as error:
        codes = {problem.code for problem in error.problems}
    else:
        codes = set()
        assert isinstance(interview.step, Ask)
    assert codes <= {"D01", "D02"}


# --- any order of moves


class AnyOrder(RuleBasedStateMachine):
    """Moves in any order, beside a model that only remembers which questions were shown."""

    def __init__(self) -> None:
        super().__init__()
        self.interview = Interview(PACK)
        self.shown: list[str] = []

    def move_on(self, after: Interview) -> None:
        name = asked(self.interview)
        self.shown = [each for each in self.shown if each != name and each in after.trail] + [name]
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
        self.move_on(self.interview.answer(values))
        assert set(values) <= set(self.interview.given)

    @precondition(lambda self: isinstance(self.interview.step, Ask))
    @rule()
    def not_known(self) -> None:
        self.move_on(self.interview.dont_know())

    @precondition(lambda self: isinstance(self.interview.step, Ask))
    @rule()
    def put_off(self) -> None:
        self.move_on(self.interview.skip())

    @precondition(lambda self: self.interview.can_go_back)
    @rule()
    def back(self) -> None:
        before = self.interview
        self.interview = before.back()
        if before.changing:
            assert self.interview.answers == before.answers
        else:
            assert asked(self.interview) == self.shown.pop()
        assert self.interview != before

    @precondition(lambda self: bool(self.interview.review))
    @rule(data=st.data())
    def change(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from([each.question.id for each in self.interview.review]))
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
            interview = interview.back() if interview.can_go_back else interview
        assert not interview.can_go_back
        for _ in range(2 * len(FIELDS)):
            interview = interview.dont_know() if isinstance(interview.step, Ask) else interview
        assert isinstance(interview.step, Stop)


AnyOrder.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
TestAnyOrder = AnyOrder.TestCase
