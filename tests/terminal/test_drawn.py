"""The drawn front end in process, on an emulated screen: keys in, reply out, and what was to be seen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from drawing import HEALTHY
from keystrokes import (
    CTRL_C,
    CTRL_K,
    CTRL_S,
    CTRL_U,
    DOWN,
    ENTER,
    ESC,
    F1,
    LEFT,
    RIGHT,
    SHIFT_TAB,
    SPACE,
    TAB,
    UNKNOWN,
    UP,
    asking,
    drawn,
    first,
    whole,
)
from runner_intake import Interview, bundled_pack
from runner_intake.interview import Ask
from runner_intake.terminal.front import Answered, Menu, Reply
from runner_intake.terminal.screen import ScreenFrame, Text, bindings_for, run
from runner_intake.terminal.screen_front import DrawnFront
from runner_intake.text.catalogue import ENGLISH
from screens import Play

pytestmark = pytest.mark.long

PACK = bundled_pack()
POINTER = "\u203a"


def reply_to(
    step: Ask,
    keys: list[str],
    play: Play | None = None,
    past: tuple[str, ...] = (),
    problem: str = "",
    **front: Any,
) -> Reply:
    return (play or Play())(lambda drawn_front: drawn_front.ask(step, past, problem), keys, **front)


FIRST = first()
SITES = asking("pain_sites")
PAIN = {"pain_sites": ["shin", "low_back"]}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("step", "keys", "values"),
    [
        (FIRST, ["1"], {"data_consent": "yes"}),
        (FIRST, ["n"], {"data_consent": "no"}),
        (FIRST, [DOWN, DOWN, UP, ENTER], {"data_consent": "yes"}),
        (FIRST, [CTRL_K, "1"], {"data_consent": "yes"}),
        (asking("race_planned"), [CTRL_K], {"race_planned": None}),
        (SITES, ["2", "6", ENTER], {"pain_sites": ["heel", "shin"]}),
        (SITES, [SPACE, DOWN, SPACE, ENTER], {"pain_sites": ["heel", "foot_other"]}),
        (SITES, ["2", "2", "3", ENTER], {"pain_sites": ["foot_other"]}),
        (SITES, ["2", "n", ENTER], {"pain_sites": ["none"]}),
        (SITES, ["2", "1", ENTER], {"pain_sites": ["none"]}),
        (SITES, ["n", "e", ENTER], {"pain_sites": ["low_back"]}),
        (SITES, ["n", "j", ENTER], {"pain_sites": ["none"]}),
        (SITES, [CTRL_K], {"pain_sites": None}),
        (asking("main_site", PAIN), ["2"], {"main_site": "low_back"}),
        (asking("pain_rest_0_10", PAIN), ["7", ENTER], {"pain_rest_0_10": 7}),
        (asking("pain_rest_0_10", PAIN), [RIGHT, RIGHT, RIGHT, LEFT, ENTER], {"pain_rest_0_10": 1}),
        (asking("pain_rest_0_10", PAIN), ["1", "0", RIGHT, ENTER], {"pain_rest_0_10": 10}),
        (asking("sleep_hours"), ["7h30", ENTER], {"sleep_hours": 7.5}),
        (asking("shoe_distance_km"), ["25 mi", ENTER], {"shoe_distance_km": 40.2}),
    ],
)
def test_keys_give_an_answer(step: Ask, keys: list[str], values: dict[str, object]) -> None:
    assert reply_to(step, keys) == Answered(values)


@pytest.mark.parametrize(
    ("step", "keys", "reply"),
    [
        (SITES, [CTRL_S], "skip"),
        (asking("pain_rest_0_10", PAIN), [CTRL_S], "skip"),
        (asking("pain_rest_0_10", PAIN), [ESC], "back"),
        (asking("pain_rest_0_10", PAIN), [SHIFT_TAB], "back"),
        (asking("running_limit", PAIN), [ESC], "back"),
        (asking("recent_changes", PAIN), [ESC], "back"),
    ],
)
def test_keys_move(step: Ask, keys: list[str], reply: str) -> None:
    assert reply_to(step, keys) == reply


def test_at_the_first_question_escape_does_nothing_and_is_not_offered() -> None:
    play = Play()
    assert reply_to(FIRST, [ESC, "1"], play) == Answered({"data_consent": "yes"})
    assert "Esc back" not in play.screens[0]


@pytest.mark.parametrize("step", [FIRST, SITES, asking("pain_rest_0_10", PAIN)])
def test_control_c_leaves_and_never_goes_back(step: Ask) -> None:
    with pytest.raises(KeyboardInterrupt):
        reply_to(step, [CTRL_C])


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (FIRST, "Please pick an answer first"),
        (SITES, "Tick everything that applies"),
        (asking("shoe_distance_km"), "Type a number"),
    ],
)
def test_enter_alone_chooses_nothing_and_says_so(step: Ask, words: str) -> None:
    play = Play()
    reply_to(step, [ENTER, "1" if step.required else UNKNOWN], play)
    assert words not in play.screens[0]
    assert any(words in screen for screen in play.screens)


@pytest.mark.slow
def test_a_scale_has_labelled_ends_and_no_number_set_before() -> None:
    play = Play()
    assert reply_to(asking("pain_rest_0_10", PAIN), [ENTER, "11", ENTER, CTRL_U, UNKNOWN], play) == Answered(
        {"pain_rest_0_10": None}
    )
    assert "0 = no pain" in play.screens[0]
    assert "10 = the worst pain you can think of" in play.screens[0]
    assert "[" not in play.screens[0]
    assert any("Type a number. Press -" in screen for screen in play.screens)
    assert any("Please enter a number from 0 to 10." in screen for screen in play.screens)


def test_a_distance_is_echoed_in_both_units_and_m_is_refused() -> None:
    play = Play()
    assert reply_to(asking("shoe_distance_km"), ["25 m", ENTER, "i", ENTER], play) == Answered(
        {"shoe_distance_km": 40.2}
    )
    assert any("could mean miles or metres" in screen for screen in play.screens)
    assert any("= 40.2 km / 25 mi" in screen for screen in play.screens)


@pytest.mark.slow
def test_a_page_goes_from_number_to_number_and_back_within_itself() -> None:
    play = Play()
    keys = ["40", ENTER, "50", SHIFT_TAB, ENTER, "45", ENTER, UNKNOWN, "16", ENTER]
    assert reply_to(asking("distances"), keys, play) == Answered(
        {
            "weekly_distance_km": 40,
            "last_week_distance_km": 45,
            "longest_run_prior_30d_km": None,
            "longest_run_last_7d_km": 16,
        }
    )
    assert ENGLISH("dont_know") in play.last


def test_the_unit_of_distances_can_be_switched_and_is_kept() -> None:
    play = Play()
    assert reply_to(asking("shoe_distance_km"), [TAB, "25", ENTER], play) == Answered(
        {"shoe_distance_km": 40.2}
    )
    assert play.units == ["mi"]


@pytest.mark.slow
def test_a_number_left_as_it_stands_stays_exact_in_other_units_too() -> None:
    before = {
        "weekly_distance_km": 40,
        "last_week_distance_km": 3,
        "longest_run_prior_30d_km": 7.7,
        "longest_run_last_7d_km": 50,
    }
    assert reply_to(
        replace(asking("distances"), earlier=before), [TAB, ENTER, ENTER, ENTER, ENTER]
    ) == Answered(before)


def test_what_is_half_typed_stays_when_the_unit_is_switched() -> None:
    assert reply_to(asking("shoe_distance_km"), ["25", TAB, ENTER]) == Answered({"shoe_distance_km": 40.2})


def test_what_can_be_read_in_two_ways_is_refused() -> None:
    play = Play()
    assert reply_to(
        asking("shoe_distance_km"), ["1,200", ENTER, *(["\x7f"] * 5), "1200", ENTER], play
    ) == Answered({"shoe_distance_km": 1200})
    assert any("Did you mean 1200 or 1.2?" in screen for screen in play.screens)


@pytest.mark.parametrize("code", ["back", "skip", "km", "mi", "dont-know", "None"])
def test_an_option_may_have_any_code(code: str) -> None:
    step = asking("main_site", PAIN)
    field = replace(step.question.fields[0], options={code: "First", "other": "Second"})
    step = replace(
        step, question=replace(step.question, fields=(field,)), options={field.id: (code, "other")}
    )
    assert reply_to(step, ["1"]) == Answered({field.id: code})


def test_what_goes_wrong_while_drawing_ends_the_screen_without_a_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken() -> list[Text]:
        raise OverflowError("secret")

    def action(front: DrawnFront) -> object:
        frame = ScreenFrame(broken, ())
        return run(frame, bindings_for(frame, moves={}), front.output)

    with pytest.raises(OverflowError):
        Play()(action, [])
    assert "secret" not in "".join(capsys.readouterr())


def test_why_we_ask_opens_and_closes() -> None:
    play = Play()
    reply_to(SITES, [F1, F1, CTRL_K], play)
    shown = ["Why we ask: What helps" in screen for screen in play.screens[:3]]
    assert shown == [False, True, False]


def test_an_earlier_answer_is_shown_as_it_was_but_a_private_one_is_not() -> None:
    ticked = Interview.start({**HEALTHY, **PAIN}, pack=PACK).change("pain_sites").step
    assert isinstance(ticked, Ask)
    assert reply_to(ticked, [ENTER]) == Answered({"pain_sites": ["shin", "low_back"]})
    low = {**HEALTHY, "low_mood": "several_days", "crisis_thoughts": "no"}
    private = Interview.start(low, pack=PACK).change("crisis_thoughts").step
    assert isinstance(private, Ask)
    play = Play()
    assert reply_to(private, [ENTER, "2"], play) == Answered({"crisis_thoughts": "no"})
    assert POINTER not in play.screens[0]


def test_the_head_tells_section_progress_and_the_last_answers() -> None:
    play = Play()
    reply_to(SITES, [CTRL_K], play, past=("How old are you? 35 years",))
    assert "Aches and injuries 1 of about" in play.screens[0]
    assert "✓ How old are you? 35 years" in play.screens[0]


def test_what_was_wrong_with_an_answer_is_said_below_the_question() -> None:
    play = Play()
    reply_to(SITES, [CTRL_K], play, problem="Take away none.")
    assert "Take away none." in play.screens[0]


@pytest.mark.slow
@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("rows", [24, 40])
def test_every_question_shows_whole_words_at_any_size(columns: int, rows: int) -> None:
    asked, _ = whole(Interview(PACK))
    for step, values in asked:
        play = Play(columns, rows)
        assert reply_to(step, drawn(step, values), play) == Answered(
            {name: _typed(value) for name, value in values.items()}
        )
        words = {
            word
            for text in (step.question.ask, *(field.ask for field in step.question.fields))
            for word in text.split()
        }
        screen = "\n".join(play.screens)
        assert all(word in screen for word in words), step.question.id
        assert "too small" not in screen
        options = [
            field.options[code]
            for field in step.question.fields
            for code in step.options.get(field.id, tuple(field.options))
        ]
        all_shown = all(" ".join(label.split()[:2]) in play.screens[0] for label in options)
        assert all_shown or "more below" in play.screens[0]


def _typed(value: object) -> object:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


@pytest.mark.slow
def test_a_menu_is_chosen_from_and_enter_alone_only_where_a_start_is_given() -> None:
    options = {"go": "Go on", "anew": "Start anew"}
    assert Play()(lambda front: front.choose(Menu("m", "Welcome", (), options, start="go")), [ENTER]) == "go"
    assert Play()(lambda front: front.choose(Menu("m", "Welcome", (), options)), [ENTER, "2"]) == "anew"
    assert (
        Play()(lambda front: front.choose(Menu("m", "Welcome", (), options, can_go_back=True)), [ESC])
        == "back"
    )
    assert Play()(lambda front: front.line("Name?"), ["x.txt", ENTER]) == "x.txt"
    assert Play()(lambda front: front.line("Name?"), ["x.txt", ESC]) is None
