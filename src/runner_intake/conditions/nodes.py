"""The condition algebra: a closed set of small frozen nodes, in negation normal form by construction.

`negate` pushes a negation into the atoms, so no node for it exists. On a question that does not apply every
atom is false, negated or not, except NotApplicable (and its opposite).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from runner_intake.conditions.domains import Value, exact
from runner_intake.vocabulary import NONE_OPTION


@dataclass(frozen=True, slots=True)
class All:
    """True where every part is; `All(())` is always true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True where some part is; `AnyOf(())` is never true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """True where at least `count` parts are."""

    count: int
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """A number between two bounds; None is no bound, `open` bounds are themselves outside."""

    field: str
    low: float | Fraction | None = None
    low_open: bool = False
    high: float | Fraction | None = None
    high_open: bool = False
    negated: bool = False

    def holds_for(self, value: Value) -> bool:
        if not isinstance(value, int | float | Fraction):
            return False
        low, high = self.low, self.high
        above = low is None or (value > low if self.low_open else value >= low)
        below = high is None or (value < high if self.high_open else value <= high)
        return (above and below) != self.negated


@dataclass(frozen=True, slots=True)
class OneOf:
    """A choice, or a yes/no answer, that is one of some options; of answers as given also a number or a
    whole list.
    """

    field: str
    options: tuple[Value, ...]
    negated: bool = False

    def holds_for(self, value: Value) -> bool:
        return (value in self.options) != self.negated


@dataclass(frozen=True, slots=True)
class Includes:
    """A multi-choice answer with at least `count` of some options."""

    field: str
    count: int
    options: tuple[str, ...]
    negated: bool = False

    def holds_for(self, value: Value) -> bool:
        chosen = value if isinstance(value, frozenset) else frozenset()
        return (sum(map(chosen.__contains__, self.options)) >= self.count) != self.negated


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """True where the question is not asked (its gate is false)."""

    field: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class AsGiven:
    """A test of the answer as given, before gates; missing means not given, so false."""

    test: Within | OneOf | Includes
    negated: bool = False

    @property
    def field(self) -> str:
        return self.test.field

    def holds_as_given(self, given: Mapping[str, Value]) -> bool:
        value = given.get(self.field)
        return (value is not None and self.test.holds_for(value)) != self.negated


@dataclass(frozen=True, slots=True)
class Relation:
    """Two answers as given that contradict each other; false where either is missing.

    more_than: a number is more than `times` another one of the same page. not_among: a choice is not among
    the options of a list. none_with_others: a list holds `none` together with another option, so `other` is
    the same field.
    """

    field: str
    other: str
    kind: Literal["more_than", "not_among", "none_with_others"]
    times: float = 1
    negated: bool = False

    def holds_as_given(self, given: Mapping[str, Value]) -> bool:
        return self.holds_between(given.get(self.field), given.get(self.other))

    def holds_between(self, value: Value | None, other: Value | None) -> bool:
        match self.kind, value, other:
            case "more_than", int() | float() as more, int() | float() as less:
                contradicts = exact(more) > exact(self.times) * exact(less)
            case "not_among", bool() | str() as chosen, frozenset() as listed:
                contradicts = chosen not in listed
            case "none_with_others", frozenset() as listed, _:
                contradicts = NONE_OPTION in listed and len(listed) > 1
            case _:
                contradicts = False
        return contradicts != self.negated


@dataclass(frozen=True, slots=True)
class Raised:
    """Another safety rule's whole condition; its negation is the plain opposite, also on questions that do
    not apply.
    """

    rule: str
    condition: Condition
    negated: bool = False


Test = Within | OneOf | Includes
Given = AsGiven | Relation
Atom = Test | NotApplicable | Given | Raised
Condition = All | AnyOf | AtLeast | Atom

ALWAYS = All(())
NEVER = AnyOf(())


def negate(condition: Condition) -> Condition:
    """The opposite, with the negation pushed into the atoms."""
    match condition:
        case All(parts):
            return AnyOf(tuple(map(negate, parts))) if parts else NEVER
        case AnyOf(parts):
            return All(tuple(map(negate, parts))) if parts else ALWAYS
        case AtLeast(count, parts):
            return AtLeast(len(parts) - count + 1, tuple(map(negate, parts)))
        case _:
            return replace(condition, negated=not condition.negated)


def atoms(condition: Condition) -> Iterator[Atom]:
    """The atoms from left to right; a Raised rule is entered, not returned."""
    waiting = [condition]
    while waiting:
        part = waiting.pop()
        match part:
            case All() | AnyOf() | AtLeast():
                waiting.extend(reversed(part.parts))
            case Raised():
                waiting.append(part.condition)
            case _:
                yield part


def tests_of(conditions: Iterable[Condition]) -> dict[str, tuple[Test, ...]]:
    """The tests of ordinary answers in some conditions, by their field, each once."""
    tests: dict[str, dict[Test, None]] = {}
    for atom in (atom for condition in conditions for atom in atoms(condition)):
        if isinstance(atom, Test):
            tests.setdefault(atom.field, {})[atom] = None
    return {name: tuple(own) for name, own in tests.items()}


def fields_used(condition: Condition) -> frozenset[str]:
    """Every field that the condition looks at, its own atoms only (gates are another matter)."""
    fields: set[str] = set()
    for atom in atoms(condition):
        match atom:
            case Raised():
                pass
            case Relation():
                fields.update((atom.field, atom.other))
            case _:
                fields.add(atom.field)
    return frozenset(fields)
