"""Puts screens of the real program, as text, into the tutorial: under each line `<!-- screen: NAME -->` the
block that follows is replaced.

Run `PYTHONPATH=tests/support python scripts/capture_screens.py` from a checkout with the `dev` extra; a test
fails where the tutorial is behind the program.
"""

from __future__ import annotations

import json
import re
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from keystrokes import CTRL_C, DOWN, ENTER, F1, SPACE, whole
from runner_intake import Interview
from terminals import Terminal

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = Path(__file__).parents[1] / "docs" / "tutorial" / "first-interview.md"
COLUMNS = 80
DAY = "2026-11-26"
"""The day on which the page was written."""
BEGUN = {"data_consent": True, "age_years": 35, "urgent_head_chest": ["none"], "urgent_body": ["none"]}
"""The answers before the question that shows how several lines are ticked."""
BLOCK = re.compile(r"(<!-- screen: (?P<name>\w+) -->\n```text\n)(?P<screen>.*?)(\n```)", re.DOTALL)


def main() -> None:
    """Writes the tutorial with fresh screens."""
    PAGE.write_text(with_screens(PAGE.read_text(encoding="utf-8"), screens()), encoding="utf-8")


def with_screens(text: str, shown: Mapping[str, str]) -> str:
    """The page with its blocks replaced."""
    return BLOCK.sub(lambda match: f"{match[1]}{shown[match['name']]}{match[4]}", text)


def screens() -> dict[str, str]:
    """Every screen by name, taken from the program in a terminal of 80 columns, as on the day of the page."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        shown = {
            **_questions(work / "a"),
            **_stop(work / "b"),
            "emergency": _emergency(work / "c"),
            "plain": _plain(work / "d"),
        }
    today = f"{date.today()}"  # noqa: DTZ011  (the day that the program shows)
    return {name: screen.replace(today, DAY) for name, screen in shown.items()}


def _questions(state: Path) -> dict[str, str]:
    terminal = Terminal("ask", state=state, columns=COLUMNS, rows=32)
    consent = terminal.wait_for("They stay on this computer.").shown
    terminal.type("1").wait_for("aged 13 or older").type("35", ENTER).wait_for("call for help first").type(
        "a", ENTER
    )
    terminal.wait_for("And any of these").type(CTRL_C).end()
    resume = Terminal("ask", state=state, columns=COLUMNS, rows=32).wait_for("Ctrl-C")
    resumed = resume.shown
    resume.type(CTRL_C).end()
    answers = state / "answers.json"
    answers.write_text(json.dumps(BEGUN), encoding="utf-8")
    terminal = Terminal(
        "ask", "--new", "--answers", str(answers), state=state / "sites", columns=COLUMNS, rows=34
    ).wait_for("Tick every place.")
    several = terminal.type(SPACE, DOWN, DOWN, DOWN, DOWN, SPACE).wait_for("● 6").shown
    scale = (
        terminal.type(ENTER)
        .wait_for("affects your running most")
        .type("1")
        .wait_for("10 = the worst")
        .type("6")
        .wait_for("[6]")
        .type(F1)
        .wait_for("Why we ask")
        .shown
    )
    terminal.type(CTRL_C).end()
    return {"consent": consent, "resume": resumed, "several": several, "scale": scale}


def _stop(state: Path) -> dict[str, str]:
    state.mkdir()
    answers = state / "answers.json"
    raw = yaml.safe_load((PAGE.parents[2] / "examples" / "heel-pain.yaml").read_text(encoding="utf-8"))
    _, interview = whole(
        Interview.start(raw), {"sleep_hours": 7.5, "sore_days_per_week": 1, "side_difference_0_10": 1}
    )
    answers.write_text(json.dumps(interview.answers), encoding="utf-8")
    terminal = Terminal("ask", "--answers", str(answers), state=state, columns=COLUMNS, rows=30)
    review = terminal.wait_for("Show my result").wait_for("Ctrl-C").shown
    terminal.screen.resize(160, COLUMNS)
    terminal.child.setwinsize(160, COLUMNS)
    result = terminal.type("1").wait_for("What would you like to do now?").wait_for("Ctrl-C").shown
    terminal.type("1").end()
    return {"review": review, "result": result}


def _emergency(state: Path) -> str:
    terminal = (
        Terminal("ask", "--region", "GB", state=state, columns=COLUMNS, rows=60)
        .wait_for("They stay on this computer.")
        .type("1")
    )
    terminal.wait_for("aged 13 or older").type("35", ENTER).wait_for("call for help first").type("1", ENTER)
    shown = terminal.wait_for("What would you like to do now?").wait_for("Ctrl-C").shown
    terminal.type("1").end()
    return shown


def _plain(state: Path) -> str:
    terminal = (
        Terminal("ask", "--plain", state=state, columns=COLUMNS, rows=34)
        .wait_for("q save and leave. >")
        .type("?\n")
    )
    terminal.wait_for("before we use any of them. >").type("1\n").wait_for("Type a number").wait_for(
        "save and leave. >"
    ).type("thirty\n")
    shown = terminal.wait_for("Please type a number").wait_for("such as 13. >").shown
    terminal.type("q\n").end()
    return shown


if __name__ == "__main__":
    main()
