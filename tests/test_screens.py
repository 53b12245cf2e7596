"""The terminal as people met it: each trouble of the first trial by its number (A1-A20, C9-C14), on screens
of 80 x 24, 60 x 18 and 40 x 12.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Any

import pytest

from runner_intake import Ask, Interview, bundled_pack
from runner_intake.conditions import NONE_OPTION
from runner_intake.terminal.conversation import Conversation, past_answers
from runner_intake.terminal.front import Given
from runner_intake.terminal.list_view import ListView
from runner_intake.terminal.screen import STYLE
from runner_intake.text.catalogue import ENGLISH

from base_runner import HEEL
from keystrokes import (
    CTRL_C,
    CTRL_K,
    CTRL_S,
    CTRL_U,
    DOWN,
    ENTER,
    ESC,
    F1,
    SPACE,
    asking,
)
from screens import Play
from terminals import Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from runner_intake.terminal.screen_front import DrawnFront

pytestmark = [pytest.mark.slow, pytest.mark.long]

PACK = bundled_pack()
SIZES = [(80, 24), (60, 18), (40, 12)]
PAGE_DOWN, PAGE_UP, HOME, END, TAB = "\x1b[6~", "\x1b[5~", "\x1b[H", "\x1b[F", "\t"
PAIN = {"pain_sites": ["shin", "low_back"]}


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def at(name: str, known: dict[str, Any] | None = None) -> Ask:
    """The step at which a question is asked, in the course of an interview."""
    interview = Interview(PACK, "complete")
    answers = {**HEEL, "pain_sites": ["heel", "shin"], "main_site": "heel", **(known or {})}
    while isinstance(interview.step, Ask) and interview.step.name != name:
        step = interview.step
        values = {field.id: answers.get(field.id) for field in step.question.fields}
        interview = interview.answer(step.name, values)
    assert isinstance(interview.step, Ask)
    return interview.step


def seen(step: Ask, size: tuple[int, int], past: tuple[str, ...] = ()) -> list[str]:
    """The screens of a question until it is on the screen, then left."""
    play = Play(*size)
    for keys in ([CTRL_C], [ENTER, CTRL_C]):
        play = Play(*size)
        with pytest.raises(KeyboardInterrupt):
            play(lambda front: front.ask(step, past, ""), keys)
        if flat(step.question.fields[0].ask) in flat(play.last):
            return play.screens
    raise AssertionError(play.last)


LISTS = [
    question.id
    for question in PACK.questionnaire.questions
    if any(field.kind == "multi_choice" for field in question.fields)
]
EVERY = [
    question.id
    for question in PACK.questionnaire.questions
    if question.id not in ("guardian_consent", "crash_after_effort", "low_libido")
]


# --- A2: nothing that matters for safety falls off the screen


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", LISTS)
def test_a2_help_and_none_of_these_are_always_in_sight(name: str, size: tuple[int, int]) -> None:
    step = at(name)
    screens = seen(step, size, ("one answer", "another answer"))
    field = step.question.fields[0]
    assert flat(field.options[NONE_OPTION]) in flat(screens[-1])
    assert step.question.help
    assert any(flat(step.question.help) in flat(screen) for screen in screens)
    if size != (40, 12):
        assert flat(step.question.help) in flat(screens[-1])
    if step.opens_section:
        assert any(flat(step.section.intro) in flat(screen) for screen in screens)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "name", ["age_years", "pain_running_0_10", "distances", "needle_comfort", "mood", "diagnosis"]
)
def test_a2_every_kind_of_question_is_whole(name: str, size: tuple[int, int]) -> None:
    step = at(name)
    screens = seen(step, size, ("one answer", "another answer"))
    assert any(flat(step.question.help) in flat(screen) for screen in screens)
    assert all(len(screen.splitlines()) <= size[1] for screen in screens)


@pytest.mark.parametrize("size", SIZES)
def test_a2_an_option_is_never_cut_in_the_middle_and_what_is_hidden_is_counted(size: tuple[int, int]) -> None:
    step = at("urgent_head_chest")
    labels = list(step.question.fields[0].options.values())
    play = Play(*size)
    keys = [*([ENTER] if size == (40, 12) else []), *[DOWN] * (len(labels) - 1), CTRL_C]
    with pytest.raises(KeyboardInterrupt):
        play(lambda front: front.ask(step, (), ""), keys)
    for label in labels:
        assert any(flat(label) in flat(screen) for screen in play.screens), label
    if size != (80, 24):
        assert any("more below" in screen for screen in play.screens)
        assert any("more above" in screen for screen in play.screens)


@pytest.mark.parametrize("size", SIZES)
def test_a2_one_key_says_none_and_enter_too_early_hides_nothing(size: tuple[int, int]) -> None:
    play = Play(*size)
    reply = play(lambda front: front.ask(at("urgent_body"), (), ""), [ENTER, "n", ENTER])
    assert reply == Given({"urgent_body": [NONE_OPTION]})
    assert "None of these" in play.screens[-1]


# --- A4, A10, A11: keys


def test_a4_yes_comes_before_no_everywhere() -> None:
    for question in PACK.questionnaire.questions:
        for field in question.fields:
            codes = list(field.options)
            if {"yes", "no"} <= set(codes):
                assert codes.index("yes") < codes.index("no")
    play = Play()
    assert play(lambda front: front.ask(at("race_planned"), (), ""), ["1"]) == Given({"race_planned": "yes"})


@pytest.mark.parametrize("name", ["needle_comfort", "age_years", "urgent_body"])
def test_a10_a_number_and_enter_are_one_answer(name: str) -> None:
    """The Enter that belongs to the answer before changes nothing on the next screen and shows no error."""

    def two(front: DrawnFront) -> object:
        front.ask(at("race_planned"), (), "")
        return front.ask(at(name), (), "")

    play = Play()
    reply = play(two, ["1", ENTER, "-"])
    assert reply == Given({name: None})
    assert not any("Please" in screen.split("·")[0] for screen in play.screens)
    assert not any("Tick everything that applies" in screen for screen in play.screens)


@pytest.mark.parametrize(
    ("name", "keys", "answer"),
    [
        ("urgent_body", ["n", ENTER], ["none"]),
        ("needle_comfort", [DOWN, ENTER], "fine"),
        ("age_years", ["4", "0", ENTER], 40),
    ],
)
def test_a10_after_any_other_key_enter_means_the_screen_that_is_shown(
    name: str, keys: list[str], answer: object
) -> None:
    def two(front: DrawnFront) -> object:
        front.ask(at("race_planned"), (), "")
        return front.ask(at(name), (), "")

    assert Play()(two, ["1", *keys]) == Given({name: answer})


def test_a11_the_keys_that_edit_a_line_edit_it() -> None:
    ask_weeks = at("pain_weeks")
    assert Play()(lambda front: front.ask(ask_weeks, (), ""), ["1", "2", CTRL_U, "8", ENTER]) == Given(
        {"pain_weeks": 8}
    )
    shoes = asking("shoe_distance_km", PAIN)
    play = Play()
    keys = ["6", "5", CTRL_U, "7", "\x01", CTRL_K, "3", "0", ENTER]
    assert play(lambda front: front.ask(shoes, (), ""), keys) == Given({"shoe_distance_km": 30})
    assert play.units == []


def test_a11_tab_switches_units_and_a_dash_says_dont_know_only_in_an_empty_line() -> None:
    shoes = asking("shoe_distance_km", PAIN)
    play = Play()
    assert play(lambda front: front.ask(shoes, (), ""), [TAB, "2", "5", ENTER]) == Given(
        {"shoe_distance_km": 40.2}
    )
    assert play.units == ["mi"]
    asked_back = Play()
    reply = asked_back(lambda front: front.ask(at("pain_weeks"), (), ""), [*"40-50", ENTER, CTRL_U, "-"])
    assert reply == Given({"pain_weeks": None})
    assert any("between 40 and 50" in screen for screen in asked_back.screens)


@pytest.mark.parametrize("key", ["?", F1])
@pytest.mark.parametrize("size", SIZES)
def test_c12_a_question_mark_tells_why(key: str, size: tuple[int, int]) -> None:
    step = at("age_years")
    play = Play(*size)
    play(lambda front: front.ask(step, (), ""), [key, "3", "5", ENTER])
    assert any(flat(step.question.why)[:30] in flat(screen) for screen in play.screens)


def test_pages_and_a_search_lead_through_long_lists() -> None:
    sites = at("pain_sites")
    paged = Play(60, 18)
    reply = paged(
        lambda front: front.ask(sites, (), ""), [PAGE_DOWN, SPACE, END, SPACE, PAGE_UP, HOME, ENTER]
    )
    assert isinstance(reply, Given)
    assert "widespread" in str(reply.values)
    play = Play(60, 18)
    found = play(lambda front: front.ask(sites, (), ""), ["/", *"ankle", ENTER, ENTER])
    assert found == Given({"pain_sites": ["ankle"]})
    assert any("Search: ankle" in screen for screen in play.screens)
    again = Play(60, 18)
    assert again(lambda front: front.ask(sites, (), ""), ["/", "x", ESC, "n", ENTER]) == Given(
        {"pain_sites": [NONE_OPTION]}
    )


# --- A8, C13: where one is


def test_a8_no_section_is_entered_twice_and_no_text_calls_itself_the_last() -> None:
    interview, sections = Interview(PACK), []
    while isinstance(interview.step, Ask):
        step = interview.step
        if step.opens_section:
            sections.append(step.section.id)
        assert step.progress.section_position <= step.progress.section_total
        interview = interview.answer(
            step.name, {field.id: HEEL.get(field.id) for field in step.question.fields}
        )
    assert len(sections) == len(set(sections))
    assert not any("last part" in section.intro.lower() for section in PACK.questionnaire.sections)


def test_c13_the_place_in_the_section_and_the_time_left_are_told() -> None:
    screen = seen(at("pain_weeks"), (80, 24))[-1]
    assert re.search(r"Aches and injuries \d+ of (about )?\d+ · about \d+ minutes left", screen)


# --- A9: going on


def test_a9_a_saved_interview_goes_on_where_it_stopped() -> None:
    interview = Interview(PACK)
    while isinstance(interview.step, Ask):
        step = interview.step
        again = Interview.from_state(interview.to_state(), pack=PACK)
        assert again.step == step
        interview = interview.answer(
            step.name, {field.id: HEEL.get(field.id) for field in step.question.fields}
        )


# --- A12: no flicker


def test_a12_a_screen_stays_until_the_next_is_drawn_over_it() -> None:
    def asked(front: DrawnFront) -> None:
        front.ask(at("race_planned"), (), "")
        assert "Do you have a race" in "\n".join(front.output.emulated.display)  # type: ignore[attr-defined]

    Play()(asked, ["1"])


# --- A15: plurals


def test_a15_one_of_a_thing_is_told_as_one() -> None:
    for unit in {field.unit for field in PACK.questionnaire.fields.values() if field.unit not in ("", "km")}:
        assert ENGLISH.unit(unit, 1) != ENGLISH.unit(unit, 2), unit
        assert not ENGLISH.unit(unit, 1).endswith("s")


# --- A16, C9: the review


class _Reviewing:
    """The review of the usual runner on a screen."""

    def __init__(self, size: tuple[int, int], keys: list[str]) -> None:
        interview = Interview(PACK)
        while isinstance(interview.step, Ask):
            step = interview.step
            interview = interview.answer(
                step.name, {field.id: HEEL.get(field.id) for field in step.question.fields}
            )
        self.interview, self.play = interview, Play(*size)

        def hold(front: DrawnFront) -> None:
            nothing: Any = lambda *_: ()  # noqa: E731
            Conversation(front, lambda: front.words, nothing, nothing, nothing, nothing, nothing).hold(
                interview
            )

        with pytest.raises(KeyboardInterrupt):
            self.play(hold, [*keys, CTRL_C])


@pytest.mark.parametrize("size", SIZES)
def test_c9_the_review_is_grouped_in_short_lines_and_every_line_is_reached(size: tuple[int, int]) -> None:
    count = len(_Reviewing(size, []).interview.review)
    reviewing = _Reviewing(size, [DOWN] * (count + 1))
    everything = flat("\n".join(reviewing.play.screens))
    for line in past_answers(reviewing.interview):
        assert flat(line) in everything
    for text in (
        "Aches and injuries",
        "5 out of 10 when running",
        "for 10 weeks",
        "no urgent signs in the body",
    ):
        assert text in everything


def test_a16_the_last_line_is_whole_when_it_is_pointed_at() -> None:
    reviewing = _Reviewing((60, 18), [END])
    last = past_answers(reviewing.interview)[-1]
    assert flat(last) in flat(reviewing.play.last)


@pytest.mark.parametrize("columns", [40, 60, 80])
@pytest.mark.parametrize("rows", range(8, 24, 3))
def test_a16_whatever_is_pointed_at_is_whole_and_none_is_there(columns: int, rows: int) -> None:
    options = at("needle_site_health").question.fields[0].options
    view = ListView(options, ENGLISH, 0, [])
    for number in range(len(options)):
        view.at = number
        lines = view.lines(columns, max(rows, view.least(columns)))
        text = flat(" ".join(line for _, line in lines))
        assert flat(list(options.values())[number]) in text
        assert options[NONE_OPTION] in text
        assert len(lines) <= max(rows, view.least(columns))


# --- A18, A19


def test_a19_no_text_is_in_a_grey_that_a_background_may_swallow() -> None:
    assert "bright" not in str(STYLE.style_rules)
    assert "black" not in str(STYLE.style_rules)


def test_a18_a_scale_does_not_jump_once_a_number_is_typed() -> None:
    play = Play(80, 24)
    play(lambda front: front.ask(at("pain_running_0_10"), (), ""), ["7", ENTER])
    rows = [
        next(number for number, line in enumerate(screen.splitlines()) if "0 = no pain" in line)
        for screen in play.screens
        if "0 = no pain" in screen
    ]
    assert len(set(rows)) == 1


# --- A5, A6 in a real terminal


def test_a5_ctrl_s_after_a_danger_sign_freezes_nothing_and_what_was_typed_ahead_chooses_nothing(
    tmp_path: Path,
) -> None:
    terminal = (
        Terminal("ask", state=tmp_path, columns=80, rows=24)
        .wait_for("May we use")
        .type("1")
        .wait_for("How old")
    )
    terminal.type("35", ENTER).wait_for("last 24 hours").type("1", ENTER, CTRL_S, "1")
    terminal.wait_for("Go back: I ticked that by mistake").type("2").wait_for("last 24 hours").type(CTRL_C)
    assert terminal.end() == 130
    assert terminal.echoes


def test_a6_consent_is_neither_skipped_nor_left_unknown(tmp_path: Path) -> None:
    terminal = Terminal("ask", state=tmp_path, columns=80, rows=24).wait_for("May we use")
    assert ENGLISH("key_dont_know") not in terminal.shown
    assert "skip" not in terminal.shown.split("First, your privacy")[1]
    terminal.type(CTRL_S, CTRL_K, "!", "-", "?").wait_for("Why we ask").type("2").wait_for("to do now?").type(
        "1"
    )
    assert terminal.end() == 0


# --- anything at all


@pytest.mark.parametrize("seed", range(3))
def test_random_keys_on_random_screens_break_nothing(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  (no secret)
    keys = [
        *"123456789abcny-!?/ ",
        ENTER,
        SPACE,
        DOWN,
        ESC,
        TAB,
        CTRL_U,
        CTRL_K,
        CTRL_S,
        F1,
        PAGE_DOWN,
        PAGE_UP,
        HOME,
        END,
    ]
    names = ["race_planned", "pain_sites", "pain_weeks", "distances", "mood", "pain_running_0_10"]
    for _ in range(10):
        step = at(rng.choice(names))
        typed = [rng.choice(keys) for _ in range(25)]
        size = rng.choice([(80, 24), (60, 18), (40, 12), (100, 40)])
        play = Play(*size)
        try:
            play(lambda front, step=step: front.ask(step, (), ""), [*typed, CTRL_C])  # type: ignore[misc]
        except KeyboardInterrupt:
            continue
        except AssertionError as error:  # answered before all keys were used
            assert "left over" in str(error)  # noqa: PT017
        assert "Traceback" not in "".join(play.screens)
