"""A result as FHIR: the same answers come back, other programs take every resource, and nothing private or
merely possible gets out.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from base_runner import BASE, HEEL
from drawing import complete_answers, partial_answers
from fhir_form import all_items, validated
from fhir_results import TODAY, bundle_of
from runner_intake import assess, bundled_pack
from runner_intake.cli import cli
from runner_intake.engine.sharing import shareable
from runner_intake.exchange.fhir_reader import read_response
from runner_intake.exchange.fhir_response import response_resource
from runner_intake.questionnaire import check_answers

if TYPE_CHECKING:
    from pathlib import Path


PACK = bundled_pack()
ANYONE = st.one_of(
    complete_answers(PACK.questionnaire, healthy=True),
    partial_answers(PACK.questionnaire),
    partial_answers(PACK.questionnaire, healthy=True),
)


def resources(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


HEEL_BUNDLE = bundle_of(assess(HEEL, today=TODAY), patient="Patient/7")


# --- what is in it


def test_there_is_one_action_a_suggestion_in_their_order_with_reason_and_citation() -> None:
    result = assess(HEEL)
    (group,) = resources(HEEL_BUNDLE, "RequestGroup")
    assert [(action["prefix"], action["title"]) for action in group["action"]] == [
        (str(suggestion.rank), suggestion.title) for suggestion in result.suggestions
    ]
    (guidance,) = resources(HEEL_BUNDLE, "GuidanceResponse")
    by_url = {entry["fullUrl"]: entry["resource"] for entry in HEEL_BUNDLE["entry"]}
    assert by_url[guidance["result"]["reference"]] == group
    kinds = {row["type"] for action in group["action"] for row in action["documentation"]}
    assert kinds == {"justification", "citation"}
    assert [note["text"].split(". ")[0] for note in group["note"]] == [
        step.title for step in result.first_steps
    ]
    assert all(
        by_url[action["resource"]["reference"]]["resourceType"] == "CommunicationRequest"
        for action in group["action"]
    )


def test_every_finding_is_an_issue_and_every_ratio_an_observation() -> None:
    raw = {**HEEL, "health_conditions": ["blood_thinner"]}
    result = assess(raw, today=TODAY)
    bundle = bundle_of(result)
    (issue,) = resources(bundle, "DetectedIssue")
    (finding,) = result.safety.findings
    assert (issue["code"]["coding"][0]["code"], issue["severity"]) == (finding.rule, "moderate")
    assert issue["detail"] == finding.message
    observed = {
        row["code"]["coding"][0]["code"]: row["valueQuantity"]["value"]
        for row in resources(bundle, "Observation")
    }
    assert observed == result.description
    urgent = bundle_of(assess({**BASE, "urgent_head_chest": ["chest_pain"]}))
    assert {issue["severity"] for issue in resources(urgent, "DetectedIssue")} == {"high"}


def test_the_rules_that_made_it_are_named_by_their_hash() -> None:
    (provenance,) = resources(HEEL_BUNDLE, "Provenance")
    identified = [entity["what"].get("identifier", {}).get("value") for entity in provenance["entity"]]
    assert PACK.sha256 in identified
    assert len(provenance["target"]) == len(HEEL_BUNDLE["entry"]) - 1
    assert provenance["recorded"] == "2026-11-26T09:30:00+00:00"


def test_it_is_about_the_patient_that_was_named() -> None:
    (response,) = resources(HEEL_BUNDLE, "QuestionnaireResponse")
    assert response["subject"] == {"reference": "Patient/7"}
    assert response["questionnaire"] == "urn:runner-intake:Questionnaire:runner-intake|2026.2"


def test_where_answers_about_safety_are_missing_it_says_which_and_suggests_nothing() -> None:
    raw = {name: value for name, value in HEEL.items() if name != "urgent_body"}
    bundle = bundle_of(assess(raw))
    (guidance,) = resources(bundle, "GuidanceResponse")
    assert guidance["status"] == "data-required"
    wanted = [row["codeFilter"][0]["code"][0]["code"] for row in guidance["dataRequirement"]]
    assert wanted == ["urgent_body"]
    assert not resources(bundle, "CommunicationRequest")
    (response,) = resources(bundle, "QuestionnaireResponse")
    assert response["status"] == "in-progress"


@pytest.mark.slow
@given(ANYONE)
def test_no_score_is_told_and_withheld_suggestions_are_not_there(raw: dict[str, Any]) -> None:
    result = assess(raw)
    bundle = bundle_of(result)
    assert len(resources(bundle, "CommunicationRequest")) == len(result.suggestions)
    texts = json.dumps([entry["resource"] for entry in bundle["entry"]])
    assert not re.search(r'"(probability\w*|score|priority|match|points)"', texts)
    if not result.suggestions:
        for benefit in PACK.benefits:
            assert benefit.title not in texts


@pytest.mark.slow
@given(ANYONE)
def test_every_reference_inside_it_leads_somewhere(raw: dict[str, Any]) -> None:
    bundle = bundle_of(assess(raw))
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    named = set(re.findall(r'"reference": "(urn:uuid:[^"]+)"', json.dumps(bundle)))
    assert named <= set(urls)


# --- the answers come back


@pytest.mark.slow
@given(ANYONE)
def test_the_answers_come_back_as_they_were_and_give_the_same_result(raw: dict[str, Any]) -> None:
    kept = {name: value for name, value in raw.items() if name != "crisis_thoughts"}
    result = assess(kept, today=TODAY)
    again = assess(read_response(bundle_of(result), PACK), today=TODAY)
    if result.safety.outcome == "consent_needed":  # nothing but the refusal is kept
        assert again.answers == {"data_consent": False}
    else:
        assert again == result


@pytest.mark.slow
@given(ANYONE)
def test_items_stand_in_the_order_and_the_groups_of_the_questionnaire(raw: dict[str, Any]) -> None:
    result = assess(raw)
    response: Any = response_resource(result, PACK)
    answered = [item["linkId"] for item in all_items(response.get("item", [])) if "answer" in item]
    assert answered == [name for name, value in result.answers.items() if value is not None]


@pytest.mark.slow
@given(partial_answers(PACK.questionnaire))
def test_a_private_answer_never_gets_out(raw: dict[str, Any]) -> None:
    outcomes = {}
    for answer in ("yes", "no", "prefer_not_to_say"):
        answers = {**raw, "low_mood": "nearly_every_day", "crisis_thoughts": answer}
        result = shareable(check_answers(answers, PACK.questionnaire), PACK, today=TODAY)
        if result is not None:
            outcomes[answer] = json.dumps(bundle_of(result))
            assert "crisis_thoughts" not in re.findall(r'"linkId": "(\w+)"', outcomes[answer])
    assert len(set(outcomes.values())) <= 1


# --- judged by others


@pytest.mark.slow
@settings(max_examples=50)
@given(ANYONE)
def test_fhir_resources_takes_every_resource_of_50_runners(raw: dict[str, Any]) -> None:
    result = assess(raw, today=TODAY)
    for version in ("R4", "R5"):
        bundle = bundle_of(result, version=version)
        validated("Bundle", bundle, version)
        for entry in bundle["entry"]:
            validated(entry["resource"]["resourceType"], entry["resource"], version)


# --- the command


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, list(arguments))
    return done.exit_code, done.stdout


def test_the_command_writes_a_bundle_that_other_commands_read(tmp_path: Path) -> None:
    answers, bundle = tmp_path / "answers.json", tmp_path / "bundle.json"
    answers.write_text(json.dumps(HEEL))
    code, printed = run("export", "fhir", str(answers), "--patient", "Patient/7")
    bundle.write_text(printed)
    assert code == 0
    assert len(json.loads(printed)["entry"]) == len(HEEL_BUNDLE["entry"])
    code, imported = run("import", "fhir", str(bundle))
    assert code == 0
    assert json.loads(imported) == {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in assess(HEEL).answers.items()
    }
    assert run("assess", str(bundle), "--json") == run("assess", str(answers), "--json")


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_an_outcome_that_rests_on_a_private_answer_is_not_written(answer: str, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({**BASE, "low_mood": "nearly_every_day", "crisis_thoughts": answer}))
    done = CliRunner().invoke(cli, ["export", "fhir", str(answers)])
    if answer == "yes":
        assert done.exception is not None
        assert "D05" in str(done.exception)
    assert "crisis_thoughts" not in done.stdout
