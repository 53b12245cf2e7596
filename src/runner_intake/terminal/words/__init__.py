"""The program's own words in the interview, from one catalogue a language. Knows no question: those are the pack's.

A translation is a copy of `en.toml` with the same keys and the same names in braces.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Words:
    """The catalogue of a language: `words("key", name=value)` is the text under a key, with values put in for names in braces."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def __call__(self, key: str, **values: object) -> str:
        return self.texts[key].format(**values)

    def count(self, key: str, number: int, **values: object) -> str:
        """The text for a number of things: `key_one` for one, else `key_many`, with the number as `n`."""
        return self(f"{key}_one" if number == 1 else f"{key}_many", n=number, **values)


@cache
def words_in(language: str) -> Words:
    """The catalogue of a language, such as `en`; FileNotFoundError where there is none."""
    text = (files(__name__) / f"{language}.toml").read_text(encoding="utf-8")
    return Words(tomllib.loads(text))
