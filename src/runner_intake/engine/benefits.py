"""The benefits part of a result: suggestions and the others, each with level, bounds, evidence and
reasons.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from runner_intake.conditions import AnyOf, truths
from runner_intake.engine.reasons import reasons
from runner_intake.result.assessment import (
    Bounds,
    EvidenceSummary,
    Other,
    Points,
    Suggestion,
    Withheld,
)
from runner_intake.result.shared import made
from runner_intake.vocabulary import GRADES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner_intake.conditions import Condition, Facts, Truth
    from runner_intake.engine.guarantees import Guarantees
    from runner_intake.pack import Benefit, Pack
    from runner_intake.questionnaire import Answers
    from runner_intake.vocabulary import Level, Why

MOST_KEPT = 1024
"""Scores, and pieces of evidence, that are kept for other documents."""


@dataclass(frozen=True)
class Ranking:
    """The benefits by guaranteed low priority, and which of them are suggested."""

    guarantees: Guarantees

    @cached_property
    def order(self) -> list[int]:
        """Places of the benefits, highest guaranteed priority first; what does not surely apply comes last;
        ties as declared.
        """
        low, weights = self.guarantees.bounds.low, self.guarantees.pack.weights
        return sorted(
            range(len(weights)),
            key=lambda index: (not self.applies(index), -low[index] * weights[index], index),
        )

    def applies(self, benefit: int) -> bool:
        return self.guarantees.bounds.applies[benefit] is True

    @cached_property
    def levels(self) -> list[Level]:
        """The guaranteed level of every benefit."""
        pack, low = self.guarantees.pack, self.guarantees.bounds.low
        return [
            pack.level(benefit, low[index]) if self.applies(index) else "not_suggested"
            for index, benefit in enumerate(pack.benefits)
        ]

    def covered_by(self, benefit: int) -> int | None:
        """The suggested benefit on the same topic that stands before this one."""
        topic = self.guarantees.topic_of(benefit)
        before = self.order[: self.order.index(benefit)]
        return next(
            (rival for rival in before if rival in topic and self.levels[rival] != "not_suggested"), None
        )

    def why_not(self, benefit: int) -> Why | None:
        """Why a benefit is not suggested; None where it is."""
        applies = self.guarantees.bounds.applies[benefit]
        if applies is not True:
            return "undecided" if applies is None else "not_applicable"
        if self.levels[benefit] == "not_suggested":
            return "below_threshold"
        return None if self.covered_by(benefit) is None else "covered_by"


def suggestions_and_others(
    guarantees: Guarantees, answers: Answers, conditions: Sequence[str]
) -> tuple[tuple[Suggestion, ...], tuple[Other | Withheld, ...]]:
    """Every benefit of the pack, once: as a suggestion, or among the others with the reason why not."""
    ranking, known = Ranking(guarantees), _known(guarantees.pack, answers.facts)
    suggestions: list[Suggestion] = []
    others: list[Other | Withheld] = []
    for index in ranking.order:
        benefit = guarantees.pack.benefits[index]
        why = ranking.why_not(index)
        head = {"benefit": benefit.id, "title": benefit.title, "level": ranking.levels[index]}
        body = _body(benefit, index, known[index], guarantees, answers)
        fixed = guarantees.level_fixed(index)
        if why is None:
            own = {"conditions": tuple(conditions), "settled": fixed and guarantees.surely_shown(index)}
            suggestions.append(made(Suggestion, {"rank": len(suggestions) + 1, **head, **body, **own}))
            continue
        rival = ranking.covered_by(index) if why == "covered_by" else None
        cover = None if rival is None else guarantees.pack.benefits[rival].id
        own = {"conditions": (), "settled": fixed and guarantees.surely_hidden(index)}
        others.append(made(Other, {"rank": None, **head, "why": why, "covered_by": cover, **body, **own}))
    return tuple(suggestions), tuple(others)


def withheld(benefits: Sequence[Benefit]) -> tuple[Withheld, ...]:
    """Every benefit by name only."""
    return tuple(Withheld(benefit=benefit.id, title=benefit.title) for benefit in benefits)


def _body(
    benefit: Benefit, index: int, known: _Known, guarantees: Guarantees, answers: Answers
) -> dict[str, object]:
    """What a suggestion and any other benefit have in common: scores, evidence and reasons."""
    pack, bounds = guarantees.pack, guarantees.bounds
    states = list(zip(benefit.rules, known.of_rules, strict=True))
    points, match, priority = _scores(
        benefit,
        bounds.low[index],
        bounds.high[index],
        bounds.high_where_applicable[index],
        applies=bounds.applies[index],
    )
    return {
        "points": points,
        "match": match,
        "priority": priority,
        "evidence": _evidence(benefit, known.of_notes),
        "reasons": reasons(states, answers, pack, holding=True),
        "open_reasons": reasons(states, answers, pack, holding=None),
    }


@lru_cache(maxsize=MOST_KEPT)
def _scores(
    benefit: Benefit, low: int, high: int, high_where_applicable: int, *, applies: Truth
) -> tuple[Points, Bounds, Bounds]:
    """Points, match and priority; many documents share them, and nobody can change them."""
    factor = benefit.evidence.factor
    return (
        Points(low=low, high=high, max=benefit.max),
        Bounds(low=rounded(low * 100, benefit.max), high=rounded(high * 100, benefit.max)),
        Bounds(
            low=rounded(low * factor, benefit.max) if applies else 0,
            high=rounded(high_where_applicable * factor, benefit.max) if applies is not False else 0,
        ),
    )


def evidence_shown(benefit: Benefit, facts: Facts) -> EvidenceSummary:
    """The evidence for this runner. Grade and sources are those of the verdict note that holds, of several
    the lowest grade.

    While it is open whether a note holds, the lowest grade that any completion shows.
    """
    return _evidence(benefit, truths(_noted(benefit), facts))


@lru_cache(maxsize=MOST_KEPT)
def _evidence(benefit: Benefit, known: tuple[Truth, ...]) -> EvidenceSummary:
    """The evidence by the truths of the notes, and of any of them giving the grade; shared as scores are."""
    *of_notes, graded = known
    states = list(zip(benefit.notes, of_notes, strict=True))
    possible = [(note.grade, note.sources) for note, state in states if note.grade and state is not False]
    own = benefit.evidence
    if not possible or graded is not True:
        possible.append((own.grade, own.sources))
    lowest = max((grade for grade, _ in possible), key=GRADES.index)
    sources = dict.fromkeys(
        name for grade, names in possible if grade == lowest for name in names or own.sources
    )
    return EvidenceSummary(
        grade=lowest,
        support=own.support,
        factor=own.factor,
        verdict=" ".join([benefit.verdict, *(note.text for note, state in states if state)]),
        sources=tuple(sources),
    )


@lru_cache(maxsize=256)
def _noted(benefit: Benefit) -> tuple[Condition, ...]:
    """When its notes hold, and when any of them gives the grade."""
    notes = [note.when.grounded for note in benefit.notes]
    graded = AnyOf(tuple(note.when.grounded for note in benefit.notes if note.grade))
    return (*notes, graded)


class _Known(NamedTuple):
    """Which point rules of a benefit hold, and which of its notes, as `_noted` has them."""

    of_rules: tuple[Truth, ...]
    of_notes: tuple[Truth, ...]


def _known(pack: Pack, facts: Facts) -> list[_Known]:
    """The same of every benefit; all are asked together."""
    conditions, places = _asked_together(pack)
    known = truths(conditions, facts)
    return [_Known(known[rules], known[notes]) for rules, notes in places]


@lru_cache(maxsize=32)
def _asked_together(pack: Pack) -> tuple[tuple[Condition, ...], tuple[tuple[slice, slice], ...]]:
    """The conditions of the rules and notes of all benefits, and where those of each one stand."""
    conditions: list[Condition] = []
    places: list[tuple[slice, slice]] = []
    for benefit in pack.benefits:
        first = len(conditions)
        conditions += [rule.when.grounded for rule in benefit.rules]
        between = len(conditions)
        conditions += _noted(benefit)
        places.append((slice(first, between), slice(between, len(conditions))))
    return tuple(conditions), tuple(places)


def rounded(numerator: int, denominator: int) -> int:
    """The quotient for display: floored at 0, rounded half up."""
    return max(0, (2 * numerator + denominator) // (2 * denominator))
