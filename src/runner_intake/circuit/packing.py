"""Vectors of amounts as single integers: each amount has a lane of bits, so that all of them are added, or
compared, at once.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Vector = int
"""The sum of all amounts, each moved to its lane: vectors are added and subtracted as they are."""

_USUAL = 8
"""Bytes of a lane that the machine packs and unpacks at once."""


class Packing:
    """Where the amounts of vectors lie: `count` lanes, wide enough for amounts up to `most` either way. What
    is added, subtracted or compared must stay within that, too.
    """

    __slots__ = ("_bits", "_halves", "_lower", "_ones", "_size", "count", "most")

    def __init__(self, count: int, most: int) -> None:
        self.count, self.most = count, most
        self._size = max(_USUAL, most.bit_length() // 8 + 1)
        self._bits = 8 * self._size
        self._lower = self._bits - 1
        self._ones = sum(1 << self._bits * lane for lane in range(count))
        self._halves = self._ones << self._lower

    def packed(self, amounts: Sequence[int]) -> Vector:
        """The vector of some amounts, one for each lane; the last ones may be missing, and are 0."""
        if self._size == _USUAL:
            data = struct.pack(f"<{len(amounts)}q", *amounts)
        else:
            data = b"".join([amount.to_bytes(self._size, "little", signed=True) for amount in amounts])
        return (int.from_bytes(data, "little") ^ self._halves) - self._halves

    def amounts(self, vector: Vector) -> tuple[int, ...]:
        """The amounts of a vector."""
        size, whole = self._size, (vector + self._halves) ^ self._halves
        data = whole.to_bytes(self.count * size, "little")
        if size == _USUAL:
            return struct.unpack(f"<{self.count}q", data)
        return tuple(
            int.from_bytes(data[start : start + size], "little", signed=True)
            for start in range(0, len(data), size)
        )

    def in_lane(self, amount: int, lane: int) -> Vector:
        """The vector of one amount."""
        return amount << self._bits * lane

    def lane(self, lane: int) -> Vector:
        """All bits of one lane. A vector without negative amounts has one of them where its amount there is
        not 0.
        """
        return ((1 << self._bits) - 1) << self._bits * lane

    def amount(self, vector: Vector, lane: int) -> int:
        """The amount in one lane."""
        half = 1 << self._lower
        return ((vector + self._halves) >> self._bits * lane & (2 * half - 1)) - half

    def lowest(self, a: Vector, b: Vector) -> Vector:
        """The smaller amount in every lane."""
        return a - self.above_zero(a - b)

    def above_zero(self, vector: Vector) -> Vector:
        """The amounts above 0, and 0 in place of the others."""
        raised = vector + self._halves
        above = raised >> self._lower & self._ones
        return raised & ((above << self._lower) - above)
