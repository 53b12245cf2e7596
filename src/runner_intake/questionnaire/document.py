"""The questions as plain data, so that a front end in any language can ask them, and the JSON Schema of the
answers that they take. Knows no answer and no rule but the gates.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from runner_intake.conditions import (
    ALWAYS,
    NONE_OPTION,
    All,
    AnyOf,
    AtLeast,
    ChoiceDomain,
    Includes,
    ManyDomain,
    NotApplicable,
    NumberDomain,
    OneOf,
    Within,
)

if TYPE_CHECKING:
    from runner_intake.conditions import Condition
    from runner_intake.questionnaire.model import Field, Question, Questionnaire, Section

QuestionnaireDocument = dict[str, object]


def sections_document(questionnaire: Questionnaire, required: frozenset[str]) -> list[QuestionnaireDocument]:
    """Everything a front end needs to ask: sections, questions, fields, options, ranges, units, gates;
    `required` names the questions that can be neither skipped nor left unknown.
    """
    return [_section(section, required) for section in questionnaire.sections]


def _section(section: Section, required: frozenset[str]) -> QuestionnaireDocument:
    questions = [_question(question, question.id in required) for question in section.questions]
    return {"id": section.id, "title": section.title, "intro": section.intro, "questions": questions}


def _question(question: Question, required: bool) -> QuestionnaireDocument:  # noqa: FBT001  (a fact about the question)
    return {
        "id": question.id,
        "ask": question.ask,
        "help": question.help,
        "why": question.why,
        "safety": question.safety,
        "required": required,
        "with_previous": question.with_previous,
        "when": None if question.when == ALWAYS else condition_document(question.when),
        "fields": [_field(field) for field in question.fields],
        "derived": [
            {
                "id": derived.id,
                "title": derived.title,
                "dividend": derived.dividend,
                "divisor": derived.divisor,
            }
            for derived in question.derived
        ],
    }


def _field(field: Field) -> QuestionnaireDocument:
    domain = field.domain
    document: QuestionnaireDocument = {
        "id": field.id,
        "ask": field.ask,
        "kind": field.kind,
        "private": field.private,
    }
    if isinstance(domain, NumberDomain):
        document |= {
            "unit": field.unit or None,
            "minimum": domain.minimum,
            "maximum": domain.maximum,
            "step": domain.step,
            "decimals": field.decimals,
        }
    if field.kind == "scale":
        document |= {"low": field.low, "high": field.high}
    if field.options:
        document["options"] = [_option(code, field) for code in field.options]
    if field.options_from:
        document["options_from"] = field.options_from
    return document


def _option(code: str, field: Field) -> QuestionnaireDocument:
    return {
        "code": code,
        "label": field.options[code],
        "exclusive": field.kind == "multi_choice" and code == NONE_OPTION,
        "place": field.places.get(code),
    }


def condition_document(condition: Condition) -> QuestionnaireDocument:
    """A gate as a tree: `all`, `any` and `at_least` of parts, or one test of one field.

    A test is false on a question that does not apply, also a `negated` one; `not_applicable` alone is true
    there.
    """
    match condition:
        case All(parts):
            return {"all": [condition_document(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [condition_document(part) for part in parts]}
        case AtLeast(count, parts):
            return {"at_least": {"count": count, "of": [condition_document(part) for part in parts]}}
        case Within(name, low, low_open, high, high_open, negated):
            bounds: QuestionnaireDocument = {}
            if low is not None:
                bounds["above" if low_open else "at_least"] = _number(low)
            if high is not None:
                bounds["below" if high_open else "at_most"] = _number(high)
            return _test(name, bounds, negated=negated)
        case OneOf(name, options, negated):
            return _test(name, {"one_of": list(options)}, negated=negated)
        case Includes(name, count, options, negated):
            return _test(name, {"includes": {"count": count, "of": list(options)}}, negated=negated)
        case NotApplicable(name, negated):
            return _test(name, {"not_applicable": True}, negated=negated)
        case _:
            raise AssertionError(condition)  # a gate looks at nothing else


def _test(name: str, test: QuestionnaireDocument, *, negated: bool) -> QuestionnaireDocument:
    return {"field": name, **test, **({"negated": True} if negated else {})}


def _number(number: float | Fraction) -> float:
    return float(number) if isinstance(number, Fraction) else number


# --- the answers


def answers_schema(questionnaire: Questionnaire, title: str) -> QuestionnaireDocument:
    """The JSON Schema (2020-12) of an answers document: field -> value, null for "don't know".

    A missing field is not known either. A step that binary numbers cannot hold exactly (0.1 km, say) is named
    as `x-step`: validators would refuse good numbers by `multipleOf`.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "description": 'Field -> answer. null, or a missing field, means: not known. Never "no".',
        "type": "object",
        "properties": {field.id: _answer_schema(field) for field in questionnaire.fields.values()},
        "additionalProperties": False,
    }


def _answer_schema(field: Field) -> QuestionnaireDocument:
    about: QuestionnaireDocument = {"title": field.ask}
    domain = field.domain
    if isinstance(domain, NumberDomain):
        exact = float(Fraction(str(domain.step))).as_integer_ratio()[1] <= 1024  # noqa: PLR2004  (a few binary places)
        unit = {"x-unit": field.unit} if field.unit else {}
        return {
            **about,
            "type": ["number", "null"],
            "minimum": domain.minimum,
            "maximum": domain.maximum,
            ("multipleOf" if exact else "x-step"): domain.step,
            **unit,
        }
    codes = list(field.options)
    match field.kind:
        case "yes_no":
            return {**about, "enum": [True, False, "yes", "no", None]}
        case "multi_choice":
            return {**about, "type": ["array", "null"], "minItems": 1, "items": {"enum": codes}}
        case _:
            return {**about, "enum": [*codes, None]}


def example_answer(field: Field) -> object:
    """An ordinary answer to a field, as JSON: a number in the middle, the first option, `none` of a list."""
    match field.domain:
        case NumberDomain(minimum, maximum, step) as numbers:
            return numbers.at(round((minimum + maximum) / 2 / step))
        case ChoiceDomain(options):
            return options[0]
        case ManyDomain(options):
            return [NONE_OPTION if NONE_OPTION in options else options[0]]
