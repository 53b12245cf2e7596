"""What stands around a result: the numbers to call, what was read differently than written, and how every
result ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.conditions import truth
from runner_intake.engine.shown import whole_text
from runner_intake.result.assessment import HelpLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.pack import Pack, Region, SafetyRule
    from runner_intake.questionnaire import Answers
    from runner_intake.safety import Screening


def notices(screening: Screening, answers: Answers, pack: Pack) -> Iterator[str]:
    """The sentences that belong to every view of a result, the most urgent first."""
    for rule in screening.notices:
        yield whole_text(rule.message, rule.parts, answers.facts)
    if answers.again:
        fields = pack.questionnaire.fields
        named = (fields[name].ask if name in fields else name for name in answers.again)
        yield pack.words(
            "asked_again", asks=pack.words.listed([pack.words("quoted", text=text) for text in named])
        )
    for name in answers.dropped_none:
        yield pack.words("sign_counts", ask=pack.questionnaire.fields[name].ask)
    for closing in pack.closing:
        if screening.outcome not in closing.hidden_at and truth(closing.when.grounded, answers.facts):
            yield closing.text
    yield rules_used(pack)


def rules_used(pack: Pack) -> str:
    """Which rules made the result, and whether they are reviewed."""
    key = "rules_used" if pack.reviewed_by else "rules_used_unreviewed"
    return pack.words(
        key, pack=pack.id, version=pack.version, date=pack.date.isoformat(), reviewer=pack.reviewed_by
    )


def help_lines(rules: Sequence[SafetyRule], pack: Pack, region: Region | None) -> Iterator[HelpLine]:
    """The numbers that findings and notices ask for: of one region where it is known, else of all."""
    for kind in dict.fromkeys(rule.lines for rule in rules if rule.lines):
        for known in (region,) if region else pack.regions:
            yield HelpLine(kind=kind, region=known.code, country=known.name, number=known.number(kind))
