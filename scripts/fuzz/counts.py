"""What a run of the fuzzer found, in numbers. Knows nothing of how it was found."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Counts:
    """Runs, and what went wrong in them: all but `runs` should be 0.

    `tracebacks` are errors of any kind but those that are promised, `hangs` runs of more than five seconds,
    `lost_rows` rows of a batch that did not come out (or results that differ from the reference),
    `lost_signs` ticked signs of an emergency that the result does not show.
    """

    runs: int = 0
    tracebacks: int = 0
    hangs: int = 0
    lost_rows: int = 0
    lost_signs: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            **{field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self)}
        )
