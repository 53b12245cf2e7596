"""Reads training files of any kind into one log. One broken file never stops the rest; what is wrong is
listed, nothing is guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from os import PathLike
from pathlib import Path
from zoneinfo import ZoneInfo

from runner_intake.errors import IntakeError, Problem
from runner_intake.training.activity import Activity, Recording, Sport
from runner_intake.training.columns import Unit
from runner_intake.training.days import OLD_AFTER_DAYS, first_day
from runner_intake.training.exports import Reader
from runner_intake.training.files import Budget, label_of, members_of, short_names
from runner_intake.training.issues import Issue
from runner_intake.training.limits import Limits
from runner_intake.training.log import TrainingLog
from runner_intake.training.merge import merged
from runner_intake.training.zones import placed, possible_dates, users_zone

ProgressCallback = Callable[[int, int], None]
"""Called with the number of files read so far and the number of all files."""

_NAME_THE_ZONE = "So the day is not known either. Add --timezone with yours, such as Europe/London."

_MEASURED_DAYS = 70
"""Older sessions are in no measure, so that their time zones need not be looked for."""


def read_training(  # noqa: PLR0913  (one parameter a question that files may leave open)
    paths: Sequence[str | PathLike[str]] | str | PathLike[str],
    timezone: str | None = None,
    as_of: date | None = None,
    since: date | None = None,
    limits: Limits | None = None,
    *,
    sport: Sport | None = None,
    distance_unit: Unit | None = None,
    progress: ProgressCallback | None = None,
) -> TrainingLog:
    """The training in files, folders and archives; `paths` is one or several.

    Read are exports of Strava, Garmin, Apple Health and intervals.icu, and FIT, TCX and GPX files, also
    packed with gzip. `timezone`, `sport` and `distance_unit` answer what a file leaves open (such as
    Europe/London, run, mi); what a file says itself comes first. Measures are as of the day `as_of`, by
    default today in the time zone. `since` leaves out older sessions.

    IntakeError (F01) if a path is not there, (A04) if there is no such time zone. Everything else that is
    wrong is listed in `issues`.
    """
    zone = users_zone(timezone) if timezone else None
    today = as_of or datetime.now(zone).astimezone(zone).date()
    choices = _Choices(zone, today, sport, distance_unit, limits or Limits(), progress)
    issues: list[Issue] = []
    once = merged(list(_activities(_existing(paths), choices, issues)))
    kept = [activity for activity in once if _is_since(activity, since)]
    issues += [*_duplicates(kept), *_unknown_zones(kept), *_unknown_sports(kept), *_old(once, today)]
    begin = first_day(once)
    return TrainingLog(
        tuple(kept),
        tuple(sorted(set(issues))),
        today,
        timezone,
        max(begin, since) if begin and since else begin,
    )


@dataclass(frozen=True, slots=True)
class _Choices:
    """What the caller said."""

    zone: ZoneInfo | None
    as_of: date
    sport: Sport | None
    distance_unit: Unit | None
    limits: Limits
    progress: ProgressCallback | None


def _existing(paths: Sequence[str | PathLike[str]] | str | PathLike[str]) -> list[Path]:
    """The paths, each once; IntakeError (F01) for all that are not there."""
    places = sorted({Path(path) for path in ([paths] if isinstance(paths, str | PathLike) else paths)})
    problems = [
        Problem("F01", "There is no file or folder of this name.", "Check the name.", label_of(path))
        for path in places
        if not path.exists()
    ]
    if problems:
        raise IntakeError(problems)
    return places


def _activities(places: Sequence[Path], choices: _Choices, issues: list[Issue]) -> Iterator[Activity]:
    budget = Budget(choices.limits.total_bytes)
    tally = _Tally(choices.progress)
    for path, label in short_names(places).items():
        yield from _under(path, label, choices, budget, issues, tally)


@dataclass(slots=True)
class _Tally:
    """How many files have been read, for whoever watches."""

    progress: ProgressCallback | None
    done: int = 0
    total: int = 0

    def add(self, done: int = 0, total: int = 0) -> None:
        self.done, self.total = self.done + done, self.total + total
        if self.progress:
            self.progress(self.done, self.total)


def _under(  # noqa: PLR0913, PLR0917  (one path and all that it is read by)
    path: Path, label: str, choices: _Choices, budget: Budget, issues: list[Issue], tally: _Tally
) -> Iterator[Activity]:
    """The activities under one path. Archives in a folder are read like archives that were named."""
    before = len(issues)
    with members_of(path, label, choices.limits, issues) as members:
        archives = {
            member.path: member.label
            for member in members
            if path.is_dir() and member.suffix == ".zip" and member.path
        }
        files = [member for member in members if member.path not in archives or member.path is None]
        tally.add(total=len(files))
        zones_since = None if choices.zone else choices.as_of - timedelta(days=_MEASURED_DAYS)
        alone = [member.path for member in files] == [path]
        reader = Reader(choices.limits, budget, choices.distance_unit, issues, alone, zones_since)
        count = 0
        for member, recordings in reader.recordings(files):
            tally.add(done=1)
            count += len(recordings)
            for recording in recordings:
                yield placed(_with_sport(recording, choices.sport), member.label, choices.zone)
        if not count and not archives and len(issues) == before:
            name = label or label_of(path.resolve().name)
            issues.append(Issue(name, "T01", "There is no training file in this folder or archive."))
    for archive, name in archives.items():
        yield from _under(archive, name, choices, budget, issues, tally)


def _with_sport(recording: Recording, sport: Sport | None) -> Recording:
    if sport and recording.sport == "unknown":
        recording.sport = sport
    return recording


def _is_since(activity: Activity, since: date | None) -> bool:
    days = possible_dates(activity)
    return since is None or days is None or days[1] >= since


def _duplicates(activities: Sequence[Activity]) -> Iterator[Issue]:
    """One issue for each file of which sessions are also in other files, or twice in it."""
    counts = Counter(file for activity in activities for file in activity.merged)
    for file, count in counts.items():
        yield Issue(
            file,
            "T17",
            f"{_sessions(count)} of this file {_is(count)} there twice. Each was counted once.",
        )


def _unknown_zones(activities: Sequence[Activity]) -> Iterator[Issue]:
    unknown = Counter(a.file for a in activities if a.zone_source == "unknown" and a.start_utc is not None)
    for file, count in unknown.items():
        yield Issue(file, "T06", f"The time zone of {_sessions(count)} is not known. {_NAME_THE_ZONE}")


def _unknown_sports(activities: Sequence[Activity]) -> Iterator[Issue]:
    unknown = Counter(a.file for a in activities if a.sport == "unknown")
    for file, count in unknown.items():
        yield Issue(
            file,
            "T09",
            f"The sport of {_sessions(count)} is not known. If all are runs, add --sport run.",
        )


def _old(activities: Sequence[Activity], today: date) -> Iterator[Issue]:
    dated = [
        (min(days[1], today), activity)
        for activity in activities
        if (days := possible_dates(activity)) and days[0] <= today
    ]
    if not dated:
        return
    newest, activity = max(dated, key=lambda pair: (pair[0], pair[1].file))
    if (today - newest).days > OLD_AFTER_DAYS:
        age = (today - newest).days
        what = f"The newest activity is from {newest.isoformat()}, {age} days before {today.isoformat()}."
        yield Issue(activity.file, "T18", f"{what} If the export is old, name its day with --as-of.")


def _sessions(count: int) -> str:
    return "1 session" if count == 1 else f"{count} sessions"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
