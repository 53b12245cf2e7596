"""What stands for a sign that an output cannot hold, so that a page is always complete and can be read. Knows
no stream.
"""

from __future__ import annotations

import codecs
import unicodedata

from runner_intake.text.signs import escaped

HANDLER = "runner_intake.readable"
"""The name under which Python's encoders know `_readable`, once `register` was called."""

_ALIKE = """ “ " ” " „ " « " » " ‘ ' ’ ' ‚ ' ‹ < › > – - — - − - ‐ - ‑ - ─ - │ | … ... · - • * ● # ◌ ? ○ . ✓ *
× x ± +/- ≥ >= ≤ <= → -> ß ss æ ae Æ Ae ø o Ø O ł l Ł L œ oe Œ Oe đ d Đ D ı i € EUR
"""
_PLAIN = dict(zip(_ALIKE.split()[::2], _ALIKE.split()[1::2], strict=True))
"""Signs, each with the plain one that stands for it."""


def register() -> None:
    """Makes the substitutes known to Python's encoders. May be called again."""
    codecs.register_error(HANDLER, _readable)


def substituted(text: str, encoding: str) -> str:
    """A text as it can be written in an encoding."""
    register()
    return text.encode(encoding, HANDLER).decode(encoding)


def escaped_for(text: str, encoding: str) -> str:
    r"""JSON text as it can be written in an encoding: what does not fit stands as `\u1234`, which means the
    same.
    """
    if _fits(text, encoding):
        return text
    return "".join(sign if _fits(sign, encoding) else escaped(sign) for sign in text)


def _readable(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    signs = error.object[error.start : error.end]
    return "".join(_substitute(sign, error.encoding) for sign in signs), error.end


def _substitute(sign: str, encoding: str) -> str:
    r"""A sign that looks alike, the letter without its accent, or else the sign written out, such as
    `\u05d0`.
    """
    plain = _PLAIN.get(sign) or "".join(
        part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part)
    )
    return plain if plain and plain.isascii() and _fits(plain, encoding) else escaped(sign)


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
