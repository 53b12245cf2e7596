"""The draft on disk: one file in the state folder, written in one piece, readable by its owner alone. Knows
no questions.

The folder has mode 0700 and the file 0600. A draft is replaced, never changed in place, so that a crash
leaves the last one whole. What cannot be read is moved aside under another name, never deleted. A lock tells
when another window is answering already; who deletes the saved answers takes the lock file away, and the
window that held it stops saving.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from runner_intake.errors import IntakeError, Problem
from runner_intake.local.folders import check_home
from runner_intake.reading import parse_json, read_file
from runner_intake.writing import PART, write_text

if TYPE_CHECKING:
    from collections.abc import Iterator

DRAFT, LOCK, ASIDE = "draft.json", "draft.lock", "draft-set-aside"


class DraftsDeletedError(Exception):
    """The saved answers were deleted from elsewhere; this window must not save them again."""


@dataclass(slots=True)
class DraftFile:
    """The draft in a folder. What the system refuses is an OSError that names the file."""

    folder: Path
    _lock: int | None = field(default=None, repr=False, compare=False)

    @property
    def path(self) -> Path:
        """Where the draft is, or would be."""
        return self.folder / DRAFT

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file with answers in the folder: the draft, drafts set aside, and what a kill in the middle
        of saving may have left.
        """
        check_home(self.folder)
        try:
            paths = sorted(self.folder.iterdir())
        except FileNotFoundError:
            return ()
        return tuple(
            path
            for path in paths
            if path.name != LOCK and (path.name.startswith("draft") or _is_part(path.name))
        )

    @property
    def is_there(self) -> bool:
        """Whether anything bears the draft's name, be it readable or not."""
        check_home(self.folder)
        try:
            self.path.lstat()
        except FileNotFoundError:
            return False
        return True

    def read(self) -> object | None:
        """The document in the draft, or None where there is none. IntakeError: D03 if it cannot be read, D01
        if it is no JSON text.
        """
        if not self.is_there:
            return None
        try:
            return parse_json(read_file(self.path, DRAFT), DRAFT)
        except IntakeError as error:
            problem = error.problems[0]
            if problem.code == "F01":
                raise IntakeError(
                    [
                        Problem(
                            "D03",
                            problem.what,
                            "It is moved aside, and the questions start anew.",
                            str(self.path),
                        )
                    ]
                ) from error
            raise IntakeError(
                [Problem("D01", "The draft is damaged.", "It is moved aside, and the questions start anew.")]
            ) from error

    def saved(self) -> datetime | None:
        """When the draft was last written (UTC); None where its time is beyond what a date can be."""
        try:
            return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)
        except (ValueError, OverflowError, OSError):
            return None

    def write(self, document: object) -> None:
        """Replaces the draft in one step; after a crash either the old or the new one is there. OSError where
        that is impossible.

        DraftsDeletedError if the saved answers were deleted from elsewhere since `alone` began; then nothing
        is left behind.
        """
        text = json.dumps(document, ensure_ascii=False)
        self._check_lock()
        self._make_folder()
        write_text(self.path, text, private=True)
        try:
            self._check_lock()
        except DraftsDeletedError:
            self.delete()
            raise

    def delete(self) -> None:
        """Removes the draft, if there is one."""
        self.path.unlink(missing_ok=True)

    def delete_all(self) -> tuple[OSError, ...]:
        """Removes every file with answers, and tells a window that is open to stop saving; what could not be
        removed, with the reasons.
        """
        refused: list[OSError] = []
        with suppress(FileNotFoundError, PermissionError):  # a system may hold on to a file that is open
            (self.folder / LOCK).unlink()
        for path in self.files:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                refused.append(error)
        return tuple(refused)

    def set_aside(self) -> Path:
        """Moves the draft to a free name beside it and returns that name."""
        number = 1
        while os.path.lexists(free := self.folder / f"{ASIDE}-{number}.json"):
            number += 1
        self.path.replace(free)
        return free

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Holds the draft for this process; False where another process holds it. What a kill left behind is
        removed.
        """
        self._make_folder()
        number, locked = _locked(self.folder / LOCK)
        try:
            if locked:
                self._lock = number
                self._remove_parts()
            yield locked
        finally:
            self._lock = None
            os.close(number)  # this unlocks too

    def _remove_parts(self) -> None:
        for path in self.files:
            if _is_part(path.name):
                with suppress(OSError):
                    path.unlink()

    def _check_lock(self) -> None:
        if self._lock is not None and not _is_at(self._lock, self.folder / LOCK):
            raise DraftsDeletedError

    def _make_folder(self) -> None:
        check_home(self.folder)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(OSError):
            self.folder.chmod(0o700)


def _is_part(name: str) -> bool:
    return name.startswith((".draft", "draft")) and name.endswith(PART)


def state_folder() -> Path:
    """The folder for drafts: the platform's place for an application's state."""
    from platformdirs import user_state_path  # noqa: PLC0415  (only what is used is loaded)

    return user_state_path("runner-intake", appauthor=False)


# --- the lock


def _locked(path: Path) -> tuple[int, bool]:
    """The lock file, open, and whether we hold it. Taken anew where it was taken away in between."""
    while True:
        number = _open_lock(path)
        locked = _lock(number)
        if not locked or _is_at(number, path):
            return number, locked
        os.close(number)


def _open_lock(path: Path) -> int:
    """Opens the lock file without waiting; OSError where something else than a file is in its place."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    number = os.open(path, flags, 0o600)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise OSError(errno.EINVAL, "it is no ordinary file", str(path))
    return number


def _is_at(number: int, path: Path) -> bool:
    """Whether an open file is still the one of that name."""
    try:
        return os.path.samestat(os.fstat(number), path.lstat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(number: int) -> bool:
        try:
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _lock(number: int) -> bool:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
