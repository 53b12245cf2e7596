"""By how much the points of each benefit change, at least and at most, over all answers that both packs take."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from runner_intake.circuit import Item, Scale, compile_items
from runner_intake.engine.witness import extreme_answers
from runner_intake.verify.diff.report import ScoreChange
from runner_intake.verify.scope import Scope, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.conditions import Condition
    from runner_intake.pack import Benefit
    from runner_intake.verify.diff.common import Common
    from runner_intake.verify.diff.report import Runner

HIGHEST = 1
"""The place of the (negative) highest points among the quantities of a benefit in a vector of the circuit."""


def score_changes(both: Common, scope: Scope) -> Iterator[ScoreChange]:
    """Every benefit that is in both packs."""
    levels_differ = both.old.levels != both.new.levels
    for name, new in both.new.benefit.items():
        if name in both.old.benefit:
            yield _change(both.old.benefit[name], new, both, scope, levels_differ=levels_differ)


def _change(old: Benefit, new: Benefit, both: Common, scope: Scope, *, levels_differ: bool) -> ScoreChange:
    lowest, highest, exact, ends = _ends(old, new, both)
    applies, shows = _same_requires(old, new, both, scope)
    return ScoreChange(
        benefit=new.id,
        lowest=lowest,
        highest=highest,
        exact=exact,
        applies=applies,
        scale_changed=levels_differ or (old.max, old.evidence.factor, old.same_topic) != (new.max, new.evidence.factor, new.same_topic),
        witness_lowest=ends[0] if lowest else None,
        witness_highest=ends[1] if highest else None,
        witness_applies=shows,
    )


def _ends(old: Benefit, new: Benefit, both: Common) -> tuple[int, int, bool, tuple[Runner | None, Runner | None]]:
    """The least and the greatest change; rules that stand in both cancel out and are not looked at."""
    before = Counter((rule.when.grounded, rule.points) for rule in old.rules)
    after = Counter((rule.when.grounded, rule.points) for rule in new.rules)
    changed: list[tuple[Condition, int]] = [*((after - before).elements()), *((when, -points) for when, points in (before - after).elements())]
    if not changed:
        return 0, 0, True, (None, None)
    scale = Scale(1, (1,), 0)
    items = [Item(when, scale.of_points(0, points)) for when, points in changed]
    circuit = compile_items(items, scale, both.domains, both.gates)
    evaluation = circuit.evaluate({field: tuple(range(len(of.samples))) for field, of in circuit.cells.items()})
    low, high = scale.points(0), scale.points(0) + HIGHEST
    shown = tuple(both.runner(extreme_answers(evaluation, quantity)) for quantity in (low, high))
    slack = [item.adds[low] for item in circuit.relaxed]
    lowest = evaluation.root[low] + sum(min(points, 0) for points in slack)
    highest = -evaluation.root[high] + sum(max(points, 0) for points in slack)
    return lowest, highest, not circuit.relaxed, (shown[0], shown[1])


def _same_requires(old: Benefit, new: Benefit, both: Common, scope: Scope) -> tuple[bool, Runner | None]:
    try:
        for one, other in ((old, new), (new, old)):
            cells = scope.differ(one.requires.grounded, other.requires.grounded)
            if cells is not None:
                return False, both.runner(cells)
    except TooLargeError:
        return False, None
    return True, None
