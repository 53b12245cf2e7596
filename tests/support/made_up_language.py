"""A language made up for tests: every letter of English has another one in its place, so that what is left in
English shows.
"""

from __future__ import annotations

import json
import re
import string
from typing import TYPE_CHECKING

from runner_intake.pack.texts import text_key, texts_of
from runner_intake.text.catalogue import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from runner_intake import Pack

TAG, NAME = "xx", "Жжж"
_SMALL = "".join(chr(0x430 + index) for index in range(26))
_LETTERS = str.maketrans(string.ascii_lowercase + string.ascii_uppercase, _SMALL + _SMALL.upper())


def made_up(text: str) -> str:
    """A text in the made-up language; names in braces stay."""
    return "".join(
        part if part.startswith("{") else part.translate(_LETTERS) for part in re.split(r"(\{\w+\})", text)
    )


def write_made_up(
    pack: Pack, folder: Path, texts: dict[str, str] | None = None, words: dict[str, str] | None = None
) -> Path:
    """Writes the made-up translation of a pack into its folder; `texts` and `words` stand in place of those
    of the pack.
    """
    document = {
        "language": TAG,
        "name": NAME,
        "texts": [
            {"from": text, "to": to}
            for text, to in (translated(texts_of(pack)) if texts is None else texts).items()
        ],
        "words": translated_words() if words is None else words,
    }
    path = folder / "translations" / f"{TAG}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")  # JSON is YAML
    return path


def translated(texts: Iterable[str]) -> dict[str, str]:
    return {text_key(text): made_up(text) for text in texts}


def translated_words() -> dict[str, str]:
    return {key: made_up(text) for key, text in ENGLISH.texts.items()}


def english_in(text: str, but: Iterable[str]) -> list[str]:
    """The words in Latin letters in a text, besides those of `but`."""
    for phrase in sorted(but, key=len, reverse=True):
        text = text.replace(phrase, "")
    return re.findall(r"[A-Za-z]{2,}", text)
