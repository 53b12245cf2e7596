"""An interview as a draft document and back. Knows no file and no clock.

A private answer is never part of a draft, so it is asked again after resuming. Answers that the pack no
longer takes are dropped one by one and named; everything else is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from runner_intake.engine.open_facts import GOAL_FACTS
from runner_intake.engine.shown import shown
from runner_intake.errors import IntakeError, Problem
from runner_intake.interview.machine import Interview
from runner_intake.questionnaire import Saved, check_answers
from runner_intake.result.documents import EARLIER, PRESENT

if TYPE_CHECKING:
    from runner_intake.conditions import Value
    from runner_intake.engine.open_facts import Goal
    from runner_intake.interview.steps import Given
    from runner_intake.pack import Pack

SCHEMA = "runner-intake/draft/1"

Part = TypeVar("Part", dict[str, Any], list[str])

_NEW = "It is moved aside, and the questions start anew."


def to_draft(interview: Interview) -> dict[str, object]:
    """What a draft holds: schema, pack, goal, position and answers, without the private ones."""
    pack = interview.pack
    private = {
        question.id
        for question in pack.questionnaire.questions
        if any(field.private for field in question.fields)
    }
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
        "ticked": {
            name: sorted(options) for name, options in interview.ticked.items() if name not in interview.given
        },
        "again": list(interview.again),
    }


def answers_in(document: object, pack: Pack, file: str = "") -> object:
    """The answers that a file holds: of a draft or a result its answers, of an answers file all of it.

    Those of another version of the pack are taken over when they are checked. IntakeError (D02, D04) for a
    result without answers, and for other questions.
    """
    schema = document.get("schema") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(schema, str) or "schema" in pack.questionnaire.fields:
        return document
    named, answers = document.get("pack"), document.get("answers")
    if schema == EARLIER:
        what, way_out = (
            "This is a result of version 1, which does not hold the answers.",
            "Give the answers that it was made from.",
        )
        raise IntakeError([Problem("D04", what, way_out, file)])
    if schema not in (SCHEMA, PRESENT) or not isinstance(named, dict) or not isinstance(answers, dict):
        what = "This is neither a file of answers nor a result that this program knows."
        raise IntakeError([Problem("D04", what, "Give a file of answers.", file)])
    if named.get("id") != pack.id:
        what = "These answers belong to other questions than the ones in use."
        raise IntakeError([Problem("D02", what, "Name their rule pack: --pack DIR", file)])
    return Saved(answers, named.get("version") != pack.version, _ticked(document))


def from_draft(document: object, pack: Pack) -> tuple[Interview, tuple[str, ...]]:
    """The interview of a draft, and the fields whose answers the pack no longer takes. IntakeError (D01, D02)
    if it is no draft of this pack.
    """
    draft = _own(document, pack)
    questions = {question.id for question in pack.questionnaire.questions}
    written, aside_written = _part(draft, "answers", dict), _part(draft, "aside", dict)
    if pack.questionnaire.renamed and draft["pack"].get("version") != pack.version:
        return _taken_over(draft, written, pack)
    given, lost = _read(written, pack)
    aside, _ = _read(aside_written, pack)
    trail = tuple(name for name in _part(draft, "trail", list) if name in questions)
    skipped = frozenset(name for name in _part(draft, "skipped", list) if name in questions)
    goal = _goal(draft)
    at = next((name for name in questions if name == draft.get("at")), None)
    ticked = check_answers(Saved({}, is_earlier=False, ticked=_ticked(draft)), pack.questionnaire).ticked
    again = tuple(_part(draft, "again", list)) if "again" in draft else ()
    changing = at is not None and draft.get("changing") is True
    return Interview(pack, goal, given, aside, trail, skipped, at, changing, ticked, again), lost


def _taken_over(
    draft: dict[str, Any], written: dict[str, Any], pack: Pack
) -> tuple[Interview, tuple[str, ...]]:
    """The interview of a draft of another version: what still means the same, and the fields that are asked
    again.

    What was shown, skipped and set aside belonged to the questions of that version, so it is left out.
    """
    answers = check_answers(Saved(written, is_earlier=True, ticked=_ticked(draft)), pack.questionnaire)
    unknown = {name: None for name in pack.questionnaire.fields if name in written and written[name] is None}
    given: dict[str, Value | None] = {**unknown, **answers.given}
    trail = tuple(
        question.id
        for question in pack.questionnaire.questions
        if all(field.id in given for field in question.fields)
    )
    return Interview(
        pack, _goal(draft), given, trail=trail, ticked=answers.ticked, again=answers.again
    ), answers.again


def _goal(draft: dict[str, Any]) -> Goal:
    goal = next((goal for goal in GOAL_FACTS if goal == draft.get("goal")), None)
    if goal is None:
        raise _damaged("goal")
    return goal


def _ticked(draft: dict[str, Any]) -> dict[str, frozenset[str]]:
    """The options that are known to be ticked in lists that are open otherwise."""
    written = _part(draft, "ticked", dict) if "ticked" in draft else {}
    return {
        name: frozenset(map(str, options)) for name, options in written.items() if isinstance(options, list)
    }


def _written(given: Given, interview: Interview) -> dict[str, object]:
    questionnaire = interview.pack.questionnaire
    answers = interview.analysis.answers
    return {
        name: shown(name, given[name], answers)
        for name in questionnaire.fields
        if name in given and not questionnaire.is_private(name)
    }


def _own(document: object, pack: Pack) -> dict[str, Any]:
    """A draft of this schema and this pack."""
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise IntakeError([Problem("D01", "This is not a draft that this version can read.", _NEW)])
    named = document.get("pack")
    if not isinstance(named, dict) or named.get("id") != pack.id:
        raise IntakeError(
            [Problem("D02", "This draft belongs to other questions than the ones in use.", _NEW)]
        )
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
