"""A sitting put together without a terminal: a front end that answers from a table, a draft in a folder, and
a clock that says what it is told. What the terminal adds is in test_ask.py.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base_runner import HEEL
from runner_intake import Interview, bundled_pack
from runner_intake.cli.from_files import TrainingFiles
from runner_intake.cli.session import Clock, Session, Style
from runner_intake.cli.session.resuming import age_words
from runner_intake.local.drafts import DraftFile
from runner_intake.local.preferences import Preferences, read_preferences
from runner_intake.terminal.front import Answered, Menu
from runner_intake.text.catalogue import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from runner_intake.interview import Ask
    from runner_intake.terminal.front import Reply

PACK = bundled_pack()
DAY = date(2026, 11, 26)
LATER = datetime(2040, 1, 1, tzinfo=UTC)
RUNNER = {**HEEL, "shoe_distance_km": 100.5}
CHOSEN = {"review": "result", "after": "finish", "stopped": "finish", "resume": "go_on", "region": "NZ"}


@dataclass
class Answering:
    """A front end that answers from a table, "don't know" where it has nothing, and leaves (as with Ctrl-C)
    once `patience` questions were asked. `chosen` is what it takes in each menu, `lines` what it types.
    """

    answers: Mapping[str, object] = field(default_factory=lambda: RUNNER)
    chosen: Mapping[str, str] = field(default_factory=dict)
    lines: deque[str | None] = field(default_factory=deque)
    patience: int = 1000
    asked: list[str] = field(default_factory=list)
    menus: list[Menu] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def ask(self, step: Ask, _past: tuple[str, ...], problem: str) -> Reply:
        assert not problem, f"{step.name}: {problem}"
        if len(self.asked) == self.patience:
            raise KeyboardInterrupt
        self.asked.append(step.name)
        return Answered({field.id: self.answers.get(field.id) for field in step.question.fields})

    def choose(self, menu: Menu) -> str:
        self.menus.append(menu)
        return {**CHOSEN, **self.chosen}[menu.id]

    def line(self, _ask: str) -> str | None:
        return self.lines.popleft()

    def say(self, text: str) -> None:
        self.said.append(text)

    def clear(self) -> None:
        """There is no screen to take away."""


def session(
    folder: Path, front: Answering, *, saves: bool = True, region: str | None = "GB", now: datetime = LATER
) -> Session:
    return Session(
        PACK,
        region,
        Preferences(),
        Style(plain=True, as_json=True),
        saves=saves,
        front=front,
        draft=DraftFile(folder / "state"),
        settings=folder / "settings",
        clock=Clock(lambda: now, lambda: DAY),
        files=TrainingFiles(asks=False),
    )


def held(sitting: Session, started: Interview | None = None, *, new: bool = False) -> bool:
    """Holds a sitting; whether the runner stayed to its end."""
    try:
        with sitting.alone():
            sitting.hold(started or Interview(PACK), new=new)
    except KeyboardInterrupt:
        return False
    return True


# --- whole sittings


@pytest.mark.slow
def test_a_sitting_ends_with_the_result_and_leaves_no_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    front = Answering()
    sitting = session(tmp_path, front)
    assert held(sitting)
    output = capsys.readouterr()
    document = json.loads(output.out)
    assert document["created"] == DAY.isoformat()
    assert document["region"] == "GB"
    assert "Your saved answers are deleted." in output.err
    assert not sitting.draft.is_there
    assert [menu.id for menu in front.menus] == ["review", "after"]


def test_nothing_is_saved_where_that_is_not_wanted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sitting = session(tmp_path, Answering(patience=5), saves=False)
    assert not held(sitting)
    assert not (tmp_path / "state").exists()
    assert "Nothing will be saved, as you asked." in capsys.readouterr().err
    assert sitting.left_words() == "Closed. Nothing was saved."


def test_without_consent_nothing_is_saved(tmp_path: Path) -> None:
    sitting = session(tmp_path, Answering({"data_consent": False}))
    assert held(sitting)
    assert not sitting.draft.is_there


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_is_told_and_the_questions_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "state").write_text("in the way", encoding="utf-8")
    sitting = session(tmp_path, Answering())
    assert held(sitting)
    output = capsys.readouterr()
    assert "Your answers cannot be saved here" in output.err
    assert json.loads(output.out)["suggestions"]


# --- leaving and going on


@pytest.mark.slow
def test_who_leaves_is_offered_to_go_on_and_is_not_asked_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = Answering(patience=4)
    left = session(tmp_path, first)
    assert not held(left)
    assert left.left_words().startswith("Saved.")
    saved = left.draft.saved()
    assert saved is not None
    again = Answering()
    assert held(session(tmp_path, again, now=saved + timedelta(hours=3)))
    assert again.menus[0].lines[0].endswith("last changed 3 hours ago.")
    assert not {*first.asked} & {*again.asked}
    capsys.readouterr()


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(patience=st.integers(2, 30))
def test_wherever_one_leaves_and_goes_on_the_questions_are_those_of_one_sitting(
    patience: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("sitting")
    through, first, second = Answering(), Answering(patience=patience), Answering()
    whole, left, resumed = (session(folder, front) for front in (through, first, second))
    assert held(whole)
    if not held(left):
        assert held(resumed)
    assert [*first.asked, *second.asked] == through.asked


def test_starting_anew_deletes_what_was_saved_and_asks_from_the_beginning(tmp_path: Path) -> None:
    assert not held(session(tmp_path, Answering(patience=4)))
    anew = Answering(chosen={"resume": "anew"}, patience=1)
    sitting = session(tmp_path, anew)
    assert not held(sitting)
    assert anew.asked == ["data_consent"]
    assert not sitting.draft.is_there


def test_leaving_at_the_offer_keeps_what_was_saved(tmp_path: Path) -> None:
    assert not held(session(tmp_path, Answering(patience=4)))
    sitting = session(tmp_path, Answering(chosen={"resume": "leave"}))
    before = sitting.draft.read()
    assert not held(sitting)
    assert sitting.draft.read() == before


def test_a_draft_that_cannot_be_used_is_moved_aside_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    draft = DraftFile(tmp_path / "state")
    draft.path.write_text("{", encoding="utf-8")
    front = Answering(patience=3)
    assert not held(session(tmp_path, front))
    (said,) = front.said
    assert "could not be used" in said
    assert front.asked[0] == "data_consent"
    assert draft.is_there  # the new one


def test_answers_from_a_file_put_an_earlier_draft_aside(tmp_path: Path) -> None:
    assert not held(session(tmp_path, Answering(patience=4)))
    front = Answering(patience=0)
    assert not held(session(tmp_path, front), Interview.start({"data_consent": True}, pack=PACK))
    (said,) = front.said
    assert "are kept in" in said


@pytest.mark.slow
def test_a_second_window_saves_nothing_and_leaves_the_draft_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = session(tmp_path, Answering(patience=4)), session(tmp_path, Answering())
    with one.alone():
        with pytest.raises(KeyboardInterrupt):
            one.hold(Interview(PACK), new=False)
        assert held(other)
        assert "already open in another window" in capsys.readouterr().err
        assert one.draft.is_there


# --- choices


def test_the_country_is_asked_once_and_kept(tmp_path: Path) -> None:
    for patience, asked in ((1, []), (2, ["region"]), (2, [])):  # not before consent and age are given
        front = Answering(patience=patience)
        sitting = session(tmp_path, front, region=None)
        sitting.choices.preferences = read_preferences(tmp_path / "settings")
        assert not held(sitting)
        assert [menu.id for menu in front.menus if menu.id == "region"] == asked
    assert sitting.choices.region == "NZ"
    assert read_preferences(tmp_path / "settings").region == "NZ"


def test_units_are_kept_and_hold_for_what_is_shown_from_now_on(tmp_path: Path) -> None:
    choices = session(tmp_path, Answering()).choices
    choices.choose_units("mi")
    assert choices.view.words.units == "mi"
    assert choices.view.pack is PACK
    assert read_preferences(tmp_path / "settings").units == "mi"


def test_a_choice_that_cannot_be_kept_holds_for_now_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "settings").write_text("in the way", encoding="utf-8")
    choices = session(tmp_path, Answering()).choices
    choices.choose_units("mi")
    assert choices.words.units == "mi"
    assert capsys.readouterr().err


# --- the result


def test_a_page_is_saved_under_the_first_name_that_can_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.txt").write_text("mine", encoding="utf-8")
    front = Answering(lines=deque(["there.txt", "page.docx", "page.txt", "page"]))
    sitting = session(tmp_path, front)
    sitting.choices.choose_units("mi")
    interview = Interview.start(RUNNER, pack=PACK)
    sitting.results.save(interview, front)
    exists, wrong, saved = front.said
    sitting.results.save(interview, front)
    assert str(tmp_path / "page.html") in front.said[-1]
    assert (tmp_path / "page.html").is_file()
    assert "already exists" in exists
    assert "not a valid file name" in wrong
    assert str(tmp_path / "page.txt") in saved
    assert (tmp_path / "there.txt").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "page.txt").read_text(encoding="utf-8").startswith("Your result")


def test_a_page_is_not_saved_where_the_runner_goes_back(tmp_path: Path) -> None:
    front = Answering(lines=deque([None]))
    session(tmp_path, front).results.save(Interview.start(RUNNER, pack=PACK), front)
    assert front.said == []


# --- how long ago


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "a minute ago"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (timedelta(hours=1), "an hour ago"),
        (timedelta(days=1, hours=23), "a day ago"),
        (timedelta(days=400), "400 days ago"),
        (timedelta(seconds=-5), "just now"),
    ],
)
def test_the_age_of_a_draft_in_words(ago: timedelta, words: str) -> None:
    assert age_words(LATER - ago, LATER, ENGLISH) == words


def test_an_age_that_nobody_knows_is_said_to_be_unknown() -> None:
    assert age_words(None, LATER, ENGLISH) == "at a time that cannot be read"
