"""What the interview can be at: a question to ask, or a stop. Plain data for front ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from runner_intake.conditions import Value
from runner_intake.questionnaire import Question, Section
from runner_intake.vocabulary import Goal

AnswersByField = Mapping[str, Value | None]
"""Answers by field in normal form; None stands for "don't know"."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Which question this is (1 = first) and of how many, in all and in its section. `about` is True while
    answers can still add or spare questions. `minutes` is how long the rest may take, rounded up.
    """

    position: int
    total: int
    about: bool
    section_position: int = 1
    section_total: int = 1
    section_about: bool = False
    minutes: int = 1


@dataclass(frozen=True, slots=True, repr=False)
class Ask:
    """A question to ask now. Printed, it tells which, and no answer.

    `options` are the codes a choice field has left. `earlier` are answers given before, to be shown as they
    were; a field that is not in it has none. `opens_section` is True where the last question shown was of
    another section. `changing` marks a question reopened from the review, where going back leaves the answer
    as it is. `can_go_back` says whether that move is possible; `required` that the question can be neither
    skipped nor left unknown.
    """

    question: Question
    section: Section
    options: Mapping[str, tuple[str, ...]]
    earlier: AnswersByField
    progress: Progress
    opens_section: bool
    changing: bool
    can_go_back: bool
    required: bool = False

    @property
    def name(self) -> str:
        """What a move from here names: the id of the question."""
        return self.question.id

    def __repr__(self) -> str:
        return f"Ask({self.question.id!r})"


@dataclass(frozen=True, slots=True, repr=False)
class Stop:
    """Nothing more is asked for now. Printed, it tells nothing of the answers that led here.

    `reason`: `emergency` (help comes first), `consent_needed` (consent was refused) or `reached` (by these
    rules no further question can change what the goal is about). `skipped` are questions put off, in the
    order of asking. `further` is the next goal with something left to ask and the number of its questions
    now, or None.
    """

    reason: Literal["emergency", "consent_needed", "reached"]
    skipped: tuple[str, ...]
    further: tuple[Goal, int] | None

    @property
    def name(self) -> str:
        """What a move from here names: the reason."""
        return self.reason

    def __repr__(self) -> str:
        return "Stop()"


Step = Ask | Stop


@dataclass(frozen=True, slots=True, repr=False)
class Reviewed:
    """One line of the review: a question and what was answered. Printed, it tells only which question.

    `given` are its answers (absent where skipped). `needed` marks a missing answer without which nothing
    is suggested, `doubtful` one of several answers that do not fit together.
    """

    question: Question
    given: AnswersByField
    skipped: bool
    needed: bool
    doubtful: bool

    def __repr__(self) -> str:
        return f"Reviewed({self.question.id!r})"
