"""One card for each thing of a pack that bears a name: what there is to be read about it. Knows no runner, no
answers and no result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from runner_intake.conditions import ALWAYS, Condition, NumberDomain
from runner_intake.review.conditions import condition_words, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner_intake.pack import Benefit, FirstStepRules, Note, PointRule, SafetyRule, Source, StepRule
    from runner_intake.questionnaire import Derived, Field, Question, Questionnaire, Section


EntryFact = str | int | float | bool | tuple[str, ...] | Mapping[str, str] | Condition
"""What is said of a thing: words, a number, yes or no, names, codes with labels, or a condition."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a pack. `what` is its kind in a word or two, `brief` is its line in a list, `parts` are
    the things it holds.
    """

    what: str
    id: str
    facts: Mapping[str, EntryFact]
    brief: str = ""
    parts: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)


def section_card(section: Section) -> Entry:
    """A section: its title, its first words and what it asks."""
    asks = tuple(question.id for question in section.questions)
    return Entry(
        "section", section.id, _facts(title=section.title, intro=section.intro, questions=asks), section.title
    )


def page_card(question: Question, questionnaire: Questionnaire) -> Entry:
    """A page of several fields."""
    names = (*(field.id for field in question.fields), *(derived.id for derived in question.derived))
    brief = _brief("several questions on one page", question, questionnaire)
    facts = _facts(section=question.section, ask=question.ask, **_asking(question), fields=names)
    return Entry("page", question.id, facts, brief)


def field_card(
    asked: Field, question: Question, questionnaire: Questionnaire, used_by: tuple[str, ...]
) -> Entry:
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
    index = _facts(section=question.section, page=question.id if on_page else "")
    facts = {**index, "ask": asked.ask, **answer, **private, **_asking(question), **_facts(used_by=used_by)}
    brief = answer_words(asked) if on_page else _brief(answer_words(asked), question, questionnaire)
    return Entry("field" if on_page else "question", asked.id, facts, brief)


def ratio_card(derived: Derived, question: Question, used_by: tuple[str, ...]) -> Entry:
    """A ratio of two numbers of one page; nobody is asked for it."""
    ratio = f"{derived.dividend} / {derived.divisor}"
    return Entry(
        "ratio",
        derived.id,
        _facts(page=question.id, title=derived.title, ratio=ratio, used_by=used_by),
        f"computed: {ratio}",
    )


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


def _asking(question: Question) -> dict[str, EntryFact]:
    """When and why a question is asked."""
    gate = None if question.when == ALWAYS else question.when
    return _facts(help=question.help, why=question.why, safety=question.safety, asked_if=gate)


def _brief(answer: str, question: Question, questionnaire: Questionnaire) -> str:
    safety = "safety question, " if question.safety else ""
    gate = f"; asked if {condition_words(question.when, questionnaire)}" if question.when != ALWAYS else ""
    return f"{safety}{answer}{gate}"


def safety_card(rule: SafetyRule, questionnaire: Questionnaire) -> Entry:
    """A safety rule."""
    outcome = rule.outcome or "notice"
    facts = _facts(
        outcome=outcome,
        when=rule.when.written,
        message=rule.message,
        parts=_parts(rule),
        condition=rule.condition,
        lines=rule.lines,
        basis=rule.basis,
        written_at=rule.place,
    )
    return Entry(
        "safety rule", rule.id, facts, f"{outcome} if {condition_words(rule.when.written, questionnaire)}"
    )


def benefit_card(benefit: Benefit) -> Entry:
    """A scorecard: what is claimed and known, how it is scored, and every rule with its points, reason and
    basis.
    """
    evidence = benefit.evidence
    facts = _facts(
        title=benefit.title,
        claim=benefit.claim,
        verdict=benefit.verdict,
        evidence=evidence.grade,
        support=evidence.support,
        factor=f"{evidence.factor} per cent",
        reviewed=evidence.reviewed.isoformat(),
        sources=evidence.sources,
        requires=None if benefit.requires.written == ALWAYS else benefit.requires.written,
        max=benefit.max,
        same_topic=benefit.same_topic,
        monotone=dict(benefit.monotone),
        written_at=benefit.place,
    )
    notes = tuple(_note_card(benefit.id, index, note) for index, note in enumerate(benefit.notes, 1))
    parts = {"verdict_notes": notes, "rules": tuple(point_card(rule) for rule in benefit.rules)}
    brief = (
        f"{benefit.title} (evidence {evidence.grade}, factor {evidence.factor}, best score {benefit.max}, "
        f"{len(benefit.rules)} rules)"
    )
    return Entry("benefit", benefit.id, facts, brief, parts)


def _note_card(benefit: str, index: int, note: Note) -> Entry:
    return Entry(
        "verdict note",
        f"{benefit} note {index}",
        _facts(when=note.when.written, text=note.text, evidence=note.grade, sources=note.sources),
    )


def _parts(rule: SafetyRule | PointRule | StepRule) -> tuple[str, ...]:
    """What is added where one of several reasons holds, in their order."""
    return tuple(part.text for part in rule.parts)


def point_card(rule: PointRule) -> Entry:
    """A point rule, or a row of a table."""
    facts = _facts(
        when=rule.when.written,
        points=rule.points,
        because=rule.because,
        parts=_parts(rule),
        basis=rule.basis,
        written_at=rule.place,
    )
    return Entry("point rule", rule.id, facts)


def table_card(name: str, rules: Sequence[PointRule]) -> Entry:
    """A staircase or a table: rows of which at most one counts."""
    return Entry(
        "table",
        name,
        _facts(counts="at most one of these rows"),
        parts={"rows": tuple(point_card(rule) for rule in rules)},
    )


def step_card(step: FirstStepRules) -> Entry:
    """A first step and when it is due."""
    due = ", ".join(f"{rule.priority}{f' at {rule.outcome}' if rule.outcome else ''}" for rule in step.rules)
    rules = tuple(step_rule_card(rule) for rule in step.rules)
    return Entry(
        "step", step.id, _facts(title=step.title), f"{step.title} (priority {due})", {"rules": rules}
    )


def step_rule_card(rule: StepRule) -> Entry:
    """When a first step is due."""
    when = rule.when.written if rule.when.written != ALWAYS or not rule.outcome else None
    facts = _facts(
        when=when,
        outcome=rule.outcome,
        priority=rule.priority,
        because=rule.because,
        parts=_parts(rule),
        basis=rule.basis,
        written_at=rule.place,
    )
    return Entry("step rule", rule.id, facts)


def source_card(source: Source, used_by: tuple[str, ...]) -> Entry:
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
    return Entry("source", source.id, facts, f"{source.cite} ({source.direction}{unread})")


def _facts(**facts: EntryFact | None) -> dict[str, EntryFact]:
    """Those of the facts that say something."""
    return {key: fact for key, fact in facts.items() if fact is not None and fact not in ("", (), {})}
