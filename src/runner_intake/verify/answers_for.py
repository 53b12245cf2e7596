"""Turns cells into answers that a runner can give: what a witness of a finding consists of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

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
    from runner_intake.conditions import Condition, Domain, Truth, Value, Work
    from runner_intake.engine.witness import Tests
    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Answers
    from runner_intake.result.assessment import Answer


def answers_for(cells: Mapping[str, Value], pack: Pack, tests: Tests | None = None) -> dict[str, Value]:
    """Answers in normal form that fall into the cells; a ratio becomes two numbers, a main place one of the
    places.

    `tests` tell the cells of ratios apart (those of the pack by default).
    """
    return dict(raw_answers(cells, Analysis(normalise({}, pack.questionnaire), pack), tests))


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
    left_out = (min(item.adds.get(quantity, 0), 0) for item in evaluation.circuit.relaxed)
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
    filled = _filled(answers, pack, pack.questionnaire.safety_fields, _Mildest(answers, pack))
    return normalise(filled, pack.questionnaire)


class _Mildest:
    """Chooses of several answers the first with which the worst safety rule that surely holds is the mildest.
    Only what was chosen is added to the answers, so that only rules that look at it are asked again.
    """

    def __init__(self, answers: Mapping[str, Value], pack: Pack) -> None:
        self._rules = _safety_rules(pack)
        self._holding = self._holding_of(range(len(self._rules.hold)), answers)

    def __call__(self, given: Mapping[str, Value], name: str, choices: Sequence[Value]) -> Value:
        own = self._rules.looking_at.get(name, ())
        others = self._holding.difference(own)
        holding = {value: others | self._holding_of(own, {**given, name: value}) for value in choices}
        chosen = max(choices, key=lambda value: self._rules.severity(holding[value]))
        self._holding = holding[chosen]
        return chosen

    def _holding_of(self, numbers: Iterable[int], answers: Mapping[str, Value]) -> set[int]:
        """The rules that surely hold, of some."""
        return {number for number in numbers if self._rules.hold[number](answers)}


@dataclass(frozen=True)
class _SafetyRules:
    """The safety rules of a pack by number, the most severe first: when each surely holds, and which look at
    a field.
    """

    severities: tuple[int, ...]
    hold: tuple[Callable[[Mapping[str, Value]], bool], ...]
    looking_at: Mapping[str, tuple[int, ...]]

    def severity(self, numbers: Iterable[int]) -> int:
        """The severity of the worst of some rules, 0 being the worst there is; of none the mildest."""
        worst = min(numbers, default=None)
        return len(OUTCOMES) if worst is None else self.severities[worst]


@lru_cache(maxsize=4)
def _safety_rules(pack: Pack) -> _SafetyRules:
    ordered = sorted(
        ((OUTCOMES.index(rule.outcome), rule.when.grounded) for rule in pack.safety if rule.outcome),
        key=itemgetter(0),
    )
    looking_at: dict[str, list[int]] = defaultdict(list)
    for number, (_, condition) in enumerate(ordered):
        for name in _looked_at(condition, pack):
            looking_at[name].append(number)
    return _SafetyRules(
        tuple(severity for severity, _ in ordered),
        tuple(surely_true(condition, pack) for _, condition in ordered),
        {name: tuple(numbers) for name, numbers in looking_at.items()},
    )


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
    fields = dict.fromkeys((*_looked_at(gate, pack), name, questionnaire.fields[name].options_from))
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


def surely_true(condition: Condition, pack: Pack) -> Callable[[Mapping[str, Value]], bool]:
    """Whether answers make a grounded condition surely true, asked of many answers."""
    state = truth_of(condition, pack)
    return lambda answers: state(answers) is True


def _looked_at(condition: Condition, pack: Pack) -> list[str]:
    """The fields whose answers a grounded condition hangs on, in the order of the questionnaire."""
    questionnaire = pack.questionnaire
    names = {field for name in fields_used(condition) for field in questionnaire.inputs(name)}
    names |= {questionnaire.fields[name].options_from for name in names}
    return [name for name in questionnaire.fields if name in names]


@lru_cache(maxsize=1024)
def truth_of(condition: Condition, pack: Pack) -> Callable[[Mapping[str, Value]], Truth]:
    """What a grounded condition comes to, asked of many answers: it is kept by the answers that are looked
    at.
    """
    questionnaire = pack.questionnaire
    known: dict[tuple[Value | None, ...], Truth] = {}
    names = _looked_at(condition, pack)

    def state(answers: Mapping[str, Value]) -> Truth:
        values = tuple(map(answers.get, names))
        if values not in known:
            own = {name: answers[name] for name in names if name in answers}
            known[values] = truth(condition, normalise(own, questionnaire).facts)
        return known[values]

    return state
