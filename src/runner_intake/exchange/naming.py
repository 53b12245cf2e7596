"""What the questions, options and rules of a pack are called in a record: addresses, code systems, units, and
texts in every language of the pack. Knows no resource.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from runner_intake.conditions import NumberDomain
from runner_intake.exchange.gates import clauses, shown_when
from runner_intake.pack.texts import text_key
from runner_intake.text.catalogue import Words

if TYPE_CHECKING:
    from runner_intake.pack import Pack, Translation
    from runner_intake.questionnaire import Field, Question, Questionnaire, Section

Version = Literal["R4", "R5"]
"""The versions of FHIR that are written."""

JsonObject = dict[str, object]

BASE = "urn:runner-intake"
"""Where the names of questions and codes begin where a clinic gives no address of its own."""

UCUM = "http://unitsofmeasure.org"
_UCUM = {"km": "km", "weeks": "wk", "years": "a", "days": "d", "hours": "h"}
_ANNOTATION = re.compile(r"[!-z|~]+")
_TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"

Say = Callable[[Callable[[str], str], Words], str]
"""Makes a text from a function that puts a text of the pack into a language, and from the program's words in
it.
"""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one pack below an address."""

    pack: Pack
    base: str = BASE

    def address(self, kind: str, name: str) -> str:
        """The address of something of that kind."""
        sign = ":" if self.base.startswith("urn:") else "/"
        return sign.join((self.base.rstrip(":/"), kind, name))

    @property
    def questionnaire(self) -> str:
        """The canonical address of the questions, without their version."""
        return self.address("Questionnaire", self.pack.id)

    @property
    def versioned(self) -> str:
        """The canonical address of the questions of this version."""
        return f"{self.questionnaire}|{self.pack.version}"

    @property
    def rules(self) -> str:
        """The canonical address of the rules of this version."""
        return f"{self.address('Library', self.pack.id)}|{self.pack.version}"

    def codes(self, name: str) -> str:
        """The code system of a field's options, or of a kind of rule."""
        return self.address("CodeSystem", name)

    def in_languages(self, say: Say) -> dict[str, str]:
        """A text by language, that of the pack first."""
        return {
            self.pack.language: say(str, self.pack.words),
            **{
                tag: say(_put(translation), Words(translation.words))
                for tag, translation in self.pack.translations.items()
                if tag != self.pack.language
            },
        }

    def text(self, key: str, say: Say) -> JsonObject:
        """A text under a key, with its translations beside it as FHIR has them."""
        own, *others = self.in_languages(say).items()
        different = [_translated(language, text) for language, text in others if text != own[1]]
        return {key: own[1], **({f"_{key}": {"extension": different}} if different else {})}


def _put(translation: Translation) -> Callable[[str], str]:
    return lambda text: translation.texts.get(text_key(text), text)


def _translated(language: str, text: str) -> JsonObject:
    parts = [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": text}]
    return {"url": _TRANSLATION, "extension": parts}


def same(text: str) -> Say:
    """A text of the pack as it is."""
    return lambda put, _: put(text)


def unit_code(unit: str) -> str:
    """The UCUM code of a unit; what is counted (runs, injuries) is an annotation, as UCUM has it."""
    return _UCUM.get(unit) or (f"{{{unit}}}" if _ANNOTATION.fullmatch(unit) else "1")


def asked_in(section: Section, questionnaire: Questionnaire) -> list[Question]:
    """The questions of a section that a form of another program asks: not those whose answers are never
    saved, nor those that never apply.
    """
    return [
        question
        for question in section.questions
        if not any(field.private for field in question.fields)
        and () not in clauses(shown_when(question, questionnaire))
    ]


def asked_with_ends(field: Field, ask: str) -> Say:
    """What is asked; a scale with the meaning of its ends, which other programs would not show."""
    if field.kind != "scale":
        return same(ask)
    domain = field.domain
    assert isinstance(domain, NumberDomain)
    ends = ((domain.minimum, field.low), (domain.maximum, field.high))

    def say(put: Callable[[str], str], words: Words) -> str:
        labels = (words("scale_end", number=number, label=put(label)) for number, label in ends)
        return f"{put(ask)} ({', '.join(labels)})"

    return say
