"""Reads `cases/*.yaml` of a pack: boundary rows, matrices of them, totals and worked runners. Knows their
form, not whether they pass.

`cases/base.yaml` holds the answers that every case starts from, and named runners on top of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from runner_intake.errors import IntakeError, Problem, did_you_mean
from runner_intake.pack.signs import signs_in
from runner_intake.reading import node, parse_yaml, read_file, readable
from runner_intake.vocabulary import OUTCOMES, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

    from runner_intake.questionnaire import RawAnswers
    from runner_intake.reading import Node

RowKind = Literal["true", "false", "blank"]
Target = Literal["rule", "requires", "step"]

_SIDES: tuple[tuple[RowKind, str], ...] = (("true", "true_at"), ("false", "false_at"))
_TARGETS: tuple[Target, ...] = ("rule", "requires", "step")
_ROW = (
    *_TARGETS, "runner", "vary", "answers", "true_at", "false_at", "points", "priority", "otherwise",
    "priority_blank", "speaks", "outcome", "outcome_false", "blank", "outcome_blank", "open_at",
)  # fmt: skip
_ONE_EACH: dict[RowKind, tuple[str, ...]] = {
    "true": ("outcome",),
    "false": ("outcome_false", "otherwise"),
    "blank": (),
}
"""What may be given once for all answers of a side, or one for each."""
_BLANK = ("true", "false", "unknown")
_STEP_BLANK = ("certain", "possible", "absent")
_KNOWN: dict[str, tuple[str, ...]] = {"safety": OUTCOMES, "top_level": get_args(Level)}
_EXPECT = ("safety", "first_steps_any_of", "top", "top_level", "never", "order")
OPEN = "open"
"""What is written where the expectation is still to be said."""
BASE = "cases/base.yaml"
"""The file of the answers that all cases share."""


@dataclass(frozen=True, slots=True)
class BaseRunners:
    """The answers that cases start from: those of every case, and named ones with what differs from them."""

    base: RawAnswers
    named: Mapping[str, RawAnswers]

    @classmethod
    def read(cls, file: Node) -> BaseRunners:
        """What `cases/base.yaml` holds."""
        file.only_keys(("base", "runners"))
        runners = file.get("runners")
        named = (
            {str(name): dict(node.value) for name, node in runners.entries() if node.is_table()}
            if runners
            else {}
        )
        return cls(_table(file, "base"), named)

    def of(self, case: Node) -> RawAnswers:
        """The answers that a case starts from."""
        runner = case.get("runner")
        if runner is None:
            return self.base
        if runner.text() not in self.named:
            runner.report(
                "P07",
                f"There is no runner `{runner.value}` in {BASE}.",
                "Add it there, or name another one.",
                did_you_mean(str(runner.value), self.named),
            )
        return merged(self.base, self.named.get(runner.text(), {}))


@dataclass(frozen=True, slots=True)
class Probe:
    """One line of a boundary row: the answers, and where they stand: at a value where the rule is true,
    false, or with the answer left out.
    """

    kind: RowKind
    answers: RawAnswers
    number: int


@dataclass(frozen=True, slots=True)
class BoundaryRow:
    """A boundary row: what must be true of one rule (or requirement, or step) where one answer varies.

    An `open` row does not say yet what is expected; it has no settings and fails.
    """

    place: str
    target: Target
    id: str
    vary: str
    settings: tuple[Probe, ...]
    expect: Mapping[str, Any]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """The points that whole answers give a benefit."""

    place: str
    benefit: str
    answers: RawAnswers
    points: int


@dataclass(frozen=True, slots=True)
class Vignette:
    """A worked runner, and what must come out."""

    place: str
    id: str
    answers: RawAnswers
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cases:
    """Every case of a pack. `base` is what they start from: that of `cases/base.yaml`, else of the first file
    that has its own.
    """

    rows: tuple[BoundaryRow, ...] = ()
    totals: tuple[Total, ...] = ()
    worked: tuple[Vignette, ...] = ()
    base: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(len(row.settings) + row.open for row in self.rows) + len(self.totals) + len(self.worked)


def read_cases(folder: Traversable) -> Cases:
    """The cases in a pack's folder; IntakeError with every problem of their form. A pack without cases has
    none.
    """
    problems: list[Problem] = []
    rows: list[BoundaryRow] = []
    totals: list[Total] = []
    worked: list[Vignette] = []
    files = list(_files(folder, problems))
    shared = next((BaseRunners.read(file) for file in files if file.file == BASE), BaseRunners({}, {}))
    bases = [shared.base]
    for file in files:
        if file.file == BASE:
            continue
        file.only_keys(("base", "boundaries", "signs", "tables", "totals", "cases"))
        own = file.get("base")
        base = BaseRunners(dict(own.value), shared.named) if own and own.is_table() else shared
        bases.append(base.base)
        rows += [row for node in _rows(file, "boundaries") if (row := _row(node, base)) is not None]
        rows += [row for node in _rows(file, "signs") for row in signs(node, base)]
        rows += [row for node in _rows(file, "tables") for row in table(node, base)]
        totals += [_total(node, base) for node in _rows(file, "totals")]
        worked += [_worked(node, base) for node in _rows(file, "cases")]
    if problems:
        raise IntakeError(problems)
    return Cases(tuple(rows), tuple(totals), tuple(worked), next(filter(None, bases), {}))


def _files(folder: Traversable, problems: list[Problem]) -> Iterator[Node]:
    with readable(f"{folder}/cases"):
        files = (
            sorted((folder / "cases").iterdir(), key=lambda each: each.name)
            if (folder / "cases").is_dir()
            else []
        )
    for file in files:
        if file.name.endswith((".yaml", ".yml")):
            name = f"cases/{file.name}"
            try:
                text = read_file(file, name)
                at = node(parse_yaml(text, name), name, problems)
                problems.extend(
                    signs_in(name, text, at, right_to_left=True)
                )  # the language of a case is not known
                yield at
            except IntakeError as error:
                problems.extend(error.problems)


def _rows(at: Node, key: str) -> list[Node]:
    found = at.get(key)
    return found.rows("a list of cases") if found else []


def _row(at: Node, runners: BaseRunners) -> BoundaryRow | None:
    at.only_keys(_ROW)
    base = runners.of(at)
    targets = [each for each in _TARGETS if at.get(each)]
    if len(targets) != 1:
        at.report(
            "P02",
            "A row is about exactly one rule, `requires` or step.",
            "Keep one of: rule, requires, step.",
        )
        return None
    vary = at.require("vary").text()
    changed = _table(at, "answers")
    settings: list[Probe] = []
    for kind, key in _SIDES:
        values = at.get(key)
        rows = values.rows("a list of answers") if values else []
        settings += [
            Probe(kind, merged(base, changed, {vary: row.value}), number) for number, row in enumerate(rows)
        ]
        for name in _ONE_EACH[kind]:
            if (each := at.get(name)) and isinstance(each.value, list) and len(each.value) != len(rows):
                each.report(
                    "P04",
                    f"There are {len(each.value)} of these for {len(rows)} answers in `{key}`.",
                    "Write one for each, or one for all.",
                )
    expect = dict(at.value) if at.is_table() else {}
    if "open_at" in expect or OPEN in expect.values():
        return BoundaryRow(at.place, targets[0], at.require(targets[0]).text(), vary, (), expect, open=True)
    if not settings:
        at.report("P02", "There are no answers to try.", "Add true_at or false_at.")
    blank = at.require("blank")
    words = _STEP_BLANK if targets[0] == "step" else _BLANK
    if str(blank.value).lower() not in words:
        blank.report("P07", "This is not known here.", f"Use one of: {', '.join(words)}.")
    settings.append(Probe("blank", merged(base, changed, {vary: None}), 0))
    return BoundaryRow(at.place, targets[0], at.require(targets[0]).text(), vary, tuple(settings), expect)


def _total(at: Node, runners: BaseRunners) -> Total:
    at.only_keys(("benefit", "runner", "answers", "points"))
    return Total(
        at.place,
        at.require("benefit").text(),
        merged(runners.of(at), _table(at, "answers")),
        at.require("points").integer(),
    )


def _worked(at: Node, runners: BaseRunners) -> Vignette:
    at.only_keys(("id", "title", "why", "runner", "answers", "expect"))
    expect = at.require("expect")
    expect.only_keys(_EXPECT)
    if expect.value == {}:
        expect.report("P02", "Nothing is expected.", f"Add one of: {', '.join(_EXPECT)}.")
    for key, found in expect.entries():
        known = _KNOWN.get(key)
        for row in found.rows("a list of names"):
            if row.value is None and key == "top":
                continue  # nothing is suggested first
            if (word := row.text()) and known and word not in known:
                row.report("P07", f"`{word}` is not known here.", f"Use some of: {', '.join(known)}.")
    answers = merged(runners.of(at), _table(at, "answers"))
    return Vignette(
        at.place, at.require("id").text(), answers, dict(expect.value) if expect.is_table() else {}
    )


def _table(at: Node, key: str) -> RawAnswers:
    found = at.get(key)
    return dict(found.value) if found and found.is_table() else {}


def merged(base: RawAnswers, *changes: RawAnswers) -> RawAnswers:
    """The base with changes; null takes an answer out."""
    answers = dict(base)
    for change in changes:
        answers.update(change)
    return {name: value for name, value in answers.items() if value is not None}


# --- matrices of boundary rows ------------------------------------------------------------------------------


def signs(at: Node, runners: BaseRunners) -> list[BoundaryRow]:
    """A row for each sign of a list: it alone raises its rule, every other sign and `none` do not, and
    without the list it is open.

    `raises` maps each option to `[rule, outcome]`, and what raises nothing to the outcome that then comes
    out. `choice` instead of `list`: the same for a question with one answer.
    """
    at.only_keys(("list", "choice", "runner", "answers", "raises", "outcome_blank"))
    several = at.get("list")
    name = several.text() if several else at.require("choice").text()
    base = merged(runners.of(at), _table(at, "answers"))
    blank = at.get("outcome_blank")
    expected: dict[str, tuple[str, str, str]] = {}
    for option, said in at.require("raises").entries("a mapping of options to what they raise"):
        words = said.texts() if isinstance(said.value, list) else ("", said.text())
        if len(words) != 2:  # noqa: PLR2004  (a rule and an outcome)
            said.report(
                "P04",
                "Expected a rule and an outcome.",
                "Write [E1, emergency], or only an outcome where nothing is raised.",
            )
            continue
        expected[str(option)] = (*words, said.place)

    def answer(option: str) -> object:
        return [option] if several else option

    rows: list[BoundaryRow] = []
    for rule in dict.fromkeys(rule for rule, _, _ in expected.values() if rule):
        inside = [option for option, (raised, _, _) in expected.items() if raised == rule]
        outside = [option for option in expected if option not in inside]
        settings = [
            Probe("true", merged(base, {name: answer(option)}), number)
            for number, option in enumerate(inside)
        ]
        settings += [
            Probe("false", merged(base, {name: answer(option)}), number)
            for number, option in enumerate(outside)
        ]
        settings.append(Probe("blank", merged(base, {name: None}), 0))
        expect = {
            "outcome": [expected[option][1] for option in inside],
            "outcome_false": [expected[option][1] for option in outside],
            "blank": "unknown",
            "outcome_blank": blank.text() if blank else "incomplete",
        }
        rows.append(BoundaryRow(expected[inside[0]][2], "rule", rule, name, tuple(settings), expect))
    return rows


def table(at: Node, runners: BaseRunners) -> list[BoundaryRow]:
    """A row for each line of a point table: over one choice, or in bands over one number.

    `points` maps each option, or each band such as "<2", "2-4" and "13+", to its points; what is not named
    gives none. `options` are all options of a choice, `ends` the lowest and highest answer and the step of a
    number.
    """
    at.only_keys(("rule", "vary", "runner", "answers", "points", "options", "range", "blank"))
    rule, name = at.require("rule").text(), at.require("vary").text()
    base = merged(runners.of(at), _table(at, "answers"))
    blank = at.get("blank")
    lines = at.require("points").entries("a mapping of answers to points")
    options, ends = at.get("options"), at.get("range")
    rows: list[BoundaryRow] = []
    for line, said in lines:
        if options:
            inside, outside = [str(line)], [option for option in options.texts() if option != line]
        else:
            inside, outside = _around(
                str(line), [row.number() for row in ends.rows()] if ends else [0, 10, 1]
            )
        settings = [Probe("true", merged(base, {name: value}), number) for number, value in enumerate(inside)]
        settings += [
            Probe("false", merged(base, {name: value}), number) for number, value in enumerate(outside)
        ]
        settings.append(Probe("blank", merged(base, {name: None}), 0))
        expect = {"points": said.integer(), "blank": str(blank.value).lower() if blank else "unknown"}
        rows.append(BoundaryRow(said.place, "rule", f"{rule}.{line}", name, tuple(settings), expect))
    return rows


def _around(band: str, ends: list[int | float]) -> tuple[list[Any], list[Any]]:
    """The answers at the ends of a band, and those just outside it. `ends`: the lowest and highest answer,
    and the step.
    """
    lowest, highest, step = ends
    number = int if all(isinstance(end, int) for end in ends) else float
    if band.startswith("<"):
        low, high = lowest, number(band[1:]) - step
    elif band.endswith("+"):
        low, high = number(band[:-1]), highest
    else:
        first, _, last = band.partition("-")
        low, high = number(first), number(last or first)
    outside = [value for value in (low - step, high + step) if lowest <= value <= highest]
    return list(dict.fromkeys((low, high))), outside
