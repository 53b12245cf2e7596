"""Writes a file in one piece: under a crash, a kill or a full disk there is the old file or the new one,
never a part of one.

The text goes to a part file in the same folder, to the disk, and then takes the name. Knows nothing of what
it writes.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PART = ".part"
"""How the name of a part file ends."""

OWNER_ONLY, ANYONE = 0o600, 0o666
_LONGEST = 60
"""Characters of the target's name in the name of its part file, so that long names have room for both."""

_NO_LINKS = (
    errno.EPERM,
    errno.ENOTSUP,
    errno.EOPNOTSUPP,
    errno.ENOSYS,
    errno.EMLINK,
    errno.EACCES,
    errno.EXDEV,
)
"""What systems say whose files cannot have two names."""


def write_text(target: Path, text: str, *, private: bool = False, new: bool = False) -> None:
    """Writes a text as UTF-8 to a file; all else as in `write_bytes`."""
    write_bytes(target, text.encode("utf-8", "backslashreplace"), private=private, new=new)


def write_bytes(target: Path, data: bytes, *, private: bool = False, new: bool = False) -> None:
    """Writes a file, whole or not at all; a file of that name is replaced and keeps its rights.

    `private`: only the owner can read it, and a link is replaced, not followed. `new`: FileExistsError where
    there is something of that name. OSError where it cannot be written; then everything is as it was.
    """
    target = (
        target if private or new else Path(os.path.realpath(target))
    )  # a link that leads nowhere but to itself stays one
    if not (private or new) and target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(target))
    if not (private or new) and _is_device(target):
        with target.open("wb") as device:
            device.write(data)
        return
    with whole(target, private=private, new=new) as part, part.open("r+b") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def whole(target: Path, *, private: bool = False, new: bool = False) -> Iterator[Path]:
    """A part file beside the target to write to, which takes the target's name at the end; removed where
    anything goes wrong.

    Whoever writes has to have it on the disk (fsync) before the end. Parameters and errors as in
    `write_text`.
    """
    if target.is_dir() and not target.is_symlink():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    part = target.with_name(f".{target.name[:_LONGEST]}.{os.urandom(8).hex()}{PART}")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY if private else ANYONE))
        yield part
        if not private:
            _keep_rights(part, target)
        if new:
            _take_free_name(part, target)
        else:
            part.replace(target)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _take_free_name(part: Path, target: Path) -> None:
    """Gives a part its name if nothing bears it; a second name and the first one taken away, because that
    never replaces anything.
    """
    try:
        os.link(part, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        part.replace(target)
    else:
        part.unlink()


def _keep_rights(part: Path, target: Path) -> None:
    """Gives a part the rights of the file that it replaces, if there is one and the system lets us."""
    with suppress(OSError):
        part.chmod(stat.S_IMODE(target.stat().st_mode))


def _is_device(target: Path) -> bool:
    """Whether this is something to write to that is no file, such as a pipe or a terminal."""
    try:
        mode = target.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _sync_folder(folder: Path) -> None:
    """Brings the new name to the disk; not every system can."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
