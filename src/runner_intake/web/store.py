"""Where sittings are kept between two pages: texts under names, in memory, bounded and expiring. Knows
nothing of what the texts say.

Two pages of one person may be sent at once, so a text is replaced only by whoever has seen the latest one.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Protocol


@dataclass(frozen=True, slots=True, repr=False)
class StoredText:
    """A text and which version of it this is (1 = the first)."""

    text: str
    version: int


class Store(Protocol):
    """What keeps sittings. `kept` is that part of a text that may be on a disk; empty where nothing may."""

    def get(self, name: str) -> StoredText | None:
        """What is kept under a name, which stays for the full time again; None where there is nothing."""

    def put(self, name: str, text: str, kept: str, version: int) -> bool:
        """Replaces the text of a version (0: there is none yet); False where another one has come between."""

    def delete(self, name: str) -> None:
        """Forgets what is kept under a name."""


class MemoryStore:
    """Keeps texts in memory only: `most` of them, each for `seconds` after it was last used. Where there are
    more, the one that was not used for the longest time goes.
    """

    def __init__(self, seconds: float, most: int) -> None:
        self.seconds, self.most = seconds, most
        self._entries: OrderedDict[str, tuple[StoredText, float]] = OrderedDict()
        self._lock = Lock()

    def get(self, name: str) -> StoredText | None:
        with self._lock:
            self._expire()
            known = self._entries.get(name)
            if known is None:
                return None
            self._keep(name, known[0])
            return known[0]

    def put(self, name: str, text: str, kept: str, version: int) -> bool:  # noqa: ARG002  (nothing is on a disk)
        with self._lock:
            self._expire()
            known = self._entries.get(name)
            if version != (known[0].version if known else 0):
                return False
            self._keep(name, StoredText(text, version + 1))
            self._drop()
            return True

    def hold(self, name: str, text: str, version: int) -> None:
        """Keeps a version whatever was there before: for a store that decides which is the latest."""
        with self._lock:
            self._expire()
            self._keep(name, StoredText(text, version))
            self._drop()

    def delete(self, name: str) -> None:
        with self._lock:
            self._entries.pop(name, None)

    def _keep(self, name: str, entry: StoredText) -> None:
        self._entries[name] = (entry, time.monotonic() + self.seconds)
        self._entries.move_to_end(name)

    def _drop(self) -> None:
        while len(self._entries) > self.most:
            self._entries.popitem(last=False)

    def _expire(self) -> None:
        """The entries are in the order of their last use, and so of their ends."""
        now = time.monotonic()
        while self._entries and next(iter(self._entries.values()))[1] <= now:
            self._entries.popitem(last=False)
