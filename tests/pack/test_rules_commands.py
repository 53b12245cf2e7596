"""`runner-intake rules`: what it lists and shows, and a condition in plain English."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from demo import ROOT, condition_of, questionnaire_of
from runner_intake.authoring.schema import FILE_KINDS, read_outline, schema_of, schema_text
from runner_intake.cli import cli
from runner_intake.conditions import ALWAYS, NEVER, Raised, negate
from runner_intake.pack import Pack, PointRule
from runner_intake.review.conditions import condition_lines, condition_words

if TYPE_CHECKING:
    from pathlib import Path

    from runner_intake.conditions import Condition

# --- conditions in words ------------------------------------------------------------------------------------

DEMO = questionnaire_of("""
id: demo
title: Demo
intro: A few questions.
questions:
  - {id: scan, ask: Scanned?, why: So., kind: yes_no}
  - {id: site, ask: Where?, why: So., kind: choice, options: {heel: Heel, knee: Knee, back: Back}}
  - id: signs
    ask: Which?
    why: So.
    kind: multi_choice
    options: {fever: Fever, sweats: Sweats, loss: Loss, none: None}
  - {id: weeks, ask: How long?, why: So., kind: number, unit: weeks, minimum: 0, maximum: 52}
  - {id: sleep, ask: How long?, why: So., kind: number, unit: hours, minimum: 3, maximum: 12, step: 0.5}
  - {id: worry, ask: How much?, why: So., kind: scale, low: none, high: all}
  - id: distances
    ask: How far?
    why: So.
    fields:
      - {id: last, ask: Last week?, kind: number, unit: km, minimum: 0, maximum: 99, step: 0.1}
      - {id: usual, ask: Usually?, kind: number, unit: km, minimum: 0, maximum: 99, step: 0.1}
    derived:
      - {id: jump, title: Jump, ratio: [last, usual]}
""")

WORDS = {
    "{scan: true}": "scan is yes",
    "{scan: false}": "scan is no",
    "{not: {scan: true}}": "scan is no",
    "{site: heel}": "site is heel",
    "{site: {one_of: [heel, knee]}}": "site is heel or knee",
    "{not: {site: {one_of: [heel, knee, back]}}}": "site is not heel, knee or back",
    "{weeks: {at_least: 6}}": "weeks is at least 6 (weeks)",
    "{not: {weeks: {at_least: 6}}}": "weeks is below 6 (weeks)",
    "{weeks: {below: 13}}": "weeks is below 13 (weeks)",
    "{weeks: {at_least: 6, below: 13}}": "weeks is 6 to 12 (weeks)",
    "{weeks: {above: 5, at_most: 12}}": "weeks is 6 to 12 (weeks)",
    "{weeks: {at_least: 3, at_most: 3}}": "weeks is 3 (weeks)",
    "{not: {weeks: {at_least: 6, below: 13}}}": "weeks is not 6 to 12 (weeks)",
    "{sleep: {at_least: 6, at_most: 6.5}}": "sleep is 6 to 6.5 (hours)",
    "{sleep: {above: 6, at_most: 7}}": "sleep is above 6 and at most 7 (hours)",
    "{worry: {at_most: 4}}": "worry is at most 4",
    "{not: {worry: {at_most: 4}}}": "worry is above 4",
    "{jump: {above: 1.10}}": "jump is above 1.1",
    "{signs: {includes: fever}}": "signs includes fever",
    "{signs: {includes: none}}": "signs is none",
    "{not: {signs: {includes: none}}}": "signs includes something other than none",
    "{signs: {includes_any: [fever, loss]}}": "signs includes fever or loss",
    "{not: {signs: {includes_any: [fever, loss]}}}": "signs does not include fever or loss",
    "{signs: {includes_all: [fever, loss]}}": "signs includes all of fever, loss",
    (
        "{signs: {includes_at_least: {count: 2, of: [fever, sweats, loss]}}}"
    ): "signs includes at least 2 of fever, sweats, loss",
    (
        "{not: {signs: {includes_at_least: {count: 2, of: [fever, sweats, loss]}}}}"
    ): "signs includes fewer than 2 of fever, sweats, loss",
    "{site: {not_applicable: true}}": "site is not asked",
    "{site: {not_applicable: false}}": "site is asked",
    "{scan: {given_as: true}}": "scan as given is yes",
    "{not: {scan: {given_as: true}}}": "scan as given is not yes or is missing",
    "{signs: {given_as: [none]}}": "signs as given is none",
    "{weeks: {given_as: 7}}": "weeks as given is 7 (weeks)",
    "{weeks: {given_at_least: 2}}": "weeks as given is at least 2 (weeks)",
    "{not: {weeks: {given_at_least: 2}}}": "weeks as given is below 2 (weeks) or is missing",
    "{last: {more_than: {field: usual, times: 1.02}}}": "last as given is more than 1.02 times usual",
    "{site: {not_among: signs}}": "site as given is not among signs",
    "{signs: {none_with_others: true}}": "signs as given holds none together with another option",
    "{site: heel, weeks: {below: 6}}": "site is heel, and weeks is below 6 (weeks)",
    "{any: [{scan: true}, {site: heel}]}": "any of: scan is yes; site is heel",
    "{any: [{scan: true}, {site: heel, worry: {above: 4}}]}": (
        "any of: scan is yes; (site is heel, and worry is above 4)"
    ),
    "{scan: true, any: [{site: heel}, {site: knee}]}": "scan is yes, and any of (site is heel; site is knee)",
    (
        "{all: [{scan: true}, {all: [{site: heel}, {any: [{worry: {above: 4}}]}]}]}"
    ): "scan is yes, and site is heel, and any of (worry is above 4)",
    (
        "{at_least: {count: 2, of: [{scan: true}, {site: heel}, {worry: {above: 4}}]}}"
    ): "at least 2 of: scan is yes; site is heel; worry is above 4",
    "{not: {scan: true, site: heel}}": "any of: scan is no; site is not heel",
}


@pytest.mark.parametrize(("written", "words"), WORDS.items())
def test_a_condition_in_words(written: str, words: str) -> None:
    assert condition_words(condition_of(written, DEMO), DEMO) == words


def test_other_safety_rules_and_certainties_in_words() -> None:
    assert condition_words(Raised("U6", ALWAYS), DEMO) == "U6 is raised"
    assert condition_words(negate(Raised("U6", ALWAYS)), DEMO) == "U6 is not raised"
    assert [condition_words(condition, DEMO) for condition in (ALWAYS, NEVER)] == ["always", "never"]


def test_different_conditions_of_the_pack_read_differently(pack: Pack) -> None:
    written = {condition for _, condition in conditions(pack)}
    both = written | {negate(condition) for condition in written}
    assert len({condition_words(condition, pack.questionnaire) for condition in both}) == len(both)


def test_a_long_condition_is_taken_apart_over_several_lines() -> None:
    condition = condition_of(
        (
            "{any: [{scan: true}, {site: heel, all: [{worry: {above: 4}}, {signs: {includes_any: [fever, "
            "sweats]}}]}]}"
        ),
        DEMO,
    )
    assert condition_lines(condition, DEMO, 30) == [
        "any of:",
        "- scan is yes",
        "- all of:",
        "  - site is heel",
        "  - worry is above 4",
        "  - signs includes fever or",
        "    sweats",
    ]


# --- list ---------------------------------------------------------------------------------------------------


def test_list_names_everything_once(pack: Pack) -> None:
    listed = [entry["id"] for group in loaded("list", "--json").values() for entry in group]
    asked = pack.questionnaire
    ids = [*(section.id for section in asked.sections), *asked.fields, *asked.derived]
    ids += [question.id for question in asked.questions if question.id not in asked.fields]
    ids += [
        *(rule.id for rule in pack.safety),
        *pack.benefit,
        *(step.id for step in pack.steps),
        *pack.sources,
    ]
    assert sorted(listed) == sorted(ids)
    text = run("list").output
    assert all(name in text for name in listed)


def test_list_says_what_an_answer_may_be_and_when_a_question_is_asked() -> None:
    lines = " ".join(run("list", "questions").output.split())
    assert "age_years safety question, 13 to 99 years" in lines
    assert "guardian_consent yes or no; asked if age_years is below 18 (years)" in lines
    assert "sleep_hours 3 to 12 hours in steps of 0.5" in lines
    assert "weekly_jump computed: last_week_distance_km / weekly_distance_km" in lines


def test_a_program_learns_from_the_list_what_it_may_answer(pack: Pack) -> None:
    entries = {entry["id"]: entry for entry in loaded("list", "questions", "--json")["questions"]}
    for field in pack.questionnaire.fields.values():
        assert entries[field.id]["kind"] == field.kind
        assert entries[field.id].get("options", {}) == field.options
    assert (
        entries["sleep_hours"]["minimum"],
        entries["sleep_hours"]["maximum"],
        entries["sleep_hours"]["step"],
    ) == (3, 12, 0.5)


def test_one_group_is_listed_alone() -> None:
    assert list(loaded("list", "benefits", "--json")) == ["benefits"]
    assert "chest_pain" not in run("list", "benefits").output


def test_an_unknown_group_is_a_usage_error() -> None:
    result = run("list", "question")
    assert (result.exit_code, result.stdout) == (2, "")


# --- show ---------------------------------------------------------------------------------------------------


def test_a_scorecard_shows_every_rule_with_condition_points_reason_and_basis(pack: Pack) -> None:
    for benefit in pack.benefits:
        text = run("show", benefit.id).output
        plain = " ".join(text.split())
        assert benefit.verdict in plain
        assert f"max {benefit.max}" in plain
        for rule in benefit.rules:
            block = " ".join(
                text.partition(f"{rule.id}: {rule.points:+d} point")[2].partition("\n\n")[0].split()
            )
            parts = " ".join(["parts", ", ".join(part.text for part in rule.parts), ""] if rule.parts else [])
            assert f"because {rule.because} {parts}basis {', '.join(rule.basis)}" in block


def test_json_says_the_same_as_the_text(pack: Pack) -> None:
    for benefit in pack.benefits:
        (card,) = loaded("show", benefit.id, "--json")
        assert card["requires"] == condition_words(benefit.requires.written, pack.questionnaire)
        assert card["rules"] == [rule_in_json(rule, pack) for rule in benefit.rules]


def rule_in_json(rule: PointRule, pack: Pack) -> dict[str, object]:
    return {
        "what": "point rule",
        "id": rule.id,
        "when": condition_words(rule.when.written, pack.questionnaire),
        "points": rule.points,
        "because": rule.because,
        **({"parts": [part.text for part in rule.parts]} if rule.parts else {}),
        "basis": list(rule.basis),
        "written_at": rule.place,
    }


@pytest.mark.slow
def test_everything_can_be_shown_by_its_name_in_80_columns(pack: Pack) -> None:
    for name, what in sorted(names(pack)):
        result = run("show", name)
        assert result.exit_code == 0, name
        assert f"{name} ({what})" in result.output
        assert max(map(len, result.output.splitlines())) <= 80, name


def test_words_are_never_broken_however_narrow_the_terminal(
    pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    for benefit in pack.benefits:
        shown = set(run("show", benefit.id).output.replace(",", " ").split())
        texts = [
            benefit.verdict,
            benefit.claim,
            *benefit.evidence.sources,
            *(rule.because for rule in benefit.rules),
        ]
        assert {word for text in texts for word in text.replace(",", " ").split()} <= shown


def test_a_name_that_two_things_bear_shows_both() -> None:
    assert [card["what"] for card in loaded("show", "guardian_consent", "--json")] == ["question", "step"]


def test_a_question_and_a_source_name_what_rests_on_them(pack: Pack) -> None:
    (question,) = loaded("show", "pain_weeks", "--json")
    assert {"U44", "injury_recovery.weeks", "chronic_pain", "exercise_therapy.pain"} <= set(
        question["used_by"]
    )
    named = {
        source: set(loaded("show", source, "--json")[0].get("used_by", []))
        for source in list(pack.sources)[:3]
    }
    for source, users in named.items():
        assert {rule.id for rule in pack.safety if source in rule.basis} <= users
        assert {benefit.id for benefit in pack.benefits if source in benefit.evidence.sources} <= users


def test_a_source_that_only_a_verdict_note_names_is_used_by_its_benefit(pack: Pack) -> None:
    cited = {source for benefit in pack.benefits for source in benefit.evidence.sources}
    noted = [
        (source, benefit.id)
        for benefit in pack.benefits
        for note in benefit.notes
        for source in note.sources
        if source not in cited
    ]
    assert noted
    for source, benefit in noted:
        assert f" {benefit}" in run("show", source).output.split("used by", 1)[1]


@pytest.mark.parametrize(
    ("name", "meant"),
    [("pain_week", "pain_weeks"), ("u6", "U6"), ("sleep.cold", "sleep.colds"), ("munoz-2023", "munoz-2022")],
)
def test_an_unknown_name_is_a_usage_error_with_the_nearest_one(name: str, meant: str) -> None:
    result = run("show", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Did you mean {meant}?" in result.stderr


# --- schema and packs ---------------------------------------------------------------------------------------


def test_schema_prints_the_schema_of_a_kind_of_file_one_definition_a_line() -> None:
    outline = read_outline(ROOT / "rules")
    assert loaded("schema") == schema_of("pack", outline)
    assert run("schema", "benefits").stdout == schema_text(schema_of("benefits", outline))


@pytest.mark.slow
def test_schemas_are_written_while_the_pack_does_not_load_yet(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(ROOT / "rules", folder)
    shutil.rmtree(folder / "schema")
    (folder / "safety" / "hold.yaml").write_text("outcome: [", encoding="utf-8")
    result = run("schema", "--write", "--pack", str(folder))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Left out, because it cannot be read: safety/hold.yaml" in result.stderr
    assert "has 1 problem and does not load" in result.stderr
    names = {path.name for path in (folder / "schema").iterdir()}
    assert names == {f"{kind}.schema.json" for kind in FILE_KINDS}
    (folder / "safety" / "hold.yaml").unlink()
    assert run("schema", "--write", "--pack", str(folder)).exit_code == 0
    assert (folder / "schema" / "answers.schema.json").is_file()


@pytest.mark.slow
def test_every_command_can_use_another_pack(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(ROOT / "rules", folder)
    file = folder / "safety" / "consent_needed.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("id: DC", "id: DC2"), encoding="utf-8")
    assert "DC2" in run("list", "safety", "--pack", str(folder)).output
    assert run("show", "DC2", "--pack", str(folder)).exit_code == 0
    assert "DC2" in run("schema", "safety", "--pack", str(folder)).output
    assert run("show", "DC2").exit_code == 2


# --- helpers ------------------------------------------------------------------------------------------------


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["rules", *arguments], terminal_width=80)


def loaded(*arguments: str) -> Any:
    return json.loads(run(*arguments).stdout)


def conditions(pack: Pack) -> list[tuple[str, Condition]]:
    pairs = [(rule.id, rule.when.written) for rule in pack.safety]
    pairs += [(rule.id, rule.when.written) for benefit in pack.benefits for rule in benefit.rules]
    return pairs + [(rule.id, rule.when.written) for step in pack.steps for rule in step.rules]


def names(pack: Pack) -> set[tuple[str, str]]:
    """Everything that has a name, and what it is."""
    rules = [rule for benefit in pack.benefits for rule in benefit.rules]
    return {
        *((section.id, "section") for section in pack.questionnaire.sections),
        *(
            (question.id, "question")
            for question in pack.questionnaire.questions
            if question.id in pack.questionnaire.fields
        ),
        *((name, "ratio") for name in pack.questionnaire.derived),
        *((rule.id, "safety rule") for rule in pack.safety),
        *((benefit.id, "benefit") for benefit in pack.benefits),
        *((rule.id, "point rule") for rule in rules),
        *((rule.table, "table") for rule in rules if rule.table != rule.id),
        *((step.id, "step") for step in pack.steps),
        *((rule.id, "step rule") for step in pack.steps for rule in step.rules),
        *((source, "source") for source in pack.sources),
    }
