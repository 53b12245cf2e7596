"""The safety screen: what it must never do, whatever the answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from base_runner import HEEL
from drawing import HEALTHY, partial_answers
from random_packs import pack_of
from runner_intake import Assessment, Pack, assess, bundled_pack
from runner_intake.conditions import (
    NONE_OPTION,
    All,
    AsGiven,
    Condition,
    NumberDomain,
    OneOf,
    Within,
    fields_used,
    ground,
    negate,
    truth,
)
from runner_intake.conditions.solve import solve
from runner_intake.engine.needles import Needles
from runner_intake.engine.scores import Scores
from runner_intake.pack import PointRule, SafetyRule, When
from runner_intake.questionnaire import Field, Question, Questionnaire, Section, check_answers, normalise
from runner_intake.result.assessment import Withheld
from runner_intake.safety import reports_emergency, screen, withheld
from runner_intake.score import may_suggest
from runner_intake.vocabulary import OUTCOMES, SUGGESTING, UNSCORED, WITHHOLDING

PACK = bundled_pack()
FIELDS = PACK.questionnaire.fields
SAFETY = [name for name in PACK.questionnaire.safety_fields if name in HEEL]
"""Every safety question but the one that is only asked after low mood or much worry."""
SIGNS = [
    (name, code)
    for name in PACK.questionnaire.safety_fields
    if FIELDS[name].kind == "multi_choice" and name != "pain_sites"
    for code in FIELDS[name].options
    if code != NONE_OPTION
]
MOOD = ("low_mood", "persistent_worry")  # without both it is not known whether the private question is asked
CRISIS = {"low_mood": "several_days", "crisis_thoughts": "yes"}
STOPPING = [
    (rule.id, rule.outcome) for rule in PACK.safety if rule.outcome in ("emergency", "urgent", "hold")
]


def shown(result: Assessment) -> set[str]:
    return {suggestion.benefit for suggestion in result.suggestions}


def rank(result: Assessment) -> int:
    return OUTCOMES.index(result.safety.outcome)


def test_a_healthy_runner_with_pain_gets_a_suggestion() -> None:
    assert shown(assess(HEEL)) == {"injury_recovery"}


@pytest.mark.parametrize("name", SAFETY)
def test_without_one_safety_answer_nothing_is_suggested(name: str) -> None:
    for missing in ({}, {name: None}):
        answers = {**{key: value for key, value in HEEL.items() if key != name}, **missing}
        result = assess(answers)
        assert result.safety.outcome == "incomplete"
        assert result.safety.missing == (name, *(["crisis_thoughts"] if name in MOOD else []))
        assert not result.suggestions
        assert all(isinstance(other, Withheld) for other in result.others)


@pytest.mark.slow
@given(partial_answers(PACK.questionnaire))
def test_withheld_suggestions_are_absent_from_the_document(raw: dict[str, Any]) -> None:
    result = assess(raw)
    if result.safety.outcome in SUGGESTING:
        assert not any(isinstance(other, Withheld) for other in result.others)
    else:
        assert not result.suggestions
        assert {frozenset(other.model_dump()) for other in result.others} == {
            frozenset({"benefit", "title", "why"})
        }
    assert {other.benefit for other in result.others} | shown(result) == set(PACK.benefit)
    if result.safety.outcome in ("emergency", "consent_needed"):
        assert {finding.outcome for finding in result.safety.findings} == {result.safety.outcome}
        assert not any(result.settled.model_dump().values())
        assert not result.description


@pytest.mark.slow
@given(partial_answers(PACK.questionnaire, healthy=True), st.sampled_from(SIGNS))
def test_ticking_a_sign_never_reveals_a_suggestion_and_never_eases_the_outcome(
    raw: dict[str, Any], sign: tuple[str, str]
) -> None:
    name, code = sign
    before = assess(raw)
    ticked = [code, *(option for option in raw[name] if option != NONE_OPTION)]
    after = assess({**raw, name: ticked})
    assert rank(after) <= rank(before)
    stops = {rule for rule, _ in STOPPING}
    if any(finding.rule in stops for finding in after.safety.findings):
        assert not after.suggestions


@pytest.mark.slow
@given(partial_answers(PACK.questionnaire, healthy=True), st.sampled_from(SAFETY))
def test_blanking_a_safety_answer_never_reveals_a_suggestion(raw: dict[str, Any], name: str) -> None:
    without = assess({key: value for key, value in raw.items() if key != name})
    assert not without.suggestions
    assert without == assess({**raw, name: None})


@pytest.mark.slow
@given(partial_answers(PACK.questionnaire))
def test_the_crisis_answer_never_appears(raw: dict[str, Any]) -> None:
    text = assess({**raw, **CRISIS}).model_dump_json()
    assert '"field":"crisis_thoughts"' not in text
    result = assess({**raw, **CRISIS})
    assert result.safety.outcome == "emergency"
    assert next(finding for finding in result.safety.findings if finding.rule == "E11").because == ()
    assert any("Samaritans" in line.number for line in result.safety.help_lines)


MOODS = ["no_days", "several_days", "more_than_half", "nearly_every_day", None]


@pytest.mark.slow
@given(partial_answers(PACK.questionnaire), st.sampled_from(MOODS), st.sampled_from(MOODS))
def test_a_yes_to_the_crisis_question_counts_whether_it_was_due_or_not(
    raw: dict[str, Any], mood: str | None, worry: str | None
) -> None:
    given_yes = {**raw, "low_mood": mood, "persistent_worry": worry, "crisis_thoughts": "yes"}
    result = assess(given_yes)
    assert result.safety.outcome == "emergency"
    assert "crisis_support" in {step.id for step in result.first_steps}
    assert not result.suggestions
    assert "crisis_thoughts" not in result.model_dump_json()


def test_help_lines_can_be_those_of_one_country() -> None:
    lines = assess(CRISIS, region="GB").safety.help_lines
    assert {line.region for line in lines} == {"GB"}
    assert any("116 123" in line.number for line in lines)


def test_preferring_not_to_say_answers_the_question_and_adds_a_help_line() -> None:
    result = assess({**HEEL, **CRISIS, "crisis_thoughts": "prefer_not_to_say"})
    assert result.safety.outcome == "clear"
    assert result.suggestions
    assert any("Samaritans" in line.number for line in result.safety.help_lines)


def test_a_ticked_flag_names_the_answers_that_decide_and_waits_for_them() -> None:
    knee = {"pain_sites": ["knee_front"], "main_site": "knee_front", "diagnosis": "patellofemoral_pain"}
    assert assess({**HEEL, **knee}).safety.outcome == "clear"
    raw = {**HEEL, **knee, "bone_signs": ["point_tender_bone"], "energy_signs": None}
    assert "energy_signs" in assess(raw).safety.missing
    assert assess({**raw, "energy_signs": ["none"]}).safety.outcome == "discuss"
    assert assess({**raw, "energy_signs": ["restricting"]}).safety.outcome == "urgent"


def test_an_urgent_rule_over_a_ratio_waits_only_for_the_number_that_is_missing() -> None:
    jump = Within("weekly_jump", low=2)
    rule = next(rule for rule in PACK.safety if rule.outcome == "urgent")
    pack = replace(PACK, safety=(*PACK.safety, replace(rule, id="U99", when=When(jump, jump))))
    both = ("weekly_distance_km", "last_week_distance_km")
    for known, missing in (({}, both), ({both[0]: 40}, both[1:]), ({both[1]: 40}, both[:1])):
        screening = screen(check_answers({**HEALTHY, **known}, pack.questionnaire), pack)
        assert (screening.outcome, screening.missing) == ("incomplete", missing)


@pytest.mark.slow
@given(partial_answers(PACK.questionnaire), st.data())
def test_an_answer_behind_a_closed_gate_changes_nothing_except_through_the_clarify_rules(
    raw: dict[str, Any], data: st.DataObject
) -> None:
    behind = {
        "pain_sites": ["main_site", "pain_rest_0_10", "pain_weeks", "running_limit", "diagnosis"],
        "race_planned": ["weeks_to_race"],
    }
    gate = data.draw(st.sampled_from(sorted(behind)))
    closed = {
        **raw,
        gate: ["none"] if gate == "pain_sites" else False,
        "pain_running_0_10": None,
        "last_week_distance_km": None,
    }
    bare = {name: value for name, value in closed.items() if name not in behind[gate]}
    before, after = assess(bare), assess(closed)
    assume(not {"C3", "C5"} & {finding.rule for finding in after.safety.findings})
    record: dict[str, Any] = {"ignored_answers": (), "answers": {}}
    assert after.model_copy(update=record) == before.model_copy(update=record)


@pytest.mark.parametrize("rule", PACK.safety, ids=lambda rule: str(rule.id))
def test_a_rule_ends_the_questions_about_needles_if_it_withholds_and_looks_at_none_of_them(
    rule: SafetyRule,
) -> None:
    solution = solve(rule.when.grounded, check_answers({}, PACK.questionnaire).facts)
    if solution is None:  # a contradiction needs answers as given
        assert rule.outcome == "clarify"
        return
    answers = normalise(solution, PACK.questionnaire)
    about_needles = bool(fields_used(rule.when.grounded) & PACK.questionnaire.needling_fields)
    ends = rule.outcome in WITHHOLDING and not about_needles and rule.outcome != "guardian_needed"
    assert withheld(answers, PACK) is ends
    assert Needles(Scores(answers, PACK)).count is not ends
    asked = screen(answers, PACK, needles=not ends).missing
    assert bool(PACK.questionnaire.needling_fields.intersection(asked)) is (
        not ends and rule.outcome not in UNSCORED
    )


def test_an_answer_behind_a_question_about_needles_is_kept_and_tried_only_where_it_is_missing() -> None:
    fear, miles = (Field(name, name, "number", NumberDomain(0, 3, 1)) for name in ("fear", "miles"))
    few, many = Within("fear", high=1), Within("miles", low=2)
    questions = (
        Question("fear", "all", "fear", "fear", (fear,), safety="needling"),
        Question("miles", "all", "miles", "miles", (miles,), when=few),
    )
    questionnaire = Questionnaire((Section("all", "all", "all", questions),))
    benefit = replace(PACK.benefits[0], max=4, requires=When())

    def pack_for(written: Condition) -> Pack:
        rule = PointRule("b.1", "b.1", When(written, ground(written, {"miles": few})), 4, "because", (), "")
        return replace(pack_of(questionnaire, []), benefits=(replace(benefit, rules=(rule,)),))

    pack = pack_for(many)
    assert [may_suggest(pack, known) for known in ({}, {"miles": 1}, {"miles": 3})] == [True, False, True]
    assert may_suggest(pack, {"fear": 3})  # what is said about needles makes no difference
    assert may_suggest(pack_for(negate(few)), {})
    assert not may_suggest(pack_for(All((negate(few), many))), {"miles": 3})  # then miles are not asked


def test_a_rule_for_a_guardian_waits_only_for_an_answer_that_may_still_come() -> None:
    no_yes = AsGiven(OneOf("guardian_consent", (True,)), negated=True)
    rule = next(rule for rule in PACK.safety if rule.outcome == "guardian_needed")
    pack = replace(PACK, safety=(replace(rule, when=When(no_yes, no_yes)),))
    for raw, ends in (
        ({"age_years": 16}, False),
        ({"age_years": 16, "guardian_consent": False}, True),
        ({"age_years": 16, "guardian_consent": True}, False),
        ({"age_years": 30}, True),  # nobody will be asked
    ):
        assert withheld(check_answers(raw, pack.questionnaire), pack) is ends


def test_a_stale_answer_that_contradicts_is_asked_again() -> None:
    raw = {**HEALTHY, "pain_sites": ["none"], "pain_running_0_10": 2}
    result = assess(raw)
    assert result.safety.outcome == "clarify"
    assert result.ignored_answers == ("pain_running_0_10",)
    assert assess({**raw, "pain_running_0_10": 1}).safety.outcome == "clear"


def test_an_answer_reports_an_emergency_where_an_emergency_rule_takes_it_as_given(pack: Pack) -> None:
    crisis = next(rule for rule in pack.safety if rule.id == "E11")

    def rule(name: str, value: Any, **changes: Any) -> SafetyRule:
        test = AsGiven(OneOf(name, (value,)), negated=changes.pop("negated", False))
        return replace(crisis, when=replace(crisis.when, written=test, grounded=test), **changes)

    others = (
        rule("sex", "female", id="E98"),
        rule("race_planned", True, id="E99", negated=True),
        rule("flu_vaccine", "yes", id="U99", outcome="urgent"),
    )
    own = replace(pack, safety=(*pack.safety, *others))
    assert reports_emergency("crisis_thoughts", "yes", own)
    assert reports_emergency("sex", "female", own)
    for name, value in {
        "crisis_thoughts": "no",
        "sex": "male",
        "flu_vaccine": "yes",
        "low_mood": "yes",
    }.items():
        assert not reports_emergency(name, value, own)
    assert not reports_emergency("race_planned", False, own)
    assert not reports_emergency("sex", "female", pack)


def listed_as_they_should(raw: dict[str, Any]) -> None:
    answers = check_answers(raw, PACK.questionnaire)
    screening = screen(answers, PACK)
    holding = [rule for rule in PACK.safety if truth(rule.when.grounded, answers.facts)]
    findings = [rule for rule in holding if rule.outcome]
    if screening.outcome in UNSCORED:
        findings = [rule for rule in findings if rule.outcome == screening.outcome]
    assert list(screening.findings) == findings
    assert list(screening.notices) == [rule for rule in holding if rule.outcome is None]


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"urgent_body": ["hot_swollen_joint", "dark_urine"], "health_conditions": ["blood_thinner"]},
        {"urgent_head_chest": ["chest_pain"], "low_mood": "nearly_every_day", "crisis_thoughts": "yes"},
        {"data_consent": False, "urgent_body": ["dark_urine"]},
        {"health_conditions": ["epilepsy", "heart_valve"]},
        {"health_conditions": ["blood_thinner"], "low_mood": "nearly_every_day", "crisis_thoughts": "no"},
    ],
)
def test_at_an_outcome_without_scores_only_its_own_findings_are_listed(answers: dict[str, Any]) -> None:
    listed_as_they_should({**HEEL, **answers})


@given(partial_answers(PACK.questionnaire))
def test_what_holds_is_listed_and_nothing_else(raw: dict[str, Any]) -> None:
    listed_as_they_should(raw)
