"""Numbers from outside, read in one place so that none of them can end in a traceback.

Whatever a person, a file or a program hands over as a number becomes a plain float (or int), or None where it
is no number at all. A number that no float can hold becomes infinite, so that every range refuses it. Knows
neither fields nor ranges.
"""

from __future__ import annotations

import math
from decimal import Decimal
from numbers import Real

_NUMBERS = (int, float, Decimal, Real)
"""Most are one of the first two; whether a number is a Real takes long to ask."""

LONGEST = 18
"""Digits of the longest whole number that is read from text; every field's range is far below."""


def plain_scalar(value: object) -> object:
    """A scalar of an array library (such as `numpy.bool_`) as Python's own; anything else as it is."""
    item = getattr(value, "item", None)
    return item() if callable(item) and getattr(value, "shape", None) == () else value


def as_float(value: object) -> float | None:
    """The number that a value is: an int, float, Fraction, Decimal, or a number of an array library; None for
    anything else.

    True and False are not numbers, and text is none either. What is too large for a float becomes infinite
    with its sign; a Decimal that is not a number becomes NaN.
    """
    number = plain_scalar(value)
    if isinstance(number, bool) or not isinstance(number, _NUMBERS):
        return None
    try:
        return float(number)
    except OverflowError:
        return math.inf if number == abs(number) else -math.inf
    except ValueError:
        return math.nan


def whole_number(text: str) -> int | None:
    """The whole number written in decimal digits, at most LONGEST of them; None where the text is anything
    else.
    """
    return int(text) if text.isdecimal() and len(text) <= LONGEST else None
