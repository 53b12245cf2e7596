"""The program serving in a process of its own, and clients that visit it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx2

from web_visitor import form_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(*options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The program serving, and where."""
    port = free_port()
    run = [sys.executable, "-m", "runner_intake", "serve", "--port", str(port), *options]
    process = subprocess.Popen(run, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx2.get(f"{address}/health")
                break
            except httpx2.TransportError:
                assert process.poll() is None, process.stderr and process.stderr.read()
                time.sleep(0.1)
        yield address, process
    finally:
        process.terminate()  # a supervisor that is killed leaves its workers behind
        process.communicate(timeout=60)


def visiting(address: str, **more: Any) -> httpx2.Client:
    """A client with cookies of its own, which goes where it is sent."""
    return httpx2.Client(base_url=address, follow_redirects=True, timeout=60, **more)


def filled(page: str, move: str, **answers: Any) -> dict[str, Any]:
    """What the form of a page posts with some move."""
    fields = form_of(page).fields
    return {"token": fields["token"][0], "step": fields["step"][0], "move": move, **answers}
