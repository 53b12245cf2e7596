"""What is open about safety and first steps, and what hangs on whether questions about needles count, in
packs small enough to read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from runner_intake import bundled_pack
from runner_intake.conditions import ALWAYS, AnyOf, AsGiven, OneOf, negate
from runner_intake.engine.needles import Needles
from runner_intake.engine.open_facts import OpenFacts
from runner_intake.engine.scores import Scores
from runner_intake.engine.settled import settled_of
from runner_intake.pack import When
from runner_intake.questionnaire import Saved, check_answers
from small_packs import analysis_of, question, small_pack, yes

if TYPE_CHECKING:
    from runner_intake.conditions import Condition
    from runner_intake.pack import FirstStepRules, Pack
    from runner_intake.questionnaire import Answers
    from runner_intake.vocabulary import Outcome

FIVE = [question(name) for name in "abcde"]


def at_outcome(step: FirstStepRules, outcome: Outcome) -> FirstStepRules:
    """A first step that is for an outcome alone."""
    return replace(step, rules=tuple(replace(rule, outcome=outcome) for rule in step.rules))


# --- the two steps that lead --------------------------------------------------------------------------------


def leading(pack: Pack, **raw: Any) -> set[str]:
    return set(analysis_of(pack, **raw).open_leading_steps)


STEPS = small_pack(
    FIVE,
    {},
    steps={
        "first": {yes("a"): 40, yes("b"): 60},
        "second": {yes("c"): 30},
        "third": {yes("d"): 20},
        "fourth": {yes("e"): 30},
    },
)


def test_with_no_certain_step_every_open_rule_may_lead() -> None:
    assert leading(STEPS) == {"first.0", "first.1", "second.0", "third.0", "fourth.0"}
    assert leading(STEPS, d=False) == {"first.0", "first.1", "second.0", "fourth.0"}


def test_with_one_certain_step_every_other_one_may_still_be_second() -> None:
    assert leading(STEPS, a=True) == {"first.1", "second.0", "third.0", "fourth.0"}
    assert leading(STEPS, c=True) == {"first.0", "first.1", "third.0", "fourth.0"}


def test_what_is_below_the_second_certain_step_cannot_lead_and_what_is_level_with_it_can() -> None:
    assert leading(STEPS, a=True, c=True) == {"first.1", "fourth.0"}
    assert leading(STEPS, b=True, c=True) == {"fourth.0"}
    assert leading(STEPS, b=True, c=True, d=True, e=False) == set()
    assert leading(STEPS, a=True, c=True, d=True, e=True) == {"first.1"}


def test_a_rule_that_is_no_more_urgent_than_its_own_step_already_is_changes_nothing() -> None:
    level = small_pack(FIVE, {}, steps={"one": {yes("a"): 0, yes("b"): 0, yes("c"): 1}})
    assert leading(level, a=True) == {"one.2"}
    assert leading(level, a=False) == {"one.1", "one.2"}
    assert leading(level, c=True) == set()


# --- the steps of other outcomes ----------------------------------------------------------------------------


def special(pack: Pack, *steps: tuple[str, Outcome]) -> Pack:
    """A pack in which some first steps are for an outcome alone."""
    outcomes = dict(steps)
    return replace(
        pack,
        steps=tuple(
            at_outcome(step, outcomes[step.id]) if step.id in outcomes else step for step in pack.steps
        ),
    )


SCREENED = special(
    small_pack(
        FIVE,
        {"relief": {"a": 10}},
        steps={"rest": {yes("e"): 10}, "call": {yes("d"): 20}, "wait": {yes("d"): 20}},
        safety={"urgent": yes("a"), "hold": yes("b"), "discuss": yes("c")},
    ),
    ("call", "urgent"),
    ("wait", "hold"),
)


def test_rules_that_would_bring_the_steps_of_another_outcome_are_open_for_the_steps() -> None:
    assert set(analysis_of(SCREENED).open_special) == {"urgent", "hold"}
    assert set(analysis_of(SCREENED, a=False).open_special) == {"hold"}
    assert set(analysis_of(SCREENED, a=False, b=False).open_special) == set()
    assert set(analysis_of(SCREENED, a=False, b=False).open_safety) == {"discuss"}


def test_at_a_special_outcome_every_worse_one_would_change_the_steps() -> None:
    assert set(analysis_of(SCREENED, b=True).open_special) == {"urgent"}
    plain = special(replace(SCREENED, steps=(SCREENED.steps[0], SCREENED.steps[2])), ("wait", "hold"))
    assert plain.special_outcomes == {"hold"}
    assert set(analysis_of(plain, b=True).open_special) == {"urgent"}
    assert set(analysis_of(plain, b=False).open_special) == set()


def test_the_steps_ahead_are_those_of_the_outcome_that_comes_once_red_flags_are_answered() -> None:
    pack = special(
        small_pack(
            [question("flag", safety="always"), *FIVE],
            {},
            steps={"rest": {yes("e"): 10}, "answer": {yes("d"): 20}},
        ),
        ("answer", "incomplete"),
    )
    waiting = analysis_of(pack, d=True)
    assert (waiting.outcome, waiting.outcome_ahead) == ("incomplete", "clear")
    assert [state.due for state in waiting.steps] == [False, True]
    assert [state.due for state in waiting.steps_ahead] == [None, False]
    left = analysis_of(pack, asked=["flag"], d=True)
    assert (left.outcome, left.outcome_ahead) == ("incomplete", "incomplete")
    assert [state.due for state in left.steps_ahead] == [False, True]


def test_a_question_about_needles_that_was_left_open_is_incomplete_only_while_it_counts() -> None:
    pack = small_pack(
        [question("fear", safety="needling"), *FIVE], {"relief": {"a": 10}}, safety={"hold": yes("b")}
    )
    assert analysis_of(pack, asked=["fear"]).outcome_ahead == "incomplete"
    assert analysis_of(pack, asked=["fear"], a=False).outcome_ahead == "clear"
    assert analysis_of(pack, asked=["fear"], b=True).outcome_ahead == "hold"


# --- rules for a guardian -----------------------------------------------------------------------------------


def test_a_finding_for_a_guardian_that_an_answer_can_take_away_leaves_safety_open() -> None:
    nobody = AsGiven(OneOf("a", (True,)), negated=True)
    pack = small_pack(FIVE, {"relief": {"a": 10}}, safety={"guardian_needed": nobody})
    waiting = analysis_of(pack)
    assert [rule.id for rule in waiting.screening.findings] == ["guardian_needed"]
    assert set(waiting.open_safety) == {"guardian_needed"}
    assert not settled_of(waiting).safety
    assert settled_of(analysis_of(pack, a=False)).safety
    assert settled_of(analysis_of(pack, a=True)).safety
    (rule,) = pack.safety
    sure = When(yes("b"), yes("b"))
    both = replace(pack, safety=(rule, replace(rule, id="sure", when=sure)))
    assert "guardian_needed" in analysis_of(both, b=True).open_safety


def test_a_finding_for_a_guardian_that_any_answer_takes_away_leaves_safety_open() -> None:
    silent = negate(AnyOf((AsGiven(OneOf("a", (True,))), AsGiven(OneOf("a", (False,))))))
    pack = small_pack(FIVE, {"relief": {"b": 10}}, safety={"guardian_needed": silent})
    waiting = analysis_of(pack)
    assert waiting.outcome == "guardian_needed"
    assert not settled_of(waiting).safety
    assert OpenFacts(waiting).fields("safety") == {"a"}
    for answer in (True, False):
        assert analysis_of(pack, a=answer).outcome == "clear"
        assert settled_of(analysis_of(pack, a=answer)).safety


def test_milder_rules_are_open_where_a_finding_for_a_guardian_may_go() -> None:
    silent = AsGiven(OneOf("a", (False,)), negated=True)
    pack = small_pack(
        FIVE, {"relief": {"c": 10}}, safety={"guardian_needed": silent, "hold": yes("d"), "discuss": yes("b")}
    )
    waiting = analysis_of(pack)
    assert waiting.outcome == "guardian_needed"
    assert OpenFacts(waiting).fields("safety") == {"a", "b", "d"}
    assert OpenFacts(analysis_of(pack, a=False)).fields("safety") == {"b", "d"}
    assert not OpenFacts(analysis_of(pack, a=True)).fields("safety")


def test_the_first_steps_of_a_milder_outcome_are_open_where_a_finding_for_a_guardian_may_go() -> None:
    silent = AsGiven(OneOf("a", (False,)), negated=True)
    plain = small_pack(
        FIVE,
        {"relief": {"b": 10}},
        steps={"rest": {ALWAYS: 10}},
        safety={"guardian_needed": silent, "hold": OneOf("a", (False,))},
    )
    (step,) = plain.steps
    (rule,) = step.rules
    pack = replace(plain, steps=(replace(step, rules=(replace(rule, outcome="hold"),)),))
    waiting = analysis_of(pack)
    assert waiting.outcome == "guardian_needed"
    assert OpenFacts(waiting).fields("first_steps") == {"a"}
    assert not settled_of(waiting).first_steps
    held = analysis_of(pack, a=False)
    assert (held.outcome, [state.due for state in held.steps]) == ("hold", [True])
    assert [state.due for state in analysis_of(pack, a=True).steps] == [False]
    assert settled_of(analysis_of(plain)).first_steps  # without steps of its own a milder outcome brings none


def test_a_step_that_is_due_by_one_rule_or_the_other_comes_first_with_one_of_them_only() -> None:
    either: dict[Condition, int] = {yes("a"): 40, OneOf("a", (False,)): 10}
    pack = small_pack(FIVE, {}, steps={"either": either, "second": {ALWAYS: 20}, "third": {ALWAYS: 20}})
    waiting = analysis_of(pack)
    assert [state.due for state in waiting.steps] == [True, True, True]
    assert OpenFacts(waiting).fields("leading_steps") == {"a"}
    for answer in (True, False):
        assert not OpenFacts(analysis_of(pack, a=answer)).fields("leading_steps")
    above = small_pack(FIVE, {}, steps={"either": either, "second": {ALWAYS: 8}, "third": {ALWAYS: 8}})
    assert OpenFacts(analysis_of(above)).fields("leading_steps") == {"a"}


def test_first_steps_are_open_while_one_that_is_due_may_be_more_urgent() -> None:
    either: dict[Condition, int] = {yes("a"): 40, OneOf("a", (False,)): 10}
    more: dict[Condition, int] = {yes("b"): 30, yes("c"): 20}
    pack = small_pack(FIVE, {"relief": {"e": 10}}, steps={"either": either, "more": more})
    waiting = analysis_of(pack, c=True)
    assert [state.due for state in waiting.steps] == [True, True]
    assert OpenFacts(waiting).fields("first_steps") == {"a", "b"}
    assert not settled_of(waiting).first_steps
    assert OpenFacts(analysis_of(pack, c=True, a=False)).fields("first_steps") == {"b"}
    assert OpenFacts(analysis_of(pack, b=True, a=True)).fields("first_steps") == frozenset()
    assert settled_of(analysis_of(pack, b=True, a=True)).first_steps


# --- what hangs on whether questions about needles count ----------------------------------------------------

NEEDLES = small_pack(
    [question("fear", safety="needling"), *FIVE],
    {"relief": {"a": 10}},
    steps={"calm": {yes("fear"): 10}, "rest": {yes("e"): 10}},
    safety={"hold": yes("b"), "discuss": yes("fear")},
)


def test_safety_hangs_on_what_may_end_that_questions_about_needles_count() -> None:
    assert analysis_of(NEEDLES, fear=True).safety_hangs_on == {"a", "b"}
    assert analysis_of(NEEDLES, fear=True, a=True).safety_hangs_on == {"b"}
    assert analysis_of(NEEDLES, fear=True, a=True, b=False).safety_hangs_on == set()
    assert analysis_of(NEEDLES, fear=True, a=False).safety_hangs_on == set()


def test_safety_hangs_on_it_too_while_a_rule_about_needles_is_open() -> None:
    assert analysis_of(NEEDLES).safety_hangs_on == {"a", "b"}
    assert analysis_of(NEEDLES, fear=False).safety_hangs_on == set()


def test_steps_hang_on_it_where_they_look_at_needles() -> None:
    assert analysis_of(NEEDLES, fear=True).steps_hang_on == {"a", "b"}
    assert analysis_of(NEEDLES, fear=True, b=False).steps_hang_on == {"a"}
    assert analysis_of(NEEDLES, fear=False).steps_hang_on == set()
    assert analysis_of(NEEDLES, fear=True, a=False).steps_hang_on == set()
    plain = replace(NEEDLES, steps=NEEDLES.steps[1:])
    assert analysis_of(plain, fear=True).steps_hang_on == set()


def test_steps_hang_on_it_where_the_outcome_that_has_them_looks_at_needles() -> None:
    pack = special(
        small_pack(
            [question("fear", safety="needling"), *FIVE],
            {"relief": {"a": 10}},
            steps={"talk": {yes("e"): 10}, "rest": {yes("e"): 10}},
            safety={"discuss": yes("fear")},
        ),
        ("talk", "discuss"),
    )
    assert analysis_of(pack, fear=True, e=True).steps_hang_on == {"a"}
    assert analysis_of(pack, fear=True, e=False).steps_hang_on == set()
    assert analysis_of(pack, fear=False, e=True).steps_hang_on == set()


def test_steps_hang_on_it_where_one_rule_of_a_step_looks_at_needles_and_another_does_not() -> None:
    questions = [question("fear", safety="needling"), *FIVE]

    def hangs_on(needles: int, **raw: Any) -> set[str]:
        rest: dict[Condition, int] = {yes("e"): 10, yes("fear"): needles}
        pack = small_pack(questions, {"relief": {"a": 10}}, steps={"rest": rest})
        return set(analysis_of(pack, **raw).steps_hang_on)

    assert hangs_on(20) == hangs_on(10) == {"a"}
    assert hangs_on(20, e=True) == hangs_on(20, e=True, fear=True) == {"a"}  # more urgent by the one
    assert hangs_on(10, e=True) == hangs_on(10, e=True, fear=True) == set()
    assert hangs_on(20, fear=True) == hangs_on(20, fear=True, e=False) == {"a"}
    assert hangs_on(20, fear=False) == set()


def test_a_finding_about_needles_may_go_and_leave_what_is_milder_and_the_steps_of_it() -> None:
    plain = small_pack(
        [question("fear", safety="needling"), *FIVE],
        {"relief": {"a": 10}},
        steps={"talk": {ALWAYS: 10}},
        safety={"hold": yes("fear"), "discuss": yes("e")},
    )
    for pack in (plain, special(plain, ("talk", "discuss"))):
        waiting = analysis_of(pack, fear=True)
        assert (waiting.outcome, set(waiting.open_safety)) == ("hold", {"discuss"})
        assert OpenFacts(waiting).fields("safety") == {"a", "e"}
        stays = analysis_of(pack, fear=True, a=True)
        assert (stays.outcome, set(stays.open_safety)) == ("hold", set())
        assert not OpenFacts(stays).fields("safety")
        gone = analysis_of(pack, fear=True, a=False)
        assert (gone.outcome, set(gone.open_safety)) == ("clear", {"discuss"})
    pack = special(plain, ("talk", "discuss"))
    assert OpenFacts(analysis_of(pack, fear=True)).fields("first_steps") == {"a", "e"}
    assert not OpenFacts(analysis_of(pack, fear=True, a=True)).fields("first_steps")


def needles_hang_on(pack: Pack, **raw: Any) -> set[str]:
    analysis = analysis_of(pack, **raw)
    return set(analysis.needles.depends_on)


def test_whether_questions_about_needles_count_hangs_on_scores_and_on_rules_that_withhold() -> None:
    assert needles_hang_on(NEEDLES) == {"a", "b"}
    assert needles_hang_on(NEEDLES, a=False) == set()
    assert needles_hang_on(NEEDLES, b=True) == set()
    assert needles_hang_on(small_pack(FIVE, {"relief": {"a": 10}}, safety={"hold": yes("b")})) == set()


def test_it_hangs_on_whether_a_benefit_applies() -> None:
    pack = small_pack(
        [question("fear", safety="needling"), *FIVE], {"relief": {"a": 10}}, requires={"relief": yes("c")}
    )
    assert needles_hang_on(pack, a=True) == {"c"}
    assert needles_hang_on(pack, c=True) == {"a"}
    assert needles_hang_on(pack, a=True, c=True) == set()


def test_one_benefit_that_surely_comes_out_is_enough() -> None:
    questions = [question("fear", safety="needling"), *FIVE]
    two = small_pack(questions, {"relief": {"a": 10}, "calm": {"c": 10}}, safety={"hold": yes("b")})
    assert needles_hang_on(two, a=True) == {"b"}
    answered = small_pack(questions, {"calm": {"a": 10, "fear": 10}}, safety={"hold": yes("b")})
    assert needles_hang_on(answered, fear=True) == {"b"}
    assert needles_hang_on(answered, fear=False) == {"a", "b"}


def test_needles_are_judged_without_answers_about_them_and_with_all_others() -> None:
    pack = bundled_pack()
    sign = {"urgent_body": frozenset({"dark_urine"})}
    skin = {"needle_site_health": frozenset({"skin_infection_site"})}

    def opened(raw: dict[str, object], ticked: dict[str, frozenset[str]]) -> Answers:
        answers = check_answers(Saved(raw, is_earlier=False, ticked=ticked), pack.questionnaire)
        return Needles(Scores(answers, pack)).opened.answers

    both = opened({"age_years": 40, "needle_comfort": "fine"}, {**sign, **skin})
    assert (both.given, both.ticked) == ({"age_years": 40}, sign)
    assert Needles(Scores(both, pack)).opened.answers is both
    assert opened({"age_years": 40}, {**sign, **skin}).ticked == sign
    assert opened({"age_years": 40, "needle_comfort": "fine"}, sign).given == {"age_years": 40}


# --- what is settled ----------------------------------------------------------------------------------------


def test_the_order_of_all_is_settled_where_every_pair_is() -> None:
    pack = small_pack(FIVE, {"top": {"a": 10}, "low": {"c": 1}, "mid": {"e": 1}})
    assert settled_of(analysis_of(pack, a=True, c=True, e=True)).full
    assert settled_of(analysis_of(pack, a=True, c=False, e=True)).full
    half = settled_of(analysis_of(pack, a=True, e=True))
    assert (half.levels, half.full) == (True, False)


@pytest.mark.parametrize(
    ("answers", "withheld"),
    [
        ({}, False),
        ({"b": True}, True),
        ({"b": False}, False),
        ({"c": True}, False),
        ({"a": True, "b": True}, True),
    ],
)
def test_suggestions_are_surely_withheld_where_a_rule_that_withholds_them_holds(
    answers: dict[str, Any], *, withheld: bool
) -> None:
    pack = small_pack(FIVE, {"relief": {"a": 10}}, safety={"hold": yes("b"), "discuss": yes("c")})
    assert analysis_of(pack, **answers).surely_withheld is withheld


def test_suggestions_are_surely_withheld_where_a_red_flag_was_asked_and_left_open() -> None:
    pack = small_pack([question("flag", safety="always"), *FIVE], {"relief": {"a": 10}})
    assert not analysis_of(pack).surely_withheld
    assert analysis_of(pack, asked=["flag"]).surely_withheld
    assert not analysis_of(pack, asked=["b"]).surely_withheld
    assert not analysis_of(pack, asked=["flag"], flag=False).surely_withheld


def test_first_steps_are_settled_once_nothing_can_bring_or_take_one() -> None:
    def settled(**raw: Any) -> bool:
        return settled_of(analysis_of(NEEDLES, **raw)).first_steps

    assert not settled()
    assert not settled(fear=True, b=False, e=False)  # the scores may end that questions about needles count
    assert settled(fear=True, a=True, b=False, e=False)
    assert not settled(fear=True, a=True, b=False)
    assert settled_of(analysis_of(SCREENED, a=False, b=False, e=True)).first_steps
    assert not settled_of(analysis_of(SCREENED, a=False, e=True)).first_steps


def test_a_rule_that_cannot_be_seen_through_in_time_is_not_called_exact() -> None:
    analysis = analysis_of(NEEDLES, fear=True)
    assert settled_of(analysis).exact
    analysis.answers.work.exceeded = True
    assert not settled_of(analysis).exact


def test_the_opposite_of_a_rule_that_is_open_is_open_too() -> None:
    pack = small_pack(FIVE, {}, steps={"one": {yes("a"): 10}, "other": {negate(yes("a")): 10}})
    assert set(analysis_of(pack).open_steps) == {"one", "other"}
    assert set(analysis_of(pack, a=True).open_steps) == set()
