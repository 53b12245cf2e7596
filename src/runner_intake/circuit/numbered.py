"""Conditions by number while a circuit is compiled: equal ones have one number, so that they are compared
and looked up, at no cost. Knows the cells of fields, no scores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.conditions import All, AnyOf, AtLeast, Test

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runner_intake.circuit.nodes import Cells
    from runner_intake.conditions import Condition, Work

CERTAIN, IMPOSSIBLE = 0, 1
"""The numbers of what always holds and of what never does."""

Shape = tuple[type, int, tuple[int, ...]]
"""All, AnyOf or AtLeast, how many of the parts (0 where it says so itself), and their numbers."""


class Numbered:
    """Grounded conditions over fields that are cut into cells. `fields` and `tests` tell of each number which
    fields it looks at (the names, and the same as bits), and how many tests it has.
    """

    def __init__(self, cells: Mapping[str, Cells], work: Work) -> None:
        self._cells, self._work = cells, work
        self._bits = {name: 1 << index for index, name in enumerate(cells)}
        self._shapes: list[Test | Shape] = [(All, 0, ()), (AnyOf, 0, ())]
        self._numbers: dict[Test | Shape, int] = {}
        self._assigned: dict[tuple[int, str, int], int] = {}
        self.fields: list[tuple[frozenset[str], int]] = [(frozenset(), 0), (frozenset(), 0)]
        self.tests: list[int] = [0, 0]

    def number(self, condition: Condition) -> int:
        """The number of a condition."""
        match condition:
            case All(parts):
                return self._all_of(map(self.number, parts))
            case AnyOf(parts):
                return self._any_of(map(self.number, parts))
            case AtLeast(count, parts):
                return self._at_least(count, list(map(self.number, parts)))
            case _:
                assert isinstance(condition, Test)
                return self._numbered(condition)

    def assign(self, number: int, field: str, cell: int) -> int:
        """The number of what is left of a condition where a field is in a cell; takes a step for each
        test.
        """
        if field not in self.fields[number][0]:
            return number
        left = self._assigned.get((number, field, cell))
        if left is None:
            self._work.spend(self.tests[number])
            left = self._left(number, field, cell)
        return left

    def _left(self, number: int, field: str, cell: int) -> int:
        if field not in self.fields[number][0]:
            return number
        key = (number, field, cell)
        left = self._assigned.get(key)
        if left is None:
            left = self._assigned[key] = self._put_in(self._shapes[number], field, cell)
        return left

    def _put_in(self, shape: Test | Shape, field: str, cell: int) -> int:
        if isinstance(shape, Test):
            return CERTAIN if shape.holds_for(self._cells[field].samples[cell]) else IMPOSSIBLE
        kind, count, numbers = shape
        parts = [self._left(number, field, cell) for number in numbers]
        if kind is AtLeast:
            return self._at_least(count, parts)
        return self._all_of(parts) if kind is All else self._any_of(parts)

    def _all_of(self, parts: Iterable[int]) -> int:
        return self._joined(All, parts, neutral=CERTAIN, decisive=IMPOSSIBLE)

    def _any_of(self, parts: Iterable[int]) -> int:
        return self._joined(AnyOf, parts, neutral=IMPOSSIBLE, decisive=CERTAIN)

    def _joined(self, kind: type, parts: Iterable[int], *, neutral: int, decisive: int) -> int:
        """All or any of the parts, each once, without those that change nothing."""
        kept: dict[int, None] = {}
        for part in parts:
            if part == decisive:
                return decisive
            if part != neutral:
                shape = self._shapes[part]
                inside = (part,) if isinstance(shape, Test) or shape[0] is not kind else shape[2]
                kept.update(dict.fromkeys(inside))
        if len(kept) > 1:
            return self._numbered((kind, 0, tuple(kept)))
        return next(iter(kept), neutral)

    def _at_least(self, count: int, parts: list[int]) -> int:
        """At least some of the parts, with those that are certain taken out."""
        count -= parts.count(CERTAIN)
        kept = tuple(part for part in parts if part not in (CERTAIN, IMPOSSIBLE))
        if count <= 0:
            return CERTAIN
        if count > len(kept):
            return IMPOSSIBLE
        if count == 1:
            return self._any_of(kept)
        return self._all_of(kept) if count == len(kept) else self._numbered((AtLeast, count, kept))

    def _numbered(self, shape: Test | Shape) -> int:
        number = self._numbers.get(shape)
        if number is None:
            number = self._numbers[shape] = len(self._shapes)
            self._shapes.append(shape)
            if isinstance(shape, Test):
                self.fields.append((frozenset({shape.field}), self._bits[shape.field]))
                self.tests.append(1)
            else:
                names, bits = frozenset[str](), 0
                for part in shape[2]:
                    names |= self.fields[part][0]
                    bits |= self.fields[part][1]
                self.fields.append((names, bits))
                self.tests.append(sum(self.tests[part] for part in shape[2]))
        return number
