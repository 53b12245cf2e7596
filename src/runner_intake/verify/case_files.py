"""Reads the cases of a pack (`cases/*.yaml`) into single expectations, each with its place. Runs nothing and knows no rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from runner_intake.errors import IntakeError, Problem
from runner_intake.reading import Spot, parse_yaml, read_text, spot
from runner_intake.vocabulary import OUTCOMES, Level, Outcome, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

Answers = dict[str, Any]
Presence = Literal["certain", "possible", "absent"]
Subject = Literal["rule", "requires", "step"]

_FILE_KEYS = ("base", "cases", "boundaries", "totals")
_CASE_KEYS = ("id", "title", "why", "answers", "expect")
_EXPECT_KEYS = ("safety", "first_steps_any_of", "top", "top_level", "never", "order")
_SUBJECTS: tuple[Subject, ...] = get_args(Subject)
_ROW_KEYS = ("answers", "vary", "true_at", "false_at", "blank", "points", "outcome", "outcome_false", "outcome_blank")
_STEP_KEYS = ("priority", "otherwise", "priority_blank")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expectation is written, and the answers it is about."""

    at: str
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WholeRunner:
    """What must come out for a whole set of answers; an empty list expects nothing."""

    where: Place
    id: str
    safety: tuple[str, ...]
    steps: tuple[str, ...]
    top: tuple[str | None, ...]
    levels: tuple[Level, ...]
    never: tuple[str, ...]
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleState:
    """Whether a rule holds. `points` is what a point rule must give, `outcome` what a safety rule must lead to; None expects nothing."""

    where: Place
    rule: str
    state: State
    points: int | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Applies:
    """Whether a benefit applies."""

    where: Place
    benefit: str
    state: State


@dataclass(frozen=True, slots=True)
class StepPriority:
    """Whether a first step is listed, and how urgent it is then."""

    where: Place
    rule: str
    presence: Presence
    priority: int | None


@dataclass(frozen=True, slots=True)
class TotalPoints:
    """The points of a benefit for a whole set of answers."""

    where: Place
    benefit: str
    points: int


Expectation = WholeRunner | RuleState | Applies | StepPriority | TotalPoints


def read_cases(folder: Traversable) -> tuple[Expectation, ...]:
    """Every expectation in the `cases` folder of a pack; IntakeError with all problems of all its files."""
    problems: list[Problem] = []
    found: list[Expectation] = []
    files = (folder / "cases").iterdir() if (folder / "cases").is_dir() else []
    for file in sorted(files, key=lambda each: each.name):
        if file.name.endswith((".yaml", ".yml")):
            name = f"cases/{file.name}"
            try:
                found += _expectations(spot(parse_yaml(read_text(file, name), name), name, problems))
            except IntakeError as error:
                problems += error.problems
    if problems:
        raise IntakeError(problems)
    return tuple(found)


def _expectations(at: Spot) -> Iterator[Expectation]:
    at.allow(_FILE_KEYS)
    base = _answers(at.get("base"))
    for key, read in (("cases", _whole_runner), ("boundaries", _boundary), ("totals", _total)):
        rows = at.get(key)
        for row in rows.rows() if rows else []:
            yield from read(row, base)


def _answers(at: Spot | None) -> Answers:
    return {name: each.value for name, each in at.entries()} if at else {}


def _merged(base: Answers, *changes: Answers) -> Answers:
    """The base with changes; null takes an answer out."""
    merged = dict(base)
    for change in changes:
        merged.update(change)
    return {name: value for name, value in merged.items() if value is not None}


def _whole_runner(at: Spot, base: Answers) -> Iterator[Expectation]:
    at.allow(_CASE_KEYS)
    expect = at.need("expect")
    expect.allow(_EXPECT_KEYS)
    lists: dict[str, Any] = {key: tuple(row.value for row in found.rows()) if (found := expect.get(key)) else () for key in _EXPECT_KEYS}
    yield WholeRunner(
        where=Place(at.place, _merged(base, _answers(at.get("answers")))),
        id=at.need("id").text(),
        safety=lists["safety"],
        steps=lists["first_steps_any_of"],
        top=lists["top"],
        levels=lists["top_level"],
        never=lists["never"],
        order=lists["order"],
    )


def _total(at: Spot, base: Answers) -> Iterator[Expectation]:
    at.allow(("benefit", "answers", "points"))
    answers = _merged(base, _answers(at.get("answers")))
    yield TotalPoints(Place(at.place, answers), at.need("benefit").text(), at.need("points").integer())


def _boundary(at: Spot, base: Answers) -> Iterator[Expectation]:
    """One expectation for each value of a boundary row, and one for its blank."""
    subjects: list[Subject] = [key for key in _SUBJECTS if at.get(key)]
    if len(subjects) != 1:
        at.fail("P02", "A boundary row has exactly one of `rule`, `requires` and `step`.", "Keep one.")
        return
    subject = subjects[0]
    at.allow((subject, *_ROW_KEYS, *(_STEP_KEYS if subject == "step" else ())))
    vary = at.need("vary").text()
    around = _merged(base, _answers(at.get("answers")))
    for state, key in (("true", "true_at"), ("false", "false_at")):
        values = at.get(key)
        for place, value in enumerate(values.rows() if values else []):
            yield _expectation(at, subject, Place(value.place, _merged(around, {vary: value.value})), state, place)
    blank = at.get("blank")
    if blank:
        yield _expectation(at, subject, Place(blank.place, _merged(around, {vary: None})), "blank", 0)


def _expectation(at: Spot, subject: Subject, where: Place, kind: str, number: int) -> Expectation:
    name = at.need(subject).text()
    if subject == "step":
        return _step(at, name, where, kind, number)
    blank = at.get("blank")
    state: Any = _one_of(blank, get_args(State)) if kind == "blank" and blank else kind
    if subject == "requires":
        return Applies(where, name, state)
    points = at.get("points")
    outcome: Any = _each(at.get({"true": "outcome", "false": "outcome_false"}.get(kind, "outcome_blank")), number, OUTCOMES)
    return RuleState(where, name, state, points.integer() if points else None, outcome)


def _step(at: Spot, name: str, where: Place, kind: str, number: int) -> StepPriority:
    priority: Any
    if kind == "true":
        return StepPriority(where, name, "certain", at.need("priority").integer())
    if kind == "false":
        priority = _each(at.get("otherwise"), number)
        return StepPriority(where, name, "absent" if priority is None else "certain", priority)
    presence: Any = _one_of(at.need("blank"), get_args(Presence))
    return StepPriority(where, name, presence, _each(at.get("priority_blank"), 0))


def _each(at: Spot | None, number: int, allowed: tuple[str, ...] = ()) -> Any:  # noqa: ANN401  (a word or a number, checked here)
    """One value for all, or the one of a list that belongs to this place; None where nothing is expected."""
    if at is None or at.value is None:
        return None
    if isinstance(at.value, list):
        rows = at.rows()
        if number >= len(rows):
            at.fail("P04", "This list is shorter than the list of values that it goes with.", "Write one entry for each value.")
            return None
        return _each(rows[number], 0, allowed)
    return _one_of(at, allowed) if allowed else at.integer()


def _one_of(at: Spot, allowed: tuple[str, ...]) -> str:
    word = str(at.value).lower() if isinstance(at.value, bool) else at.value
    if word not in allowed:
        at.fail("P07", "This word is not known here.", f"Use one of: {', '.join(allowed)}.")
        return allowed[0]
    return str(word)
