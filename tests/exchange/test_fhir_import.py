"""FHIR responses as other programs send them: read leniently where they can mean one thing only, refused with
all their problems where not.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from runner_intake import IntakeError, assess, bundled_pack
from runner_intake.cli import cli
from runner_intake.exchange.fhir_reader import read_response

if TYPE_CHECKING:
    from pathlib import Path

PACK = bundled_pack()
ADDRESS = f"https://clinic.example/Questionnaire/{PACK.id}|{PACK.version}"
Item = dict[str, Any]


def response(*items: Any, **other: Any) -> dict[str, Any]:
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": ADDRESS,
        "status": "completed",
        "item": list(items),
        **other,
    }


def item(name: str, *answers: Any) -> Item:
    return {"linkId": name, "answer": list(answers)}


def code(value: str, **other: str) -> Item:
    return {"valueCoding": {"code": value, **other}}


def read(*items: Any, **other: Any) -> dict[str, Any]:
    return dict(read_response(response(*items, **other), PACK).answers)


def problems(document: Any) -> list[tuple[str, str]]:
    with pytest.raises(IntakeError) as caught:
        read_response(document, PACK, "response.json")
    return [(problem.code, problem.path) for problem in caught.value.problems]


# --- read leniently


def test_answers_are_found_in_groups_and_below_answers() -> None:
    inner = item("age_years", {"valueInteger": 35})
    below = {"linkId": "data_consent", "answer": [{"valueBoolean": True, "item": [inner]}]}
    assert read({"linkId": "section.about_you", "item": [below]}) == {"data_consent": True, "age_years": 35}


@pytest.mark.parametrize(
    ("name", "answer", "value"),
    [
        ("data_consent", {"valueBoolean": False}, False),
        ("data_consent", code("Y"), "yes"),
        ("data_consent", {"valueString": "Yes"}, "yes"),
        ("main_site", code("heel", system="https://x.example/CodeSystem/main_site"), "heel"),
        ("main_site", {"valueCoding": {"display": "HEEL"}}, "heel"),
        ("main_site", {"valueString": " Front of my  knee, around or behind the kneecap"}, "knee_front"),
        ("pain_weeks", {"valueDecimal": 10.0}, 10.0),
        ("pain_weeks", {"valueQuantity": {"value": 10, "code": "wk"}}, 10),
        ("weekly_distance_km", {"valueQuantity": {"value": 10, "unit": "mi"}}, 16.093),
        ("weekly_distance_km", {"valueQuantity": {"value": 12500, "code": "m"}}, 12.5),
        ("shoe_distance_km", {"valueQuantity": {"value": 100, "code": "[mi_i]"}}, 160.9),
    ],
)
def test_what_can_mean_one_thing_only_is_read(name: str, answer: Item, value: object) -> None:
    assert read(item(name, answer)) == {name: value}


def test_an_empty_answer_is_not_known() -> None:
    assert read(item("age_years"), item("pain_weeks", {}), {"linkId": "mood"} | {"item": []}) == {}


def test_status_and_totals_are_not_believed() -> None:
    empty = read_response(response(status="completed"), PACK)
    assert assess(empty).safety.outcome == "incomplete"


def test_none_beside_a_sign_counts_as_the_sign() -> None:
    signs = item("urgent_head_chest", code("none"), code("chest_pain"))
    assert assess(read_response(response(signs), PACK)).safety.outcome == "emergency"


def test_a_response_in_a_bundle_is_found() -> None:
    inside = response(item("age_years", {"valueInteger": 35}))
    bundle = {
        "resourceType": "Bundle",
        "entry": [{"resource": {"resourceType": "Patient"}}, {"resource": inside}],
    }
    assert read_response(bundle, PACK).answers == {"age_years": 35}


# --- other versions


def test_an_earlier_version_is_taken_over_as_the_pack_says() -> None:
    earlier = response(
        item("fever_now", {"valueBoolean": True}),
        item("urgent_signs", code("chest_pain"), code("dark_urine")),
        item("rehab_weeks", {"valueInteger": 3}),
        questionnaire=f"urn:x:{PACK.id}|2026.1",
    )
    result = assess(read_response(earlier, PACK))
    assert result.safety.outcome == "emergency"
    assert "rehab_weeks" not in result.answers


def test_an_earlier_version_is_refused_where_the_pack_does_not_say_what_became_of_it() -> None:
    pack = replace(PACK, questionnaire=replace(PACK.questionnaire, renamed=()))
    with pytest.raises(IntakeError) as caught:
        read_response(response(questionnaire=f"urn:x:{PACK.id}|2026.1"), pack)
    assert [problem.code for problem in caught.value.problems] == ["X02"]


# --- hostile


DEEP: dict[str, Any] = {"linkId": "section.a"}
for _ in range(60):
    DEEP = {"linkId": "section.a", "item": [DEEP]}

HOSTILE: dict[str, tuple[Any, set[str]]] = {
    "a list": ([], {"X01"}),
    "nothing": (None, {"X01"}),
    "another resource": ({"resourceType": "Patient"}, {"X01"}),
    "a Questionnaire": ({"resourceType": "Questionnaire", "item": []}, {"X01"}),
    "an empty Bundle": ({"resourceType": "Bundle", "entry": []}, {"X01"}),
    "a Bundle of two": ({"resourceType": "Bundle", "entry": [{"resource": response()}] * 2}, {"X01"}),
    "a Bundle of nonsense": ({"resourceType": "Bundle", "entry": {"a": 1}}, {"X01"}),
    "no questionnaire": (response(questionnaire=None), {"X02"}),
    "a questionnaire that is a number": (response(questionnaire=7), {"X02"}),
    "no version": (response(questionnaire=f"urn:x:{PACK.id}"), {"X02"}),
    "other questions": (response(questionnaire="urn:x:phq-9|1.0"), {"X02"}),
    "a later version": (response(questionnaire=f"urn:x:{PACK.id}|2031.1"), {"X02"}),
    "withdrawn": (response(status="entered-in-error"), {"X06"}),
    "items that are a mapping": (response() | {"item": {"linkId": "age_years"}}, {"X01"}),
    "an item that is a text": (response("age_years"), {"X01"}),
    "an item without linkId": (response({"answer": [{"valueInteger": 3}]}), {"X01"}),
    "a linkId that is a number": (response({"linkId": 3, "answer": []}), {"X01"}),
    "items nested too deep": (response(DEEP), {"X01", "X05"}),
    "an unknown linkId": (response(item("pain_weekz", {"valueInteger": 3})), {"X03"}),
    "a linkId of another version": (response(item("fever_now", {"valueBoolean": True})), {"X03"}),
    "the same question twice": (response(*[item("age_years", {"valueInteger": 35})] * 2), {"X05"}),
    "answers that are no list": (response({"linkId": "age_years", "answer": {"valueInteger": 35}}), {"X04"}),
    "an answer that is a number": (response(item("age_years", 35)), {"X04"}),
    "two types": (response(item("age_years", {"valueInteger": 35, "valueString": "35"})), {"X04"}),
    "a date": (response(item("age_years", {"valueDate": "1990-01-01"})), {"X04"}),
    "an attachment": (response(item("age_years", {"valueAttachment": {"data": "AAAA"}})), {"X04"}),
    "two answers to one question": (
        response(item("age_years", {"valueInteger": 35}, {"valueInteger": 36})),
        {"X04"},
    ),
    "another unit": (response(item("age_years", {"valueQuantity": {"value": 420, "code": "mo"}})), {"X04"}),
    "more than a number": (
        response(item("age_years", {"valueQuantity": {"value": 35, "comparator": ">"}})),
        {"X04"},
    ),
    "a quantity without value": (response(item("age_years", {"valueQuantity": {"unit": "a"}})), {"X04"}),
    "an endless quantity": (
        response(item("age_years", {"valueQuantity": {"value": 1e999, "unit": "a"}})),
        {"X04"},
    ),
    "another code system": (
        response(item("main_site", code("heel", system="http://snomed.info/sct"))),
        {"X04"},
    ),
    "a coding without code": (response(item("main_site", {"valueCoding": {}})), {"X04"}),
    "a coding that is a list": (response(item("main_site", {"valueCoding": ["heel"]})), {"X04"}),
    "a boolean that is a mapping": (response(item("data_consent", {"valueBoolean": {}})), {"X04"}),
    "an unknown code": (response(item("main_site", code("elbow"))), {"A04"}),
    "a number out of range": (response(item("age_years", {"valueInteger": 7})), {"A05"}),
    "a number off its step": (response(item("sleep_hours", {"valueDecimal": 7.3})), {"A06"}),
    "a number as text": (response(item("age_years", {"valueString": "35"})), {"A03"}),
    "yes for a number": (response(item("age_years", {"valueBoolean": True})), {"A03"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_response_is_a_listed_error(name: str, tmp_path: Path) -> None:
    document, codes = HOSTILE[name]
    assert {code for code, _ in problems(document)} == codes
    file = tmp_path / "response.json"
    file.write_text(json.dumps(document))
    done = CliRunner().invoke(cli, ["import", "fhir", str(file)])
    assert done.exit_code != 0
    assert isinstance(done.exception, IntakeError | SystemExit)


def test_there_are_many_of_them() -> None:
    assert len(HOSTILE) >= 30


def test_all_problems_are_reported_at_once_with_their_places() -> None:
    document = response(
        item("pain_weekz", {"valueInteger": 3}),
        item("age_years", {"valueInteger": 7}),
        {"linkId": "section.aches", "item": [item("main_site", {"valueDate": "2026-01-01"})]},
        questionnaire=f"urn:x:{PACK.id}",
    )
    assert problems(document) == [
        ("X02", "questionnaire"),
        ("X03", "item[0] pain_weekz"),
        ("X04", "item[2].item[0].answer[0] main_site"),
        ("A05", "age_years"),
    ]


def test_an_unknown_linkid_is_named_with_the_nearest_on_the_screen_only() -> None:
    with pytest.raises(IntakeError) as caught:
        read_response(response(item("I have chest pain", code("x")), item("pain_weekz", code("x"))), PACK)
    first, second = caught.value.problems
    assert "chest" not in str(first)
    assert "chest" in first.for_screen()
    assert "Did you mean pain_weeks?" in second.for_screen()


def test_an_error_does_not_hide_an_emergency() -> None:
    document = response(item("urgent_head_chest", code("chest_pain")), item("age_years", {"valueInteger": 7}))
    with pytest.raises(IntakeError) as caught:
        read_response(document, PACK, region="GB")
    assert "999" in " ".join(caught.value.call_now())
    assert "chest" not in repr(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["linkId", "answer", "item", "valueCoding", "valueQuantity", "valueInteger", "code", "value"]
)
ODD_ITEM = st.recursive(
    st.sampled_from(list(PACK.questionnaire.fields)) | st.just("section.aches") | JSON,
    lambda inner: st.dictionaries(KEYS, inner | st.lists(inner, max_size=2), max_size=4),
    max_leaves=10,
)


@pytest.mark.slow
@given(st.lists(ODD_ITEM, max_size=4), JSON, JSON)
def test_nothing_ends_in_a_traceback(items: list[Any], status: Any, address: Any) -> None:
    for named in (ADDRESS, address):
        try:
            read_response(response(*items, status=status, questionnaire=named), PACK)
        except IntakeError as error:
            assert error.problems  # noqa: PT017  (an error is one way to end, no error the other)


def test_what_is_left_out_and_what_is_asked_again_is_said(tmp_path: Path) -> None:
    file = tmp_path / "response.json"
    document = response(
        item("crisis_thoughts", code("no")),
        item("urgent_signs", code("swollen_calf")),
        questionnaire=f"urn:x:{PACK.id}|2026.1",
    )
    file.write_text(json.dumps(document))
    done = CliRunner().invoke(cli, ["import", "fhir", str(file)], catch_exceptions=False)
    assert "crisis_thoughts" in done.stderr
    assert "urgent_signs" in done.stderr
    assert json.loads(done.stdout)["ticked"] == {"urgent_body": ["swollen_calf"]}
    assert "crisis_thoughts" not in json.loads(done.stdout)["answers"]
    answers = CliRunner().invoke(cli, ["import", "fhir", str(tmp_path / "plain.json")])
    assert answers.exit_code != 0
