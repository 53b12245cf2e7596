"""Takes out of a FIT file the few messages that matter here, as a small FIT file of their own that fitdecode
then decodes.

A run has a message for every second and one that sums it up; only the summary is wanted, and decoding all of
them takes seconds. This file knows how long messages are, not what their fields mean. It goes on where
fitdecode would stop: at wrong sizes, sums and ends.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runner_intake.training.limits import LimitError

if TYPE_CHECKING:
    from runner_intake.training.limits import Deadline

FILE_ID, SPORT, SESSION, RECORD, ACTIVITY = 0, 12, 18, 20, 34
_WANTED = frozenset({FILE_ID, SPORT, SESSION, ACTIVITY})
_RECORD_DISTANCE, _NO_DISTANCE = 5, 0xFFFFFFFF
_SHORT_HEADER, _LONG_HEADER = 12, 14
_CHECK_EVERY = 4096


@dataclass(slots=True)
class Excerpt:
    """One FIT file of those that may follow each other in one stream: the messages kept, and what is wrong
    with the file.
    """

    data: bytes
    damage: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Definition:
    message: int
    size: int
    raw: bytes
    distance_offset: int
    order: str


def excerpts(data: bytes, max_messages: int, deadline: Deadline) -> list[Excerpt]:
    """The FIT files in a stream, without the messages that are not wanted. Empty where the stream is no FIT
    file.
    """
    files: list[Excerpt] = []
    start, left = 0, max_messages
    while is_fit(data, start):
        walk = _Walk(data, start, left, deadline)
        files.append(walk.excerpt())
        start, left = walk.end, left - walk.messages
        if walk.broken:
            break
    return files


def is_fit(data: bytes, start: int = 0) -> bool:
    """Whether a FIT header begins here."""
    return len(data) - start > _SHORT_HEADER and data[start + 8 : start + 12] == b".FIT"


class _Walk:
    """One pass over one FIT file."""

    def __init__(self, data: bytes, start: int, max_messages: int, deadline: Deadline) -> None:
        self.data, self.start, self.deadline = data, start, deadline
        self.max_messages, self.messages = max_messages, 0
        self.definitions: dict[int, _Definition] = {}
        self.kept: list[bytes] = []
        self.last_record: tuple[_Definition, bytes] | None = None
        self.damage: list[str] = []
        self.broken = False
        self.end = start

    def excerpt(self) -> Excerpt:
        header_size = max(self.data[self.start], _SHORT_HEADER)
        body_size = struct.unpack_from("<I", self.data, self.start + 4)[0]
        position, stop = self.start + header_size, self.start + header_size + body_size
        if stop > len(self.data):
            self.damage.append("it ends too early or states a wrong size")
        position = self._walk(position, min(stop, len(self.data)))
        self.end = stop + 2
        if (
            not self.broken
            and stop + 2 <= len(self.data)
            and _crc(self.data[self.start : stop]) != struct.unpack_from("<H", self.data, stop)[0]
        ):
            self.damage.append("its checksum is wrong")
        if self.last_record:
            self._keep(*self.last_record)
        body = b"".join(self.kept)
        head = struct.pack("<BBHI4sH", _LONG_HEADER, 0x10, 2000, len(body), b".FIT", 0)
        return Excerpt(head + body + b"\0\0", self.damage)

    def _walk(self, position: int, stop: int) -> int:
        try:
            while position < stop:
                self.messages += 1
                if not self.messages % _CHECK_EVERY:
                    self.deadline.check()
                if self.messages > self.max_messages:
                    raise LimitError(
                        "T12", f"This file has more than {self.max_messages} messages. It was left out."
                    )
                position = self._step(position, stop)
        except (IndexError, struct.error):
            self.broken = True
            self.damage.append("it breaks off inside a message")
        except KeyError:
            self.broken = True
            self.damage.append("a message has no definition")
        return position

    def _step(self, position: int, stop: int) -> int:
        header = self.data[position]
        if header & 0x80:
            return self._message(position, stop, header >> 5 & 0x3)
        if header & 0x40:
            return self._definition(position, stop, header)
        return self._message(position, stop, header & 0xF)

    def _definition(self, position: int, stop: int, header: int) -> int:
        data = self.data
        order = ">" if data[position + 2] else "<"
        message = struct.unpack_from(f"{order}H", data, position + 3)[0]
        end = position + 6 + 3 * data[position + 5]
        size, distance_offset = 0, -1
        for entry in range(position + 6, end, 3):
            if data[entry] == _RECORD_DISTANCE and data[entry + 1] == 4 and message == RECORD:  # noqa: PLR2004  (bytes)
                distance_offset = size
            size += data[entry + 1]
        if header & 0x20:
            fields = data[end]
            size += sum(data[entry + 1] for entry in range(end + 1, end + 1 + 3 * fields, 3))
            end += 1 + 3 * fields
        if end > stop:
            raise IndexError
        self.definitions[header & 0xF] = _Definition(
            message, size, data[position:end], distance_offset, order
        )
        return end

    def _message(self, position: int, stop: int, local: int) -> int:
        definition = self.definitions[local]
        end = position + 1 + definition.size
        if end > stop:
            if definition.message in _WANTED:
                self._keep(definition, _filled(definition, self.data[position:stop]))
            raise IndexError
        if definition.message in _WANTED:
            self._keep(definition, self.data[position:end])
        elif definition.distance_offset >= 0:
            value = struct.unpack_from(
                f"{definition.order}I", self.data, position + 1 + definition.distance_offset
            )[0]
            if value != _NO_DISTANCE:
                self.last_record = definition, self.data[position:end]
        return end

    def _keep(self, definition: _Definition, message: bytes) -> None:
        """Keeps a message behind its definition; every message has its own, so that none depends on what was
        left out.
        """
        self.kept += [definition.raw, message]


def _filled(definition: _Definition, message: bytes) -> bytes:
    """A message that was cut off, with everything from the cut field on marked as not known."""
    fields = range(6, 6 + 3 * definition.raw[5], 3)
    end = 1
    for entry in fields:
        size = definition.raw[entry + 1]
        if end + size > len(message):
            break
        end += size
    return message[:end].ljust(1 + definition.size, b"\xff")


def _crc(data: bytes) -> int:
    """The checksum of the FIT protocol (CRC-16 with the polynomial 0xA001)."""
    crc = 0
    table = _CRC_TABLE
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc


def _crc_entry(value: int) -> int:
    for _ in range(8):
        value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


_CRC_TABLE = tuple(_crc_entry(value) for value in range(256))
