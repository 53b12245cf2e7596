"""Lines and sections: a page of text that every front end draws in its own way. Knows no screen and no
result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from runner_intake.result.assessment import Points
    from runner_intake.vocabulary import Grade


Tone = Literal["plain", "strong", "quiet"]


Frame = Literal["rule", "under", "calm", "care", "alert"]


BULLET = "•"


@dataclass(frozen=True, slots=True)
class Line:
    """One thought. `mark` stands before it (a number, signed points), `spoken` is that mark in words, for
    those who listen.

    `figure` is what a front end that draws may show beside the text. A line with `drawn` explains such
    figures; others leave it out.
    """

    text: str
    mark: str = ""
    spoken: str = ""
    depth: int = 0
    tone: Tone = "plain"
    figure: Points | Grade | None = None
    drawn: bool = False

    @property
    def is_numbered(self) -> bool:
        """Whether the mark is the number of an item, such as `2.`"""
        return self.mark.endswith(".") and self.mark[:-1].isdigit()


@dataclass(frozen=True, slots=True)
class PageSection:
    """A heading and its lines. `frame` says how they stand: as an ordinary part, under the part before, or
    set apart so that nobody misses them. `rows` is a table of two columns that comes before the lines.
    """

    title: str
    lines: tuple[Line, ...]
    frame: Frame = "rule"
    rows: tuple[tuple[str, str], ...] = ()


def bullet(text: str, depth: int = 0, tone: Tone = "plain") -> Line:
    """A line of a list without an order."""
    return Line(text, BULLET, "-", depth, tone)
