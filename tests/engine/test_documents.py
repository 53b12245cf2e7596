"""The result document of version 2: what it records, how grade and sources are shown, whom to call; and
results of version 1.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands import run
from drawing import HEALTHY, partial_answers
from random_packs import completions, conditions, packs
from runner_intake import EarlierAssessment, IntakeError, Interview, Pack, assess, bundled_pack, read_document
from runner_intake.conditions import AnyOf, Condition, Includes, OneOf, Within, ground, holds
from runner_intake.engine.benefits import evidence_shown
from runner_intake.pack import Closing, Note, Region, TextPart, When, region_of, region_of_locale
from runner_intake.present.details import details as page
from runner_intake.present.view import View
from runner_intake.questionnaire import check_answers
from runner_intake.vocabulary import GRADES

if TYPE_CHECKING:
    from pathlib import Path

PACK = bundled_pack()
QUESTIONS = PACK.questionnaire


def when(name: str, option: str) -> When:
    """A condition of the pack's own kind: an option of a list or choice."""
    return grounded(
        Includes(name, 1, (option,))
        if QUESTIONS.fields[name].kind == "multi_choice"
        else OneOf(name, (option,))
    )


def grounded(written: Condition, pack: Pack = PACK) -> When:
    return When(written, ground(written, pack.questionnaire.gates))


# --- what it records


def test_the_day_is_the_one_that_was_passed_and_none_without() -> None:
    assert assess({}).created is None
    assert assess({}, today=date(2026, 11, 25)).model_dump(mode="json")["created"] == "2026-11-25"


@pytest.mark.slow
@given(partial_answers(QUESTIONS))
def test_the_answers_are_recorded_in_normal_form_without_private_ones(raw: dict[str, Any]) -> None:
    result = assess(raw)
    assert "crisis_thoughts" not in result.answers
    if result.safety.outcome == "consent_needed":
        assert result.answers == {"data_consent": False}
        return
    private = {"crisis_thoughts": raw["crisis_thoughts"]} if raw.get("crisis_thoughts") is not None else {}
    again = assess({**json.loads(result.model_dump_json())["answers"], **private})
    assert again == result
    assert list(result.answers) == [name for name in QUESTIONS.fields if name in result.answers]


@pytest.mark.slow
@given(partial_answers(QUESTIONS))
def test_certain_and_possible_never_share_a_list(raw: dict[str, Any]) -> None:
    result = assess(raw)
    assert {step.id for step in result.first_steps}.isdisjoint(
        step.id for step in result.possible_first_steps
    )
    for steps in (result.first_steps, result.possible_first_steps):
        assert [step.priority for step in steps] == sorted((step.priority for step in steps), reverse=True)
    for suggestion in result.suggestions:
        assert {row.rule for row in suggestion.reasons}.isdisjoint(
            row.rule for row in suggestion.open_reasons
        )
        assert suggestion.points.low <= suggestion.points.high
    text = json.dumps(json.loads(result.model_dump_json()))
    assert '"certain"' not in text
    assert '"state"' not in text


# --- grade and sources of the note that holds


def test_grade_and_sources_are_those_of_the_note_that_holds_and_the_lowest_while_that_is_open() -> None:
    benefit = PACK.benefit["injury_recovery"]
    notes = (
        Note(when("main_site", "shin"), "Shin.", "very_low", ("callison-2002",)),
        Note(when("main_site", "knee_front"), "Knee.", "moderate", ("willy-2019",)),
        Note(when("main_site", "low_back"), "Back."),
    )
    card = replace(benefit, notes=notes)

    def shown(**raw: object) -> tuple[str, tuple[str, ...], str]:
        evidence = evidence_shown(
            card, check_answers({"pain_sites": ["shin", "knee_front", "low_back"], **raw}, QUESTIONS).facts
        )
        return evidence.grade, evidence.sources, evidence.verdict.removeprefix(benefit.verdict).strip()

    assert shown(main_site="shin") == ("very_low", ("callison-2002",), "Shin.")
    assert shown(main_site="knee_front") == ("moderate", ("willy-2019",), "Knee.")
    assert shown(main_site="low_back") == (benefit.evidence.grade, benefit.evidence.sources, "Back.")
    assert shown() == ("very_low", ("callison-2002",), "")
    assert shown(pain_sites=["knee_front", "low_back"])[0] == benefit.evidence.grade


@pytest.mark.slow
@given(packs(), st.data())
def test_the_grade_shown_is_the_lowest_that_any_completion_shows(pack: Pack, data: st.DataObject) -> None:
    domains = {
        name: domain
        for name, domain in pack.questionnaire.domains.items()
        if name not in ("last", "usual", "jump")
    }
    written = [data.draw(conditions(domains)) for _ in range(data.draw(st.integers(1, 3)))]
    grades = [data.draw(st.sampled_from((None, *GRADES))) for _ in written]
    notes = tuple(
        Note(grounded(condition, pack), "note", grade)
        for condition, grade in zip(written, grades, strict=True)
    )
    card = replace(pack.benefits[0], notes=notes)
    answers = check_answers(data.draw(partial_answers(pack.questionnaire)), pack.questionnaire)
    lowest = 0
    for completion in completions(pack, answers.known):
        holding = [
            grade
            for condition, grade in zip(written, grades, strict=True)
            if grade and holds(condition, completion, {})
        ]
        lowest = max([lowest, *(GRADES.index(grade) for grade in holding or [card.evidence.grade])])
    assert evidence_shown(card, answers.facts).grade == GRADES[lowest]


# --- texts with several reasons, closing texts


def test_only_the_reasons_that_surely_hold_are_named() -> None:
    reasons = [when("urgent_head_chest", "chest_pain"), when("energy_signs", "restricting")]
    rule = replace(
        PACK.safety[0], when=grounded(AnyOf(tuple(reason.written for reason in reasons))), message="Call now."
    )
    rule = replace(
        rule, parts=(TextPart(reasons[0], "Your chest hurts."), TextPart(reasons[1], "You eat too little."))
    )
    own = replace(PACK, safety=(rule,), closing=(Closing("c", "Rest.", ("expert-opinion",), (), reasons[1]),))
    result = assess({"urgent_head_chest": ["chest_pain"]}, own)
    assert result.safety.findings[0].message == "Call now. Your chest hurts."
    assert "Rest." not in result.notices
    both = assess({"urgent_head_chest": ["chest_pain"], "energy_signs": ["restricting"]}, own)
    assert both.safety.findings[0].message == "Call now. Your chest hurts. You eat too little."
    assert "Rest." in both.notices


# --- whom to call

IRELANDS = replace(
    PACK,
    regions=(
        Region("IE", "Ireland", "111-IE", "talk-IE", checked=False),
        Region("NIR", "Northern Ireland", "222-NIR", "talk-NIR", checked=False, aliases=("NI",)),
    ),
)
CHEST_PAIN = {**HEALTHY, "urgent_head_chest": ["chest_pain"]}


def test_only_the_number_of_the_region_is_printed_even_where_one_name_is_part_of_another() -> None:
    result = assess(CHEST_PAIN, IRELANDS, region="NIR")
    text = "\n".join(line.text for section in page(result, View.of(IRELANDS)) for line in section.lines)
    assert "222-NIR" in text
    assert "111-IE" not in text
    assert [(line.kind, line.region, line.country, line.number) for line in result.safety.help_lines] == [
        ("emergency", "NIR", "Northern Ireland", "222-NIR")
    ]
    assert not any("222-NIR" in notice for notice in result.notices)


def test_without_a_region_all_are_listed_and_without_a_need_none() -> None:
    assert [line.region for line in assess(CHEST_PAIN, IRELANDS).safety.help_lines] == ["IE", "NIR"]
    assert assess(CHEST_PAIN, IRELANDS).region is None
    assert assess(HEALTHY, IRELANDS).safety.help_lines == ()


@pytest.mark.parametrize(
    ("code", "region"), [("GB", "GB"), ("gb", "GB"), ("uk", "GB"), ("UK", "GB"), (" us ", "US")]
)
def test_a_region_is_found_by_code_and_alias_whatever_the_case(code: str, region: str) -> None:
    assert assess(CHEST_PAIN, region=code).region == region


def test_an_unknown_region_is_an_error_with_the_nearest_one_in_python_too() -> None:
    with pytest.raises(IntakeError) as caught:
        assess({}, region="irland")
    problem = caught.value.problems[0]
    assert (problem.code, problem.hint) == ("L01", "Did you mean IE?")
    with pytest.raises(IntakeError, match="L01"):
        region_of("GB", replace(PACK, regions=()))


@pytest.mark.parametrize(
    ("environment", "region"),
    [
        ({"LANG": "en_GB.UTF-8"}, "GB"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "en_US"}, "US"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "C.UTF-8"}, None),
        ({"LANG": "fr_FR"}, None),
        ({"LANG": "C"}, None),
        ({}, None),
    ],
)
def test_the_settings_of_the_computer_name_a_region(environment: dict[str, str], region: str | None) -> None:
    guess = region_of_locale(environment, PACK)
    assert (guess.code if guess else None) == region


@pytest.mark.slow
def test_the_command_line_goes_by_the_option_then_by_the_locale(tmp_path: Path) -> None:
    file = tmp_path / "runner.json"
    file.write_text(json.dumps(CHEST_PAIN), encoding="utf-8")
    assert json.loads(run("assess", file, "--json", LC_ALL="en_NZ.UTF-8").stdout)["region"] == "NZ"
    assert (
        json.loads(run("assess", file, "--json", "--region", "uk", LC_ALL="en_NZ.UTF-8").stdout)["region"]
        == "GB"
    )
    assert json.loads(run("assess", file, "--json").stdout)["region"] is None
    wrong = run("assess", file, "--region", "gbr")
    assert wrong.returncode == 2
    assert "Did you mean GB?" in wrong.stderr


# --- reading results


@pytest.mark.slow
@given(partial_answers(QUESTIONS))
def test_a_result_is_read_back_from_text_bytes_and_mapping(raw: dict[str, Any]) -> None:
    result = assess(raw, today=date(2026, 1, 31), region="GB")
    text = result.model_dump_json()
    assert read_document(text) == read_document(text.encode()) == read_document(json.loads(text)) == result


FIRST = {
    "schema": "runner-intake/assessment/1",
    "pack": {"id": "runner-intake", "version": "2026.1", "sha256": "72fc", "reviewed_by": None},
    "safety": {"outcome": "clear", "findings": [], "missing": []},
    "first_steps": [
        {"id": "sleep", "title": "Sleep", "because": "You sleep little.", "priority": 84, "certain": False}
    ],
    "suggestions": [
        {
            "rank": 1,
            "benefit": "injury_recovery",
            "title": "Recovery",
            "level": "possible",
            "points": {"low": 10, "high": 15, "max": 16},
            "match": {"low": 63, "high": 94},
            "priority": {"low": 47, "high": 70},
            "evidence": {"grade": "low", "factor": 75, "verdict": "May help.", "sources": ["cotchett-2014"]},
            "reasons": [
                {
                    "rule": "r",
                    "points": 6,
                    "because": "b",
                    "answers": {"main_site": "heel_foot"},
                    "state": "unknown",
                }
            ],
            "conditions": [],
            "settled": False,
        }
    ],
    "others": [{"benefit": "immunity", "title": "Immunity", "why": "withheld"}],
    "settled": dict.fromkeys(("safety", "first_steps", "top", "list", "levels", "full", "exact"), True),
    "open": [],
    "ignored_answers": [],
    "description": {"long_run_spike": 1.0},
    "notices": ["By the rules."],
}
"""A result as version 1 of the program wrote it."""


def test_a_result_of_version_1_is_read_as_what_it_is_and_says_what_it_lacks() -> None:
    result = read_document(json.dumps(FIRST))
    assert isinstance(result, EarlierAssessment)
    assert (result.first_steps[0].certain, result.suggestions[0].reasons[0].state) == (False, "unknown")
    assert {"answers", "created", "region"} <= set(result.lacks)
    assert result.model_dump(mode="json") == FIRST
    assert "heel_foot" not in repr(result)


@pytest.mark.parametrize(
    ("document", "way_out"),
    [
        ({}, "assess FILE --json"),
        ([], "assess FILE --json"),
        ({"schema": "runner-intake/assessment/3"}, "newer version"),
        ({"schema": "runner-intake/assessment/2", "pack": {}}, "from the answers"),
        ({**FIRST, "safety": {"outcome": "fine"}}, "from the answers"),
    ],
)
def test_what_is_no_result_is_refused_with_a_way_out(document: object, way_out: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read_document(json.dumps(document))
    assert {problem.code for problem in caught.value.problems} == {"D04"}
    assert all(way_out in problem.way_out for problem in caught.value.problems)


def test_broken_text_is_refused_and_tells_no_answer() -> None:
    secret = json.dumps(
        {**json.loads(assess(HEALTHY).model_dump_json()), "answers": {"age_years": {"years": "thirty-five"}}}
    )
    with pytest.raises(IntakeError) as caught:
        read_document(secret)
    assert "thirty-five" not in str(caught.value)
    for text in ("{", "not json", b"\xff\xfe"):
        with pytest.raises(IntakeError):
            read_document(text)


# --- distances to the metre


@pytest.mark.slow
@pytest.mark.parametrize("distance", [42.195, 10.03, 0.001, 299.999, 300])
def test_distances_go_to_the_metre_and_come_back_exactly(distance: float) -> None:
    answers = {"weekly_distance_km": distance, "longest_run_prior_30d_km": min(distance, 170)}
    assert assess(answers).answers["weekly_distance_km"] == distance


def test_a_metre_decides_at_a_threshold() -> None:
    page_of = {
        **HEALTHY,
        "weekly_distance_km": 10,
        "last_week_distance_km": 11.001,
        "longest_run_prior_30d_km": 10,
    }
    spike = {
        distance: check_answers({**page_of, "longest_run_last_7d_km": distance}, QUESTIONS).known[
            "long_run_spike"
        ]
        for distance in (11, 11.001)
    }
    assert spike == {11: Fraction(11, 10), 11.001: Fraction(11001, 10000)}
    above = Within("long_run_spike", low=Fraction("1.10"), low_open=True)
    assert [above.holds_for(ratio) for ratio in spike.values()] == [False, True]


def test_half_a_metre_is_refused() -> None:
    with pytest.raises(IntakeError, match="A06"):
        assess({"weekly_distance_km": 10.0005})


@given(st.integers(0, 300_000))
def test_every_metre_is_an_answer_and_the_one_it_was(metres: int) -> None:
    distance = metres / 1000
    assert check_answers({"weekly_distance_km": distance}, QUESTIONS).known["weekly_distance_km"] == distance


# --- saving


@pytest.mark.slow
def test_a_pack_says_after_which_answers_an_interview_may_be_saved() -> None:
    for save_after, consent, age in product(
        ((), ("age_years",), ("data_consent", "age_years", "urgent_head_chest")), (True, False), (True, False)
    ):
        raw = {**({"data_consent": True} if consent else {}), **({"age_years": 35} if age else {})}
        interview = Interview.start(raw, pack=replace(PACK, save_after=save_after))
        assert interview.may_be_stored == (save_after == ("age_years",) and consent and age)
    assert Interview.start({"data_consent": True, "age_years": 35}, pack=PACK).may_be_stored
