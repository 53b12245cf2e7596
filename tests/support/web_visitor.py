"""A visitor of the pages without a browser: reads the forms of a page and posts them as a browser would."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from starlette.testclient import TestClient

from runner_intake.pack import bundled_pack
from runner_intake.web.app import create_app
from runner_intake.web.settings import Settings

if TYPE_CHECKING:
    from datetime import date

    from fastapi import FastAPI
    from httpx2 import Response

    from runner_intake.pack import Pack
    from runner_intake.web.store import Store

PACK = bundled_pack()
QUESTIONS = {question.id: question for question in PACK.questionnaire.questions}


def app_of(
    store: Store | None = None, day: date | None = None, pack: Pack = PACK, **settings: Any
) -> FastAPI:
    """The application with some settings, on some day."""
    return create_app(
        pack,
        Settings(**{"requests_per_minute": 1_000_000, **settings}),
        store,
        (lambda: day) if day else None,
    )


@dataclass
class FormOnPage(HTMLParser):
    """What stands in the forms of a page: every field with the values that it would post as it is, the
    buttons, and what a reader is told.
    """

    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    title: str = ""
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "input":
            ticked = values.get("type") not in ("radio", "checkbox") or "checked" in values
            if ticked and "name" in values:
                self.fields.setdefault(values["name"], []).append(values.get("value", ""))
        elif tag == "button" and "name" in values:
            self.buttons.append((values["name"], values.get("value", "")))
        elif tag in ("h1", "title"):
            self._open.append(tag)
            if tag == "h1":
                self.headings.append("")

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "h1":
            self.headings[-1] += data
        elif self._open:
            self.title += data


def form_of(page: str) -> FormOnPage:
    """The forms of a page."""
    form = FormOnPage()
    form.feed(page)
    return form


class Visitor:
    """Somebody at the pages. `page` is what they see."""

    def __init__(self, app: FastAPI, base: str = "") -> None:
        self.client = TestClient(app, base_url="http://localhost", raise_server_exceptions=True)
        self.base = base
        self.answer_to = self.client.post(f"{base}/start")
        self.page = self.answer_to.text

    def get(self, path: str) -> Response:
        self.answer_to = self.client.get(f"{self.base}{path}")
        self.page = self.answer_to.text
        return self.answer_to

    def post(self, values: dict[str, Any], path: str = "/intake") -> Response:
        self.answer_to = self.client.post(f"{self.base}{path}", data=values)
        self.page = self.answer_to.text
        return self.answer_to

    @property
    def form(self) -> FormOnPage:
        return form_of(self.page)

    @property
    def step(self) -> str:
        """The step that the page is about."""
        return self.form.fields["step"][0]

    def filled(self, answers: dict[str, Any], move: str = "answer", **more: str) -> dict[str, Any]:
        """What the form of this page posts, with some answers filled in (None: I don't know)."""
        kept = {name: values[0] for name, values in self.form.fields.items() if name in ("token", "step")}
        return {**kept, "move": move, **{name: posted(value) for name, value in answers.items()}, **more}

    def answer(self, answers: dict[str, Any]) -> Response:
        return self.post(self.filled(answers))

    def press(self, move: str, **more: str) -> Response:
        return self.post(self.filled({}, move, **more))


def posted(value: Any) -> Any:
    """An answer as a form posts it."""
    match value:
        case None:
            return "?"
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return list(value)
        case int() | float():
            return f"{value:g}"
        case _:
            return value
