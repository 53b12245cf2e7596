"""The schema of a pack's files: the format written beside this file, with the ids and questions of a pack."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, get_args

from runner_intake.authoring.schema.fields import field_definitions
from runner_intake.conditions import GIVEN, NONE_OPTION, WORDS
from runner_intake.pack.rules import CEILINGS, CONDITION_OUTCOMES, GIVEN_OUTCOMES
from runner_intake.pack.translations import LANGUAGE
from runner_intake.package_files import package_file
from runner_intake.questionnaire import FieldKind, SafetyKind
from runner_intake.reading import parse_yaml
from runner_intake.text.catalogue import ENGLISH
from runner_intake.vocabulary import EXPERT_OPINION, OUTCOMES, ClosingRole, Grade, HelpLineKind, Support

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runner_intake.authoring.schema.fields import Schema
    from runner_intake.authoring.schema.outline import PackOutline

FileKind = Literal[
    "pack",
    "questionnaire",
    "safety",
    "benefits",
    "first_steps",
    "sources",
    "locale",
    "measures",
    "population",
    "translations",
]


FILE_KINDS: tuple[FileKind, ...] = get_args(FileKind)
"""The kinds of files in a pack, by the name of the file or folder; each is a definition of the schema."""


_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(kind: FileKind, pack: PackOutline) -> Schema:
    """The schema of one kind of file. `$defs` has one definition for each of FILE_KINDS, and all that they
    share, such as `condition`.
    """
    definitions: dict[str, Schema] = {
        **_format(),
        **_words(),
        **_ids(pack),
        **_conditions(pack.questionnaire.domains),
        **field_definitions(pack.questionnaire),
    }
    return {
        "$schema": _DIALECT,
        "title": f"The rule pack {pack.id} {pack.version}".rstrip(),
        "description": "Made by `runner-intake rules schema`. Make it again after you add questions, "
        "options, safety rules or sources.",
        "$ref": f"#/$defs/{kind}",
        "$defs": {name: _with_pointers(part) for name, part in definitions.items()},
    }


def reference_to(kind: FileKind) -> Schema:
    """The schema of one kind of file, as a reference to pack.schema.json in the same folder."""
    return {"$schema": _DIALECT, "$ref": f"pack.schema.json#/$defs/{kind}"}


def schema_text(schema: Schema) -> str:
    """A schema as JSON, one definition a line."""
    lines = []
    for key, value in schema.items():
        if key == "$defs" and isinstance(value, dict):
            parts = [f"{json.dumps(name)}: {_in_one_line(part)}" for name, part in value.items()]
            lines.append('"$defs": {\n' + ",\n".join(parts) + "\n}")
        else:
            lines.append(f"{json.dumps(key)}: {_in_one_line(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _in_one_line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _format() -> dict[str, Schema]:
    """What is the same for every pack."""
    file = package_file("authoring/schema/format.yaml")
    read = parse_yaml(file.read_text(encoding="utf-8"), file.name)
    assert isinstance(read, dict)
    return read


def _with_pointers(part: object) -> object:
    """A part of the schema whose references are written out."""
    if isinstance(part, dict):
        return {
            key: f"#/$defs/{value}" if key == "$ref" else _with_pointers(value) for key, value in part.items()
        }
    return [_with_pointers(value) for value in part] if isinstance(part, list) else part


def _words() -> dict[str, Schema]:
    """The words that rules share with results."""
    written = [*(outcome for outcome in OUTCOMES if outcome not in ("incomplete", "clear")), "notice"]
    words: dict[str, Iterable[str]] = {
        "outcome": OUTCOMES,
        "safety_outcome": written,
        "limiting_outcome": CONDITION_OUTCOMES,
        "outcome_as_given": GIVEN_OUTCOMES,
        "closing_role": get_args(ClosingRole),
        "field_kind": get_args(FieldKind),
        "safety_kind": get_args(SafetyKind),
        "help_line": get_args(HelpLineKind),
        "grade": get_args(Grade),
        "support": get_args(Support),
        "ceiling_level": CEILINGS,
        "reserved_name": (*WORDS, NONE_OPTION),
        "program_text": ENGLISH.texts,
    }
    return {
        **{name: {"enum": list(allowed)} for name, allowed in words.items()},
        "language": {"type": "string", "pattern": f"^{LANGUAGE}$"},
    }


def _ids(pack: PackOutline) -> dict[str, Schema]:
    """The ids of a pack. Those of sections and benefits are examples: the lists of pack.yaml come first."""
    cites = [*pack.sources.values(), "no source; the authors' judgement"]
    return {
        "section": {"$ref": "name", "examples": list(pack.sections)},
        "benefit": {"$ref": "name", "examples": list(pack.benefits)},
        "safety_rule_id": {"enum": list(pack.safety_rules)},
        "source": {"enum": [*pack.sources, EXPERT_OPINION], "enumDescriptions": cites},
    }


def _conditions(fields: Iterable[str]) -> dict[str, Schema]:
    """A condition; one of safety rules, which may name other rules; and one that may also look at answers as
    given.
    """
    raised: Schema = {
        "description": "At least one of these other safety rules holds. Only rules of worse outcomes, or "
        "earlier ones of this file.",
        "$ref": "list",
        "items": {"$ref": "safety_rule_id"},
    }
    as_given: dict[str, Schema] = {name: {"$ref": f"test.{name}"} for name in fields}
    tests: dict[str, Schema] = {
        name: {"allOf": [test, {"$ref": "not_as_given"}]} for name, test in as_given.items()
    }
    return {
        "not_as_given": {"properties": dict.fromkeys(GIVEN, False)},
        "condition": _condition("condition", tests),
        "safety_condition": _condition("safety_condition", {"raised": raised, **tests}),
        "given_condition": _condition("given_condition", {"raised": raised, **as_given}),
    }


def _condition(name: str, tests: Mapping[str, Schema]) -> Schema:
    """A condition, whose definition is called `name`, of these tests and of other conditions."""
    parts: Schema = {"type": "array", "minItems": 1, "items": {"$ref": name}}
    counted: Schema = {
        "type": "object",
        "properties": {
            "count": {"description": "How many of them.", "type": "integer", "minimum": 1},
            "of": {"description": "The conditions.", **parts},
        },
        "required": ["count", "of"],
        "additionalProperties": False,
    }
    return {
        "description": "A condition. Several fields in one mapping: all of them.",
        "type": "object",
        "minProperties": 1,
        "properties": {
            "all": {"description": "True where every one of these conditions is.", **parts},
            "any": {"description": "True where one of these conditions is, or more.", **parts},
            "not": {
                "description": "True where this condition is not. On a question that is not asked both are "
                "false.",
                "$ref": name,
            },
            "at_least": {"description": "True where at least `count` of these conditions are.", **counted},
            **tests,
        },
        "additionalProperties": False,
    }
