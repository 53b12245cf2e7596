"""Which first suggestions can turn into which others: ruled out by proof where the scores cannot move that
far, else searched for.

For one benefit to give way to another, the first must lead in the old pack and the second in the new one. The
two leads add up to what the rules that differ bring, and the largest such sum is exact. Where it is too small
the change is impossible. Where it is not, a search tries runners near those who gain most. It shows what it
finds, and calls the rest not found, never impossible.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from runner_intake.circuit import Item
from runner_intake.conditions import Value, cells, tests_of
from runner_intake.score import in_order, score
from runner_intake.verify.answers_for import lowest
from runner_intake.verify.diff.effects import Effect
from runner_intake.verify.diff.scores import differing_rules, sums_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.conditions import Condition
    from runner_intake.pack import Pack
    from runner_intake.score import Score
    from runner_intake.verify.diff.effects import EffectKind
    from runner_intake.verify.diff.pack_pair import PackPair, Side, Witness
    from runner_intake.verify.diff.witness_builder import WitnessBuilder

Top = str | None
"""The benefit that comes first and is at least possible; None where there is none."""

_FAR = -200
"""What counts as the priority of a benefit that does not apply."""

MOST_SCORED = 1500
"""How many runners the search scores at most."""


def top_effects(runners: WitnessBuilder, scores: Sequence[Effect]) -> Iterator[Effect]:
    """The changes of the first suggestion, those that were found first; the others are not ruled out. Where
    there is neither, it is proved that none changes.
    """
    open_pairs = _not_ruled_out(runners, scores)
    search = _Search(runners, open_pairs)
    search.climb([effect.witness for effect in scores if effect.witness])
    for old, new in sorted(open_pairs, key=lambda pair: pair not in search.found):
        witness = search.shrunk((old, new)) if (old, new) in search.found else None
        yield Effect("first_suggestion", old or new or "", old, new, witness=witness)


# --- what is ruled out --------------------------------------------------------------------------------------


def _not_ruled_out(runners: WitnessBuilder, scores: Sequence[Effect]) -> list[tuple[Top, Top]]:
    """The pairs of an old and a new first suggestion that the differing rules leave possible."""
    tops: list[list[Top]] = [[*side.pack.benefit, None] for side in runners.pair.sides]
    leads = _Leads(runners.pair, frozenset((effect.kind, effect.about) for effect in scores))
    return [(a, b) for a, b in product(*tops) if a != b and leads.may_change(a, b)]


@dataclass(frozen=True, eq=False)
class _Leads:
    """How far leads can move, on one scale for both packs."""

    pair: PackPair
    scores: frozenset[tuple[EffectKind, str]]

    def may_change(self, a: Top, b: Top) -> bool:
        """Whether `a` can be the first suggestion of the old pack and `b` that of the new one, as far as the
        differing rules tell.
        """
        named = [name for name in (a, b) if name]
        old, new = (side.pack for side in self.pair.sides)
        if any(name not in old.benefit or name not in new.benefit for name in named):
            return True
        if any(self._has(name, "starts_to_apply", "stops_to_apply") for name in named):
            return True
        if a is None or b is None:  # a level is reached or lost: only that one benefit counts
            return dict(old.levels) != dict(new.levels) or self._most(a, b) > 0
        ties = (_position(a, old) > _position(b, old)) + (_position(b, new) > _position(a, new))
        return self._most(a, b) >= ties

    def _most(self, a: Top, b: Top) -> int:
        """The most that the lead of `b` over `a` can grow, in weighted points."""
        items: list[Item] = []
        more = 0
        for name, sign in ((a, -1), (b, 1)):
            if name and not self._has(name, "loses_points", "gains_points"):
                more += self._reweighted(name, sign)
            elif name:
                differing = differing_rules(name, self.pair, self._weights(name))
                items += [Item(rule.condition, {0: -sign * rule.points}) for rule in differing]
        return more - lowest(sums_of(items, self.pair), 0) if items else more

    def _has(self, name: str, *kinds: EffectKind) -> bool:
        """Whether the score of a benefit may change in one of some ways."""
        return any((kind, name) in self.scores for kind in kinds)

    def _reweighted(self, name: str, sign: int) -> int:
        """The most that a new weight brings the same points, which are above 0 where a benefit is
        suggested.
        """
        highest = sum(max(rule.points, 0) for rule in self.pair.new.pack.benefit[name].rules)
        old, new = self._weights(name)
        return max(0, sign * highest * (new - old))

    def _weights(self, name: str) -> tuple[int, int]:
        """What a point of a benefit counts in either pack."""
        old, new = (side.pack.benefit[name] for side in self.pair.sides)
        unit = math.lcm(*(benefit.max for side in self.pair.sides for benefit in side.pack.benefits))
        return unit // old.max * old.evidence.factor, unit // new.max * new.evidence.factor


def _position(name: str, pack: Pack) -> int:
    return list(pack.benefit).index(name)


# --- what is found ------------------------------------------------------------------------------------------


@dataclass
class _Search:
    """A search for runners whose first suggestion changes; stops after so many were scored."""

    runners: WitnessBuilder
    wanted: Sequence[tuple[Top, Top]]
    found: dict[tuple[Top, Top], Witness] = field(default_factory=dict)
    left: int = MOST_SCORED

    def climb(self, starts: Sequence[Witness]) -> None:
        """From each start, changes one answer at a time as long as that brings a wanted change nearer."""
        for pair, start in product(self.wanted, starts or [self.runners.quiet]):
            if pair not in self.found:
                self._climb(pair, start)

    def _climb(self, pair: tuple[Top, Top], runner: Witness) -> None:
        best = self.try_out(runner, pair)
        improved = True
        while improved and not self.is_over() and pair not in self.found:
            improved = False
            for name, values in self.cells.items():
                for value in values:
                    changed = self.runners.with_answers({**runner, name: value})
                    reached = self.try_out(changed, pair)
                    if reached > best:
                        best, runner, improved = reached, changed, True
                    if self.is_over() or pair in self.found:
                        return

    def try_out(self, runner: Witness, pair: tuple[Top, Top] = (None, None)) -> float:
        """Scores a runner under both packs, keeps it where it shows something new, and tells how near it is
        to a pair.
        """
        self.left -= 1
        old, new = self.runners.pair.sides
        before, after = _ranked(runner, old), _ranked(runner, new)
        shown = (_top(before, old.pack), _top(after, new.pack))
        if shown in self.wanted:
            self.found.setdefault(shown, runner)
        return min(_lead(pair[0], before, old.pack), 0) + min(_lead(pair[1], after, new.pack), 0)

    def shrunk(self, pair: tuple[Top, Top]) -> Witness:
        """The runner found for a pair, with quiet answers wherever that leaves the change as it is."""
        runner = self.found[pair]
        for name in runner:
            quiet = self.runners.quiet.get(name)
            if quiet is not None and runner[name] != quiet:
                simpler = {**runner, name: quiet}
                if pair == tuple(_top(_ranked(simpler, side), side.pack) for side in self.runners.pair.sides):
                    runner = simpler
        return runner

    def is_over(self) -> bool:
        """Whether all is found, or as much was tried as is allowed."""
        return self.left <= 0 or len(self.found) == len(self.wanted)

    @cached_property
    def cells(self) -> dict[str, tuple[Value, ...]]:
        """The cells of every field that a scorecard of either pack looks at."""
        pair = self.runners.pair
        scored = (side.over(condition) for side in pair.sides for condition in _scored(side.pack))
        return {name: cells(pair.domains[name], tests) for name, tests in tests_of(scored).items()}


def _scored(pack: Pack) -> Iterator[Condition]:
    for benefit in pack.benefits:
        yield benefit.requires.grounded
        yield from (rule.when.grounded for rule in benefit.rules)


def _ranked(runner: Witness, side: Side) -> list[Score]:
    answers = side.answers(runner).certain
    return in_order([score(benefit, answers) for benefit in side.pack.benefits])


def _top(ranked: Sequence[Score], pack: Pack) -> Top:
    first = ranked[0]
    return (
        first.benefit.id
        if first.applicable and pack.level(first.benefit, first.points) != "not_suggested"
        else None
    )


def _priority(score: Score) -> float:
    return score.points * score.benefit.evidence.factor / score.benefit.max if score.applicable else -math.inf


def _lead(top: Top, ranked: Sequence[Score], pack: Pack) -> float:
    """How far a benefit is from being first and suggested (or, for None, all others from not being
    suggested): 0 or above when it is there.
    """
    needed = pack.levels["possible"]
    if top is None:
        return needed - max((_priority(score) for score in ranked), default=0)
    own = next((_priority(score) for score in ranked if score.benefit.id == top), -math.inf)
    others = max((_priority(score) for score in ranked if score.benefit.id != top), default=0)
    return max(own, _FAR) - max(others, needed)
