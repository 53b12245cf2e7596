"""The plain front end in process: lines in, reply out, and what was written."""

from __future__ import annotations

from typing import Any

import pytest

from conversations import conversation
from drawing import HEALTHY
from keystrokes import asking, first, plain, whole
from runner_intake import Interview, bundled_pack
from runner_intake.interview import Ask
from runner_intake.terminal.front import Answered, Front, Menu, Reply
from runner_intake.terminal.plain_front import PlainFront
from runner_intake.text.catalogue import ENGLISH, Units

PACK = bundled_pack()


DISTANCES = (
    "weekly_distance_km",
    "last_week_distance_km",
    "longest_run_prior_30d_km",
    "longest_run_last_7d_km",
)


class Lines:
    """A plain front end that reads from a list; `written` is what it showed, prompts included."""

    def __init__(self, *typed: str, units: Units = "km", **front: Any) -> None:
        self.typed = list(typed)
        self.written: list[str] = []
        self.front = PlainFront(self.read, self.written.append, ENGLISH.measured_in(units), **front)

    def read(self, prompt: str) -> str:
        self.written.append(prompt)
        return self.typed.pop(0)


SITES, PAIN = asking("pain_sites"), {"pain_sites": ["shin", "low_back"]}


@pytest.mark.parametrize(
    ("step", "typed", "reply"),
    [
        (first(), ["yes"], Answered({"data_consent": "yes"})),
        (first(), ["2"], Answered({"data_consent": "no"})),
        (first(), ["-", "1"], Answered({"data_consent": "yes"})),
        (asking("race_planned"), ["-"], Answered({"race_planned": None})),
        (first(), ["3", "maybe", "", "y"], Answered({"data_consent": "yes"})),
        (first(), ["<", "1"], Answered({"data_consent": "yes"})),
        (SITES, ["2, 6"], Answered({"pain_sites": ["heel", "shin"]})),
        (SITES, ["6 2 6"], Answered({"pain_sites": ["shin", "heel"]})),
        (SITES, ["1 6", "99", "1 x", "1"], Answered({"pain_sites": ["none"]})),
        (SITES, ["heel, shin"], Answered({"pain_sites": ["heel", "shin"]})),
        (SITES, ["!"], "skip"),
        (asking("running_limit", PAIN), ["<"], "back"),
        (asking("main_site", PAIN), ["3", "2"], Answered({"main_site": "low_back"})),
        (asking("pain_rest_0_10", PAIN), ["11", "0"], Answered({"pain_rest_0_10": 0})),
        (asking("shoe_distance_km"), ["25 m", "25 mi"], Answered({"shoe_distance_km": 40.2})),
        (
            asking("distances"),
            ["40", "50", "<", "45", "-", "16"],
            Answered(dict(zip(DISTANCES, [40, 45, None, 16], strict=True))),
        ),
    ],
)
def test_lines_give_a_reply(step: Ask, typed: list[str], reply: Reply) -> None:
    lines = Lines(*typed)
    assert lines.front.ask(step, (), "") == reply
    assert not lines.typed


def test_why_is_told_on_request_and_the_question_is_not_repeated() -> None:
    lines = Lines("?", "1")
    lines.front.ask(SITES, (), "")
    assert f"Why we ask: {SITES.question.why}" in lines.written
    assert lines.written.count(SITES.question.ask) == 1


def test_prompts_carry_ids_for_scripts_and_every_line_is_one_thought() -> None:
    lines = Lines("1", ids=True)
    lines.front.ask(SITES, (), "")
    assert lines.written[-1] == "[pain_sites] > "
    assert not any("\n" in line or "\x1b" in line for line in lines.written)
    menu = Lines("x", "2", ids=True)
    assert (
        menu.front.choose(Menu("after", "What next?", (), {"finish": "Finish", "report": "Save"})) == "report"
    )
    assert menu.written[-1] == "[after] > "


def test_enter_keeps_an_earlier_answer_but_never_a_private_one() -> None:
    changed = Interview.start({**HEALTHY, **PAIN}, pack=PACK).change("pain_sites").step
    assert isinstance(changed, Ask)
    lines = Lines("")
    assert lines.front.ask(changed, (), "") == Answered({"pain_sites": frozenset(PAIN["pain_sites"])})
    assert any("Shin; Low back" in line for line in lines.written)
    low = {**HEALTHY, "low_mood": "several_days", "crisis_thoughts": "no"}
    private = Interview.start(low, pack=PACK).change("crisis_thoughts").step
    assert isinstance(private, Ask)
    assert Lines("", "2").front.ask(private, (), "") == Answered({"crisis_thoughts": "no"})


def test_a_bare_distance_is_in_the_unit_chosen() -> None:
    assert Lines("25", units="mi").front.ask(asking("shoe_distance_km"), (), "") == Answered(
        {"shoe_distance_km": 40.2}
    )


def test_q_leaves_everywhere() -> None:
    with pytest.raises(KeyboardInterrupt):
        Lines("q").front.ask(SITES, (), "")
    with pytest.raises(KeyboardInterrupt):
        Lines("q").front.choose(Menu("m", "?", (), {"a": "A"}))


@pytest.mark.parametrize("typed", ["1,200", "1.500 km", "9" * 400 + "½", "1/2" + "9" * 5000, "9" * 5000])
def test_no_typed_number_is_guessed_at_or_breaks_anything(typed: str) -> None:
    lines = Lines(typed, "1200")
    assert lines.front.ask(asking("shoe_distance_km"), (), "") == Answered({"shoe_distance_km": 1200})
    assert any(
        line.startswith(
            (
                "Did you mean 1200 or 1.2",
                "Did you mean 1500 or 1.5",
                "Please type a number",
                "Please enter a number",
            )
        )
        for line in lines.written
    )


def test_a_line_of_text_or_back() -> None:
    assert Lines("page.txt").front.line("Name?") == "page.txt"
    assert Lines("<").front.line("Name?") is None
    with pytest.raises(KeyboardInterrupt):
        Lines("q").front.line("Name?")


@pytest.mark.slow
def test_a_whole_conversation_with_a_change_skipped_questions_and_more_to_come() -> None:
    kept: list[Interview] = []
    results: list[Interview] = []
    asked, stop = whole(Interview(PACK))
    typed = [line for step, values in asked for line in plain(step, values)]
    age = 2 + 1 + [reviewed.question.id for reviewed in stop.review].index("age_years")
    extra, _ = whole(stop.with_goal("complete"))
    more = [
        "!" if number == 0 else line
        for number, (step, values) in enumerate(extra)
        for line in (plain(step, values) if number else ["!"])
    ]
    lines = Lines(*typed, str(age), "36", "1", "4", *more, "2", *plain(*extra[0]), "1", "1")

    def no_report(_interview: Interview, _front: Front) -> None:
        raise AssertionError

    talk = conversation(lines.front, PACK, keep=kept.append, show=results.append, report=no_report)
    done = talk.hold(Interview(PACK))
    assert not lines.typed
    assert len(results) == 2
    assert done.answers["age_years"] == 36
    assert done.goal == "complete"
    assert not done.skipped
    assert set(done.answers) == set(stop.answers) | {
        field.id for step, _ in extra for field in step.question.fields
    }
    assert kept[-1] == done


def test_a_front_end_that_lets_a_wrong_answer_pass_asks_again_and_says_so() -> None:
    problems: list[str] = []

    class Careless:
        """Gives an answer that is none, then leaves."""

        def ask(self, step: Ask, past: tuple[str, ...], problem: str) -> Reply:  # noqa: ARG002
            problems.append(problem)
            if problem:
                raise KeyboardInterrupt
            return Answered({step.question.fields[0].id: "perhaps"})

        def choose(self, menu: Menu) -> str:
            raise AssertionError(menu.id)

        def line(self, ask: str) -> str | None:
            raise AssertionError(ask)

        def say(self, text: str) -> None:
            raise AssertionError(text)

        def clear(self) -> None:
            """Has drawn nothing."""

    with pytest.raises(KeyboardInterrupt):
        conversation(Careless(), PACK).hold(Interview(PACK))
    assert problems == ["", "This answer cannot be read. Please choose yes or no."]
