"""What answers a field can have: the domains that conditions are checked against and cut into cells."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

Value = bool | int | float | Fraction | str | frozenset[str]
"""A normalised answer: true or false, a number, an option code, or the set of chosen codes."""

_TOLERANCE = Fraction(1, 1_000_000)
"""How far off its step, in steps, a number may be that some computer has rounded."""


MOST_NUMBERS = 4096
"""Numbers of which it is kept what they are as fractions, and on which step they are."""


@lru_cache(maxsize=MOST_NUMBERS)
def exact(number: float) -> Fraction:
    """The number as it is written in decimals."""
    return Fraction(str(number))


@dataclass(frozen=True, slots=True)
class NumberDomain:
    """Numbers from `minimum` to `maximum` (both included) on a grid of `step`; a step of 0 means any
    number.
    """

    minimum: float
    maximum: float
    step: float

    def at(self, steps: int) -> int | float:
        """The number that many steps above 0: an int where it is whole, else the nearest float to its decimal
        form.
        """
        return _at(self.step, steps)

    def steps(self, number: float) -> int | None:
        """How many steps above 0 a number is; None where it is on no step. Exact, but for what a float loses
        of a decimal number.
        """
        return _steps(self.step, number)

    def near(self, threshold: float | Fraction) -> tuple[float | Fraction, ...]:
        """The answers next to a threshold, inside the range: of any numbers the threshold itself and a
        thousandth to either side; on a grid the last that is not above it, one more below and two more above.
        """
        if self.step == 0:
            number, little = Fraction(str(threshold)), Fraction(1, 1000)
            answers: list[float | Fraction] = [number, number + little, number - little]
        elif self.step == 1:
            lower = math.floor(float(threshold))
            answers = [lower + k for k in (-1, 0, 1, 2)]
        else:
            step = exact(self.step)
            lower = math.floor(Fraction(str(float(threshold))) / step)
            answers = [plain((lower + k) * step) for k in (-1, 0, 1, 2)]
        return tuple(x for x in answers if self.minimum <= x <= self.maximum)


@lru_cache(maxsize=MOST_NUMBERS)
def _at(step: float, steps: int) -> int | float:
    return plain(steps * exact(step))


@lru_cache(maxsize=MOST_NUMBERS)
def _steps(step: float, number: float) -> int | None:
    width = exact(step)
    if number == (whole := int(number)):
        count, rest = divmod(whole * width.denominator, width.numerator)
        if not rest:
            return count
    steps = Fraction(number) / width
    nearest = round(steps)
    return nearest if abs(steps - nearest) <= _TOLERANCE else None


@dataclass(frozen=True, slots=True)
class ChoiceDomain:
    """One of some options; a yes/no question has the options True and False."""

    options: tuple[str | bool, ...]


@dataclass(frozen=True, slots=True)
class ManyDomain:
    """Any of some options, at least one; `none`, the last or the first, stands alone. `held` are options that
    are known to be chosen.
    """

    options: tuple[str, ...]
    held: frozenset[str] = frozenset()


Domain = NumberDomain | ChoiceDomain | ManyDomain

YES_NO = ChoiceDomain((True, False))
RATIO = NumberDomain(0, math.inf, 0)


def plain(number: Fraction) -> int | float:
    """The number as int where it is whole, else as the nearest float."""
    return int(number) if number.denominator == 1 else float(number)
