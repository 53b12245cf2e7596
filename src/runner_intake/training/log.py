"""Everything that came out of training files: the sessions, what is wrong with the files, and what follows.
Knows no file format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from runner_intake.pack import bundled_pack
from runner_intake.training.activity import Activity
from runner_intake.training.days import Calendar, calendar
from runner_intake.training.figures import Measure
from runner_intake.training.issues import Issue
from runner_intake.training.measures import measures
from runner_intake.training.proposals import Proposal, proposals
from runner_intake.training.weeks import WEEKS, Week, weeks

if TYPE_CHECKING:
    from runner_intake.pack import Pack
    from runner_intake.vocabulary import MeasureName

SCHEMA = "runner-intake/training/1"


@dataclass(frozen=True, repr=False)
class TrainingLog:
    """The training in some files.

    `activities` are in the order of time, each session once, those without a date at the end. `issues` say
    what could not be read or is not known. Measures are as of the day `as_of`; `timezone` is the zone that
    the user named, or None. `covered_from` is the first day that the log covers: the days before it are not
    known.
    """

    activities: tuple[Activity, ...]
    issues: tuple[Issue, ...]
    as_of: date
    timezone: str | None = None
    covered_from: date | None = None

    def __repr__(self) -> str:
        """Counts only: what somebody trained is nobody's business in a log."""
        return f"<TrainingLog: {len(self.activities)} activities, {len(self.issues)} issues>"

    @cached_property
    def calendar(self) -> Calendar:
        """The activities on their days."""
        return calendar(self.activities, self.as_of, self.covered_from)

    @cached_property
    def measures(self) -> Mapping[MeasureName, Measure]:
        """Every measure by its name, each with a value or the reason why there is none."""
        return measures(self.calendar)

    def proposals(self, pack: Pack | None = None) -> Mapping[str, Proposal]:
        """The answers that the files propose, by field of the pack (the bundled one by default). None of them
        is confirmed.
        """
        return proposals(self.measures, pack or bundled_pack(), self.timezone)

    def weeks(self, count: int = WEEKS) -> tuple[Week, ...]:
        """The last weeks, oldest first, for a picture."""
        return weeks(self.calendar, count)

    def to_document(self, pack: Pack | None = None) -> dict[str, object]:
        """The log as one JSON-ready document (schema runner-intake/training/1)."""
        return {
            "schema": SCHEMA,
            "as_of": self.as_of.isoformat(),
            "timezone": self.timezone,
            "activities": [_activity(activity) for activity in self.activities],
            "issues": [
                {"code": issue.code, "file": issue.file, "message": issue.message} for issue in self.issues
            ],
            "measures": {name: _measure(measure) for name, measure in self.measures.items()},
            "proposals": {field: proposal.value for field, proposal in self.proposals(pack).items()},
        }


def _activity(activity: Activity) -> dict[str, object]:
    return {
        "start_utc": _time(activity.start_utc, "Z"),
        "local_start": _time(activity.local_start, ""),
        "local_date": activity.local_date.isoformat() if activity.local_date else None,
        "zone_source": activity.zone_source,
        "sport": activity.sport,
        "distance_m": _rounded(activity.distance_m),
        "moving_s": _rounded(activity.moving_s),
        "elapsed_s": _rounded(activity.elapsed_s),
        "rpe": activity.rpe,
        "indoor": activity.indoor,
        "manual": activity.manual,
        "source": activity.source,
        "file": activity.file,
        "merged": list(activity.merged),
    }


def _time(moment: datetime | None, end: str) -> str | None:
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + end if moment else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _measure(measure: Measure) -> dict[str, object]:
    window = str(measure.window) if measure.window else None
    return {"value": measure.value, "unit": measure.unit, "window": window, "why_none": measure.why_none}
