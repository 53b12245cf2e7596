"""Findings about what a pack promises: levels that are never exceeded, benefits that a finding rules out,
loading that a finding forbids.

Highest scores under a condition come from a circuit of one benefit, so they are exact; where that would be
too large it is "not checked".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from runner_intake.circuit import Item, Scale
from runner_intake.conditions import TooMuchWorkError, conjunction, disjunction, negate, truth
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.step_states import counts
from runner_intake.engine.witness import extreme_answers
from runner_intake.verify.answers_for import (
    HIGHEST_WHERE_APPLICABLE,
    answers_for,
    complete,
    lowest,
    over_all_answers,
    with_safety,
    written,
)
from runner_intake.verify.findings import CheckFinding, finding
from runner_intake.verify.owned_conditions import given_atoms
from runner_intake.vocabulary import BLOCKING, OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.conditions import Condition, Value
    from runner_intake.conditions.solve import Solver
    from runner_intake.pack import Benefit, Pack, SafetyRule, StepRule
    from runner_intake.vocabulary import Outcome


TRIES = 20
"""How many runners are looked at before a step beside a finding counts as too much to settle."""


@dataclass(frozen=True, slots=True)
class _Limit:
    """A level that answers must not reach where a condition holds, and what is found where they do."""

    code: str
    location: tuple[str, str]
    what: str
    benefit: Benefit
    condition: Condition
    level: Literal["worth_discussing", "possible"]


def promise_findings(pack: Pack, solver: Solver) -> Iterator[CheckFinding]:
    """Everything that is promised and does not hold."""
    for limit in _limits(pack):
        yield from _exceeded(limit, pack)
    for step_rule in (rule for step in pack.steps for rule in step.rules if rule.loading):
        for rule in pack.safety:
            if rule.no_loading or rule.outcome in BLOCKING:
                yield from _no_loading(step_rule, rule, pack, solver)


# --- scores -------------------------------------------------------------------------------------------------


def _limits(pack: Pack) -> Iterator[_Limit]:
    for benefit in pack.benefits:
        for ceiling in benefit.never_above:
            level: Literal["worth_discussing", "possible"] = (
                "worth_discussing" if ceiling.level == "possible" else "possible"
            )
            what = f"It promises no more than {ceiling.level} here, and answers reach {level}."
            yield _Limit("V15", (benefit.id, ceiling.place), what, benefit, ceiling.when.grounded, level)
        what = "Its grade is very_low for these answers, and they are worth discussing."
        for condition in _where_very_low(benefit):
            yield _Limit("V16", (benefit.id, benefit.place), what, benefit, condition, "worth_discussing")
    for rule in pack.safety:
        for name in rule.rules_out:
            what = f"It rules {name} out, and answers with which it holds reach possible there."
            condition = rule.when.grounded
            yield _Limit("V17", (rule.id, rule.place), what, pack.benefit[name], condition, "possible")


def _where_very_low(benefit: Benefit) -> Iterator[Condition]:
    """Where the grade that is shown is very_low: that of a note that holds, else that of the benefit."""
    graded = [note for note in benefit.notes if note.grade is not None]
    yield from (note.when.grounded for note in graded if note.grade == "very_low")
    if benefit.evidence.grade == "very_low":
        yield conjunction(negate(note.when.grounded) for note in graded)


def _exceeded(limit: _Limit, pack: Pack) -> Iterator[CheckFinding]:
    """A finding where answers reach the level, with such answers."""
    benefit = limit.benefit
    if given_atoms(limit.condition):
        what = f"so what {benefit.id} reaches with it was not checked."
        yield finding("V41", limit.location, f"Its condition looks at answers as given, {what}")
        return
    points, cells, exact = highest_where(benefit, limit.condition, pack)
    if points is None or pack.level(benefit, points) not in (limit.level, "worth_discussing"):
        return
    if exact:
        shown = written(complete(answers_for(cells, pack), pack), pack)
        what = f"{limit.what} They give {benefit.id} {points} of {benefit.max} points."
        yield finding(limit.code, limit.location, what, shown)
    else:
        yield finding("V41", limit.location, f"Too many answers bear on what {benefit.id} can reach with it.")


def highest_where(
    benefit: Benefit, condition: Condition, pack: Pack
) -> tuple[int | None, dict[str, Value], bool]:
    """The highest score of a benefit where it applies and a condition holds (None where both never do),
    answers with it, whether that is exact.
    """
    spread = sum(abs(rule.points) for rule in benefit.rules)
    scale = Scale(1, (1,), 2 * spread + 1)
    items = [Item(rule.when.grounded, scale.of_points(0, rule.points)) for rule in benefit.rules]
    items += [Item(benefit.requires.grounded, scale.of_applying(0)), Item(condition, scale.of_applying(0))]
    sums = over_all_answers(items, scale, pack.questionnaire.domains, pack.questionnaire.gates)
    quantity = scale.points(0) + HIGHEST_WHERE_APPLICABLE
    points = -lowest(sums, quantity) - 2 * scale.big
    is_exact = not sums.circuit.relaxed
    return (points if points >= -spread else None), extreme_answers(sums, quantity), is_exact


# --- loading ------------------------------------------------------------------------------------------------


def _no_loading(step: StepRule, rule: SafetyRule, pack: Pack, solver: Solver) -> Iterator[CheckFinding]:
    """A finding where advice to load is due beside a finding that forbids it, with such answers."""
    if not _may_stand_beside(step, rule, pack):
        return
    location, named = (step.id, step.place), f"{rule.id} ({rule.outcome or 'notice'})"
    if given_atoms(rule.when.written):
        what = "looks at answers as given, so it was not checked whether this advice is due beside it."
        yield finding("V41", location, f"{named} {what}")
        return
    try:
        runner = _beside(step, rule, pack, solver)
    except TooMuchWorkError:
        yield finding("V41", location, f"Whether it is due beside {named} takes too many answers.")
        return
    if runner is not None:
        what = f"It advises loading, and {named} stands beside it."
        yield finding("V18", location, what, written(runner.answers.given, pack))


def _beside(step: StepRule, rule: SafetyRule, pack: Pack, solver: Solver) -> Analysis | None:
    """A runner for whom a step is due beside a finding; None where surely there is none."""
    wanted = [step.when.grounded, rule.when.grounded]
    if step.outcome not in (None, rule.outcome):
        bringing = (other for other in pack.safety if other.outcome == step.outcome)
        wanted.append(
            disjunction(other.when.grounded for other in bringing if not given_atoms(other.when.written))
        )
    for _ in range(TRIES):
        cells = solver.satisfy(conjunction(wanted))
        if cells is None:
            return None
        runner = Analysis(with_safety(answers_for(cells, pack), pack), pack)
        if rule in runner.screening.findings and _holds_for(step, runner):
            return runner
        in_the_way = [
            other.when.grounded
            for other in runner.screening.findings
            if _changes_steps(other, step, pack) and other.when.grounded not in wanted
        ]
        if not in_the_way:
            break
        wanted += map(negate, in_the_way)
    raise TooMuchWorkError


def _holds_for(step: StepRule, runner: Analysis) -> bool:
    """Whether a rule of a first step surely holds, and counts."""
    counting = counts(step, runner.pack, runner.special, needles=runner.needles.count)
    return counting and truth(step.when.grounded, runner.answers.facts) is True


def _may_stand_beside(step: StepRule, rule: SafetyRule, pack: Pack) -> bool:
    """Whether any outcome at which the rule may hold has this step: an outcome at least as severe, and of the
    step's kind.
    """
    at_least = OUTCOMES if rule.outcome is None else OUTCOMES[: OUTCOMES.index(rule.outcome) + 1]
    outcomes = _outcomes(pack).intersection(at_least)
    return step.outcome in outcomes if step.outcome else not outcomes <= pack.special_outcomes


@lru_cache(maxsize=4)
def _outcomes(pack: Pack) -> frozenset[Outcome]:
    """The outcomes that may come out."""
    return frozenset({rule.outcome for rule in pack.safety if rule.outcome} | {"incomplete", "clear"})


def _changes_steps(rule: SafetyRule, step: StepRule, pack: Pack) -> bool:
    """Whether a finding brings the first steps of another outcome than this one's."""
    if given_atoms(rule.when.written) or rule.outcome is None:
        return False
    return rule.outcome != step.outcome if step.outcome else rule.outcome in pack.special_outcomes
