"""The seven sample runners of the first trial, again: what each is asked, presses and reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from demo import ROOT
from interview_cost import table
from keystrokes import CTRL_C, ENTER
from seven_runners import RUNNERS, cost, keys, steps, stop
from terminals import Terminal

if TYPE_CHECKING:
    from pathlib import Path

OUTCOMES = {
    "a": "clear",
    "b": "clear",
    "c": "discuss",
    "d": "guardian_needed",
    "e": "clear",
    "f": "clear",
    "g": "emergency",
}
PAGE_WORDS_BEFORE = {"a": 702, "b": 377, "c": 837, "d": 426, "e": 629, "f": 702, "g": 336}
"""Words of the page with pack 2026.1 (version 0.1.0 before the new page), counted in the same way."""


@pytest.mark.slow
@pytest.mark.parametrize("name", RUNNERS)
def test_each_gets_the_outcome_that_the_answers_lead_to(name: str) -> None:
    assert stop(name).result().safety.outcome == OUTCOMES[name]


@pytest.mark.slow
@pytest.mark.parametrize("name", RUNNERS)
def test_no_section_is_entered_twice(name: str) -> None:
    sections = cost(name).sections
    assert len(set(sections)) == len(sections)


@pytest.mark.slow
@pytest.mark.parametrize("name", RUNNERS)
def test_the_page_is_at_least_a_quarter_shorter_than_before(name: str) -> None:
    assert cost(name).page_words <= 0.75 * PAGE_WORDS_BEFORE[name]


@pytest.mark.slow
def test_a1_without_a_guardian_missed_periods_are_asked_about_all_the_same() -> None:
    """A1 of the first trial: the page for the doctor lacked them."""
    asked = [step.name for step, _ in steps("d")]
    assert "energy_signs" in asked
    (signs,) = [step.question.fields[0] for step, _ in steps("d") if step.name == "energy_signs"]
    assert "periods_missed_3m" in signs.options


@pytest.mark.slow
def test_chest_pain_leads_to_the_number_to_call_after_three_questions() -> None:
    assert cost("g").questions == 3


@pytest.mark.slow
def test_the_table_in_the_documentation_is_current() -> None:
    text = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert table() in text, "run: PYTHONPATH=tests/support python scripts/interview_cost.py"


@pytest.mark.slow
@pytest.mark.parametrize("name", RUNNERS)
def test_the_keys_lead_to_the_result_without_an_error(name: str, tmp_path: Path) -> None:
    """In a terminal; runner f presses Enter once more after every digit, which used to be 19 errors."""
    terminal = Terminal("ask", "--region", "GB", "--no-save", state=tmp_path, columns=100, rows=60)
    export = "Do you have an export of your watch or app?"
    numbers = {"distances", "runs_per_week", "rest_days_per_week"}
    for step, values in steps(name):
        if step.name in numbers:
            terminal.wait_for(export).type("2")
            numbers = set()
        ask = step.question.fields[0].ask
        terminal.wait_for(ask)
        for key in keys(name, step, values):
            terminal.type(key)
    *_, (step, values) = steps(name)
    last = keys(name, step, values)[-1]
    if stop(name).step.name == "reached":
        terminal.wait_for("Show my result").type(ENTER)
        if last != ENTER:  # a digit: the first Enter may belong to it
            terminal.wait_for("once more").type(ENTER)
        terminal.wait_for("What would you like to do now?")
    else:
        terminal.wait_for("Emergency numbers: United Kingdom: 999")
    terminal.type(CTRL_C).end()
    refusals = ("Choose one", "Tick at least", "Please enter", "is not a number")
    assert not [said for said in refusals if said in re.sub(r"\s+", " ", terminal.raw)]
