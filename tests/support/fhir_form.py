"""A form that knows only what FHIR says: which questions of a Questionnaire are shown for some answers.
Written from the specification of `enableWhen`, apart from the program.
"""

from __future__ import annotations

import operator
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPARED = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def all_items(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every item of a Questionnaire or of a response, in reading order."""
    for item in items:
        yield item
        yield from all_items(item.get("item", []))


def shown_questions(questionnaire: dict[str, Any], answers: dict[str, Any]) -> set[str]:
    """The linkIds of the questions that a form shows; an answer to one that it does not show is not there."""
    known: dict[str, list[Any]] = {}
    shown: set[str] = set()
    _fill(questionnaire["item"], answers, known, shown)
    return shown


def _fill(
    items: list[dict[str, Any]], answers: dict[str, Any], known: dict[str, list[Any]], shown: set[str]
) -> None:
    for item in items:
        if not _is_enabled(item, known):
            continue
        if item["type"] not in ("group", "display"):
            shown.add(item["linkId"])
            answer = answers.get(item["linkId"])
            known[item["linkId"]] = answer if isinstance(answer, list) else [] if answer is None else [answer]
        _fill(item.get("item", []), answers, known, shown)


def _is_enabled(item: dict[str, Any], known: dict[str, list[Any]]) -> bool:
    tests = [_holds(test, known.get(test["question"], [])) for test in item.get("enableWhen", [])]
    if not tests:
        return True
    return any(tests) if item.get("enableBehavior") == "any" else all(tests)


def _holds(test: dict[str, Any], values: list[Any]) -> bool:
    (value,) = (value for key, value in test.items() if key.startswith("answer"))
    compared = value["code"] if isinstance(value, dict) else value
    match test["operator"]:
        case "exists":
            return bool(values) is compared
        case "=":
            return any(type(answer) is type(compared) and answer == compared for answer in values)
        case "!=":
            return compared not in values
        case sign:
            return any(bool(COMPARED[sign](answer, compared)) for answer in values)


def validated(kind: str, resource: dict[str, Any], version: str) -> None:
    """Has a resource read by the models of fhir.resources, which raise where it is none. They have no R4, so
    R4B stands for it.
    """
    pytest.importorskip("fhir.resources", reason="the extra dev is not installed")
    folder = "fhir.resources.R4B" if version == "R4" else "fhir.resources"
    getattr(import_module(f"{folder}.{kind.lower()}"), kind).model_validate(resource)
