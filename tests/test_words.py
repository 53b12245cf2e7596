"""The catalogue of the program's own words: every text is used, every key exists, and all languages say the same things."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import runner_intake
from runner_intake.terminal.words import words_in

SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in Path(runner_intake.__file__).parent.rglob("*.py"))
ENGLISH = words_in("en").texts
LANGUAGES = sorted(path.stem for path in (Path(runner_intake.__file__).parent / "terminal" / "words").glob("*.toml"))


@pytest.mark.parametrize("key", sorted(ENGLISH))
def test_every_text_is_used(key: str) -> None:
    named = [key, re.sub(r"_(one|many)\Z", "", key)]
    built = [f"{prefix}_{{" for prefix in ("resume", "age", "mark", "key_units") if key.startswith(prefix + "_")]
    assert any(re.search(f"[\"']{name}[\"']", SOURCE) for name in named) or any(start in SOURCE for start in built)


def test_every_key_that_is_asked_for_exists() -> None:
    asked = set(re.findall(r"\b(?:self\.say|say|self\.words|self\.say_words)\([\"'](\w+)[\"']", SOURCE)) | set(re.findall(r'"(key_\w+)"', SOURCE))
    counted = set(re.findall(r'\.count\("(\w+)"', SOURCE))
    assert asked - {"key"} <= set(ENGLISH)
    assert {f"{key}_{number}" for key in counted for number in ("one", "many")} <= set(ENGLISH)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_and_names(language: str) -> None:
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    texts = words_in(language).texts
    assert set(texts) == set(ENGLISH)
    for key, text in texts.items():
        assert names(text) <= names(ENGLISH[key]) | {"n"}


def test_one_and_many() -> None:
    say = words_in("en")
    assert say.count("age_days", 1) == "a day ago"
    assert say.count("age_days", 3) == "3 days ago"
