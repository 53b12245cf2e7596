"""The document that says why a result is what it is. Knows nothing of how it came about."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from runner_intake.result.assessment import Answer, Assessment, DocumentPart
from runner_intake.vocabulary import Level


class Lead(DocumentPart):
    """A rule and what it adds to the lead over the next rank, in points of priority (per cent); negative
    where it helps the next one.
    """

    rule: str
    because: str
    lead: float


class Versus(DocumentPart):
    """What sets a benefit apart from the next in rank."""

    benefit: str
    leads: tuple[Lead, ...]


class BenefitExplanation(DocumentPart):
    """A benefit: its guaranteed level, the answers that alone prove it (None while it is open), and the
    contrast with the next rank.
    """

    benefit: str
    level: Level
    proof: dict[str, Answer] | None
    versus: Versus | None


class WouldChange(DocumentPart):
    """The fewest changed answers that would put another benefit first. `close_call`: one step of one answer
    is enough.
    """

    first: str
    answers: dict[str, Answer]
    close_call: bool


class OpenWitness(DocumentPart):
    """An open fact, and two ways to answer what is open under which it comes out differently. Fields that are
    left out do not matter to it.
    """

    fact: str
    one_way: dict[str, Answer]
    another_way: dict[str, Answer]


class Explanation(DocumentPart):
    """A result with its explanation. No benefits where suggestions are withheld.

    `would_change` is None where the first benefit is open, or where no two changed answers would put another
    one first.
    """

    schema_: Literal["runner-intake/explanation/2"] = Field(
        default="runner-intake/explanation/2", alias="schema"
    )
    assessment: Assessment
    benefits: tuple[BenefitExplanation, ...]
    would_change: WouldChange | None
    open: tuple[OpenWitness, ...]
