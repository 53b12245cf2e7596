"""The browser of the tests, and what axe finds on its pages."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")
MODULES = Path(__file__).parents[1] / "node" / "node_modules"
"""Where the npm packages of the tests are installed."""
AXE = MODULES / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def started() -> Iterator[Browser]:
    """A browser that is closed at the end; its sandbox needs rights that containers do not give."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def violations(page: Page) -> list[str]:
    """What axe finds, in short."""
    page.add_script_tag(path=AXE)
    run = "rules => axe.run(document, {runOnly: rules})"
    report = cast("dict[str, Any]", page.evaluate(run, RULES))
    assert report["passes"]  # it did look
    return [
        f"{violation['id']}: {[node['target'] for node in violation['nodes']]}"
        for violation in report["violations"]
    ]
