"""Reasons that many documents share: each made once, right for every runner, and never more than are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from drawing import partial_answers
from runner_intake import assess, bundled_pack
from runner_intake.conditions import truth
from runner_intake.engine import reasons as room
from runner_intake.engine.assess import assess_checked
from runner_intake.engine.reasons import reason_of
from runner_intake.questionnaire import check_answers
from small_packs import question, small_pack, yes

if TYPE_CHECKING:
    from runner_intake.result.assessment import Assessment

PACK = bundled_pack()
RULES = {rule.id: rule for benefit in PACK.benefits for rule in benefit.rules}


def reasons_of(document: Assessment) -> list[Any]:
    every = (*document.suggestions, *document.others)
    return [
        reason
        for benefit in every
        for name in ("reasons", "open_reasons")
        for reason in getattr(benefit, name, ())
    ]


@given(partial_answers(PACK.questionnaire))
def test_a_reason_is_the_one_that_would_be_made_for_this_runner(raw: dict[str, Any]) -> None:
    answers = check_answers(raw, PACK.questionnaire)
    for reason in reasons_of(assess_checked(answers, PACK)):
        rule = RULES[reason.rule]
        assert reason == reason_of(rule, truth(rule.when.grounded, answers.facts), answers)


def test_two_runners_share_a_reason_that_neither_can_change() -> None:
    pack = small_pack([question("a"), question("b")], {"relief": {"a": 10}})
    one, other = (reasons_of(assess(raw, pack))[0] for raw in ({"a": True}, {"a": True, "b": False}))
    assert one is other
    with pytest.raises(TypeError, match="cannot be changed"):
        one.answers["a"] = False
    assert reasons_of(assess({"a": None}, pack))[0].answers == {}


def test_no_more_reasons_are_kept_than_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_KEPT", 2)
    letters = "abcdef"
    pack = small_pack([question(name) for name in letters], {"relief": {yes(name): 1 for name in letters}})
    documents = [assess({name: True}, pack) for name in letters]
    assert [reasons_of(document)[0].answers for document in documents] == [{name: True} for name in letters]
    assert 0 < len(room._shared(pack).kept) <= 2  # noqa: SLF001  (what is kept shows nowhere else)
