"""Rough use: thousands of random keys while the window changes its size, a kill at any point, and every move
sent twice.
"""

from __future__ import annotations

import json
import os
import random
import signal
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations import conversation
from drawing import HEALTHY, answer
from keystrokes import CTRL_C, CTRL_K, CTRL_S, CTRL_U, DOWN, ENTER, ESC, F1, LEFT, RIGHT, SPACE, UP
from runner_intake import Ask, Interview, StepError, bundled_pack
from runner_intake.local.drafts import DraftFile
from screens import Play
from seven_runners import answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner_intake.interview.steps import Step
    from runner_intake.terminal.screen_front import DrawnFront

pytestmark = pytest.mark.long

PACK = bundled_pack()
Move: TypeAlias = "Callable[[Interview], Interview]"
KEYS = [
    *"0123456789abcnyw-!?/. ",
    *(ENTER, ENTER, ENTER, SPACE, SPACE, DOWN, DOWN, UP, LEFT, RIGHT, ESC, "\t", "\x7f", CTRL_U, CTRL_K),
    *(CTRL_S, F1, "\x1b[6~", "\x1b[5~", "\x1b[H", "\x1b[F"),
]
QUESTIONS = {question.id: question for question in PACK.questionnaire.questions}
TEN_THOUSAND, SEEDS = 10_000, 10
VARIANTS = 4
SIZES = [(80, 24), (60, 18), (40, 12), (100, 40), (20, 10), (200, 60)]


# --- random keys


def random_keys(rng: random.Random, number: int) -> list[str]:
    """Keys as a cat on the keyboard would press them, now and then a number that can be an answer."""
    keys: list[str] = []
    while len(keys) < number:
        keys += [CTRL_U, rng.choice("123456789"), ENTER] if rng.random() < 0.1 else [rng.choice(KEYS)]
    return keys[:number]


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_of_ten_thousand_random_keys_with_resizes_none_loses_more_than_the_open_question(seed: int) -> None:
    """Ten times a thousand keys, through whole conversations, over and over. What is kept after every move
    can be written and read again, and goes on at the question that was open when the runner left.
    """
    rng = random.Random(seed)  # noqa: S311  (no secret)
    kept: list[Interview] = []
    moments: list[tuple[Interview, Interview]] = []

    def look(interview: Interview) -> Interview:
        moments.append((interview, kept[-1]))
        return interview

    def talk(front: DrawnFront) -> None:
        while True:
            kept.append(Interview.start({} if rng.random() < 0.3 else HEALTHY, pack=PACK))
            talk_on = conversation(front, PACK, keep=kept.append, now=lambda _: ("Call now.",), before=look)
            talk_on.hold(kept[-1])

    sizes = (rng.choice(SIZES) if rng.random() < 0.1 else None for _ in count())
    play = Play(80, 24, sizes=sizes)
    with pytest.raises(KeyboardInterrupt):
        play(talk, [*random_keys(rng, TEN_THOUSAND // SEEDS), CTRL_C])
    assert len({interview.step.name for interview, _ in moments}) > 5, "stuck"
    for interview, last in moments:
        assert last == interview
    for interview in {id(interview): interview for interview, _ in moments}.values():
        _goes_on(interview)
    assert "Traceback" not in "".join(play.screens)


def _goes_on(interview: Interview) -> None:
    """What is written of an interview holds every answer but the private ones, and the same question is open,
    unless a private one that was passed has to be asked again.
    """
    whole = interview.to_state(include_private=True)
    assert Interview.from_state(json.loads(json.dumps(whole)), pack=PACK) == interview
    again = Interview.from_state(json.loads(json.dumps(interview.to_state())), pack=PACK)
    fields = PACK.questionnaire.fields
    assert again.given == {name: value for name, value in interview.given.items() if not fields[name].private}
    private = {name for name in interview.trail if any(field.private for field in QUESTIONS[name].fields)}
    assert again.step.name in {interview.step.name, *private}


# --- killed


@cache
def saved_states(variant: int) -> tuple[dict[str, object], ...]:
    """What is saved after each move of runner a, with some questions skipped or not known."""
    rng = random.Random(variant)  # noqa: S311  (no secret)
    interview, states = Interview(PACK), []
    while isinstance(step := interview.step, Ask):
        if step.required or step.name in PACK.save_after or rng.random() < 0.8:
            interview = interview.answer(step.name, answers("a", step))
        else:
            interview = interview.skip(step.name) if rng.random() < 0.5 else interview.dont_know(step.name)
        if interview.may_be_stored:
            states.append(json.loads(json.dumps(interview.to_state())))
    return tuple(states)


def killed(seed: int, folder: Path, states: tuple[dict[str, object], ...]) -> int:
    """How many states a process had certainly saved, one after the other, when it was killed at a random
    point.
    """
    rng = random.Random(seed)  # noqa: S311  (no secret)
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover  (it is killed)
        try:
            draft = DraftFile(folder)
            for state in states:
                draft.write(state)
                os.write(writes, b".")
        finally:
            os._exit(0)
    os.close(writes)
    saved = sum(len(os.read(reads, 1)) for _ in range(rng.randrange(len(states))))
    for _ in range(rng.randrange(20_000)):  # somewhere inside of what comes next
        pass
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while rest := os.read(reads, 1024):
        saved += len(rest)
    os.close(reads)
    return saved


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # other threads are of no use to the child
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot split a process")
def test_killed_at_two_hundred_random_points_only_the_open_question_is_lost(tmp_path: Path) -> None:
    for seed in range(200):
        folder = tmp_path / str(seed)
        states = saved_states(seed % VARIANTS)
        saved = killed(seed, folder, states)
        draft = DraftFile(folder)
        if saved == 0 and not draft.is_there:
            continue
        document = draft.read()
        assert document in states[max(saved - 1, 0) : saved + 1]
        assert isinstance(document, dict)
        again = Interview.from_state(document, pack=PACK)
        assert json.loads(json.dumps(again.to_state())) == document


# --- sent twice


def possible(step: Step, values: dict[str, object], *, can_go_back: bool) -> dict[str, Move]:
    """The moves that can be made from a step, by name."""
    name = step.name
    moves: dict[str, Move] = {}
    if isinstance(step, Ask):
        moves["answer"] = lambda interview: interview.answer(name, values)
        if not step.required:
            moves["skip"] = lambda interview: interview.skip(name)
            moves["dont_know"] = lambda interview: interview.dont_know(name)
    if can_go_back:
        moves["back"] = lambda interview: interview.back(name)
    return moves


@pytest.mark.slow
@settings(max_examples=12)
@given(st.data())
def test_every_move_that_is_sent_twice_is_refused_the_second_time_and_changes_nothing(
    data: st.DataObject,
) -> None:
    """A double click, Back pressed twice, a page sent again: the second names a step that has passed."""
    interview = Interview(PACK)
    for _ in range(data.draw(st.integers(1, 10))):
        step, values = interview.step, {}
        if isinstance(step, Ask):
            fields = step.question.fields
            values = {field.id: HEALTHY.get(field.id, data.draw(answer(field))) for field in fields}
            values |= {name: codes[0] for name, codes in step.options.items() if values[name] not in codes}
        moves = possible(step, values, can_go_back=interview.can_go_back)
        if not moves:
            break
        move = moves[data.draw(st.sampled_from(sorted(moves)))]
        interview = move(interview)
        before = interview.to_state(include_private=True)
        with pytest.raises(StepError) as caught:
            move(interview)
        assert {problem.code for problem in caught.value.problems} <= {"S01", "S03"}
        assert interview.to_state(include_private=True) == before


def test_opening_a_question_of_the_review_twice_opens_it_once() -> None:
    interview = Interview.start(HEALTHY, pack=PACK)
    name = interview.review[0].question.id
    assert interview.change(name).change(name) == interview.change(name)
    assert interview.with_goal("quick").with_goal("quick") == interview.with_goal("quick")
    assert interview.take_up_skipped().take_up_skipped() == interview.take_up_skipped()
