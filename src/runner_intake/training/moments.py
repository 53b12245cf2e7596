"""Reads times as XML and JSON files write them. A time without a zone in such a file is UTC, as their formats
say.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_MORE_DIGITS = re.compile(r"(\.\d{6})\d+")
_LONGEST = 40
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(text: str) -> tuple[datetime, timedelta | None] | None:
    """The instant of an ISO time, to the second, and the offset from UTC that it states; None if it cannot be
    read.

    `Z` and times without an offset state none: then the local time is not known from them.
    """
    try:
        moment = datetime.fromisoformat(_MORE_DIGITS.sub(r"\1", text.strip()))
        if moment.tzinfo is None:
            return moment.replace(tzinfo=UTC, microsecond=0), None
        offset = None if text.strip().upper().endswith("Z") else moment.utcoffset()
        return moment.astimezone(UTC).replace(microsecond=0), offset
    except (ValueError, OverflowError):
        return None


def from_seconds(seconds: float) -> datetime | None:
    """The instant so many seconds after the start of 1970 (UTC); None if there is no such date."""
    try:
        return (EPOCH + timedelta(seconds=seconds)).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None


def clock(text: str) -> float | None:
    """Seconds of a duration written h:mm:ss, mm:ss or mm:ss,75; None if it is none."""
    match = re.fullmatch(r"(?:(\d+):)?(\d{1,3}):(\d{1,2})(?:[.,](\d+))?", text[:_LONGEST].strip())
    if not match:
        return None
    hours, minutes, seconds, decimals = match.groups()
    return (
        int(hours or 0) * 3600
        + int(minutes) * 60
        + int(seconds)
        + (float(f"0.{decimals}") if decimals else 0.0)
    )
