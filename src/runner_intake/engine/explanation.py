"""Why a result is what it is, as a document: what proves each level, what sets neighbours in rank apart, and what would change the first."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from runner_intake.assessment import Answer, Assessment, Part
from runner_intake.engine.assess import assess_checked
from runner_intake.engine.benefits import Ranking
from runner_intake.engine.proofs import Change, contrast, level_proof, what_would_change
from runner_intake.engine.shown import shown
from runner_intake.engine.situation import Situation
from runner_intake.vocabulary import SUGGESTING, Level

if TYPE_CHECKING:
    from runner_intake.pack import Benefit, Pack
    from runner_intake.questionnaire import Answers

MOST_CONTRIBUTIONS = 6
"""How many differences between two ranks are named."""


class Lead(Part):
    """A rule and what it adds to the lead over the next rank, in points of priority (per cent); negative where it helps the next one."""

    rule: str
    because: str
    lead: float


class Versus(Part):
    """What sets a benefit apart from the next in rank."""

    benefit: str
    leads: tuple[Lead, ...]


class BenefitExplanation(Part):
    """A benefit: its guaranteed level, the answers that alone prove it (None while it is open), and the contrast with the next rank."""

    benefit: str
    level: Level
    proof: dict[str, Answer] | None
    versus: Versus | None


class WouldChange(Part):
    """The fewest changed answers that would put another benefit first. `close_call`: one step of one answer is enough."""

    first: str
    answers: dict[str, Answer]
    close_call: bool


class Explanation(Part):
    """A result with its explanation. No benefits where suggestions are withheld.

    `would_change` is None where the first benefit is open, or where no two changed answers would put another one first.
    """

    schema_: Literal["runner-intake/explanation/1"] = Field(default="runner-intake/explanation/1", alias="schema")
    assessment: Assessment
    benefits: tuple[BenefitExplanation, ...]
    would_change: WouldChange | None


def explain(answers: Answers, pack: Pack) -> Explanation:
    """The explanation of a result. Takes up to about a second, because it searches pairs of changed answers."""
    situation = Situation(answers, pack)
    result = assess_checked(answers, pack)
    if situation.outcome not in SUGGESTING:
        return Explanation(assessment=result, benefits=(), would_change=None)
    ranking = Ranking(situation.claims)
    applying = [pack.benefits[place] for place in ranking.order if ranking.applies(place)]
    following = dict(pairwise(applying))
    explained = (_benefit(pack.benefits[place], ranking.level(place), following, situation) for place in ranking.order)
    return Explanation(assessment=result, benefits=tuple(explained), would_change=_change(what_would_change(situation), answers))


def _benefit(benefit: Benefit, level: Level, following: dict[Benefit, Benefit], situation: Situation) -> BenefitExplanation:
    proof = level_proof(situation, benefit)
    answers = situation.answers
    told = [name for name in proof or () if not answers.questionnaire.is_private(name)]
    return BenefitExplanation(
        benefit=benefit.id,
        level=level,
        proof=None if proof is None else {name: shown(name, answers.given[name], answers) for name in told},
        versus=_versus(benefit, following[benefit], situation) if benefit in following else None,
    )


def _versus(benefit: Benefit, other: Benefit, situation: Situation) -> Versus:
    found = contrast(situation, benefit, other)[:MOST_CONTRIBUTIONS]
    return Versus(benefit=other.id, leads=tuple(Lead(rule=each.rule.id, because=each.rule.because, lead=round(each.lead, 1)) for each in found))


def _change(change: Change | None, answers: Answers) -> WouldChange | None:
    if change is None:
        return None
    new = {name: shown(name, value, answers) for name, value in change.answers.items()}
    return WouldChange(first=change.first, answers=new, close_call=change.close)
