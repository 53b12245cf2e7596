"""Findings about advice to load that is due beside a finding which forbids it.

Such answers are looked for among all that the two rules look at. Where nothing about safety joins what one
looks at to what the other does, a runner is found for each rule, once, and the two are put together: a large
pack has many more pairs of that kind than rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from runner_intake.conditions import (
    TooMuchWorkError,
    conjunction,
    disjunction,
    independent_groups,
    negate,
    truth,
)
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.step_states import counts
from runner_intake.safety import screen, worst
from runner_intake.verify.answers_for import answers_for, looked_at, with_safety, written
from runner_intake.verify.findings import CheckFinding, finding
from runner_intake.verify.owned_conditions import given_atoms
from runner_intake.vocabulary import BLOCKING, OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner_intake.conditions.solve import Solver
    from runner_intake.pack import Pack, SafetyRule, StepRule
    from runner_intake.result.assessment import Answer
    from runner_intake.vocabulary import Outcome

Rule = TypeVar("Rule", "StepRule", "SafetyRule")

TRIES = 20
"""How many runners are looked at before a step beside a finding counts as too much to settle."""


def loading_findings(pack: Pack, solver: Solver) -> Iterator[CheckFinding]:
    """Every step that advises loading and is due beside a finding that forbids it."""
    advising = [_Alone(rule, pack, solver) for step in pack.steps for rule in step.rules if rule.loading]
    forbidding = [
        _Alone(rule, pack, solver) for rule in pack.safety if rule.no_loading or rule.outcome in BLOCKING
    ]
    for advice in advising:
        beside = [outcome for outcome in (None, *OUTCOMES) if _may_stand_beside(advice.rule, outcome, pack)]
        for warning in forbidding:
            if warning.rule.outcome in beside:
                yield from _no_loading(advice, warning)


def _may_stand_beside(step: StepRule, outcome: Outcome | None, pack: Pack) -> bool:
    """Whether any outcome at which a rule with this one may hold has this step: an outcome at least as
    severe, and of the step's kind.
    """
    at_least = OUTCOMES if outcome is None else OUTCOMES[: OUTCOMES.index(outcome) + 1]
    outcomes = _outcomes(pack).intersection(at_least)
    return step.outcome in outcomes if step.outcome else not outcomes <= pack.special_outcomes


@lru_cache(maxsize=4)
def _outcomes(pack: Pack) -> frozenset[Outcome]:
    """The outcomes that may come out."""
    return frozenset({rule.outcome for rule in pack.safety if rule.outcome} | {"incomplete", "clear"})


def _no_loading(advice: _Alone[StepRule], warning: _Alone[SafetyRule]) -> Iterator[CheckFinding]:
    """A finding where advice to load is due beside a finding that forbids it, with such answers."""
    step, rule = advice.rule, warning.rule
    location, named = (step.id, step.place), f"{rule.id} ({rule.outcome or 'notice'})"
    if warning.looks_as_given:
        what = "looks at answers as given, so it was not checked whether this advice is due beside it."
        yield finding("V41", location, f"{named} {what}")
        return
    try:
        shown = _together(advice, warning) or _beside(step, rule, advice.pack, advice.solver)
    except TooMuchWorkError:
        yield finding("V41", location, f"Whether it is due beside {named} takes too many answers.")
        return
    if shown is not None:
        yield finding("V18", location, f"It advises loading, and {named} stands beside it.", shown)


# --- both at once -------------------------------------------------------------------------------------------


def _beside(step: StepRule, rule: SafetyRule, pack: Pack, solver: Solver) -> dict[str, Answer] | None:
    """Answers with which a step is due beside a finding; None where surely there are none."""
    wanted, proves = [step.when.grounded, rule.when.grounded], True
    if step.outcome not in (None, "incomplete", rule.outcome):
        bringing = [other for other in pack.safety if other.outcome == step.outcome]
        ordinary = [other for other in bringing if not given_atoms(other.when.written)]
        wanted.append(disjunction(other.when.grounded for other in ordinary))
        proves = ordinary == bringing
    for _ in range(TRIES):
        cells = solver.satisfy(conjunction(wanted))
        if cells is None and proves:
            return None
        if cells is None:
            break
        runner = Analysis(with_safety(answers_for(cells, pack), pack), pack)
        screening = runner.screening
        if rule in (*screening.findings, *screening.notices) and _holds_for(step, runner):
            return written(runner.answers.given, pack)
        in_the_way = [
            other
            for other in screening.findings
            if _changes_steps(other, step, pack) and other.when.grounded not in wanted
        ]
        if not in_the_way:
            break
        wanted += [negate(other.when.grounded) for other in in_the_way]
        proves = proves and not any(_may_stay(other, step, pack) for other in in_the_way)
    raise TooMuchWorkError


def _may_stay(rule: SafetyRule, step: StepRule, pack: Pack) -> bool:
    """Whether a step may be due although the condition of a safety rule is true: it may not count, or the
    outcome may be worse.
    """
    needles = pack.questionnaire.looks_at_needles(rule.when.grounded)
    return needles or _may_stand_beside(step, rule.outcome, pack)


def _holds_for(step: StepRule, runner: Analysis) -> bool:
    """Whether a rule of a first step surely holds, and counts."""
    counting = counts(step, runner.pack, runner.special, needles=runner.needles.count)
    return counting and truth(step.when.grounded, runner.answers.facts) is True


def _changes_steps(rule: SafetyRule, step: StepRule, pack: Pack) -> bool:
    """Whether a finding brings the first steps of another outcome than this one's."""
    if given_atoms(rule.when.written) or rule.outcome is None:
        return False
    if step.outcome:
        return not _may_stand_beside(step, rule.outcome, pack)
    return rule.outcome in pack.special_outcomes


# --- each by itself -----------------------------------------------------------------------------------------


class _Runner(NamedTuple):
    """Somebody for whom a rule holds: the answers, and the outcome, which may be milder where questions about
    needles do not count.
    """

    answers: Mapping[str, Answer]
    outcome: Outcome


@dataclass(frozen=True, eq=False)
class _Alone(Generic[Rule]):
    """A rule by itself, and what is found out about it once for all its pairs."""

    rule: Rule
    pack: Pack
    solver: Solver

    @cached_property
    def looks_as_given(self) -> bool:
        """Whether it looks at answers as given."""
        return given_atoms(self.rule.when.written)

    @cached_property
    def joined(self) -> frozenset[str]:
        """The fields that it looks at, with all that something about safety joins to them."""
        parts = _parts(self.pack)
        return frozenset[str]().union(
            *(parts[name] for name in looked_at(self.rule.when.grounded, self.pack))
        )

    @cached_property
    def runner(self) -> _Runner | None:
        """Somebody for whom it surely holds, and who has answered everything else about safety as harmlessly
        as the rules allow. None where there is nobody, or where the rule looks at needles: it then counts for
        some only.
        """
        condition, pack = self.rule.when.grounded, self.pack
        cells = None if pack.questionnaire.looks_at_needles(condition) else self.solver.satisfy(condition)
        if cells is None:
            return None
        answers = with_safety(answers_for(cells, pack), pack)
        if not truth(condition, answers.facts):
            return None
        return _Runner(written(answers.given, pack), screen(answers, pack, needles=True).outcome)


@lru_cache(maxsize=4)
def _parts(pack: Pack) -> Mapping[str, frozenset[str]]:
    """For every field all those that it is joined to by safety rules, by gates, by ratios, and by choices
    among what is picked. What is answered in one part, and which safety rules over it hold, says nothing of
    the other parts.
    """
    questionnaire = pack.questionnaire
    joined: list[tuple[str, ...]] = [(name,) for name in questionnaire.fields]
    joined += [looked_at(rule.when.grounded, pack) for rule in pack.safety]
    joined += [
        (*questionnaire.inputs(name), *looked_at(gate, pack)) for name, gate in questionnaire.gates.items()
    ]
    joined += [questionnaire.inputs(name) for name in questionnaire.derived]
    joined += [(choice.id, choice.options_from) for choice in questionnaire.choices_among_picked]
    groups = independent_groups(joined, lambda names: names)
    parts = (frozenset(name for names in group for name in names) for group in groups)
    return {name: part for part in parts for name in part}


def _together(advice: _Alone[StepRule], warning: _Alone[SafetyRule]) -> dict[str, Answer] | None:
    """Answers with which a step is due beside a finding, put together from those of two runners: to what is
    joined to the step those of the one for whom it holds, to everything else those of the one with the
    finding. None where the two rules are joined, or where such answers may not show it.

    No safety rule holds for the runner put together, and no question is left open, but where it is so for one
    of the two. The outcome is therefore that of the finding where theirs are no worse.
    """
    if not advice.joined.isdisjoint(warning.joined) or advice.runner is None or warning.runner is None:
        return None
    pack, outcome = advice.pack, worst((advice.runner.outcome, warning.runner.outcome))
    special = outcome if outcome in pack.special_outcomes else None
    if outcome != warning.rule.outcome or not counts(advice.rule, pack, special, needles=True):
        return None
    answers = {name: answer for name, answer in warning.runner.answers.items() if name not in advice.joined}
    answers |= {name: answer for name, answer in advice.runner.answers.items() if name in advice.joined}
    return {name: answers[name] for name in pack.questionnaire.fields if name in answers}
