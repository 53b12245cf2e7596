"""Figures about the training, each with its window and unit, or the reason why there is none. Nothing missing
is filled in.

The days are local calendar days. A day without training is a rest day only while the log covers it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from runner_intake.training.days import ONE_DAY, Calendar, Window, back, kilometres, runs, training
from runner_intake.training.described import acute_chronic_ratio, monotony, weekly_jump
from runner_intake.training.figures import Measure, known, not_known
from runner_intake.training.spike import single_run_spike
from runner_intake.vocabulary import MeasureName

WEEK_DAYS, USUAL_DAYS, PRIOR_DAYS = 7, 28, 30
"""The last week, the four weeks before it that stand for a usual week, and the days before it that a long run
is compared with.
"""


def measures(calendar: Calendar) -> Mapping[MeasureName, Measure]:
    """Every measure of a log by its name."""
    last = back(calendar.as_of, WEEK_DAYS)
    usual, prior = (back(last.first - ONE_DAY, days) for days in (USUAL_DAYS, PRIOR_DAYS))
    figures = [
        _distance("weekly_distance_km", calendar, usual),
        _distance("last_week_distance_km", calendar, last),
        _longest("longest_run_prior_30d_km", calendar, prior),
        _longest("longest_run_last_7d_km", calendar, last),
        _runs_per_week(calendar, usual),
        _rest_days(calendar, usual),
        single_run_spike(calendar, last, PRIOR_DAYS),
        weekly_jump(calendar, last, usual),
        acute_chronic_ratio(calendar, last, back(calendar.as_of, USUAL_DAYS)),
        monotony(calendar, last),
    ]
    return {figure.name: _counted(figure, calendar) for figure in figures}


def _counted(figure: Measure, calendar: Calendar) -> Measure:
    """The figure with the runs of its window, and how many of them were in several files."""
    inside = runs(calendar.sure(figure.window)) if figure.window else []
    return replace(figure, runs=len(inside), merged=sum(bool(run.merged) for run in inside))


def _distance(name: MeasureName, calendar: Calendar, window: Window) -> Measure:
    """Kilometres run in an average week of the window."""
    why = calendar.why_not_known(window, "distances")
    if why:
        return not_known(name, window, why)
    return known(name, kilometres(runs(calendar.sure(window))) * WEEK_DAYS / window.days, window)


def _longest(name: MeasureName, calendar: Calendar, window: Window) -> Measure:
    """Kilometres of the longest single run; 0 where there was none."""
    why = calendar.why_not_known(window, "distances")
    if why:
        return not_known(name, window, why)
    return known(
        name, max((run.distance_m or 0.0 for run in runs(calendar.sure(window))), default=0.0) / 1000, window
    )


def _runs_per_week(calendar: Calendar, window: Window) -> Measure:
    why = calendar.why_not_known(window, "runs")
    if why:
        return not_known("runs_per_week", window, why)
    return known("runs_per_week", len(runs(calendar.sure(window))) * WEEK_DAYS / window.days, window)


def _rest_days(calendar: Calendar, window: Window) -> Measure:
    """Days of an average week without any training; an easy walk is none."""
    why = calendar.why_not_known(window, "days")
    if why:
        return not_known("rest_days_per_week", window, why)
    active = {a.local_date for a in training(calendar.sure(window))}
    return known("rest_days_per_week", (window.days - len(active)) * WEEK_DAYS / window.days, window)
