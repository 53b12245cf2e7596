"""The schema of a section of questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from runner_intake.authoring.schema.parts import (
    OPTION,
    a_choice_of_keys,
    a_list_of,
    a_name,
    a_table,
    a_text,
    a_whole_number,
    a_word,
    a_yes_no,
    reference_to,
    rows_of,
)
from runner_intake.conditions import NONE_OPTION, WORDS
from runner_intake.questionnaire import SafetyKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner_intake.authoring.schema.parts import Schema
    from runner_intake.questionnaire import Questionnaire


def section_file() -> Schema:
    """A section of the questionnaire."""
    keys = {
        "id": a_name("The section; pack.yaml lists it under `sections`."),
        "title": a_text("The heading."),
        "intro": a_text("One or two sentences shown before the section."),
        "questions": rows_of("The questions, in the order of asking.", reference_to("question")),
    }
    return a_table("A section of the questionnaire.", keys)


def question_schemas(questionnaire: Questionnaire) -> dict[str, Schema]:
    """A question: one field of some kind, or a page of several fields."""
    lists = [name for name, field in questionnaire.fields.items() if field.kind == "multi_choice"]
    extra = {
        "help": a_text("A second line below the question."),
        "why": a_text("Why it is asked, one or two sentences."),
        "safety": a_word(
            "always: a red flag that everyone is asked. needling: asked only while a suggestion can still "
            "come out.",
            get_args(SafetyKind),
        ),
        "with_previous": a_yes_no("true: asked directly after the question written before it."),
        "when": {
            **reference_to("condition"),
            "description": "Asked only where this holds. It may look at earlier questions only.",
        },
    }
    optional = {"help", "safety", "with_previous", "when", "derived"}
    page = {
        "id": a_name("The page."),
        "ask": a_text("The heading of the page."),
        "fields": a_list_of("The fields that are asked together.", reference_to("field")),
        "derived": a_list_of(
            "Ratios that are computed from this page's answers alone.", reference_to("ratio")
        ),
    }
    kinds = _kinds(lists)
    questions = [
        a_table(f"A question of kind {kind}.", {**keys, **extra}, optional | loose)
        for kind, (keys, loose) in kinds.items()
    ]
    return {
        "question": {
            "oneOf": [*questions, a_table("Several fields asked together.", {**page, **extra}, optional)]
        },
        "field": {
            "oneOf": [
                a_table(f"A field of kind {kind}.", keys, loose) for kind, (keys, loose) in kinds.items()
            ]
        },
        "ratio": _ratio(),
        "options": {
            **a_choice_of_keys("The options: code and label.", {}),
            "propertyNames": {"pattern": OPTION},
            "additionalProperties": a_text("What the runner reads."),
        },
    }


def _kinds(lists: Iterable[str]) -> dict[str, tuple[dict[str, Schema], set[str]]]:
    """Every kind of field: its keys, and those that may be left out."""
    number = {"type": "number"}
    scrolls = {
        "may_scroll": a_yes_no("true: the list is long on purpose; the checker asks for at most 11 options.")
    }
    by_option = a_choice_of_keys("Option code and text.", {})
    in_short = {
        "short_options": {
            **by_option,
            "additionalProperties": {
                "type": "string",
                "description": "Instead of the label; empty: left out.",
            },
        }
    }
    places = {
        "places": {
            **by_option,
            "additionalProperties": a_text("The place of the body that the option means."),
        }
    }
    own: dict[str, dict[str, Schema]] = {
        "yes_no": {**in_short},
        "choice": {
            "options": reference_to("options"),
            "options_from": a_word("The multi-choice question among whose answers this is chosen.", lists),
            **scrolls,
            **in_short,
            **places,
        },
        "multi_choice": {
            "options": {
                **reference_to("options"),
                "required": [NONE_OPTION],
                "description": f"Code and label; `{NONE_OPTION}` comes last or first.",
            },
            **scrolls,
            **in_short,
            **places,
        },
        "number": {
            "unit": a_text("The word behind the number."),
            "minimum": {**number, "description": "The lowest answer."},
            "maximum": {**number, "description": "The highest answer."},
            "step": {**number, "exclusiveMinimum": 0, "description": "The step of answers; 1 if left out."},
            "decimals": a_whole_number(
                "How many decimals are shown; as many as an answer has if left out.", 0, 6
            ),
            **in_short,
        },
        "scale": {"low": a_text("What 0 means."), "high": a_text("What 10 means.")},
    }
    reserved = {"not": {"enum": [*WORDS, NONE_OPTION]}}
    return {
        kind: (
            {
                "id": {**a_name("The field, as rules and answers name it."), **reserved},
                "ask": a_text("The question, in words for a runner."),
                "kind": {
                    "const": kind,
                    "description": "yes_no, choice, multi_choice, number or scale (0 to 10).",
                },
                **keys,
                "private": a_yes_no("true: never written to a file, an export or a finding."),
                "short": a_text("The answer in a few words, with {value} where it goes."),
            },
            {
                *("private", "options_from", "may_scroll", "unit", "step", "decimals"),
                *("short", "short_options", "places"),
            },
        )
        for kind, keys in own.items()
    }


def _ratio() -> Schema:
    pair = {
        **a_list_of("The two numbers of this page: dividend, divisor.", a_name("A number of this page.")),
        "minItems": 2,
        "maxItems": 2,
    }
    keys = {"id": a_name("The ratio, as rules name it."), "title": a_text("What it compares."), "ratio": pair}
    return a_table("A ratio of two numbers of the page.", keys)
