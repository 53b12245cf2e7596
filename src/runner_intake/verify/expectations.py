"""Holds one expectation against a pack. Says what came out instead, or nothing where the pack does as expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from runner_intake.conditions import Truth, truth
from runner_intake.engine.assess import assess_checked
from runner_intake.engine.situation import Situation
from runner_intake.engine.steps import first_steps
from runner_intake.errors import IntakeError
from runner_intake.questionnaire import Answers, check_answers
from runner_intake.safety import screen
from runner_intake.score import score
from runner_intake.verify.case_files import Applies, Expectation, RuleState, StepPriority, TotalPoints, WholeRunner
from runner_intake.vocabulary import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.pack import Pack

_STATES: dict[Truth, State] = {True: "true", False: "false", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that does not hold: where it is written, what it is about, and what came out instead."""

    place: str
    about: str
    what: str


def failures(expectations: Sequence[Expectation], pack: Pack) -> tuple[Failure, ...]:
    """Every expectation that a pack does not meet, in the order written."""
    found = []
    for each in expectations:
        what = unmet(each, pack)
        if what:
            found.append(Failure(each.where.at, about(each), what))
    return tuple(found)


def about(expectation: Expectation) -> str:
    """The rule, benefit or case that an expectation is about."""
    match expectation:
        case WholeRunner(id=name) | RuleState(rule=name) | Applies(benefit=name) | StepPriority(rule=name) | TotalPoints(benefit=name):
            return name
        case _:
            assert_never(expectation)


def unmet(expectation: Expectation, pack: Pack) -> str:
    """What is not as expected, in words; empty where all is."""
    try:
        answers = check_answers(expectation.where.answers, pack.questionnaire, expectation.where.at)
    except IntakeError as error:
        return "its answers cannot be used: " + "; ".join(f"{problem.path}: {problem.what}" for problem in error.problems)
    return "; ".join(_differences(expectation, answers, pack))


def _differences(expectation: Expectation, answers: Answers, pack: Pack) -> Iterator[str]:
    match expectation:
        case WholeRunner():
            return _runner_differences(expectation, answers, pack)
        case RuleState():
            return _rule_differences(expectation, answers, pack)
        case Applies(benefit=name, state=state):
            if name not in pack.benefit:
                return iter([f"there is no benefit {name}"])
            return _differs("it applies", state, _STATES[truth(pack.benefit[name].requires.grounded, answers.facts)])
        case StepPriority():
            return _step_differences(expectation, answers, pack)
        case TotalPoints(benefit=name, points=points):
            if name not in pack.benefit:
                return iter([f"there is no benefit {name}"])
            return _differs("points", points, score(pack.benefit[name], answers.certain).points)
        case _:
            assert_never(expectation)


def _differs(what: str, expected: object, found: object) -> Iterator[str]:
    if expected != found:
        yield f"{what}: expected {'nothing' if expected is None else expected}, found {'nothing' if found is None else found}"


def _among(what: str, expected: Sequence[object], found: object) -> Iterator[str]:
    if found not in expected:
        yield from _differs(what, " or ".join("nothing" if each is None else str(each) for each in expected), found)


def _rule_differences(expected: RuleState, answers: Answers, pack: Pack) -> Iterator[str]:
    points = next((rule for benefit in pack.benefits for rule in benefit.rules if rule.id == expected.rule), None)
    if points:
        if expected.points is not None:
            yield from _differs("points", expected.points, points.points)
        yield from _differs("the rule holds", expected.state, _STATES[truth(points.when.grounded, answers.facts)])
        return
    screening = screen(answers, pack)
    if expected.rule not in screening.truths:
        yield f"there is no rule {expected.rule}"
        return
    raised = expected.rule in {rule.id for rule in (*screening.findings, *screening.notices)}
    if raised != (expected.state == "true"):
        yield f"expected that it is {'' if expected.state == 'true' else 'not '}raised, and it is {'' if raised else 'not '}"
    if expected.outcome is not None:
        yield from _differs("outcome", expected.outcome, screening.outcome)


def _step_differences(expected: StepPriority, answers: Answers, pack: Pack) -> Iterator[str]:
    step = expected.rule.partition(".")[0]
    if step not in {each.id for each in pack.steps}:
        yield f"there is no first step {step}"
        return
    found = next((each for each in first_steps(Situation(answers, pack).steps) if each.id == step), None)
    presence = "absent" if found is None else "certain" if found.certain else "possible"
    yield from _differs("the step is", expected.presence, presence)
    yield from _differs("priority", expected.priority, found.priority if found else None)


def _runner_differences(expected: WholeRunner, answers: Answers, pack: Pack) -> Iterator[str]:
    result = assess_checked(answers, pack)
    shown = [suggestion.benefit for suggestion in result.suggestions]
    steps = [step.id for step in result.first_steps[:2]]
    if expected.safety:
        yield from _among("outcome", expected.safety, result.safety.outcome)
    if expected.steps and not set(expected.steps) & set(steps):
        yield f"first two steps: expected one of {', '.join(expected.steps)}, found {', '.join(steps) or 'nothing'}"
    if expected.top:
        yield from _among("first suggestion", expected.top, shown[0] if shown else None)
    if expected.levels:
        yield from _among("its level", expected.levels, result.suggestions[0].level if result.suggestions else None)
    for name in expected.never:
        if name in shown:
            yield f"{name} is suggested, and should never be here"
    if expected.order:
        found = [benefit for benefit in shown if benefit in expected.order]
        yield from _differs("order", ", ".join(expected.order), ", ".join(found) or None)
