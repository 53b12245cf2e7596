"""Which first steps are due, surely or perhaps, in which order, and which rule speaks for each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runner_intake.conditions import ALWAYS, negate
from runner_intake.engine.step_states import step_states
from runner_intake.engine.steps import first_steps, possible_first_steps
from runner_intake.questionnaire import check_answers
from small_packs import question, small_pack, yes

if TYPE_CHECKING:
    from runner_intake.conditions import Condition, Truth
    from runner_intake.engine.step_states import StepState
    from runner_intake.pack import Pack
    from runner_intake.vocabulary import Outcome

FOUR = [question(name) for name in "abcd"]


def states(
    pack: Pack, special: Outcome | None = None, *, needles: bool = True, **raw: object
) -> dict[str, StepState]:
    answers = check_answers(raw, pack.questionnaire)
    return {state.step.id: state for state in step_states(answers, pack, special, needles=needles)}


def due(pack: Pack, special: Outcome | None = None, *, needles: bool = True, **raw: object) -> list[Truth]:
    return [state.due for state in states(pack, special, needles=needles, **raw).values()]


def test_a_step_is_due_where_a_rule_holds_and_open_while_one_may() -> None:
    pack = small_pack(FOUR, {}, steps={"rest": {yes("a"): 10, yes("b"): 20}})
    assert due(pack) == due(pack, a=False) == [None]
    assert due(pack, a=True) == [True]
    assert due(pack, a=False, b=False) == [False]


def test_a_step_is_due_where_one_of_its_rules_holds_whatever_is_answered() -> None:
    pack = small_pack(FOUR, {}, steps={"rest": {yes("a"): 10, negate(yes("a")): 20}})
    rest = states(pack)["rest"]
    assert [true for _, true in rest.rules] == [None, None]
    assert rest.due is True


def test_the_rule_that_speaks_for_a_step_is_the_most_urgent_that_holds() -> None:
    pack = small_pack(FOUR, {}, steps={"rest": {yes("a"): 30, yes("b"): 20, yes("c"): 25, yes("d"): 40}})
    _, lone, urgent, _ = pack.steps[0].rules
    assert states(pack, b=True)["rest"].holding is lone
    assert states(pack, b=True, c=True)["rest"].holding is urgent
    assert states(pack, d=False)["rest"].holding is None


def test_for_a_step_that_may_be_due_the_most_urgent_rule_that_may_hold_speaks() -> None:
    pack = small_pack(FOUR, {}, steps={"rest": {yes("a"): 30, yes("b"): 20, yes("c"): 25, yes("d"): 40}})
    assert states(pack, d=False)["rest"].possible.priority == 30
    assert states(pack, d=False, a=False)["rest"].possible.priority == 25


def test_a_step_that_is_due_for_one_reason_or_another_has_the_words_of_neither() -> None:
    rules: dict[Condition, int] = {yes("a"): 10, negate(yes("a")): 20}
    pack = small_pack(FOUR, {}, steps={"rest": rules, "call": {ALWAYS: 15}})

    def steps(**raw: bool) -> list[tuple[str, int, str]]:
        answers = check_answers(raw, pack.questionnaire)
        due = first_steps(step_states(answers, pack, None), answers.facts, pack.words)
        return [(step.id, step.priority, step.because) for step in due]

    either_way = "This is worth doing, however you answer the questions that are still open."
    assert steps() == [("call", 15, "because"), ("rest", 10, either_way)]
    assert steps(a=True) == [("call", 15, "because"), ("rest", 10, "because")]
    assert steps(a=False) == [("rest", 20, "because"), ("call", 15, "because")]


def test_at_an_outcome_with_steps_of_its_own_only_these_count() -> None:
    pack = small_pack(FOUR, {}, steps={"rest": {yes("a"): 10}, "call": {yes("b"): 20}})
    rest, call = pack.steps
    special = replace(pack, steps=(rest, replace(call, rules=(replace(call.rules[0], outcome="hold"),))))
    assert due(special, a=True, b=True) == [True, False]
    assert due(special, "hold", a=True, b=True) == [False, True]


def test_rules_about_needles_count_only_while_these_questions_do() -> None:
    pack = small_pack(
        [*FOUR, question("fear", safety="needling")],
        {},
        steps={"calm": {yes("fear"): 10}, "rest": {yes("a"): 10}},
    )
    assert due(pack, fear=True, a=True) == [True, True]
    assert due(pack, fear=True, a=True, needles=False) == [False, True]


def test_due_and_possible_steps_are_listed_apart_the_most_urgent_first_and_ties_as_written() -> None:
    pack = small_pack(
        FOUR,
        {},
        steps={
            "one": {yes("a"): 10},
            "two": {yes("b"): 20, yes("d"): 50},
            "three": {yes("a"): 20},
            "four": {yes("c"): 5},
            "five": {yes("d"): 40},
        },
    )
    answers = check_answers({"a": True, "b": True}, pack.questionnaire)
    own = step_states(answers, pack, None)
    certain, possible = first_steps(own, answers.facts, pack.words), possible_first_steps(own, answers.facts)
    assert [(step.id, step.priority) for step in certain] == [("two", 20), ("three", 20), ("one", 10)]
    assert [(step.id, step.priority) for step in possible] == [("five", 40), ("four", 5)]
