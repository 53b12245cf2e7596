"""Writes a translation down as a file to work on: every text of the pack with what stands for it, empty where
nothing does yet.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from runner_intake.pack.texts import texts_of
from runner_intake.pack.translations import is_english
from runner_intake.reading import split_place
from runner_intake.text.catalogue import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.pack.model import Pack


def file_of(pack: Pack, language: str) -> str:
    """The file of a translation inside the pack, such as translations/de.yaml."""
    known = pack.translations.get(language)
    return split_place(known.place)[0] if known else f"translations/{language}.yaml"


def translation_text(pack: Pack, language: str) -> str:
    """The file of a translation, new or brought up to date. Nothing that was translated is lost: what no
    longer fits stands at the end.
    """
    return "\n".join((*_head(pack, language), *_texts(pack, language), *_words(pack, language))) + "\n"


def _head(pack: Pack, language: str) -> Iterator[str]:
    known = pack.translations.get(language)
    yield "# yaml-language-server: $schema=../schema/translations.schema.json"
    yield f"language: {_quoted(language)}"
    yield f"name: {_quoted(known.name if known else language)}"
    if known and known.forbidden_words:
        yield "forbidden_words:"
        yield from (f"  - {_quoted(word)}" for word in known.forbidden_words)


def _texts(pack: Pack, language: str) -> Iterator[str]:
    """The texts in the order of reading, each with what it belongs to; none in the language that the pack is
    written in.
    """
    if language == pack.language:
        return
    known = pack.translations.get(language)
    done, places = (known.texts, known.places) if known else ({}, {})
    current = texts_of(pack)
    yield "texts:"
    for text, owners in current.items():
        yield f"  # {', '.join(owners)}"
        yield from _row(text, done.get(text, ""))
    left_over = [text for text in places if text not in current and text in done]
    if left_over:
        yield "  # --- no longer in the rules:"
    for text in left_over:
        yield from _row(text, done[text])


def _row(text: str, to: str) -> Iterator[str]:
    yield f"  - from: {_quoted(text)}"
    yield f"    to: {_quoted(to)}" if to else "    to:"


def _words(pack: Pack, language: str) -> Iterator[str]:
    known = pack.translations.get(language)
    own = known.words if known else {}
    if is_english(language) and not own:
        return
    yield "words:"
    for key, english in ENGLISH.texts.items():
        if key in own or not is_english(language):
            yield f"  # {english}"
            yield f"  {key}: {_quoted(own[key])}" if key in own else f"  {key}:"


def _quoted(text: str) -> str:
    """A text in double quotes; a JSON string is a YAML string."""
    return json.dumps(text, ensure_ascii=False)
