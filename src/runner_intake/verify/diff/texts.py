"""What stands differently in two packs, by id and not by line: moving and reordering change nothing."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Literal

from runner_intake.pack.model import When
from runner_intake.verify.diff.report import TextChange

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner_intake.pack import Pack

Kind = Literal["question", "safety rule", "point rule", "benefit", "first step", "source", "pack"]

_SKIPPED = ("place", "rules", "table", "section", "steps", "sources")
_PACK = ("version", "levels", "closing", "regions", "review_months", "reading_age", "forbidden_words")


def text_changes(old: Pack, new: Pack) -> Iterator[TextChange]:
    """Everything added, removed or changed, questions first."""
    yield from _between("question", *({each.id: each for each in pack.questionnaire.questions} for pack in (old, new)))
    yield from _between("safety rule", *({each.id: each for each in pack.safety} for pack in (old, new)))
    yield from _between("benefit", *({each.id: each for each in pack.benefits} for pack in (old, new)))
    yield from _between("point rule", *({rule.id: rule for each in pack.benefits for rule in each.rules} for pack in (old, new)))
    yield from _between("first step", *({rule.id: rule for each in pack.steps for rule in each.rules} for pack in (old, new)))
    yield from _between("source", old.sources, new.sources)
    parts = tuple(name for name in _PACK if getattr(old, name) != getattr(new, name))
    if parts:
        yield TextChange(kind="pack", id=new.id, change="changed", parts=parts)
    if list(old.benefit) != list(new.benefit) and set(old.benefit) == set(new.benefit):
        yield TextChange(kind="pack", id=new.id, change="changed", parts=("benefit_order",))


def _between(kind: Kind, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[TextChange]:
    yield from (TextChange(kind=kind, id=name, change="removed") for name in old if name not in new)
    yield from (TextChange(kind=kind, id=name, change="added") for name in new if name not in old)
    for name in old:
        if name in new and (parts := tuple(_parts(old[name], new[name]))):
            yield TextChange(kind=kind, id=name, change="changed", parts=parts)


def _parts(old: object, new: object) -> Iterator[str]:
    """The names of the parts that differ; of a condition only as written."""
    for each in fields(old):  # type: ignore[arg-type]  # every part of a pack is a dataclass
        if each.name in _SKIPPED:
            continue
        before, after = getattr(old, each.name), getattr(new, each.name)
        if isinstance(before, When) and isinstance(after, When):
            before, after = before.written, after.written
        if before != after:
            yield each.name
