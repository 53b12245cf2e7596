"""Answers to an earlier version of the questions: taken over where they mean the same, named where not, and
no ticked sign is lost.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base_runner import HEEL
from drawing import partial_answers
from random_packs import assert_exact, completions, outcome, packs
from runner_intake import IntakeError, Interview, Pack, assess, bundled_pack
from runner_intake.circuit import compile_pack
from runner_intake.conditions import NONE_OPTION, All, AnyOf, Facts, Includes, ManyDomain, truth
from runner_intake.conditions.cells import cells
from runner_intake.interview import Ask
from runner_intake.interview.state import answers_in
from runner_intake.questionnaire import Renamed, Saved, check_answers, normalise

if TYPE_CHECKING:
    from collections.abc import Mapping

ROWS = (
    Renamed("race", True, {"race_planned": True}),
    Renamed("race", False, {}),
    Renamed("runs_a_week", None, "runs_per_week"),
    Renamed("signs", "chest_pain", {"urgent_head_chest": ("chest_pain",)}),
    Renamed("signs", "tired", {}),
    Renamed("signs", "odd", None),
    Renamed("energy_signs", None, "energy_signs"),
    Renamed("energy_signs", "no_periods", {"energy_signs": ("periods_missed_3m",)}),
    Renamed("energy_signs", "odd", None),
    Renamed("pain_sites", "foot", None),
    Renamed("coffee", None, None),
)
PACK = bundled_pack()
NEW: Pack = replace(PACK, version="next", questionnaire=replace(PACK.questionnaire, renamed=ROWS))
QUESTIONS = NEW.questionnaire


def taken(raw: Mapping[str, object]) -> tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]:
    """What becomes of answers that are known to be of another version."""
    answers = check_answers(Saved(raw, is_earlier=True), QUESTIONS)
    return dict(answers.given), dict(answers.ticked), answers.again


# --- examples


@pytest.mark.parametrize(
    ("raw", "given_now", "ticked", "again"),
    [
        ({"runs_a_week": 4}, {"runs_per_week": 4}, {}, ()),
        ({"race": True}, {"race_planned": True}, {}, ()),
        ({"race": "yes"}, {"race_planned": True}, {}, ()),
        ({"race": False}, {}, {}, ()),
        ({"age_years": 35}, {"age_years": 35}, {}, ()),
        ({"coffee": 3}, {}, {}, ("coffee",)),
        ({"energy_signs": ["none"]}, {"energy_signs": {"none"}}, {}, ()),
        (
            {"energy_signs": ["restricting", "no_periods"]},
            {"energy_signs": {"restricting", "periods_missed_3m"}},
            {},
            (),
        ),
        ({"bone_signs": ["none"]}, {}, {}, ("bone_signs",)),  # no row says that the list asks the same
        ({"bone_signs": ["hop_pain"]}, {}, {"bone_signs": {"hop_pain"}}, ("bone_signs",)),
        ({"signs": ["chest_pain", "tired"]}, {}, {"urgent_head_chest": {"chest_pain"}}, ("signs",)),
        ({"signs": ["none"]}, {}, {}, ("signs",)),
        ({"pain_sites": ["foot", "shin"]}, {}, {"pain_sites": {"shin"}}, ("pain_sites",)),
        ({"race": True, "race_planned": False}, {}, {}, ("race_planned",)),  # they disagree
        ({"race": True, "race_planned": True}, {"race_planned": True}, {}, ()),
        ({"age_years": 7}, {}, {}, ("age_years",)),
        ({"unheard_of": 1}, {}, {}, ("unheard_of",)),
        ({"age_years": None}, {}, {}, ()),
        ({"unheard_of": None}, {}, {}, ()),
        ({"energy_signs": []}, {}, {}, ("energy_signs",)),  # an empty list says neither yes nor no
        ({"age_years": [35]}, {}, {}, ("age_years",)),
        ({"energy_signs": ["restricting", "odd"]}, {}, {"energy_signs": {"restricting"}}, ("energy_signs",)),
        ({"bone_signs": ["hop_pain", "weird"]}, {}, {"bone_signs": {"hop_pain"}}, ("bone_signs",)),
        ({"race": True, "race_planned": None}, {"race_planned": True}, {}, ()),
    ],
)
def test_what_means_the_same_is_taken_over_and_the_rest_is_named(
    raw: dict[str, object], given_now: dict[str, object], ticked: dict[str, object], again: tuple[str, ...]
) -> None:
    assert taken(raw) == (given_now, ticked, again)


def test_an_answers_file_is_known_by_what_only_earlier_versions_had() -> None:
    assert check_answers({"race": True, "bone_signs": ["none"]}, QUESTIONS).again == ("bone_signs",)
    assert check_answers({"pain_sites": ["foot"], "bone_signs": ["none"]}, QUESTIONS).again == (
        "pain_sites",
        "bone_signs",
    )
    assert check_answers({"bone_signs": ["none"]}, QUESTIONS).given == {"bone_signs": frozenset({"none"})}


def test_a_slip_of_the_pen_in_an_earlier_file_is_still_an_error() -> None:
    with pytest.raises(IntakeError) as caught:
        check_answers(
            {"race": True, "age_yers": 35, "bone_signs": ["hop_pian"], "rest_days_per_week": "two"},
            QUESTIONS,
        )
    assert sorted(problem.code for problem in caught.value.problems) == ["A02", "A03", "A04"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({"bone_signs": ["hop_pain", "weird"]}, "A04"),
        ({"energy_signs": ["restricting", "weird"]}, "A04"),
        ({"energy_signs": []}, "A07"),
        ({"unheard_of": ["hop_pain"]}, "A02"),
        ({"race_planned": ["yes"]}, "A03"),
    ],
)
def test_a_slip_is_an_error_also_beside_what_is_taken_over(raw: dict[str, object], code: str) -> None:
    with pytest.raises(IntakeError) as caught:
        check_answers({"race": True, **raw}, QUESTIONS)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_an_earlier_answer_that_no_row_knows_is_asked_again() -> None:
    assert check_answers({"race": "maybe"}, QUESTIONS).again == ("race",)
    signs = check_answers({"signs": ["chest_pain", "weird"]}, QUESTIONS)
    assert signs.ticked == {"urgent_head_chest": frozenset({"chest_pain"})}
    assert signs.again == ("signs",)


@pytest.mark.parametrize(
    ("name", "option", "ticked"),
    [
        ("signs", "chest_pain", {"urgent_head_chest": {"chest_pain"}}),
        ("energy_signs", "restricting", {"energy_signs": {"restricting"}}),
        ("energy_signs", "no_periods", {"energy_signs": {"periods_missed_3m"}}),
        ("bone_signs", "hop_pain", {"bone_signs": {"hop_pain"}}),
        ("signs", "tired", {}),
    ],
)
def test_an_option_that_was_known_to_be_ticked_is_taken_over_and_its_list_asked_again(
    name: str, option: str, ticked: dict[str, object]
) -> None:
    saved = Saved({}, is_earlier=True, ticked={name: frozenset({option})})
    answers = check_answers(saved, QUESTIONS)
    assert (answers.given, answers.ticked, answers.again) == ({}, ticked, (name,))


def test_without_rows_nothing_is_taken_over() -> None:
    with pytest.raises(IntakeError):
        check_answers({"race": True}, PACK.questionnaire)


def test_a_ticked_sign_counts_and_the_rest_of_its_list_is_asked_again() -> None:
    raw = {
        **{name: value for name, value in HEEL.items() if name != "urgent_head_chest"},
        "signs": ["chest_pain"],
    }
    result = assess(raw, NEW)
    assert result.safety.outcome == "emergency"
    assert [(row.field, row.value) for row in result.safety.findings[0].because] == [
        ("urgent_head_chest", "chest_pain")
    ]
    assert "urgent_head_chest" not in result.answers
    assert any("answer again" in notice and "signs" in notice for notice in result.notices)


def test_a_sign_that_is_no_emergency_leaves_its_list_missing() -> None:
    result = assess({**HEEL, "race": False, "bone_signs": ["hop_pain"]}, NEW)
    assert "bone_signs" in result.safety.missing
    assert result.safety.outcome in ("urgent", "incomplete")


def test_an_interview_shows_the_ticked_sign_when_it_asks_again() -> None:
    started = Interview.start(Saved({**HEEL, "bone_signs": ["hop_pain"]}, is_earlier=True), pack=NEW)
    assert started.answers["age_years"] == 35
    assert "bone_signs" not in started.given
    interview = started
    while isinstance(interview.step, Ask) and interview.step.question.id != "bone_signs":
        interview = interview.dont_know(interview.step.name)
    assert isinstance(interview.step, Ask)
    assert interview.step.earlier == {"bone_signs": frozenset({"hop_pain"})}
    assert interview.dont_know("bone_signs").analysis.answers.ticked == interview.ticked
    assert (
        interview.answer("bone_signs", {"bone_signs": ["none"]}).analysis.answers.ticked.get("bone_signs")
        is None
    )


def resumed(interview: Interview) -> Interview:
    return Interview.from_state(json.loads(json.dumps(interview.to_state())), pack=NEW)


def test_a_draft_of_another_version_is_taken_over() -> None:
    earlier = Interview.start(
        {**HEEL, "energy_signs": ["restricting"], "bone_signs": ["hop_pain"]}, pack=PACK, goal="quick"
    )
    interview = resumed(earlier)
    again = interview.again
    assert interview.goal == "quick"
    assert interview.answers["energy_signs"] == ("restricting",)
    assert interview.ticked["bone_signs"] == {"hop_pain"}
    assert {"bone_signs", "urgent_head_chest", "urgent_body", "warning_signs"} <= set(again)
    back = resumed(interview)
    assert (back.ticked, back.again, back.given) == (interview.ticked, interview.again, interview.given)


def test_a_draft_of_this_version_is_as_it_was() -> None:
    interview = Interview.start({**HEEL, "bone_signs": ["hop_pain"]}, pack=NEW)
    back = resumed(interview)
    assert (back.given, back.again) == (interview.given, ()) or set(interview.given) - set(back.given) == {
        "crisis_thoughts"
    }


def test_drafts_and_results_can_be_given_as_answers_and_others_are_refused() -> None:
    result = json.loads(assess({**HEEL, "bone_signs": ["hop_pain"]}, PACK).model_dump_json())
    here = assess(answers_in(result, PACK), PACK)
    assert here.answers["bone_signs"] == ("hop_pain",)
    there = check_answers(answers_in(result, NEW), QUESTIONS)
    assert set(there.ticked["bone_signs"]) == {"hop_pain"}
    assert "bone_signs" in there.again
    for document, code in (
        ({**result, "schema": "runner-intake/assessment/1"}, "D04"),
        ({**result, "schema": "runner-intake/assessment/9"}, "D04"),
        ({**result, "pack": {"id": "another"}}, "D02"),
    ):
        with pytest.raises(IntakeError) as caught:
            answers_in(document, NEW)
        assert [problem.code for problem in caught.value.problems] == [code]
        assert caught.value.problems[0].way_out
    assert answers_in({"age_years": 35}, NEW) == {"age_years": 35}
    draft = Interview.start(Saved({"bone_signs": ["hop_pain"]}, is_earlier=True), pack=NEW).to_state()
    assert check_answers(answers_in(json.loads(json.dumps(draft)), NEW), QUESTIONS).ticked == {
        "bone_signs": {"hop_pain"}
    }


# --- answers to 2026.1, by the rows of the bundled pack


RUNNER_2026_1: dict[str, Any] = {
    "data_consent": True,
    "age_years": 35,
    "urgent_signs": ["none"],
    "crisis_thoughts": "no",
    "fever_now": False,
    "warning_signs": ["none"],
    "bone_signs": ["none"],
    "needling_health": ["none"],
    "infection_signs": ["none"],
    "energy_signs": ["none"],
    "needle_comfort": "fine",
    "pain_sites": ["heel_foot"],
    "pain_running_0_10": 5,
    "pain_rest_0_10": 3,
    "pain_weeks": 10,
    "running_limit": "cut_back",
    "diagnosis": "plantar_heel_pain",
    "rehab_weeks": 8,
    "recent_changes": ["new_shoes"],
}
"""A file of answers to 2026.1: heel pain, and no sign."""


@pytest.mark.parametrize(
    ("raw", "given_now", "ticked", "again"),
    [
        ({"fever_now": True}, {}, {"infection_signs": {"fever_today"}}, ()),
        ({"fever_now": False}, {}, {}, ()),  # the list asks for more than fever
        ({"urgent_signs": ["none"]}, {}, {}, ("urgent_signs",)),
        (
            {"urgent_signs": ["chest_pain", "dark_urine"]},
            {},
            {"urgent_head_chest": {"chest_pain"}, "urgent_body": {"dark_urine"}},
            ("urgent_signs",),
        ),
        ({"bone_signs": ["none"], "fever_now": False}, {"bone_signs": {"none"}}, {}, ()),
        ({"recent_changes": ["none"], "fever_now": False}, {"recent_changes": {"none"}}, {}, ()),
        ({"rehab_weeks": 8, "fever_now": False}, {}, {}, ("rehab_weeks",)),
        ({"energy_signs": ["none"], "fever_now": False}, {}, {}, ("energy_signs",)),
        ({"energy_signs": ["low_libido"]}, {"low_libido": True}, {}, ("energy_signs",)),
        (
            {"needling_health": ["blood_thinner", "chemo_now", "metal_allergy"]},
            {},
            {
                "health_conditions": {"blood_thinner"},
                "warning_signs": {"chemo_now"},
                "needle_site_health": {"metal_allergy"},
            },
            ("needling_health",),
        ),
        ({"needling_health": ["none"]}, {}, {}, ("needling_health",)),
        (
            {"warning_signs": ["night_pain_unrelieved", "recent_trauma"]},
            {},
            {"pain_signs": {"night_pain_unrelieved"}},
            ("warning_signs",),
        ),
        (
            {"pain_sites": ["heel_foot", "shin"], "main_site": "heel_foot"},
            {},
            {"pain_sites": {"shin"}},
            ("pain_sites", "main_site"),
        ),
    ],
)
def test_answers_to_2026_1_are_taken_over_as_the_bundled_rows_say(
    raw: dict[str, object], given_now: dict[str, object], ticked: dict[str, object], again: tuple[str, ...]
) -> None:
    answers = check_answers(raw, PACK.questionnaire)  # known by a field or an option that only 2026.1 had
    assert (dict(answers.given), dict(answers.ticked), answers.again) == (given_now, ticked, again)


def test_a_file_of_2026_1_without_a_sign_has_its_new_lists_asked_and_suggests_nothing_before() -> None:
    result = assess(RUNNER_2026_1, PACK)
    assert result.safety.outcome == "incomplete"
    assert not result.suggestions
    lists = {
        "urgent_head_chest",
        "urgent_body",
        "pain_sites",
        "recent_events",
        "warning_signs",
        "energy_signs",
    }
    assert lists <= set(result.safety.missing)
    assert "bone_signs" not in result.safety.missing
    kept = ("pain_running_0_10", "pain_weeks", "diagnosis", "recent_changes")
    assert {name: result.answers[name] for name in kept} == {
        "pain_running_0_10": 5,
        "pain_weeks": 10,
        "diagnosis": "plantar_heel_pain",
        "recent_changes": ("new_shoes",),
    }
    assert any("answer again" in notice and "urgent_signs" in notice for notice in result.notices)


@pytest.mark.parametrize(
    ("sign", "outcome"),
    [
        ({"urgent_signs": ["chest_pain"]}, "emergency"),
        ({"fever_now": True, "needling_health": ["chemo_now"]}, "emergency"),
        ({"fever_now": True}, "urgent"),
        ({"urgent_signs": ["swollen_calf"]}, "urgent"),
        ({"bone_signs": ["hop_pain"], "pain_sites": ["heel_foot", "shin"]}, "urgent"),
        (
            {"bone_signs": ["hop_pain"]},
            "incomplete",
        ),  # it is asked again where it hurts, so also whether it does
    ],
)
def test_a_sign_of_2026_1_still_counts(sign: dict[str, object], outcome: str) -> None:
    assert assess({**RUNNER_2026_1, **sign}, PACK).safety.outcome == outcome


# --- properties


@pytest.mark.slow
@given(partial_answers(QUESTIONS))
def test_no_ticked_sign_is_ever_lost(raw: dict[str, Any]) -> None:
    answers = check_answers(Saved(raw, is_earlier=True), QUESTIONS)
    for name, value in raw.items():
        if isinstance(value, list):
            kept = set(answers.given.get(name, ())) | set(answers.ticked.get(name, ()))  # type: ignore[arg-type]
            assert set(value) - {NONE_OPTION} <= kept
    assert {name for name in answers.given if isinstance(answers.given[name], frozenset)} <= {"energy_signs"}


OPTIONS = ManyDomain(("x", "y", "z", "none"))
SELECTIONS = [frozenset({"none"}), *(frozenset(s) for s in ("x", "y", "z", "xy", "xz", "yz", "xyz"))]


@st.composite
def list_tests(draw: st.DrawFn) -> Includes:
    options = tuple(draw(st.lists(st.sampled_from(OPTIONS.options), min_size=1, unique=True)))
    return Includes("q", draw(st.integers(1, len(options))), options, draw(st.booleans()))


@pytest.mark.slow
@settings(max_examples=300)
@given(st.lists(list_tests(), min_size=1, max_size=3), st.sets(st.sampled_from("xyz")), st.booleans())
def test_a_condition_is_certain_exactly_if_every_selection_with_the_held_options_agrees(
    tested: list[Includes],
    held: set[str],
    every: bool,  # noqa: FBT001  (drawn)
) -> None:
    condition = All(tuple(tested)) if every else AnyOf(tuple(tested))
    domain = replace(OPTIONS, held=frozenset(held))
    possible = [selection for selection in SELECTIONS if held <= selection]
    truths = {(all if every else any)(test.holds_for(selection) for test in tested) for selection in possible}
    assert truth(condition, Facts({}, {}, {"q": domain})) == (truths.pop() if len(truths) == 1 else None)
    signatures = {tuple(test.holds_for(selection) for test in tested) for selection in possible}
    assert {
        tuple(test.holds_for(cell) for test in tested) for cell in cells(domain, tuple(tested))
    } == signatures


@pytest.mark.slow
@settings(max_examples=200)
@given(packs(), st.data())
def test_bounds_with_ticked_options_are_those_over_all_lists_that_have_them(
    pack: Pack, data: st.DataObject
) -> None:
    raw = data.draw(partial_answers(pack.questionnaire))
    lists = [name for name, field in pack.questionnaire.fields.items() if field.kind == "multi_choice"]
    ticked = {name: frozenset({"x"}) for name in lists if data.draw(st.booleans())}
    given_values = {
        name: value
        for name, value in check_answers(raw, pack.questionnaire).given.items()
        if name not in ticked
    }
    answers = normalise(given_values, pack.questionnaire, ticked=ticked)
    outcomes = [
        outcome(pack, completion)
        for completion in completions(pack, answers.known)
        if all(name not in completion or options <= completion[name] for name, options in ticked.items())  # type: ignore[operator]
    ]
    assert_exact(compile_pack(pack).bounds(answers), pack, outcomes)
