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
    from runner_intake.training.days import Window
    from runner_intake.training.proposals import Proposal
    from runner_intake.vocabulary import MeasureName

LABELS: dict[MeasureName, str] = {
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
DESCRIBED: tuple[MeasureName, ...] = ("weekly_jump", "acute_chronic_ratio", "monotony")
WEEK_BY_WEEK, FIGURES = "Kilometres run, week by week", "What the files say"
ONLY_DESCRIBED, ABOUT_FILES = "Only described, no sign of risk", "About these files"
_BAR = 24
_LABEL = 42
_MOST_FILES = 3


def training_lines(log: TrainingLog, width: int) -> list[str]:
    """The log for people, in lines of at most `width` characters where words allow."""
    return [
        *(line for text in head_words(log) for line in textwrap.wrap(text, width)),
        *_weeks(log.weeks()),
        *_measures(log, width),
        *_issues(log.issues, width),
    ]


def head_words(log: TrainingLog) -> Iterator[str]:
    """What was read and what was left out, and the day and zone that it is about."""
    sports = Counter(activity.sport for activity in log.activities)
    kinds = ", ".join(f"{count} {_sport(sport, count)}" for sport, count in sports.most_common())
    twice = sum(len(activity.merged) for activity in log.activities)
    text = _count(len(log.activities), "activity", "activities") + (f": {kinds}." if kinds else ".")
    more = f" {_count(twice, 'copy was', 'copies were')} left out." if twice else ""
    zone = f"time zone {log.timezone}" if log.timezone else "no time zone named"
    yield text + more
    yield f"As of {day_text(log.as_of)}, {zone}."


def _weeks(weeks: Sequence[Week]) -> Iterator[str]:
    if not weeks:
        return
    yield ""
    yield WEEK_BY_WEEK
    for week, bar in zip(weeks, bars([week.distance_km for week in weeks], _BAR), strict=True):
        days = f"  {short_day(week.first):>6} - {short_day(week.last):<6}  "
        if week.distance_km is None or week.runs is None:
            yield f"{days}not known"
        else:
            yield f"{days}{bar:<{_BAR}} {week.distance_km:6.1f} km  {_count(week.runs, 'run', 'runs')}"


def _measures(log: TrainingLog, width: int) -> Iterator[str]:
    figures = log.measures
    yield ""
    yield FIGURES
    for name, measure in figures.items():
        if name not in DESCRIBED:
            yield from _measure(measure, width)
    yield ""
    yield ONLY_DESCRIBED
    for name in DESCRIBED:
        yield from _measure(figures[name], width)
    for note in dict.fromkeys(figures[name].note for name in DESCRIBED):
        yield from textwrap.wrap(note, width, initial_indent="  ", subsequent_indent="  ")


def _measure(measure: Measure, width: int) -> Iterator[str]:
    label = f"  {LABELS[measure.name]}"
    if measure.value is None or measure.window is None:
        yield from textwrap.wrap(
            f"{label.strip()}: {_not_known(measure)}",
            width,
            initial_indent="  ",
            subsequent_indent="    ",
        )
        return
    yield f"{label:<{_LABEL + 2}} {_value(measure, measure.value):>9}  {_counted(measure, measure.window)}"


def measure_words(measure: Measure) -> str:
    """A figure with its days and the runs it was counted from, or why it is not known."""
    if measure.value is None or measure.window is None:
        return _not_known(measure)
    return f"{_value(measure, measure.value)}, {_counted(measure, measure.window)}"


def _not_known(measure: Measure) -> str:
    return f"not known. {measure.why_none}"


def _value(measure: Measure, number: float) -> str:
    unit = measure.unit.removeprefix("ratio").strip(" ()")
    sign = "+" if measure.unit == "%" and number > 0 else ""
    return f"{number:.2f} x" if measure.unit.startswith("ratio") else f"{sign}{number:.1f} {unit}"


def _counted(measure: Measure, window: Window) -> str:
    return f"{short_day(window.first)} - {short_day(window.last)}, {_count(measure.runs, 'run', 'runs')}"


def _issues(issues: Sequence[Issue], width: int) -> Iterator[str]:
    if not issues:
        return
    yield ""
    yield ABOUT_FILES
    for text in issue_words(issues):
        yield from textwrap.wrap(
            text, width, initial_indent="  ", subsequent_indent="      ", break_long_words=False
        )


def issue_words(issues: Sequence[Issue]) -> Iterator[str]:
    """What is wrong with the files, each thing once, with the files that have it."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for issue in issues:
        grouped.setdefault((issue.code, issue.message), []).append(issue.file)
    for (code, message), files in sorted(grouped.items()):
        more = f" and {len(files) - _MOST_FILES} more" if len(files) > _MOST_FILES else ""
        yield f"{code} {', '.join(files[:_MOST_FILES])}{more}: {message}"


def week_words(week: Week) -> str:
    """A week in words: its distance, runs and longest run, or why they are not known."""
    if week.distance_km is None or week.runs is None or week.longest_km is None:
        return f"not known. {week.why_none}"
    longest = f", longest {week.longest_km:.1f} km" if week.runs else ""
    return f"{week.distance_km:.1f} km, {_count(week.runs, 'run', 'runs')}{longest}"


def _sport(sport: str, count: int) -> str:
    if sport in ("other", "unknown"):
        return "of another sport" if sport == "other" else "of an unknown sport"
    return sport if count == 1 else f"{sport}s"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def short_day(day: date) -> str:
    """A day without its year: 22 Nov."""
    return f"{day.day} {day_text(day).split()[1][:3]}"


def about_files(log: TrainingLog) -> tuple[str, ...]:
    """What was read, in a few sentences: how much, of which zone, and how many things to look at."""
    lines = [" ".join(head_words(log))]
    if log.issues:
        lines.append(
            f"{_count(len(log.issues), 'thing', 'things')} to look at: runner-intake training lists them."
        )
    return tuple(lines)


def proposal_words(proposal: Proposal) -> str:
    """What a proposed answer was counted from: the runs, the days, and the copies that were left out."""
    copies = f", {_count(proposal.merged, 'copy', 'copies')} left out" if proposal.merged else ""
    return f"{proposal.origin.removeprefix(FROM_FILES)}{copies}"
