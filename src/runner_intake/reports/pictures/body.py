"""A body from the front and from behind: with the painful places marked, or to choose them on. The drawing
is our own.

Knows places of the body by their names here (`PLACES`); which answer means which place is said by the pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from runner_intake.reports.pictures.svg import element, picture, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FIGURE_WIDTH, _HEIGHT = 120.0, 262.0

_TOUCH = 9.0
"""Half of the least width and height that takes a click."""
_SIDE: Mapping[str, str] = {"class_": "note", "text_anchor": "middle"}

Ellipse = tuple[float, float, float, float]
Drawing = Mapping[str, tuple[Ellipse, ...]]

FRONT: Drawing = {
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
BACK: Drawing = {
    "neck_shoulder": ((60, 46, 20, 8),),
    "mid_back": ((60, 72, 14, 13),),
    "low_back": ((60, 97, 14, 9),),
    "knee": ((51, 168, 8, 7), (69, 168, 8, 7)),
    "outer_hip": ((41, 114, 5, 9), (79, 114, 5, 9)),
    "back_of_thigh": ((51, 138, 8, 18), (69, 138, 8, 18)),
    "calf": ((50, 198, 8, 16), (70, 198, 8, 16)),
    "achilles": ((51, 226, 4, 9), (69, 226, 4, 9)),
    "heel": ((50, 245, 6, 5), (70, 245, 6, 5)),
}
"""Each place as ellipses: centre x and y, half width, half height, on a figure of 120 by 262."""

PLACES = tuple(dict.fromkeys((*FRONT, *BACK, "everywhere")))
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
    return picture(title, description, 2 * _FIGURE_WIDTH, _HEIGHT + 18, parts, kind="body-map")


def body_chooser(controls: Mapping[str, str], sides: tuple[str, str]) -> str:
    """The body to choose places on: `controls` gives the id of the control that stands for a place. A click
    works as one on a label of it, without a script; `chooser_style` shows what is chosen.

    It is hidden from screen readers and out of the order of Tab: the controls beside it say the same. A place
    that both sides have is chosen from behind, where no other lies over it.
    """
    front = {name: ellipses for name, ellipses in FRONT.items() if name not in BACK}
    figures = [
        _chooser_figure(drawing, controls, words(label, _FIGURE_WIDTH / 2, _HEIGHT + 12, **_SIDE), index)
        for index, (drawing, label) in enumerate(zip((front, BACK), sides, strict=True))
    ]
    return element(
        "svg",
        *figures,
        xmlns="http://www.w3.org/2000/svg",
        class_="picture body-chooser",
        aria_hidden="true",
        viewBox=f"0 0 {2 * _FIGURE_WIDTH:g} {_HEIGHT + 18:g}",
    )


def chooser_style() -> str:
    """The style rules that show on the body which controls (`data-place`) are chosen or pointed at."""

    def rule(state: str, look: str) -> str:
        places = (f'fieldset:has([data-place="{place}"]:{state}) .at-{place}' for place in PLACES)
        return f"{', '.join(places)} {{ {look} }}\n"

    return rule("checked", "fill: var(--alert); stroke: var(--alert); stroke-dasharray: none;") + rule(
        "is(:hover, :focus-visible)", "stroke: var(--ink); stroke-width: 3;"
    )


def _chooser_figure(drawing: Drawing, controls: Mapping[str, str], side: str, index: int) -> str:
    """One figure. Over what is drawn lies what takes a click: small places over large ones, and each place
    itself over what is a little beside others.
    """
    ellipses = sorted(
        ((name, ellipse) for name in controls for ellipse in drawing.get(name, ())),
        key=lambda place: -place[1][2] * place[1][3],
    )
    everywhere = " at-everywhere" if "everywhere" in controls else ""
    return element(
        "g",
        element("path", class_=f"outline{everywhere}", d=_OUTLINE),
        *(
            element("ellipse", class_=f"place at-{name}", cx=x, cy=y, rx=rx, ry=ry)
            for name, (x, y, rx, ry) in ellipses
        ),
        *(_touched(controls[name], ellipse, _TOUCH) for name, ellipse in ellipses),
        *(_touched(controls[name], ellipse) for name, ellipse in ellipses),
        side,
        transform=f"translate({index * _FIGURE_WIDTH:g} 0)",
    )


def _touched(control: str, ellipse: Ellipse, least: float = 0) -> str:
    """The label over a place, at least so large."""
    x, y, rx, ry = ellipse
    width, height = max(rx, least), max(ry, least)
    label = f'<label for="{escape(control)}"></label>'
    return element("foreignObject", label, x=x - width, y=y - height, width=2 * width, height=2 * height)


def _figure(
    drawing: Drawing,
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
    side = words(label, _FIGURE_WIDTH / 2, _HEIGHT + 12, **_SIDE)
    return [element("g", outline, *marks, side, transform=f"translate({offset:g} 0)")]
