"""The result document: the one thing that reports, terminal, files and services see. Frozen; JSON round trip.

Knows nothing of how it was computed. When suggestions are withheld they are absent: `others` then holds
Withheld entries only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib import import_module
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WrapValidator

from runner_intake.errors import IntakeError
from runner_intake.result.later import as_tuple
from runner_intake.vocabulary import PAGE_FACTS, SUGGESTING, Grade, HelpLineKind, Level, Outcome, Support, Why

Answer = bool | int | float | str | tuple[str, ...] | None
"""An answer as shown: a list for multi-choice answers, None where nothing was given."""


class DocumentPart(BaseModel):
    """What every part of a document is: frozen, strict about its keys, and silent about answers in errors."""

    model_config = ConfigDict(
        frozen=True,
        defer_build=True,
        extra="forbid",
        hide_input_in_errors=True,
        serialize_by_alias=True,
        validate_by_name=True,
        validate_by_alias=True,
        json_schema_serialization_defaults_required=True,
    )


class PackRef(DocumentPart):
    """Which rules made this document. `sha256` is over the parsed rule files."""

    id: str = Field(description="The id of the rule pack.")
    version: str = Field(description="The version of the rule pack, such as 2026.2.")
    sha256: str = Field(
        description="64 hexadecimal digits, a hash over the parsed rule files; comments do not change it."
    )
    reviewed_by: str | None = Field(description="Who reviewed the rules clinically; null: nobody has.")


class Because(DocumentPart):
    """An answer that made a finding true."""

    field: str = Field(description="The field that was answered.")
    value: Answer = Field(description="The answer; of a list the one option that counted.")


class Finding(DocumentPart):
    """A safety rule that holds whatever is still unanswered."""

    rule: str = Field(description="The id of the safety rule.")
    outcome: Outcome = Field(description="What the rule leads to.")
    message: str = Field(description="What the runner reads: what to do, and why.")
    because: tuple[Because, ...] = Field(
        description="The answers that made it true; private ones are left out, so it can be empty."
    )
    sources: tuple[str, ...] = Field(
        description="The ids of the sources it rests on; `expert-opinion` for a judgement."
    )


class Origin(DocumentPart):
    """Where an answer comes from that was not typed, and that the runner confirmed."""

    source: Literal["training_files"] = Field(
        default="training_files", description="The runner's own training files."
    )
    runs: int = Field(description="The runs it was counted from; 0: there was none on those days.")
    merged: int = Field(description="How many of them were in more than one file, and counted once.")
    first: date = Field(description="The first day it is about (YYYY-MM-DD).")
    last: date = Field(description="The last day it is about (YYYY-MM-DD).")
    timezone: str | None = Field(
        description="The time zone that the runner named for the files; null: none was named."
    )

    def __repr__(self) -> str:
        """Without figures: how much somebody trains is nobody's business in a log."""
        return f"Origin({self.source!r})"

    __str__ = __repr__


class HelpLine(DocumentPart):
    """A number to call."""

    kind: HelpLineKind = Field(description="What the number is for.")
    region: str = Field(description="The code of the country or region.")
    country: str = Field(description="Its name.")
    number: str = Field(description="What to call, as text; it may hold blanks and letters.")


class Safety(DocumentPart):
    """The outcome of the safety screen, what was found, what is missing, and whom to call.

    `help_lines` has one entry a kind and region: one region where it is known, else all of the pack.
    """

    outcome: Outcome = Field(
        description=(
            "The worst that was found. At discuss, adapt and clear suggestions may be shown; at all others "
            "they are withheld."
        )
    )
    findings: tuple[Finding, ...] = Field(
        description="The safety rules that hold whatever is still unanswered, worst first."
    )
    missing: tuple[str, ...] = Field(
        description=(
            "The fields that have to be answered before anything can be suggested, in the order of asking; "
            "empty: none."
        )
    )
    help_lines: tuple[HelpLine, ...] = Field(
        description="Whom to call, an entry for each number; empty where no finding asks for it."
    )


class FirstStep(DocumentPart):
    """What comes before any needling."""

    id: str = Field(description="The id of the step.")
    title: str = Field(description="What to do, in a few words.")
    because: str = Field(
        description=(
            "Why, in the runner's words. Where open answers decide which of several reasons it is, only that "
            "it is worth doing in any case."
        )
    )
    priority: int = Field(description="0 to 100, the least it can be; the highest comes first.")


class Points(DocumentPart):
    """Points over all completions of the answers; never rounded."""

    low: int = Field(description="The points that are sure, whatever is still answered; can be below 0.")
    high: int = Field(
        description="The most points that open answers may still bring; equal to `low` where nothing is open."
    )
    max: int = Field(description="The best score that any answers reach, at least 1.")


class Bounds(DocumentPart):
    """Per cent, over all completions; floored at 0 and rounded half up, for display only."""

    low: int = Field(
        description=(
            "Per cent, 0 to 100, floored at 0 and rounded half up; the lowest over all completions. For "
            "display only."
        )
    )
    high: int = Field(description="Per cent, 0 to 100, as `low`; the highest over all completions.")


class EvidenceSummary(DocumentPart):
    """How good the evidence is for this runner.

    Grade and sources are those of the verdict note that holds; the lowest that may hold while that is open.
    """

    grade: Grade = Field(
        description="How good the evidence is for this runner; the lowest that may hold while that is open."
    )
    support: Support = Field(description="Whether studies back the claim.")
    factor: int = Field(description="Per cent, 0 to 100: what the match is multiplied by.")
    verdict: str = Field(description="What is honestly known, in words.")
    sources: tuple[str, ...] = Field(description="The ids of the sources.")


class Reason(DocumentPart):
    """A point rule, with the answers it looked at: among `reasons` one that counts, among `open_reasons` one
    that may still count.
    """

    rule: str = Field(description="The id of the point rule.")
    points: int = Field(description="What it counts: above 0 for the benefit, below 0 against it.")
    because: str = Field(description="The reason in the runner's words.")
    answers: dict[str, Answer] = Field(
        description="The answers it looked at, by field, without private ones; empty where none is known."
    )


class Suggestion(DocumentPart):
    """A benefit worth discussing, or possible."""

    rank: int = Field(description="1 for the first.")
    benefit: str = Field(description="The id of the benefit.")
    title: str = Field(description="Its name.")
    level: Level = Field(description="The level that is guaranteed.")
    points: Points = Field(description="The points over all completions of the answers.")
    match: Bounds = Field(description="Points in per cent of `points.max`.")
    priority: Bounds = Field(
        description="Match times the factor of the evidence; it decides order and level (before rounding)."
    )
    evidence: EvidenceSummary = Field(description="How good the evidence is.")
    reasons: tuple[Reason, ...] = Field(
        description="The point rules that hold in every completion, in the order of the pack."
    )
    open_reasons: tuple[Reason, ...] = Field(
        description="The point rules that hold in some completions only; never to be shown as facts."
    )
    conditions: tuple[str, ...] = Field(
        description="What has to be kept to; the same for every suggestion. Empty: nothing."
    )
    settled: bool = Field(description="True: it stays shown, at this level, whatever is still answered.")


class Other(DocumentPart):
    """A benefit that is not suggested, and why."""

    rank: None = Field(default=None, description="Always null: it is not suggested.")
    benefit: str = Field(description="The id of the benefit.")
    title: str = Field(description="Its name.")
    level: Level = Field(
        description="not_suggested; where it is covered by another, the level that it reaches."
    )
    why: Why = Field(description="Why it is not suggested.")
    covered_by: str | None = Field(
        description=(
            "The id of the suggestion on the same topic that stands before it; null where that is not why."
        )
    )
    points: Points = Field(description="The points over all completions of the answers.")
    match: Bounds = Field(description="Points in per cent of `points.max`.")
    priority: Bounds = Field(
        description="Match times the factor of the evidence; `low` is 0 where the benefit may not apply."
    )
    evidence: EvidenceSummary = Field(description="How good the evidence is.")
    reasons: tuple[Reason, ...] = Field(
        description="The point rules that hold in every completion, in the order of the pack."
    )
    open_reasons: tuple[Reason, ...] = Field(
        description="The point rules that hold in some completions only; never to be shown as facts."
    )
    conditions: tuple[str, ...] = Field(default=(), description="Always empty.")
    settled: bool = Field(
        description="True: it stays off the list, at this level, whatever is still answered."
    )


class Withheld(DocumentPart):
    """A benefit of which nothing is said, because safety comes first."""

    benefit: str = Field(description="The id of the benefit.")
    title: str = Field(description="Its name.")
    why: Literal["withheld"] = Field(
        default="withheld", description="Nothing more is said, because safety comes first."
    )


class Settled(DocumentPart):
    """What no further answer can change, by these rules: true only if every completion agrees."""

    safety: bool = Field(description="The outcome, and the conditions of what is shown.")
    first_steps: bool = Field(description="Which first steps are certain, and how urgent each of them is.")
    top: bool = Field(description="Which benefit is first and suggested, or that none is.")
    list: bool = Field(description="The suggestions and their order.")
    levels: bool = Field(description="The list, and the level of every benefit.")
    full: bool = Field(description="The levels, and the order of all benefits that may apply.")
    exact: bool = Field(
        description=(
            "Whether the others were decided exactly; false: what they claim is right, but more may be "
            "settled."
        )
    )


class OpenFact(DocumentPart):
    """Something that is not settled, and the fields whose answers can still change it, most useful first."""

    fact: str = Field(description="The name of what is not settled.")
    questions: tuple[str, ...] = Field(
        description=(
            "The ids of the questions that can be asked now and can still change it, most useful first."
        )
    )


class Assessment(DocumentPart):
    """The result of one intake. What is certain and what is only possible never share a list."""

    schema_: Literal["runner-intake/assessment/2"] = Field(
        default="runner-intake/assessment/2",
        alias="schema",
        description="The contract of this document. Another number means another contract.",
    )
    created: date | None = Field(
        description="The day it was made (YYYY-MM-DD); null where the day was not passed."
    )
    language: str = Field(description="The language of its texts, such as en.")
    region: str | None = Field(
        description="The code of the country or region whose help lines it names; null: those of all."
    )
    pack: PackRef = Field(description="Which rules made it.")
    answers: dict[str, Answer] = Field(
        description=(
            "The answers it was made from, in normal form and in the order of asking, without private ones. "
            "A field that is not there, or is null, is not known; it never means no."
        )
    )
    origins: dict[str, Origin] = Field(
        default_factory=dict,
        description=(
            "Where answers come from that were taken from the runner's own files, by field; those of other "
            "fields were given by the runner."
        ),
    )
    safety: Safety = Field(description="The safety screen.")
    first_steps: tuple[FirstStep, ...] = Field(
        description="What comes before any needling, due whatever is still answered; highest priority first."
    )
    possible_first_steps: tuple[FirstStep, ...] = Field(
        description="What is due in some completions of the answers only; never to be shown as facts."
    )
    suggestions: tuple[Suggestion, ...] = Field(
        description="The benefits that are suggested, in order; empty: none, or withheld."
    )
    others: tuple[Other | Withheld, ...] = Field(
        description="Every other benefit of the pack, and why it is not suggested."
    )
    settled: Settled = Field(description="What no further answer can change.")
    open: Annotated[
        Sequence[OpenFact], WrapValidator(as_tuple), PlainSerializer(tuple, return_type=tuple[OpenFact, ...])
    ] = Field(
        description=(
            "What is not settled, and the questions that can change it; empty: nothing that a question can "
            "change."
        )
    )
    """Put in order when it is first looked at."""
    ignored_answers: tuple[str, ...] = Field(
        description=(
            "The fields that were answered although their questions do not apply. Private ones are left out."
        )
    )
    description: dict[str, float | str] = Field(
        description=(
            "Ratios about the training by their names, two decimals; a text where the divisor is 0. They "
            "only describe."
        )
    )
    notices: tuple[str, ...] = Field(description="Sentences that belong to every view of the result.")

    def __repr__(self) -> str:
        """Without any answer, so that a log of it gives nothing away."""
        return f"Assessment(pack={self.pack.id!r}, version={self.pack.version!r})"

    __str__ = __repr__

    def _repr_html_(self) -> str | None:
        """The runner's page, for a notebook; None for a result of other rules than the bundled ones, whose
        words are not known here.
        """
        page = import_module("runner_intake.reports.report")  # loaded by name: results know nothing of pages
        try:
            return str(page.report(self)._repr_html_())
        except IntakeError:
            return None


def open_on_page(result: Assessment) -> tuple[str, ...]:
    """The questions whose answers could still change what a page shows, the most useful first; empty where
    nothing can.

    While suggestions are withheld none is shown, so only safety and first steps count.
    """
    facts = PAGE_FACTS if result.safety.outcome in SUGGESTING else PAGE_FACTS[:2]
    return tuple(dict.fromkeys(name for fact in result.open if fact.fact in facts for name in fact.questions))
