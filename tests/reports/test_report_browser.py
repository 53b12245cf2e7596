"""The HTML pages in a real browser: no request to anywhere, accessible in light and dark, readable on a
phone, and on paper of both sizes.
"""

from __future__ import annotations

import re
import zlib
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

import training_files as write
from chromium import AXE, CHROMIUM, violations
from golden_pages import sample, samples
from runner_intake import bundled_pack, read_training, report
from runner_intake.engine.explanation import explain
from runner_intake.present.view import View
from runner_intake.questionnaire import check_answers
from runner_intake.reports.report import explanation_report
from runner_intake.reports.training_page import training_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAPER = ["A4", "Letter"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(not AXE.is_file(), reason="the npm packages of tests/node are not installed"),
]


def html_of(name: str, kind: str) -> str:
    """A page of a sample runner: for the runner, for the clinician, or why; or that of made-up training."""
    if kind == "training":
        with TemporaryDirectory() as folder:
            sessions = write.every_day(date(2026, 9, 3), 80)
            file = write.archive(Path(folder), "export.zip", {"activities.csv": write.strava(*sessions)})
            log = read_training([file], timezone="Europe/London", as_of=date(2026, 11, 22))
            return training_report(log, bundled_pack()).to_html()
    if kind == "why":
        pack = bundled_pack()
        answers = check_answers(dict(sample(name).answers), pack.questionnaire)
        return explanation_report(explain(answers, pack), View.of(pack)).to_html()
    return report(sample(name), kind).to_html()  # type: ignore[arg-type]  # one of two


def opened(browser: Browser, folder: Path, html: str, **how: Any) -> tuple[Page, list[str]]:
    """The page in a tab of its own, and every request that it makes but for itself. Content rules do not keep
    the tests out.
    """
    path = folder / "page.html"
    path.write_text(html, encoding="utf-8")
    page = browser.new_context(bypass_csp=True, **how).new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_load_state("networkidle")
    return page, [url for url in requests if url != path.as_uri()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("heel_pain", "runner"),
        ("discuss", "runner"),
        ("half_answered", "runner"),
        ("emergency", "runner"),
        ("urgent", "runner"),
        ("consent_refused", "runner"),
        ("heel_pain", "clinician"),
        ("urgent", "clinician"),
        ("heel_pain", "why"),
        ("half_answered", "why"),
        ("made up", "training"),
    ],
)
def test_a_page_asks_for_nothing_and_is_accessible(
    browser: Browser, tmp_path: Path, name: str, kind: str, scheme: Any
) -> None:
    page, requests = opened(browser, tmp_path, html_of(name, kind), color_scheme=scheme)
    assert requests == []
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    assert violations(page) == []
    assert page.locator("script").count() == 1  # axe itself
    page.context.close()


@pytest.mark.parametrize("width", [320, 820])
@pytest.mark.parametrize("kind", ["runner", "clinician", "why", "training"])
def test_a_page_fits_a_phone_and_a_tablet(browser: Browser, tmp_path: Path, kind: str, width: int) -> None:
    page, _ = opened(browser, tmp_path, html_of("heel_pain", kind), viewport={"width": width, "height": 800})
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_what_is_folded_opens_with_the_keyboard(browser: Browser, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, html_of("heel_pain", "runner"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("details[open]").count() == 1
    page.context.close()


def pages_in(document: bytes) -> int:
    """How many pages a PDF has."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL)
    parts = [document, *(zlib.decompressobj().decompress(part) for part in packed if part[:1] == b"x")]
    return sum(len(re.findall(rb"/Type /Page\b", part)) for part in parts)


@pytest.mark.parametrize("paper", PAPER)
@pytest.mark.parametrize("name", samples())
def test_the_clinicians_page_is_one_side_of_paper(
    browser: Browser, tmp_path: Path, name: str, paper: str
) -> None:
    page, _ = opened(browser, tmp_path, html_of(name, "clinician"))
    assert pages_in(page.pdf(format=paper, prefer_css_page_size=False)) == 1
    page.context.close()


@pytest.mark.parametrize("paper", PAPER)
@pytest.mark.parametrize("name", samples())
def test_the_runners_page_is_at_most_two_sides_of_paper(
    browser: Browser, tmp_path: Path, name: str, paper: str
) -> None:
    page, _ = opened(browser, tmp_path, html_of(name, "runner"))
    assert pages_in(page.pdf(format=paper, prefer_css_page_size=False)) <= (1 if name == "heel_pain" else 2)
    page.context.close()
