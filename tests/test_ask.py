"""Asking in a terminal, end to end in a pseudo-terminal: waits for text, never for time."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pexpect
import pytest

from runner_intake import bundled_pack
from runner_intake.terminal.numbers import number_problem, parse_number

if TYPE_CHECKING:
    from pathlib import Path

ENTER, SPACE, DOWN, UP = "\r", " ", "\x1b[B", "\x1b[A"
FIELDS = bundled_pack().questionnaire.fields


def start(*arguments: str, **environment: str) -> pexpect.spawn[str]:
    env = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "PYTHONUTF8": "1", **environment}
    return pexpect.spawn(sys.executable, ["-m", "runner_intake", *arguments], env=env, encoding="utf-8", timeout=30, dimensions=(40, 120))


def code(child: pexpect.spawn[str]) -> int | None:
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


def test_without_consent_nothing_more_is_asked() -> None:
    child = start()
    child.expect("write this summary")
    child.send(DOWN + ENTER)
    child.expect("Safety first")
    text = child.read()
    assert "fingertip" not in text
    child.close()
    assert child.exitstatus == 0


def test_an_emergency_ends_the_questions_and_says_what_to_do() -> None:
    child = start()
    child.expect("write this summary")
    child.send(ENTER)
    child.expect("How old are you")
    child.send("35" + ENTER)
    child.expect("in the last day")
    child.send(SPACE + ENTER)
    child.expect("emergency")
    assert code(child) == 0


def test_a_number_out_of_range_is_refused_in_place_and_not_knowing_is_an_answer() -> None:
    child = start()
    child.expect("write this summary")
    child.send(ENTER)
    child.expect("How old are you")
    child.send("7" + ENTER)
    child.expect("13 to 99")
    child.send("\x7f?" + ENTER)
    child.expect("in the last day")
    child.sendintr()
    assert code(child) == 130


def test_the_result_goes_to_standard_output_alone(tmp_path: Path) -> None:
    command = f"{sys.executable} -m runner_intake ask --json > {tmp_path}/result.json"
    child = pexpect.spawn("bash", ["-c", command], env={**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}, encoding="utf-8", timeout=30)
    child.expect("write this summary")
    child.send(DOWN + ENTER)
    assert code(child) == 0
    assert (tmp_path / "result.json").read_text(encoding="utf-8").startswith("{")


def test_a_terminal_that_cannot_move_the_cursor_is_told_what_to_do_instead() -> None:
    child = start("ask", TERM="dumb")
    child.expect("runner-intake assess FILE")
    assert code(child) == 2


@pytest.mark.parametrize(
    ("field", "typed", "number"),
    [
        ("weekly_distance_km", "40", 40),
        ("weekly_distance_km", "40 km", 40),
        ("weekly_distance_km", "25 mi", 40.2),
        ("weekly_distance_km", "12,5", 12.5),
        ("weekly_distance_km", "12 m", None),
        ("weekly_distance_km", "far", None),
        ("sleep_hours", "7.5h", 7.5),
        ("age_years", "35 km", None),
    ],
)
def test_numbers_are_read_as_typed(field: str, typed: str, number: float | None) -> None:
    assert parse_number(typed, FIELDS[field]) == number
    assert (number_problem(typed, FIELDS[field]) is None) == (number is not None)


@pytest.mark.parametrize(("field", "typed"), [("age_years", "12"), ("age_years", "30.5"), ("sleep_hours", "7.3"), ("pain_rest_0_10", "11")])
def test_numbers_that_do_not_fit_are_told(field: str, typed: str) -> None:
    assert number_problem(typed, FIELDS[field])
