"""The pages in a browser, without one: every move, what is kept and what is not, and the same document as
everywhere.
"""

from __future__ import annotations

import json
import logging
import re
import shutil
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from base_runner import BASE, HEEL
from demo import ROOT
from drawing import NO_SIGN, answer
from made_up_language import TAG, write_made_up
from runner_intake import Ask, Interview, StepError, assess, load_pack
from runner_intake.present.view import View
from runner_intake.questionnaire.typed import parse_answer
from runner_intake.reports.report import explanation_report
from runner_intake.web.forms import typed_answer
from runner_intake.web.store import MemoryStore
from web_visitor import PACK, QUESTIONS, Visitor, app_of, form_of

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

    from runner_intake.vocabulary import Goal

TODAY = date(2026, 11, 26)
LOW = {**HEEL, "low_mood": "nearly_every_day", "crisis_thoughts": "yes"}
"""A runner whose result rests on the private answer."""
REST = {**BASE, **NO_SIGN}


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return app_of(day=TODAY)


def consented(app: FastAPI) -> Visitor:
    visitor = Visitor(app)
    visitor.answer({"data_consent": True})
    return visitor


def walked(visitor: Visitor, runner: dict[str, Any]) -> Visitor:
    """The visitor after answering everything that is asked as some runner would."""
    while visitor.step in QUESTIONS:
        visitor.answer({field.id: runner.get(field.id) for field in QUESTIONS[visitor.step].fields})
        assert visitor.answer_to.status_code == 200
    return visitor


@pytest.fixture(scope="module")
def done(app: FastAPI) -> Visitor:
    """A visitor at the end, whose pages are only looked at."""
    return walked(Visitor(app), HEEL)


def saved(visitor: Visitor) -> Any:
    return json.loads(visitor.get("/save/result.json").text)


# --- one question a page


@pytest.mark.slow
def test_a_page_has_one_heading_which_is_its_question(app: FastAPI) -> None:
    visitor = Visitor(app)
    seen = set()
    while visitor.step in QUESTIONS:
        question = QUESTIONS[visitor.step]
        assert visitor.form.headings == [question.ask]
        assert question.ask in visitor.form.title
        seen.add(question.id)
        visitor.answer({field.id: HEEL.get(field.id) for field in question.fields})
    assert len(seen) > 20
    assert visitor.form.headings == ["Your answers"]
    visitor.get("/result")
    assert visitor.form.headings == ["Your result, 2026-11-26"]


def at_question(name: str, app: FastAPI) -> Visitor:
    """A visitor at a question, with a runner's answers before it."""
    visitor = Visitor(app)
    while visitor.step != name:
        visitor.answer({field.id: HEEL.get(field.id) for field in QUESTIONS[visitor.step].fields})
    return visitor


@pytest.mark.slow
def test_where_the_pack_names_places_one_can_point_at_a_body(app: FastAPI) -> None:
    """Each place is a label of the control for it in the list; readers of screens get the list only."""
    visitor = Visitor(app)
    assert "body-chooser" not in visitor.page
    (field,) = PACK.questionnaire.question_of["pain_sites"].fields
    visitor = at_question("pain_sites", app)
    (body,) = re.findall("<svg[^>]*body-chooser.*?</svg>", visitor.page, flags=re.DOTALL)
    assert 'aria-hidden="true"' in body
    codes = list(field.options)
    pointed = {codes[int(control.rpartition("-")[2])] for control in re.findall('for="([^"]+)"', body)}
    assert pointed == {code for code, place in field.places.items() if place != "everywhere"}
    assert visitor.page.count("data-place=") == len(field.places)


@pytest.mark.slow
def test_of_several_places_one_can_point_at_the_main_one(app: FastAPI) -> None:
    visitor = at_question("pain_sites", app)
    visitor.answer({"pain_sites": ["heel", "low_back", "other_place"]})
    while visitor.step != "main_site":
        visitor.answer({field.id: HEEL.get(field.id) for field in QUESTIONS[visitor.step].fields})
    (body,) = re.findall("<svg[^>]*body-chooser.*?</svg>", visitor.page, flags=re.DOTALL)
    controls = dict(re.findall('id="(main_site-[0-9]+)" name="main_site" value="([a-z_]+)"', visitor.page))
    assert {controls[name] for name in re.findall('for="([^"]+)"', body)} == {"heel", "low_back"}


def test_an_empty_answer_is_asked_for_again(app: FastAPI) -> None:
    visitor = consented(app)
    response = visitor.answer({})
    assert response.status_code == 422
    assert visitor.form.title.startswith("Error: How old are you?")
    assert 'href="#age_years"' in visitor.page
    assert visitor.step == "age_years"


def test_what_was_typed_stays_where_it_cannot_be_used(app: FastAPI) -> None:
    visitor = consented(app)
    assert visitor.answer({"age_years": "<b>old"}).status_code == 422
    assert visitor.form.fields["age_years"] == ["<b>old"]
    assert "<b>old" not in visitor.page


@pytest.mark.slow
def test_all_fields_that_are_wrong_are_named_at_once(app: FastAPI) -> None:
    name = next(name for name, question in QUESTIONS.items() if len(question.fields) > 1)
    visitor = Visitor(app)
    while visitor.step != name:
        visitor.answer({field.id: HEEL.get(field.id) for field in QUESTIONS[visitor.step].fields})
    assert visitor.answer({}).status_code == 422
    assert visitor.page.count('class="error"') == len(QUESTIONS[name].fields)


def test_consent_can_be_neither_skipped_nor_left_unknown(app: FastAPI) -> None:
    visitor = Visitor(app)
    assert visitor.form.buttons == [("move", "answer")]
    assert visitor.press("skip").status_code == 422
    assert visitor.press("dont_know").status_code == 422
    visitor.answer({"data_consent": False})
    assert visitor.form.buttons == [("move", "back"), ("move", "finish")]
    assert visitor.get("/save/result.json").url.path == "/result"


def test_back_shows_the_answer_as_it_was(app: FastAPI) -> None:
    visitor = consented(app)
    visitor.answer({"age_years": 35})
    visitor.press("back")
    assert visitor.form.fields["age_years"] == ["35"]


@pytest.mark.slow
def test_a_private_answer_is_never_shown_again(app: FastAPI) -> None:
    visitor = Visitor(app)
    while visitor.step != "crisis_thoughts":
        visitor.answer({field.id: LOW.get(field.id) for field in QUESTIONS[visitor.step].fields})
    visitor.answer({"crisis_thoughts": "no"})
    visitor.press("back")
    assert visitor.step == "crisis_thoughts"
    assert "crisis_thoughts" not in visitor.form.fields
    walked(visitor, {**LOW, "crisis_thoughts": "no"})
    assert "(not shown)" in visitor.page


@pytest.mark.slow
def test_a_page_that_rests_on_a_private_answer_cannot_be_saved(app: FastAPI) -> None:
    visitor = walked(Visitor(app), LOW)
    assert "so it cannot be saved" in visitor.get("/result").text
    for path in ("/save/result.json", "/save/result.html", "/save/clinician.html"):
        assert visitor.get(path).url.path == "/result"


@pytest.mark.slow
def test_distances_are_told_in_the_units_that_one_chooses(app: FastAPI) -> None:
    visitor = Visitor(app)
    while "shoe_distance_km" not in visitor.step:
        visitor.answer({field.id: HEEL.get(field.id) for field in QUESTIONS[visitor.step].fields})
    visitor.post(visitor.filled({"shoe_distance_km": 100}, "mi"))
    assert visitor.form.fields["shoe_distance_km"] == ["62.1"]
    assert 'data-distance="mi"' in visitor.page
    visitor.answer({"shoe_distance_km": "62.1"})
    walked(visitor, HEEL)
    assert saved(visitor)["answers"]["shoe_distance_km"] == 99.9


def test_a_number_and_not_knowing_it_are_not_both_taken() -> None:
    age = PACK.questionnaire.fields["age_years"]
    assert typed_answer(age, ["", "?"], PACK.words) is None
    assert typed_answer(age, [" 35 "], PACK.words) == 35
    assert typed_answer(age, [" "], PACK.words) == ""
    with pytest.raises(StepError):
        typed_answer(age, ["35", "?"], PACK.words)


@pytest.mark.slow
def test_the_pages_are_there_in_every_language_of_the_pack(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(ROOT / "rules", folder)
    write_made_up(PACK, folder)
    visitor = Visitor(app_of(pack=load_pack(folder), goal="quick"))
    assert f'<option value="{TAG}"' in visitor.get("/").text
    visitor.post({"language": TAG, "anew": "yes"}, "/start")
    pages = [visitor.page, visitor.answer({}).text, visitor.answer({"data_consent": True}).text]
    pages += [visitor.get("/training").text]
    visitor.get("/intake")
    while visitor.step in QUESTIONS:
        visitor.answer({field.id: HEEL.get(field.id) for field in QUESTIONS[visitor.step].fields})
        pages.append(visitor.page)
    for page in pages:
        assert f'<html lang="{TAG}" dir="ltr">' in page
        said = re.sub(r"<[^>]*>|<style>.*?</style>|&#?\w+;", " ", page, flags=re.DOTALL)
        assert set(re.findall("[A-Za-z]+", said)) <= {"km", "mi", "English"}


@pytest.mark.slow
def test_the_result_leads_to_why_rule_by_rule_and_back(done: Visitor) -> None:
    assert 'href="/why"' in done.get("/result").text
    page = done.get("/why").text
    assert done.form.headings == [PACK.words("explanation_title")]
    assert 'href="/result"' in page
    assert 'class="picture waterfall"' in page
    document = saved(done)
    answers = {name: value for name, value in document["answers"].items() if value is not None}
    same = Interview.start(answers, pack=PACK).explanation(today=TODAY)
    for section in explanation_report(same, View.of(PACK)).sections:
        assert str(escape(section.title)) in page
        for line in section.lines:
            assert str(escape(line.text)) in page or line.drawn


def test_why_is_for_those_who_have_a_result(app: FastAPI) -> None:
    assert Visitor(app).get("/why").url.path == "/intake"
    refused = Visitor(app)
    refused.answer({"data_consent": False})
    assert "/why" not in refused.page
    assert refused.get("/why").url.path == "/intake"


# --- stale, double, foreign


def test_a_form_sent_twice_changes_nothing_and_is_explained(app: FastAPI) -> None:
    visitor = Visitor(app)
    form = visitor.filled({"data_consent": True})
    visitor.post(form)
    response = visitor.post(form)
    assert response.status_code == 409
    assert visitor.step == "age_years"
    assert "nothing was changed" in visitor.page


@pytest.mark.slow
def test_a_page_of_another_tab_skips_nothing(app: FastAPI) -> None:
    visitor = consented(app)
    old = visitor.filled({"age_years": 17})
    visitor.answer({"age_years": 35})
    visitor.answer({QUESTIONS[visitor.step].fields[0].id: ["none"]})
    here = visitor.step
    for move in ("answer", "skip", "dont_know", "back", "change", "further", "finish"):
        assert visitor.post({**old, "move": move}).status_code == 409
        assert visitor.step == here
    walked(visitor, HEEL)
    assert saved(visitor)["answers"]["age_years"] == 35


def test_a_form_of_another_page_is_refused(app: FastAPI) -> None:
    visitor = Visitor(app)
    form = visitor.filled({"data_consent": True})
    for token in ("", "x", "é"):
        assert visitor.post({**form, "token": token}).status_code == 403
    assert (
        visitor.client.post("/intake", data=form, headers={"Origin": "http://evil.example"}).status_code
        == 403
    )
    assert (
        visitor.client.post("/intake", data=form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    )
    assert form_of(visitor.get("/intake").text).headings == [QUESTIONS["data_consent"].ask]


@pytest.mark.slow
@pytest.mark.parametrize("cookie", ["", "x", "é", "a" * 4000])
def test_a_foreign_cookie_starts_anew_on_a_kind_page(app: FastAPI, cookie: str) -> None:
    visitor = consented(app)
    for path in ("/intake", "/result", "/save/result.json"):
        response = visitor.client.get(path, headers={b"Cookie": f"runner_intake={cookie}".encode()})
        assert response.status_code in (200, 410)
    visitor.client.cookies.clear()
    assert visitor.get("/intake").status_code == 410
    assert visitor.form.headings == ["Your answers are no longer here"]
    assert visitor.post({}, "/start").status_code == 200
    assert visitor.step == "data_consent"


def test_starting_goes_on_where_one_was_unless_it_is_anew(app: FastAPI) -> None:
    visitor = consented(app)
    visitor.post({}, "/start")
    assert visitor.step == "age_years"
    assert "Go on where you were" in visitor.get("/").text
    visitor.post({"anew": "yes"}, "/start")
    assert visitor.step == "data_consent"


@pytest.mark.slow
def test_finishing_deletes_every_answer(app: FastAPI) -> None:
    visitor = walked(Visitor(app), HEEL)
    visitor.get("/result")
    form = visitor.filled({}, "finish")
    assert visitor.post(form).url.path == "/finished"
    for path in ("/intake", "/result", "/save/result.json", "/finished"):
        assert visitor.get(path).url.path == "/finished"
    assert visitor.post(form).url.path == "/finished"


# --- the same document


class Walk:
    """A visitor and an interview that make the same moves, with pages of another tab between."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data
        goal: Goal = data.draw(st.sampled_from(["quick", "normal", "complete"]))
        self.visitor = Visitor(app_of(day=TODAY, goal=goal))
        self.same = Interview(PACK, goal)
        self.old = self.visitor.filled({"data_consent": True})
        self.answer({"data_consent": True})

    def answer(self, values: dict[str, Any]) -> None:
        self.visitor.answer(values)
        self.same = self.same.answer(self.same.step.name, values)

    def moves(self) -> list[str]:
        step = self.same.step
        back = ["back"] if self.same.can_go_back else []
        if isinstance(step, Ask):
            return ["answer"] * 4 + ["stale", *back, *([] if step.required else ["skip", "dont_know"])]
        if step.reason != "reached":
            return back
        further, skipped = ["further"] if step.further else [], ["skipped"] if step.skipped else []
        return ["change", "stale", *back, *further, *skipped]

    def move(self) -> None:
        step = self.same.step
        match self.data.draw(st.sampled_from(self.moves())):
            case "answer" if isinstance(step, Ask):
                self.answer({field.id: drawn(self.data, step, field.id) for field in step.question.fields})
            case "stale":
                answered = self.visitor.post(self.old)
                if step.name == "data_consent":  # the one page that this form is for
                    self.same = self.same.answer("data_consent", {"data_consent": True})
                else:
                    assert answered.status_code == 409
            case "change":
                question = self.data.draw(
                    st.sampled_from([reviewed.question.id for reviewed in self.same.review])
                )
                self.visitor.press("change", question=question)
                self.same = self.same.change(question)
            case "skipped":
                self.visitor.press("skipped")
                self.same = self.same.take_up_skipped()
            case "further" if not isinstance(step, Ask) and step.further:
                self.visitor.press("further")
                self.same = self.same.with_goal(step.further[0])
            case move:
                self.visitor.press(move)
                self.same = getattr(self.same, move)(step.name)
        assert self.visitor.step == self.same.step.name


@pytest.mark.slow
@settings(max_examples=12)
@given(st.data())
def test_the_document_is_that_of_a_file_with_the_same_answers(data: st.DataObject) -> None:
    """Whatever way a visitor walks: forward, back, changing, skipping, not knowing, with stale posts."""
    walk = Walk(data)
    for _ in range(data.draw(st.integers(5, 20))):
        walk.move()
    while isinstance(step := walk.same.step, Ask):
        walk.answer({field.id: REST.get(field.id) for field in step.question.fields})
        assert walk.visitor.step == walk.same.step.name
    shown, public = walk.visitor.get("/save/result.json"), walk.same.shareable_result(today=TODAY)
    if public is None or step.reason == "consent_needed":
        assert shown.url.path in ("/result", "/intake")
    else:
        assert shown.json() == json.loads(public.model_dump_json())
        assert assess(walk.same.answers, today=TODAY).answers == public.answers


def drawn(data: st.DataObject, step: Ask, name: str) -> Any:
    """An answer to a field; to a safety question mostly one without a sign, so that walks are long."""
    if name == "data_consent":
        return True
    if name in NO_SIGN and data.draw(st.integers(0, 3)):
        return NO_SIGN[name]
    if name in step.options:
        return data.draw(st.sampled_from(step.options[name]))
    return data.draw(answer(PACK.questionnaire.fields[name]))


@pytest.mark.slow
@pytest.mark.parametrize("runner", [BASE, HEEL], ids=["base", "heel"])
def test_the_document_equals_assess(app: FastAPI, runner: dict[str, Any]) -> None:
    document = saved(walked(Visitor(app), runner))
    assert document == json.loads(assess(document["answers"], today=TODAY).model_dump_json())


# --- what stands before the pages

HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


@pytest.mark.parametrize(
    "path", ["/", "/intake", "/result", "/save/result.json", "/health", "/nowhere", "/finished"]
)
def test_every_answer_has_the_headers(done: Visitor, path: str) -> None:
    headers = done.client.get(path, follow_redirects=False).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS
    rules = dict(rule.strip().partition(" ")[::2] for rule in headers["content-security-policy"].split(";"))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"]
    assert not [name for name in headers if name.startswith("access-control")]


def test_the_cookie_is_for_the_server_only(app: FastAPI) -> None:
    visitor = Visitor(app)
    (cookie,) = [response for response in visitor.answer_to.history if "set-cookie" in response.headers]
    parts = cookie.headers["set-cookie"].split("; ")
    assert {"HttpOnly", "Path=/", "SameSite=strict"} == set(parts[1:])
    assert len(parts[0]) > 40
    by_https = Visitor(app_of(https=True)).answer_to.history[0].headers["set-cookie"]
    assert "Secure" in by_https.split("; ")


def test_only_known_hosts_are_answered(app: FastAPI) -> None:
    client = Visitor(app).client
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"Host": "localhost:8000"}).status_code == 200
    assert client.get("/", headers={"Host": "[::1]:8000"}).status_code == 200
    assert (
        Visitor(app_of(hosts=("intake.example",)))
        .client.get("/", headers={"Host": "Intake.example"})
        .is_success
    )


def test_a_body_that_is_too_large_is_refused(app: FastAPI) -> None:
    client = Visitor(app).client
    assert client.post("/intake", data={"x": "y" * 100_000}).status_code == 413
    chunks = (b"x=" + b"y" * 1000 for _ in range(100))
    response = client.post(
        "/intake", content=chunks, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert response.status_code == 413


def test_too_many_requests_are_held_off() -> None:
    client = Visitor(app_of(requests_per_minute=10)).client
    statuses = [client.get("/health").status_code for _ in range(20)]
    assert statuses[0] == 200
    assert statuses[-1] == 429
    assert client.get("/health").headers["retry-after"] == "60"


@pytest.mark.slow
def test_sittings_are_bounded() -> None:
    app = app_of(sittings=2)
    visitors = [consented(app) for _ in range(3)]
    assert [visitor.get("/intake").status_code for visitor in visitors] == [410, 200, 200]


@pytest.mark.slow
def test_the_log_holds_no_answer(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    visitor = walked(Visitor(app), {**HEEL, "age_years": 87})
    visitor.client.get("/intake?age_years=87")
    visitor.client.get("/87")
    visitor.client.get("/result")
    ours = [record.getMessage() for record in caplog.records if record.name == "runner_intake.web"]
    assert {line.rpartition(" ")[0] for line in ours} >= {
        "GET /intake",
        "POST /intake",
        "GET /result",
        "GET -",
    }
    assert not [line for line in ours if "87" in line or "heel" in line]


def test_no_answer_is_in_a_url(done: Visitor) -> None:
    done.get("/result")
    assert done.answer_to.url.query == b""
    assert not done.answer_to.url.fragment


def test_a_bug_is_a_kind_sentence_and_a_line_without_answers(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(MemoryStore):
        def get(self, name: str) -> None:
            raise RuntimeError(f"pain_weeks is 87, {name}")

    client = Visitor(app_of(Broken(60, 10))).client
    response = client.get("/intake", headers={"Cookie": "runner_intake=x"})
    assert response.status_code == 500
    assert "something went wrong on our side" in response.text
    (line, *_) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert "RuntimeError at test_web.py" in line.getMessage()
    assert "87" not in caplog.text
    assert line.exc_info is None


def test_pages_may_stand_under_a_path() -> None:
    visitor = Visitor(app_of(base_path="/club/intake"), "/club/intake")
    assert visitor.step == "data_consent"
    assert 'action="/club/intake/intake"' in visitor.page
    visitor.answer({"data_consent": True})
    assert visitor.step == "age_years"
    assert (
        "Path=/club/intake"
        in visitor.client.post("/club/intake/start", data={"anew": "1"}).history[0].headers["set-cookie"]
    )


@pytest.mark.slow
def test_typed_numbers_are_read_as_everywhere(app: FastAPI) -> None:
    visitor = consented(app)
    visitor.answer({"age_years": "about 35 years"})
    visitor.press("back")
    assert visitor.form.fields["age_years"] == [
        str(parse_answer(PACK.questionnaire.fields["age_years"], "about 35 years"))
    ]
