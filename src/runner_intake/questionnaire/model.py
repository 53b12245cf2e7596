"""What can be asked: sections, questions (a page of one field or several), fields, derived ratios. Knows no
rules and no answers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Literal

from runner_intake.conditions import ALWAYS, RATIO, Condition, Domain, Memory, exact, fields_used, ground

FieldKind = Literal["yes_no", "choice", "multi_choice", "number", "scale"]
SafetyKind = Literal["always", "needling"]
"""Two kinds of safety question: a red flag is asked of everyone, one about needles only while a suggestion
can still come out.
"""
MOST_RATIOS = 4096
"""Ratios of two numbers that are kept: as fractions they take long to work out."""


@dataclass(frozen=True, slots=True)
class Field:
    """One answer of a runner.

    `domain` bounds the answers; `options` maps codes to labels (choices only); `unit` is the word behind a
    number; `low` and `high` label the ends of a 0-10 scale. `decimals` says how many decimals of a number are
    shown (None: as many as it has); it is compared exactly whatever is shown. `options_from` names the
    multi-choice field whose chosen options this choice is made among. A `private` field is never written to a
    file, an export or a finding. `may_scroll` marks a list that is long on purpose. `short` says an answer in
    a few words, with {value} where it goes (empty: never said in short); `short_options` gives what stands
    there for an option instead of its label, empty where it is left out. `places` names the place of the body
    that an option means.
    """

    id: str
    ask: str
    kind: FieldKind
    domain: Domain
    options: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    low: str = ""
    high: str = ""
    options_from: str = ""
    private: bool = False
    may_scroll: bool = False
    decimals: int | None = None
    short: str = ""
    short_options: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Derived:
    """A ratio of two numbers of one page; unknown until both are known.

    A divisor of 0 makes it infinite (returning after a break) where the dividend is above 0, else 1.
    """

    id: str
    title: str
    dividend: str
    divisor: str

    def ratio(self, dividend: float, divisor: float) -> Fraction | float:
        """The ratio of two answers."""
        return _ratio(dividend, divisor)


@lru_cache(maxsize=MOST_RATIOS)
def _ratio(dividend: float, divisor: float) -> Fraction | float:
    if divisor == 0:
        return math.inf if dividend > 0 else 1
    return exact(dividend) / exact(divisor)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked at once. `when` is its gate; `safety` says which kind of safety question it is, None for
    an ordinary one.

    `with_previous` keeps it directly after the question written before it. `place` is file:line:column.
    """

    id: str
    section: str
    ask: str
    why: str
    fields: tuple[Field, ...]
    help: str = ""
    safety: SafetyKind | None = None
    when: Condition = ALWAYS
    derived: tuple[Derived, ...] = ()
    place: str = ""
    with_previous: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of its fields and of the ratios derived from them."""
        return (*(field.id for field in self.fields), *(derived.id for derived in self.derived))


@dataclass(frozen=True, slots=True)
class Section:
    """Questions on one topic."""

    id: str
    title: str
    intro: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Renamed:
    """How an answer to an earlier version of the questions is taken over.

    `field` is what it was called; `answer` one of its answers (of a list: one of its options), None for all
    of them. `to` says what it is now: the id of a question that asks the same, or fields with the answers
    that mean the same (of a list: the options), which may be none at all; None where the question has to be
    asked again.
    """

    field: str
    answer: bool | float | str | None
    to: str | Mapping[str, bool | float | str | tuple[str, ...]] | None
    place: str = ""


@dataclass(frozen=True)
class Questionnaire:
    """All sections in the order of asking, with the look-ups that everything else needs.

    `renamed` tells how answers to earlier versions of the questions are taken over.
    """

    sections: tuple[Section, ...]
    renamed: tuple[Renamed, ...] = ()

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question in the order of asking."""
        return tuple(question for section in self.sections for question in section.questions)

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Every field by id, in the order of asking."""
        return {field.id: field for question in self.questions for field in question.fields}

    @cached_property
    def choices_among_picked(self) -> tuple[Field, ...]:
        """The choices among the options that are picked in another field."""
        return tuple(field for field in self.fields.values() if field.options_from)

    @cached_property
    def derived(self) -> Mapping[str, Derived]:
        """Every derived ratio by id."""
        return {derived.id: derived for question in self.questions for derived in question.derived}

    @cached_property
    def question_of(self) -> Mapping[str, Question]:
        """The question in which a field is asked (or from which it is derived)."""
        return {name: question for question in self.questions for name in question.names}

    @cached_property
    def only_earlier(self) -> tuple[frozenset[str], Mapping[str, frozenset[str]]]:
        """What only earlier versions of the questions knew: fields, and options of fields that still are."""
        gone = {row.field for row in self.renamed if row.field not in self.fields}
        rows = [(row.field, row.answer) for row in self.renamed if isinstance(row.answer, str)]
        options = {
            name: frozenset(code for of, code in rows if of == name and code not in self.fields[name].options)
            for name in dict(rows)
            if name in self.fields
        }
        return frozenset(gone), options

    @cached_property
    def domains(self) -> Mapping[str, Domain]:
        """The domain of every field and derived ratio."""
        return {
            **{name: field.domain for name, field in self.fields.items()},
            **dict.fromkeys(self.derived, RATIO),
        }

    @cached_property
    def memory(self) -> Memory:
        """What was found out about conditions over these questions."""
        return Memory()

    @cached_property
    def gates(self) -> Mapping[str, Condition]:
        """The grounded gate of every field that has one."""
        gates: dict[str, Condition] = {}
        for question in self.questions:
            if question.when != ALWAYS:
                gate = ground(question.when, gates)
                gates.update(dict.fromkeys(question.names, gate))
        return gates

    @cached_property
    def all_gates(self) -> tuple[Condition, ...]:
        """The gates alone, to be asked together."""
        return tuple(self.gates.values())

    @cached_property
    def safety_fields(self) -> tuple[str, ...]:
        """The fields of the safety questions of both kinds."""
        return tuple(field.id for question in self.questions if question.safety for field in question.fields)

    @cached_property
    def needling_fields(self) -> frozenset[str]:
        """The fields of the safety questions about needles: they matter only while a suggestion can still
        come out.
        """
        return frozenset(
            field.id
            for question in self.questions
            if question.safety == "needling"
            for field in question.fields
        )

    def looks_at_needles(self, grounded: Condition) -> bool:
        """Whether a grounded condition looks at any question about needles, a ratio of two of their numbers,
        or a question that waits for one.
        """
        names = fields_used(grounded)
        gates = (self.gates[name] for name in names if name in self.gates)
        return any(
            self.question_of[name].safety == "needling" for name in names.union(*map(fields_used, gates))
        )

    @cached_property
    def private_fields(self) -> frozenset[str]:
        """The fields whose answers are never shown or stored, and the ratios of which one is a number."""
        own = {field.id for field in self.fields.values() if field.private}
        return frozenset(own.union(ratio for ratio in self.derived if own.intersection(self.inputs(ratio))))

    def is_private(self, name: str) -> bool:
        """Whether the answer to a field, or to one of the numbers of a ratio, is never shown or stored."""
        return name in self.private_fields

    def looks_at_private(self, written: Condition) -> bool:
        """Whether a condition looks at a private answer, so that to tell that it holds would tell of it."""
        return not self.private_fields.isdisjoint(fields_used(written))

    def inputs(self, name: str) -> tuple[str, ...]:
        """The fields that answer `name`: itself, or the two numbers of a derived ratio."""
        derived = self.derived.get(name)
        return (derived.dividend, derived.divisor) if derived else (name,)

    def in_order(self, names: frozenset[str] | set[str]) -> tuple[str, ...]:
        """Fields in the order of asking, derived ratios replaced by their inputs."""
        wanted = {asked for name in names for asked in self.inputs(name)}
        return tuple(name for name in self.fields if name in wanted)
