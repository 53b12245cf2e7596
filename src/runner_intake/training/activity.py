"""One training session as it is used for measures: when, which sport, how far, how long. Keeps no name, no
note and no position.

`Recording` is what a reader finds in a file; `Activity` is a recording placed on a calendar. Knows no file
format.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Sport = Literal["run", "ride", "swim", "walk", "hike", "other", "unknown"]
"""What was done. `other` is any sport without a name here; `unknown`: the file does not say, so it may be a
run.
"""

ZoneSource = Literal["file", "local", "user", "unknown"]
"""Where the local date comes from: an offset or zone in the file, local times in the file, the zone that the
user named, or nowhere.
"""

ActivitySource = Literal["fit", "garmin", "apple", "intervals", "strava", "tcx", "gpx"]
"""The kind of file or export, the one that measures best first."""


@dataclass(slots=True, repr=False)
class Recording:
    """What a reader found out about one session; None where the file does not say.

    `start` is an instant (UTC), `local` a clock time without a zone, `day` a local date without a time.
    `offset` is the difference of local time from UTC that the file states, `zone` the time zone that it
    names. Distances are in metres, durations in seconds, effort on a scale from 0 to 10.
    """

    source: ActivitySource
    sport: Sport = "unknown"
    start: datetime | None = None
    local: datetime | None = None
    day: date | None = None
    offset: timedelta | None = None
    zone: ZoneInfo | None = None
    distance_m: float | None = None
    moving_s: float | None = None
    elapsed_s: float | None = None
    rpe: float | None = None
    indoor: bool | None = None
    manual: bool | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Activity:
    """One training session.

    `start_utc` is the instant of its start, `local_start` the time on the runner's clock, without a zone;
    each is None where it is not known. `local_date` is the day it counts for: that of its start, also for a
    run past midnight. `zone_source` says how the day is known. `distance_m` is in metres, `moving_s` and
    `elapsed_s` in seconds (without and with pauses), `rpe` the effort from 0 to 10. `indoor` is true on a
    treadmill or trainer, `manual` where it was typed in. None means not known. `file` is where it was read,
    `merged` are further files that hold the same session.
    """

    source: ActivitySource
    file: str
    sport: Sport
    start_utc: datetime | None
    local_start: datetime | None
    local_date: date | None
    zone_source: ZoneSource
    distance_m: float | None = None
    moving_s: float | None = None
    elapsed_s: float | None = None
    rpe: float | None = None
    indoor: bool | None = None
    manual: bool | None = None
    merged: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """The kind only: what somebody trained is nobody's business in a log."""
        return f"<Activity: a {self.sport} from {self.source}>"

    @property
    def duration_s(self) -> float | None:
        """Seconds of training: without pauses where that is known, else with them."""
        return self.elapsed_s if self.moving_s is None else self.moving_s
