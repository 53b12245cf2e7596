"""The command line as a user meets it: in a process of its own. Results on standard output, the rest on
standard error, fixed exit codes.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base_runner import HEEL
from commands import run
from demo import ROOT
from runner_intake import Assessment, IntakeError, assess, bundled_pack
from runner_intake.reading import parse_yaml
from terminals import Terminal

if TYPE_CHECKING:
    from pathlib import Path

BASH = shutil.which("bash") or "/bin/bash"
RUNNER = {name: value for name, value in HEEL.items() if name not in ("flat_form_weeks", "sleep_hours")}


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "runner.json"
    path.write_text(json.dumps(RUNNER), encoding="utf-8")
    return path


@pytest.mark.slow
def test_assess_prints_one_json_document_equal_to_that_of_the_library(answers: Path) -> None:
    done = run("assess", answers, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    document = Assessment.model_validate_json(done.stdout)
    assert document.created is not None
    assert document == assess(RUNNER, today=document.created)


@pytest.mark.slow
def test_yaml_and_standard_input_give_the_same_document(answers: Path, tmp_path: Path) -> None:
    as_yaml = tmp_path / "runner.yaml"
    as_yaml.write_text(
        "\n".join(f"{name}: {json.dumps(value)}" for name, value in RUNNER.items()).replace("false", "no"),
        encoding="utf-8",
    )
    expected = run("assess", answers, "--json").stdout
    assert run("assess", as_yaml, "--json").stdout == expected
    assert run("assess", "-", "--json", text=answers.read_text(encoding="utf-8")).stdout == expected
    assert run("assess", "-", "--json", text=as_yaml.read_text(encoding="utf-8")).stdout == expected


@pytest.mark.slow
def test_a_piped_result_has_no_escape_codes_and_names_all_benefits(answers: Path) -> None:
    done = run("assess", answers)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert (
        done.stdout.index("Safety") < done.stdout.index("Do this first") < done.stdout.index("Not suggested")
    )


@pytest.mark.slow
def test_yaml_in_braces_on_standard_input_is_read_as_yaml() -> None:
    assert run("assess", "-", "--json", text="{age_years: 30}").returncode == 0
    assert run("assess", "-", text='{"age_years": 30, "age_years": 31}').stderr.startswith("F06 ")


@pytest.mark.slow
def test_help_lines_of_a_region_can_be_named_in_any_case_and_an_unknown_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "crisis.yaml"
    path.write_text('low_mood: several_days\ncrisis_thoughts: "yes"', encoding="utf-8")
    assert "116 123" in run("assess", path, "--region", "gb").stdout
    assert run("assess", path, "--region", "XX").returncode == 2


@pytest.mark.slow
def test_next_names_the_question_and_why_and_when_the_goal_is_reached(answers: Path) -> None:
    first = json.loads(run("next", "-", "--json", text="{}").stdout)
    assert (first["question"], first["reached"]) == ("data_consent", False)
    done = run("next", answers, "--goal", "quick", "--json")
    assert json.loads(done.stdout)["question"]
    assert "Why we ask" in run("next", answers).stdout
    assert run("next", answers, "--goal", "everything").returncode == 2
    stop = json.loads(run("next", "-", "--json", text='{"urgent_head_chest": ["chest_pain"]}').stdout)
    assert stop["reached"]


@pytest.mark.slow
def test_explain_prints_one_document_with_proofs(answers: Path) -> None:
    document = json.loads(run("explain", answers, "--json").stdout)
    assert document["schema"] == "runner-intake/explanation/2"
    assert document["assessment"]["schema"] == "runner-intake/assessment/2"


@pytest.mark.slow
def test_explain_names_every_rule_of_a_benefit(answers: Path) -> None:
    done = run("explain", answers, "injury_recovery", "--all")
    assert done.returncode == 0
    rules = [rule.id for rule in bundled_pack().benefit["injury_recovery"].rules]
    assert rules
    assert [rule for rule in rules if rule not in done.stdout] == []
    assert run("explain", answers, "injury_recovry").returncode == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("age_yeers: 30", "A02"),
        ("pain_sites: [achiles_calf]", "A04"),
        ('age_years: "30"', "A03"),
        ("age_years: 7", "A05"),
        ("pain_sites: []", "A07"),
        ("", "F03"),
        ("# only a comment", "F03"),
        ("- a\n- b", "A01"),
        ("a: [1", "F05"),
        ("age_years: 30\nage_years: 31", "F06"),
        ("\x00\x01", "F05"),
    ],
)
def test_bad_answers_are_told_without_a_traceback(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text, encoding="utf-8")
    done = run("assess", path)
    assert done.returncode == 65
    assert done.stdout == ""
    assert done.stderr.startswith(f"{code} ")
    assert "Traceback" not in done.stderr


EXAMPLE = (ROOT / "examples" / "heel-pain.yaml").read_text(encoding="utf-8")


@pytest.mark.slow
@given(st.data())
def test_any_mutated_answers_file_gives_a_result_or_listed_problems(data: st.DataObject) -> None:
    text = EXAMPLE
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 12))
        text = (
            text[:start]
            + data.draw(st.text(alphabet=": \n\t-[]{}#&*!|>'\"%@`,?0159.enoys\x00\x85é", max_size=4))
            + text[start + length :]
        )
    try:
        assess(parse_yaml(text, "answers.yaml"), file="answers.yaml")
    except IntakeError as error:
        assert all(problem.code[0] in "FA" and problem.way_out for problem in error.problems)  # noqa: PT017  (either way is fine)


@pytest.mark.slow
def test_a_misspelt_option_gets_a_suggestion_on_screen(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("age_years: 30\npain_sites: [achiles_calf]\nslep_hours: 7\n", encoding="utf-8")
    done = run("assess", path)
    assert f"A04 {path}:2:13 pain_sites:" in done.stderr
    assert "Did you mean achilles_calf?" in done.stderr
    assert "Did you mean sleep_hours?" in done.stderr
    assert "2 problems found" in done.stderr


@pytest.mark.slow
def test_a_hundred_megabytes_are_refused_quickly(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    done = run("assess", path)
    assert (done.returncode, done.stderr[:3]) == (65, "F02")


@pytest.mark.slow
def test_missing_files_packs_and_benefits_are_told(tmp_path: Path, answers: Path) -> None:
    assert run("assess", tmp_path / "absent.yaml").stderr.startswith("F01 ")
    assert run("assess", answers, "--pack", tmp_path).returncode == 65
    assert run("assess", answers, "--nonsense").returncode == 2
    assert run("nonsense").returncode == 2


@pytest.mark.slow
def test_an_empty_mapping_is_incomplete_and_done() -> None:
    done = run("assess", "-", "--json", text="{}")
    assert done.returncode == 0
    assert json.loads(done.stdout)["safety"]["outcome"] == "incomplete"


@pytest.mark.slow
def test_nothing_is_asked_without_a_terminal() -> None:
    for arguments in ((), ("ask",)):
        done = run(*arguments, text="yes\n")
        assert done.returncode == 2
        assert done.stdout == ""
    assert "Usage" in run().stderr


def test_help_and_version_need_nothing_heavy() -> None:
    help_run = (
        "import sys; from runner_intake.cli import cli\ntry: cli(['--help'])\nexcept SystemExit: pass\n"
    )
    script = help_run + "print([m for m in {names} if m in sys.modules])"
    names = ["pydantic", "rich", "yaml", "prompt_toolkit"]
    done = subprocess.run(
        [sys.executable, "-c", script.format(names=names)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert run("--version").stdout.startswith("runner-intake ")


def loaded_by_us(report: str) -> set[str]:
    """The modules that Python reports (PYTHONPROFILEIMPORTTIME) once it has found our package."""
    _, _, ours = report.partition("| runner_intake")
    return set(re.findall(r"\| +([\w.]+)\s*$", ours, re.MULTILINE))


NOT_AT_THE_START = {"jinja2", "prompt_toolkit", "rich", "tomllib"}


def test_the_first_plain_question_loads_only_what_it_needs(tmp_path: Path) -> None:
    terminal = Terminal("ask", "--plain", state=tmp_path, PYTHONPROFILEIMPORTTIME="1").wait_for("May we use")
    loaded = loaded_by_us(terminal.raw)
    terminal.type("q\n").end()
    assert "runner_intake.terminal.plain_front" in loaded
    assert not loaded & NOT_AT_THE_START
    assert not loaded & {"pydantic", "importlib.resources", "secrets"}
    assert not loaded & {f"runner_intake.{name}" for name in ("engine.uncertainty", "questionnaire.typed")}


def test_a_result_as_json_loads_only_what_it_needs(answers: Path) -> None:
    loaded = loaded_by_us(run("assess", answers, "--json", PYTHONPROFILEIMPORTTIME="1").stderr)
    assert "runner_intake.engine.assess" in loaded
    assert not loaded & NOT_AT_THE_START
    assert not loaded & {"runner_intake.interview", "runner_intake.present.runner_page"}


COMMANDS = [
    "",
    "ask",
    "assess",
    "check",
    "data",
    "data where",
    "data export",
    "data delete",
    "diff",
    "explain",
    "next",
    "rules",
]
COMMANDS += [f"rules {verb}" for verb in ("docs", "list", "show", "schema", "new", "test", "translate")]


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_there_without_docstrings_too(command: str) -> None:
    program = ["-m", "runner_intake", *command.split(), "--help"]
    helps = [
        subprocess.check_output([sys.executable, *options, *program], text=True) for options in ([], ["-OO"])
    ]
    assert helps[0] == helps[1]
    assert re.search(r"\n\n  [A-Z]", helps[0])


@pytest.mark.slow
def test_closed_streams_are_no_bug(answers: Path) -> None:
    for closed, code in ((">&-", 0), ("2>&-", 0)):
        done = subprocess.run(
            [BASH, "-c", f"{sys.executable} -m runner_intake assess {answers} {closed}"],
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (code, b"")
    empty = subprocess.run(
        [BASH, "-c", f"{sys.executable} -m runner_intake assess - <&-"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (empty.returncode, empty.stderr[:3]) == (65, "F03")


@pytest.mark.slow
def test_a_pack_or_a_page_in_an_impossible_place_is_told(tmp_path: Path, answers: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    pipe = tmp_path / "pack" / "pack.yaml"
    pipe.parent.mkdir()
    os.mkfifo(pipe)
    for arguments in (
        ["check", tmp_path / "loop"],
        ["check", tmp_path / "pack"],
        ["check", "x" * 300],
        ["assess", tmp_path / "loop"],
        ["rules", "docs", tmp_path / "loop"],
        ["rules", "docs", tmp_path],
        ["rules", "docs", answers / "x"],
        ["rules", "new", answers],
        ["rules", "new", answers / "x"],
        ["rules", "translate", "fr", "--write", "--pack", tmp_path / "loop"],
    ):
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (65, ""), arguments
        assert re.match(r"[FP]01 \S", done.stderr), done.stderr
        assert "bug" not in done.stderr


@pytest.mark.slow
def test_importing_the_package_is_light_and_reads_no_file() -> None:
    names = ["prompt_toolkit", "rich", "yaml", "polars", "click"]
    script = (
        f"import sys, runner_intake; from runner_intake import assess; print([m for m in {names} if m in "
        f"sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_a_closed_pipe_is_no_error(answers: Path) -> None:
    command = f"{sys.executable} -m runner_intake assess {answers} --json | head -c 10"
    done = subprocess.run(
        [BASH, "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


@pytest.mark.slow
def test_the_example_in_the_readme_runs() -> None:
    done = run("assess", ROOT / "examples" / "heel-pain.yaml")
    assert done.returncode == 0
    assert "Pain from a running injury" in done.stdout
