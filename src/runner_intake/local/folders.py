"""Where a person's files are kept: whether there is such a place at all. Knows no file."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def check_home(folder: Path) -> None:
    """OSError where a folder hangs in the air, because no home folder is known: it would be made wherever the
    program was started.
    """
    if not folder.is_absolute():
        raise OSError(errno.ENOENT, "no home folder is known", str(folder))


def reason(error: OSError) -> str:
    """What the system refused, and where."""
    why = error.strerror or type(error).__name__
    return f"{why}: {error.filename}" if error.filename else why
