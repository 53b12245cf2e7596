"""The mutation script for the core: which changes it makes, how it names them, and that a listed survivor is
passed over.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from mutate_core.mutants import ROOT, SOURCE, TESTS, equivalent, modules, mutants, mutants_of, there
from mutate_core.trial import Runs, exchange

if TYPE_CHECKING:
    from pathlib import Path

TEXT = textwrap.dedent('''
    """A module."""

    LIMIT = 3

    class Bag:
        def is_full(self, count: int = 2) -> bool:
            """Whether it is full."""
            if count > 2 and not self.open:
                return True
            return any(self.parts)
''')


def changes(text: str) -> set[tuple[str, str]]:
    return {(mutant.before, mutant.after) for mutant in mutants_of(text, "bag.py")}


def test_every_operator_constant_and_choice_of_a_function_is_changed_and_nothing_else() -> None:
    condition = "if count > 2 and (not self.open):"
    assert changes(TEXT) == {
        (condition, "if count >= 2 and (not self.open):"),
        (condition, "if count > 3 and (not self.open):"),
        (condition, "if count > 1 and (not self.open):"),
        (condition, "if count > 2 or not self.open:"),
        (condition, "if count > 2 and +self.open:"),
        ("return True", "return False"),
        ("return any(self.parts)", "return all(self.parts)"),
    }
    assert {mutant.function for mutant in mutants_of(TEXT, "bag.py")} == {"Bag.is_full"}


def test_a_mutant_bears_the_same_name_wherever_its_function_moves() -> None:
    moved = "import os\n\n\ndef other(): ...\n" + TEXT
    assert [mutant.key for mutant in mutants_of(moved, "bag.py")] == [
        mutant.key for mutant in mutants_of(TEXT, "bag.py")
    ]


def test_each_mutant_is_a_module_that_differs_in_one_statement() -> None:
    for mutant in mutants_of(TEXT, "bag.py"):
        compile(mutant.source, "bag.py", "exec")
        assert mutant.before != mutant.after
        assert mutant.after.removesuffix(":") in mutant.source


def test_every_core_module_has_mutants_and_there_are_tests_for_them() -> None:
    core = {
        "conditions/truth.py",
        "circuit/evaluate.py",
        "questionnaire/answers.py",
        "engine/guarantees.py",
        "engine/needles.py",
        "safety.py",
        "score.py",
    }
    assert core <= set(modules())
    for module in core:
        text = (ROOT / SOURCE / module).read_text(encoding="utf-8")
        assert any(True for _ in mutants_of(text, module)), module
    assert there(TESTS) == list(TESTS)


def test_the_mutants_are_those_of_every_core_module_in_turn() -> None:
    first = next(mutants())
    text = (ROOT / SOURCE / modules()[0]).read_text(encoding="utf-8")
    assert first == next(mutants_of(text, modules()[0]))


@pytest.mark.slow
def test_each_equivalent_mutant_is_one_of_the_mutants_and_has_a_reason() -> None:
    assert equivalent().keys() <= {mutant.key for mutant in mutants()}
    assert all(equivalent().values())


def test_the_tests_that_run_a_mutants_lines_come_first_the_quickest_first() -> None:
    mutant = next(mutant for mutant in mutants_of(TEXT, "bag.py") if mutant.before == "return True")
    (line,) = mutant.lines
    assert TEXT.splitlines()[line - 1].strip() == "return True"
    tests = {line: ["slow", "quick"], 1: ["", "other", "endless"]}
    runs = Runs({"slow": 2.0, "quick": 0.1, "other": 0.01, "endless": 3.0}, {"bag.py": tests})
    assert runs.tests_for(mutant, seconds=3.0) == ["quick", "slow", "other"]  # as long as the time lasts
    assert not runs.ran_early(mutant)
    assert Runs({}, {"bag.py": {line: [""]}}).ran_early(mutant)


def test_a_function_that_is_in_memory_gets_the_changed_code_wherever_it_is_known() -> None:
    bag: dict[str, Any] = {}
    exec(compile(TEXT, "bag.py", "exec"), bag)  # noqa: S102  (our own text)
    is_full = bag["Bag"].is_full
    mutant = next(mutant for mutant in mutants_of(TEXT, "bag.py") if mutant.after == "return False")
    exchange(mutant, [is_full])
    thing = SimpleNamespace(open=False)
    assert is_full(thing, 3) is False
    with pytest.raises(LookupError):
        exchange(mutant, [])


FROM_THE_START = """
import sys
from dataclasses import replace
from pathlib import Path

from mutate_core.mutants import ROOT, SOURCE, mutants
from mutate_core.trial import Runs, TimeBox, try_from_the_start

test = "tests/engine/test_safety.py::test_a_rule_for_a_guardian_waits_only_for_an_answer_that_may_still_come"
runs = Runs({test: 20.0}, {"safety.py": {1: [test]}})
broken = next(mutant for mutant in mutants(["safety.py"]) if mutant.function == "_withholding")
unchanged = replace(broken, source=(ROOT / SOURCE / "safety.py").read_text(encoding="utf-8"))
log, box = Path(sys.argv[1]), TimeBox(seconds=20.0, examples=25)
print([try_from_the_start(mutant, runs, log, box) for mutant in (broken, unchanged)])
"""


@pytest.mark.slow
def test_a_mutant_is_also_killed_in_a_process_that_imports_it_from_the_start(tmp_path: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-c", FROM_THE_START, str(tmp_path / "tests.log")],
        cwd=ROOT / "scripts",
        capture_output=True,
        text=True,
        check=True,
    )
    assert process.stdout == "['killed', 'SURVIVED']\n"
