"""Small packs and questionnaires for tests, written as YAML text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from runner_intake.conditions import Scope, parse_condition
from runner_intake.errors import IntakeError, Problem
from runner_intake.questionnaire import Questionnaire, parse_questionnaire
from runner_intake.reading import Node, node, parse_yaml

if TYPE_CHECKING:
    from runner_intake.conditions import Condition

CASES = Path(__file__).parents[1] / "spec"
ROOT = Path(__file__).parents[2]


def yaml_spot(text: str, problems: list[Problem]) -> Node:
    """The root of a YAML text."""
    return node(parse_yaml(text, "demo.yaml"), "demo.yaml", problems)


def questionnaire_of(text: str) -> Questionnaire:
    """The questionnaire of one section written as YAML."""
    problems: list[Problem] = []
    questionnaire = parse_questionnaire([yaml_spot(text, problems)])
    if problems:
        raise IntakeError(problems)
    return questionnaire


def condition_of(text: str, questionnaire: Questionnaire) -> Condition:
    """The condition written as YAML; IntakeError with its problems."""
    problems: list[Problem] = []
    pages = {name: question.id for name, question in questionnaire.question_of.items()}
    condition = parse_condition(yaml_spot(text, problems), Scope(questionnaire.domains, pages, given=True))
    if problems:
        raise IntakeError(problems)
    return condition


def page_with_a_ratio(*, private: bool = False) -> Questionnaire:
    """One page of two distances and their ratio; `private` is whether the first distance is."""
    flag = str(private).lower()
    return questionnaire_of(f"""
id: demo
title: Demo
intro: A page with a ratio.
questions:
  - id: page
    ask: How far did you run?
    why: For the ratio.
    fields:
      - {{id: last_km, ask: Last week, kind: number, minimum: 0, maximum: 100, step: 0.1, private: {flag}}}
      - {{id: usual_km, ask: A usual week, kind: number, minimum: 0, maximum: 100, step: 0.1}}
    derived:
      - {{id: jump, title: Jump, ratio: [last_km, usual_km]}}
""")


RATIO = page_with_a_ratio()
