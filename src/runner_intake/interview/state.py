"""An interview as a document and back: what a draft on disk holds, and what an app keeps between two pages.
Knows no file and no clock.

A private answer is part of it only on request; without it, it is asked again. Answers that the pack no longer
takes are dropped one by one and named; everything else is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from runner_intake.engine.open_facts import GOAL_FACTS
from runner_intake.engine.shown import shown
from runner_intake.errors import IntakeError, Problem
from runner_intake.pack import region_of
from runner_intake.questionnaire import Saved, check_answers
from runner_intake.result.origins import read_origins

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.conditions import Value
    from runner_intake.engine.analysis import Analysis
    from runner_intake.interview.steps import AnswersByField
    from runner_intake.pack import Pack
    from runner_intake.result.assessment import Origin
    from runner_intake.vocabulary import Goal

SCHEMA = "runner-intake/state/1"
DRAFT = "runner-intake/draft/1"
"""What a draft was called before; it holds the same but the region."""

StatePart = TypeVar("StatePart", dict[str, Any], list[str])

_NEW = "It is moved aside, and the questions start anew."


class Kept(Protocol):
    """What is kept of an interview."""

    @property
    def pack(self) -> Pack: ...
    @property
    def goal(self) -> Goal: ...
    @property
    def region(self) -> str | None: ...
    @property
    def given(self) -> AnswersByField: ...
    @property
    def aside(self) -> AnswersByField: ...
    @property
    def trail(self) -> tuple[str, ...]: ...
    @property
    def skipped(self) -> frozenset[str]: ...
    @property
    def at(self) -> str | None: ...
    @property
    def changing(self) -> bool: ...
    @property
    def ticked(self) -> Mapping[str, frozenset[str]]: ...
    @property
    def again(self) -> tuple[str, ...]: ...
    @property
    def origins(self) -> Mapping[str, Origin]: ...
    @property
    def analysis(self) -> Analysis: ...


def state_of(interview: Kept, *, include_private: bool = False) -> dict[str, object]:
    """Schema, pack, goal, region, position and answers; the private ones only with `include_private`."""
    pack = interview.pack
    private = {
        question.id
        for question in pack.questionnaire.questions
        if any(field.private for field in question.fields) and not include_private
    }
    left_out = frozenset(
        field.id
        for question in pack.questionnaire.questions
        if question.id in private
        for field in question.fields
    )
    return {
        "schema": SCHEMA,
        "pack": {"id": pack.id, "version": pack.version, "sha256": pack.sha256},
        "goal": interview.goal,
        "region": interview.region,
        "at": interview.at,
        "changing": interview.changing,
        "trail": [name for name in interview.trail if name not in private],
        "skipped": sorted(interview.skipped - private),
        "answers": _written(interview.given, interview, left_out),
        "aside": _written(interview.aside, interview, left_out),
        "ticked": {
            name: sorted(options) for name, options in interview.ticked.items() if name not in interview.given
        },
        "again": list(interview.again),
        "origins": {name: origin.model_dump(mode="json") for name, origin in interview.origins.items()},
    }


def answers_in(document: object, pack: Pack, file: str = "") -> object:
    """The answers that a file holds: of a draft or a result its answers, of an answers file all of it.

    Those of another version of the pack are taken over when they are checked. IntakeError (D02, D04) for a
    result without answers, and for other questions.
    """
    schema = document.get("schema") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(schema, str) or "schema" in pack.questionnaire.fields:
        return document
    from runner_intake.result.documents import EARLIER, PRESENT  # noqa: PLC0415  (a new interview does without)

    named, answers = document.get("pack"), document.get("answers")
    if schema == EARLIER:
        what, way_out = (
            "This is a result of version 1, which does not hold the answers.",
            "Give the answers that it was made from.",
        )
        raise IntakeError([Problem("D04", what, way_out, file)])
    if schema not in (SCHEMA, DRAFT, PRESENT) or not isinstance(named, dict) or not isinstance(answers, dict):
        what = "This is neither a file of answers nor a result that this program knows."
        raise IntakeError([Problem("D04", what, "Give a file of answers.", file)])
    if named.get("id") != pack.id:
        what = "These answers belong to other questions than the ones in use."
        raise IntakeError([Problem("D02", what, "Name their rule pack: --pack DIR", file)])
    return Saved(answers, named.get("version") != pack.version, _ticked(document), _origins(document))


def read_state(document: object, pack: Pack) -> dict[str, Any]:
    """The parts of an interview in a state, by their names; `again` holds besides the fields whose answers
    the pack no longer takes. IntakeError (D01, D02) if it is no state of this pack.
    """
    state = _own(document, pack)
    written, aside_written = _part(state, "answers", dict), _part(state, "aside", dict)
    parts: dict[str, Any] = {"goal": _goal(state), "region": _region(state, pack)}
    if pack.questionnaire.renamed and state["pack"].get("version") != pack.version:
        return {**parts, **_taken_over(state, written, pack)}
    questions = {question.id for question in pack.questionnaire.questions}
    parts["origins"] = _read_origins(state, pack)
    given, lost = _read(written, pack)
    aside, _ = _read(aside_written, pack)
    ticked = check_answers(Saved({}, is_earlier=False, ticked=_ticked(state)), pack.questionnaire).ticked
    again = _part(state, "again", list) if "again" in state else []
    position = next((name for name in questions if name == state.get("at")), None)
    return {
        **parts,
        "given": given,
        "aside": aside,
        "trail": tuple(name for name in _part(state, "trail", list) if name in questions),
        "skipped": frozenset(name for name in _part(state, "skipped", list) if name in questions),
        "at": position,
        "changing": position is not None and state.get("changing") is True,
        "ticked": ticked,
        "again": tuple(dict.fromkeys((*again, *lost))),
    }


def _taken_over(state: dict[str, Any], written: dict[str, Any], pack: Pack) -> dict[str, Any]:
    """What is left of a state of another version: what still means the same, and the fields that are asked
    again.

    What was shown, skipped and set aside belonged to the questions of that version, so it is left out.
    """
    answers = check_answers(Saved(written, is_earlier=True, ticked=_ticked(state)), pack.questionnaire)
    unknown = {name: None for name in pack.questionnaire.fields if name in written and written[name] is None}
    given: dict[str, Value | None] = {**unknown, **answers.given}
    trail = tuple(
        question.id
        for question in pack.questionnaire.questions
        if all(field.id in given for field in question.fields)
    )
    return {"given": given, "trail": trail, "ticked": answers.ticked, "again": answers.again}


def _goal(draft: dict[str, Any]) -> Goal:
    goal = next((goal for goal in GOAL_FACTS if goal == draft.get("goal")), None)
    if goal is None:
        raise _damaged("goal")
    return goal


def _region(draft: dict[str, Any], pack: Pack) -> str | None:
    """The region, where the pack still knows it."""
    region = draft.get("region")
    try:
        return region if isinstance(region, str) and region_of(region, pack) else None
    except IntakeError:
        return None


def _ticked(draft: dict[str, Any]) -> dict[str, frozenset[str]]:
    """The options that are known to be ticked in lists that are open otherwise."""
    written = _part(draft, "ticked", dict) if "ticked" in draft else {}
    return {
        name: frozenset(map(str, options)) for name, options in written.items() if isinstance(options, list)
    }


def _origins(draft: dict[str, Any]) -> dict[str, Any]:
    """Where answers come from; drafts and results from before that was kept have no such part."""
    return _part(draft, "origins", dict) if "origins" in draft else {}


def _read_origins(draft: dict[str, Any], pack: Pack) -> dict[str, Origin]:
    """Where the answers come from, for the fields that the pack still has."""
    try:
        origins = read_origins(_origins(draft))
    except IntakeError:
        raise _damaged("origins") from None
    return {name: origin for name, origin in origins.items() if name in pack.questionnaire.fields}


def _written(given: AnswersByField, interview: Kept, left_out: frozenset[str]) -> dict[str, object]:
    questionnaire = interview.pack.questionnaire
    answers = interview.analysis.answers
    return {
        name: shown(name, given[name], answers)
        for name in questionnaire.fields
        if name in given and name not in left_out
    }


def _own(document: object, pack: Pack) -> dict[str, Any]:
    """A draft of this schema and this pack."""
    if not isinstance(document, dict) or document.get("schema") not in (SCHEMA, DRAFT):
        raise IntakeError([Problem("D01", "This is not a state that this version can read.", _NEW)])
    named = document.get("pack")
    if not isinstance(named, dict) or named.get("id") != pack.id:
        raise IntakeError(
            [Problem("D02", "This draft belongs to other questions than the ones in use.", _NEW)]
        )
    return document


def _part(draft: dict[str, Any], name: str, kind: type[StatePart]) -> StatePart:
    part = draft.get(name)
    if not isinstance(part, kind) or not all(isinstance(word, str) for word in part):
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
