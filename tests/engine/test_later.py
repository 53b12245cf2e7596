"""A part of a document that is made when it is first looked at: a tuple to whoever looks."""

from __future__ import annotations

import copy
import pickle
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from drawing import partial_answers
from runner_intake import assess, bundled_pack
from runner_intake.result.assessment import Assessment
from runner_intake.result.later import Later

PACK = bundled_pack()


def later(*items: int) -> Later[int]:
    return Later(lambda: items)


def test_it_is_made_once_and_not_before_it_is_looked_at() -> None:
    made: list[int] = []

    def make() -> tuple[int, ...]:
        made.append(len(made))
        return 5, 6

    waiting = Later(make)
    assert made == []
    assert (len(waiting), waiting[1], list(waiting)) == (2, 6, [5, 6])
    assert made == [0]


@given(st.lists(st.integers()), st.lists(st.integers()))
def test_it_is_the_same_as_a_tuple(items: list[int], others: list[int]) -> None:
    own = tuple(items)
    assert later(*items) == own
    assert own == later(*items) == later(*items)
    assert (later(*items) == tuple(others)) == (own == tuple(others))
    assert later(*items) != items
    assert hash(later(*items)) == hash(own)
    assert repr(later(*items)) == repr(own)
    assert later(*items)[1:] == own[1:]
    assert pickle.loads(pickle.dumps(later(*items))) == copy.deepcopy(later(*items)) == own  # noqa: S301  (our own)


@given(partial_answers(PACK.questionnaire))
def test_a_document_is_the_same_before_and_after_it_was_written(answers: dict[str, Any]) -> None:
    document, untouched = assess(answers, PACK), assess(answers, PACK)
    text = document.model_dump_json()
    read = Assessment.model_validate_json(text)
    assert document == read == untouched
    assert isinstance(read.open, tuple)
    assert read.model_dump_json() == text
    assert document.model_dump() == read.model_dump()


def test_the_open_questions_of_a_document_are_put_in_order_when_they_are_looked_at() -> None:
    result = assess({"age_years": 40}, PACK)
    assert isinstance(result.open, Later)
    assert "top" in {fact.fact for fact in result.open}


def test_nothing_is_open_where_nothing_is_scored() -> None:
    emergency = assess({"urgent_head_chest": ["chest_pain"]}, PACK)
    assert (emergency.safety.outcome, emergency.open) == ("emergency", ())
