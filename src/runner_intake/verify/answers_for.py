"""Turns cells into answers that a runner can give: what a witness of a finding consists of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from runner_intake.circuit import compile_items, compiled
from runner_intake.conditions import (
    ALWAYS,
    NONE_OPTION,
    ChoiceDomain,
    ManyDomain,
    NumberDomain,
    fields_used,
    truth,
)
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.shown import shown
from runner_intake.engine.witness import extreme_answers, raw_answers
from runner_intake.questionnaire import normalise
from runner_intake.vocabulary import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.circuit import Evaluation, Item, Scale
    from runner_intake.conditions import Condition, Domain, Value, Work
    from runner_intake.engine.witness import Tests
    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Answers
    from runner_intake.result.assessment import Answer


def answers_for(cells: Mapping[str, Value], pack: Pack, tests: Tests | None = None) -> dict[str, Value]:
    """Answers in normal form that fall into the cells; a ratio becomes two numbers, a main place one of the
    places.

    `tests` tell the cells of ratios apart (those of the pack by default).
    """
    return dict(raw_answers(cells, _nobody(pack), tests))


@lru_cache(maxsize=4)
def _nobody(pack: Pack) -> Analysis:
    """Somebody who has answered nothing."""
    return Analysis(normalise({}, pack.questionnaire), pack)


def over_all_answers(
    items: Sequence[Item],
    scale: Scale,
    domains: Mapping[str, Domain],
    gates: Mapping[str, Condition],
    work: Work | None = None,
) -> Evaluation:
    """The sums that some rules give over all answers. What is too large for the circuit is left out of it."""
    circuit = compile_items(items, scale, domains, gates, work=work)
    return circuit.evaluate(
        {name: tuple(range(len(cells_of.samples))) for name, cells_of in circuit.cells.items()}
    )


def lowest(evaluation: Evaluation, quantity: int) -> int:
    """The smallest value of a sum; where rules were left out of the circuit, a bound below it."""
    left_out = (min(item.amount(quantity), 0) for item in evaluation.circuit.relaxed)
    return evaluation.root[quantity] + sum(left_out)


HIGHEST_WHERE_APPLICABLE = 2
"""The place of the highest score, where the benefit applies, among a benefit's five quantities in a vector of
the circuit.
"""


def best_answers(pack: Pack, fixed: Mapping[str, Value] | None = None) -> Iterator[dict[str, Value]]:
    """For each benefit the cells that give it its highest score where it applies, beside those that are
    fixed.
    """
    circuit, cells = compiled(pack), fixed or {}
    allowed = {name: tuple(range(len(cells_of.samples))) for name, cells_of in circuit.cells.items()}
    allowed |= {
        name: (circuit.cells[name].of(value),) for name, value in cells.items() if name in circuit.cells
    }
    evaluation = circuit.evaluate(allowed)
    for index in range(len(pack.benefits)):
        yield {**extreme_answers(evaluation, circuit.scale.points(index) + HIGHEST_WHERE_APPLICABLE), **cells}


def written(answers: Mapping[str, Value], pack: Pack) -> dict[str, Answer]:
    """Answers as an answers file holds them."""
    settled = normalise(answers, pack.questionnaire)
    return {
        name: shown(name, answers[name], settled) for name in pack.questionnaire.fields if name in answers
    }


def witness(cells: Mapping[str, Value] | None, pack: Pack) -> dict[str, Answer] | None:
    """The witness made of some cells; None stays None."""
    return None if cells is None else written(answers_for(cells, pack), pack)


def complete(answers: Mapping[str, Value], pack: Pack) -> dict[str, Value]:
    """The answers, with every other question that applies answered somehow."""
    return _filled(answers, pack, pack.questionnaire.fields, lambda _given, _name, choices: choices[0])


def with_safety(answers: Mapping[str, Value], pack: Pack) -> Answers:
    """The answers, with every safety question that applies and has none answered as harmlessly as the rules
    allow.
    """

    def mildest(given: Mapping[str, Value], name: str, choices: Sequence[Value]) -> Value:
        return _mildest(name, pack)(given, choices)

    return normalise(_filled(answers, pack, pack.questionnaire.safety_fields, mildest), pack.questionnaire)


@lru_cache(maxsize=4096)
def _mildest(name: str, pack: Pack) -> Callable[[Mapping[str, Value], Sequence[Value]], Value]:
    """Chooses of several answers to a field the first with which the worst of the safety rules that look at
    it and surely hold is the mildest; asked of many answers.
    """
    rules = [rule for rule in _worst_first(pack) if name in rule.looked_at]
    fields = tuple(dict.fromkeys(field for rule in rules for field in rule.looked_at))
    known: dict[tuple[object, ...], Value] = {}

    def severity(answers: Mapping[str, Value]) -> int:
        facts = normalise(answers, pack.questionnaire).facts
        return next((rule.severity for rule in rules if truth(rule.condition, facts)), len(OUTCOMES))

    def mildest(answers: Mapping[str, Value], choices: Sequence[Value]) -> Value:
        values = (*map(answers.get, fields), *choices)
        if values not in known:
            own = {field: answers[field] for field in fields if field in answers}
            known[values] = max(choices, key=lambda value: severity({**own, name: value}))
        return known[values]

    return mildest


class _Severe(NamedTuple):
    """When a safety rule holds, how severe it is (0 being the worst there is), and the fields that it looks
    at.
    """

    severity: int
    condition: Condition
    looked_at: tuple[str, ...]


@lru_cache(maxsize=4)
def _worst_first(pack: Pack) -> list[_Severe]:
    """The safety rules of a pack that have an outcome, the worst first."""
    rules = (
        _Severe(OUTCOMES.index(rule.outcome), rule.when.grounded, looked_at(rule.when.grounded, pack))
        for rule in pack.safety
        if rule.outcome
    )
    return sorted(rules, key=attrgetter("severity"))


def _filled(
    answers: Mapping[str, Value],
    pack: Pack,
    names: Iterable[str],
    choose: Callable[[Mapping[str, Value], str, Sequence[Value]], Value],
) -> dict[str, Value]:
    """The answers, with one chosen for each of some fields that is open and applies."""
    given = dict(answers)
    for name in names:
        domain = _asked(name, pack)(given)
        if domain is not None:
            given[name] = choose(given, name, _choices(domain))
    return given


@lru_cache(maxsize=4096)
def _asked(name: str, pack: Pack) -> Callable[[Mapping[str, Value]], Domain | None]:
    """The domain of a field where it is open and applies, else None; asked of many answers."""
    questionnaire = pack.questionnaire
    gate = questionnaire.gates.get(name, ALWAYS)
    fields = dict.fromkeys((*looked_at(gate, pack), name, questionnaire.fields[name].options_from))
    known: dict[tuple[Value | None, ...], Domain | None] = {}

    def asked(answers: Mapping[str, Value]) -> Domain | None:
        values = tuple(map(answers.get, fields))
        if values not in known:
            own = {field: answers[field] for field in fields if field in answers}
            settled = normalise(own, questionnaire)
            open_ = name in settled.open and settled.applicable.get(name, True)
            known[values] = settled.domains[name] if open_ else None
        return known[values]

    return asked


def _choices(domain: Domain) -> tuple[Value, ...]:
    """A few answers, among them `none` of a list, every option of a choice and the middle of a number's
    range.
    """
    match domain:
        case ManyDomain(options):
            return tuple(
                frozenset({option}) for option in sorted(options, key=lambda option: option != NONE_OPTION)
            )
        case ChoiceDomain(options):
            return options
        case NumberDomain():
            return tuple(
                domain.at(round(number / domain.step))
                for number in ((domain.minimum + domain.maximum) / 2, domain.minimum, domain.maximum)
            )


def looked_at(condition: Condition, pack: Pack) -> tuple[str, ...]:
    """The fields whose answers a grounded condition hangs on, in the order of the questionnaire."""
    questionnaire = pack.questionnaire
    names = {field for name in fields_used(condition) for field in questionnaire.inputs(name)}
    names |= {questionnaire.fields[name].options_from for name in names}
    return tuple(name for name in questionnaire.fields if name in names)
