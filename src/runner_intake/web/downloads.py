"""What a person keeps of the result: the page, the data, the summary for a clinician. Each without what rests
on a private answer, and none on a tablet that goes from hand to hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from starlette.responses import Response
from starlette.routing import Route

from runner_intake.interview import Stop
from runner_intake.web.outbox import shareable_report

if TYPE_CHECKING:
    from starlette.requests import Request

    from runner_intake.web.pages import Pages

Download = Literal["page", "data", "clinician"]


def download_routes(pages: Pages) -> list[Route]:
    """Where each file is."""

    def page(request: Request) -> Response:
        return _saved(pages, request, "page")

    def data(request: Request) -> Response:
        return _saved(pages, request, "data")

    def clinician(request: Request) -> Response:
        return _saved(pages, request, "clinician")

    return [
        Route("/save/result.html", pages.shown(page)),
        Route("/save/result.json", pages.shown(data)),
        Route("/save/clinician.html", pages.shown(clinician)),
    ]


def _saved(pages: Pages, request: Request, kind: Download) -> Response:
    site = pages.site
    current = site.found(request)
    if current is None:
        return pages.lost(request)
    step = current.sitting.interview.step
    is_done = isinstance(step, Stop) and step.reason != "consent_needed" and not current.sitting.finished
    page = shareable_report(current.sitting, site, for_clinician=kind == "clinician") if is_done else None
    if page is None or site.settings.kiosk:
        return site.to("/result")
    name = f"runner-intake-{'clinician' if kind == 'clinician' else 'result'}-{site.today():%Y-%m-%d}"
    if kind == "data":
        return _file(page.document.model_dump_json(indent=2) + "\n", f"{name}.json", "application/json")
    return _file(page.to_html(), f"{name}.html", "text/html; charset=utf-8")


def _file(text: str, name: str, kind: str) -> Response:
    return Response(text, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
