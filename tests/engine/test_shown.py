"""How answers, reasons and notices are written in the result document."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

from demo import RATIO
from runner_intake import bundled_pack
from runner_intake.conditions import All, Value
from runner_intake.engine.findings import finding_of
from runner_intake.engine.notices import help_lines, notices, rules_used
from runner_intake.engine.shown import RETURNING, shown, whole_text
from runner_intake.pack import Closing, Region, TextPart, When
from runner_intake.questionnaire import Saved, check_answers
from runner_intake.result.assessment import Answer
from runner_intake.safety import screen
from small_packs import question, small_pack, yes

PACK = bundled_pack()


def test_a_ratio_has_two_decimals_and_says_so_after_a_break() -> None:
    answers = check_answers({}, RATIO)

    def jump(value: Value | None) -> Answer:
        return shown("jump", value, answers)

    assert [jump(value) for value in (Fraction(4, 3), Fraction(2), 1, None)] == [1.33, 2.0, 1.0, None]
    assert jump(math.inf) == RETURNING
    assert shown("last_km", 5, answers) == 5
    assert isinstance(shown("last_km", 5, answers), int)


def test_a_list_is_in_the_order_of_its_options() -> None:
    answers = check_answers({}, PACK.questionnaire)
    options = list(PACK.questionnaire.fields["pain_sites"].options)
    assert shown("pain_sites", frozenset(options[3:0:-1]), answers) == tuple(options[1:4])
    assert shown("main_site", options[1], answers) == options[1]


def test_only_reasons_that_surely_hold_follow_a_text() -> None:
    pack = small_pack([question("a"), question("b"), question("c")], {})
    parts = [TextPart(When(yes(name), yes(name)), f" {name}. ") for name in "abc"]
    facts = check_answers({"a": True, "b": False}, pack.questionnaire).facts
    assert whole_text(" Why. ", parts, facts) == "Why. a."


# --- notices, numbers to call, findings


def test_closing_texts_are_said_where_they_hold_and_not_at_the_outcomes_that_hide_them() -> None:
    plain = small_pack([question("a"), question("b")], {}, safety={"hold": yes("b")})
    a = When(yes("a"), yes("a"))
    pack = replace(plain, closing=(Closing("c", "Rest.", (), ("hold",)), Closing("d", "Run.", (), (), a)))

    def said(**raw: object) -> list[str]:
        answers = check_answers(raw, pack.questionnaire)
        return [text for text in notices(screen(answers, pack), answers, pack) if text in ("Rest.", "Run.")]

    assert said() == ["Rest."]
    assert said(a=True, b=False) == ["Rest.", "Run."]
    assert said(a=True, b=True) == ["Run."]
    assert said(a=False, b=True) == []


def test_what_could_not_be_taken_over_is_named_by_its_question_or_else_by_its_old_name() -> None:
    plain = small_pack([question("a")], {})
    section = plain.questionnaire.sections[0]
    own = section.questions[0]
    asking = replace(own, fields=(replace(own.fields[0], ask="Do you run?"),))
    questionnaire = replace(plain.questionnaire, sections=(replace(section, questions=(asking,)),))
    pack = replace(plain, questionnaire=questionnaire)
    answers = check_answers(Saved({"a": "often", "walks": True}, is_earlier=True), questionnaire)
    said = list(notices(screen(answers, pack), answers, pack))
    assert answers.again == ("a", "walks")
    assert "Do you run?" in said[0]
    assert "walks" in said[0]
    fine = check_answers({"a": True}, questionnaire)
    assert list(notices(screen(fine, pack), fine, pack)) == [rules_used(pack)]


def test_rules_that_somebody_reviewed_name_the_reviewer_and_others_say_that_nobody_did() -> None:
    pack = small_pack([], {})
    assert "No clinician has reviewed" in rules_used(pack)
    assert "Dr. Hill" in rules_used(replace(pack, reviewed_by="Dr. Hill"))


def test_numbers_to_call_are_those_of_the_region_or_else_of_all() -> None:
    regions = tuple(Region(code, code, f"1-{code}", f"2-{code}", checked=True) for code in ("AA", "BB"))
    plain = small_pack([question("a")], {}, safety={"emergency": yes("a"), "hold": yes("a")})
    pack = replace(plain, regions=regions)
    emergency, hold = pack.safety
    rules = [replace(emergency, lines="emergency"), hold, replace(emergency, lines="emergency")]
    assert [line.number for line in help_lines(rules, pack, regions[1])] == ["1-BB"]
    assert [line.number for line in help_lines(rules, pack, None)] == ["1-AA", "1-BB"]
    assert list(help_lines([hold], pack, None)) == []


def test_a_finding_names_its_sources_and_the_answers_that_make_it_true_but_no_private_one() -> None:
    questions = [question("a"), question("b")]
    questions[1] = replace(questions[1], fields=(replace(questions[1].fields[0], private=True),))
    both = All((yes("a"), yes("b")))
    pack = small_pack(questions, {}, safety={"hold": both})
    rule = replace(pack.safety[0], basis=("expert-opinion", "hill-2020"))
    finding = finding_of(rule, check_answers({"a": True, "b": True}, pack.questionnaire))
    assert [(because.field, because.value) for because in finding.because] == [("a", True)]
    assert finding.sources == ("hill-2020",)
