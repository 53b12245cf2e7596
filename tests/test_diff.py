"""Two packs compared: a refactoring is proved identical, what changes is found, and every witness is real under both packs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner_intake import Pack, assess, bundled_pack, load_pack
from runner_intake.conditions import holds
from runner_intake.questionnaire import check_answers
from runner_intake.score import score
from runner_intake.verify.diff.diff import diff
from runner_intake.verify.diff.people import invented_runners
from runner_intake.verify.diff.report import Diff, Runner
from runner_intake.vocabulary import OUTCOMES

from demo import ROOT
from random_packs import benefits, completions, pack_of, questionnaires

if TYPE_CHECKING:
    from pathlib import Path

OLD = bundled_pack()
FEW: list[Runner] = list(invented_runners(OLD, 5))


def changed(folder: Path, *edits: tuple[str, str, str]) -> Path:
    """A copy of the bundled pack with (file, find, put) edits."""
    copy = folder / "pack"
    if not copy.exists():
        shutil.copytree(ROOT / "rules", copy)
    for file, find, put in edits:
        text = (copy / file).read_text(encoding="utf-8")
        assert find in text, find
        (copy / file).write_text(text.replace(find, put, 1), encoding="utf-8")
    return copy


def against(folder: Path, *edits: tuple[str, str, str]) -> Diff:
    return diff(OLD, load_pack(changed(folder, *edits)), FEW)


REFACTORED = (
    ("benefits/immunity.yaml", "when: {sick_days_last_90d: {at_least: 7}}", "when: {not: {sick_days_last_90d: {below: 7}}}"),
    ("benefits/immunity.yaml", "when: {raced_last_2_weeks: true}", "when: {any: [{raced_last_2_weeks: true}, {all: [{raced_last_2_weeks: true}]}]}"),
    ("safety/urgent.yaml", "when: {fever_now: true}", "when: {not: {fever_now: false}}"),
    ("safety/hold.yaml", "when: {needling_health: {includes: chemo_now}}", "when: {needling_health: {includes_any: [chemo_now]}}"),
    ("first_steps.yaml", "when: {flat_form_weeks: {at_least: 2}}", "when: {flat_form_weeks: {above: 1}}"),
    ("benefits/immunity.yaml", "because: You raced in the last two weeks,", "because: You have raced in the last two weeks,"),
)


def test_a_pack_is_identical_with_itself() -> None:
    report = diff(OLD, OLD, FEW)
    assert report.identical
    assert report.texts == ()


def test_a_refactoring_is_proved_identical_and_only_its_texts_are_told(tmp_path: Path) -> None:
    report = against(tmp_path, *REFACTORED)
    assert report.identical
    assert {(change.id, change.parts) for change in report.texts} >= {("immunity.raced", ("when", "because")), ("U8", ("when",))}


def real(report: Diff, new: Pack) -> None:
    """Every witness shows under both packs what the report says."""
    for change in (*report.safety.less_severe, *report.safety.more_severe):
        before, after = assess(change.witness, OLD).safety.outcome, assess(change.witness, new).safety.outcome
        assert (before, after) == (change.before, change.after)
    for change in report.safety.less_severe:
        assert OUTCOMES.index(change.after) > OUTCOMES.index(change.before)
    for change in report.safety.more_severe:
        assert OUTCOMES.index(change.after) < OUTCOMES.index(change.before)
    for points in report.scores:
        for witness, by in ((points.witness_lowest, points.lowest), (points.witness_highest, points.highest)):
            if witness is not None and points.exact:
                assert points_of(points.benefit, witness, new) - points_of(points.benefit, witness, OLD) == by
    for step in report.steps:
        due = [any(each.id == step.step for each in assess(step.witness, pack).first_steps if each.certain) for pack in (OLD, new)]
        if due[0] == due[1]:  # then it is its priority that differs
            priorities = [{each.id: each.priority for each in assess(step.witness, pack).first_steps}.get(step.step) for pack in (OLD, new)]
            assert priorities[0] != priorities[1]
    for top in report.tops:
        tops = [next((each.benefit for each in assess(top.witness, pack).suggestions), None) for pack in (OLD, new)]
        assert tops == [top.before, top.after]


def points_of(benefit: str, runner: Runner, pack: Pack) -> int:
    return score(pack.benefit[benefit], check_answers(runner, pack.questionnaire).certain).points


@pytest.mark.parametrize(
    ("edit", "rule", "before", "after"),
    [
        (("safety/urgent.yaml", "pain_weeks: {below: 6}", "pain_weeks: {below: 4}"), "U7", "urgent", "discuss"),
        (("safety/urgent.yaml", "when: {fever_now: true}", "when: {fever_now: true, age_years: {below: 60}}"), "U8", "urgent", "clear"),
        (
            ("safety/emergency.yaml", "when: {urgent_signs: {includes: chest_pain}}", "when: {urgent_signs: {includes: dark_urine}}"),
            "E1",
            "emergency",
            "clear",
        ),
        (("safety/hold.yaml", "outcome: hold", "outcome: declined"), "", "", ""),
    ],
)
def test_an_outcome_that_becomes_less_severe_is_found_first(tmp_path: Path, edit: tuple[str, str, str], rule: str, before: str, after: str) -> None:
    folder = changed(tmp_path, edit)
    report = diff(OLD, load_pack(folder), FEW)
    real(report, load_pack(folder))
    if rule:
        assert (rule, before, after) in [(each.rule, each.before, each.after) for each in report.safety.less_severe]
    else:
        assert not report.safety.less_severe


def test_a_safety_question_that_is_gone_is_told(tmp_path: Path) -> None:
    text = (ROOT / "rules" / "questionnaire" / "safety_first.yaml").read_text(encoding="utf-8")
    start = text.index("  - id: fever_now")
    question = text[start : text.index("  - id:", start + 1)]
    rule = (ROOT / "rules" / "safety" / "urgent.yaml").read_text(encoding="utf-8")
    begin = rule.index("  - id: U8")
    folder = changed(tmp_path, ("questionnaire/safety_first.yaml", question, ""), ("safety/urgent.yaml", rule[begin : rule.index("  - id: U9")], ""))
    report = diff(OLD, load_pack(folder), FEW)
    assert report.safety.no_longer_asked == ("fever_now",)
    assert "fever_now" in report.only_in_one
    assert not report.identical


def test_points_that_change_are_bounded_with_witnesses_and_the_rest_proved_equal(tmp_path: Path) -> None:
    folder = changed(
        tmp_path,
        (
            "benefits/immunity.yaml",
            "when: {sick_days_last_90d: {at_least: 7}}\n    points: 1",
            "when: {sick_days_last_90d: {at_least: 9}}\n    points: 2",
        ),
        ("benefits/immunity.yaml", "max: 7", "max: 8"),
    )
    report = diff(OLD, load_pack(folder), FEW)
    real(report, load_pack(folder))
    by_benefit = {each.benefit: each for each in report.scores}
    assert (by_benefit["immunity"].lowest, by_benefit["immunity"].highest, by_benefit["immunity"].exact) == (-1, 1, True)
    assert by_benefit["immunity"].scale_changed
    assert all(each.same for name, each in by_benefit.items() if name != "immunity")


def test_a_first_step_and_a_requirement_that_change_are_shown(tmp_path: Path) -> None:
    folder = changed(
        tmp_path,
        ("first_steps.yaml", "when: {flat_form_weeks: {at_least: 2}}", "when: {flat_form_weeks: {at_least: 3}}"),
        ("first_steps.yaml", "priority: 92", "priority: 91"),
        ("benefits/immunity.yaml", "requires: {colds_last_12m: {at_least: 3}}", "requires: {colds_last_12m: {at_least: 4}}"),
    )
    report = diff(OLD, load_pack(folder), FEW)
    real(report, load_pack(folder))
    assert {each.step for each in report.steps} == {"medical_review", "mental_health_assessment"}
    changed_benefit = next(each for each in report.scores if not each.applies)
    assert changed_benefit.benefit == "immunity"
    assert changed_benefit.witness_applies is not None
    assert changed_benefit.witness_applies["colds_last_12m"] == 3


def test_first_suggestions_that_change_are_shown(tmp_path: Path) -> None:
    folder = changed(tmp_path, ("benefits/injury_recovery.yaml", "factor: 75", "factor: 20"))
    report = diff(OLD, load_pack(folder))
    real(report, load_pack(folder))
    assert any(top.before == "injury_recovery" for top in report.tops)
    assert report.people.invented
    assert report.people.first_suggestion > 0


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_on_random_scorecards_the_change_of_points_is_exactly_that_of_brute_force(data: st.DataObject) -> None:
    questionnaire = data.draw(questionnaires())
    old, new = (pack_of(questionnaire, [data.draw(benefits(questionnaire, 0))]) for _ in range(2))
    (change,) = diff(old, new, []).scores
    before, after = old.benefits[0], new.benefits[0]
    everyone = list(completions(old, {}))
    changes = [score(after, answers).points - score(before, answers).points for answers in everyone]
    assert (change.lowest, change.highest) == (min(changes), max(changes))
    assert change.applies == all(holds(before.requires.written, each, {}) == holds(after.requires.written, each, {}) for each in everyone)


# --- the command ------------------------------------------------------------------------------------------------------------------------


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "runner_intake", "diff", *arguments], capture_output=True, text=True, check=False)


def test_the_command_tells_safety_first_and_strict_says_no(tmp_path: Path) -> None:
    folder = str(changed(tmp_path, ("safety/urgent.yaml", "pain_weeks: {below: 6}", "pain_weeks: {below: 4}")))
    told = run("bundled", folder)
    assert told.returncode == 0
    assert told.stdout.index("LESS SEVERE: where U7 decided, urgent becomes discuss.") < told.stdout.index("Points")
    assert run("bundled", folder, "--strict").returncode == 3
    assert run(folder, "bundled", "--strict").returncode == 0
    assert run("bundled", "bundled", "--strict").returncode == 0


def test_the_command_counts_on_a_file_and_prints_json(tmp_path: Path) -> None:
    runners = tmp_path / "runners.ndjson"
    runners.write_text("\n".join(json.dumps(runner) for runner in FEW), encoding="utf-8")
    document = json.loads(run("bundled", "bundled", "--on", str(runners), "--json").stdout)
    assert document["people"] == {
        "runners": 5, "invented": False, "outcome": 0, "first_steps": 0, "first_suggestion": 0, "suggestions": 0, "not_in_both": 0,
    }  # fmt: skip
    assert Diff.model_validate(document).identical
    wrong = tmp_path / "wrong.ndjson"
    wrong.write_text('{"age_years": 35}\n[1]\n', encoding="utf-8")
    assert run("bundled", "bundled", "--on", str(wrong)).returncode == 65
    assert run("bundled", str(tmp_path / "nowhere")).returncode == 65
    assert run("bundled").returncode == 2
