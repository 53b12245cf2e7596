"""What the schema says of each field of a pack: its options, the tests that fit it, and where else it may be
named.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from runner_intake.conditions import NONE_OPTION, RATIO, YES_NO, ChoiceDomain, ManyDomain, NumberDomain
from runner_intake.pack.measures import FILLING
from runner_intake.vocabulary import MEASURE_UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.questionnaire import Field, Questionnaire

Schema = dict[str, object]
"""A JSON Schema, or a part of one. `$ref: text` is short for `$ref: "#/$defs/text"`."""

_LISTS = ("choice", "multi_choice")
"""The kinds of fields with options."""


def field_definitions(questionnaire: Questionnaire) -> dict[str, Schema]:
    """The options and the test of each field and ratio, and the tables of a pack that have one row for each
    field of some kind.
    """
    fields, domains = questionnaire.fields, questionnaire.domains
    about = {name: about_field(name, questionnaire) for name in domains}
    numbers = [name for name, domain in domains.items() if isinstance(domain, NumberDomain)]
    choices = [name for name, field in fields.items() if field.kind == "choice"]
    measured = {name: fitting for name, field in fields.items() if (fitting := _measures(field))}
    return {
        "field_name": {"enum": list(fields)},
        "number_name": {"enum": numbers},
        "number_field": {"enum": [name for name in numbers if name in fields]},
        "list_field": {"enum": [name for name, field in fields.items() if field.kind == "multi_choice"]},
        "bands_of_numbers": _table(
            "Points in steps over one number.",
            {name: {"description": about[name], "$ref": "bands"} for name in numbers},
        ),
        "points_of_choices": _table(
            "Points by the answer to one choice.",
            {name: {"description": about[name], **_points_by_option(name)} for name in choices},
        ),
        "measures_of_fields": _table(
            "The measure that may fill each field.",
            {name: {"description": about[name], "enum": fitting} for name, fitting in measured.items()},
        ),
        "drawn_answers": _table(
            "How each answer is drawn; a row looks only at answers above it.",
            {name: {"description": about[name], **_draw(field)} for name, field in fields.items()},
        ),
        **{f"options.{name}": _options(field) for name, field in fields.items() if field.kind in _LISTS},
        **{f"test.{name}": {"description": about[name], **_test(name, questionnaire)} for name in domains},
    }


def about_field(name: str, questionnaire: Questionnaire) -> str:
    """What a field asks, for the help of an editor."""
    if name in questionnaire.derived:
        ratio = questionnaire.derived[name]
        return f"{ratio.title}: {ratio.dividend} divided by {ratio.divisor}."
    field = questionnaire.fields[name]
    match field.domain:
        case NumberDomain(minimum, maximum, step):
            steps = "" if step == 1 else f", in steps of {step}"
            unit = f" {field.unit}" if field.unit else ""
            return f"{field.ask} A number from {minimum} to {maximum}{unit}{steps}."
        case ChoiceDomain():
            return f"{field.ask} {'true or false.' if field.kind == 'yes_no' else 'One option.'}"
        case ManyDomain():
            return f"{field.ask} Several options."


def _table(description: str, properties: Mapping[str, Schema]) -> Schema:
    return {
        "description": description,
        "type": "object",
        "properties": dict(properties),
        "additionalProperties": False,
    }


def _measures(field: Field) -> list[str]:
    """The measures of training files that come in the unit of a field."""
    return [measure for measure in FILLING if field.unit == MEASURE_UNITS[measure]]


def _options(field: Field) -> Schema:
    return {"enum": list(field.options), "enumDescriptions": list(field.options.values())}


def _points_by_option(name: str) -> Schema:
    return {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"$ref": f"options.{name}"},
        "additionalProperties": {"$ref": "points"},
    }


def _draw(field: Field) -> Schema:
    """How an answer of made-up runners is drawn: once, or in rows with conditions."""
    draws: Schema = {"$ref": "number_draws" if field.kind == "scale" else f"{field.kind}_draws"}
    if field.kind not in _LISTS:
        return draws
    names: Schema = {"$ref": f"options.{field.id}"}
    if field.kind == "multi_choice":
        names["not"] = {"const": NONE_OPTION}
    weights: Schema = {"properties": {"weights": {"propertyNames": names}}}
    return {**draws, **weights, "items": weights}


# --- tests --------------------------------------------------------------------------------------------------


def _test(name: str, questionnaire: Questionnaire) -> Schema:
    """What may stand behind a field in a condition, the tests on the answer as given among it."""
    domain = questionnaire.domains[name]
    match domain:
        case NumberDomain():
            return {"$ref": "number_test", "properties": _number_tests(name, domain, questionnaire)}
        case ChoiceDomain() if domain == YES_NO:
            return {"$ref": "yes_no_test"}
        case ChoiceDomain():
            option = {"$ref": f"options.{name}"}
            tests = {"one_of": {"items": option}, "given_as": option}
            return {
                "if": {"type": "object"},
                "then": {"$ref": "choice_test", "properties": tests},
                "else": option,
            }
        case ManyDomain(options):
            return {"$ref": "list_test", "properties": _list_tests(name, len(options))}


def _number_tests(name: str, domain: NumberDomain, questionnaire: Questionnaire) -> dict[str, Schema | bool]:
    """The thresholds that tell some answers from others, and the answers that may be given; a ratio is never
    given.
    """
    grid = _grid(domain)
    inner: Schema = {**grid, "exclusiveMinimum": domain.minimum}
    outer: Schema = {**grid, "minimum": domain.minimum}
    if not math.isinf(domain.maximum):
        inner["maximum"] = outer["exclusiveMaximum"] = domain.maximum
    bounds: dict[str, Schema | bool] = {"at_least": inner, "above": outer, "at_most": outer, "below": inner}
    if domain == RATIO:
        return {**bounds, **dict.fromkeys(("given_as", "given_at_least", "more_than"), False)}
    given: Schema = {**grid, "minimum": domain.minimum, "maximum": domain.maximum}
    page = questionnaire.question_of[name].fields
    others = [field.id for field in page if isinstance(field.domain, NumberDomain) and field.id != name]
    more_than: Schema | bool = {"properties": {"field": {"enum": others}}} if others else False
    return {**bounds, "given_as": given, "given_at_least": given, "more_than": more_than}


def _grid(domain: NumberDomain) -> Schema:
    """The step of a number, where a schema can check it without rounding errors."""
    step = Fraction(str(domain.step))
    if step == 1:
        return {"type": "integer"}
    exact = step and step == Fraction(domain.step)
    return {"type": "number", "multipleOf": domain.step} if exact else {"type": "number"}


def _list_tests(name: str, options: int) -> dict[str, Schema]:
    option: Schema = {"$ref": f"options.{name}"}
    several: Schema = {"items": option}
    counted: Schema = {"properties": {"count": {"maximum": options}, "of": several}}
    lists = ("includes_any", "includes_all", "given_as", "given_includes_any")
    return {"includes": option, **dict.fromkeys(lists, several), "includes_at_least": counted}
