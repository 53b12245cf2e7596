"""A list on a screen: as much of it as there is room for, the line pointed at always whole, and `none`
always in sight. Knows no terminal and no question; pure but for what it points at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runner_intake.text.wrapping import wrapped_within
from runner_intake.vocabulary import NONE_OPTION

if TYPE_CHECKING:
    from runner_intake.text.catalogue import Words

SIGNS = "123456789abcdefghijklmnopqrstuvwxyz"
"""What stands before a line and chooses it; longer lists go on without."""

NOWHERE = -1
"""No line is pointed at yet."""

POINTER, TICKED, UNTICKED = "›", "●", "○"

FILTERED = 12
"""From so many lines on a list can be narrowed by typing."""


@dataclass(slots=True)
class ListView:
    """`options` maps codes to labels, `headings` a code to what stands above its line; `ticked` is None
    where one line is chosen. `at` is the line pointed at, `query` what the lines are narrowed by (None:
    all are shown).
    """

    options: Mapping[str, str]
    say: Words
    at: int = NOWHERE
    ticked: list[str] | None = None
    headings: Mapping[str, str] = field(default_factory=dict)
    query: str | None = None
    top: int = 0
    page: int = 1

    @property
    def codes(self) -> list[str]:
        return list(self.options)

    @property
    def shown(self) -> list[int]:
        """The lines that the query leaves."""
        query = (self.query or "").casefold().strip()
        matching = [number for number, label in enumerate(self.options.values()) if query in label.casefold()]
        return matching or list(range(len(self.options)))

    # --- moving

    def move(self, by: int) -> None:
        """Points at a line further down or up; the first move starts at an end."""
        shown = self.shown
        if self.at not in shown:
            self.at = shown[0] if by > 0 else shown[-1]
            return
        self.at = shown[min(max(shown.index(self.at) + by, 0), len(shown) - 1)]

    def move_to(self, end: int) -> None:
        """Points at the first (0) or the last (-1) line."""
        self.at = self.shown[end]

    def narrow(self, query: str | None) -> None:
        """Shows only the lines with a text in them; None shows all."""
        self.query = query
        if query is not None and self.at not in self.shown:
            self.at = self.shown[0]

    def toggle(self, number: int) -> None:
        """Ticks or unticks a line; `none` stands alone."""
        assert self.ticked is not None
        self.at = number
        self.ticked = toggled(self.ticked, self.codes[number])

    # --- drawing

    def wanted(self, columns: int) -> int:
        """The rows that all of it takes."""
        return sum(len(self._block(number, columns)) for number in range(len(self.options)))

    def least(self, columns: int) -> int:
        """The fewest rows in which it can be used: the longest line, `none`, and what is above and below."""
        if self.wanted(columns) <= 3:  # noqa: PLR2004  (so little needs no scrolling)
            return self.wanted(columns)
        blocks = [len(self._block(number, columns)) for number in range(len(self.options))]
        return max(blocks) + sum(blocks[number] for number in self._pinned) + 1

    def lines(self, columns: int, rows: int) -> list[tuple[str, str]]:
        """Its lines (style, text) in at most so many rows, if that is not less than the least."""
        query = [("class:quiet", self.say("filter", text=self.query))] if self.query is not None else []
        rows -= len(query)
        blocks = {number: self._block(number, columns) for number in self.shown}
        if sum(map(len, blocks.values())) <= rows:
            self.top, self.page = 0, max(len(blocks) - 1, 1)
            return query + [line for block in blocks.values() for line in block]
        pinned = [number for number in self._pinned if number in blocks]
        free = [number for number in blocks if number not in pinned]
        room = rows - 1 - sum(len(blocks[number]) for number in pinned)
        first, last = self._window(free, blocks, room)
        self.top, self.page = first, max(last - first - 1, 1)
        parts = [*free[first:last]]
        body = [line for number in parts for line in blocks[number]]
        around = ("class:quiet", f"   {self._around(first, len(free) - last)}")
        alone = [line for number in pinned for line in blocks[number]]
        before = bool(pinned) and pinned[0] == 0
        return query + (alone + body + [around] if before else [*body, around, *alone])

    def _around(self, above: int, below: int) -> str:
        parts = [
            self.say(f"more_{name}", n=count) for name, count in (("above", above), ("below", below)) if count
        ]
        return " · ".join(parts)

    @property
    def _pinned(self) -> tuple[int, ...]:
        """The lines that are always in sight: `none` of a list where several can be ticked."""
        return (
            (self.codes.index(NONE_OPTION),)
            if self.ticked is not None and NONE_OPTION in self.options
            else ()
        )

    def _window(
        self, free: list[int], blocks: Mapping[int, list[tuple[str, str]]], room: int
    ) -> tuple[int, int]:
        """The part of the lines that is shown: from where it stood, moved so that the line pointed at is in
        it.
        """
        wanted = free.index(self.at) if self.at in free else None
        first = min(self.top, len(free) - 1)
        if wanted is not None and wanted < first:
            first = wanted
        last = _last(first, free, blocks, room)
        while wanted is not None and wanted >= last:
            first += 1
            last = _last(first, free, blocks, room)
        while first > 0 and _last(first - 1, free, blocks, room) == len(free):
            first -= 1
            last = len(free)
        return first, last

    def _block(self, number: int, columns: int) -> list[tuple[str, str]]:
        """One line of the list, wrapped."""
        code = self.codes[number]
        is_at, is_ticked = number == self.at, self.ticked is not None and code in self.ticked
        tick = "" if self.ticked is None else f"{TICKED if is_ticked else UNTICKED} "
        sign = f"{SIGNS[number]}  " if number < len(SIGNS) else "   "
        start = f" {POINTER if is_at else ' '} {tick}{sign}"
        style = "class:at" if is_at else ""
        rows = wrapped_within(self.options[code], columns - len(start) - 1)
        heading = (
            [("class:title", f" {row}") for row in wrapped_within(self.headings[code], columns - 2)]
            if code in self.headings
            else []
        )
        return [
            *heading,
            (style, start + rows[0]),
            *((style, " " * len(start) + row) for row in rows[1:]),
        ]


def _last(first: int, free: list[int], blocks: Mapping[int, list[tuple[str, str]]], room: int) -> int:
    """Where the part that begins at `first` has to end; at least one line is in it."""
    taken, last = 0, first
    while last < len(free) and (last == first or taken + len(blocks[free[last]]) <= room):
        taken += len(blocks[free[last]])
        last += 1
    return last


def toggled(ticked: list[str], code: str) -> list[str]:
    """The ticked options after one was toggled; `none` stands alone."""
    if code in ticked:
        return [other for other in ticked if other != code]
    return [code] if code == NONE_OPTION else [*(other for other in ticked if other != NONE_OPTION), code]
