"""Everything that a pack holds, as cards in groups, with what uses it. Knows the pack, and no answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from runner_intake.conditions import fields_used
from runner_intake.review import entries as cards

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner_intake.pack import Pack, PointRule, SafetyRule, StepRule
    from runner_intake.review.entries import Entry

Group = Literal["questions", "safety", "benefits", "steps", "sources"]
GROUPS: tuple[Group, ...] = get_args(Group)
Users = dict[str, tuple[str, ...]]
"""What uses a thing, by the thing's id."""

HEADINGS: dict[Group, str] = {
    "questions": "Questions, in the order of asking",
    "safety": "Safety rules, worst outcome first",
    "benefits": "Benefits",
    "steps": "First steps",
    "sources": "Sources",
}


def cards_of(group: Group, pack: Pack) -> tuple[Entry, ...]:
    """One card for everything of a group, in the order of the pack."""
    match group:
        case "questions":
            return tuple(_question_cards(pack))
        case "safety":
            return tuple(cards.safety_card(rule, pack.questionnaire) for rule in pack.safety)
        case "benefits":
            return tuple(cards.benefit_card(benefit) for benefit in pack.benefits)
        case "steps":
            return tuple(cards.step_card(step) for step in pack.steps)
        case "sources":
            users = _source_users(pack)
            return tuple(
                cards.source_card(source, users.get(source.id, ())) for source in pack.sources.values()
            )


def _question_cards(pack: Pack) -> Iterator[Entry]:
    asked, users = pack.questionnaire, _field_users(pack)
    for section in asked.sections:
        yield cards.section_card(section)
        for question in section.questions:
            if question.id not in asked.fields:
                yield cards.page_card(question, asked)
            yield from (
                cards.field_card(field, question, asked, users.get(field.id, ())) for field in question.fields
            )
            yield from (
                cards.ratio_card(derived, question, users.get(derived.id, ())) for derived in question.derived
            )


def with_parts(card: Entry, pack: Pack) -> Iterator[Entry]:
    """A card and everything in it that has a name of its own."""
    yield card
    for part in (part for parts in card.parts.values() for part in parts):
        if part.what != "verdict note":
            yield part
    if card.what == "benefit":
        rules = pack.benefit[card.id].rules
        tables = dict.fromkeys(rule.table for rule in rules if rule.table != rule.id)
        yield from (cards.table_card(name, [rule for rule in rules if rule.table == name]) for name in tables)


def _rules(pack: Pack) -> Iterator[tuple[str, SafetyRule | PointRule | StepRule]]:
    """Every rule under the name it was written with: the rows of a table under that of the table."""
    yield from ((rule.id, rule) for rule in pack.safety)
    yield from ((rule.table, rule) for benefit in pack.benefits for rule in benefit.rules)
    yield from ((rule.id, rule) for step in pack.steps for rule in step.rules)


def _field_users(pack: Pack) -> Users:
    """What looks at each field: ratios, questions, rules, and benefits (in `requires` or a verdict note)."""
    asked = pack.questionnaire
    benefits = [
        (benefit.id, when.written)
        for benefit in pack.benefits
        for when in (benefit.requires, *(note.when for note in benefit.notes))
    ]
    conditions = [
        *((question.id, question.when) for question in asked.questions),
        *((name, rule.when.written) for name, rule in _rules(pack)),
        *benefits,
    ]
    return _gathered(
        (
            *(
                (field, ratio.id)
                for ratio in asked.derived.values()
                for field in (ratio.dividend, ratio.divisor)
            ),
            *((field.options_from, field.id) for field in asked.fields.values()),
            *((field, name) for name, condition in conditions for field in fields_used(condition)),
        )
    )


def _source_users(pack: Pack) -> Users:
    """What names each source: rules, benefits and their verdict notes, closing texts."""
    return _gathered(
        (
            *((source, name) for name, rule in _rules(pack) for source in rule.basis),
            *((source, benefit.id) for benefit in pack.benefits for source in benefit.evidence.sources),
            *(
                (source, benefit.id)
                for benefit in pack.benefits
                for note in benefit.notes
                for source in note.sources
            ),
            *((source, f"closing text {text.id}") for text in pack.closing for source in text.basis),
        )
    )


def _gathered(pairs: Iterable[tuple[str, str]]) -> Users:
    """Pairs of used and user, by what is used; every user once."""
    users_of: dict[str, dict[str, None]] = {}
    for used, user in pairs:
        users_of.setdefault(used, {})[user] = None
    return {used: tuple(users) for used, users in users_of.items()}
