"""Our Questionnaire in forms that others wrote: each shows it without any request, a script answers it, and
what comes back gives the same result as the same answers typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from base_runner import BASE, HEEL
from chromium import CHROMIUM, MODULES
from runner_intake import assess, bundled_pack
from runner_intake.exchange.fhir_questionnaire import questionnaire_resource
from runner_intake.exchange.fhir_reader import read_response
from runner_intake.questionnaire import check_answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

PACK = bundled_pack()
ASKED = [name for name, field in PACK.questionnaire.fields.items() if not field.private]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.interop,
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(not MODULES.is_dir(), reason="the npm packages of tests/node are not installed"),
]


class LhcForms:
    """The form of the Lister Hill Center, in its web component."""

    folder = MODULES / "lforms" / "dist" / "lforms"

    def __init__(self, page: Page) -> None:
        self.page = page
        page.add_script_tag(path=self.folder / "webcomponent" / "assets" / "lib" / "zone.min.js")
        page.add_script_tag(path=self.folder / "webcomponent" / "lhc-forms.js", type="module")
        page.wait_for_function("window.LForms && LForms.Util")
        page.add_script_tag(path=self.folder / "fhir" / "R4" / "lformsFHIR.min.js")
        page.evaluate(
            "form => LForms.Util.addFormToPage(form, 'form', {fhirVersion: 'R4'})",
            questionnaire_resource(PACK),
        )
        page.locator("[id^='item-data_consent/']").wait_for()

    def give(self, name: str, answer: Any) -> None:
        """Answers a question as a hand would."""
        for code in codes(answer):
            self.page.locator(f"label[id^='{name}/'][id$='|{code}']").click()
        if not codes(answer):
            self.page.locator(f"input[id^='{name}/']").fill(str(answer))
            self.page.locator(f"input[id^='{name}/']").blur()

    def given_back(self) -> Any:
        return self.page.evaluate("LForms.Util.getFormFHIRData('QuestionnaireResponse', 'R4')")

    def shown(self) -> set[str]:
        return {name for name in ASKED if self.page.locator(f"[id^='item-{name}/']").count()}


class SmartForms:
    """The form of CSIRO, in React."""

    script = MODULES / "smart_forms" / "smart_forms.js"
    has_answer = """name => {
      const inside = item => item.linkId === name ? item.answer?.length > 0 : (item.item ?? []).some(inside);
      return inside(SmartForms.response());
    }"""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.add_script_tag(path=self.script)
        page.evaluate(
            "form => SmartForms.show(form, document.getElementById('form'))", questionnaire_resource(PACK)
        )
        page.locator("[data-linkid=data_consent]").first.wait_for()

    def give(self, name: str, answer: Any) -> None:
        """Answers a question as a hand would, and waits until the form has taken it: numbers take a while."""
        box = self.page.locator(f"[data-linkid='{name}']").first
        for code in codes(answer):
            box.locator(f"label:has(input[value='{code}'])").click()
        if not codes(answer):
            box.locator("input").fill(str(answer))
        self.page.wait_for_function(self.has_answer, arg=name)

    def given_back(self) -> Any:
        return self.page.evaluate("SmartForms.response()")

    def shown(self) -> set[str]:
        return {name for name in ASKED if self.page.locator(f"[data-linkid='{name}']").count()}


Form = LhcForms | SmartForms


def codes(answer: Any) -> list[str]:
    """The options that an answer ticks; none where it is a number."""
    if isinstance(answer, bool):
        return [str(answer).lower()]
    return [answer] if isinstance(answer, str) else answer if isinstance(answer, list) else []


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own; any request or error of it fails the test."""
    opened = browser.new_page(viewport={"width": 1000, "height": 1400})
    wrong: list[str] = []
    opened.on("request", lambda request: wrong.append(request.url))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.set_content("<!doctype html><body><div id=form></div></body>")
    yield opened
    opened.close()
    assert wrong == []


@pytest.fixture(params=[LhcForms, SmartForms])
def form(request: pytest.FixtureRequest, page: Page) -> Form:
    """Each of the forms."""
    made: Form = request.param(page)
    return made


@pytest.mark.parametrize("runner", [BASE, HEEL], ids=["without pain", "with pain"])
def test_a_script_answers_it_and_the_result_is_the_same(runner: dict[str, Any], form: Form) -> None:
    answers = {name: runner[name] for name in ASKED if name in runner}
    for name, answer in answers.items():
        form.give(name, answer)
    came_back = read_response(form.given_back(), PACK)
    assert assess(came_back) == assess(answers)
    applicable = check_answers(answers, PACK.questionnaire).applicable
    assert form.shown() == {name for name in ASKED if applicable.get(name, True) is True}


def test_an_empty_form_comes_back_as_not_known(form: Form) -> None:
    assert read_response(form.given_back(), PACK).answers == {}


def test_the_status_that_lhc_forms_gives_an_empty_form_is_not_believed(page: Page) -> None:
    response = LhcForms(page).given_back()
    assert response["status"] == "completed"
    assert read_response(response, PACK).answers == {}


def test_what_lhc_forms_hides_again_does_not_come_back(page: Page) -> None:
    form = LhcForms(page)
    form.give("pain_sites", ["heel"])
    form.give("pain_weeks", 10)
    assert read_response(form.given_back(), PACK).answers == {"pain_sites": ["heel"], "pain_weeks": 10}
    form.give("pain_sites", ["heel", "none"])  # unticks the heel
    assert read_response(form.given_back(), PACK).answers == {"pain_sites": ["none"]}


def test_what_smart_forms_hides_again_comes_back_and_does_not_count(page: Page) -> None:
    form = SmartForms(page)
    form.give("pain_sites", ["heel"])
    form.give("pain_weeks", 10)
    form.give("pain_sites", ["heel", "none"])  # unticks the heel
    came_back = assess(read_response(form.given_back(), PACK))
    assert came_back.ignored_answers == ("pain_weeks",)
    hidden = {"answers", "ignored_answers"}
    assert came_back.model_dump(exclude=hidden) == assess({"pain_sites": ["none"]}).model_dump(exclude=hidden)
