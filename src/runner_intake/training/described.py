"""Figures that only describe the training: the jump from week to week, the acute:chronic ratio, monotony. No
rule may grade them.

Acute:chronic ratio, coupled: mean of 7 days to mean of 28 (Windt and Gabbett 2019, BJSM 53:988). Monotony:
mean to standard deviation of seven daily loads, rest days 0 (Foster 1998, MSSE 30:1164); divided by n, at
most 10. The load is effort times minutes where every session has both, else minutes, else kilometres run;
never a mixture.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from statistics import fmean, pstdev

from runner_intake.training.activity import Activity
from runner_intake.training.days import ONE_DAY, Calendar, Window, kilometres, runs, training
from runner_intake.training.figures import Measure, known, not_known

MOST_MONOTONY = 10.0

_CHANCE = "It only describes your training: on real logs it foretold injuries no better than chance."
_MONOTONY = (
    "It only describes your training: equal runs with one rest day give 2.4, and no limit fits everyone."
)

_Load = Callable[[Activity], float]


def weekly_jump(calendar: Calendar, last: Window, usual: Window) -> Measure:
    """Kilometres of the last 7 days to those of a usual week."""
    window = Window(usual.first, last.last)
    why = calendar.why_not_known(window, "distances")
    if why:
        return not_known("weekly_jump", window, why, _CHANCE)
    week = kilometres(runs(calendar.sure(usual))) * last.days / usual.days
    if not week:
        return not_known(
            "weekly_jump", window, "There was no run in the 4 weeks before the last 7 days.", _CHANCE
        )
    return known(
        "weekly_jump", kilometres(runs(calendar.sure(last))) / week, window, compared="km", note=_CHANCE
    )


def acute_chronic_ratio(calendar: Calendar, acute: Window, chronic: Window) -> Measure:
    """Mean daily load of 7 days to that of 28, the 7 included."""
    why = calendar.why_not_known(chronic, "days")
    if why:
        return not_known("acute_chronic_ratio", chronic, why, _CHANCE)
    unit, daily = _daily_loads(calendar, chronic)
    if unit is None:
        return not_known(
            "acute_chronic_ratio", chronic, "Neither times nor distances are known for all sessions.", _CHANCE
        )
    mean = fmean(daily)
    if not mean:
        return not_known("acute_chronic_ratio", chronic, "There was no training in these 28 days.", _CHANCE)
    return known(
        "acute_chronic_ratio", fmean(daily[-acute.days :]) / mean, chronic, compared=unit, note=_CHANCE
    )


def monotony(calendar: Calendar, week: Window) -> Measure:
    """Mean daily load of 7 days to its standard deviation."""
    why = calendar.why_not_known(week, "days")
    if why:
        return not_known("monotony", week, why, _MONOTONY)
    unit, daily = _daily_loads(calendar, week)
    if unit is None:
        return not_known(
            "monotony", week, "Neither times nor distances are known for all sessions.", _MONOTONY
        )
    mean, spread = fmean(daily), pstdev(daily)
    if not mean:
        return not_known("monotony", week, "There was no training in these 7 days.", _MONOTONY)
    value = min(mean / spread, MOST_MONOTONY) if spread else MOST_MONOTONY
    return known("monotony", value, week, compared=unit, note=_MONOTONY)


def _daily_loads(calendar: Calendar, window: Window) -> tuple[str | None, list[float]]:
    """The unit of load that is known for every session, and the load of each day; rest days are 0."""
    sessions = training(calendar.sure(window))
    if all(a.rpe is not None and a.duration_s is not None for a in sessions):
        return "effort x minutes", _by_day(
            sessions, window, lambda a: (a.rpe or 0.0) * (a.duration_s or 0.0) / 60
        )
    if all(a.duration_s is not None for a in sessions):
        return "minutes", _by_day(sessions, window, lambda a: (a.duration_s or 0.0) / 60)
    if calendar.why_not_known(window, "distances") is None:
        return "km", _by_day(runs(sessions), window, lambda a: (a.distance_m or 0.0) / 1000)
    return None, []


def _by_day(sessions: Sequence[Activity], window: Window, load: _Load) -> list[float]:
    days: defaultdict[date, list[float]] = defaultdict(list)
    for session in sessions:
        assert session.local_date is not None
        days[session.local_date].append(load(session))
    return [sum(sorted(days[window.first + number * ONE_DAY])) for number in range(window.days)]
