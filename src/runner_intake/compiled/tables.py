"""What one answer means to a pack, looked up instead of computed: filled on first sight by asking the plain
meaning of conditions, and kept for the next runner.

Knows one field at a time (or the ratio of two); what joins fields is in `flat`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol, assert_never, cast

from runner_intake.conditions import (
    NONE_OPTION,
    Condition,
    NumberDomain,
    Value,
    Within,
    atoms,
    exact,
    holds,
)
from runner_intake.errors import IntakeError
from runner_intake.questionnaire import Answers, check_answers

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from runner_intake.pack import FirstStepRules, PointRule, StepRule
    from runner_intake.questionnaire import Questionnaire

KEPT = 4096
"""How many answers of one field, or reasons of one rule, are kept; then the table starts anew."""


class UnusualError(Exception):
    """Answers that are not complete, or not in the plain form: for the exact engine. Says nothing of them."""


class Parts(Protocol):
    """What the parts of a document are made of: models, or text."""

    def shown(self, name: str, value: Value, answers: Answers) -> object:
        """An answer as the document has it."""

    def reason(self, rule: PointRule, answers: Answers) -> object:
        """A point rule that holds."""

    def step(self, step: FirstStepRules, rule: StepRule, answers: Answers) -> object:
        """A first step that is due."""


Run = tuple[int, tuple[object, ...]]
"""What an answer brings by point rules that stand one after another: points, and their reasons."""

AnswerEntry = tuple["Value | None", int, object, int, "Hashable", "int | None", "tuple[Run | None, ...]"]
"""An answer: in normal form (None where the question does not apply), the conditions that it makes true (a
bit each), as a document shows it, the safety rules that it makes true (a bit each), what stands for it in the
key of a kept part, its number as a whole multiple of a common unit, and what it brings by each run of point
rules. A plain tuple: the compiled source looks into it by index.
"""


@dataclass(slots=True)
class Looked:
    """What a pack looks at in one field alone: conditions (bit by bit), safety rules by their index, runs of
    point rules.
    """

    name: str
    parts: dict[Condition, int] = field(default_factory=dict)
    safety: dict[int, Condition] = field(default_factory=dict)
    runs: list[list[PointRule]] = field(default_factory=list)

    def bit(self, part: Condition) -> int:
        """The bit of a condition on this field."""
        return 1 << self.parts.setdefault(part, len(self.parts))


@dataclass(frozen=True, slots=True)
class Asked:
    """What entries are made with: the questions, what a document's parts are made of, and how many units a
    number has.
    """

    questionnaire: Questionnaire
    parts: Parts
    units: int

    def answers(self, known: dict[str, Value], given: dict[str, Value] | None = None) -> Answers:
        """Answers in normal form, as far as they are named."""
        domains = self.questionnaire.domains
        return Answers(self.questionnaire, known if given is None else given, known, domains)


def entry(looked: Looked, value: Value | None, asked: Asked) -> AnswerEntry:
    """What one answer, in normal form, means; None where the question does not apply."""
    known = {} if value is None else {looked.name: value}
    answers = asked.answers(known)
    number = None
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        count = exact(value) * asked.units
        number = count.numerator if count.denominator == 1 else None
    return (
        value,
        sum(1 << index for part, index in looked.parts.items() if holds(part, known, known)),
        None if value is None else asked.parts.shown(looked.name, value, answers),
        sum(1 << index for index, when in looked.safety.items() if holds(when, known, known)),
        value,
        number,
        tuple(_run(rules, known, answers, asked.parts) for rules in looked.runs),
    )


def _run(rules: Sequence[PointRule], known: dict[str, Value], answers: Answers, parts: Parts) -> Run | None:
    counted = [rule for rule in rules if holds(rule.when.written, known, known)]
    if not counted:
        return None
    return sum(rule.points for rule in counted), tuple(parts.reason(rule, answers) for rule in counted)


AnswerKey = bool | float | str | tuple[str, ...] | frozenset[str]
"""An answer as it is looked up: a list of options as a tuple in any order, or as a set."""


@dataclass(slots=True)
class FieldTable:
    """The entries of one field by its answer. `kept` is a plain dict, because nothing is faster."""

    looked: Looked
    asked: Asked
    kept: dict[AnswerKey, AnswerEntry] = field(default_factory=dict)

    def learn(self, raw: object) -> bool:
        """Takes in an answer that is in its plain form and does not contradict itself; whether it was new."""
        key = tuple(raw) if isinstance(raw, list) else raw
        try:
            return self._is_plain(key) and key not in self.kept and self._add(cast("AnswerKey", key))
        except TypeError:  # not hashable, so not plain
            return False

    def _add(self, key: AnswerKey) -> bool:
        try:
            value = check_answers({self.looked.name: key}, self.asked.questionnaire).given.get(
                self.looked.name
            )
        except IntakeError:
            return False
        if value is None or (isinstance(value, frozenset) and NONE_OPTION in value and len(value) > 1):
            return False
        if len(self.kept) >= KEPT:
            self.kept.clear()
        self.kept[key] = entry(self.looked, value, self.asked)
        return True

    def _is_plain(self, raw: object) -> bool:
        """Whether an answer has the form of its field, with options of today only."""
        field = self.asked.questionnaire.fields[self.looked.name]
        match field.kind:
            case "yes_no":
                return isinstance(raw, bool)
            case "number" | "scale":
                return isinstance(raw, int | float) and not isinstance(raw, bool)
            case "choice":
                return isinstance(raw, str) and raw in field.options
            case "multi_choice":
                return isinstance(raw, tuple | frozenset) and all(option in field.options for option in raw)
            case _ as never:
                assert_never(never)


class RatioTable(dict[tuple["int | None", "int | None"], AnswerEntry]):
    """The entries of a derived ratio, by the whole numbers of units that it divides."""

    def __init__(self, looked: Looked, asked: Asked) -> None:
        super().__init__()
        self.looked, self.asked = looked, asked
        bounds = {
            Fraction(bound)
            for part in (*looked.parts, *looked.safety.values())
            for atom in atoms(part)
            if isinstance(atom, Within)
            for bound in (atom.low, atom.high)
            if bound is not None
        }
        self.bounds = [(bound.numerator, bound.denominator) for bound in sorted(bounds)]
        self.alike: dict[tuple[int, object], AnswerEntry] = {}

    def __missing__(self, pair: tuple[int | None, int | None]) -> AnswerEntry:
        dividend, divisor = pair
        if dividend is None or divisor is None or divisor < 0:
            raise UnusualError
        if len(self) >= KEPT:
            self.clear()
        if not divisor:
            dividend, divisor = (1, 0) if dividend > 0 else (1, 1)
        cell = 0
        for top, bottom in self.bounds:
            left, right = dividend * bottom, top * divisor
            if left <= right:
                cell += left == right
                break
            cell += 2
        key = (cell, round(dividend / divisor, 2) if divisor else math.inf)
        own = self[pair] = self.alike.get(key) or self._keep(
            key, Fraction(dividend, divisor) if divisor else math.inf
        )
        return own

    def _keep(self, key: tuple[int, object], value: Value) -> AnswerEntry:
        """Keeps the entry of ratios that are shown alike and lie between the same bounds."""
        if len(self.alike) >= KEPT:
            self.alike.clear()
        own = entry(self.looked, value, self.asked)
        kept_answer = self.alike[key] = (*own[:4], key, *own[5:])
        return kept_answer


def units_of(questionnaire: Questionnaire) -> int:
    """In how many parts a whole number is cut so that every number of a questionnaire is a multiple of one of
    them.
    """
    steps = (
        Fraction(str(field.domain.step))
        for field in questionnaire.fields.values()
        if isinstance(field.domain, NumberDomain)
    )
    return math.lcm(*(step.denominator for step in steps))
