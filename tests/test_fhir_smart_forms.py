"""Our Questionnaire in a second form that others wrote, CSIRO's Smart Forms: it is shown without any request,
a script answers it, and what comes back gives the same result as the same answers typed.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from runner_intake import assess, bundled_pack
from runner_intake.exchange.fhir_questionnaire import questionnaire_resource
from runner_intake.exchange.fhir_reader import read_response
from runner_intake.questionnaire import check_answers

from base_runner import BASE, HEEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

FORMS = Path(__file__).parent / "node" / "node_modules" / "smart_forms" / "smart_forms.js"
CHROMIUM = shutil.which("chromium")
PACK = bundled_pack()
ASKED = [name for name, field in PACK.questionnaire.fields.items() if not field.private]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.interop,
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(not FORMS.is_file(), reason="the npm packages of tests/node are not installed"),
]

_HAS = """name => {
  const inside = item => item.linkId === name ? item.answer?.length > 0 : (item.item ?? []).some(inside);
  return inside(SmartForms.response());
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests; its sandbox needs rights that containers do not give."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """The form in a page of its own; any request or error of it fails the test."""
    opened = browser.new_page(viewport={"width": 1000, "height": 1400})
    wrong: list[str] = []
    opened.on("request", lambda request: wrong.append(request.url))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.set_content("<!doctype html><body><div id=form></div></body>")
    opened.add_script_tag(path=FORMS)
    opened.evaluate(
        "form => SmartForms.show(form, document.getElementById('form'))", questionnaire_resource(PACK)
    )
    opened.locator("[data-linkid=data_consent]").first.wait_for()
    yield opened
    opened.close()
    assert wrong == []


def give(page: Page, name: str, answer: Any) -> None:
    """Answers a question as a hand would, and waits until the form has taken it: numbers take a while."""
    box = page.locator(f"[data-linkid='{name}']").first
    if isinstance(answer, bool):
        box.locator(f"label:has(input[value='{str(answer).lower()}'])").click()
    elif isinstance(answer, str | list):
        for code in [answer] if isinstance(answer, str) else answer:
            box.locator(f"label:has(input[value='{code}'])").click()
    else:
        box.locator("input").fill(str(answer))
    page.wait_for_function(_HAS, arg=name)


def given_back(page: Page) -> Any:
    return page.evaluate("SmartForms.response()")


def shown(page: Page) -> set[str]:
    return {name for name in ASKED if page.locator(f"[data-linkid='{name}']").count()}


@pytest.mark.parametrize("runner", [BASE, HEEL], ids=["without pain", "with pain"])
def test_a_script_answers_it_and_the_result_is_the_same(runner: dict[str, Any], page: Page) -> None:
    answers = {name: runner[name] for name in ASKED if name in runner}
    for name, answer in answers.items():
        give(page, name, answer)
    came_back = read_response(given_back(page), PACK)
    assert assess(came_back) == assess(answers)
    applicable = check_answers(answers, PACK.questionnaire).applicable
    assert shown(page) == {name for name in ASKED if applicable.get(name, True) is True}


def test_an_empty_form_comes_back_as_not_known(page: Page) -> None:
    assert read_response(given_back(page), PACK).answers == {}


def test_what_is_hidden_again_comes_back_and_does_not_count(page: Page) -> None:
    give(page, "pain_sites", ["heel"])
    give(page, "pain_weeks", 10)
    give(page, "pain_sites", ["heel", "none"])  # unticks the heel
    came_back = assess(read_response(given_back(page), PACK))
    assert came_back.ignored_answers == ("pain_weeks",)
    hidden = {"answers", "ignored_answers"}
    assert came_back.model_dump(exclude=hidden) == assess({"pain_sites": ["none"]}).model_dump(exclude=hidden)
