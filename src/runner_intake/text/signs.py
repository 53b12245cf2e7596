"""Signs that steer a screen instead of being seen on it: control characters, and marks that turn the
direction of text.

Answers which of them a text holds, and makes them visible. `visible` is the one function between the program
and any terminal. Knows nothing of packs, answers or streams.
"""

from __future__ import annotations

import re
import unicodedata

_STEERING = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u206a-\u206f\ud800-\udfff"
"""Control characters but for the line break and the tab, the two other line breaks, and halves of characters
(as in names that are no UTF-8).
"""

_OVERRIDES = "\u202d\u202e"
"""They turn letters against their own direction. No language needs them."""

MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
"""Marks that text from right to left needs where it holds words from left to right."""

_PAIRS = {"\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
"""The marks that open a stretch of text, each with the one that closes it."""

_NEVER = re.compile(f"[{_STEERING}{_OVERRIDES}]")
_HIDDEN = re.compile(f"[{_STEERING}{_OVERRIDES}{MARKS}]")

_LANGUAGES = frozenset(
    [
        "ar",
        "arc",
        "ckb",
        "dv",
        "fa",
        "he",
        "iw",
        "ks",
        "lrc",
        "mzn",
        "nqo",
        "prs",
        "ps",
        "rhg",
        "sd",
        "syr",
        "ug",
        "ur",
        "yi",
    ]
)
_SCRIPTS = frozenset(["adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa", "yezi"])


def is_right_to_left(language: str) -> bool:
    """Whether a language, named by its tag (such as he or ku-Arab), is written from right to left."""
    first, *rest = language.lower().split("-")
    scripts = [part for part in rest if len(part) == 4 and part.isalpha()]  # noqa: PLR2004  (a script has four letters)
    return not _SCRIPTS.isdisjoint(scripts) if scripts else first in _LANGUAGES


def hidden_sign(text: str, *, right_to_left: bool) -> str | None:
    """The first sign of a text that may not be in it; None where there is none.

    In text written from right to left, marks of direction are allowed where each one that opens is closed on
    its line.
    """
    if _HIDDEN.search(text) is None:
        return None
    for line in text.split("\n"):
        signs = _NEVER if right_to_left and _is_balanced(line) else _HIDDEN
        if (match := signs.search(line)) is not None:
            return match[0]
    return None


def visible(text: str) -> str:
    r"""A text in which every hidden sign is written out, as `\u001b` (so that JSON keeps its meaning).

    Line breaks and tabs stay. Marks of direction stay on lines that hold letters written from right to left,
    if they are balanced there.

    >>> visible("All fine\x1b[2J")
    'All fine\\u001b[2J'
    """
    if _HIDDEN.search(text) is None:
        return text
    return "\n".join(_visible_line(line) for line in text.split("\n"))


def _visible_line(line: str) -> str:
    may_turn = _is_balanced(line) and any(
        unicodedata.bidirectional(sign) in ("R", "AL") and sign not in "\u200f\u061c" for sign in line
    )
    return (_NEVER if may_turn else _HIDDEN).sub(lambda match: escaped(match[0]), line)


def escaped(sign: str) -> str:
    r"""A sign as JSON writes it: `\u001b`, or two such where it needs them."""
    units = sign.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[index]:02x}{units[index + 1]:02x}" for index in range(0, len(units), 2))


def _is_balanced(line: str) -> bool:
    """Whether every mark that opens is closed by its own, and none closes what is not open."""
    due: list[str] = []
    for sign in line:
        if sign in _PAIRS:
            due.append(_PAIRS[sign])
        elif sign in _PAIRS.values() and (not due or due.pop() != sign):
            return False
    return not due
