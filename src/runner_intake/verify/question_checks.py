"""Findings about questions: those that no rule looks at, safety questions that wait for others, signs that
lead to nothing, long lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.conditions import (
    ALWAYS,
    NEVER,
    NONE_OPTION,
    Facts,
    TooMuchWorkError,
    conjunction,
    fields_used,
    negate,
    residual,
)
from runner_intake.verify.findings import CheckFinding, finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.conditions import Condition
    from runner_intake.conditions.solve import Solver
    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Field, Question
    from runner_intake.verify.owned_conditions import OwnedCondition

MOST_OPTIONS = 11
"""How many options fit on a small screen together with the help."""


def question_findings(
    pack: Pack, conditions: Sequence[OwnedCondition], solver: Solver
) -> Iterator[CheckFinding]:
    """Everything about questions."""
    used = frozenset[str]().union(*(fields_used(owned.when.written) for owned in conditions))
    linked = {field.options_from for field in pack.questionnaire.fields.values()}
    ordinary = [owned for owned in conditions if not owned.as_given and owned.role in ("safety", "step")]
    answering = [owned for owned in ordinary if owned.role == "step" or owned.group != "notice"]
    for question in pack.questionnaire.questions:
        for field in question.fields:
            ratios = (ratio for ratio in question.derived if field.id in (ratio.dividend, ratio.divisor))
            if used.isdisjoint({field.id, *(ratio.id for ratio in ratios)}) and field.id not in linked:
                yield finding("V20", (field.id, question.place), "No rule, gate or first step looks at it.")
            if len(field.options) > MOST_OPTIONS and not field.may_scroll:
                yield finding("V25", (field.id, question.place), f"It has {len(field.options)} options.")
            if question.safety == "always" and field.kind == "multi_choice":
                yield from _unheard_signs(field, question, answering, solver)
        yield from _gate(question, pack)


def _gate(question: Question, pack: Pack) -> Iterator[CheckFinding]:
    """A safety question that waits for an answer which is not asked for safety."""
    if question.safety is None or question.when == ALWAYS:
        return
    waited_for = fields_used(pack.questionnaire.gates[question.names[0]])
    ordinary = [
        name
        for name in pack.questionnaire.domains
        if name in waited_for and pack.questionnaire.question_of[name].safety is None
    ]
    if ordinary:
        what = f"It waits for {', '.join(ordinary)}, which is no safety question."
        yield finding("V22", (question.id, question.place), what)


def _unheard_signs(
    field: Field, question: Question, rules: Sequence[OwnedCondition], solver: Solver
) -> Iterator[CheckFinding]:
    """The signs of a red flag that lead to no finding and no first step, alone or beside another sign of the
    list.
    """
    looking = sorted((rule for rule in rules if field.id in rule.fields), key=lambda rule: len(rule.fields))
    conditions = [rule.when.grounded for rule in looking]
    for sign in (option for option in field.options if option != NONE_OPTION):
        location = (f"{field.id}.{sign}", question.place)
        try:
            if not _raises(sign, field, conditions, solver):
                yield finding("V24", location, "No safety rule and no first step holds because of it.")
        except TooMuchWorkError:
            what = "Whether a safety rule or a first step holds because of it takes too many answers."
            yield finding("V41", location, what)


def _raises(sign: str, field: Field, conditions: Sequence[Condition], solver: Solver) -> bool:
    """Whether some condition holds with a sign and not without it: first with nothing else ticked, then
    beside each other sign.
    """
    others = [frozenset({option}) for option in field.options if option != sign]
    for without in sorted(others, key=lambda chosen: NONE_OPTION not in chosen):
        ticked = without - {NONE_OPTION} | {sign}
        for condition in conditions:
            now, before = (
                residual(condition, Facts({field.id: chosen}, {}, {})) for chosen in (ticked, without)
            )
            if now is ALWAYS and before is NEVER:
                return True
            if now != before and solver.satisfy(conjunction((now, negate(before)))) is not None:
                return True
    return False
