"""The mutants of the core modules: one small change of one statement each; and the tests they are shown to.

A comparison flipped, a whole number one more or less, `and` for `or`, `not` left out, `+` for `-`, True for
False, `min` for `max`, `any` for `all`, the two sides of an `if` expression exchanged.
"""

from __future__ import annotations

import ast
import copy
import dataclasses
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).parents[2]
SOURCE = Path("src", "runner_intake")
EQUIVALENT = Path(__file__).with_name("equivalent.toml")

CORE = ("safety.py", "score.py", "questionnaire/answers.py", "conditions/", "engine/", "circuit/")
"""The modules (or rooms) that are mutated."""

TESTS = ("tests/engine", "tests/pack/test_pack.py", "tests/interview/test_stop.py")
"""The tests that mutants are shown to; each to those that run its module."""

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


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed statement. `key` stays the same wherever the function moves inside its module; `source` is
    the whole changed module, `lines` are those of the statement itself.
    """

    module: str
    function: str
    before: str
    after: str
    source: str = dataclasses.field(repr=False)
    lines: frozenset[int] = frozenset()

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.module, self.function, self.before, self.after

    def __str__(self) -> str:
        return f"{self.module} {self.function}\n    - {self.before}\n    + {self.after}"


def mutants(names: Sequence[str] = CORE) -> Iterator[Mutant]:
    """Every mutant of these modules and rooms, each once, in their order."""
    for module in modules(names):
        yield from dict.fromkeys(mutants_of((ROOT / SOURCE / module).read_text(encoding="utf-8"), module))


def modules(names: Sequence[str] = CORE) -> list[str]:
    """The core modules of these names that are there now, as paths inside the package."""
    folder = ROOT / SOURCE
    paths = [
        path
        for name in names
        for path in (sorted((folder / name).glob("*.py")) if name.endswith("/") else [folder / name])
        if path.is_file() and path.name != "__init__.py"
    ]
    return list(dict.fromkeys(path.relative_to(folder).as_posix() for path in paths))


def mutants_of(text: str, module: str) -> Iterator[Mutant]:
    """The mutants of one module: every change of every statement inside a function."""
    tree = ast.parse(text)
    for function, statement in _statements(tree, ""):
        before = _headline(statement)
        for node in list(_own(statement)):
            for field, new in _changes(node):
                old = getattr(node, field)
                setattr(node, field, new)
                yield Mutant(
                    module, function, before, _headline(statement), ast.unparse(tree), _lines(statement)
                )
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


def _lines(statement: ast.stmt) -> frozenset[int]:
    """The lines of a statement without those of the statements inside it; never none."""
    inside = [node.lineno for node in ast.iter_child_nodes(statement) if isinstance(node, ast.stmt)]
    last = min(inside, default=(statement.end_lineno or statement.lineno) + 1) - 1
    return frozenset(range(statement.lineno, max(last, statement.lineno) + 1))


def _headline(statement: ast.stmt) -> str:
    """The statement as text; of one with others inside only the line that opens it."""
    return ast.unparse(statement).split("\n")[0]


def equivalent() -> Mapping[tuple[str, str, str, str], str]:
    """The mutants that change nothing, with the reason for each."""
    rows = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]
    return {(row["module"], row["function"], row["before"], row["after"]): row["reason"] for row in rows}


def there(tests: Sequence[str]) -> list[str]:
    """The files and rooms of tests that are there."""
    return [path.relative_to(ROOT).as_posix() for path in map(ROOT.joinpath, tests) if path.exists()]
