"""Training files on a page: proposed on one screen, used only as far as confirmed, and gone afterwards."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import training_files as write
from web_visitor import PACK, QUESTIONS, Visitor, app_of

if TYPE_CHECKING:
    from fastapi import FastAPI
    from httpx2 import Response

TODAY = date(2026, 11, 22)


def export() -> bytes:
    """A Strava export as it is downloaded: 83 days of running up to that day."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("activities.csv", write.strava(*write.every_day(date(2026, 9, 1), 83)))
    return packed.getvalue()


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return app_of(day=TODAY)


def consented(app: FastAPI) -> Visitor:
    visitor = Visitor(app)
    visitor.answer({"data_consent": True})
    return visitor


def sent(
    visitor: Visitor, content: bytes | None, name: str = "export.zip", zone: str = "Europe/London"
) -> Response:
    token = visitor.form.fields["token"][0]
    files = [("files", (name, content))] if content is not None else []
    visitor.answer_to = visitor.client.post("/training", data={"token": token, "timezone": zone}, files=files)
    visitor.page = visitor.answer_to.text
    return visitor.answer_to


def with_numbers(app: FastAPI) -> Visitor:
    visitor = consented(app)
    assert sent(visitor, export()).url.path == "/training/numbers"
    return visitor


@pytest.mark.slow
def test_what_is_confirmed_is_used_and_can_be_changed_first(app: FastAPI) -> None:
    visitor = with_numbers(app)
    proposed = {name: values[0] for name, values in visitor.form.fields.items() if name in PACK.measures}
    assert {"runs_per_week", "weekly_distance_km"} <= set(proposed)
    assert re.search(r"\d+ runs?, \d+ \w+ to \d+ \w+ \d{4}", visitor.page)
    form = {"token": visitor.form.fields["token"][0], "move": "use", **proposed, "runs_per_week": "5"}
    visitor.post({**form, "weekly_distance_km": ""}, "/training/numbers")
    assert visitor.step == "age_years"
    while visitor.step in QUESTIONS:
        visitor.press("skip")
        assert visitor.step != "runs_per_week"
    answers = visitor.get("/save/result.json").json()["answers"]
    assert answers["runs_per_week"] == 5
    assert answers["longest_run_last_7d_km"] == 10
    assert "weekly_distance_km" not in answers


@pytest.mark.slow
def test_nothing_is_used_before_it_is_confirmed(app: FastAPI) -> None:
    visitor = with_numbers(app)
    visitor.post({"token": visitor.form.fields["token"][0], "move": "none"}, "/training/numbers")
    while visitor.step in QUESTIONS:
        visitor.press("skip")
    assert set(visitor.get("/save/result.json").json()["answers"]) == {"data_consent"}


def test_a_number_that_cannot_be_used_is_asked_for_again(app: FastAPI) -> None:
    visitor = with_numbers(app)
    wrong = {"token": visitor.form.fields["token"][0], "move": "use", "runs_per_week": "many"}
    assert visitor.post(wrong, "/training/numbers").status_code == 422
    assert visitor.form.fields["runs_per_week"] == ["many"]
    assert visitor.form.title.startswith("Error:")


def test_files_are_taken_only_after_consent(app: FastAPI) -> None:
    visitor = Visitor(app)
    assert visitor.get("/training").url.path == "/intake"
    assert sent(visitor, export()).url.path == "/intake"
    assert visitor.get("/training/numbers").url.path == "/intake"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "name", "zone"),
    [
        (None, "", ""),
        (b"", "export.zip", ""),
        (b"PK\x03\x04 broken", "export.zip", ""),
        (b"no training", "../../etc/passwd", ""),
        (b"<gpx", "run.gpx", ""),
        (export(), "export.zip", "Atlantis/Town"),
    ],
    ids=["no file", "empty", "broken", "name that leads away", "cut off", "no such zone"],
)
def test_files_that_cannot_be_used_are_explained(
    app: FastAPI, content: bytes | None, name: str, zone: str
) -> None:
    visitor = consented(app)
    assert sent(visitor, content, name, zone).status_code == 422
    assert visitor.form.title.startswith("Error:")
    assert visitor.form.headings == ["Take numbers from your watch or app"]


def test_a_file_that_is_too_large_is_refused() -> None:
    visitor = consented(app_of(upload_mib=1))
    assert sent(visitor, b"x" * (2 << 20)).status_code == 413


def test_a_form_of_another_page_is_refused(app: FastAPI) -> None:
    visitor = consented(app)
    files = [("files", ("export.zip", export()))]
    assert visitor.client.post("/training", data={"token": "x"}, files=files).status_code == 403


def test_no_file_stays(app: FastAPI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with_numbers(app)
    sent(consented(app), b"PK broken")
    assert list(tmp_path.iterdir()) == []
