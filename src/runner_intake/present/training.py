"""What came out of training files, as lines for people: weeks as bars, measures with their windows, and what
is wrong with the files.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from runner_intake.training import bars
from runner_intake.training.proposals import FROM_FILES, day_text

if TYPE_CHECKING:
    from datetime import date

    from runner_intake.training import Issue, Measure, TrainingLog, Week
    from runner_intake.training.proposals import Proposal
    from runner_intake.vocabulary import MeasureName

_LABELS: dict[MeasureName, str] = {
    "weekly_distance_km": "An average week before the last 7 days",
    "last_week_distance_km": "The last 7 days",
    "longest_run_prior_30d_km": "Longest run of the 30 days before",
    "longest_run_last_7d_km": "Longest run of the last 7 days",
    "runs_per_week": "Runs in an average week",
    "rest_days_per_week": "Days without training in an average week",
    "single_run_spike": "Longest run against the 30 days before it",
    "weekly_jump": "The last 7 days against an average week",
    "acute_chronic_ratio": "Load of 7 days against 28 days",
    "monotony": "How alike the last 7 days were (monotony)",
}
_DESCRIBED: tuple[MeasureName, ...] = ("weekly_jump", "acute_chronic_ratio", "monotony")
_BAR = 24
_LABEL = 42
_MOST_FILES = 3


def training_lines(log: TrainingLog, width: int) -> list[str]:
    """The log for people, in lines of at most `width` characters where words allow."""
    return [
        *_head(log, width),
        *_weeks(log.weeks()),
        *_measures(log, width),
        *_issues(log.issues, width),
    ]


def _head(log: TrainingLog, width: int) -> Iterator[str]:
    sports = Counter(activity.sport for activity in log.activities)
    kinds = ", ".join(f"{count} {_sport(sport, count)}" for sport, count in sports.most_common())
    twice = sum(len(activity.merged) for activity in log.activities)
    text = _count(len(log.activities), "activity", "activities") + (f": {kinds}." if kinds else ".")
    more = f" {_count(twice, 'copy was', 'copies were')} left out." if twice else ""
    zone = f"time zone {log.timezone}" if log.timezone else "no time zone named"
    yield from textwrap.wrap(text + more, width)
    yield f"As of {day_text(log.as_of)}, {zone}."


def _weeks(weeks: Sequence[Week]) -> Iterator[str]:
    if not weeks:
        return
    yield ""
    yield "Kilometres run, week by week"
    for week, bar in zip(weeks, bars([week.distance_km for week in weeks], _BAR), strict=True):
        days = f"  {_short(week.first):>6} - {_short(week.last):<6}  "
        if week.distance_km is None or week.runs is None:
            yield f"{days}not known"
        else:
            yield f"{days}{bar:<{_BAR}} {week.distance_km:6.1f} km  {_count(week.runs, 'run', 'runs')}"


def _measures(log: TrainingLog, width: int) -> Iterator[str]:
    figures = log.measures
    yield ""
    yield "What the files say"
    for name, measure in figures.items():
        if name not in _DESCRIBED:
            yield from _measure(measure, width)
    yield ""
    yield "Only described, no sign of risk"
    for name in _DESCRIBED:
        yield from _measure(figures[name], width)
    for note in dict.fromkeys(figures[name].note for name in _DESCRIBED):
        yield from textwrap.wrap(note, width, initial_indent="  ", subsequent_indent="  ")


def _measure(measure: Measure, width: int) -> Iterator[str]:
    label = f"  {_LABELS[measure.name]}"
    if measure.value is None or measure.window is None:
        yield from textwrap.wrap(
            f"{label.strip()}: not known. {measure.why_none}",
            width,
            initial_indent="  ",
            subsequent_indent="    ",
        )
        return
    unit = measure.unit.removeprefix("ratio").strip(" ()")
    sign = "+" if measure.unit == "%" and measure.value > 0 else ""
    value = (
        f"{sign}{measure.value:.1f} {unit}"
        if not measure.unit.startswith("ratio")
        else f"{measure.value:.2f} x"
    )
    days = f"{_short(measure.window.first)} - {_short(measure.window.last)}"
    yield f"{label:<{_LABEL + 2}} {value:>9}  {days}, {_count(measure.runs, 'run', 'runs')}"


def _issues(issues: Sequence[Issue], width: int) -> Iterator[str]:
    if not issues:
        return
    yield ""
    yield "About these files"
    grouped: dict[tuple[str, str], list[str]] = {}
    for issue in issues:
        grouped.setdefault((issue.code, issue.message), []).append(issue.file)
    for (code, message), files in sorted(grouped.items()):
        names = ", ".join(files[:_MOST_FILES]) + (
            f" and {len(files) - _MOST_FILES} more" if len(files) > _MOST_FILES else ""
        )
        yield from textwrap.wrap(
            f"{code} {names}: {message}",
            width,
            initial_indent="  ",
            subsequent_indent="      ",
            break_long_words=False,
        )


def _sport(sport: str, count: int) -> str:
    if sport in ("other", "unknown"):
        return "of another sport" if sport == "other" else "of an unknown sport"
    return sport if count == 1 else f"{sport}s"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _short(day: date) -> str:
    return f"{day.day} {day_text(day).split()[1][:3]}"


def about_files(log: TrainingLog) -> tuple[str, ...]:
    """What was read, in a few sentences: how much, of which zone, and how many things to look at."""
    lines = [" ".join(_head(log, 10_000))]
    if log.issues:
        lines.append(
            f"{_count(len(log.issues), 'thing', 'things')} to look at: runner-intake training lists them."
        )
    return tuple(lines)


def proposal_words(proposal: Proposal) -> str:
    """What a proposed answer was counted from: the runs, the days, and the copies that were left out."""
    copies = f", {_count(proposal.merged, 'copy', 'copies')} left out" if proposal.merged else ""
    return f"{proposal.origin.removeprefix(FROM_FILES)}{copies}"
