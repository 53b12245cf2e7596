"""Reads how answers to earlier versions of the questions are taken over. Knows the present questions; of the
earlier ones only what a row says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.conditions import NONE_OPTION
from runner_intake.errors import IntakeError, did_you_mean
from runner_intake.questionnaire.answers import check_answers
from runner_intake.questionnaire.model import Renamed

if TYPE_CHECKING:
    from runner_intake.questionnaire.model import Questionnaire
    from runner_intake.reading import Node


def parse_renamed(node: Node, questionnaire: Questionnaire) -> tuple[Renamed, ...]:
    """The rows of `renamed`; problems are recorded at their places (P02, P04, P06-P09)."""
    rows: dict[tuple[str, object], Renamed] = {}
    for row_spot in node.rows("a list of earlier answers"):
        row = _row(row_spot, questionnaire)
        key = (row.field, (type(row.answer), row.answer))
        if key in rows:
            row_spot.report(
                "P06", "This earlier answer appears twice.", f"The other row is at {rows[key].place}."
            )
        rows.setdefault(key, row)
    return tuple(rows.values())


def _row(node: Node, questionnaire: Questionnaire) -> Renamed:
    node.only_keys(("field", "answer", "to", "ask_again"))
    answer_spot, to_spot, again = node.get("answer"), node.get("to"), node.get("ask_again")
    if (to_spot is None) == (again is None or not again.boolean()):
        node.report(
            "P02",
            "A row says either what an earlier answer is now, or that it is asked again.",
            "Write `to: ...` or `ask_again: true`.",
        )
    answer = _answer(answer_spot) if answer_spot else None
    if to_spot is None:
        return Renamed(node.require("field").text(), answer, None, node.place)
    if not to_spot.is_table():
        return Renamed(
            node.require("field").text(),
            answer,
            _same_question(to_spot, answer_spot, questionnaire),
            node.place,
        )
    to = {
        name: value
        for name, target in to_spot.entries()
        if (value := _target(name, target, questionnaire)) is not None
    }
    return Renamed(node.require("field").text(), answer, to, node.place)


def _answer(node: Node) -> bool | float | str | None:
    return node.value if type(node.value) in (bool, int, float) else node.text()


def _same_question(node: Node, answer: Node | None, questionnaire: Questionnaire) -> str:
    """The question that asks the same now."""
    name = node.text()
    if name and name not in questionnaire.fields:
        node.report(
            "P08",
            f"There is no field `{name}`.",
            "Use the id of a question.",
            did_you_mean(name, questionnaire.fields),
        )
    elif answer is not None:
        answer.report(
            "P03",
            "A question that asks the same is taken over with all its answers.",
            "Leave `answer` out, or write `to: {field: answer}`.",
        )
    return name


def _target(
    name: str, node: Node, questionnaire: Questionnaire
) -> bool | float | str | tuple[str, ...] | None:
    """An answer to a question of today, checked as an answers file is."""
    try:
        value = check_answers({name: node.value}, questionnaire).given.get(name)
    except IntakeError as error:
        unknown = name not in questionnaire.fields
        for problem in error.problems:
            node.report(
                "P08" if unknown else "P09",
                f"`{name}` does not take this. {problem.what}",
                problem.way_out,
                problem.hint,
            )
        return None
    if isinstance(value, frozenset) and NONE_OPTION in value:
        node.report(
            "P09",
            f"An earlier answer cannot say that nothing of `{name}` holds: the list asks more.",
            "Take `none` out.",
        )
        return None
    if value is None:
        node.report("P04", "Expected an answer here.", "Write one, or take the field out of `to`.")
        return None
    return tuple(str(option) for option in node.value) if isinstance(value, frozenset) else value  # type: ignore[return-value]
