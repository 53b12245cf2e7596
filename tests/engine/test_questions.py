"""Relevance, the next question and the stop: what is not asked can change nothing, and the interview asks for
nothing else.
"""

from __future__ import annotations

from itertools import product
from random import Random
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import HEALTHY, NO_SIGN, partial_answers
from random_packs import Outcome, outcome, packs, values
from runner_intake import Assessment, Pack, assess, bundled_pack
from runner_intake.conditions import Within, holds
from runner_intake.engine import cuts
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.next_question import can_ask, next_question, questions_left
from runner_intake.engine.open_facts import OpenFacts
from runner_intake.pack import made_up
from runner_intake.questionnaire import Answers, check_answers
from runner_intake.safety import screen
from runner_intake.vocabulary import Fact, Goal

if TYPE_CHECKING:
    from collections.abc import Iterator

PACK = bundled_pack()
QUESTIONS = PACK.questionnaire


# --- irrelevance, against every completion of random packs --------------------------------------------------


@st.composite
def cases(draw: st.DrawFn) -> tuple[Pack, Answers]:
    """A random pack without pages, and partial answers to it."""
    pack = draw(packs().filter(lambda pack: not pack.questionnaire.derived))
    return pack, check_answers(draw(partial_answers(pack.questionnaire)), pack.questionnaire)


def assignments(pack: Pack, answers: Answers) -> Iterator[tuple[dict[str, Any], Outcome]]:
    """Every way to answer all questions, before gates, with what it leads to."""
    names = list(pack.questionnaire.fields)
    given_values = [
        [answers.given[name]] if name in answers.given else values(pack.questionnaire.domains[name])
        for name in names
    ]
    for chosen in product(*given_values):
        raw = dict(zip(names, chosen, strict=True))
        counted = dict(raw)
        for question in pack.questionnaire.questions:
            if not holds(question.when, counted, {}):
                counted.pop(question.id)
        yield raw, outcome(pack, counted)


def value_of(fact: Fact, result: Outcome) -> object:
    match fact:
        case "top":
            return result.shown[:1]
        case "list":
            return result.shown
        case _:
            return (result.shown, result.levels)


@pytest.mark.slow
@settings(max_examples=200)
@given(cases())
def test_a_question_declared_irrelevant_never_matters(case: tuple[Pack, Answers]) -> None:
    pack, answers = case
    everything = list(assignments(pack, answers))
    open_facts = OpenFacts(Analysis(answers, pack))
    for fact in ("top", "list", "levels"):
        relevant = open_facts.fields(fact)
        for name in set(pack.questionnaire.fields) - set(answers.given) - relevant:
            groups: dict[object, set[object]] = {}
            for raw, result in everything:
                others = tuple(value for other, value in raw.items() if other != name)
                groups.setdefault(others, set()).add(value_of(fact, result))
            assert all(len(group) == 1 for group in groups.values()), (fact, name)


@pytest.mark.slow
@settings(max_examples=200)
@given(cases())
def test_an_open_fact_names_a_question_and_a_settled_one_none(case: tuple[Pack, Answers]) -> None:
    pack, answers = case
    analysis = Analysis(answers, pack)
    open_facts = OpenFacts(analysis)
    for fact, settled in (
        ("top", analysis.guarantees.top),
        ("list", analysis.guarantees.shown_list),
        ("levels", analysis.guarantees.levels),
    ):
        assert (not open_facts.fields(fact)) == settled  # type: ignore[arg-type]


# --- the order of asking ------------------------------------------------------------------------------------


def situation_of(raw: dict[str, Any], pack: Pack = PACK) -> Analysis:
    asked = frozenset(name for name, value in raw.items() if value is None)
    return Analysis(check_answers(raw, pack.questionnaire), pack, asked)


@pytest.mark.slow
@settings(max_examples=30)
@given(partial_answers(QUESTIONS), st.sampled_from(get_args(Goal)))
def test_in_each_section_safety_questions_come_first_and_all_of_them(raw: dict[str, Any], goal: Goal) -> None:
    """Only what the author keeps on one page with a question already asked may come before."""
    analysis = situation_of(raw)
    following, left = next_question(analysis, goal), questions_left(analysis, goal)
    if not analysis.scored:
        assert following.reached
        return
    questions = QUESTIONS.questions
    assert {question.id for question in questions if question.safety and can_ask(question, analysis)} <= set(
        left
    )
    if following.question is not None:
        sections = {question.id: question.section for question in questions}
        here = sections[next(iter(left))]
        assert sections[following.question] == here
        safety = {name for name, facts in left.items() if facts == ("safety",) and sections[name] == here}
        assert not safety or any(name in safety or name in raw for name in page_of(following.question))
    assert next_question(situation_of(dict(reversed(raw.items()))), goal) == following


def page_of(name: str) -> set[str]:
    """The questions that the author keeps together with one, and their fields."""
    pages: list[set[str]] = []
    for question in QUESTIONS.questions:
        if not question.with_previous:
            pages.append(set())
        pages[-1] |= {question.id, *question.names}
    return next(page for page in pages if name in page)


@pytest.mark.slow
@given(partial_answers(QUESTIONS, healthy=True), st.sampled_from(get_args(Goal)))
def test_what_is_asked_applies_has_no_answer_and_was_not_asked(raw: dict[str, Any], goal: Goal) -> None:
    analysis = situation_of(raw)
    following = next_question(analysis, goal)
    for name in following.remaining:
        question = next(question for question in QUESTIONS.questions if question.id == name)
        assert can_ask(question, analysis)
        assert any(field.id not in raw for field in question.fields)
    assert following.reached == (not following.remaining)


@pytest.mark.slow
def test_several_numbers_on_one_page_are_one_question() -> None:
    asked = interview({}, "complete")
    assert asked.count("distances") == 1
    assert not {"weekly_distance_km", "last_week_distance_km"} & set(asked)


@pytest.mark.slow
def test_a_choice_with_one_possible_option_is_not_asked() -> None:
    assert "main_site" not in interview({**HEALTHY, "pain_sites": ["shin"]}, "complete")
    assert "main_site" in interview({**HEALTHY, "pain_sites": ["shin", "low_back"]}, "complete")


def test_the_section_is_left_only_for_a_much_more_useful_question() -> None:
    raw = {**HEALTHY, "pain_sites": ["heel"], "pain_running_0_10": 5}
    sections = {question.id: question.section for question in QUESTIONS.questions}
    here = next_question(situation_of(raw), "normal", "aches")
    assert here.question is not None
    assert sections[here.question] == "aches"


def test_an_unsure_safety_answer_ends_the_questions_because_nothing_can_be_suggested() -> None:
    raw: dict[str, Any] = {**HEALTHY, "infection_signs": None}
    assert next_question(situation_of(raw), "normal").reached
    assert assess(raw).safety.outcome == "incomplete"


def test_a_flag_that_waits_for_another_answer_has_it_asked_before_everything_ordinary() -> None:
    """A fall is urgent while the pain is new and the runner cannot run. The questions about one pain stay
    together, in the author's order.
    """
    raw = {**NO_SIGN, "pain_sites": ["heel"], "pain_rest_0_10": 1, "pain_signs": ["trauma_start"]}
    left = questions_left(situation_of(raw), "quick")
    assert left["pain_weeks"] == left["running_limit"] == ("safety",)
    raw["pain_running_0_10"] = 3
    assert next_question(situation_of(raw), "quick").question == "pain_weeks"
    raw["pain_weeks"] = 3
    assert next_question(situation_of(raw), "quick").question == "running_limit"
    raw["running_limit"] = "none"
    assert ("safety",) not in questions_left(situation_of(raw), "quick").values()


# --- the stop -----------------------------------------------------------------------------------------------


def interview(raw: dict[str, Any], goal: Goal, runner: dict[str, Any] | None = None) -> list[str]:
    """Asks until the goal is reached; leaves the answers in `raw`. Without a runner everything is answered
    with don't know.
    """
    questions = {question.id: question for question in QUESTIONS.questions}
    asked: list[str] = []
    section = None
    while True:
        following = next_question(situation_of(raw), goal, section)
        if following.question is None:
            return asked
        question = questions[following.question]
        section = question.section
        asked.append(question.id)
        raw.update(
            {field.id: (runner or {}).get(field.id) for field in question.fields if field.id not in raw}
        )


def result_of(result: Assessment, goal: Goal) -> list[object]:
    """What a goal settles, as the document shows it. An emergency ends every interview: only that it is one,
    and the step that leads, are settled.
    """
    if result.safety.outcome == "emergency":
        return [result.safety.outcome, result.first_steps[0].id]
    suggestions = [suggestion.benefit for suggestion in result.suggestions]
    certain = [step.id for step in result.first_steps]
    conditions = result.suggestions[0].conditions if result.suggestions else ()
    if goal == "quick":
        return [suggestions[:1], certain[:2], result.safety.outcome, conditions]
    steps = [(step.id, step.priority) for step in result.first_steps]
    return [suggestions, steps, result.safety.outcome, conditions]


def completed(raw: dict[str, Any], random: Random) -> dict[str, Any]:
    """The answers with every question that was not asked answered at random; "don't know" stays."""
    full = dict(raw)
    answers = check_answers(full, QUESTIONS)
    for field in QUESTIONS.fields.values():
        if field.id in QUESTIONS.gates:
            answers = check_answers(full, QUESTIONS)
        if (
            field.id in full
            or field.id in answers.known
            or answers.applicable.get(field.id, True) is not True
        ):
            continue
        full[field.id] = random.choice(_samples(field.id, answers))
    return full


def _samples(name: str, answers: Answers) -> list[Any]:
    domain = answers.domains[name]
    if name in SAMPLES:
        return SAMPLES[name]
    options = getattr(domain, "options", None)
    if options is None:
        low, high, step = domain.minimum, domain.maximum, domain.step  # type: ignore[union-attr]
        tests = [test for test in cuts.tests_by_field(PACK).get(name, ()) if isinstance(test, Within)]
        bounds = {bound for test in tests for bound in (test.low, test.high) if bound is not None}
        around = {round(float(bound) + k * step, 1) for bound in bounds for k in (-1, 0, 1)}
        return [number for number in sorted({*around, low, high}) if low <= number <= high]
    return [[code] for code in options] if QUESTIONS.fields[name].kind == "multi_choice" else list(options)


SAMPLES: dict[str, list[Any]] = {
    "weekly_distance_km": [20, 40],
    "last_week_distance_km": [100, 150],
    "longest_run_prior_30d_km": [0, 10, 15],
    "longest_run_last_7d_km": [5, 11, 16.5, 17],
    "rest_days_per_week": [0, 1, 6],
}
"""Distances that never contradict each other: a contradiction is asked again and is no completion."""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_ten_thousand_completions_after_the_stop_never_change_the_settled_result() -> None:
    random = Random(1)  # noqa: S311  (a test)
    runners = [runner for runner in made_up.runners(140, PACK, seed=7) if _can_be_completed(runner)][:100]
    tried = 0
    for number, runner in enumerate(runners):
        goal: Goal = "quick" if number % 2 else "normal"
        raw: dict[str, Any] = {}
        interview(raw, goal, runner)
        at_stop = result_of(assess(raw), goal)
        for _ in range(100):
            full = completed(raw, random)
            if any(
                rule.outcome == "clarify" for rule in screen(check_answers(full, QUESTIONS), PACK).findings
            ):
                continue
            tried += 1
            assert result_of(assess(full), goal) == at_stop, (number, goal)
    assert tried > 9_000


def _can_be_completed(runner: dict[str, Any]) -> bool:
    return assess(runner).safety.outcome != "clarify"


@pytest.mark.slow
def test_what_the_interview_asks_is_far_less_than_everything() -> None:
    lengths: dict[Goal, int] = dict.fromkeys(get_args(Goal), 0)
    for runner in made_up.runners(3, PACK, seed=3):
        asked = {goal: interview({}, goal, runner) for goal in lengths}
        for goal, names in asked.items():
            lengths[goal] += len(names)
        assert max(len(asked["quick"]), len(asked["normal"])) <= len(asked["complete"])
        assert red_flags_of(runner) <= set(asked["quick"])
    assert max(lengths["quick"], lengths["normal"]) < 0.8 * lengths["complete"]


def red_flags_of(runner: dict[str, Any]) -> set[str]:
    """The red flags that this runner is asked for; none are sure where the first one ends the interview."""
    if assess(runner).safety.outcome in ("emergency", "consent_needed"):
        return set()
    applicable = check_answers(runner, QUESTIONS).applicable
    return {
        question.id
        for question in QUESTIONS.questions
        if question.safety == "always" and applicable.get(question.fields[0].id, True) is True
    }
