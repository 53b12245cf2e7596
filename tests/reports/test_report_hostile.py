"""Texts that try to be more than text: in every format they come out as what they are."""

from __future__ import annotations

import io
import shutil
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.console import Console

from demo import ROOT
from golden_pages import sample, samples
from runner_intake import Assessment, assess, bundled_pack, load_pack, report
from runner_intake.text.signs import hidden_sign

if TYPE_CHECKING:
    from pathlib import Path

    from runner_intake.reports.report import Report

PACK = bundled_pack()
TEXTS = (
    "title",
    "message",
    "because",
    "verdict",
    "conditions",
    "notices",
    "country",
    "number",
    "reviewed_by",
)
"""The keys of a document that hold words for people."""

HOSTILE = [
    "<script>alert(1)</script>",
    "</section></main><h1>Cured</h1>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %} {value.__class__} %s",
    "# Heading\n- item\n\n---\n1. one\n```\ncode\n```",
    "--- *bold* _it_ [a](http://b) ![i](http://c) <http://d> `x` | y | &lt; &#60;",
    "safe\u202etxt.exe\u2066\u2069\u200f",
    "\x1b[2J\x1b]0;title\x07\x00\x08\x7f\x9b",
    "]]>--></style></svg><svg onload=alert(1)>",
    "x" * 10_000,
    "many words " * 900,
]


class Tags(HTMLParser):
    """The tags of a page with their attributes but for those that hold words, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, [(name, value) for name, value in attrs if name != "aria-label"]))

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(tag)

    def handle_comment(self, data: str) -> None:
        self.seen.append(("comment", data))


def tags(shown: Report) -> list[object]:
    parser = Tags()
    parser.feed(shown.to_html())
    parser.close()
    return parser.seen


def blocks(shown: Report) -> list[str]:
    """The kinds of Markdown blocks and spans of a page, in order, but for words and line breaks."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    spans = [
        child.type
        for token in parser.parse(shown.to_markdown())
        for child in (token, *(token.children or ()))
    ]
    return [kind for kind in spans if kind not in ("text", "softbreak", "inline", "text_special")]


def said(document: Any, text: str, key: str = "") -> Any:
    """A document in which every text for people is another one."""
    match document:
        case dict():
            return {name: said(value, text, name) for name, value in document.items()}
        case list():
            return [said(value, text, key) for value in document]
        case str() if key in TEXTS:
            return text
    return document


@cache
def document(name: str) -> dict[str, Any]:
    return sample(name).model_dump(mode="json")


def shown(name: str, text: str, audience: Any) -> Report:
    return report(Assessment.model_validate(said(document(name), text)), audience)


texts = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=60))


@pytest.mark.slow
@given(st.sampled_from(samples()), texts, st.sampled_from(["runner", "clinician"]))
@example("emergency", HOSTILE[0], "runner")
@example("discuss", HOSTILE[4], "runner")
@example("urgent", HOSTILE[2], "clinician")
def test_a_text_never_changes_what_a_page_is_made_of(name: str, text: str, audience: Any) -> None:
    hostile, harmless = shown(name, f"A{text}", audience), shown(name, "A", audience)
    assert tags(hostile) == tags(harmless)
    assert blocks(hostile) == blocks(harmless)


@given(st.sampled_from(samples()), texts)
def test_a_text_that_begins_a_line_of_markdown_stays_text(name: str, text: str) -> None:
    if text.split():
        hostile = shown(name, text, "runner")
        assert not {"html_block", "html_inline", "image", "link_open", "code_block", "fence", "hr"} & set(
            blocks(hostile)
        )


@pytest.mark.slow
@given(st.sampled_from(samples()), texts, st.sampled_from(["runner", "clinician"]))
def test_no_hidden_sign_reaches_a_reader(name: str, text: str, audience: Any) -> None:
    page = shown(name, text, audience)
    console = Console(file=io.StringIO(), width=200, color_system=None)
    console.print(page)
    assert isinstance(console.file, io.StringIO)
    for made in (page.to_text(), page.to_markdown(), page.to_html(), console.file.getvalue()):
        assert hidden_sign(made, right_to_left=True) is None
        assert "<script" not in page.to_html()


def test_a_text_of_ten_thousand_letters_is_kept_whole() -> None:
    long = "word " * 2_000
    page = shown("discuss", long, "runner")
    for made in (page.to_text(), page.to_markdown(), page.to_html()):
        assert made.count("word") >= 2_000
    assert max(len(line) for line in page.to_text().splitlines()) <= 80


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE[:6])
def test_a_pack_with_hostile_texts_prints_them_as_text(text: str, tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", folder)
    path = folder / "questionnaire" / "aches.yaml"
    section = yaml.safe_load(path.read_text(encoding="utf-8"))
    for question in section["questions"][:2]:
        question["options"]["heel"] = question["short_options"]["heel"] = text
        question["short"] = f"{text} {{value}}"
    path.write_text(yaml.safe_dump(section, sort_keys=False, allow_unicode=True), encoding="utf-8")
    pack, answers = load_pack(folder), dict(sample("heel_pain").answers)
    for audience in ("runner", "clinician"):
        page = report(assess(answers, pack), audience, pack)
        harmless = report(assess(answers), audience)
        assert tags(page) == tags(harmless)
        assert blocks(page) == blocks(harmless)
        assert " ".join(text.split()) in " ".join(page.to_text(100_000).split())
