"""Reads `cases/*.yaml` of a pack: boundary rows, matrices of them, totals and worked runners. Knows their
form, not whether they pass.

`cases/base.yaml` holds the answers that every case starts from, and named runners on top of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal, get_args

from runner_intake.errors import IntakeError, Problem, did_you_mean
from runner_intake.pack.signs import signs_in
from runner_intake.reading import node, parse_yaml, read_file, readable
from runner_intake.vocabulary import OUTCOMES, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.resources.abc import Traversable

    from runner_intake.questionnaire import RawAnswers
    from runner_intake.reading import Node

RowKind = Literal["true", "false", "blank"]
Target = Literal["rule", "requires", "step"]

_TARGETS: tuple[Target, ...] = ("rule", "requires", "step")
_ROW = (
    *_TARGETS, "runner", "vary", "answers", "true_at", "false_at", "points", "priority", "otherwise",
    "priority_blank", "speaks", "outcome", "outcome_false", "blank", "outcome_blank", "open_at",
)  # fmt: skip
_SIDES = {"true_at": ("outcome",), "false_at": ("outcome_false", "otherwise")}
"""The answers of either side of a boundary, and what may be given once for all of them, or one for each."""
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
        entries = runners.entries() if runners else []
        return cls(_table(file, "base"), {name: dict(row.value) for name, row in entries if row.is_table()})

    def answers(self, case: Node) -> RawAnswers:
        """The answers of a case: those it starts from, with its own changes."""
        runner = case.get("runner")
        if runner and runner.text() not in self.named:
            runner.report(
                "P07",
                f"There is no runner `{runner.value}` in {BASE}.",
                "Add it there, or name another one.",
                did_you_mean(str(runner.value), self.named),
            )
        named = self.named.get(runner.text(), {}) if runner else {}
        return merged(self.base, named, _table(case, "answers"))


@dataclass(frozen=True, slots=True)
class Case:
    """Something that must come out: its place, and the id of what it is about. `name` tells a person which
    one it is.
    """

    place: str
    id: str

    @property
    def name(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class Probe:
    """One line of a boundary row: the answers, and where they stand: at a value where the rule is true,
    false, or with the answer left out.
    """

    kind: RowKind
    answers: RawAnswers
    number: int


@dataclass(frozen=True, slots=True)
class BoundaryRow(Case):
    """A boundary row: what must be true of one rule (or requirement, or step) where one answer varies.

    An `open` row does not say yet what is expected; it has no settings and fails.
    """

    target: Target
    vary: str
    settings: tuple[Probe, ...]
    expect: Mapping[str, Any]
    open: bool = False

    @property
    def name(self) -> str:
        return f"{self.id}-{self.vary}"


@dataclass(frozen=True, slots=True)
class Total(Case):
    """The points that whole answers give a benefit."""

    answers: RawAnswers
    points: int

    @property
    def name(self) -> str:
        return f"{self.id}-points"


@dataclass(frozen=True, slots=True)
class Vignette(Case):
    """A worked runner, and what must come out."""

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

    def __iter__(self) -> Iterator[BoundaryRow | Total | Vignette]:
        return chain(self.rows, self.totals, self.worked)

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
    for file in (file for file in files if file.file != BASE):
        file.only_keys(("base", "boundaries", "signs", "tables", "totals", "cases"))
        own = file.get("base")
        base = BaseRunners(dict(own.value), shared.named) if own and own.is_table() else shared
        bases.append(base.base)
        rows += filter(None, (_row(case, base) for case in _rows(file, "boundaries")))
        rows += (row for case in _rows(file, "signs") for row in signs(case, base))
        rows += (row for case in _rows(file, "tables") for row in table(case, base))
        totals += (_total(case, base) for case in _rows(file, "totals"))
        worked += (_worked(case, base) for case in _rows(file, "cases"))
    if problems:
        raise IntakeError(problems)
    return Cases(tuple(rows), tuple(totals), tuple(worked), next(filter(None, bases), {}))


def _files(folder: Traversable, problems: list[Problem]) -> Iterator[Node]:
    with readable(f"{folder}/cases"):
        cases = folder / "cases"
        files = sorted(cases.iterdir(), key=lambda file: file.name) if cases.is_dir() else []
    for file in files:
        if file.name.endswith((".yaml", ".yml")):
            name = f"cases/{file.name}"
            try:
                text = read_file(file, name)
                content = node(parse_yaml(text, name), name, problems)
            except IntakeError as error:
                problems.extend(error.problems)
                continue
            # the language of a case is not known
            problems.extend(signs_in(name, text, content, right_to_left=True))
            yield content


def _rows(file: Node, key: str) -> list[Node]:
    listed = file.get(key)
    return listed.rows("a list of cases") if listed else []


def _row(case: Node, runners: BaseRunners) -> BoundaryRow | None:
    case.only_keys(_ROW)
    base = runners.answers(case)
    targets = [target for target in _TARGETS if case.get(target)]
    if len(targets) != 1:
        case.report(
            "P02",
            "A row is about exactly one rule, `requires` or step.",
            "Keep one of: rule, requires, step.",
        )
        return None
    vary = case.require("vary").text()
    holding, failing = (_side(case, *side) for side in _SIDES.items())
    expect = dict(case.value) if case.is_table() else {}
    is_open = "open_at" in expect or OPEN in expect.values()
    if not is_open:
        if not (holding or failing):
            case.report("P02", "There are no answers to try.", "Add true_at or false_at.")
        blank = case.require("blank")
        words = _STEP_BLANK if targets[0] == "step" else _BLANK
        if str(blank.value).lower() not in words:
            blank.report("P07", "This is not known here.", f"Use one of: {', '.join(words)}.")
    settings = () if is_open else _probes(base, vary, holding, failing)
    rule = case.require(targets[0]).text()
    return BoundaryRow(case.place, rule, targets[0], vary, settings, expect, is_open)


def _side(case: Node, key: str, one_each: tuple[str, ...]) -> list[Any]:
    """The answers of one side of a row; an expectation that is given for each of them must fit."""
    listed = case.get(key)
    rows = listed.rows("a list of answers") if listed else []
    for expected in filter(None, map(case.get, one_each)):
        if isinstance(expected.value, list) and len(expected.value) != len(rows):
            expected.report(
                "P04",
                f"There are {len(expected.value)} of these for {len(rows)} answers in `{key}`.",
                "Write one for each, or one for all.",
            )
    return [row.value for row in rows]


def _probes(
    base: RawAnswers, vary: str, holding: Iterable[object], failing: Iterable[object]
) -> tuple[Probe, ...]:
    """The lines of a row: each answer where it holds, each where it fails, and none."""
    sides: tuple[tuple[RowKind, Iterable[object]], ...] = (
        ("true", holding),
        ("false", failing),
        ("blank", (None,)),
    )
    return tuple(
        Probe(kind, merged(base, {vary: answer}), number)
        for kind, answers in sides
        for number, answer in enumerate(answers)
    )


def _total(case: Node, runners: BaseRunners) -> Total:
    case.only_keys(("benefit", "runner", "answers", "points"))
    benefit, answers = case.require("benefit").text(), runners.answers(case)
    return Total(case.place, benefit, answers, case.require("points").integer())


def _worked(case: Node, runners: BaseRunners) -> Vignette:
    case.only_keys(("id", "title", "why", "runner", "answers", "expect"))
    expect = case.require("expect")
    expect.only_keys(_EXPECT)
    if expect.value == {}:
        expect.report("P02", "Nothing is expected.", f"Add one of: {', '.join(_EXPECT)}.")
    for key, names in expect.entries():
        known = _KNOWN.get(key)
        for row in names.rows("a list of names"):
            if row.value is None and key == "top":
                continue  # nothing is suggested first
            if (word := row.text()) and known and word not in known:
                row.report("P07", f"`{word}` is not known here.", f"Use some of: {', '.join(known)}.")
    answers = runners.answers(case)
    name = case.require("id").text()
    return Vignette(case.place, name, answers, _table(case, "expect"))


def _table(case: Node, key: str) -> RawAnswers:
    table = case.get(key)
    return dict(table.value) if table and table.is_table() else {}


def merged(base: RawAnswers, *changes: RawAnswers) -> RawAnswers:
    """The base with changes; null takes an answer out."""
    answers = dict(base)
    for change in changes:
        answers.update(change)
    return {name: value for name, value in answers.items() if value is not None}


# --- matrices of boundary rows ------------------------------------------------------------------------------


def signs(matrix: Node, runners: BaseRunners) -> Iterator[BoundaryRow]:
    """A row for each sign of a list: it alone raises its rule, every other sign and `none` do not, and
    without the list it is open.

    `raises` maps each option to `[rule, outcome]`, and what raises nothing to the outcome that then comes
    out. `choice` instead of `list`: the same for a question with one answer.
    """
    matrix.only_keys(("list", "choice", "runner", "answers", "raises", "outcome_blank"))
    several = matrix.get("list")
    name = several.text() if several else matrix.require("choice").text()
    base = runners.answers(matrix)
    blank = matrix.get("outcome_blank")
    expected: dict[str, tuple[str, str, str]] = {}
    for option, said in matrix.require("raises").entries("a mapping of options to what they raise"):
        words = said.texts() if isinstance(said.value, list) else ("", said.text())
        if len(words) != 2:  # noqa: PLR2004  (a rule and an outcome)
            said.report(
                "P04",
                "Expected a rule and an outcome.",
                "Write [E1, emergency], or only an outcome where nothing is raised.",
            )
            continue
        expected[option] = (*words, said.place)
    for rule in dict.fromkeys(rule for rule, _, _ in expected.values() if rule):
        inside = [option for option, (raised, _, _) in expected.items() if raised == rule]
        outside = [option for option in expected if option not in inside]
        answers = ([[option] if several else option for option in side] for side in (inside, outside))
        expect = {
            "outcome": [expected[option][1] for option in inside],
            "outcome_false": [expected[option][1] for option in outside],
            "blank": "unknown",
            "outcome_blank": blank.text() if blank else "incomplete",
        }
        settings = _probes(base, name, *answers)
        yield BoundaryRow(expected[inside[0]][2], rule, "rule", name, settings, expect)


def table(matrix: Node, runners: BaseRunners) -> Iterator[BoundaryRow]:
    """A row for each line of a point table: over one choice, or in bands over one number.

    `points` maps each option, or each band such as "<2", "2-4" and "13+", to its points; what is not named
    gives none. `options` are all options of a choice, `ends` the lowest and highest answer and the step of a
    number.
    """
    matrix.only_keys(("rule", "vary", "runner", "answers", "points", "options", "range", "blank"))
    rule, name = matrix.require("rule").text(), matrix.require("vary").text()
    base = runners.answers(matrix)
    blank = matrix.get("blank")
    lines = matrix.require("points").entries("a mapping of answers to points")
    options, ends = matrix.get("options"), matrix.get("range")
    for line, said in lines:
        if options:
            inside, outside = [line], [option for option in options.texts() if option != line]
        else:
            inside, outside = _around(line, [row.number() for row in ends.rows()] if ends else [0, 10, 1])
        settings = _probes(base, name, inside, outside)
        expect = {"points": said.integer(), "blank": str(blank.value).lower() if blank else "unknown"}
        yield BoundaryRow(said.place, f"{rule}.{line}", "rule", name, settings, expect)


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
