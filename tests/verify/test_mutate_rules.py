"""The mutation script: which changes it makes, and that it tells those that the cases notice from those that
they do not.
"""

from __future__ import annotations

import pytest

from mutate_rules import Mutant, conditions, fate, fate_of, mutants, mutated, shifted
from runner_intake.conditions import NEVER, Within
from runner_intake.pack import Pack
from runner_intake.verify.cases.read import Cases

pytestmark = pytest.mark.long

WEEKS = Within("pain_weeks", low=6, high=13, high_open=True)


def test_each_threshold_moves_one_step_both_ways(pack: Pack) -> None:
    moved = [
        (test.low, test.high)
        for _, test in shifted(WEEKS, pack.questionnaire.domains)
        if isinstance(test, Within)
    ]
    assert moved == [(7, 13), (6, 14), (5, 13), (6, 12)]
    sleep = Within("sleep_hours", high=7, high_open=True)
    assert [
        test.high for _, test in shifted(sleep, pack.questionnaire.domains) if isinstance(test, Within)
    ] == [7.5, 6.5]


def test_every_rule_is_dropped_and_every_number_changed(pack: Pack) -> None:
    all_mutants = list(mutants(pack))
    assert {mutant.rule for mutant in all_mutants if mutant.what == "dropped"} == set(conditions(pack))
    points = [mutant for mutant in all_mutants if mutant.points]
    assert len(points) == 2 * (
        sum(len(benefit.rules) for benefit in pack.benefits) + sum(len(step.rules) for step in pack.steps)
    )


@pytest.mark.slow
def test_the_cases_notice_every_small_change_of_a_rule(pack: Pack) -> None:
    all_mutants = list(mutants(pack))
    assert len(all_mutants) > 600
    assert {fate_of(mutant) for mutant in all_mutants} <= {"killed", "same", "would not load"}


def test_the_cases_notice_a_rule_that_never_holds() -> None:
    assert fate_of(Mutant("D2", "dropped", NEVER)) == "killed"


def test_without_cases_a_mutant_survives_unless_it_is_proved_the_same(pack: Pack) -> None:
    assert fate(Mutant("D2", "dropped", NEVER), pack, Cases()) == "SURVIVED"
    assert conditions(pack)["D8"].written == Within("age_years", high=18, high_open=True)
    assert fate(Mutant("D8", "in other words", Within("age_years", high=17)), pack, Cases()) == "same"
    assert fate(Mutant("D8", "moved", Within("age_years", high=16)), pack, Cases()) == "SURVIVED"


def test_what_no_file_can_say_is_counted_apart(pack: Pack) -> None:
    one = next(rule for benefit in pack.benefits for rule in benefit.rules if rule.points == 1)
    assert fate_of(Mutant(one.id, "points -1", points=-1)) == "would not load"
    assert fate_of(Mutant("D8", "out of range", Within("age_years", high=100))) == "would not load"


def test_a_rule_that_another_looks_at_changes_there_too(pack: Pack) -> None:
    """D12 holds for bone signs that raised nothing worse; without U12 it also holds for pain when hopping."""
    changed = mutated(pack, Mutant("U12", "dropped", NEVER))
    before, after = ({rule.id: rule.when for rule in version.safety}["D12"] for version in (pack, changed))
    assert before != after
