"""What may leave the screen: nothing that tells what a private question was answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo import condition_of, page_with_a_ratio
from drawing import HEALTHY, partial_answers
from runner_intake import assess, bundled_pack
from runner_intake.engine.sharing import shareable
from runner_intake.questionnaire import check_answers

PACK = bundled_pack()
QUESTIONNAIRE = PACK.questionnaire
CHEST_PAIN = {"urgent_head_chest": ["chest_pain"]}
LOW = {**HEALTHY, "low_mood": "several_days"}
"""The private question is only asked after low mood or much worry."""


def test_a_private_answer_that_decides_the_outcome_is_not_shared_at_all() -> None:
    assert shareable(check_answers({**LOW, "crisis_thoughts": "yes"}, QUESTIONNAIRE), PACK) is None


def test_beside_another_emergency_its_finding_and_step_are_left_out() -> None:
    shared = shareable(
        check_answers({**LOW, **CHEST_PAIN, "crisis_thoughts": "yes"}, QUESTIONNAIRE),
        PACK,
    )
    assert shared is not None
    assert [finding.rule for finding in shared.safety.findings] == ["E1"]


def test_without_private_answers_the_whole_result_is_shared() -> None:
    assert shareable(check_answers(HEALTHY, QUESTIONNAIRE), PACK) == assess(HEALTHY)


@pytest.mark.slow
@given(
    raw=partial_answers(QUESTIONNAIRE, healthy=True),
    private=st.sampled_from(["no", "yes", "prefer_not_to_say"]),
    chest_pain=st.booleans(),
)
def test_what_is_shared_is_the_same_whatever_the_private_answer(
    *, raw: dict[str, object], private: str, chest_pain: bool
) -> None:
    asked = {**raw, "low_mood": "several_days", **(CHEST_PAIN if chest_pain else {})}
    shared = shareable(check_answers({**asked, "crisis_thoughts": private}, QUESTIONNAIRE), PACK)
    plain = shareable(check_answers({**asked, "crisis_thoughts": "no"}, QUESTIONNAIRE), PACK)
    assert shared in (None, plain)


@pytest.mark.parametrize("private", ["yes", "prefer_not_to_say"])
def test_the_shared_text_names_no_private_question(private: str) -> None:
    shared = shareable(
        check_answers({**LOW, **CHEST_PAIN, "crisis_thoughts": private}, QUESTIONNAIRE),
        PACK,
    )
    assert shared is not None
    assert "crisis" not in shared.model_dump_json()


def test_a_ratio_of_a_private_number_is_private_too() -> None:
    questionnaire = page_with_a_ratio(private=True)
    assert questionnaire.looks_at_private(condition_of("{jump: {above: 1.5}}", questionnaire))
    assert not questionnaire.looks_at_private(condition_of("{usual_km: {above: 50}}", questionnaire))
