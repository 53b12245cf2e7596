"""Finds out what the files of one folder or archive are, and lets the right reader read each. What an export
lists is read once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from runner_intake.training.apple import read_apple
from runner_intake.training.columns import Unit
from runner_intake.training.files import NESTED, Budget, Member, content, health_pieces, leads_out, start_of
from runner_intake.training.fit import read_fit
from runner_intake.training.garmin_json import read_garmin_json
from runner_intake.training.garmin_table import garmin_columns, read_garmin_table
from runner_intake.training.gpx import read_gpx
from runner_intake.training.intervals import is_intervals, read_intervals
from runner_intake.training.issues import Issue, IssueLog
from runner_intake.training.kinds import kind_of
from runner_intake.training.limits import Deadline, LimitError, Limits
from runner_intake.training.strava import StravaFile, read_strava, strava_columns
from runner_intake.training.table import read_table
from runner_intake.training.tcx import read_tcx
from runner_intake.training.xml_events import DOCTYPE_REFUSED

if TYPE_CHECKING:
    from runner_intake.training.activity import Recording

_SUFFIXES = frozenset({".fit", ".tcx", ".gpx", ".csv", ".xml", ".json"})
_TEXTS = frozenset({".csv", ".xml", ".json"})
_GARMIN_FILE = "summarizedactivities"
_STRAVA_FILE = "activities.csv"
_SAME_START = timedelta(seconds=60)
_DOCTYPES = (b"<!DOCTYPE", b"<!ENTITY")


UNFORESEEN = "This file is damaged in a way that was not foreseen. It was left out."
"""Said where a reader failed; our tests take it for a defect."""


@dataclass(slots=True)
class Reader:
    """Reads the files of one folder or archive.

    `alone` is a file that was named by itself: it is read whatever it is called. `zones_since`: sessions of a
    Strava export from this day on are looked up in their own files for the time zone, which the export does
    not have; None: the user named the zone.
    """

    limits: Limits
    budget: Budget
    distance_unit: Unit | None
    issues: list[Issue]
    alone: bool = False
    zones_since: date | None = None
    skipped: set[str] = field(default_factory=set)
    skipped_folders: list[str] = field(default_factory=list)
    members: Mapping[str, Member] = field(default_factory=dict)
    export_folders: list[str] = field(default_factory=list)

    def recordings(self, members: Sequence[Member]) -> Iterator[tuple[Member, list[Recording]]]:
        """The recordings of each file, exports first; files that hold none give an empty list."""
        self.members = {member.name: member for member in members}
        for member in sorted(members, key=_exports_first):
            self._say_nested(member)
            yield member, [] if self._is_passed_over(member) else self._read(member)

    def _say_nested(self, member: Member) -> None:
        """Names an archive inside an archive, unless it lies in an export that was read without it."""
        if member.suffix == ".zip" and not self.export_folders:
            report = IssueLog(member.label)
            report("T13", NESTED)
            self.issues += report.issues

    def _is_passed_over(self, member: Member) -> bool:
        if self.alone:
            return False
        if member.name in self.skipped or member.name.startswith(tuple(self.skipped_folders)):
            return True
        return member.suffix not in _SUFFIXES or (
            member.suffix == ".json" and _GARMIN_FILE not in member.name.casefold()
        )

    def _read(self, member: Member) -> list[Recording]:
        report = IssueLog(member.label)
        try:
            recordings = self._by_kind(member, report)
        except LimitError as error:
            report(error.code, error.message)
            recordings = []
        except Exception:  # noqa: BLE001  (whatever a broken file does to a reader, the other files are read)
            report("T02", UNFORESEEN)
            recordings = []
        self.issues += report.issues
        return recordings

    def _by_kind(self, member: Member, report: IssueLog) -> list[Recording]:
        if (self.alone or member.suffix == ".xml") and kind_of(start_of(member)) == "health":
            self._skip_beside(member, "workout-routes/")
            return read_apple(
                health_pieces(member, self.limits), report, Deadline(self.limits.history_seconds)
            )
        deadline = Deadline(self.limits.file_seconds)
        data = content(member, self.limits, self.budget)
        match kind_of(data):
            case "fit":
                return read_fit(data, report, deadline, self.limits)
            case "gpx":
                return read_gpx(data, report, deadline)
            case "tcx":
                return read_tcx(data, report, deadline)
            case "json":
                summaries = read_garmin_json(data, report)
                if summaries:
                    self.export_folders.append(member.folder)
                return self._not_for_us(member, report) if summaries is None else summaries
            case "table":
                return self._table(member, data, report, Deadline(self.limits.history_seconds))
            case "xml" if any(mark in data[:4096] for mark in _DOCTYPES):
                report(
                    "T15",
                    DOCTYPE_REFUSED,
                )
                return []
            case "xml" | "health" | "nothing":
                return self._not_for_us(member, report)

    def _not_for_us(self, member: Member, report: IssueLog) -> list[Recording]:
        """Says that a file is none of ours; beside an export, other tables and texts are to be expected."""
        is_expected = member.suffix in _TEXTS and member.name.startswith(tuple(self.export_folders))
        if self.alone or not is_expected:
            report("T01", "This is not a training file that is read here.")
        return []

    def _table(self, member: Member, data: bytes, report: IssueLog, deadline: Deadline) -> list[Recording]:
        table = read_table(data, report, deadline, self.limits)
        if not table.rows:
            report("T03", "This table is empty.")
        elif is_intervals(table):
            return read_intervals(table, report)
        elif (columns := strava_columns(table)) is not None:
            export = read_strava(table, columns, report)
            self._skip_listed(member, export, report)
            self._add_zones(member, export)
            return export.recordings
        elif (header := garmin_columns(table)) is not None:
            return read_garmin_table(table, *header, report, self.distance_unit)
        else:
            self._not_for_us(member, report)
        return []

    def _skip_listed(self, member: Member, export: StravaFile, report: IssueLog) -> None:
        """The sessions' own files would only be the same once more; a name that leads elsewhere is never
        followed.
        """
        names = [name.strip() for name in export.files if name.strip()]
        if any(leads_out(name) for name in names):
            report("T14", "A file named in this table lies outside its folder or archive. It was not opened.")
        self.skipped.update(member.folder + name for name in names)
        if not self.alone and member.name.endswith(_STRAVA_FILE):
            self._skip_beside(member, "routes/", "media/")
            self.skipped.update(
                name
                for name, other in self.members.items()
                if other.folder == member.folder and other.suffix == ".csv"
            )

    def _skip_beside(self, member: Member, *folders: str) -> None:
        """Marks what lies beside an export and is no session of its own."""
        self.export_folders.append(member.folder)
        self.skipped_folders += [member.folder + folder for folder in folders]

    def _add_zones(self, member: Member, export: StravaFile) -> None:
        """Takes the time zones of newer sessions from their own files, where these are FIT files that state
        one.
        """
        for recording, name in zip(export.recordings, export.files, strict=True):
            own = self.members.get(member.folder + name.strip())
            is_wanted = (
                self.zones_since is not None
                and recording.start is not None
                and recording.start.date() >= self.zones_since
            )
            if own is None or not is_wanted or own.suffix != ".fit":
                continue
            try:
                data = content(own, self.limits, self.budget)
                sessions = read_fit(
                    data, IssueLog(own.label), Deadline(self.limits.file_seconds), self.limits
                )
            except LimitError:
                continue
            matching = [
                s
                for s in sessions
                if s.start and recording.start and abs(s.start - recording.start) <= _SAME_START
            ]
            recording.offset = matching[0].offset if matching else None


def _exports_first(member: Member) -> tuple[int, str]:
    if member.name.endswith(_STRAVA_FILE):
        return 0, member.name
    return {".xml": 1, ".json": 2}.get(member.suffix, 3), member.name
