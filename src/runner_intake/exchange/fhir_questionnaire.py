"""The questions as a FHIR Questionnaire (R4, or R5), to be filled in by whatever form a clinic has. Knows no
answer.

A linkId is the id of our field. Groups stand around sections, pages and gates; their linkIds hold a dot, so
they are never those of a field. Questions whose answers are never saved are left out, and those that never
apply.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from runner_intake.exchange.fhir_items import enabled, field_item, help_item
from runner_intake.exchange.gates import Clause, clauses, shown_when
from runner_intake.exchange.naming import BASE, JsonObject, Names, Version, asked_in, same

if TYPE_CHECKING:
    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Question, Section


def questionnaire_resource(pack: Pack, *, version: Version = "R4", base: str = BASE) -> JsonObject:
    """The Questionnaire, ready for JSON, with its texts in every language of the pack.

    `base` is the address that its canonical address and its code systems begin with. It is `draft` as long as
    nobody has reviewed the pack.
    """
    names = Names(pack, base)
    about = " ".join(closing.text for closing in pack.closing if closing.role == "about")
    return {
        "resourceType": "Questionnaire",
        "url": names.questionnaire,
        "version": pack.version,
        "name": "".join(part.capitalize() for part in pack.id.replace("_", "-").split("-")),
        **names.text("title", same(pack.title)),
        "status": "active" if pack.reviewed_by else "draft",
        "subjectType": ["Patient"],
        "date": pack.date.isoformat(),
        **({"description": about} if about else {}),
        "language": pack.language,
        "item": [
            item
            for section in pack.questionnaire.sections
            if (item := _section(section, names, version)) is not None
        ],
    }


def _section(section: Section, names: Names, version: Version) -> JsonObject | None:
    asked = asked_in(section, names.pack.questionnaire)
    if not asked:
        return None
    intro: list[JsonObject] = []
    if section.intro:
        about = names.text("text", same(section.intro))
        intro = [{"linkId": f"intro.{section.id}", **about, "type": "display"}]
    return {
        "linkId": f"section.{section.id}",
        **names.text("text", same(section.title)),
        "type": "group",
        "item": [*intro, *_questions(asked, names, version)],
    }


def _questions(asked: Sequence[Question], names: Names, version: Version) -> list[JsonObject]:
    """The questions of a section; neighbours with one gate stand in one group."""
    written: list[JsonObject] = []
    for gate, group in groupby(asked, lambda question: levels_of(question, names.pack)):
        questions = list(group)
        items = [_question(question, names, version) for question in questions]
        outer = list(enumerate(gate, 1))
        if gate and len(items) == 1:
            items = [{**items[0], **enabled(gate[-1], names)}]
            outer.pop()
        for number, level in reversed(outer):
            linked = f"when.{questions[0].id}.{number}"
            items = [{"linkId": linked, "type": "group", **enabled(level, names), "item": items}]
        written += items
    return written


def levels_of(question: Question, pack: Pack) -> tuple[tuple[Clause, ...], ...]:
    """The gate of a question as levels that have to be open one inside the other.

    FHIR takes one "all of these" or "any of these" an item. So the comparisons that all have to be true are
    one level, and each "any of these" is a level of its own.
    """
    rows = clauses(shown_when(question, pack.questionnaire))
    single = tuple(clause for clause in rows if len(clause) == 1)
    several = [clause for clause in rows if len(clause) != 1]
    return (*((single,) if single else ()), *((clause,) for clause in several))


def _question(question: Question, names: Names, version: Version) -> JsonObject:
    is_required = question.id in names.pack.required_questions
    if len(question.fields) == 1:
        helps = help_item(question, names)
        item = field_item(question.fields[0], names, version, ask=question.ask, required=is_required)
        return {**item, **({"item": helps} if helps else {})}
    fields = [
        field_item(field, names, version, ask=field.ask, required=is_required) for field in question.fields
    ]
    return {
        "linkId": f"page.{question.id}",
        **names.text("text", same(question.ask)),
        "type": "group",
        "item": [*help_item(question, names), *fields],
    }
