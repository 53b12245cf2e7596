"""Small random packs and every completion of partial answers to them: what the exact engine is held
against.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import chain, combinations, product
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from runner_intake.conditions import (
    ALWAYS,
    NONE_OPTION,
    All,
    AnyOf,
    AsGiven,
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
from runner_intake.pack import Benefit, Evidence, FirstStepRules, Pack, PointRule, SafetyRule, StepRule, When
from runner_intake.questionnaire import Derived, Field, Question, Questionnaire, Section
from runner_intake.score import Score, in_order, may_suggest, score
from runner_intake.vocabulary import OUTCOMES, SUGGESTING, WITHHOLDING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from runner_intake.circuit import ScoreBounds

DOMAINS: list[tuple[Any, Any]] = [
    ("yes_no", ChoiceDomain((True, False))),
    ("choice", ChoiceDomain(("a", "b", "c"))),
    ("number", NumberDomain(0, 3, 1)),
    ("multi_choice", ManyDomain(("x", "y", "none"))),
]
SMALLEST: list[tuple[Any, Any]] = [
    ("choice", ChoiceDomain(("a",))),
    ("multi_choice", ManyDomain(("none", "x"))),
]
"""What hardly leaves a choice: a pack may ask that too."""

KINDS = st.sampled_from(DOMAINS * 5 + SMALLEST)
RARELY = st.sampled_from([False] * 5 + [True])
RATIOS: list[Value] = [Fraction(0), Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(2), Fraction(3)]
"""One ratio from every cell that the thresholds 0, 1 and 2 make, whether they belong to the numbers above
them or to those below.
"""
RANGES: list[dict[str, Any]] = [
    {"low": 0, "low_open": True},
    {"high": 0},
    {"low": 1, "high": 1},
    {"low": 1, "high": 2},
    {"low": 1, "high": 2, "high_open": True},
    {"low": 0, "low_open": True, "high": 2, "high_open": True},
    {"low": 0, "low_open": True, "high": 1},
    {"low": 2, "low_open": True},
]
"""Ranges that a pack can name besides a lowest number. Of a number many leave one answer, or all but one."""


@st.composite
def tests(draw: st.DrawFn, name: str, domain: Any) -> Condition:
    """An atom over one field, now and then one that counts `none` or all options, so that it may hold
    whatever is answered, or never; what a reader of packs refuses is left out.
    """
    negated = draw(st.booleans())
    if draw(st.integers(0, 7)) == 0:
        return NotApplicable(name, negated)
    rare = draw(RARELY)
    match domain:
        case ChoiceDomain(options):
            most = len(options) if rare or len(options) == 1 else len(options) - 1
            chosen = draw(st.lists(st.sampled_from(options), min_size=1, max_size=most, unique=True))
            return OneOf(name, tuple(chosen), negated)
        case ManyDomain(options) if rare or "y" not in options:
            counted = draw(st.lists(st.sampled_from(options), min_size=1, unique=True))
            return Includes(name, draw(st.integers(1, len(counted))), tuple(counted), negated)
        case ManyDomain():
            count, signs = draw(
                st.sampled_from([(1, ("x",)), (1, ("none",)), (1, ("x", "y")), (2, ("x", "y"))])
            )
            return Includes(name, count, signs, negated)
        case NumberDomain(step=0) if not rare:
            return Within(
                name, draw(st.sampled_from([Fraction(1), Fraction(2)])), draw(st.booleans()), negated=negated
            )
        case NumberDomain(step=0):
            within = draw(st.sampled_from(RANGES))
            bounds = {bound: Fraction(within[bound]) for bound in ("low", "high") if bound in within}
            return Within(name, **{**within, **bounds}, negated=negated)
        case _ if rare:
            return Within(name, **draw(st.sampled_from(RANGES)), negated=negated)
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
    condition: Condition = All(parts) if shape < 2 else AnyOf(parts) if shape < 4 else AtLeast(2, parts)
    return negate(condition) if draw(st.integers(0, 5)) == 0 else condition


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    """Three to five questions, gates up to two deep, and perhaps a page with a ratio."""
    questions: list[Question] = []
    domains: dict[str, Any] = {}
    for number in range(draw(st.integers(3, 5))):
        kind, domain = draw(KINDS)
        name = f"q{number}"
        gate: Condition = ALWAYS
        if draw(st.booleans()) and domains:
            gated_by = draw(st.sampled_from(sorted(domains)))
            gate = draw(tests(gated_by, domains[gated_by]))
        field = Field(
            name,
            name,
            kind,
            domain,
            {code: str(code) for code in getattr(domain, "options", ()) if kind != "yes_no"},
        )
        questions.append(Question(name, "all", name, name, (field,), when=gate))
        domains[name] = domain
    if draw(st.booleans()):
        pair = tuple(Field(name, name, "number", NumberDomain(0, 3, 1)) for name in ("last", "usual"))
        questions.append(
            Question("page", "all", "page", "page", pair, derived=(Derived("jump", "jump", "last", "usual"),))
        )
    return Questionnaire((Section("all", "all", "all", tuple(questions)),))


@st.composite
def packs(draw: st.DrawFn) -> Pack:
    """A pack with two or three scorecards: requires, ties, negative points, shared topics."""
    questionnaire = draw(questionnaires())
    return pack_of(
        questionnaire, [draw(benefits(questionnaire, index)) for index in range(draw(st.integers(2, 3)))]
    )


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
        files={},
    )


@st.composite
def benefits(draw: st.DrawFn, questionnaire: Questionnaire, index: int) -> Benefit:
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
        PointRule(f"b{index}.{n}", f"b{index}.{n}", when(), draw(points), "because", ("expert-opinion",), "")
        for n in range(draw(st.integers(1, 4)))
    ]
    return Benefit(
        id=f"b{index}",
        title=f"b{index}",
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


# --- packs that screen for safety first ---------------------------------------------------------------------

SAFETY_KINDS: list[Any] = [None, "always", "needling", "needling"]
OUTCOMES_OF_RULES: list[Any] = [
    "emergency",
    "urgent",
    "guardian_needed",
    "clarify",
    "declined",
    "hold",
    "discuss",
    "discuss",
    "adapt",
    None,
]


@st.composite
def screened_packs(draw: st.DrawFn, outcomes: Sequence[Any] = OUTCOMES_OF_RULES) -> Pack:
    """A pack with red flags, questions about needles and ordinary ones in some sections, safety rules of some
    outcomes, and first steps.
    """
    questionnaire = draw(screened_questionnaires())
    plain = pack_of(
        questionnaire, [draw(benefits(questionnaire, index)) for index in range(draw(st.integers(1, 2)))]
    )
    safety = [
        draw(safety_rules(questionnaire, number, outcomes)) for number in range(draw(st.integers(1, 4)))
    ]
    steps = [draw(steps_of(questionnaire, number)) for number in range(draw(st.integers(2, 3)))]
    order = (*OUTCOMES, None)
    return replace(
        plain, safety=tuple(sorted(safety, key=lambda rule: order.index(rule.outcome))), steps=tuple(steps)
    )


@st.composite
def screened_questionnaires(draw: st.DrawFn) -> Questionnaire:
    """Three or four questions of every kind of safety, some behind gates (a red flag waits for no question
    about needles), some kept together.
    """
    questions: list[Question] = []
    domains: dict[str, Any] = {}
    after_needles: set[str] = set()
    section = 0
    for number in range(draw(st.integers(3, 4))):
        kind, domain = draw(KINDS)
        name, safety = f"q{number}", draw(st.sampled_from(SAFETY_KINDS))
        gate: Condition = ALWAYS
        if domains and draw(st.integers(0, 2)) == 0:
            gated_by = draw(st.sampled_from(sorted(domains)))
            gate = draw(tests(gated_by, domains[gated_by]))
            if gated_by in after_needles:
                after_needles.add(name)
                safety = None if safety == "always" else safety
        if safety == "needling":
            after_needles.add(name)
        new_section = bool(questions) and draw(st.booleans())
        section += new_section
        together = bool(questions) and not new_section and draw(st.booleans())
        field = Field(
            name,
            name,
            kind,
            domain,
            {code: str(code) for code in getattr(domain, "options", ()) if kind != "yes_no"},
        )
        questions.append(
            Question(
                name, f"s{section}", name, name, (field,), safety=safety, when=gate, with_previous=together
            )
        )
        domains[name] = domain
    names = dict.fromkeys(question.section for question in questions)
    sections = (
        Section(name, name, name, tuple(question for question in questions if question.section == name))
        for name in names
    )
    return Questionnaire(tuple(sections))


@st.composite
def safety_rules(
    draw: st.DrawFn, questionnaire: Questionnaire, number: int, outcomes: Sequence[Any]
) -> SafetyRule:
    """A rule of one of some outcomes; one for a guardian may look at an answer as it was given."""
    outcome = draw(st.sampled_from(outcomes))
    written = draw(conditions(questionnaire.domains))
    choices = [name for name, field in questionnaire.fields.items() if field.kind in ("yes_no", "choice")]
    if outcome == "guardian_needed" and choices:
        name = draw(st.sampled_from(choices))
        value = draw(st.sampled_from(values(questionnaire.domains[name])))
        answer = AsGiven(OneOf(name, (value,)), draw(st.booleans()))
        shapes: list[Condition] = [answer, All((answer, written)), AnyOf((answer, written))]
        written = draw(st.sampled_from(shapes))
    condition = "condition" if outcome in ("discuss", "adapt") else ""
    return SafetyRule(
        f"R{number}",
        outcome,
        When(written, ground(written, questionnaire.gates)),
        "message",
        condition,
        ("expert-opinion",),
        None,
        "",
    )


@st.composite
def steps_of(draw: st.DrawFn, questionnaire: Questionnaire, number: int) -> FirstStepRules:
    """A first step, ordinary or of an outcome of its own."""

    def rule(index: int) -> StepRule:
        outcomes: list[Any] = [None, None, None, "urgent", "incomplete", "hold"]
        outcome = draw(st.sampled_from(outcomes))
        written = ALWAYS if outcome and draw(st.booleans()) else draw(conditions(questionnaire.domains))
        when = When(written, ground(written, questionnaire.gates))
        return StepRule(
            f"t{number}.{index}",
            outcome,
            when,
            draw(st.integers(1, 4)) * 10,
            "because",
            ("expert-opinion",),
            "",
        )

    return FirstStepRules(
        f"t{number}", f"t{number}", tuple(rule(index) for index in range(draw(st.integers(1, 2))))
    )


@dataclass(frozen=True)
class Screened:
    """What complete answers come to: the outcome, the rules that hold and whether each looks at needles, what
    is shown, the steps due with their priorities, the most urgent first.

    `needles`: whether the questions about needles count.
    """

    outcome: str
    holding: frozenset[str]
    needles: bool
    shown: tuple[str, ...]
    priorities: Mapping[str, int]

    @property
    def steps(self) -> frozenset[str]:
        """The steps that are due."""
        return frozenset(self.priorities)

    @property
    def leading(self) -> tuple[str, ...]:
        """The first two of them."""
        return tuple(self.priorities)[:2]


def screened(pack: Pack, answers: Mapping[str, Value], given: Mapping[str, Value]) -> Screened:
    """The plain reference on complete answers (without those to questions that do not apply), for a pack that
    screens; `given` has all.
    """

    def true(when: When) -> bool:
        return holds(when.written, answers, given)

    def about_needles(when: When) -> bool:
        return pack.questionnaire.looks_at_needles(when.grounded)

    withheld = any(
        true(rule.when) and rule.outcome in WITHHOLDING
        for rule in pack.safety
        if not about_needles(rule.when)
    )
    needles = not withheld and may_suggest(pack, given)
    raised = [rule for rule in pack.safety if true(rule.when) and (needles or not about_needles(rule.when))]
    worst = min((rule.outcome for rule in raised if rule.outcome), key=OUTCOMES.index, default="clear")
    special = worst if worst in pack.special_outcomes else None
    due = [
        (step.id, rule.priority)
        for step in pack.steps
        for rule in step.rules
        if rule.outcome == special and true(rule.when) and (needles or not about_needles(rule.when))
    ]
    priorities = {step: max(own for name, own in due if name == step) for step, _ in due}
    by_priority = dict(sorted(priorities.items(), key=lambda pair: -pair[1]))
    shown = outcome(pack, answers).shown if worst in SUGGESTING else ()
    return Screened(worst, frozenset(rule.id for rule in raised), needles, shown, by_priority)


def all_answers(pack: Pack, given: Mapping[str, Value]) -> Iterator[dict[str, Value]]:
    """Every way to answer, in the order of asking, the questions that apply and have no answer yet."""

    def further(number: int, answers: dict[str, Value]) -> Iterator[dict[str, Value]]:
        if number == len(pack.questionnaire.questions):
            yield answers
            return
        question = pack.questionnaire.questions[number]
        if not holds(question.when, answers, {}):
            yield from further(number + 1, answers)
            return
        for value in (
            [given[question.id]] if question.id in given else values(pack.questionnaire.domains[question.id])
        ):
            yield from further(number + 1, {**answers, question.id: value})

    return further(0, {})


# --- every completion ---------------------------------------------------------------------------------------


def values(domain: Any) -> list[Value]:
    """Every answer to a small domain."""
    match domain:
        case ChoiceDomain(options):
            return list(options)
        case ManyDomain(options):
            signs = [option for option in options if option != NONE_OPTION]
            lists = (combinations(signs, size) for size in range(1, len(signs) + 1))
            return [frozenset({NONE_OPTION}), *map(frozenset, chain.from_iterable(lists))]
        case NumberDomain(step=0):
            return RATIOS
        case _:
            return [0, 1, 2, 3]


def completions(pack: Pack, known: Mapping[str, Value]) -> Iterator[dict[str, Value]]:
    """Every completion, without answers to questions that do not apply. An unknown ratio ranges over its
    cells on its own.
    """
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
    return {
        name for derived in questionnaire.derived.values() for name in (derived.dividend, derived.divisor)
    }


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
    levels = {
        score.benefit.id: pack.level(score.benefit, score.points) if score.applicable else "not_suggested"
        for score in scores
    }
    shown: list[Benefit] = []
    for candidate in order:
        covered = any(
            candidate.benefit.same_topic and other.same_topic == candidate.benefit.same_topic
            for other in shown
        )
        if levels[candidate.benefit.id] != "not_suggested" and not covered:
            shown.append(candidate.benefit)
    return Outcome(
        tuple(scores),
        tuple(benefit.id for benefit in shown),
        tuple(levels.values()),
        tuple(score.benefit.id for score in order),
    )


def assert_exact(bounds: ScoreBounds, pack: Pack, results: Sequence[Outcome]) -> None:
    """The bounds are exact: those of every completion, neither wider nor narrower."""
    assert bounds.exact
    weights = pack.weights
    for index in range(len(pack.benefits)):
        scores = [result.scores[index] for result in results]
        applying = [score.points for score in scores if score.applicable]
        assert bounds.low[index] == min(score.points for score in scores)
        assert bounds.high[index] == max(score.points for score in scores)
        assert bounds.applies[index] == (
            True if len(applying) == len(scores) else None if applying else False
        )
        if applying:
            assert bounds.high_where_applicable[index] == max(applying)
    for a, b in bounds.differences:
        before = [
            result.order.index(pack.benefits[a].id) < result.order.index(pack.benefits[b].id)
            for result in results
        ]
        assert bounds.surely_before(a, b) == all(before), (a, b, weights)
