"""What every page needs: settings, rules in every language, the store, the templates, the day. Finds the
sitting of a request and moves it on; decides nothing about questions.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse

from runner_intake.interview import Interview
from runner_intake.pack import in_language
from runner_intake.text.signs import is_right_to_left, visible
from runner_intake.web.languages import preferred
from runner_intake.web.settings import WARNING_SECONDS
from runner_intake.web.sitting import Sitting, read_sitting, written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from runner_intake.pack import Pack
    from runner_intake.text.catalogue import Words
    from runner_intake.web.settings import Settings
    from runner_intake.web.store import Store

COOKIE = "runner_intake"


@dataclass(frozen=True, slots=True, repr=False)
class FoundSitting:
    """The sitting of a request, the name it is kept under, and the version it was read in."""

    name: str
    version: int
    sitting: Sitting


def _day() -> date:
    return date.today()  # noqa: DTZ011  (the day where the computer is)


@dataclass
class Site:
    """The pages of one pack."""

    pack: Pack
    settings: Settings
    store: Store
    today: Callable[[], date] = field(default=_day)

    @cached_property
    def languages(self) -> Mapping[str, Pack]:
        """The pack in every language that it is there in."""
        return {language: in_language(self.pack, language) for language in self.pack.languages}

    @cached_property
    def language_names(self) -> Mapping[str, str]:
        """What each language calls itself."""
        translated = {tag: translation.name for tag, translation in self.pack.translations.items()}
        names = {"en": "English", **translated}
        return {tag: names.get(tag, tag) for tag in self.languages}

    def spoken(self, request: Request) -> str:
        """The language of a page without a sitting: as the settings say, else as the browser asks."""
        asked = preferred(request.headers.get("accept-language", ""), self.languages)
        return self.settings.language or asked or self.pack.language

    @property
    def words(self) -> Words:
        """The words of a page without a sitting."""
        return self.languages[self.settings.language or self.pack.language].words

    # --- sittings

    def found(self, request: Request) -> FoundSitting | None:
        """The sitting that the cookie names; None where there is none, or no longer."""
        cookie = request.cookies.get(COOKIE, "")
        name = hashlib.sha256(cookie.encode("utf-8", "replace")).hexdigest()
        entry = self.store.get(name) if cookie else None
        sitting = read_sitting(entry.text, self.pack) if entry else None
        return FoundSitting(name, entry.version, sitting) if entry and sitting else None

    def keep(self, current: FoundSitting, sitting: Sitting) -> bool:
        """Keeps what a sitting has become; False where another page was quicker."""
        text, kept = written(sitting, private=True), written(sitting, private=False)
        return self.store.put(current.name, text, kept, current.version)

    def begin(self, request: Request, language: str, *, anew: bool) -> Response:
        """A new sitting, then to its first question. One with answers goes on, unless it is to start `anew`:
        then it is deleted.
        """
        before = self.found(request)
        if before and before.sitting.interview.given and not anew:
            return self.to("/intake")
        if before:
            self.store.delete(before.name)
        pack = self.languages.get(language) or self.languages[self.spoken(request)]
        region = self.settings.region or None
        interview = Interview.start(pack=pack, goal=self.settings.goal, region=region)
        cookie = secrets.token_urlsafe(32)
        name = hashlib.sha256(cookie.encode()).hexdigest()
        self.keep(FoundSitting(name, 0, Sitting(interview)), Sitting(interview, self.settings.units))
        response = self.to("/intake")
        response.set_cookie(
            COOKIE,
            cookie,
            path=self.settings.base_path or "/",
            secure=self.settings.https,
            httponly=True,
            samesite="strict",
        )
        return response

    def same_page(self, sitting: Sitting, form: Mapping[str, Sequence[str]]) -> Sitting | None:
        """The sitting of a form that asks for its own page again, in another language or because somebody is
        still there; None for any other form.
        """
        language = "".join(form.get("language", [])[:1])
        if language in self.languages:
            return sitting.in_language_of(self.languages[language])
        return sitting if form.get("move") == ["stay"] else None

    # --- pages

    def url(self, path: str) -> str:
        return f"{self.settings.base_path}{path}"

    def to(self, path: str) -> RedirectResponse:
        """On to another page, which is asked for anew."""
        return RedirectResponse(self.url(path), 303)

    def page(self, template: str, who: Sitting | str, status: int = 200, **values: object) -> HTMLResponse:
        """A page for a sitting, or without one in a language. In a kiosk one with answers asks after a while
        whether anybody is there, and wipes them if not.
        """
        sitting = None if isinstance(who, str) else who
        language = who if isinstance(who, str) else who.interview.pack.language
        say = sitting.words if sitting else self.languages[language].words
        under_way = sitting is not None and not sitting.finished
        text = self._templates.get_template(template).render(
            say=say,
            url=self.url,
            settings=self.settings,
            language=language,
            direction="rtl" if is_right_to_left(language) else "ltr",
            name=self.settings.name or say("web_home"),
            token=sitting.token if sitting else "",
            languages=self.language_names,
            under_way=under_way,
            **values,
        )
        response = HTMLResponse(text, status)
        if self.settings.kiosk and under_way:
            seconds = self.settings.idle_seconds + WARNING_SECONDS
            response.headers["Refresh"] = f"{seconds}; url={self.url('/wipe')}"
        return response

    @cached_property
    def _templates(self) -> Environment:
        return Environment(
            loader=PackageLoader("runner_intake.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_shown,
        )


def _shown(value: object) -> object:
    """What is put in: signs that steer a screen are written out."""
    return visible(value) if type(value) is str else value
