"""What a runner types to give an answer, on the drawn screens and in plain lines; and a runner who answers
everything healthily.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drawing import HEALTHY
from runner_intake.interview import Ask, Interview

if TYPE_CHECKING:
    from runner_intake import Pack
    from runner_intake.questionnaire import Field

ENTER, ESC, SPACE, DOWN, UP, LEFT, RIGHT = "\r", "\x1b", " ", "\x1b[B", "\x1b[A", "\x1b[D", "\x1b[C"
SHIFT_TAB, F1, CTRL_C, CTRL_K, CTRL_S, CTRL_U = "\x1b[Z", "\x1bOP", "\x03", "\x0b", "\x13", "\x15"
TAB, UNKNOWN = "\t", "-"
SIGNS = "123456789abcdefghijklmnopqrstuvwxyz"

USUAL: dict[str, Any] = {
    **HEALTHY,
    "pain_sites": ["heel", "shin"],
    "main_site": "heel",
    "running_limit": "cut_back",
    "diagnosis": "plantar_heel_pain",
    "race_planned": True,
}


def asking(name: str, answers: dict[str, Any] | None = None, pack: Pack | None = None) -> Ask:
    """The step at which a question is asked."""
    healthy = {other: value for other, value in HEALTHY.items() if other != name}
    interview = Interview.start({**healthy, **(answers or {})}, goal="complete", pack=pack)
    while isinstance(interview.step, Ask) and interview.step.question.id != name:
        interview = interview.skip(interview.step.question.id)
    assert isinstance(interview.step, Ask)
    return interview.step


def first(pack: Pack | None = None) -> Ask:
    """The first step of all."""
    step = Interview.start(pack=pack).step
    assert isinstance(step, Ask)
    return step


def usual(step: Ask, others: dict[str, Any] | None = None) -> dict[str, Any]:
    """The usual runner's answers to a question; `others` differ."""
    return {
        field.id: {**USUAL, **(others or {})}.get(field.id, _middling(field, step))
        for field in step.question.fields
    }


def _middling(field: Field, step: Ask) -> object:
    match field.kind:
        case "yes_no":
            return False
        case "choice":
            return step.options[field.id][0]
        case "multi_choice":
            return ["none"]
        case "number" | "scale":
            return 4


def drawn(step: Ask, values: dict[str, Any]) -> list[str]:
    """The keys that answer a question on its drawn screen."""
    return [key for field in step.question.fields for key in _drawn(field, step, values[field.id])]


def _drawn(field: Field, step: Ask, value: Any) -> list[str]:
    match field.kind:
        case "yes_no":
            return ["1" if value else "2"]
        case "choice":
            return [SIGNS[step.options[field.id].index(value)]]
        case "multi_choice":
            return [*(SIGNS[list(field.options).index(code)] for code in value), ENTER]
        case "number" | "scale":
            return [f"{value:g}", ENTER]


def plain(step: Ask, values: dict[str, Any]) -> list[str]:
    """The lines that answer a question in plain mode."""
    return [_plain(field, step, values[field.id]) for field in step.question.fields]


def _plain(field: Field, step: Ask, value: Any) -> str:
    match field.kind:
        case "yes_no":
            return "yes" if value else "no"
        case "choice":
            return str(step.options[field.id].index(value) + 1)
        case "multi_choice":
            return ", ".join(str(list(field.options).index(code) + 1) for code in value)
        case "number" | "scale":
            return f"{value:g}"


def whole(
    interview: Interview, others: dict[str, Any] | None = None
) -> tuple[list[tuple[Ask, dict[str, Any]]], Interview]:
    """Every question of an interview with the usual runner's answers, and the interview at its stop."""
    steps: list[tuple[Ask, dict[str, Any]]] = []
    while isinstance(interview.step, Ask):
        values = usual(interview.step, others)
        steps.append((interview.step, values))
        interview = interview.answer(interview.step.question.id, values)
    return steps, interview
