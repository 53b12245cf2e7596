"""How much of a file is read, so that no file can exhaust the computer. Every limit can be changed."""

from __future__ import annotations

import time
from dataclasses import dataclass

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of reading, in bytes, counts and seconds.

    `file_seconds` are for a file of one session, `history_seconds` for one that holds a whole history: a
    table, an account export, an Apple Health export (which may also be larger than other files:
    `health_bytes`). What goes over a limit is left out and listed as an issue (T12, for time T16); everything
    else is read. Sizes of packed files are those measured while they are unpacked: what an archive says about
    itself is not trusted.
    """

    archive_bytes: int = 4 * GIB
    entries: int = 100_000
    entry_bytes: int = 64 * MIB
    total_bytes: int = GIB
    table_bytes: int = 100 * MIB
    table_rows: int = 200_000
    cell_bytes: int = MIB
    fit_messages: int = 2_000_000
    health_bytes: int = 4 * GIB
    file_seconds: float = 2.0
    history_seconds: float = 60.0


class LimitError(Exception):
    """A file is over a limit; `code` and `message` are those of the issue."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(code)


class Deadline:
    """Raises when a file has taken too much processor time; waiting for a busy computer does not count."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.thread_time() + seconds

    def check(self) -> None:
        if time.thread_time() > self.end:
            raise LimitError(
                "T16", f"Reading this file took more than {self.seconds:g} seconds. It was left out."
            )


def size_text(size: int) -> str:
    """A number of bytes for people."""
    for unit, name in ((GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size} bytes"
