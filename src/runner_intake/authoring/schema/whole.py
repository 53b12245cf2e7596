"""The schema of a whole pack, or of one kind of file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from runner_intake.authoring.schema.conditions import (
    a_condition,
    option_lists,
    raised_rules,
    tests_as_given,
    tests_on,
)
from runner_intake.authoring.schema.files import (
    benefit_file,
    first_steps_file,
    locale_file,
    measures_file,
    pack_file,
    point_rule_schemas,
    safety_file,
    safety_rule_schemas,
    sources_file,
    translation_file,
)
from runner_intake.authoring.schema.parts import a_basis, reference_to
from runner_intake.authoring.schema.population import population_file
from runner_intake.authoring.schema.questions import question_schemas, section_file
from runner_intake.pack.find import bundled_pack

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner_intake.authoring.schema.parts import Schema
    from runner_intake.pack.model import Pack


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


def schema(pack: Pack | None = None) -> Schema:
    """The schema of every file of a pack (the bundled one by default): a file must be of exactly one kind.

    `$defs` has one definition for each of FILE_KINDS, and `condition` for the conditions that they share.

    >>> schema()["$schema"]
    'https://json-schema.org/draft/2020-12/schema'
    """
    rules = pack or bundled_pack()
    return {
        "$schema": _DIALECT,
        "title": f"A file of the rule pack {rules.id} {rules.version}",
        "description": "Made by `runner-intake rules schema`. Make it again after you add questions, "
        "options, safety rules or sources.",
        "oneOf": [reference_to(kind) for kind in FILE_KINDS],
        "$defs": _definitions(rules),
    }


def schema_of(kind: FileKind, pack: Pack | None = None) -> Schema:
    """The schema of one kind of file, with only the definitions that it needs."""
    whole = schema(pack)
    definitions = whole["$defs"]
    assert isinstance(definitions, dict)
    needed: dict[str, object] = {}
    waiting: list[str] = [kind]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = definitions[name]
            waiting += _refs(definitions[name])
    kept = {name: part for name, part in definitions.items() if name in needed}
    return {
        **{key: whole[key] for key in ("$schema", "title", "description")},
        **reference_to(kind),
        "$defs": kept,
    }


def _refs(part: object) -> Iterable[str]:
    """The names of the definitions that a part of the schema refers to."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref":
                yield str(value).rpartition("/")[2]
            else:
                yield from _refs(value)
    elif isinstance(part, list):
        for value in part:
            yield from _refs(value)


def _definitions(pack: Pack) -> dict[str, Schema]:
    questionnaire = pack.questionnaire
    return {
        "pack": pack_file(pack),
        "questionnaire": section_file(),
        "safety": safety_file(),
        "benefits": benefit_file(),
        "first_steps": first_steps_file(),
        "sources": sources_file(),
        "locale": locale_file(),
        "measures": measures_file(questionnaire),
        "population": population_file(questionnaire),
        "translations": translation_file(),
        **question_schemas(questionnaire),
        **safety_rule_schemas(),
        **point_rule_schemas(questionnaire),
        "basis": a_basis(pack),
        "condition": a_condition("condition", "test", questionnaire.domains),
        "safety_condition": a_condition(
            "safety_condition", "test", questionnaire.domains, raised_rules(pack)
        ),
        "given_condition": a_condition(
            "given_condition", "given_test", questionnaire.domains, raised_rules(pack)
        ),
        **option_lists(questionnaire),
        **{f"test.{name}": tests_on(name, questionnaire, {}) for name in questionnaire.domains},
        **{
            f"given_test.{name}": tests_on(name, questionnaire, tests_as_given(name, questionnaire))
            for name in questionnaire.domains
        },
    }
