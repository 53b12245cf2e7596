"""The questions as an XLSForm, for tablets with ODK Collect or KoboToolbox. Knows tables of texts; which file
they are written to is another matter.

The names of its questions are our field ids, those of its options our codes. Questions whose answers are
never saved are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from runner_intake.conditions import NONE_OPTION, NumberDomain
from runner_intake.exchange.gates import Both, Compare, Either, Shown, shown_when
from runner_intake.exchange.naming import Names, Say, asked_in, asked_with_ends, same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Field, Question, Questionnaire
    from runner_intake.text.catalogue import Words

SheetRows = list[dict[str, str]]
"""Rows by the names of their columns; a column that a row leaves out is empty."""

_YES_NO = "yes_no"


def xlsform(pack: Pack) -> dict[str, SheetRows]:
    """The sheets of the form, `survey`, `choices` and `settings`, in every language of the pack."""
    writing = _Writing(Names(pack))
    settings = {
        "form_title": pack.title,
        "form_id": pack.id,
        "version": pack.version,
        **({"default_language": writing.language(pack.language)} if writing.is_many else {}),
    }
    return {
        "survey": list(writing.survey()),
        "choices": list(writing.choices()),
        "settings": [settings],
    }


def relevance(shown: Shown, questionnaire: Questionnaire) -> str:
    """A gate as an expression of XPath over the names in braces; empty where it is always open."""
    match shown:
        case Both(parts) | Either(parts):
            word = " and " if isinstance(shown, Both) else " or "
            if not parts and isinstance(shown, Either):
                return "false()"
            inside = [relevance(part, questionnaire) for part in parts]
            if isinstance(shown, Either) and "" in inside:
                return ""
            joined = [part for part in inside if part]
            return joined[0] if len(joined) == 1 else f"({word.join(joined)})" if joined else ""
        case Compare():
            return _compared(shown, questionnaire)


def _compared(test: Compare, questionnaire: Questionnaire) -> str:
    name, value = f"${{{test.field}}}", test.value
    if test.operator == "exists":
        return f"string-length({name}) > 0"
    if isinstance(value, bool):
        return f"{name} = '{'yes' if value else 'no'}'"
    if isinstance(value, str) and questionnaire.fields[test.field].kind == "multi_choice":
        chosen = f"selected({name}, '{value}')"
        return chosen if test.operator == "=" else f"not({chosen})"
    return f"{name} = '{value}'" if isinstance(value, str) else f"{name} {test.operator} {value}"


@dataclass(frozen=True, slots=True)
class _Writing:
    """One form under way."""

    names: Names

    @property
    def is_many(self) -> bool:
        """Whether it is in several languages; columns of texts then name theirs."""
        return len(self.names.pack.languages) > 1

    def language(self, tag: str) -> str:
        """A language as XLSForm names it: its name, with the tag in brackets."""
        translation = self.names.pack.translations.get(tag)
        name = "English" if tag == "en" else translation.name if translation else tag
        return f"{name} ({tag})"

    def texts(self, column: str, say: Say) -> dict[str, str]:
        """A text in the columns of its languages."""
        if not self.is_many:
            return {column: next(iter(self.names.in_languages(say).values()))}
        return {f"{column}::{self.language(tag)}": text for tag, text in self.names.in_languages(say).items()}

    def survey(self) -> Iterator[dict[str, str]]:
        """One row a question, in a group for each section and for each page of several."""
        for section in self.names.pack.questionnaire.sections:
            asked = asked_in(section, self.names.pack.questionnaire)
            if not asked:
                continue
            label = self.texts("label", same(section.title))
            yield {"type": "begin_group", "name": f"section.{section.id}", **label}
            if section.intro:
                about = self.texts("label", same(section.intro))
                yield {"type": "note", "name": f"intro.{section.id}", **about}
            for question in asked:
                yield from self.question(question)
            yield {"type": "end_group"}

    def question(self, question: Question) -> Iterator[dict[str, str]]:
        """The rows of a question: of several fields, a page of its own."""
        shown = relevance(shown_when(question, self.names.pack.questionnaire), self.names.pack.questionnaire)
        gate = {"relevant": shown} if shown else {}
        is_required = question.id in self.names.pack.required_questions
        required = {"required": "yes"} if is_required else {}
        help_text = self.texts("hint", same(question.help)) if question.help else {}
        if len(question.fields) == 1:
            field = question.fields[0]
            yield {**self.field(field, question.ask), **help_text, **required, **gate}
            return
        label = self.texts("label", same(question.ask))
        yield {
            "type": "begin_group",
            "name": f"page.{question.id}",
            **label,
            "appearance": "field-list",
            **gate,
        }
        if question.help:
            yield {"type": "note", "name": f"help.{question.id}", **self.texts("label", same(question.help))}
        for field in question.fields:
            yield {**self.field(field, field.ask), **required}
        yield {"type": "end_group"}

    def field(self, field: Field, ask: str) -> dict[str, str]:
        """Type, name, label and constraint of a field."""
        row = {"type": _type(field), "name": field.id, **self.texts("label", _with_unit(field, ask))}
        domain = field.domain
        if isinstance(domain, NumberDomain):
            low, high = domain.minimum, domain.maximum
            row["constraint"] = _range(domain)
            row |= self.texts(
                "constraint_message", lambda _, words: words("out_of_range", low=low, high=high)
            )
        elif field.kind == "multi_choice":
            none = field.options[NONE_OPTION]
            row["constraint"] = f"not(selected(., '{NONE_OPTION}') and count-selected(.) > 1)"
            row |= self.texts("constraint_message", lambda put, words: words("none_alone", none=put(none)))
        return row

    def choices(self) -> Iterator[dict[str, str]]:
        """The options of every list; yes and no once for all."""
        for code in ("yes", "no"):
            label = self.texts("label", _yes_or_no(code))
            yield {"list_name": _YES_NO, "name": code, **label}
        for section in self.names.pack.questionnaire.sections:
            for question in asked_in(section, self.names.pack.questionnaire):
                for field in question.fields:
                    for code, option in field.options.items():
                        label = self.texts("label", same(option))
                        yield {"list_name": f"options.{field.id}", "name": code, **label}


def _yes_or_no(code: str) -> Say:
    return lambda _, words: words(f"option_{code}")


def _with_unit(field: Field, ask: str) -> Say:
    """What is asked, with the unit behind a number."""
    said = asked_with_ends(field, ask)
    if not field.unit:
        return said

    def say(put: Callable[[str], str], words: Words) -> str:
        return f"{said(put, words)} ({words.unit(field.unit)})"

    return say


def _type(field: Field) -> str:
    match field.kind:
        case "yes_no":
            return f"select_one {_YES_NO}"
        case "choice":
            return f"select_one options.{field.id}"
        case "multi_choice":
            return f"select_multiple options.{field.id}"
        case "number" | "scale":
            assert isinstance(field.domain, NumberDomain)
            return "integer" if Fraction(str(field.domain.step)).denominator == 1 else "decimal"


def _range(domain: NumberDomain) -> str:
    """The range of a number. Steps of which binary numbers hold each are checked too, others on the way
    back.
    """
    bounds = f". >= {domain.minimum} and . <= {domain.maximum}"
    parts = Fraction(str(domain.step)).denominator
    return f"{bounds} and . * {parts} = round(. * {parts})" if parts in (2, 4, 8) else bounds
