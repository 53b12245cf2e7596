"""What is wrong with a request of a program, as a problem document (RFC 9457) that carries every problem at
once. It repeats no answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner_intake.errors import IntakeError, Problem

MEDIA_TYPE = "application/problem+json"


class OneProblem(BaseModel):
    """One thing that is wrong."""

    model_config = ConfigDict(frozen=True)

    code: str = Field(description="The code of the problem, as in the reference of errors.", examples=["A05"])
    path: str = Field(
        description="The field or the place in the request; empty for all of it.", examples=["language"]
    )
    what: str = Field(description="What is wrong.")
    way_out: str = Field(description="What to do instead.")


class RedFlagNow(BaseModel):
    """An emergency that is certain although other answers cannot be used."""

    model_config = ConfigDict(frozen=True)

    message: str = Field(description="What to show to the person.")
    help_lines: str = Field(description="Whom to call.")


class ProblemDocument(BaseModel):
    """A problem document (RFC 9457)."""

    model_config = ConfigDict(frozen=True)

    type: str = Field(description="What kind of problem it is.", examples=["about:blank"])
    title: str = Field(description="The kind of problem in words.")
    status: int = Field(description="The status of the answer.", examples=[422])
    problems: tuple[OneProblem, ...] = Field(description="Every problem, in reading order.")
    more: int = Field(description="How many further problems are not listed.")
    red_flags: tuple[RedFlagNow, ...] = Field(description="Show these to the person first, if there are any.")


def problem_answer(
    status: int,
    title: str,
    problems: Iterable[OneProblem] = (),
    *,
    more: int = 0,
    flags: Iterable[RedFlagNow] = (),
) -> JSONResponse:
    """The answer that says what is wrong."""
    document = ProblemDocument(
        type="about:blank",
        title=title,
        status=status,
        problems=tuple(problems),
        more=more,
        red_flags=tuple(flags),
    )
    return JSONResponse(document.model_dump(), status, media_type=MEDIA_TYPE)


def intake_problem(error: IntakeError) -> JSONResponse:
    """The answer for answers that cannot be used."""
    flags = (RedFlagNow(message=flag.message, help_lines=flag.help_lines) for flag in error.red_flags)
    listed = (_one(problem) for problem in error.problems)
    return problem_answer(422, "The answers cannot be used", listed, more=error.more, flags=flags)


def _one(problem: Problem) -> OneProblem:
    return OneProblem(code=problem.code, path=problem.path, what=problem.what, way_out=problem.way_out)
