"""The hand-written cases of the bundled pack: whole runners, and a boundary table for every rule.

The expectations in rules/cases are written from the content of the intake, not read from the rules. The rest of this file tries the
runner of the cases itself: on packs with one thing changed it has to say what is wrong.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from runner_intake.errors import IntakeError
from runner_intake.pack import Pack, When, bundled_pack, load_pack
from runner_intake.verify.case_files import Applies, Expectation, RuleState, StepPriority, read_cases
from runner_intake.verify.coverage import untried
from runner_intake.verify.expectations import about, failures, unmet

from demo import ROOT

if TYPE_CHECKING:
    from pathlib import Path

RULES = ROOT / "rules"


@cache
def cases() -> tuple[Expectation, ...]:
    return read_cases(RULES)


@pytest.mark.parametrize("name", sorted({about(each) for each in cases()}))
def test_the_bundled_pack_does_as_its_cases_expect(name: str, pack: Pack) -> None:
    assert failures([each for each in cases() if about(each) == name], pack) == ()


def test_every_rule_of_the_bundled_pack_has_a_row_of_its_own() -> None:
    pack = bundled_pack()
    rules = {each.rule for each in cases() if isinstance(each, RuleState)}
    assert rules == {rule.id for rule in pack.safety} | {rule.id for benefit in pack.benefits for rule in benefit.rules}
    assert {each.rule for each in cases() if isinstance(each, StepPriority)} == {rule.id for step in pack.steps for rule in step.rules}
    assert {each.benefit for each in cases() if isinstance(each, Applies)} == set(pack.benefit)


def test_the_cases_of_the_bundled_pack_try_every_rule_both_ways_and_every_threshold(pack: Pack) -> None:
    assert untried(cases(), pack) == ()


# --- what the runner of the cases finds ---------------------------------------------------------------------------------------------


def changed(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """A copy of the bundled pack with one text in one file replaced."""
    folder = tmp_path / "pack"
    if not folder.exists():
        shutil.copytree(RULES, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_a_moved_threshold_is_found_by_the_case_that_stands_on_it(tmp_path: Path) -> None:
    folder = changed(tmp_path, "benefits/immunity.yaml", "requires: {colds_last_12m: {at_least: 3}}", "requires: {colds_last_12m: {at_least: 4}}")
    found = failures(cases(), load_pack(folder))
    assert ("immunity", "it applies: expected true, found false") in {(failure.about, failure.what) for failure in found}
    assert all(failure.place.startswith("cases/") for failure in found)


def test_a_case_about_nothing_in_the_pack_fails(pack: Pack) -> None:
    row = next(each for each in cases() if isinstance(each, RuleState) and each.rule == "D2")
    assert unmet(replace(row, rule="D99"), pack) == "there is no rule D99"
    step = next(each for each in cases() if isinstance(each, StepPriority))
    assert unmet(replace(step, rule="nap.daily"), pack) == "there is no first step nap"


def test_answers_that_the_pack_does_not_know_fail_by_the_name_of_the_question(pack: Pack) -> None:
    row = cases()[0]
    odd = replace(row, where=replace(row.where, answers={"shoe_size": 43}))
    assert unmet(odd, pack) == "its answers cannot be used: shoe_size: This is not a field of the questionnaire."


BROKEN = {
    "a key that is not known": ("totals:\n  - {benefit: immunity, answers: {}, points: 1, because: so}\n", "P03"),
    "a row about two things": ("boundaries:\n  - {rule: D2, step: sleep.colds, vary: age_years}\n", "P02"),
    "a state that is none": ("boundaries:\n  - {rule: D2, vary: age_years, blank: perhaps}\n", "P07"),
    "an outcome that is none": ("boundaries:\n  - {rule: D2, vary: age_years, true_at: [20], outcome: fine}\n", "P07"),
    "too short a list of outcomes": ("boundaries:\n  - {rule: D2, vary: age_years, true_at: [20, 21], outcome: [clear]}\n", "P04"),
    "not a list": ("cases: none\n", "P04"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_case_that_is_written_wrongly_is_told_with_its_place(name: str, tmp_path: Path) -> None:
    text, code = BROKEN[name]
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(IntakeError) as caught:
        read_cases(tmp_path)
    assert code in {problem.code for problem in caught.value.problems}
    assert all(problem.place.startswith("cases/mine.yaml:") for problem in caught.value.problems)


# --- what no case tries -------------------------------------------------------------------------------------------------------------


def test_a_rule_that_no_case_makes_true_is_named(pack: Pack) -> None:
    gaps = untried([each for each in cases() if "pacemaker_icd" not in str(each.where.answers)], pack)
    assert [(gap.gap, gap.rule) for gap in gaps] == [("never_true", "R1")]


def test_a_threshold_that_no_case_touches_on_both_sides_is_named(pack: Pack) -> None:
    gaps = untried([each for each in cases() if each.where.answers.get("age_years") != 17], pack)
    assert ("boundary", "D8", "age_years", 18) in {(gap.gap, gap.rule, gap.field, gap.threshold) for gap in gaps}


def test_nothing_is_tried_where_there_are_no_cases(pack: Pack) -> None:
    gaps = untried((), pack)
    rules = [rule for rule in pack.safety if rule.when != When()]
    assert {rule.id for rule in rules} <= {gap.rule for gap in gaps if gap.gap == "never_true"} & {
        gap.rule for gap in gaps if gap.gap == "never_false"
    }
