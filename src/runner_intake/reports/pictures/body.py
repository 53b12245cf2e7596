"""A body from the front and from behind, with the painful places marked. The drawing is our own.

Knows places of the body by their names here (`PLACES`); which answer means which place is said by the pack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.reports.pictures.svg import element, picture, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FIGURE_WIDTH, _HEIGHT = 120.0, 262.0

FRONT: dict[str, tuple[tuple[float, float, float, float], ...]] = {
    "front_of_thigh": ((50, 142, 8, 18), (70, 142, 8, 18)),
    "groin": ((55, 118, 6, 7), (65, 118, 6, 7)),
    "front_of_knee": ((50, 174, 7, 7), (70, 174, 7, 7)),
    "outer_knee": ((42, 175, 4, 7), (78, 175, 4, 7)),
    "knee": ((50, 176, 9, 9), (70, 176, 9, 9)),
    "shin": ((49, 204, 6, 18), (71, 204, 6, 18)),
    "ankle": ((48, 231, 6, 6), (72, 231, 6, 6)),
    "foot": ((45, 246, 9, 6), (75, 246, 9, 6)),
    "ribs": ((60, 74, 17, 12),),
}
BACK: dict[str, tuple[tuple[float, float, float, float], ...]] = {
    "neck_shoulder": ((60, 46, 20, 8),),
    "mid_back": ((60, 72, 14, 13),),
    "low_back": ((60, 97, 14, 9),),
    "outer_hip": ((41, 114, 5, 9), (79, 114, 5, 9)),
    "back_of_thigh": ((51, 138, 8, 18), (69, 138, 8, 18)),
    "calf": ((50, 198, 8, 16), (70, 198, 8, 16)),
    "achilles": ((51, 226, 4, 9), (69, 226, 4, 9)),
    "heel": ((50, 245, 6, 5), (70, 245, 6, 5)),
}
"""Each place as ellipses: centre x and y, half width, half height, on a figure of 120 by 262."""

PLACES = (*FRONT, *BACK, "everywhere")
"""The names of all places. `everywhere` marks the whole body."""

_OUTLINE = (
    "M60 6 C70 6 75 14 75 23 C75 31 70 37 67 39 L67 43 C80 46 87 49 90 58 L98 112 L95 126 L89 125 L88 112 "
    "L80 74 "
    "L79 96 C80 106 84 112 84 124 L80 168 L80 182 L77 218 L77 236 L86 246 L86 252 L68 252 L66 240 L67 214 "
    "L64 182 "
    "L63 128 L57 128 L56 182 L53 214 L54 240 L52 252 L34 252 L34 246 L43 236 L43 218 L40 182 L40 168 L36 124 "
    "C36 112 40 106 41 96 L40 74 L32 112 L31 125 L25 126 L22 112 L30 58 C33 49 40 46 53 43 L53 39 C50 37 "
    "45 31 45 23 "
    "C45 14 50 6 60 6 Z"
)


def body_map(
    title: str, description: str, places: Iterable[str], main: str | None, sides: tuple[str, str]
) -> str:
    """The picture. `places` are names of PLACES; `main` is the one that matters most; `sides` are the words
    below the figures.

    KeyError for a name that is not a place.
    """
    marked = list(dict.fromkeys(places))
    for name in marked:
        if name not in PLACES:
            raise KeyError(name)
    parts = [
        part
        for index, (drawing, label) in enumerate(zip((FRONT, BACK), sides, strict=True))
        for part in _figure(drawing, label, index * _FIGURE_WIDTH, marked, main)
    ]
    return picture(title, description, 2 * _FIGURE_WIDTH, _HEIGHT + 18, parts, "body-map")


def _figure(
    drawing: dict[str, tuple[tuple[float, float, float, float], ...]],
    label: str,
    offset: float,
    marked: Sequence[str],
    main: str | None,
) -> list[str]:
    outline = element("path", class_="outline all" if "everywhere" in marked else "outline", d=_OUTLINE)
    marks = [
        element("ellipse", class_="pain main" if name == main else "pain", cx=x, cy=y, rx=rx, ry=ry)
        for name in marked
        for x, y, rx, ry in drawing.get(name, ())
    ]
    side = words(label, _FIGURE_WIDTH / 2, _HEIGHT + 12, class_="note", text_anchor="middle")
    return [element("g", outline, *marks, side, transform=f"translate({offset:g} 0)")]
