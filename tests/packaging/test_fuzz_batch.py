"""The fuzz script of batches: nothing lost in a small run, and its counts add up."""

from __future__ import annotations

import pytest

from drawing import HEALTHY
from fuzz.batch import _lost_sign, fuzz
from fuzz.counts import Counts
from runner_intake import bundled_pack

pytestmark = pytest.mark.long


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_small_run_loses_nothing() -> None:
    counts = fuzz(seed=11, count=400)
    assert counts == Counts(runs=counts.runs)
    assert counts.runs >= 400


def test_a_lost_sign_would_be_seen() -> None:
    row = {"urgent_head_chest": ["chest_pain", "typo"]}
    assert _lost_sign(row, "incomplete", bundled_pack())
    assert not _lost_sign(row, "emergency", bundled_pack())
    assert _lost_sign({"urgent_head_chest": ["typo"]}, "emergency", bundled_pack())


def test_the_single_document_waits_for_no_question_that_no_longer_counts() -> None:
    contradiction = {"last_week_distance_km": 1, "longest_run_last_7d_km": 7}
    # until that is asked again nothing is suggested, so what matters before needles is not needed
    row = {**HEALTHY, **contradiction, "needle_comfort": "typo"}
    assert not _lost_sign(row, "clarify", bundled_pack())
    assert _lost_sign(row, "clear", bundled_pack())


def test_counts_add_up() -> None:
    assert Counts(1, 2, 3, 4, 5) + Counts(runs=1, lost_signs=1) == Counts(2, 2, 3, 4, 6)
