"""Reading YAML and JSON: strict, placed, all problems at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from runner_intake.errors import IntakeError
from runner_intake.reading import MAX_BYTES, AmbiguousText, decode, parse_json, parse_yaml, read_text

if TYPE_CHECKING:
    from pathlib import Path


def codes(text: str) -> list[str]:
    with pytest.raises(IntakeError) as caught:
        parse_yaml(text, "a.yaml")
    return [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6", 6),
        ("-3", -3),
        ("0.5", 0.5),
        ("true", True),
        ("null", None),
        ("~", None),
        ("heel", "heel"),
        ("'6'", "6"),
        ("2026-11-22", "2026-11-22"),
        ("2-4", "2-4"),
    ],
)
def test_plain_scalars_have_their_unmistakable_meaning(text: str, value: object) -> None:
    document = parse_yaml(f"a: {text}", "a.yaml")
    assert document == {"a": value}
    assert isinstance(document, dict)
    assert not isinstance(document["a"], AmbiguousText)


@pytest.mark.parametrize(
    "text", ["no", "yes", "On", "off", "y", "4:30", "010", "0x1F", "1_000", "1e3", ".5", "5.", ".inf"]
)
def test_what_yaml_readers_disagree_on_is_marked_unclear(text: str) -> None:
    document = parse_yaml(f"a: {text}", "a.yaml")
    assert isinstance(document, dict)
    assert document["a"] == text
    assert isinstance(document["a"], AmbiguousText)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", ["F06"]),
        ("a: &x [1]\nb: *x\n", ["F07", "F07"]),
        ("a: !!str 1\n", ["F07"]),
        ("a: [1, 2\n", ["F05"]),
        ("a:\tb: c\n", ["F05"]),
        ("a: 1\n---\nb: 2\n", ["F09"]),
        ("[" * 41 + "]" * 41, ["F08"]),
        ("- " * 5_000 + "x", ["F08"]),
        ("? [a]\n: b\n", ["F05"]),
    ],
)
def test_yaml_tricks_are_refused(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_a_hundred_thousand_brackets_are_a_problem_not_a_crash() -> None:
    assert codes("[" * 100_000) in (["F05"], ["F08"])


def test_every_problem_is_told_with_line_and_column() -> None:
    with pytest.raises(IntakeError) as caught:
        parse_yaml("a: 1\na: 2\nb: &x 3\nc:\n  d: 1\n  d: 2\n", "a.yaml")
    assert [problem.place for problem in caught.value.problems] == ["a.yaml:2:1", "a.yaml:3:4", "a.yaml:6:3"]


def test_forty_levels_are_allowed() -> None:
    assert parse_yaml("[" * 40 + "]" * 40, "a.yaml")


@given(
    st.recursive(
        st.one_of(
            st.integers(-999, 999), st.booleans(), st.none(), st.sampled_from(["heel", "no", "4:30", "a: b"])
        ),
        lambda x: st.lists(x, max_size=3) | st.dictionaries(st.sampled_from("abc"), x, max_size=3),
        max_leaves=8,
    )
)
def test_quoted_documents_read_as_they_were_written(value: object) -> None:
    text = yaml.safe_dump({"top": value}, default_style=None)
    if "&" not in text:
        assert parse_yaml(text, "a.yaml") == {"top": value}


@given(st.text(max_size=60))
def test_any_text_gives_a_value_or_a_listed_problem(text: str) -> None:
    for parse in (parse_yaml, parse_json):
        try:
            parse(text, "a")
        except IntakeError as error:
            assert all(problem.code.startswith("F") for problem in error.problems)  # noqa: PT017  (either way is fine)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": 1, "a": 2}', "F06"),
        ('{"a": [1, 2}', "F05"),
        ("[" * 100_000, "F08"),
        ("[" * 41 + "]" * 41, "F08"),
        ('{"a": NaN}', "F05"),
        ('{"a": ' + "9" * 5000 + "}", "F08"),
    ],
)
def test_json_tricks_are_refused(text: str, code: str) -> None:
    with pytest.raises(IntakeError) as caught:
        parse_json(text, "a.json")
    assert caught.value.problems[0].code == code


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "F03"), (b"  \n", "F03"), (b"\xff\xfe", "F04"), (b"a" * (MAX_BYTES + 1), "F02")]
)
def test_files_that_cannot_be_answers_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(IntakeError) as caught:
        decode(data, "a.yaml")
    assert caught.value.problems[0].code == code


def test_a_missing_file_and_a_folder_are_told_apart_from_a_bug(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.yaml", tmp_path):
        with pytest.raises(IntakeError) as caught:
            read_text(path)
        assert caught.value.problems[0].code == "F01"


def test_a_byte_order_mark_is_not_part_of_the_text() -> None:
    assert decode(b"\xef\xbb\xbfa: 1", "a.yaml") == "a: 1"
