"""Numbers as apps write them for people: decimal commas, thousands, `--` for nothing. Decided by the whole
column, not by a country.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Literal

Mark = Literal[".", ","]

_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009'\u2019")
_THOUSANDS = 3
_LONGEST = 40


def decimal_mark(texts: Iterable[str]) -> Mark | None:
    """The decimal mark of a column: that of the first number which can be read in one way only; None if there
    is no such number.
    """
    return next((mark for text in texts if (mark := _clear_mark(text.translate(_SPACES)))), None)


def number(text: str, mark: Mark | None = None) -> float | None:
    """The number that a text means, or None. A number that is clear by itself is read so, any other with the
    decimal `mark` (a point by default).
    """
    if len(text) > _LONGEST:
        return None
    bare = text.translate(_SPACES)
    decimal = _clear_mark(bare) or mark or "."
    bare = bare.replace("." if decimal == "," else ",", "").replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", bare):
        return None
    value = float(bare)
    return value if math.isfinite(value) else None


def _clear_mark(text: str) -> Mark | None:
    """The decimal mark of a number, where there is only one way to read it."""
    if len(text) > _LONGEST or not re.fullmatch(r"[+-]?[\d.,]+", text):
        return None
    points, commas = text.count("."), text.count(",")
    if points and commas:
        return "." if text.rindex(".") > text.rindex(",") else ","
    if points + commas != 1:
        return "," if points > 1 else "." if commas > 1 else None
    mark: Mark = "." if points else ","
    whole, _, decimals = text.lstrip("+-").partition(mark)
    is_decimal = len(decimals) != _THOUSANDS or whole in ("", "0") or len(whole) > _THOUSANDS
    return mark if is_decimal else None
