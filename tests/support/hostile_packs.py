"""Packs made to be too much: one condition of 320 clauses over 50 yes/no questions, at each place where a
pack can have a condition.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Literal, get_args

from random_packs import pack_of
from runner_intake.conditions import YES_NO, All, AnyOf, Condition, OneOf, ground
from runner_intake.pack import Benefit, Evidence, FirstStepRules, Pack, PointRule, SafetyRule, StepRule, When
from runner_intake.questionnaire import Field, Question, Questionnaire, Section

Where = Literal["points", "many rules", "requires", "safety", "step", "gate"]
EVERYWHERE: tuple[Where, ...] = get_args(Where)

FIELDS = [f"q{number}" for number in range(50)]
CLAUSES, LENGTH = 320, 3
BASIS = ("expert-opinion",)


def clauses(seed: int = 1, count: int = CLAUSES, length: int = LENGTH) -> list[Condition]:
    """Random clauses: any of three questions answered so or so."""
    rng = random.Random(seed)  # noqa: S311  (no secret)
    return [
        AnyOf(tuple(OneOf(name, (rng.random() < 0.5,)) for name in rng.sample(FIELDS, length)))
        for _ in range(count)
    ]


@cache
def hostile_pack(where: Where, seed: int = 1, length: int = LENGTH) -> Pack:
    """A pack that is hard in one place and plain everywhere else."""
    questions = [_question(name) for name in FIELDS]
    written = All(tuple(clauses(seed, length=length)))
    if where == "gate":
        questions.append(replace(_question("last"), when=written))
    questionnaire = Questionnaire((Section("all", "all", "all", tuple(questions)),))
    hard = When(written, ground(written, questionnaire.gates))
    easy = [When(OneOf(name, (True,)), OneOf(name, (True,))) for name in FIELDS[:4]]
    if where == "gate":
        last = OneOf("last", (True,))
        easy.append(When(last, ground(last, questionnaire.gates)))
    many = [When(clause, ground(clause, questionnaire.gates)) for clause in clauses(seed, length=length)]
    scored = {"points": [hard], "many rules": many}.get(where, [])
    benefits = [
        _benefit(index, [*easy, *scored], hard if where == "requires" else When()) for index in range(3)
    ]
    pack = pack_of(questionnaire, benefits)
    if where == "safety":
        rule = SafetyRule(
            id="S1",
            outcome="discuss",
            when=hard,
            message="Talk.",
            condition="",
            basis=BASIS,
            lines=None,
            place="",
        )
        return replace(pack, safety=(rule,))
    if where == "step":
        return replace(pack, steps=tuple(_step(number, when) for number, when in enumerate([hard, *easy])))
    return pack


def _question(name: str) -> Question:
    return Question(name, "all", name, name, (Field(name, name, "yes_no", YES_NO),))


def _step(number: int, when: When) -> FirstStepRules:
    return FirstStepRules(
        f"s{number}", f"s{number}", (StepRule(f"s{number}.1", None, when, 50 + number, "because", BASIS, ""),)
    )


def _benefit(index: int, whens: list[When], requires: When) -> Benefit:
    points = [1 + (number + index) % 3 for number in range(len(whens))]
    names = [f"b{index}.{number}" for number in range(len(whens))]
    rules = tuple(
        PointRule(names[n], names[n], when, points[n], "because", BASIS, "") for n, when in enumerate(whens)
    )
    return Benefit(
        id=f"b{index}",
        title=f"b{index}",
        claim="",
        verdict="",
        notes=(),
        evidence=Evidence("low", "mixed", (75, 60, 50)[index], (), date(2026, 1, 1)),
        max=8,
        same_topic="",
        requires=requires,
        monotone={},
        rules=rules,
        place="",
    )
