"""The pages in a real browser: whole interviews with and without scripts, by keyboard only, on a phone and on
a tablet; accessible, in light and dark, and with no request to anywhere else.
"""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
import uvicorn

import training_files as write
from chromium import AXE, CHROMIUM, violations
from golden_pages import GOLDEN
from runner_intake import assess
from runner_intake.questionnaire import check_answers
from runner_intake.reading import parse_yaml
from web_visitor import PACK, QUESTIONS, app_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

TODAY = date(2026, 11, 26)
PHONE, TABLET = {"width": 320, "height": 640}, {"width": 820, "height": 1180}
DONT_KNOW = PACK.words("dont_know")
RUNNERS = ("heel_pain", "discuss", "urgent", "nothing_wrong", "half_answered")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(900),  # a whole interview is some eighty pages, and a busy computer is no defect
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(not AXE.is_file(), reason="the npm packages of tests/node are not installed"),
]


@contextmanager
def served(**settings: Any) -> Iterator[str]:
    """The pages on a free port of this computer."""
    config = uvicorn.Config(app_of(day=TODAY, **settings), port=0, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(goal="quick") as where:
        yield where


@contextmanager
def opened(browser: Browser, address: str, **how: Any) -> Iterator[Page]:
    """A tab at the first question; every request but those to our own server is a failure."""
    context = browser.new_context(**how)
    elsewhere: list[str] = []
    context.on(
        "request", lambda one: None if one.url.startswith((address, "data:")) else elsewhere.append(one.url)
    )
    context.set_default_timeout(120_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto(f"{address}/")
    follow(page, "button", "Start")
    yield page
    context.close()
    assert elsewhere == []
    assert [error for error in errors if "status of 4" not in error] == []


def follow(page: Page, role: Any, name: str) -> None:
    """Clicks a button or a link, and waits until the page it leads to is there as a whole."""
    with page.expect_navigation():
        page.get_by_role(role, name=name).click()


def runner(name: str) -> dict[str, Any]:
    """The answers of a sample runner."""
    text = (GOLDEN / name / "answers.yaml").read_text(encoding="utf-8")
    known = check_answers(parse_yaml(text, name), PACK.questionnaire).given
    return {key: sorted(value) if isinstance(value, frozenset) else value for key, value in known.items()}


def step_of(page: Page) -> str:
    return cast("str", page.locator("input[name=step]").first.get_attribute("value"))


def answer(page: Page, answers: dict[str, Any]) -> None:
    """Answers the question on the page by clicking and typing; what has no answer is not known."""
    fields = QUESTIONS[step_of(page)].fields
    if all(answers.get(field.id) is None for field in fields):
        follow(page, "button", DONT_KNOW)
        return
    for field in fields:
        value = answers.get(field.id)
        if value is None:
            page.locator(f"label[for='{field.id}-unknown']").click()
        elif field.kind == "number":
            page.locator(f"#{field.id}").fill(f"{value:g}")
        else:
            for code in codes(value):
                identity = page.locator(f"input[name='{field.id}'][value='{code}']").get_attribute("id")
                page.locator(f".choice label[for='{identity}']").click()
    follow(page, "button", "Continue")


def codes(value: Any) -> list[str]:
    match value:
        case bool():
            return ["yes" if value else "no"]
        case list():
            return value
        case int() | float():
            return [f"{value:g}"]
        case _:
            return [str(value)]


def walked(page: Page, answers: dict[str, Any]) -> list[str]:
    """The questions that were asked."""
    seen = []
    while (step := step_of(page)) in QUESTIONS:
        seen.append(step)
        answer(page, answers)
        assert page.locator(".problems, .notice").count() == 0
    return seen


def saved(page: Page) -> Any:
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the data").click()
    return json.loads(Path(download.value.path()).read_text(encoding="utf-8"))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("name", RUNNERS)
def test_a_whole_interview_gives_the_document_of_the_file(
    browser: Browser, address: str, name: str, scripts: Any
) -> None:
    answers = runner(name)
    with opened(browser, address, java_script_enabled=scripts) as page:
        asked = walked(page, answers)
        assert len(asked) > 5
        if step_of(page) == "reached":
            follow(page, "link", "Show my result")
        document = saved(page)
        asked_fields = {
            name for question in asked for name in (field.id for field in QUESTIONS[question].fields)
        }
        given = {name: value for name, value in answers.items() if name in asked_fields}
        assert document == json.loads(assess(given, today=TODAY).model_dump_json())
        follow(page, "button", "Finish and delete my answers")
        page.go_back()
        assert page.locator("h1").inner_text() == "Thank you"


def test_a_whole_interview_by_keyboard_alone(browser: Browser, address: str) -> None:
    answers = runner("heel_pain")
    with opened(browser, address) as page:
        while step_of(page) in QUESTIONS:
            by_keyboard(page, answers)
        enter(page, "Show my result")
        assert page.locator("h1").inner_text().startswith("Your result")
        enter(page, "Finish and delete my answers")
        assert page.locator("h1").inner_text() == "Thank you"


def by_keyboard(page: Page, answers: dict[str, Any]) -> None:
    """Answers by Tab, arrows, Space and Enter."""
    for field in QUESTIONS[step_of(page)].fields:
        value = answers.get(field.id)
        if value is None:
            enter(page, DONT_KNOW)
            return
        wanted = [str(value)] if field.kind == "number" else codes(value)
        for code in wanted:
            tab_to_field(page, field.id)
            if field.kind == "number":
                page.keyboard.type(code)
                continue
            key = "Tab" if field.kind == "multi_choice" else "ArrowDown"
            page.keyboard.press("Space")
            while focused(page, "value") != code:
                if field.kind == "multi_choice":
                    page.keyboard.press("Space")
                    page.keyboard.press(key)
                    page.keyboard.press("Space")
                else:
                    page.keyboard.press(key)
    enter(page, "Continue")


def focused(page: Page, name: str) -> str:
    return cast("str", page.evaluate("name => document.activeElement[name] ?? ''", name))


def tab_to_field(page: Page, name: str) -> None:
    for _ in range(60):
        if focused(page, "name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(name)


def enter(page: Page, text: str) -> None:
    """Goes to a button or a link by Tab and presses Enter."""
    tab_to(page, text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_to(page: Page, text: str) -> None:
    for _ in range(120):
        if focused(page, "innerText").strip() == text:
            return
        page.keyboard.press("Tab")
    raise AssertionError(text)


# --- every kind of page


def every_kind(page: Page, address: str) -> Iterator[str]:
    """Shows every kind of page one after the other, and names it."""
    answers = runner("heel_pain")
    kinds = set()
    page.goto(f"{address}/")
    yield "start"
    page.goto(f"{address}/intake")
    yield "consent"
    follow(page, "button", "Continue")
    yield "error"
    answer(page, answers)
    page.goto(f"{address}/training")
    yield "training"
    sessions = write.strava(*write.every_day(date(2026, 9, 1), 86))
    page.set_input_files(
        "#files", {"name": "activities.csv", "mimeType": "text/csv", "buffer": sessions.encode()}
    )
    page.locator("#timezone").fill("Europe/London")
    follow(page, "button", "Read the files")
    yield "numbers"
    follow(page, "button", "Use none of them")
    while (step := step_of(page)) in QUESTIONS:
        kind = ", ".join(field.kind for field in QUESTIONS[step].fields)
        if kind not in kinds:
            kinds.add(kind)
            yield f"question: {kind}"
        answer(page, answers)
    yield "review"
    page.goto(f"{address}/result")
    yield "result"
    follow(page, "link", PACK.words("explain"))
    yield "why"
    follow(page, "link", "Back to my result")
    follow(page, "button", "Finish")
    yield "finished"
    page.context.clear_cookies()
    page.goto(f"{address}/intake")
    yield "lost"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_of_page_is_accessible(browser: Browser, address: str, scheme: Any) -> None:
    with opened(browser, address, color_scheme=scheme, bypass_csp=True) as page:
        shown = []
        for kind in every_kind(page, address):
            page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
            assert violations(page) == [], kind
            assert page.locator("h1").count() == 1, kind
            shown.append(kind)
        assert len(shown) >= 13


@pytest.mark.parametrize("size", [PHONE, TABLET], ids=["phone", "tablet"])
def test_every_kind_of_page_fits_and_can_be_touched(browser: Browser, address: str, size: Any) -> None:
    kinds = "main button, main a.button, main input, main select, main summary"
    small = """(kinds) => [...document.querySelectorAll(kinds)]
        .filter((one) => one.type !== 'hidden' && one.offsetParent && one.offsetHeight < 44)
        .map((one) => one.outerHTML)"""
    with opened(browser, address, viewport=size, has_touch=True) as page:
        for kind in every_kind(page, address):
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], kind
            assert page.evaluate(small, kinds) == [], kind


def test_an_error_is_where_one_reads_first(browser: Browser, address: str) -> None:
    for scripts in (True, False):
        with opened(browser, address, java_script_enabled=scripts) as page:
            follow(page, "button", "Continue")
            assert page.title().startswith("Error: ")
            page.locator(".problems:focus").wait_for()
            page.locator(".problems a").click()
            assert page.locator("#data_consent-0").count() == 1


def test_a_little_script_is_a_comfort(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        answer(page, {"data_consent": True})
        answer(page, {"age_years": 35})
        boxes = page.locator("input[type=checkbox]")
        page.locator("label", has_text="None").last.click()
        assert page.locator("input[data-alone]").is_checked()
        page.locator(f".choice label[for='{boxes.first.get_attribute('id')}']").click()
        assert not page.locator("input[data-alone]").is_checked()


def test_two_tabs_and_the_browsers_back_button_lose_and_skip_nothing(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        answer(page, {"data_consent": True})
        other = page.context.new_page()
        other.goto(f"{address}/intake")
        answer(page, {"age_years": 35})
        here = step_of(page)
        answer(other, {"age_years": 17})
        assert "nothing was changed" in other.locator(".notice").inner_text()
        assert step_of(other) == here
        page.go_back()
        if step_of(page) != here:  # the browser kept the old page: it may be sent, and changes nothing
            answer(page, {"age_years": 20})
        assert step_of(page) == here
        follow(page, "button", "Back")
        assert page.locator("#age_years").input_value() == "35"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("size", [PHONE, TABLET], ids=["phone", "tablet"])
def test_each_place_can_be_chosen_on_the_body(
    browser: Browser, address: str, size: Any, scripts: Any
) -> None:
    """A click on each place ticks its line of the list, and shows on the body."""
    with opened(browser, address, viewport=size, java_script_enabled=scripts) as page:
        while step_of(page) != "pain_sites":
            answer(page, runner("heel_pain"))
        seen = set()
        for ellipse in page.locator(".body-chooser ellipse").all():
            place = (ellipse.get_attribute("class") or "").split("at-")[1]
            box = page.locator(f"input[data-place={place}]")
            if place in seen:
                continue
            seen.add(place)
            ellipse.scroll_into_view_if_needed()
            before = ellipse.evaluate("one => getComputedStyle(one).fill") if scripts else ""
            middle = ellipse.bounding_box()
            assert middle
            page.mouse.click(middle["x"] + middle["width"] / 2, middle["y"] + middle["height"] / 2)
            assert box.is_checked(), place
            assert not scripts or ellipse.evaluate("one => getComputedStyle(one).fill") != before
        field = PACK.questionnaire.fields["pain_sites"]
        assert page.get_by_role("checkbox", name=field.options["heel"], exact=True).is_checked()
        assert seen == set(field.places.values()) - {"everywhere"}
        assert page.locator("input:checked").count() == len(seen)


def test_right_to_left_turns_the_page(browser: Browser, address: str) -> None:
    with opened(browser, address, viewport=PHONE) as page:
        page.evaluate("document.documentElement.dir = 'rtl'")
        box = page.locator("label[for=data_consent-0]").bounding_box()
        touch = page.locator("#data_consent-0").bounding_box()
        assert box
        assert touch
        assert touch["x"] > box["x"] + box["width"] / 2
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_tablet_asks_and_what_was_typed_stays(browser: Browser, scripts: Any) -> None:
    with (
        served(kiosk=True, name="Heel Clinic") as where,
        opened(browser, where, viewport=PHONE, java_script_enabled=scripts, bypass_csp=True) as page,
    ):
        answer(page, {"data_consent": True})
        page.locator("#age_years").fill("3")
        question = page.get_by_role("heading", name="Are you still there?")
        assert not question.is_visible()
        with page.expect_navigation():
            page.locator("#age_years").press(
                "Enter"
            )  # the same as Continue, whatever other buttons there are
        page.get_by_role("alert").first.wait_for()
        assert page.title().startswith("Error: ")
        page.locator("#age_years").fill("35")
        wait_until_asked(page)
        assert question.is_visible()
        if scripts:
            assert violations(page) == []
        follow(page, "button", "Yes, I am still here")
        assert page.locator("#age_years").input_value() == "35"
        assert not question.is_visible()
        follow(page, "button", "Continue")
        asked = page.locator("h1").inner_text()
        wait_until_asked(page)
        follow(page, "button", "Wipe")
        page.go_back()
        assert asked not in page.content()


def wait_until_asked(page: Page) -> None:
    """Lets the time pass after which a tablet asks."""
    page.evaluate("for (const each of document.getAnimations()) each.finish()")
