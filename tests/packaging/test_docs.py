"""The documentation holds: codes, fields and words are those of the program, links lead somewhere, and every
Python example runs.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, get_args

import pytest
from pydantic import BaseModel

import capture_screens
import runner_intake
import show_messages
from demo import ROOT
from runner_intake import Assessment, bundled_pack
from runner_intake.errors import CODES
from runner_intake.verify.findings import kinds
from runner_intake.vocabulary import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOCS = ROOT / "docs"
PAGES = sorted({*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "rules").glob("*.md")})
FENCE = re.compile(r"^```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^```[ ]*$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> Iterator[tuple[int, str]]:
    """The fenced blocks of a language, each with the line before its first one."""
    text = text_of(page)
    for match in FENCE.finditer(text):
        if match["language"] == language:
            yield text[: match.start("text")].count("\n"), match["text"]


def headings(page: Path) -> list[str]:
    return re.findall(r"^#+ (.+)$", FENCE.sub("", text_of(page)), re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """The names under which a page's headings can be linked to."""
    named = re.findall(r'<a id="([^"]+)"></a>', text_of(page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings(page)} | set(
        named
    )


def links(page: Path) -> list[str]:
    """The targets inside the repository; code and addresses of other places are left out."""
    prose = re.sub(r"`[^`\n]*`", "", FENCE.sub("", text_of(page)))
    return [target for target in LINK.findall(prose) if not re.match(r"[a-z][a-z0-9+.-]*:", target)]


def model_fields(model: type[BaseModel]) -> Iterator[str]:
    """The names of all fields of a document, as they stand in JSON, its parts included."""
    for name, field in model.model_fields.items():
        yield field.alias or name
        for part in _models(field.annotation):
            yield from model_fields(part)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


EXAMPLES = [
    page
    for page in PAGES
    if (page == ROOT / "README.md" or DOCS in page.parents) and any(True for _ in blocks(page, "python"))
]


@pytest.mark.slow
@pytest.mark.parametrize("page", EXAMPLES, ids=name_of)
def test_every_python_example_runs(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From top to bottom, as a reader would try them."""
    monkeypatch.chdir(ROOT)
    names = {"__name__": "example"}
    for line, code in blocks(page, "python"):
        exec(compile("\n" * line + code, str(page), "exec"), names)  # noqa: S102  (our own pages)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_inside_the_repository_leads_somewhere(page: Path) -> None:
    lost = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_page_is_left_unfinished(page: Path) -> None:
    assert "TODO" not in text_of(page)


def test_every_page_of_the_docs_is_in_their_index() -> None:
    index = DOCS / "README.md"
    listed = {(index.parent / link.partition("#")[0]).resolve() for link in links(index)}
    assert [
        name_of(page) for page in DOCS.rglob("*.md") if page != index and page.resolve() not in listed
    ] == []


def test_every_error_code_is_explained_and_no_other() -> None:
    rows = re.findall(
        r"^\| ([A-Z][0-9]{2}) \| ([^|]+) \| [^|]+ \| [^|]+ \|$",
        text_of(DOCS / "reference" / "errors.md"),
        re.MULTILINE,
    )
    assert [code for code, _ in rows] == list(CODES)
    assert dict(rows) == CODES


def test_the_terms_of_the_glossary_are_unique_and_sorted() -> None:
    terms = [heading.casefold() for heading in headings(DOCS / "glossary.md")[1:]]
    assert len(set(terms)) == len(terms)
    assert terms == sorted(terms)


def test_the_glossary_explains_every_outcome() -> None:
    terms = {heading.casefold().replace(" ", "_") for heading in headings(DOCS / "glossary.md")}
    assert set(OUTCOMES) - terms == set()


def test_the_example_of_the_result_document_is_one() -> None:
    ((_, text),) = blocks(DOCS / "reference" / "document.md", "json")
    assert Assessment.model_validate_json(text).pack.sha256 == bundled_pack().sha256


def test_every_field_of_the_result_document_is_described() -> None:
    prose = FENCE.sub("", text_of(DOCS / "reference" / "document.md"))
    assert sorted({name for name in model_fields(Assessment) if f"`{name}`" not in prose}) == []


def test_the_python_reference_describes_every_public_name() -> None:
    described = re.findall(
        r"^::: runner_intake\.(\w+)$", text_of(DOCS / "reference" / "python.md"), re.MULTILINE
    )
    assert sorted(described) == sorted(runner_intake.__all__)


@pytest.mark.slow
def test_the_documentation_site_builds_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("mkdocstrings", reason="the site needs the extra docs")
    build = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert build.returncode == 0, build.stderr
    reference = (tmp_path / "reference" / "python.html").read_text(encoding="utf-8")
    assert [name for name in runner_intake.__all__ if f'id="runner_intake.{name}"' not in reference] == []


@pytest.mark.slow
@pytest.mark.timeout(900)  # ten runs of the program, each over the whole pack
def test_the_messages_in_the_how_to_are_those_of_the_program() -> None:
    text = text_of(show_messages.PAGE)
    assert show_messages.with_messages(text) == text


def test_every_kind_of_finding_is_explained() -> None:
    rows = re.findall(
        r"^\| (V[0-9]{2}) \| (\w+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$",
        text_of(DOCS / "reference" / "findings.md"),
        re.MULTILINE,
    )
    assert {code: tuple(rest) for code, *rest in rows} == {
        code: (kind.severity, kind.what, kind.why, kind.way_out) for code, kind in kinds().items()
    }


@pytest.mark.slow
def test_the_screens_in_the_tutorial_are_those_of_the_program() -> None:
    text = text_of(capture_screens.PAGE)
    assert capture_screens.with_screens(text, capture_screens.screens()) == text
