"""What the cases of a pack would have to expect to come out as written, and writing that down. Whether it is
right only a person can say.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from runner_intake.errors import IntakeError, Problem
from runner_intake.reading import read_text
from runner_intake.reading.yaml_edit import CannotEditError, Edit, EditableYaml, Path
from runner_intake.verify.cases.read import BoundaryRow
from runner_intake.verify.cases.run import Actual, Failure, case_failures
from runner_intake.vocabulary import OUTCOMES

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from importlib.resources.abc import Traversable

    from runner_intake.pack import Pack
    from runner_intake.verify.cases.read import Case, Cases

_SIDES = {"true_at": "false_at", "false_at": "true_at"}
_ONE_EACH = ("outcome", "outcome_false", "otherwise")
_SIDE_OF = {"outcome": "true", "outcome_false": "false", "otherwise": "false"}


@dataclass(frozen=True, slots=True)
class ExpectationChange:
    """An expectation that would change: the file and place of its case, what it is about, its key, the old
    and the new value.
    """

    file: str
    place: str
    about: str
    path: Path
    old: object
    new: object

    @property
    def key(self) -> str:
        """The key of the expectation in its case."""
        return next(key for key in reversed(self.path) if isinstance(key, str))

    @property
    def less_severe(self) -> bool:
        """Whether a less severe outcome of the safety check would be expected than before."""
        old, new = (_severity(value) for value in (self.old, self.new))
        return any(after > before for before, after in zip(old, new, strict=False))


def _severity(value: object) -> list[int]:
    """Where outcomes stand in their order, worst first; nothing for other values."""
    values = value if isinstance(value, list) else [value]
    return [OUTCOMES.index(word) for word in values if isinstance(word, str) and word in OUTCOMES]


@dataclass(frozen=True, slots=True)
class ExpectationProposal:
    """The expectations that would change, and the failures that no other expectation fixes."""

    changes: tuple[ExpectationChange, ...]
    by_hand: tuple[Failure, ...]


def proposal(folder: Traversable, pack: Pack, cases: Cases) -> ExpectationProposal:
    """What would have to be expected for all cases to come out as written."""

    @cache
    def editable(file: str) -> EditableYaml:
        return EditableYaml(read_text(folder / file, file), file)

    changes: dict[tuple[str, Path], ExpectationChange] = {}
    by_hand: list[Failure] = []
    for case in cases:
        failures = list(case_failures(pack, case))
        try:
            changes |= {(change.file, change.path): change for change in _changes(case, failures, editable)}
        except CannotEditError:
            by_hand += failures
    return ExpectationProposal(tuple(changes.values()), tuple(by_hand))


def _changes(
    case: Case, failures: Sequence[Failure], editable: Callable[[str], EditableYaml]
) -> list[ExpectationChange]:
    """The changes of one case, all of them; CannotEditError where they are for a person to make."""
    if not failures:
        return []
    if not all(failure.actual for failure in failures):
        raise CannotEditError
    file, line, column = case.place.rsplit(":", 2)
    document = editable(file)
    actuals = [actual for failure in failures for actual in failure.actual]
    values = _values(document, document.path_at(int(line), int(column)), actuals, case)
    new = {path: value for path, value in values.items() if document.value(path) != value}
    document.changed([Edit(*item) for item in new.items()])
    return [
        ExpectationChange(file, case.place, case.id, path, document.value(path), value)
        for path, value in new.items()
    ]


def write(folder: pathlib.Path, changes: Iterable[ExpectationChange]) -> None:
    """Puts the new values into the files; nothing else in them changes. IntakeError (F01) where a file cannot
    be written.
    """
    files: dict[str, list[Edit]] = defaultdict(list)
    for change in changes:
        files[change.file].append(Edit(change.path, change.new))
    texts = {
        file: EditableYaml(read_text(folder / file, file), file).changed(edits)
        for file, edits in files.items()
    }
    for file, text in texts.items():
        try:
            (folder / file).write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            way_out = "Name a pack in a folder that you may write to."
            raise IntakeError(
                [Problem("F01", f"The file cannot be written: {error.strerror}.", way_out, file)]
            ) from None


def _values(document: EditableYaml, path: Path, actuals: Sequence[Actual], case: Case) -> dict[Path, object]:
    """The new values of a case by their paths; CannotEditError where they cannot be said."""
    row = case if isinstance(case, BoundaryRow) else None
    match path[0]:
        case "tables":
            if {actual.key for actual in actuals} != {"points"}:
                raise CannotEditError
            return {path: actuals[0].value}
        case "signs":
            assert row is not None
            return dict(_of_sign(document, path, actual, row) for actual in actuals)
        case "cases":
            return {(*path, "expect", actual.key): actual.value for actual in actuals}
        case _:
            return {(*path, key): value for key, value in _of_row(document.value(path), actuals, row).items()}


def _of_sign(document: EditableYaml, path: Path, actual: Actual, row: BoundaryRow) -> tuple[Path, object]:
    """The outcome of one sign. Which rule it raises is for a person to say."""
    matrix = path[:2]
    if actual.key == "outcome_blank":
        return (*matrix, actual.key), actual.value
    if actual.key not in _SIDE_OF:
        raise CannotEditError
    side = (_SIDE_OF[actual.key], actual.number)
    answers = next(probe.answers for probe in row.settings if (probe.kind, probe.number) == side)
    answer = answers[row.vary]
    option = (*matrix, "raises", answer[0] if isinstance(answer, list) else answer)
    return ((*option, 1) if isinstance(document.value(option), list) else option), actual.value


def _of_row(
    written: Mapping[str, Any], actuals: Sequence[Actual], row: BoundaryRow | None
) -> dict[str, object]:
    """The keys of a row that change, with their new values."""
    moved = {key: {actual.number for actual in actuals if actual.key == key} for key in _SIDES}
    if any(moved.values()):
        return _sides(written, moved)
    values: dict[str, object] = {}
    for key in dict.fromkeys(actual.key for actual in actuals):
        came_out = {actual.number: actual.value for actual in actuals if actual.key == key}
        values[key] = (
            _one_each(written, key, came_out, row) if key in _ONE_EACH else next(iter(came_out.values()))
        )
    return {key: _word(value) if key == "blank" else value for key, value in values.items()}


def _word(state: object) -> object:
    """A state as case files write it."""
    return {"true": True, "false": False}.get(str(state), state)


def _one_each(
    written: Mapping[str, Any], key: str, came_out: Mapping[int | None, object], row: BoundaryRow | None
) -> object:
    """One value for every answer of a side, or one for all of them."""
    assert row is not None
    numbers = [setting.number for setting in row.settings if setting.kind == _SIDE_OF[key]]
    now = written.get(key)
    values = [came_out.get(number, now[number] if isinstance(now, list) else now) for number in numbers]
    return values[0] if all(value == values[0] for value in values) and not isinstance(now, list) else values


def _sides(written: Mapping[str, Any], moved: Mapping[str, set[int | None]]) -> dict[str, object]:
    """The answers of both sides after some have gone over.

    A person must sort them where each has an expectation of its own, and where a side would be left with
    none: then the row shows no boundary.
    """
    if any(isinstance(written.get(key), list) for key in _ONE_EACH):
        raise CannotEditError
    kept, gone = {}, {}
    for side, numbers in moved.items():
        rows = written.get(side) or []
        kept[side] = [value for number, value in enumerate(rows) if number not in numbers]
        gone[side] = [value for number, value in enumerate(rows) if number in numbers]
    sides = {side: _sorted([*kept[side], *gone[other]]) for side, other in _SIDES.items()}
    if not all(sides.values()):
        raise CannotEditError
    return dict(sides)


def _sorted(values: list[Any]) -> list[Any]:
    are_numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    return sorted(values) if are_numbers else values
