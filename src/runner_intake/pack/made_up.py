"""Draws made-up runners, to compare packs and to measure the interview: as the pack's population.yaml says,
else any answer to every question.

They are invented and claim nothing about real runners. Knows questions and how often they are answered, not
rules.
"""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, assert_never

from runner_intake.conditions import NONE_OPTION, ChoiceDomain, ManyDomain, NumberDomain, fields_used, holds
from runner_intake.pack.population import ChoiceDraw, ListDraw, NumberDraw, Population, YesNoDraw
from runner_intake.questionnaire import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner_intake.conditions import Condition, Value
    from runner_intake.pack import Pack
    from runner_intake.pack.population import Draw
    from runner_intake.questionnaire import Field, Questionnaire, RawAnswers


SEED = 20261125
TICKED_SHARE = 0.2
"""How many tick something on a list of which nothing is said: with any selection equally likely nobody would
be well.
"""


def runners(count: int, pack: Pack, seed: int = SEED) -> list[RawAnswers]:
    """Complete answers of `count` runners: every question that applies is answered (None is "don't know"), no
    other.
    """
    rng = random.Random(seed)  # noqa: S311  (a simulation)
    population = pack.population or Population(0, {})
    return [_runner(population, pack.questionnaire, rng) for _ in range(count)]


def described(pack: Pack) -> str:
    """Where the runners come from, for the head of a table."""
    if pack.population:
        return f"made-up runners, as population.yaml of {pack.id} {pack.version} describes them"
    return f"made-up runners who give any answer, because {pack.id} {pack.version} has no population.yaml"


def _runner(population: Population, questionnaire: Questionnaire, rng: random.Random) -> RawAnswers:
    values: dict[str, Value] = {}
    for name in (
        *population.answers,
        *(name for name in questionnaire.fields if name not in population.answers),
    ):
        field = questionnaire.fields[name]
        if not _holds(questionnaire.question_of[name].when, values, questionnaire):
            continue
        branches = population.answers.get(name)
        if branches is None:
            values[name] = any_answer(field, rng, values)
        else:
            draw = next(branch.draw for branch in branches if _holds(branch.when, values, questionnaire))
            values[name] = _drawn(draw, field, rng, values)
    unknown = {
        name
        for name in values
        if name not in questionnaire.safety_fields and rng.random() < population.dont_know
    }
    answers = {
        name: None if name in unknown else _plain(values[name], questionnaire.fields[name])
        for name in questionnaire.fields
        if name in values
    }
    return _only_applicable(answers, values, questionnaire)


def _holds(condition: Condition, values: Mapping[str, Value], questionnaire: Questionnaire) -> bool:
    """Whether a condition is true of answers that have everything it looks at, as far as that applies."""
    if any(name in questionnaire.derived for name in fields_used(condition)):
        return holds(condition, normalise(values, questionnaire).certain, values)
    return holds(condition, values, values)


def _only_applicable(
    answers: RawAnswers, values: Mapping[str, Value], questionnaire: Questionnaire
) -> RawAnswers:
    """Without the answers behind a gate that is closed once "don't know" is put in."""
    known = {name: value for name, value in values.items() if answers[name] is not None}
    ignored = normalise(known, questionnaire).ignored
    return {name: value for name, value in answers.items() if name not in ignored}


def _plain(value: Value, field: Field) -> object:
    """An answer as a file holds it: a list in the order of its options."""
    return [option for option in field.options if option in value] if isinstance(value, frozenset) else value


# --- one answer ---------------------------------------------------------------------------------------------


def any_answer(field: Field, rng: random.Random, values: Mapping[str, Value]) -> Value:
    """Any answer, each as likely as the others; but on a list most tick nothing."""
    match field.domain:
        case ChoiceDomain():
            return rng.choice(_open_options(field, values))
        case ManyDomain(options):
            return frozenset([rng.choice(_signs(options)) if rng.random() < TICKED_SHARE else NONE_OPTION])
        case NumberDomain() as domain:
            return domain.at(
                rng.randint(round(domain.minimum / domain.step), round(domain.maximum / domain.step))
            )


def _signs(options: tuple[str, ...]) -> list[str]:
    return [option for option in options if option != NONE_OPTION]


def _open_options(field: Field, values: Mapping[str, Value]) -> list[str | bool]:
    """The options of a choice; of one that is made among the answers to a list, those that are ticked
    there.
    """
    assert isinstance(field.domain, ChoiceDomain)
    ticked = values.get(field.options_from, frozenset())
    assert isinstance(ticked, frozenset)
    return [option for option in field.domain.options if option in ticked] or list(field.domain.options)


def _drawn(draw: Draw, field: Field, rng: random.Random, values: Mapping[str, Value]) -> Value:
    match draw:
        case YesNoDraw(share):
            return rng.random() < share
        case ChoiceDraw(weights):
            options = [str(option) for option in _open_options(field, values)]
            return _weighted(rng, {option: weights.get(option, 0) for option in options})
        case ListDraw():
            return frozenset(_ticked(draw, rng))
        case NumberDraw():
            return (
                0 if rng.random() < draw.zero else _on_grid(_number(draw, rng, values), draw, field, values)
            )
        case _:
            assert_never(draw)


def _ticked(draw: ListDraw, rng: random.Random) -> Iterator[str]:
    if rng.random() >= draw.share:
        yield NONE_OPTION
        return
    yield _weighted(rng, draw.weights)
    if rng.random() < draw.more:
        yield _weighted(rng, draw.weights)


def _weighted(rng: random.Random, weights: Mapping[str, float]) -> str:
    """One of the options; where none has a weight above 0, any of them."""
    some = sum(weights.values()) > 0
    return rng.choices(list(weights), list(weights.values()) if some else None)[0]


def _number(draw: NumberDraw, rng: random.Random, values: Mapping[str, Value]) -> float:
    """A number before its bounds and its step. An earlier number that does not apply counts as 0."""
    middle = draw.middle + sum(factor * _earlier(name, values) for name, factor in draw.plus.items())
    match draw.curve:
        case "bell":
            number = rng.gauss(middle, draw.spread)
        case "skewed":
            number = middle * math.exp(rng.gauss(0, 1) * math.log(draw.spread))
        case "decaying":
            number = rng.expovariate(1 / middle) if middle > 0 else 0
        case _:
            assert_never(draw.curve)
    return number * _earlier(draw.times, values) if draw.times else number


def _earlier(name: str, values: Mapping[str, Value]) -> float:
    value = values.get(name, 0)
    assert not isinstance(value, str | frozenset)
    return float(value)


def _on_grid(number: float, draw: NumberDraw, field: Field, values: Mapping[str, Value]) -> int | float:
    """The nearest answer inside the bounds. It has no more decimals than are shown."""
    domain = field.domain
    assert isinstance(domain, NumberDomain)
    lowest, highest = domain.minimum, domain.maximum
    for bound, is_lower in ((draw.at_least, True), (draw.at_most, False)):
        limit = _earlier(bound, values) if isinstance(bound, str) and bound in values else bound
        if limit is None or isinstance(limit, str):
            continue
        lowest, highest = (max(lowest, limit), highest) if is_lower else (lowest, min(highest, limit))
    shown = number if field.decimals is None else round(number, field.decimals)
    steps = round(shown / domain.step)
    least, most = math.ceil(lowest / domain.step - _ROUNDING), math.floor(highest / domain.step + _ROUNDING)
    return domain.at(max(min(steps, most), min(least, most)))


_ROUNDING = 1e-6
"""What a number divided by its step may be off by."""
