"""The schema of population.yaml: how the answers of made-up runners are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from runner_intake.authoring.schema.conditions import about_field
from runner_intake.authoring.schema.parts import a_choice_of_keys, a_table, reference_to
from runner_intake.conditions import NONE_OPTION
from runner_intake.pack.population import BOUNDS, CURVES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner_intake.authoring.schema.parts import Schema
    from runner_intake.questionnaire import Field, Questionnaire

_CURVES = {
    "bell": "The mean of a bell curve.",
    "skewed": "The median of a curve with a long tail.",
    "decaying": "The mean of a curve on which small numbers are the most frequent.",
}


def population_file(questionnaire: Questionnaire) -> Schema:
    """population.yaml."""
    numbers = [name for name, field in questionnaire.fields.items() if field.kind in ("number", "scale")]
    answers = {
        name: _entry(field, numbers, about_field(name, questionnaire))
        for name, field in questionnaire.fields.items()
    }
    keys: dict[str, Schema] = {
        "dont_know": _share('The share of "don\'t know" among the answers that no safety question asks for.'),
        "answers": {
            **a_choice_of_keys("How each answer is drawn; a row looks only at answers above it.", answers),
            "minProperties": 0,
        },
    }
    return a_table(
        "Made-up runners, to compare packs and to measure the interview. No result depends on them.",
        keys,
        ("dont_know",),
    )


def _entry(field: Field, numbers: Iterable[str], about: str) -> Schema:
    """How one answer is drawn: in one way, or by conditions of which the first that holds counts."""
    keys, optional = _keys(field, list(numbers))
    one, row = (
        a_table(about, keys, optional),
        a_table(about, {"when": reference_to("condition"), **keys}, ("when", *optional)),
    )
    if field.kind in ("number", "scale"):
        curve = {"oneOf": [{"required": [name]} for name in CURVES]}
        one, row = {**one, **curve}, {**row, **curve}
    return {"description": about, "anyOf": [one, {"type": "array", "minItems": 1, "items": row}]}


def _keys(field: Field, numbers: list[str]) -> tuple[dict[str, Schema], tuple[str, ...]]:
    """What may be said about an answer of this kind, and what of it may be left out."""
    match field.kind:
        case "yes_no":
            return {"share": _share("The share of runners who say yes.")}, ()
        case "choice":
            return {"weights": _weights(field.options)}, ("weights",)
        case "multi_choice":
            shares = {
                "share": _share("The share of runners who tick something."),
                "more": _share("Of those, the share who tick a second option."),
            }
            return {
                **shares,
                "weights": _weights(option for option in field.options if option != NONE_OPTION),
            }, ("more", "weights")
        case "number" | "scale":
            return _number_keys(numbers)
        case _:
            assert_never(field.kind)


def _number_keys(numbers: list[str]) -> tuple[dict[str, Schema], tuple[str, ...]]:
    earlier: Schema = {"enum": numbers}
    keys: dict[str, Schema] = {
        **{curve: {"type": "number", "description": _CURVES[curve]} for curve in CURVES},
        "spread": {
            "type": "number",
            "minimum": 0,
            "description": "bell: the standard deviation. skewed: the factor within which two thirds lie.",
        },
        "plus": a_choice_of_keys(
            "What so many times an earlier number adds.", {name: {"type": "number"} for name in numbers}
        ),
        "times": {**earlier, "description": "An earlier number that the whole is multiplied by."},
        "zero": _share("The share of runners who answer 0 instead."),
        **{
            bound: {"anyOf": [{"type": "number"}, earlier], "description": "A number, or an earlier answer."}
            for bound in BOUNDS
        },
    }
    return keys, tuple(keys)


def _share(description: str) -> Schema:
    return {"type": "number", "minimum": 0, "maximum": 1, "description": description}


def _weights(options: Iterable[str]) -> Schema:
    return a_choice_of_keys(
        "How often one option is chosen, compared with the others.",
        {option: {"type": "number", "minimum": 0} for option in options},
    )
