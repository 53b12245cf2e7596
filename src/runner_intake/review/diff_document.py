"""The comparison of two packs as JSON values. A witness holds the answers that each pack takes, so that
either can be tried at once.
"""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner_intake.conditions import Value
    from runner_intake.pack import Pack
    from runner_intake.review.text_changes import Change
    from runner_intake.verify.diff.compare import Comparison
    from runner_intake.verify.diff.pack_pair import PackPair, Witness
    from runner_intake.verify.diff.people import People
    from runner_intake.verify.diff.safety import Shift
    from runner_intake.verify.diff.scores import Extreme, ScoreChange

SCHEMA = "runner-intake/diff/1"


def diff_json(comparison: Comparison, changes: Sequence[Change]) -> dict[str, object]:
    """The whole comparison."""
    common = comparison.common
    return {
        "schema": SCHEMA,
        "old": _pack(common.old),
        "new": _pack(common.new),
        "proved_same": comparison.proved_same,
        "safety": [_shift(shift, common) for shift in comparison.shifts],
        "needles_follow_scores": comparison.needles_follow_scores,
        "scores": [_score(score, common) for score in comparison.scores],
        "benefits_added": list(comparison.benefits_added),
        "benefits_removed": list(comparison.benefits_removed),
        "top": {
            "same": comparison.tops.same,
            "found": [
                {"old": each.old, "new": each.new, "witness": _witness(each.witness, common)}
                for each in comparison.tops.found
            ],
            "not_ruled_out": [{"old": old, "new": new} for old, new in comparison.tops.not_ruled_out],
        },
        "first_steps": [
            {"step": each.step, "checked": each.checked, "witness": _witness(each.witness, common)}
            for each in comparison.steps
        ],
        "rewritten": [
            {
                "rule": each.rule,
                "meaning": each.meaning,
                "gained": _witness(each.gained, common),
                "lost": _witness(each.lost, common),
            }
            for each in comparison.rewritten
        ],
        "people": _people(comparison.people),
        "only_in_one": [asdict(each) for each in comparison.only_in_one],
        "changes": [asdict(each) for each in changes],
    }


def _pack(pack: Pack) -> dict[str, str]:
    return {"id": pack.id, "version": pack.version, "sha256": pack.sha256}


def _witness(runner: Witness | None, common: PackPair) -> dict[str, dict[str, object]] | None:
    if runner is None:
        return None
    sides = {"old": common.for_old(runner), "new": common.for_new(runner)}
    return {
        side: {name: _answer(value) for name, value in answers.items()} for side, answers in sides.items()
    }


def _answer(value: Value) -> object:
    match value:
        case frozenset():
            return sorted(value)
        case Fraction():
            return float(value)
        case _:
            return value


def _shift(shift: Shift, common: PackPair) -> dict[str, object]:
    return {
        "direction": shift.direction,
        "found": shift.found,
        "about": shift.about,
        "old": shift.old,
        "new": shift.new,
        "witness": _witness(shift.witness, common),
    }


def _score(change: ScoreChange, common: PackPair) -> dict[str, object]:
    applying = change.applying
    return {
        "benefit": change.benefit,
        "same": change.same,
        "exact": change.exact,
        "gains": _extreme(change.most, common),
        "loses": _extreme(change.least, common),
        "applies": {
            "same": applying.same,
            "checked": applying.checked,
            "starts": _witness(applying.starts, common),
            "stops": _witness(applying.stops, common),
        },
        "counts_differently": list(change.scale),
    }


def _extreme(extreme: Extreme, common: PackPair) -> dict[str, object]:
    return {"points": extreme.points, "witness": _witness(extreme.witness, common)}


def _people(people: People) -> dict[str, object]:
    found = {name: value for name, value in asdict(people).items() if name != "unreadable"}
    return {**found, "not_compared": [str(problem) for problem in people.unreadable]}
