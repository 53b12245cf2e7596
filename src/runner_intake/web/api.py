"""The JSON API: stateless, so that any number of machines can serve it. The program that calls it keeps the
answers and sends them each time. Nothing of a request is kept or logged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request  # noqa: TC002  (read at run time)
from starlette.responses import HTMLResponse, JSONResponse, Response

from runner_intake.errors import IntakeError, Problem
from runner_intake.interview import Ask, Interview
from runner_intake.present.view import View
from runner_intake.present.wording import asks_words
from runner_intake.questionnaire.document import example_answer
from runner_intake.reports.report import report
from runner_intake.result.assessment import Assessment
from runner_intake.web.problems import OneProblem, ProblemDocument, intake_problem, problem_answer

if TYPE_CHECKING:
    from runner_intake.pack import Pack
    from runner_intake.web.site import Site

EXAMPLE_QUESTIONS = 6
"""How many questions the example in the description answers."""

OWN = ("answers", "language", "region", "goal", "audience")
"""The names in a request that a problem may name; any other could be an answer."""


class AssessRequest(BaseModel):
    """The answers so far and how to look at them."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    answers: dict[str, object] = Field(
        description="Field -> answer; null for not known. Several choices are a list.",
    )
    language: str | None = Field(None, description="The language of the texts; that of the rules by default.")
    region: str | None = Field(None, description="Whose help lines are named, such as GB; all by default.")


class NextRequest(AssessRequest):
    """The answers so far, and what is to be settled."""

    goal: Literal["quick", "normal", "complete"] = Field("normal", description="What is to be settled.")


class ReportRequest(AssessRequest):
    """The answers, and whom the page is for."""

    audience: Literal["runner", "clinician"] = Field("runner", description="Whom the page is for.")


class NextQuestion(BaseModel):
    """What to ask next, or that there is nothing left to ask."""

    model_config = ConfigDict(frozen=True)

    step: str = Field(
        description="The id of the question, or why it stops: emergency, consent_needed, reached."
    )
    reached: bool = Field(description="Whether nothing more is asked for this goal.")
    question: str | None = Field(description="The id of the question to ask; null at a stop.")
    fields: tuple[str, ...] = Field(description='Its fields: answer all of them, null for "don\'t know".')
    section: str | None = Field(description="The id of its section; null at a stop.")
    ask: str | None = Field(description="The question in words; null at a stop.")
    why: str | None = Field(description="Why it is asked; null at a stop.")
    required: bool = Field(description="Whether it can be neither skipped nor left unknown.")
    options: dict[str, tuple[str, ...]] = Field(
        description="For each choice: the codes that are left to choose from."
    )
    position: int = Field(description="Which question this is; 0 at a stop.")
    total: int = Field(description="Of how many; 0 at a stop.")
    remaining: tuple[str, ...] = Field(
        description="The questions that can be asked now and matter, in order."
    )
    open: str = Field(
        description="What unanswered questions can still change, in words; empty where nothing."
    )


WRONG: dict[int | str, dict[str, Any]] = {
    422: {
        "model": ProblemDocument,
        "description": "The request cannot be used; every problem is named (RFC 9457).",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
    }
}


def add_api(app: FastAPI, site: Site) -> None:
    """Adds the API to an application, with its description at /api/openapi.json."""
    router = APIRouter(prefix="/api", responses=WRONG)

    @router.get("/questionnaire", summary="The questions", response_model=None)
    def questionnaire(language: str | None = None) -> dict[str, object]:
        """Every section, question, field, option, range, unit and gate."""
        return pack_in(site, language).questionnaire_document()

    @router.post("/next", summary="The question to ask next")
    def following(body: NextRequest) -> NextQuestion:
        """The question most worth asking, or the stop. A field that is null counts as asked."""
        return next_document(interview_of(site, body, body.goal))

    @router.post("/assess", summary="The result")
    def assessed(body: AssessRequest) -> Assessment:
        """The result document of the answers. Where suggestions are withheld they are absent."""
        return interview_of(site, body).result(today=site.today())

    @router.post(
        "/report",
        summary="The page",
        response_class=HTMLResponse,
        responses={200: {"content": {"text/html": {}}}},
    )
    def page(body: ReportRequest) -> Response:
        """The page for the runner or for a clinician, as one self-contained HTML file."""
        interview = interview_of(site, body)
        made = report(interview.result(today=site.today()), body.audience, interview.pack)
        return HTMLResponse(made.to_html())

    app.include_router(router)
    app.add_exception_handler(IntakeError, _answers_wrong)
    app.add_exception_handler(RequestValidationError, _request_wrong)

    document = _openapi(app, site.pack)

    async def described(request: Request) -> Response:  # noqa: ARG001  (the same for everybody)
        return JSONResponse(document)

    app.add_route("/api/openapi.json", described)


def _openapi(app: FastAPI, pack: Pack) -> dict[str, Any]:
    """The description of the API, with the answers as this pack takes them."""
    document = app.openapi()
    schemas = document["components"]["schemas"]
    example = {"answers": example_answers(pack)}
    schemas["Answers"] = {name: part for name, part in pack.answers_schema().items() if name != "$schema"}
    for body in (AssessRequest, NextRequest, ReportRequest):
        schemas[body.__name__]["properties"]["answers"] = {"$ref": "#/components/schemas/Answers"}
        schemas[body.__name__]["examples"] = [example]
    return document


def example_answers(pack: Pack) -> dict[str, object]:
    """Ordinary answers to the first questions of a pack, for whoever reads the description."""
    interview = Interview(pack)
    for _ in range(EXAMPLE_QUESTIONS):
        step = interview.step
        if isinstance(step, Ask):
            values = {field.id: example_answer(field) for field in step.question.fields}
            interview = interview.answer(step.name, values)
    return dict(interview.answers)


def pack_in(site: Site, language: str | None) -> Pack:
    """The pack in a language. IntakeError (A04) where it is not there in it."""
    if language is None:
        return site.pack
    if language not in site.languages:
        known = f"Known are: {', '.join(site.languages)}."
        raise IntakeError([Problem("A04", "There are no texts in this language.", known, path="language")])
    return site.languages[language]


def interview_of(
    site: Site, body: AssessRequest, goal: Literal["quick", "normal", "complete"] = "normal"
) -> Interview:
    """The interview with the answers of a request. IntakeError with every problem."""
    region = body.region or site.settings.region or None
    return Interview.start(body.answers, pack=pack_in(site, body.language), goal=goal, region=region)


def next_document(interview: Interview) -> NextQuestion:
    """Where an interview is, for a program."""
    step = interview.step
    question = step.question if isinstance(step, Ask) else None
    return NextQuestion(
        step=step.name,
        reached=not isinstance(step, Ask),
        question=question.id if question else None,
        fields=tuple(field.id for field in question.fields) if question else (),
        section=question.section if question else None,
        ask=question.ask if question else None,
        why=question.why if question else None,
        required=isinstance(step, Ask) and step.required,
        options=dict(step.options) if isinstance(step, Ask) else {},
        position=step.progress.position if isinstance(step, Ask) else 0,
        total=step.progress.total if isinstance(step, Ask) else 0,
        remaining=interview.remaining if isinstance(step, Ask) else (),
        open=asks_words(interview.open, View.of(interview.pack))
        if not isinstance(step, Ask) and interview.open
        else "",
    )


async def _answers_wrong(request: Request, error: Exception) -> Response:  # noqa: ARG001  (as Starlette calls it)
    assert isinstance(error, IntakeError)
    return intake_problem(error)


async def _request_wrong(request: Request, error: Exception) -> Response:  # noqa: ARG001  (as Starlette calls it)
    """A request of another form: what the validation says, without what was sent."""
    assert isinstance(error, RequestValidationError)
    listed = [
        OneProblem(
            code="A01",
            path=next((str(part) for part in wrong["loc"] if part in OWN), ""),
            what=f"{wrong['msg']}.",
            way_out="See /api/openapi.json.",
        )
        for wrong in error.errors()[:100]
    ]
    return problem_answer(422, "The request cannot be read", listed)
