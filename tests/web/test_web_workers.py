"""Several workers at one store: an interview that goes from one to the other at every request, and workers
that are killed in the middle of one.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from base_runner import HEEL
from runner_intake import assess
from served import filled, served
from web_visitor import QUESTIONS, form_of, posted

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator, Sequence

LOW = {**HEEL, "low_mood": "nearly_every_day", "crisis_thoughts": "no"}
"""A runner who is asked the private question as well, which only the shared memory keeps."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),  # three processes start, some of them several times
    pytest.mark.skipif(sys.platform != "linux", reason="finds the workers in /proc"),
]


def workers_of(process: subprocess.Popen[str], count: int = 2) -> list[int]:
    """The processes that answer requests, once there are so many."""
    while True:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
        workers = [int(child) for child in children.split() if b"spawn_main" in command_of(child)]
        if len(workers) == count:
            return workers
        time.sleep(0.1)


def command_of(process: str) -> bytes:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


@contextmanager
def answering(worker: int, workers: Sequence[int]) -> Iterator[None]:
    """Only this worker answers: the others are held meanwhile."""
    others = [other for other in workers if other != worker]
    for other in others:
        os.kill(other, signal.SIGSTOP)
    try:
        yield
    finally:
        for other in others:
            with suppress(ProcessLookupError):
                os.kill(other, signal.SIGCONT)


def stranger(address: str) -> httpx2.Client:
    """A visitor with a new connection for each request, who goes nowhere by itself: any worker may get it."""
    return httpx2.Client(base_url=address, headers={"Connection": "close"}, timeout=60)


def answer_to(page: str) -> dict[str, Any]:
    """What the runner posts to a page."""
    question = QUESTIONS[step_of(page)]
    return filled(page, "answer", **{field.id: posted(LOW.get(field.id)) for field in question.fields})


def step_of(page: str) -> str:
    return form_of(page).fields["step"][0]


def assert_nothing_is_lost(document: Any, asked: Sequence[str]) -> None:
    """The document holds every answer that was given, and is that of a file with these answers."""
    names = [field.id for question in dict.fromkeys(asked) for field in QUESTIONS[question].fields]
    given = {name: LOW[name] for name in names if LOW.get(name) is not None}
    assert document["safety"] == json.loads(assess(given).model_dump_json())["safety"]
    assert {name: document["answers"][name] for name in given if name != "crisis_thoughts"} == {
        name: value for name, value in given.items() if name != "crisis_thoughts"
    }


def test_an_interview_that_goes_from_worker_to_worker_loses_nothing(tmp_path: Path) -> None:
    store = f"sqlite:{tmp_path / 's.db'}"
    with (
        served("--workers", "2", "--store", store, "--goal", "quick") as (address, process),
        stranger(address) as client,
    ):
        workers, asked = workers_of(process), list[str]()
        client.post("/start")
        page = client.get("/intake").text
        while step_of(page) in QUESTIONS:
            asked.append(step_of(page))
            with answering(workers[0], workers):
                assert client.post("/intake", data=answer_to(page)).status_code == 303
            with answering(workers[1], workers):
                page = client.get("/intake").text
            workers.reverse()
        assert len(asked) == len(set(asked))
        assert "crisis_thoughts" in asked
        with answering(workers[0], workers):
            document = client.get("/save/result.json").json()
    assert_nothing_is_lost(document, asked)


def test_killed_workers_lose_nothing_but_the_open_page(tmp_path: Path) -> None:
    """Killed while they take an answer: before anything may be on the disk, in between, and the private one.
    At most the question that was just answered is asked again.
    """
    store = f"sqlite:{tmp_path / 's.db'}"
    with (
        served("--workers", "2", "--store", store, "--goal", "quick") as (address, process),
        stranger(address) as client,
    ):
        asked, left = list[str](), {"age_years", "pain_sites", "crisis_thoughts"}
        client.post("/start")
        page = client.get("/intake").text
        while (step := step_of(page)) in QUESTIONS:
            if step in left:
                kill_while_answering(client, answer_to(page), workers_of(process))
                left.remove(step)
            else:
                client.post("/intake", data=answer_to(page))
            page = client.get("/intake").text
            assert step_of(page) not in asked
            asked.append(step)
        assert not left
        document = client.get("/save/result.json").json()
    assert_nothing_is_lost(document, asked)


def kill_while_answering(client: httpx2.Client, form: dict[str, Any], workers: Sequence[int]) -> None:
    """Posts a form to a worker that is killed meanwhile; whether it was taken is left open."""

    def post() -> None:
        with suppress(httpx2.TransportError):
            client.post("/intake", data=form)

    posting = threading.Thread(target=post)
    with answering(workers[0], workers):
        posting.start()
        time.sleep(0.02)
        os.kill(workers[0], signal.SIGKILL)
    posting.join()
