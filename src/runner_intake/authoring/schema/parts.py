"""The parts that schemas are put together from: texts, words, tables, lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.vocabulary import EXPERT_OPINION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runner_intake.pack.model import Pack


Schema = dict[str, object]
"""A JSON Schema, or a part of one."""


_NAME = r"^[a-z][a-z0-9_]*$"


OPTION = r"^[a-z0-9][a-z0-9_]*$"


RULE = r"^[A-Za-z][A-Za-z0-9_]*$"


ROW = r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$"


BAND = r"^(<[0-9]+(\.[0-9]+)?|[0-9]+(\.[0-9]+)?(-[0-9]+(\.[0-9]+)?|\+)?)$"


WHEN = "When it holds. Several fields in one mapping: all of them."


def reference_to(name: str) -> Schema:
    """A definition of the schema, by its name."""
    return {"$ref": f"#/$defs/{name}"}


def a_text(description: str) -> Schema:
    """Text that is not blank."""
    return {"type": "string", "pattern": r"\S", "description": description}


def a_name(description: str, pattern: str = _NAME) -> Schema:
    """An id."""
    return {"type": "string", "pattern": pattern, "description": description}


def a_word(description: str, words: Iterable[str]) -> Schema:
    """One of some words."""
    return {"enum": list(words), "description": description}


def a_yes_no(description: str) -> Schema:
    """True or false."""
    return {"type": "boolean", "description": description}


def a_whole_number(description: str, minimum: int, maximum: int | None = None) -> Schema:
    """A whole number in a range."""
    upper = {} if maximum is None else {"maximum": maximum}
    return {"type": "integer", "minimum": minimum, **upper, "description": description}


def a_day(description: str) -> Schema:
    """A calendar day, YYYY-MM-DD."""
    return {
        "type": "string",
        "format": "date",
        "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        "description": description,
    }


def a_table(description: str, properties: Mapping[str, Schema], optional: Iterable[str] = ()) -> Schema:
    """A mapping with these keys and no others; all but the `optional` ones must be there."""
    required = [key for key in properties if key not in set(optional)]
    return {
        "type": "object",
        "description": description,
        "properties": dict(properties),
        "required": required,
        "additionalProperties": False,
    }


def a_choice_of_keys(description: str, properties: Mapping[str, Schema]) -> Schema:
    """A mapping with at least one of these keys and no others."""
    return {
        "type": "object",
        "description": description,
        "minProperties": 1,
        "properties": dict(properties),
        "additionalProperties": False,
    }


def rows_of(description: str, items: Schema) -> Schema:
    """A list, which may be empty."""
    return {"type": "array", "description": description, "items": items}


def a_list_of(description: str, items: Schema) -> Schema:
    """A list with at least one item, each once."""
    return {"type": "array", "description": description, "minItems": 1, "uniqueItems": True, "items": items}


def a_basis(pack: Pack) -> Schema:
    """Source ids, or expert-opinion."""
    sources = [*pack.sources, EXPERT_OPINION]
    cites = [*(source.cite for source in pack.sources.values()), "no source; the authors' judgement"]
    return a_list_of(
        f"Where it comes from: ids of sources.yaml, or {EXPERT_OPINION}.",
        {"enum": sources, "enumDescriptions": cites},
    )
