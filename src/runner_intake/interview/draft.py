"""An interview as a draft document and back. Knows no file and no clock.

A private answer is never part of a draft, so it is asked again after resuming. Answers that the pack no longer takes are dropped one by
one and named; everything else is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from runner_intake.engine.open_facts import GOAL_FACTS
from runner_intake.engine.shown import shown
from runner_intake.errors import IntakeError, Problem
from runner_intake.interview.machine import Interview
from runner_intake.questionnaire import check_answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.conditions import Value
    from runner_intake.interview.steps import Given
    from runner_intake.pack import Pack

SCHEMA = "runner-intake/draft/1"

Part = TypeVar("Part", dict[str, Any], list[str])

_NEW = "It is moved aside, and the questions start anew."


def to_draft(interview: Interview) -> dict[str, object]:
    """What a draft holds: schema, pack, goal, position and answers, without the private ones."""
    pack = interview.pack
    private = {question.id for question in pack.questionnaire.questions if any(field.private for field in question.fields)}
    return {
        "schema": SCHEMA,
        "pack": {"id": pack.id, "version": pack.version, "sha256": pack.sha256},
        "goal": interview.goal,
        "at": interview.at,
        "changing": interview.changing,
        "trail": [name for name in interview.trail if name not in private],
        "skipped": sorted(interview.skipped - private),
        "answers": _written(interview.given, interview),
        "aside": _written(interview.aside, interview),
    }


def answers_in(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answers of a draft that was set aside; of an answers file all of it."""
    answers = document.get("answers") if document.get("schema") == SCHEMA else None
    return answers if isinstance(answers, dict) else document


def from_draft(document: object, pack: Pack) -> tuple[Interview, tuple[str, ...]]:
    """The interview of a draft, and the fields whose answers the pack no longer takes. IntakeError (D01, D02) if it is no draft of this pack."""
    draft = _own(document, pack)
    questions = {question.id for question in pack.questionnaire.questions}
    given, lost = _read(_part(draft, "answers", dict), pack)
    aside, _ = _read(_part(draft, "aside", dict), pack)
    trail = tuple(name for name in _part(draft, "trail", list) if name in questions)
    skipped = frozenset(name for name in _part(draft, "skipped", list) if name in questions)
    goal = next((each for each in GOAL_FACTS if each == draft.get("goal")), None)
    if goal is None:
        raise _damaged("goal")
    at = next((name for name in questions if name == draft.get("at")), None)
    return Interview(pack, goal, given, aside, trail, skipped, at, changing=at is not None and draft.get("changing") is True), lost


def _written(given: Given, interview: Interview) -> dict[str, object]:
    questionnaire = interview.pack.questionnaire
    answers = interview.situation.answers
    return {name: shown(name, given[name], answers) for name in questionnaire.fields if name in given and not questionnaire.is_private(name)}


def _own(document: object, pack: Pack) -> dict[str, Any]:
    """A draft of this schema and this pack."""
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise IntakeError([Problem("D01", "This is not a draft that this version can read.", _NEW)])
    named = document.get("pack")
    if not isinstance(named, dict) or named.get("id") != pack.id:
        raise IntakeError([Problem("D02", "This draft belongs to other questions than the ones in use.", _NEW)])
    return document


def _part(draft: dict[str, Any], name: str, kind: type[Part]) -> Part:
    part = draft.get(name)
    if not isinstance(part, kind) or not all(isinstance(each, str) for each in part):
        raise _damaged(name)
    return part


def _damaged(part: str) -> IntakeError:
    return IntakeError([Problem("D01", "This draft is damaged.", _NEW, path=part)])


def _read(answers: dict[str, object], pack: Pack) -> tuple[dict[str, Value | None], tuple[str, ...]]:
    """Answers in normal form, and the names of those the pack does not take."""
    read: dict[str, Value | None] = {}
    lost: list[str] = []
    for name, value in answers.items():
        try:
            read[name] = check_answers({name: value}, pack.questionnaire).given.get(name)
        except IntakeError:
            lost.append(name)
    return read, tuple(lost)
