"""The result document: the one thing that reports, terminal, files and services see. Frozen; JSON round trip.

Knows nothing of how it was worked out. When suggestions are withheld they are absent: `others` then holds
Withheld entries only.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from runner_intake.vocabulary import PAGE_FACTS, SUGGESTING, Grade, Level, Lines, Outcome, Support, Why

Answer = bool | int | float | str | tuple[str, ...] | None
"""An answer as shown: a list for multi-choice answers, None where nothing was given."""


class Part(BaseModel):
    """What every part of a document is: frozen, strict about its keys, and silent about answers in errors."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        serialize_by_alias=True,
        validate_by_name=True,
        validate_by_alias=True,
    )


class PackRef(Part):
    """Which rules made this document. `sha256` is over the parsed rule files."""

    id: str
    version: str
    sha256: str
    reviewed_by: str | None


class Because(Part):
    """An answer that made a finding true."""

    field: str
    value: Answer


class Finding(Part):
    """A safety rule that holds whatever is still unanswered."""

    rule: str
    outcome: Outcome
    message: str
    because: tuple[Because, ...]
    sources: tuple[str, ...]


class HelpLine(Part):
    """A number to call: `kind` says for what, `region` is the code of the country or region, `country` its
    name, `number` what to call.
    """

    kind: Lines
    region: str
    country: str
    number: str


class Safety(Part):
    """The outcome of the safety screen, its findings, the fields that are needed before anything can be
    suggested, and whom to call.

    `help_lines` is empty where no finding asks for them. It has one entry a kind and region: one region where
    it is known, else all of the pack.
    """

    outcome: Outcome
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    help_lines: tuple[HelpLine, ...]


class FirstStep(Part):
    """What comes before any needling. `priority` 0-100, highest first."""

    id: str
    title: str
    because: str
    priority: int


class Points(Part):
    """Points over all completions of the answers (low = high when complete); `max` is the best reachable
    score.
    """

    low: int
    high: int
    max: int


class Bounds(Part):
    """Per cent, over all completions; floored at 0 and rounded half up, for display only."""

    low: int
    high: int


class EvidenceSummary(Part):
    """How good the evidence is for this runner: grade, whether it supports the claim, factor in per cent,
    verdict in words, source ids.

    Grade and sources are those of the verdict note that holds; the lowest that may hold while that is open.
    """

    grade: Grade
    support: Support
    factor: int
    verdict: str
    sources: tuple[str, ...]


class Reason(Part):
    """A point rule, with the answers it looked at: among `reasons` one that counts, among `open_reasons` one
    that may still count.
    """

    rule: str
    points: int
    because: str
    answers: dict[str, Answer]


class Suggestion(Part):
    """A benefit worth discussing or possible. `settled`: it stays shown, at this level, whatever is still
    answered.
    """

    rank: int
    benefit: str
    title: str
    level: Level
    points: Points
    match: Bounds
    priority: Bounds
    evidence: EvidenceSummary
    reasons: tuple[Reason, ...]
    open_reasons: tuple[Reason, ...]
    conditions: tuple[str, ...]
    settled: bool


class Other(Part):
    """A benefit that is not suggested, and why."""

    rank: None = None
    benefit: str
    title: str
    level: Level
    why: Why
    covered_by: str | None
    points: Points
    match: Bounds
    priority: Bounds
    evidence: EvidenceSummary
    reasons: tuple[Reason, ...]
    open_reasons: tuple[Reason, ...]
    conditions: tuple[str, ...] = ()
    settled: bool


class Withheld(Part):
    """A benefit of which nothing is said, because safety comes first."""

    benefit: str
    title: str
    why: Literal["withheld"] = "withheld"


class Settled(Part):
    """What no further answer can change, by these rules.

    safety: the outcome and the conditions of what is shown. first_steps: the certain first steps. top: which
    benefit is first and suggested, or that none is. list: the suggestions and their order. levels: the list
    and every level. full: every level and the order of all benefits that may apply. exact: whether these were
    decided exactly (else they are sound, but may come later).
    """

    safety: bool
    first_steps: bool
    top: bool
    list: bool
    levels: bool
    full: bool
    exact: bool


class OpenFact(Part):
    """Something that is not settled, and the fields whose answers can still change it, most useful first."""

    fact: str
    questions: tuple[str, ...]


class Assessment(Part):
    """The result of one intake. What is certain and what is only possible never share a list.

    `created` is the day it was made (None where that was not passed), `language` that of its texts, `region`
    the code of the one whose help lines it names (None: all). `answers` are in normal form, without the
    private ones; a missing one is not known. `first_steps` are due whatever is still answered;
    `possible_first_steps` in some completions only.
    """

    schema_: Literal["runner-intake/assessment/2"] = Field(
        default="runner-intake/assessment/2", alias="schema"
    )
    created: date | None
    language: str
    region: str | None
    pack: PackRef
    answers: dict[str, Answer]
    safety: Safety
    first_steps: tuple[FirstStep, ...]
    possible_first_steps: tuple[FirstStep, ...]
    suggestions: tuple[Suggestion, ...]
    others: tuple[Other | Withheld, ...]
    settled: Settled
    open: tuple[OpenFact, ...]
    ignored_answers: tuple[str, ...]
    description: dict[str, float | str]
    notices: tuple[str, ...]

    def __repr__(self) -> str:
        """Without any answer, so that a log of it gives nothing away."""
        return f"Assessment(pack={self.pack.id!r}, version={self.pack.version!r})"

    __str__ = __repr__


def open_on_page(result: Assessment) -> tuple[str, ...]:
    """The questions whose answers could still change what a page shows, the most useful first; empty where
    nothing can.

    While suggestions are withheld none is shown, so only safety and first steps count.
    """
    facts = PAGE_FACTS if result.safety.outcome in SUGGESTING else PAGE_FACTS[:2]
    return tuple(dict.fromkeys(name for fact in result.open if fact.fact in facts for name in fact.questions))
