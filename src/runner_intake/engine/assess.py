"""Answers in, result document out: safety first, then first steps, then benefits with exact bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from runner_intake.assessment import Assessment, Because, Finding, PackRef, Safety, Settled
from runner_intake.circuit import compiled
from runner_intake.conditions import evidence
from runner_intake.engine.benefits import suggestions_and_others, withheld
from runner_intake.engine.claims import Claims
from runner_intake.engine.notices import notices
from runner_intake.engine.shown import ratio, shown
from runner_intake.engine.steps import first_steps, step_truth
from runner_intake.pack import bundled_pack
from runner_intake.questionnaire import check_answers
from runner_intake.safety import Screening, screen
from runner_intake.vocabulary import EXPERT_OPINION, OUTCOMES, SUGGESTING, UNSCORED

if TYPE_CHECKING:
    from runner_intake.pack import Pack, SafetyRule
    from runner_intake.questionnaire import Answers

_NOTHING_SETTLED = Settled(safety=False, first_steps=False, top=False, list=False, levels=False, full=False, exact=False)


def assess(answers: object, pack: Pack | None = None, *, region: str | None = None, file: str = "") -> Assessment:
    """The result of an intake.

    `answers` maps field to value, or is a RunnerAnswers; a missing field or None means not known, never "no".
    `pack` is the rule pack (the bundled one by default), `region` the code of the country whose help lines are named (all by default),
    `file` the name of the source in error messages. Raises IntakeError with every problem if answers cannot be used.

    >>> from runner_intake import assess
    >>> assess({}).safety.outcome
    'incomplete'
    """
    rules = pack or bundled_pack()
    return assess_checked(check_answers(as_mapping(answers), rules.questionnaire, file), rules, region)


def as_mapping(answers: object) -> object:
    """A RunnerAnswers as a mapping of the fields that were set; anything else as it is."""
    dump = getattr(answers, "model_dump", None)
    return dump(exclude_none=True) if callable(dump) and not isinstance(answers, Mapping) else answers


def assess_checked(answers: Answers, pack: Pack, region: str | None = None) -> Assessment:
    """The result of answers that are in normal form already."""
    screening = screen(answers, pack)
    scored = screening.outcome not in UNSCORED
    claims = Claims(pack, compiled(pack).bounds(answers)) if scored else None
    if claims and screening.outcome in SUGGESTING:
        conditions = tuple(rule.condition for rule in screening.findings if rule.condition)
        suggestions, others = suggestions_and_others(claims, answers, conditions)
    else:
        suggestions, others = (), withheld(pack.benefits)
    return Assessment(
        pack=PackRef(id=pack.id, version=pack.version, sha256=pack.sha256, reviewed_by=pack.reviewed_by),
        safety=Safety(
            outcome=screening.outcome,
            findings=tuple(_finding(rule, answers) for rule in screening.findings),
            missing=screening.missing,
        ),
        first_steps=first_steps(answers, pack, screening.outcome),
        suggestions=suggestions,
        others=others,
        settled=_settled(claims, screening, answers),
        open=(),
        ignored_answers=answers.ignored,
        description={name: ratio(answers.known[name]) for name in pack.questionnaire.derived if name in answers.known and scored},  # type: ignore[arg-type]
        notices=tuple(notices(screening, answers, pack, region)),
    )


def _finding(rule: SafetyRule, answers: Answers) -> Finding:
    because = [
        Because(field=name, value=shown(name, value, answers))
        for name, value in evidence(rule.when.written, answers.known, answers.given)
        if not answers.questionnaire.is_private(name)
    ]
    assert rule.outcome is not None
    sources = tuple(name for name in rule.basis if name != EXPERT_OPINION)
    return Finding(rule=rule.id, outcome=rule.outcome, message=rule.message, because=tuple(because), sources=sources)


def _settled(claims: Claims | None, screening: Screening, answers: Answers) -> Settled:
    if claims is None:
        return _NOTHING_SETTLED
    reachable = _reachable(screening, claims.pack)
    special = screening.outcome if screening.outcome in claims.pack.special_outcomes else None
    open_steps = any(step_truth(step, answers, special) is None for step in claims.pack.steps)
    return Settled(
        safety=not reachable and screening.outcome != "incomplete",
        first_steps=not open_steps and screening.outcome != "incomplete" and not (reachable & claims.pack.special_outcomes),
        top=claims.top,
        list=claims.shown_list,
        levels=claims.levels,
        full=claims.full,
        exact=claims.bounds.exact,
    )


def _reachable(screening: Screening, pack: Pack) -> frozenset[str]:
    """The outcomes of open rules that would change this one, or add a condition to what is shown."""
    matters = OUTCOMES[: OUTCOMES.index(screening.outcome)] + (("discuss", "adapt") if screening.outcome in SUGGESTING else ())
    return frozenset(rule.outcome for rule in pack.safety if rule.outcome in matters and screening.truths[rule.id] is None)
