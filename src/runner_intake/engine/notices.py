"""The sentences around a result: help lines, what was read differently than written, and how every result ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.pack import Pack, Region
    from runner_intake.questionnaire import Answers
    from runner_intake.safety import Screening
    from runner_intake.vocabulary import Lines


def notices(screening: Screening, answers: Answers, pack: Pack, region: str | None) -> Iterator[str]:
    """The notices of a result, the most urgent first."""
    rules = (*screening.findings, *screening.notices)
    for kind in dict.fromkeys(rule.lines for rule in rules if rule.lines):
        yield help_lines(kind, pack, region)
    for rule in screening.notices:
        yield rule.message
    for name in answers.dropped_none:
        yield pack.words("sign_counts", ask=pack.questionnaire.fields[name].ask)
    yield from (closing.text for closing in pack.closing if screening.outcome not in closing.hidden_at)
    key = "rules_used" if pack.reviewed_by else "rules_used_unreviewed"
    yield pack.words(key, pack=pack.id, version=pack.version, date=pack.date.isoformat(), reviewer=pack.reviewed_by)


def help_lines(kind: Lines, pack: Pack, region: str | None) -> str:
    """Emergency numbers or crisis lines: of one region where it is known, else of all."""
    regions = [each for each in pack.regions if each.code == region] or pack.regions
    return f"{help_head(kind, pack)}: {'; '.join(f'{each.name}: {_line(each, kind)}' for each in regions)}."


def help_head(kind: Lines, pack: Pack) -> str:
    """What help lines of a kind are called."""
    return pack.words(f"help_{kind}")


def _line(region: Region, kind: Lines) -> str:
    return region.emergency if kind == "emergency" else region.crisis
