"""The JSON Schema of a pack's files: what loads fits it, and what an editor should mark does not."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from demo import ROOT
from runner_intake.authoring.schema import (
    FILE_KINDS,
    FileKind,
    PackOutline,
    read_outline,
    reference_to,
    schema_of,
    schema_text,
)
from runner_intake.errors import IntakeError
from runner_intake.pack import Pack, load_pack
from runner_intake.reading import parse_yaml

RULES = ROOT / "rules"
FILES = sorted(str(file.relative_to(RULES)) for file in RULES.rglob("*.yaml") if "cases" not in file.parts)


def kind_of(file: str) -> FileKind:
    folder = file.partition("/")[0].removesuffix(".yaml")
    return next(kind for kind in FILE_KINDS if kind == folder)


@pytest.fixture(scope="module")
def outline() -> PackOutline:
    return read_outline(RULES)


@cache
def validator(kind: FileKind, folder: Path = RULES) -> Draft202012Validator:
    return Draft202012Validator(schema_of(kind, read_outline(folder)))


def problems(text: str, file: str, folder: Path = RULES) -> list[str]:
    errors = validator(kind_of(file), folder).iter_errors(parse_yaml(text, file))
    return [f"{error.json_path}: {error.message}" for error in errors]


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILE_KINDS)
def test_the_schema_of_a_kind_is_valid_and_refers_to_nothing_outside(
    kind: FileKind, outline: PackOutline
) -> None:
    schema = schema_of(kind, outline)
    Draft202012Validator.check_schema(schema)
    assert set(references(schema)) <= definitions(schema).keys()


def test_every_definition_is_used(outline: PackOutline) -> None:
    schema = schema_of("pack", outline)
    assert definitions(schema).keys() == {*references(schema), *FILE_KINDS}


def test_the_schema_is_written_one_definition_a_line(outline: PackOutline) -> None:
    schema = schema_of("pack", outline)
    text = schema_text(schema)
    assert json.loads(text) == schema
    assert len(text.splitlines()) == len(definitions(schema)) + len(schema) + 3


def test_a_reference_leads_to_the_schema_of_its_kind(outline: PackOutline) -> None:
    for kind in FILE_KINDS:
        file, _, pointer = str(reference_to(kind)["$ref"]).partition("#")
        assert file == "pack.schema.json"
        assert f"#{pointer}" == schema_of(kind, outline)["$ref"]


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_every_bundled_file_fits_the_schema_of_its_kind_and_of_no_other(file: str) -> None:
    document = parse_yaml((RULES / file).read_text(encoding="utf-8"), file)
    assert [kind for kind in FILE_KINDS if validator(kind).is_valid(document)] == [kind_of(file)]


def test_every_kind_of_file_but_translations_is_among_the_bundled_ones() -> None:
    assert {kind_of(file) for file in FILES} == set(FILE_KINDS) - {"translations"}  # see test_translations.py


SIGN, SPIKE, WORSE = (
    "{urgent_head_chest: {includes: chest_pain}}",
    "{long_run_spike: {above: 1.10}}",
    "{needling_history: worse}",
)
WEEKS, NOTHING = "{pain_weeks: {below: 6}}", "{data_consent: false}"

MISTAKES = [
    # conditions
    ("an unknown field", "safety/consent_needed.yaml", NOTHING, "{data_consents: false}"),
    ("an unknown option", "safety/emergency.yaml", SIGN, "{urgent_head_chest: {includes: chest_pains}}"),
    (
        "an unknown option in a list",
        "safety/emergency.yaml",
        SIGN,
        "{urgent_head_chest: {includes_any: [chest_pain, chest_pains]}}",
    ),
    ("an unknown option of a choice", "safety/discuss.yaml", WORSE, "{needling_history: wors}"),
    ("a number operator on a list", "safety/emergency.yaml", SIGN, "{urgent_head_chest: {at_least: 1}}"),
    ("an option for a list", "safety/emergency.yaml", SIGN, "{urgent_head_chest: chest_pain}"),
    ("a list operator on a choice", "safety/discuss.yaml", WORSE, "{needling_history: {includes: worse}}"),
    ("a number for a choice", "safety/discuss.yaml", WORSE, "{needling_history: 3}"),
    ("a word for yes or no", "safety/consent_needed.yaml", NOTHING, '{data_consent: "no"}'),
    ("an unknown operator", "first_steps.yaml", SPIKE, "{long_run_spike: {over: 1.10}}"),
    ("a threshold that is text", "first_steps.yaml", SPIKE, '{long_run_spike: {above: "1.10"}}'),
    (
        "a threshold outside the range",
        "safety/adapt.yaml",
        "{weeks_to_race: {at_most: 1}}",
        "{weeks_to_race: {at_most: 99}}",
    ),
    (
        "a threshold that is always true",
        "safety/adapt.yaml",
        "{weeks_to_race: {at_most: 1}}",
        "{weeks_to_race: {at_least: 0}}",
    ),
    (
        "a threshold off the step",
        "safety/adapt.yaml",
        "{weeks_to_race: {at_most: 1}}",
        "{weeks_to_race: {at_most: 1.5}}",
    ),
    (
        "two lower bounds",
        "safety/adapt.yaml",
        "{weeks_to_race: {at_most: 1}}",
        "{weeks_to_race: {at_least: 1, above: 2}}",
    ),
    ("an empty condition", "safety/consent_needed.yaml", NOTHING, "{}"),
    ("an empty list of conditions", "safety/consent_needed.yaml", NOTHING, "{any: []}"),
    (
        "more than there are",
        "safety/emergency.yaml",
        SIGN,
        "{urgent_head_chest: {includes_at_least: {count: 99, of: [chest_pain]}}}",
    ),
    ("an unknown safety rule", "safety/discuss.yaml", WORSE, "{raised: [U99]}"),
    ("a safety rule outside safety", "first_steps.yaml", SPIKE, "{raised: [U1]}"),
    (
        "an answer as given outside clarify",
        "safety/discuss.yaml",
        WORSE,
        "{needling_history: {given_as: worse}}",
    ),
    (
        "a comparison across pages",
        "safety/clarify.yaml",
        "{field: last_week_distance_km, times: 1.02}",
        "{field: runs_per_week, times: 1.02}",
    ),
    # keys and values
    (
        "an unknown key",
        "safety/adapt.yaml",
        "    basis: [chan-2017]",
        "    basis: [chan-2017]\n    severity: 3",
    ),
    (
        "a missing condition",
        "safety/adapt.yaml",
        "    condition: No electric current through the needles, because of the device in your body.\n",
        "",
    ),
    (
        "a condition where none belongs",
        "safety/consent_needed.yaml",
        "    basis: [expert",
        "    condition: Wait.\n    basis: [expert",
    ),
    ("an unknown source", "safety/adapt.yaml", "    basis: [chan-2017]", "    basis: [chan-2071]"),
    ("no basis", "safety/adapt.yaml", "    basis: [chan-2017]", "    basis: []"),
    ("an unknown outcome", "safety/adapt.yaml", "outcome: adapt", "outcome: adopt"),
    ("an unknown grade", "benefits/immunity.yaml", "grade: very_low", "grade: very-low"),
    ("a factor over 100", "benefits/immunity.yaml", "factor: 40", "factor: 140"),
    ("a rule of 0 points", "benefits/immunity.yaml", '"5+": 3\n', '"5+": 0\n'),
    ("a band that cannot be read", "benefits/immunity.yaml", '"5+": 3\n', '">=5": 3\n'),
    (
        "a table with an unknown option",
        "benefits/injury_recovery.yaml",
        "        achilles_calf: 1\n",
        "        achilles: 1\n",
    ),
    (
        "two shapes of a rule",
        "benefits/immunity.yaml",
        "    when: {raced_last_2_weeks: true}",
        "    choices: {}\n    when: {race_planned: true}",
    ),
    (
        "a promise about a choice",
        "benefits/muscle_balance.yaml",
        "max: 7\n",
        "max: 7\nmonotone: {main_site: up}\n",
    ),
    ("a step that is never due", "first_steps.yaml", "        outcome: consent_needed\n", ""),
    ("an unknown kind of question", "questionnaire/aches.yaml", "kind: scale", "kind: slider"),
    (
        "a key of another kind",
        "questionnaire/aches.yaml",
        "    unit: weeks\n",
        "    unit: weeks\n    low: none\n",
    ),
    ("a list without none", "questionnaire/aches.yaml", "      none: Nothing hurts\n", ""),
    ("a reserved name", "questionnaire/about_you.yaml", "- id: guardian_consent", "- id: raised"),
    ("a support that is none", "benefits/immunity.yaml", "support: not_shown", "support: perhaps"),
    ("no support", "benefits/immunity.yaml", "  support: not_shown\n", ""),
    (
        "parts without a text",
        "safety/adapt.yaml",
        "    message: ",
        "    message: {parts: [Hm.]}\n    messages: ",
    ),
    (
        "a row that says two things",
        "pack.yaml",
        "renamed:\n",
        "renamed:\n  - {field: old, to: {}, ask_again: true}\n",
    ),
    ("an unknown field to save after", "pack.yaml", "[data_consent, age_years]", "[data_consent, age_year]"),
    ("an unknown direction", "sources.yaml", "direction: mixed", "direction: unclear"),
    ("a phone number that is a number", "locale/gb.yaml", 'emergency: "999"', "emergency: 999"),
    ("a version that is a number", "pack.yaml", 'version: "2026.2"', "version: 2026.2"),
]


@pytest.mark.parametrize(
    ("file", "right", "wrong"), [pytest.param(*rest, id=name) for name, *rest in MISTAKES]
)
def test_a_mistake_is_marked_and_does_not_load(file: str, right: str, wrong: str, tmp_path: Path) -> None:
    text = (RULES / file).read_text(encoding="utf-8")
    mistaken = text.replace(right, wrong, 1)
    assert mistaken != text
    assert problems(mistaken, file)
    folder = changed(tmp_path, file, mistaken)
    with pytest.raises(IntakeError):
        load_pack(folder)


WRONG_VALUES = [
    # a question of each kind, and a test of one
    (
        "questionnaire/aches.yaml",
        "minimum: 0",
        'minimum: "0"',
        "questions[4].minimum: '0' is not of type 'number'",
    ),
    (
        "safety/consent_needed.yaml",
        NOTHING,
        '{data_consent: "no"}',
        "data_consent: 'no' is not of type 'boolean'",
    ),
    ("safety/discuss.yaml", WORSE, "{needling_history: 3}", "needling_history: 3 is not one of ['never', "),
    (
        "safety/emergency.yaml",
        SIGN,
        "{urgent_head_chest: chest_pain}",
        "'chest_pain' is not of type 'object'",
    ),
    ("safety/adapt.yaml", "{at_most: 1}", "{at_most: 1.5}", "at_most: 1.5 is not of type 'integer'"),
    (
        "population.yaml",
        "age_years: {bell: 41,",
        "age_years: {bell: old,",
        "bell: 'old' is not of type 'number'",
    ),
    (
        "safety/adapt.yaml",
        "outcome: adapt",
        "outcome: adopt",
        "outcome: 'adopt' is not one of ['emergency', ",
    ),
]


@pytest.mark.parametrize(("file", "right", "wrong", "message"), WRONG_VALUES)
def test_a_wrong_value_gets_one_message_about_the_form_that_is_meant(
    file: str, right: str, wrong: str, message: str
) -> None:
    text = (RULES / file).read_text(encoding="utf-8")
    assert right in text
    (problem,) = problems(text.replace(right, wrong, 1), file)
    assert message in problem


@pytest.mark.slow
def test_check_jsonschema_follows_the_stubs_from_file_to_file(tmp_path: Path) -> None:
    """The tool that editors and hooks use finds nothing in any bundled file, and a mistake in each kind."""

    def checked(kind: FileKind, *files: Path) -> str | None:
        schema = RULES / "schema" / f"{kind}.schema.json"
        tool = Path(sys.executable).with_name("check-jsonschema")
        done = subprocess.run(
            [tool, "--schemafile", schema, *files], capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr if done.returncode else None

    for kind in FILE_KINDS:
        files = [RULES / file for file in FILES if kind_of(file) == kind]
        assert not files or checked(kind, *files) is None
    for number, (file, right, wrong, message) in enumerate(WRONG_VALUES):
        mistaken = tmp_path / f"{number}.yaml"
        mistaken.write_text((RULES / file).read_text("utf-8").replace(right, wrong, 1), encoding="utf-8")
        assert message in (checked(kind_of(file), mistaken) or "")


def test_what_else_the_manual_allows_fits_as_well() -> None:
    conditions = [
        "{pain_weeks: {at_least: 6, below: 13}}",
        "{sleep_hours: {below: 6.5}}",
        "{weekly_distance_km: {above: 30.3}}",
        "{long_run_spike: {above: 2}}",
        "{diagnosis: {not_applicable: true}}",
        "{main_site: {one_of: [shin, hip_groin]}, race_planned: true}",
        "{at_least: {count: 2, of: [{race_planned: true}, {not: {raised: [U1, U9]}}]}}",
        "{energy_signs: {includes_all: [restricting, weight_drop]}}",
        "{running_limit: {given_as: cannot_run}}",
    ]
    for condition in conditions:
        rule = (
            f"outcome: clarify\nrules:\n  - "
            f"{{id: X1, when: {condition}, message: Hm., basis: [expert-opinion]}}"
        )
        assert problems(rule, "safety/clarify.yaml") == []


def test_the_schema_follows_the_pack(tmp_path: Path) -> None:
    file = "questionnaire/aches.yaml"
    text = (RULES / file).read_text(encoding="utf-8")
    more = text.replace(
        "      helped: It helped\n", "      helped: It helped\n      helped_a_little: It helped a little\n"
    )
    folder = changed(tmp_path, file, more)
    condition = (
        "outcome: hold\nrules:\n  - {id: X1, when: {needling_history: helped_a_little}, message: Hm., "
        "basis: [expert-opinion]}"
    )
    assert problems(condition, "safety/hold.yaml", folder) == []


HALF_WRITTEN = [
    ("safety/discuss.yaml", "outcome: discuss\nrules: [{id: D99, when: {"),
    ("benefits/immunity.yaml", "id: immunity\ntitle:\n"),
    ("first_steps.yaml", "steps:\n  - {id: rest, rules: [{when: {no_such_field: true}}]}\n"),
    ("sources.yaml", "sources: soon\n"),
    ("pack.yaml", "id: mine\nsections:\n  - aches\n  -\n"),
    ("pack.yaml", "id: mine: yours\n"),
    (
        "questionnaire/aches.yaml",
        "id: aches\nquestions:\n  - {id: pain_sites, kind: multi_choice}\n  - soon\n",
    ),
    ("questionnaire/aches.yaml", "id: aches\n  questions: [\n"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("file", "text"), HALF_WRITTEN)
def test_a_pack_that_does_not_load_yet_has_a_schema_already(file: str, text: str, tmp_path: Path) -> None:
    folder = changed(tmp_path, file, text)
    with pytest.raises(IntakeError):
        load_pack(folder)
    Draft202012Validator.check_schema(schema_of("pack", read_outline(folder)))
    known = "outcome: hold\nrules:\n"
    known += "  - {id: X1, when: {sleep_hours: {below: 6}}, message: Hm., basis: [expert-opinion]}\n"
    assert problems(known, "safety/hold.yaml", folder) == []
    assert problems(known.replace("sleep_hours", "sleep_hour"), "safety/hold.yaml", folder)


@pytest.mark.slow
def test_however_a_file_breaks_off_there_is_a_schema(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("broken") / "pack"
    shutil.copytree(RULES, folder)
    files = [file for file in FILES if not file.startswith(("locale/", "measures"))]

    @given(file=st.sampled_from(files), share=st.floats(0.01, 0.99))
    @settings(max_examples=25, deadline=None)
    def breaks_off(file: str, share: float) -> None:
        text = (RULES / file).read_text(encoding="utf-8")
        (folder / file).write_text(text[: int(len(text) * share)], encoding="utf-8")
        schema = schema_of("pack", read_outline(folder))
        assert set(references(schema)) <= definitions(schema).keys()
        (folder / file).write_text(text, encoding="utf-8")

    breaks_off()


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    folder = changed(tmp_path, "questionnaire/aches.yaml", "id: aches\n  questions: [\n")
    outline = read_outline(folder)
    assert outline.unread == ("questionnaire/aches.yaml",)
    assert "pain_weeks" not in outline.questionnaire.fields
    assert "sleep_hours" in outline.questionnaire.fields


def test_a_folder_without_a_pack_has_no_schema(tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as caught:
        read_outline(tmp_path)
    assert [problem.code for problem in caught.value.problems] == ["P01"]


def test_an_editor_can_show_what_a_field_asks_and_an_option_means(pack: Pack, outline: PackOutline) -> None:
    parts = definitions(schema_of("pack", outline))
    for field in pack.questionnaire.fields.values():
        assert field.ask in parts[f"test.{field.id}"]["description"]
        if field.options:
            options = parts[f"options.{field.id}"]
            assert dict(zip(options["enum"], options["enumDescriptions"], strict=True)) == field.options


def test_every_part_of_the_schema_says_what_it_is_for(outline: PackOutline) -> None:
    parts = definitions(schema_of("pack", outline))
    for name, part in parts.items():
        for key, value in part.get("properties", {}).items():
            if isinstance(value, dict) and not name.startswith("test.") and not name.endswith("_keys"):
                said = value.get("description") or parts[references(value)[0]]["description"]
                assert said, f"{name}.{key}"


# --- helpers ------------------------------------------------------------------------------------------------


def changed(tmp_path: Path, file: str, text: str) -> Path:
    folder = tmp_path / "pack"
    shutil.copytree(RULES, folder)
    (folder / file).write_text(text, encoding="utf-8")
    return folder


def definitions(schema: dict[str, object]) -> dict[str, Any]:
    parts = schema["$defs"]
    assert isinstance(parts, dict)
    return parts


def references(part: object) -> list[str]:
    if isinstance(part, dict):
        own = [str(part["$ref"]).removeprefix("#/$defs/")] if "$ref" in part else []
        return own + [name for value in part.values() for name in references(value)]
    return [name for value in part for name in references(value)] if isinstance(part, list) else []
