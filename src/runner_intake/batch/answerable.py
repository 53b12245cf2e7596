"""Safety rules as a guardian may still answer them, in columns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

from runner_intake.batch.answer_columns import all_of, any_of
from runner_intake.batch.certainty import truths
from runner_intake.batch.exactness import is_exact
from runner_intake.conditions import ALWAYS, NEVER, AsGiven, ChoiceDomain, OneOf, atoms, simplify

if TYPE_CHECKING:
    import polars as pl

    from runner_intake.batch.answer_columns import AnswerColumns
    from runner_intake.conditions import Condition, Value
    from runner_intake.pack import SafetyRule

_MOST_WAYS = 256
"""How many ways to answer the questions of a rule are tried."""


@dataclass(frozen=True, slots=True)
class Answerable:
    """Where a rule surely holds whatever a guardian still answers, and where that is seen exactly."""

    true: pl.Expr
    exact: pl.Expr


def answerable(rule: SafetyRule, answer_columns: AnswerColumns) -> Answerable:
    """A rule as it may still be answered: what a guardian has not answered yet may come, so every answer to
    it is tried. Where these are too many, it is not seen before all are given.
    """
    condition = rule.when.grounded
    asked = {
        test.field
        for atom in atoms(condition)
        if isinstance(atom, AsGiven)
        and isinstance(test := atom.test, OneOf)
        and isinstance(test.options[0], bool | str)
    }
    names = sorted(asked) if rule.outcome == "guardian_needed" else []
    answers = [[None, *_options(name, answer_columns)] for name in names]
    if math.prod(map(len, answers)) > _MOST_WAYS:
        given, certainty = all_of(map(answer_columns.given, names)), truths(condition, answer_columns)
        return Answerable(given & certainty.true, given & is_exact(condition, certainty, answer_columns))
    ways = []
    for values in product(*answers):
        way = dict(zip(names, values, strict=True))
        as_answered = simplify(condition, partial(_as_answered, way))
        ways.append(
            (
                all_of(_may_be(name, value, answer_columns) for name, value in way.items()),
                as_answered,
                truths(as_answered, answer_columns),
            )
        )
    gates = [
        truths(answer_columns.questionnaire.gates[name], answer_columns).open & ~answer_columns.given(name)
        for name in names
        if name in answer_columns.questionnaire.gates
    ]
    return Answerable(
        true=all_of(~possible | certainty.true for possible, _, certainty in ways),
        exact=all_of(
            ~possible | is_exact(condition, certainty, answer_columns)
            for possible, condition, certainty in ways
        )
        & ~any_of(gates),
    )


def _options(name: str, answer_columns: AnswerColumns) -> tuple[str | bool, ...]:
    domain = answer_columns.questionnaire.domains[name]
    return domain.options if isinstance(domain, ChoiceDomain) else ()


def _as_answered(way: dict[str, str | bool | None], atom: Condition) -> Condition:
    """A test of an answer as given, decided by an answer that is assumed."""
    if not isinstance(atom, AsGiven) or atom.field not in way:
        return atom
    value = way[atom.field]
    return ALWAYS if atom.holds_as_given({} if value is None else {atom.field: value}) else NEVER


def _may_be(name: str, value: Value | None, answer_columns: AnswerColumns) -> pl.Expr:
    """Where a field has this answer, or may still get it; None where it has none and gets none, because it is
    not asked.
    """
    gate = truths(answer_columns.questionnaire.gates.get(name, ALWAYS), answer_columns)
    if value is None:
        return ~answer_columns.given(name) & ~gate.true
    return answer_columns.given_is(name, value) | (~answer_columns.given(name) & ~gate.false)
