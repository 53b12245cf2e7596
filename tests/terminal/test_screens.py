"""The terminal as people met it: each trouble of the first trial by its number (A1-A20, C9-C14), on screens
of 80 x 24, 60 x 18 and 40 x 12.
"""

from __future__ import annotations

import json
import random
import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from base_runner import HEEL
from conversations import conversation
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
from runner_intake import Ask, Interview, bundled_pack
from runner_intake.conditions import NONE_OPTION
from runner_intake.present.view import View
from runner_intake.terminal.conversation import past_answers
from runner_intake.terminal.front import Answered
from runner_intake.terminal.list_view import ListView
from runner_intake.terminal.screen import STYLE
from runner_intake.text.catalogue import ENGLISH
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


@cache
def step_at(name: str) -> Ask:
    """The step at which a question is asked, in the course of an interview."""
    interview = Interview(PACK, "complete")
    answers = {**HEEL, "pain_sites": ["heel", "shin"], "main_site": "heel"}
    while isinstance(interview.step, Ask) and interview.step.name != name:
        step = interview.step
        values = {field.id: answers.get(field.id) for field in step.question.fields}
        interview = interview.answer(step.name, values)
    assert isinstance(interview.step, Ask)
    return interview.step


def before(step: Ask, size: tuple[int, int]) -> list[str]:
    """The keys that lead to a question: Enter where its introduction or help has a screen of its own."""
    play = Play(*size)
    with pytest.raises(KeyboardInterrupt):
        play(lambda front: front.ask(step, (), ""), [CTRL_C])
    return [] if flat(step.question.fields[0].ask) in flat(play.last) else [ENTER]


def answered(
    step: Ask, size: tuple[int, int], keys: list[str], past: tuple[str, ...] = ()
) -> tuple[object, Play]:
    """What some keys answer to a question on a screen, and the screens."""
    play = Play(*size)
    return play(lambda front: front.ask(step, past, ""), [*before(step, size), *keys]), play


def seen(step: Ask, size: tuple[int, int], keys: list[str], past: tuple[str, ...] = ()) -> list[str]:
    """The screens of a question until some keys are pressed there and it is left."""
    play = Play(*size)
    with pytest.raises(KeyboardInterrupt):
        play(lambda front: front.ask(step, past, ""), [*before(step, size), *keys, CTRL_C])
    return play.screens


on_every_size = pytest.mark.parametrize("size", SIZES, ids=["80x24", "60x18", "40x12"])


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


@on_every_size
@pytest.mark.parametrize("name", LISTS)
def test_a2_help_and_none_of_these_are_always_in_sight(name: str, size: tuple[int, int]) -> None:
    step = step_at(name)
    screens = seen(step, size, [], ("one answer", "another answer"))
    field = step.question.fields[0]
    assert flat(field.options[NONE_OPTION]) in flat(screens[-1])
    assert step.question.help
    assert any(flat(step.question.help) in flat(screen) for screen in screens)
    if size != (40, 12):
        assert flat(step.question.help) in flat(screens[-1])
    if step.opens_section:
        assert any(flat(step.section.intro) in flat(screen) for screen in screens)


@on_every_size
@pytest.mark.parametrize(
    "name", ["age_years", "pain_running_0_10", "distances", "needle_comfort", "mood", "diagnosis"]
)
def test_a2_every_kind_of_question_is_whole(name: str, size: tuple[int, int]) -> None:
    step = step_at(name)
    screens = seen(step, size, [], ("one answer", "another answer"))
    assert any(flat(step.question.help) in flat(screen) for screen in screens)
    assert all(len(screen.splitlines()) <= size[1] for screen in screens)


@on_every_size
def test_a2_an_option_is_never_cut_in_the_middle_and_what_is_hidden_is_counted(size: tuple[int, int]) -> None:
    step = step_at("urgent_head_chest")
    labels = list(step.question.fields[0].options.values())
    screens = seen(step, size, [DOWN] * (len(labels) - 1))
    for label in labels:
        assert any(flat(label) in flat(screen) for screen in screens), label
    if size != (80, 24):
        assert any("more below" in screen for screen in screens)
        assert any("more above" in screen for screen in screens)


@on_every_size
@pytest.mark.parametrize("name", LISTS)
def test_a2_one_key_says_none_and_enter_too_early_hides_nothing(name: str, size: tuple[int, int]) -> None:
    field = step_at(name).question.fields[0]
    reply, play = answered(step_at(name), size, [ENTER, "n", ENTER])
    assert reply == Answered({name: [NONE_OPTION]})
    refused = [screen for screen in play.screens if "Tick everything that applies, or" in flat(screen)]
    assert refused
    assert all(flat(field.options[NONE_OPTION]) in flat(screen) for screen in refused)


# --- A4, A10, A11: keys


@on_every_size
def test_a4_yes_comes_before_no_everywhere(size: tuple[int, int]) -> None:
    for question in PACK.questionnaire.questions:
        for field in question.fields:
            codes = list(field.options)
            if {"yes", "no"} <= set(codes):
                assert codes.index("yes") < codes.index("no")
    for key, answer in (("1", "yes"), ("2", "no"), ("y", "yes"), ("n", "no")):
        assert answered(step_at("race_planned"), size, [key])[0] == Answered({"race_planned": answer})


def after_a_number(name: str, size: tuple[int, int], keys: list[str]) -> tuple[object, Play]:
    """What some keys do when the question before was answered with a number."""
    play = Play(*size)

    def two(front: DrawnFront) -> object:
        front.ask(step_at("race_planned"), (), "")
        return front.ask(step_at(name), (), "")

    return play(two, [*before(step_at("race_planned"), size), "1", *before(step_at(name), size), *keys]), play


@on_every_size
@pytest.mark.parametrize("name", ["needle_comfort", "age_years", "urgent_body"])
def test_a10_a_number_and_enter_are_one_answer(name: str, size: tuple[int, int]) -> None:
    """The Enter that belongs to the answer before changes nothing on the next screen and shows no error."""
    reply, play = after_a_number(name, size, [ENTER, "-"] if not before(step_at(name), size) else ["-"])
    assert reply == Answered({name: None})
    assert not any("Please" in screen.split("·")[0] for screen in play.screens)
    assert not any("Tick everything that applies, or" in flat(screen) for screen in play.screens)


@on_every_size
@pytest.mark.parametrize(
    ("name", "keys", "answer"),
    [
        ("urgent_body", ["n", ENTER], ["none"]),
        ("needle_comfort", [DOWN, ENTER], "fine"),
        ("age_years", ["4", "0", ENTER], 40),
    ],
)
def test_a10_after_any_other_key_enter_means_the_screen_that_is_shown(
    name: str, keys: list[str], answer: object, size: tuple[int, int]
) -> None:
    assert after_a_number(name, size, keys)[0] == Answered({name: answer})


@on_every_size
def test_a11_the_keys_that_edit_a_line_edit_it(size: tuple[int, int]) -> None:
    reply, _ = answered(step_at("pain_weeks"), size, ["1", "2", CTRL_U, "8", ENTER])
    assert reply == Answered({"pain_weeks": 8})
    keys = ["6", "5", CTRL_U, "7", "\x01", CTRL_K, "3", "0", ENTER]
    reply, play = answered(asking("shoe_distance_km", PAIN), size, keys)
    assert reply == Answered({"shoe_distance_km": 30})
    assert play.units == []


@on_every_size
def test_a11_tab_switches_units_and_a_dash_says_dont_know_only_in_an_empty_line(
    size: tuple[int, int],
) -> None:
    shoes, play = asking("shoe_distance_km", PAIN), Play(*size)
    keys = [*before(shoes, size), TAB, "2", "5", ENTER]
    assert play(lambda front: front.ask(shoes, (), ""), keys) == Answered({"shoe_distance_km": 40.2})
    assert play.units == ["mi"]
    reply, asked_back = answered(step_at("pain_weeks"), size, [*"40-50", ENTER, CTRL_U, "-"])
    assert reply == Answered({"pain_weeks": None})
    assert any("between 40 and 50" in flat(screen) for screen in asked_back.screens)


@pytest.mark.parametrize("key", ["?", F1])
@on_every_size
def test_c12_a_question_mark_tells_why(key: str, size: tuple[int, int]) -> None:
    step = step_at("age_years")
    _, play = answered(step, size, [key, "3", "5", ENTER])
    assert any(flat(step.question.why)[:30] in flat(screen) for screen in play.screens)


@on_every_size
def test_d_pages_and_a_search_lead_through_long_lists(size: tuple[int, int]) -> None:
    sites = step_at("pain_sites")
    reply, _ = answered(sites, size, [PAGE_DOWN, SPACE, END, SPACE, ENTER])
    assert isinstance(reply, Answered)
    assert "widespread" in str(reply.values)
    reply, _ = answered(sites, size, [END, PAGE_UP, HOME, SPACE, ENTER])
    assert reply == Answered({"pain_sites": [NONE_OPTION]})
    reply, play = answered(sites, size, ["/", *"ankle", ENTER, ENTER])
    assert reply == Answered({"pain_sites": ["ankle"]})
    assert any("Search: ankle" in screen for screen in play.screens)
    again, _ = answered(sites, size, ["/", "x", ESC, "n", ENTER])
    assert again == Answered({"pain_sites": [NONE_OPTION]})


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


@on_every_size
def test_c13_the_place_in_the_section_and_the_time_left_are_told(size: tuple[int, int]) -> None:
    """The time where there is room for it."""
    screen = seen(step_at("pain_weeks"), size, [])[-1]
    assert re.search(r"Aches and injuries \d+ of (about )?\d+", screen)
    assert bool(re.search(r" · about \d+ minutes left", screen)) == (size[0] >= 60)


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


@on_every_size
def test_a9_the_first_screen_after_a_break_is_the_last_one_before_it(size: tuple[int, int]) -> None:
    """Left at the diagnosis, where it used to begin with the question about self-harm."""
    interview = Interview(PACK)
    while isinstance(interview.step, Ask) and interview.step.name != "diagnosis":
        values = {field.id: HEEL.get(field.id) for field in interview.step.question.fields}
        interview = interview.answer(interview.step.name, values)
    state = json.loads(json.dumps(interview.to_state()))
    left = talked(interview, size, [])
    resumed = talked(Interview.from_state(state, pack=PACK), size, [])
    assert flat(step_at("diagnosis").question.help) in flat(left.last)
    assert resumed.screens == left.screens


# --- A12: no flicker


@on_every_size
def test_a12_a_screen_stays_until_the_next_is_drawn_over_it(size: tuple[int, int]) -> None:
    def asked(front: DrawnFront) -> None:
        front.ask(step_at("race_planned"), (), "")
        assert "Do you have a race" in flat("\n".join(front.output.emulated.display))  # type: ignore[attr-defined]

    play = Play(*size)
    play(asked, [*before(step_at("race_planned"), size), "1"])
    assert all(screen.strip() for screen in play.screens)


# --- A15: plurals


@on_every_size
@pytest.mark.parametrize(
    ("name", "one", "two"),
    [
        ("runs_per_week", "= 1 run", "= 2 runs"),
        ("injuries_last_12m", "= 1 injury", "= 2 injuries"),
        ("colds_last_12m", "= 1 illness", "= 2 illnesses"),
        ("pain_weeks", "= 1 week", "= 2 weeks"),
    ],
)
def test_a15_one_of_a_thing_is_told_as_one(name: str, one: str, two: str, size: tuple[int, int]) -> None:
    lines = "\n".join(seen(step_at(name), size, ["1", CTRL_U, "2"])).splitlines()
    assert {line.strip() for line in lines if line.strip().startswith("= ")} == {one, two}


def test_a15_no_unit_is_without_a_word_for_one_and_one_for_more() -> None:
    for unit in {field.unit for field in PACK.questionnaire.fields.values() if field.unit not in ("", "km")}:
        assert ENGLISH.unit(unit, 1) != ENGLISH.unit(unit, 2), unit


# --- A16, C9: the review


def talked(interview: Interview, size: tuple[int, int], keys: list[str]) -> Play:
    """The screens of a conversation until some keys are pressed and it is left."""
    play = Play(*size)

    def hold(front: DrawnFront) -> None:
        conversation(front, PACK, view=lambda: View(PACK, front.words)).hold(interview)

    with pytest.raises(KeyboardInterrupt):
        play(hold, [*keys, CTRL_C])
    return play


class _Reviewing:
    """The review of the usual runner on a screen."""

    def __init__(self, size: tuple[int, int], keys: list[str]) -> None:
        interview = Interview(PACK)
        while isinstance(interview.step, Ask):
            step = interview.step
            interview = interview.answer(
                step.name, {field.id: HEEL.get(field.id) for field in step.question.fields}
            )
        self.interview, self.play = interview, talked(interview, size, keys)


@on_every_size
def test_c9_the_review_is_grouped_in_short_lines_and_every_line_is_reached(size: tuple[int, int]) -> None:
    count = len(_Reviewing(size, []).interview.review)
    reviewing = _Reviewing(size, [DOWN] * (count + 1))
    everything = flat("\n".join(reviewing.play.screens))
    for line in past_answers(reviewing.interview, View.of(PACK)):
        assert flat(line) in everything
    for text in (
        "Aches and injuries",
        "5 out of 10 when running",
        "for 10 weeks",
        "no urgent signs in the body",
    ):
        assert text in everything


@on_every_size
def test_a16_the_last_line_is_whole_when_it_is_pointed_at(size: tuple[int, int]) -> None:
    reviewing = _Reviewing(size, [END])
    last = past_answers(reviewing.interview, View.of(PACK))[-1]
    assert flat(last) in flat(reviewing.play.last)


@pytest.mark.parametrize("columns", [40, 60, 80])
@pytest.mark.parametrize("rows", range(8, 24, 3))
def test_a16_whatever_is_pointed_at_is_whole_and_none_is_there(columns: int, rows: int) -> None:
    options = step_at("needle_site_health").question.fields[0].options
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


@on_every_size
@pytest.mark.parametrize("name", ["pain_running_0_10", "pain_weeks", "shoe_distance_km"])
def test_a18_nothing_jumps_once_a_number_is_typed(name: str, size: tuple[int, int]) -> None:
    step = asking(name, PAIN)
    screens = [
        screen for screen in seen(step, size, ["7"]) if flat(step.question.fields[0].ask) in flat(screen)
    ]
    positions = [
        [number for number, line in enumerate(screen.splitlines()) if "0 = " in line or "Esc back" in line]
        for screen in screens
    ]
    assert len(screens) > 1
    assert all(line_numbers == positions[0] for line_numbers in positions)


@on_every_size
def test_a18_miles_typed_in_kilometres_are_told_as_typed(size: tuple[int, int]) -> None:
    screens = seen(asking("shoe_distance_km", PAIN), size, [*"25 mi"])
    assert any("= 40.2 km / 25 mi" in screen for screen in screens)


# --- A5, A6 in a real terminal


@on_every_size
def test_a5_ctrl_s_after_a_danger_sign_freezes_nothing_and_what_was_typed_ahead_chooses_nothing(
    size: tuple[int, int], tmp_path: Path
) -> None:
    start = ("ask", "--set", "data_consent=true", "--set", "age_years=35")
    terminal = Terminal(*start, state=tmp_path, columns=size[0], rows=size[1])
    if size != (80, 24):
        terminal.wait_for("Most runners have none").wait_for("Ctrl-C").type(ENTER)
    terminal.wait_for("last 24 hours").type("1", ENTER, CTRL_S, "1")
    terminal.wait_for("Go back: I ticked that by mistake").type("2").wait_for("Right now").type(CTRL_C)
    assert terminal.end() == 130
    assert terminal.echoes


@on_every_size
def test_a6_consent_is_neither_skipped_nor_left_unknown(size: tuple[int, int], tmp_path: Path) -> None:
    terminal = Terminal("ask", state=tmp_path, columns=size[0], rows=size[1])
    if before(Interview(PACK).step, size):  # type: ignore[arg-type]
        terminal.wait_for("First, your privacy").wait_for("Ctrl-C").type(ENTER)
    terminal.wait_for("May we use").wait_for("2 No")
    assert ENGLISH("key_dont_know") not in terminal.shown
    assert ENGLISH("key_skip") not in terminal.shown
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
        step = step_at(rng.choice(names))
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
