"""One of several processes that serve the same pages, and the memory that they share: the whole text of a
sitting is in one process only, which they ask. Nothing of it is on a disk.
"""

from __future__ import annotations

import json
import logging
import os
import socket
from multiprocessing.managers import BaseManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from runner_intake.pack import bundled_pack, load_pack
from runner_intake.web.app import create_app
from runner_intake.web.settings import Settings
from runner_intake.web.sqlite_store import SqliteStore
from runner_intake.web.store import MemoryStore

if TYPE_CHECKING:
    from fastapi import FastAPI

    from runner_intake.web.store import Store

ORDER = "RUNNER_INTAKE_SERVE"
"""The variable that tells a worker what to serve."""

_kept: list[MemoryStore] = []


class SharedMemory(BaseManager):
    """The process with the memory."""


def _begin(seconds: float, most: int) -> None:
    _kept.append(MemoryStore(seconds, most))


def _memory() -> MemoryStore:
    return _kept[0]


SharedMemory.register("memory", callable=_memory, exposed=("get", "put", "hold", "delete"))


def start_memory(settings: Settings) -> SharedMemory:
    """Starts the process that holds the sittings of all workers; `shutdown` ends it."""
    manager = SharedMemory(authkey=os.urandom(32))
    manager.start(_begin, (settings.kept_seconds, settings.sittings))
    return manager


def order_of(settings: Settings, folder: str | None, manager: SharedMemory) -> dict[str, str]:
    """The variable for the workers: settings, pack, and where the memory is."""
    key = cast("bytes", manager._authkey)  # type: ignore[attr-defined]  # noqa: SLF001  (it has no public name)
    order = {"settings": settings.model_dump(), "pack": folder, "address": manager.address, "key": key.hex()}
    return {ORDER: json.dumps(order)}


def store_of(settings: Settings, memory: MemoryStore) -> Store:
    """The store that the settings ask for. OSError where its file cannot be used."""
    if not settings.store:
        return memory
    return SqliteStore(Path(settings.store.removeprefix("sqlite:")), memory, settings.kept_seconds)


def app() -> FastAPI:
    """The application of a worker, as its order says."""
    order: dict[str, Any] = json.loads(os.environ[ORDER])
    address = order["address"] if isinstance(order["address"], str) else tuple(order["address"])
    manager = SharedMemory(address, bytes.fromhex(order["key"]))
    manager.connect()
    settings = Settings.model_validate(order["settings"])
    pack = load_pack(order["pack"]) if order["pack"] else bundled_pack()
    log_plainly()
    memory = cast("MemoryStore", manager.memory())  # type: ignore[attr-defined]  # it was registered
    return create_app(pack, settings, store_of(settings, memory))


def answering_at_once(listening: socket.socket) -> socket.socket:
    """The same socket, known as one of TCP. Only then do connections send the end of an answer at once; else
    it waits for the other side, some 40 ms on Linux (uvicorn issue 3149).
    """
    return socket.socket(listening.family, listening.type, socket.IPPROTO_TCP, listening.detach())


def log_plainly() -> None:
    """Lines with a time; those of a request name its page and no answer."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
