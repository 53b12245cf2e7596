"""The rules of a pack in plain English, for those who write and review them: questions, scorecards, conditions, steps, sources.

Fields and options go by their ids, as in the files. Knows the pack, but no runner, no answers and no result. A card holds what is to be
said of one thing, once for text and JSON alike; lines are wrapped to a width, never in mid-word.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, assert_never

from runner_intake.conditions import (
    ALWAYS,
    NONE_OPTION,
    All,
    AnyOf,
    AtLeast,
    Condition,
    GivenAs,
    GivenAtLeast,
    GivenMoreThan,
    GivenNoneWithOthers,
    GivenNotAmong,
    Includes,
    NotApplicable,
    NumberDomain,
    OneOf,
    Raised,
    Within,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runner_intake.pack import Benefit, Note, PointRule, SafetyRule, Source, Step, StepRule
    from runner_intake.questionnaire import Derived, Field, Question, Questionnaire, Section

Fact = str | int | float | bool | tuple[str, ...] | Mapping[str, str] | Condition
"""What is said of a thing: words, a number, yes or no, names, codes with labels, or a condition."""

INDENT = "  "


@dataclass(frozen=True, slots=True)
class Card:
    """One thing of a pack. `what` is its kind in a word or two, `brief` is its line in a list, `parts` are the things it holds."""

    what: str
    id: str
    facts: Mapping[str, Fact]
    brief: str = ""
    parts: Mapping[str, tuple[Card, ...]] = field(default_factory=dict)


# --- conditions ---------------------------------------------------------------------------------------------------------------


def condition_words(condition: Condition, questionnaire: Questionnaire) -> str:
    """A condition as it is written, in one line of plain English; `questionnaire` gives units and steps.

    `pain_weeks is 6 to 12 (weeks), and main_site is heel_foot`. On a question that is not asked every test is false.
    """
    match condition:
        case All(()):
            return "always"
        case AnyOf(()):
            return "never"
        case All():
            return ", and ".join(_inner(part, questionnaire) for part in _flat(condition))
        case AnyOf() | AtLeast():
            return f"{_head(condition)}: {'; '.join(_inner(part, questionnaire) for part in _flat(condition))}"
        case _:
            return _atom_words(condition, questionnaire)


def condition_lines(condition: Condition, questionnaire: Questionnaire, width: int) -> list[str]:
    """A condition in one line where it fits; else what it is made of, one part below the other, indented by how deep it stands."""
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
            return f"{atom.field} {_within_words(atom, questionnaire)}{_unit(atom.field, questionnaire)}"
        case OneOf(name, options, negated):
            return f"{name} {_one_of_words(options, negated=negated)}"
        case Includes(name, count, options, negated):
            return f"{name} {_includes_words(count, options, negated=negated)}"
        case NotApplicable(name, negated):
            return f"{name} is {'' if negated else 'not '}asked"
        case Raised(rule, _, negated):
            return f"{rule} is {'not ' if negated else ''}raised"
        case GivenAs() | GivenAtLeast() | GivenMoreThan() | GivenNotAmong() | GivenNoneWithOthers():
            return f"{atom.field} as given {_given_words(atom, questionnaire)}"
        case All() | AnyOf() | AtLeast():
            return condition_words(atom, questionnaire)
        case _:
            assert_never(atom)


def _within_words(test: Within, questionnaire: Questionnaire) -> str:
    low, high, negated = test.low, test.high, test.negated
    if low is None and high is None:
        return f"is {'no' if negated else 'any'} number"
    if high is None or low is None:
        return f"is {_one_sided(test)}"
    domain = questionnaire.domains.get(test.field)
    if isinstance(domain, NumberDomain) and domain.step == 1:  # whole numbers: "below 13" ends at 12
        low, high = low + test.low_open, high - test.high_open
    elif test.low_open or test.high_open:
        bounds = f"{'above' if test.low_open else 'at least'} {number(low)} and {'below' if test.high_open else 'at most'} {number(high)}"
        return f"is {'not ' if negated else ''}{bounds}"
    return f"is {'not ' if negated else ''}{number(low)}{f' to {number(high)}' if high > low else ''}"


def _one_sided(test: Within) -> str:
    """A single bound; its opposite is the other bound."""
    if test.low is not None:
        words = ("below", "at least") if not test.low_open else ("at most", "above")
    else:
        words = ("above", "at most") if not test.high_open else ("at least", "below")
    bound = test.low if test.low is not None else test.high
    return f"{words[not test.negated]} {number(bound or 0)}"


def _one_of_words(options: Sequence[str | bool], *, negated: bool) -> str:
    """The options of a choice; yes and no are each other's opposite."""
    if len(options) == 1 and isinstance(options[0], bool):
        return f"is {_value(options[0] != negated)}"
    return f"is {'not ' if negated else ''}{_either(options)}"


def _includes_words(count: int, options: Sequence[str], *, negated: bool) -> str:
    if tuple(options) == (NONE_OPTION,):
        return "includes something other than none" if negated else "is none"
    if count == 1:
        return f"{'does not include' if negated else 'includes'} {_either(options)}"
    if count == len(options):
        return f"{'does not include' if negated else 'includes'} all of {', '.join(options)}"
    return f"includes {'fewer than' if negated else 'at least'} {count} of {', '.join(options)}"


def _given_words(atom: GivenAs | GivenAtLeast | GivenMoreThan | GivenNotAmong | GivenNoneWithOthers, questionnaire: Questionnaire) -> str:
    """A test of the answer as it was given, before gates; where it was not given the test is false and its opposite true."""
    negated = atom.negated
    match atom:
        case GivenAs(name, value):
            words = f"is {'not ' if negated else ''}{_value(value)}{_unit(name, questionnaire)}"
            missing = "or is missing"
        case GivenAtLeast(name, threshold):
            words = f"is {'below' if negated else 'at least'} {number(threshold)}{_unit(name, questionnaire)}"
            missing = "or is missing"
        case GivenMoreThan(_, other, times):
            words = f"is {'not ' if negated else ''}more than {number(times)} times {other}"
            missing = "or one is missing"
        case GivenNotAmong(_, other):
            words = f"is {'' if negated else 'not '}among {other}"
            missing = "or one is missing"
        case GivenNoneWithOthers():
            words = f"{'does not hold' if negated else 'holds'} none together with another option"
            missing = "or is missing"
        case _:
            assert_never(atom)
    return f"{words} {missing}" if negated else words


def _unit(name: str, questionnaire: Questionnaire) -> str:
    found = questionnaire.fields.get(name)
    return f" ({found.unit})" if found and found.unit else ""


def _value(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | float() | Fraction():
            return number(value)
        case frozenset():
            return " with ".join(sorted(map(str, value)))
        case _:
            return str(value)


def _either(options: Iterable[str | bool]) -> str:
    *firsts, last = (_value(option) for option in options)
    return f"{', '.join(firsts)} or {last}" if firsts else last


def number(value: float | Fraction) -> str:
    """A number without needless decimals."""
    return str(int(value)) if value == int(value) else str(float(value))


# --- cards of the questionnaire -----------------------------------------------------------------------------------------------


def section_card(section: Section) -> Card:
    """A section: its title, its first words and what it asks."""
    asks = tuple(question.id for question in section.questions)
    return Card("section", section.id, _facts(title=section.title, intro=section.intro, questions=asks), section.title)


def page_card(question: Question, questionnaire: Questionnaire) -> Card:
    """A page of several fields."""
    names = (*(each.id for each in question.fields), *(each.id for each in question.derived))
    brief = _brief("several questions on one page", question, questionnaire)
    facts = _facts(section=question.section, ask=question.ask, **_asking(question), fields=names)
    return Card("page", question.id, facts, brief)


def field_card(asked: Field, question: Question, questionnaire: Questionnaire, used_by: tuple[str, ...]) -> Card:
    """A field: what is asked, what an answer is, when it is asked and which rules look at it."""
    on_page = asked.id != question.id
    domain = asked.domain if isinstance(asked.domain, NumberDomain) else None
    answer = _facts(
        kind=asked.kind,
        unit=asked.unit,
        minimum=domain.minimum if domain else None,
        maximum=domain.maximum if domain else None,
        step=domain.step if domain else None,
        low=asked.low,
        high=asked.high,
        options=asked.options,
        options_from=asked.options_from,
    )
    private = _facts(private=asked.private or None)
    place = _facts(section=question.section, page=question.id if on_page else "")
    facts = {**place, "ask": asked.ask, **answer, **private, **_asking(question), **_facts(used_by=used_by)}
    brief = answer_words(asked) if on_page else _brief(answer_words(asked), question, questionnaire)
    return Card("field" if on_page else "question", asked.id, facts, brief)


def ratio_card(derived: Derived, question: Question, used_by: tuple[str, ...]) -> Card:
    """A ratio of two numbers of one page; nobody is asked for it."""
    ratio = f"{derived.dividend} / {derived.divisor}"
    return Card("ratio", derived.id, _facts(page=question.id, title=derived.title, ratio=ratio, used_by=used_by), f"worked out: {ratio}")


def answer_words(asked: Field) -> str:
    """What an answer to a field may be."""
    match asked.kind:
        case "yes_no":
            return "yes or no"
        case "choice":
            among = f" (only what is picked in {asked.options_from})" if asked.options_from else ""
            return f"one of {', '.join(asked.options)}{among}"
        case "multi_choice":
            return f"any of {', '.join(asked.options)}"
        case "number":
            domain = asked.domain
            assert isinstance(domain, NumberDomain)
            step = f" in steps of {number(domain.step)}" if domain.step != 1 else ""
            return f"{number(domain.minimum)} to {number(domain.maximum)} {asked.unit}".rstrip() + step
        case "scale":
            return f"0 ({asked.low}) to 10 ({asked.high})"
        case _:
            assert_never(asked.kind)


def _asking(question: Question) -> dict[str, Fact]:
    """When and why a question is asked."""
    gate = None if question.when == ALWAYS else question.when
    return _facts(help=question.help, why=question.why, safety=question.safety, asked_if=gate)


def _brief(answer: str, question: Question, questionnaire: Questionnaire) -> str:
    safety = "safety question, " if question.safety else ""
    gate = f"; asked if {condition_words(question.when, questionnaire)}" if question.when != ALWAYS else ""
    return f"{safety}{answer}{gate}"


# --- cards of the rules -------------------------------------------------------------------------------------------------------


def safety_card(rule: SafetyRule, questionnaire: Questionnaire) -> Card:
    """A safety rule."""
    outcome = rule.outcome or "notice"
    facts = _facts(
        outcome=outcome,
        when=rule.when.written,
        message=rule.message,
        condition=rule.condition,
        lines=rule.lines,
        basis=rule.basis,
        written_at=rule.place,
    )
    return Card("safety rule", rule.id, facts, f"{outcome} if {condition_words(rule.when.written, questionnaire)}")


def benefit_card(benefit: Benefit) -> Card:
    """A scorecard: what is claimed and known, how it is scored, and every rule with its points, reason and basis."""
    evidence = benefit.evidence
    facts = _facts(
        title=benefit.title,
        claim=benefit.claim,
        verdict=benefit.verdict,
        evidence=evidence.grade,
        factor=f"{evidence.factor} per cent",
        reviewed=evidence.reviewed.isoformat(),
        sources=evidence.sources,
        requires=None if benefit.requires.written == ALWAYS else benefit.requires.written,
        max=benefit.max,
        same_topic=benefit.same_topic,
        monotone=dict(benefit.monotone),
        written_at=benefit.place,
    )
    notes = tuple(_note_card(benefit.id, place, note) for place, note in enumerate(benefit.notes, 1))
    parts = {"verdict_notes": notes, "rules": tuple(point_card(rule) for rule in benefit.rules)}
    brief = f"{benefit.title} (evidence {evidence.grade}, factor {evidence.factor}, best score {benefit.max}, {len(benefit.rules)} rules)"
    return Card("benefit", benefit.id, facts, brief, parts)


def _note_card(benefit: str, place: int, note: Note) -> Card:
    return Card("verdict note", f"{benefit} note {place}", _facts(when=note.when.written, text=note.text))


def point_card(rule: PointRule) -> Card:
    """A point rule, or a row of a table."""
    facts = _facts(when=rule.when.written, points=rule.points, because=rule.because, basis=rule.basis, written_at=rule.place)
    return Card("point rule", rule.id, facts)


def table_card(name: str, rules: Sequence[PointRule]) -> Card:
    """A staircase or a table: rows of which at most one counts."""
    return Card("table", name, _facts(counts="at most one of these rows"), parts={"rows": tuple(point_card(rule) for rule in rules)})


def step_card(step: Step) -> Card:
    """A first step and when it is due."""
    due = ", ".join(f"{rule.priority}{f' at {rule.outcome}' if rule.outcome else ''}" for rule in step.rules)
    rules = tuple(step_rule_card(rule) for rule in step.rules)
    return Card("step", step.id, _facts(title=step.title), f"{step.title} (priority {due})", {"rules": rules})


def step_rule_card(rule: StepRule) -> Card:
    """When a first step is due."""
    when = rule.when.written if rule.when.written != ALWAYS or not rule.outcome else None
    facts = _facts(
        when=when,
        outcome=rule.outcome,
        priority=rule.priority,
        because=rule.because,
        basis=rule.basis,
        written_at=rule.place,
    )
    return Card("step rule", rule.id, facts)


def source_card(source: Source, used_by: tuple[str, ...]) -> Card:
    """A source and what rests on it."""
    facts = _facts(
        cite=source.cite,
        doi=source.doi,
        pmid=source.pmid,
        pmc=source.pmc,
        design=source.design,
        population=source.population,
        figure=source.figure,
        finding=source.finding,
        direction=source.direction,
        checked=source.checked,
        used_by=used_by,
    )
    unread = "" if source.checked else ", not yet read"
    return Card("source", source.id, facts, f"{source.cite} ({source.direction}{unread})")


def _facts(**facts: Fact | None) -> dict[str, Fact]:
    """Those of the facts that say something."""
    return {key: fact for key, fact in facts.items() if fact is not None and fact not in ("", (), {})}


# --- lines and JSON -----------------------------------------------------------------------------------------------------------


def card_lines(card: Card, questionnaire: Questionnaire, width: int) -> Iterator[str]:
    """A card in lines of at most `width` characters, as far as words allow. Of its parts it leaves out where they are written."""
    yield from wrapped(f"{card.id} ({card.what}){_mark(card)}", width, INDENT)
    yield from _fact_lines(card.facts, questionnaire, width)
    for name, cards in card.parts.items():
        if cards:
            yield from ("", f"{INDENT}{_label(name).capitalize()}")
        for part in cards:
            yield ""
            yield from (INDENT + line for line in wrapped(f"{part.id}{_mark(part)}", width - len(INDENT), INDENT))
            inner = {key: fact for key, fact in part.facts.items() if key != "written_at"}
            yield from (INDENT + line for line in _fact_lines(inner, questionnaire, width - len(INDENT)))


def entry_lines(name: str, words: str, width: int, column: int) -> list[str]:
    """A name and its words beside it from `column` on; where the name is too long for that, from the next line on."""
    lines = wrapped(words, max(width - column, 1))
    beside = len(name) + len(INDENT) <= column
    first = [f"{name.ljust(column)}{lines[0]}"] if beside else [name, " " * column + lines[0]]
    return [*first, *(" " * column + line for line in lines[1:])]


def card_json(card: Card, questionnaire: Questionnaire) -> dict[str, object]:
    """A card as JSON values, conditions in words."""
    facts = {key: _json(fact, questionnaire) for key, fact in card.facts.items()}
    parts = {name: [card_json(part, questionnaire) for part in cards] for name, cards in card.parts.items()}
    return {"what": card.what, "id": card.id, **facts, **parts}


def wrapped(text: str, width: int, hanging: str = "") -> list[str]:
    """Text in lines of at most `width` characters, broken only between words; at least one line."""
    return textwrap.wrap(text, max(width, 1), subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False) or [""]


def _mark(card: Card) -> str:
    """What a reader looks for first: the points or the priority."""
    points, priority = card.facts.get("points"), card.facts.get("priority")
    if isinstance(points, int):
        return f": {points:+d} {'point' if abs(points) == 1 else 'points'}"
    return f": priority {priority}" if isinstance(priority, int) else ""


def _fact_lines(facts: Mapping[str, Fact], questionnaire: Questionnaire, width: int) -> Iterator[str]:
    shown = {_label(key): fact for key, fact in facts.items() if key not in ("points", "priority")}
    column = max(map(len, shown), default=0) + 2 * len(INDENT)
    for label, fact in shown.items():
        lines = _fact_words(fact, questionnaire, max(width - column, 20))
        yield f"{INDENT}{label}".ljust(column) + lines[0]
        yield from (" " * column + line for line in lines[1:])


def _fact_words(fact: Fact, questionnaire: Questionnaire, width: int) -> list[str]:
    match fact:
        case bool():
            return [_value(fact)]
        case int() | float():
            return [number(fact)]
        case str():
            return wrapped(fact, width)
        case tuple():
            return wrapped(", ".join(fact), width)
        case Mapping():
            column = max(map(len, fact), default=0) + len(INDENT)
            entry = partial(entry_lines, width=width, column=min(column, width // 2))
            return [line for code, label in fact.items() for line in entry(code, label)]
        case _:
            return condition_lines(fact, questionnaire, width)


def _json(fact: Fact, questionnaire: Questionnaire) -> object:
    match fact:
        case str() | bool() | int() | float():
            return fact
        case tuple():
            return list(fact)
        case Mapping():
            return dict(fact)
        case _:
            return condition_words(fact, questionnaire)


def _label(key: str) -> str:
    return key.replace("_", " ")
