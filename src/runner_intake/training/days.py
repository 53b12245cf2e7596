"""The log as calendar days: which days it covers, and what surely, or perhaps, happened in a window. Days are
dates, never 24 hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from runner_intake.training.activity import Activity
from runner_intake.training.zones import possible_dates

ONE_DAY = timedelta(days=1)
OLD_AFTER_DAYS = 14
"""When the newest activity is older than this, an old export cannot be told from a break in training."""

_SHORT_S = 60

Needs = Literal["runs", "distances", "days"]
"""What a measure must know of a window: which runs lie in it, also how far each was, or which day each
session was on.
"""


@dataclass(frozen=True, slots=True)
class Window:
    """Calendar days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        return f"{self.first.isoformat()} to {self.last.isoformat()}"


def back(end: date, days: int) -> Window:
    """The window of so many days that ends on `end`."""
    return Window(end - (days - 1) * ONE_DAY, end)


@dataclass(frozen=True, slots=True, repr=False)
class Calendar:
    """The sessions of a log on their days, up to and with the day `as_of`."""

    activities: tuple[Activity, ...]
    as_of: date
    covered_from: date | None
    newest: date | None

    def sure(self, window: Window) -> list[Activity]:
        """The sessions that surely lie in the window."""
        return [
            a
            for a in self.activities
            if (days := possible_dates(a)) and window.first <= days[0] and days[1] <= window.last
        ]

    def unsure(self, window: Window) -> list[Activity]:
        """The sessions that may lie in the window or beside it, because their time zone is not known."""
        touching = [
            a
            for a in self.activities
            if (days := possible_dates(a)) and days[0] <= window.last and window.first <= days[1]
        ]
        sure = {id(a) for a in self.sure(window)}
        return [a for a in touching if id(a) not in sure]

    def why_not_known(self, window: Window, needs: Needs) -> str | None:
        """Why what happened in the window is not known well enough; None if it is."""
        if self.covered_from is None or self.newest is None:
            return "There is no activity with a date in these files."
        if (self.as_of - self.newest).days > OLD_AFTER_DAYS:
            newest = self.newest.isoformat()
            return (
                f"The newest activity is from {newest}: a break, or an old export? Name its day with --as-of."
            )
        if window.first < self.covered_from:
            return f"The log begins on {self.covered_from.isoformat()}; days before it are not known."
        sure, unsure = self.sure(window), self.unsure(window)
        if needs == "days":
            unsure = training([*unsure, *(a for a in sure if a.local_date is None)])
        else:
            unsure = maybe_runs(unsure)
        if unsure:
            return f"The day of {_sessions(len(unsure))} depends on the time zone. Name it with --timezone."
        unknown = sum(a.sport == "unknown" for a in sure)
        if unknown:
            return f"The sport of {_sessions(unknown)} is not known. If all are alike, name it with --sport."
        without = sum(has_no_distance(a) for a in runs(sure))
        if without and needs == "distances":
            return "1 run has no distance." if without == 1 else f"{without} runs have no distance."
        return None


def calendar(activities: Iterable[Activity], as_of: date, covered_from: date | None) -> Calendar:
    """The calendar of a log that covers the days from `covered_from` on."""
    dated = [(days, a) for a in activities if (days := possible_dates(a)) and days[0] <= as_of]
    return Calendar(
        tuple(a for _, a in dated),
        as_of,
        covered_from,
        max((min(days[1], as_of) for days, _ in dated), default=None),
    )


def first_day(activities: Iterable[Activity]) -> date | None:
    """The day on which a log begins: that of its first activity, the later one where its time zone is not
    known.
    """
    return min((days[1] for a in activities if (days := possible_dates(a))), default=None)


def runs(activities: Iterable[Activity]) -> list[Activity]:
    """Those that are runs."""
    return [a for a in activities if a.sport == "run"]


def maybe_runs(activities: Iterable[Activity]) -> list[Activity]:
    """Those that are runs, or may be."""
    return [a for a in activities if a.sport in ("run", "unknown")]


def training(activities: Iterable[Activity]) -> list[Activity]:
    """Those that count as training: every sport but a walk."""
    return [a for a in activities if a.sport != "walk"]


def has_no_distance(run: Activity) -> bool:
    """Whether a run's distance is not known: missing, or 0 for a recording of a minute or more."""
    return not run.distance_m and (run.duration_s is None or run.duration_s >= _SHORT_S)


def kilometres(activities: Sequence[Activity]) -> float:
    """The distance of sessions together, in kilometres; added up in metres first."""
    return sum(sorted(a.distance_m or 0.0 for a in activities)) / 1000


def _sessions(count: int) -> str:
    return "1 session" if count == 1 else f"{count} sessions"
