"""What a front end can do, and what it gives back. A front end asks and shows; it decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from runner_intake.interview import Ask
    from runner_intake.questionnaire import Field
    from runner_intake.text.catalogue import Words


@dataclass(frozen=True, slots=True, repr=False)
class Answered:
    """Answers to the question that was asked, raw: field -> value, None for "don't know"."""

    values: Mapping[str, object]


Move = Literal["back", "skip"]
"""Back to the question before, or on without an answer."""

Reply = Answered | Move


@dataclass(frozen=True, slots=True)
class Menu:
    """Things to choose from that are no question: `options` maps a key to its text, `lines` stand above.

    `headings` maps a key to what stands above its line. `start` is the key that Enter alone chooses;
    without it, one has to be pointed at first. `letters` are letters that choose a key, besides the number
    of its line.
    """

    id: str
    title: str
    lines: tuple[str, ...]
    options: Mapping[str, str]
    start: str = ""
    can_go_back: bool = False
    letters: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)


class Front(Protocol):
    """A front end. Every method raises KeyboardInterrupt (or EOFError) when the runner leaves."""

    def ask(self, step: Ask, past: tuple[str, ...], problem: str) -> Reply:
        """Asks one question; `past` are the last answers in words, `problem` what was wrong with the answer
        just given.
        """

    def choose(self, menu: Menu) -> str:
        """The key of what the runner chose; "back" where that is offered."""

    def line(self, ask: str) -> str | None:
        """One line of text; None for back to where one was."""

    def say(self, text: str) -> None:
        """Shows a sentence."""

    def clear(self) -> None:
        """Makes room for something that is printed: takes the last screen away."""


def place_words(step: Ask, say: Words) -> str:
    """Where one is: the section, and which of its questions this is."""
    if step.changing:
        return f"{step.section.title} · {say('changing')}"
    progress = step.progress
    key = "progress_about" if progress.section_about else "progress"
    return say(
        key, section=step.section.title, position=progress.section_position, total=progress.section_total
    )


def time_words(step: Ask, say: Words) -> str:
    """How long the rest may take; empty for a question opened from the review."""
    return "" if step.changing else say.count("minutes_left", step.progress.minutes)


def options_of(field: Field, step: Ask, say: Words) -> dict[str, str]:
    """The options of a field that can be chosen, code -> label; empty for numbers."""
    if field.kind == "yes_no":
        return {code: say(f"option_{code}") for code in ("yes", "no")}
    codes = step.options.get(field.id, tuple(field.options))
    return {code: label for code, label in field.options.items() if code in codes}


def chosen_before(field: Field, step: Ask) -> tuple[str, ...]:
    """The codes of the answer given before."""
    match step.earlier.get(field.id):
        case bool() as truth:
            return ("yes" if truth else "no",)
        case str() as code:
            return (code,)
        case frozenset() as codes:
            return tuple(code for code in field.options if code in codes)
        case _:
            return ()
