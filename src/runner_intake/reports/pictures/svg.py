"""SVG as text: elements with escaped attributes, and the frame that every picture has. Knows no picture."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from runner_intake.text.signs import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Attribute = str | int | float

_OPEN: Mapping[str, Attribute] = {"fill": "none", "stroke": "#333"}
_FILLED: Mapping[str, Attribute] = {"fill": "#000"}
_WRITING: Mapping[str, Attribute] = {"font_family": "sans-serif", "font_size": 11}

PLAIN: Mapping[str, Mapping[str, Attribute]] = {
    "outline": _OPEN,
    "pain": {"fill": "#999", "stroke": "#000"},
    "main": _FILLED,
    "gain": {"fill": "#555"},
    "loss": {**_OPEN, "stroke_dasharray": "3 2"},
    "total": _FILLED,
    "may": {**_OPEN, "stroke_dasharray": "2 2"},
    "axis": _OPEN,
    "level": {**_OPEN, "stroke_dasharray": "4 3"},
    "rung": _OPEN,
    "dot": _OPEN,
    "reached": _FILLED,
    "open": {**_OPEN, "stroke_dasharray": "2 1.5"},
    "bar": {"fill": "#999"},
    "longest": {"stroke": "#000", "stroke_width": 2},
    "unknown": {**_OPEN, "stroke_dasharray": "3 3"},
    "note": _WRITING,
    "label": _WRITING,
    "number": _WRITING,
    "letter": _WRITING,
}
"""How each kind of part looks in black and white, where no style sheet reaches it, as in a PDF. A style sheet
comes before it.
"""


def element(name: str, *children: str, **attributes: Attribute) -> str:
    """One element. An underscore in an attribute's name stands for a hyphen; `class_` and the like lose
    theirs.
    """
    kinds = str(attributes.get("class_", "")).split()
    plain = {key: value for kind in kinds for key, value in PLAIN.get(kind, {}).items()}
    written = "".join(
        f' {_attribute(key)}="{escape(_value(value))}"' for key, value in (plain | attributes).items()
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def words(text: str, x: float, y: float, **attributes: Attribute) -> str:
    """A line of text at a place; the text is escaped."""
    return element("text", escape(visible(text)), x=x, y=y, **attributes)


def picture(
    title: str, description: str, width: float, height: float, parts: Iterable[str], kind: str
) -> str:
    """A whole picture: its title and description (if it needs one) are what a screen reader says instead.

    `width` and `height` are its own units; it grows and shrinks with the page. `kind` is its class, for the
    style sheet.
    """
    return element(
        "svg",
        element("title", escape(visible(title))),
        *([element("desc", escape(visible(description)))] if description else []),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"picture {kind}",
        role="img",
        aria_label=visible(f"{title}. {description}" if description else title),
        viewBox=f"0 0 {_value(width)} {_value(height)}",
    )


def _attribute(key: str) -> str:
    return key.removesuffix("_").replace("_", "-")


def _value(value: Attribute) -> str:
    """A number with at most two places, without a needless point."""
    return f"{round(value, 2):g}" if isinstance(value, float) else str(value)
