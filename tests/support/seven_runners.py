"""The seven sample runners that the interview was tried with, as scripts: what each answers, and what it
costs them to get to their result (questions, keys, words to read, sections entered).

A word is what stands between blanks. Counted are the words of each question with its help, its options and
the introduction of a section that opens, and those of the page; not the review, or why a question is asked.
What stands around the questions (the keys at the foot, where one is, the last answer) is counted apart.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from base_runner import BASE
from keystrokes import CTRL_C, ENTER, drawn
from runner_intake import Interview, Stop, report
from runner_intake.interview import Ask
from runner_intake.present.view import View
from runner_intake.terminal.conversation import past_answers
from screens import Play

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WORDS_A_MINUTE = 230

_HEEL: Mapping[str, Any] = {
    "pain_sites": ["heel"],
    "main_site": "heel",
    "pain_running_0_10": 5,
    "pain_rest_0_10": 1,
    "pain_weeks": 10,
    "running_limit": "cut_back",
    "diagnosis": "plantar_heel_pain",
    "bone_signs": ["none"],
    "pain_signs": ["none"],
    "rehab_weeks": 6,
    "recent_changes": ["more_hills_or_speed"],
    "race_planned": True,
    "weeks_to_race": 9,
}
_BACK: Mapping[str, Any] = {
    **_HEEL,
    "pain_sites": ["low_back"],
    "main_site": "low_back",
    "pain_weeks": 30,
    "running_limit": "with_trouble",
    "diagnosis": "low_back_pain",
    "rehab_weeks": 0,
    "recent_changes": ["none"],
    "race_planned": False,
    "health_conditions": ["blood_thinner"],
}
_YOUNG: Mapping[str, Any] = {
    **_HEEL,
    "age_years": 17,
    "guardian_consent": False,
    "pain_sites": ["shin"],
    "main_site": "shin",
    "pain_weeks": 3,
    "diagnosis": "none",
    "rehab_weeks": 0,
}
_RACER: Mapping[str, Any] = {
    "race_planned": True,
    "weeks_to_race": 2,
    "race_worry_0_10": 8,
    "race_body_tension_0_10": 8,
    "race_effect": "clearly_worse",
    "life_stress_0_10": 7,
}

RUNNERS: Mapping[str, Mapping[str, Any]] = {
    "a": _HEEL,
    "b": {"age_years": 45},
    "c": _BACK,
    "d": _YOUNG,
    "e": _RACER,
    "f": _HEEL,
    "g": {"urgent_head_chest": ["chest_pain"]},
}
"""What each answers besides what the base runner does: a heel pain, b curious, c back pain and a blood
thinner, d 17 years old without a guardian's consent, e nerves before races, f as a but with slips, g chest
pain.
"""

SLIPS = "f"
"""Who presses Enter once more after every answer that a single key gives."""


@dataclass(frozen=True)
class Cost:
    """What a run costs: questions asked, keys pressed, words of safety questions, of the others and of the
    page, lines of the page, and the sections in the order in which they were entered.
    """

    questions: int
    keys: int
    safety_words: int
    other_words: int
    page_words: int
    page_lines: int
    sections: tuple[str, ...]

    @property
    def words(self) -> int:
        return self.safety_words + self.other_words + self.page_words

    @property
    def minutes(self) -> float:
        return self.words / WORDS_A_MINUTE


def steps(name: str) -> Iterator[tuple[Ask, dict[str, Any]]]:
    """Every question that a runner is asked, with the answers."""
    interview = Interview(region="GB")
    while isinstance(step := interview.step, Ask):
        values = answers(name, step)
        yield step, values
        interview = interview.answer(step.name, values)


def answers(name: str, step: Ask) -> dict[str, Any]:
    """What a runner answers to a question."""
    known = {**BASE, **RUNNERS[name]}
    return {field.id: known.get(field.id, False) for field in step.question.fields}


def keys(name: str, step: Ask, values: dict[str, Any]) -> list[str]:
    """What a runner presses for an answer."""
    pressed = drawn(step, values)
    return pressed if name != SLIPS or pressed[-1] == ENTER else [*pressed, ENTER]


def stop(name: str) -> Interview:
    """A runner's interview at its stop."""
    interview = Interview(region="GB")
    for step, values in steps(name):
        interview = interview.answer(step.name, values)
    assert isinstance(interview.step, Stop)
    return interview


def words_of(step: Ask) -> int:
    """The words of a question's screen."""
    return len(_texts(step).split())


def _texts(step: Ask) -> str:
    question = step.question
    texts = [question.ask, question.help, step.section.intro if step.opens_section else ""]
    for field in question.fields:
        codes = step.options.get(field.id, tuple(field.options))
        texts += [field.ask if field.ask != question.ask else "", field.low, field.high]
        texts += [label for code, label in field.options.items() if code in codes]
    return " ".join(text for text in texts if text)


def words_around(name: str) -> int:
    """The words around the questions on the screens until the stop; signs and numbers alone are no words."""
    interview, around = Interview(region="GB"), 0
    while isinstance(step := interview.step, Ask):
        later = " ".join(f"{field.ask} {field.low} {field.high}" for field in step.question.fields[1:])
        shown = _letters(_screen(step, past_answers(interview, View.of(interview.pack))))
        around += shown - _letters(_texts(step)) + _letters(later)
        interview = interview.answer(step.name, answers(name, step))
    return around


def _screen(step: Ask, past: tuple[str, ...]) -> str:
    """A question as it comes up, on a screen with room for everything."""
    play = Play(100, 60)
    with suppress(KeyboardInterrupt):
        play(lambda front: front.ask(step, past, ""), [CTRL_C])
    return play.last


def _letters(text: str) -> int:
    return sum(any(map(str.isalpha, word)) for word in text.split())


def cost(name: str) -> Cost:
    """What the way to the result costs a runner."""
    asked = list(steps(name))
    text = report(stop(name).result(today=date(2026, 11, 25))).to_text()
    return Cost(
        questions=len(asked),
        keys=sum(len(keys(name, step, values)) for step, values in asked),
        safety_words=sum(words_of(step) for step, _ in asked if step.question.safety is not None),
        other_words=sum(words_of(step) for step, _ in asked if step.question.safety is None),
        page_words=len(text.split()),
        page_lines=text.count("\n"),
        sections=tuple(section for section, _ in groupby(step.section.id for step, _ in asked)),
    )
