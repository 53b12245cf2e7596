"""Reads `cases/*.yaml` of a pack: boundary tables, totals and worked runners. Knows their form, not whether they pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from runner_intake.errors import IntakeError, Problem
from runner_intake.pack.signs import signs_in
from runner_intake.reading import parse_yaml, read_file, readable, spot
from runner_intake.vocabulary import OUTCOMES, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

    from runner_intake.reading import Spot

Raw = dict[str, Any]
Kind = Literal["true", "false", "blank"]
Target = Literal["rule", "requires", "step"]

_SIDES: tuple[tuple[Kind, str], ...] = (("true", "true_at"), ("false", "false_at"))
_TARGETS: tuple[Target, ...] = ("rule", "requires", "step")
_ROW = (
    *_TARGETS, "vary", "answers", "true_at", "false_at", "points", "priority", "otherwise", "priority_blank",
    "outcome", "outcome_false", "blank", "outcome_blank",
)  # fmt: skip
_ONE_EACH: dict[Kind, tuple[str, ...]] = {"true": ("outcome",), "false": ("outcome_false", "otherwise"), "blank": ()}
"""What may be given once for all answers of a side, or one for each."""
_BLANK = ("true", "false", "unknown")
_STEP_BLANK = ("certain", "possible", "absent")
_KNOWN: dict[str, tuple[str, ...]] = {"safety": OUTCOMES, "top_level": get_args(Level)}
_EXPECT = ("safety", "first_steps_any_of", "top", "top_level", "never", "order")


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of a boundary row: the answers, and where they stand: at a value where the rule is true, false, or with the answer left out."""

    kind: Kind
    answers: Raw
    number: int


@dataclass(frozen=True, slots=True)
class Row:
    """A boundary row: what must be true of one rule (or requirement, or step) where one answer varies."""

    place: str
    target: Target
    id: str
    vary: str
    settings: tuple[Setting, ...]
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Total:
    """The points that whole answers give a benefit."""

    place: str
    benefit: str
    answers: Raw
    points: int


@dataclass(frozen=True, slots=True)
class Worked:
    """A worked runner, and what must come out."""

    place: str
    id: str
    answers: Raw
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cases:
    """Every case of a pack."""

    rows: tuple[Row, ...] = ()
    totals: tuple[Total, ...] = ()
    worked: tuple[Worked, ...] = ()

    def __len__(self) -> int:
        return sum(len(row.settings) for row in self.rows) + len(self.totals) + len(self.worked)


def read_cases(folder: Traversable) -> Cases:
    """The cases in a pack's folder; IntakeError with every problem of their form. A pack without cases has none."""
    problems: list[Problem] = []
    rows: list[Row] = []
    totals: list[Total] = []
    worked: list[Worked] = []
    for at in _files(folder, problems):
        at.allow(("base", "boundaries", "totals", "cases"))
        base_at = at.need("base")
        base = dict(base_at.value) if base_at.is_table() else {}
        rows += [row for each in _rows(at, "boundaries") if (row := _row(each, base)) is not None]
        totals += [_total(each, base) for each in _rows(at, "totals")]
        worked += [_worked(each, base) for each in _rows(at, "cases")]
    if problems:
        raise IntakeError(problems)
    return Cases(tuple(rows), tuple(totals), tuple(worked))


def _files(folder: Traversable, problems: list[Problem]) -> Iterator[Spot]:
    with readable(f"{folder}/cases"):
        files = sorted((folder / "cases").iterdir(), key=lambda each: each.name) if (folder / "cases").is_dir() else []
    for file in files:
        if file.name.endswith((".yaml", ".yml")):
            name = f"cases/{file.name}"
            try:
                text = read_file(file, name)
                at = spot(parse_yaml(text, name), name, problems)
                problems.extend(signs_in(name, text, at, right_to_left=True))  # the language of a case is not known
                yield at
            except IntakeError as error:
                problems.extend(error.problems)


def _rows(at: Spot, key: str) -> list[Spot]:
    found = at.get(key)
    return found.rows("a list of cases") if found else []


def _row(at: Spot, base: Raw) -> Row | None:
    at.allow(_ROW)
    targets = [each for each in _TARGETS if at.get(each)]
    if len(targets) != 1:
        at.fail("P02", "A row is about exactly one rule, `requires` or step.", "Keep one of: rule, requires, step.")
        return None
    vary = at.need("vary").text()
    changed = _table(at, "answers")
    settings: list[Setting] = []
    for kind, key in _SIDES:
        values = at.get(key)
        rows = values.rows("a list of answers") if values else []
        settings += [Setting(kind, merged(base, changed, {vary: row.value}), number) for number, row in enumerate(rows)]
        for name in _ONE_EACH[kind]:
            if (each := at.get(name)) and isinstance(each.value, list) and len(each.value) != len(rows):
                each.fail("P04", f"There are {len(each.value)} of these for {len(rows)} answers in `{key}`.", "Write one for each, or one for all.")
    if not settings:
        at.fail("P02", "There are no answers to try.", "Add true_at or false_at.")
    blank = at.need("blank")
    words = _STEP_BLANK if targets[0] == "step" else _BLANK
    if str(blank.value).lower() not in words:
        blank.fail("P07", "This is not known here.", f"Use one of: {', '.join(words)}.")
    settings.append(Setting("blank", merged(base, changed, {vary: None}), 0))
    return Row(at.place, targets[0], at.need(targets[0]).text(), vary, tuple(settings), dict(at.value) if at.is_table() else {})


def _total(at: Spot, base: Raw) -> Total:
    at.allow(("benefit", "answers", "points"))
    return Total(at.place, at.need("benefit").text(), merged(base, _table(at, "answers")), at.need("points").integer())


def _worked(at: Spot, base: Raw) -> Worked:
    at.allow(("id", "title", "why", "answers", "expect"))
    expect = at.need("expect")
    expect.allow(_EXPECT)
    if expect.value == {}:
        expect.fail("P02", "Nothing is expected.", f"Add one of: {', '.join(_EXPECT)}.")
    for key, found in expect.entries():
        known = _KNOWN.get(key)
        for row in found.rows("a list of names"):
            if row.value is None and key == "top":
                continue  # nothing is suggested first
            if (word := row.text()) and known and word not in known:
                row.fail("P07", f"`{word}` is not known here.", f"Use some of: {', '.join(known)}.")
    return Worked(at.place, at.need("id").text(), merged(base, _table(at, "answers")), dict(expect.value) if expect.is_table() else {})


def _table(at: Spot, key: str) -> Raw:
    found = at.get(key)
    return dict(found.value) if found and found.is_table() else {}


def merged(base: Raw, *changes: Raw) -> Raw:
    """The base with changes; null takes an answer out."""
    answers = dict(base)
    for change in changes:
        answers.update(change)
    return {name: value for name, value in answers.items() if value is not None}
