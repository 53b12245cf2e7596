"""The catalogue of the program's own words: every text is used, every key that is asked for exists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

import runner_intake
from runner_intake.text.catalogue import ENGLISH, Units, capital, differing_names
from runner_intake.vocabulary import OUTCOMES, Fact, Grade, HelpLineKind, Level, State

SOURCE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in Path(runner_intake.__file__).parent.rglob("*")
    if path.suffix in (".py", ".j2")
).replace("'", '"')
BUILT = set(re.findall(r"f\"(\w+_)\{", SOURCE))
"""How keys begin that are put together."""
CLOSED = {
    *OUTCOMES,
    *(word for kind in (Level, Grade, State, HelpLineKind, Fact, Units) for word in get_args(kind)),
}
ENDS = CLOSED | {
    "yes",
    "no",
    "go_on",
    "anew",
    "leave",
    "days",
    "hours",
    "minutes",
    "weeks",
    "years",
    "doubtful",
    "needed",
    "and",
    "or",
}
"""How they may end."""


@pytest.mark.slow
@pytest.mark.parametrize("key", sorted(ENGLISH.texts))
def test_every_text_is_used(key: str) -> None:
    named = {key, re.sub(r"_(one|many|way)\Z", "", key)}
    assert any(re.search(f'"{name}"', SOURCE) for name in named) or any(
        key.startswith(start) for start in BUILT
    )


def test_every_key_that_is_asked_for_exists() -> None:
    asked = set(re.findall(r"\b(?:say|words|say_words)\(\"(\w+)\"", SOURCE)) | set(
        re.findall(r"\"(key_\w+)\"", SOURCE)
    )
    either = re.findall(r"\b(?:say|words)\(\"(\w+)\" if [^)]* else \"(\w+)\"", SOURCE)
    counted = set(re.findall(r"\.count\(\"(\w+)\"", SOURCE))
    assert asked | {key for pair in either for key in pair} <= set(ENGLISH.texts) | {"key"}
    assert {f"{key}_{number}" for key in counted for number in ("one", "many")} <= set(ENGLISH.texts)


def test_names_in_braces_are_plain() -> None:
    assert [
        text
        for text in ENGLISH.texts.values()
        if re.sub(r"\{\w+\}", "", text).strip("{}") != re.sub(r"\{\w+\}", "", text)
    ] == []


def test_one_and_many() -> None:
    assert ENGLISH.count("age_days", 1) == "a day ago"
    assert ENGLISH.count("age_days", 3) == "3 days ago"


def test_parts_in_a_row() -> None:
    assert [ENGLISH.listed(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert ENGLISH.listed(["a", "b", "c"], "or") == "a, b or c"


@pytest.mark.parametrize(
    ("text", "differing"),
    [
        ("{a} und {b}", set()),
        ("{b}, {a}, {a}", set()),
        ("nur {a}", {"{b}"}),
        ("{a} {b} {c}", {"{c}"}),
        ("{a} {b.__class__}", {"{b}", "{b.__class__}"}),
        ("{a} {b:>9999999}", {"{b}", "{b:>9999999}"}),
        ("{a} {b} {", {"{"}),
        ("{a} {{b}}", {"{", "}"}),
    ],
)
def test_names_that_differ(text: str, differing: set[str]) -> None:
    assert differing_names("{a} and {b}", text) == differing


def test_a_capital_at_the_start_changes_nothing_else() -> None:
    assert [capital(text) for text in ("", "über Dich", "the NHS")] == ["", "Über Dich", "The NHS"]
