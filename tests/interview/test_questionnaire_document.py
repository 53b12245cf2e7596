"""The questions as JSON, and the JSON Schema of their answers: another front end needs nothing else."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from demo import ROOT, questionnaire_of
from drawing import partial_answers
from runner_intake import IntakeError, assess, bundled_pack
from runner_intake.cli import cli
from runner_intake.questionnaire import check_answers
from runner_intake.reading import parse_yaml

PACK = bundled_pack()
DOCUMENT: dict[str, Any] = json.loads(json.dumps(PACK.questionnaire_document()))
SCHEMA: dict[str, Any] = json.loads(json.dumps(PACK.answers_schema()))
VALID = Draft202012Validator(SCHEMA)
QUESTIONS = [question for section in DOCUMENT["sections"] for question in section["questions"]]


def test_it_names_every_section_question_field_and_option_in_order() -> None:
    assert [section["id"] for section in DOCUMENT["sections"]] == [
        section.id for section in PACK.questionnaire.sections
    ]
    assert [question["id"] for question in QUESTIONS] == [
        question.id for question in PACK.questionnaire.questions
    ]
    fields = {field["id"]: field for question in QUESTIONS for field in question["fields"]}
    assert list(fields) == list(PACK.questionnaire.fields)
    for name, field in PACK.questionnaire.fields.items():
        assert [option["code"] for option in fields[name].get("options", [])] == list(field.options)
    assert (fields["pain_weeks"]["unit"], fields["pain_weeks"]["maximum"]) == ("weeks", 1040)


def test_it_tells_both_kinds_of_safety_question_what_is_required_and_what_is_private() -> None:
    kinds = {question["id"]: question["safety"] for question in QUESTIONS}
    assert (kinds["urgent_body"], kinds["needle_comfort"], kinds["sleep_hours"]) == (
        "always",
        "needling",
        None,
    )
    assert [question["id"] for question in QUESTIONS if question["required"]] == ["data_consent"]
    private = [field["id"] for question in QUESTIONS for field in question["fields"] if field["private"]]
    assert private == ["crisis_thoughts"]
    none = [
        option
        for question in QUESTIONS
        for field in question["fields"]
        for option in field.get("options", [])
        if option["exclusive"]
    ]
    assert {option["code"] for option in none} == {"none"}


def holds(gate: dict[str, Any], answers: dict[str, Any], applies: dict[str, bool]) -> bool:
    """A gate by its documented meaning, for complete answers: written from the how-to alone."""
    if "all" in gate:
        return all(holds(part, answers, applies) for part in gate["all"])
    if "any" in gate:
        return any(holds(part, answers, applies) for part in gate["any"])
    if "field" not in gate:
        wanted = gate["at_least"]
        return bool(sum(holds(part, answers, applies) for part in wanted["of"]) >= wanted["count"])
    if "not_applicable" in gate:
        return applies[gate["field"]] is bool(gate.get("negated"))
    if not applies[gate["field"]]:
        return False
    return _true(gate, answers[gate["field"]]) is not bool(gate.get("negated"))


def _true(gate: dict[str, Any], value: Any) -> bool:
    if "one_of" in gate:
        return bool(value in gate["one_of"])
    if "includes" in gate:
        chosen = sum(option in value for option in gate["includes"]["of"])
        return bool(chosen >= gate["includes"]["count"])
    closed: bool = gate.get("at_least", -math.inf) <= value <= gate.get("at_most", math.inf)
    opened: bool = gate.get("above", -math.inf) < value < gate.get("below", math.inf)
    return closed and opened


@pytest.mark.slow
@given(st.data())
def test_gates_read_from_the_document_alone_agree_with_the_program(data: st.DataObject) -> None:
    raw = data.draw(partial_answers(PACK.questionnaire))
    answers = check_answers(raw, PACK.questionnaire)
    known: dict[str, Any] = dict(answers.known)
    applies: dict[str, bool] = {}
    for question in QUESTIONS:
        gate, names = question["when"], [field["id"] for field in question["fields"]]
        looked_at = _fields(gate) if gate else set()
        if not all(name in known or applies.get(name) is False for name in looked_at):
            return  # from here on something is unknown
        asked = gate is None or holds(gate, known, applies)
        assert asked is (answers.applicable.get(names[0], True) is True)
        applies.update(dict.fromkeys(names, asked))


def _fields(gate: dict[str, Any]) -> set[str]:
    parts = gate.get("all") or gate.get("any") or (gate["at_least"]["of"] if "field" not in gate else [])
    return {gate["field"]} if "field" in gate else set[str]().union(*map(_fields, parts))


# --- the schema of the answers


def test_the_schema_is_valid_and_knows_every_field() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert list(SCHEMA["properties"]) == list(PACK.questionnaire.fields)
    assert SCHEMA["properties"]["age_years"]["multipleOf"] == 1
    assert SCHEMA["properties"]["sleep_hours"]["multipleOf"] == 0.5
    assert SCHEMA["properties"]["shoe_distance_km"]["x-step"] == 0.1


@pytest.mark.parametrize("name", ["heel-pain", "heel-pain-since-when"])
def test_the_shipped_examples_fit_and_give_a_result(name: str) -> None:
    raw = parse_yaml((ROOT / "examples" / f"{name}.yaml").read_text(encoding="utf-8"), name)
    assert [error.message for error in VALID.iter_errors(raw)] == []
    assert assess(raw).safety.outcome == "clear"


@pytest.mark.slow
@given(partial_answers(PACK.questionnaire))
def test_answers_that_the_program_takes_fit_the_schema(raw: dict[str, Any]) -> None:
    check_answers(raw, PACK.questionnaire)
    assert VALID.is_valid(json.loads(json.dumps(raw)))


@given(
    st.sampled_from(list(PACK.questionnaire.fields)),
    st.one_of(
        st.booleans(), st.text(max_size=4), st.integers(-5, 5000), st.lists(st.text(max_size=3), max_size=2)
    ),
)
def test_what_fits_the_schema_is_taken_by_the_program(name: str, value: object) -> None:
    fits = VALID.is_valid({name: value})
    try:
        check_answers({name: value}, PACK.questionnaire)
    except IntakeError:
        taken = False
    else:
        taken = True
    assert taken or not fits


def test_a_tuple_of_the_typed_model_is_an_array() -> None:
    result = json.loads(assess({"pain_sites": ["heel"]}).model_dump_json())
    assert VALID.is_valid(result["answers"])


@pytest.mark.parametrize(
    ("verb", "document", "file"),
    [("questionnaire", DOCUMENT, "questionnaire.json"), ("json-schema", SCHEMA, "answers.schema.json")],
)
def test_what_is_published_and_what_is_exported_is_this(verb: str, document: object, file: str) -> None:
    published = ROOT / "rules" / "schema" / file
    assert json.loads(published.read_text(encoding="utf-8")) == document, (
        "runner-intake rules schema --write --pack rules"
    )
    done = CliRunner().invoke(cli, ["export", verb])
    assert (done.exit_code, json.loads(done.stdout)) == (0, document)


def test_a_gate_with_a_count_is_written_as_one() -> None:
    from runner_intake.questionnaire.document import sections_document  # noqa: PLC0415

    text = """
id: s
title: S
intro: I.
questions:
  - {id: a, ask: A?, why: w, kind: yes_no}
  - {id: b, ask: B?, why: w, kind: yes_no}
  - {id: c, ask: C?, why: w, kind: yes_no, when: {at_least: {count: 1, of: [{a: true}, {b: true}]}}}
  - {id: d, ask: D?, why: w, kind: yes_no, when: {c: {not_applicable: true}}}
"""
    sections: Any = sections_document(questionnaire_of(text), frozenset({"a"}))
    asked = sections[0]["questions"]
    assert asked[0]["required"] is True
    tests = [{"field": "a", "one_of": [True]}, {"field": "b", "one_of": [True]}]
    assert asked[2]["when"] in ({"at_least": {"count": 1, "of": tests}}, {"any": tests})
    assert asked[3]["when"] == {"field": "c", "not_applicable": True}
