"""Training files on a page: read with the limits of the training room, proposed on one screen, and used only
as far as the runner confirms. The files are gone when they have been read.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import Response
from starlette.routing import Route

from runner_intake.errors import IntakeError, Problem, StepError
from runner_intake.interview import Ask
from runner_intake.present.training import about_files, proposal_words
from runner_intake.questionnaire.numbers import bare, unit_words
from runner_intake.training import read_training
from runner_intake.training.limits import MIB, Limits
from runner_intake.training.zones import users_zone
from runner_intake.web.forms import typed_answer
from runner_intake.web.pages import is_own
from runner_intake.web.sitting import ProposedAnswers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.datastructures import FormData
    from starlette.requests import Request

    from runner_intake.questionnaire import Field
    from runner_intake.text.catalogue import Words
    from runner_intake.web.pages import Pages
    from runner_intake.web.site import FoundSitting
    from runner_intake.web.sitting import Sitting

MOST_FILES, MOST_AT_ONCE, MOST_ISSUES = 50, 2, 5
LIMITS = Limits(total_bytes=512 * MIB, health_bytes=512 * MIB, history_seconds=20.0)
"""As in the training room, and tighter where others wait."""


class Upload:
    """The two pages: choose files, confirm numbers."""

    def __init__(self, pages: Pages) -> None:
        self.pages, self.site = pages, pages.site
        self.room = BoundedSemaphore(MOST_AT_ONCE)

    def routes(self) -> list[Route]:
        """Where each page is."""
        return [
            Route("/training", self.pages.shown(self.choose), methods=["GET"]),
            Route("/training", self.receive, methods=["POST"]),
            Route("/training/numbers", self.pages.shown(self.numbers), methods=["GET"]),
            Route("/training/numbers", self.pages.posted(self.confirm), methods=["POST"]),
        ]

    # --- files

    def choose(self, request: Request) -> Response:
        current = self.site.found(request)
        if current is None:
            return self.pages.lost(request)
        return (
            self._choose_page(current.sitting) if _takes_files(current.sitting) else self.site.to("/intake")
        )

    async def receive(self, request: Request) -> Response:
        """Reads what was posted, in a thread of its own."""
        async with request.form(max_files=MOST_FILES, max_fields=10) as data:
            return await run_in_threadpool(self._received, request, data)

    def _received(self, request: Request, data: FormData) -> Response:
        current = self.site.found(request)
        if current is None:
            return self.pages.lost(request)
        sitting, say = current.sitting, current.sitting.words
        form = {name: [str(data[name])] for name in ("token", "language", "move") if name in data}
        if not is_own(form, sitting):
            return Response(say("web_sorry_403"), 403, media_type="text/plain")
        if not _takes_files(sitting):
            return self.site.to("/intake")
        files = [file for file in data.getlist("files") if isinstance(file, UploadFile) and file.filename]
        zone = str(data.get("timezone", "")).strip()
        again = self.site.same_page(sitting, form)
        if again:
            self.site.keep(current, again)
            return self._choose_page(again, zone=zone)
        problems = [] if files else [_problem("web_training_none", "files", say)]
        problems += [] if _is_zone(zone) else [_problem("web_training_zone_wrong", "timezone", say)]
        if problems:
            return self._choose_page(sitting, problems, zone)
        if not self.room.acquire(blocking=False):
            return self._choose_page(sitting, [_problem("web_training_busy", "files", say)], zone)
        try:
            proposed = self._read(files, zone, sitting)
        finally:
            self.room.release()
        if not proposed.values:
            return self._choose_page(
                sitting, [_problem("web_training_nothing", "files", say)], zone, proposed.about
            )
        return self.site.to(
            "/training/numbers"
            if self.site.keep(current, replace(sitting, proposed=proposed))
            else "/training"
        )

    def _read(self, files: Sequence[UploadFile], zone: str, sitting: Sitting) -> ProposedAnswers:
        with tempfile.TemporaryDirectory(prefix="runner-intake-") as folder:  # only its owner can enter
            paths = [_written(file, number, Path(folder)) for number, file in enumerate(files)]
            log = read_training(paths, timezone=zone or None, as_of=self.site.today(), limits=LIMITS)
        proposals = log.proposals(sitting.pack)
        values = {name: proposal.value for name, proposal in proposals.items()}
        wrong = dict.fromkeys(f"{issue.file}: {issue.message}" for issue in log.issues)
        about = (*about_files(log)[:1], *([] if values else list(wrong)[:MOST_ISSUES]))
        return ProposedAnswers(
            values, {name: proposal_words(proposal) for name, proposal in proposals.items()}, about
        )

    def _choose_page(
        self, sitting: Sitting, problems: Sequence[Problem] = (), zone: str = "", about: Sequence[str] = ()
    ) -> Response:
        return self.site.page(
            "training.html.j2",
            sitting,
            422 if problems else 200,
            summary=[(problem.path, problem.in_words) for problem in problems],
            errors={problem.path: problem.in_words for problem in problems},
            zone=zone or self.site.settings.timezone,
            about=about,
        )

    # --- numbers

    def numbers(self, request: Request) -> Response:
        current = self.site.found(request)
        if current is None:
            return self.pages.lost(request)
        return self._numbers_page(current.sitting) if current.sitting.proposed else self.site.to("/intake")

    def confirm(self, request: Request, form: Mapping[str, Sequence[str]]) -> Response:
        """Takes over the numbers as the runner left them; what is empty stays to be asked."""
        current = self.site.found(request)
        if current is None:
            return self.pages.lost(request)
        sitting = current.sitting
        if not is_own(form, sitting):
            return Response(sitting.words("web_sorry_403"), 403, media_type="text/plain")
        if sitting.proposed is None:
            return self.site.to("/intake")
        again = self.site.same_page(sitting, form)
        if again:
            self.site.keep(current, again)
            return self._numbers_page(again, form=form)
        if form.get("move") != ["use"]:
            self.site.keep(current, replace(sitting, proposed=None))
            return self.site.to("/intake")
        return self._taken_over(current, sitting.proposed, form)

    def _taken_over(
        self, current: FoundSitting, proposed: ProposedAnswers, form: Mapping[str, Sequence[str]]
    ) -> Response:
        sitting, values, problems = current.sitting, dict[str, object](), list[Problem]()
        for name in proposed.values:
            try:
                value = typed_answer(
                    sitting.pack.questionnaire.fields[name], form.get(name, ()), sitting.words
                )
            except StepError as error:
                problems += error.problems
            else:
                values |= {name: value} if value not in ("", None) else {}
        if problems:
            return self._numbers_page(sitting, problems, form)
        taken = sitting.interview.take_over(values)
        kept = self.site.keep(current, replace(sitting.at(taken), proposed=None))
        return self.site.to("/intake" if kept else "/training/numbers")

    def _numbers_page(
        self,
        sitting: Sitting,
        problems: Sequence[Problem] = (),
        form: Mapping[str, Sequence[str]] | None = None,
    ) -> Response:
        assert sitting.proposed is not None
        say, fields, proposed = sitting.words, sitting.pack.questionnaire.fields, sitting.proposed
        errors = {problem.path: problem.in_words for problem in problems}

        def row(field: Field) -> dict[str, object]:
            typed = (
                "".join(form.get(field.id, ())[:1])
                if form
                else bare(proposed.values[field.id], field, say.units)
            )
            return {
                "id": field.id,
                "ask": field.ask,
                "typed": typed,
                "unit": unit_words(field, say),
                "is_distance": field.unit == "km",
                "where": proposed.from_where[field.id],
                "error": errors.get(field.id, ""),
            }

        return self.site.page(
            "numbers.html.j2",
            sitting,
            422 if problems else 200,
            rows=[row(fields[name]) for name in proposed.values if name in fields],
            about=proposed.about,
            summary=[(problem.path, problem.in_words) for problem in problems],
        )


def _takes_files(sitting: Sitting) -> bool:
    """Whether numbers can still be of use: consent was given, and there is something left to ask."""
    step = sitting.interview.step
    return isinstance(step, Ask) and not step.required and not sitting.finished


def _written(file: UploadFile, number: int, folder: Path) -> Path:
    """A posted file in a folder, under a name that keeps its ending and nothing that could lead elsewhere."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", Path(file.filename or "").name)[-80:].lstrip(".") or "file"
    home = folder / str(number)
    home.mkdir()
    with (home / name).open("wb") as target:
        shutil.copyfileobj(file.file, target)
    return home / name


def _is_zone(zone: str) -> bool:
    try:
        users_zone(zone or "UTC")
    except IntakeError:
        return False
    return True


def _problem(text: str, path: str, say: Words) -> Problem:
    return Problem("F01", say(text), say(f"{text}_way"), path=path)
