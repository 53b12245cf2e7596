"""Findings about the translations of a pack: what has none, what belongs to no text of the pack, words that
promise too much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.errors import nearest
from runner_intake.pack.texts import in_language, texts_of
from runner_intake.pack.translations import is_english
from runner_intake.text.catalogue import ENGLISH
from runner_intake.verify.findings import CheckFinding, finding
from runner_intake.verify.text_checks import PackText, promises, texts_for_runners

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from runner_intake.pack import Pack, Translation

MOST_COMPARED = 5
"""To how many rows without a text the nearest text is looked for, which takes long."""

MOST_NAMED = 3
"""How many of the program's own texts are named in one finding, and words of a text in a name."""


def translation_findings(pack: Pack) -> Iterator[CheckFinding]:
    """Everything about each translation; `where` is the language and what the text belongs to, such as
    de/age_years.
    """
    texts = texts_of(pack)
    for translation in pack.translations.values():
        yield from _missing_words(translation)
        if translation.language != pack.language:
            yield from _missing(translation, texts)
            yield from _left_over(translation, texts)
            yield from _promises(pack, translation)
    if not is_english(pack.language) and pack.language not in pack.translations:
        what = (
            "What the program says of its own is in English; `runner-intake rules translate "
            f"{pack.language} --write` makes a place for it."
        )
        yield finding("V35", (f"{pack.language}/words", "pack.yaml"), what)


def _missing(translation: Translation, texts: Mapping[str, tuple[str, ...]]) -> Iterator[CheckFinding]:
    """One finding for each thing of the pack that has texts without a translation."""
    owners: dict[str, list[str]] = {}
    for text, owned_by in texts.items():
        if text not in translation.texts:
            owners.setdefault(owned_by[0], []).append(text)
    for owner, missing in owners.items():
        what = f"There is no text in {translation.name} for “{missing[0]}”{_more(missing[1:])}."
        place = translation.places.get(missing[0], translation.place)
        yield finding("V35", (f"{translation.language}/{owner}", place), what)


def _left_over(translation: Translation, texts: Iterable[str]) -> Iterator[CheckFinding]:
    """The rows whose text is not there; to the first few the text that it may have become."""
    waiting = [text for text in texts if text not in translation.texts]
    left_over = [text for text in translation.places if text not in texts]
    for number, text in enumerate(left_over):
        changed = nearest(text, waiting) if number < MOST_COMPARED else None
        hint = f" The nearest one without a translation is “{changed}”." if changed else ""
        location = f"{translation.language}/{' '.join(text.split()[:MOST_NAMED])}", translation.places[text]
        yield finding("V36", location, f"The pack has no text “{text}”.{hint}")


def _missing_words(translation: Translation) -> Iterator[CheckFinding]:
    missing = [key for key in ENGLISH.texts if key not in translation.words]
    if missing and not is_english(translation.language):
        named = ", ".join(missing[:MOST_NAMED])
        what = f"Of what the program says of its own there is no {named}{_more(missing[MOST_NAMED:])}."
        yield finding("V35", (f"{translation.language}/words", translation.place), what)


def _promises(pack: Pack, translation: Translation) -> Iterator[CheckFinding]:
    """The forbidden words of the language in its texts; at the place of the translation."""
    texts = texts_for_runners(in_language(pack, translation.language))
    location = translation.language, translation.place
    yield from promises(
        [PackText(f"{location[0]}/{text.where}", location[1], text.text) for text in texts],
        translation.forbidden_words,
    )


def _more(others: list[str]) -> str:
    return f" and {len(others)} more" if others else ""
