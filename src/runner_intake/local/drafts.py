"""The draft on disk: one file in the state folder, written in one piece, readable by its owner alone. Knows no questions.

The folder has mode 0700 and the file 0600. A draft is replaced, never changed in place, so that a crash leaves the last one whole. What cannot
be read is moved aside under another name, never deleted. A lock tells when another window is answering already.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from runner_intake.errors import IntakeError, Problem
from runner_intake.reading import parse_json, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator

DRAFT, LOCK, ASIDE = "draft.json", "draft.lock", "draft-set-aside"


@dataclass(frozen=True, slots=True)
class DraftFile:
    """The draft in a folder."""

    folder: Path

    @property
    def path(self) -> Path:
        """Where the draft is, or would be."""
        return self.folder / DRAFT

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file with answers in the folder: the draft, drafts set aside, and what a crash may have left."""
        return tuple(sorted(path for path in self.folder.glob("draft*") if path.name != LOCK)) if self.folder.is_dir() else ()

    def read(self) -> object | None:
        """The document in the draft, or None where there is none. IntakeError (D01) if it is no JSON text."""
        if not self.path.is_file():
            return None
        try:
            return parse_json(read_text(self.path), DRAFT)
        except IntakeError as error:
            raise IntakeError([Problem("D01", "The draft is damaged.", "It is moved aside, and the questions start anew.")]) from error

    def saved(self) -> datetime:
        """When the draft was last written (UTC)."""
        return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)

    def write(self, document: object) -> None:
        """Replaces the draft in one step; after a crash either the old or the new one is there. OSError where that is impossible."""
        self._make_folder()
        number, name = tempfile.mkstemp(dir=self.folder, prefix="draft.", suffix=".part")  # mode 0600
        try:
            with os.fdopen(number, "w", encoding="utf-8") as file:
                json.dump(document, file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def delete(self) -> None:
        """Removes the draft, if there is one."""
        self.path.unlink(missing_ok=True)

    def set_aside(self) -> Path:
        """Moves the draft to a free name beside it and returns that name."""
        number = 1
        while (free := self.folder / f"{ASIDE}-{number}.json").exists():
            number += 1
        self.path.replace(free)
        return free

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Holds the draft for this process; False where another process holds it."""
        self._make_folder()
        with (self.folder / LOCK).open("a", encoding="utf-8") as file:
            locked = _lock(file.fileno())
            try:
                yield locked
            finally:
                if locked:
                    _unlock(file.fileno())

    def _make_folder(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(OSError):
            self.folder.chmod(0o700)


def state_folder() -> Path:
    """The folder for drafts: the platform's place for an application's state."""
    from platformdirs import user_state_path  # noqa: PLC0415  (only what is used is loaded)

    return user_state_path("runner-intake", appauthor=False)


if sys.platform == "win32":
    import msvcrt

    def _lock(number: int) -> bool:
        try:
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(number: int) -> None:
        msvcrt.locking(number, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _lock(number: int) -> bool:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_UN)
