"""Finds the same session in several files and makes one of it. The order of the files changes nothing.

Our own rules of thumb: the same sport, starts within 60 seconds that overlap, distances within 2 %. Between
different sources also starts a whole number of hours apart (one of them has the time zone wrong), if the
durations agree within 2 seconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar, get_args

from runner_intake.training.activity import Activity, ActivitySource

_START_S = 60
_HOUR_S = 3600
_QUARTER_S = 900
_MOST_HOURS_S = 14 * _HOUR_S
_DURATION_S = 2
_SHARE = 0.02
_NEAR_M = 20
_NEIGHBOURS = 60
"""Nobody has more sessions than this within half a day; a file made to waste time has."""

_RANK = {source: rank for rank, source in enumerate(get_args(ActivitySource))}
_ZONE_RANK = {"file": 0, "local": 1, "user": 2, "unknown": 3}


_Value = TypeVar("_Value")


def merged(activities: Sequence[Activity]) -> list[Activity]:
    """The sessions, each once, in the order of time. `merged` of each names the other files that hold it."""
    ordered = sorted(activities, key=_order)
    groups = _Groups(len(ordered))
    for first, second in _pairs(ordered, timedelta(seconds=_START_S)):
        if _same(ordered[first], ordered[second]):
            groups.join(first, second)
    _join_undated(ordered, groups)
    _join_shifted(ordered, groups)
    return sorted((_one([ordered[number] for number in group]) for group in groups.all()), key=_order)


class _Groups:
    """Numbers that belong together."""

    def __init__(self, count: int) -> None:
        self.parent = list(range(count))

    def root(self, number: int) -> int:
        while self.parent[number] != number:
            self.parent[number] = self.parent[self.parent[number]]
            number = self.parent[number]
        return number

    def join(self, first: int, second: int) -> None:
        low, high = sorted((self.root(first), self.root(second)))
        self.parent[high] = low

    def all(self) -> list[list[int]]:
        members: defaultdict[int, list[int]] = defaultdict(list)
        for number in range(len(self.parent)):
            members[self.root(number)].append(number)
        return list(members.values())


def _moment(activity: Activity) -> datetime | None:
    """A time to sort by: the instant where it is known, else the local time as if it were one."""
    if activity.start_utc is not None:
        return activity.start_utc
    return activity.local_start.replace(tzinfo=UTC) if activity.local_start else None


def _order(activity: Activity) -> tuple[object, ...]:
    moment = _moment(activity) or (
        datetime.combine(activity.local_date, datetime.min.time(), UTC) if activity.local_date else None
    )
    far = datetime.max.replace(tzinfo=UTC)
    numbers = (activity.distance_m, activity.moving_s, activity.elapsed_s, activity.rpe)
    known = tuple(-1.0 if value is None else value for value in numbers)
    return (
        moment or far,
        activity.sport,
        _RANK[activity.source],
        _ZONE_RANK[activity.zone_source],
        known,
        activity.file,
    )


def _pairs(ordered: Sequence[Activity], reach: timedelta) -> Iterator[tuple[int, int]]:
    """Pairs of sessions that start within `reach` of each other."""
    moments = [(number, moment) for number, activity in enumerate(ordered) if (moment := _moment(activity))]
    for position, (first, start) in enumerate(moments):
        for second, later in moments[position + 1 : position + 1 + _NEIGHBOURS]:
            if later - start > reach:
                break
            yield first, second


def _same(a: Activity, b: Activity) -> bool:
    """Whether two sessions that start within a minute of each other are one."""
    if (a.start_utc is None) != (b.start_utc is None) and (a.local_start is None or b.local_start is None):
        return False  # an instant and a clock time cannot be compared
    if a.start_utc is not None and b.start_utc is not None:
        apart = abs((a.start_utc - b.start_utc).total_seconds())
    elif a.local_start is not None and b.local_start is not None:
        apart = abs((a.local_start - b.local_start).total_seconds())
    else:
        return False
    shortest = min(
        (value for value in (a.elapsed_s or a.duration_s, b.elapsed_s or b.duration_s) if value is not None),
        default=None,
    )
    overlap = apart == 0 or shortest is None or apart < shortest
    return apart <= _START_S and overlap and _agree(a, b)


def _agree(a: Activity, b: Activity) -> bool:
    """Whether sport and distance of two sessions agree; where a distance is missing, their durations must."""
    if a.sport != b.sport and "unknown" not in (a.sport, b.sport):
        return False
    if a.distance_m is None or b.distance_m is None:
        return _durations_agree(a, b) or (
            a.distance_m is None and b.distance_m is None and None in (a.duration_s, b.duration_s)
        )
    return abs(a.distance_m - b.distance_m) <= max(_SHARE * max(a.distance_m, b.distance_m), _NEAR_M)


def _durations_agree(a: Activity, b: Activity) -> bool:
    pairs = ((a.moving_s, b.moving_s), (a.elapsed_s, b.elapsed_s))
    return any(
        first is not None and second is not None and abs(first - second) <= _DURATION_S
        for first, second in pairs
    )


def _join_undated(ordered: Sequence[Activity], groups: _Groups) -> None:
    """Joins sessions without a time that are the same in two files: the first of one file with the first of
    another, and so on.
    """
    seen: dict[tuple[object, ...], int] = {}
    counts: defaultdict[tuple[object, ...], int] = defaultdict(int)
    for number, activity in enumerate(ordered):
        if _moment(activity) is not None or (activity.distance_m is None and activity.duration_s is None):
            continue
        what = (
            activity.local_date,
            activity.sport,
            activity.distance_m,
            activity.duration_s,
            activity.source,
        )
        counts[(*what, activity.file)] += 1
        key = (*what, counts[(*what, activity.file)])
        groups.join(seen.setdefault(key, number), number)


def _join_shifted(ordered: Sequence[Activity], groups: _Groups) -> None:
    """Joins sessions of different sources of which one has the time zone wrong, or has none."""
    sources: dict[int, set[str]] = defaultdict(set)
    for number, activity in enumerate(ordered):
        sources[groups.root(number)].add(
            activity.source if activity.start_utc else f"{activity.source} by the clock"
        )
    if len(set().union(*sources.values())) < 2:  # noqa: PLR2004  (sources)
        return
    for first, second in _pairs(ordered, timedelta(seconds=_MOST_HOURS_S + _START_S)):
        roots = groups.root(first), groups.root(second)
        if roots[0] == roots[1] or sources[roots[0]] & sources[roots[1]]:
            continue
        if _is_shifted(ordered[first], ordered[second]):
            groups.join(first, second)
            sources[groups.root(first)] = sources[roots[0]] | sources[roots[1]]


def _is_shifted(a: Activity, b: Activity) -> bool:
    if not (_durations_agree(a, b) and _agree(a, b)):
        return False
    if (
        a.local_start is not None
        and b.local_start is not None
        and abs((a.local_start - b.local_start).total_seconds()) <= _START_S
    ):
        return True
    first, second = _moment(a), _moment(b)
    assert first is not None
    assert second is not None
    apart = abs((first - second).total_seconds())
    grid = _HOUR_S if a.start_utc is not None and b.start_utc is not None else _QUARTER_S
    return abs(apart - round(apart / grid) * grid) <= _START_S


def _one(group: Sequence[Activity]) -> Activity:
    """One session out of several: the best measured, with what it lacks taken from the others."""
    ranked = sorted(group, key=lambda activity: (-_richness(activity), *_order(activity)[2:]))
    best, *others = ranked
    if not others:
        return best
    dated = min(ranked, key=lambda one: (one.local_date is None, _ZONE_RANK[one.zone_source]))
    return replace(
        best,
        sport=next((one.sport for one in ranked if one.sport != "unknown"), best.sport),
        start_utc=_first(one.start_utc for one in ranked),
        local_start=dated.local_start,
        local_date=dated.local_date,
        zone_source=dated.zone_source,
        distance_m=_first(one.distance_m for one in ranked),
        moving_s=_first(one.moving_s for one in ranked),
        elapsed_s=_first(one.elapsed_s for one in ranked),
        rpe=_first(one.rpe for one in ranked),
        indoor=_first(one.indoor for one in ranked),
        manual=_first(one.manual for one in ranked),
        merged=tuple(sorted(one.file for one in others)),
    )


def _first(values: Iterable[_Value | None]) -> _Value | None:
    """The first value that is known."""
    return next((value for value in values if value is not None), None)


def _richness(activity: Activity) -> int:
    """How much is known of a session, its day counting most."""
    known = sum(getattr(activity, one.name) is not None for one in fields(activity))
    return known + 4 * (activity.local_date is not None) + 4 * (activity.zone_source == "file")
