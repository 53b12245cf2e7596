"""The plain reference: points, applicability and order for complete answers, written to be read.

It is the truth that the exact bounds of partial answers and the batch engine are held against; it shares no
code with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cmp_to_key
from itertools import product
from typing import TYPE_CHECKING

from runner_intake.conditions import Includes, OneOf, Within, atoms, cells, holds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runner_intake.conditions import Condition, Value
    from runner_intake.pack import Benefit, Pack


@dataclass(frozen=True, slots=True)
class Score:
    """What complete answers give a benefit: the ids of the rules that hold, their points, and whether it
    applies at all.
    """

    benefit: Benefit
    applicable: bool
    rules: tuple[str, ...]
    points: int


def score(benefit: Benefit, answers: Mapping[str, Value]) -> Score:
    """The score of one benefit. `answers` holds every question that applies, and no other."""
    counted = [rule for rule in benefit.rules if holds(rule.when.written, answers, {})]
    return Score(
        benefit=benefit,
        applicable=holds(benefit.requires.written, answers, {}),
        rules=tuple(rule.id for rule in counted),
        points=sum(rule.points for rule in counted),
    )


def may_suggest(pack: Pack, answers: Mapping[str, Value]) -> bool:
    """Whether some answers to the questions about needles make a benefit apply and reach a level, with
    everything else as it is.

    `answers` holds at least every other question that applies; what it says about needles makes no
    difference. Tried one by one over the cells of what the benefits look at. Where a question waits for one
    about needles and has no answer, its cells are tried too.
    """
    questionnaire = pack.questionnaire
    conditions = [
        when.grounded
        for benefit in pack.benefits
        for when in (benefit.requires, *(rule.when for rule in benefit.rules))
    ]
    gates = questionnaire.gates
    waiting = [
        name for name, gate in gates.items() if name not in answers and questionnaire.looks_at_needles(gate)
    ]
    about_needles = [
        name
        for question in questionnaire.questions
        if question.safety == "needling"
        for name in question.names
    ]
    tried = [name for name in questionnaire.domains if name in (*about_needles, *waiting)]
    others = {name: value for name, value in answers.items() if name not in about_needles}
    tests = {name: tuple(_tests(conditions, name)) for name in tried}
    for chosen in product(*(cells(questionnaire.domains[name], tests[name]) for name in tried)):
        complete = _asked(pack, {**others, **dict(zip(tried, chosen, strict=True))})
        scores = [score(benefit, complete) for benefit in pack.benefits]
        if any(
            score.applicable and pack.level(score.benefit, score.points) != "not_suggested"
            for score in scores
        ):
            return True
    return False


def _tests(conditions: Sequence[Condition], name: str) -> dict[Within | OneOf | Includes, None]:
    """Every test of a field, each once."""
    all_atoms = (atom for condition in conditions for atom in atoms(condition))
    return {
        atom: None for atom in all_atoms if isinstance(atom, Within | OneOf | Includes) and atom.field == name
    }


def _asked(pack: Pack, answers: dict[str, Value]) -> dict[str, Value]:
    """The answers without those to questions that do not apply."""
    for question in pack.questionnaire.questions:
        if not holds(question.when, answers, {}):
            answers = {name: value for name, value in answers.items() if name not in question.names}
    return answers


def ranked(pack: Pack, answers: Mapping[str, Value]) -> list[Score]:
    """The scores of all benefits, first the ones that apply, by priority; ties in the pack's order."""
    return in_order([score(benefit, answers) for benefit in pack.benefits])


def in_order(scores: Sequence[Score]) -> list[Score]:
    """Scores by priority = points x factor / max, compared without rounding."""
    return sorted(scores, key=cmp_to_key(_compare))


def _compare(a: Score, b: Score) -> int:
    if a.applicable != b.applicable:
        return -1 if a.applicable else 1
    left = a.points * a.benefit.evidence.factor * b.benefit.max
    right = b.points * b.benefit.evidence.factor * a.benefit.max
    return (right > left) - (right < left)
