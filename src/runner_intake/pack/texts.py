"""Every text of a pack that is meant for runners, in one place: to list them, and to put others in their
place. Sources stay as they are cited.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from runner_intake.text.catalogue import ENGLISH, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.pack.model import (
        Benefit,
        FirstStepRules,
        Pack,
        PointRule,
        Region,
        SafetyRule,
        StepRule,
        TextPart,
    )
    from runner_intake.questionnaire import Field, Question, Section

Put = Callable[[str, str], str]
"""Gets the id of what a text belongs to and the text, and gives the text to stand there."""


def in_language(pack: Pack, language: str) -> Pack:
    """The pack with its texts, and what the program says around them, in another language; the rules are the
    same.

    What has no translation stays in the pack's own language. KeyError for a language that is not among
    `pack.languages`.
    """
    if language == pack.language:
        return pack
    translation = pack.translations[language]
    translated = with_texts(pack, lambda _, text: translation.texts.get(text_key(text), text))
    return replace(translated, language=language, words=Words(translation.words), translations={})


def texts_of(pack: Pack) -> Mapping[str, tuple[str, ...]]:
    """Every text once, by `text_key`, with the ids of all that it belongs to, in the order of reading."""
    owners_of: dict[str, dict[str, None]] = {}

    def note(owner: str, text: str) -> str:
        owners_of.setdefault(text_key(text), {})[owner] = None
        return text

    with_texts(pack, note)
    return {text: tuple(owners) for text, owners in owners_of.items()}


def text_key(text: str) -> str:
    """A text without the line breaks that YAML keeps or folds."""
    return " ".join(text.split())


def with_texts(pack: Pack, put: Put) -> Pack:
    """A pack with other texts. `put` is not asked for what is empty or has no letters."""

    def replaced(owner: str, text: str) -> str:
        return put(owner, text) if any(map(str.isalpha, text)) else text

    return replace(
        pack,
        title=replaced(pack.id, pack.title),
        questionnaire=replace(
            pack.questionnaire,
            sections=tuple(_section(section, replaced) for section in pack.questionnaire.sections),
        ),
        safety=tuple(_safety_rule(rule, replaced) for rule in pack.safety),
        benefits=tuple(_benefit(benefit, replaced) for benefit in pack.benefits),
        steps=tuple(_step(step, replaced) for step in pack.steps),
        closing=tuple(replace(text, text=replaced(text.id, text.text)) for text in pack.closing),
        regions=tuple(_region(region, replaced) for region in pack.regions),
    )


def _section(section: Section, put: Put) -> Section:
    title, intro = put(section.id, section.title), put(section.id, section.intro)
    return replace(
        section,
        title=title,
        intro=intro,
        questions=tuple(_question(question, put) for question in section.questions),
    )


def _question(question: Question, put: Put) -> Question:
    return replace(
        question,
        ask=put(question.id, question.ask),
        help=put(question.id, question.help),
        why=put(question.id, question.why),
        fields=tuple(_field(field, put) for field in question.fields),
        derived=tuple(replace(derived, title=put(derived.id, derived.title)) for derived in question.derived),
    )


def _field(field: Field, put: Put) -> Field:
    """A field; the units that the program reckons with keep their name."""
    return replace(
        field,
        ask=put(field.id, field.ask),
        options={code: put(f"{field.id}.{code}", label) for code, label in field.options.items()},
        unit=field.unit if f"unit_{field.unit}" in ENGLISH.texts else put(field.id, field.unit),
        low=put(field.id, field.low),
        high=put(field.id, field.high),
        short=put(f"{field.id} short", field.short),
        short_options={
            code: put(f"{field.id}.{code} short", text) for code, text in field.short_options.items()
        },
    )


def _safety_rule(rule: SafetyRule, put: Put) -> SafetyRule:
    return replace(
        rule,
        message=put(rule.id, rule.message),
        parts=_parts(rule, put),
        condition=put(rule.id, rule.condition),
    )


def _parts(rule: SafetyRule | PointRule | StepRule, put: Put) -> tuple[TextPart, ...]:
    return tuple(replace(part, text=put(rule.id, part.text)) for part in rule.parts)


def _benefit(benefit: Benefit, put: Put) -> Benefit:
    return replace(
        benefit,
        title=put(benefit.id, benefit.title),
        short=put(f"{benefit.id} short", benefit.short),
        claim=put(benefit.id, benefit.claim),
        verdict=put(benefit.id, benefit.verdict),
        notes=tuple(replace(note, text=put(benefit.id, note.text)) for note in benefit.notes),
        rules=tuple(
            replace(rule, because=put(rule.id, rule.because), parts=_parts(rule, put))
            for rule in benefit.rules
        ),
    )


def _step(step: FirstStepRules, put: Put) -> FirstStepRules:
    title = put(step.id, step.title)
    return replace(
        step,
        title=title,
        rules=tuple(
            replace(rule, because=put(rule.id, rule.because), parts=_parts(rule, put)) for rule in step.rules
        ),
    )


def _region(region: Region, put: Put) -> Region:
    owner = f"region {region.code}"
    return replace(
        region,
        name=put(owner, region.name),
        emergency=put(owner, region.emergency),
        crisis=put(owner, region.crisis),
    )
