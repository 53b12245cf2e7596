"""What becomes of a mutant: the tests that run its lines come first, the quickest first, then others that run
its module, as long as the time for one mutant lasts.

One process imports the package and collects the tests, and runs none. Each mutant gets a child of it (a fork)
in which the code of the changed function is exchanged, so nothing is imported or collected again. Lines that
ran before the first test may be hidden behind what was read or remembered then: a mutant of such lines that
survives is tried again in a process that imports the changed module from the start.
"""

from __future__ import annotations

import gc
import importlib
import importlib.abc
import importlib.util
import json
import os
import resource
import signal
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Literal

import coverage
import pytest
from hypothesis import settings

from mutate_core.mutants import ROOT, SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from pathlib import Path

    from mutate_core.mutants import Mutant

Fate = Literal["killed", "timed out", "equivalent", "SURVIVED"]

SPARE_SECONDS = 10.0
"""What a test may take besides three times its own time. Processor time: a busy machine kills no mutant."""
MEMORY = 8 << 30
"""Bytes of memory that a child may ask for: a mutant that fills it is killed."""
OPTIONS = (
    *("-q", "-o", "addopts=--import-mode=importlib", "-W", "ignore"),
    *("-m", "not long and (hypothesis or not slow)"),  # other slow tests take as long as all these together
    *("-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin"),
)
BROKEN = 70
"""The exit code of a child that could not do its work, so that nothing is known about the mutant."""


@dataclass(frozen=True, slots=True)
class TimeBox:
    """How much is tried on one mutant: tests that take so many seconds together on the unchanged project, but
    one at least; and of a property no more than so many examples.
    """

    seconds: float
    examples: int


@dataclass(frozen=True, slots=True)
class Runs:
    """The tests on the unchanged project: how long each took, in seconds, and which tests ran which lines of
    which module. A line that ran before the first test has the test "" too.
    """

    seconds: Mapping[str, float]
    tests: Mapping[str, Mapping[int, Sequence[str]]]

    def tests_for(self, mutant: Mutant, seconds: float) -> list[str]:
        """The tests for a mutant: those that run its lines, the quickest first, then those of its module."""
        by_line = self.tests.get(mutant.module, {})
        own = {test for line in mutant.lines for test in by_line.get(line, ())}
        all_tests = {test for tests in by_line.values() for test in tests} & self.seconds.keys()
        in_turn = sorted(all_tests, key=lambda test: (test not in own, self.seconds[test]))
        taken = list(accumulate(self.seconds[test] for test in in_turn))
        return [test for test, total in zip(in_turn, taken, strict=True) if total <= seconds] or in_turn[:1]

    def ran_early(self, mutant: Mutant) -> bool:
        """Whether a line of a mutant ran before the first test."""
        by_line = self.tests.get(mutant.module, {})
        return any("" in by_line.get(line, ()) for line in mutant.lines)


def try_all(
    drawn: Sequence[Mutant],
    files: Sequence[str],
    folder: Path,
    tell: Callable[[Mutant, Fate], None],
    box: TimeBox,
) -> None:
    """Tries mutants with the tests of some files and tells the fate of each. RuntimeError where a test fails
    on the unchanged project already.
    """
    log, result = folder / "tests.log", folder / "runs.json"
    session = _Session(drawn, result, tell, box)
    if _in_a_child(partial(_tested, files, log, session)) != 0:
        said = log.read_text(encoding="utf-8").splitlines()[-30:] if log.exists() else []
        raise RuntimeError("\n".join(["The tests of the unchanged project fail.", *said]))


def try_from_the_start(mutant: Mutant, runs: Runs, log: Path, box: TimeBox) -> Fate:
    """The fate of a mutant in a process that imports the changed module."""
    tests = runs.tests_for(mutant, box.seconds)
    limit = SPARE_SECONDS + 3 * sum(runs.seconds[test] for test in tests)

    def work() -> int:
        _limit(limit)
        sys.meta_path.insert(0, _ChangedModule(mutant))
        return _tested(["-x", *tests], log)

    return _fate(_in_a_child(work))


def runs_in(result: Path) -> Runs:
    """What a session found out about the unchanged project."""
    seconds, tests = json.loads(result.read_text(encoding="utf-8"))
    return Runs(
        seconds, {name: {int(line): names for line, names in lines.items()} for name, lines in tests.items()}
    )


# --- children -----------------------------------------------------------------------------------------------


def _in_a_child(work: Callable[[], int]) -> int:
    """The exit code of some work in a process of its own; negative where a signal ended it."""
    child = os.fork()
    if child == 0:
        try:
            code = int(work())
        except BaseException as error:  # noqa: BLE001  (a child never comes back here)
            print(repr(error), file=sys.__stderr__, flush=True)
            code = BROKEN
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _fate(code: int) -> Fate:
    if code == BROKEN:
        raise RuntimeError
    return "SURVIVED" if code == 0 else "timed out" if code == -signal.SIGXCPU else "killed"


def _limit(seconds: float) -> None:
    """Ends this process when it has worked for so many seconds more."""
    limit = int(time.process_time() + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def _tested(tests: Sequence[str], log: Path, *plugins: object) -> int:
    os.chdir(ROOT)
    source = str(ROOT / "src")
    os.environ |= {"PYTHONPATH": source, "PYTHONDONTWRITEBYTECODE": "1", "HYPOTHESIS_PROFILE": "mutants"}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # our own plugin would import modules past the change
    sys.dont_write_bytecode = True
    sys.path.insert(0, source)
    with log.open("w", encoding="utf-8") as file, redirect_stdout(file), redirect_stderr(file):
        code = pytest.main([*OPTIONS, *tests], plugins=list(plugins))
    return BROKEN if code == pytest.ExitCode.NO_TESTS_COLLECTED else int(code)


class _Session:
    """Instead of running the tests once: runs them watched, then some of them for each mutant."""

    def __init__(
        self, drawn: Sequence[Mutant], result: Path, tell: Callable[[Mutant, Fate], None], box: TimeBox
    ) -> None:
        self.drawn, self.result, self.tell, self.box = drawn, result, tell, box
        self.watch = coverage.Coverage(data_file=None, source=[str(ROOT / SOURCE)], config_file=False)
        self.watch.start()

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Lets a property try no more than so many examples, which Hypothesis has no public way to change."""
        test = getattr(item, "obj", None)
        own = getattr(test, "_hypothesis_internal_use_settings", None)
        if test is not None and own is not None and own.max_examples > self.box.examples:
            fewer = settings(own, max_examples=self.box.examples)
            test._hypothesis_internal_use_settings = fewer  # noqa: SLF001

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for module in {mutant.module for mutant in self.drawn}:
            importlib.import_module(_name(module))
        code = _in_a_child(partial(self._watched, session))
        self.watch.stop()
        if code != 0:
            session.testsfailed = 1
            return True
        runs = runs_in(self.result)
        functions = _functions()
        items = {item.nodeid: item for item in session.items}
        for mutant in self.drawn:
            chosen = [(items[test], runs.seconds[test]) for test in runs.tests_for(mutant, self.box.seconds)]
            self.tell(mutant, _fate(_in_a_child(partial(_tried, mutant, chosen, functions))))
        return True

    def _watched(self, session: pytest.Session) -> int:
        """Runs every test once; writes down how long each took and which lines it ran."""
        seconds = {}
        for item, following in zip(session.items, [*session.items[1:], None], strict=True):
            start = time.process_time()
            self.watch.switch_context(item.nodeid)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            self.watch.switch_context("")
            seconds[item.nodeid] = time.process_time() - start
            if session.testsfailed:
                return 1
        self.watch.stop()
        data, source = self.watch.get_data(), str(ROOT / SOURCE)
        tests = {name[len(source) + 1 :]: data.contexts_by_lineno(name) for name in data.measured_files()}
        self.result.write_text(json.dumps([seconds, tests]), encoding="utf-8")
        return 0


def _tried(
    mutant: Mutant, chosen: Sequence[tuple[pytest.Item, float]], functions: Mapping[str, list[FunctionType]]
) -> int:
    """1 as soon as a test fails on a mutant, else 0."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.RLIM_INFINITY))
    exchange(mutant, functions[str(ROOT / SOURCE / mutant.module)])
    for place, (item, seconds) in enumerate(chosen):
        _limit(SPARE_SECONDS + 3 * seconds)
        following = chosen[place + 1][0] if place + 1 < len(chosen) else None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if item.session.testsfailed:
            return 1
    return 0


def _functions() -> dict[str, list[FunctionType]]:
    """The functions that are in memory, by file."""
    functions: dict[str, list[FunctionType]] = {}
    for thing in gc.get_objects():
        if type(thing) is FunctionType:
            functions.setdefault(thing.__code__.co_filename, []).append(thing)
    return functions


def exchange(mutant: Mutant, functions: Sequence[FunctionType]) -> None:
    """Gives the changed code to the mutant's function, and to those it is inside of. LookupError where none
    of them is in memory.
    """
    module = compile(mutant.source, str(ROOT / SOURCE / mutant.module), "exec")
    codes = {code.co_qualname: code for code in _codes(module)}
    changed = [
        function
        for function in functions
        if f"{mutant.function}.".startswith(function.__code__.co_qualname.replace(".<locals>", "") + ".")
    ]
    if not changed:
        raise LookupError(mutant.function)
    for function in changed:
        function.__code__ = codes[function.__code__.co_qualname]


def _codes(code: CodeType) -> Iterator[CodeType]:
    """The code of everything inside some code."""
    for inside in code.co_consts:
        if isinstance(inside, CodeType):
            yield inside
            yield from _codes(inside)


def _name(module: str) -> str:
    """A module's name for import, from its path in the package."""
    return "runner_intake." + module.removesuffix(".py").replace("/", ".")


class _ChangedModule(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports one module from a mutant instead of its file."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        file = ROOT / SOURCE / self.mutant.module
        return (
            importlib.util.spec_from_file_location(name, file, loader=self)
            if name == _name(self.mutant.module)
            else None
        )

    def get_source(self, _name: str) -> str:
        return self.mutant.source
