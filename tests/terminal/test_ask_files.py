"""Answers from training files in a real terminal: one screen to confirm, from the command or asked for, and
where each answer comes from in the document and on the clinician's page.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import training_files as write
from drawing import HEALTHY
from keystrokes import CTRL_C, ENTER, ESC, whole
from runner_intake import Interview, assess, bundled_pack, read_document, read_training, report
from runner_intake.cli import cli
from runner_intake.cli.from_files import typed_path
from runner_intake.errors import IntakeError
from runner_intake.interview import Ask
from runner_intake.interview.state import answers_in
from terminals import Terminal

if TYPE_CHECKING:
    from pathlib import Path

PACK = bundled_pack()
TODAY = date(2026, 11, 22)
ZONE = "Europe/London"
SIZES = [(80, 24), (60, 18), (40, 12)]
SMALLEST = 12


def table(folder: Path, last: date, zone: str = ZONE) -> Path:
    """A hundred days with a run of 8 km on every other day."""
    sessions = write.every_day(last - timedelta(days=99), 100, kilometres=8)[1::2]
    return write.put(folder, "my runs.csv", write.intervals_csv(*sessions, zone=zone).encode())


# --- on the screen


@pytest.mark.slow
@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_one_screen_shows_every_number_with_its_days_and_takes_what_is_confirmed(
    columns: int, rows: int, tmp_path: Path
) -> None:
    file = table(tmp_path, date.today())  # noqa: DTZ011  (the day of the runner)
    terminal = Terminal(
        *("ask", "--from", str(file), "--timezone", ZONE, "--set", "data_consent=true"),
        state=tmp_path / "state",
        columns=columns,
        rows=rows,
    )
    shown = terminal.wait_for("50 activities: 50 runs.").wait_for("28 km in a typical week").shown
    assert "14 runs" in " ".join(shown.split())
    terminal.type("1").wait_for("how far did you run in a typical week?").type("45", ENTER)
    terminal.wait_for("45 km in a typical week (changed by you)").type("7")
    if rows == SMALLEST:  # the welcome has a screen of its own
        terminal.wait_for("First, your privacy.").type(ENTER)
    terminal.wait_for("How old are you?").type("35", ENTER).wait_for("save and quit").type(CTRL_C).end()
    (draft,) = (tmp_path / "state").rglob("*.json")
    state = json.loads(draft.read_text())
    assert state["answers"]["weekly_distance_km"] == 45
    assert state["answers"]["last_week_distance_km"] == 32
    assert "weekly_distance_km" not in state["origins"]
    assert state["origins"]["last_week_distance_km"]["runs"] == 4


@pytest.mark.slow
def test_nothing_enters_unconfirmed(tmp_path: Path) -> None:
    file = table(tmp_path, date.today())  # noqa: DTZ011  (as above)
    options = ("ask", "--from", str(file), "--timezone", ZONE, "--set", "data_consent=true")
    terminal = Terminal(*options, state=tmp_path / "state").wait_for("28 km in a typical week")
    terminal.type("8").wait_for("How old are you?").type("35", ENTER).wait_for("save and quit").type(
        CTRL_C
    ).end()
    (draft,) = (tmp_path / "state").rglob("*.json")
    state = json.loads(draft.read_text())
    assert set(state["answers"]) == {"data_consent", "age_years"}
    assert state["origins"] == {}


def at_export_question(folder: Path, *options: str, columns: int = 100, rows: int = 40) -> Terminal:
    """The program at the question about an export: everything but the training is answered."""
    _, interview = whole(Interview.start(HEALTHY, goal="complete"))
    question_of = PACK.questionnaire.question_of
    rest = {
        name: value
        for name, value in interview.to_state()["answers"].items()  # type: ignore[attr-defined]  # a document
        if question_of[name].section != "running"
    }
    file = folder / "answers.json"
    file.write_text(json.dumps(rest), encoding="utf-8")
    arguments = ("ask", "--goal", "complete", "--answers", str(file), *options)
    return Terminal(*arguments, state=folder / "state", columns=columns, rows=rows)


@pytest.mark.slow
@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_without_a_path_the_runner_is_asked_for_an_export_before_the_first_number(
    columns: int, rows: int, tmp_path: Path
) -> None:
    """The path may be wrong at first; a zone that the files leave open is asked for."""
    sessions = write.every_day(date.today() - timedelta(days=99), 100, kilometres=8)  # noqa: DTZ011  (as above)
    write.archive(tmp_path, "my export.zip", {"activities.csv": write.strava(*sessions)})
    terminal = at_export_question(tmp_path, columns=columns, rows=rows)
    terminal.wait_for("Do you have an export of your watch or app?").type("1").wait_for("drop the zip")
    terminal.type(f"{tmp_path}/nowhere.zip", ENTER).wait_for("drop the zip").type("my export.zip", ENTER)
    terminal.wait_for("drop the zip").type(f"'{tmp_path}/my export.zip'", ENTER).wait_for("Which is yours?")
    terminal.type("Europe/Lundon", ENTER).wait_for("Which is yours?").type(ZONE, ENTER)
    terminal.wait_for("56 km in a typical week").type("7").wait_for("Your running").type(CTRL_C).end()


@pytest.mark.slow
def test_no_export_means_the_questions_as_ever(tmp_path: Path) -> None:
    terminal = at_export_question(tmp_path).wait_for("Do you have an export of your watch or app?")
    terminal.type(ENTER).wait_for("Your running").wait_for("days").type(ESC, CTRL_C).end()


@pytest.mark.slow
def test_plain_lines_ask_for_an_export_too_and_scripts_name_it(tmp_path: Path) -> None:
    at_export_question(tmp_path, "--plain").wait_for("Do you have an export").type("q\n").end()
    terminal = at_export_question(tmp_path, "--ids", "--new").wait_for("[").type("q\n")
    terminal.end()
    assert "export" not in terminal.raw


@pytest.mark.parametrize(
    "typed",
    ["{0}/my runs.csv", "'{0}/my runs.csv' ", '"{0}/my runs.csv"', "{0}/my\\ runs.csv", " {0}/my runs.csv"],
)
def test_a_path_is_read_as_it_is_typed_or_dropped(typed: str, tmp_path: Path) -> None:
    file = write.put(tmp_path, "my runs.csv", b"x")
    assert typed_path(typed.format(tmp_path)) == file
    assert typed_path("  ") is None


# --- in the document


@pytest.fixture
def taken(tmp_path: Path) -> Interview:
    """An interview that took over every number of the files, two of them changed by the runner."""
    proposals = read_training([table(tmp_path, TODAY)], timezone=ZONE, as_of=TODAY).proposals(PACK)
    values = {name: proposal.value for name, proposal in proposals.items()} | {"runs_per_week": 5}
    origins = {name: proposal.record for name, proposal in proposals.items() if name != "runs_per_week"}
    interview = Interview.start({**HEALTHY, "pain_sites": ["heel"]}).take_over(values, origins)
    assert interview.given["weekly_distance_km"] == 28
    return interview


def test_the_document_says_which_answers_come_from_files(taken: Interview) -> None:
    """Saved, read back, given as a file of answers, or kept as a draft: it still says so."""
    result = taken.result(today=TODAY)
    assert set(result.origins) == set(PACK.measures) - {"runs_per_week"}
    origin = result.origins["weekly_distance_km"]
    assert (origin.runs, origin.first, origin.last) == (14, date(2026, 10, 19), date(2026, 11, 15))
    assert read_document(result.model_dump_json()) == result
    saved = answers_in(json.loads(result.model_dump_json()), PACK)
    assert assess(saved, today=TODAY).origins == result.origins
    assert Interview.from_state(taken.to_state()).result(today=TODAY) == result
    assert Interview.start(saved).result(today=TODAY).origins == result.origins  # type: ignore[arg-type]  # is Saved
    assert "28" not in repr(result.origins)


def test_an_answer_that_the_runner_changes_is_no_longer_from_files(taken: Interview) -> None:
    interview = taken.change(PACK.questionnaire.question_of["weekly_distance_km"].id)
    step = interview.step
    assert isinstance(step, Ask)
    same = {field.id: step.earlier[field.id] for field in step.question.fields}
    assert interview.answer(step.name, same).origins == taken.origins
    changed = interview.answer(step.name, {**same, "weekly_distance_km": 30})
    assert set(changed.origins) == set(taken.origins) - {"weekly_distance_km"}


def test_the_clinicians_page_says_from_how_many_runs_of_which_days(taken: Interview) -> None:
    text = " ".join(report(taken.result(today=TODAY), "clinician").to_text().split())
    assert (
        "From the runner's own files (14 runs, 2026-10-19 to 2026-11-15, Europe/London): "
        "weekly_distance_km, rest_days_per_week" in text
    )
    assert "own files" not in report(assess({**HEALTHY, "weekly_distance_km": 28}), "clinician").to_text()


def test_a_saved_result_keeps_the_origins_on_its_pages(taken: Interview, tmp_path: Path) -> None:
    file = write.put(tmp_path, "result.json", taken.result(today=TODAY).model_dump_json().encode())
    page = CliRunner().invoke(cli, ["report", str(file), "--for", "clinician"], catch_exceptions=False)
    assert "own files" in page.stdout


@pytest.mark.parametrize("origins", [[], {"weekly_distance_km": 1}, {"weekly_distance_km": {"runs": "many"}}])
def test_damaged_origins_are_refused(origins: object, taken: Interview) -> None:
    with pytest.raises(IntakeError, match="D01"):
        Interview.from_state({**taken.to_state(), "origins": origins})
    document = json.loads(taken.result(today=TODAY).model_dump_json())
    with pytest.raises(IntakeError, match=r"D0[14]"):
        assess(answers_in({**document, "origins": origins}, PACK))
