"""The pages in several languages: as the browser asks, as the clinic says, and changed midway."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from base_runner import HEEL
from demo import ROOT
from made_up_language import NAME, TAG, made_up, write_made_up
from runner_intake import load_pack
from runner_intake.web.languages import preferred
from web_visitor import PACK, QUESTIONS, Visitor, app_of

if TYPE_CHECKING:
    from runner_intake.pack import Pack

AGE = QUESTIONS["age_years"].ask


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The bundled pack in English and in a made-up language."""
    folder = tmp_path_factory.mktemp("rules") / "pack"
    shutil.copytree(ROOT / "rules", folder)
    write_made_up(PACK, folder)
    return load_pack(folder)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", None),
        ("de", "de"),
        ("DE-at", "de"),
        ("pt-BR", "pt-BR"),
        ("pt", None),
        ("zh-Hant-TW", "zh-Hant"),
        ("fr, de;q=0.5, en;q=0.8", "en"),
        ("de;q=0, en;q=0.1", "en"),
        ("de;q=much", None),
        ("*", None),
        (",;=,", None),
    ],
)
def test_the_language_is_the_one_wanted_most_of_those_there_are(header: str, language: str | None) -> None:
    assert preferred(header, ["en", "de", "pt-BR", "zh-Hant"]) == language


@pytest.mark.slow
def test_the_language_at_the_start_is_that_of_the_browser(both: Pack) -> None:
    visitor = Visitor(app_of(pack=both))
    visitor.client.cookies.clear()
    visitor.client.headers["Accept-Language"] = f"fr, {TAG}-RU;q=0.9, en;q=0.1"
    visitor.get("/intake")
    assert visitor.form.headings == [made_up(PACK.words("web_lost_title"))]
    assert f'<html lang="{TAG}"' in visitor.get("/").text
    assert f'value="{TAG}" lang="{TAG}" selected' in visitor.page
    visitor.post({}, "/start")
    assert visitor.form.headings == [made_up(QUESTIONS["data_consent"].ask)]


def test_what_a_person_or_a_clinic_chooses_comes_before_the_browser(both: Pack) -> None:
    visitor = Visitor(app_of(pack=both, language="en"))
    visitor.client.headers["Accept-Language"] = TAG
    assert '<html lang="en"' in visitor.get("/").text
    visitor.post({"anew": "yes"}, "/start")
    assert '<html lang="en"' in visitor.page
    visitor.post({"anew": "yes", "language": TAG}, "/start")
    assert f'<html lang="{TAG}"' in visitor.page


@pytest.mark.slow
def test_the_language_can_be_changed_midway_and_nothing_is_lost(both: Pack) -> None:
    visitor = Visitor(app_of(pack=both))
    assert f'value="{TAG}" lang="{TAG}">{NAME}</button>' in visitor.page
    visitor.answer({"data_consent": True})
    visitor.post(visitor.filled({"age_years": "about 3"}, "", language=TAG))
    assert 'lang="en">English</button>' in visitor.page
    assert visitor.form.headings == [made_up(AGE)]
    assert visitor.form.fields["age_years"] == ["about 3"]
    visitor.answer({"age_years": 35})
    visitor.press("back")
    assert visitor.form.headings == [made_up(AGE)]
    assert visitor.form.fields["age_years"] == ["35"]
    visitor.post(visitor.filled({"age_years": 36}, "", language="en"))
    assert visitor.form.headings == [AGE]
    assert visitor.form.fields["age_years"] == ["36"]
    assert "35" in visitor.get("/intake").text


@pytest.mark.slow
def test_every_page_is_shown_again_in_the_other_language(both: Pack) -> None:
    visitor = Visitor(app_of(pack=both, goal="quick"))
    visitor.answer({"data_consent": True})
    visitor.get("/training")
    visitor.post({**visitor.filled({}, ""), "language": TAG, "timezone": "Europe/L"}, "/training")
    assert visitor.form.headings == [made_up(PACK.words("web_training_title"))]
    assert visitor.form.fields["timezone"] == ["Europe/L"]
    visitor.get("/intake")
    while visitor.step in QUESTIONS:
        visitor.answer({field.id: HEEL.get(field.id) for field in QUESTIONS[visitor.step].fields})
    language = TAG
    for page in ("/intake", "/result", "/why"):
        language = "en" if language == TAG else TAG
        visitor.get(page)
        visitor.post({**visitor.filled({}, "", language=language), "page": visitor.form.fields["page"][0]})
        assert visitor.answer_to.url.path == page
        assert f'<html lang="{language}"' in visitor.page
    visitor.press("", language=TAG)
    visitor.get("/result")
    visitor.press("finish")
    assert visitor.form.headings == [made_up(PACK.words("web_finished_title"))]


def test_another_site_cannot_change_the_language(both: Pack) -> None:
    visitor = Visitor(app_of(pack=both))
    assert visitor.post({"token": "x", "language": TAG}).status_code == 403
    assert '<html lang="en"' in visitor.get("/intake").text


def test_a_language_that_is_not_there_changes_nothing(both: Pack) -> None:
    visitor = Visitor(app_of(pack=both))
    visitor.press("", language="tlh")
    assert '<html lang="en"' in visitor.get("/intake").text
    assert visitor.step == "data_consent"


def test_a_pack_in_one_language_offers_no_choice() -> None:
    assert 'name="language"' not in Visitor(app_of()).page
