"""One field of a page as an item of a FHIR Questionnaire: its type, options, unit, range, and when it is
shown. Knows no answer.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from runner_intake.conditions import NONE_OPTION, NumberDomain
from runner_intake.exchange.naming import UCUM, JsonObject, Names, Version, asked_with_ends, same, unit_code

if TYPE_CHECKING:
    from runner_intake.exchange.gates import Clause, Compare
    from runner_intake.questionnaire import Field, Question

_EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
_CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"


def field_item(field: Field, names: Names, version: Version, *, ask: str, required: bool) -> JsonObject:
    """The item that asks for a field."""
    kind = item_type(field)
    extensions = [*_control(field), *_number_rules(field, names), *_alone(field, names)]
    return {
        **({"extension": extensions} if extensions else {}),
        "linkId": field.id,
        **names.text("text", asked_with_ends(field, ask)),
        "type": "coding" if kind == "choice" and version == "R5" else kind,
        **({"required": True} if required else {}),
        **({"repeats": True} if field.kind == "multi_choice" else {}),
        **({"answerConstraint": "optionsOnly"} if kind == "choice" and version == "R5" else {}),
        **({"answerOption": _options(field, names)} if kind == "choice" else {}),
    }


def item_type(field: Field) -> str:
    """The type of the item of a field, as R4 calls it."""
    match field.kind:
        case "yes_no":
            return "boolean"
        case "choice" | "multi_choice":
            return "choice"
        case "number" | "scale":
            assert isinstance(field.domain, NumberDomain)
            return "integer" if Fraction(str(field.domain.step)).denominator == 1 else "decimal"


def coding(field: Field, code: str, names: Names) -> JsonObject:
    """An option as a code of ours."""
    return {"system": names.codes(field.id), "code": code, "display": field.options[code]}


def help_item(question: Question, names: Names) -> list[JsonObject]:
    """The help of a question, if it has one."""
    if not question.help:
        return []
    return [
        {
            "extension": [_item_control("help")],
            "linkId": f"help.{question.id}",
            **names.text("text", same(question.help)),
            "type": "display",
        }
    ]


def _item_control(code: str) -> JsonObject:
    concept = {"coding": [{"system": _CONTROLS, "code": code}]}
    return {"url": f"{_EXTENSION}questionnaire-itemControl", "valueCodeableConcept": concept}


def _control(field: Field) -> list[JsonObject]:
    """Options as a list of buttons or boxes, one below the other."""
    if field.kind not in ("choice", "multi_choice"):
        return []
    control = _item_control("radio-button" if field.kind == "choice" else "check-box")
    return [control, {"url": f"{_EXTENSION}questionnaire-choiceOrientation", "valueCode": "vertical"}]


def _number_rules(field: Field, names: Names) -> list[JsonObject]:
    domain = field.domain
    if not isinstance(domain, NumberDomain):
        return []
    kind = "valueInteger" if item_type(field) == "integer" else "valueDecimal"
    rules: list[JsonObject] = [
        {"url": f"{_EXTENSION}minValue", kind: domain.minimum},
        {"url": f"{_EXTENSION}maxValue", kind: domain.maximum},
    ]
    if kind == "valueDecimal":
        rules.append({"url": f"{_EXTENSION}maxDecimalPlaces", "valueInteger": _decimals(domain.step)})
    if field.unit:
        unit = {"system": UCUM, "code": unit_code(field.unit), "display": names.pack.words.unit(field.unit)}
        rules.append({"url": f"{_EXTENSION}questionnaire-unit", "valueCoding": unit})
    return rules


def _decimals(step: float) -> int:
    """How many decimals a step needs."""
    exact, places = Fraction(str(step)), 0
    while exact.denominator != 1:
        exact, places = exact * 10, places + 1
    return places


def _options(field: Field, names: Names) -> list[JsonObject]:
    return [_option(code, field, names) for code in field.options]


def _option(code: str, field: Field, names: Names) -> JsonObject:
    value = {
        "system": names.codes(field.id),
        "code": code,
        **names.text("display", same(field.options[code])),
    }
    is_alone = field.kind == "multi_choice" and code == NONE_OPTION
    alone = {"url": f"{_EXTENSION}questionnaire-optionExclusive", "valueBoolean": True}
    return {**({"extension": [alone]} if is_alone else {}), "valueCoding": value}


def _alone(field: Field, names: Names) -> list[JsonObject]:
    """That "none" stands alone, said again as a constraint: not every form heeds `optionExclusive`."""
    if field.kind != "multi_choice" or NONE_OPTION not in field.options:
        return []
    answers = f"%resource.repeat(item).where(linkId='{field.id}').answer"
    rule = f"{answers}.value.where(code='{NONE_OPTION}').empty() or {answers}.count() = 1"
    human = names.text(
        "valueString", lambda put, words: words("none_alone", none=put(field.options[NONE_OPTION]))
    )
    parts: list[JsonObject] = [
        {"url": "key", "valueId": f"{field.id.replace('_', '-')[:52]}-none-alone"},
        {"url": "severity", "valueCode": "error"},
        {"url": "expression", "valueExpression": {"language": "text/fhirpath", "expression": rule}},
        {"url": "human", **human},
    ]
    return [{"url": f"{_EXTENSION}targetConstraint", "extension": parts}]


def enabled(level: tuple[Clause, ...], names: Names) -> JsonObject:
    """When an item is shown: all of some comparisons, or any of them where the level is one clause of
    several.
    """
    tests = [test for clause in level for test in clause]
    behavior = "any" if len(level) == 1 else "all"
    return {
        "enableWhen": [_enable_when(test, names) for test in tests],
        **({"enableBehavior": behavior} if len(tests) > 1 else {}),
    }


def _enable_when(test: Compare, names: Names) -> JsonObject:
    field = names.pack.questionnaire.fields[test.field]
    return {"question": test.field, "operator": test.operator, **_compared(test, field, names)}


def _compared(test: Compare, field: Field, names: Names) -> JsonObject:
    value = test.value
    if isinstance(value, bool):
        return {"answerBoolean": value}
    if isinstance(value, str):
        return {"answerCoding": {"system": names.codes(field.id), "code": value}}
    return {"answerInteger" if item_type(field) == "integer" else "answerDecimal": value}
