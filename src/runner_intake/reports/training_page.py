"""What came out of training files as a page to keep or to hand over: the weeks as bars, the figures with
their days, and what is wrong with the files. Gets a log; computes nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.present.lines import Line, PageSection, bullet
from runner_intake.present.training import (
    ABOUT_FILES,
    DESCRIBED,
    FIGURES,
    LABELS,
    ONLY_DESCRIBED,
    WEEK_BY_WEEK,
    head_words,
    issue_words,
    measure_words,
    short_day,
    week_words,
)
from runner_intake.reports.html import Picture
from runner_intake.reports.pictures import weeks as drawn
from runner_intake.reports.report import Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner_intake.pack import Pack
    from runner_intake.training import TrainingLog, Week

TITLE = "Your training"


def training_report(log: TrainingLog, pack: Pack) -> Report:
    """The page of a log: text, Markdown, HTML with the weeks as bars, or PDF; `.json` is its document, with
    the proposals for the fields of `pack`.
    """
    weeks = log.weeks()
    sections = [PageSection(TITLE, tuple(map(Line, head_words(log)))), *_weeks(weeks), *_figures(log)]
    if log.issues:
        sections.append(PageSection(ABOUT_FILES, tuple(map(bullet, issue_words(log.issues)))))
    pictures = (Picture(1, weeks_picture(weeks)),) if weeks else ()
    return Report(TITLE, tuple(sections), _Document(log, pack), "en", pictures=pictures)


def weeks_picture(weeks: Sequence[Week]) -> str:
    """The weeks as bars, oldest first; a screen reader gets the same in words."""
    rows = [drawn.WeekBar(short_day(week.first), week.distance_km, week.longest_km) for week in weeks]
    summary = "; ".join(f"{_days(week)}: {week_words(week).rstrip('.')}" for week in weeks)
    return drawn.weeks(WEEK_BY_WEEK, f"{summary}.", rows, "the longest run of the week")


def _weeks(weeks: Sequence[Week]) -> list[PageSection]:
    rows = tuple((_days(week), week_words(week)) for week in weeks)
    return [PageSection(WEEK_BY_WEEK, (), rows=rows)] if rows else []


def _figures(log: TrainingLog) -> list[PageSection]:
    rows = {name: (LABELS[name], measure_words(measure)) for name, measure in log.measures.items()}
    notes = dict.fromkeys(log.measures[name].note for name in DESCRIBED)
    return [
        PageSection(FIGURES, (), rows=tuple(row for name, row in rows.items() if name not in DESCRIBED)),
        PageSection(
            ONLY_DESCRIBED,
            tuple(Line(note, tone="quiet") for note in notes if note),
            rows=tuple(rows[name] for name in DESCRIBED),
        ),
    ]


def _days(week: Week) -> str:
    return f"{short_day(week.first)} - {short_day(week.last)}"


@dataclass(frozen=True, slots=True, repr=False)
class _Document:
    """The document behind the page, written as others are."""

    log: TrainingLog
    pack: Pack

    def model_dump_json(self, *, indent: int | None = None) -> str:
        return json.dumps(self.log.to_document(self.pack), indent=indent, ensure_ascii=False)
