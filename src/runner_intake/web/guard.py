"""What stands before every page: known hosts, limits of size and rate, headers, and a log that names no
answer.

A plain ASGI layer. It never looks into a body; an error inside becomes one kind sentence, and its kind and
place a line in the log.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from runner_intake.web.settings import Settings

LOG = logging.getLogger("runner_intake.web")

KIB = 1 << 10
FORM_BYTES, API_BYTES = 64 * KIB, 1024 * KIB

PAGE_RULES = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""The content security policy: nothing from anywhere else, nothing written into a page."""

HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": PAGE_RULES,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

MOST_CLIENTS = 10_000
MINUTE = 60.0


class TooLargeError(HTTPException):
    """A body is larger than its page takes."""


@dataclass(slots=True)
class Rate:
    """How often each computer asked in the minute that runs: at most `most` times."""

    most: int
    seen: OrderedDict[str, tuple[float, int]] = field(default_factory=OrderedDict)

    def takes(self, client: str) -> bool:
        now = time.monotonic()
        start, count = self.seen.get(client, (now, 0))
        if now - start >= MINUTE:
            start, count = now, 0
        self.seen[client] = (start, count + 1)
        self.seen.move_to_end(client)
        if len(self.seen) > MOST_CLIENTS:
            self.seen.popitem(last=False)
        return count < self.most


class Guard:
    """The layer around an application."""

    def __init__(self, app: ASGIApp, settings: Settings, sorry: Mapping[int, str]) -> None:
        """`sorry` holds what is said for a status: 400, 403, 413, 429, 500."""
        self.app, self.settings, self.sorry = app, settings, sorry
        self.rate = Rate(settings.requests_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["root_path"] = self.settings.base_path
        answer = _Answer(scope, receive, send, self._most_bytes(scope["path"]))
        refused = self._refused(scope, Headers(scope=scope))
        try:
            if refused:
                await self._say(refused, answer)
            else:
                await self.app(scope, answer.receive, answer.send)
        except TooLargeError:
            await self._say(413, answer)
        except Exception as error:  # noqa: BLE001  (the last stop before the person)
            LOG.error("error: %s", _where(error))  # noqa: TRY400  (a traceback could hold an answer)
            await self._say(500, answer)
        LOG.info("%s %s %s", scope["method"], _known_path(scope), answer.status)

    def _refused(self, scope: Scope, headers: Headers) -> int | None:
        """The status of a request that goes no further."""
        if _name_of(headers.get("host", "")) not in self.settings.known_hosts:
            return 400
        client = scope.get("client")
        if not self.rate.takes(client[0] if client else ""):
            return 429
        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and _comes_from_elsewhere(headers):
            return 403
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._most_bytes(scope["path"]):
            return 413
        return None

    def _most_bytes(self, path: str) -> int:
        own = path.removeprefix(self.settings.base_path)
        if own == "/training":
            return self.settings.upload_mib * KIB * KIB
        return API_BYTES if own.startswith("/api/") else FORM_BYTES

    async def _say(self, status: int, answer: _Answer) -> None:
        if not answer.status:
            more = {"Retry-After": "60"} if status == 429 else {}  # noqa: PLR2004  (too many requests)
            await PlainTextResponse(self.sorry[status], status, headers=more)(
                answer.scope, answer.receive, answer.send
            )


@dataclass(slots=True)
class _Answer:
    """One request: counts what comes in, and puts the headers on what goes out. `status` is 0 until then."""

    scope: Scope
    incoming: Receive
    outgoing: Send
    most_bytes: int
    status: int = 0
    size: int = 0

    async def receive(self) -> Message:
        message = await self.incoming()
        self.size += len(message.get("body", b""))
        if self.size > self.most_bytes:
            raise TooLargeError(413)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await self.outgoing(message)


def _comes_from_elsewhere(headers: Headers) -> bool:
    """Whether a browser says that a form was sent from a page of another site."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.casefold() != headers.get("host", "").casefold()


def _name_of(host: str) -> str:
    """A host without its port."""
    name = host.casefold()
    return name.partition("]")[0] + "]" if name.startswith("[") else name.partition(":")[0]


def _known_path(scope: Scope) -> str:
    """The path for the log, where it is one of ours: another could say anything."""
    return scope["path"] if "endpoint" in scope else "-"


def _where(error: BaseException) -> str:
    """The kind of an error and its place, without its text: that could hold an answer."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" at {PurePath(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"
