"""What was written differently in two packs, thing by thing: questions, rules, scorecards, steps, sources.
Says nothing of what that does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from runner_intake.review.entries import Entry
from runner_intake.review.entry_lines import fact_text
from runner_intake.review.pack_entries import GROUPS, cards_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Questionnaire
    from runner_intake.review.entries import EntryFact

_FOLLOWS = ("written_at", "used_by", "fields")
"""Facts that follow from others."""

ChangeKind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class FactChange:
    """One thing that is said differently; empty where nothing is said."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """One thing of a pack that was added, removed or changed. `facts` of an added or removed thing are all
    that is said of it.
    """

    what: str
    id: str
    kind: ChangeKind
    facts: tuple[FactChange, ...]


def changes(old: Pack, new: Pack) -> tuple[TextChange, ...]:
    """Every thing that differs, those of the new pack in its order, then what was removed."""
    before, after = dict(_things(old)), dict(_things(new))
    changed = [_change(key, before.get(key), card, old, new) for key, card in after.items()]
    changed += [_change(key, card, None, old, new) for key, card in before.items() if key not in after]
    return tuple(change for change in changed if change)


def _things(pack: Pack) -> Iterator[tuple[tuple[str, str], Entry]]:
    head = _head(pack)
    yield ("pack", ""), head
    for group in GROUPS:
        for card in cards_of(group, pack):
            for thing in (card, *(part for parts in card.parts.values() for part in parts)):
                yield (thing.what, thing.id), thing


def _head(pack: Pack) -> Entry:
    """What stands in the head of a pack, and what belongs to no group."""
    facts: dict[str, EntryFact] = {
        "title": pack.title,
        "version": pack.version,
        "date": pack.date.isoformat(),
        "reviewed_by": pack.reviewed_by or "nobody yet",
        "review_months": pack.review_months,
        "reading_age": pack.reading_age,
        "forbidden_words": pack.forbidden_words,
        "sections": tuple(section.id for section in pack.questionnaire.sections),
        "benefit_order": tuple(pack.benefit),
        "levels": {level: str(lowest) for level, lowest in pack.levels.items()},
        "closing_texts": {text.id: text.text for text in pack.closing},
        "save_after": pack.save_after,
        "earlier_answers": dict(_earlier(pack.questionnaire)),
        "language": pack.language,
        **{
            f"translation_{translation.language}": {**translation.texts, **translation.words}
            for translation in pack.translations.values()
        },
        "help_lines": {
            region.code: f"{region.name}: {region.emergency}; {region.crisis}" for region in pack.regions
        },
    }
    return Entry("pack", pack.id, facts)


def _earlier(questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    """What earlier answers are now, each in a line."""
    for row in questionnaire.renamed:
        answer = (
            ""
            if row.answer is None
            else f": {str(row.answer).lower() if isinstance(row.answer, bool) else row.answer}"
        )
        yield f"{row.field}{answer}", "asked again" if row.to is None else str(row.to)


def _change(
    key: tuple[str, str], old: Entry | None, new: Entry | None, before: Pack, after: Pack
) -> TextChange | None:
    facts_old, facts_new = (_facts(card) if card else {} for card in (old, new))
    names = [
        name for name in dict.fromkeys((*facts_new, *facts_old)) if facts_old.get(name) != facts_new.get(name)
    ]
    facts = [
        _fact_change(
            name, facts_old.get(name), facts_new.get(name), before.questionnaire, after.questionnaire
        )
        for name in names
    ]
    written = tuple(
        fact for fact in facts if fact.old != fact.new
    )  # a rule that names another one reads the same when only that one changed
    if old and new and not written:
        return None
    return TextChange(
        key[0],
        new.id if new else key[1],
        "changed" if old and new else "added" if new else "removed",
        written,
    )


def _facts(card: Entry) -> dict[str, EntryFact]:
    return {name: fact for name, fact in card.facts.items() if name not in _FOLLOWS}


def _fact_change(
    name: str, old: EntryFact | None, new: EntryFact | None, before: Questionnaire, after: Questionnaire
) -> FactChange:
    if isinstance(old, Mapping) and isinstance(new, Mapping):  # of a table only the lines that differ
        differing = [key for key in (*old, *new) if old.get(key) != new.get(key)]
        old, new = ({key: table[key] for key in differing if key in table} for table in (old, new))
    return FactChange(
        name,
        "" if old is None else fact_text(old, before) or "nothing",
        "" if new is None else fact_text(new, after) or "nothing",
    )
