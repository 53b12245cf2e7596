"""Which calendar day a session belongs to. A time zone is never guessed: it is in the file, named by the
user, or unknown.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from runner_intake.errors import IntakeError, Problem, did_you_mean
from runner_intake.training.activity import Activity, Recording, ZoneSource

FIRST_YEAR, LAST_YEAR = 1990, 2100
_MOST = timedelta(hours=14)
_QUARTER = timedelta(minutes=15)


@cache
def zone_named(name: str) -> ZoneInfo | None:
    """The time zone of a name such as Europe/London, or None if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def users_zone(name: str) -> ZoneInfo:
    """The time zone that the user named; IntakeError (A04) if there is none of that name."""
    zone = zone_named(name)
    if zone is None:
        way_out = "Use a name such as Europe/London or America/New_York."
        hint = did_you_mean(name, available_timezones())
        raise IntakeError(
            [Problem("A04", "This time zone is not known.", way_out, path="timezone", hint=hint)]
        )
    return zone


def plausible_offset(offset: timedelta) -> timedelta | None:
    """The offset if it can be that of a time zone: at most 14 hours, a multiple of 15 minutes (give or take 2
    seconds); else None.
    """
    nearest = round(offset / _QUARTER) * _QUARTER
    return nearest if abs(nearest) <= _MOST and abs(offset - nearest) <= timedelta(seconds=2) else None


def is_real(moment: datetime) -> bool:
    """Whether a time can be that of a training session, not a counter or a default."""
    return FIRST_YEAR <= moment.year < LAST_YEAR


def placed(recording: Recording, file: str, user_zone: ZoneInfo | None) -> Activity:
    """The recording as an activity on its calendar day.

    An offset or zone in the file comes first, then local times in the file, then the user's zone. Without
    any, `local_date` is None.
    """
    start, local, zone_source = _times(recording, user_zone)
    return Activity(
        source=recording.source,
        file=file,
        sport=recording.sport,
        start_utc=start,
        local_start=local,
        local_date=local.date() if local else recording.day,
        zone_source="local" if recording.day and not local else zone_source,
        distance_m=recording.distance_m,
        moving_s=recording.moving_s,
        elapsed_s=recording.elapsed_s,
        rpe=recording.rpe,
        indoor=recording.indoor,
        manual=recording.manual,
    )


def _times(
    recording: Recording, user_zone: ZoneInfo | None
) -> tuple[datetime | None, datetime | None, ZoneSource]:
    start, local = recording.start, recording.local
    if start is not None:
        if recording.offset is not None:
            return start, (start + recording.offset).replace(tzinfo=None), "file"
        if recording.zone is not None:
            return start, start.astimezone(recording.zone).replace(tzinfo=None), "file"
        if local is not None:
            return start, local, "file"
        if user_zone is not None:
            return start, start.astimezone(user_zone).replace(tzinfo=None), "user"
        return start, None, "unknown"
    if local is not None:
        instant = local.replace(tzinfo=user_zone).astimezone(UTC) if user_zone else None
        return instant, local, "local"
    return None, None, "unknown"


def possible_dates(activity: Activity) -> tuple[date, date] | None:
    """The first and the last calendar day that a session can belong to, in any time zone; None where nothing
    is known of its time.
    """
    if activity.local_date is not None:
        return activity.local_date, activity.local_date
    if activity.start_utc is None:
        return None
    return (activity.start_utc - timedelta(hours=12)).date(), (activity.start_utc + _MOST).date()
