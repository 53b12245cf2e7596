"""Answers are gone as soon as nobody holds them: nothing that is computed from them keeps itself alive until
the garbage collector comes by.
"""

from __future__ import annotations

import gc
import weakref
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from drawing import partial_answers
from runner_intake import bundled_pack
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.assess import assess_checked
from runner_intake.engine.next_question import next_question
from runner_intake.questionnaire import Answers, check_answers
from runner_intake.vocabulary import Goal

PACK = bundled_pack()


def made_of(raw: dict[str, Any], goal: Goal) -> weakref.ref[Answers]:
    """Some answers, after a document was made of them and written, and a question chosen."""
    answers = check_answers(raw, PACK.questionnaire)
    assess_checked(answers, PACK).model_dump_json()
    next_question(Analysis(answers, PACK), goal)
    return weakref.ref(answers)


@given(partial_answers(PACK.questionnaire), st.sampled_from(get_args(Goal)))
def test_answers_are_gone_once_their_document_and_the_next_question_are(
    raw: dict[str, Any], goal: Goal
) -> None:
    gc.disable()
    try:
        assert made_of(raw, goal)() is None
    finally:
        gc.enable()
