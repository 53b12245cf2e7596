"""Match and evidence, side by side, as two different forms: filled dots count points, a ladder of letters
grades the evidence.

Neither is a bar of per cent, because neither says how likely something is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.reports.pictures.svg import element, picture, words

if TYPE_CHECKING:
    from runner_intake.vocabulary import Grade

LETTERS: dict[Grade, str] = {"high": "A", "moderate": "B", "low": "C", "very_low": "D"}
MOST_DOTS = 24
"""Scores with more points than this are given in words only."""

_DOT, _RUNG = 14.0, 26.0


def ladder(title: str, description: str, grade: Grade) -> str:
    """The grade of the evidence: four rungs from A (strong) to D (very weak), the one that holds filled."""
    parts: list[str] = []
    for index, (name, letter) in enumerate(LETTERS.items()):
        x = 2 + index * _RUNG
        holds = name == grade
        parts += [
            element(
                "rect",
                class_="rung holds" if holds else "rung",
                x=x,
                y=2,
                width=_RUNG - 4,
                height=22,
                rx=4,
                stroke_width=3 if holds else 1,
            ),
            words(
                letter,
                x + _RUNG / 2 - 2,
                18,
                class_="letter holds" if holds else "letter",
                text_anchor="middle",
            ),
        ]
    return picture(title, description, 4 * _RUNG, 26, parts, kind="ladder inline")


def dots(title: str, description: str, low: int, high: int, most: int) -> str:
    """The points: a dot each, filled where it is reached, ringed where it is still open, empty where it is
    not.

    `low` and `high` bound the points over all completions (0 to `most`); they are equal where nothing is
    open.
    """
    reached, possible = max(0, low), max(0, high)
    parts = [
        element(
            "circle",
            class_=_dot(index, reached, possible),
            cx=_DOT / 2 + index * _DOT,
            cy=8,
            r=5 if index < reached else 4,
        )
        for index in range(most)
    ]
    return picture(title, description, max(1, most) * _DOT, 16, parts, kind="dots inline")


def _dot(index: int, reached: int, possible: int) -> str:
    return "dot reached" if index < reached else "dot open" if index < possible else "dot"
