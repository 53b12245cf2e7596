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
    from runner_intake.review.text_changes import TextChange
    from runner_intake.verify.diff.compare import Comparison
    from runner_intake.verify.diff.effects import Effect
    from runner_intake.verify.diff.pack_pair import PackPair, Witness
    from runner_intake.verify.diff.people import People

SCHEMA = "runner-intake/diff/2"


def diff_json(comparison: Comparison, changes: Sequence[TextChange]) -> dict[str, object]:
    """The whole comparison."""
    pair = comparison.pair
    return {
        "schema": SCHEMA,
        "old": _pack(pair.old.pack),
        "new": _pack(pair.new.pack),
        "proved_same": comparison.proved_same,
        "needles_follow_scores": comparison.needles_follow_scores,
        "effects": [_effect(effect, pair) for effect in comparison.effects],
        "same_scores": list(comparison.same_scores),
        "same_meaning": list(comparison.same_meaning),
        "benefits_added": list(comparison.benefits_added),
        "benefits_removed": list(comparison.benefits_removed),
        "people": _people(comparison.people),
        "only_in_one": [asdict(only) for only in pair.only_in_one],
        "changes": [asdict(change) for change in changes],
    }


def _pack(pack: Pack) -> dict[str, str]:
    return {"id": pack.id, "version": pack.version, "sha256": pack.sha256}


def _witness(runner: Witness | None, pair: PackPair) -> dict[str, dict[str, object]] | None:
    if runner is None:
        return None
    return {
        side.name: {name: _answer(value) for name, value in side.given(runner).items()} for side in pair.sides
    }


def _answer(value: Value) -> object:
    match value:
        case frozenset():
            return sorted(value)
        case Fraction():
            return float(value)
        case _:
            return value


def _effect(effect: Effect, pair: PackPair) -> dict[str, object]:
    return {
        "kind": effect.kind,
        "about": effect.about,
        "proof": effect.proof,
        "old": effect.old,
        "new": effect.new,
        "points": effect.points,
        "because": list(effect.because),
        "witness": _witness(effect.witness, pair),
    }


def _people(people: People) -> dict[str, object]:
    counts = {name: value for name, value in asdict(people).items() if name != "unreadable"}
    return {**counts, "not_compared": [str(problem) for problem in people.unreadable]}
