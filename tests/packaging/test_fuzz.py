"""The fuzzer: the same seed gives the same runs, what goes wrong is counted, and a short run finds
nothing.
"""

from __future__ import annotations

import pytest

from fuzz import answers, packs
from fuzz.counts import Counts
from fuzz.watch import watched
from runner_intake import IntakeError

pytestmark = pytest.mark.long


def test_counts_add_up() -> None:
    assert Counts(1, 2, 3, 4, 5) + Counts(runs=1, lost_signs=1) == Counts(2, 2, 3, 4, 6)


@pytest.mark.slow
def test_a_short_attack_with_answers_finds_nothing() -> None:
    assert answers.fuzz(seed=11, count=150) == Counts(runs=150)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_short_attack_with_packs_finds_nothing() -> None:
    assert packs.fuzz(seed=11, count=25) == Counts(runs=25)


def test_a_promised_error_is_no_traceback_and_any_other_is(capsys: pytest.CaptureFixture[str]) -> None:
    def refused() -> Counts:
        raise IntakeError([])

    def broken() -> Counts:
        return Counts(runs=1 // 0)

    assert watched("refused", refused) == Counts(runs=1)
    assert watched("broken", broken) == Counts(runs=1, tracebacks=1)
    assert "TRACEBACK broken" in capsys.readouterr().err


def test_what_takes_too_long_is_a_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuzz.watch.SECONDS", 0.05)

    def endless() -> Counts:
        while True:
            pass

    assert watched("endless", endless) == Counts(runs=1, hangs=1)
