"""Sittings in a SQLite file: over a restart, and for several workers. On the disk is only what may be kept
there; the rest (private answers, and everything before the consent and the age) stays in memory.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from runner_intake.web.store import StoredText

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from runner_intake.web.store import MemoryStore

_TABLE = (
    "CREATE TABLE IF NOT EXISTS sittings (name TEXT PRIMARY KEY, version INTEGER NOT NULL,"
    " kept TEXT NOT NULL, until REAL NOT NULL) WITHOUT ROWID"
)
_WAIT_S = 10.0
_EARLY = 0.9
"""The end of a sitting is written anew once this share of its time is left."""


class SqliteStore:
    """Keeps sittings in a file that only its owner can read, each for `seconds` after it was last used.

    `memory` holds the whole texts; where it has lost one, what was kept on the disk takes its place. It holds
    a new version before the file names it, and the old one until then, so that a worker may be killed at any
    time. OSError where the file cannot be used.
    """

    def __init__(self, file: Path, memory: MemoryStore, seconds: float) -> None:
        self.file, self.memory, self.seconds = file, memory, seconds
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        file.chmod(0o600)
        with self._open() as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute(_TABLE)

    def get(self, name: str) -> StoredText | None:
        now = time.time()
        with self._open() as database:
            query = "SELECT version, kept, until FROM sittings WHERE name = ? AND until > ?"
            row = database.execute(query, (name, now)).fetchone()
            if row is None:
                return None
            version, kept, until = row
            if until - now < _EARLY * self.seconds:
                database.execute("UPDATE sittings SET until = ? WHERE name = ?", (now + self.seconds, name))
        whole = self.memory.get(_held(name, version))
        if whole is not None:
            return whole
        return StoredText(kept, version) if kept else None

    def put(self, name: str, text: str, kept: str, version: int) -> bool:
        now = time.time()
        with self._open() as database:
            database.execute("BEGIN IMMEDIATE")
            database.execute("DELETE FROM sittings WHERE until <= ?", (now,))
            row = database.execute("SELECT version FROM sittings WHERE name = ?", (name,)).fetchone()
            if version != (row[0] if row else 0):
                database.execute("ROLLBACK")
                return False
            values = (name, version + 1, kept, now + self.seconds)
            database.execute("INSERT OR REPLACE INTO sittings VALUES (?, ?, ?, ?)", values)
            self.memory.hold(_held(name, version + 1), text, version + 1)
            database.execute("COMMIT")
        for old in (version - 1, version):  # one more than needed, where a worker was killed just here
            self.memory.delete(_held(name, old))
        return True

    def delete(self, name: str) -> None:
        with self._open() as database:
            row = database.execute("SELECT version FROM sittings WHERE name = ?", (name,)).fetchone()
            for version in range(row[0] - 1, row[0] + 2) if row else ():
                self.memory.delete(_held(name, version))
            database.execute("DELETE FROM sittings WHERE name = ?", (name,))
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # nor in the file beside it

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.file, timeout=_WAIT_S, isolation_level=None)) as database:
                database.execute("PRAGMA secure_delete=ON")
                yield database
        except sqlite3.Error as error:
            raise OSError(f"{type(error).__name__} in the file of sittings") from None


def _held(name: str, version: int) -> str:
    """The name under which the memory holds a version."""
    return f"{name} {version}"
