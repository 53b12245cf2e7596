"""The questions as a FHIR Questionnaire: a form that knows nothing but FHIR asks what we ask, when we do."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from demo import ROOT
from drawing import complete_answers, partial_answers
from editing import copied
from fhir_form import all_items, shown_questions, validated
from made_up_language import TAG, made_up, write_made_up
from random_packs import pack_of, questionnaires
from runner_intake import bundled_pack, load_pack
from runner_intake.cli import cli
from runner_intake.exchange.fhir_questionnaire import questionnaire_resource
from runner_intake.exchange.gates import Both, Compare, Either, clauses
from runner_intake.pack.texts import text_key
from runner_intake.questionnaire import check_answers

if TYPE_CHECKING:
    from pathlib import Path

    from runner_intake import Pack

PACK = bundled_pack()
EXTENSION = "http://hl7.org/fhir/StructureDefinition/"


def questions_of(pack: Pack, **how: Any) -> dict[str, Any]:
    """The Questionnaire as another program reads it."""
    document: dict[str, Any] = json.loads(json.dumps(questionnaire_resource(pack, **how)))
    return document


FORM = questions_of(PACK)
ITEMS = {item["linkId"]: item for item in all_items(FORM["item"])}


def test_every_field_but_the_private_one_is_asked_once_under_its_own_id() -> None:
    counted = Counter(item["linkId"] for item in all_items(FORM["item"]))
    assert set(counted.values()) == {1}
    asked = [name for name, item in ITEMS.items() if item["type"] not in ("group", "display")]
    assert asked == [name for name, field in PACK.questionnaire.fields.items() if not field.private]


def test_it_names_its_version_and_that_nobody_has_reviewed_it() -> None:
    assert (FORM["url"], FORM["version"]) == ("urn:runner-intake:Questionnaire:runner-intake", "2026.2")
    assert FORM["status"] == "draft"
    named = questions_of(PACK, base="https://clinic.example/fhir/")
    assert named["url"] == "https://clinic.example/fhir/Questionnaire/runner-intake"


def test_a_number_has_its_unit_its_range_and_its_decimals() -> None:
    rules = {rule["url"].removeprefix(EXTENSION): rule for rule in ITEMS["weekly_distance_km"]["extension"]}
    assert rules["minValue"]["valueDecimal"] == 0
    assert rules["maxValue"]["valueDecimal"] == 300
    assert rules["maxDecimalPlaces"]["valueInteger"] == 3
    assert rules["questionnaire-unit"]["valueCoding"]["code"] == "km"
    assert ITEMS["pain_weeks"]["type"] == "integer"
    units = {
        rule["valueCoding"]["code"]
        for item in ITEMS.values()
        for rule in item.get("extension", [])
        if rule["url"].endswith("questionnaire-unit")
    }
    assert units == {"km", "wk", "a", "d", "h", "{runs}", "{injuries}", "{illnesses}", "{sessions}"}


def test_a_scale_says_what_its_ends_mean() -> None:
    assert ITEMS["pain_rest_0_10"]["text"].endswith("(0 = no pain, 10 = the worst pain you can think of)")


def test_none_stands_alone_by_an_option_and_by_a_constraint_in_words() -> None:
    item = ITEMS["urgent_body"]
    exclusive = [
        option["valueCoding"]["code"]
        for option in item["answerOption"]
        if any(
            rule["url"] == f"{EXTENSION}questionnaire-optionExclusive" for rule in option.get("extension", [])
        )
    ]
    assert exclusive == ["none"]
    (constraint,) = (rule for rule in item["extension"] if rule["url"] == f"{EXTENSION}targetConstraint")
    parts = {part["url"]: part for part in constraint["extension"]}
    assert parts["human"]["valueString"] == "“None of these” cannot be combined with other answers."
    assert "linkId='urgent_body'" in parts["expression"]["valueExpression"]["expression"]
    assert parts["key"]["valueId"] == "urgent-body-none-alone"


def test_only_consent_is_required() -> None:
    assert [name for name, item in ITEMS.items() if item.get("required")] == ["data_consent"]


def test_r5_says_coding_where_r4_says_choice() -> None:
    items = {item["linkId"]: item for item in all_items(questions_of(PACK, version="R5")["item"])}
    assert (ITEMS["main_site"]["type"], items["main_site"]["type"]) == ("choice", "coding")
    assert items["main_site"]["answerConstraint"] == "optionsOnly"
    assert "answerConstraint" not in ITEMS["main_site"]


def test_an_item_with_several_conditions_says_how_they_go_together() -> None:
    for item in ITEMS.values():
        assert len(item.get("enableWhen", [])) < 2 or item["enableBehavior"] in ("all", "any")


def test_texts_have_their_translations_beside_them(tmp_path: Path) -> None:
    folder = copied(tmp_path / "pack")
    write_made_up(load_pack(folder), folder)
    pack = load_pack(folder)
    items = {item["linkId"]: item for item in all_items(questions_of(pack)["item"])}
    english = items["age_years"]["text"]
    (translation,) = items["age_years"]["_text"]["extension"]
    assert {
        part["url"]: part.get("valueCode", part.get("valueString")) for part in translation["extension"]
    } == {
        "lang": TAG,
        "content": made_up(text_key(english)),
    }
    option = items["diagnosis"]["answerOption"][0]["valueCoding"]
    assert option["_display"]["extension"][0]["extension"][1]["valueString"] == made_up(option["display"])


# --- gates


def applicable(raw: dict[str, Any], pack: Pack) -> set[str]:
    answers = check_answers(raw, pack.questionnaire)
    return {
        name
        for name, field in pack.questionnaire.fields.items()
        if answers.applicable.get(name, True) is True and not field.private
    }


@pytest.mark.slow
@given(complete_answers(PACK.questionnaire))
def test_a_form_shows_exactly_the_questions_that_apply(raw: dict[str, Any]) -> None:
    assert shown_questions(FORM, raw) == applicable(raw, PACK)


@pytest.mark.slow
@given(partial_answers(PACK.questionnaire))
def test_with_gaps_too_a_form_shows_the_questions_that_surely_apply(raw: dict[str, Any]) -> None:
    assert shown_questions(FORM, raw) == applicable(raw, PACK)


@pytest.mark.slow
@given(st.data())
def test_any_gate_of_any_pack_is_said_exactly(data: st.DataObject) -> None:
    pack = pack_of(data.draw(questionnaires()), [])
    raw = data.draw(complete_answers(pack.questionnaire))
    assert shown_questions(questions_of(pack), raw) == applicable(raw, pack)


def test_very_many_alternatives_are_left_out_so_that_the_question_is_shown() -> None:
    pairs = tuple(
        Both((Compare(f"a{n}", "=", value=True), Compare(f"b{n}", "=", value=True))) for n in range(9)
    )
    assert clauses(Either(pairs)) == ()
    assert len(clauses(Either(pairs[:3]))) == 8


def test_a_clause_that_another_implies_is_not_said() -> None:
    one, other = Compare("a", "=", value=True), Compare("b", "=", value=True)
    assert clauses(Both((Either((one, other)), one))) == ((one,),)


# --- judged by others


@pytest.mark.parametrize("version", ["R4", "R5"])
def test_fhir_resources_takes_it(version: str) -> None:
    validated("Questionnaire", questions_of(PACK, version=version), version)


@pytest.mark.slow
def test_the_command_prints_it() -> None:
    printed = CliRunner().invoke(cli, ["export", "fhir"], catch_exceptions=False)
    assert json.loads(printed.stdout) == FORM
    other = CliRunner().invoke(
        cli, ["export", "fhir", "--fhir", "R5", "--pack", str(ROOT / "rules")], catch_exceptions=False
    )
    assert json.loads(other.stdout) == questions_of(PACK, version="R5")
