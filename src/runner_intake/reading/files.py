"""Gets the text out of a file: bounded in size, UTF-8, not empty."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from runner_intake.errors import IntakeError, Problem
from runner_intake.reading.values import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable


def read_text(path: Path | Traversable, name: str | None = None) -> str:
    """The file's text; IntakeError (F01-F04) if it cannot be read, is over 1 MiB, empty or not UTF-8."""
    with readable(name or str(path)), path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    return decode(data, name or str(path))


def read_file(path: Path | Traversable, name: str) -> str:
    """As `read_text`, but of an ordinary file only (F01): a pipe or a device would keep the reader
    waiting.
    """
    with readable(name):
        special = not path.is_file() and not path.is_dir() and (not isinstance(path, Path) or path.exists())
    if special:
        raise IntakeError([Problem("F01", "This is no ordinary file.", "Put a file here.", name)])
    return read_text(path, name)


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Whatever is read inside: what the system refuses becomes an IntakeError (F01)."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or "cannot be opened").lower()
        raise IntakeError(
            [
                Problem(
                    "F01", f"This cannot be read: {reason}.", "Check the name and that you may read it.", name
                )
            ]
        ) from None
    except ValueError:
        raise IntakeError([Problem("F01", "This is no name of a file.", "Check the name.", name)]) from None


def decode(data: bytes, name: str) -> str:
    """The text of `data`; IntakeError (F02-F04) if it is over 1 MiB, empty or not UTF-8."""
    if len(data) > MAX_BYTES:
        raise IntakeError(
            [
                Problem(
                    "F02",
                    "This file is larger than 1 MiB.",
                    "Is it the right file? Answers and rule files are small.",
                    name,
                )
            ]
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise IntakeError(
            [Problem("F04", "This file is not UTF-8 text.", "Save it as UTF-8.", name)]
        ) from None
    if not text.strip():
        raise IntakeError(
            [Problem("F03", "This file is empty.", "Write {} if there is nothing to say yet.", name)]
        )
    return text
