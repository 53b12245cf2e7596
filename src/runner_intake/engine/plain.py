"""When the compiled form of a pack is used: for complete, plain answers in a plain dict, once a process has
assessed a few runners with the pack. Anything else is for the exact engine.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    from datetime import date

    from runner_intake.engine.plain_document import PlainDocuments
    from runner_intake.engine.plain_json import PlainTexts
    from runner_intake.pack import Pack
    from runner_intake.result.assessment import Assessment

CALLS = 10
"""How many runners the exact engine assesses before a pack is compiled; compiling takes as long as a few."""


class Compiled:
    """The compiled forms of one pack, for documents and for their JSON text, each made when it pays."""

    def __init__(self, pack: Pack) -> None:
        self.pack, self.calls = pack, 0

    def pays(self) -> bool:
        """Whether enough runners were assessed with the pack, this one included."""
        self.calls += 1
        return self.calls >= CALLS

    @cached_property
    def documents(self) -> PlainDocuments | None:
        """For documents; None where the pack cannot be compiled."""
        from runner_intake.engine.plain_document import PlainDocuments  # noqa: PLC0415  (a single result does without)

        return PlainDocuments.of(self.pack)

    @cached_property
    def texts(self) -> PlainTexts | None:
        """For JSON text; None where the pack cannot be compiled."""
        from runner_intake.engine.plain_json import PlainTexts  # noqa: PLC0415  (as above)

        return PlainTexts.of(self.pack)


@lru_cache(maxsize=16)
def compiled_form(pack: Pack) -> Compiled:
    """The compiled form of a pack: one for a process."""
    return Compiled(pack)


def _is_plain(answers: object) -> TypeGuard[dict[str, object]]:
    """Whether answers are in a dict of Python's own; others may do more than look up."""
    return type(answers) is dict


def plain_assessment(
    answers: object, pack: Pack, region: str | None, today: date | None
) -> Assessment | None:
    """The document of complete, plain answers by the compiled pack; None where the exact engine has to make
    it.
    """
    form = compiled_form(pack)
    if not _is_plain(answers) or not form.pays() or form.documents is None:
        return None
    return form.documents.attempt(answers, region, today)


def plain_text(answers: object, pack: Pack, region: str | None, today: date | None) -> str | None:
    """Its JSON text, likewise."""
    form = compiled_form(pack)
    if not _is_plain(answers) or not form.pays() or form.texts is None:
        return None
    return form.texts.attempt(answers, region, today)
