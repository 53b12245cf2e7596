"""Reads the translations of a pack: one file a language, each text beside the one it stands for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner_intake.errors import did_you_mean
from runner_intake.pack.model import Translation
from runner_intake.pack.texts import text_key
from runner_intake.text.catalogue import ENGLISH, differing_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner_intake.reading import Node

LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]+)*"
"""A language tag, such as de or pt-BR (BCP 47)."""


def language(node: Node) -> str:
    """A language tag; P16 for what is none."""
    tag = node.text()
    if tag and not re.fullmatch(LANGUAGE, tag):
        node.report("P16", f"`{tag}` is not a language tag.", "Write one such as en, de or pt-BR.")
    return tag


def is_english(tag: str) -> bool:
    """Whether the program's own words are in this language already."""
    return tag.partition("-")[0] == "en"


def read_translations(files: Iterable[Node], own: str) -> dict[str, Translation]:
    """The translations in some files, by language; `own` is the language that the pack is written in."""
    by_language: dict[str, Translation] = {}
    for file in files:
        translation = _translation(file, own)
        if translation.language.casefold() in (tag.casefold() for tag in by_language):
            file.require("language").report(
                "P06", f"There are two translations into `{translation.language}`.", "Keep one of the files."
            )
        by_language[translation.language] = translation
    return by_language


def _translation(node: Node, own: str) -> Translation:
    node.only_keys(("language", "name", "forbidden_words", "texts", "words"))
    tag, texts, words, forbidden = (
        language(node.require("language")),
        node.get("texts"),
        node.get("words"),
        node.get("forbidden_words"),
    )
    if texts and texts.value and tag == own:
        texts.report(
            "P03",
            "The pack itself is written in this language.",
            "Keep only `words` here, and change the texts where they stand.",
        )
    rows = list(_rows(texts)) if texts and texts.value is not None else []
    return Translation(
        language=tag,
        name=node.require("name").text(),
        texts={key: to for key, to, _ in rows if to},
        words=dict(_words(words)) if words and words.value is not None else {},
        forbidden_words=forbidden.texts() if forbidden else (),
        places={key: place for key, _, place in rows},
        place=node.place,
    )


def _rows(node: Node) -> Iterator[tuple[str, str, str]]:
    """Each text, what stands for it (empty where there is nothing yet), and the place."""
    seen: dict[str, str] = {}
    for row in node.rows("a list of texts"):
        row.only_keys(("from", "to"))
        source, to = row.require("from"), row.get("to")
        key = text_key(source.text())
        if key in seen:
            source.report(
                "P06", "This text appears twice.", f"The other one is at {seen[key]}. Keep one of them."
            )
        seen[key] = row.place
        yield key, to.text() if to and to.value is not None else "", row.place


def _words(node: Node) -> Iterator[tuple[str, str]]:
    """The program's own texts by key, as far as they are there."""
    for key, to in node.entries("a mapping of keys to texts"):
        if key not in ENGLISH.texts:
            to.report(
                "P07", f"The program has no text `{key}`.", "Take it out.", did_you_mean(key, ENGLISH.texts)
            )
        elif to.value is not None:
            text = to.text()
            if text and (differing := differing_names(ENGLISH.texts[key], text)):
                to.report(
                    "P18",
                    f"These names in braces differ from “{ENGLISH.texts[key]}”: "
                    f"{', '.join(sorted(differing))}.",
                    "Use the same ones.",
                )
            yield key, text
