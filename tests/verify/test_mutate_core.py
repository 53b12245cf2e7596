"""The mutation script for the core: which changes it makes, how it names them, and that a listed survivor is
passed over.
"""

from __future__ import annotations

import textwrap

import pytest

from mutate_core.mutants import ROOT, SOURCE, equivalent, modules, mutants, mutants_of, selected
from mutate_core.trial import Runs, limit

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


def test_every_core_module_has_mutants_and_tests() -> None:
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
    for module in modules():
        tests = selected(module)
        assert tests
        assert all((ROOT / test).is_file() for test in tests), (module, tests)


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
    runs = Runs(
        {"slow": 2.0, "quick": 0.1, "other": 0.01}, {"bag.py": {line: ["slow", "quick"], 1: ["other"]}}
    )
    assert runs.of(mutant) == ["quick", "slow"]
    assert limit(["slow", "quick"], runs) > 2.1 * 3
