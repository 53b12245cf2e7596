"""What a file is, by its first bytes; its name may say anything."""

from __future__ import annotations

import re
from typing import Literal

from runner_intake.training.fit_excerpt import is_fit

ContentKind = Literal["fit", "gpx", "tcx", "health", "xml", "json", "table", "nothing"]

_ROOT = re.compile(rb"<(?:!DOCTYPE\s+|\w+:)?(gpx|TrainingCenterDatabase|HealthData)\b")
_ROOTS: dict[bytes, ContentKind] = {b"gpx": "gpx", b"TrainingCenterDatabase": "tcx", b"HealthData": "health"}
_START = 1 << 16


def kind_of(data: bytes) -> ContentKind:
    """The kind of a file, from its first 64 KiB or more."""
    if is_fit(data):
        return "fit"
    start = data[:_START].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if start.startswith(b"<"):
        root = _ROOT.search(start)
        return _ROOTS[root[1]] if root else "xml"
    if start.startswith((b"{", b"[")):
        return "json"
    is_text = data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" not in start
    first = start.splitlines()[:12]
    return (
        "table"
        if is_text and any(mark in line for line in first for mark in (b",", b";", b"\t"))
        else "nothing"
    )
