"""The pages of the intake: what is shown at each step, and what a posted form does. Every form is answered by
going to a page (or by the same page, where something in it cannot be used), so that nothing is sent twice.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from runner_intake.errors import StepError
from runner_intake.interview import Ask, Stop
from runner_intake.present.wording import asks_words
from runner_intake.reports.report import explanation_report, report
from runner_intake.web import forms
from runner_intake.web.outbox import handed_in, withdrawn
from runner_intake.web.site import Site
from runner_intake.web.views import field_views, place_line, review_rows

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from starlette.requests import Request

    from runner_intake.web.site import FoundSitting
    from runner_intake.web.sitting import Sitting

    Form = Mapping[str, Sequence[str]]

TRIES = 3
"""How often a form is tried against what another page of the same person has just made of the sitting."""

MOST_FIELDS = 200

OTHER_PAGES = ("/result", "/why")
"""The pages that are not the one of the step, and are asked for anew in another language."""

HOUR = 60
CODE_SECONDS = 120
"""How long a tablet shows a visit code."""


class Pages:
    """The pages, over what they need."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self) -> list[Route]:
        """Where each page is."""
        return [
            Route("/", self.shown(self.start)),
            Route("/start", self.posted(self.begin), methods=["POST"]),
            Route("/intake", self.shown(self.intake), methods=["GET"]),
            Route("/intake", self.posted(self.move), methods=["POST"]),
            Route("/result", self.shown(self.result)),
            Route("/why", self.shown(self.why)),
            Route("/finished", self.shown(self.finished)),
            Route("/wipe", self.shown(self.left_alone), methods=["GET"]),
            Route("/wipe", self.posted(self.wipe), methods=["POST"]),
        ]

    def shown(self, page: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
        """A page as an endpoint; it may take a while, so others are not kept waiting."""

        async def endpoint(request: Request) -> Response:
            return await run_in_threadpool(page, request)

        return endpoint

    def posted(self, action: Callable[[Request, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
        """What is done with a form, as an endpoint."""

        async def endpoint(request: Request) -> Response:
            async with request.form(max_files=0, max_fields=MOST_FIELDS) as data:
                form = {name: [text for text in data.getlist(name) if isinstance(text, str)] for name in data}
            return await run_in_threadpool(action, request, form)

        return endpoint

    # --- the beginning and the end

    def start(self, request: Request) -> Response:
        current = self.site.found(request)
        has_answers = (
            current is not None and not current.sitting.finished and bool(current.sitting.interview.given)
        )
        language = self.site.spoken(request)
        say, minutes = self.site.languages[language].words, self.site.settings.idle_seconds // 60
        hours = minutes // HOUR
        time = say.count("web_minutes", minutes) if minutes % HOUR else say.count("web_hours", hours)
        return self.site.page("start.html.j2", language, has_answers=has_answers, time=time)

    def begin(self, request: Request, form: Form) -> Response:
        return self.site.begin(request, "".join(form.get("language", [])[:1]), anew="anew" in form)

    def lost(self, request: Request) -> Response:
        """Where a cookie names nothing: a page that starts anew."""
        return self.site.page("lost.html.j2", self.site.spoken(request), 410)

    def finished(self, request: Request) -> Response:
        current = self.site.found(request)
        is_done = current is not None and current.sitting.finished
        who = current.sitting if current and is_done else self.site.spoken(request)
        response = self.site.page("finished.html.j2", who, code=current.sitting.code if current else "")
        if self.site.settings.kiosk and current is not None:
            response.headers["Refresh"] = f"{CODE_SECONDS}; url={self.site.url('/wipe')}"
        return response

    def left_alone(self, request: Request) -> Response:
        """Where a tablet goes by itself when nobody said that they were still there."""
        current = self.site.found(request)
        if current is not None and self.site.settings.kiosk:
            self.site.store.delete(current.name)
        return self.site.to("/")

    def wipe(self, request: Request, form: Form) -> Response:
        current = self.site.found(request)
        if current is not None and is_own(form, current.sitting):
            self.site.store.delete(current.name)
        return self.site.to("/finished")

    # --- the interview

    def intake(self, request: Request) -> Response:
        """The step that one is at: a question, the review, or help at once."""
        current = self.site.found(request)
        if current is None:
            return self.lost(request)
        if current.sitting.finished:
            return self.site.to("/finished")
        return self.step_page(current.sitting)

    def move(self, request: Request, form: Form) -> Response:
        """What a posted form does. One from an old page changes nothing, and says so."""
        for _ in range(TRIES):
            current = self.site.found(request)
            if current is None:
                return self.lost(request)
            sitting = current.sitting
            if not is_own(form, sitting):
                return Response(sitting.words("web_sorry_403"), 403, media_type="text/plain")
            if sitting.finished:
                return self.site.to("/finished")
            answer = self._moved(current, form)
            if answer is not None:
                return answer
        return self.site.to("/intake")

    def _moved(self, current: FoundSitting, form: Form) -> Response | None:
        """The answer to a form; None where another page was quicker, and it is tried again."""
        sitting, move = current.sitting, "".join(form.get("move", [])[:1])
        if move == "finish":
            return self._finish(current, form)
        again = self.site.same_page(sitting, form)
        if move in ("km", "mi"):
            again = replace(sitting, units="km" if move == "km" else "mi")
        if again:
            return self._shown_again(current, again, form)
        try:
            after = sitting.at(forms.moved(sitting.interview, form, sitting.words))
        except StepError as error:
            if forms.is_stale(error):
                return self.step_page(sitting, 409, notice=sitting.words("web_stale"))
            return self.step_page(sitting, 422, form=form, error=error)
        return self.site.to("/intake") if self.site.keep(current, after) else None

    def _shown_again(self, current: FoundSitting, again: Sitting, form: Form) -> Response | None:
        """The page that a form came from, with what was typed into it; None as above."""
        before, step = current.sitting, current.sitting.interview.step
        if not self.site.keep(current, again):
            return None
        page = "".join(form.get("page", [])[:1])
        if page in OTHER_PAGES:
            return self.site.to(page)
        if form.get("step") != [step.name]:
            return self.step_page(again)
        if again.units != before.units:
            form = forms.in_other_units(step, form, before.words, again.words)
        return self.step_page(again, form=form)

    def _finish(self, current: FoundSitting, form: Form) -> Response | None:
        """Hands in what a clinic gets, and deletes the answers."""
        sitting, step = current.sitting, current.sitting.interview.step
        if not isinstance(step, Stop) or form.get("step") != [step.name]:
            return self.step_page(sitting, 409, notice=sitting.words("web_stale"))
        try:
            code = handed_in(sitting, self.site) if step.reason != "consent_needed" else ""
        except OSError:
            return self.result_page(sitting, 503, notice=sitting.words("web_outbox_failed"))
        if not self.site.keep(current, sitting.closed(code)):
            withdrawn(code, self.site)
            return None
        response = self.site.to("/finished")
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    def step_page(
        self,
        sitting: Sitting,
        status: int = 200,
        *,
        form: Form | None = None,
        error: StepError | None = None,
        notice: str = "",
    ) -> Response:
        """The page of the step; `form` is what was typed, `error` what is wrong with it."""
        step = sitting.interview.step
        if isinstance(step, Ask):
            return self._question_page(sitting, status, form, error, notice)
        if step.reason != "reached":
            return self.result_page(sitting, status, notice=notice)
        left = sitting.interview.open
        say = sitting.words
        review = review_rows(sitting.interview, sitting.view)
        return self.site.page(
            "review.html.j2",
            sitting,
            status,
            step=step,
            notice=notice,
            rows=review,
            open=say("review_open", asks=asks_words(left, sitting.view)) if left else say("review_reached"),
            is_doubtful=any(reviewed.doubtful for reviewed in sitting.interview.review),
            is_needed=any(reviewed.needed for reviewed in sitting.interview.review),
            can_go_back=sitting.interview.can_go_back,
        )

    def _question_page(
        self,
        sitting: Sitting,
        status: int,
        form: Form | None,
        error: StepError | None,
        notice: str,
    ) -> Response:
        step = sitting.interview.step
        assert isinstance(step, Ask)
        say = sitting.words
        problems = error.problems if error else ()
        errors = {problem.path: problem.in_words for problem in problems}
        fields = field_views(step, sitting.view, form, errors)
        targets = {field.id: field.target for field in fields}
        summary = [(targets.get(problem.path, fields[0].target), problem.in_words) for problem in problems]
        other = "mi" if sitting.units == "km" else "km"
        measured = any(field.id in sitting.pack.measures for field in step.question.fields)
        return self.site.page(
            "question.html.j2",
            sitting,
            status,
            step=step,
            fields=fields,
            summary=summary,
            notice=notice,
            place=place_line(step, say),
            consent=self.site.settings.consent if step.required else "",
            other_units=other,
            other_units_words=say(f"web_units_{other}"),
            offers_training=measured and not step.changing,
        )

    # --- the result

    def result(self, request: Request) -> Response:
        current = self.site.found(request)
        if current is None:
            return self.lost(request)
        is_done = isinstance(current.sitting.interview.step, Stop) and not current.sitting.finished
        return self.result_page(current.sitting) if is_done else self.site.to("/intake")

    def result_page(self, sitting: Sitting, status: int = 200, *, notice: str = "") -> Response:
        """The result with what one can do with it."""
        interview = sitting.interview
        step = interview.step
        assert isinstance(step, Stop)
        today = self.site.today()
        page = report(interview.result(today=today), pack=sitting.pack, units=sitting.units)
        can_save = step.reason != "consent_needed" and interview.shareable_result(today=today) is not None
        hands_in = bool(self.site.settings.outbox) and step.reason != "consent_needed"
        return self.site.page(
            "result.html.j2",
            sitting,
            status,
            step=step,
            notice=notice,
            title=page.title,
            report=page.to_html(whole=False),
            has_reasons=step.reason == "reached",
            is_private=step.reason != "consent_needed" and not can_save,
            can_save=can_save and not self.site.settings.kiosk,
            finish=sitting.words("web_hand_in" if hands_in and can_save else "web_finish"),
            can_go_back=interview.can_go_back,
        )

    def why(self, request: Request) -> Response:
        """Why the result is what it is, rule by rule."""
        current = self.site.found(request)
        if current is None:
            return self.lost(request)
        sitting = current.sitting
        if sitting.finished or sitting.interview.step.name != "reached":
            return self.site.to("/intake")
        page = explanation_report(sitting.interview.explanation(today=self.site.today()), sitting.view)
        return self.site.page(
            "why.html.j2", current.sitting, title=page.title, report=page.to_html(whole=False)
        )


def is_own(form: Form, sitting: Sitting) -> bool:
    """Whether a form was made for this sitting."""
    token = "".join(form.get("token", [])[:1])
    return secrets.compare_digest(token.encode("utf-8", "replace"), sitting.token.encode())
