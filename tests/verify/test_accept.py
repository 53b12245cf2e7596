"""`rules test --accept` and `--scaffold`: expectations change only where they must and only after a yes, and
missing rows are left open.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from runner_intake import load_pack
from runner_intake.authoring.starter import write_pack
from runner_intake.cli import cli
from runner_intake.pack.find import bundled_rules
from runner_intake.reading import parse_yaml
from runner_intake.reading.yaml_edit import CannotEditError, Edit, EditableYaml, flow
from runner_intake.verify.cases.accept import proposal, write
from runner_intake.verify.cases.read import read_cases
from runner_intake.verify.cases.report import case_report
from runner_intake.verify.cases.scaffold import scaffold
from terminals import Terminal

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.long

CASES = "cases/rules.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_pack(tmp_path / "own", "small")
    return tmp_path / "own"


def edited(folder: Path, file: str, old: str, new: str) -> str:
    """Replaces a text that stands there once; the text of the file as it is then."""
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, text.count(old)
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return text.replace(old, new)


def run(*arguments: str | Path, typed: str = "") -> Result:
    return CliRunner().invoke(cli, ["rules", "test", *map(str, arguments)], input=typed)


def changes(folder: Path) -> list[tuple[str, str, object, object]]:
    proposed = proposal(folder, load_pack(folder), read_cases(folder))
    return [(change.about, change.key, change.old, change.new) for change in proposed.changes]


def by_hand(folder: Path) -> list[tuple[str, str]]:
    proposed = proposal(folder, load_pack(folder), read_cases(folder))
    return [(failure.about, failure.problem) for failure in proposed.by_hand]


def accepted(folder: Path) -> None:
    write(folder, proposal(folder, load_pack(folder), read_cases(folder)).changes)


def failed(folder: Path) -> list[str]:
    return [case.about for case in case_report(load_pack(folder), read_cases(folder)).failed]


# --- accept: what would change


EDITS: list[tuple[str, str, str, list[tuple[str, str, object, object]]]] = [
    ("benefits/injury_recovery.yaml", '"2-4": 1', '"2-4": 2', [("injury_recovery.pain.2-4", "points", 1, 2)]),
    (
        "first_steps.yaml",
        "priority: 80",
        "priority: 81",
        [("exercise.not_yet", "priority", 80, 81), ("exercise.not_yet", "priority_blank", 80, 81)],
    ),
    (
        "safety/discuss.yaml",
        "{age_years: {below: 18}}",
        "{age_years: {below: 17}}",
        [("minor", "true_at", [13, 17], [13]), ("minor", "false_at", [18, 99], [17, 18, 99])],
    ),
    (
        "safety/urgent.yaml",
        "outcome: urgent",
        "outcome: hold",
        [
            ("chest", "outcome_false", ["clear", "urgent"], ["clear", "hold"]),
            ("leg", "outcome", "urgent", "hold"),
        ],
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("file", "old", "new", "expected"), EDITS)
def test_every_expectation_that_must_change_is_named_with_its_old_and_new_value(
    folder: Path, file: str, old: str, new: str, expected: list[tuple[str, str, object, object]]
) -> None:
    assert changes(folder) == []
    edited(folder, file, old, new)
    assert changes(folder) == expected
    assert by_hand(folder) == []


@pytest.mark.slow
@pytest.mark.parametrize(("file", "old", "new"), [edit[:3] for edit in EDITS])
def test_after_accepting_every_case_comes_out_as_written_and_nothing_else_has_changed(
    folder: Path, file: str, old: str, new: str
) -> None:
    before = (folder / CASES).read_text(encoding="utf-8").splitlines()
    edited(folder, file, old, new)
    touched = len(changes(folder))
    accepted(folder)
    after = (folder / CASES).read_text(encoding="utf-8").splitlines()
    assert failed(folder) == []
    assert len(after) == len(before)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == touched


def test_comments_order_and_layout_stay(folder: Path) -> None:
    edited(folder, "first_steps.yaml", "priority: 80", "priority: 81")
    text = edited(folder, CASES, "    priority: 80\n", "    priority:   80   # expert judgement\n")
    accepted(folder)
    assert (folder / CASES).read_text(encoding="utf-8") == text.replace(
        "priority:   80 ", "priority:   81 "
    ).replace("priority_blank: 80", "priority_blank: 81")


def test_totals_and_worked_runners_change_too(folder: Path) -> None:
    edited(folder, "benefits/injury_recovery.yaml", "requires: {pain_running_0_10: {at_least: 2}}\n", "")
    edited(folder, "benefits/injury_recovery.yaml", '"5+": 2', '"5+": 1')
    edited(
        folder,
        CASES,
        "      safety: [clear]\n      top: [null]",
        "      safety: [urgent]\n      top: [injury_recovery]",
    )
    proposed = changes(folder)
    assert ("injury_recovery", "points", 4, 3) in proposed
    assert ("no_pain", "safety", ["urgent"], ["clear"]) in proposed
    assert ("no_pain", "top", ["injury_recovery"], [None]) in proposed


WORKED = """\
base: {data_consent: true, age_years: 35, urgent_signs: [none], has_pain: true, pain_running_0_10: 5, rehab: months}
cases:
  - id: one
    title: One
    expect: EXPECT
"""


@pytest.mark.parametrize(
    ("expect", "key", "new"),
    [
        ("{never: [injury_recovery]}", "never", []),
        ("{top_level: [possible]}", "top_level", ["worth_discussing"]),
        ("{top: [null]}", "top", ["injury_recovery"]),
        ("{safety: [urgent, hold]}", "safety", ["clear"]),
    ],
)
def test_each_expectation_of_a_worked_runner_can_change(
    folder: Path, expect: str, key: str, new: object
) -> None:
    (folder / CASES).write_text(WORKED.replace("EXPECT", expect), encoding="utf-8")
    assert [(about, name, value) for about, name, _, value in changes(folder)] == [("one", key, new)]
    accepted(folder)
    assert failed(folder) == []


def test_the_order_of_first_steps_can_change_and_steps_that_are_not_due_keep_their_place_at_the_end(
    folder: Path,
) -> None:
    text = WORKED.replace("rehab: months", "rehab: not_yet").replace(
        "EXPECT", "{first_steps_any_of: [call_for_help]}"
    )
    (folder / CASES).write_text(text, encoding="utf-8")
    assert changes(folder) == [("one", "first_steps_any_of", ["call_for_help"], ["exercise"])]


SIGNS = """\
base: {data_consent: true, age_years: 35, urgent_signs: [none], has_pain: false}
signs:
  - list: urgent_signs
    raises:
      chest_pain: [chest, urgent]    # first
      cannot_bear_weight: [leg, emergency]
      none: incomplete
    outcome_blank: clear
"""


def test_the_outcome_of_a_sign_can_change_and_what_it_raises_cannot(folder: Path) -> None:
    (folder / CASES).write_text(SIGNS, encoding="utf-8")
    accepted(folder)
    text = SIGNS.replace("[chest, urgent]", "[chest, emergency]").replace("[leg, emergency]", "[leg, urgent]")
    assert (folder / CASES).read_text(encoding="utf-8") == text.replace(
        "none: incomplete", "none: clear"
    ).replace("blank: clear", "blank: incomplete")
    assert failed(folder) == []
    (folder / CASES).write_text(SIGNS.replace("[chest, urgent]", "[leg, emergency]"), encoding="utf-8")
    assert ("leg", "at urgent_signs [chest_pain]: the finding is not there.") in by_hand(folder)


def test_the_points_of_a_table_can_change(folder: Path) -> None:
    text = (
        "base: {has_pain: true}\ntables:\n  - rule: injury_recovery.pain\n    vary: pain_running_0_10\n    "
        "points: {2-4: 3, 5+: 2}\n"
    )
    (folder / CASES).write_text(text, encoding="utf-8")
    assert changes(folder) == [("injury_recovery.pain.2-4", "2-4", 3, 1)]
    accepted(folder)
    assert (folder / CASES).read_text(encoding="utf-8") == text.replace("2-4: 3", "2-4: 1")


def test_an_expectation_that_was_not_written_is_added(folder: Path) -> None:
    edited(folder, CASES, "    priority_blank: 80\n", "")
    assert changes(folder) == [("exercise.not_yet", "priority_blank", None, 80)]
    accepted(folder)
    assert failed(folder) == []


# --- accept: what it leaves to a person


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (
            "safety/discuss.yaml",
            "{age_years: {below: 18}}",
            "{age_years: {below: 14}}",
        ),  # more than one answer goes over
        (
            "safety/urgent.yaml",
            "{includes: cannot_bear_weight}",
            "{includes: chest_pain}",
        ),  # a side would be left empty
    ],
)
def test_a_row_is_changed_as_a_whole_or_not_at_all(folder: Path, file: str, old: str, new: str) -> None:
    edited(folder, file, old, new)
    rows = {about for about, _ in by_hand(folder)}
    assert rows.isdisjoint(about for about, *_ in changes(folder))


def test_a_row_that_would_show_no_boundary_any_more_is_left(folder: Path) -> None:
    edited(
        folder,
        "safety/urgent.yaml",
        "{includes: cannot_bear_weight}",
        "{includes_all: [cannot_bear_weight, chest_pain]}",
    )
    assert ("leg", "at urgent_signs [cannot_bear_weight]: the finding is not there.") in by_hand(folder)


def test_a_row_about_a_rule_that_is_gone_is_left(folder: Path) -> None:
    edited(folder, CASES, "- rule: minor", "- rule: minors")
    assert by_hand(folder)[0] == ("minors", "at age_years 13: there is no rule minors.")
    assert changes(folder) == []


def test_a_comment_among_the_values_is_never_lost(folder: Path) -> None:
    edited(folder, "safety/discuss.yaml", "{age_years: {below: 18}}", "{age_years: {below: 17}}")
    edited(folder, CASES, "true_at: [13, 17]", "true_at: [\n      13, # the youngest\n      17]")
    assert changes(folder) == []
    assert [about for about, _ in by_hand(folder)] == ["minor"]


# --- accept: the command


def test_nothing_is_written_without_a_yes(folder: Path) -> None:
    edited(folder, "first_steps.yaml", "priority: 80", "priority: 81")
    before = (folder / CASES).read_text(encoding="utf-8")
    asked = run(folder, "--accept")
    assert asked.exit_code == 3
    assert "priority: 80 -> 81" in asked.stderr
    assert "Nothing is written" in asked.stderr
    assert (folder / CASES).read_text(encoding="utf-8") == before
    done = run(folder, "--accept", "--yes")
    assert (done.exit_code, "Written: 2 expectations." in done.stderr) == (0, True)
    assert "all as written" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "code"), [("n", 3), ("y", 0)])
def test_at_a_terminal_a_question_is_asked(folder: Path, tmp_path: Path, answer: str, code: int) -> None:
    edited(folder, "first_steps.yaml", "priority: 80", "priority: 81")
    terminal = Terminal("rules", "test", str(folder), "--accept", state=tmp_path / "state", columns=150)
    terminal.wait_for("Write these expectations?").type(f"{answer}\n")
    assert terminal.end() == code
    assert ("priority: 81" in (folder / CASES).read_text(encoding="utf-8")) == (answer == "y")


def test_a_less_severe_outcome_stands_out(folder: Path) -> None:
    edited(folder, "safety/urgent.yaml", "outcome: urgent", "outcome: hold")
    shown = run(folder, "--accept")
    assert "outcome: urgent -> hold (LESS SEVERE)" in shown.stderr
    edited(folder, "safety/urgent.yaml", "outcome: hold", "outcome: emergency")
    assert "LESS SEVERE" not in run(folder, "--accept").stderr


@pytest.mark.parametrize(
    "options",
    [
        ["--accept"],
        ["--scaffold"],
        ["FOLDER", "--accept", "--scaffold"],
        ["FOLDER", "--yes"],
        ["FOLDER", "--accept", "--json"],
    ],
)
def test_options_that_do_not_go_together_are_refused(folder: Path, options: list[str]) -> None:
    assert run(*(folder if option == "FOLDER" else option for option in options)).exit_code == 2


def test_a_place_that_cannot_be_written_to_is_reported(folder: Path) -> None:
    shutil.rmtree(folder / "cases")
    (folder / "cases").write_text("in the way", encoding="utf-8")
    assert "F01" in str(run(folder, "--scaffold").exception)


# --- edits of one value


def test_only_the_value_changes() -> None:
    text = 'a:   # why\n  - {b: 1, "c": [x, y]}   # and\n  - 2\n\nd: >-\n  long\n  text\n'
    document = EditableYaml(text, "x.yaml")
    assert document.changed([Edit(("a", 0, "c"), ["x"]), Edit(("a", 1), None), Edit(("d",), "no")]) == (
        'a:   # why\n  - {b: 1, "c": [x]}   # and\n  - null\n\nd: "no"\n'
    )
    assert document.changed([Edit(("a", 0, "e"), 3), Edit(("f",), 4)]).endswith("  text\nf: 4\n")


@pytest.mark.parametrize("path", [("a", "b"), ("a", 0, "b", "c")])
def test_what_is_not_there_cannot_be_changed(path: tuple[Any, ...]) -> None:
    with pytest.raises((CannotEditError, TypeError, KeyError)):
        EditableYaml("a: [1]\n", "x.yaml").changed([Edit(path, 1)])


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-99, 99)
    | st.sampled_from([0.5, "yes", "no", "a_b", "1_to_2", "a: b", "x # y", "~", "É", "null"]),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=6,
)


@given(VALUES)
def test_a_written_value_reads_back_as_it_was(value: Any) -> None:
    assert parse_yaml(f"a: {{b: {flow(value)}}}\n", "x.yaml") == {"a": {"b": value}}


@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=4), st.data())
def test_a_changed_file_says_what_is_meant_and_nothing_else(
    pairs: list[tuple[Any, Any]], data: st.DataObject
) -> None:
    rows = [f"  - {{old: {flow(old)}}}  # row {number}" for number, (old, _) in enumerate(pairs)]
    text = "# head\nrows:\n" + "\n".join(rows) + "\n"
    chosen = data.draw(st.sets(st.integers(0, len(pairs) - 1)))
    changed = EditableYaml(text, "x.yaml").changed(
        [Edit(("rows", number, "old"), pairs[number][1]) for number in chosen]
    )
    assert parse_yaml(changed, "x.yaml") == {
        "rows": [{"old": new if number in chosen else old} for number, (old, new) in enumerate(pairs)]
    }
    assert [line for number, line in enumerate(changed.splitlines()[2:]) if number not in chosen] == [
        row for number, row in enumerate(rows) if number not in chosen
    ]


# --- scaffold


def without(folder: Path, rule: str) -> None:
    """Takes a row out of the cases."""
    text = (folder / CASES).read_text(encoding="utf-8")
    start = text.index(f"  - {rule}\n")
    end = min(index for index in (text.find("\n  - ", start) + 1, text.find("\n\n", start) + 1) if index > 0)
    (folder / CASES).write_text(text[:start] + text[end:], encoding="utf-8")


def test_missing_rows_are_written_and_left_open(folder: Path) -> None:
    for rule in ("rule: minor", "step: exercise.not_yet"):
        without(folder, rule)
    assert run(folder, "--strict").exit_code == 3
    done = run(folder, "--scaffold")
    assert done.exit_code == 3
    assert "its expectation is left open. Move the answers of open_at" in done.stdout
    rows = yaml.safe_load((folder / "cases" / "open.yaml").read_text(encoding="utf-8"))["boundaries"]
    assert rows[0] == {
        "rule": "minor",
        "vary": "age_years",
        "open_at": [17, 18, 19, 20],
        **dict.fromkeys(("outcome", "outcome_false", "blank", "outcome_blank"), "open"),
    }
    assert [row.get("rule") or row["step"] for row in rows] == ["minor", "exercise.not_yet"]


def test_an_open_row_covers_nothing(folder: Path) -> None:
    without(folder, "rule: minor")
    before = case_report(load_pack(folder), read_cases(folder)).uncovered
    assert before
    run(folder, "--scaffold")
    report = case_report(load_pack(folder), read_cases(folder))
    assert report.uncovered == before
    assert [case.about for case in report.failed] == ["minor"]


def test_a_row_that_is_filled_in_covers_its_rule(folder: Path) -> None:
    without(folder, "rule: minor")
    run(folder, "--scaffold")
    file = "cases/open.yaml"
    edited(folder, file, "open_at: [17, 18, 19, 20]", "true_at: [17]\n    false_at: [18]")
    edited(folder, file, "    outcome: open", "    outcome: discuss")
    edited(folder, file, "outcome_false: open", "outcome_false: clear")
    edited(folder, file, "    blank: open", "    blank: unknown")
    assert failed(folder) == ["minor"]  # one `open` is left
    edited(folder, file, "outcome_blank: open", "outcome_blank: incomplete")
    assert run(folder, "--strict").exit_code == 0


def test_nothing_is_overwritten_and_nothing_written_where_nothing_is_missing(folder: Path) -> None:
    assert "No row is missing." in run(folder, "--scaffold").stderr
    assert not (folder / "cases" / "open.yaml").exists()
    (folder / "cases" / "open.yaml").write_text("boundaries: []\n", encoding="utf-8")
    assert "F01" in str(run(folder, "--scaffold").exception)


@pytest.mark.slow
def test_the_answers_proposed_for_a_rule_make_it_depend_on_the_varied_one() -> None:
    """Whatever row of the bundled pack is missing: with the proposed answers its rule holds on one side and
    not on the other.
    """
    folder = bundled_rules()
    pack, cases = load_pack(str(folder)), read_cases(folder)
    every = cases.__class__(base=cases.base)
    rows = yaml.safe_load(scaffold(pack, every, own_base=False))["boundaries"]
    named = {rule.id for rule in pack.safety}
    assert named <= {row.get("rule") for row in rows}
    on_both_sides = [row for row in rows if row.get("rule") in named and _differs(row, cases.base, pack)]
    as_given = [
        row
        for row in rows
        if row.get("rule")
        in {rule.id for rule in pack.safety if rule.outcome in ("clarify", "guardian_needed")}
    ]
    assert len(on_both_sides) >= len([row for row in rows if row.get("rule") in named]) - len(as_given)


def _differs(row: dict[str, Any], base: Any, pack: Any) -> bool:
    from runner_intake.conditions import truth  # noqa: PLC0415
    from runner_intake.questionnaire import check_answers  # noqa: PLC0415

    rule = next(rule for rule in pack.safety if rule.id == row["rule"])
    answers = {**base, **row.get("answers", {})}
    states = {
        truth(rule.when.grounded, check_answers({**answers, row["vary"]: value}, pack.questionnaire).facts)
        for value in row["open_at"]
    }
    return {True, False} <= states
