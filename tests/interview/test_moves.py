"""Each move names its question; what is stale, empty, foreign or unusable is refused in plain words."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import HEALTHY, answer
from runner_intake import Ask, IntakeError, Interview, StepError, Stop, ask, ask_async, bundled_pack
from screens import Play

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from runner_intake.terminal.screen_front import DrawnFront

PACK = bundled_pack()


def consented() -> Interview:
    return Interview(PACK).answer("data_consent", {"data_consent": True})


def interview_at(name: str, **answers: object) -> Interview:
    interview = Interview.start({**HEALTHY, **answers}, pack=PACK, goal="complete")
    while isinstance(interview.step, Ask) and interview.step.name != name:
        interview = interview.skip(interview.step.name)
    return interview


def codes(move: Callable[[], object]) -> list[str]:
    with pytest.raises(StepError) as caught:
        move()
    assert all(problem.what and problem.way_out for problem in caught.value.problems)
    return [problem.code for problem in caught.value.problems]


def test_a_double_click_is_refused_and_changes_nothing() -> None:
    interview = consented()
    for move in (
        lambda: interview.answer("data_consent", {"data_consent": True}),
        lambda: interview.dont_know("data_consent"),
        lambda: interview.skip("data_consent"),
        lambda: interview.back("data_consent"),
    ):
        assert codes(move) == ["S01"]
    assert interview == consented()


def test_what_is_wrong_names_the_question_to_go_on_with() -> None:
    with pytest.raises(StepError) as caught:
        consented().answer("data_consent", {"data_consent": True})
    (problem,) = caught.value.problems
    assert (
        problem.in_words == "This question is no longer the one that is asked. Go on with: “How old are you?”"
    )


def test_an_empty_answer_is_no_answer() -> None:
    assert codes(lambda: consented().answer("age_years", {})) == ["S02"]
    assert codes(lambda: consented().answer("age_years", {"age_years": " "})) == ["S02"]
    distances = interview_at("distances")
    first = distances.step.question.fields[0].id if isinstance(distances.step, Ask) else ""
    assert codes(lambda: distances.answer("distances", {first: 40})) == ["S02", "S02", "S02"]


def test_not_knowing_is_said_and_never_assumed() -> None:
    assert consented().answer("age_years", {"age_years": None}) == consented().dont_know("age_years")


@pytest.mark.slow
def test_consent_is_neither_skipped_nor_left_unknown() -> None:
    first = Interview(PACK)
    assert isinstance(first.step, Ask)
    assert first.step.required
    assert codes(lambda: first.skip("data_consent")) == ["S06"]
    assert codes(lambda: first.dont_know("data_consent")) == ["S06"]
    assert codes(lambda: first.answer("data_consent", {"data_consent": None})) == ["S06"]
    from_a_file = Interview.start({**HEALTHY, "data_consent": None}, pack=PACK)
    assert from_a_file.step.name == "data_consent"
    assert not any(
        question.safety is None and interview_at(question.id).step.required  # type: ignore[union-attr]
        for question in PACK.questionnaire.questions
        if interview_at(question.id).step.name == question.id
    )


def test_at_the_first_question_there_is_nothing_to_go_back_to() -> None:
    assert not Interview(PACK).can_go_back
    assert codes(lambda: Interview(PACK).back("data_consent")) == ["S04"]


def test_at_a_stop_only_going_back_from_that_stop_is_a_move() -> None:
    stopped = Interview(PACK).answer("data_consent", {"data_consent": False})
    assert stopped.step == Stop("consent_needed", (), None)
    assert codes(lambda: stopped.skip("age_years")) == ["S03"]
    assert codes(lambda: stopped.skip("consent_needed")) == ["S03"]
    assert codes(lambda: stopped.back("emergency")) == ["S03"]
    back = stopped.back("consent_needed")
    assert back.step.name == "data_consent"


def test_only_a_question_of_the_review_can_be_changed() -> None:
    assert codes(lambda: consented().change("weeks_to_race")) == ["S05"]


def test_goal_and_region_are_checked_at_once() -> None:
    goal: Any = "all"
    assert codes(lambda: Interview(PACK, goal)) == ["S07"]
    assert codes(lambda: Interview.start({}, pack=PACK, goal=goal)) == ["S07"]
    assert codes(lambda: consented().with_goal(goal)) == ["S07"]
    with pytest.raises(IntakeError) as caught:
        Interview.start({}, pack=PACK, region="Atlantis")
    assert [problem.code for problem in caught.value.problems] == ["L01"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "value", "code", "says"),
    [
        ("age_years", 12, "A05", "Please enter a number from 13 to 99 years."),
        ("age_years", 35.5, "A06", "Whole numbers, please."),
        ("age_years", "old", "A03", "Please type a number, such as 13."),
        ("urgent_head_chest", ["none", "chest_pain"], "A08", "“None of these” cannot be combined"),
        ("urgent_head_chest", [], "A07", "Tick everything that applies, or “None of these”."),
        ("urgent_head_chest", ["toothache"], "A04", "Tick everything that applies"),
        ("urgent_head_chest", "chest_pain", "A03", "Tick everything that applies"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused_in_words_for_a_person(
    name: str, value: object, code: str, says: str
) -> None:
    interview = consented() if name == "age_years" else consented().answer("age_years", {"age_years": 35})
    with pytest.raises(StepError) as caught:
        interview.answer(name, {name: value})
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == (code, name)
    assert says in problem.in_words
    assert "null" not in problem.in_words
    assert "yaml" not in problem.in_words.lower()


def test_a_field_of_another_question_is_refused_and_its_name_is_not_repeated() -> None:
    with pytest.raises(StepError) as caught:
        consented().answer("age_years", {"age_years": 35, "depressed": True})
    assert [problem.code for problem in caught.value.problems] == ["A02"]
    assert "depressed" not in str(caught.value)


def test_a_main_place_must_be_among_the_places_that_hurt() -> None:
    interview = interview_at("main_site", pain_sites=["shin", "low_back"])
    assert isinstance(interview.step, Ask)
    assert interview.step.options == {"main_site": ("shin", "low_back")}
    with pytest.raises(StepError) as caught:
        interview.answer("main_site", {"main_site": "knee_front"})
    assert (
        caught.value.problems[0].in_words == "This is not one of the answers. Please choose Shin or Low back."
    )


def test_printed_no_step_and_no_interview_gives_an_answer_away() -> None:
    interview = interview_at("main_site", pain_sites=["shin", "low_back"])
    assert "shin" not in repr((interview, interview.step, interview.review))
    emergency = Interview.start({**HEALTHY, "urgent_head_chest": ["chest_pain"]}, pack=PACK)
    assert "emergency" not in repr((emergency, emergency.step))
    assert repr(Interview(PACK)) == "Interview(0 answers, goal normal)"


@pytest.mark.slow
@settings(max_examples=15)
@given(st.data())
def test_a_move_that_is_refused_changes_nothing_and_one_that_is_made_keeps_its_answer(
    data: st.DataObject,
) -> None:
    interview = Interview(PACK)
    for _ in range(data.draw(st.integers(0, 12))):
        if not isinstance(interview.step, Ask):
            break
        step = interview.step
        values = {field.id: HEALTHY.get(field.id, data.draw(answer(field))) for field in step.question.fields}
        values |= {name: options[0] for name, options in step.options.items() if values[name] not in options}
        before = json.dumps(interview.to_state(include_private=True))
        with pytest.raises(StepError):
            interview.answer(step.name, {**values, step.question.fields[-1].id: ""})
        assert json.dumps(interview.to_state(include_private=True)) == before
        interview = interview.answer(step.name, values)
        assert set(values) <= set(interview.given)


async def awaited(front: DrawnFront) -> Interview:
    return await ask_async(Interview(PACK), front=front)


async def held_up(front: DrawnFront) -> Interview:
    return ask(Interview(PACK), front=front)


@pytest.mark.parametrize("asking", [awaited, held_up])
def test_the_terminal_asks_inside_a_running_event_loop(
    asking: Callable[[DrawnFront], Coroutine[object, object, Interview]],
) -> None:
    interview = Play()(lambda front: asyncio.run(asking(front)), ["2"])
    assert interview.answers == {"data_consent": False}
    assert interview.step == Stop("consent_needed", (), None)
