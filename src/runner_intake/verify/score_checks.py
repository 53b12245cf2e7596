"""Findings about scores: exact ranges, `max`, levels, promises of monotone fields, and whether each benefit
can ever be first.

Ranges and orders come from the circuit of the pack, so they are exact over all completions. Where rules had
to be left out of it, only bounds are known, and what they leave open is "not checked".
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from runner_intake.circuit import Item, Scale
from runner_intake.conditions import (
    WORK,
    Facts,
    TooMuchWorkError,
    Work,
    cells,
    residual,
    tests_of,
)
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.guarantees import Guarantees
from runner_intake.engine.witness import completed, extreme_answers, raw_answers
from runner_intake.questionnaire import normalise
from runner_intake.verify.answers_for import (
    HIGHEST_WHERE_APPLICABLE,
    complete,
    over_all_answers,
    witness,
    written,
)
from runner_intake.verify.findings import CheckFinding, Range, finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner_intake.circuit import ScoreBounds
    from runner_intake.conditions import Value
    from runner_intake.pack import Benefit, Pack
    from runner_intake.verify.findings import ShownBy

LEVELS: tuple[Literal["worth_discussing", "possible"], ...] = ("worth_discussing", "possible")
SCORING = 2 * WORK
"""Steps for what is asked of all scores together, besides their ranges."""
TRIES = 40
"""Steps of the search for runners to whom a benefit is first."""


@lru_cache(maxsize=4)
def nobody(pack: Pack) -> Analysis:
    """A runner of whom nothing is known: everything is still possible."""
    return Analysis(normalise({}, pack.questionnaire), pack)


def ranges(pack: Pack) -> dict[str, Range]:
    """The exact range of every benefit's score, over all answers of runners to whom it applies."""
    bounds, lowest = nobody(pack).bounds, _lowest(pack)
    return {
        benefit.id: Range(
            low=lowest[index], high=_highest(index, bounds), max=benefit.max, exact=bounds.exact
        )
        for index, benefit in enumerate(pack.benefits)
    }


@lru_cache(maxsize=4)
def _lowest(pack: Pack) -> tuple[int, ...]:
    """The lowest score of every benefit where it applies: the highest of the same rules with the opposite
    points; only a bound for inexact packs.
    """
    if not nobody(pack).bounds.exact:
        return tuple(nobody(pack).bounds.low)
    opposite = [
        replace(benefit, rules=tuple(replace(rule, points=-rule.points) for rule in benefit.rules))
        for benefit in pack.benefits
    ]
    bounds = nobody(replace(pack, benefits=tuple(opposite))).bounds
    return tuple(-_highest(index, bounds) for index in range(len(opposite)))


def _highest(index: int, bounds: ScoreBounds) -> int:
    return bounds.high_where_applicable[index] if bounds.applies[index] is not False else bounds.high[index]


def score_findings(pack: Pack) -> Iterator[CheckFinding]:
    """Everything about scores."""
    analysis, lowest, work = nobody(pack), _lowest(pack), Work(SCORING)
    for index, benefit in enumerate(pack.benefits):
        if not analysis.bounds.exact:
            what = "Its rules join too many answers for exact scores."
            yield finding("V41", (benefit.id, benefit.place), what)
            continue
        yield from _max(index, benefit, analysis)
        yield from _levels(index, benefit, analysis, lowest[index])
        yield from _monotone(benefit, pack, work)
        yield from _first(index, benefit, analysis, work)


def _max(index: int, benefit: Benefit, analysis: Analysis) -> Iterator[CheckFinding]:
    highest = _highest(index, analysis.bounds)
    if highest != benefit.max:
        what = f"`max` is {benefit.max}, but the best score that any answers reach is {highest}."
        yield finding("V10", (benefit.id, benefit.place), what, _reaching(index, analysis))


def _reaching(index: int, analysis: Analysis) -> ShownBy:
    """Answers that reach the highest score."""
    quantity = analysis.circuit.scale.points(index) + HIGHEST_WHERE_APPLICABLE
    best = completed(raw_answers(extreme_answers(analysis.evaluation, quantity), analysis), analysis)
    return written(complete(best.answers.given, analysis.pack), analysis.pack)


def _levels(index: int, benefit: Benefit, analysis: Analysis, lowest: int) -> Iterator[CheckFinding]:
    pack, bounds = analysis.pack, analysis.bounds
    highest = _highest(index, bounds)
    for level in LEVELS:
        location, needed = (f"{benefit.id}.{level}", benefit.place), pack.points_needed(benefit, level)
        if highest < needed:
            what = f"it takes {needed} of {benefit.max} points, and the best score is {highest}."
            if highest * 100 >= pack.levels[level] * benefit.max:
                what += " It is only the factor of the evidence that keeps it from there."
            yield finding("V12", location, f"Nobody can reach {level}: {what}")
        elif bounds.applies[index] is not False and lowest >= needed:
            what = f"Everybody to whom it applies has {level}: the lowest score is {lowest}."
            yield finding("V13", location, what)


# --- monotone fields ----------------------------------------------------------------------------------------


def _monotone(benefit: Benefit, pack: Pack, work: Work) -> Iterator[CheckFinding]:
    for name, direction in benefit.monotone.items():
        tests = tests_of(rule.when.grounded for rule in benefit.rules).get(name, ())
        for lower, higher in pairwise(cells(pack.questionnaire.domains[name], tests)):
            start, end = (lower, higher) if direction == "up" else (higher, lower)
            change, others, exact = _worst_change(benefit, name, (start, end), pack, work)
            location = (f"{benefit.id}.{name}", benefit.place)
            if not exact:
                yield finding("V41", location, f"Too many answers bear on what {name} does to the score.")
                break
            if change < 0:
                what = f"instead of {_number(start)} the score can fall by {-change}."
                shown = [witness({**others, name: value}, pack) for value in (start, end)]
                yield finding("V11", location, f"With {name} {_number(end)} {what}", *shown)
                break


def _worst_change(
    benefit: Benefit, name: str, between: tuple[Value, Value], pack: Pack, work: Work
) -> tuple[int, Mapping[str, Value], bool]:
    """The least that a score changes when one field goes from one cell to another, all others alike; and
    answers that show it.
    """
    scale = Scale(1, (1,), 0)
    point, items = scale.of_point(0), list[Item]()
    for value, sign in zip(between, (-1, 1), strict=True):
        facts = Facts({name: value}, {}, {})
        items += [
            Item(residual(rule.when.grounded, facts), point, sign * rule.points) for rule in benefit.rules
        ]
    sums = over_all_answers(items, scale, pack.questionnaire.domains, pack.questionnaire.gates, work)
    change = sums.root[scale.points(0)]
    return change, extreme_answers(sums, scale.points(0)), not sums.circuit.relaxed


def _number(value: Value) -> str:
    return f"{float(value):g}" if not isinstance(value, str | frozenset) else str(value)


# --- first place --------------------------------------------------------------------------------------------


def _first(index: int, benefit: Benefit, analysis: Analysis, work: Work) -> Iterator[CheckFinding]:
    """Whether answers exist with which it is suggested and stands before all others."""
    bounds, location = analysis.bounds, (benefit.id, benefit.place)
    if not Guarantees(analysis.pack, bounds).maybe_suggested(index):
        yield finding("V14", location, "It can never be first, because it can never reach a level.")
        return
    ahead = [
        analysis.pack.benefits[rival].id
        for rival in _rivals(index, analysis)
        if bounds.surely_before(rival, index)
    ]
    if ahead:
        yield finding("V14", location, f"It can never be first: {ahead[0]} always stands before it.")
    elif not _can_be_first(index, analysis, work):
        what = "No answers were found with which it is first, and it was not proved that there are none."
        yield finding("V41", location, what)


def _rivals(index: int, analysis: Analysis) -> list[int]:
    return [rival for rival in range(len(analysis.pack.benefits)) if rival != index]


def _can_be_first(index: int, analysis: Analysis, work: Work) -> bool:
    """A search from the answers that are best for it, one field after the other; exact when it finds some."""
    scale = analysis.circuit.scale
    starts = [scale.points(index) + HIGHEST_WHERE_APPLICABLE]
    starts += [scale.difference(rival, index) for rival in _rivals(index, analysis)]
    try:
        return any(_climbs_to_first(index, quantity, analysis, work) for quantity in starts)
    except TooMuchWorkError:
        return False


def _climbs_to_first(index: int, quantity: int, analysis: Analysis, work: Work) -> bool:
    """Whether changing one answer at a time, the best one each time, makes it first."""
    cells = analysis.circuit.cells
    chosen = extreme_answers(analysis.evaluation, quantity)
    allowed = {**analysis.evaluation.allowed, **{name: (cells[name].of(chosen[name]),) for name in chosen}}

    def behind(answers: Mapping[str, tuple[int, ...]]) -> int:
        return _behind(index, answers, analysis, work)

    for _ in range(TRIES):
        gap = behind(allowed)
        if gap <= 0:
            return True
        better = min(_neighbours(allowed, analysis), key=behind, default=None)
        if better is None or behind(better) >= gap:
            return False
        allowed = better
    return False


def _neighbours(
    allowed: Mapping[str, tuple[int, ...]], analysis: Analysis
) -> Iterator[dict[str, tuple[int, ...]]]:
    """The same answers with one field in another single cell."""
    for name, cells_of in analysis.circuit.cells.items():
        for cell in range(len(cells_of.samples)):
            if allowed[name] != (cell,):
                yield {**allowed, name: (cell,)}


def _behind(index: int, allowed: Mapping[str, tuple[int, ...]], analysis: Analysis, work: Work) -> int:
    """How far a benefit surely is from being suggested before all others; 0 or less where it is."""
    pack, circuit = analysis.pack, analysis.circuit
    work.spend(len(circuit.nodes))
    bounds = circuit.read(circuit.evaluate(allowed).root, exact=True)
    suggested = Guarantees(pack, bounds).surely_suggested(index)
    level = 0 if suggested else 1 + max(0, pack.benefits[index].max - bounds.low[index])
    return level + sum(
        max(0, (0 if index < rival else 1) - bounds.differences[index, rival])
        for rival in _rivals(index, analysis)
    )
