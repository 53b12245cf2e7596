"""Small random packs and every completion of partial answers to them: what the exact engine is held against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from runner_intake.conditions import (
    ALWAYS,
    All,
    AnyOf,
    AtLeast,
    ChoiceDomain,
    Condition,
    Includes,
    ManyDomain,
    NotApplicable,
    NumberDomain,
    OneOf,
    Value,
    Within,
    ground,
    holds,
    negate,
)
from runner_intake.pack import Benefit, Evidence, Pack, PointRule, When
from runner_intake.questionnaire import Derived, Field, Question, Questionnaire, Section
from runner_intake.score import Score, in_order, score

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DOMAINS: list[tuple[Any, Any]] = [
    ("yes_no", ChoiceDomain((True, False))),
    ("choice", ChoiceDomain(("a", "b", "c"))),
    ("number", NumberDomain(0, 3, 1)),
    ("multi_choice", ManyDomain(("x", "y", "none"))),
]
RATIOS: list[Value] = [Fraction(0), Fraction(1), Fraction(3, 2), Fraction(2), Fraction(3)]
"""One ratio from every cell that the thresholds 1 and 2 make, whether they belong to the numbers above them or to those below."""


@st.composite
def tests(draw: st.DrawFn, name: str, domain: Any) -> Condition:
    """An atom over one field."""
    negated = draw(st.booleans())
    if draw(st.integers(0, 7)) == 0:
        return NotApplicable(name, negated)
    match domain:
        case ChoiceDomain(options):
            return OneOf(name, tuple(draw(st.lists(st.sampled_from(options), min_size=1, max_size=len(options) - 1, unique=True))), negated)
        case ManyDomain():
            return draw(
                st.sampled_from(
                    [
                        Includes(name, 1, ("x",), negated),
                        Includes(name, 1, ("none",), negated),
                        Includes(name, 1, ("x", "y"), negated),
                        Includes(name, 2, ("x", "y"), negated),
                    ]
                )
            )
        case NumberDomain(step=0):
            return Within(name, draw(st.sampled_from([Fraction(1), Fraction(2)])), draw(st.booleans()), negated=negated)
        case _:
            return Within(name, low=draw(st.integers(1, 3)), negated=negated)


@st.composite
def conditions(draw: st.DrawFn, domains: Mapping[str, Any]) -> Condition:
    """A condition over one to three atoms."""
    names = draw(st.lists(st.sampled_from(sorted(domains)), min_size=1, max_size=3))
    parts = tuple(draw(tests(name, domains[name])) for name in names)
    shape = draw(st.integers(0, 4))
    if len(parts) == 1:
        return parts[0]
    found: Condition = All(parts) if shape < 2 else AnyOf(parts) if shape < 4 else AtLeast(2, parts)
    return negate(found) if draw(st.integers(0, 5)) == 0 else found


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    """Three to five questions, gates up to two deep, and perhaps a page with a ratio."""
    questions: list[Question] = []
    domains: dict[str, Any] = {}
    for number in range(draw(st.integers(3, 5))):
        kind, domain = draw(st.sampled_from(DOMAINS))
        name = f"q{number}"
        gate: Condition = ALWAYS
        if draw(st.booleans()) and domains:
            gated_by = draw(st.sampled_from(sorted(domains)))
            gate = draw(tests(gated_by, domains[gated_by]))
        field = Field(name, name, kind, domain, {code: str(code) for code in getattr(domain, "options", ()) if kind != "yes_no"})
        questions.append(Question(name, "all", name, name, (field,), when=gate))
        domains[name] = domain
    if draw(st.booleans()):
        pair = tuple(Field(name, name, "number", NumberDomain(0, 3, 1)) for name in ("last", "usual"))
        questions.append(Question("page", "all", "page", "page", pair, derived=(Derived("jump", "jump", "last", "usual"),)))
    return Questionnaire((Section("all", "all", "all", tuple(questions)),))


@st.composite
def packs(draw: st.DrawFn) -> Pack:
    """A pack with two or three scorecards: requires, ties, negative points, shared topics."""
    questionnaire = draw(questionnaires())
    return pack_of(questionnaire, [draw(benefits(questionnaire, place)) for place in range(draw(st.integers(2, 3)))])


def pack_of(questionnaire: Questionnaire, scorecards: list[Benefit]) -> Pack:
    """A pack of scorecards, without safety rules and steps."""
    return Pack(
        id="random",
        title="random",
        version="1",
        date=date(2026, 1, 1),
        reviewed_by=None,
        review_months=12,
        reading_age=12,
        levels={"worth_discussing": 60, "possible": 20},
        questionnaire=questionnaire,
        safety=(),
        benefits=tuple(scorecards),
        steps=(),
        sources={},
        closing=(),
        regions=(),
        content="",
    )


@st.composite
def benefits(draw: st.DrawFn, questionnaire: Questionnaire, place: int) -> Benefit:
    """A scorecard of one to four rules."""
    domains = dict(questionnaire.domains)
    for derived in questionnaire.derived.values():
        for name in (derived.dividend, derived.divisor):
            domains.pop(name)  # rules look at the ratio, so that its cells are independent of everything else

    def when() -> When:
        written = draw(conditions(domains))
        return When(written, ground(written, questionnaire.gates))

    points = st.integers(-3, 4).filter(bool)
    rules = [
        PointRule(f"b{place}.{n}", f"b{place}.{n}", when(), draw(points), "because", ("expert-opinion",), "") for n in range(draw(st.integers(1, 4)))
    ]
    return Benefit(
        id=f"b{place}",
        title=f"b{place}",
        claim="",
        verdict="",
        notes=(),
        evidence=Evidence("low", "mixed", draw(st.sampled_from([40, 50, 75, 90])), (), date(2026, 1, 1)),
        max=draw(st.sampled_from([2, 3, 4, 6])),
        same_topic=draw(st.sampled_from(["", "pain"])),
        requires=when() if draw(st.booleans()) else When(),
        monotone={},
        rules=tuple(rules),
        place="",
    )


# --- every completion ---------------------------------------------------------------------------------------------------------------


def values(domain: Any) -> list[Value]:
    """Every answer to a small domain."""
    match domain:
        case ChoiceDomain(options):
            return list(options)
        case ManyDomain():
            return [frozenset(chosen) for chosen in (("none",), ("x",), ("y",), ("x", "y"))]
        case NumberDomain(step=0):
            return RATIOS
        case _:
            return [0, 1, 2, 3]


def completions(pack: Pack, known: Mapping[str, Value]) -> Iterator[dict[str, Value]]:
    """Every completion, without answers to questions that do not apply. An unknown ratio ranges over its cells on its own."""
    questionnaire = pack.questionnaire
    names = [name for name in questionnaire.domains if name not in _inputs(questionnaire)]
    choices = [[known[name]] if name in known else values(questionnaire.domains[name]) for name in names]
    for chosen in product(*choices):
        answers = dict(zip(names, chosen, strict=True))
        for question in questionnaire.questions:
            if not holds(question.when, answers, {}):
                for name in question.names:
                    answers.pop(name, None)
        yield answers


def _inputs(questionnaire: Questionnaire) -> set[str]:
    return {name for derived in questionnaire.derived.values() for name in (derived.dividend, derived.divisor)}


@dataclass(frozen=True)
class Outcome:
    """What one completion gives: scores, the list shown, every level, and the order of all."""

    scores: tuple[Score, ...]
    shown: tuple[str, ...]
    levels: tuple[str, ...]
    order: tuple[str, ...]


def outcome(pack: Pack, answers: Mapping[str, Value]) -> Outcome:
    """The plain reference on one completion."""
    scores = [score(benefit, answers) for benefit in pack.benefits]
    order = in_order(scores)
    levels = {each.benefit.id: pack.level(each.benefit, each.points) if each.applicable else "not_suggested" for each in scores}
    shown: list[Benefit] = []
    for each in order:
        covered = any(each.benefit.same_topic and other.same_topic == each.benefit.same_topic for other in shown)
        if levels[each.benefit.id] != "not_suggested" and not covered:
            shown.append(each.benefit)
    return Outcome(tuple(scores), tuple(benefit.id for benefit in shown), tuple(levels.values()), tuple(each.benefit.id for each in order))
