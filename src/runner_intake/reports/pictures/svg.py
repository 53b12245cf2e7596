"""SVG as text: elements with escaped attributes, and the frame that every picture has. Knows no picture."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from runner_intake.text.signs import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

Attribute = str | int | float


def element(name: str, *children: str, **attributes: Attribute) -> str:
    """One element. An underscore in an attribute's name stands for a hyphen; `class_` and the like lose
    theirs.
    """
    written = "".join(f' {_attribute(key)}="{escape(_value(value))}"' for key, value in attributes.items())
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def words(text: str, x: float, y: float, **attributes: Attribute) -> str:
    """A line of text at a place; the text is escaped."""
    return element("text", escape(visible(text)), x=x, y=y, **attributes)


def picture(
    title: str, description: str, width: float, height: float, parts: Iterable[str], kind: str
) -> str:
    """A whole picture: its title and description are what a screen reader says instead of it.

    `width` and `height` are its own units; it grows and shrinks with the page. `kind` is its class, for the
    style sheet.
    """
    return element(
        "svg",
        element("title", escape(visible(title))),
        element("desc", escape(visible(description))),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"picture {kind}",
        role="img",
        aria_label=visible(f"{title}. {description}"),
        viewBox=f"0 0 {_value(width)} {_value(height)}",
    )


def _attribute(key: str) -> str:
    return key.removesuffix("_").replace("_", "-")


def _value(value: Attribute) -> str:
    """A number with at most two places, without a needless point."""
    return f"{round(value, 2):g}" if isinstance(value, float) else str(value)
