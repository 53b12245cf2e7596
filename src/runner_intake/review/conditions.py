"""Conditions in words for reviewers: fields and options go by their ids, as in the files."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

from runner_intake.conditions import (
    NONE_OPTION,
    All,
    AnyOf,
    AsGiven,
    AtLeast,
    Includes,
    NotApplicable,
    NumberDomain,
    OneOf,
    Raised,
    Relation,
    Within,
    fields_used,
)
from runner_intake.text.wrapping import INDENT, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runner_intake.conditions import Condition, Given, Value
    from runner_intake.questionnaire import Questionnaire


def condition_words(condition: Condition, questionnaire: Questionnaire) -> str:
    """A condition as it is written, in one line of plain English; `questionnaire` gives units and steps.

    `pain_weeks is 6 to 12 (weeks), and main_site is heel`. On a question that is not asked every test is
    false.
    """
    match condition:
        case All(()):
            return "always"
        case AnyOf(()):
            return "never"
        case All():
            return ", and ".join(_inner(part, questionnaire) for part in _flat(condition))
        case AnyOf() | AtLeast():
            return (
                f"{_head(condition)}: {'; '.join(_inner(part, questionnaire) for part in _flat(condition))}"
            )
        case _:
            return _atom_words(condition, questionnaire)


def condition_lines(condition: Condition, questionnaire: Questionnaire, width: int) -> list[str]:
    """A condition in one line where it fits; else what it is made of, one part below the other, indented by
    how deep it stands.
    """
    words = condition_words(condition, questionnaire)
    if len(words) <= width or not isinstance(condition, All | AnyOf | AtLeast):
        return wrapped(words, width)
    lines = [f"{_head(condition)}:"]
    for part in _flat(condition):
        first, *rest = condition_lines(part, questionnaire, max(width - 2, 1))
        lines += [f"- {first}", *(INDENT + line for line in rest)]
    return lines


def _head(condition: All | AnyOf | AtLeast) -> str:
    match condition:
        case All():
            return "all of"
        case AnyOf():
            return "any of"
        case AtLeast(count):
            return f"at least {count} of"
        case _:
            assert_never(condition)


def _flat(condition: All | AnyOf | AtLeast) -> Iterator[Condition]:
    """The parts, those of a like condition inside it taken out; the meaning stays the same."""
    for part in condition.parts:
        if isinstance(part, All | AnyOf) and type(part) is type(condition) and part.parts:
            yield from _flat(part)
        else:
            yield part


def _inner(condition: Condition, questionnaire: Questionnaire) -> str:
    """A condition inside another one, in brackets where it has parts."""
    words = condition_words(condition, questionnaire)
    match condition:
        case All((_, _, *_)):
            return f"({words})"
        case AnyOf((_, *_)) | AtLeast():
            head = _head(condition)
            return f"{head} ({words.removeprefix(f'{head}: ')})"
        case _:
            return words


def _atom_words(atom: Condition, questionnaire: Questionnaire) -> str:
    match atom:
        case Within():
            return f"{atom.field} {_within_words(atom, questionnaire)}"
        case OneOf(name, options, negated):
            return f"{name} {_one_of_words(options, negated=negated)}"
        case Includes(name, count, options, negated):
            return f"{name} {_includes_words(count, options, negated=negated)}"
        case NotApplicable(name, negated):
            return f"{name} is {'' if negated else 'not '}asked"
        case Raised(rule, _, negated):
            return f"{rule} is {'not ' if negated else ''}raised"
        case AsGiven() | Relation():
            return f"{atom.field} as given {_given_words(atom, questionnaire)}"
        case All() | AnyOf() | AtLeast():
            return condition_words(atom, questionnaire)
        case _:
            assert_never(atom)


def _within_words(test: Within, questionnaire: Questionnaire) -> str:
    return f"{_range_words(test, questionnaire)}{_unit(test.field, questionnaire)}"


def _range_words(test: Within, questionnaire: Questionnaire) -> str:
    low, high, negated = test.low, test.high, test.negated
    if low is None and high is None:
        return f"is {'no' if negated else 'any'} number"
    if high is None or low is None:
        return f"is {_one_sided(test)}"
    domain = questionnaire.domains.get(test.field)
    if isinstance(domain, NumberDomain) and domain.step == 1:  # whole numbers: "below 13" ends at 12
        low, high = low + test.low_open, high - test.high_open
    elif test.low_open or test.high_open:
        lower = f"{'above' if test.low_open else 'at least'} {number(low)}"
        upper = f"{'below' if test.high_open else 'at most'} {number(high)}"
        return f"is {'not ' if negated else ''}{lower} and {upper}"
    return f"is {'not ' if negated else ''}{number(low)}{f' to {number(high)}' if high > low else ''}"


def _one_sided(test: Within) -> str:
    """A single bound; its opposite is the other bound."""
    if test.low is not None:
        words = ("below", "at least") if not test.low_open else ("at most", "above")
    else:
        words = ("above", "at most") if not test.high_open else ("at least", "below")
    bound = test.low if test.low is not None else test.high
    return f"{words[not test.negated]} {number(bound or 0)}"


def _one_of_words(options: Sequence[Value], *, negated: bool) -> str:
    """The options of a choice; yes and no are each other's opposite."""
    if len(options) == 1 and isinstance(options[0], bool):
        return f"is {value_words(options[0] != negated)}"
    return _is_words(options, negated=negated)


def _is_words(options: Sequence[Value], *, negated: bool) -> str:
    return f"is {'not ' if negated else ''}{_either(options)}"


def _includes_words(count: int, options: Sequence[str], *, negated: bool) -> str:
    if tuple(options) == (NONE_OPTION,):
        return "includes something other than none" if negated else "is none"
    if count == 1:
        return f"{'does not include' if negated else 'includes'} {_either(options)}"
    if count == len(options):
        return f"{'does not include' if negated else 'includes'} all of {', '.join(options)}"
    return f"includes {'fewer than' if negated else 'at least'} {count} of {', '.join(options)}"


def _given_words(atom: Given, questionnaire: Questionnaire) -> str:
    """A test of the answer as it was given, before gates; where it was not given the test is false and its
    opposite true.
    """
    negated = atom.negated
    match atom:
        case AsGiven(test):
            words = _test_words(replace(test, negated=negated), questionnaire)
        case Relation(_, other, "more_than", times):
            words = f"is {'not ' if negated else ''}more than {number(times)} times {other}"
        case Relation(_, other, "not_among"):
            words = f"is {'' if negated else 'not '}among {other}"
        case Relation():
            words = f"{'does not hold' if negated else 'holds'} none together with another option"
        case _:
            assert_never(atom)
    missing = "or one is missing" if len(fields_used(atom)) > 1 else "or is missing"
    return f"{words} {missing}" if negated else words


def _test_words(test: Within | OneOf | Includes, questionnaire: Questionnaire) -> str:
    match test:
        case Within():
            return _within_words(test, questionnaire)
        case OneOf(name, options, negated):
            return f"{_is_words(options, negated=negated)}{_unit(name, questionnaire)}"
        case Includes(_, _, options, negated):
            return f"{'does not include' if negated else 'includes'} {' or '.join(options)}"
        case _:
            assert_never(test)


def _unit(name: str, questionnaire: Questionnaire) -> str:
    field = questionnaire.fields.get(name)
    return f" ({field.unit})" if field and field.unit else ""


def value_words(value: object) -> str:
    """An answer in words, numbers without needless decimals."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | float() | Fraction():
            return number(value)
        case frozenset():
            return " with ".join(sorted(map(str, value)))
        case _:
            return str(value)


def _either(options: Iterable[Value]) -> str:
    *firsts, last = (value_words(option) for option in options)
    return f"{', '.join(firsts)} or {last}" if firsts else last


def counted(count: int, what: str) -> str:
    """A number of things, in words: `1 case`, `2 cases`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def number(value: float | Fraction) -> str:
    """A number without needless decimals."""
    return str(int(value)) if value == int(value) else str(float(value))
