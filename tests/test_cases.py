"""The hand-written cases of the bundled pack: whole runners, and a boundary table for every rule.

The expectations in rules/cases are written from the content of the intake, not read from the rules.
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from runner_intake import Assessment, Pack, assess, bundled_pack
from runner_intake.conditions import truth
from runner_intake.questionnaire import check_answers
from runner_intake.safety import screen
from runner_intake.score import score

from demo import ROOT

STATES = {True: "true", False: "false", None: "unknown"}
SCORECARDS = ("injury_recovery", "chronic_pain", "muscle_balance", "race_stress", "immunity")


def load(name: str) -> dict[str, Any]:
    found = yaml.safe_load((ROOT / "rules" / "cases" / f"{name}.yaml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def merged(base: dict[str, Any], *changes: dict[str, Any]) -> dict[str, Any]:
    """The base with changes; null takes an answer out."""
    answers = dict(base)
    for change in changes:
        answers.update(change)
    return {name: value for name, value in answers.items() if value is not None}


def settings(row: dict[str, Any], base: dict[str, Any]) -> list[tuple[str, dict[str, Any], int]]:
    """(true, false or blank; the answers; the place in its list) for every line of a boundary row."""
    found = []
    for kind, values in (("true", row.get("true_at", [])), ("false", row.get("false_at", [])), ("blank", [None])):
        found += [(kind, merged(base, row.get("answers", {}), {row["vary"]: value}), place) for place, value in enumerate(values)]
    return found


def rows(*files: str, key: str) -> list[Any]:
    found = []
    for file in files:
        cases = load(file)
        found += [
            pytest.param(row, cases["base"], id=f"{row.get(key)}-{row['vary']}-{number}")
            for number, row in enumerate(cases["boundaries"])
            if key in row
        ]
    return found


def expected_state(row: dict[str, Any], kind: str) -> str:
    """true, false or unknown; an unquoted true or false of YAML is its word."""
    return str(row["blank"]).lower() if kind == "blank" else kind


def pick(expected: Any, place: int) -> Any:
    return expected[place] if isinstance(expected, list) else expected


# --- whole runners ------------------------------------------------------------------------------------------------------------------

VIGNETTES = load("vignettes")


@pytest.mark.parametrize("case", VIGNETTES["cases"], ids=lambda case: case["id"])
def test_worked_runner(case: dict[str, Any]) -> None:
    result = assess(merged(VIGNETTES["base"], case["answers"]))
    expect = case["expect"]
    shown = [suggestion.benefit for suggestion in result.suggestions]
    assert result.safety.outcome in expect["safety"]
    assert not expect["first_steps_any_of"] or set(expect["first_steps_any_of"]) & {step.id for step in result.first_steps[:2]}
    assert (shown[0] if shown else None) in expect["top"]
    assert not set(shown) & set(expect["never"])
    if "top_level" in expect:
        assert result.suggestions[0].level in expect["top_level"]
    if "order" in expect:
        assert [benefit for benefit in shown if benefit in expect["order"]] == expect["order"]


# --- scorecards -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("row", "base"), rows(*SCORECARDS, key="rule"))
def test_point_rule_boundary(row: dict[str, Any], base: dict[str, Any], pack: Pack) -> None:
    rule = next(rule for benefit in pack.benefits for rule in benefit.rules if rule.id == row["rule"])
    assert rule.points == row["points"]
    for kind, answers, _ in settings(row, base):
        state = STATES[truth(rule.when.grounded, check_answers(answers, pack.questionnaire).facts)]
        assert state == expected_state(row, kind), answers.get(row["vary"])


@pytest.mark.parametrize(("row", "base"), rows(*SCORECARDS, key="requires"))
def test_requires_boundary(row: dict[str, Any], base: dict[str, Any], pack: Pack) -> None:
    benefit = pack.benefit[row["requires"]]
    for kind, answers, _ in settings(row, base):
        state = STATES[truth(benefit.requires.grounded, check_answers(answers, pack.questionnaire).facts)]
        assert state == expected_state(row, kind), answers.get(row["vary"])


@pytest.mark.parametrize(
    "total",
    [pytest.param((row, load(name)["base"]), id=f"{name}-{row['points']}-{n}") for name in SCORECARDS for n, row in enumerate(load(name)["totals"])],
)
def test_total_points(total: tuple[dict[str, Any], dict[str, Any]], pack: Pack) -> None:
    row, base = total
    answers = merged(base, row["answers"])
    found = score(pack.benefit[row["benefit"]], check_answers(answers, pack.questionnaire).certain)
    assert found.points == row["points"], found.rules


# --- safety ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("row", "base"), rows("safety", key="rule"))
def test_safety_rule_boundary(row: dict[str, Any], base: dict[str, Any], pack: Pack) -> None:
    for kind, raw, place in settings(row, base):
        answers = check_answers(raw, pack.questionnaire)
        screening = screen(answers, pack)
        raised = row["rule"] in {rule.id for rule in (*screening.findings, *screening.notices)}
        outcome = pick(row.get({"true": "outcome", "false": "outcome_false", "blank": "outcome_blank"}[kind]), place)
        assert raised == (expected_state(row, kind) == "true"), (kind, raw.get(row["vary"]))
        assert outcome is None or screening.outcome == outcome, (kind, raw.get(row["vary"]))


# --- first steps ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("row", "base"), rows("first_steps", key="step"))
def test_first_step_boundary(row: dict[str, Any], base: dict[str, Any]) -> None:
    step = row["step"].partition(".")[0]
    for kind, answers, place in settings(row, base):
        found = priority(assess(answers), step)
        match kind:
            case "true":
                assert found == ("certain", row["priority"]), answers.get(row["vary"])
            case "false":
                otherwise = pick(row["otherwise"], place)
                assert found == (("absent", None) if otherwise is None else ("certain", otherwise)), answers.get(row["vary"])
            case _:
                assert found == (row["blank"], row["priority_blank"])


def priority(result: Assessment, step: str) -> tuple[str, int | None]:
    found = next((each for each in result.first_steps if each.id == step), None)
    return ("absent", None) if found is None else ("certain" if found.certain else "possible", found.priority)


# --- nothing is left out --------------------------------------------------------------------------------------------------------------


def test_every_rule_has_a_row_of_its_own() -> None:
    pack = bundled_pack()
    points = {row["rule"] for name in SCORECARDS for row in load(name)["boundaries"] if "rule" in row}
    assert points == {rule.id for benefit in pack.benefits for rule in benefit.rules}
    assert {row["rule"] for row in load("safety")["boundaries"]} == {rule.id for rule in pack.safety}
    assert {row["step"] for row in load("first_steps")["boundaries"]} == {rule.id for step in pack.steps for rule in step.rules}
    assert {row["requires"] for name in SCORECARDS for row in load(name)["boundaries"] if "requires" in row} == set(pack.benefit)
