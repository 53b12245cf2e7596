"""A rule pack in memory: questionnaire, safety rules, scorecards, first steps, sources. Data only;
immutable.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from runner_intake.conditions import ALWAYS, AsGiven, Condition, OneOf, atoms, fields_used
from runner_intake.pack.population import Population
from runner_intake.questionnaire import Questionnaire
from runner_intake.text.catalogue import ENGLISH, Words
from runner_intake.vocabulary import ClosingRole, Grade, HelpLineKind, Level, MeasureName, Outcome, Support


@dataclass(frozen=True, slots=True)
class When:
    """A condition as written (gates apply by meaning) and grounded (gates written in)."""

    written: Condition = ALWAYS
    grounded: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class TextPart:
    """One reason of a rule that has several: what is added to the rule's text where this reason surely
    holds.
    """

    when: When
    text: str


@dataclass(frozen=True, slots=True)
class SafetyRule:
    """A finding and the outcome it leads to; `outcome` None marks a notice, which leads to none.

    `condition` is what every suggestion then carries (discuss and adapt). `message` is true on its own;
    `parts` add the reasons that surely hold. `place` is file:line:column. Two promises that the checker
    proves: where the rule holds, none of the benefits that it `rules_out` is suggested; with `no_loading`, no
    first step that advises loading is due.
    """

    id: str
    outcome: Outcome | None
    when: When
    message: str
    condition: str
    basis: tuple[str, ...]
    lines: HelpLineKind | None
    place: str
    rules_out: tuple[str, ...] = ()
    no_loading: bool = False
    parts: tuple[TextPart, ...] = ()


@dataclass(frozen=True, slots=True)
class PointRule:
    """Points for or against a benefit. `table` is the id it was written under: rows of one table exclude each
    other.

    `because` is true on its own; `parts` add the reasons that surely hold.
    """

    id: str
    table: str
    when: When
    points: int
    because: str
    basis: tuple[str, ...]
    place: str
    parts: tuple[TextPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """How good the evidence is: GRADE-like grade, whether it supports the claim, factor in per cent, sources,
    and the day it was reviewed.
    """

    grade: Grade
    support: Support
    factor: int
    sources: tuple[str, ...]
    reviewed: date


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence added to a verdict where it holds. Its `grade` and `sources`, where it has any, then take
    the place of the benefit's.
    """

    when: When
    text: str
    grade: Grade | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A promise that the checker proves: where `when` holds, no answers give a benefit more than `level`."""

    when: When
    level: Literal["possible", "not_suggested"]
    place: str


@dataclass(frozen=True, slots=True, eq=False)
class Benefit:
    """A scorecard: what may be suggested, its evidence, and the rules that give it points (0 to `max`,
    declared).

    `monotone` and `never_above` are promises that the checker proves; no engine looks at them.
    """

    id: str
    title: str
    claim: str
    verdict: str
    notes: tuple[Note, ...]
    evidence: Evidence
    max: int
    same_topic: str
    requires: When
    monotone: Mapping[str, Literal["up", "down"]]
    rules: tuple[PointRule, ...]
    place: str
    never_above: tuple[Ceiling, ...] = ()
    short: str = ""


@dataclass(frozen=True, slots=True)
class StepRule:
    """When a first step is due, and how urgently (0-100, highest first). `outcome` marks a step of a special
    outcome.

    `because` is true on its own; `parts` add the reasons that surely hold.
    `loading` marks advice to load the sore part, which the checker keeps away from findings that forbid it.
    """

    id: str
    outcome: Outcome | None
    when: When
    priority: int
    because: str
    basis: tuple[str, ...]
    place: str
    loading: bool = False
    parts: tuple[TextPart, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstStepRules:
    """Something to do before any needling."""

    id: str
    title: str
    rules: tuple[StepRule, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from. `checked` is False where the source itself has not been read."""

    id: str
    cite: str
    design: str
    population: str
    figure: str
    finding: str
    direction: Literal["supports", "mixed", "against", "context"]
    checked: bool
    doi: str = ""
    pmid: str = ""
    pmc: str = ""
    place: str = ""

    @property
    def link(self) -> str:
        """Where it can be read: DOI, page in PubMed Central, page in PubMed; empty where none is given."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmc:
            return f"https://pmc.ncbi.nlm.nih.gov/articles/{self.pmc}/"
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/" if self.pmid else ""


@dataclass(frozen=True, slots=True)
class Closing:
    """A text that every result ends with where `when` surely holds, except at the outcomes it is
    `hidden_at`. `role` says which part of the page it is.
    """

    id: str
    text: str
    basis: tuple[str, ...]
    hidden_at: tuple[str, ...] = ()
    when: When = field(default_factory=When)
    role: ClosingRole | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """Emergency number and crisis line of a country or region. `aliases` are other codes for it, such as UK
    for GB.
    """

    code: str
    name: str
    emergency: str
    crisis: str
    checked: bool
    aliases: tuple[str, ...] = ()

    def number(self, kind: HelpLineKind) -> str:
        """The number to call for help of one kind."""
        return self.emergency if kind == "emergency" else self.crisis


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding of the checker that is accepted: its code, where it applies, and why."""

    finding: str
    where: str
    reason: str
    place: str


@dataclass(frozen=True, slots=True)
class Translation:
    """A pack in another language. `texts` gives for a text of the pack (by `text_key`) the one that stands
    for it, as far as there is one.

    `words` are the program's own texts by key, `forbidden_words` those that promise too much in this
    language, `places` where each row stands.
    """

    language: str
    name: str
    texts: Mapping[str, str]
    words: Mapping[str, str]
    forbidden_words: tuple[str, ...]
    places: Mapping[str, str]
    place: str


@dataclass(frozen=True, eq=False)
class Pack:
    """Everything that decides a result. `language` is that of its texts and of `words`, what the program says
    around them.

    `save_after` names the fields that must be answered before an interview may be saved; where it is empty,
    none is ever saved. `translations` has the other languages it is there in (see `in_language`), and may
    have the program's words in its own. `measures` names the training measure that may fill a field, and
    `population` describes made-up runners; no result depends on either. `files` is what all files that can
    change a result hold, by their names.
    """

    id: str
    title: str
    version: str
    date: date
    reviewed_by: str | None
    review_months: int
    reading_age: int
    levels: Mapping[Literal["worth_discussing", "possible"], int]
    questionnaire: Questionnaire
    safety: tuple[SafetyRule, ...]
    benefits: tuple[Benefit, ...]
    steps: tuple[FirstStepRules, ...]
    sources: Mapping[str, Source]
    closing: tuple[Closing, ...]
    regions: tuple[Region, ...]
    files: Mapping[str, object] = field(repr=False)
    forbidden_words: tuple[str, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    save_after: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    language: str = "en"
    words: Words = ENGLISH
    translations: Mapping[str, Translation] = field(default_factory=dict)
    measures: Mapping[str, MeasureName] = field(default_factory=dict)
    population: Population | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it is there in, the one it is shown in first."""
        return tuple(dict.fromkeys((self.language, *self.translations)))

    @cached_property
    def sha256(self) -> str:
        """The hash of the parsed files, so that comments and layout do not change it."""
        import hashlib  # noqa: PLC0415  (the first question does without it)

        content = json.dumps(self.files, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()

    @cached_property
    def required_questions(self) -> frozenset[str]:
        """The questions that can be neither skipped nor left unknown: those of the consent rules."""
        rules = (rule for rule in self.safety if rule.outcome == "consent_needed")
        names = frozenset[str]().union(*(fields_used(rule.when.written) for rule in rules))
        return frozenset(self.questionnaire.question_of[name].id for name in names)

    def questionnaire_document(self) -> dict[str, object]:
        """Everything a front end needs to ask the questions, ready for JSON: sections, questions, fields,
        options, ranges, units, gates, both kinds of safety question, languages.
        """
        from runner_intake.questionnaire.document import sections_document  # noqa: PLC0415  (seldom used)

        return {
            "schema": "runner-intake/questionnaire/1",
            "pack": {
                "id": self.id,
                "version": self.version,
                "date": self.date.isoformat(),
                "title": self.title,
            },
            "language": self.language,
            "languages": list(self.languages),
            "save_after": list(self.save_after),
            "sections": sections_document(self.questionnaire, self.required_questions),
        }

    def answers_schema(self) -> dict[str, object]:
        """The JSON Schema of an answers document for this pack."""
        from runner_intake.questionnaire.document import answers_schema  # noqa: PLC0415  (as above)

        return answers_schema(self.questionnaire, f"Answers to {self.id} {self.version}")

    @cached_property
    def benefit(self) -> Mapping[str, Benefit]:
        """Every benefit by id, in the order that breaks ties."""
        return {benefit.id: benefit for benefit in self.benefits}

    @cached_property
    def on_topic(self) -> tuple[tuple[int, ...], ...]:
        """For every benefit, by its index, the indices of those on the same topic, itself included."""
        return tuple(
            tuple(
                index
                for index, other in enumerate(self.benefits)
                if other is benefit or (benefit.same_topic and other.same_topic == benefit.same_topic)
            )
            for benefit in self.benefits
        )

    @cached_property
    def weights(self) -> tuple[int, ...]:
        """What a point of each benefit weighs on the one integer scale of priority: factor x lcm(max) /
        max.
        """
        common = math.lcm(*(benefit.max for benefit in self.benefits))
        return tuple(common // benefit.max * benefit.evidence.factor for benefit in self.benefits)

    def level(self, benefit: Benefit, points: int) -> Level:
        """The level of a score; exact, whatever is shown after rounding."""
        for level in ("worth_discussing", "possible"):
            if points * benefit.evidence.factor >= self.levels[level] * benefit.max:
                return level
        return "not_suggested"

    def points_needed(self, benefit: Benefit, level: Literal["worth_discussing", "possible"]) -> int:
        """The fewest points that reach a level, exact; more than the highest score where none do."""
        return -(-self.levels[level] * benefit.max // benefit.evidence.factor)

    @cached_property
    def safety_without_needles(self) -> tuple[SafetyRule, ...]:
        """The safety rules that look at no question about needles: they count whether or not a suggestion can
        come out.
        """
        return tuple(
            rule for rule in self.safety if not self.questionnaire.looks_at_needles(rule.when.grounded)
        )

    @cached_property
    def guardian_fields(self) -> frozenset[str]:
        """The fields whose answers, as given, the rules for a guardian look at."""
        rules = (rule for rule in self.safety if rule.outcome == "guardian_needed")
        return frozenset(
            atom.field
            for rule in rules
            for atom in atoms(rule.when.written)
            if isinstance(atom, AsGiven) and isinstance(atom.test, OneOf)
        )

    @cached_property
    def steps_look_at_needles(self) -> bool:
        """Whether any first step looks at a question about needles."""
        return any(
            self.questionnaire.looks_at_needles(rule.when.grounded)
            for step in self.steps
            for rule in step.rules
        )

    @cached_property
    def special_outcomes(self) -> frozenset[Outcome]:
        """The outcomes that have first steps of their own."""
        return frozenset(rule.outcome for step in self.steps for rule in step.rules if rule.outcome)
