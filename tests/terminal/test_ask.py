"""`runner-intake ask` end to end in a pseudo-terminal: interviews, leaving and resuming, signals, and
terminals of all kinds.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from base_runner import BASE
from commands import run
from demo import ROOT
from drawing import HEALTHY
from keystrokes import CTRL_C, CTRL_K, DOWN, ENTER, ESC, drawn, plain, whole
from runner_intake import Interview, assess, bundled_pack
from runner_intake.interview import Ask
from runner_intake.terminal.front import place_words
from terminals import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.slow
PACK = bundled_pack()
CONSENT, AGE, FIRST_SIGNS, SECOND_SIGNS, PLACES, CRISIS = (
    "They stay on this computer.",
    "aged 13 or older",
    "call for help first",
    "If you are not sure about one",
    "Tick every place.",
    "Take your time.",
)
GUARDIAN = "If you have not asked yet"
"""Words of seven questions that stand nowhere but at the question itself: the question's own line is repeated
above the next ones.
"""


WHAT_NOW = "What would you like to do now?"


def draft_of(state: Path) -> Any:
    file = state / "runner-intake" / "draft.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def at_signs(state: Path, **more: Any) -> Terminal:
    """A terminal at the first list of signs, consent and age given."""
    terminal = (
        Terminal("ask", state=state, **more).wait_for(CONSENT).type("1").wait_for(AGE).type("35", ENTER)
    )
    return terminal.wait_for(FIRST_SIGNS)


# --- whole interviews


def test_drawn_plain_and_file_give_the_same_bytes(tmp_path: Path) -> None:
    asked, interview = whole(Interview(PACK))
    documents = []
    for mode, keys_of in (("drawn", drawn), ("plain", plain)):
        state = tmp_path / mode
        options = ["--plain", "--ids"] if mode == "plain" else []
        terminal = Terminal(
            "ask", "--json", *options, state=state, rows=90, redirected=f"> {tmp_path}/{mode}.json"
        )
        numbers = [step.name for step, _ in asked if step.question.fields[0].id in PACK.measures]
        for step, values in asked:
            if mode == "drawn" and step.name in numbers[:1]:
                terminal.wait_for(PACK.words("export_title")).type("2")
            if mode == "plain":
                for field, line in zip(step.question.fields, keys_of(step, values), strict=True):
                    terminal.wait_for(f"[{field.id}] >").type(line + "\n")
            else:
                terminal.wait_for(place_words(step, PACK.words)).type(*keys_of(step, values))
        terminal.wait_for("Show my result").type("1" + ("\n" if mode == "plain" else ""))
        terminal.wait_for(WHAT_NOW).wait_for("Finish").type("1" + ("\n" if mode == "plain" else ""))
        assert terminal.end() == 0
        assert draft_of(state) is None
        documents.append((tmp_path / f"{mode}.json").read_bytes())
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(interview.answers), encoding="utf-8")
    documents.append(
        subprocess.check_output(
            [sys.executable, "-m", "runner_intake", "assess", str(file), "--json", "--region", "GB"]
        )
    )
    assert documents[0] == documents[1] == documents[2]


def test_without_consent_nothing_more_is_asked_and_nothing_is_stored(tmp_path: Path) -> None:
    terminal = Terminal(state=tmp_path).wait_for(CONSENT).type("2")
    terminal.wait_for("You chose not to let us use your answers").wait_for("Finish").type("1")
    assert terminal.end() == 0
    assert "How old" not in terminal.raw
    assert draft_of(tmp_path) is None


def test_an_emergency_interrupts_with_what_to_do_now_and_a_mistake_can_be_taken_back(tmp_path: Path) -> None:
    terminal = at_signs(tmp_path).type("1", ENTER)
    terminal.wait_for("Go back: I ticked that by mistake")
    assert "Emergency numbers" in terminal.raw
    assert "Get help now" in terminal.raw
    terminal.type(DOWN, DOWN, ENTER).wait_for(FIRST_SIGNS).type("n", ENTER).wait_for(SECOND_SIGNS)


def test_on_a_small_screen_too_what_to_do_now_is_in_sight(tmp_path: Path) -> None:
    terminal = (
        Terminal("ask", "--region", "GB", state=tmp_path, columns=80, rows=24)
        .wait_for(CONSENT)
        .type("1")
        .wait_for(AGE)
        .type("35", ENTER)
    )
    terminal.wait_for("Do you have any of these now").type("1", ENTER).wait_for(WHAT_NOW).wait_for("Ctrl-C")
    assert "Call your emergency number now and say that you have chest pain." in terminal.shown
    assert "United Kingdom: 999" in terminal.shown
    terminal.type("1")
    assert terminal.end() == 0


def test_enter_alone_does_not_end_an_emergency(tmp_path: Path) -> None:
    terminal = (
        at_signs(tmp_path)
        .type("1", ENTER)
        .wait_for(WHAT_NOW)
        .type(ENTER)
        .wait_for("Please pick an answer first.")
        .type("1")
    )
    assert terminal.end() == 0


def test_going_back_across_a_branch_and_not_knowing_a_safety_question(tmp_path: Path) -> None:
    terminal = (
        at_signs(tmp_path)
        .type(CTRL_K)
        .wait_for(SECOND_SIGNS)
        .type(ESC)
        .wait_for(FIRST_SIGNS)
        .type(ESC)
        .wait_for(AGE)
    )
    terminal.type("\x7f\x7f", "15", ENTER).wait_for(GUARDIAN).type("1").wait_for(FIRST_SIGNS)
    assert draft_of(tmp_path)["answers"]["guardian_consent"] is True
    terminal.type(ESC).wait_for(GUARDIAN).type(ESC).wait_for(AGE).type("\x7f\x7f", "35", ENTER).wait_for(
        FIRST_SIGNS
    )
    assert "guardian_consent" not in draft_of(tmp_path)["answers"]
    terminal.type(CTRL_C)
    assert terminal.end() == 130


def test_a_child_gets_no_further_and_nothing_is_stored(tmp_path: Path) -> None:
    terminal = (
        Terminal("ask", state=tmp_path)
        .wait_for(CONSENT)
        .type("1")
        .wait_for(AGE)
        .type("12", ENTER)
        .wait_for("13 to 99")
    )
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert draft_of(tmp_path) is None
    assert "Nothing was saved" in terminal.raw


# --- leaving and resuming


def test_leaving_saves_and_the_next_start_offers_to_go_on(tmp_path: Path) -> None:
    terminal = (
        at_signs(tmp_path)
        .type("n", ENTER)
        .wait_for(SECOND_SIGNS)
        .type("n", ENTER)
        .wait_for(PLACES)
        .type(CTRL_C)
    )
    assert terminal.end() == 130
    assert "Saved." in terminal.raw
    again = (
        Terminal("ask", state=tmp_path)
        .wait_for("You have 4 saved answers, last changed just now.")
        .type("1")
        .wait_for(PLACES)
    )
    again.type(CTRL_C)
    assert again.end() == 130


def test_the_crisis_answer_is_never_saved_and_is_asked_again(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({**BASE, "low_mood": "several_days"}), encoding="utf-8")
    terminal = Terminal("ask", "--answers", str(file), state=tmp_path).wait_for(CRISIS).type("3")
    terminal.wait_for("Show my result").type(CTRL_C)
    assert terminal.end() == 130
    assert "Saved." in terminal.raw
    text = (tmp_path / "runner-intake" / "draft.json").read_text(encoding="utf-8")
    assert "several_days" in text
    assert "prefer_not_to_say" not in text
    again = Terminal("ask", state=tmp_path).wait_for("Welcome back").type("1").wait_for(CRISIS)
    assert again.type(CTRL_C).end() == 130


def test_starting_anew_deletes_what_was_saved(tmp_path: Path) -> None:
    at_signs(tmp_path).type(CTRL_C).end()
    terminal = Terminal("ask", state=tmp_path).wait_for("Start over").type("2").wait_for(CONSENT)
    assert draft_of(tmp_path) is None
    terminal.type(CTRL_C)
    assert terminal.end() == 130


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM])
def test_killed_at_any_time_the_answers_are_there(tmp_path: Path, number: signal.Signals) -> None:
    terminal = at_signs(tmp_path).type("n", ENTER).wait_for(SECOND_SIGNS)
    assert terminal.child.pid is not None
    os.kill(terminal.child.pid, number)
    terminal.end()
    again = (
        Terminal("ask", state=tmp_path).wait_for("You have 3 saved answers").type("1").wait_for(SECOND_SIGNS)
    )
    again.type(CTRL_C)
    assert again.end() == 130


INTERRUPTED_SAVE = """
import os, signal
fsync, signals = os.fsync, [signal.NUMBER] * TIMES
def interrupted(number):
    if signals:
        os.kill(os.getpid(), signals.pop())
    fsync(number)
os.fsync = interrupted
"""
"""A signal comes while the first answers are brought to the disk."""


@pytest.mark.parametrize("mode", [[], ["--plain"]])
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_while_an_answer_is_saved_waits_until_it_is(
    tmp_path: Path, mode: list[str], name: str
) -> None:
    first = INTERRUPTED_SAVE.replace("NUMBER", name).replace("TIMES", "1")
    enter = "\n" if mode else ""
    terminal = (
        Terminal("ask", *mode, state=tmp_path, first=first)
        .wait_for(CONSENT)
        .type("1" + enter)
        .wait_for(AGE)
        .type("35", enter or ENTER)
    )
    assert terminal.end() == (130 if name == "SIGINT" else -signal.SIGTERM)
    assert "Saved." in terminal.raw
    assert draft_of(tmp_path)["answers"] == {"data_consent": True, "age_years": 35}
    assert terminal.echoes


def test_what_a_second_signal_breaks_off_is_not_called_saved(tmp_path: Path) -> None:
    at_signs(tmp_path).type(CTRL_C).end()
    first = INTERRUPTED_SAVE.replace("NUMBER", "SIGINT").replace("TIMES", "2")
    terminal = (
        Terminal("ask", state=tmp_path, first=first)
        .wait_for("Welcome back")
        .type("1")
        .wait_for(FIRST_SIGNS)
        .type("n", ENTER)
    )
    assert terminal.end() == 130
    answers = draft_of(tmp_path)["answers"]
    assert "could not be saved" in terminal.raw or "urgent_head_chest" in answers
    assert ("Saved." in terminal.raw) <= ("urgent_head_chest" in answers)
    assert [path.name for path in (tmp_path / "runner-intake").iterdir() if path.name.endswith(".part")] == []


def at_a_list(state: Path) -> Terminal:
    return Terminal("ask", state=state).wait_for(CONSENT)


def at_a_number(state: Path) -> Terminal:
    return at_a_list(state).type("1").wait_for(AGE)


def at_a_menu(state: Path) -> Terminal:
    return at_a_list(state).type("2").wait_for(WHAT_NOW).wait_for("Ctrl-C")


def at_a_scale(state: Path) -> Terminal:
    file = state / "answers.json"
    file.write_text(json.dumps({**HEALTHY, "pain_sites": ["shin"], "main_site": "shin"}), encoding="utf-8")
    return Terminal("ask", "--answers", str(file), state=state).wait_for("Type a number, or use")


def at_a_line(state: Path) -> Terminal:
    _, interview = whole(Interview(PACK))
    file = state / "answers.json"
    file.write_text(json.dumps(interview.answers), encoding="utf-8")
    terminal = (
        Terminal("ask", "--answers", str(file), state=state)
        .wait_for("Show my result")
        .type("1")
        .wait_for(WHAT_NOW)
    )
    return terminal.type("2").wait_for("Name of the file")


def in_plain_mode(state: Path) -> Terminal:
    return Terminal("ask", "--plain", state=state).wait_for("Type the number of your answer.")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    "screen", [at_a_list, at_signs, at_a_number, at_a_scale, at_a_menu, at_a_line, in_plain_mode]
)
def test_a_signal_leaves_every_screen_and_the_terminal_as_it_was(
    tmp_path: Path, screen: Callable[[Path], Terminal], number: signal.Signals
) -> None:
    terminal = screen(tmp_path)
    assert terminal.child.pid is not None
    os.kill(terminal.child.pid, number)
    assert terminal.end() == (130 if number == signal.SIGINT else -number)
    assert terminal.echoes
    assert terminal.raw.rfind("\x1b[?25h") >= terminal.raw.rfind("\x1b[?25l"), "the cursor is hidden"
    assert "Traceback" not in terminal.raw


def test_deleting_the_answers_makes_an_open_window_stop_saving(tmp_path: Path) -> None:
    terminal = at_signs(tmp_path)
    assert run("data", "delete", "--yes", state=tmp_path).returncode == 0
    terminal.type("n", ENTER).wait_for(SECOND_SIGNS)
    assert "Nothing more will be saved here" in " ".join(terminal.raw.split())
    terminal.type("n", ENTER).wait_for(PLACES).type(CTRL_C)
    assert terminal.end() == 130
    assert "Nothing was saved" in terminal.raw
    assert list((tmp_path / "runner-intake").iterdir()) == []


def test_a_draft_that_cannot_be_read_is_moved_aside_and_saving_goes_on(tmp_path: Path) -> None:
    (tmp_path / "runner-intake" / "draft.json").mkdir(parents=True)
    terminal = at_signs(tmp_path)
    assert "is a directory" in terminal.raw
    assert draft_of(tmp_path)["answers"]["age_years"] == 35
    assert (tmp_path / "runner-intake" / "draft-set-aside-1.json").is_dir()
    assert terminal.type(CTRL_C).end() == 130


def test_a_pipe_in_place_of_the_lock_keeps_nobody_waiting(tmp_path: Path) -> None:
    (tmp_path / "runner-intake").mkdir()
    os.mkfifo(tmp_path / "runner-intake" / "draft.lock")
    terminal = Terminal("ask", state=tmp_path).wait_for(CONSENT)
    assert "nothing will be saved" in " ".join(terminal.raw.split())
    assert terminal.type(CTRL_C).end() == 130


def test_the_draft_is_for_its_owner_alone(tmp_path: Path) -> None:
    at_signs(tmp_path).type(CTRL_C).end()
    folder = tmp_path / "runner-intake"
    assert (folder.stat().st_mode & 0o777, (folder / "draft.json").stat().st_mode & 0o777) == (0o700, 0o600)


@pytest.mark.parametrize(
    "text",
    ["{", '{"schema": "something else"}', '{"schema": "runner-intake/draft/1", "pack": {"id": "another"}}'],
)
def test_a_broken_or_foreign_draft_is_moved_aside(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "runner-intake"
    folder.mkdir()
    (folder / "draft.json").write_text(text, encoding="utf-8")
    terminal = Terminal("ask", state=tmp_path).wait_for(CONSENT).type(CTRL_C)
    assert terminal.end() == 130
    assert "moved to" in " ".join(terminal.raw.split())
    assert (folder / "draft-set-aside-1.json").read_text(encoding="utf-8") == text


def test_answers_that_could_not_be_saved_are_tried_again_and_deleted_at_the_end(tmp_path: Path) -> None:
    folder = tmp_path / "runner-intake"
    terminal = at_signs(tmp_path)
    before = draft_of(tmp_path)["answers"]
    blocked = folder.rename(tmp_path / "elsewhere")
    folder.write_text("in the way", encoding="utf-8")
    terminal.type("n").type(ENTER).wait_for(SECOND_SIGNS).wait_for("cannot be saved here")
    folder.unlink()
    blocked.rename(folder)
    assert draft_of(tmp_path)["answers"] == before
    terminal.type("n", ENTER).wait_for(PLACES)
    assert set(draft_of(tmp_path)["answers"]) > set(before)
    assert terminal.type(CTRL_C).end() == 130
    assert "Saved." in terminal.raw


def test_looking_at_consent_again_deletes_nothing_but_refusing_does(tmp_path: Path) -> None:
    at_signs(tmp_path).type("n", ENTER).wait_for(SECOND_SIGNS).type(CTRL_C).end()
    answers = draft_of(tmp_path)["answers"]
    terminal = Terminal("ask", state=tmp_path).wait_for("Welcome back").type("1").wait_for(SECOND_SIGNS)
    terminal.type(ESC).wait_for(FIRST_SIGNS).type(ESC).wait_for(AGE).type(ESC).wait_for(CONSENT)
    assert draft_of(tmp_path)["answers"].keys() <= answers.keys()
    terminal.type(CTRL_C).end()
    assert "Saved." in terminal.raw
    again = Terminal("ask", state=tmp_path).wait_for("Welcome back").type("1").wait_for(FIRST_SIGNS)
    again.type(ESC).wait_for(AGE).type(ESC).wait_for(CONSENT).type("2")
    again.wait_for(WHAT_NOW)
    assert draft_of(tmp_path) is None
    again.type("1").end()


def test_starting_anew_with_answers_deletes_what_was_saved_and_what_was_moved_aside_can_be_used(
    tmp_path: Path,
) -> None:
    at_signs(tmp_path).type(CTRL_C).end()
    Terminal("ask", "--set", "data_consent=true", state=tmp_path).wait_for(AGE).type(CTRL_C).end()
    aside = tmp_path / "runner-intake" / "draft-set-aside-1.json"
    assert json.loads(aside.read_text(encoding="utf-8"))["answers"]["age_years"] == 35
    again = Terminal("ask", "--no-save", "--answers", str(aside), state=tmp_path).wait_for(FIRST_SIGNS)
    again.type(CTRL_C).end()
    at_signs(tmp_path).type(CTRL_C).end()
    Terminal("ask", "--new", "--set", "data_consent=true", state=tmp_path).wait_for(AGE).type(CTRL_C).end()
    assert not (tmp_path / "runner-intake" / "draft-set-aside-2.json").exists()


def test_a_goal_that_is_named_holds_for_saved_answers_too(tmp_path: Path) -> None:
    at_signs(tmp_path).type(CTRL_C).end()
    Terminal("ask", "--goal", "complete", state=tmp_path).wait_for("Welcome back").type("1").wait_for(
        FIRST_SIGNS
    ).type("n", ENTER).wait_for(SECOND_SIGNS).type(CTRL_C).end()
    assert draft_of(tmp_path)["goal"] == "complete"
    Terminal("ask", state=tmp_path).wait_for("Welcome back").type("1").wait_for(SECOND_SIGNS).type(
        "n", ENTER
    ).wait_for(PLACES).type(CTRL_C).end()
    assert draft_of(tmp_path)["goal"] == "complete"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device on this system")  # noqa: PTH110  (a device)
def test_a_result_that_cannot_be_written_is_told_and_the_answers_stay(tmp_path: Path) -> None:
    terminal = (
        Terminal("ask", state=tmp_path, redirected="> /dev/full")
        .wait_for(CONSENT)
        .type("1")
        .wait_for(AGE)
        .type("35", ENTER)
    )
    terminal.wait_for(FIRST_SIGNS).type("1", ENTER).wait_for(WHAT_NOW).type("1")
    assert terminal.end() == 65
    assert "cannot be written" in terminal.raw
    assert "bug" not in terminal.raw
    assert draft_of(tmp_path)["answers"]["age_years"] == 35


def test_two_windows_at_once_are_noticed(tmp_path: Path) -> None:
    first = at_signs(tmp_path)
    second = Terminal("ask", state=tmp_path).wait_for(CONSENT)
    assert "already open in another window" in second.raw
    second.type(CTRL_C).end()
    first.type(CTRL_C)
    assert first.end() == 130
    assert draft_of(tmp_path) is not None


def test_a_folder_that_cannot_be_written_is_told_and_the_interview_goes_on(tmp_path: Path) -> None:
    (tmp_path / "runner-intake").write_text("a file where the folder should be", encoding="utf-8")
    terminal = Terminal("ask", state=tmp_path).wait_for(CONSENT).type("1").wait_for(AGE).type(CTRL_C)
    assert terminal.end() == 130
    assert "cannot be saved here" in terminal.raw


def test_nothing_is_saved_on_request(tmp_path: Path) -> None:
    terminal = (
        Terminal("ask", "--no-save", state=tmp_path)
        .wait_for(CONSENT)
        .type("1")
        .wait_for(AGE)
        .type("35", ENTER)
        .wait_for(FIRST_SIGNS)
    )
    assert terminal.type(CTRL_C).end() == 130
    assert draft_of(tmp_path) is None


# --- going on from answers


def test_it_goes_on_from_a_file_and_from_single_answers(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(HEALTHY), encoding="utf-8")
    terminal = Terminal("ask", "--answers", str(file), "--set", "pain_sites=[shin]", state=tmp_path)
    expected = Interview.start({**HEALTHY, "pain_sites": ["shin"]}, pack=PACK).step
    assert isinstance(expected, Ask)
    terminal.wait_for(expected.question.ask).type(CTRL_C)
    assert terminal.end() == 130


def test_answers_on_the_command_line_can_be_seen_by_others_and_those_in_a_file_need_not(
    tmp_path: Path,
) -> None:
    file = tmp_path / "set.txt"
    file.write_text("# mine\n\nage_years = 35\npain_sites=[shin]\n", encoding="utf-8")
    quiet = run("ask", "--no-input", "--set-file", str(file), state=tmp_path)
    assert (quiet.returncode, "others on this computer" in quiet.stderr) == (2, False)
    assert "age_years" not in quiet.stderr
    assert "data_consent" in quiet.stderr
    loud = run("ask", "--no-input", "--set-file", str(file), "--set", "data_consent=true", state=tmp_path)
    assert "others on this computer can see" in loud.stderr
    assert "data_consent" not in loud.stderr


@pytest.mark.parametrize(
    ("text", "code", "excerpt"),
    [
        ("age_years 35", 2, ":1: "),
        ("\nage_years=old", 65, "A03 age_years"),
        ("\nage_years={", 65, "set.txt:2 age_years"),
        ("", 65, "F03"),
    ],
)
def test_a_file_of_settings_that_cannot_be_used_is_told_with_its_line(
    tmp_path: Path, text: str, code: int, excerpt: str
) -> None:
    file = tmp_path / "set.txt"
    file.write_text(text, encoding="utf-8")
    refused = run("ask", "--no-input", "--set-file", str(file), state=tmp_path)
    assert refused.returncode == code
    assert excerpt in refused.stderr
    assert "old" not in refused.stderr


def test_without_input_it_lists_what_is_missing_or_gives_the_result(tmp_path: Path) -> None:
    missing = run("ask", "--no-input", "--set", "age_years=35", state=tmp_path)
    assert missing.returncode == 2
    assert "data_consent" in missing.stderr
    assert "age_years" not in missing.stderr
    assert missing.stdout == ""
    _, interview = whole(Interview(PACK))
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(interview.answers), encoding="utf-8")
    complete = run("ask", "--no-input", "--json", "--answers", str(file), state=tmp_path)
    document = json.loads(complete.stdout)
    assert document.pop("created")
    alone = json.loads(assess(interview.answers).model_dump_json(exclude={"created"}))
    assert (complete.returncode, document) == (0, alone)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["ask"], 2),
        (["ask", "--plain", "--ids"], 2),
        (["ask", "--no-input", "--set", "age_years"], 2),
        (["ask", "--no-input", "--set", "- x=3"], 2),
        (["ask", "--no-input", "--set", "#x=3"], 2),
        (["ask", "--no-input", "--set", "age_years=35\nfoo: 3"], 2),
        (["ask", "--no-input", "--answers", "-"], 2),
        (["ask", "--no-input", "--set", "age_years=twelve"], 65),
        (["ask", "--no-input", "--set", "shoe_size=44"], 65),
        (["ask", "--no-input", "--answers", "nowhere.yaml"], 65),
        (["ask", "--goal", "all"], 2),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path: Path, arguments: list[str], code: int) -> None:
    refused = run(*arguments, state=tmp_path, text="yes\n")
    assert refused.returncode == code
    assert refused.stdout == ""
    assert "Traceback" not in refused.stderr
    assert "twelve" not in refused.stderr


# --- terminals of all kinds


def test_a_dumb_terminal_gets_plain_lines_without_any_escape_byte(tmp_path: Path) -> None:
    terminal = (
        Terminal("ask", state=tmp_path, TERM="dumb")
        .wait_for(CONSENT)
        .type("yes\n")
        .wait_for(AGE)
        .type("35\n")
    )
    terminal.wait_for(FIRST_SIGNS).wait_for("None of these").type("1\n").wait_for("Or: < back").type("1\n")
    assert terminal.end() == 0
    assert "\x1b" not in terminal.raw


@pytest.mark.parametrize("why", [{"ACCESSIBLE": "1"}, {"rows": 8}])
def test_plain_lines_are_chosen_for_screen_readers_and_tiny_terminals(
    tmp_path: Path, why: dict[str, Any]
) -> None:
    terminal = Terminal("ask", state=tmp_path, **why).wait_for("Type the number of your answer.").type("q\n")
    assert terminal.end() == 130
    assert "\x1b" not in terminal.raw


def test_without_colour_no_colour_is_sent(tmp_path: Path) -> None:
    coloured, colourless = (
        at_signs(tmp_path / name, **env) for name, env in (("a", {}), ("b", {"NO_COLOR": "1"}))
    )
    for terminal in (coloured, colourless):
        terminal.type(ENTER).wait_for("Tick everything that applies").type(CTRL_C).end()
    assert "\x1b[0;31;1m" in coloured.raw
    assert "31" not in "".join(part.split("m")[0] for part in colourless.raw.split("\x1b[")[1:])


def test_nothing_asks_the_terminal_where_its_cursor_is(tmp_path: Path) -> None:
    terminal = at_signs(tmp_path).type(CTRL_C)
    terminal.end()
    assert "\x1b[6n" not in terminal.raw


def test_a_resized_terminal_is_drawn_anew(tmp_path: Path) -> None:
    terminal = at_signs(tmp_path, columns=100, rows=50)
    terminal.screen.resize(50, 60)
    terminal.child.setwinsize(50, 60)
    terminal.wait_for("trouble breathing that effort does not explain")
    assert terminal.type(CTRL_C).end() == 130


def test_the_result_goes_to_standard_output_alone(tmp_path: Path) -> None:
    terminal = (
        Terminal("ask", state=tmp_path, redirected=f"> {tmp_path}/result.txt")
        .wait_for(CONSENT)
        .type("2")
        .wait_for("Finish")
        .type("1")
    )
    assert terminal.end() == 0
    text = (tmp_path / "result.txt").read_text(encoding="utf-8")
    assert text.startswith("Your result")
    assert "\x1b" not in text


# --- after the result


def at_result(folder: Path, *options: str) -> tuple[Terminal, Interview]:
    """A runner with a private answer, on the screen after the result; the answers are in answers.json."""
    _, interview = whole(
        Interview(PACK), {"low_mood": "several_days", "crisis_thoughts": "prefer_not_to_say"}
    )
    file = folder / "answers.json"
    file.write_text(json.dumps(interview.answers), encoding="utf-8")
    terminal = Terminal("ask", *options, "--answers", str(file), state=folder)
    return terminal.wait_for("Show my result").type("1").wait_for(WHAT_NOW), interview


def test_after_the_result_one_can_save_it_explain_it_and_change_an_answer(tmp_path: Path) -> None:
    terminal, interview = at_result(tmp_path)
    file, report = tmp_path / "answers.json", tmp_path / "report.json"
    terminal.type("2").wait_for("Name of the file").type(str(file), ENTER).wait_for(
        "already exists"
    ).wait_for("Name of the file")
    terminal.type("~nobody-of-that-name/r.txt", ENTER).wait_for("It cannot be saved there").wait_for(
        "Name of the file"
    )
    terminal.type(ESC).wait_for(WHAT_NOW).type("2").wait_for("Name of the file")
    terminal.type(str(report), ENTER).wait_for("Saved as").wait_for(WHAT_NOW).type("3")
    terminal.wait_for("Why this is your result").type("q").wait_for(WHAT_NOW)  # shown in a pager
    terminal.type("5").wait_for("Show my result").type("4").wait_for(AGE).type(
        "\x7f\x7f", "40", ENTER
    ).wait_for("40 years old")
    terminal.type("1").wait_for(WHAT_NOW).type("1")
    assert terminal.end() == 0
    saved = json.loads(report.read_text(encoding="utf-8"))
    assert saved["suggestions"] == json.loads(interview.result().model_dump_json())["suggestions"]
    assert "crisis" in {line.kind for line in interview.result().safety.help_lines}
    assert "crisis" not in {line["kind"] for line in saved["safety"]["help_lines"]}
    assert "crisis_thoughts" not in saved["answers"]
    assert report.stat().st_mode & 0o777 == 0o600
    assert len(interview.review) > 20


def test_a_page_that_rests_on_a_private_answer_is_not_saved_and_that_is_said(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "rules", tmp_path / "pack")
    hold = tmp_path / "pack" / "safety" / "hold.yaml"
    rule = (
        "  - id: H9\n    when: {crisis_thoughts: prefer_not_to_say}\n"
        "    message: To try.\n    basis: [expert-opinion]\n"
    )
    hold.write_text(hold.read_text(encoding="utf-8") + rule, encoding="utf-8")
    terminal, _ = at_result(tmp_path, "--pack", str(tmp_path / "pack"))
    terminal.type("2").wait_for("cannot be saved either").wait_for(WHAT_NOW).type("1")
    assert terminal.end() == 0
