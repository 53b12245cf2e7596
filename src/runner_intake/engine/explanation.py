"""Why a result is what it is, as a document: what proves each level, what sets neighbours in rank apart, and
what would change the first.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from runner_intake.conditions import EACH, WORK, Work
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.assess import REPORTED, assess_checked
from runner_intake.engine.benefits import Ranking
from runner_intake.engine.proofs import Counterfactual, contrast, level_proof, what_would_change
from runner_intake.engine.shown import shown, whole_text
from runner_intake.engine.witness import witnesses
from runner_intake.result.explanation import (
    BenefitExplanation,
    Explanation,
    Lead,
    OpenWitness,
    Versus,
    WouldChange,
)
from runner_intake.vocabulary import SUGGESTING, Level

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from runner_intake.conditions import Value
    from runner_intake.pack import Benefit, Pack
    from runner_intake.questionnaire import Answers
    from runner_intake.result.assessment import Answer, Assessment

EXPLAINING = 3 * WORK
"""Steps for one explanation; the bundled pack takes at most a third of them."""
MOST_CONTRIBUTIONS = 6
"""How many differences between two ranks are named."""


def explain(
    answers: Answers, pack: Pack, *, region: str | None = None, today: date | None = None
) -> Explanation:
    """The explanation of a result; `region` and `today` as in `assess`.

    Takes up to about a second, because it searches pairs of changed answers; the search has a budget of its
    own.
    """
    result = assess_checked(answers, pack, region=region, today=today)
    analysis = Analysis(replace(answers, work=Work(EXPLAINING, each=EACH)), pack)
    if analysis.outcome not in SUGGESTING:
        return Explanation(assessment=result, benefits=(), would_change=None, open=())
    ranking = Ranking(analysis.guarantees)
    applying = [pack.benefits[index] for index in ranking.order if ranking.applies(index)]
    following = dict(pairwise(applying))
    explained = (
        _benefit(pack.benefits[index], ranking.levels[index], following, analysis) for index in ranking.order
    )
    return Explanation(
        assessment=result,
        benefits=tuple(explained),
        would_change=_change(what_would_change(analysis), analysis),
        open=_open(analysis, result),
    )


def _benefit(
    benefit: Benefit, level: Level, following: dict[Benefit, Benefit], analysis: Analysis
) -> BenefitExplanation:
    proof = level_proof(analysis, benefit)
    answers = analysis.answers
    named = [name for name in proof or () if not answers.questionnaire.is_private(name)]
    return BenefitExplanation(
        benefit=benefit.id,
        level=level,
        proof=None if proof is None else {name: shown(name, answers.given[name], answers) for name in named},
        versus=_versus(benefit, following[benefit], analysis) if benefit in following else None,
    )


def _versus(benefit: Benefit, other: Benefit, analysis: Analysis) -> Versus:
    contributions = contrast(analysis, benefit, other)[:MOST_CONTRIBUTIONS]
    facts = analysis.answers.facts
    leads = (
        Lead(
            rule=contribution.rule.id,
            because=whole_text(contribution.rule.because, contribution.rule.parts, facts),
            lead=round(contribution.lead, 1),
        )
        for contribution in contributions
    )
    return Versus(benefit=other.id, leads=tuple(leads))


def _open(analysis: Analysis, result: Assessment) -> tuple[OpenWitness, ...]:
    settled = result.settled.model_dump()
    pairs = ((fact, witnesses(analysis, fact)) for fact in REPORTED if not settled[fact])
    return tuple(
        OpenWitness(fact=fact, one_way=_shown(pair[0], analysis), another_way=_shown(pair[1], analysis))
        for fact, pair in pairs
        if pair
    )


def _shown(values: Mapping[str, Value], analysis: Analysis) -> dict[str, Answer]:
    return {name: shown(name, value, analysis.answers) for name, value in values.items()}


def _change(change: Counterfactual | None, analysis: Analysis) -> WouldChange | None:
    if change is None:
        return None
    return WouldChange(first=change.first, answers=_shown(change.answers, analysis), close_call=change.close)
