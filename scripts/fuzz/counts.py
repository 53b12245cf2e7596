"""What a run of the fuzz scripts counts. Everything but `runs` must stay 0."""

from __future__ import annotations

from dataclasses import astuple, dataclass


@dataclass(frozen=True)
class Counts:
    """How many inputs were tried, and how many ended in a traceback, took over 5 s, lost a row or lost a danger sign."""

    runs: int = 0
    tracebacks: int = 0
    hangs: int = 0
    lost_rows: int = 0
    lost_signs: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(one + more for one, more in zip(astuple(self), astuple(other), strict=True)))
