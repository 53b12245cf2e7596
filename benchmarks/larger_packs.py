"""Packs of any size for benchmarks: the bundled one several times over, every copy with questions, safety
rules, benefits and steps of its own.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import yaml

from runner_intake.conditions import (
    All,
    AnyOf,
    AsGiven,
    AtLeast,
    Condition,
    Raised,
    Relation,
    ground,
    simplify,
)
from runner_intake.pack.model import When
from runner_intake.questionnaire import Questionnaire

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from runner_intake.pack import Benefit, FirstStepRules, Pack, SafetyRule
    from runner_intake.questionnaire import Field, Question, Section


def larger(pack: Pack, times: int) -> Pack:
    """The pack `times` times over. The answers of one runner to every copy are those of `repeated`."""
    copies = [_Copy(pack, number) for number in range(times)]
    questionnaire = Questionnaire(tuple(section for copy in copies for section in copy.sections()))
    rules = [rule for copy in copies for rule in copy.safety(questionnaire)]
    order = {rule.id: number for number, rule in enumerate(pack.safety)}
    rules.sort(key=lambda rule: order[rule.id.split("__")[0]])
    return replace(
        pack,
        id=f"{pack.id}-{times}",
        questionnaire=questionnaire,
        safety=tuple(rules),
        benefits=tuple(benefit for copy in copies for benefit in copy.benefits(questionnaire)),
        steps=tuple(step for copy in copies for step in copy.steps(questionnaire)),
        translations={},
        population=None,
        files={**pack.files, "times": times},
    )


def repeated(answers: Mapping[str, object], times: int) -> dict[str, object]:
    """Answers to a pack as answers to every copy in a larger one."""
    return {_name(name, number): value for number in range(times) for name, value in answers.items()}


def _name(name: str, number: int) -> str:
    return f"{name}__{number}" if name and number else name


class _Copy:
    """One copy; the first keeps its names."""

    def __init__(self, pack: Pack, number: int) -> None:
        self.pack, self.name = pack, partial(_name, number=number)

    def sections(self) -> list[Section]:
        return [
            replace(
                section,
                id=self.name(section.id),
                questions=tuple(self.question(question) for question in section.questions),
            )
            for section in self.pack.questionnaire.sections
        ]

    def question(self, question: Question) -> Question:
        derived = tuple(
            replace(
                ratio,
                id=self.name(ratio.id),
                dividend=self.name(ratio.dividend),
                divisor=self.name(ratio.divisor),
            )
            for ratio in question.derived
        )
        return replace(
            question,
            id=self.name(question.id),
            section=self.name(question.section),
            fields=tuple(self.field(field) for field in question.fields),
            when=self.condition(question.when),
            derived=derived,
        )

    def field(self, field: Field) -> Field:
        return replace(field, id=self.name(field.id), options_from=self.name(field.options_from))

    def condition(self, condition: Condition) -> Condition:
        return simplify(condition, self.atom)

    def atom(self, atom: Condition) -> Condition:
        match atom:
            case Raised(rule, inner, negated):
                return Raised(self.name(rule), self.condition(inner), negated)
            case AsGiven(test):
                return replace(atom, test=replace(test, field=self.name(test.field)))
            case Relation():
                return replace(atom, field=self.name(atom.field), other=self.name(atom.other))
            case All() | AnyOf() | AtLeast():
                raise TypeError(atom)
            case _:
                return replace(atom, field=self.name(atom.field))

    def when(self, when: When, questionnaire: Questionnaire) -> When:
        written = self.condition(when.written)
        return When(written, ground(written, questionnaire.gates))

    def safety(self, questionnaire: Questionnaire) -> list[SafetyRule]:
        return [
            replace(
                rule,
                id=self.name(rule.id),
                when=self.when(rule.when, questionnaire),
                rules_out=tuple(map(self.name, rule.rules_out)),
            )
            for rule in self.pack.safety
        ]

    def benefits(self, questionnaire: Questionnaire) -> list[Benefit]:
        return [
            replace(
                benefit,
                id=self.name(benefit.id),
                same_topic=self.name(benefit.same_topic),
                requires=self.when(benefit.requires, questionnaire),
                monotone={self.name(name): way for name, way in benefit.monotone.items()},
                notes=tuple(
                    replace(note, when=self.when(note.when, questionnaire)) for note in benefit.notes
                ),
                never_above=tuple(
                    replace(ceiling, when=self.when(ceiling.when, questionnaire))
                    for ceiling in benefit.never_above
                ),
                rules=tuple(
                    replace(
                        rule,
                        id=self.name(rule.id),
                        when=self.when(rule.when, questionnaire),
                        parts=tuple(
                            replace(part, when=self.when(part.when, questionnaire)) for part in rule.parts
                        ),
                    )
                    for rule in benefit.rules
                ),
            )
            for benefit in self.pack.benefits
        ]

    def steps(self, questionnaire: Questionnaire) -> list[FirstStepRules]:
        return [
            replace(
                step,
                id=self.name(step.id),
                rules=tuple(
                    replace(
                        rule,
                        id=self.name(rule.id),
                        when=self.when(rule.when, questionnaire),
                        parts=tuple(
                            replace(part, when=self.when(part.when, questionnaire)) for part in rule.parts
                        ),
                    )
                    for rule in step.rules
                ),
            )
            for step in self.pack.steps
        ]


def write_larger(folder: Path, pack: Pack, times: int, target: Path) -> None:
    """The files of a pack `times` times over. Names get a number wherever they stand, in texts too."""
    names = _names(pack)
    pattern = re.compile(rf"(?<![\w.])(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})\b")
    for sub in ("questionnaire", "benefits", "safety"):
        (target / sub).mkdir(parents=True)
    for file in sorted(folder.glob("*/*.yaml")):
        text, sub = file.read_text(encoding="utf-8"), file.parent.name
        if sub == "safety":
            (target / sub / file.name).write_text(_longer(text, "rules:\n", pattern, times), encoding="utf-8")
        elif sub in ("questionnaire", "benefits"):
            for number in range(times):
                copy = target / sub / f"{_name(file.stem, number)}.yaml"
                copy.write_text(_renamed(text, pattern, number), encoding="utf-8")
    steps = (folder / "first_steps.yaml").read_text(encoding="utf-8")
    (target / "first_steps.yaml").write_text(_longer(steps, "steps:\n", pattern, times), encoding="utf-8")
    about = yaml.safe_load((folder / "pack.yaml").read_text(encoding="utf-8"))
    for order in ("sections", "benefit_order"):
        about[order] = [_name(name, number) for number in range(times) for name in about[order]]
    (target / "pack.yaml").write_text(yaml.safe_dump(about, sort_keys=False), encoding="utf-8")
    shutil.copy(folder / "sources.yaml", target)


def _names(pack: Pack) -> list[str]:
    questionnaire = pack.questionnaire
    return [
        *(section.id for section in questionnaire.sections),
        *(question.id for question in questionnaire.questions),
        *questionnaire.fields,
        *questionnaire.derived,
        *(rule.id for rule in pack.safety),
        *(benefit.id for benefit in pack.benefits),
        *(step.id for step in pack.steps),
    ]


def _longer(text: str, start: str, pattern: re.Pattern[str], times: int) -> str:
    """A file whose list has the entries of every copy."""
    head, _, entries = text.partition(start)
    return head + start + "\n".join(_renamed(entries, pattern, number) for number in range(times))


def _renamed(text: str, pattern: re.Pattern[str], number: int) -> str:
    return pattern.sub(lambda name: _name(name[0], number), text) if number else text
