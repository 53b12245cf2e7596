"""Cards as lines of text and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from runner_intake.review.conditions import condition_lines, condition_words, number, value_words
from runner_intake.text.wrapping import INDENT, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.questionnaire import Questionnaire
    from runner_intake.review.entries import Entry, EntryFact


def card_lines(card: Entry, questionnaire: Questionnaire, width: int) -> Iterator[str]:
    """A card in lines of at most `width` characters, as far as words allow. Of its parts it leaves out where
    they are written.
    """
    yield from wrapped(f"{card.id} ({card.what}){_mark(card)}", width, INDENT)
    yield from _fact_lines(card.facts, questionnaire, width)
    for name, cards in card.parts.items():
        if cards:
            yield from ("", f"{INDENT}{_label(name).capitalize()}")
        for part in cards:
            yield ""
            yield from (
                INDENT + line for line in wrapped(f"{part.id}{_mark(part)}", width - len(INDENT), INDENT)
            )
            inner = {key: fact for key, fact in part.facts.items() if key != "written_at"}
            yield from (INDENT + line for line in _fact_lines(inner, questionnaire, width - len(INDENT)))


def entry_lines(name: str, words: str, width: int, column: int) -> list[str]:
    """A name and its words beside it from `column` on; where the name is too long for that, from the next
    line on.
    """
    lines = wrapped(words, max(width - column, 1))
    beside = len(name) + len(INDENT) <= column
    first = [f"{name.ljust(column)}{lines[0]}"] if beside else [name, " " * column + lines[0]]
    return [*first, *(" " * column + line for line in lines[1:])]


def card_json(card: Entry, questionnaire: Questionnaire) -> dict[str, object]:
    """A card as JSON values, conditions in words."""
    facts = {key: _json(fact, questionnaire) for key, fact in card.facts.items()}
    parts = {name: [card_json(part, questionnaire) for part in cards] for name, cards in card.parts.items()}
    return {"what": card.what, "id": card.id, **facts, **parts}


def fact_text(fact: EntryFact, questionnaire: Questionnaire) -> str:
    """What is said of a thing, in one line."""
    match fact:
        case bool():
            return value_words(fact)
        case int() | float():
            return number(fact)
        case str():
            return fact
        case tuple():
            return ", ".join(fact)
        case Mapping():
            return "; ".join(f"{code}: {label}" for code, label in fact.items())
        case _:
            return condition_words(fact, questionnaire)


def _mark(card: Entry) -> str:
    """What a reader looks for first: the points or the priority."""
    points, priority = card.facts.get("points"), card.facts.get("priority")
    if isinstance(points, int):
        return f": {points:+d} {'point' if abs(points) == 1 else 'points'}"
    return f": priority {priority}" if isinstance(priority, int) else ""


def _fact_lines(facts: Mapping[str, EntryFact], questionnaire: Questionnaire, width: int) -> Iterator[str]:
    shown = {_label(key): fact for key, fact in facts.items() if key not in ("points", "priority")}
    column = max(map(len, shown), default=0) + 2 * len(INDENT)
    for label, fact in shown.items():
        lines = _fact_words(fact, questionnaire, max(width - column, 20))
        yield f"{INDENT}{label}".ljust(column) + lines[0]
        yield from (" " * column + line for line in lines[1:])


def _fact_words(fact: EntryFact, questionnaire: Questionnaire, width: int) -> list[str]:
    match fact:
        case bool():
            return [value_words(fact)]
        case int() | float():
            return [number(fact)]
        case str():
            return wrapped(fact, width)
        case tuple():
            return wrapped(", ".join(fact), width)
        case Mapping():
            column = max(map(len, fact), default=0) + len(INDENT)
            entry = partial(entry_lines, width=width, column=min(column, width // 2))
            return [line for code, label in fact.items() for line in entry(code, label)]
        case _:
            return condition_lines(fact, questionnaire, width)


def _json(fact: EntryFact, questionnaire: Questionnaire) -> object:
    match fact:
        case str() | bool() | int() | float():
            return fact
        case tuple():
            return list(fact)
        case Mapping():
            return dict(fact)
        case _:
            return condition_words(fact, questionnaire)


def _label(key: str) -> str:
    return key.replace("_", " ")
