"""The hand-written cases of the bundled pack pass, cover every rule, and notice every small change; and the
commands around them.

The expectations in rules/cases are written from the content of the intake, not read from the rules.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from commands import run
from demo import ROOT
from runner_intake import IntakeError, Pack, bundled_pack, load_pack
from runner_intake.authoring.schema import (
    FILE_KINDS,
    FileKind,
    read_outline,
    reference_to,
    schema_of,
    schema_text,
)
from runner_intake.authoring.starter import write_pack
from runner_intake.pack.find import bundled_rules
from runner_intake.review.catalogue import catalogue
from runner_intake.verify.cases.read import BoundaryRow, Cases, Total, Vignette, read_cases
from runner_intake.verify.cases.report import CaseReport, case_report
from runner_intake.verify.cases.run import case_failures, failures
from runner_intake.verify.check import check

CASES = read_cases(bundled_rules())
PACK = bundled_pack()
SCHEMAS: Registry[Any] = Registry().with_resources(
    (path.as_uri(), DRAFT202012.create_resource(json.loads(path.read_text(encoding="utf-8"))))
    for path in (ROOT / "rules" / "schema").resolve().glob("*.schema.json")
)


@pytest.mark.parametrize("row", CASES.rows, ids=lambda row: f"{row.id}-{row.place}")
def test_boundary(row: BoundaryRow) -> None:
    assert list(case_failures(PACK, row)) == []


@pytest.mark.parametrize("total", CASES.totals, ids=lambda total: f"{total.id}-{total.place}")
def test_total_points(total: Total) -> None:
    assert list(case_failures(PACK, total)) == []


@pytest.mark.slow
@pytest.mark.parametrize("worked", CASES.worked, ids=lambda worked: worked.id)
def test_worked_runner(worked: Vignette) -> None:
    assert list(case_failures(PACK, worked)) == []


@pytest.mark.slow
def test_every_rule_has_a_row_of_its_own_and_the_cases_cover_everything() -> None:
    named = {(row.target, row.id) for row in CASES.rows}
    assert {name for target, name in named if target == "rule"} == {
        rule.id for benefit in PACK.benefits for rule in benefit.rules
    } | {rule.id for rule in PACK.safety}
    assert {name for target, name in named if target == "step"} == {
        rule.id for step in PACK.steps for rule in step.rules
    }
    assert {name for target, name in named if target == "requires"} == set(PACK.benefit)
    assert len(CASES.worked) == 134
    assert case_report(PACK, CASES).uncovered == ()


# --- cases notice changes -----------------------------------------------------------------------------------


def test_a_case_that_is_wrong_fails_and_says_how() -> None:
    rows = {row.id: row for row in CASES.rows}
    point, step, safety = rows["immunity.raced"], rows["medical_review.flat_form"], rows["U8"]
    assert (
        "it gives +1 points, not 2."
        in next(iter(case_failures(PACK, replace(point, expect={**point.expect, "points": 2})))).problem
    )
    wrong = replace(
        point,
        settings=tuple(
            replace(setting, kind="false") for setting in point.settings if setting.kind == "true"
        ),
    )
    assert "it is true, not false." in next(iter(case_failures(PACK, wrong))).problem
    assert (
        "priority 95, not certain with priority 94"
        in next(iter(case_failures(PACK, replace(step, expect={**step.expect, "priority": 94})))).problem
    )
    assert (
        "the outcome is urgent"
        in next(
            iter(case_failures(PACK, replace(safety, expect={**safety.expect, "outcome": "clear"})))
        ).problem
    )
    assert "there is no rule nothing" in next(iter(case_failures(PACK, replace(point, id="nothing")))).problem
    unreadable = replace(point, settings=(replace(point.settings[0], answers={"age_years": "old"}),))
    assert "A03" in next(iter(case_failures(PACK, unreadable))).problem


def test_totals_and_worked_runners_that_are_wrong_fail() -> None:
    total = CASES.totals[0]
    worked = next(one for one in CASES.worked if len(one.expect.get("order", ())) > 1)
    assert "points, not 99" in next(iter(case_failures(PACK, replace(total, points=99)))).problem
    expect: dict[str, Any] = {
        "safety": ["emergency"],
        "first_steps_any_of": ["no_such_step"],
        "top": ["nothing"],
        "order": worked.expect["order"][::-1],
    }
    text = " ".join(failure.problem for failure in case_failures(PACK, replace(worked, expect=expect)))
    assert all(
        word in text for word in ("the outcome is", "no_such_step", "the first suggestion is", "the order is")
    )


@pytest.mark.slow
def test_what_no_case_covers_is_told() -> None:
    fewer = Cases(tuple(row for row in CASES.rows if row.id not in ("U44", "immunity.sleep.<6")))
    gaps = {(gap.about, gap.what) for gap in case_report(PACK, fewer).uncovered}
    assert ("U44", "No case makes it true.") in gaps
    assert ("immunity.sleep.<6", "No case stands just on both sides of sleep_hours 6.") in gaps
    only_low = replace(next(row for row in CASES.rows if row.id == "immunity.sick_days"), settings=())
    assert any("makes it false" in gap.what for gap in case_report(PACK, Cases((only_low,))).uncovered)


# --- rules test ---------------------------------------------------------------------------------------------


def copied(folder: Path, file: str = "", find: str = "", put: str = "") -> Path:
    copy = folder / "pack"
    shutil.copytree(ROOT / "rules", copy)
    if file:
        text = (copy / file).read_text(encoding="utf-8")
        assert find in text
        (copy / file).write_text(text.replace(find, put, 1), encoding="utf-8")
    return copy


@pytest.mark.slow
def test_the_command_runs_the_cases(tmp_path: Path) -> None:
    passed = run("rules", "test", "--strict")
    assert (passed.returncode, passed.stderr) == (0, "")
    assert "all as written; every rule is covered" in passed.stdout
    changed = copied(tmp_path, "safety/urgent.yaml", "pain_weeks: {below: 6}", "pain_weeks: {below: 5}")
    failed = run("rules", "test", str(changed))
    assert failed.returncode == 3
    assert "failed cases/safety.yaml:" in failed.stdout
    document = CaseReport.model_validate(json.loads(run("rules", "test", str(changed), "--json").stdout))
    assert document.failed
    assert len(document.failed) == len(list(failures(load_pack(changed), read_cases(changed))))


@pytest.mark.slow
def test_a_pack_without_cases_and_a_misspelt_case_are_told(tmp_path: Path) -> None:
    copy = copied(tmp_path, "cases/immunity.yaml", "vary:", "varry:")
    misspelt = run("rules", "test", str(copy))
    assert misspelt.returncode == 65
    assert "cases/immunity.yaml:" in misspelt.stderr
    shutil.rmtree(copy / "cases")
    assert run("rules", "test", str(copy)).returncode == 0
    assert run("rules", "test", str(copy), "--strict").returncode == 3
    assert "no cases" in run("rules", "test", str(copy)).stdout


# --- rules new, schemas, rules docs -------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("start", ["bundled", "small"])
def test_a_new_pack_is_clean_and_passes_its_cases(tmp_path: Path, start: Any) -> None:
    written = write_pack(tmp_path / "own", start)
    pack = load_pack(tmp_path / "own")
    assert all(path.is_file() for path in written)
    assert check(pack, pack.date).open == ()
    report = case_report(pack, read_cases(tmp_path / "own"))
    assert (report.failed, report.uncovered) == ((), ())
    assert (start == "small") == (pack.sha256 != PACK.sha256)


@pytest.mark.slow
def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(IntakeError):
        write_pack(tmp_path / "full", "small")
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["letter.txt"]
    assert run("rules", "new", str(tmp_path / "full")).returncode == 65
    made = run("rules", "new", str(tmp_path / "new"), "--from", "small")
    assert (made.returncode, made.stdout) == (0, "")
    assert "runner-intake check" in made.stderr


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_the_schemas_in_the_pack_are_current(kind: FileKind) -> None:
    text = (ROOT / "rules" / "schema" / f"{kind}.schema.json").read_text(encoding="utf-8")
    schema = schema_of("pack", read_outline(ROOT / "rules")) if kind == "pack" else reference_to(kind)
    assert text == schema_text(schema), "make them again: runner-intake rules schema --write --pack rules"


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted((ROOT / "rules").rglob("*.yaml")), ids=lambda path: path.name)
def test_every_rule_file_names_a_schema_that_it_fits(path: Path) -> None:
    if path.parent.name == "cases":
        return
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    schema = (path.parent / first.partition("=")[2]).resolve()
    document = json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))
    validator = Draft202012Validator({"$ref": schema.as_uri()}, registry=SCHEMAS)
    assert not list(validator.iter_errors(document))


@pytest.mark.slow
def test_the_catalogue_names_everything_and_the_page_in_the_docs_is_current(
    tmp_path: Path, pack: Pack
) -> None:
    page = catalogue(pack)
    assert (ROOT / "docs" / "reference" / "rules.md").read_text(encoding="utf-8") == page
    names = [
        *pack.questionnaire.fields,
        *pack.questionnaire.derived,
        *pack.sources,
        *(rule.id for rule in pack.safety),
        *pack.benefit,
    ]
    names += [rule.id for benefit in pack.benefits for rule in benefit.rules] + [
        rule.id for step in pack.steps for rule in step.rules
    ]
    assert all(f'<a id="{name}"></a>' in page for name in names)
    out = tmp_path / "rules.md"
    assert run("rules", "docs", str(out)).returncode == 0
    assert out.read_text(encoding="utf-8") == page == run("rules", "docs", "-").stdout
    assert run("rules", "docs", str(tmp_path / "no" / "folder.md")).returncode == 65


WORKED = "base: {{}}\ncases:\n  - id: a\n    title: A\n    why: To try.\n    answers: {{}}\n    expect: {}\n"
ROW = "base: {{}}\nboundaries:\n  - {{rule: U8, vary: race_planned, {}}}\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (WORKED.format("{order: 5}"), "P04"),
        (WORKED.format("{safety: null}"), "P04"),
        (WORKED.format("{never: injury_recovery}"), "P04"),
        (WORKED.format("{top: xxinjury_recoveryyy}"), "P04"),
        (WORKED.format("{safety: [incompleet]}"), "P07"),
        (WORKED.format("{}"), "P02"),
        (ROW.format("true_at: true, blank: unknown"), "P04"),
        (ROW.format("blank: unknown"), "P02"),
        (ROW.format("true_at: [true], blank: perhaps"), "P07"),
        (ROW.format("true_at: [true]"), "P02"),
        (ROW.format("true_at: [true], outcome: [urgent, urgent], blank: unknown"), "P04"),
    ],
)
def test_a_case_that_could_not_fail_or_cannot_be_read_is_told(text: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(IntakeError) as caught:
        read_cases(tmp_path)
    assert code in [problem.code for problem in caught.value.problems]
    assert all(problem.place.startswith("cases/a.yaml:") for problem in caught.value.problems)


def test_a_case_about_what_there_is_not_fails(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "a.yaml").write_text(
        WORKED.format("{never: [injury], first_steps_any_of: [sleeep]}"), encoding="utf-8"
    )
    problems = [failure.problem for failure in failures(bundled_pack(), read_cases(tmp_path))]
    assert {"there is no benefit injury.", "there is no step sleeep."} <= set(problems)
