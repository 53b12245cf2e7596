"""What changes for some runners, real or invented, and which first suggestions become which."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from runner_intake.conditions import NONE_OPTION, ChoiceDomain, ManyDomain, NumberDomain
from runner_intake.engine.assess import assess
from runner_intake.errors import IntakeError
from runner_intake.questionnaire import settle
from runner_intake.verify.answers_for import with_safety, written
from runner_intake.verify.diff.report import People, TopChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runner_intake.assessment import Assessment
    from runner_intake.conditions import Domain, Value
    from runner_intake.pack import Pack
    from runner_intake.verify.diff.common import Common
    from runner_intake.verify.diff.report import Runner

INVENTED = 150
"""How many runners are invented where no file of them is given."""


def people(both: Common, runners: Sequence[Runner], *, invented: bool, more: Iterable[Runner]) -> tuple[People, tuple[TopChange, ...]]:
    """What changes for runners; first suggestions are looked for among `more` runners besides (witnesses of other changes)."""
    counts = dict.fromkeys(("outcome", "first_steps", "first_suggestion", "suggestions", "not_in_both"), 0)
    tops: dict[tuple[str | None, str | None], Runner] = {}
    for number, runner in enumerate((*runners, *more)):
        results = _both(both, runner)
        if results is None:
            counts["not_in_both"] += number < len(runners)
            continue
        before, after = results
        if _top(before) != _top(after):
            tops.setdefault((_top(before), _top(after)), runner)
        if number < len(runners):
            for name, differs in _differences(before, after).items():
                counts[name] += differs
    found = tuple(TopChange(before=before, after=after, witness=runner) for (before, after), runner in tops.items())
    return People(runners=len(runners), invented=invented, **counts), found


def _both(both: Common, runner: Runner) -> tuple[Assessment, Assessment] | None:
    """The result under each pack; None where one of them does not take the answers."""
    try:
        return assess(both.of(runner, both.old), both.old), assess(both.of(runner, both.new), both.new)
    except IntakeError:
        return None


def _differences(before: Assessment, after: Assessment) -> dict[str, bool]:
    return {
        "outcome": before.safety.outcome != after.safety.outcome,
        "first_steps": [step.id for step in before.first_steps] != [step.id for step in after.first_steps],
        "first_suggestion": _top(before) != _top(after),
        "suggestions": [(each.benefit, each.level) for each in before.suggestions] != [(each.benefit, each.level) for each in after.suggestions],
    }


def _top(result: Assessment) -> str | None:
    return result.suggestions[0].benefit if result.suggestions else None


# --- invented runners -------------------------------------------------------------------------------------------------------------


def invented_runners(pack: Pack, count: int = INVENTED) -> Iterator[Runner]:
    """Runners made up at random, always the same ones for a pack: healthy in every safety question, anything else in the others.

    They stand for no real population.
    """
    chance = random.Random(20_261_125)  # noqa: S311  (nothing here is secret)
    healthy = with_safety({}, pack).given
    for _ in range(count):
        given = dict(healthy)
        for name in pack.questionnaire.fields:
            answers = settle(given, pack.questionnaire)
            if name in answers.open and answers.applicable.get(name, True):
                given[name] = _any(answers.domains[name], chance)
        yield written(given, pack)


def _any(domain: Domain, chance: random.Random) -> Value:
    match domain:
        case ChoiceDomain(options):
            return chance.choice(options)
        case ManyDomain(options):
            signs = [option for option in options if option != NONE_OPTION]
            return frozenset(chance.sample(signs, chance.choice((1, 1, 2)))) if chance.random() < 0.6 else frozenset({NONE_OPTION})  # noqa: PLR2004
        case NumberDomain():
            steps = round((domain.maximum - domain.minimum) / domain.step)
            few = chance.random() < 0.7  # noqa: PLR2004  (small numbers are the usual ones)
            first = round(domain.minimum / domain.step)
            return domain.at(first + chance.randint(0, min(steps, 20) if few else steps))
