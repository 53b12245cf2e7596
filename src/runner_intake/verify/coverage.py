"""What the cases of a pack leave untried: rules that none makes true, or false, and thresholds that none touches on both sides."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from runner_intake.conditions import ALWAYS, Condition, NumberDomain, Truth, Value, Within, atoms, truth
from runner_intake.errors import IntakeError
from runner_intake.questionnaire import Answers, check_answers
from runner_intake.verify.named import Named, named_conditions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.pack import Pack
    from runner_intake.verify.case_files import Expectation

RATIO_STEP = Fraction(1, 50)
"""How near to its threshold a ratio has to come to count as touching it."""

Gap = Literal["never_true", "never_false", "boundary"]


@dataclass(frozen=True, slots=True)
class Untried:
    """Something that no case tries. `field` and `threshold` name a boundary: the rule never changes there from one side to the other."""

    gap: Gap
    rule: str
    place: str
    field: str = ""
    threshold: float | None = None


def untried(expectations: Sequence[Expectation], pack: Pack) -> tuple[Untried, ...]:
    """What no case tries, rule by rule in the pack's order."""
    tried = _distinct(expectations, pack)
    return tuple(gap for named in named_conditions(pack) if named.condition != ALWAYS for gap in _gaps(named, tried, pack))


def _distinct(expectations: Sequence[Expectation], pack: Pack) -> tuple[Answers, ...]:
    """The answers of all cases, each once; those that cannot be used are left to the failures."""
    found: dict[str, Answers] = {}
    for each in expectations:
        key = repr(sorted(each.where.answers.items()))
        if key not in found:
            try:
                found[key] = check_answers(each.where.answers, pack.questionnaire)
            except IntakeError:
                continue
    return tuple(found.values())


def _gaps(named: Named, tried: Sequence[Answers], pack: Pack) -> Iterator[Untried]:
    seen: set[Truth] = set()
    waiting = {boundary: (set[Truth](), set[Truth]()) for boundary in _boundaries(named.condition, pack)}
    for answers in tried:
        near = [(boundary, above) for boundary in waiting if (above := boundary.side(answers.known.get(boundary.field))) is not None]
        if near or not {True, False} <= seen:
            true = truth(named.condition, answers.facts)
            seen.add(true)
            for boundary, above in near:
                sides = waiting[boundary]
                sides[above].add(true)
                if {True, False} <= sides[0] | sides[1] and sides[0] != sides[1]:
                    del waiting[boundary]
    if True not in seen:
        yield Untried("never_true", named.rule, named.place)
    if False not in seen:
        yield Untried("never_false", named.rule, named.place)
    yield from (Untried("boundary", named.rule, named.place, boundary.field, float(boundary.threshold)) for boundary in waiting)


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where a test on a number changes: between `below` and `above`, two neighbouring answers (for a ratio the ends of a narrow strip)."""

    field: str
    threshold: float | Fraction
    upper: bool
    below: float | Fraction
    above: float | Fraction

    def side(self, value: Value | None) -> bool | None:
        """Whether an answer lies just above the boundary or just below it; None where it is not near."""
        if isinstance(value, bool) or not isinstance(value, int | float | Fraction) or not self.below <= value <= self.above:
            return None
        return value > self.threshold if self.upper else value >= self.threshold


def _boundaries(condition: Condition, pack: Pack) -> Iterator[Boundary]:
    for atom in atoms(condition):
        if isinstance(atom, Within):
            domain = pack.questionnaire.domains[atom.field]
            assert isinstance(domain, NumberDomain)
            for bound, upper in ((atom.low, atom.low_open), (atom.high, not atom.high_open)):
                if bound is not None:
                    yield _boundary(atom.field, bound, domain, upper=upper)


def _boundary(field: str, threshold: float | Fraction, domain: NumberDomain, *, upper: bool) -> Boundary:
    """`upper`: the threshold itself belongs to the numbers below the boundary."""
    if domain.step == 0:
        exact = Fraction(str(threshold))
        return Boundary(field, threshold, upper, exact - RATIO_STEP, exact + RATIO_STEP)
    near = domain.near(threshold)
    below = max((number for number in near if number < threshold or (upper and number == threshold)), default=threshold)
    above = min((number for number in near if number > threshold or (not upper and number == threshold)), default=threshold)
    return Boundary(field, threshold, upper, below, above)
