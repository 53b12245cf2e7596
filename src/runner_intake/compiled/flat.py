"""The compiled form of a pack: its source is written from the layout, compiled once, and called with answers.

Knows how the pieces are put together; what a piece says is in `source`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

from runner_intake.compiled.layout import Layout
from runner_intake.compiled.source import source_of
from runner_intake.compiled.tables import (
    KEPT,
    AnswerEntry,
    Asked,
    FieldTable,
    Parts,
    RatioTable,
    UnusualError,
    entry,
    units_of,
)
from runner_intake.conditions import cells, many_cells, tests_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from runner_intake.pack import Benefit, Pack
    from runner_intake.questionnaire import Answers
    from runner_intake.vocabulary import Outcome

_MOST_CELLS = 64
"""How many answers of one question about needles are tried."""


ScoredBenefit = tuple[bool, int, list[object], int]
"""A benefit: whether it applies, its points, the reasons in the pack's order, and the verdict notes that hold
(a bit each).
"""

Decided = tuple[
    "Outcome",
    int,
    list[tuple[int, int, object]],
    tuple[ScoredBenefit, ...],
    int,
    dict[str, object],
    tuple[AnswerEntry, ...],
]
"""What complete answers come to: the outcome, the safety rules that count and hold (a bit each), the first
steps that are due (most urgent first, the part last), every benefit, the closing texts that hold (a bit
each), the answers as shown without private ones, and every entry in the order of asking.
"""


@dataclass(frozen=True)
class Flat:
    """A pack compiled, with its layout and what makes the parts of a document."""

    layout: Layout
    asked: Asked
    tables: Mapping[str, FieldTable]
    decide: Callable[[Mapping[str, object]], Decided]

    def __call__(self, answers: Mapping[str, object]) -> Decided:
        """What complete, plain answers come to; UnusualError for all others."""
        try:
            return self.decide(answers)
        except (KeyError, TypeError):
            new = [self.tables[name].learn(value) for name, value in answers.items() if name in self.tables]
        if not any(new):
            raise UnusualError
        try:
            return self.decide(answers)
        except (KeyError, TypeError):
            raise UnusualError from None

    def answers_of(self, entries: tuple[AnswerEntry, ...]) -> Answers:
        """The answers in normal form that some entries stand for."""
        return _answers(self.layout, self.asked, entries)


def flat_of(pack: Pack, parts: Parts) -> Flat | None:
    """The pack compiled for documents made of such parts; None where flat code would not mean the same."""
    layout = Layout(pack)
    try:
        if not layout.can_be_compiled:
            return None
        source = source_of(layout)
        asked = Asked(pack.questionnaire, parts, units_of(pack.questionnaire))
        names = Namespace(layout, asked)
        space = names.all
        exec(compile(source, f"<compiled {pack.id}>", "exec"), space)  # noqa: S102  (of our own making: no text of the pack is in it)
        decide = cast("Callable[[Mapping[str, object]], Decided]", space["flat"])
        return Flat(layout, asked, names.tables, decide)
    except (RecursionError, MemoryError, SyntaxError, UnusualError):
        return None


def _answers(layout: Layout, asked: Asked, entries: tuple[AnswerEntry, ...]) -> Answers:
    pairs = zip(layout.names, entries, strict=True)
    known = {name: own[0] for name, own in pairs if own[0] is not None}
    derived = asked.questionnaire.derived
    return asked.answers(known, {name: value for name, value in known.items() if name not in derived})


@dataclass(frozen=True)
class Namespace:
    """The objects that the source names."""

    layout: Layout
    asked: Asked

    @cached_property
    def tables(self) -> dict[str, FieldTable]:
        """The table of every field."""
        return {
            name: FieldTable(self.layout.looked[name], self.asked) for name in self.asked.questionnaire.fields
        }

    @cached_property
    def all(self) -> dict[str, object]:
        layout, looked, asked = self.layout, self.layout.looked, self.asked
        names: dict[str, object] = dict(layout.expressions.constants)
        names |= {"Unusual": UnusualError, "reason": self._reason, "step": self._step}
        for number, name in enumerate(layout.names):
            table = self.tables.get(name)
            names[f"T{number}"] = table.kept if table else RatioTable(looked[name], asked)
            names[f"F{number}"] = name
            names[f"N{number}"] = entry(looked[name], None, asked)
        for index, benefit in enumerate(layout.pack.benefits):
            names |= self._reasons(index, benefit)
            for name in self._needles(benefit):
                names[f"C{index}_{layout.numbers[name]}"] = self._cells(benefit, name)
        for index, step in enumerate(layout.pack.steps):
            for rule_index, rule in enumerate(step.rules):
                fixed = not rule.parts
                names[f"S{index}_{rule_index}"] = (
                    asked.parts.step(step, rule, asked.answers({})) if fixed else {}
                )
        return names

    def _reasons(self, index: int, benefit: Benefit) -> dict[str, object]:
        joined = (rule for rule in benefit.rules if self.layout.only_field(rule) is None)
        return {f"R{index}_{benefit.rules.index(rule)}": {} for rule in joined}

    def _needles(self, benefit: Benefit) -> list[str]:
        """The questions about needles that a benefit looks at, where they can be tried."""
        if not self.layout.needles_stand_alone:
            return []
        used = self.layout.fields_of_benefit(benefit)
        return [name for name in used if name in self.asked.questionnaire.needling_fields]

    def _cells(self, benefit: Benefit, name: str) -> tuple[AnswerEntry, ...]:
        """An entry for every answer to a question about needles that the benefit tells apart."""
        conditions = (benefit.requires, *(rule.when for rule in benefit.rules))
        tests = tests_of(when.grounded for when in conditions).get(name, ())
        domain = self.asked.questionnaire.domains[name]
        if many_cells(domain, tests, _MOST_CELLS):
            raise UnusualError
        return tuple(entry(self.layout.looked[name], value, self.asked) for value in cells(domain, tests))

    def _reason(
        self,
        index: int,
        rule_index: int,
        kept: dict[Hashable, object],
        key: Hashable,
        entries: tuple[AnswerEntry, ...],
    ) -> object:
        """The reason of a rule that looks at several fields, seen for the first time."""
        rule = self.layout.pack.benefits[index].rules[rule_index]
        return _keep(kept, key, self.asked.parts.reason(rule, _answers(self.layout, self.asked, entries)))

    def _step(
        self,
        index: int,
        rule_index: int,
        kept: dict[Hashable, object],
        key: Hashable,
        entries: tuple[AnswerEntry, ...],
    ) -> object:
        """The same for a first step with further reasons."""
        step = self.layout.pack.steps[index]
        answers = _answers(self.layout, self.asked, entries)
        return _keep(kept, key, self.asked.parts.step(step, step.rules[rule_index], answers))


def _keep(kept: dict[Hashable, object], key: Hashable, part: object) -> object:
    if len(kept) >= KEPT:
        kept.clear()
    kept[key] = part
    return part
