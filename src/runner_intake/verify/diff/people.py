"""How many runners get another result, and how: real ones from a file, or a synthetic population."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from runner_intake.engine.analysis import Analysis
from runner_intake.engine.benefits import suggestions_and_others
from runner_intake.engine.steps import due_steps
from runner_intake.errors import IntakeError, Problem
from runner_intake.pack import made_up
from runner_intake.questionnaire import check_answers
from runner_intake.safety import screen, withheld
from runner_intake.vocabulary import OUTCOMES, SUGGESTING, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Questionnaire

COUNT = 200
"""How many synthetic runners are compared where no file is named."""


@dataclass(frozen=True, slots=True)
class FileRunner:
    """The answers of one runner as a file holds them, and where they stand in it."""

    place: str
    answers: object


@dataclass(frozen=True, slots=True)
class Result:
    """What a runner reads: the outcome, the suggestions in order with their levels, and the certain first
    steps. `without_needles` is the outcome as if no question about needles counted; `may_suggest` is False
    where none does count, because no score is high enough for a suggestion.
    """

    outcome: Outcome
    suggestions: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    without_needles: Outcome = field(compare=False)
    may_suggest: bool = field(compare=False)

    def is_milder_than(self, before: Result) -> bool:
        """Whether the outcome is less severe than before. Rules about needles follow the scores: that they
        no longer count, because nothing can be suggested any more, makes nothing less severe.
        """
        outcome = before.outcome if self.may_suggest else before.without_needles
        return OUTCOMES.index(self.outcome) > OUTCOMES.index(outcome)

    @property
    def top(self) -> str | None:
        return self.suggestions[0][0] if self.suggestions else None


@dataclass(frozen=True, slots=True)
class OutcomeMove:
    """So many runners went from one result to another; `first` is the place of the first of them."""

    old: str | None
    new: str | None
    runners: int
    first: str


@dataclass(frozen=True, slots=True)
class People:
    """How many runners were compared, how many of them get another result, and how.

    `uniform` says of synthetic runners that neither pack has a population.yaml, so that they give any answer.
    `unreadable` are the problems of answers that one of the packs does not take; these runners are not
    compared.
    """

    synthetic: bool
    uniform: bool
    compared: int
    changed: int
    less_severe: int
    outcomes: tuple[OutcomeMove, ...]
    tops: tuple[OutcomeMove, ...]
    other_suggestions: int
    other_steps: int
    unreadable: tuple[Problem, ...]


def compare_people(old: Pack, new: Pack, raws: Sequence[FileRunner], *, synthetic: bool) -> People:
    """The results of some runners under two packs."""
    pairs: list[tuple[str, Result, Result]] = []
    unreadable: list[Problem] = []
    for raw in raws:
        try:
            pairs.append((raw.place, result(raw, old), result(raw, new)))
        except IntakeError as error:
            unreadable += error.problems
    return People(
        synthetic=synthetic,
        uniform=synthetic and not (old.population or new.population),
        compared=len(pairs),
        changed=sum(before != after for _, before, after in pairs),
        less_severe=sum(after.is_milder_than(before) for _, before, after in pairs),
        outcomes=_moves([(place, before.outcome, after.outcome) for place, before, after in pairs]),
        tops=_moves([(place, before.top, after.top) for place, before, after in pairs]),
        other_suggestions=sum(before.suggestions != after.suggestions for _, before, after in pairs),
        other_steps=sum(before.steps != after.steps for _, before, after in pairs),
        unreadable=tuple(unreadable),
    )


def result(raw: FileRunner, pack: Pack) -> Result:
    """What a runner reads under a pack; IntakeError if the pack does not take the answers."""
    answers = check_answers(raw.answers, pack.questionnaire, raw.place)
    analysis = Analysis(answers, pack)
    suggesting = analysis.outcome in SUGGESTING
    shown = suggestions_and_others(analysis.guarantees, answers, ())[0] if suggesting else ()
    return Result(
        outcome=analysis.outcome,
        without_needles=screen(answers, pack, needles=False).outcome,
        may_suggest=analysis.needles.count or withheld(answers, pack),
        suggestions=tuple((suggestion.benefit, suggestion.level) for suggestion in shown),
        steps=tuple(state.step.id for state in due_steps(analysis.steps)),
    )


def _moves(trios: Sequence[tuple[str, str | None, str | None]]) -> tuple[OutcomeMove, ...]:
    """The moves from one word to another, most frequent first."""
    counts = Counter((old, new) for _, old, new in trios if old != new)
    first: dict[tuple[str | None, str | None], str] = {}
    for place, old, new in trios:
        first.setdefault((old, new), place)
    return tuple(OutcomeMove(*pair, count, first[pair]) for pair, count in counts.most_common())


def synthetic_people(old: Pack, new: Pack, count: int = COUNT) -> tuple[FileRunner, ...]:
    """Runners made up as the new pack describes them, or else the old one.

    What only the other pack asks gets any answer; an answer that one of them does not take is left out.
    """
    first, second = (old, new) if old.population and not new.population else (new, old)
    rng = random.Random(made_up.SEED)  # noqa: S311  (a simulation)
    raws = []
    for number, answers in enumerate(made_up.runners(count, first)):
        for pack in (first, second):
            _fit(answers, pack.questionnaire, rng)
        both = old.questionnaire.fields.keys() & new.questionnaire.fields.keys()
        shared = {name: value for name, value in answers.items() if name in both}
        raws.append(FileRunner(f"synthetic runner {number + 1}", _without_ignored(shared, old)))
    return tuple(raws)


def _fit(answers: dict[str, Any], questionnaire: Questionnaire, rng: random.Random) -> None:
    both = {name: answers[name] for name in questionnaire.fields if name in answers}
    if not _are_taken(both, questionnaire):
        answers |= {name: None for name in both if not _are_taken({name: both[name]}, questionnaire)}
    for name, asked in questionnaire.fields.items():
        if name not in answers:
            ticked = answers.get(asked.options_from) or ()
            value = made_up.any_answer(asked, rng, {asked.options_from: frozenset(ticked)})
            answers[name] = sorted(value) if isinstance(value, frozenset) else value


def _are_taken(answers: Mapping[str, object], questionnaire: Questionnaire) -> bool:
    try:
        check_answers(answers, questionnaire)
    except IntakeError:
        return False
    return True


def _without_ignored(answers: Mapping[str, Any], pack: Pack) -> dict[str, Any]:
    ignored = check_answers(answers, pack.questionnaire).ignored
    return {name: value for name, value in answers.items() if name not in ignored}
