"""Reads results that were saved as documents, those of version 1 included. Knows their form, not how they
came about.

Version 1 kept certain and possible things in one list and named neither the answers nor the day. Nothing of
it is guessed: it comes back as what it is, and says what it lacks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal

from pydantic import Field, ValidationError

from runner_intake.errors import IntakeError, Problem
from runner_intake.reading import parse_json
from runner_intake.result.assessment import (
    Assessment,
    Bounds,
    DocumentPart,
    Finding,
    OpenFact,
    PackRef,
    Points,
    Settled,
    Withheld,
)
from runner_intake.result.assessment import Reason as ReasonOfToday
from runner_intake.vocabulary import Grade, Level, Outcome, State, Why

PRESENT, EARLIER = "runner-intake/assessment/2", "runner-intake/assessment/1"
"""The schemas of results that can be read."""

_FORM = "runner-intake/assessment/"


class EarlierSafety(DocumentPart):
    """The outcome of the safety screen; whom to call was part of the notices."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]


class EarlierStep(DocumentPart):
    """A first step; `certain` tells those that are due from those that only may be."""

    id: str
    title: str
    because: str
    priority: int
    certain: bool


class EarlierEvidence(DocumentPart):
    """How good the evidence is, without saying whether it supports the claim, and not for a place of pain."""

    grade: Grade
    factor: int
    verdict: str
    sources: tuple[str, ...]


class EarlierReason(ReasonOfToday):
    """A point rule; `state` tells those that count from those that may."""

    state: State


class EarlierSuggestion(DocumentPart):
    """A benefit that was suggested."""

    rank: int
    benefit: str
    title: str
    level: Level
    points: Points
    match: Bounds
    priority: Bounds
    evidence: EarlierEvidence
    reasons: tuple[EarlierReason, ...]
    conditions: tuple[str, ...]
    settled: bool


class EarlierOther(DocumentPart):
    """A benefit that was not suggested, and why."""

    rank: None = None
    benefit: str
    title: str
    level: Level
    why: Why
    covered_by: str | None
    points: Points
    match: Bounds
    priority: Bounds
    evidence: EarlierEvidence
    reasons: tuple[EarlierReason, ...]
    conditions: tuple[str, ...] = ()
    settled: bool


class EarlierAssessment(DocumentPart):
    """A result of version 1, as it was. `lacks` names what a result of today has and this one does not."""

    schema_: Literal["runner-intake/assessment/1"] = Field(
        default="runner-intake/assessment/1", alias="schema"
    )
    pack: PackRef
    safety: EarlierSafety
    first_steps: tuple[EarlierStep, ...]
    suggestions: tuple[EarlierSuggestion, ...]
    others: tuple[EarlierOther | Withheld, ...]
    settled: Settled
    open: tuple[OpenFact, ...]
    ignored_answers: tuple[str, ...]
    description: dict[str, float | str]
    notices: tuple[str, ...]

    @property
    def lacks(self) -> tuple[str, ...]:
        """The parts of a result of version 2 that cannot be had from this one."""
        return (
            "created",
            "language",
            "region",
            "answers",
            "safety.help_lines",
            "evidence.support",
            "evidence of the place",
        )

    def __repr__(self) -> str:
        """Without any answer, so that a log of it gives nothing away."""
        return f"EarlierAssessment(pack={self.pack.id!r}, version={self.pack.version!r})"

    __str__ = __repr__


def read_document(document: str | bytes | Mapping[str, object]) -> Assessment | EarlierAssessment:
    """A result from its JSON text, or from the mapping in it: of version 2 as an Assessment, of version 1 as
    an EarlierAssessment.

    IntakeError: F04 to F08 for text that is no JSON, D03 for what is no result, or one of a version that this
    program does not know.

    >>> from runner_intake import assess, read_document
    >>> read_document(assess({}).model_dump_json()).safety.outcome
    'incomplete'
    """
    content = document if isinstance(document, Mapping) else parse_json(_text(document), "result")
    schema = content.get("schema") if isinstance(content, Mapping) else None
    if schema not in (PRESENT, EARLIER):
        raise IntakeError([_unknown(schema)])
    kind = Assessment if schema == PRESENT else EarlierAssessment
    try:
        return kind.model_validate_json(json.dumps(content))
    except (ValidationError, TypeError, ValueError) as error:
        paths = (
            [".".join(map(str, row["loc"])) for row in error.errors()]
            if isinstance(error, ValidationError)
            else [""]
        )
        way_out = "Make it again from the answers: runner-intake assess FILE --json"
        raise IntakeError(
            [
                Problem("D04", "This part of the result is not as it should be.", way_out, path=path)
                for path in paths
            ]
        ) from None


def _text(document: str | bytes) -> str:
    return document if isinstance(document, str) else document.decode("utf-8", errors="replace")


def _unknown(schema: object) -> Problem:
    if isinstance(schema, str) and schema.startswith(_FORM):
        return Problem(
            "D04",
            "This result is of a version that this program does not know.",
            "Use a newer version of the program.",
        )
    return Problem(
        "D04",
        "This is not a result of the intake.",
        f"Give the JSON that `runner-intake assess FILE --json` prints (schema {PRESENT}).",
    )
