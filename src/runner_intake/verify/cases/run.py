"""Runs the cases of a pack: what came out otherwise than written."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from runner_intake.conditions import Truth, truth
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.assess import assess_checked
from runner_intake.errors import IntakeError
from runner_intake.questionnaire import RawAnswers, check_answers
from runner_intake.score import score
from runner_intake.verify.cases.read import BoundaryRow, Total, Vignette

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner_intake.pack import Pack, PointRule
    from runner_intake.pack.model import When
    from runner_intake.result.assessment import Assessment
    from runner_intake.verify.cases.read import Case, Cases, Probe

STATES: dict[Truth, str] = {True: "true", False: "false", None: "unknown"}
_OUTCOMES = {"true": "outcome", "false": "outcome_false", "blank": "outcome_blank"}


@dataclass(frozen=True, slots=True)
class Actual:
    """What came out for an expectation: its key in the case, for which answer of a side (None: for all), and
    the value.

    Where the key is `true_at` or `false_at`, the answer of that number belongs on the other side.
    """

    key: str
    number: int | None
    value: object = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that came out otherwise: its place, what it is about, and what is wrong.

    `actual` is what would have to be expected instead; empty where that cannot be said by an expectation.
    """

    place: str
    about: str
    problem: str
    actual: tuple[Actual, ...] = ()


_Difference = tuple[str, tuple[Actual, ...]]
_RIGHT: _Difference = ("", ())
OPEN_ROW = (
    "its expectation is left open. Move the answers of open_at to true_at or false_at, and say what is "
    "expected where `open` is written."
)


def failures(pack: Pack, cases: Cases) -> Iterator[Failure]:
    """Every case that does not come out as written."""
    return chain.from_iterable(case_failures(pack, case) for case in cases)


def case_failures(pack: Pack, case: Case) -> Iterator[Failure]:
    """What comes out otherwise than one case expects."""
    match case:
        case BoundaryRow():
            problems = _row_problems(case, pack)
        case Total():
            problems = _total_problems(case, pack)
        case _:
            assert isinstance(case, Vignette)
            problems = _vignette_problems(case, pack)
    try:
        yield from (Failure(case.place, case.id, *problem) for problem in problems)
    except IntakeError as error:
        yield Failure(case.place, case.id, str(error.problems[0]))


# --- boundary rows ------------------------------------------------------------------------------------------


def _row_problems(row: BoundaryRow, pack: Pack) -> Iterator[_Difference]:
    if row.open:
        yield OPEN_ROW, ()
    for setting in row.settings:
        try:
            problem, actual = _setting_problem(pack, row, setting)
        except IntakeError as error:
            problem, actual = str(error.problems[0]), ()
        if problem:
            answer = _plain(setting.answers.get(row.vary))
            where = f"without {row.vary}" if setting.kind == "blank" else f"at {row.vary} {answer}"
            yield f"{where}: {problem}", actual


def _plain(value: object) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list | tuple) else str(value)


def _setting_problem(pack: Pack, row: BoundaryRow, setting: Probe) -> _Difference:
    """What is wrong in one line of a row, and what came out; empty where nothing is wrong."""
    point_rule = next(
        (rule for benefit in pack.benefits for rule in benefit.rules if rule.id == row.id), None
    )
    match row.target:
        case "requires":
            if benefit := pack.benefit.get(row.id):
                return _state(benefit.requires, row, setting, pack)
            return f"there is no benefit {row.id}.", ()
        case "rule" if point_rule is not None:
            return _point_rule(point_rule, row, setting, pack)
        case "rule" if any(rule.id == row.id for rule in pack.safety):
            return _safety_rule(row, setting, pack)
        case "step" if any(step.id == row.id.partition(".")[0] for step in pack.steps):
            return _step(row, setting, pack)
    return f"there is no {row.target} {row.id}.", ()


def _point_rule(rule: PointRule, row: BoundaryRow, setting: Probe, pack: Pack) -> _Difference:
    if rule.points != row.expect.get("points"):
        return f"it gives {rule.points:+d} points, not {row.expect.get('points')}.", _is(
            "points", rule.points
        )
    return _state(rule.when, row, setting, pack)


def _state(when: When, row: BoundaryRow, setting: Probe, pack: Pack) -> _Difference:
    state = STATES[truth(when.grounded, check_answers(setting.answers, pack.questionnaire).facts)]
    expected = _expected(row, setting)
    return _RIGHT if state == expected else (f"it is {state}, not {expected}.", _other_state(state, setting))


def _other_state(state: str, setting: Probe) -> tuple[Actual, ...]:
    if setting.kind == "blank":
        return _is("blank", state)
    return () if state == "unknown" else (Actual(f"{setting.kind}_at", setting.number),)


def _expected(row: BoundaryRow, setting: Probe) -> str:
    """true, false or unknown; an unquoted true or false of YAML is its word."""
    return str(row.expect.get("blank")).lower() if setting.kind == "blank" else setting.kind


def _safety_rule(row: BoundaryRow, setting: Probe, pack: Pack) -> _Difference:
    answers = check_answers(setting.answers, pack.questionnaire)
    screening = Analysis(answers, pack).screening
    raised = row.id in {rule.id for rule in (*screening.findings, *screening.notices)}
    if raised != (_expected(row, setting) == "true"):
        rule = next(rule for rule in pack.safety if rule.id == row.id)
        state = "true" if raised else STATES[truth(rule.when.grounded, answers.facts)]
        return f"the finding is {'there' if raised else 'not there'}.", _other_state(state, setting)
    key = _OUTCOMES[setting.kind]
    outcome = _of_list(row.expect.get(key), setting)
    if outcome is None or outcome == screening.outcome:
        return _RIGHT
    return f"the outcome is {screening.outcome}, not {outcome}.", (
        Actual(key, setting.number, screening.outcome),
    )


def _of_list(expected: Any, setting: Probe) -> Any:  # noqa: ANN401  (a case file holds any value)
    return expected[setting.number] if isinstance(expected, list) else expected


def _step(row: BoundaryRow, setting: Probe, pack: Pack) -> _Difference:
    step = row.id.partition(".")[0]
    result = _result(setting.answers, pack)
    if row.expect.get("speaks") and setting.kind != "blank":
        speaks = _speaks(row.id, result, pack)
        if speaks != (setting.kind == "true"):
            return f"the rule {row.id} {'speaks' if speaks else 'does not speak'} for the step {step}.", ()
    actual = _priority(result, step)
    match setting.kind:
        case "true":
            expected: tuple[Any, Any] = ("certain", row.expect.get("priority"))
        case "false":
            otherwise = _of_list(row.expect.get("otherwise"), setting)
            expected = ("absent", None) if otherwise is None else ("certain", otherwise)
        case "blank":
            expected = (row.expect.get("blank"), row.expect.get("priority_blank"))
    if actual == expected:
        return _RIGHT
    problem = f"the step {step} is {_due_words(*actual)}, not {_due_words(*expected)}."
    return problem, tuple(_other_step(row, setting, *actual))


def _other_step(row: BoundaryRow, setting: Probe, state: str, priority: int | None) -> Iterator[Actual]:
    """What a row about a step would have to expect."""
    match setting.kind, state:
        case "true", "certain":
            yield Actual("priority", None, priority)
        case "true", "absent":
            yield Actual("true_at", setting.number)
        case "false", "certain" if row.expect.get("otherwise") is None and priority == row.expect.get(
            "priority"
        ):
            yield Actual("false_at", setting.number)
        case "false", "certain" | "absent":
            yield Actual("otherwise", setting.number, priority)
        case "blank", _:
            if state != row.expect.get("blank"):
                yield Actual("blank", None, state)
            if priority != row.expect.get("priority_blank"):
                yield Actual("priority_blank", None, priority)


def _speaks(name: str, result: Assessment, pack: Pack) -> bool:
    """Whether a rule is the one whose reason is given for its step."""
    rules = {rule.id: rule for step in pack.steps for rule in step.rules}
    said = next((step.because for step in result.first_steps if step.id == name.partition(".")[0]), "")
    return name in rules and said.startswith(rules[name].because)


def _due_words(state: object, priority: object) -> str:
    return str(state) if priority is None else f"{state} with priority {priority}"


def _priority(result: Assessment, step: str) -> tuple[str, int | None]:
    certain, possible = (
        {due.id: due.priority for due in steps} for steps in (result.first_steps, result.possible_first_steps)
    )
    if step in certain:
        return "certain", certain[step]
    return ("possible", possible[step]) if step in possible else ("absent", None)


def _result(answers: RawAnswers, pack: Pack) -> Assessment:
    return assess_checked(check_answers(answers, pack.questionnaire), pack)


# --- totals and worked runners ------------------------------------------------------------------------------


def _total_problems(total: Total, pack: Pack) -> Iterator[_Difference]:
    answers = check_answers(total.answers, pack.questionnaire)
    if total.id not in pack.benefit:
        yield "there is no such benefit.", ()
        return
    points = score(pack.benefit[total.id], answers.certain).points
    if points != total.points:
        yield f"it has {points} points, not {total.points}.", _is("points", points)


def _vignette_problems(vignette: Vignette, pack: Pack) -> Iterator[_Difference]:
    result = _result(vignette.answers, pack)
    yield from ((problem, ()) for problem in _unknown(vignette.expect, pack))
    yield from _differences(result, vignette.expect)


def _unknown(expect: Mapping[str, Any], pack: Pack) -> Iterator[str]:
    """What is expected of a benefit or step that there is not."""
    steps, benefits = {step.id for step in pack.steps}, set(pack.benefit)
    for what, keys, known in (
        ("benefit", ("top", "never"), benefits | {None}),
        ("step", ("first_steps_any_of",), steps),
        ("benefit or step", ("order",), steps | benefits),
    ):
        named = {name for key in keys for name in expect.get(key, ())}
        yield from (f"there is no {what} {name}." for name in sorted(named - known))


def _differences(result: Assessment, expect: Mapping[str, Any]) -> Iterator[_Difference]:
    shown = [suggestion.benefit for suggestion in result.suggestions]
    top, level = (shown[0], result.suggestions[0].level) if shown else (None, None)
    due = [step.id for step in (*result.first_steps, *result.possible_first_steps)[:2]]
    wanted, never, order = (expect.get(key, ()) for key in ("first_steps_any_of", "never", "order"))
    if "safety" in expect and result.safety.outcome not in expect["safety"]:
        yield f"the outcome is {result.safety.outcome}.", _is("safety", [result.safety.outcome])
    if wanted and not set(wanted) & set(due):
        problem = f"none of {', '.join(wanted)} is among the first two first steps."
        yield problem, _is("first_steps_any_of", due)
    if "top" in expect and top not in expect["top"]:
        yield f"the first suggestion is {top or 'none'}.", _is("top", [top])
    if unwanted := set(shown) & set(never):
        left = [name for name in never if name not in shown]
        yield f"{', '.join(sorted(unwanted))} is suggested.", _is("never", left)
    nothing = not shown and None in expect.get("top", ())
    if "top_level" in expect and not nothing and level not in expect["top_level"]:
        yield "the first suggestion has another level.", _is("top_level", [level]) if level else ()
    for listed in (shown, [step.id for step in result.first_steps]):
        named = [name for name in listed if name in order]
        if named != [name for name in order if name in named]:
            rest = [name for name in order if name not in named]
            yield f"the order is {', '.join(named)}.", _is("order", [*named, *rest])


def _is(key: str, value: object) -> tuple[Actual, ...]:
    return (Actual(key, None, value),)
