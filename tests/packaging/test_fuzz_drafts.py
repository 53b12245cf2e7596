"""Drafts under attack: damaged ones are read or moved aside as they were, and a kill at any point of saving
loses and leaves nothing.
"""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest

from fuzz import drafts
from fuzz.counts import Counts

pytestmark = pytest.mark.long


@pytest.mark.slow
def test_a_short_attack_on_drafts_finds_nothing() -> None:
    assert drafts.fuzz(seed=11, count=150) == Counts(runs=150)


@pytest.mark.slow
def test_damage_in_one_draft_is_in_no_later_one() -> None:
    before, rng = copy.deepcopy(drafts.STRANGE), random.Random(1)  # noqa: S311  (no secret)
    for _ in range(1000):
        document: dict[str, Any] = {"answers": {}, "aside": {}, "trail": []}
        for mutation in drafts.MUTATIONS:
            mutation(document, rng)
    assert before == drafts.STRANGE


@pytest.mark.slow
def test_a_kill_at_two_hundred_points_loses_nothing_and_leaves_nothing() -> None:
    steps = drafts.steps()
    points = {1 + number * steps // 200 for number in range(200)}
    assert len(points) == 200
    assert [point for point in sorted(points) if not drafts.is_whole_after_kill(point)] == []
