"""Gets the bytes of training files out of folders, archives and packed files, within limits. Nothing is ever
written to disk.

What an archive says about its sizes is not trusted; a name that leads out of it is never followed; an archive
inside one is not opened.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from runner_intake.training.issues import IssueLog
from runner_intake.training.limits import LimitError, Limits, size_text

if TYPE_CHECKING:
    from runner_intake.training.issues import Issue

_PIECE = 1 << 18
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_GZIP_WINDOW = 31
_ENCRYPTED = 0x1
_ENTRY_IN_LIST = 512
_IN_LARGE_RECORD = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Member:
    """A file that may be read: its short name for messages, its name inside its folder or archive, how to
    open it, and its path on disk if it has one.
    """

    label: str
    name: str
    open: Callable[[], IO[bytes]]
    path: Path | None = None

    @property
    def folder(self) -> str:
        """The folder inside the archive, with a slash at its end; "" at the top."""
        return self.name.rpartition("/")[0] + "/" if "/" in self.name else ""

    @property
    def suffix(self) -> str:
        """The ending of the name in small letters, without that of packing."""
        name = self.name.casefold().removesuffix(".gz")
        return PurePosixPath(name).suffix


NESTED = "This is an archive inside an archive. It was not opened; unpack it and name it by itself."


@dataclass(slots=True)
class Budget:
    """How many unpacked bytes may still be read in one call; files that are not packed do not count."""

    left: int

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise LimitError(
                "T12", "All files together are too large once unpacked. This one and the rest were left out."
            )


def short_names(paths: Sequence[Path]) -> dict[Path, str]:
    """What files, folders and archives are called in messages: by their own name, never by the folders that
    lead to them. Empty for a folder that is the only path; paths of one name are numbered.
    """
    if len(paths) == 1 and paths[0].is_dir():
        return {paths[0]: ""}
    seen: Counter[str] = Counter()
    names = {}
    for path in paths:
        name = label_of(path.name or path.resolve().name)
        seen[name] += 1
        names[path] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return names


@contextmanager
def members_of(path: Path, label: str, limits: Limits, issues: list[Issue]) -> Iterator[list[Member]]:
    """The files under a path that messages call `label`: itself, those in the folder, or those in the
    archive, in the order of their names.
    """
    if path.is_dir():
        yield list(_in_folder(path, label, issues))
        return
    report = IssueLog(label)
    archive = _opened(path, limits, report)
    issues += report.issues
    if archive is None:
        yield [] if report.issues else [Member(label, path.name, partial(_open_file, path), path)]
        return
    with archive:
        yield list(_in_archive(archive, label, issues))


def _in_folder(folder: Path, label: str, issues: list[Issue]) -> Iterator[Member]:
    for directory, subfolders, names in os.walk(folder):
        subfolders.sort()
        for name in sorted(names):
            path = Path(directory) / name
            inside = path.relative_to(folder).as_posix()
            short = label_of(f"{label}/{inside}" if label else inside)
            if path.is_symlink():
                report = IssueLog(short)
                report("T14", "This is a link to a file elsewhere. It was not followed.")
                issues += report.issues
            elif path.is_file() and not name.startswith("."):
                yield Member(short, inside, partial(_open_file, path), path)


def _opened(path: Path, limits: Limits, report: IssueLog) -> zipfile.ZipFile | None:
    """The archive at a path, if it is one that may be opened."""
    try:
        with path.open("rb") as file:
            if file.read(4) not in (_ZIP, _EMPTY_ZIP):
                return None
            size = os.fstat(file.fileno()).st_size
            if size > limits.archive_bytes:
                report(
                    "T12",
                    f"This archive is larger than {size_text(limits.archive_bytes)}. It was not opened.",
                )
                return None
            if _list_size(file, size) > limits.entries * _ENTRY_IN_LIST:
                report("T12", f"This archive holds more than {limits.entries} files. It was not opened.")
                return None
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError, IndexError, struct.error):
        report("T19", "This archive is damaged and cannot be opened.")
        return None
    if len(archive.infolist()) > limits.entries:
        archive.close()
        report("T12", f"This archive holds more than {limits.entries} files. It was not opened.")
        return None
    return archive


def _list_size(file: IO[bytes], size: int) -> int:
    """How many bytes the list of files takes that an archive ends with, so that nobody has to read it to find
    out.
    """
    file.seek(max(0, size - 66_000))
    tail = file.read()
    end = tail.rfind(_EMPTY_ZIP)
    if end < 0:
        return 0
    size_of_list = int(struct.unpack_from("<I", tail, end + 12)[0])
    large = tail.rfind(b"PK\x06\x06", 0, end)
    if size_of_list == _IN_LARGE_RECORD and large >= 0:
        return int(struct.unpack_from("<Q", tail, large + 40)[0])
    return size_of_list


def _in_archive(archive: zipfile.ZipFile, label: str, issues: list[Issue]) -> Iterator[Member]:
    for info in sorted(archive.infolist(), key=lambda info: info.filename):
        if not info.filename or info.filename.endswith("/"):
            continue
        name = info.filename.replace("\\", "/")
        member = Member(f"{label}!{label_of(name)}", name, partial(archive.open, info))
        report = IssueLog(member.label)
        if leads_out(name) or stat.S_ISLNK(info.external_attr >> 16):
            report("T14", "The name of this file leads out of the archive, or it is a link. It was not read.")
        elif info.flag_bits & _ENCRYPTED:
            report("T19", "This file is protected by a password. It was not read.")
        elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            report("T19", "This file is packed in a way that is not read here.")
        else:
            yield member
        issues += report.issues


def _open_file(path: Path) -> IO[bytes]:
    return path.open("rb")


def label_of(path: Path | str) -> str:
    """A name that can be printed: control characters, and bytes that are no text, become question marks."""
    text = str(path).encode("utf-8", "replace").decode("utf-8")
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def leads_out(name: str) -> bool:
    """Whether a name inside an archive or folder would lead out of it."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name.partition("/")[0]


def content(member: Member, limits: Limits, budget: Budget) -> bytes:
    """The bytes of a file, unpacked where it is gzipped. LimitError if they are too many, or it is an archive
    itself.
    """
    most = max(limits.entry_bytes, limits.table_bytes if member.suffix == ".csv" else 0)
    data = b"".join(pieces(member, most, budget))
    if data[:2] == _GZIP:
        data = _unpacked(data, most, budget)
    if data[:4] in (_ZIP, _EMPTY_ZIP) or data[:2] == _GZIP:
        raise LimitError("T13", NESTED)
    return data


def pieces(member: Member, most: int, budget: Budget) -> Iterator[bytes]:
    """The bytes of a file in pieces. LimitError (T12) once they are more than `most`, (T19) if the file
    cannot be read.
    """
    size = 0
    try:
        with member.open() as file:
            while piece := file.read(_PIECE):
                size += len(piece)
                if size > most:
                    raise LimitError("T12", f"This file is larger than {size_text(most)}. It was left out.")
                if member.path is None:
                    budget.take(len(piece))
                yield piece
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise LimitError("T19", "This file cannot be read: it is damaged, or you may not open it.") from None


def health_pieces(member: Member, limits: Limits) -> Iterator[bytes]:
    """The bytes of an Apple Health export, which may be far larger than other files. LimitError (T12) where
    they cannot be one's own.
    """
    yield from pieces(member, limits.health_bytes, Budget(limits.health_bytes))


def start_of(member: Member, size: int = 1 << 16) -> bytes:
    """The first bytes of a file; empty if it cannot be read."""
    try:
        with member.open() as file:
            return file.read(size)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        return b""


def _unpacked(data: bytes, most: int, budget: Budget) -> bytes:
    """What a gzipped file holds. A damaged end is left out."""
    unpacked: list[bytes] = []
    size = 0
    while data[:2] == _GZIP:
        unpacker = zlib.decompressobj(_GZIP_WINDOW)
        while data and not unpacker.eof:
            try:
                piece = unpacker.decompress(data, _PIECE)
            except zlib.error:
                return b"".join(unpacked)
            if not piece and not unpacker.unconsumed_tail:
                break
            size += len(piece)
            if size > most:
                raise LimitError(
                    "T12", f"This file is larger than {size_text(most)} once unpacked. It was left out."
                )
            budget.take(len(piece))
            unpacked.append(piece)
            data = unpacker.unconsumed_tail
        data = unpacker.unused_data
    return b"".join(unpacked)
