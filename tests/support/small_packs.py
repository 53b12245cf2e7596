"""Packs so small that what comes out can be read from them: every scorecard has 10 points and factor 100, so
that 2 points make a benefit possible and 6 worth discussing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from random_packs import pack_of
from runner_intake.conditions import (
    ALWAYS,
    YES_NO,
    Condition,
    Domain,
    ManyDomain,
    NumberDomain,
    OneOf,
    ground,
)
from runner_intake.engine.analysis import Analysis
from runner_intake.pack import Benefit, Evidence, FirstStepRules, Pack, PointRule, SafetyRule, StepRule, When
from runner_intake.questionnaire import Field, Question, Questionnaire, Section, check_answers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runner_intake.questionnaire import FieldKind, SafetyKind
    from runner_intake.vocabulary import Outcome

BASIS = ("expert-opinion",)
Points = dict[str | Condition, int]
"""The points of a scorecard by the condition they are for; a name alone is a yes to that question."""


def question(
    name: str,
    section: str = "all",
    *,
    domain: Domain = YES_NO,
    safety: SafetyKind | None = None,
    when: Condition = ALWAYS,
) -> Question:
    """A question of one field; of yes and no where nothing else is said."""
    kind: FieldKind = (
        "number"
        if isinstance(domain, NumberDomain)
        else "multi_choice"
        if isinstance(domain, ManyDomain)
        else "yes_no"
        if domain is YES_NO
        else "choice"
    )
    options = {code: str(code) for code in getattr(domain, "options", ()) if kind != "yes_no"}
    field = Field(name, name, kind, domain, options)
    return Question(name, section, name, name, (field,), safety=safety, when=when)


def kept_with_previous(name: str, section: str = "all") -> Question:
    """A question of yes and no that is kept directly after the one before it."""
    return replace(question(name, section), with_previous=True)


def small_pack(
    questions: Sequence[Question],
    benefits: Mapping[str, Mapping[str | Condition, int]],
    *,
    steps: Mapping[str, Mapping[Condition, int]] | None = None,
    safety: Mapping[Outcome, Condition] | None = None,
    requires: Mapping[str, Condition] | None = None,
) -> Pack:
    """A pack of these questions, in the order of their sections, and scorecards by name.

    `steps` gives for a first step the priority under each condition, `safety` the rule of an outcome,
    `requires` when a benefit applies.
    """
    names = dict.fromkeys(one.section for one in questions)
    sections = (
        Section(name, name, name, tuple(one for one in questions if one.section == name)) for name in names
    )
    questionnaire = Questionnaire(tuple(sections))

    def when(written: Condition | str) -> When:
        condition = yes(written) if isinstance(written, str) else written
        return When(condition, ground(condition, questionnaire.gates))

    scorecards = [
        Benefit(
            id=name,
            title=name,
            claim="",
            verdict="",
            notes=(),
            evidence=Evidence("low", "mixed", 100, (), date(2026, 1, 1)),
            max=10,
            same_topic="",
            requires=when((requires or {}).get(name, ALWAYS)),
            monotone={},
            rules=tuple(
                PointRule(f"{name}.{number}", f"{name}.{number}", when(written), points, "because", BASIS, "")
                for number, (written, points) in enumerate(card.items())
            ),
            place="",
        )
        for name, card in benefits.items()
    ]
    first_steps = (
        FirstStepRules(
            name,
            name,
            tuple(
                StepRule(f"{name}.{number}", None, when(written), priority, "because", BASIS, "")
                for number, (written, priority) in enumerate(rules.items())
            ),
        )
        for name, rules in (steps or {}).items()
    )
    screening = (
        SafetyRule(outcome, outcome, when(written), "message", "", BASIS, None, "")
        for outcome, written in (safety or {}).items()
    )
    return replace(pack_of(questionnaire, scorecards), steps=tuple(first_steps), safety=tuple(screening))


def yes(name: str) -> Condition:
    """A yes to a question."""
    return OneOf(name, (True,))


def analysis_of(pack: Pack, *, asked: Sequence[str] = (), **raw: Any) -> Analysis:
    """What a pack makes of some answers; `asked` names the fields that were asked and have no answer."""
    return Analysis(check_answers(raw, pack.questionnaire), pack, frozenset(asked))
