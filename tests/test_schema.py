"""The JSON Schema of a pack's files: what loads fits it, and what an editor should mark does not."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from runner_intake.authoring.schema import FILE_KINDS, FileKind, schema, schema_of
from runner_intake.errors import IntakeError
from runner_intake.pack import Pack, load_pack
from runner_intake.reading import parse_yaml

from demo import ROOT

RULES = ROOT / "rules"
FILES = sorted(str(file.relative_to(RULES)) for file in RULES.rglob("*.yaml") if "cases" not in file.parts)


def kind_of(file: str) -> FileKind:
    folder = file.partition("/")[0].removesuffix(".yaml")
    return next(kind for kind in FILE_KINDS if kind == folder)


@cache
def validator(kind: FileKind | None, pack: Pack) -> Draft202012Validator:
    return Draft202012Validator(schema_of(kind, pack) if kind else schema(pack))


def problems(text: str, file: str, pack: Pack) -> list[str]:
    found = validator(kind_of(file), pack).iter_errors(parse_yaml(text, file))
    return [f"{error.json_path}: {error.message}" for error in found]


@pytest.mark.slow
def test_the_schema_is_itself_valid(pack: Pack) -> None:
    Draft202012Validator.check_schema(schema(pack))


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILE_KINDS)
def test_the_schema_of_one_kind_of_file_stands_alone(kind: FileKind, pack: Pack) -> None:
    alone, whole = schema_of(kind, pack), schema(pack)
    Draft202012Validator.check_schema(alone)
    assert alone["$ref"] == f"#/$defs/{kind}"
    assert definitions(alone).items() <= definitions(whole).items()
    assert set(references(alone)) <= definitions(alone).keys()


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_every_bundled_file_fits_the_schema(file: str, pack: Pack) -> None:
    text = (RULES / file).read_text(encoding="utf-8")
    assert problems(text, file, pack) == []
    assert validator(None, pack).is_valid(parse_yaml(text, file))  # so it is of one kind only


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
def test_a_mistake_is_marked_and_does_not_load(
    file: str, right: str, wrong: str, pack: Pack, tmp_path: Path
) -> None:
    text = (RULES / file).read_text(encoding="utf-8")
    mistaken = text.replace(right, wrong, 1)
    assert mistaken != text
    assert problems(mistaken, file, pack)
    folder = changed(tmp_path, file, mistaken)
    with pytest.raises(IntakeError):
        load_pack(folder)


def test_what_else_the_manual_allows_fits_as_well(pack: Pack) -> None:
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
        assert problems(rule, "safety/clarify.yaml", pack) == []


def test_the_schema_follows_the_pack(tmp_path: Path) -> None:
    file = "questionnaire/aches.yaml"
    text = (RULES / file).read_text(encoding="utf-8")
    more = text.replace(
        "      helped: It helped\n", "      helped: It helped\n      helped_a_little: It helped a little\n"
    )
    other = load_pack(changed(tmp_path, file, more))
    condition = (
        "outcome: hold\nrules:\n  - {id: X1, when: {needling_history: helped_a_little}, message: Hm., "
        "basis: [expert-opinion]}"
    )
    assert problems(condition, "safety/hold.yaml", other) == []


def test_an_editor_can_show_what_a_field_asks_and_an_option_means(pack: Pack) -> None:
    parts = definitions(schema(pack))
    for field in pack.questionnaire.fields.values():
        assert field.ask in parts[f"test.{field.id}"]["description"]
        for code, label in field.options.items():
            assert f"{code}: {label}" in parts[f"options.{field.id}"]["description"]


def test_every_part_of_the_schema_says_what_it_is_for(pack: Pack) -> None:
    parts = definitions(schema(pack))
    for name, part in parts.items():
        for key, value in part.get("properties", {}).items():
            said = value.get("description") or parts[references(value)[0]]["description"]
            assert said, f"{name}.{key}"


# --- helpers ------------------------------------------------------------------------------------------------


def changed(tmp_path: Path, file: str, text: str) -> Path:
    folder = tmp_path / "pack"
    shutil.copytree(RULES, folder)
    (folder / file).write_text(text, encoding="utf-8")
    return folder


def definitions(of: dict[str, object]) -> dict[str, Any]:
    found = of["$defs"]
    assert isinstance(found, dict)
    return found


def references(part: object) -> list[str]:
    if isinstance(part, dict):
        own = [str(part["$ref"]).removeprefix("#/$defs/")] if "$ref" in part else []
        return own + [name for value in part.values() for name in references(value)]
    return [name for value in part for name in references(value)] if isinstance(part, list) else []
