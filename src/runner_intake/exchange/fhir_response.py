"""The answers of a result as a FHIR QuestionnaireResponse, in the shape of the Questionnaire. Knows no rule;
private answers are not in a result, so none gets here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from runner_intake.exchange.fhir_items import coding, item_type
from runner_intake.exchange.fhir_questionnaire import questionnaire_resource
from runner_intake.exchange.naming import BASE, JsonObject, Names
from runner_intake.result.assessment import open_on_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Field
    from runner_intake.result.assessment import Answer, Assessment


def response_resource(
    result: Assessment, pack: Pack, *, base: str = BASE, subject: JsonObject | None = None
) -> JsonObject:
    """The QuestionnaireResponse, ready for JSON.

    It is `completed` where no further answer could change what the page shows, else `in-progress`. Answers to
    questions that do not apply are in it too, as they were given. `subject` is a Reference to the person.
    """
    names = Names(pack, base)
    is_complete = not result.safety.missing and not open_on_page(result)
    items = cast("list[JsonObject]", questionnaire_resource(pack, base=base)["item"])
    written = _items(items, result.answers, names)
    return {
        "resourceType": "QuestionnaireResponse",
        "language": result.language,
        "questionnaire": names.versioned,
        "status": "completed" if is_complete else "in-progress",
        **({"subject": subject} if subject else {}),
        **({"authored": result.created.isoformat()} if result.created else {}),
        **({"item": written} if written else {}),
    }


def _items(items: list[JsonObject], answers: Mapping[str, Answer], names: Names) -> list[JsonObject]:
    """The items that hold an answer, in the groups of the Questionnaire."""
    written: list[JsonObject] = []
    for item in items:
        name = cast("str", item["linkId"])
        if item["type"] == "group":
            inside = _items(cast("list[JsonObject]", item["item"]), answers, names)
            if inside:
                written.append({"linkId": name, **_text(item), "item": inside})
        elif answers.get(name) is not None:
            field = names.pack.questionnaire.fields[name]
            values = _values(field, answers[name], names)
            written.append({"linkId": name, **_text(item), "answer": values})
    return written


def _text(item: JsonObject) -> JsonObject:
    return {"text": item["text"]} if "text" in item else {}


def _values(field: Field, answer: Answer, names: Names) -> list[JsonObject]:
    match field.kind:
        case "multi_choice":
            assert isinstance(answer, tuple)
            return [{"valueCoding": coding(field, code, names)} for code in answer]
        case "choice":
            return [{"valueCoding": coding(field, str(answer), names)}]
        case "yes_no":
            return [{"valueBoolean": answer}]
        case "number" | "scale":
            return [{"valueInteger" if item_type(field) == "integer" else "valueDecimal": answer}]
