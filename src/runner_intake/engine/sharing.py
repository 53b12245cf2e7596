"""The result as it may leave this computer's screen: nothing in it tells what a private question was
answered.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from runner_intake.engine.assess import assess_checked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from runner_intake.pack import Pack
    from runner_intake.pack.model import When
    from runner_intake.questionnaire import Answers
    from runner_intake.result.assessment import Assessment, Origin


def shareable(
    answers: Answers,
    pack: Pack,
    *,
    region: str | None = None,
    today: date | None = None,
    origins: Mapping[str, Origin] | None = None,
) -> Assessment | None:
    """The result without the findings, notices and steps that rest on a private answer; None where its
    outcome rests on one. The rest is as in `assess_checked`.
    """
    rules = without_private_rules(pack)
    public = assess_checked(answers, rules, region=region, today=today, origins=origins)
    return public if public.safety.outcome == assess_checked(answers, pack).safety.outcome else None


@lru_cache(maxsize=4)
def without_private_rules(pack: Pack) -> Pack:
    """The pack without the safety rules, first steps, verdict notes and closing texts that look at a private
    field.
    """

    def is_public(when: When) -> bool:
        return not pack.questionnaire.looks_at_private(when.written)

    steps = (
        replace(step, rules=tuple(rule for rule in step.rules if is_public(rule.when))) for step in pack.steps
    )
    return replace(
        pack,
        safety=tuple(rule for rule in pack.safety if is_public(rule.when)),
        steps=tuple(step for step in steps if step.rules),
        benefits=tuple(
            replace(benefit, notes=tuple(note for note in benefit.notes if is_public(note.when)))
            for benefit in pack.benefits
        ),
        closing=tuple(closing for closing in pack.closing if is_public(closing.when)),
    )
