"""The single-run spike: how much longer a run of the last week was than every run of the 30 days before it.

Frandsen and others 2025 (10.1136/bjsports-2024-109380) found more injuries from 10 % on. It is the one load
measure that rules grade.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from runner_intake.training.activity import Activity
from runner_intake.training.days import ONE_DAY, Calendar, Window, runs
from runner_intake.training.figures import Measure, known, not_known
from runner_intake.vocabulary import MeasureName

_PAUSE = timedelta(minutes=30)
"""Two recordings with a shorter pause between them are taken as one run here: the watch was stopped and
started (our rule of thumb).
"""

_NAME: MeasureName = "single_run_spike"


class _Run:
    """A run, or a run in several recordings."""

    def __init__(self, first: Activity) -> None:
        assert first.local_date is not None
        self.day: date = first.local_date
        self.start: datetime | None = first.local_start
        self.metres = 0.0
        self.end: datetime | None = None
        self.add(first)

    def add(self, run: Activity) -> None:
        self.metres += run.distance_m or 0.0
        seconds = run.elapsed_s or run.duration_s
        self.end = run.local_start + timedelta(seconds=seconds) if run.local_start and seconds else None


def single_run_spike(calendar: Calendar, last: Window, prior_days: int) -> Measure:
    """The largest spike of the last week, in per cent above the longest run of the days before that run;
    below 0 where none was longer.
    """
    first = min((run.local_date for run in runs(calendar.sure(last)) if run.local_date), default=last.first)
    window = Window(first - prior_days * ONE_DAY, last.last)
    why = calendar.why_not_known(window, "days") or calendar.why_not_known(window, "distances")
    if why:
        return not_known(_NAME, window, why)
    joined = _joined(runs(calendar.sure(window)))
    spikes = [_spike(run, joined, prior_days) for run in joined if run.day >= last.first and run.metres]
    if not spikes:
        return not_known(_NAME, window, "There was no run in the last 7 days.")
    if None in spikes:
        return not_known(
            _NAME,
            window,
            f"There was no run in the {prior_days} days before: this is returning after a break.",
        )
    return known(_NAME, max(spike for spike in spikes if spike is not None), window)


def _joined(recordings: Sequence[Activity]) -> list[_Run]:
    joined: list[_Run] = []
    for recording in sorted(recordings, key=_order):
        previous = joined[-1] if joined else None
        if (
            previous
            and previous.end
            and recording.local_start
            and timedelta(0) <= recording.local_start - previous.end < _PAUSE
        ):
            previous.add(recording)
        else:
            joined.append(_Run(recording))
    return joined


def _order(run: Activity) -> tuple[date, bool, datetime, float]:
    """By day, then by time where it is known."""
    midnight = datetime.combine(run.local_date or date.min, time.min)
    return (
        run.local_date or date.min,
        run.local_start is not None,
        run.local_start or midnight,
        run.distance_m or 0.0,
    )


def _spike(run: _Run, everyone: Sequence[_Run], days: int) -> float | None:
    """Per cent above the longest earlier run of the days before; None where there was none."""
    before = [
        other.metres for other in everyone if _is_before(other, run) and (run.day - other.day).days <= days
    ]
    longest = max(before, default=0.0)
    return (run.metres / longest - 1) * 100 if longest else None


def _is_before(other: _Run, run: _Run) -> bool:
    if other.day != run.day:
        return other.day < run.day
    return other.start is not None and run.start is not None and other.start < run.start
