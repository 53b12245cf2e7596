"""Boundary rows for what no case covers yet, with the expectation left open: what must come out only a person
can say.

Proposes answers on both sides of a boundary, and the other answers under which the rule depends on it. Never
says which side is which.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from runner_intake.conditions import (
    AsGiven,
    ChoiceDomain,
    Includes,
    ManyDomain,
    NumberDomain,
    Within,
    atoms,
    cells,
    conjunction,
    fields_used,
    negate,
    residual,
    truth,
)
from runner_intake.conditions.solve import solve
from runner_intake.errors import IntakeError
from runner_intake.questionnaire import check_answers
from runner_intake.reading.yaml_edit import flow
from runner_intake.verify.cases.coverage import gaps
from runner_intake.verify.cases.read import OPEN, Cases
from runner_intake.verify.owned_conditions import OwnedCondition, conditions_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from runner_intake.conditions import Facts, Value
    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Questionnaire

FILE = "cases/open.yaml"
"""Where the rows are written."""

_HEAD = """\
# Boundary rows that were missing, with the expectation left open: each of them fails until somebody says
# what must come out. Move each answer of open_at to true_at (the rule holds) or false_at (it does not),
# replace every `open`, and move the row to where it belongs. Write down what is meant, not what comes out.
# `answers` are those under which the rule depends on the varied answer, as far as they were found.
"""
_OPEN_KEYS = {
    "safety": ("outcome", "outcome_false", "blank", "outcome_blank"),
    "points": ("points", "blank"),
    "requires": ("blank",),
    "step": ("priority", "blank", "priority_blank"),
}
_TARGETS = {"safety": "rule", "points": "rule", "requires": "requires", "step": "step"}


def scaffold(pack: Pack, cases: Cases, *, own_base: bool) -> str:
    """A case file with the missing rows; empty where none is missing. With `own_base` it begins with the
    answers that all cases share.
    """
    missing: dict[str, list[str]] = {}
    for gap in gaps(pack, cases):
        fields = missing.setdefault(gap.where, [])
        if gap.field and gap.field not in fields:
            fields.append(gap.field)
    rules = {rule.where: rule for rule in conditions_of(pack)}
    rows = [row for where, fields in missing.items() for row in _rows(rules[where], fields, pack, cases.base)]
    if not rows:
        return ""
    base = f"base: {flow(dict(cases.base))}\n" if own_base else ""
    return _HEAD + base + "boundaries:\n" + "\n".join(rows) + "\n"


def _rows(rule: OwnedCondition, fields: Sequence[str], pack: Pack, base: Mapping[str, Any]) -> Iterator[str]:
    """A row for each field whose boundary is not touched, or one for the first field of the condition."""
    used = pack.questionnaire.in_order(frozenset(fields_used(rule.when.written)))
    for name in fields or used[:1]:
        vary, values, others = _varied(name, rule, pack, base)
        answers = {**others, **_around(vary, values, {**base, **others}, rule, pack)}
        named = rule.where.removesuffix(".requires") if rule.role == "requires" else rule.where
        lines = [f"{_TARGETS[rule.role]}: {named}", f"vary: {vary}"]
        lines += [f"answers: {flow(answers)}"] if answers else []
        lines += [f"open_at: {flow(values)}", *(f"{key}: {OPEN}" for key in _OPEN_KEYS[rule.role])]
        yield "  - " + "\n    ".join(lines)


def _varied(
    name: str, rule: OwnedCondition, pack: Pack, base: Mapping[str, Any]
) -> tuple[str, list[Any], dict[str, Any]]:
    """The field to vary, the answers to try, and what must stay fixed for them. Of a ratio the upper number
    varies.
    """
    derived = pack.questionnaire.derived.get(name)
    if derived is None:
        return name, _tried(name, rule, pack, Fraction(1)), {}
    divisor = base.get(derived.divisor) or 10
    return (
        derived.dividend,
        _tried(name, rule, pack, Fraction(str(divisor)), derived.dividend),
        {derived.divisor: divisor},
    )


def _tried(name: str, rule: OwnedCondition, pack: Pack, times: Fraction, asked: str = "") -> list[Any]:
    """Answers from every cell that the rule tells apart; of a number those next to each threshold."""
    domain = pack.questionnaire.domains[asked or name]
    numbers: list[Value] = []
    for atom in atoms(rule.when.written):
        match atom:
            case Within(field, low, _, high) | AsGiven(Within(field, low, _, high)) if (
                field == name and isinstance(domain, NumberDomain)
            ):
                numbers += [
                    number
                    for bound in (low, high)
                    if bound is not None
                    for number in domain.near(Fraction(str(bound)) * times)
                ]
    if isinstance(domain, NumberDomain):
        return sorted(set(numbers)) or [domain.minimum, domain.maximum]
    if isinstance(domain, ChoiceDomain):
        return list(domain.options)
    assert isinstance(domain, ManyDomain)
    tests = tuple(
        atom for atom in atoms(rule.when.written) if isinstance(atom, Includes) and atom.field == name
    )
    return [_plain(value) for value in cells(domain, tests)]


def _plain(value: Value) -> Any:  # noqa: ANN401  (a case file holds any value)
    return sorted(value) if isinstance(value, frozenset) else value


def _around(
    vary: str, values: Sequence[Any], base: Mapping[str, Any], rule: OwnedCondition, pack: Pack
) -> dict[str, Any]:
    """What must differ from the base for the rule to depend on the varied answer; nothing where that was not
    found.
    """
    pairs = [*pairwise(values), *pairwise(values[::-1])]
    for pair in pairs:
        probe = _Probe(vary, pair, rule, pack.questionnaire)
        answers = probe.answers(base)
        if answers is not None:
            fewer = probe.fewer(answers, base)
            return {name: fewer[name] for name in fewer if base.get(name) != fewer[name] and name != vary}
    return {}


@dataclass(frozen=True, slots=True)
class _Probe:
    """A rule, and two answers to one field: it should hold at the first and not at the second."""

    vary: str
    pair: tuple[Any, Any]
    rule: OwnedCondition
    questionnaire: Questionnaire

    def answers(self, base: Mapping[str, Any]) -> dict[str, Any] | None:
        """Other answers under which it is so: those of the base, or these with some changed. None where none
        were found.
        """
        used = fields_used(self.rule.when.grounded)
        looked_at = {field for name in used for field in self.questionnaire.inputs(name)}
        kept = {name: value for name, value in base.items() if name not in looked_at}
        completed = map(self._completed, (dict(base), kept))
        return next((answers for answers in completed if answers is not None), None)

    def _completed(self, start: Mapping[str, Any]) -> dict[str, Any] | None:
        facts, other = (self._facts(start, value) for value in self.pair)
        if facts is None or other is None:
            return None
        grounded = self.rule.when.grounded
        wanted = conjunction((residual(grounded, facts), negate(residual(grounded, other))))
        more = solve(wanted, facts) or {}
        fields = self.questionnaire.fields
        own = {name: _plain(value) for name, value in more.items() if name in fields}
        answers = {**start, **own}
        for name in own:
            source = fields[name].options_from
            if source and source != self.vary:
                answers[source] = [answers[name]]
        return answers if self.depends(answers) else None

    def depends(self, answers: Mapping[str, Any]) -> bool:
        """Whether the rule holds at the first answer and not at the second."""
        facts = [self._facts(answers, value) for value in self.pair]
        truths = [truth(self.rule.when.grounded, known) for known in facts if known is not None]
        return truths == [True, False]

    def _facts(self, answers: Mapping[str, Any], value: object) -> Facts | None:
        try:
            return check_answers({**answers, self.vary: value}, self.questionnaire).facts
        except IntakeError:
            return None

    def fewer(self, answers: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
        """The same with as many answers of the base as it takes."""
        fewer = dict(answers)
        for name in answers:
            back = {key: value for key, value in {**fewer, name: base.get(name)}.items() if value is not None}
            if self.depends(back):
                fewer = back
        return fewer
