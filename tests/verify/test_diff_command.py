"""`runner-intake diff`: what it prints, what it reads, and when it says no."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from demo import ROOT
from drawing import HEALTHY
from editing import Edit, copied
from runner_intake import assess
from runner_intake.cli import cli
from runner_intake.errors import IntakeError
from runner_intake.pack import Pack, load_pack

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.long]

ADULT: Edit = ("safety/discuss.yaml", "{age_years: {below: 18}}", "{age_years: {below: 17}}")
HEEL: Edit = (
    "benefits/injury_recovery.yaml",
    "plantar_heel_pain]}}\n    points: 6",
    "plantar_heel_pain]}}\n    points: 3",
)
OTHER_WORDS: Edit = ("safety/discuss.yaml", "{age_years: {below: 18}}", "{age_years: {at_most: 17}}")


def run(*args: str, input: str | None = None) -> Result:  # noqa: A002  (the name click gives it)
    return CliRunner().invoke(
        cli, ["diff", *args], catch_exceptions=False, standalone_mode=False, input=input
    )


def effects_of(kind: str, document: Any) -> list[Any]:
    """The effects of one kind in a document."""
    return [effect for effect in document["effects"] if effect["kind"] == kind]


@pytest.fixture
def softer(tmp_path: Path) -> str:
    """The bundled pack with a safety rule that holds for fewer runners, and fewer points for the heel."""
    return str(copied(tmp_path / "softer", ADULT, HEEL))


def test_safety_is_told_first_and_with_an_example(softer: str) -> None:
    result = run("bundled", softer)
    lines = result.stdout.splitlines()
    assert result.return_value != 3
    assert "Safety may become less strict in 1 place." in " ".join(lines[:2])
    start = lines.index("Safety")
    assert lines[start + 1 : start + 5] == [
        "  LESS SEVERE (D8): discuss becomes clear.",
        "    Example: age_years 17, guardian_consent yes",
        "  Rules about needles count only while something can be suggested, so they",
        "    follow the scores: those that did not change are not listed.",
    ]
    assert "  injury_recovery: loses at most 3 points." in lines
    assert "    points: 6 -> 3" in lines


def test_strict_says_no_where_safety_may_be_less_strict_and_only_there(softer: str, tmp_path: Path) -> None:
    assert run("bundled", softer, "--strict").return_value == 3
    assert run(softer, "bundled", "--strict").return_value != 3
    assert run("bundled", str(copied(tmp_path / "heel", HEEL)), "--strict").return_value != 3


def test_a_condition_in_other_words_is_said_to_mean_the_same(tmp_path: Path) -> None:
    out = run("bundled", str(copied(tmp_path / "same", OTHER_WORDS))).stdout
    assert out.startswith("runner-intake 2026.2 and runner-intake 2026.2: proved the same for all complete")
    assert "age_years is at most 17 (years) (means the same)" in " ".join(out.split())


def test_what_was_not_compared_is_never_said_to_mean_the_same(tmp_path: Path) -> None:
    without = copied(
        tmp_path / "without",
        (
            "benefits/muscle_balance.yaml",
            (
                "    - any:\n        - {side_difference_0_10: {at_least: 4}}\n        - "
                "{sore_days_per_week: {at_least: 2}}\n"
            ),
            "",
        ),
    )
    note = copied(
        tmp_path / "note",
        (
            "benefits/chronic_pain.yaml",
            "when: {diagnosis: knee_osteoarthritis}",
            "when: {diagnosis: plantar_heel_pain}",
        ),
    )
    for folder, words in (
        (without, "requires: any of (side_difference_0_10"),
        (note, "knee_osteoarthritis ->"),
    ):
        out = " ".join(run("bundled", str(folder)).stdout.split())
        assert words in out
        assert "(means the same)" not in out


def test_where_the_outcome_changes_the_steps_are_not_called_the_same(tmp_path: Path) -> None:
    weeks: Edit = ("safety/urgent.yaml", "{pain_weeks: {below: 6}}\n", "{pain_weeks: {below: 4}}\n")
    folder = str(copied(tmp_path / "weeks", weeks))
    (shift,) = effects_of("less_severe", json.loads(run("bundled", folder, "--json").stdout))
    before, after = assess(shift["witness"]["old"]), assess(shift["witness"]["new"], load_pack(folder))
    assert [step.id for step in before.first_steps] != [step.id for step in after.first_steps]
    out = " ".join(run("bundled", folder).stdout.split())
    assert "while the outcome is the same, the same steps are due" in out
    assert "the same steps are due at the same priorities, for all complete answers" not in out


def test_a_sign_that_can_no_longer_be_ticked_may_make_safety_less_strict(tmp_path: Path) -> None:
    label = next(
        line
        for line in (ROOT / "rules/questionnaire/right_now.yaml").read_text(encoding="utf-8").splitlines()
        if "swollen_calf:" in line
    )
    folder = tmp_path / "fewer"
    taken_over = "  - {field: urgent_signs, answer: swollen_calf, to: {urgent_body: [swollen_calf]}}\n"
    copied(folder, ("questionnaire/right_now.yaml", f"{label}\n", ""), ("pack.yaml", taken_over, ""))
    urgent = folder / "safety" / "urgent.yaml"
    rule = r"  - id: U2\n    when: \{urgent_body: \{includes: swollen_calf\}\}\n(    .*\n)+"
    text, removed = re.subn(rule, "", urgent.read_text(encoding="utf-8"))
    assert removed == 1
    urgent.write_text(text, encoding="utf-8")
    result = run("bundled", str(folder), "--strict")
    assert "LESS SEVERE (urgent_body): not ruled out" in result.stdout
    assert result.return_value == 3


def test_a_rule_that_only_names_a_changed_one_is_not_called_changed(tmp_path: Path) -> None:
    """D22 looks at whether U44 is raised; its text stays as it was."""
    weeks: Edit = ("safety/urgent.yaml", "{pain_weeks: {below: 6}}\n", "{pain_weeks: {below: 4}}\n")
    changes = json.loads(run("bundled", str(copied(tmp_path / "weeks", weeks)), "--json").stdout)["changes"]
    assert [change["id"] for change in changes] == ["U44"]


def test_a_benefit_that_was_taken_out_is_never_called_the_same(tmp_path: Path) -> None:
    folder = copied(tmp_path / "fewer", ("pack.yaml", "  - muscle_balance\n", ""))
    (folder / "benefits" / "muscle_balance.yaml").unlink()
    document = json.loads(run("bundled", str(folder), "--json").stdout)
    assert document["benefits_removed"] == ["muscle_balance"]
    assert document["proved_same"] is False


def test_another_order_of_benefits_is_never_called_the_same(tmp_path: Path) -> None:
    """Of two equal priorities the earlier one comes first."""
    order: Edit = ("pack.yaml", "  - muscle_balance\n  - immunity\n", "  - immunity\n  - muscle_balance\n")
    document = json.loads(run("bundled", str(copied(tmp_path / "order", order)), "--json").stdout)
    assert document["proved_same"] is False
    assert {"muscle_balance", "immunity"} == {
        name for effect in effects_of("first_suggestion", document) for name in (effect["old"], effect["new"])
    }


def test_the_document_holds_witnesses_that_either_pack_takes(softer: str, pack: Pack) -> None:
    document = json.loads(run("bundled", softer, "--json").stdout)
    assert document["schema"] == "runner-intake/diff/2"
    assert document["needles_follow_scores"] is True
    (shift,) = effects_of("less_severe", document)
    assert assess(shift["witness"]["old"], pack).safety.outcome == shift["old"] == "discuss"
    assert assess(shift["witness"]["new"], load_pack(softer)).safety.outcome == shift["new"] == "clear"
    assert {"D8", "injury_recovery.heel"} == {change["id"] for change in document["changes"]}
    assert document["people"]["synthetic"] is True


YOUNG = json.dumps({**HEALTHY, "age_years": 17, "guardian_consent": True})


def test_runners_are_read_one_a_line_or_as_a_list(softer: str, tmp_path: Path) -> None:
    lines, listed = tmp_path / "runners.ndjson", tmp_path / "runners.yaml"
    lines.write_text(f"{YOUNG}\n\n{{}}\n", encoding="utf-8")
    listed.write_text(f"- {YOUNG}\n- {{}}\n", encoding="utf-8")
    for file, place in ((lines, f"{lines}:1"), (listed, f"{listed}:1")):
        people = json.loads(run("bundled", softer, "--on", str(file), "--json").stdout)["people"]
        assert (people["synthetic"], people["compared"], people["changed"], people["less_severe"]) == (
            False,
            2,
            1,
            1,
        )
        assert people["outcomes"] == [{"old": "discuss", "new": "clear", "runners": 1, "first": place}]


def test_runners_come_from_standard_input_too(softer: str) -> None:
    out = run("bundled", softer, "--on", "-", input=f"{YOUNG}\n").stdout
    line = "1 of 1 runners get another result, 1 of them a less severe outcome for another reason than their"
    assert line in " ".join(out.split())


def test_a_runner_whose_answers_a_pack_does_not_take_is_named_without_the_answer(
    softer: str, tmp_path: Path
) -> None:
    file = tmp_path / "runners.ndjson"
    file.write_text('{"age_years": 777}\n{}\n', encoding="utf-8")
    out = run("bundled", softer, "--on", str(file)).stdout
    assert "Not compared, because one of the packs does not take the answers:" in out
    assert f"A05 {file}:1 age_years:" in " ".join(out.split())
    assert "777" not in out


def test_what_is_no_list_of_runners_is_bad_input(softer: str, tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text("age_years: 30\n", encoding="utf-8")
    with pytest.raises(IntakeError) as caught:
        run("bundled", softer, "--on", str(file))
    assert [problem.code for problem in caught.value.problems] == ["A01"]
    with pytest.raises(IntakeError) as caught:
        run("bundled", str(tmp_path / "nowhere"))
    assert [problem.code for problem in caught.value.problems] == ["P01"]


def test_its_help_tells_what_proved_means() -> None:
    assert "What is called proved holds for all complete answers." in " ".join(run("--help").stdout.split())
