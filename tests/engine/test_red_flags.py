"""Answers of which some cannot be used: a red flag that is surely ticked is named beside the errors, and
nothing private is.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import HEALTHY, complete_answers
from runner_intake import IntakeError, Interview, assess, bundled_pack
from runner_intake.engine.red_flags import certain_red_flags
from runner_intake.questionnaire import sure_ticks

if TYPE_CHECKING:
    from pathlib import Path

PACK = bundled_pack()
SIGNS = PACK.questionnaire.fields["urgent_head_chest"]
MESSAGE = {rule.id: rule.message for rule in PACK.safety}


def flags_of(answers: Any) -> list[str]:
    with pytest.raises(IntakeError) as caught:
        assess(answers)
    return [flag.message for flag in caught.value.red_flags]


@pytest.mark.parametrize(
    "answers",
    [
        {"urgent_head_chest": ["chest_pain", "typo"]},
        {"urgent_head_chest": ["chest_pain", 5, None, {"x": 1}]},
        {"urgent_head_chest": [["chest_pain"]]},
        {"urgent_head_chest": "chest_pain"},
        {"urgent_head_chest": " Chest_Pain ; typo"},
        {"urgent_head_chest": "chest_pain;"},
        {"urgent_head_chest": "chest_pain,dark"},
        {"urgent_head_chest": '["chest_pain", "a slip"]'},
        {"urgent_head_chest": {"chest_pain": True, "seizure": False}},
        {"urgent_head_chest": ["chest_pain", "none", "typo"]},
        {"urgent_head_chest.chest_pain": True},
        {"Urgent_head_chest": ["chest_pain"]},
        {"urgent_head_chest": ["none"], "Urgent_head_chest": ["chest_pain"]},
        {"urgent_head_chest": ["chest_pain"], "age_years": 7},
        {"urgent_head_chest": ["chest_pain"], "no_such_field": 1},
        [{"urgent_head_chest": ["chest_pain"]}],
    ],
)
def test_a_sign_that_is_surely_ticked_is_named_beside_the_errors(answers: Any) -> None:
    assert flags_of(answers) == [MESSAGE["E1"]]


@pytest.mark.parametrize(
    "answers",
    [
        {"urgent_head_chest": ["chest_pian"]},
        {"urgent_head_chest": "no chest_pain"},
        {"urgent_head_chest": "no seizure, chest_pain"},
        {"urgent_head_chest": {"chest_pain": False}},
        {"urgent_head_chest.chest_pain": False},
        {"urgent_body": ["swollen_calf", "typo"]},
        {"urgent_head_chest": ["none", "typo"]},
        {"age_years": 7},
        ["chest_pain"],
        "chest_pain",
    ],
)
def test_what_is_not_sure_is_never_called_an_emergency(answers: Any) -> None:
    assert flags_of(answers) == []


def test_an_interview_that_starts_from_such_answers_names_them_too() -> None:
    with pytest.raises(IntakeError) as caught:
        Interview.start({"urgent_head_chest": ["chest_pain", "typo"]})
    assert caught.value.call_now()[0] == MESSAGE["E1"]


def test_a_private_answer_brings_help_and_is_in_no_text_of_the_error() -> None:
    low = {"low_mood": "several_days"}  # only then is the question asked; a yes counts without it too
    for answers in (
        {**low, "crisis_thoughts": "yes", "age_years": 7},
        {**low, "crisis_thoughts": "Yes"},
        {"low_mood": "no_days", "persistent_worry": "no_days", "crisis_thoughts": "yes", "age_years": 7},
        {"low_mood": "typo", "crisis_thoughts": "yes"},
    ):
        with pytest.raises(IntakeError) as caught:
            assess(answers, region="GB")
        error = caught.value
        assert error.call_now()[0] == MESSAGE["E11"]
        assert any("116 123" in line for line in error.call_now())
        assert [flag.rule for flag in error.red_flags] == [""]
        for text in (str(error), repr(error), repr(error.red_flags), *map(str, error.problems)):
            assert "E11" not in text
            assert MESSAGE["E11"] not in text
        assert pickle.loads(pickle.dumps(error)).red_flags == error.red_flags  # noqa: S301  (our own)
    assert flags_of({**low, "crisis_thoughts": "prefer_not_to_say", "age_years": 7}) == []


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(complete_answers(PACK.questionnaire), st.sampled_from(["typo", None, 5, "none"]))
def test_flags_are_those_of_the_whole_answers_or_fewer_and_every_ticked_sign_is_there(
    answers: dict[str, Any], slip: object
) -> None:
    spoilt = {**answers, "age_years": -1}
    if answers.get("urgent_head_chest"):
        spoilt["urgent_head_chest"] = [*answers["urgent_head_chest"], slip, "no_option"]
    whole = [finding.rule for finding in assess(answers).safety.findings if finding.outcome == "emergency"]
    messages = [flag.message for flag in certain_red_flags(spoilt, PACK)]
    assert messages == [MESSAGE[rule] for rule in whole]


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.sampled_from(list(SIGNS.options))),
        st.lists,
        max_leaves=8,
    )
)
def test_whatever_was_given_only_options_come_out(value: object) -> None:
    ticks = sure_ticks(value, SIGNS, safety=True)
    assert ticks <= set(SIGNS.options) - {"none"}
    if isinstance(value, list):
        assert ticks >= {item for item in value if isinstance(item, str) and item in SIGNS.options} - {"none"}


def test_beside_none_a_sign_counts_in_a_safety_question_only() -> None:
    assert sure_ticks(["chest_pain", "none", 1], SIGNS, safety=True) == {"chest_pain"}
    assert sure_ticks(["chest_pain", "none", 1], SIGNS, safety=False) == frozenset()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["assess", "explain", "next"])
def test_the_command_says_call_now_beside_the_errors(tmp_path: Path, command: str) -> None:
    file = tmp_path / "runner.json"
    file.write_text(
        json.dumps({**HEALTHY, "urgent_head_chest": ["chest_pain", "typo"], "age_years": 7}), encoding="utf-8"
    )
    refused = subprocess.run(
        [sys.executable, "-m", "runner_intake", command, str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (refused.returncode, refused.stdout) == (65, "")
    lines = refused.stderr.splitlines()
    assert lines[0] == MESSAGE["E1"]
    assert any(line.startswith("Emergency numbers: ") and "999" in line for line in lines)
    assert [line[:3] for line in lines if line[:3] in ("A04", "A05")] == ["A05", "A04"]
    assert "typo" not in refused.stderr
