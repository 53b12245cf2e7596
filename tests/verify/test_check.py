"""The checker: every seeded defect is found where it is, a clean pack is clean, every witness shows its
finding.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from commands import run
from demo import CASES, ROOT
from drawing import partial_answers
from editing import copied
from random_packs import completions, conditions, outcome, packs
from runner_intake import IntakeError, Pack, assess, bundled_pack, load_pack
from runner_intake.conditions import fields_used, ground, holds, truth
from runner_intake.conditions.solve import CHECKING, Solver
from runner_intake.pack import SafetyRule
from runner_intake.questionnaire import check_answers, normalise
from runner_intake.score import score
from runner_intake.verify.check import check
from runner_intake.verify.condition_checks import condition_findings
from runner_intake.verify.findings import CheckFinding, CheckReport, kinds
from runner_intake.verify.given_checks import surely_true
from runner_intake.verify.owned_conditions import conditions_of
from runner_intake.verify.promise_checks import highest_where
from runner_intake.verify.text_checks import PackText, promises, reading_age

pytestmark = pytest.mark.long

TODAY = date(2026, 11, 25)
SEEDED: list[dict[str, str]] = yaml.safe_load((CASES / "seeded_defects.yaml").read_text(encoding="utf-8"))


def seeded(defect: dict[str, str], folder: Path) -> Path:
    """The bundled pack with one defect put in."""
    copy = folder / "pack"
    shutil.copytree(ROOT / "rules", copy)
    path = copy / defect["file"]
    path.parent.mkdir(exist_ok=True)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if "find" in defect:
        assert text.count(defect["find"]) == 1 or defect["file"] in (
            "benefits/race_stress.yaml",
            "safety/declined.yaml",
        ), defect["name"]
        text = text.replace(defect["find"], defect["put"], 1).replace(defect.get("also", "\0"), "")
    else:
        text += defect["put"]
    path.write_text(text, encoding="utf-8")
    return copy


def findings_of(report: CheckReport) -> Counter[tuple[str, str]]:
    return Counter((finding.code, finding.where) for finding in report.findings)


@cache
def clean() -> CheckReport:
    """What is found in the bundled pack, looked for once."""
    return check(bundled_pack(), TODAY)


@pytest.mark.parametrize(
    "defect",
    [
        pytest.param(
            defect,
            id=defect["name"],
            marks=() if defect["code"].startswith("P") else pytest.mark.slow,
        )
        for defect in SEEDED
    ],
)
def test_a_seeded_defect_is_found_where_it_is(defect: dict[str, str], tmp_path: Path) -> None:
    copy = seeded(defect, tmp_path)
    if defect["code"].startswith("P"):
        with pytest.raises(IntakeError) as caught:
            load_pack(copy)
        problems = [
            problem
            for problem in caught.value.problems
            if problem.code == defect["code"] and problem.place.startswith(defect["file"])
        ]
        assert any(str(defect["where"]) in str(problem) for problem in problems)
        return
    pack = load_pack(copy)
    report = check(pack, TODAY)
    new = findings_of(report) - findings_of(clean())
    assert (defect["code"], defect["where"]) in new
    seeded_finding = next(
        finding
        for finding in report.findings
        if (finding.code, finding.where) == (defect["code"], defect["where"])
    )
    assert seeded_finding.severity == kinds()[defect["code"]].severity
    if defect["code"] not in (
        "V12",
        "V13",
        "V14",
        "V20",
        "V23",
        "V32",
    ):  # what follows from elsewhere is told where it shows
        assert seeded_finding.place.startswith(defect["file"])
        assert text_at(copy, seeded_finding.place)
    for finding in report.findings:
        assert shows(finding, pack)


def text_at(folder: Path, place: str) -> str:
    """What stands at a place."""
    file, line, *_ = [*place.split(":"), "1"]
    return (folder / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]


def shows(finding: CheckFinding, pack: Pack) -> bool:
    """Whether the witness of a finding is real: assessed, it shows what the finding says."""
    if finding.witness is None:
        return True
    answers = check_answers(finding.witness, pack.questionnaire)
    assess(finding.witness, pack)
    conditions = {rule.where: rule for rule in conditions_of(pack)}
    match finding.code:
        case "V04" | "V06":
            own = truth(conditions[finding.where].when.grounded, answers.facts)
            other = next(
                rule
                for name, rule in conditions.items()
                if f" {name} " in f"{finding.what} " and name != finding.where
            )
            return own is True and truth(other.when.grounded, answers.facts) is True
        case "V15" | "V16" | "V17":
            scores = [score(benefit, answers.certain) for benefit in pack.benefits]
            return any(
                score.applicable
                and f"give {score.benefit.id} {score.points} of {score.benefit.max} " in finding.what
                for score in scores
            )
        case "V18":
            result = assess(finding.witness, pack)
            named = {
                raised.rule
                for raised in result.safety.findings
                if f" {raised.rule} ({raised.outcome}) " in finding.what
            }
            return bool(named) and finding.where.partition(".")[0] in {step.id for step in result.first_steps}
        case "V05":
            table = [
                rule for benefit in pack.benefits for rule in benefit.rules if rule.table == finding.where
            ]
            return not any(truth(rule.when.grounded, answers.facts) for rule in table)
        case "V10":
            return str(score(pack.benefit[finding.where], answers.certain).points) in finding.what
        case "V11":
            benefit = pack.benefit[finding.where.split(".")[0]]
            assert finding.second_witness is not None
            after = check_answers(finding.second_witness, pack.questionnaire)
            worse = score(benefit, answers.certain).points - score(benefit, after.certain).points
            changed = {
                name for name in finding.witness if finding.witness[name] != finding.second_witness[name]
            }
            return f"by {worse}." in finding.what and changed == {finding.where.split(".")[1]}
    raise AssertionError(finding.code)


def test_all_seeded_kinds_are_kinds_and_every_kind_is_seeded() -> None:
    seeded_kinds = {defect["code"] for defect in SEEDED if defect["code"].startswith("V")}
    assert len(SEEDED) >= 40
    assert seeded_kinds == set(kinds()) - {"V41"}


@pytest.mark.slow
def test_every_condition_of_the_bundled_pack_is_checked_in_few_steps() -> None:
    pack = bundled_pack()
    solver = Solver(pack.questionnaire.domains)
    over_answers = [rule for rule in conditions_of(pack) if not rule.as_given]
    assert "V41" not in {finding.code for finding in condition_findings(pack, over_answers, solver)}
    assert CHECKING - solver.left < CHECKING / 50


@pytest.mark.slow
def test_advice_to_load_is_kept_away_from_findings_that_forbid_it(tmp_path: Path) -> None:
    edit = ("safety/discuss.yaml", "  - id: D6\n", "  - id: D6\n    no_loading: true\n")
    pack = load_pack(copied(tmp_path / "pack", edit))
    loading = [rule.id for step in pack.steps for rule in step.rules if rule.loading]
    assert "exercise_therapy.pain" in loading
    assert [(finding.code, finding.where) for finding in check(pack, TODAY).open] == [
        ("V18", rule) for rule in loading
    ]
    steps = copied(tmp_path / "mended", edit) / "first_steps.yaml"
    weeks = "            - {pain_weeks: {at_least: 2}}\n"
    text = steps.read_text(encoding="utf-8").replace(
        weeks, f"{weeks}            - {{health_conditions: {{includes: none}}}}\n"
    )
    steps.write_text(text, encoding="utf-8")
    assert not [
        finding for finding in check(load_pack(steps.parent), TODAY).findings if finding.code == "V18"
    ]


@pytest.mark.slow
def test_a_rule_about_needles_reaches_its_outcome_around_a_suggestion() -> None:
    question = bundled_pack().questionnaire.question_of["needle_comfort"]
    rules = [rule for rule in bundled_pack().safety if rule.outcome == "declined"]
    assert question.safety == "needling"
    assert {name for rule in rules for name in fields_used(rule.when.written)} == {"needle_comfort"}
    about = {"declined", *(rule.id for rule in rules)}
    assert not [
        finding for finding in clean().findings if finding.code in ("V23", "V41") and finding.where in about
    ]


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(packs(), st.data())
def test_the_highest_score_where_a_condition_holds_is_that_of_brute_force(
    pack: Pack, data: st.DataObject
) -> None:
    inputs = {
        name
        for derived in pack.questionnaire.derived.values()
        for name in (derived.dividend, derived.divisor)
    }
    written = data.draw(
        conditions(
            {name: domain for name, domain in pack.questionnaire.domains.items() if name not in inputs}
        )
    )
    everyone = [answers for answers in completions(pack, {}) if holds(written, answers, {})]
    for benefit in pack.benefits:
        scores = [score(benefit, answers) for answers in everyone]
        highest = max((score.points for score in scores if score.applicable), default=None)
        assert highest_where(benefit, ground(written, pack.questionnaire.gates), pack)[::2] == (highest, True)


# --- random packs: the checker against every completion -----------------------------------------------------


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(packs())
def test_on_random_packs_it_finds_what_brute_force_finds_and_nothing_else(pack: Pack) -> None:
    report = check(pack, TODAY)
    everyone = list(completions(pack, {}))
    results = [outcome(pack, answers) for answers in everyone]
    never = {
        rule.where
        for rule in conditions_of(pack)
        if not any(holds(rule.when.written, answers, {}) for answers in everyone)
    }
    always = {
        rule.where
        for rule in conditions_of(pack)
        if all(holds(rule.when.written, answers, {}) for answers in everyone)
    }
    codes = findings_of(report)
    assert {where for code, where in codes if code in ("V01", "V21")} == never
    assert {where for code, where in codes if code == "V02"} == always
    for index, benefit in enumerate(pack.benefits):
        scores = [result.scores[index] for result in results]
        best = [score.points for score in scores if score.applicable] or [score.points for score in scores]
        assert (report.ranges[benefit.id].low, report.ranges[benefit.id].high) == (min(best), max(best))
        assert (("V10", benefit.id) in codes) == (max(best) != benefit.max)
        first = any(result.shown[:1] == (benefit.id,) for result in results)
        if ("V14", benefit.id) in codes:
            assert not first
        elif ("V41", benefit.id) not in codes:
            assert first
    for finding in report.findings:
        if finding.code in ("V04", "V10"):
            assert shows(finding, pack)


# --- answers as given ---------------------------------------------------------------------------------------


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(partial_answers(bundled_pack().questionnaire), st.sampled_from(bundled_pack().safety))
def test_what_a_rule_says_depends_on_the_answers_it_looks_at_alone(
    raw: dict[str, Any], rule: SafetyRule
) -> None:
    pack = bundled_pack()
    answers = check_answers(raw, pack.questionnaire)
    sure = truth(rule.when.grounded, normalise(answers.given, pack.questionnaire).facts) is True
    assert surely_true(rule.when.grounded, pack)(answers.given) is sure


def with_clarify_rule(when: str, folder: Path) -> Pack:
    """The bundled pack with one more rule on answers as given."""
    copy = folder / "pack"
    shutil.copytree(ROOT / "rules", copy)
    with (copy / "safety" / "clarify.yaml").open("a", encoding="utf-8") as file:
        file.write(
            f"\n  - id: C9\n    when: {when}\n    message: These answers do not fit.\n"
            "    basis: [expert-opinion]\n"
        )
    return load_pack(copy)


@pytest.mark.slow
@pytest.mark.parametrize(
    "when",
    [
        (
            "{all: [{longest_run_last_7d_km: {more_than: {field: last_week_distance_km, times: 1.5}}}, "
            "{last_week_distance_km: {given_at_least: 20}}]}"
        ),
        "{all: [{main_site: {not_among: pain_sites}}, {pain_sites: {includes_all: [heel, achilles_calf]}}]}",
        "{all: [{long_run_spike: {above: 3}}, {rest_days_per_week: {given_as: 7}}]}",
    ],
)
def test_a_rule_on_answers_as_given_that_can_be_true_is_not_called_never_true(
    when: str, tmp_path: Path
) -> None:
    new = findings_of(check(with_clarify_rule(when, tmp_path), TODAY)) - findings_of(clean())
    assert not {("V01", "C9"), ("V02", "C9")} & set(new)


@pytest.mark.slow
def test_a_rule_on_answers_as_given_that_stands_twice_is_found(tmp_path: Path) -> None:
    new = findings_of(
        check(with_clarify_rule("{main_site: {not_among: pain_sites}}", tmp_path), TODAY)
    ) - findings_of(clean())
    assert ("V04", "C9") in new


@pytest.mark.slow
def test_a_part_that_changes_nothing_is_found_in_answers_as_given_too(tmp_path: Path) -> None:
    when = "{all: [{runs_per_week: {given_at_least: 3}}, {runs_per_week: {given_at_least: 1}}]}"
    new = findings_of(check(with_clarify_rule(when, tmp_path), TODAY)) - findings_of(clean())
    assert ("V03", "C9") in new


# --- what is too large --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_condition_that_joins_too_much_is_said_to_be_unchecked(tmp_path: Path) -> None:
    copy = tmp_path / "pack"
    shutil.copytree(ROOT / "rules", copy)
    options = "\n".join(f"      o{number}: Option {number}" for number in range(30))
    question = (
        f"  - id: many\n    ask: Which?\n    why: To try.\n    kind: multi_choice\n    "
        f"options:\n{options}\n      none: None\n"
    )
    with (copy / "questionnaire" / "running.yaml").open("a", encoding="utf-8") as file:
        file.write(question)
    pairs = ", ".join(
        f"{{any: [{{many: {{includes: o{a}}}}}, {{not: {{many: {{includes: o{a + 1}}}}}}}]}}"
        for a in range(29)
    )
    rule = (
        f"\n  - id: immunity.many\n    when: "
        f"{{all: [{pairs}, {{many: {{includes: o29}}}}, {{not: {{many: {{includes: o0}}}}}}]}}\n"
    )
    with (copy / "benefits" / "immunity.yaml").open("a", encoding="utf-8") as file:
        file.write(f"{rule}    points: 1\n    because: To try.\n    basis: [expert-opinion]\n")
    report = check(load_pack(copy), TODAY)
    assert ("V41", "immunity.many") in findings_of(report)


@pytest.mark.slow
def test_a_pack_with_five_hundred_rules_is_checked_or_said_not_to_be(tmp_path: Path) -> None:
    copy = tmp_path / "pack"
    shutil.copytree(ROOT / "rules", copy)
    fields = [
        "sleep_quality_0_10",
        "life_stress_0_10",
        "typical_effort_0_10",
        "race_worry_0_10",
        "side_difference_0_10",
    ]
    rules = [
        f"  - id: muscle_balance.r{n}\n    when: "
        f"{{{fields[n % 5]}: {{at_least: {1 + n % 10}}}, {fields[(n + 1) % 5]}: {{at_most: {n % 9}}}}}\n"
        f"    points: {1 + n % 3}\n    because: Rule {n}.\n    basis: [expert-opinion]\n"
        for n in range(500)
    ]
    with (copy / "benefits" / "muscle_balance.yaml").open("a", encoding="utf-8") as file:
        file.write("".join(rules))
    report = check(load_pack(copy), TODAY)
    codes = {code for code, where in findings_of(report) if where == "muscle_balance"}
    assert codes & {"V10", "V41"}


@pytest.mark.slow
def test_an_implication_by_one_case_of_several_is_found_too(tmp_path: Path) -> None:
    copy = tmp_path / "pack"
    shutil.copytree(ROOT / "rules", copy)
    conditions = {
        "U99": '{any: [{infection_signs: {includes: fever_today}}, {crisis_thoughts: "yes"}]}',
        "U98": "{infection_signs: {includes: fever_today}, age_years: {at_least: 40}}",
    }
    with (copy / "safety" / "urgent.yaml").open("a", encoding="utf-8") as file:
        for name, when in conditions.items():
            file.write(
                f"\n  - id: {name}\n    when: {when}\n    message: To try.\n    basis: [expert-opinion]\n"
            )
    findings = [finding for finding in check(load_pack(copy), TODAY).findings if finding.code == "V06"]
    assert any(finding.where == "U98" and "U99" in finding.what for finding in findings)


# --- texts --------------------------------------------------------------------------------------------------


def test_long_words_and_sentences_raise_the_reading_age() -> None:
    plain = "Rest today. Do not run. Ask a doctor if it gets worse."
    hard = (
        "Individuals experiencing musculoskeletal discomfort should unquestionably prioritise "
        "comprehensive physiotherapeutic evaluation."
    )
    assert reading_age(plain) < 8
    assert reading_age(hard) > 20
    assert reading_age("") == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "find", "put", "where"),
    [
        ("questionnaire/running.yaml", "title: Your running", "title: Running is proven", "running"),
        (
            "questionnaire/aches.yaml",
            "heel: Heel",
            "heel: What needling cures",
            "pain_sites",
        ),
        ("pack.yaml", "title: An intake", "title: A guaranteed intake", "runner-intake"),
        ("locale/gb.yaml", "name: United Kingdom", "name: The best Kingdom", "region GB"),
    ],
)
def test_words_that_promise_are_found_in_short_texts_too(
    file: str, find: str, put: str, where: str, tmp_path: Path
) -> None:
    copy = tmp_path / "pack"
    shutil.copytree(ROOT / "rules", copy)
    path = copy / file
    path.write_text(path.read_text(encoding="utf-8").replace(find, put, 1), encoding="utf-8")
    assert ("V33", where) in findings_of(check(load_pack(copy), TODAY)) - findings_of(clean())


@pytest.mark.parametrize(
    ("word", "text", "is_promise"),
    [
        ("cures", "It cures. ", True),
        ("cures", "It secures.", False),
        ("100%", "It is 100% sure.", True),
        ("risk-free!", "All risk-free! Really.", True),
        ("the  best", "This is the best.", True),
        ("治す", "痛みを治すことができる", True),
    ],
)
def test_a_forbidden_word_stands_by_itself(word: str, text: str, *, is_promise: bool) -> None:
    assert bool(list(promises([PackText("a", "a.yaml", text)], [word]))) is is_promise


@pytest.mark.slow
def test_evidence_falls_due_on_the_day() -> None:
    def due(day: date) -> bool:
        return any(finding.code == "V31" for finding in check(bundled_pack(), day).findings)

    assert not due(date(2027, 11, 21))
    assert due(date(2027, 11, 22))


# --- the command --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_command_says_yes_no_or_cannot_load(tmp_path: Path) -> None:
    clean = run("check", "--today", "2026-11-25")
    assert (clean.returncode, clean.stderr) == (0, "")
    assert "0 errors, 0 warnings" in clean.stdout
    overdue = run("check", "--today", "2030-01-01")
    assert overdue.returncode == 3
    assert "V31 benefits/" in overdue.stdout
    broken = run("check", str(seeded(next(defect for defect in SEEDED if defect["code"] == "P11"), tmp_path)))
    assert (broken.returncode, broken.stdout) == (65, "")
    assert "P11" in broken.stderr
    assert run("check", str(tmp_path / "nowhere")).returncode == 65
    assert run("check", "--today", "tomorrow").returncode == 2


@pytest.mark.slow
def test_the_command_prints_one_json_document() -> None:
    document: Any = json.loads(run("check", "--json", "--today", "2026-11-25").stdout)
    assert CheckReport.model_validate(document) == clean()


@pytest.mark.slow
def test_the_command_prints_notes_on_request() -> None:
    notes = [run("check", *options, "--today", "2026-11-25").stdout for options in ((), ("--notes",))]
    assert ["waived:" in text for text in notes] == [False, True]
    assert ["V30" in text for text in notes] == [False, True]


@pytest.mark.slow
def test_the_command_shows_the_answers_behind_a_finding(tmp_path: Path) -> None:
    wrong = run(
        "check",
        str(seeded(next(defect for defect in SEEDED if defect["code"] == "V11"), tmp_path)),
        "--today",
        "2026-11-25",
    )
    assert wrong.returncode == 3
    assert "Seen with: {" in wrong.stdout
    assert "and with: {" in wrong.stdout
