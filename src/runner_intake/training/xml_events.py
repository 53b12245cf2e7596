"""Walks through XML that somebody else wrote: a document type declaration is refused, time is limited,
undeclared prefixes are let pass.

Element names are given without their namespace and prefix. What was seen before an error stays seen.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol
from xml.parsers import expat

from runner_intake.training.limits import Deadline, LimitError

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHUNK = 1 << 16
_MAX_DEPTH = 100
_MAX_TEXT = 1 << 12
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


DOCTYPE_REFUSED = (
    "This file has a document type declaration (DOCTYPE). No training file needs one; it was left out."
)


class Listener(Protocol):
    """What is reported about every element: its name and attributes, then its text and name."""

    def opened(self, name: str, attributes: Mapping[str, str]) -> None: ...

    def closed(self, name: str, text: str) -> None: ...


def walk_xml(data: bytes, listener: Listener, deadline: Deadline) -> str | None:
    """Tells `listener` about every element; the reason where the document breaks off, else None.

    LimitError (T15) at a document type declaration, (T16) when time is up.
    """
    parser = expat.ParserCreate()
    texts: list[list[str]] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if len(texts) >= _MAX_DEPTH:
            raise LimitError(
                "T12", f"Elements of this file are nested deeper than {_MAX_DEPTH}. It was left out."
            )
        texts.append([])
        listener.opened(name.rpartition(":")[2], attributes)

    def end(name: str) -> None:
        listener.closed(name.rpartition(":")[2], "".join(texts.pop())[:_MAX_TEXT].strip())

    def text(piece: str) -> None:
        if texts and len(texts[-1]) < _MAX_TEXT:
            texts[-1].append(piece)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    clean = _without_control_characters(data)
    try:
        for offset in range(0, len(clean), _CHUNK):
            deadline.check()
            parser.Parse(clean[offset : offset + _CHUNK], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        return f"line {error.lineno}"
    return None


def _refuse(*_: object) -> None:
    raise LimitError(
        "T15",
        DOCTYPE_REFUSED,
    )


def _without_control_characters(data: bytes) -> bytes:
    """The document without a byte order mark and the control characters that some apps leave in it."""
    if data[:1] in (b"\xff", b"\xfe", b"\x00"):  # UTF-16: every other byte is 0
        return data
    return _CONTROL.sub(b" ", data.lstrip(b"\xef\xbb\xbf \t\r\n"))
