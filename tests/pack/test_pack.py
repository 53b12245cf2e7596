"""Loading packs: every mistake is found, placed and told with a way out; all at once."""

from __future__ import annotations

import re
import shutil
import zipfile
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from demo import ROOT
from runner_intake import IntakeError, Pack, bundled_pack, load_pack
from runner_intake.conditions import All, AnyOf, Condition, Raised, atoms, cells, fields_used, holds
from runner_intake.errors import CODES
from runner_intake.pack import Benefit
from runner_intake.pack.read import read_pack

RULES = ROOT / "rules"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the bundled pack that a test may spoil."""
    shutil.copytree(RULES, tmp_path / "rules")
    return tmp_path / "rules"


def spoil(folder: Path, file: str, old: str, new: str) -> int:
    """Replaces a text that stands in a file; gives the line where it stood."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


MISTAKES = [
    ("P02", "safety/hold.yaml", "message:", "mesage:"),
    ("P03", "benefits/immunity.yaml", "verdict:", "verdicts:"),
    ("P04", "benefits/immunity.yaml", "max: 7", "max: seven"),
    ("P04", "pack.yaml", "date: 2026-11-25", "date: yesterday"),
    ("P05", "pack.yaml", 'version: "2026.2"', "version: 2026.2"),
    ("P05", "questionnaire/health.yaml", '"no":', "no:"),
    ("P06", "safety/hold.yaml", "id: H2", "id: H1"),
    ("P07", "benefits/immunity.yaml", "grade: very_low", "grade: tiny"),
    ("P07", "safety/hold.yaml", "outcome: hold", "outcome: wait"),
    ("P07", "pack.yaml", "- illness_recovery", "- ilness_recovery"),
    ("P08", "first_steps.yaml", "energy_signs", "energy_sign"),
    ("P09", "safety/hold.yaml", "chemo_now", "chemo"),
    (
        "P10",
        "safety/hold.yaml",
        "{warning_signs: {includes: chemo_now}}",
        "{warning_signs: {at_least: 3}}",
    ),
    ("P11", "benefits/immunity.yaml", "{at_least: 7}", "{at_least: 91}"),
    ("P11", "benefits/immunity.yaml", "{at_least: 7}", "{at_least: 7.5}"),
    ("P12", "safety/hold.yaml", "{warning_signs: {includes: chemo_now}}", "{any: []}"),
    ("P13", "questionnaire/races_stress.yaml", "{race_planned: true}", "{colds_last_12m: {at_least: 3}}"),
    ("P14", "benefits/injury_recovery.yaml", "cotchett-2014", "cotchet-2014"),
    ("P15", "benefits/chronic_pain.yaml", "4-10", "3-10"),
    ("P15", "benefits/chronic_pain.yaml", "4-10", "four up"),
    ("P16", "benefits/immunity.yaml", "id: immunity.sick_days", "id: sick_days"),
    ("P16", "questionnaire/running.yaml", "id: runs_per_week", "id: Runs"),
    ("P17", "benefits/immunity.yaml", "factor: 40", "factor: 140"),
    ("P17", "benefits/immunity.yaml", "max: 7", "max: 0"),
    ("P07", "questionnaire/about_you.yaml", "kind: yes_no", "kind: yesno"),
    (
        "P07",
        "questionnaire/running.yaml",
        "ratio: [last_week_distance_km, weekly_distance_km]",
        "ratio: [last_week_distance_km, age_years]",
    ),
    ("P07", "questionnaire/aches.yaml", "options_from: pain_sites", "options_from: diagnosis"),
    (
        "P09",
        "questionnaire/aches.yaml",
        "options_from: pain_sites\n    may_scroll: true\n    options:\n      heel: Heel\n",
        "options_from: pain_sites\n    may_scroll: true\n    options:\n",
    ),
    ("P02", "questionnaire/running.yaml", "      none: None of these", "      nothing: None of these"),
    ("P03", "questionnaire/about_you.yaml", "kind: yes_no", "kind: yes_no\n    maximum: 3"),
    ("P06", "questionnaire/running.yaml", "id: runs_per_week", "id: rest_days_per_week"),
    ("P16", "questionnaire/running.yaml", "id: runs_per_week", "id: at_least"),
    (
        "P16",
        "questionnaire/running.yaml",
        "      none: None of these",
        "      Old_Shoes: Old shoes\n      none: None of these",
    ),
    ("P17", "questionnaire/running.yaml", "maximum: 14", "maximum: 0"),
    ("P08", "benefits/race_stress.yaml", "race_effect:", "race_effects:"),
    ("P09", "benefits/race_stress.yaml", "a_little: 1", "a_lot: 1"),
    ("P10", "benefits/race_stress.yaml", "race_effect:", "race_worry_0_10:"),
    (
        "P12",
        "benefits/race_stress.yaml",
        "      race_effect:",
        "      needle_comfort: {nervous: 1}\n      race_effect:",
    ),
    ("P17", "benefits/race_stress.yaml", "a_little: 1", "a_little: 0"),
    ("P17", "first_steps.yaml", "priority: 100", "priority: 101"),
    ("P04", "sources.yaml", "    checked: true", "    checked: maybe"),
    ("P07", "sources.yaml", "direction: supports", "direction: up"),
    ("P07", "pack.yaml", "hidden_at: [emergency, consent_needed]", "hidden_at: [emergency, panic]"),
    ("P07", "questionnaire/about_you.yaml", "safety: always", "safety: true"),
    ("P07", "questionnaire/about_you.yaml", "safety: always", "safety: sometimes"),
    (
        "P04",
        "questionnaire/about_you.yaml",
        "safety: always\n  - id: age",
        "with_previous: nearly\n  - id: age",
    ),
    ("P03", "questionnaire/about_you.yaml", "safety: always", "with_previous: true"),
    ("P03", "questionnaire/about_you.yaml", "kind: yes_no", "kind: yes_no\n    may_scroll: true"),
    (
        "P07",
        "benefits/immunity.yaml",
        "requires:",
        "never_above: [{when: {colds_last_12m: {at_most: 1}}, level: worth_discussing}]\nrequires:",
    ),
    ("P07", "safety/hold.yaml", "    basis:", "    rules_out: [acupuncture]\n    basis:"),
    ("P04", "safety/hold.yaml", "    basis:", "    no_loading: perhaps\n    basis:"),
    ("P04", "first_steps.yaml", "        basis:", "        loading: perhaps\n        basis:"),
    ("P07", "benefits/immunity.yaml", "support: not_shown", "support: perhaps"),
    ("P02", "benefits/immunity.yaml", "  support: not_shown\n", ""),
    (
        "P07",
        "benefits/injury_recovery.yaml",
        "    grade: very_low\n",
        "    grade: tiny\n",
    ),
    (
        "P14",
        "benefits/injury_recovery.yaml",
        "    sources: [solomons-2020,",
        "    sources: [nobody-2020,",
    ),
    ("P03", "safety/hold.yaml", "    message: ", "    message: {text: Wait., part: []}\n    messages: "),
    (
        "P02",
        "safety/urgent.yaml",
        "    message: ",
        "    message: {text: Wait., parts: [It bleeds.]}\n    messages: ",
    ),
    ("P17", "questionnaire/running.yaml", "    unit: runs\n", "    unit: runs\n    decimals: -1\n"),
    ("P03", "questionnaire/about_you.yaml", "kind: yes_no", "kind: yes_no\n    decimals: 1"),
    ("P08", "pack.yaml", "save_after: [data_consent, age_years]", "save_after: [data_consent, age_year]"),
    ("P03", "pack.yaml", "save_after: [data_consent, age_years]", "save_after: [crisis_thoughts]"),
    ("P08", "pack.yaml", "when: {pain_sites: {includes: none}}", "when: {no_such_field: true}"),
    ("P02", "pack.yaml", "renamed:\n", "renamed:\n  - {field: old}\n"),
    ("P02", "pack.yaml", "renamed:\n", "renamed:\n  - {field: old, ask_again: true, to: {}}\n"),
    ("P03", "pack.yaml", "renamed:\n", "renamed:\n  - {field: old, answer: 3, to: age_years}\n"),
    (
        "P06",
        "pack.yaml",
        "- {field: recent_changes, to: recent_changes}",
        "- {field: bone_signs, to: recent_changes}",
    ),
    ("P08", "pack.yaml", "renamed:\n", "renamed:\n  - {field: old, to: age_year}\n"),
    ("P08", "pack.yaml", "renamed:\n", "renamed:\n  - {field: old, to: {age_year: 3}}\n"),
    (
        "P09",
        "pack.yaml",
        "renamed:\n",
        "renamed:\n  - {field: old, answer: a, to: {energy_signs: [no_such_sign]}}\n",
    ),
    ("P04", "pack.yaml", "renamed:\n", "renamed:\n  - {field: old, answer: a, to: {race_planned: null}}\n"),
    ("F05", "safety/hold.yaml", "outcome: hold", "outcome: [hold"),
    ("F06", "safety/hold.yaml", "outcome: hold", "outcome: hold\noutcome: hold"),
    ("F07", "safety/hold.yaml", "outcome: hold", "outcome: &a hold"),
]


@pytest.mark.parametrize(("code", "file", "old", "new"), MISTAKES)
def test_a_mistake_is_found_at_its_place(copy: Path, code: str, file: str, old: str, new: str) -> None:
    line = spoil(copy, file, old, new)
    with pytest.raises(IntakeError) as caught:
        load_pack(copy)
    problems = [
        problem
        for problem in caught.value.problems
        if problem.code == code and problem.place.startswith((file, "pack.yaml"))
    ]
    assert problems, [str(problem) for problem in caught.value.problems]
    assert problems[0].way_out
    named, line_number, column = problems[0].place.split(":")
    assert named in (file, "pack.yaml")
    assert int(column) >= 1
    near = (
        12 if file.startswith("questionnaire/") else 3 if code in ("P02", "F05") else 1
    )  # some mistakes are those of a whole question
    assert abs(int(line_number) - line) <= near or named != file


def test_a_red_flag_may_wait_for_another_red_flag_but_not_for_a_question_about_needles(copy: Path) -> None:
    spoil(
        copy,
        "questionnaire/right_now.yaml",
        "    safety: always\n    with_previous: true\n",
        "    safety: always\n    with_previous: true\n    when: {urgent_head_chest: {includes: none}}\n",
    )
    assert load_pack(copy).questionnaire.question_of["urgent_body"].safety == "always"
    spoil(copy, "questionnaire/right_now.yaml", "    safety: always\n", "    safety: needling\n")
    with pytest.raises(IntakeError) as caught:
        load_pack(copy)
    assert [problem.code for problem in caught.value.problems] == ["P13"]


def test_what_a_text_may_say_beside_itself_is_read(copy: Path) -> None:
    spoil(copy, "safety/hold.yaml", "outcome: hold\nrules:\n", f"outcome: hold\nrules:\n{PARTS}")
    spoil(
        copy,
        "benefits/injury_recovery.yaml",
        "    grade: very_low\n    sources: [solomons-2020, kishmishian-2019, zhang-2013, silbernagel-2007]\n",
        "    grade: moderate\n    sources: [willy-2019]\n",
    )
    spoil(copy, "pack.yaml", "when: {pain_sites: {includes: none}}", "when: {race_planned: true}")
    spoil(copy, "questionnaire/running.yaml", "    unit: runs\n", "    unit: runs\n    decimals: 0\n")
    pack = load_pack(copy)
    rule = next(rule for rule in pack.safety if rule.id == "H9")
    assert (rule.message, [part.text for part in rule.parts]) == (
        "Wait.",
        ["You race soon.", "You are 90."],
    )
    assert isinstance(rule.when.written, AnyOf)
    assert tuple(part.when.written for part in rule.parts) == rule.when.written.parts
    note = pack.benefit["injury_recovery"].notes[0]
    assert (note.grade, note.sources) == ("moderate", ("willy-2019",))
    assert fields_used(pack.closing[1].when.written) == {"race_planned"}
    assert pack.questionnaire.fields["runs_per_week"].decimals == 0
    assert pack.save_after == ("data_consent", "age_years")
    assert {benefit.id: benefit.evidence.support for benefit in pack.benefits}["immunity"] == "not_shown"


PARTS = """  - id: H9
    when: {any: [{race_planned: true}, {age_years: {at_least: 90}}]}
    message: {text: Wait., parts: [You race soon., You are 90.]}
    basis: [expert-opinion]
"""


def test_what_earlier_answers_are_now_is_read(copy: Path) -> None:
    rows = (
        "{field: race, to: race_planned}",
        "{field: hot, answer: true, to: {energy_signs: [restricting], race_planned: true}}",
        "{field: tea, ask_again: true}",
    )
    spoil(copy, "pack.yaml", "renamed:\n", "renamed:\n" + "".join(f"  - {row}\n" for row in rows))
    read = [(row.field, row.answer, row.to) for row in load_pack(copy).questionnaire.renamed[:3]]
    assert read == [
        ("race", None, "race_planned"),
        ("hot", True, {"energy_signs": ("restricting",), "race_planned": True}),
        ("tea", None, None),
    ]


def test_none_stands_last_or_first(copy: Path) -> None:
    spoil(copy, "questionnaire/aches.yaml", "      none: Nothing hurts\n", "")
    spoil(copy, "questionnaire/aches.yaml", "    options:\n", "    options:\n      none: Nothing hurts\n")
    assert next(iter(load_pack(copy).questionnaire.fields["pain_sites"].options)) == "none"


def test_the_promises_of_a_pack_are_read(copy: Path) -> None:
    spoil(
        copy,
        "benefits/immunity.yaml",
        "requires:",
        "never_above: [{when: {colds_last_12m: {at_most: 1}}, level: possible}]\nrequires:",
    )
    spoil(
        copy, "safety/hold.yaml", "    basis:", "    rules_out: [immunity]\n    no_loading: true\n    basis:"
    )
    spoil(copy, "first_steps.yaml", "        basis:", "        loading: true\n        basis:")
    pack = load_pack(copy)
    assert [promise.level for promise in pack.benefit["immunity"].never_above] == ["possible"]
    first = next(rule for rule in pack.safety if rule.outcome == "hold")
    assert (first.rules_out, first.no_loading) == (("immunity",), True)
    before, after = (
        [rule.id for step in version.steps for rule in step.rules if rule.loading]
        for version in (bundled_pack(), pack)
    )
    assert "exercise_therapy.pain" in before
    assert after == ["fuelling_and_medical_review.energy", *before]


def test_every_code_of_the_catalogue_is_tried_somewhere_in_the_tests() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert not [code for code in CODES if f'"{code}"' not in text]


def test_twenty_mistakes_in_many_files_are_all_told_in_reading_order(copy: Path) -> None:
    chosen = [
        mistake
        for mistake in MISTAKES
        if not mistake[0].startswith("F") and mistake[1] not in ("pack.yaml", "questionnaire/health.yaml")
    ]
    expected = []
    for code, file, old, new in chosen:
        if old in (copy / file).read_text(encoding="utf-8"):
            spoil(copy, file, old, new)
            expected.append(code)
    assert len(expected) >= 15
    with pytest.raises(IntakeError) as caught:
        load_pack(copy)
    codes = [problem.code for problem in caught.value.problems]
    assert not set(expected) - set(codes)
    places = [
        (problem.place.split(":")[0], [int(n) for n in problem.place.split(":")[1:]])
        for problem in caught.value.problems
    ]
    assert places == sorted(places)


def test_no_pack_and_a_pack_without_a_file_are_told(tmp_path: Path, copy: Path) -> None:
    with pytest.raises(IntakeError, match="P01"):
        load_pack(tmp_path / "nowhere")
    (copy / "first_steps.yaml").unlink()
    with pytest.raises(IntakeError, match=r"F01 first_steps\.yaml"):
        load_pack(copy)


def test_a_file_that_pack_yaml_does_not_list_is_told(copy: Path) -> None:
    shutil.copy(copy / "benefits" / "immunity.yaml", copy / "benefits" / "sleep.yaml")
    text = (copy / "benefits" / "sleep.yaml").read_text(encoding="utf-8")
    (copy / "benefits" / "sleep.yaml").write_text(
        text.replace("id: immunity\n", "id: sleep_benefit\n"), encoding="utf-8"
    )
    with pytest.raises(IntakeError, match=r"P07 benefits/sleep\.yaml"):
        load_pack(copy)


def test_the_hash_is_over_the_meaning_not_the_layout(copy: Path, pack: Pack) -> None:
    path = copy / "benefits" / "immunity.yaml"
    path.write_text("# a comment\n" + path.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    assert load_pack(copy).sha256 == pack.sha256
    spoil(copy, "benefits/immunity.yaml", "factor: 40", "factor: 41")
    assert load_pack(copy).sha256 != pack.sha256


def test_a_pack_reads_the_same_from_a_zip_file(tmp_path: Path, pack: Pack) -> None:
    with zipfile.ZipFile(tmp_path / "pack.zip", "w") as archive:
        for path in RULES.rglob("*.yaml"):
            archive.write(path, path.relative_to(RULES))
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        assert read_pack(zipfile.Path(archive)).sha256 == pack.sha256


# --- the bundled pack ---------------------------------------------------------------------------------------

FORBIDDEN = (
    "treats",
    "cures",
    "heals",
    "corrects",
    "boosts",
    "strengthens the immune system",
    "protects against",
    "proven",
    "detox",
    "best",
    "guaranteed",
)


def texts(pack: Pack) -> list[str]:
    all_texts = [
        text
        for benefit in pack.benefits
        for text in (benefit.title, benefit.verdict, *(note.text for note in benefit.notes))
    ]
    all_texts += [rule.because for benefit in pack.benefits for rule in benefit.rules]
    all_texts += [text for rule in pack.safety for text in (rule.message, rule.condition)]
    all_texts += [
        text for step in pack.steps for text in (step.title, *(rule.because for rule in step.rules))
    ]
    return [*all_texts, *(closing.text for closing in pack.closing)]


def test_no_text_uses_a_word_that_promises(pack: Pack) -> None:
    pattern = re.compile(rf"\b({'|'.join(FORBIDDEN)})\b", re.IGNORECASE)
    assert not [text for text in texts(pack) if pattern.search(text)]


def test_every_option_and_field_is_worded_and_every_question_says_why(pack: Pack) -> None:
    for question in pack.questionnaire.questions:
        assert question.why
        assert all(field.ask and all(field.options.values()) for field in question.fields)


def test_the_bundled_pack_has_the_whole_content(pack: Pack) -> None:
    assert len(pack.questionnaire.fields) == 56
    assert [benefit.id for benefit in pack.benefits] == [
        "chronic_pain",
        "injury_recovery",
        "race_stress",
        "muscle_balance",
        "immunity",
        "injury_prevention",
    ]
    outcomes: dict[str | None, set[str]] = {}
    for rule in pack.safety:
        outcomes.setdefault(rule.outcome, set()).add(rule.id)
    expected = {
        "emergency": {f"E{number}" for number in range(1, 17)},
        "consent_needed": {"DC"},
        "urgent": {f"U{number}" for number in (*range(1, 7), *range(8, 27), *range(30, 52))},
        "guardian_needed": {"G1"},
        "clarify": {f"C{number}" for number in range(1, 8)},
        "declined": {"P1"},
        "hold": {f"H{number}" for number in range(1, 5)},
        "discuss": {f"D{number}" for number in range(1, 25) if number != 3},
        "adapt": {"R1", "R2", "R3", "R5", "R6", "R7", "R8"},
        None: {"N1"},  # a notice
    }
    assert list(outcomes.items()) == list(expected.items())
    assert pack.reviewed_by is None


@pytest.mark.parametrize("benefit", bundled_pack().benefits, ids=lambda benefit: benefit.id)
def test_max_is_the_best_score_that_any_answers_reach(benefit: Benefit) -> None:
    """Brute force: rules and requirements that share no field are maximised on their own, over all cells of
    their fields.
    """
    requires = benefit.requires.written
    needed = requires.parts if isinstance(requires, All) else (requires,)
    written: list[tuple[Condition, int | None]] = [(condition, None) for condition in needed]
    written += [(rule.when.written, rule.points) for rule in benefit.rules]
    assert sum(map(best_of, groups_of(written))) == benefit.max


def groups_of(written: list[tuple[Condition, int | None]]) -> list[list[tuple[Condition, int | None]]]:
    """Conditions in groups that share no field."""
    groups: list[tuple[set[str], list[tuple[Condition, int | None]]]] = []
    for condition, points in written:
        fields, members = set(fields_used(condition)), [(condition, points)]
        for group in [group for group in groups if group[0] & fields]:
            groups.remove(group)
            fields |= group[0]
            members += group[1]
        groups.append((fields, members))
    return [members for _, members in groups]


def best_of(group: list[tuple[Condition, int | None]]) -> int:
    """The most points of a group where all that is required of it holds."""
    domains = bundled_pack().questionnaire.domains
    tests: dict[str, list[Any]] = {}
    for condition, _ in group:
        for atom in atoms(condition):
            assert not isinstance(atom, Raised)  # only safety rules look at other rules
            tests.setdefault(atom.field, []).append(atom)
    samples = {name: cells(domains[name], tuple(atoms_of)) for name, atoms_of in tests.items()}
    scores = []
    for values in product(*samples.values()):
        answers = dict(zip(samples, values, strict=True))
        holding = [points for condition, points in group if holds(condition, answers, {})]
        if holding.count(None) == [points for _, points in group].count(None):
            scores.append(sum(points for points in holding if points is not None))
    return max(scores)
