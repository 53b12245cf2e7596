"""What a clinic needs: a tablet that goes from hand to hand, finished intakes in a folder, settings in a
file, and answers that outlive a crash, except those that may never be on a disk.
"""

from __future__ import annotations

import json
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from base_runner import HEEL
from runner_intake import IntakeError, assess
from runner_intake.web.settings import Settings, read_settings
from runner_intake.web.sqlite_store import SqliteStore
from runner_intake.web.store import MemoryStore
from served import filled, served, visiting
from web_visitor import PACK, QUESTIONS, Visitor, app_of, form_of, posted

TODAY = date(2026, 11, 26)
LOW = {**HEEL, "low_mood": "nearly_every_day", "crisis_thoughts": "yes"}


def walked(visitor: Visitor, runner: dict[str, Any]) -> Visitor:
    while visitor.step in QUESTIONS:
        visitor.answer({field.id: runner.get(field.id) for field in QUESTIONS[visitor.step].fields})
    return visitor


# --- the outbox


@pytest.mark.slow
def test_a_finished_intake_is_handed_in_under_the_code_that_is_shown(tmp_path: Path) -> None:
    visitor = walked(Visitor(app_of(day=TODAY, outbox=str(tmp_path), name="Heel Clinic")), HEEL)
    assert "Hand in my answers" in visitor.get("/result").text
    assert list(tmp_path.iterdir()) == []
    visitor.press("finish")
    (code,) = re.findall(r'<p class="code">(\w{6})</p>', visitor.page)
    document = json.loads((tmp_path / f"2026-11-26-{code}.json").read_text(encoding="utf-8"))
    assert document == json.loads(assess(document["answers"], today=TODAY).model_dump_json())
    assert "Intake summary for a clinician" in (tmp_path / f"2026-11-26-{code}.html").read_text(
        encoding="utf-8"
    )
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    visitor.get("/finished")
    assert code in visitor.page
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.slow
def test_what_rests_on_a_private_answer_is_not_handed_in(tmp_path: Path) -> None:
    visitor = walked(Visitor(app_of(outbox=str(tmp_path))), LOW)
    assert "cannot be saved or handed in" in visitor.page
    visitor.press("finish")
    assert list(tmp_path.iterdir()) == []
    assert 'class="code"' not in visitor.page


def test_without_consent_nothing_is_handed_in(tmp_path: Path) -> None:
    visitor = Visitor(app_of(outbox=str(tmp_path)))
    visitor.answer({"data_consent": False})
    visitor.press("finish")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_where_it_cannot_be_written_the_answers_stay(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    folder.mkdir()
    visitor = walked(Visitor(app_of(outbox=str(folder))), HEEL)
    folder.rmdir()
    visitor.get("/result")
    assert visitor.press("finish").status_code == 503
    assert "They are still here" in visitor.page
    folder.mkdir()
    assert visitor.press("finish").url.path == "/finished"
    assert len(list(folder.iterdir())) == 2


# --- a tablet


@pytest.mark.slow
def test_a_tablet_keeps_nothing_and_is_handed_back() -> None:
    visitor = walked(Visitor(app_of(kiosk=True, idle_minutes=3)), HEEL)
    assert visitor.answer_to.headers["refresh"] == "240; url=/wipe"
    assert "/save/" not in visitor.get("/result").text
    assert visitor.get("/save/result.json").url.path == "/result"
    visitor.press("finish")
    assert visitor.form.headings == ["Please hand the tablet back"]
    visitor.post({"anew": "yes"}, "/start")
    assert visitor.step == "data_consent"


@pytest.mark.slow
def test_a_tablet_asks_before_it_wipes() -> None:
    app = app_of(kiosk=True, idle_minutes=3)
    visitor = Visitor(app)
    assert ":root { --idle: 180s; }" in visitor.client.get("/static/intake.css").text
    visitor.answer({"data_consent": True})
    assert "Are you still there?" in visitor.page
    assert ("move", "stay") in visitor.form.buttons
    assert visitor.form.buttons[0] == ("move", "back")
    visitor.get("/wipe")
    assert visitor.get("/intake").status_code == 410
    assert ("move", "stay") not in Visitor(app_of()).form.buttons


@pytest.mark.slow
def test_who_is_still_there_keeps_the_page_and_what_they_typed() -> None:
    visitor = Visitor(app_of(kiosk=True))
    visitor.answer({"data_consent": True})
    visitor.post(visitor.filled({"age_years": "about 3"}, "stay"))
    assert visitor.answer_to.status_code == 200
    assert visitor.form.fields["age_years"] == ["about 3"]
    assert visitor.answer_to.headers["refresh"] == "360; url=/wipe"
    visitor.answer({"age_years": 35})
    visitor.post(visitor.filled({visitor.step: ["chest_pain"]}, "stay"))
    assert visitor.form.fields[visitor.step] == ["chest_pain"]
    visitor.press("back")
    assert visitor.form.fields["age_years"] == ["35"]


@pytest.mark.slow
def test_who_is_still_there_comes_back_to_the_result_and_to_why() -> None:
    visitor = walked(Visitor(app_of(kiosk=True, goal="quick")), HEEL)
    for page in ("/result", "/why", "/intake"):
        visitor.get(page)
        again = visitor.form.fields.get("page", [""])[0]
        assert visitor.press("stay", page=again).url.path == page
    assert visitor.press("stay", page="//evil.example").url.path == "/intake"


@pytest.mark.slow
def test_files_that_were_chosen_are_not_sent_to_say_that_one_is_still_there() -> None:
    visitor = Visitor(app_of(kiosk=True))
    visitor.answer({"data_consent": True})
    visitor.get("/training")
    visitor.post({**visitor.filled({}, "stay"), "timezone": "Europe/L", "files": "a.zip"}, "/training")
    assert visitor.answer_to.status_code == 200
    assert visitor.form.fields["timezone"] == ["Europe/L"]


@pytest.mark.slow
def test_answers_can_be_wiped_at_once() -> None:
    visitor = Visitor(app_of(kiosk=True))
    visitor.answer({"data_consent": True})
    token = visitor.form.fields["token"][0]
    visitor.post({"token": "x"}, "/wipe")
    assert visitor.get("/intake").status_code == 200
    visitor.post({"token": token}, "/wipe")
    assert visitor.get("/intake").status_code == 410


@pytest.mark.slow
def test_only_a_tablet_wipes_by_itself() -> None:
    visitor = Visitor(app_of())
    visitor.answer({"data_consent": True})
    visitor.get("/wipe")
    assert visitor.get("/intake").status_code == 200


def test_the_own_words_of_a_clinic_are_shown() -> None:
    app = app_of(name="Heel & Sole", consent="Dr <Smith> reads them.")
    visitor = Visitor(app)
    assert "Dr &lt;Smith&gt; reads them." in visitor.page
    assert "Heel &amp; Sole" in visitor.page
    visitor.answer({"data_consent": True})
    assert "Dr " not in visitor.page


# --- settings


WRONG = """
nam = "x"
kiosk = "yes"
idle_minutes = 0
units = "ft"
base_path = "a b"
timezone = "Mars"
language = "tlh"
region = "Atlantis"
outbox = "/no/such/folder"
store = "sqlite:/no/such/folder/s.db"
"""


def test_every_mistake_in_the_settings_is_named_at_once(tmp_path: Path) -> None:
    """Those of one setting by itself, and those that only the rules and the disk show."""
    file = tmp_path / "clinic.toml"
    file.write_text(WRONG)
    with pytest.raises(IntakeError) as caught:
        read_settings(str(file), {}, PACK)
    wrong = [line.partition(" ")[0] for line in WRONG.strip().splitlines()]
    assert sorted(problem.path for problem in caught.value.problems) == sorted(wrong)
    codes = {problem.path: problem.code for problem in caught.value.problems}
    assert codes == dict.fromkeys(wrong, "K01") | {"region": "L01"}
    assert {problem.place for problem in caught.value.problems} == {str(file)}
    assert "Did you mean name?" in [problem.hint for problem in caught.value.problems]


def test_a_mistake_in_an_option_is_named_beside_those_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "clinic.toml"
    file.write_text('kiosk = "yes"\nregion = "GB"\n')
    with pytest.raises(IntakeError) as caught:
        read_settings(str(file), {"region": "Atlantis"}, PACK)
    assert {problem.path: problem.place for problem in caught.value.problems} == {
        "kiosk": str(file),
        "region": "",
    }


def test_options_come_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "clinic.toml"
    file.write_text('name = "A"\nhosts = ["a.example"]\nunits = "mi"\n')
    settings = read_settings(str(file), {"name": "B", "kiosk": None}, PACK)
    assert settings == Settings(name="B", hosts=("a.example",), units="mi")


@pytest.mark.parametrize("text", ["name = ", "\x00", "[name]\n"])
def test_a_file_that_is_no_settings_is_explained(tmp_path: Path, text: str) -> None:
    file = tmp_path / "clinic.toml"
    file.write_text(text)
    with pytest.raises(IntakeError):
        read_settings(str(file), {}, PACK)


# --- the stores


def test_only_who_saw_the_latest_version_replaces_it(tmp_path: Path) -> None:
    memory = MemoryStore(60, 10)
    for store in (memory, SqliteStore(tmp_path / "s.db", MemoryStore(60, 10), 60)):
        assert store.put("a", "one", "one", 0)
        assert not store.put("a", "two", "two", 0)
        assert store.put("a", "two", "two", 1)
        entry = store.get("a")
        assert entry is not None
        assert (entry.text, entry.version) == ("two", 2)
        store.delete("a")
        assert store.get("a") is None


def test_what_is_not_used_expires(tmp_path: Path) -> None:
    for store in (MemoryStore(0, 10), SqliteStore(tmp_path / "s.db", MemoryStore(60, 10), 0)):
        store.put("a", "one", "one", 0)
        assert store.get("a") is None


@pytest.mark.slow
def test_another_process_sees_what_may_be_kept_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "s.db"
    app = app_of(SqliteStore(file, MemoryStore(60, 10), 60))
    visitor = Visitor(app)
    visitor.answer({"data_consent": True})
    assert b"data_consent" not in everything(file)
    while visitor.step != "crisis_thoughts":
        visitor.answer({field.id: LOW.get(field.id) for field in QUESTIONS[visitor.step].fields})
    visitor.answer({"crisis_thoughts": "prefer_not_to_say"})
    after = visitor.step
    assert after != "crisis_thoughts"
    assert b"nearly_every_day" in everything(file)
    assert b"prefer_not_to_say" not in everything(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    other = Visitor(app_of(SqliteStore(file, MemoryStore(60, 10), 60)))
    other.client.cookies = visitor.client.cookies
    other.get("/intake")
    assert other.step == "crisis_thoughts"  # the one answer that was lost is asked for again
    other.answer({"crisis_thoughts": "no"})
    assert other.step == after


def test_a_worker_may_be_killed_between_the_memory_and_the_file(tmp_path: Path) -> None:
    """What the file does not name yet was never there, and nothing of it outlives the sitting."""

    class KilledError(Exception):
        pass

    class Dying(MemoryStore):
        dies = False

        def hold(self, name: str, text: str, version: int) -> None:
            super().hold(name, text, version)
            if self.dies:
                raise KilledError

    memory = Dying(60, 10)
    store = SqliteStore(tmp_path / "s.db", memory, 60)
    store.put("a", "one", "", 0)
    memory.dies = True
    with pytest.raises(KilledError):
        store.put("a", "two", "", 1)
    memory.dies = False
    entry = store.get("a")
    assert entry is not None
    assert (entry.text, entry.version) == ("one", 1)
    assert store.put("a", "other", "", 1)
    store.delete("a")
    assert [held for version in range(5) if (held := memory.get(f"a {version}"))] == []


def everything(file: Path) -> bytes:
    """All that is on the disk of a store."""
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


@pytest.mark.slow
def test_what_is_finished_is_gone_from_the_disk(tmp_path: Path) -> None:
    file = tmp_path / "s.db"
    visitor = Visitor(app_of(SqliteStore(file, MemoryStore(60, 10), 60)))
    visitor.answer({"data_consent": True})
    visitor.answer({"age_years": 35})
    assert b"age_years" in everything(file)
    visitor.post({"anew": "yes"}, "/start")
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"age_years" not in everything(file)


# --- the program


@pytest.mark.slow
def test_a_killed_server_loses_nothing_but_the_open_page(tmp_path: Path) -> None:
    store = f"sqlite:{tmp_path / 's.db'}"
    with served("--store", store) as (address, process), visiting(address) as client:
        page = client.post("/start").text
        for _ in range(12):
            question = QUESTIONS[form_of(page).fields["step"][0]]
            answers = {field.id: posted(HEEL.get(field.id)) for field in question.fields}
            page = client.post("/intake", data=filled(page, "answer", **answers)).text
        here, cookies = form_of(page).headings, dict(client.cookies)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with served("--store", store) as (address, _), visiting(address, cookies=cookies) as client:
        page = client.get("/intake").text
        assert form_of(page).headings == here
        back = client.post("/intake", data=filled(page, "back")).text
        assert form_of(back).fields["step"][0] == question.id


@pytest.mark.slow
def test_it_ends_when_asked_to_and_its_log_holds_no_answer() -> None:
    with served("--name", "Heel") as (address, process):
        with visiting(address) as client:
            page = client.post("/start").text
            client.post("/intake", data=filled(page, "answer", data_consent="yes"))
            client.get("/intake?age_years=87")
            client.get("/87")
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=30)
    assert "POST /intake 303" in log
    assert "87" not in re.sub(r"^http\S+|^\S+ \S+ ", "", log, flags=re.MULTILINE)
    assert "Traceback" not in log


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "code", "excerpt"),
    [
        (["--host", "0.0.0.0"], 2, "--allow-host"),  # noqa: S104  (refused)
        (["--outbox", "/no/such/folder", "--language", "xx", "--region", "Mars"], 65, "3 problems found"),
        (["--config", "/no/such/file.toml", "--region", "Mars"], 65, "2 problems found"),
        (["--base-path", "a b"], 65, "base_path"),
        (["--config", "/no/such/file.toml"], 65, "F01"),
    ],
)
def test_what_cannot_be_served_is_explained(options: list[str], code: int, excerpt: str) -> None:
    run = [sys.executable, "-m", "runner_intake", "serve", "--port", "0", *options]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert excerpt in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_port_in_use_is_explained(workers: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        run = [sys.executable, "-m", "runner_intake", "serve", "--port", port, "--workers", workers]
        done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"127.0.0.1:{port} cannot be used" in done.stderr
    assert "choose another with --port" in done.stderr
    assert "http://" not in done.stderr


def test_without_the_extra_it_says_what_to_install() -> None:
    program = "import sys; sys.modules['fastapi'] = None; from runner_intake.cli import main; main()"
    run = [sys.executable, "-c", program, "serve"]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'runner-intake[web]'" in done.stderr
