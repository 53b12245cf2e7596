"""The red flags that are certain in answers of which some cannot be used: an error must never hide that
someone has to call for help now.

A flag is certain where an emergency rule holds whatever the unusable answers mean. Tells which rules hold,
never an answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.conditions import (
    ALWAYS,
    NEVER,
    Condition,
    Facts,
    Includes,
    Truth,
    fields_used,
    residual,
    truth,
)
from runner_intake.conditions.nodes import Given
from runner_intake.conditions.simplified import simplify
from runner_intake.errors import IntakeError, RedFlag
from runner_intake.pack import find_region
from runner_intake.questionnaire import check_answers, normalise, sure_choice, sure_ticks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.conditions import Value
    from runner_intake.pack import Pack, SafetyRule
    from runner_intake.questionnaire import Answers, Field


def checked(raw: object, pack: Pack, *, region: str | None = None, file: str = "") -> Answers:
    """The answers in normal form; IntakeError with every problem, and with the red flags that are certain all
    the same.
    """
    try:
        return check_answers(raw, pack.questionnaire, file)
    except IntakeError as error:
        raise IntakeError(error.problems, error.more, certain_red_flags(raw, pack, region)) from None


def certain_red_flags(raw: object, pack: Pack, region: str | None = None) -> tuple[RedFlag, ...]:
    """The emergency rules that hold whatever the unusable answers in `raw` mean, in the order of the pack;
    none where `raw` holds no answers.
    """
    sure = _sure(raw, pack)
    return tuple(
        RedFlag(
            rule="" if pack.questionnaire.looks_at_private(rule.when.written) else rule.id,
            message=rule.message,
            help_lines=_numbers(rule, pack, region),
        )
        for rule in pack.safety
        if rule.outcome == "emergency" and _holds(rule.when.grounded, sure)
    )


def _numbers(rule: SafetyRule, pack: Pack, region: str | None) -> str:
    """Whom to call, in one line. A region that the pack does not know is a problem of its own; all are named
    then.
    """
    known = find_region(region, pack) if region else None
    kind = rule.lines or "emergency"
    named = (f"{own.name}: {own.number(kind)}" for own in ((known,) if known else pack.regions))
    return f"{pack.words(f'help_{kind}')}: {'; '.join(named)}."


@dataclass(frozen=True, repr=False)
class _Sure:
    """What is sure: the answers that can be used, and the options ticked in lists that cannot."""

    facts: Facts
    ticks: Mapping[str, frozenset[str]]


def _holds(condition: Condition, sure: _Sure) -> Truth:
    """Whether a condition surely holds."""
    return truth(simplify(condition, lambda atom: _as_far_as_sure(atom, sure)), sure.facts)


def _as_far_as_sure(atom: Condition, sure: _Sure) -> Condition:
    """A test that what is sure decides. On a list of which some options are surely ticked, more ticks never
    take them away; a test of answers as given holds only where these answers can be used.
    """
    match atom:
        case Includes(field, count, options, negated):
            if len(sure.ticks.get(field, frozenset()).intersection(options)) >= count:
                return NEVER if negated else ALWAYS
        case _ if isinstance(atom, Given):
            usable = fields_used(atom) <= sure.facts.given.keys()
            return residual(atom, sure.facts) if usable else NEVER
    return atom


def _sure(raw: object, pack: Pack) -> _Sure:
    values: dict[str, list[object]] = defaultdict(list)
    for name, value in _given(raw, pack):
        values[name].append(value)
    known: dict[str, Value] = {}
    ticks: dict[str, frozenset[str]] = {}
    for name, given in values.items():
        field = pack.questionnaire.fields[name]
        usable = _usable(field, given[0], pack) if len(given) == 1 else None
        if usable is not None:
            known[name] = usable
        elif field.kind == "multi_choice":
            safety = name in pack.questionnaire.safety_fields
            ticks[name] = frozenset().union(*(sure_ticks(value, field, safety=safety) for value in given))
    return _Sure(normalise(known, pack.questionnaire).facts, ticks)


def _given(raw: object, pack: Pack) -> Iterator[tuple[str, object]]:
    """The answers with the fields they are surely meant for, also under names such as `Low_mood` and
    `urgent_body.dark_urine`.
    """
    if isinstance(raw, list | tuple) and len(raw) == 1:
        raw = raw[0]
    if not isinstance(raw, Mapping):
        return
    for key, value in raw.items():
        name, dot, option = str(key).strip().casefold().partition(".")
        if name in pack.questionnaire.fields and value is not None:
            yield name, {option: value} if dot else value


def _usable(field: Field, value: object, pack: Pack) -> Value | None:
    """One answer in normal form, or None where it cannot be used."""
    if field.kind == "choice":
        value = sure_choice(value, field)
    try:
        return check_answers({field.id: value}, pack.questionnaire).given.get(field.id)
    except IntakeError:
        return None
