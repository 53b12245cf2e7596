"""The application: the pages, the API, the style and the script, behind the guard."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from runner_intake.package_files import package_file
from runner_intake.reports.html import style
from runner_intake.reports.pictures.body import chooser_style
from runner_intake.web.api import add_api
from runner_intake.web.downloads import download_routes
from runner_intake.web.guard import Guard
from runner_intake.web.pages import Pages
from runner_intake.web.problems import problem_answer
from runner_intake.web.site import Site
from runner_intake.web.store import MemoryStore
from runner_intake.web.upload import Upload

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from starlette.requests import Request

    from runner_intake.pack import Pack
    from runner_intake.web.settings import Settings
    from runner_intake.web.store import Store

API = (
    "The questions, the question to ask next, the result and the page. Stateless: send all answers each time."
)
STATUSES = (400, 403, 404, 413, 429, 500)


def create_app(
    pack: Pack, settings: Settings, store: Store | None = None, today: Callable[[], date] | None = None
) -> FastAPI:
    """The application of a pack. Without a store, sittings are in memory only."""
    store = store or MemoryStore(settings.kept_seconds, settings.sittings)
    site = Site(pack, settings, store, *([today] if today else []))
    sorry = {status: site.words(f"web_sorry_{status}") for status in STATUSES}
    pages = Pages(site)
    app = FastAPI(
        title="runner-intake",
        version=pack.version,
        description=API,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        middleware=[Middleware(Guard, settings=settings, sorry=sorry)],
        routes=[
            *pages.routes(),
            *download_routes(pages),
            *Upload(pages).routes(),
            *_static_routes(settings),
            Route("/health", _health(site)),
        ],
    )

    async def not_found(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        said = sorry.get(status, sorry[404])
        if request.url.path.startswith(f"{settings.base_path}/api/"):
            return problem_answer(status, HTTPStatus(status).phrase)
        return PlainTextResponse(said, status)

    app.add_exception_handler(HTTPException, not_found)
    add_api(app, site)
    return app


def _static_routes(settings: Settings) -> list[Route]:
    """The style sheets and the script; nothing else is ever sent from a file."""
    folder = package_file("web/static")
    idle = f":root {{ --idle: {settings.idle_seconds}s; }}\n"
    intake = (folder / "intake.css").read_text(encoding="utf-8") + chooser_style() + idle
    texts = {
        "report.css": (str(style()), "text/css"),
        "intake.css": (intake, "text/css"),
        "comfort.js": ((folder / "comfort.js").read_text(encoding="utf-8"), "text/javascript"),
    }
    return [Route(f"/static/{name}", _static(text, kind)) for name, (text, kind) in texts.items()]


def _static(text: str, kind: str) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:  # noqa: ARG001  (the same for everybody)
        return Response(text, media_type=kind, headers={"Cache-Control": "max-age=600"})

    return endpoint


def _health(site: Site) -> Callable[[Request], Response]:
    """Whether the pages can do their work: the store answers."""

    def endpoint(request: Request) -> Response:  # noqa: ARG001  (the same for everybody)
        try:
            site.store.get("health")
        except OSError:
            return JSONResponse({"status": "no store"}, 503)
        return JSONResponse({"status": "ok", "pack": site.pack.id, "version": site.pack.version})

    return endpoint
