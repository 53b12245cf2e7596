"""Findings about what a pack promises of scores: levels that are never exceeded, benefits that are ruled out.

Highest scores under a condition come from a circuit of one benefit, so they are exact; where that would be
too large it is "not checked".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from runner_intake.circuit import Item, Scale
from runner_intake.conditions import conjunction, negate
from runner_intake.engine.witness import extreme_answers
from runner_intake.verify.answers_for import (
    HIGHEST_WHERE_APPLICABLE,
    answers_for,
    complete,
    lowest,
    over_all_answers,
    written,
)
from runner_intake.verify.findings import CheckFinding, finding
from runner_intake.verify.owned_conditions import given_atoms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.conditions import Condition, Value
    from runner_intake.pack import Benefit, Pack


@dataclass(frozen=True, slots=True)
class _Limit:
    """A level that answers must not reach where a condition holds, and what is found where they do."""

    code: str
    location: tuple[str, str]
    what: str
    benefit: Benefit
    condition: Condition
    level: Literal["worth_discussing", "possible"]


def promise_findings(pack: Pack) -> Iterator[CheckFinding]:
    """Everything that is promised and does not hold."""
    for limit in _limits(pack):
        yield from _exceeded(limit, pack)


# --- scores -------------------------------------------------------------------------------------------------


def _limits(pack: Pack) -> Iterator[_Limit]:
    for benefit in pack.benefits:
        for ceiling in benefit.never_above:
            level: Literal["worth_discussing", "possible"] = (
                "worth_discussing" if ceiling.level == "possible" else "possible"
            )
            what = f"It promises no more than {ceiling.level} here, and answers reach {level}."
            yield _Limit("V15", (benefit.id, ceiling.place), what, benefit, ceiling.when.grounded, level)
        what = "Its grade is very_low for these answers, and they are worth discussing."
        for condition in _where_very_low(benefit):
            yield _Limit("V16", (benefit.id, benefit.place), what, benefit, condition, "worth_discussing")
    for rule in pack.safety:
        for name in rule.rules_out:
            what = f"It rules {name} out, and answers with which it holds reach possible there."
            condition = rule.when.grounded
            yield _Limit("V17", (rule.id, rule.place), what, pack.benefit[name], condition, "possible")


def _where_very_low(benefit: Benefit) -> Iterator[Condition]:
    """Where the grade that is shown is very_low: that of a note that holds, else that of the benefit."""
    graded = [note for note in benefit.notes if note.grade is not None]
    yield from (note.when.grounded for note in graded if note.grade == "very_low")
    if benefit.evidence.grade == "very_low":
        yield conjunction(negate(note.when.grounded) for note in graded)


def _exceeded(limit: _Limit, pack: Pack) -> Iterator[CheckFinding]:
    """A finding where answers reach the level, with such answers."""
    benefit = limit.benefit
    if given_atoms(limit.condition):
        what = f"so what {benefit.id} reaches with it was not checked."
        yield finding("V41", limit.location, f"Its condition looks at answers as given, {what}")
        return
    points, cells, exact = highest_where(benefit, limit.condition, pack)
    if points is None or pack.level(benefit, points) not in (limit.level, "worth_discussing"):
        return
    if exact:
        shown = written(complete(answers_for(cells, pack), pack), pack)
        what = f"{limit.what} They give {benefit.id} {points} of {benefit.max} points."
        yield finding(limit.code, limit.location, what, shown)
    else:
        yield finding("V41", limit.location, f"Too many answers bear on what {benefit.id} can reach with it.")


def highest_where(
    benefit: Benefit, condition: Condition, pack: Pack
) -> tuple[int | None, dict[str, Value], bool]:
    """The highest score of a benefit where it applies and a condition holds (None where both never do),
    answers with it, whether that is exact.
    """
    spread = sum(abs(rule.points) for rule in benefit.rules)
    scale = Scale(1, (1,), 2 * spread + 1)
    point = scale.of_point(0)
    items = [Item(rule.when.grounded, point, rule.points) for rule in benefit.rules]
    items += [Item(benefit.requires.grounded, scale.of_applying(0)), Item(condition, scale.of_applying(0))]
    sums = over_all_answers(items, scale, pack.questionnaire.domains, pack.questionnaire.gates)
    quantity = scale.points(0) + HIGHEST_WHERE_APPLICABLE
    points = -lowest(sums, quantity) - 2 * scale.big
    is_exact = not sums.circuit.relaxed
    return (points if points >= -spread else None), extreme_answers(sums, quantity), is_exact
