"""Which column of a form's export belongs to which question: by its text in any language of the pack, by the
field id, or by the names that our XLSForm gives. Knows headers, not answers.

A column that is nearly one is named, never taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.errors import nearest
from runner_intake.exchange.fhir_values import labels_of, plain_label
from runner_intake.exchange.naming import Names, asked_with_ends, same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Field, Question

_ALIKE = 0.8
"""How like a question a header must be to be named as nearly one."""
_SHORTEST = 6
"""Shorter headers are nearly nothing."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a question, or of one option of a list, by its index in the table."""

    index: int
    field: Field
    option: str | None = None


@dataclass(frozen=True, slots=True)
class FormColumns:
    """How a header was understood.

    `used` are the columns that hold answers; `twice` names the fields that several columns ask, with their
    headers; `near` are headers that are nearly a question, with its field id; `other` are the rest.
    """

    used: tuple[Column, ...]
    twice: dict[str, tuple[str, ...]]
    near: dict[str, str]
    other: tuple[str, ...]


def columns_of(header: Sequence[str], pack: Pack) -> FormColumns:
    """What the columns of a header are. A list that has a column of its own does not need those of its
    options, so they are left out then.
    """
    named = _named(pack)
    columns = [column for index, text in enumerate(header) if (column := _column(index, text, named, pack))]
    whole = {column.field.id for column in columns if column.option is None}
    used = tuple(column for column in columns if column.option is None or column.field.id not in whole)
    keys = [(column.field.id, column.option) for column in used]
    twice = {
        column.field.id: tuple(header[other.index] for other in used if _key(other) == _key(column))
        for column in used
        if keys.count(_key(column)) > 1
    }
    taken = {column.index for column in columns}
    rest = [text for index, text in enumerate(header) if index not in taken and text]
    near = {text: name for text in rest if (name := _nearly(text, named)) is not None}
    return FormColumns(used, twice, near, tuple(text for text in rest if text not in near))


def _key(column: Column) -> tuple[str, str | None]:
    return column.field.id, column.option


def plain_header(text: str) -> str:
    """A header as it is compared: without capitals, doubled blanks and signs at its end."""
    return plain_label(text).rstrip(" ?:.*…")


def _named(pack: Pack) -> dict[str, str]:
    """The field of every text that names one; a text that several fields have names none."""
    by_heading: dict[str, set[str]] = {}
    for question in pack.questionnaire.questions:
        for field in question.fields:
            for text in (field.id, *_texts(question, field, pack)):
                by_heading.setdefault(plain_header(text), set()).add(field.id)
    return {text: next(iter(names)) for text, names in by_heading.items() if len(names) == 1}


def _texts(question: Question, field: Field, pack: Pack) -> Iterator[str]:
    """What forms may call a field: what is asked, with the ends of a scale, with the unit, and on a page of
    several with the text of the page.
    """
    names = Names(pack)
    ask = question.ask if len(question.fields) == 1 else field.ask
    pages = names.in_languages(same(question.ask))
    for texts in (names.in_languages(same(ask)), names.in_languages(asked_with_ends(field, ask))):
        for language, text in texts.items():
            yield text
            if field.unit:
                translation = pack.translations.get(language)
                unit = (
                    field.unit
                    if translation is None
                    else translation.words.get(f"unit_{field.unit}", field.unit)
                )
                yield f"{text} ({unit})"
                yield f"{text} ({pack.words.unit(field.unit)})"
            if len(question.fields) > 1:
                yield f"{pages[language]} [{text}]"
                yield f"{pages[language]} {text}"


def _column(index: int, header: str, named: dict[str, str], pack: Pack) -> Column | None:
    fields = pack.questionnaire.fields
    name = named.get(plain_header(header)) or named.get(plain_header(header.rsplit("/", 1)[-1]))
    if name:
        return Column(index, fields[name])
    for sign in re.finditer(r"[/.\[]", header):
        before, after = header[: sign.start()], header[sign.end() :].rstrip("] ")
        name = named.get(plain_header(before)) or named.get(plain_header(before.rsplit("/", 1)[-1]))
        if name and fields[name].kind == "multi_choice":
            option = (
                after
                if after in fields[name].options
                else labels_of(fields[name], pack).get(plain_label(after))
            )
            if isinstance(option, str):
                return Column(index, fields[name], option)
    return None


def _nearly(header: str, named: dict[str, str]) -> str | None:
    text = plain_header(header)
    like = nearest(text, named, _ALIKE) if len(text) >= _SHORTEST else None
    return named[like] if like else None
