"""Breaks the core modules one small step at a time, and tells whether the tests notice.

Run `python scripts/mutate_core.py --count 40 --seed 1` for a sample, `--all` for every mutant, `--only
circuit/evaluate.py` for one module; exit code 1 if a change goes unnoticed. Mutants: a comparison flipped, a
whole number one more or less, `and` for `or`, `not` left out, `+` for `-`, True for False, `min` for `max`,
`any` for `all`, the two sides of an `if` expression exchanged. Each runs against the tests that are about its
module, in a copy of the project, with a time limit; a test that fails or hangs kills it. Survivors that can
change nothing are listed in scripts/equivalent_mutants.toml with the reason, by their text and never by line,
so that the list lives on when code moves.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[1]
SOURCE = Path("src", "runner_intake")
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")

HOSTILE = "test_hostile_packs.py"
TESTS: dict[str, tuple[str, ...]] = {
    "conditions/": ("test_conditions.py", "test_answers.py", "test_circuit.py", HOSTILE),
    "circuit/": ("test_useful_first.py", "test_circuit.py", "test_witness.py", "test_questions.py", HOSTILE),
    "safety.py": ("test_safety.py", "test_cases.py", "test_assess.py"),
    "score.py": ("test_circuit.py", "test_assess.py", "test_cases.py"),
    "questionnaire/answers.py": ("test_answers.py", "test_interview.py", "test_assess.py"),
    "engine/": (
        "test_useful_first.py",
        "test_assess.py",
        "test_safety.py",
        "test_needles.py",
        "test_red_flags.py",
        "test_questions.py",
        "test_witness.py",
        "test_proofs.py",
        "test_sharing.py",
        HOSTILE,
    ),
}
"""The modules (or rooms) that are mutated, and the tests that are run for each; the quickest first."""

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
}
OTHER_NAME = {"min": "max", "max": "min", "any": "all", "all": "any"}

Fate = Literal["killed", "timed out", "equivalent", "SURVIVED"]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed statement. `key` stays the same wherever the function moves inside its module; `source` is
    the whole changed module.
    """

    module: str
    function: str
    before: str
    after: str
    source: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.module, self.function, self.before, self.after

    def __str__(self) -> str:
        return f"{self.module} {self.function}\n    - {self.before}\n    + {self.after}"


def main() -> int:
    """Tries the mutants asked for; prints the survivors, and how many there are of each fate."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=40, help="how many mutants are drawn (default 40)")
    parser.add_argument(
        "--seed", type=int, default=1, help="the same seed draws the same mutants (default 1)"
    )
    parser.add_argument("--all", action="store_true", help="every mutant, which takes hours")
    parser.add_argument(
        "--only",
        metavar="MODULE",
        default="",
        help="mutants of one module or room, such as circuit/evaluate.py",
    )
    parser.add_argument("--jobs", type=int, default=2, help="how many at once (default 2)")
    parser.add_argument(
        "--seconds",
        type=float,
        default=240,
        help="a mutant whose tests take longer counts as killed (default 240)",
    )
    wanted = parser.parse_args()
    start = time.perf_counter()
    every = [mutant for mutant in mutants() if mutant.module.startswith(wanted.only)]
    drawn = every if wanted.all else random.Random(wanted.seed).sample(every, min(wanted.count, len(every)))  # noqa: S311  (no secret)
    reasons = equivalent()
    with ThreadPoolExecutor(wanted.jobs) as pool, tempfile.TemporaryDirectory() as folder:
        copies = project_copies(Path(folder), wanted.jobs)
        fates = list(
            pool.map(lambda mutant: _reported(mutant, fate(mutant, copies, wanted.seconds, reasons)), drawn)
        )
    counts = Counter(fates)
    print(f"{len(drawn)} of {len(every)} mutants: " + ", ".join(f"{counts[each]} {each}" for each in counts))
    print(f"{time.perf_counter() - start:.0f} s", file=sys.stderr)
    return 1 if counts["SURVIVED"] else 0


def _reported(mutant: Mutant, end: Fate) -> Fate:
    if end != "killed":
        print(f"{end}: {mutant}", flush=True)
    return end


# --- the mutants --------------------------------------------------------------------------------------------


def mutants() -> Iterator[Mutant]:
    """Every mutant of the core modules, each once."""
    for module in modules():
        yield from dict.fromkeys(mutants_of((ROOT / SOURCE / module).read_text(encoding="utf-8"), module))


def modules() -> list[str]:
    """The core modules that are there now, as paths inside the package."""
    folder = ROOT / SOURCE
    found = {
        path
        for name in TESTS
        for path in ((folder / name).glob("*.py") if name.endswith("/") else [folder / name])
        if path.is_file()
    }
    return sorted(path.relative_to(folder).as_posix() for path in found if path.name != "__init__.py")


def mutants_of(text: str, module: str) -> Iterator[Mutant]:
    """The mutants of one module: every change of every statement inside a function."""
    tree = ast.parse(text)
    for function, statement in _statements(tree, ""):
        before = _headline(statement)
        for node in list(_own(statement)):
            for field, new in _changes(node):
                old = getattr(node, field)
                setattr(node, field, new)
                yield Mutant(module, function, before, _headline(statement), ast.unparse(tree))
                setattr(node, field, old)


def _statements(parent: ast.AST, name: str) -> Iterator[tuple[str, ast.stmt]]:
    """The statements of every function, with the function's name inside its module."""
    for child in ast.iter_child_nodes(parent):
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            yield from _statements(child, f"{name}.{child.name}" if name else child.name)
        elif isinstance(parent, ast.FunctionDef) or (name and not isinstance(parent, ast.ClassDef)):
            if isinstance(child, ast.stmt):
                yield name, child
            if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
                yield from _statements(child, name)


def _own(statement: ast.stmt) -> Iterator[ast.AST]:
    """The nodes of a statement itself, without the statements inside it, annotations and docstrings."""
    if isinstance(statement, ast.Assert) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    ):
        return
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        yield node
        annotation = getattr(node, "annotation", None)
        left_out = (ast.stmt, ast.excepthandler, ast.match_case, ast.JoinedStr)
        inside = [
            child
            for child in ast.iter_child_nodes(node)
            if not isinstance(child, left_out) and child is not annotation
        ]
        waiting.extend(
            child for child in inside if not (isinstance(child, ast.keyword) and child.arg == "strict")
        )


def _changes(node: ast.AST) -> Iterator[tuple[str, object]]:  # noqa: C901  (one case a kind of change)
    """Field by field, what a node is changed to."""
    match node:
        case ast.Compare(ops=[*ops]):
            for place, operator in enumerate(ops):
                yield "ops", [*ops[:place], SWAPPED[type(operator)](), *ops[place + 1 :]]
        case ast.BoolOp(op=operator) | ast.BinOp(op=operator) | ast.AugAssign(op=operator) if (
            type(operator) in SWAPPED
        ):
            yield "op", SWAPPED[type(operator)]()
        case ast.UnaryOp(op=ast.Not()):
            yield "op", ast.UAdd()  # the truth of what follows is looked at either way
        case ast.UnaryOp(op=ast.USub()):
            yield "op", ast.UAdd()
        case ast.Constant(value=bool() as value):
            yield "value", not value
        case ast.Constant(value=int() as value):
            yield "value", value + 1
            yield "value", value - 1
        case ast.Name(id=name) if name in OTHER_NAME:
            yield "id", OTHER_NAME[name]
        case ast.IfExp(test=test):
            yield "test", ast.UnaryOp(op=ast.Not(), operand=copy.deepcopy(test))
        case ast.If(test=test) | ast.While(test=test) if not isinstance(
            test, ast.Compare | ast.BoolOp | ast.UnaryOp
        ):
            yield "test", ast.UnaryOp(op=ast.Not(), operand=copy.deepcopy(test))


def _headline(statement: ast.stmt) -> str:
    """The statement as text; of one with others inside only the line that opens it."""
    return ast.unparse(statement).split("\n")[0]


# --- what becomes of them -----------------------------------------------------------------------------------


def equivalent() -> Mapping[tuple[str, str, str, str], str]:
    """The mutants that change nothing, with the reason for each."""
    rows = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]
    return {(row["module"], row["function"], row["before"], row["after"]): row["reason"] for row in rows}


def project_copies(folder: Path, count: int) -> SimpleQueue[Path]:
    """So many copies of the project, in which a module can be changed; everything but the source is
    linked.
    """
    copies: SimpleQueue[Path] = SimpleQueue()
    for number in range(count):
        place = folder / str(number)
        shutil.copytree(ROOT / "src", place / "src", ignore=shutil.ignore_patterns("__pycache__"))
        for path in ROOT.iterdir():
            if path.name not in ("src", ".git", ".pytest_cache", ".hypothesis"):
                (place / path.name).symlink_to(path)
        copies.put(place)
    return copies


def fate(
    mutant: Mutant,
    copies: SimpleQueue[Path],
    seconds: float,
    reasons: Mapping[tuple[str, str, str, str], str],
) -> Fate:
    """What becomes of a mutant under the tests of its module."""
    if mutant.key in reasons:
        return "equivalent"
    place = copies.get()
    path = place / SOURCE / mutant.module
    whole = path.read_text(encoding="utf-8")
    try:
        path.write_text(mutant.source, encoding="utf-8")
        return "killed" if _fails(place, selected(mutant.module), seconds) else "SURVIVED"
    except subprocess.TimeoutExpired:
        return "timed out"
    finally:
        path.write_text(whole, encoding="utf-8")
        copies.put(place)


def selected(module: str) -> list[str]:
    """The test files about a module that are there."""
    names = next(names for start, names in TESTS.items() if module.startswith(start))
    return [f"tests/{name}" for name in names if (ROOT / "tests" / name).is_file()]


def _fails(place: Path, tests: list[str], seconds: float) -> bool:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "-n",
        "0",
        "-m",
        "",
        *tests,
    ]
    environment = {
        **os.environ,
        "PYTHONPATH": str(place / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HYPOTHESIS_PROFILE": "mutants",
    }
    return (
        subprocess.run(
            command, cwd=place, env=environment, timeout=seconds, capture_output=True, check=False
        ).returncode
        != 0
    )


if __name__ == "__main__":
    sys.exit(main())
