"""Dates as apps write them for people, in several languages: 12 Sep 2018, 21.07.2026, 7/4/2020. Never guesses
between day and month.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Order = Literal["day", "month"]
"""Which of two numbers comes first."""

_MONTHS: dict[str, int] = {
    start: number
    for number, starts in enumerate(
        (
            "jan gen ene sty led янв tam",
            "feb fev fey fbr lut uno фев hel",
            "mar maa mrt mrz bre мар",
            "apr avr abr kwi dub апр huh",
            "may mai mei maj kve мая май tou",
            "jun juin giu cze cvn июн kes",
            "jul juil lug lip июл hei",
            "aug aou ago sie srp авг elo",
            "sep set wrz zar сен syy",
            "oct okt ott out paz rij окт lok",
            "nov lis ноя",
            "dec dez dic des gru pro дек jou",
        ),
        1,
    )
    for start in starts.split()
}
_ISO = re.compile(r"(?P<y>\d{4})[-/.年]\s?(?P<m>\d{1,2})[-/.月]\s?(?P<d>\d{1,2})日?")
_DOTTED = re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})")
_SLASHED = re.compile(r"(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<y>\d{4})")
_DAY_FIRST = re.compile(
    r"(?P<d>\d{1,2})(?:\.|st|nd|rd|th)?\s*(?:de\s+)?(?P<name>[^\W\d_]{3,12})\.?,?\s*(?:de\s+)?(?P<y>\d{4})"
)
_MONTH_FIRST = re.compile(r"(?P<name>[^\W\d_]{3,12})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})")
_TIME = re.compile(
    r"(?P<h>\d{1,2})[:.h](?P<min>\d{2})(?:[:.](?P<s>\d{2}))?(?:[.,]\d+)?\s*(?P<half>[ap])?\.?\s?m?",
    re.IGNORECASE,
)
_AFTERNOON = tuple(unicodedata.normalize("NFKD", word) for word in ("오후", "下午", "午後"))
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Day:
    """A date with a time of day, or without one (`time` is then None)."""

    day: date
    time: datetime | None


def day_order(texts: Sequence[str]) -> Order | None:
    """Whether day or month comes first in dates such as 7/4/2020, if some date of the column can only be read
    in one way.
    """
    orders = {order for text in texts if (order := _order(text))}
    return orders.pop() if len(orders) == 1 else None


def is_two_way(text: str) -> bool:
    """Whether a date is written with two numbers of which each could be the day."""
    return _split(text[:_LONGEST], _SLASHED) is not None and not _split(text[:_LONGEST], _ISO)


def read_day(text: str, order: Order | None = None) -> Day | None:
    """The date in a text, or None if there is none, or if it can be read in two ways and `order` is not
    known.
    """
    folded = _folded(text)
    for pattern in (_ISO, _DOTTED, _DAY_FIRST, _MONTH_FIRST, _SLASHED):
        split = _split(folded, pattern)
        if split and (parts := _numbers(split[0], order)):
            return _day(parts, split[1])
    return None


def _order(text: str) -> Order | None:
    split = _split(text[:_LONGEST], _SLASHED)
    if not split or _split(text[:_LONGEST], _ISO):
        return None
    first, second = int(split[0]["a"]), int(split[0]["b"])
    if first > 12 >= second:  # noqa: PLR2004  (months)
        return "day"
    return "month" if second > 12 >= first else None  # noqa: PLR2004  (months)


def _folded(text: str) -> str:
    small = unicodedata.normalize("NFKD", text[:_LONGEST].casefold())
    return "".join(letter for letter in small if not unicodedata.combining(letter))


def _split(text: str, pattern: re.Pattern[str]) -> tuple[dict[str, str], str] | None:
    """The parts of a date, and the text around it."""
    match = pattern.search(text)
    return (match.groupdict(), text[: match.start()] + " " + text[match.end() :]) if match else None


def _numbers(parts: dict[str, str], order: Order | None) -> tuple[int, int, int] | None:
    year = int(parts["y"])
    if "a" in parts:
        first, second = int(parts["a"]), int(parts["b"])
        if order is None:
            return None
        return (year, second, first) if order == "day" else (year, first, second)
    if "name" in parts:
        name = parts["name"]
        month = _MONTHS.get(name[:4]) or _MONTHS.get(name[:3])
        return (year, month, int(parts["d"])) if month else None
    return year, int(parts["m"]), int(parts["d"])


def _day(parts: tuple[int, int, int], rest: str) -> Day | None:
    try:
        day = date(*parts)
    except ValueError:
        return None
    match = _TIME.search(rest)
    if not match:
        return Day(day, None)
    hour, half = int(match["h"]), match["half"]
    if any(word in rest for word in _AFTERNOON):
        half = "p"
    if half and hour <= 12:  # noqa: PLR2004  (the clock)
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return Day(day, datetime(*parts, hour, int(match["min"]), int(match["s"] or 0)))  # noqa: DTZ001  (the caller knows the zone)
    except ValueError:
        return None
