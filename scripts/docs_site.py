"""Hooks of the documentation site (mkdocs.yml): the pages of the repository outside docs/ become pages of the
site, links between them lead there, and examples in docstrings become blocks of code.

A link to a file that is no page, such as the licence, becomes plain text. Decides nothing about the theme.
"""

from __future__ import annotations

import os.path
import re
from pathlib import Path
from typing import TYPE_CHECKING

import griffe
from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
OUTSIDE = {
    "README.md": "project/readme.md",
    "INTENDED_USE.md": "project/intended-use.md",
    "CHANGELOG.md": "project/changelog.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "SECURITY.md": "project/security.md",
    "rules/README.md": "project/rules.md",
}
"""The pages outside docs/, and where they are on the site."""

_SOURCES = {site: source for source, site in OUTSIDE.items()}
_LINK = re.compile(r"\[(?P<text>[^\]\n]*)\]\((?P<path>[^)\s#:]+)(?P<anchor>#[^)\s]*)?\)")
_EXAMPLE = re.compile(r"^>>> .*?(?=^\s*$|\Z)", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"(^```.*?^```[ ]*$)", re.MULTILINE | re.DOTALL)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The site's files, with the pages outside docs/."""
    for source, site in OUTSIDE.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        files.append(File.generated(config, site, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """A page with its links as they must be on the site; blocks of code are left alone."""
    del config
    site = page.file.src_uri
    source = _SOURCES.get(site, f"docs/{site}")

    def linked(match: re.Match[str]) -> str:
        target = os.path.normpath(os.path.join(os.path.dirname(source), match["path"]))  # noqa: PTH118, PTH120
        there = OUTSIDE.get(target, target.removeprefix("docs/"))
        if files.get_file_from_path(there) is None:
            return match["text"] if (ROOT / target).exists() else match[0]
        return f"[{match['text']}]({os.path.relpath(there, os.path.dirname(site))}{match['anchor'] or ''})"  # noqa: PTH120

    parts = _BLOCK.split(markdown)
    return "".join(part if index % 2 else _LINK.sub(linked, part) for index, part in enumerate(parts))


class Examples(griffe.Extension):
    """Puts the examples of docstrings, which begin with `>>>`, into blocks of code."""

    def on_object(self, *, obj: griffe.Object, **kwargs: object) -> None:
        """Changes the docstring of a module, class, function or attribute."""
        del kwargs
        if obj.docstring is not None:
            text = obj.docstring.value
            obj.docstring.value = _EXAMPLE.sub(lambda match: f"```pycon\n{match[0].rstrip()}\n```\n", text)
