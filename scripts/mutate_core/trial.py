"""What becomes of a mutant: the tests that run its lines come first, the quickest first, then all that are
about its module.

Tests run in a child of this process in which everything but our own package is imported already, in a copy of
the project, with a time limit that the unchanged project keeps three times over.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

import coverage
import pytest

from mutate_core.mutants import ROOT, SOURCE, selected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from mutate_core.mutants import Mutant

Fate = Literal["killed", "timed out", "equivalent", "SURVIVED"]

AT_FIRST = 40
"""How many of the tests that run a line are tried before all others."""
NO_TIMEOUT = ("-p", "no:timeout", "-W", "ignore")
"""A busy machine is no reason for a test to fail: the limit here holds for all of them together."""
LOG = "tests.log"
SPARE_SECONDS = 60.0
"""What is added to three times the time of the unchanged project."""


@dataclass(frozen=True, slots=True)
class Runs:
    """The tests of some files on the unchanged project: how long each took, in seconds, and which lines of
    which module it ran.
    """

    seconds: dict[str, float]
    tests: dict[str, dict[int, list[str]]]

    def of(self, mutant: Mutant) -> list[str]:
        """The tests that run a mutant's lines, the quickest first."""
        by_line = self.tests.get(mutant.module, {})
        found = {test for line in mutant.lines for test in by_line.get(line, ())}
        return sorted(found & self.seconds.keys(), key=self.seconds.__getitem__)[:AT_FIRST]


def project_copy(place: Path) -> Path:
    """A copy of the project in which a module can be changed; everything but the source is linked."""
    shutil.copytree(ROOT / "src", place / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.iterdir():
        if path.name not in ("src", ".git", ".pytest_cache", ".hypothesis"):
            (place / path.name).symlink_to(path)
    return place


def fate(mutant: Mutant, place: Path, runs: Runs) -> Fate:
    """What becomes of a mutant in a copy of the project."""
    path = place / SOURCE / mutant.module
    whole = path.read_text(encoding="utf-8")
    try:
        path.write_text(mutant.source, encoding="utf-8")
        for tests in filter(None, (runs.of(mutant), selected(mutant.module))):
            end = _in_a_child(partial(_tested, tests, place), limit(tests, runs))
            if end != 0:
                return "timed out" if end is None else "killed"
    finally:
        path.write_text(whole, encoding="utf-8")
    return "SURVIVED"


def limit(tests: Sequence[str], runs: Runs) -> float:
    """How long some tests, or files of tests, may take, in seconds."""
    taken = sum(
        seconds for test, seconds in runs.seconds.items() if test in tests or test.split("::")[0] in tests
    )
    return SPARE_SECONDS + 3 * taken


def runs_of(files: Sequence[str], place: Path) -> Runs:
    """Runs test files on the unchanged project. RuntimeError where a test fails there already."""
    result = place / "runs.json"
    if _in_a_child(lambda: _watched(files, place, result), seconds=None) != 0:
        said = (place / LOG).read_text(encoding="utf-8").splitlines()[-30:]
        raise RuntimeError("\n".join(["The tests of the unchanged project fail.", *said]))
    seconds, tests = json.loads(result.read_text(encoding="utf-8"))
    by_line = {name: {int(line): names for line, names in lines.items()} for name, lines in tests.items()}
    return Runs(seconds, by_line)


# --- in a child ---------------------------------------------------------------------------------------------


def _in_a_child(work: Callable[[], int], seconds: float | None) -> int | None:
    """The exit code of some work in a process of its own; None where it takes too long."""
    child = os.fork()
    if child == 0:
        os.setsid()
        try:
            code = int(work())
        except BaseException:  # noqa: BLE001  (a child never comes back here)
            code = 1
        os._exit(code)
    start = time.monotonic()
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if seconds is not None and time.monotonic() - start > seconds:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None
        time.sleep(0.02)


def _tested(tests: Sequence[str], place: Path, *plugins: object) -> int:
    os.chdir(place)
    os.environ |= {
        "PYTHONPATH": str(place / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HYPOTHESIS_PROFILE": "mutants",
    }
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(place / "src"))
    asked = [
        "-q",
        "-x",
        "-o",
        "addopts=",
        "-m",
        "not long",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        *NO_TIMEOUT,
    ]
    with (place / LOG).open("w", encoding="utf-8") as log, redirect_stdout(log), redirect_stderr(log):
        return int(pytest.main([*asked, *tests], plugins=list(plugins)))


def _watched(files: Sequence[str], place: Path, result: Path) -> int:
    source = place / SOURCE
    watch = coverage.Coverage(data_file=None, source=[str(source)], config_file=False)
    stopwatch = _Stopwatch(watch)
    watch.start()
    code = _tested(files, place, stopwatch)
    watch.stop()
    data = watch.get_data()
    tests = {
        name[len(str(source)) + 1 :]: {
            line: [test for test in names if test] for line, names in data.contexts_by_lineno(name).items()
        }
        for name in data.measured_files()
    }
    result.write_text(json.dumps([stopwatch.seconds, tests]), encoding="utf-8")
    return code


class _Stopwatch:
    """Tells the coverage which test runs, and how long each takes."""

    def __init__(self, watch: coverage.Coverage) -> None:
        self.watch = watch
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        start = time.perf_counter()
        self.watch.switch_context(item.nodeid)
        result = yield
        self.watch.switch_context("")
        self.seconds[item.nodeid] = time.perf_counter() - start
        return result
