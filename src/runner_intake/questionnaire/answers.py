"""Checks and normalises a runner's answers. Knows the questionnaire, not the rules.

Unknown stays unknown. The gate wins: an answer to a question that does not apply is kept only as given.
Nothing is guessed, and no message repeats an answer (a `hint` may, for the person at the screen).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from runner_intake.conditions import (
    EACH,
    NONE_OPTION,
    ChoiceDomain,
    Domain,
    Facts,
    ManyDomain,
    NumberDomain,
    Truth,
    Value,
    Work,
    truths,
)
from runner_intake.errors import MOST_LISTED, IntakeError, Problem, did_you_mean, nearest
from runner_intake.questionnaire.earlier import Saved, taken_from
from runner_intake.reading import YamlMap, as_float, plain_scalar

if TYPE_CHECKING:
    from runner_intake.questionnaire.model import Derived, Field, Questionnaire

RawAnswers = dict[str, Any]
"""Answers as a file or a form holds them: by field, None for "don't know"."""

_WORDS = {"yes": True, "no": False}
_ALIKE = 0.85
"""How like a field an unknown key must be to be named in a log: it is then a slip, and no answer."""


@dataclass(frozen=True, repr=False)
class Answers:
    """Normalised answers. Printed, they tell how many there are, not which.

    `given` holds every answer as given, before gates. `known` holds those that count: without answers behind
    a closed gate and without contradictory lists, with the one possible main site and the derived ratios
    filled in. `domains` are narrowed to the options that other answers leave. `dropped_none` names safety
    questions where `none` stood beside a ticked sign. `work` is the budget for what is asked of these
    answers. `ticked` are options of lists that are open otherwise, and `again` the fields of an earlier
    version whose answers could not be taken over.
    """

    questionnaire: Questionnaire
    given: Mapping[str, Value]
    known: Mapping[str, Value]
    domains: Mapping[str, Domain]
    ignored: tuple[str, ...] = ()
    dropped_none: tuple[str, ...] = ()
    work: Work = field(default_factory=lambda: Work(each=EACH), compare=False)
    ticked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    again: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Answers({len(self.given)} given)"

    @cached_property
    def facts(self) -> Facts:
        """What the answers say, for conditions."""
        usual = self.questionnaire.domains
        narrowed = {name: domain for name, domain in self.domains.items() if domain is not usual[name]}
        return Facts(self.known, self.given, self.domains, self.work, {}, self.questionnaire.memory, narrowed)

    @cached_property
    def seen(self) -> Mapping[str, Value]:
        """The known answers, and of lists that are open otherwise the options that are known to be ticked."""
        return {**self.ticked, **self.known} if self.ticked else self.known

    @cached_property
    def applicable(self) -> Mapping[str, Truth]:
        """For every gated field whether it is asked: True, False, or None while its gate is open."""
        gates = self.questionnaire.gates
        return dict(zip(gates, truths(self.questionnaire.all_gates, self.facts), strict=True))

    @cached_property
    def certain(self) -> Mapping[str, Value]:
        """The known answers to questions that surely apply."""
        return {name: value for name, value in self.known.items() if self.applicable.get(name, True)}

    @cached_property
    def open(self) -> tuple[str, ...]:
        """The fields without an answer that apply or may still apply, in the order of asking."""
        return tuple(
            name
            for name in self.questionnaire.fields
            if name not in self.known and self.applicable.get(name, True) is not False
        )


def check_answers(raw: object, questionnaire: Questionnaire, file: str = "") -> Answers:
    """The answers in normal form; IntakeError with every problem (A01-A07; the first 100 listed) if any
    cannot be used.

    `raw` maps field to value; None (or a missing field) is unknown. `file` names the source in messages.
    Answers to an earlier version of the questions are taken over as `renamed` says: those that hold a field
    or option that only it knows, and `Saved` ones of another version, of which what does not fit is named in
    `again` instead.
    """
    if not isinstance(raw, Mapping | Saved):
        raise IntakeError(
            [
                Problem(
                    "A01",
                    "The answers are not a mapping of fields to values.",
                    "Write `field: value` lines, or {}.",
                    file,
                )
            ]
        )
    problems: list[Problem] = []
    given: dict[str, Value] = {}
    lenient = isinstance(raw, Saved) and raw.is_earlier
    taken = taken_from(raw, questionnaire)
    again = dict.fromkeys(taken.again)
    for number, (name, value) in enumerate(taken.answers.items(), 1):
        try:
            field = _field(name, questionnaire, with_hint=len(problems) < MOST_LISTED)
            if value is not None:
                given[field.id] = _value(value, field)
        except _WrongError as wrong:
            if lenient:
                again[_named(name)] = None
                continue
            is_named = not wrong.is_about_key or (
                len(problems) < MOST_LISTED and nearest(_named(name), questionnaire.fields, _ALIKE)
            )
            path = _named(name) if is_named else f"key {number}"
            problems.append(
                Problem(wrong.code, wrong.what, wrong.way_out, _place(raw, name, file), path, wrong.hint)
            )
    if problems:
        raise IntakeError.listing(problems)
    return normalise(given, questionnaire, ticked=taken.ticked, again=tuple(again))


def check_number(number: float, field: Field) -> int | float:
    """One number in normal form; IntakeError (A03, A05, A06) if the field does not take it."""
    try:
        return _number(number, field)
    except _WrongError as wrong:
        raise IntakeError([Problem(wrong.code, wrong.what, wrong.way_out, path=field.id)]) from None


class _WrongError(Exception):
    def __init__(self, code: str, what: str, way_out: str, hint: str = "") -> None:
        super().__init__(code)
        self.code, self.what, self.way_out, self.hint = code, what, way_out, hint

    @property
    def is_about_key(self) -> bool:
        """Whether the key is wrong: it may then be an answer in the wrong place, which no log may have."""
        return self.code == "A02"


def _field(name: object, questionnaire: Questionnaire, *, with_hint: bool) -> Field:
    """The field of that name. Looking for a near name takes a millisecond, so only the problems that are
    listed get a hint.
    """
    field = questionnaire.fields.get(_named(name))
    if field is None:
        hint = did_you_mean(_named(name), questionnaire.fields) if with_hint else ""
        way_out = f"Use the id of a question. {hint}".strip()
        raise _WrongError(
            "A02", "This is not a field of the questionnaire.", way_out, f"The key is {_named(name)!r}."
        )
    return field


def _named(name: object) -> str:
    """A key as text; one that is no text (a number, say) can be no field and is not repeated at length."""
    return name if isinstance(name, str) else type(name).__name__


def _place(raw: object, name: object, file: str) -> str:
    raw = raw.answers if isinstance(raw, Saved) else raw
    if isinstance(raw, YamlMap) and isinstance(name, str) and name in raw.places:
        line, column, value_line, value_column = raw.places[name]
        return f"{file}:{value_line}:{value_column}" if value_line == line else f"{file}:{line}:{column}"
    return file


# --- one answer ---------------------------------------------------------------------------------------------


def _value(value: object, field: Field) -> Value:
    match field.kind:
        case "yes_no":
            return _yes_no(value)
        case "choice":
            return _choice(value, field)
        case "multi_choice":
            return _several(value, field)
        case "number" | "scale":
            return _number(value, field)


def _yes_no(value: object) -> bool:
    plain = plain_scalar(value)
    if isinstance(plain, bool):
        return plain
    word = value.strip().lower() if isinstance(value, str) else ""
    if word not in _WORDS:
        raise _WrongError(
            "A03", "This takes yes or no.", "Write true or false, or yes or no; null for don't know."
        )
    return _WORDS[word]


def _choice(value: object, field: Field) -> str:
    if not isinstance(value, str):
        raise _WrongError(
            "A03",
            "This takes one option, as text.",
            f"Options are: {', '.join(field.options)}; null for don't know.",
        )
    if value not in field.options:
        raise _WrongError(
            "A04",
            "This is not one of the options.",
            f"Options are: {', '.join(field.options)}.",
            did_you_mean(value, field.options),
        )
    return str(value)


def _several(value: object, field: Field) -> frozenset[str]:
    if isinstance(value, str) or not isinstance(value, list | tuple | set | frozenset):
        raise _WrongError(
            "A03",
            "This takes a list of options.",
            f"Write a list, such as [{NONE_OPTION}]; null for don't know.",
        )
    if not value:
        raise _WrongError(
            "A07",
            "This list is empty, and an empty list says neither yes nor no.",
            f"Write [{NONE_OPTION}] for none, or null for don't know.",
        )
    return frozenset(_choice(option, field) for option in value)


def _number(value: object, field: Field) -> int | float:
    domain = field.domain
    assert isinstance(domain, NumberDomain)
    number = as_float(value)
    if number is None:
        quoted = " It is written as text." if isinstance(value, str) else ""
        raise _WrongError(
            "A03",
            f"This takes a number.{quoted}",
            "Write it in digits, without quotes and unit; null for don't know.",
        )
    unit = f" {field.unit}" if field.unit else ""
    if not math.isfinite(number) or not domain.minimum <= number <= domain.maximum:
        raise _WrongError(
            "A05",
            "This number is outside its range.",
            f"It runs from {domain.minimum} to {domain.maximum}{unit}.",
        )
    steps = domain.steps(number)
    if steps is None:
        raise _WrongError("A06", "This number does not fit its step.", f"Use steps of {domain.step}{unit}.")
    return domain.at(steps)


# --- all answers together -----------------------------------------------------------------------------------


def normalise(
    values: Mapping[str, Value],
    questionnaire: Questionnaire,
    work: Work | None = None,
    *,
    ticked: Mapping[str, frozenset[str]] | None = None,
    again: tuple[str, ...] = (),
) -> Answers:
    """Answers from values that are in normal form one by one: gates, contradictions, ratios and the one
    possible choice.

    `work` is the budget for everything that is asked of them (a new one by default); who looks at many
    variants of answers shares one. `ticked` are options of lists that are open otherwise; an answer to the
    list counts before them.
    """
    given = dict(values)
    budget = Work(each=EACH) if work is None else work
    held = {name: options for name, options in (ticked or {}).items() if name not in given}
    contradictory = {
        name: value - {NONE_OPTION}
        for name, value in given.items()
        if isinstance(value, frozenset) and NONE_OPTION in value and len(value) > 1
    }
    dropped = tuple(name for name in questionnaire.safety_fields if name in contradictory)
    for name in dropped:
        given[name] = contradictory.pop(name)
    known = {name: value for name, value in given.items() if name not in contradictory}
    domains = dict(questionnaire.domains)
    for name, options in held.items():
        domains[name] = ManyDomain(tuple(questionnaire.fields[name].options), options)
    for choice in questionnaire.choices_among_picked:
        if choice.options_from in known:
            _narrow(choice, known, domains)
    for derived in questionnaire.derived.values():
        ratio = _ratio(derived, known)
        if ratio is not None:
            known[derived.id] = ratio
    answers = Answers(questionnaire, given, known, domains, (), dropped, budget, held, again)
    ignored = tuple(
        name for name, applies in answers.applicable.items() if name in known and applies is False
    )
    if not ignored:
        return answers
    counting = {name: value for name, value in known.items() if name not in ignored}
    return replace(answers, known=counting, ignored=tuple(name for name in ignored if name in given))


def _narrow(field: Field, known: dict[str, Value], domains: dict[str, Domain]) -> None:
    """A choice among the options picked elsewhere: only those are left, and a single one is the answer."""
    chosen = known[field.options_from]
    assert isinstance(chosen, frozenset)
    left = tuple(code for code in field.options if code in chosen)
    if left:
        domains[field.id] = ChoiceDomain(left)
    if len(left) == 1:
        known.setdefault(field.id, left[0])


def _ratio(derived: Derived, known: Mapping[str, Value]) -> Fraction | float | None:
    dividend, divisor = known.get(derived.dividend), known.get(derived.divisor)
    if not isinstance(dividend, int | float) or not isinstance(divisor, int | float):
        return None
    return derived.ratio(dividend, divisor)
